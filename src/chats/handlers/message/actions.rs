//! All that its reader may do with a message.

use actix_web::http::Method;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::{is_htmx, page, reach};
use crate::accounts::{Company, Viewer};
use crate::chats::message::{Reached, emoji, favourite, reaction};
use crate::chats::views::{ActionsPage, ActionsView, ToolsView, ViewsView, shown};
use crate::chats::{Member, history, viewed};
use crate::id::{ChatId, MessageId};
use crate::store::Conn;
use crate::web::security::own_address;
use crate::web::{Error, Fields, House, Page, Part, Result, Ui, View, is_prefetch, see_other};

/// `GET /messages/{message}`: to the message in its chat, at its newest messages if it is among them, which reads what tells of it. For the
/// chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn permalink(
    request: HttpRequest,
    viewer: Viewer,
    message: Path<MessageId>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let member = Member::find_by_message(&mut conn, viewer.user.id, *message).await?.ok_or(Error::NotFound)?;
    let place = place(&mut conn, &member, *message).await?;
    drop(conn);
    if *request.method() == Method::GET && !is_prefetch(&request) {
        opened(&house, &member, *message).await;
    }
    Ok(see_other(place))
}

/// Whoever opens a message has seen it. If that cannot be written, it can still be looked at. SQLite has one writer: it is not asked for where
/// nothing tells of the message.
async fn opened(house: &House, member: &Member, message: MessageId) {
    let seen = async {
        let mut conn = house.store.read().await?;
        if !house.store.concerns(&mut conn, &member.seeing((message, message))).await? {
            return Ok(());
        }
        drop(conn);
        let mut tx = house.store.begin().await?;
        member.has_seen(&mut tx, (message, message));
        tx.commit().await
    };
    if let Err(error) = seen.await {
        tracing::warn!(%error, "what tells of a message that was opened is still unread");
    }
}

/// The address of the message in its chat.
pub(in crate::chats::handlers) async fn place(conn: &mut Conn, member: &Member, message: MessageId) -> Result<String> {
    let newer = history::count_after(conn, member, message).await?;
    let around = if newer < history::PAGE as i64 / 2 { String::new() } else { format!("?around={message}") };
    Ok(format!("/chats/{}{around}#m{message}", member.chat))
}

/// `GET /messages/{message}/actions`: the message and what its reader may do with it; htmx gets the actions alone. For the
/// chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn show(
    request: HttpRequest,
    viewer: Viewer,
    (ui, company): (Ui, Company),
    message: Path<MessageId>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let reached = reach(&mut conn, &viewer, *message).await?;
    let mine = reaction::mine_of(&mut conn, viewer.user.id, *message).await?;
    let part = is_htmx(&request);
    let link = format!("{}/messages/{message}", own_address(&request));
    let edit = reached.may_edit(company.edit_minutes, ui.now);
    let view = ActionsView::new(&reached, (edit, part), (&emoji::FIRST, &mine), link, &ui);
    if part {
        return Ok(Part::new(view.html()?).respond_to(&request));
    }
    let entry = shown(&mut conn, &reached, &ui).await?;
    let title = ui.t("actions-title");
    let content = ActionsPage { ui, id: message.0, entry, actions: view }.html()?;
    Ok(page(title, content).respond_to(&request))
}

/// `GET /chats/{chat}/tools`: what script puts beside the message under the pointer, with `{id}` in the place of its number. For the
/// chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn tools(viewer: Viewer, ui: Ui, chat: Path<ChatId>, house: Data<House>) -> Result<Part> {
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let may_reply = member.may_post(&mut conn).await? == Some(true);
    Ok(Part::new(ToolsView { ui, chat: chat.0, may_reply }.html()?))
}

/// `GET /messages/{message}/views`: who has viewed it, and when. For its author.
///
/// # Errors
/// 404 for who is not a member, 403 for who has not written it.
pub async fn views(viewer: Viewer, ui: Ui, message: Path<MessageId>, house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let reached = reach(&mut conn, &viewer, *message).await?;
    if !reached.own() {
        return Err(Error::NotAllowed);
    }
    let viewers = viewed::of_message(&mut conn, &reached).await?;
    let entry = shown(&mut conn, &reached, &ui).await?;
    Ok(page(ui.t("views-title"), ViewsView::new(&reached, entry, viewers, &ui).html()?))
}

/// `POST /messages/{message}/unread`: what comes from this message on is unread. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn unread(viewer: Viewer, message: Path<MessageId>, house: Data<House>) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    let reached = reach(&mut tx, &viewer, *message).await?;
    reached.member.mark_unread_from(&mut tx, *message).await?;
    tx.commit().await?;
    // Not to the chat: seeing it would read it again.
    Ok(see_other("/messages"))
}

/// `POST /messages/{message}/favourite`: `favourite` 1 or 0. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn favour(
    request: HttpRequest,
    viewer: Viewer,
    message: Path<MessageId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    let reached = Reached::hold(&mut tx, viewer.user.id, *message).await?.ok_or(Error::NotFound)?;
    favourite::set(&mut tx, &reached, fields.is("favourite", "1"), house.clock.now()).await?;
    tx.commit().await?;
    done(&request, &house, &reached.member, *message).await
}

/// Back to the message; script stays where it is.
pub(in crate::chats::handlers) async fn done(
    request: &HttpRequest,
    house: &House,
    member: &Member,
    message: MessageId,
) -> Result<HttpResponse> {
    if is_htmx(request) {
        return Ok(HttpResponse::NoContent().finish());
    }
    Ok(see_other(place(&mut house.store.read().await?, member, message).await?))
}
