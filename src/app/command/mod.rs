//! STUB
pub mod story;
mod demo;
pub use demo::demo;
