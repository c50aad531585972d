//! The organization: how people come in, and who is there, as administrators see them.

pub mod department;
pub mod handlers;
pub mod import;
pub mod invitation;
pub mod person;
pub mod position;
pub mod views;

#[cfg(test)]
mod noun_tests;
#[cfg(test)]
mod structure_tests;

pub use handlers::routes;
