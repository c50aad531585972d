//! What is in a centre: pages of it, and what waits for an answer.

use std::fmt;

use super::gate::{chat_state, of_chats, of_own, own_state};
use super::notification::Notification;
use super::{Reader, counts};
use crate::clock::Moment;
use crate::id::{ChatId, NotificationId, UserId};
use crate::notice::{Area, Kind};
use crate::organization::person;
use crate::store::{Conn, Result, on};

/// Notifications of one page.
pub const PAGE: usize = 30;
/// People to choose among.
const ACTORS: i64 = 100;

/// Which are looked for. What is not given is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this area.
    pub area: Option<Area>,
    /// Of this kind.
    pub kind: Option<&'static Kind>,
    /// By this person.
    pub actor: Option<UserId>,
    /// Unread ones only.
    pub unread: bool,
    /// At this moment or after it.
    pub from: Option<Moment>,
    /// Whose sentence holds this, folded.
    pub words: String,
}

impl Filter {
    /// Whether all are looked for.
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }

    /// The pattern for LIKE: its words in this order, with anything between them.
    fn pattern(&self) -> String {
        let escaped = self.words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let words: Vec<&str> = escaped.split_whitespace().collect();
        if words.is_empty() { String::new() } else { format!("%{}%", words.join("%")) }
    }
}

/// What a notification is to its reader, of those that are found as `f`.
macro_rules! notification {
    () => {
        "SELECT n.id, n.owner_id, n.kind, n.actor_id, COALESCE(a.name, n.actor) AS actor, a.hue AS actor_hue,
    a.picture AS actor_picture, n.subject_id, n.subject, n.detail, n.link, n.made_at, n.waits, n.answer, n.answerer_id,
    COALESCE(b.name, n.answerer) AS answerer, n.answered_at, f.state FROM ("
    };
}
/// With what that needs.
macro_rules! besides {
    () => {
        ") AS f JOIN notifications n ON n.id = f.id
    LEFT JOIN users a ON a.id = n.actor_id LEFT JOIN users b ON b.id = n.answerer_id "
    };
}
/// Which of them a page shows, as far as it needs, but for what they are to the reader.
macro_rules! sifted {
    () => {
        " AND n.state <> 'mail-only'
    AND (n.made_at < $11 OR n.made_at = $11 AND n.id > $3) AND (NOT n.waits OR $12)
    AND (CAST($4 AS TEXT) = '' OR n.area = $4) AND (CAST($5 AS TEXT) = '' OR n.kind = $5)
    AND (CAST($6 AS BIGINT) IS NULL OR n.actor_id = $6) AND n.made_at >= $8
    AND (CAST($9 AS TEXT) = '' OR n.sought LIKE $9 ESCAPE '\\') ORDER BY n.made_at DESC, n.id LIMIT CAST($10 AS BIGINT)"
    };
}
/// Which of them lie between two, as far as they are asked for.
macro_rules! within {
    () => {
        " <> 'deleted' AND n.id > $3 AND n.id <= $4 ORDER BY n.id LIMIT CAST($5 AS BIGINT)"
    };
}
const LIST: &str = concat!(
    notification!(),
    "SELECT p.id, p.state FROM (SELECT n.id, ",
    own_state!(),
    " AS state",
    of_own!("$1"),
    "($1, $2) AND ",
    own_state!(),
    " <> 'deleted' AND (NOT $7 OR ",
    own_state!(),
    " = 'unread')",
    sifted!(),
    ") AS p UNION ALL SELECT q.id, q.state FROM (SELECT n.id, ",
    chat_state!(),
    " AS state",
    of_chats!("$1"),
    chat_state!(),
    " <> 'deleted' AND (NOT $7 OR ",
    chat_state!(),
    " = 'unread')",
    sifted!(),
    ") AS q",
    besides!(),
    "ORDER BY n.made_at DESC, n.id LIMIT CAST($10 AS BIGINT)"
);
const WAIT: &str = concat!(
    notification!(),
    "SELECT n.id, ",
    own_state!(),
    " AS state",
    of_own!("$1"),
    "($1, $2) AND ",
    own_state!(),
    " <> 'deleted' AND n.waits AND n.id > $3 ORDER BY n.id LIMIT CAST($4 AS BIGINT)",
    besides!(),
    "ORDER BY n.id"
);
const FIND: &str = concat!(
    notification!(),
    "SELECT n.id, ",
    own_state!(),
    " AS state",
    of_own!("$1"),
    "($1, $2) AND n.id = $3 UNION ALL SELECT n.id, ",
    chat_state!(),
    " AS state",
    of_chats!("$1"),
    "n.id = $3",
    besides!(),
    "WHERE f.state <> 'deleted'"
);
const BETWEEN: &str = concat!(
    notification!(),
    "SELECT p.id, p.state FROM (SELECT n.id, ",
    own_state!(),
    " AS state",
    of_own!("$1"),
    "($1, $2) AND ",
    own_state!(),
    within!(),
    ") AS p UNION ALL SELECT q.id, q.state FROM (SELECT n.id, ",
    chat_state!(),
    " AS state",
    of_chats!("$1"),
    chat_state!(),
    within!(),
    ") AS q",
    besides!(),
    "ORDER BY n.id LIMIT CAST($5 AS BIGINT)"
);
const LOOK_AFTER: &str = "SELECT id FROM users WHERE role = 'administrator' AND state = 'active' ORDER BY id";
const ACTORS_OF: &str = concat!(
    "SELECT u.id, u.name FROM users u WHERE u.id IN (SELECT n.actor_id",
    of_own!("$1"),
    "($1, $2) AND n.state <> 'mail-only' UNION ALL SELECT n.actor_id",
    of_chats!("$1"),
    "n.state <> 'mail-only') ORDER BY u.name_folded, u.id LIMIT CAST($3 AS BIGINT)"
);
/// Who is in the chat and has not muted it, after one of them.
const MEMBERS: &str = "SELECT user_id FROM members WHERE chat_id = $1 AND user_id > $2 AND NOT muted ORDER BY user_id LIMIT CAST($3 AS BIGINT)";

/// Where a page begins: after the notification of this moment and this number, which need not be there any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// When that was made.
    pub at: Moment,
    /// Its number.
    pub id: NotificationId,
}

