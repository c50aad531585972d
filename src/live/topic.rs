//! What a connection listens to, and whose it is.

/// Something that connections listen to, such as one chat. Only the area that makes a topic knows what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Topic {
    /// What kind of thing it is; a constant of the area.
    pub kind: &'static str,
    /// Which one of that kind.
    pub id: i64,
}

impl Topic {
    /// The topic of one thing.
    pub const fn new(kind: &'static str, id: i64) -> Topic {
        Topic { kind, id }
    }
}

/// Which rendering (language and time zone) a connection reads. The number means something to whoever renders, not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Variant(pub u32);

/// Whose a connection is and how it reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Whose connection it is.
    pub user: i64,
    /// The session that opened it.
    pub session: i64,
    /// The rendering that it reads.
    pub variant: Variant,
}
