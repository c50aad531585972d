//! Accounts: the company, its people, how they sign in, and who looks at a page.
//!
//! The nouns are `company`, `user`, `session` and `reset` (links that give a new password). [`Viewer`] is who is signed in,
//! found by the middleware [`viewer::identify`]; [`Administrator`] is one who may more. The [`Doorkeeper`] holds what is
//! not in the database: the queue of password hashes, the counts of tries, the set-up token.

pub mod audit;
pub mod company;
pub mod confirm;
pub mod device;
mod doorkeeper;
pub mod handlers;
pub mod life;
mod name;
pub mod password;
pub mod profile;
pub mod reset;
pub mod session;
pub mod sought;
pub mod user;
pub mod viewer;
pub mod views;
mod words;
mod wrong;

#[cfg(test)]
mod life_tests;
#[cfg(test)]
mod noun_tests;

pub use company::{Circle, Company};
pub use doorkeeper::Doorkeeper;
pub use handlers::routes;
pub use name::{Email, Name, fold_email};
pub use profile::Profile;
pub use user::{Density, NewUser, Role, State, Theme, User};
pub use viewer::{Administrator, Employee, Viewer};
pub use wrong::Wrong;
