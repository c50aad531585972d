//! The organization: how people come in, who is there, and the company's structure: departments, and the positions of people
//! in them. [`person`] is the gate to people.

pub mod census;
pub mod colleague;
pub mod department;
pub mod handlers;
pub mod import;
pub mod invitation;
pub mod live;
pub mod mark;
pub mod notices;
pub mod person;
pub mod position;
mod shared;
pub mod terms;
mod vcard;
pub mod views;
pub mod words;

#[cfg(test)]
mod noun_tests;
#[cfg(test)]
mod position_tests;
#[cfg(test)]
mod structure_tests;

pub use handlers::routes;
