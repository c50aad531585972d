//! What people do with a message that is there.

pub(super) mod actions;
pub(super) mod cards;
pub(super) mod delete;
pub(super) mod edit;
pub(super) mod favourites;
pub(super) mod forward;
pub(super) mod pins;
pub(super) mod polls;
pub(super) mod reactions;
pub(super) mod select;

use actix_web::{HttpRequest, HttpResponse};

use crate::accounts::Viewer;
use crate::chats::message::Reached;
use crate::id::MessageId;
use crate::markup::Html;
use crate::store::Conn;
use crate::web::{Error, Page, Place, Result, see_other};

/// Messages that one form may name.
pub(super) const CHOSEN: usize = 100;

/// The message, if the viewer is in its chat.
pub(super) async fn reach(conn: &mut Conn, viewer: &Viewer, message: MessageId) -> Result<Reached> {
    Reached::find(conn, viewer.user.id, message).await?.ok_or(Error::NotFound)
}

/// A page about messages.
pub(super) fn page(title: String, content: Html) -> Page {
    Page::account(Place::Messages, title, content).wide().styles(&["css/controls.css", "css/rich.css"])
}

/// To a page, where script has asked, too.
pub(super) fn go(request: &HttpRequest, page: String) -> HttpResponse {
    if is_htmx(request) { HttpResponse::Ok().insert_header(("hx-redirect", page)).finish() } else { see_other(page) }
}

/// Whether script asks, which puts the answer into its page.
pub(super) fn is_htmx(request: &HttpRequest) -> bool {
    request.headers().contains_key("hx-request")
}
