//! What leaves by mail: who is to be looked at and when, what is due then, the letter, and what became of it.
//!
//! [`decision`] says whether; [`due`] finds what of one person; [`mailing`] is the ledger, in which a row is there before the letter
//! leaves; [`content`] makes the letter of what is unread at that moment; the [`Postman`] does it all. docs/decisions/0019-mail.md.

pub mod answers;
#[cfg(test)]
mod calls_tests;
mod collector;
#[cfg(test)]
mod collector_tests;
pub mod content;
#[cfg(test)]
mod copies_tests;
pub mod decision;
#[cfg(test)]
mod deleted_tests;
pub mod due;
mod leaving;
pub mod letters;
pub mod mailing;
#[cfg(test)]
mod matrix_tests;
mod outcome;
mod postman;
#[cfg(test)]
mod postman_tests;
#[cfg(test)]
mod real_tests;
mod rounds;
#[cfg(test)]
mod testing;
pub mod token;
pub mod try_out;
pub mod views;

pub use collector::{Collector, Turn};
pub use postman::{Postman, hear, purge};
