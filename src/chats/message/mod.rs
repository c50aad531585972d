//! A message: how it is posted, and all that people do with it afterwards.
//!
//! What changes its looks for everybody takes the chat's next revision: an edit, a deletion, a reaction, a vote, a card. A pin is the chat's, a favourite
//! somebody's own; neither is a change of the message.

pub mod asked;
pub mod card;
pub mod delete;
pub mod edit;
pub mod emoji;
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

pub use poll::Poll;
pub use post::{Draft, Forwarded, PostError, Posted, key_of, post, post_all, post_as_integration, tell};
pub use reached::{Reached, may_pin};
