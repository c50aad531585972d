//! The house as a whole: boot and shutdown, the URL map, what is around every page, and the live path.

mod boot;
pub mod command;
mod descriptors;
mod fanout;
mod routes;
mod shell;
mod socket;
mod tls;
mod variants;

pub use boot::serve;
