//! How many files, and so sockets, the process may have open.

use std::io;

/// What is not left for pages: log, database, listeners, workers, blobs being read.
const RESERVED: u64 = 200;

/// The limit as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptors {
    /// Files that may be open at once.
    pub files: u64,
}

impl Descriptors {
    /// Raises the limit as far as the process may.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn raise() -> io::Result<Descriptors> {
        Ok(Descriptors { files: rlimit::increase_nofile_limit(u64::MAX)? })
    }

    /// How many pages may be open at once: each has one socket.
    pub fn sockets(self) -> u64 {
        self.files.saturating_sub(RESERVED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_raised_as_far_as_it_may() {
        let raised = Descriptors::raise().expect("a limit");
        let (soft, hard) = rlimit::Resource::NOFILE.get().expect("a limit");
        assert_eq!((raised.files, soft), (hard, hard));
        assert_eq!(Descriptors { files: 1200 }.sockets(), 1000);
        assert_eq!(Descriptors { files: 20 }.sockets(), 0);
    }
}
