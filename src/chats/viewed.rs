//! Who has viewed what: told to its author in small chats, by who tells it of themselves.
//!
//! A member's mark of what they viewed only moves on; the read mark also goes back. When it moved is kept for a while.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use super::chat::Member;
use super::history::{PAGE, Window};
use super::message::Reached;
use crate::clock::Moment;
use crate::id::{ChatId, MessageId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

/// In a chat of more people nobody is told who viewed what.
pub const PEOPLE: usize = 200;
/// For how long is kept when somebody viewed something.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);
/// Marks of one transaction that are too old.
const PURGED: i64 = 1000;

/// Who has viewed a message, as its author is told beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seen {
    /// Nobody yet.
    Sent,
    /// So many of several.
    By(i64),
    /// The one other person.
    ByPartner,
    /// All others.
    ByAll,
}

/// The newest message of an author, and who has viewed it.
pub type Line = (MessageId, Seen);

#[derive(Debug, sqlx::FromRow)]
struct Mark {
    user_id: UserId,
    viewed_message_id: MessageId,
    joined_at: Moment,
    shows: bool,
}

/// How far the members of a small chat have come.
#[derive(Debug)]
pub struct Marks(Vec<Mark>);

/// Somebody to whom a message was posted.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Viewer {
    /// Who.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// The colour of their door.
    pub hue: i64,
    /// Their picture.
    pub picture: Option<String>,
    /// Whether they have viewed it.
    pub viewed: bool,
    /// When, if that is still known.
    pub viewed_at: Option<Moment>,
    /// Whether they tell.
    shows: bool,
}

#[cfg(test)]
impl Viewer {
    /// An example.
    pub fn sample(user_id: UserId, name: &str, viewed_at: Option<Moment>) -> Viewer {
        Viewer { user_id, name: name.to_owned(), hue: 3, picture: None, viewed: true, viewed_at, shows: true }
    }
}

/// Who has viewed a message, as its author may know it.
#[derive(Debug, Default)]
pub struct Viewers {
    /// Those who have, the first one first; those of whom it is not known when come last.
    pub viewed: Vec<Viewer>,
    /// Those who have not.
    pub others: Vec<Viewer>,
    /// How many do not tell.
    pub hidden: i64,
}

/// Why its author is not told who has viewed a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untold {
    /// They hide what they view themselves.
    Hiding,
    /// The chat has more than [`PEOPLE`].
    Many,
}

const MARKS: &str =
    "SELECT m.user_id, m.viewed_message_id, m.joined_at, COALESCE(f.shows_viewed, TRUE) AS shows FROM members m
    JOIN users u ON u.id = m.user_id LEFT JOIN chat_preferences f ON f.user_id = m.user_id
    WHERE m.chat_id = $1 AND u.state <> 'dismissed' LIMIT CAST($2 AS BIGINT)";
const NEWEST: &str = "SELECT author_id, MAX(id), MAX(posted_at) FROM (SELECT author_id, id, posted_at, kind, deleted_at FROM messages
    WHERE chat_id = $1 ORDER BY id DESC LIMIT CAST($2 AS BIGINT)) AS page WHERE kind = 'text' AND deleted_at IS NULL GROUP BY author_id";
const VIEWERS: &str = "SELECT m.user_id, u.name, u.hue, u.picture, m.viewed_message_id >= $2 AS viewed,
    (SELECT v.viewed_at FROM views v WHERE v.chat_id = m.chat_id AND v.user_id = m.user_id AND v.message_id >= $2
        ORDER BY v.message_id LIMIT 1) AS viewed_at, COALESCE(f.shows_viewed, TRUE) AS shows
    FROM members m JOIN users u ON u.id = m.user_id LEFT JOIN chat_preferences f ON f.user_id = m.user_id
    WHERE m.chat_id = $1 AND m.user_id <> $3 AND m.joined_at <= $4 AND u.state <> 'dismissed'
    ORDER BY viewed_at, u.name_folded, u.id LIMIT CAST($5 AS BIGINT)";
const SHOWS: &str = "SELECT NOT EXISTS (SELECT 1 FROM chat_preferences WHERE user_id = $1 AND NOT shows_viewed)";
const NOTE: &str = "INSERT INTO views (chat_id, user_id, message_id, viewed_at)
    SELECT m.chat_id, m.user_id, m.viewed_message_id, CAST($3 AS BIGINT) FROM members m WHERE m.chat_id = $1 AND m.user_id = $2
    AND NOT EXISTS (SELECT 1 FROM chat_preferences f WHERE f.user_id = m.user_id AND NOT f.shows_viewed)
    AND (SELECT COUNT(*) FROM (SELECT 1 FROM members o WHERE o.chat_id = $1 LIMIT CAST($4 AS BIGINT)) AS counted) < $4
    ON CONFLICT DO NOTHING";
const PURGE: &str = "DELETE FROM views WHERE (chat_id, user_id, message_id) IN
    (SELECT chat_id, user_id, message_id FROM views WHERE viewed_at < $1 LIMIT CAST($2 AS BIGINT))";

