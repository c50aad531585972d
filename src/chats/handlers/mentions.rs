//! Whom a message calls, while it is written: who may be, who is, and whether everybody shall be.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::composer::again;
use crate::accounts::{User, Viewer};
use crate::chats::message::Draft;
use crate::chats::message::mention::{self, Call};
use crate::chats::views::{AheadView, ComposerView};
use crate::chats::{Kind, Member};
use crate::id::{ChatId, UserId};
use crate::store::Conn;
use crate::web::{Error, Fields, House, Part, Result, Ui, View};

/// Characters of a name that somebody is typing.
const TYPED: usize = 40;

/// Why a message is not sent yet.
pub(super) enum Asked {
    /// Its author may not call everybody here: a sentence.
    Closed(String),
    /// Whether so many people shall be called.
    All(i64),
}

impl Asked {
    /// The composer with it, and the status of the answer.
    pub(super) fn on(self, composer: ComposerView) -> (StatusCode, ComposerView) {
        let (status, error, all) = self.said();
        (status, ComposerView { error, all, ..composer })
    }

    /// The status of the answer, what is wrong, and how many people are asked about.
    pub(super) fn said(self) -> (StatusCode, Option<String>, Option<i64>) {
        match self {
            Asked::Closed(sentence) => (StatusCode::FORBIDDEN, Some(sentence), None),
            Asked::All(people) => (StatusCode::CONFLICT, None, Some(people)),
        }
    }
}

/// Whom the text calls. Everybody is called only by who may, and who has been told how many that are.
pub(super) async fn calls(
    viewer: &Viewer,
    member: &Member,
    fields: &Fields,
    (house, ui): (&House, &Ui),
) -> Result<std::result::Result<Vec<Call>, Asked>> {
    let text = Draft::written(fields);
    let text = text.as_str();
    if !text.contains('@') {
        return Ok(Ok(Vec::new()));
    }
    let mut conn = house.store.read().await?;
    let several = matches!(member.kind, Kind::Group | Kind::General);
    let all = several && mention::calls_all(text);
    if all && !member.may_call_all(viewer.user.is_administrator()) {
        return Ok(Err(Asked::Closed(ui.t("mention-all-closed"))));
    }
    if all {
        let people = member.count_all(&mut conn).await? - 1;
        if !fields.is("all", &people.to_string()) {
            return Ok(Err(Asked::All(people)));
        }
    }
    Ok(Ok(mention::resolve(&mut conn, member, text, all).await?))
}

/// Whether the form asks for people instead of being sent.
pub(super) fn asks(fields: &Fields) -> bool {
    fields.has("find") || fields.has("mention")
}

/// The composer with people whose names go on from the last `@`, or with the name of who was chosen.
pub(super) async fn found(
    request: &HttpRequest,
    viewer: &Viewer,
    (member, composer): (Member, ComposerView),
    fields: &Fields,
    (house, ui): (&House, &Ui),
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let text = fields.get("text");
    let at = text.rfind('@').filter(|at| text[at + 1..].chars().count() <= TYPED);
    let mut composer = ComposerView { text: text.to_owned(), ..composer };
    match fields.get("mention").parse() {
        Ok(user) => {
            if let Some(name) = name(&mut conn, &member, UserId(user)).await? {
                composer.text = format!("{}@{name} ", at.map_or(text, |at| &text[..at]));
            }
        }
        Err(_) => {
            let part = at.map_or("", |at| &text[at + 1..]);
            composer.ahead = Some(ahead(&mut conn, viewer, &member, part, ui).await?.html()?);
        }
    }
    drop(conn);
    again(request, composer, StatusCode::OK, ui)
}

/// What stands after the `@` of this person, who is in the chat; 0 is everybody.
async fn name(conn: &mut Conn, member: &Member, user: UserId) -> Result<Option<String>> {
    if user == UserId(0) {
        return Ok(Some(mention::ALL.to_owned()));
    }
    if Member::find(conn, user, member.chat).await?.is_none() {
        return Ok(None);
    }
    Ok(User::find(conn, user).await?.map(|user| user.name))
}

/// People of the chat of whose names a word begins so.
async fn ahead(conn: &mut Conn, viewer: &Viewer, member: &Member, part: &str, ui: &Ui) -> Result<AheadView> {
    let mut people = mention::people(conn, member, part, mention::OFFERED).await?;
    people.retain(|one| one.id != viewer.user.id);
    let all = member.may_call_all(viewer.user.is_administrator()) && mention::ALL.starts_with(part);
    let count = if all { member.count_all(conn).await? - 1 } else { 0 };
    Ok(AheadView::new(&people, part, count, ui))
}

/// A part of a name.
#[derive(Deserialize)]
pub struct PartOfName {
    #[serde(default)]
    q: String,
}

/// `GET /chats/{chat}/mentions`: people of the chat of whose names a word begins with `q`. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn index(
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    part: Query<PartOfName>,
    house: Data<House>,
) -> Result<Part> {
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    Ok(Part::new(ahead(&mut conn, &viewer, &member, &part.q, &ui).await?.html()?))
}
