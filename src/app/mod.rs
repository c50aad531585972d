//! The house as a whole: boot and shutdown, the URL map, what is around every page, the live path, and the command line.

mod account;
pub mod archive;
mod authors;
mod bells;
mod boot;
mod cards;
pub mod command;
mod counts;
mod database;
mod descriptors;
mod fanout;
#[cfg(test)]
mod fault_tests;
pub mod heaps;
mod indexing;
mod logs;
mod metrics;
mod notices;
mod presence;
mod ready;
mod recorders;
pub mod routes;
mod sessions;
mod shell;
mod socket;
mod timer;
mod tls;
mod totals;
mod typing;
mod upkeep;
mod variants;
