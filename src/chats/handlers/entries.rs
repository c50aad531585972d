//! A chat's messages: posting, older pages, changes, what came since.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, Responder, ResponseError};
use serde::Deserialize;

use super::commands;
use super::composer::{again, fresh, lost, prepared, reply};
use super::drafts;
use super::later;
use super::membership::{read_up_to, reads};
use super::mentions::{self, Asked};
use super::message::{go, is_htmx};
use super::uploads;
use crate::accounts::Viewer;
use crate::chats::commands::{Typed, chosen};
use crate::chats::history::{self, Span, Window};
use crate::chats::message::reaction;
use crate::chats::message::scheduled::{self, Planned};
use crate::chats::message::{Draft, PostError, Posted};
use crate::chats::preferences::Preferences;
use crate::chats::views::{AimView, ComposerView, EntriesView, EntryView, JumpView, LaterParts, SinceView, closed};
use crate::chats::{Lanes, Member, live};
use crate::clock::Moment;
use crate::id::{AttachmentId, ChatId, MessageId};
use crate::markup;
use crate::web::{Error, Fields, Frame, House, Page, Part, Place, Result, Ui, View, see_other};

/// `POST /chats/{chat}/messages`: posts `text` under `key`. For the chat's members. htmx gets a fresh composer, or the same
/// one with what is wrong; other browsers the chat's page.
///
/// # Errors
/// 404 for who is not a member and has no composer; what the database says.
pub async fn create(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    fields: Fields,
    (house, lanes): (Data<House>, Data<Lanes>),
) -> Result<HttpResponse> {
    let found = prepared(&viewer, &ui, (*chat, reply(&fields)), &house).await;
    let (member, composer) = match found {
        Ok(Some(found)) => found,
        Ok(None) => {
            return lost(&request, &ui, (*chat, None, &fields), &house, (Error::NotFound, ui.t("message-not-member")));
        }
        Err(error) => {
            let sentence = error.sentence(&ui);
            return lost(&request, &ui, (*chat, None, &fields), &house, (error, sentence));
        }
    };
    let begun = composer.draft > 0;
    let composer = filled(composer, &fields, &ui);
    if let Some(aside) = Aside::asked(&fields) {
        return aside.answer(&request, &viewer, (member, composer, begun), &fields, (&house, &ui)).await;
    }
    let posted = match ready(&viewer, (&member, &composer), &fields, (&house, &ui)).await {
        Ok((draft, Some(due))) => plan(&house, &member, &draft, due, &ui).await.map(|()| None).map_err(Unsent::from),
        Ok((draft, None)) => {
            send(&house, &lanes, &member, draft).await.map(Some).map_err(|error| refused(error, &member, &ui).into())
        }
        Err(unsent) => Err(unsent),
    };
    let posted = match posted {
        Ok(posted) => posted,
        Err(unsent) => {
            let (status, composer) = unsent.on(composer, &fields, &ui);
            return again(&request, composer, status, &ui);
        }
    };
    let gone: Vec<i64> = fields.all("file").filter_map(|file| file.parse().ok()).collect();
    let composer = ComposerView { tray: composer.tray.map(|tray| tray.without(&gone)), ..composer };
    let composer = drafts::sent(&house, &member, (composer, begun), &fields, &ui).await;
    match posted {
        Some(posted) => Ok(sent(&request, composer, posted, &member)),
        None => planned(&request, &viewer, &member, &house, &ui).await,
    }
}

/// The composer with what the form holds: it goes on from where that began, and keeps the time that was chosen.
fn filled(composer: ComposerView, fields: &Fields, ui: &Ui) -> ComposerView {
    ComposerView {
        text: fields.get("text").to_owned(),
        old: fields.has("old"),
        draft: drafts::base(fields),
        later: later::typed(fields).map(|typed| LaterParts::typed(typed, None, ui)),
        ..composer
    }
}

