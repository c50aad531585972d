//! Accounts: the company, its people, how they sign in, and who looks at a page.
//!
//! The nouns are `company`, `user`, `status`, `session` and `reset` (links that give a new password). [`Viewer`] is who is signed in,
//! found by the middleware [`viewer::identify`]; [`Administrator`] is one who may more. The [`Doorkeeper`] holds what is
//! not in the database: the queue of password hashes, the counts of tries, the set-up token.

pub mod audit;
pub mod company;
pub mod device;
mod doorkeeper;
pub mod handlers;
mod name;
pub mod password;
pub mod reset;
pub mod session;
pub mod status;
pub mod times;
pub mod user;
pub mod viewer;
pub mod views;
mod words;
mod wrong;

#[cfg(test)]
mod noun_tests;

pub use company::{Circle, Company};
pub use doorkeeper::Doorkeeper;
pub use handlers::routes;
pub use name::{Email, Name};
pub use status::Status;
pub use user::{Density, NewUser, Role, State, Theme, User};
pub use viewer::{Administrator, Employee, Viewer};
pub use wrong::Wrong;