impl Cursor {
    const START: Cursor = Cursor { at: Moment(i64::MAX), id: NotificationId(0) };

    /// After this one.
    pub fn after(one: &Notification) -> Cursor {
        Cursor { at: one.made_at, id: one.id }
    }

    /// As in an address; none for anything else.
    pub fn parse(word: &str) -> Option<Cursor> {
        let (at, id) = word.split_once('.')?;
        Some(Cursor { at: Moment(at.parse().ok()?), id: id.parse().ok()? })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.0, self.id)
    }
}

/// A page of the centre: at most [`PAGE`], the newest first, and whether there are older ones. Those of one instant stand in the order
/// of their numbers, as a live page puts them. What waits for an answer is among what is looked for, and stands above of it all where
/// nothing is.
///
/// # Errors
/// What the database says.
pub async fn page(
    conn: &mut Conn,
    reader: Reader,
    filter: &Filter,
    after: Option<Cursor>,
) -> Result<(Vec<Notification>, bool)> {
    let after = after.unwrap_or(Cursor::START);
    let from = filter.from.unwrap_or(Moment(i64::MIN));
    let mut found: Vec<Notification> = on!(conn, c => sqlx::query_as(LIST)
        .bind(reader.user).bind(reader.shared).bind(after.id)
        .bind(filter.area.map_or("", Area::as_str)).bind(filter.kind.map_or("", |kind| kind.name))
        .bind(filter.actor).bind(filter.unread).bind(from).bind(filter.pattern()).bind(PAGE as i64 + 1)
        .bind(after.at).bind(!filter.is_empty())
        .fetch_all(&mut *c).await)?;
    let more = cut(&mut found);
    Ok((seen(conn, reader, found).await?, more))
}

/// Leaves a page of them; whether there was more.
fn cut(found: &mut Vec<Notification>) -> bool {
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    more
}

