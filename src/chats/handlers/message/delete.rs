//! Deleting messages, after a question.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::{CHOSEN, is_htmx, page};
use crate::accounts::Viewer;
use crate::chats::message::{Reached, delete};
use crate::chats::views::{DeletionView, shown};
use crate::id::MessageId;
use crate::store::Conn;
use crate::web::{Error, Fields, House, Page, Result, Ui, View, see_other};

/// The messages that a form or an address names.
pub(super) fn chosen<'v>(values: impl Iterator<Item = &'v str>) -> Result<Vec<MessageId>> {
    let mut ids = values
        .map(str::parse)
        .collect::<std::result::Result<Vec<MessageId>, _>>()
        .map_err(|_| Error::Bad("message is not a number"))?;
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() || ids.len() > CHOSEN {
        return Err(Error::Bad("no message, or too many"));
    }
    Ok(ids)
}

/// Those of them whose chat the viewer is in.
pub(super) async fn reach_all(conn: &mut Conn, viewer: &Viewer, ids: &[MessageId]) -> Result<Vec<Reached>> {
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        all.extend(Reached::find(conn, viewer.user.id, *id).await?);
    }
    if all.is_empty() { Err(Error::NotFound) } else { Ok(all) }
}

/// `GET /deletion`: whether each `message` is to be deleted. For who may delete them.
///
/// # Errors
/// 404 for who is in none of their chats.
pub async fn ask(viewer: Viewer, ui: Ui, query: Query<Vec<(String, String)>>, house: Data<House>) -> Result<Page> {
    let ids = chosen(query.iter().filter(|field| field.0 == "message").map(|field| field.1.as_str()))?;
    let mut conn = house.store.read().await?;
    show(&mut conn, &viewer, &ids, None, &ui).await
}

async fn show(conn: &mut Conn, viewer: &Viewer, ids: &[MessageId], refused: Option<String>, ui: &Ui) -> Result<Page> {
    let all = reach_all(conn, viewer, ids).await?;
    let (deleted, kept): (Vec<Reached>, Vec<Reached>) = all.into_iter().partition(Reached::may_delete);
    let mut entries = Vec::with_capacity(deleted.len());
    for reached in &deleted {
        entries.push(shown(conn, reached, ui).await?);
    }
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
    let mut all = reach_all(&mut tx, &viewer, &ids).await?;
    // Chats are taken in order, by everybody who takes several.
    all.sort_by_key(|one| (one.member.chat, one.id));
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
