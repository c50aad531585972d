//! The mini panel at the right edge of every page: oneself, counters, and the recent chats as doors.

pub mod handlers;
pub mod views;

/// The cookie that remembers, per device, whether the panel is folded to a strip.
pub const FOLD: &str = "panel";
