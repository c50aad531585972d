//! The administration: people and their life in the company, the company itself, the audit log, the system.
//!
//! What is changed here is a noun of the area that it belongs to; this room finds, shows, asks once more, and says what
//! happened. Others add their pages to it by [`TABS`](crate::organization::views::TABS).

pub mod deed;
pub mod handlers;
pub mod people;
pub mod system;
pub mod views;

#[cfg(test)]
mod noun_tests;

pub use handlers::routes;
