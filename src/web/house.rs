//! What every handler may use.

use std::sync::Arc;

use actix_web::web::Data;

use crate::clock::{Clock, Dice, Moment};
use crate::live::Hub;
use crate::store::Store;

/// The bounds of what a browser may send, in one place.
pub struct Limits;

impl Limits {
    /// Bytes of a form's body: the longest message in the worst encoding, and some fields beside it.
    pub const FORM_BYTES: usize = 512 * 1024;
    /// How long a form's body may take to arrive; that of a form with a file may take as long as [`Limits::PICTURE_TIME`].
    pub const FORM_TIME: std::time::Duration = std::time::Duration::from_secs(30);
    /// Bytes of a form of whom nobody knows, and how long it may take: what accounts are made with is short.
    pub const DOOR_BYTES: usize = 16 * 1024;
    /// See [`Limits::DOOR_BYTES`].
    pub const DOOR_TIME: std::time::Duration = std::time::Duration::from_secs(10);
    /// How long a picture may take to arrive: 8 MB at 70 KB a second.
    pub const PICTURE_TIME: std::time::Duration = std::time::Duration::from_secs(120);
    /// Bytes of a picture of a person.
    pub const PICTURE_BYTES: usize = 8 * 1024 * 1024;
    /// Fields of one form.
    pub const FIELDS: usize = 1000;
    /// Characters of a person's, a chat's or the company's name.
    pub const NAME: usize = 80;
    /// Characters of an e-mail address (RFC 5321 §4.5.3.1.3 leaves 254 of a path's 256).
    pub const EMAIL: usize = 254;
    /// Characters of a password, at least.
    pub const PASSWORD_LEAST: usize = 12;
    /// Characters of a password, at most: what is hashed has to end somewhere.
    pub const PASSWORD_MOST: usize = 200;
    /// Characters of a message.
    pub const MESSAGE: usize = 20_000;
}

/// The company's house: database, clock, dice and live connections.
pub struct House {
    /// The database.
    pub store: Store,
    /// Time.
    pub clock: Clock,
    /// Randomness.
    pub dice: Dice,
    /// Open pages, and who has one.
    pub hub: Arc<Hub>,
    /// Where blobs lie: pictures of people.
    pub files: crate::files::Files,
    /// Where letters leave from, and what is kept secret.
    pub office: crate::mail::Office,
    /// What is counted of requests.
    pub metrics: super::Metrics,
    /// How many of them are worked on at once.
    pub turnstile: Arc<super::Turnstile>,
    /// `https://chat.example.com` of the configuration; `None` takes what the browser asked for.
    pub public_url: Option<String>,
    /// When the server was started.
    pub started_at: Moment,
    /// Whether browsers come by HTTPS, so that cookies are Secure.
    pub secure: bool,
}

impl House {
    /// The house of a request. Its routes are only served by a server that has one.
    pub fn of(request: &actix_web::HttpRequest) -> Data<House> {
        match request.app_data::<Data<House>>() {
            Some(house) => house.clone(),
            None => unreachable!("app::boot gives every route its house"),
        }
    }
}
