//! Chats: who is in them, what is said, what is unread.
//!
//! A chat is reached through [`Member::find`] only. Posting is in `message`, reading in `history`, the list of chats in
//! `list`, search in `search`, and, of many people at once, `rows`, what a group goes through in `group`, and with its `departments`; `live` makes the frames that open pages receive.

pub mod attachments;
pub mod bar;
mod chat;
pub mod commands;
pub mod departments;
#[cfg(test)]
mod departments_tests;
pub mod found;
pub mod group;
pub mod handlers;
pub mod history;
pub mod hooks;
pub mod joining;
pub mod keywords;
mod lanes;
pub mod later;
pub mod life;
pub mod line;
pub mod linked;
pub mod list;
pub mod live;
pub mod looks;
pub mod membership;
pub mod message;
pub mod notices;
mod opened;
pub mod preferences;
pub mod privacy;
mod recent;
pub mod rights;
pub mod rows;
pub mod rules;
#[cfg(test)]
mod samples;
pub mod saved;
pub mod search;
pub mod shift;
#[cfg(test)]
mod testing;
mod title;
#[cfg(test)]
mod together_tests;
pub mod told;
pub mod viewed;
pub mod views;

pub use chat::{Kind, Member, Partner, Role, Said, of_user, partner, said, telling_of};
pub use lanes::Lanes;
pub use opened::{Opened, Writing};
pub use recent::Recent;
pub use title::title_of;
