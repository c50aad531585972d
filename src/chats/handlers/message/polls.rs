//! Polls: making one, voting, who voted, and closing it.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use serde::Deserialize;

use super::actions::done;
use super::{page, reach};
use crate::accounts::Viewer;
use crate::chats::handlers::entries::{refused, send};
use crate::chats::message::poll::{self, Poll, Voted};
use crate::chats::message::{Draft, key_of};
use crate::chats::views::{AskView, NoticeView, VotesView, closed, shown};
use crate::chats::{Lanes, Member, title_of};
use crate::id::{ChatId, MessageId};
use crate::store::Conn;
use crate::web::{Error, Errors, Fields, House, Page, Result, Ui, View, see_other};

/// The chat, and what it is called, if the viewer is in it.
async fn asker(conn: &mut Conn, viewer: &Viewer, chat: ChatId, ui: &Ui) -> Result<(Member, String)> {
    let member = Member::find(conn, viewer.user.id, chat).await?.ok_or(Error::NotFound)?;
    let title = title_of(conn, &member, ui).await?;
    Ok((member, title))
}

/// What a poll asks.
#[derive(Deserialize)]
pub struct About {
    #[serde(default)]
    question: String,
}

/// `GET /chats/{chat}/poll`: the form that makes one, of `question`. For the chat's members who may post.
///
/// # Errors
/// 404 for who is not a member.
pub async fn new(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    about: Query<About>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let (member, title) = asker(&mut conn, &viewer, *chat, &ui).await?;
    if member.may_post(&mut conn).await? != Some(true) {
        let (sentence, back) = (closed(&member, &ui), format!("/chats/{chat}"));
        let view = NoticeView { title: ui.t("poll-refused"), sentence, back, ui };
        return Ok(page(view.title.clone(), view.html()?).status(StatusCode::FORBIDDEN).respond_to(&request));
    }
    drop(conn);
    let fields = Fields::of(&[("key", &house.dice.key()), ("question", &about.question)]);
    let view = AskView::new((*chat, Some(&title)), (fields, Errors::new()), false, &ui);
    Ok(page(ui.t("poll-new"), view.html()?).respond_to(&request))
}

/// `POST /chats/{chat}/poll`: asks `question` with each `answer`, of which one may choose `several`, perhaps `anonymous`, until `when`; or the form
/// with `more` answers. For the chat's members who may post.
///
/// # Errors
/// 404 for who is not a member; what the database says.
pub async fn create(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    fields: Fields,
    (house, lanes): (Data<House>, Data<Lanes>),
) -> Result<HttpResponse> {
    let (member, title) = match asks_in(&viewer, &ui, *chat, &house).await {
        Ok(found) => found,
        Err(error) => return lost(&request, (*chat, fields), error, &ui),
    };
    let again = |(fields, errors): (Fields, Errors), more: bool, status: StatusCode| {
        let view = AskView::new((*chat, Some(&title)), (fields, errors), more, &ui);
        Ok(page(ui.t("poll-new"), view.html()?).status(status).respond_to(&request))
    };
    if fields.has("more") {
        return again((fields, Errors::new()), true, StatusCode::OK);
    }
    let (question, poll) = match Poll::parse(&fields, &ui) {
        Ok(asked) => asked,
        Err(errors) => return again((fields, errors), false, StatusCode::UNPROCESSABLE_ENTITY),
    };
    let key = key_of(&fields).map_or_else(|| house.dice.key(), str::to_owned);
    match send(&house, &lanes, &member, Draft::new(&question, key).asking(poll)).await {
        Ok(_) => Ok(see_other(format!("/chats/{chat}"))),
        Err(error) => {
            let (status, sentence) = refused(error, &member, &ui);
            let mut errors = Errors::new();
            sentence.into_iter().for_each(|sentence| errors.add("question", sentence));
            again((fields, errors), false, status)
        }
    }
}

/// The chat of which the viewer is a member, and what it is called.
async fn asks_in(viewer: &Viewer, ui: &Ui, chat: ChatId, house: &House) -> Result<(Member, String)> {
    asker(&mut house.store.read().await?, viewer, chat, ui).await
}

