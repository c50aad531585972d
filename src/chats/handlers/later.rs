//! What is planned: messages that wait for their time, and messages of which their reader is told again.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::mentions::{self, Asked};
use super::message::{actions::done, page, reach};
use crate::accounts::Viewer;
use crate::chats::message::scheduled::{self, Scheduled, Sent};
use crate::chats::message::{Draft, mention, reminder};
use crate::chats::views::{LaterView, ReminderView, ScheduledView, shown};
use crate::chats::{Member, later};
use crate::clock::Moment;
use crate::id::{MessageId, ScheduledId};
use crate::web::{Error, Errors, Fields, House, Page, Result, Ui, View, see_other};

/// `GET /later`. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn index(viewer: Viewer, ui: Ui, house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let scheduled = scheduled::of_user(&mut conn, viewer.user.id).await?;
    let reminders = reminder::of_user(&mut conn, viewer.user.id).await?;
    Ok(page(ui.t("later-title"), LaterView::new(&scheduled, &reminders, &ui).html()?))
}

/// What a form says of when: the choice that was pressed, or what was typed, however it was sent. None if it does not ask for that.
pub(super) fn typed(fields: &Fields) -> Option<&str> {
    match (fields.get("at"), fields.get("when")) {
        ("", "") => fields.has("later").then_some(""),
        ("", when) => Some(when),
        (at, _) => Some(at),
    }
}

/// When that is, or a sentence for `when`.
pub(super) fn when(typed: &str, ui: &Ui) -> std::result::Result<Moment, String> {
    later::parse(typed, ui, ui.now).map_err(|wrong| ui.t(wrong.0))
}

fn edited(view: &ScheduledView, ui: &Ui, status: StatusCode) -> Result<Page> {
    Ok(page(ui.t("scheduled-change-title"), view.html()?).status(status))
}

/// `GET /scheduled/{scheduled}`: a message that waits, to be changed. For its author.
///
/// # Errors
/// 404 for everybody else, and once it is posted.
pub async fn edit(viewer: Viewer, ui: Ui, id: Path<ScheduledId>, house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let of = scheduled::find(&mut conn, viewer.user.id, *id).await?.ok_or(Error::NotFound)?;
    let fields = Fields::of(&[("text", &of.text), ("when", &later::typed(of.due_at, &ui))]);
    edited(&ScheduledView::new(&of, (fields, Errors::new()), &ui), &ui, StatusCode::OK)
}

/// `POST /scheduled/{scheduled}`: `do` send, with `text` as it is to be sent, or cancel; or `text`, and `when` or `at`. For its author.
///
/// # Errors
/// 404 for everybody else, with what was typed; what the database says.
pub async fn update(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    id: Path<ScheduledId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let (user, id) = (viewer.user.id, *id);
    let mut conn = house.store.read().await?;
    let found = scheduled::find(&mut conn, user, id).await?;
    drop(conn);
    let Some(of) = found else { return gone(&request, id, fields, &ui) };
    let still = match fields.get("do") {
        "cancel" => {
            let mut tx = house.store.begin().await?;
            let still = scheduled::cancel(&mut tx, user, id).await?;
            tx.commit().await?;
            still
        }
        "send" if !fields.has("text") && !mention::calls_all(&of.text) => {
            let mut tx = house.store.begin().await?;
            let sent = scheduled::send(&mut tx, (user, id), (Moment(i64::MAX), ui.now), false).await?;
            tx.commit().await?;
            if let Sent::Posted(message) = sent {
                return Ok(see_other(format!("/messages/{message}")));
            }
            sent == Sent::Failed
        }
        word => {
            let at_once = word == "send";
            // Everybody is called after a question, though it was asked when this was planned: others may be there now.
            let whole = !at_once || fields.has("text");
            let fields = if whole { fields } else { fields.replaced("text", &of.text) };
            return change(&request, &viewer, (&of, fields), at_once, (&house, &ui)).await;
        }
    };
    if still { Ok(see_other("/later")) } else { gone(&request, id, fields, &ui) }
}

/// What was typed for one that is no longer there.
fn gone(request: &HttpRequest, id: ScheduledId, fields: Fields, ui: &Ui) -> Result<HttpResponse> {
    if fields.get("text").is_empty() {
        return Err(Error::NotFound);
    }
    Ok(edited(&ScheduledView::gone(id, fields, ui), ui, StatusCode::NOT_FOUND)?.respond_to(request))
}

