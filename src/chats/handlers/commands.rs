//! Commands: what a text asks for instead of being a message.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde::Deserialize;
use url::form_urlencoded::byte_serialize;

use super::composer::again;
use super::drafts;
use super::message::{go, is_htmx};
use crate::accounts::times::Quiet;
use crate::accounts::{Viewer, status};
use crate::chats::Member;
use crate::chats::commands::{self, Command, Typed};
use crate::chats::views::{CommandsView, ComposerView, LaterParts};
use crate::clock::Moment;
use crate::id::ChatId;
use crate::markup::Html;
use crate::web::{Error, Fields, House, Part, Result, Ui, View};

/// What a command comes to.
enum Step {
    /// The composer with all commands.
    Help,
    /// The composer, in which one goes on.
    Composer(Box<ComposerView>),
    /// A page.
    Page(String),
    /// Something to do.
    Act(Act),
}

/// What is done at once.
enum Act {
    Mute(bool),
    Unread,
    Hide,
    Quiet(Option<Moment>),
}

/// What the form's text asks for, if it is no message.
pub(super) fn asked(fields: &Fields) -> Option<Typed<'_>> {
    commands::read(fields.get("text"))
}

/// Does what the text asks for. The text is a draft no longer; if something is wrong, it is there again.
pub(super) async fn run(
    request: &HttpRequest,
    viewer: &Viewer,
    (member, composer, begun): (&Member, ComposerView, bool),
    typed: Typed<'_>,
    fields: &Fields,
    (house, ui): (&House, &Ui),
) -> Result<HttpResponse> {
    let wrong = |composer, status, error| {
        let text = fields.get("text").to_owned();
        again(request, ComposerView { text, error: Some(error), ..composer }, status, ui)
    };
    let done = match step(member, &composer, typed, ui) {
        Err(error) => return wrong(composer, StatusCode::UNPROCESSABLE_ENTITY, error),
        Ok(Step::Help) => {
            let composer = ComposerView { text: String::new(), ahead: beginning(member, "", ui)?, ..composer };
            return again(request, composer, StatusCode::OK, ui);
        }
        Ok(Step::Composer(composer)) => return again(request, *composer, StatusCode::OK, ui),
        Ok(Step::Page(page)) => Ok((None, page)),
        Ok(Step::Act(act)) => act.done(viewer, member, (house, ui)).await,
    };
    let (note, page) = match done {
        Ok(done) => done,
        Err(error) => {
            let (status, sentence) = (error.status_code(), error.sentence(ui));
            tracing::error!(%error, "a command was not done");
            return wrong(composer, status, sentence);
        }
    };
    let composer = drafts::sent(house, member, (composer, begun), fields, ui).await;
    if note.is_none() || !is_htmx(request) {
        return Ok(go(request, page));
    }
    again(request, ComposerView { note, sent: ComposerView::TAKEN, later: None, ..composer }, StatusCode::OK, ui)
}

/// What the command comes to in the member's chat.
///
/// # Errors
/// Why it comes to nothing.
fn step(member: &Member, composer: &ComposerView, typed: Typed<'_>, ui: &Ui) -> std::result::Result<Step, String> {
    let (command, rest) = match typed {
        Typed::Command(command, rest) => (command, rest),
        Typed::Unknown(word) => return Err(ui.with("command-unknown", "word", word)),
    };
    if !command.is_for(member) {
        return Err(ui.with("command-not-here", "word", command.as_str()));
    }
    if !rest.is_empty() && !command.takes_text() {
        return Err(ui.with("command-alone", "word", command.as_str()));
    }
    let over = rest.chars().count().saturating_sub(commands::REST);
    if over > 0 && command != Command::Later {
        return Err(ui.count("message-too-long", i64::try_from(over).unwrap_or(i64::MAX)));
    }
    let page = |way: &str| Step::Page(format!("/chats/{}/{way}", member.chat));
    let about = |way: &str| page(&[way, &byte_serialize(rest.as_bytes()).collect::<String>()].concat());
    Ok(match command {
        Command::Help => Step::Help,
        Command::Later => {
            let later = composer.later.clone().unwrap_or_else(|| LaterParts::typed("", None, ui));
            Step::Composer(Box::new(ComposerView { text: rest.to_owned(), later: Some(later), ..composer.clone() }))
        }
        Command::Poll => about("poll?question="),
        Command::Search => about("search?q="),
        Command::Invite => about("members?q="),
        Command::Members => page("members"),
        Command::Files => page("files"),
        Command::Status => Step::Page("/settings/status".to_owned()),
        Command::Mute => Step::Act(Act::Mute(true)),
        Command::Unmute => Step::Act(Act::Mute(false)),
        Command::Unread => Step::Act(Act::Unread),
        Command::Hide => Step::Act(Act::Hide),
        Command::Busy => Step::Act(Act::Quiet(quiet(rest, ui)?)),
        Command::Free => Step::Act(Act::Quiet(None)),
    })
}

impl Act {
    /// Does it. What is said of it where one stays, and the page that shows it.
    async fn done(
        self,
        viewer: &Viewer,
        member: &Member,
        (house, ui): (&House, &Ui),
    ) -> Result<(Option<String>, String)> {
        let mut tx = house.store.begin().await?;
        let done = match self {
            Act::Mute(muted) => {
                member.mute(&mut tx, muted).await?;
                let note = ui.t(if muted { "command-muted" } else { "command-unmuted" });
                (Some(note), format!("/chats/{}", member.chat))
            }
            Act::Unread => {
                member.mark_unread(&mut tx).await?;
                // Not to the chat: seeing it would read it again.
                (None, "/messages".to_owned())
            }
            Act::Hide => {
                member.hide(&mut tx).await?;
                (None, "/messages".to_owned())
            }
            Act::Quiet(quiet_until) => {
                status::be_quiet(&mut tx, viewer.user.id, quiet_until).await?;
                let note = match quiet_until {
                    Some(until) => ui.with("command-busy", "time", ui.ahead(until, ui.now)),
                    None => ui.t("command-free"),
                };
                (Some(note), "/settings/status?saved".to_owned())
            }
        };
        tx.commit().await?;
        Ok(done)
    }
}

/// Until when somebody does not want to be disturbed: an hour, or until a time of this day.
fn quiet(typed: &str, ui: &Ui) -> std::result::Result<Option<Moment>, String> {
    let quiet = if typed.is_empty() { Quiet::Hour } else { Quiet::At };
    quiet.until(("", typed), &ui.zone, ui.now).map_err(|(wrong, _)| wrong.say(ui))
}

/// The beginning of a command.
#[derive(Deserialize)]
pub struct PartOfCommand {
    #[serde(default)]
    q: String,
}

/// `GET /chats/{chat}/commands`: commands that begin with `q`, or do what begins so. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn index(
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    part: Query<PartOfCommand>,
    house: Data<House>,
) -> Result<Part> {
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    Ok(Part::new(beginning(&member, &part.q, &ui)?.unwrap_or_default()))
}

/// The member's commands that begin so, or do what begins so; none if there are none.
fn beginning(member: &Member, part: &str, ui: &Ui) -> Result<Option<Html>> {
    CommandsView::new(member, part, ui).map(|view| view.html()).transpose()
}
