//! One's favourites.

use actix_web::web::{Data, Query};
use serde::Deserialize;

use super::page;
use crate::accounts::Viewer;
use crate::chats::message::favourite;
use crate::chats::views::FavouritesView;
use crate::id::MessageId;
use crate::web::{House, Page, Result, Ui, View};

/// Where the list begins.
#[derive(Deserialize)]
pub struct Before {
    before: Option<MessageId>,
}

/// `GET /favourites`: the newest message first. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn index(viewer: Viewer, ui: Ui, query: Query<Before>, house: Data<House>) -> Result<Page> {
    let before = query.before.unwrap_or(MessageId(i64::MAX));
    let (rows, more) = favourite::page(&mut house.store.read().await?, viewer.user.id, before).await?;
    let title = ui.t("favourites-title");
    Ok(page(title, FavouritesView::new(&rows, more, &ui).html()?))
}