/// What the form asks for instead of being sent.
enum Aside<'f> {
    /// Not to send this file.
    Remove(AttachmentId),
    /// Something of the draft.
    Draft,
    /// What else there is to write with.
    More,
    /// What the text looks like.
    Preview,
    /// To begin with this command.
    Begin(&'f str),
    /// People to call.
    Mentions,
    /// What a command does.
    Run(Typed<'f>),
}

impl<'f> Aside<'f> {
    fn asked(fields: &'f Fields) -> Option<Aside<'f>> {
        if let Ok(file) = fields.get("remove").parse() {
            return Some(Aside::Remove(file));
        }
        let buttons = [("draft", Aside::Draft), ("more", Aside::More), ("preview", Aside::Preview)];
        let button = buttons.into_iter().find(|(name, _)| fields.has(name)).map(|(_, aside)| aside);
        let command = || fields.has("command").then(|| Aside::Begin(fields.get("command")));
        let mentions = || mentions::asks(fields).then_some(Aside::Mentions);
        button.or_else(command).or_else(mentions).or_else(|| commands::asked(fields).map(Aside::Run))
    }

    async fn answer(
        self,
        request: &HttpRequest,
        viewer: &Viewer,
        (member, composer, begun): (Member, ComposerView, bool),
        fields: &Fields,
        (house, ui): (&House, &Ui),
    ) -> Result<HttpResponse> {
        let (status, composer) = match self {
            Aside::Draft => return drafts::act(request, (&member, composer), fields, (house, ui)).await,
            Aside::Mentions => return mentions::found(request, viewer, (member, composer), fields, (house, ui)).await,
            Aside::Run(typed) => {
                return commands::run(request, viewer, (&member, composer, begun), typed, fields, (house, ui)).await;
            }
            Aside::Remove(file) => {
                uploads::remove(house, viewer.user.id, file).await?;
                let tray = composer.tray.map(|tray| tray.without(&[file.0]));
                (StatusCode::OK, ComposerView { tray, ..composer })
            }
            Aside::More => (StatusCode::OK, composer.opened()),
            Aside::Preview => previewed(composer, fields, ui),
            Aside::Begin(command) => {
                (StatusCode::OK, ComposerView { text: chosen(command, &composer.text), ..composer })
            }
        };
        again(request, composer, status, ui)
    }
}

/// Why what the form holds is not sent.
enum Unsent {
    /// Its time is none, for this reason.
    Time(String),
    /// Whom it calls, they may not call, or are asked about.
    Calls(Asked),
    /// Something else, and what is said of it.
    Wrong(StatusCode, Option<String>),
}

impl From<(StatusCode, Option<String>)> for Unsent {
    fn from((status, error): (StatusCode, Option<String>)) -> Unsent {
        Unsent::Wrong(status, error)
    }
}

impl Unsent {
    /// The composer with it, and the status of the answer.
    fn on(self, composer: ComposerView, fields: &Fields, ui: &Ui) -> (StatusCode, ComposerView) {
        match self {
            Unsent::Time(wrong) => {
                let later = later::typed(fields).unwrap_or_default();
                let later = Some(LaterParts::typed(later, Some(wrong), ui));
                (StatusCode::UNPROCESSABLE_ENTITY, ComposerView { later, ..composer })
            }
            Unsent::Calls(asked) => asked.on(composer),
            Unsent::Wrong(status, error) => (status, ComposerView { error, ..composer }),
        }
    }
}

/// What the form holds, as it is sent, and when, if not now.
async fn ready(
    viewer: &Viewer,
    (member, composer): (&Member, &ComposerView),
    fields: &Fields,
    (house, ui): (&House, &Ui),
) -> std::result::Result<(Draft, Option<Moment>), Unsent> {
    let due = later::typed(fields).map(|typed| later::when(typed, ui)).transpose().map_err(Unsent::Time)?;
    let calls = match mentions::calls(viewer, member, fields, (house, ui)).await {
        Ok(calls) => calls.map_err(Unsent::Calls)?,
        Err(error) => {
            tracing::error!(%error, "nobody knows whom a message calls");
            return Err(Unsent::Wrong(error.status_code(), Some(error.sentence(ui))));
        }
    };
    let draft = Draft::parse(fields, &house.dice, ui)
        .map_err(|errors| Unsent::Wrong(StatusCode::UNPROCESSABLE_ENTITY, errors.of("text").map(ToOwned::to_owned)))?;
    let to = composer.aim.as_ref().and_then(AimView::reply);
    if to != reply(fields) {
        return Err(Unsent::Wrong(StatusCode::GONE, Some(ui.t("reply-gone"))));
    }
    Ok((draft.replying(to).calling(calls), due))
}

/// The composer with what the text looks like, if it could be sent; nothing looks like nothing.
fn previewed(composer: ComposerView, fields: &Fields, ui: &Ui) -> (StatusCode, ComposerView) {
    let text = Draft::written(fields);
    let error = Draft::wrong(&text, ui).of("text").filter(|_| !text.is_empty()).map(ToOwned::to_owned);
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let preview = error.is_none().then(|| markup::rendered(&text));
    (status, ComposerView { preview, error, ..composer.opened() })
}

/// Keeps it until its time; or why it is not kept.
async fn plan(
    house: &House,
    member: &Member,
    draft: &Draft,
    due: Moment,
    ui: &Ui,
) -> std::result::Result<(), (StatusCode, Option<String>)> {
    let kept = async {
        let mut tx = house.store.begin().await?;
        let planned = scheduled::add(&mut tx, member, draft, due).await?;
        if planned != Planned::NoFile {
            tx.commit().await?;
        }
        Ok::<_, crate::store::Error>(planned)
    };
    match kept.await {
        Ok(Planned::Done) => Ok(()),
        Ok(Planned::TooMany) => Err((StatusCode::FORBIDDEN, Some(ui.count("scheduled-too-many", scheduled::MOST)))),
        Ok(Planned::NoFile) => Err(refused(PostError::NoFile, member, ui)),
        Ok(Planned::Closed) => Err(refused(PostError::Closed, member, ui)),
        Err(error) => Err(refused(error.into(), member, ui)),
    }
}

/// After a message was planned: script gets a fresh composer, others the chat; both say that it waits.
async fn planned(
    request: &HttpRequest,
    viewer: &Viewer,
    member: &Member,
    house: &House,
    ui: &Ui,
) -> Result<HttpResponse> {
    if !is_htmx(request) {
        return Ok(see_other(format!("/chats/{}", member.chat)));
    }
    fresh(request, viewer, (member.chat, ComposerView::TAKEN), house, ui).await
}

/// Why a message was not posted, as the composer says it.
pub(super) fn refused(error: PostError, member: &Member, ui: &Ui) -> (StatusCode, Option<String>) {
    match error {
        PostError::Store(error) => {
            let error = Error::from(error);
            tracing::error!(%error, "a message was not posted");
            (error.status_code(), Some(error.sentence(ui)))
        }
        PostError::NoFile => (StatusCode::GONE, Some(ui.t("file-gone"))),
        PostError::Closed => (StatusCode::FORBIDDEN, Some(closed(member, ui))),
        PostError::Gone | PostError::KeyTaken => (StatusCode::NOT_FOUND, Some(ui.t("message-not-member"))),
    }
}

/// Posts it; if its key is of another message, under one that follows from it.
pub(super) async fn send(
    house: &House,
    lanes: &Lanes,
    member: &Member,
    draft: Draft,
) -> std::result::Result<Posted, PostError> {
    let (store, clock, files) = (&house.store, &house.clock, draft.files().to_vec());
    let posted = match lanes.post(store, clock, member, &draft).await {
        Err(PostError::KeyTaken) => lanes.post(store, clock, member, &draft.rekeyed(member.chat)).await,
        outcome => outcome,
    }?;
    // What came anew with it is in the message already, and would go with the next one.
    for file in files.into_iter().filter(|_| posted.repeated) {
        if let Err(error) = uploads::remove(house, member.user, file).await {
            tracing::warn!(%error, "a file that came twice waits for a message");
        }
    }
    Ok(posted)
}

fn sent(request: &HttpRequest, composer: ComposerView, posted: Posted, member: &Member) -> HttpResponse {
    let address = format!("/chats/{}", member.chat);
    // Where the page shows old history, what was sent is at the newest.
    if composer.old || !is_htmx(request) {
        return go(request, address);
    }
    let composer = ComposerView { sent: posted.revision, focus: true, aim: None, later: None, ..composer };
    match composer.html() {
        Ok(html) => Part::new(html).respond_to(request),
        Err(error) => actix_web::ResponseError::error_response(&error),
    }
}

/// Which messages.
#[derive(Deserialize)]
pub struct Which {
    since: Option<i64>,
    epoch: Option<String>,
    before: Option<MessageId>,
}

/// `GET /chats/{chat}/messages`: `since` a revision, the changes as a frame; `before` a message, the rows of an older page.
/// For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn index(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    which: Query<Which>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    if let Some(since) = which.since {
        let foreign = which.epoch.as_ref().is_some_and(|epoch| *epoch != viewer.epoch);
        let text = if foreign { live::RESET.to_owned() } else { live::replay(&mut conn, &member, since, &ui).await? };
        return Ok(live::answer(text));
    }
    let before = which.before.ok_or(Error::Bad("since or before is missing"))?;
    let window = Window::read(&mut conn, &member, Span::Before(before)).await?;
    let mine = reaction::mine(&mut conn, viewer.user.id, &window.entries).await?;
    let rows = EntriesView::new(&member, (&window, &mine), None, &ui).older_part();
    Ok(Part::new(rows.html()?).respond_to(&request))
}

