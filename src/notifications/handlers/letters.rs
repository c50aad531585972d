//! What links in letters do, for whoever holds the letter: turn letters off, confirm an address. A GET shows a page and changes nothing.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, Responder};

use crate::chats::membership::stop_mailing;
use crate::notifications::mailings::token::Off;
use crate::notifications::views::LinkView;
use crate::notifications::{address, preferences};
use crate::web::{Fields, House, Page, Result, Ui, View};

/// `GET /mail/off/{token}`: asks. For whoever holds the link.
///
/// # Errors
/// None but defects.
pub async fn off(request: HttpRequest, ui: Ui, token: Path<String>, house: Data<House>) -> Result<HttpResponse> {
    let Some(off) = Off::of(&token, &house.office.seal) else { return void(&request, ui) };
    let (heading, text) = words(off, &ui);
    let go = if off.chat.is_some() { "mail-off-chat-go" } else { "mail-off-go" };
    let go = Some((format!("/mail/off/{token}"), ui.t(go)));
    page(&request, LinkView { heading, text: ui.t(text), ask: go, go: None, ui })
}

fn words(off: Off, ui: &Ui) -> (String, &'static str) {
    match off.chat {
        Some(_) => (ui.t("mail-off-chat-ask"), "mail-off-chat-text"),
        None => (ui.t("mail-off-ask"), "mail-off-text"),
    }
}

/// `POST /mail/off/{token}`: does it. A mail program posts `List-Unsubscribe=One-Click` and no more (RFC 8058), without cookies and from
/// anywhere; that is the one form that other sites may send. For whoever holds the link.
///
/// # Errors
/// What the database says.
pub async fn turn_off(
    request: HttpRequest,
    ui: Ui,
    token: Path<String>,
    house: Data<House>,
    _: Payload,
) -> Result<HttpResponse> {
    let Some(off) = Off::of(&token, &house.office.seal) else { return void(&request, ui) };
    let mut tx = house.store.begin().await?;
    match off.chat {
        Some(chat) => stop_mailing(&mut tx, off.user, chat).await?,
        None => drop(preferences::turn_off(&mut tx, off.user).await?),
    }
    tx.commit().await?;
    let key = if off.chat.is_some() { "mail-off-chat-done" } else { "mail-off-done" };
    let (path, text) = match off.chat {
        Some(chat) => (format!("/chats/{chat}/notifications"), "mail-off-chat-done-text"),
        None => ("/settings/notifications".to_owned(), "mail-off-done-text"),
    };
    let go = Some((path, ui.t("mail-settings")));
    page(&request, LinkView { heading: ui.t(key), text: ui.t(text), ask: None, go, ui })
}

/// `GET /mail/confirm/{token}`: asks. For whoever holds the link.
///
/// # Errors
/// None but defects.
pub async fn confirm(request: HttpRequest, ui: Ui, token: Path<String>) -> Result<HttpResponse> {
    let ask = Some((format!("/mail/confirm/{token}"), ui.t("mail-confirm-go")));
    let (heading, text) = (ui.t("mail-confirm-ask"), ui.t("mail-confirm-text"));
    page(&request, LinkView { heading, text, ask, go: None, ui })
}

/// `POST /mail/confirm/{token}`: letters go to this address from now on. For whoever holds the link.
///
/// # Errors
/// What the database says.
pub async fn confirmed(
    request: HttpRequest,
    ui: Ui,
    token: Path<String>,
    _: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    let Some(user) = address::confirm(&mut tx, &token, house.clock.now()).await? else { return void(&request, ui) };
    tx.commit().await?;
    house.office.hear_user(user);
    let go = Some(("/settings/notifications".to_owned(), ui.t("mail-settings")));
    let (heading, text) = (ui.t("mail-confirm-done"), ui.t("mail-confirm-done-text"));
    page(&request, LinkView { heading, text, ask: None, go, ui })
}

fn void(request: &HttpRequest, ui: Ui) -> Result<HttpResponse> {
    let view = LinkView { heading: ui.t("mail-link-void"), text: ui.t("mail-link-void-text"), ask: None, go: None, ui };
    Ok(Page::gate(view.heading.clone(), view.html()?).status(StatusCode::NOT_FOUND).respond_to(request))
}

fn page(request: &HttpRequest, view: LinkView) -> Result<HttpResponse> {
    Ok(Page::gate(view.heading.clone(), view.html()?).respond_to(request))
}
