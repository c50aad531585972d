//! What a handler could not do, as a browser is told of it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};

use crate::store;

/// Why a request was not answered as asked. The frame of the account makes a page, or a part, of it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the viewer may not know of it.
    #[error("not found")]
    NotFound,
    /// The viewer knows of it and may not do it.
    #[error("not allowed")]
    NotAllowed,
    /// One has to sign in first.
    #[error("not signed in")]
    SignedOut,
    /// The request came from another site's page, or from a page of another session.
    #[error("the request does not come from a page of this session")]
    CrossSite,
    /// The request is not one that a page of ours makes.
    #[error("bad request: {0}")]
    Bad(&'static str),
    /// The body is too large.
    #[error("the body is too large")]
    TooLarge,
    /// The body took too long to arrive.
    #[error("the body did not arrive in time")]
    Slow,
    /// Too many of these; try again after so many seconds.
    #[error("too many requests")]
    TooMany(u64),
    /// A person does more than is good for the others; try again after so many seconds.
    #[error("too much of one person")]
    TooFast(u64),
    /// More is asked of the server at the moment than it can bear; try again after so many seconds.
    #[error("too much to do")]
    Busy(u64),
    /// The bucket of files does not answer.
    #[error("the bucket of files: {0}")]
    NoFiles(std::io::Error),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A defect of ours.
    #[error("{0}")]
    Defect(String),
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Error {
        Error::Defect(format!("a template did not render: {error}"))
    }
}

/// What the frame makes a page of. It waits in the response.
#[derive(Clone, Copy, Debug)]
pub struct Failure {
    /// The key of the words: `KEY-title` and `KEY-text`.
    pub key: &'static str,
    /// Seconds after which to try again.
    pub retry: Option<u64>,
}

/// The key of the failure of [`Error::Busy`].
pub const BUSY: &str = "busy";

/// After so many seconds a database may answer that does not now.
const RECOVERS: u64 = 10;

impl Error {
    fn failure(&self) -> (StatusCode, &'static str) {
        match self {
            Error::NotFound => (StatusCode::NOT_FOUND, "not-found"),
            Error::NotAllowed => (StatusCode::FORBIDDEN, "not-allowed"),
            Error::SignedOut => (StatusCode::UNAUTHORIZED, "signed-out"),
            Error::CrossSite => (StatusCode::FORBIDDEN, "cross-site"),
            Error::Bad(_) => (StatusCode::BAD_REQUEST, "bad-request"),
            Error::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
            Error::Slow => (StatusCode::REQUEST_TIMEOUT, "slow"),
            Error::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "too-many"),
            Error::TooFast(_) => (StatusCode::TOO_MANY_REQUESTS, "too-fast"),
            Error::Busy(_) => (StatusCode::SERVICE_UNAVAILABLE, BUSY),
            Error::NoFiles(_) => (StatusCode::SERVICE_UNAVAILABLE, "no-files"),
            Error::Store(store::Error::Full(_)) => (StatusCode::INSUFFICIENT_STORAGE, "disk-full"),
            Error::Store(store::Error::ReadOnly(_)) => (StatusCode::SERVICE_UNAVAILABLE, "read-only"),
            Error::Store(store::Error::Unavailable(_)) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
            Error::Store(_) | Error::Defect(_) => (StatusCode::INTERNAL_SERVER_ERROR, "defect"),
        }
    }
}

impl Error {
    /// What happened, in a sentence for the person whose request it was.
    pub fn sentence(&self, ui: &super::Ui) -> String {
        ui.t(&[self.failure().1, "-title"].concat())
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.failure().0
    }

    fn error_response(&self) -> HttpResponse {
        let (status, key) = self.failure();
        match self {
            // Each of a flood on a line at which somebody is called would be a flood more.
            Error::Busy(_) => tracing::debug!("a request was turned away"),
            _ if status.is_server_error() => tracing::error!(error = %self, "a request failed"),
            _ => {}
        }
        let retry = match self {
            Error::TooMany(seconds) | Error::TooFast(seconds) | Error::Busy(seconds) => Some(*seconds),
            _ if status == StatusCode::SERVICE_UNAVAILABLE => Some(RECOVERS),
            _ => None,
        };
        let mut response = HttpResponse::build(status);
        if let Some(seconds) = retry {
            response.insert_header(("retry-after", seconds.to_string()));
        }
        let mut response = response.finish();
        response.extensions_mut().insert(Failure { key, retry });
        response
    }
}
