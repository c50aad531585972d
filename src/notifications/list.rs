//! What is in a centre: pages of it, what waits for an answer, how much is unread.

use super::notification::Notification;
use super::{ADMINISTRATORS, Reader};
use crate::clock::Moment;
use crate::id::{NotificationId, UserId};
use crate::notice::{Area, Kind};
use crate::organization::person;
use crate::store::{Conn, Result, dialect, on};

/// Notifications of one page.
pub const PAGE: usize = 30;
/// Notifications that wait for an answer, of those that a page shows.
const WAITING: i64 = 50;
/// People to choose among.
const ACTORS: i64 = 100;
/// Where counting stops: "99+".
pub const MOST: i64 = 100;

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

/// What is one reader's (`$1`, `$2`: the reader, and whose they see besides), and how they have it.
macro_rules! of_reader {
    ($rest:literal) => {
        concat!(
            "SELECT n.id, n.owner_id, n.kind, n.actor_id, COALESCE(a.name, n.actor) AS actor, a.hue AS actor_hue,
    a.picture AS actor_picture, n.subject_id, n.subject, n.detail, n.link, n.made_at, n.waits, n.answer, n.answerer_id,
    COALESCE(b.name, n.answerer) AS answerer, n.answered_at, COALESCE(k.state, n.state) AS state
    FROM notifications n LEFT JOIN notification_marks k ON k.notification_id = n.id AND k.user_id = $1
    LEFT JOIN users a ON a.id = n.actor_id LEFT JOIN users b ON b.id = n.answerer_id
    WHERE n.owner_id IN ($1, $2) AND COALESCE(k.state, n.state) <> 'deleted' AND ",
            $rest
        )
    };
}
const LIST: &str = of_reader!(
    "(n.made_at < $11 OR n.made_at = $11 AND n.id > $3) AND (NOT n.waits OR $12) AND (CAST($4 AS TEXT) = '' OR n.area = $4) AND (CAST($5 AS TEXT) = '' OR n.kind = $5)
    AND (CAST($6 AS BIGINT) IS NULL OR n.actor_id = $6) AND (NOT $7 OR COALESCE(k.state, n.state) = 'unread') AND n.made_at >= $8
    AND (CAST($9 AS TEXT) = '' OR n.sought LIKE $9 ESCAPE '\\') ORDER BY n.made_at DESC, n.id LIMIT CAST($10 AS BIGINT)"
);
const WAIT: &str = of_reader!("n.waits ORDER BY n.id LIMIT CAST($3 AS BIGINT)");
const FIND: &str = of_reader!("n.id = $3");
/// Of what is all administrators', as one has it who has touched none.
macro_rules! shared {
    ($rest:literal) => {
        concat!(
            "SELECT n.id, n.owner_id, n.kind, n.actor_id, COALESCE(a.name, n.actor) AS actor, a.hue AS actor_hue,
    a.picture AS actor_picture, n.subject_id, n.subject, n.detail, n.link, n.made_at, n.waits, n.answer, n.answerer_id,
    COALESCE(b.name, n.answerer) AS answerer, n.answered_at, n.state FROM notifications n
    LEFT JOIN users a ON a.id = n.actor_id LEFT JOIN users b ON b.id = n.answerer_id WHERE n.owner_id = 0 AND ",
            $rest
        )
    };
}
const SHARED: &str = shared!("n.id = $1");
const SHARED_WAIT: &str = shared!("n.waits ORDER BY n.id LIMIT CAST($1 AS BIGINT)");
const MADE_AT: &str = "SELECT made_at FROM notifications WHERE id = $1";
const LOOK_AFTER: &str = "SELECT id FROM users WHERE role = 'administrator' AND state = 'active' ORDER BY id";
const ACTORS_OF: &str = "SELECT u.id, u.name FROM users u WHERE u.id IN (SELECT n.actor_id FROM notifications n
    WHERE n.owner_id IN ($1, $2)) ORDER BY u.name_folded, u.id LIMIT CAST($3 AS BIGINT)";
/// Up to a hundred, and whether one of them speaks of `$3`.
const UNREAD: &str = "SELECT COUNT(*), CAST(COALESCE(MAX(here), 0) AS BIGINT) FROM (SELECT CASE WHEN n.link = $3 THEN 1 ELSE 0 END AS here
    FROM notifications n LEFT JOIN notification_marks k ON k.notification_id = n.id AND k.user_id = $1
    WHERE n.owner_id IN ($1, $2) AND n.state = 'unread' AND (k.state IS NULL OR k.state = 'unread') LIMIT 100) AS counted";
