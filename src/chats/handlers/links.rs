//! The links of a chat.

use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::message::page;
use crate::accounts::Viewer;
use crate::chats::views::LinkedView;
use crate::chats::{Member, linked, title_of};
use crate::id::{ChatId, MessageId};
use crate::web::{Error, House, Page, Result, Ui, View};

/// Where the list begins.
#[derive(Deserialize)]
pub struct Before {
    before: Option<MessageId>,
}

/// `GET /chats/{chat}/links`: the chat's messages that show links, newest first. For its members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn index(
    viewer: Viewer,
    ui: Ui,
    (chat, query): (Path<ChatId>, Query<Before>),
    house: Data<House>,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let found = linked::page(&mut conn, &member, query.before.unwrap_or(MessageId(i64::MAX))).await?;
    let title = title_of(&mut conn, &member, &ui).await?;
    drop(conn);
    let view = LinkedView::new((member.chat, &title), &found, viewer.user.previews, &ui);
    Ok(page(ui.with("kept-links-title", "title", title), view.html()?))
}
