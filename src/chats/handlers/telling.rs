//! What one is told of a chat: mute, for a while or for good, and letters.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::show::tree;
use crate::accounts::Viewer;
use crate::chats::membership::{self, Mailing, Mute};
use crate::chats::views::TellingView;
use crate::chats::{Member, bar};
use crate::id::ChatId;
use crate::web::{Error, Errors, Fields, House, Page, Place, Result, Ui, View, see_other};

/// `GET /chats/{chat}/notifications`. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn edit(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    house: Data<House>,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let telling = membership::telling(&mut conn, &member).await?;
    drop(conn);
    let mute = match (member.muted, telling.muted_until) {
        (false, _) => Mute::Off,
        (true, None) => Mute::On,
        (true, Some(_)) => Mute::As,
    };
    let fields = Fields::of(&[("mute", mute.as_str()), ("mailing", telling.mailing.as_str())]);
    show(&request, &viewer, &ui, &member, (fields, Errors::new()), &house).await
}

/// `POST /chats/{chat}/notifications`: `mute` is off, on, as it is, or for a while; `mailing` as the settings say, all or nothing. For
/// the chat's members.
///
/// # Errors
/// 404 for who is not a member, the page again for anything else.
pub async fn update(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    let (mute, mailing) = (Mute::of(fields.get("mute")), Mailing::of(fields.get("mailing")));
    if mute.is_none() {
        errors.add("mute", ui.t("field-unknown"));
    }
    if mailing.is_none() {
        errors.add("mailing", ui.t("field-unknown"));
    }
    let mut tx = house.store.begin().await?;
    let member = Member::find(&mut tx, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let (Some(mute), Some(mailing)) = (mute, mailing) else {
        drop(tx);
        let page = show(&request, &viewer, &ui, &member, (fields, errors), &house).await?;
        return Ok(page.again().respond_to(&request));
    };
    member.mute_for(&mut tx, mute, house.clock.now()).await?;
    member.set_mailing(&mut tx, mailing).await?;
    tx.commit().await?;
    Ok(see_other(format!("/chats/{chat}")))
}

async fn show(
    request: &HttpRequest,
    viewer: &Viewer,
    ui: &Ui,
    member: &Member,
    (fields, errors): (Fields, Errors),
    house: &House,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let until = membership::telling(&mut conn, member).await?.muted_until.filter(|_| member.muted);
    let tree = tree(&mut conn, request, viewer, None, ui).await?.beside();
    let bar = bar::read(&mut conn, member, house, ui).await?.0;
    let title = ui.with("chat-telling-title", "title", bar.title());
    let view = TellingView::new((tree, bar), member.chat, until, (fields, errors), ui);
    Ok(Page::account(Place::Messages, title, view.html()?))
}
