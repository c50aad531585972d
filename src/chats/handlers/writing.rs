//! Aids for writing: how text is formatted, emoji, and what HTML says.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Query;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::message::is_htmx;
use crate::accounts::Viewer;
use crate::chats::views::{EmojiAheadView, EmojiView, FormattingView, ToolbarView};
use crate::markup::{self, Html};
use crate::web::{Fields, Page, Part, Place, Result, Ui, View};

fn page(title: String, content: Html) -> Page {
    Page::account(Place::Messages, title, content).wide().styles(&[
        "css/controls.css",
        "css/rich.css",
        "css/writing.css",
    ])
}

/// `GET /formatting`: how text is formatted, by example; htmx gets the buttons that do it. For who is signed in.
///
/// # Errors
/// None of its own.
pub async fn formatting(request: HttpRequest, _: Viewer, ui: Ui) -> Result<HttpResponse> {
    if is_htmx(&request) {
        return Ok(Part::new(ToolbarView::new(&ui).html()?).respond_to(&request));
    }
    Ok(page(ui.t("formatting-title"), FormattingView::new(&ui).html()?).respond_to(&request))
}

/// What is looked for.
#[derive(Deserialize)]
pub struct Sought {
    #[serde(default)]
    q: String,
    /// What somebody is typing.
    ahead: Option<String>,
}

/// `GET /emoji`: every emoji with its name and code, or those that are called `q`; htmx gets them to press. `ahead` gives those for
/// what stands in a composer behind a colon. For who is signed in.
///
/// # Errors
/// None of its own.
pub async fn emoji(request: HttpRequest, _: Viewer, ui: Ui, sought: Query<Sought>) -> Result<HttpResponse> {
    if let Some(typed) = &sought.ahead {
        let found = EmojiAheadView::new(typed, &ui);
        let html = found.map(|view| view.html()).transpose()?;
        return Ok(Part::new(html.unwrap_or_default()).respond_to(&request));
    }
    let part = is_htmx(&request);
    let view = EmojiView::new(&sought.q, part, &ui).html()?;
    Ok(if part { Part::new(view).respond_to(&request) } else { page(ui.t("emoji-title"), view).respond_to(&request) })
}

/// `POST /text/clean`: what the HTML in `html` says, as a text of ours. For who is signed in.
///
/// # Errors
/// 413 for more than a form holds.
pub async fn clean(_: Viewer, fields: Fields) -> HttpResponse {
    let text = markup::pasted(fields.get("html"));
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").insert_header((CACHE_CONTROL, "no-store")).body(text)
}
