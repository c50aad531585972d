//! What somebody has begun to write, kept while they write.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::composer::{again, reply};
use super::message::{go, is_htmx};
use crate::accounts::Viewer;
use crate::chats::Member;
use crate::chats::message::key_of;
use crate::chats::saved::{self, Draft, MOST, Typed};
use crate::chats::views::{ComposerView, OtherView};
use crate::id::ChatId;
use crate::web::{Error, Fields, House, Result, Ui, View, see_other};

/// The head that says which version was kept.
const VERSION: &str = "x-draft";

/// `POST /chats/{chat}/draft`: keeps `text`, which is to become the message `key`; `base` is the version that it goes on from. The answer
/// has the new version in its head, and what another device has written meanwhile. For the chat's members.
///
/// # Errors
/// 404 for who is not a member, 400 for what no draft is.
pub async fn update(
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    let member = Member::find(&mut tx, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let draft = saved::save(&mut tx, &member, typed(&fields)?).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    let other = OtherView::of(&draft, &ui).map(|view| view.html()).transpose()?;
    let body = other.map(crate::markup::Html::into_string).unwrap_or_default();
    Ok(HttpResponse::Ok()
        .insert_header((VERSION, draft.version.to_string()))
        .content_type("text/html; charset=utf-8")
        .body(body))
}

fn typed(fields: &Fields) -> Result<Typed<'_>> {
    let text = fields.get("text");
    if text.contains('\0') || text.chars().count() > MOST {
        return Err(Error::Bad("this is no draft"));
    }
    Ok(of(fields))
}

/// What the form says.
fn of(fields: &Fields) -> Typed<'_> {
    Typed {
        text: fields.get("text"),
        reply: reply(fields),
        base: base(fields),
        key: key_of(fields).unwrap_or_default(),
    }
}

/// The version that the form's text goes on from.
pub(super) fn base(fields: &Fields) -> i64 {
    fields.get("base").parse().unwrap_or(0)
}

/// What a composer's form asks of the draft: to keep it, also to make a poll or to send files first, to exchange it with the other one, or to
/// forget that.
pub(super) async fn act(
    request: &HttpRequest,
    (member, composer): (&Member, ComposerView),
    fields: &Fields,
    (house, ui): (&House, &Ui),
) -> Result<HttpResponse> {
    let typed = typed(fields)?;
    let mut tx = house.store.begin().await?;
    let draft = match fields.get("draft") {
        "keep" | "poll" | "files" | "voice" => saved::save(&mut tx, member, typed).await?,
        "swap" => saved::swap(&mut tx, member, typed).await?,
        "drop" => saved::forget_other(&mut tx, member, typed).await?,
        _ => return Err(Error::Bad("draft is not a word that is known")),
    };
    let draft = draft.ok_or(Error::NotFound)?;
    tx.commit().await?;
    let chat = format!("/chats/{}", member.chat);
    let page = match fields.get("draft") {
        "poll" => Some(format!("{chat}/poll")),
        "files" => Some(format!("{chat}/uploads?{}", along(fields))),
        "voice" => Some(format!("{chat}/uploads?voice=1&{}", along(fields))),
        _ => None,
    };
    match page {
        Some(page) => Ok(go(request, page)),
        None if is_htmx(request) => again(request, with(composer, &draft, ui), StatusCode::OK, ui),
        None => Ok(see_other(chat)),
    }
}

/// What goes along to another form: the key, and what is answered, which no draft without a text has.
fn along(fields: &Fields) -> String {
    let reply = reply(fields).map(|message| message.to_string());
    let pairs = [("key", key_of(fields).map(ToOwned::to_owned)), ("reply", reply)];
    let given = pairs.into_iter().filter_map(|(name, value)| value.map(|value| (name, value)));
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish()
}

/// The composer with the draft.
pub(super) fn with(composer: ComposerView, draft: &Draft, ui: &Ui) -> ComposerView {
    ComposerView { text: draft.text.clone(), draft: draft.version, other: OtherView::of(draft, ui), ..composer }
}

/// The composer after what was typed in it is sent: with what was written beside it, if anything was. If that cannot be written, what was
/// sent is sent.
pub(super) async fn sent(
    house: &House,
    member: &Member,
    (composer, begun): (ComposerView, bool),
    fields: &Fields,
    ui: &Ui,
) -> ComposerView {
    let empty = ComposerView { text: String::new(), other: None, ..composer };
    if !begun {
        return empty;
    }
    match forget(house, member, fields).await {
        Some(draft) => with(empty, &draft, ui),
        None => empty,
    }
}

/// What was typed is sent, and no draft any more; what is one now: what was written beside it. None if that cannot be written.
pub(super) async fn forget(house: &House, member: &Member, fields: &Fields) -> Option<Draft> {
    let written = async {
        let mut tx = house.store.begin().await?;
        let draft = saved::sent(&mut tx, member, of(fields)).await?;
        tx.commit().await?;
        Ok::<_, crate::store::Error>(draft)
    };
    match written.await {
        Ok(draft) => Some(draft.unwrap_or_default()),
        Err(error) => {
            tracing::warn!(%error, "what was sent is still a draft");
            None
        }
    }
}
