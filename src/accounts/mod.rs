//! Accounts: the company, its people, how they sign in, and who looks at a page.
//!
//! The nouns are `company`, `user` with `look`, `status`, `session`, `reset` (links that give a new password), `second_factor` (with the codes of
//! `totp`) and `sign_in` (between the password and the code). [`Viewer`] is who is signed in, found by the middleware
//! [`viewer::identify`]; [`Administrator`] is one who may more, [`SignedIn`] also one who has to set the second factor up
//! first. [`confirm::needed`] asks for the password again. The [`Doorkeeper`] holds what is not in the database: the queue of
//! password hashes, the counts of tries, the set-up token.

pub mod audit;
pub mod company;
pub mod confirm;
pub mod device;
mod doorkeeper;
pub mod handlers;
pub mod integration;
mod known;
pub mod life;
pub mod look;
mod name;
pub mod notices;
pub mod password;
pub mod profile;
pub mod qr;
pub mod reset;
pub mod second_factor;
pub mod session;
mod sign_in;
pub mod sought;
pub mod status;
pub mod times;
pub mod totp;
pub mod user;
pub mod viewer;
pub mod views;
mod wrong;

#[cfg(test)]
mod factor_tests;
#[cfg(test)]
mod life_tests;
#[cfg(test)]
mod noun_tests;

pub use company::{Circle, Company};
pub use doorkeeper::Doorkeeper;
pub use handlers::routes;
pub use look::{Density, OwnSide, TextSize, Theme};
pub use name::{Email, Name, fold_email};
pub use profile::Profile;
pub use status::Status;
pub use user::{NewUser, Role, State, User};
pub use viewer::{Administrator, Employee, SignedIn, Viewer};
pub use wrong::Wrong;
