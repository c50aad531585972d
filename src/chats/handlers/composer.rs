//! The composer: an empty one, one that answers a message, and the same again with what is wrong.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use serde::Deserialize;

use super::drafts;
use super::message::is_htmx;
use crate::accounts::Viewer;
use crate::chats::attachments;
use crate::chats::message::Reached;
use crate::chats::message::scheduled::Waiting;
use crate::chats::preferences::Preferences;
use crate::chats::views::{AgainView, AimView, ComposerView, GoesView, TrayView, title};
use crate::chats::{Member, Writing};
use crate::clock::Dice;
use crate::id::{ChatId, MessageId};
use crate::store::Conn;
use crate::web::{Error, Fields, House, Page, Part, Place, Result, Ui, View, see_other};

/// An empty composer with a key of its own.
pub(super) fn fresh_composer(
    member: &Member,
    title: &str,
    (preferences, waiting): (&Preferences, Waiting),
    dice: &Dice,
    ui: &Ui,
) -> ComposerView {
    ComposerView {
        goes: GoesView::of(waiting, ui),
        key: dice.key(),
        send_key: preferences.send_key.as_str(),
        label: ui.with("message-write-to", "title", title),
        ..ComposerView::empty(member.chat, ui)
    }
}

/// The message that the form answers.
pub(super) fn reply(fields: &Fields) -> Option<MessageId> {
    fields.get("reply").parse().ok()
}

/// The chat, if the viewer is in it, and its composer, in which this message is answered if it is there.
pub(super) async fn prepared(
    viewer: &Viewer,
    ui: &Ui,
    (chat, reply): (ChatId, Option<MessageId>),
    house: &House,
) -> Result<Option<(Member, ComposerView)>> {
    let mut conn = house.store.read().await?;
    let Some((member, mut composer)) = composer_of(&mut conn, viewer, chat, house, ui).await? else { return Ok(None) };
    composer.aim = aim(&mut conn, &member, reply, ui).await?;
    Ok(Some((member, composer)))
}

/// The chat, if the viewer is in it, and its composer.
pub(super) async fn composer_of(
    conn: &mut Conn,
    viewer: &Viewer,
    chat: ChatId,
    house: &House,
    ui: &Ui,
) -> Result<Option<(Member, ComposerView)>> {
    let Some(writing) = Writing::find(conn, viewer.user.id, chat).await? else { return Ok(None) };
    let Writing { member, partner, preferences, waiting, files, draft } = writing;
    let title = title(member.kind, &member.name, partner.as_deref(), &ui.locale);
    let composer = fresh_composer(&member, &title, (&preferences, waiting), &house.dice, ui);
    let composer = ComposerView { tray: tray(conn, &member, files, ui).await?, ..composer };
    let composer = drafts::with(composer, &draft, ui);
    Ok(Some((member, composer)))
}

/// The member's files that wait, if there are any.
pub(super) async fn tray(conn: &mut Conn, member: &Member, files: i64, ui: &Ui) -> Result<Option<TrayView>> {
    if files == 0 {
        return Ok(None);
    }
    Ok(Some(TrayView::new(&attachments::unsent(conn, member).await?, Vec::new(), ui)))
}

/// That a message of the member's chat is answered, if it is there.
pub(super) async fn aim(
    conn: &mut Conn,
    member: &Member,
    reply: Option<MessageId>,
    ui: &Ui,
) -> Result<Option<AimView>> {
    let Some(message) = reply else { return Ok(None) };
    let found = Reached::find(conn, member.user, message).await?;
    let found = found.filter(|found| found.member.chat == member.chat && !found.gone);
    Ok(found.map(|found| AimView::answer(&found, ui)))
}

/// What a composer answers.
#[derive(Deserialize)]
pub struct Answering {
    reply: Option<MessageId>,
}

/// `GET /chats/{chat}/composer`: a fresh composer, in which the message `reply` is answered if there is one. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn show(
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    answering: Query<Answering>,
    house: Data<House>,
) -> Result<Part> {
    let found = prepared(&viewer, &ui, (*chat, answering.reply), &house).await?;
    let (_, composer) = found.ok_or(Error::NotFound)?;
    Ok(Part::new(ComposerView { focus: true, ..composer }.html()?))
}

/// After a message was changed: script gets a fresh composer, others the message.
pub(super) async fn sent_again(
    request: &HttpRequest,
    viewer: &Viewer,
    reached: &Reached,
    house: &House,
    ui: &Ui,
) -> Result<HttpResponse> {
    if !is_htmx(request) {
        return Ok(see_other(format!("/messages/{}", reached.id)));
    }
    fresh(request, viewer, (reached.member.chat, 0), house, ui).await
}

/// A fresh composer after something was done in the old one: see [`ComposerView::sent`].
pub(super) async fn fresh(
    request: &HttpRequest,
    viewer: &Viewer,
    (chat, sent): (ChatId, i64),
    house: &House,
    ui: &Ui,
) -> Result<HttpResponse> {
    let found = prepared(viewer, ui, (chat, None), house).await?;
    let (_, composer) = found.ok_or(Error::NotFound)?;
    Ok(Part::new(ComposerView { sent, focus: true, ..composer }.html()?).respond_to(request))
}

/// The composer again: script gets it alone, others a page of its own.
pub(super) fn again(
    request: &HttpRequest,
    composer: ComposerView,
    status: StatusCode,
    ui: &Ui,
) -> Result<HttpResponse> {
    let composer = ComposerView { focus: true, ..composer };
    if is_htmx(request) {
        return Ok(Part { html: composer.html()?, status }.respond_to(request));
    }
    // A page of its own: the text, what is wrong with it, and nothing that could push it away.
    let title = composer.aim.as_ref().and_then(AimView::title).unwrap_or(&composer.label).to_owned();
    let composer = ComposerView { plain: true, ..composer.opened() };
    let content = AgainView { ui: ui.clone(), composer, title: title.clone() }.html()?;
    let page = Page::account(Place::Messages, title, content).styles(&["css/rich.css"]).wide().status(status);
    Ok(page.respond_to(request))
}

/// Who was a member when the page was made and is no longer, or whose database does not answer, gets the text back, with what it was aimed at.
pub(super) fn lost(
    request: &HttpRequest,
    ui: &Ui,
    (chat, aim, fields): (ChatId, Option<AimView>, &Fields),
    house: &House,
    (error, sentence): (Error, String),
) -> Result<HttpResponse> {
    let text = fields.get("text");
    if text.is_empty() {
        return Err(error);
    }
    let composer = ComposerView {
        aim,
        key: house.dice.key(),
        label: ui.t("message-your-text"),
        text: text.to_owned(),
        error: Some(sentence),
        ..ComposerView::empty(chat, ui)
    };
    again(request, composer, error.status_code(), ui)
}