/// The same of many who look after the company.
macro_rules! unread_of {
    ($users:literal) => {
        concat!(
            "SELECT x.value AS id, (SELECT COUNT(*) FROM (SELECT 1 FROM notifications n
    LEFT JOIN notification_marks k ON k.notification_id = n.id AND k.user_id = x.value
    WHERE n.owner_id IN (x.value, 0) AND n.state = 'unread' AND (k.state IS NULL OR k.state = 'unread') LIMIT 100) AS counted)
    AS unread FROM ",
            $users
        )
    };
}
const UNREADS_SQLITE: &str = unread_of!("json_each($1) x");
const UNREADS_POSTGRES: &str = unread_of!("unnest(CAST($1 AS BIGINT[])) AS x(value)");

/// A page of the centre after this notification: at most [`PAGE`], the newest first, and whether there are older ones. Those of one
/// instant stand in the order of their numbers, as a live page puts them. What waits for an answer is among what is looked for, and
/// stands above of it all where nothing is.
///
/// # Errors
/// What the database says.
pub async fn page(
    conn: &mut Conn,
    reader: Reader,
    filter: &Filter,
    after: Option<NotificationId>,
) -> Result<(Vec<Notification>, bool)> {
    let after = after.unwrap_or(NotificationId(i64::MAX));
    let at: Option<Moment> = on!(conn, c => sqlx::query_scalar(MADE_AT).bind(after).fetch_optional(&mut *c).await)?;
    let from = filter.from.unwrap_or(Moment(i64::MIN));
    let limit = PAGE as i64 + 1;
    let mut found: Vec<Notification> = on!(conn, c => sqlx::query_as(LIST)
        .bind(reader.user).bind(reader.shared).bind(after)
        .bind(filter.area.map_or("", Area::as_str)).bind(filter.kind.map_or("", |kind| kind.name))
        .bind(filter.actor).bind(filter.unread).bind(from).bind(filter.pattern()).bind(limit)
        .bind(at.unwrap_or(Moment(i64::MAX))).bind(!filter.is_empty())
        .fetch_all(&mut *c).await)?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    Ok((seen(conn, reader, found).await?, more))
}

/// What waits for an answer, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn waiting(conn: &mut Conn, reader: Reader) -> Result<Vec<Notification>> {
    on!(conn, c => sqlx::query_as(WAIT).bind(reader.user).bind(reader.shared).bind(WAITING).fetch_all(&mut *c).await)
}

/// The notification, if the reader has it.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, reader: Reader, id: NotificationId) -> Result<Option<Notification>> {
    let found: Option<Notification> = on!(conn, c => sqlx::query_as(FIND)
        .bind(reader.user).bind(reader.shared).bind(id).fetch_optional(&mut *c).await)?;
    Ok(seen(conn, reader, Vec::from_iter(found)).await?.pop())
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

/// The notification, if it is all administrators', as it is to those who have not touched it.
///
/// # Errors
/// What the database says.
pub async fn find_shared(conn: &mut Conn, id: NotificationId) -> Result<Option<Notification>> {
    on!(conn, c => sqlx::query_as(SHARED).bind(id).fetch_optional(&mut *c).await)
}

/// What waits for an answer of administrators, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn waiting_of_administrators(conn: &mut Conn) -> Result<Vec<Notification>> {
    on!(conn, c => sqlx::query_as(SHARED_WAIT).bind(WAITING).fetch_all(&mut *c).await)
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

/// How much is unread, up to [`MOST`].
///
/// # Errors
/// What the database says.
pub async fn unread(conn: &mut Conn, reader: Reader) -> Result<i64> {
    Ok(unread_and(conn, reader, "").await?.0)
}

/// How much is unread, up to [`MOST`], and whether some of it speaks of what is at this address.
///
/// # Errors
/// What the database says.
pub async fn unread_and(conn: &mut Conn, reader: Reader, address: &str) -> Result<(i64, bool)> {
    let (count, here): (i64, i64) = on!(conn, c => sqlx::query_as(UNREAD)
        .bind(reader.user).bind(reader.shared).bind(address).fetch_one(&mut *c).await)?;
    Ok((count, here > 0 && !address.is_empty()))
}

/// How much is unread of each of these administrators.
///
/// # Errors
/// What the database says.
pub async fn unread_of_administrators(conn: &mut Conn, users: &[i64]) -> Result<Vec<(i64, i64)>> {
    dialect::fetch_by_ids(conn, UNREADS_SQLITE, UNREADS_POSTGRES, users).await
}

impl Notification {
    /// Whether all administrators have it.
    pub fn is_shared(&self) -> bool {
        self.owner_id == ADMINISTRATORS
    }
}
