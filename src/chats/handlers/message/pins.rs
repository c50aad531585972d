//! Pinned messages of a chat.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::actions::done;
use super::page;
use crate::accounts::Viewer;
use crate::chats::Member;
use crate::chats::message::pin::{self, MOST, Pinned};
use crate::chats::views::{NoticeView, PinsView};
use crate::id::{ChatId, MessageId};
use crate::web::{Error, Fields, House, Page, Result, Ui, View};

/// `GET /chats/{chat}/pins`. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn index(viewer: Viewer, ui: Ui, chat: Path<ChatId>, house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let pins = pin::of_chat(&mut conn, &member, MOST).await?;
    let title = crate::chats::title_of(&mut conn, &member, &ui).await?;
    drop(conn);
    let title = ui.with("pins-title", "title", title);
    Ok(page(
        title.clone(),
        PinsView::new((&member, member.may_pin(viewer.user.is_administrator())), title, &pins, &ui).html()?,
    ))
}

/// `POST /messages/{message}/pin`: `pinned` 1 or 0. For who may pin in its chat.
///
/// # Errors
/// 404 for who is not a member.
pub async fn update(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    message: Path<MessageId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    let set = pin::set(&mut tx, (viewer.user.id, *message), fields.is("pinned", "1"), house.clock.now()).await?;
    let (reached, outcome) = set.ok_or(Error::NotFound)?;
    tx.commit().await?;
    let sentence = match outcome {
        Pinned::Done => return done(&request, &house, &reached.member, *message).await,
        Pinned::Closed => ui.t("pin-closed"),
        Pinned::Gone => ui.t("pin-gone"),
        Pinned::TooMany => ui.count("pin-too-many", MOST),
    };
    let view = NoticeView { title: ui.t("pin-refused"), sentence, back: format!("/messages/{message}"), ui };
    let page = page(view.title.clone(), view.html()?).status(StatusCode::FORBIDDEN);
    Ok(page.respond_to(&request))
}