/// What waits for an answer.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    /// A page of it: at most [`PAGE`], the oldest first.
    pub page: Vec<Notification>,
    /// Whether there is more of it.
    pub more: bool,
    /// How much there is in all, up to [`MOST`](counts::MOST).
    pub count: i64,
}

/// What waits for an answer, after this one.
///
/// # Errors
/// What the database says.
pub async fn waiting(conn: &mut Conn, reader: Reader, after: Option<Cursor>) -> Result<Waiting> {
    let id = after.unwrap_or(Cursor::START).id;
    let mut page: Vec<Notification> = on!(conn, c => sqlx::query_as(WAIT)
        .bind(reader.user).bind(reader.shared).bind(id).bind(PAGE as i64 + 1).fetch_all(&mut *c).await)?;
    let more = cut(&mut page);
    Ok(Waiting { count: counts::waits(conn, reader).await?, page, more })
}

/// The notification, if the reader has it, be it for letters alone.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, reader: Reader, id: NotificationId) -> Result<Option<Notification>> {
    let found: Option<Notification> = on!(conn, c => sqlx::query_as(FIND)
        .bind(reader.user).bind(reader.shared).bind(id).fetch_optional(&mut *c).await)?;
    Ok(seen(conn, reader, Vec::from_iter(found)).await?.pop())
}

/// The reader's notifications after the first and up to the second, be they for letters alone; at most so many.
///
/// # Errors
/// What the database says.
pub async fn between(
    conn: &mut Conn,
    reader: Reader,
    (after, upto): (NotificationId, NotificationId),
    most: i64,
) -> Result<Vec<Notification>> {
    let found: Vec<Notification> = on!(conn, c => sqlx::query_as(BETWEEN)
        .bind(reader.user).bind(reader.shared).bind(after).bind(upto).bind(most).fetch_all(&mut *c).await)?;
    seen(conn, reader, found).await
}

/// The same, without the names of those whom the reader may not see: a guest, of who shares no chat with them any more.
async fn seen(conn: &mut Conn, reader: Reader, mut found: Vec<Notification>) -> Result<Vec<Notification>> {
    if reader.sight.is_everybody() {
        return Ok(found);
    }
    let actors: Vec<i64> = found.iter().filter_map(|one| one.actor_id.map(|actor| actor.0)).collect();
    let seen = person::seen(conn, reader.sight, &actors).await?;
    for one in &mut found {
        if one.actor_id.is_none_or(|actor| !seen.contains(&actor)) {
            (one.actor_id, one.actor, one.actor_hue, one.actor_picture) = (None, String::new(), None, None);
        }
    }
    Ok(found)
}

/// Whoever looks after the company, in ascending order.
///
/// # Errors
/// What the database says.
pub async fn administrators(conn: &mut Conn) -> Result<Vec<i64>> {
    on!(conn, c => sqlx::query_scalar(LOOK_AFTER).fetch_all(&mut *c).await)
}

/// Those who are named in the centre, in the order of their names.
///
/// # Errors
/// What the database says.
pub async fn actors(conn: &mut Conn, reader: Reader) -> Result<Vec<(UserId, String)>> {
    let mut actors: Vec<(UserId, String)> = on!(conn, c => sqlx::query_as(ACTORS_OF)
        .bind(reader.user).bind(reader.shared).bind(ACTORS).fetch_all(&mut *c).await)?;
    let ids: Vec<i64> = actors.iter().map(|(user, _)| user.0).collect();
    let seen = person::seen(conn, reader.sight, &ids).await?;
    actors.retain(|(user, _)| seen.contains(user));
    Ok(actors)
}

/// Who is told what the chat tells all of its members, after this one in ascending order, so many at most.
///
/// # Errors
/// What the database says.
pub async fn members(conn: &mut Conn, chat: ChatId, after: i64, most: i64) -> Result<Vec<i64>> {
    on!(conn, c => sqlx::query_scalar(MEMBERS).bind(chat).bind(after).bind(most).fetch_all(&mut *c).await)
}