async fn change(
    request: &HttpRequest,
    viewer: &Viewer,
    (of, fields): (&Scheduled, Fields),
    at_once: bool,
    (house, ui): (&House, &Ui),
) -> Result<HttpResponse> {
    let again = |fields: Fields, errors: Errors, all: Option<i64>, status: StatusCode| {
        let view = ScheduledView::new(of, (fields, errors), ui).asking(all);
        Ok::<_, Error>(edited(&view, ui, status)?.respond_to(request))
    };
    let text = Draft::written(&fields);
    let says_nothing = text.is_empty() && !of.named.is_empty();
    let mut errors = if says_nothing { Errors::new() } else { Draft::wrong(&text, ui) };
    let planned = later::typed(of.due_at, ui);
    let typed = match typed(&fields).unwrap_or_else(|| fields.get("when")) {
        "" if at_once => planned.as_str(),
        typed => typed,
    };
    let due = if at_once { Ok(of.due_at) } else { when(typed, ui) };
    let due = due.map_err(|sentence| errors.add("when", sentence));
    let fields = Fields::of(&[("text", fields.get("text")), ("when", typed), ("all", fields.get("all"))]);
    let (Ok(due), true) = (due, errors.is_empty()) else {
        return again(fields, errors, None, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let member = Member::find(&mut house.store.read().await?, viewer.user.id, of.chat_id).await?;
    let calls = match member {
        None => Vec::new(),
        Some(member) => match mentions::calls(viewer, &member, &fields, (house, ui)).await? {
            Ok(calls) => calls,
            Err(Asked::All(all)) => return again(fields, errors, Some(all), StatusCode::CONFLICT),
            Err(Asked::Closed(sentence)) => {
                errors.add("text", sentence);
                return again(fields, errors, None, StatusCode::FORBIDDEN);
            }
        },
    };
    let mut tx = house.store.begin().await?;
    let still = scheduled::change(&mut tx, (viewer.user.id, of.id), (&text, &calls), due).await?;
    let sent = match still && at_once {
        true => scheduled::send(&mut tx, (viewer.user.id, of.id), (Moment(i64::MAX), ui.now), false).await?,
        false => Sent::Gone,
    };
    tx.commit().await?;
    if let Sent::Posted(message) = sent {
        return Ok(see_other(format!("/messages/{message}")));
    }
    if still { Ok(see_other("/later")) } else { gone(request, of.id, fields, ui) }
}

/// `GET /messages/{message}/reminder`: when its reader is told of it again. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn reminder(viewer: Viewer, ui: Ui, message: Path<MessageId>, house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let reached = reach(&mut conn, &viewer, *message).await?;
    let set = reminder::of_message(&mut conn, viewer.user.id, *message).await?;
    let entry = shown(&mut conn, &reached, &ui).await?;
    let fields = Fields::of(&[("when", &set.map_or_else(String::new, |at| later::typed(at, &ui)))]);
    let view = ReminderView::new((&reached, entry), set, (fields, Errors::new()), &ui);
    Ok(page(ui.t("act-remind"), view.html()?))
}

/// `POST /messages/{message}/reminder`: `at` or `when`, or `remove` 1. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn remind(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    message: Path<MessageId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    let reached = reach(&mut tx, &viewer, *message).await?;
    if fields.has("remove") {
        reminder::remove(&mut tx, viewer.user.id, *message).await?;
        tx.commit().await?;
        return Ok(see_other("/later"));
    }
    let typed = typed(&fields).unwrap_or_else(|| fields.get("when"));
    let wrong = match when(typed, &ui) {
        Err(sentence) => sentence,
        Ok(at) => match reminder::set(&mut tx, &reached, at).await? {
            reminder::Set::Done => {
                tx.commit().await?;
                return done(&request, &house, &reached.member, *message).await;
            }
            reminder::Set::Gone => ui.t("message-gone"),
            reminder::Set::TooMany => ui.count("reminder-too-many", reminder::MOST),
        },
    };
    let mut errors = Errors::new();
    errors.add("when", wrong);
    let set = reminder::of_message(&mut tx, viewer.user.id, *message).await?;
    let entry = shown(&mut tx, &reached, &ui).await?;
    let fields = Fields::of(&[("when", typed)]);
    let view = ReminderView::new((&reached, entry), set, (fields, errors), &ui);
    let page = page(ui.t("act-remind"), view.html()?).status(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(page.respond_to(&request))
}