/// After which message.
#[derive(Deserialize)]
pub struct After {
    after: MessageId,
}

/// `GET /chats/{chat}/jump`: how many messages are newer than those of a page of old history. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn jump(viewer: Viewer, ui: Ui, chat: Path<ChatId>, after: Query<After>, house: Data<House>) -> Result<Part> {
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let newer = history::count_after(&mut conn, &member, after.after).await?;
    Ok(Part::new(JumpView { ui, chat: member.chat.0, after: after.after.0, newer }.html()?))
}

/// `GET /chats/{chat}/since`: what came after a message, as a document in a frame of the chat's page that loads itself
/// anew; it is there without JavaScript only. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn since(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    after: Query<After>,
    house: Data<House>,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let window = Window::read(&mut conn, &member, Span::After(after.after)).await?;
    let preferences = Preferences::find(&mut conn, viewer.user.id).await?;
    let mine = reaction::mine(&mut conn, viewer.user.id, &window.entries).await?;
    drop(conn);
    if let Some(last) = window.entries.last()
        && reads(&request)
    {
        read_up_to(&house, &member, last.id).await;
    }
    let refresh = preferences.refresh_seconds;
    let words = match refresh {
        0 => ui.with("nothing-since", "time", ui.time(ui.now)),
        seconds => ui.with2("nothing-since-refresh", ("time", ui.time(ui.now)), ("seconds", seconds)),
    };
    let entry = |entry| {
        EntryView::new(entry, &window.beside, false, &ui.locale).read_by(viewer.user.id).with_mine(&mine).still()
    };
    let content = SinceView { entries: window.entries.iter().map(entry).collect(), words }.html()?;
    let page = Page::account(Place::Messages, ui.t("chat-since"), content).styles(&["css/rich.css"]);
    Ok(Page { frame: Frame::Inner { class: "frame-log", refresh }, ..page })
}
