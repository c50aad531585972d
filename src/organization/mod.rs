//! The organization: how people come in, and who is there, as administrators see them.

pub mod handlers;
pub mod invitation;
pub mod views;

#[cfg(test)]
mod noun_tests;

pub use handlers::routes;