/// Who was a member when the form was made and is no longer, or whose database does not answer, gets what they asked back.
fn lost(request: &HttpRequest, (chat, fields): (ChatId, Fields), error: Error, ui: &Ui) -> Result<HttpResponse> {
    if fields.get("question").is_empty() && fields.all("answer").all(str::is_empty) {
        return Err(error);
    }
    let sentence = if matches!(error, Error::NotFound) { ui.t("message-not-member") } else { error.sentence(ui) };
    let mut errors = Errors::new();
    errors.add("question", sentence);
    let view = AskView::new((chat, None), (fields, errors), false, ui);
    Ok(page(ui.t("poll-new"), view.html()?).status(error.status_code()).respond_to(request))
}

/// `GET /messages/{message}/votes`: the poll, and who voted for what. For the chat's members.
///
/// # Errors
/// 404 for who is not a member, and for what is no poll.
pub async fn index(viewer: Viewer, ui: Ui, message: Path<MessageId>, house: Data<House>) -> Result<Page> {
    show(&viewer, &ui, *message, None, &house).await
}

async fn show(viewer: &Viewer, ui: &Ui, message: MessageId, refused: Option<String>, house: &House) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let reached = reach(&mut conn, viewer, message).await?;
    if reached.poll.is_none() && !reached.gone {
        return Err(Error::NotFound);
    }
    let voters = poll::voters(&mut conn, &reached, ui.structure).await?;
    let entry = shown(&mut conn, &reached, ui).await?;
    Ok(page(ui.t("votes-title"), VotesView::new((&reached, entry), &voters, refused, ui).html()?))
}

/// What a form of the chat's says of a poll: `vote` is one, and each `v` with its number an answer that was chosen; or `unvote` is one.
///
/// # Errors
/// 404 for who is not a member.
pub(super) async fn vote(
    request: &HttpRequest,
    (viewer, ui): (&Viewer, &Ui),
    chat: ChatId,
    fields: &Fields,
    house: &House,
) -> Result<HttpResponse> {
    let takes_back = fields.has("unvote");
    let message = fields.get(if takes_back { "unvote" } else { "vote" });
    let message: MessageId = message.parse().map_err(|_| Error::Bad("the poll is not a number"))?;
    let name = format!("v{message}");
    let chosen: Vec<&str> = fields.all(&name).collect();
    let chosen = (!takes_back).then_some(&*chosen);
    let mut tx = house.store.begin().await?;
    let voted = poll::vote(&mut tx, (viewer.user.id, message), chosen, house.clock.now()).await?;
    let (reached, voted) = voted.filter(|(of, _)| of.member.chat == chat).ok_or(Error::NotFound)?;
    tx.commit().await?;
    let (sentence, status) = match voted {
        Voted::Done => return done(request, house, &reached.member, message).await,
        Voted::Closed if !reached.member.is_active() => ("chat-closed", StatusCode::FORBIDDEN),
        Voted::Closed => ("vote-closed", StatusCode::FORBIDDEN),
        Voted::Gone => ("vote-gone", StatusCode::GONE),
        Voted::Nothing => ("vote-nothing", StatusCode::UNPROCESSABLE_ENTITY),
        Voted::Several => ("vote-several", StatusCode::UNPROCESSABLE_ENTITY),
        Voted::Unknown => ("vote-unknown", StatusCode::UNPROCESSABLE_ENTITY),
    };
    Ok(show(viewer, ui, message, Some(ui.t(sentence)), house).await?.status(status).respond_to(request))
}

/// `POST /messages/{message}/poll`: closes it, if `closed` is 1. For its author, and who looks after the chat.
///
/// # Errors
/// 404 for who is not a member, and for what is no poll; 403 for who may not.
pub async fn close(
    request: HttpRequest,
    viewer: Viewer,
    message: Path<MessageId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    if !fields.is("closed", "1") {
        return Err(Error::Bad("a poll can only be closed"));
    }
    let mut tx = house.store.begin().await?;
    let (reached, is_closed) = poll::close(&mut tx, viewer.user.id, *message).await?.ok_or(Error::NotFound)?;
    if !is_closed {
        return Err(if reached.poll.is_some() { Error::NotAllowed } else { Error::NotFound });
    }
    tx.commit().await?;
    done(&request, &house, &reached.member, *message).await
}
