//! Reactions, and votes, which the same form sends.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::actions::done;
use super::{is_htmx, page, polls, reach};
use crate::accounts::Viewer;
use crate::chats::Member;
use crate::chats::message::emoji;
use crate::chats::message::reaction::{self, EMOJI, Reacted};
use crate::chats::views::{ReactionsView, closed, shown};
use crate::id::{ChatId, MessageId};
use crate::web::{Error, Fields, House, Page, Result, Ui, View, see_other};

/// `GET /messages/{message}/reactions`: who reacted with what, and every emoji. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn index(viewer: Viewer, ui: Ui, message: Path<MessageId>, house: Data<House>) -> Result<Page> {
    show(&viewer, &ui, *message, (String::new(), None), &house).await
}

async fn show(
    viewer: &Viewer,
    ui: &Ui,
    message: MessageId,
    (typed, error): (String, Option<String>),
    house: &House,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let reached = reach(&mut conn, viewer, message).await?;
    let reactors = reaction::of(&mut conn, &reached).await?;
    let entry = shown(&mut conn, &reached, ui).await?;
    let view = ReactionsView::new((&reached, entry), reactors, (typed, error), ui);
    Ok(page(ui.t("reactions-title"), view.html()?))
}

/// `POST /chats/{chat}/reactions`: `r` is a message and an emoji, or they are `message` and `emoji`: it is added, or taken back if it is
/// there. A vote is `vote` or `unvote`: see [`polls`]. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn toggle(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    if fields.has("vote") || fields.has("unvote") {
        return polls::vote(&request, (&viewer, &ui), *chat, &fields, &house).await;
    }
    if !["r", "message", "emoji"].iter().any(|field| fields.has(field)) {
        // Enter in the form presses a button that says nothing, for the next one would be of some message.
        let member =
            Member::find(&mut house.store.read().await?, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
        let nothing = is_htmx(&request).then(|| HttpResponse::NoContent().finish());
        return Ok(nothing.unwrap_or_else(|| see_other(format!("/chats/{}", member.chat))));
    }
    let (message, typed) = match fields.get("r").split_once(' ') {
        Some((message, emoji)) => (message, emoji),
        None => (fields.get("message"), fields.get("emoji")),
    };
    let message: MessageId = message.parse().map_err(|_| Error::Bad("message is not a number"))?;
    let again = async |error: String, status: StatusCode| {
        let page = show(&viewer, &ui, message, (typed.to_owned(), Some(error)), &house).await?;
        Ok(page.status(status).respond_to(&request))
    };
    let member = Member::find(&mut house.store.read().await?, viewer.user.id, *chat).await?;
    let member = member.ok_or(Error::NotFound)?;
    let Some(emoji) = emoji::parse(typed) else {
        return again(ui.t("reaction-unknown"), StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut tx = house.store.begin().await?;
    let outcome = reaction::toggle(&mut tx, (viewer.user.id, message), emoji, house.clock.now()).await?;
    let (_, outcome) = outcome.filter(|(of, _)| *of == *chat).ok_or(Error::NotFound)?;
    tx.commit().await?;
    match outcome {
        Reacted::Added | Reacted::Removed => done(&request, &house, &member, message).await,
        Reacted::Closed => again(closed(&member, &ui), StatusCode::FORBIDDEN).await,
        Reacted::Gone => again(ui.t("reaction-gone"), StatusCode::GONE).await,
        Reacted::TooMany => again(ui.count("reaction-too-many", EMOJI as i64), StatusCode::FORBIDDEN).await,
    }
}
