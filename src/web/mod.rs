//! What every page is made with: forms, errors, assets, languages, and the rules that keep a browser safe.
//!
//! This room knows no area. A handler returns a [`Page`] or a [`Part`]; `app` puts the frame of the account around a page.

mod arriving;
pub mod assets;
mod compress;
mod door;
mod error;
mod fields;
mod house;
pub mod locale;
mod metrics;
mod page;
pub mod places;
mod request_id;
mod route;
pub mod security;
mod throttle;
mod turnstile;
mod ui;
mod upload;
mod view;

pub use arriving::{Arriving, Came, Unfit};
pub use compress::compressed;
pub use door::Door;
pub use error::{BUSY, Error, Failure};
pub use fields::{Errors, Fields, FormToken, Typed};
pub use house::{House, Limits};
pub use locale::{Hours, Language, Locale};
pub use metrics::Metrics;
pub use page::{Frame, Page, Part, Place, Unframed, see_other};
pub use request_id::{RequestId, request_id};
pub use route::{Access, Granted, Route, SECOND_FACTOR, SIGN_IN, granted, register, route};
pub use security::{client_address, is_prefetch};
pub use throttle::Throttle;
pub use turnstile::{Pass, Turnstile};
pub use ui::Ui;
pub use upload::Upload;
pub use view::View;
#[cfg(test)]
pub use view::{Sample, check_samples};

/// The cookie that remembers the chat one was in.
pub const CHAT: &str = "chat";
/// The cookie that live.js sets. With it, what is read is reported by the page, and opening a chat does not count as reading.
pub const SCRIPT: &str = "script";

/// What a handler returns.
pub type Result<T> = std::result::Result<T, Error>;
