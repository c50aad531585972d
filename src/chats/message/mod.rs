//! A message: how it is posted, and all that people do with it afterwards.
//!
//! What changes its looks for everybody takes the chat's next revision: an edit, a deletion, a reaction, a vote, a card. A pin is the chat's, a favourite
//! somebody's own; neither is a change of the message.

pub mod asked;
pub mod card;
pub mod delete;
mod draft;
pub mod edit;
pub mod emoji;
pub mod expiry;
pub mod favourite;
pub mod mention;
pub mod pin;
pub mod poll;
mod post;
pub mod quote;
mod reached;
pub mod reaction;
pub mod reminder;
pub mod scheduled;

pub use draft::{Draft, Forwarded, key_of};
pub use poll::Poll;
pub use post::{PostError, Posted, post, post_all, post_as_integration, tell};
pub use reached::Reached;
