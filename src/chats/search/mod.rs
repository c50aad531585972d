//! Search in messages.
//!
//! What is looked for is a [`Query`], from what was typed and from the fields of a form alike. It finds by an index of words (`index`), which is
//! written with each message and filled by a worker for those that were there before. What of it one may see is decided by the statements
//! that read messages, through the membership; the index alone shows nothing. docs/decisions/0025-search.md says why it is so.

pub mod day;
pub mod filling;
mod found;
mod hits;
mod index;
mod query;
mod rank;
mod sought;
mod steps;
mod turn;

#[cfg(test)]
mod tests;

pub use found::{Cursor, Found, Hit, Order, find};
pub use index::{Said, forget, put};
pub use query::{MOST as NAMED, Query, Wrong};
pub use sought::{Place, places};
pub use turn::Searches;
