//! The notification centre: what people are told of, what waits for an answer, what is read.
//!
//! Areas declare their [`Kind`]s and emit a `Noticed` with what they have to say; [`notification::record`] keeps it in the same
//! transaction. What is one person's is one row with its state; what is all administrators', or all members' of a chat, is one row for all of
//! them, and a [mark](marks) of each who touched it. `gate` says who sees what; [`list`] finds, [`counts`] counts, [`sentence`] says it in the
//! reader's words, [`live`] makes what open pages receive. docs/decisions/0018-notification-centre.md says why.

pub mod address;
pub mod counts;
mod gate;
pub mod handlers;
pub mod list;
pub mod live;
pub mod mailings;
pub mod marks;
pub mod notices;
pub mod notification;
pub mod preferences;
pub mod retention;
pub mod sentence;
#[cfg(test)]
mod tests;
pub mod views;

pub use handlers::routes;
pub use notification::{Notification, State};

use crate::accounts::User;
use crate::id::{ChatId, UserId};
use crate::notice::{Area, Kind};
use crate::organization::person::Sight;
use crate::{accounts, chats, organization};

/// The owner of what is all administrators'.
pub const ADMINISTRATORS: UserId = UserId(0);

/// The owner of what is told to the members of the chat by one row: the number of the chat, below zero.
pub fn members_of(chat: ChatId) -> UserId {
    UserId(-chat.0)
}

/// The chat whose members are told by one row that is this owner's; none if it is somebody else's.
pub fn of_members(owner: UserId) -> Option<ChatId> {
    (owner.0 < 0).then_some(ChatId(-owner.0))
}

/// All kinds, in the order of the settings: by area, then as each declares them.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    let all = || {
        let areas =
            [&chats::notices::KINDS[..], &organization::notices::KINDS, &accounts::notices::KINDS, &notices::KINDS];
        areas.into_iter().flatten().copied()
    };
    Area::ALL.iter().flat_map(move |area| all().filter(move |kind| kind.area == *area))
}

/// The kind of this name; none for one of a newer program.
pub fn kind(name: &str) -> Option<&'static Kind> {
    kinds().find(|kind| kind.name == name)
}

/// Whose centre it is: a person's own notifications, what the chats they are in tell to all, and for who looks after the company what
/// all administrators are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Who.
    pub user: UserId,
    /// [`ADMINISTRATORS`] for one of them, for all others the same again.
    shared: UserId,
    /// Whom they may see: others are not named to them.
    sight: Sight,
}

impl Reader {
    /// Any administrator who has touched nothing yet: of what is all theirs.
    pub const UNTOUCHED: Reader = Reader { user: ADMINISTRATORS, shared: ADMINISTRATORS, sight: Sight::EVERYBODY };

    /// The person, without what all administrators are told.
    pub fn alone(user: UserId) -> Reader {
        Reader { user, shared: user, sight: Sight::EVERYBODY }
    }

    /// The person.
    pub fn of(user: &User) -> Reader {
        let shared = if user.is_administrator() { ADMINISTRATORS } else { user.id };
        Reader { user: user.id, shared, sight: Sight::of(user) }
    }

    /// Whose notifications they see, but those of chats.
    pub fn owners(self) -> impl Iterator<Item = UserId> {
        [self.user].into_iter().chain(self.is_administrator().then_some(self.shared))
    }

    /// Whether they see what is all administrators'.
    pub fn is_administrator(self) -> bool {
        self.shared == ADMINISTRATORS
    }
}
