//! Settings: one place to look for what a person can choose. Each area's part is kept by that area.

pub mod handlers;
mod substitute;
pub mod views;

#[cfg(test)]
mod http_tests;

pub use handlers::routes;
