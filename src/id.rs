//! Typed row numbers: a chat's can not be passed where a user's is meant.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type, serde::Serialize, serde::Deserialize)]
        #[sqlx(transparent)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
    )* };
}

ids! {
    /// A person with an account.
    UserId
    /// One signed-in browser of a user.
    SessionId
    /// A chat of any kind.
    ChatId
    /// A message; within a chat, later messages have higher numbers.
    MessageId
    /// An invitation link.
    InvitationId
    /// A department of the company structure.
    DepartmentId
    /// A list of people that was uploaded.
    ImportId
    /// A line of the audit log.
    AuditId
    /// An entry of the notification centre.
    NotificationId
    /// A letter, as the ledger of mail has it.
    MailingId
    /// A letter that has arrived.
    AnswerId
    /// A message that is to be posted later.
    ScheduledId
    /// A file of a message.
    AttachmentId
    /// A program that writes into a group.
    HookId
}
