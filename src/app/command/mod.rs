//! STUB
mod demo;
pub mod story;
pub use demo::demo;
