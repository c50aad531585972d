//! Message text in, safe HTML and plain text out.
//!
//! This room knows nothing of chats or pages: it turns what a person typed into an [`Html`] that can be put on any page,
//! into one plain [`line`] for lists and notifications, into the [`fold`]ed form that search compares and the [`tokens`] that it
//! looks for, and a name into [`initials`]. The dialect and the reasons for it: docs/decisions/0003-markup.md.
//!
//! A text goes through `message` (clean, write), `block` (lines to paragraphs, lists, quotes, code), `inline` (code
//! spans, links, breaks) and `emphasis` (bold, italic, strike). Every step takes time linear in the text.
//!
//! The other way, to such a text: what is [`written`] with BB codes and names of emoji, and HTML that is [`pasted`].

mod bb;
mod block;
mod called;
mod code;
mod compose;
mod emphasis;
mod fold;
mod html;
mod initials;
mod inline;
mod line;
mod link;
mod memo;
mod message;
mod pasted;
mod tags;
mod tokens;
mod typed;

#[cfg(test)]
mod checker;
#[cfg(test)]
mod linear;
#[cfg(test)]
mod message_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod writing_tests;

pub use called::called;
pub use code::languages;
pub use compose::linked;
pub use fold::fold;
pub use html::Html;
pub use initials::initials;
pub use line::{bare, flat, line};
pub use memo::{kept, lined, rendered, rendered_calling};
pub use message::{Link, codes, first_page, has_link, links, render, spoken};
pub use pasted::pasted;
pub use tokens::{Cut, Token, tokens};
pub use typed::{emoji, written};
