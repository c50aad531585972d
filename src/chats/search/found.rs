//! What is found, a page of it.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::str::FromStr;

use super::day::{SLACK, first_from};
use super::hits::{self, EVER, Found as Scored};
use super::index::whole;
use super::query::Query;
use super::sought::{Place, Sought};
use crate::accounts::User;
use crate::chats::attachments::{named, of_text};
use crate::clock::Moment;
use crate::id::{ChatId, MessageId, UserId};
use crate::organization::person::Sight;
use crate::store::dialect::fetch_by_ids_of;
use crate::store::{Conn, Result};
use crate::web::{Errors, Ui};
use crate::words::words;

/// Hits of one page.
pub const PAGE: usize = 20;
/// The best are looked for among so many of the newest.
const NEWEST: usize = 2_000;

words! {
    /// In which order hits are shown.
    Order {
        /// The newest first.
        Newest = "newest",
        /// The best of the newest first.
        Best = "best",
    }
}

/// A message that was found.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Hit {
    /// Which.
    pub message_id: MessageId,
    /// In which chat.
    pub chat_id: ChatId,
    /// Who wrote it.
    pub author_id: UserId,
    /// Their name.
    pub author: String,
    /// The colour of their door.
    pub hue: i64,
    /// Their picture.
    pub picture: Option<String>,
    /// What it says.
    pub text: String,
    /// Its files, as it keeps them.
    pub files: String,
    /// What it asks, as it keeps it.
    pub poll: String,
    /// When it was posted.
    pub posted_at: Moment,
}

impl Hit {
    /// What it is found by: what it says, and what its files are called; of a poll the question and its answers.
    pub fn whole(&self) -> Cow<'_, str> {
        whole(&self.text, (&self.files, &self.poll))
    }

    /// Whether it is a poll.
    pub fn is_poll(&self) -> bool {
        !self.poll.is_empty()
    }

    /// What it is known by.
    pub fn line(&self) -> Cow<'_, str> {
        if self.text.is_empty() { named(&of_text(&self.files)).into() } else { self.text.as_str().into() }
    }
}

macro_rules! found_hits {
    ($which:literal) => {
        concat!(
            "SELECT x.id AS message_id, x.chat_id, x.author_id, a.name AS author, a.hue, a.picture, x.text, x.files, x.poll, x.posted_at FROM messages x
    JOIN members m ON m.chat_id = x.chat_id AND m.user_id = $2 AND x.id > m.past_message_id JOIN users a ON a.id = x.author_id
    WHERE x.deleted_at IS NULL AND x.id ",
            $which
        )
    };
}

const HITS_SQLITE: &str = found_hits!("IN (SELECT value FROM json_each($1))");
const HITS_POSTGRES: &str = found_hits!("= ANY($1)");

/// Where a page begins: before this message; or, of the best, behind this one, which is so good, among those up to the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The newest that counts, and the one after it.
    pub end: MessageId,
    /// The last one that was shown.
    pub last: Option<(i64, MessageId)>,
}

impl Cursor {
    /// As an address holds it.
    pub fn to_text(self) -> String {
        match self.last {
            None => self.end.to_string(),
            Some((score, last)) => format!("{}.{score}.{last}", self.end),
        }
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Cursor, ()> {
        let numbers: Option<Vec<i64>> = text.split('.').map(|part| part.parse().ok()).collect();
        match numbers.as_deref() {
            Some(&[end]) => Ok(Cursor { end: MessageId(end), last: None }),
            Some(&[end, score, last]) => Ok(Cursor { end: MessageId(end), last: Some((score, MessageId(last))) }),
            _ => Err(()),
        }
    }
}

/// A page of what was found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// In their order.
    pub hits: Vec<Hit>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
    /// Names that more people have than were looked for.
    pub crowded: Vec<String>,
}

/// Looks for it in these chats of the viewer.
///
/// # Errors
/// What the database says; sentences if nobody and nothing is called as the query says.
pub async fn find(
    conn: &mut Conn,
    viewer: &User,
    (query, places): (&Query, &[Place]),
    (order, cursor): (Order, Option<Cursor>),
    ui: &Ui,
) -> Result<std::result::Result<Found, Errors>> {
    let sought = match Sought::new(conn, (viewer.id, Sight::of(viewer)), query, places, ui).await? {
        Ok(sought) => sought,
        Err(errors) => return Ok(Err(errors)),
    };
    let end = cursor.map_or(sought.end, |cursor| cursor.end.min(sought.end));
    let span = span(conn, &sought, end).await?;
    let (ids, next) = match order {
        Order::Newest => newest(conn, &sought, span).await?,
        Order::Best => best(conn, &sought, (span, end), cursor.and_then(|cursor| cursor.last)).await?,
    };
    Ok(Ok(Found { hits: read(conn, viewer.id, &ids).await?, next, crowded: sought.crowded }))
}

/// The numbers that may have been posted at the times that are looked at.
async fn span(conn: &mut Conn, sought: &Sought<'_>, end: MessageId) -> Result<(MessageId, MessageId)> {
    let (after, before) = sought.times;
    let (mut from, mut until) = (MessageId(0), end);
    if before != EVER.1 {
        until = first_from(conn, None, before.after(SLACK), end).await?;
    }
    if after != EVER.0 {
        from = first_from(conn, None, after.before(SLACK), end).await?;
    }
    Ok((from, until))
}

type Ids = (Vec<MessageId>, Option<Cursor>);

async fn newest(conn: &mut Conn, sought: &Sought<'_>, span: (MessageId, MessageId)) -> Result<Ids> {
    let found = hits::newest(conn, sought, span, (PAGE + 1, false)).await?;
    let ids: Vec<MessageId> = found.iter().take(PAGE).map(|(_, id)| *id).collect();
    let next = ids.last().filter(|_| found.len() > PAGE).map(|last| Cursor { end: *last, last: None });
    Ok((ids, next))
}

async fn best(
    conn: &mut Conn,
    sought: &Sought<'_>,
    (span, end): ((MessageId, MessageId), MessageId),
    after: Option<(i64, MessageId)>,
) -> Result<Ids> {
    let mut all: Vec<Scored> = hits::newest(conn, sought, span, (NEWEST, true)).await?;
    all.sort_unstable_by_key(|one| Reverse(*one));
    let rest: Vec<Scored> = all.into_iter().filter(|one| after.is_none_or(|after| *one < after)).collect();
    let ids = rest.iter().take(PAGE).map(|(_, id)| *id).collect();
    let next = rest.get(PAGE - 1).filter(|_| rest.len() > PAGE).map(|last| Cursor { end, last: Some(*last) });
    Ok((ids, next))
}

/// The messages, in the order of their numbers here, as far as the viewer is in their chats.
async fn read(conn: &mut Conn, viewer: UserId, ids: &[MessageId]) -> Result<Vec<Hit>> {
    let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let mut hits: Vec<Hit> = fetch_by_ids_of(conn, (HITS_SQLITE, HITS_POSTGRES), &numbers, viewer.0).await?;
    hits.sort_by_key(|hit| ids.iter().position(|id| *id == hit.message_id));
    Ok(hits)
}
