//! A reply to whoever did what a notification tells of, from the centre.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};

use super::back;
use crate::accounts::{State as Life, Viewer};
use crate::chats::commands;
use crate::chats::message::{Draft, PostError, Reached, mention, post};
use crate::chats::notices::{CALLED_ALL, KEYWORD, MENTIONED};
use crate::chats::{Member, found};
use crate::id::{ChatId, MessageId, NotificationId, UserId};
use crate::notifications::views::{ReplyView, replied_to};
use crate::notifications::{Reader, State, list, marks};
use crate::organization::person::{self, Sight};
use crate::store::{self, Tx};
use crate::web::{Error, Fields, House, Page, Place, Result, Ui, View, see_other};

/// Why a reply was not sent.
enum Unsent {
    /// There is nothing to reply to.
    NoNotification,
    /// The text is not right.
    Wrong(String),
    /// Whom it is for is not here any more.
    Gone,
    /// Nobody adds anything there, or not the viewer.
    Closed,
    /// The database.
    Store(store::Error),
}

impl From<store::Error> for Unsent {
    fn from(error: store::Error) -> Unsent {
        Unsent::Store(error)
    }
}

impl From<PostError> for Unsent {
    fn from(error: PostError) -> Unsent {
        match error {
            PostError::Store(error) => Unsent::Store(error),
            PostError::Closed => Unsent::Closed,
            PostError::Gone | PostError::NoFile | PostError::KeyTaken => Unsent::Gone,
        }
    }
}

/// `POST /notifications/{notification}/reply`: sends `text` under `key` to who did it, in the chat of the two, and reads the notification.
/// For who is told of it, if its kind is replied to. What cannot be sent is given back, with what is wrong with it: 422 for a text that is
/// none, 403 if nobody can be written to, 404 for others' notifications and those that are gone, or what the database says.
///
/// # Errors
/// None but defects.
pub async fn create(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    id: Path<NotificationId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut view = ReplyView::new(*id, &fields, &back(&fields, ""), &ui);
    let unsent = match send(&viewer, (&mut view, &fields), *id, &house).await {
        Ok(chat) => return Ok(see_other(back(&fields, &format!("done=reply&n={chat}")))),
        Err(unsent) => unsent,
    };
    let (status, error) = match unsent {
        Unsent::NoNotification => (StatusCode::NOT_FOUND, ui.t("notices-reply-gone")),
        Unsent::Wrong(sentence) => (StatusCode::UNPROCESSABLE_ENTITY, sentence),
        Unsent::Gone => (StatusCode::FORBIDDEN, ui.t("chat-closed-gone")),
        Unsent::Closed => (StatusCode::FORBIDDEN, ui.t("chat-closed")),
        Unsent::Store(error) => {
            let error = Error::from(error);
            tracing::error!(%error, "a reply was not sent");
            (error.status_code(), error.sentence(&ui))
        }
    };
    view.error = error;
    let page = Page::account(Place::Notifications, view.label(), view.html()?).styles(&["css/controls.css"]);
    Ok(page.wide().status(status).respond_to(&request))
}

async fn send(
    viewer: &Viewer,
    (view, fields): (&mut ReplyView, &Fields),
    id: NotificationId,
    house: &House,
) -> std::result::Result<ChatId, Unsent> {
    let reader = Reader::of(&viewer.user);
    let found = list::find(&mut house.store.read().await?, reader, id).await?;
    let one = found.ok_or(Unsent::NoNotification)?;
    let to = replied_to(&one).ok_or(Unsent::NoNotification)?;
    view.to.clone_from(&one.actor);
    if commands::read(fields.get("text")).is_some() {
        return Err(Unsent::Wrong(view.ui.t("command-elsewhere")));
    }
    let draft = Draft::parse(fields, &house.dice, &view.ui)
        .map_err(|errors| Unsent::Wrong(errors.of("text").unwrap_or_default().to_owned()))?;
    let message = [MENTIONED, CALLED_ALL, KEYWORD].iter().any(|kind| kind.name == one.kind_name);
    let message = message.then_some(MessageId(one.subject_id));
    let draft = match message {
        Some(message) => {
            let mut conn = house.store.read().await?;
            let reached = Reached::find(&mut conn, viewer.user.id, message).await?.ok_or(Unsent::Gone)?;
            // Everybody is called from the chat itself, where one is told how many that are.
            let calls = mention::resolve(&mut conn, &reached.member, draft.text(), false).await?;
            draft.calling(calls)
        }
        None => draft,
    };
    let mut tx = house.store.begin().await?;
    let chat = match message {
        Some(message) => answer(&mut tx, viewer, (message, draft), house).await?,
        None => post_to(&mut tx, viewer, (to, draft), house).await?,
    };
    marks::set(&mut tx, reader, &[id], State::Read, house.clock.now()).await?;
    tx.commit().await?;
    Ok(chat)
}

/// Posts it where the message is, as an answer to it.
async fn answer(
    tx: &mut Tx,
    viewer: &Viewer,
    (message, draft): (MessageId, Draft),
    house: &House,
) -> std::result::Result<ChatId, Unsent> {
    let reached = Reached::find(tx, viewer.user.id, message).await?.ok_or(Unsent::Gone)?;
    post_in(tx, &reached.member, draft.replying(Some(message)), house).await
}

/// Posts it in the chat of the two, which is made if this is the first time.
async fn post_to(
    tx: &mut Tx,
    viewer: &Viewer,
    (to, draft): (UserId, Draft),
    house: &House,
) -> std::result::Result<ChatId, Unsent> {
    let person = person::find(tx, Sight::of(&viewer.user), to).await?;
    if person.is_none_or(|person| person.state != Life::Active) {
        return Err(Unsent::Gone);
    }
    let (user, now) = (viewer.user.id, house.clock.now());
    let chat = found::direct(tx, user, to, now).await?;
    let member = Member::find(tx, user, chat).await?.ok_or(Unsent::Gone)?;
    post_in(tx, &member, draft, house).await
}

async fn post_in(tx: &mut Tx, member: &Member, draft: Draft, house: &House) -> std::result::Result<ChatId, Unsent> {
    let now = house.clock.now();
    match post(tx, member, &draft, now).await {
        Err(PostError::KeyTaken) => post(tx, member, &draft.rekeyed(member.chat), now).await?,
        outcome => outcome?,
    };
    Ok(member.chat)
}
