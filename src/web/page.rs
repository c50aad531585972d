//! What handlers return.

use std::cell::RefCell;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpRequest, HttpResponse, Responder};

use crate::markup::Html;

/// Where a page stands in the house; the rail shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Messages.
    Messages,
    /// Notifications.
    Notifications,
    /// People: on no rail, a step away from everywhere.
    People,
    /// Settings.
    Settings,
    /// Nowhere: a page that comes between.
    Between,
}

/// What is around the page's own content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// The account: rail at the left, panel at the right.
    Account {
        /// What the rail marks as the current one.
        place: Place,
        /// Whether a phone shows the main column (true) or the left one.
        main: bool,
        /// Whether there is no left column.
        wide: bool,
    },
    /// A door: sign-in, set-up, invitations.
    Gate,
    /// A document inside of a frame of another page; it is fetched anew after so many seconds (0: never).
    Inner {
        /// The class of the body.
        class: &'static str,
        /// Seconds.
        refresh: i64,
    },
}

/// A whole page, without what is around it.
pub struct Page {
    /// The title, without counter and product.
    pub title: String,
    /// What is around it.
    pub frame: Frame,
    /// Left column, main column, or the content of the gate.
    pub content: Html,
    /// Style sheets besides the common ones.
    pub styles: &'static [&'static str],
    /// The status, 200 if nothing else is said.
    pub status: StatusCode,
    /// What to skip to: the id of an element and the key of its words.
    pub skip: (&'static str, &'static str),
    /// The id of the field that one writes in, to skip to as well.
    pub writing: Option<String>,
    /// Whether it shows how many people are where, and is to be told of it.
    pub counts: bool,
}

impl Page {
    /// A page of the account.
    pub fn account(place: Place, title: impl Into<String>, content: Html) -> Page {
        Page {
            title: title.into(),
            frame: Frame::Account { place, main: true, wide: false },
            content,
            styles: &["css/controls.css"],
            status: StatusCode::OK,
            skip: ("main", "skip-to-content"),
            writing: None,
            counts: false,
        }
    }

    /// A page at the door.
    pub fn gate(title: impl Into<String>, content: Html) -> Page {
        Page {
            title: title.into(),
            frame: Frame::Gate,
            content,
            styles: &[],
            status: StatusCode::OK,
            skip: ("main", "skip-to-content"),
            writing: None,
            counts: false,
        }
    }

    /// The same page without a left column.
    pub fn wide(mut self) -> Page {
        if let Frame::Account { wide, .. } = &mut self.frame {
            *wide = true;
        }
        self
    }

    /// The same page, whose left column is what a phone shows.
    pub fn listing(mut self) -> Page {
        if let Frame::Account { main, .. } = &mut self.frame {
            *main = false;
        }
        self
    }

    /// The same page with these style sheets.
    pub fn styles(self, styles: &'static [&'static str]) -> Page {
        Page { styles, ..self }
    }

    /// The same page, which shows how many people are where.
    pub fn counting(self) -> Page {
        Page { counts: true, ..self }
    }

    /// The same page with a status.
    pub fn status(self, status: StatusCode) -> Page {
        Page { status, ..self }
    }

    /// The form again: 422.
    pub fn again(self) -> Page {
        self.status(StatusCode::UNPROCESSABLE_ENTITY)
    }
}

/// The page that waits in a response for what is put around it.
pub struct Unframed(RefCell<Option<Page>>);

impl Unframed {
    /// Takes the page out; the second time there is none.
    pub fn take(&self) -> Option<Page> {
        self.0.borrow_mut().take()
    }
}

impl Responder for Page {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::build(self.status).content_type("text/html; charset=utf-8").finish();
        response.extensions_mut().insert(Unframed(RefCell::new(Some(self))));
        response
    }
}

/// A piece of HTML that htmx puts into a page.
pub struct Part {
    /// The HTML.
    pub html: Html,
    /// The status.
    pub status: StatusCode,
}

impl Part {
    /// A part that is all right.
    pub fn new(html: Html) -> Part {
        Part { html, status: StatusCode::OK }
    }

    /// The form again: 422.
    pub fn again(html: Html) -> Part {
        Part { html, status: StatusCode::UNPROCESSABLE_ENTITY }
    }
}

impl Responder for Part {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::build(self.status)
            .content_type("text/html; charset=utf-8")
            .insert_header((CACHE_CONTROL, "no-store"))
            .body(self.html.into_string())
    }
}

/// After a form: go and look there.
pub fn see_other(to: impl AsRef<str>) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, to.as_ref())).finish()
}
