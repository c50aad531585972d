//! Deleting messages, after a question.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::{CHOSEN, is_htmx, page, select};
use crate::accounts::Viewer;
use crate::chats::message::{Reached, delete};
use crate::chats::views::{DeletionView, shown_all};
use crate::id::MessageId;
use crate::store::Conn;
use crate::web::{Error, Fields, House, Page, Result, Ui, View, see_other};

/// The messages that a form or an address names.
pub(super) fn chosen<'v>(values: impl Iterator<Item = &'v str>) -> Result<Vec<MessageId>> {
    let ids = numbers(values)?;
    if ids.is_empty() || ids.len() > CHOSEN {
        return Err(Error::Bad("no message, or too many"));
    }
    Ok(ids)
}

/// The numbers of messages, each once, in ascending order.
pub(super) fn numbers<'v>(values: impl Iterator<Item = &'v str>) -> Result<Vec<MessageId>> {
    let mut ids = values
        .map(str::parse)
        .collect::<std::result::Result<Vec<MessageId>, _>>()
        .map_err(|_| Error::Bad("message is not a number"))?;
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// Those of them whose chat the viewer is in, by chat and number.
pub(super) async fn reach_all(conn: &mut Conn, viewer: &Viewer, ids: &[MessageId]) -> Result<Vec<Reached>> {
    let all = Reached::find_many(conn, viewer.user.id, ids).await?;
    if all.is_empty() { Err(Error::NotFound) } else { Ok(all) }
}

/// `GET /deletion`: whether each `message` is to be deleted. For who may delete them.
///
/// # Errors
/// 404 for who is in none of their chats.
pub async fn ask(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    query: Query<Vec<(String, String)>>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let fields = Fields::of_query(&query);
    if let Some(again) = select::again(&fields)? {
        return Ok(again);
    }
    let ids = chosen(fields.all("message"))?;
    let mut conn = house.store.read().await?;
    Ok(show(&mut conn, &viewer, &ids, None, &ui).await?.respond_to(&request))
}

async fn show(conn: &mut Conn, viewer: &Viewer, ids: &[MessageId], refused: Option<String>, ui: &Ui) -> Result<Page> {
    let all = reach_all(conn, viewer, ids).await?;
    let (deleted, kept): (Vec<Reached>, Vec<Reached>) = all.into_iter().partition(Reached::may_delete);
    let entries = shown_all(conn, &deleted, ui).await?;
    let back = deleted.first().or(kept.first()).map_or_else(String::new, |one| format!("/messages/{}", one.id));
    let kept = i64::try_from(kept.len()).unwrap_or(i64::MAX);
    let view = DeletionView { ui: ui.clone(), entries, kept, back, refused };
    Ok(page(ui.t("deletion-title"), view.html()?))
}

/// `POST /deletion`: deletes each `message`. For who may delete them; if it may not be done with all, nothing is.
///
/// # Errors
/// 404 for who is in none of their chats.
pub async fn delete_all(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let ids = chosen(fields.all("message"))?;
    let mut tx = house.store.begin().await?;
    let all = reach_all(&mut tx, &viewer, &ids).await?;
    if all.len() < ids.len() {
        return Err(Error::NotFound);
    }
    let first = all.first().map(|one| one.id);
    for id in all.iter().map(|one| &one.id) {
        let done = delete::delete(&mut tx, (viewer.user.id, *id), house.clock.now()).await?;
        if done != Some(true) {
            drop(tx);
            let mut conn = house.store.read().await?;
            let page = show(&mut conn, &viewer, &ids, Some(ui.t("deletion-refused")), &ui).await?;
            return Ok(page.status(StatusCode::FORBIDDEN).respond_to(&request));
        }
    }
    tx.commit().await?;
    if is_htmx(&request) {
        return Ok(HttpResponse::NoContent().finish());
    }
    Ok(see_other(first.map_or_else(|| "/messages".to_owned(), |id| format!("/messages/{id}"))))
}
