//! Files in chats: of messages, and of messages that are still being written.
//!
//! A file is sent first and then the message, which takes it along. Until then only who sent it reaches it, and it goes by itself after a day.

mod kept;
mod shown;
mod sweep;
mod used;

pub use kept::{Arrived, Attachment, NotKept, OfChat, Page, begun, find, keep, of_chat, remove, unsent};
pub(in crate::chats) use kept::{are_again, blob, copy, files_column, give, of_scheduled, plan, take};
pub use shown::Shown;
pub(crate) use shown::shown;
pub(in crate::chats) use shown::{named, of_text, to_text};
pub use sweep::{blobs_after, forget, is_due, lost, sweep};
pub use used::Used;

/// Files of one message.
pub const FILES: usize = 20;
/// Files of one person that wait in one chat for their message.
pub const UNSENT: usize = 60;