/// More than are told of.
const MANY: i64 = PEOPLE as i64 + 1;

impl Marks {
    /// Those of the chat; none of a chat of more than [`PEOPLE`].
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(conn: &mut Conn, chat: ChatId) -> Result<Option<Marks>> {
        let marks: Vec<Mark> = on!(conn, c => sqlx::query_as(MARKS).bind(chat).bind(MANY).fetch_all(&mut *c).await)?;
        Ok((marks.len() <= PEOPLE).then_some(Marks(marks)))
    }

    /// Who has viewed the author's message; nothing if the author hides what they view, or nobody tells.
    pub fn of(&self, author: UserId, message: MessageId, posted_at: Moment) -> Option<Seen> {
        if self.0.iter().any(|mark| mark.user_id == author && !mark.shows) {
            return None;
        }
        let others = || self.0.iter().filter(|mark| mark.user_id != author && mark.joined_at <= posted_at);
        let count = |viewed: i64| others().filter(|mark| mark.shows && mark.viewed_message_id.0 >= viewed).count();
        let (all, telling, viewed) = (others().count(), count(0), count(message.0));
        Some(match viewed {
            _ if telling == 0 => return None,
            0 => Seen::Sent,
            _ if all == 1 => Seen::ByPartner,
            _ if viewed == all => Seen::ByAll,
            some => Seen::By(some as i64),
        })
    }
}

/// The newest message of each author among the chat's newest.
///
/// # Errors
/// What the database says.
pub async fn newest(conn: &mut Conn, chat: ChatId) -> Result<Vec<(UserId, MessageId, Moment)>> {
    on!(conn, c => sqlx::query_as(NEWEST).bind(chat).bind(PAGE as i64).fetch_all(&mut *c).await)
}

/// The member's newest message among the chat's newest, of which this is a window, and who has viewed it.
///
/// # Errors
/// What the database says.
pub async fn line(conn: &mut Conn, member: &Member, window: &Window) -> Result<Option<Line>> {
    if window.newer {
        return line_of(conn, member).await;
    }
    let own = window.entries.iter().rfind(|entry| entry.author_id == member.user && entry.is_said());
    let Some(own) = own else { return Ok(None) };
    let marks = Marks::read(conn, member.chat).await?;
    Ok(marks.and_then(|marks| marks.of(member.user, own.id, own.posted_at)).map(|seen| (own.id, seen)))
}

/// The same without a window.
///
/// # Errors
/// What the database says.
pub async fn line_of(conn: &mut Conn, member: &Member) -> Result<Option<Line>> {
    let newest = newest(conn, member.chat).await?;
    let own = |(author, message, _): &(UserId, MessageId, Moment)| *author == member.user && *message > member.past;
    let Some((_, message, at)) = newest.into_iter().find(own) else {
        return Ok(None);
    };
    let marks = Marks::read(conn, member.chat).await?;
    Ok(marks.and_then(|marks| marks.of(member.user, message, at)).map(|seen| (message, seen)))
}

/// A number that changes with the line.
pub fn seed(line: Option<Line>) -> i64 {
    let mut hasher = DefaultHasher::new();
    line.hash(&mut hasher);
    hasher.finish().cast_signed()
}

/// Who has viewed the message, which is its reader's own.
///
/// # Errors
/// What the database says.
pub async fn of_message(conn: &mut Conn, message: &Reached) -> Result<std::result::Result<Viewers, Untold>> {
    let Member { user, chat, .. } = message.member;
    let shows: bool = on!(conn, c => sqlx::query_scalar(SHOWS).bind(user).fetch_one(&mut *c).await)?;
    if !shows {
        return Ok(Err(Untold::Hiding));
    }
    if Marks::read(conn, chat).await?.is_none() {
        return Ok(Err(Untold::Many));
    }
    let all: Vec<Viewer> = on!(conn, c => sqlx::query_as(VIEWERS)
        .bind(chat).bind(message.id).bind(user).bind(message.posted_at).bind(MANY).fetch_all(&mut *c).await)?;
    let (telling, hidden): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.shows);
    let (mut viewed, others): (Vec<_>, Vec<_>) = telling.into_iter().partition(|one| one.viewed);
    viewed.sort_by_key(|one| one.viewed_at.unwrap_or(Moment(i64::MAX)));
    Ok(Ok(Viewers { viewed, others, hidden: hidden.len() as i64 }))
}

/// Notes when the member came to what they have viewed, if they tell that and the chat is small.
///
/// # Errors
/// What the database says.
pub(super) async fn note(tx: &mut Tx, chat: ChatId, user: UserId, now: Moment) -> Result<()> {
    run!(tx, sqlx::query(NOTE).bind(chat).bind(user).bind(now).bind(MANY)).map(drop)
}

/// Forgets some of what was noted too long ago, and says whether there may be more.
///
/// # Errors
/// What the database says.
pub async fn purge(tx: &mut Tx, now: Moment) -> Result<bool> {
    let gone = run!(tx, sqlx::query(PURGE).bind(now.before(KEPT)).bind(PURGED))?;
    Ok(gone == PURGED as u64)
}
