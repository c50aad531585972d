//! What a chat is to the viewer: read mark, pin, mute, hidden.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::accounts::Viewer;
use crate::chats::{Member, membership};
use crate::id::{ChatId, MessageId};
use crate::web::{Error, Fields, House, Result, SCRIPT, is_prefetch, see_other};

/// `POST /chats/{chat}/read`: the viewer has seen the messages up to `message`. For the chat's members.
///
/// # Errors
/// 404 for who is not a member, 400 without a number.
pub async fn read(viewer: Viewer, chat: Path<ChatId>, fields: Fields, house: Data<House>) -> Result<HttpResponse> {
    let message: MessageId = fields.get("message").parse().map_err(|_| Error::Bad("message is not a number"))?;
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    drop(conn);
    // SQLite has one writer: it is not asked for where nothing moves.
    if message > member.read && member.read < member.last_message {
        let mut tx = house.store.begin().await?;
        member.mark_read(&mut tx, message, house.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /chats/read`: all that is unread is read. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn read_all(viewer: Viewer, _: Fields, house: Data<House>) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    membership::read_all(&mut tx, viewer.user.id, house.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other("/messages"))
}

/// `POST /chats/{chat}/membership`: `pinned` and `muted` 1 or 0, `unread` 1, `hidden` 1. For the chat's members.
///
/// # Errors
/// 404 for who is not a member, 400 for anything else.
pub async fn update(viewer: Viewer, chat: Path<ChatId>, fields: Fields, house: Data<House>) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    let member = Member::find(&mut tx, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let here = format!("/chats/{chat}");
    let to = if fields.has("pinned") {
        member.pin(&mut tx, switch(fields.get("pinned"))?).await?;
        here
    } else if fields.has("muted") {
        member.mute(&mut tx, switch(fields.get("muted"))?).await?;
        here
    } else if fields.has("unread") {
        member.mark_unread(&mut tx).await?;
        // Not to the chat: seeing it would read it again.
        "/messages".to_owned()
    } else if fields.has("hidden") {
        member.hide(&mut tx).await?;
        "/messages".to_owned()
    } else {
        return Err(Error::Bad("nothing to change"));
    };
    tx.commit().await?;
    Ok(see_other(to))
}

fn switch(value: &str) -> Result<bool> {
    match value {
        "1" => Ok(true),
        "0" => Ok(false),
        _ => Err(Error::Bad("neither 0 nor 1")),
    }
}

/// Moves the read mark on, where the page itself reads. If that cannot be written, what is there can still be read.
pub(super) async fn read_up_to(house: &House, member: &Member, message: MessageId) {
    if message <= member.read {
        return;
    }
    let marked = async {
        let mut tx = house.store.begin().await?;
        member.mark_read(&mut tx, message, house.clock.now()).await?;
        tx.commit().await
    };
    if let Err(error) = marked.await {
        tracing::warn!(%error, "a read mark could not be moved");
    }
}

/// Whether opening the page is reading it: nothing else will report it, and it is no prefetch.
pub(super) fn reads(request: &HttpRequest) -> bool {
    !is_prefetch(request) && request.cookie(SCRIPT).is_none() && request.method() == actix_web::http::Method::GET
}
