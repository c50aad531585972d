//! Cards of messages.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::actions::done;
use super::reach;
use crate::accounts::Viewer;
use crate::chats::handlers::files::give;
use crate::chats::message::card;
use crate::id::MessageId;
use crate::web::{Error, House, Result};

/// `GET /messages/{message}/picture`: the picture of its card. For the chat's members.
///
/// # Errors
/// 404 for who is not a member, and if there is none.
pub async fn picture(
    request: HttpRequest,
    viewer: Viewer,
    message: Path<MessageId>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let reached = reach(&mut conn, &viewer, *message).await?;
    let (name, bytes) = card::picture(&mut conn, &reached).await?.ok_or(Error::NotFound)?;
    drop(conn);
    give(&request, &house, (&name, bytes.unsigned_abs()), ("image/jpeg", "picture.jpg")).await
}

/// `POST /messages/{message}/card`: takes the card off it, for all. For its author.
///
/// # Errors
/// 404 for who is not a member, 403 for who has not written it.
pub async fn remove(
    request: HttpRequest,
    viewer: Viewer,
    message: Path<MessageId>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    let (reached, removed) = card::remove(&mut tx, (viewer.user.id, *message)).await?.ok_or(Error::NotFound)?;
    if !removed {
        return Err(Error::NotAllowed);
    }
    tx.commit().await?;
    done(&request, &house, &reached.member, *message).await
}
