//! Reading: windows of a chat's history, and what changed in it.

use std::borrow::Cow;
use std::collections::HashMap;

use super::attachments::{named, of_text};
use super::chat::Member;
use super::line::Line;
use super::message::quote::{self, Quotes};
use crate::clock::Moment;
use crate::id::{ChatId, MessageId, UserId};
use crate::store::dialect::{fetch_by_ids, id_list};
use crate::store::{Conn, Result, either, on};

/// Messages of one page.
pub const PAGE: usize = 50;
/// Changes that one frame or one answer holds; more of them come in the next.
pub const CHANGES: usize = 200;
/// Bytes of text that one frame or one answer holds, if that is more than one message: a frame has to fit into the queue
/// of a connection beside others, or a page that missed much would be cut off again each time it connects.
const CHANGED_BYTES: usize = 128 * 1024;

/// A message as it is kept, with what its looks depend on: its author, and the message before it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Entry {
    /// Its number.
    pub id: MessageId,
    /// Its chat.
    pub chat_id: ChatId,
    /// Who wrote it, or did what the line tells.
    pub author_id: UserId,
    /// The author's name now.
    pub author: String,
    /// The colour of the author's door.
    pub hue: i64,
    /// The author's picture.
    pub picture: Option<String>,
    /// Whether the author is a program.
    pub integration: bool,
    /// `text` or `line`.
    pub kind: String,
    /// What was typed, or the fact; of a poll its question.
    pub text: String,
    /// A poll, as it is kept.
    pub poll: String,
    /// The revision of its last change.
    pub revision: i64,
    /// The revision that it was posted with.
    pub posted_revision: i64,
    /// When.
    pub posted_at: Moment,
    /// The message before it in the chat: who wrote it, when, and what kind it is.
    pub before_author: Option<UserId>,
    /// When the message before it was posted.
    pub before_at: Option<Moment>,
    /// The kind of the message before it.
    pub before_kind: Option<String>,
    /// Whether the text is another than at first.
    pub edited: bool,
    /// Who deleted it, if it was; there is no text any more.
    pub deleted_by_id: Option<UserId>,
    /// The message that it answers.
    pub reply_to_id: Option<MessageId>,
    /// Whether that is one that not all who see this see.
    pub reply_hidden: bool,
    /// Who wrote the message that it repeats.
    pub forwarded_author_id: Option<UserId>,
    /// When that was.
    pub forwarded_at: Option<Moment>,
    /// Whom it calls, as it is kept.
    pub calls: String,
    /// The sum of its reactions, as it is kept.
    pub reactions: String,
    /// What is shown of its files, as it is kept.
    pub files: String,
    /// What is shown of the page that it links to, as it is kept.
    pub card: String,
}

impl Entry {
    /// Whether it is what somebody wrote, and is still there.
    pub fn is_said(&self) -> bool {
        self.kind == "text" && self.deleted_by_id.is_none()
    }

    /// What it is known by where it is spoken of: its text, or its files.
    pub fn line(&self) -> Cow<'_, str> {
        if self.text.is_empty() { named(&of_text(&self.files)).into() } else { self.text.as_str().into() }
    }

    /// Whether its reader may have put something at it that a page shows.
    pub fn has_mine(&self) -> bool {
        !self.reactions.is_empty() || self.is_poll()
    }

    /// Whether it is a poll.
    pub fn is_poll(&self) -> bool {
        !self.poll.is_empty()
    }
}

/// What messages show of what is not theirs: names, and what they answer.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The names of people whom they speak of.
    pub names: Names,
    /// What they answer.
    pub quotes: Quotes,
}

impl Beside {
    async fn read(conn: &mut Conn, chat: ChatId, entries: &[Entry]) -> Result<Beside> {
        Ok(Beside { names: names(conn, entries).await?, quotes: quote::of(conn, chat, entries).await? })
    }
}

/// The names of people whom lines speak of.
pub type Names = HashMap<UserId, String>;

macro_rules! entries {
    ($rest:literal) => {
        concat!(
            "SELECT x.id, x.chat_id, x.author_id, u.name AS author, u.hue, u.picture, u.state = 'integration' AS integration, x.kind, x.text, x.poll, x.revision,
    x.posted_revision, x.posted_at, b.author_id AS before_author, b.posted_at AS before_at, b.kind AS before_kind,
    x.edited_at IS NOT NULL AS edited, x.files, x.card, x.deleted_by_id, x.reply_to_id, x.reply_hidden, x.forwarded_author_id, x.forwarded_at, x.calls, x.reactions
    FROM messages x JOIN users u ON u.id = x.author_id
    LEFT JOIN messages b ON b.id = (SELECT MAX(y.id) FROM messages y WHERE y.chat_id = x.chat_id AND y.id < x.id)
    WHERE x.chat_id = $1 AND ",
            $rest
        )
    };
}

const BEFORE: &str = entries!("x.id < $2 AND x.id > $4 ORDER BY x.id DESC LIMIT CAST($3 AS BIGINT)");
const AFTER: &str = entries!("x.id > $2 ORDER BY x.id LIMIT CAST($3 AS BIGINT)");
const CHANGED: &str = entries!("x.revision > $2 ORDER BY x.revision LIMIT CAST($3 AS BIGINT)");
const SOME_SQLITE: &str = entries!("x.id IN (SELECT value FROM json_each($2)) ORDER BY x.id");
const SOME_POSTGRES: &str = entries!("x.id = ANY($2) ORDER BY x.id");
const COUNT_AFTER: &str =
    "SELECT COUNT(*) FROM (SELECT 1 FROM messages WHERE chat_id = $1 AND id > $2 AND kind = 'text'
    AND deleted_at IS NULL LIMIT 100) AS newer";
const LAST_BUT: &str =
    "SELECT id FROM messages WHERE chat_id = $1 AND id > $3 ORDER BY id DESC LIMIT CAST($2 AS BIGINT)";
const PAST: &str = "SELECT past_message_id FROM chats WHERE id = $1";
const NAMES_SQLITE: &str = "SELECT id, name FROM users WHERE id IN (SELECT value FROM json_each($1))";
const NAMES_POSTGRES: &str = "SELECT id, name FROM users WHERE id = ANY($1)";

/// Which part of a chat's history a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The newest.
    Newest,
    /// What comes before a message.
    Before(MessageId),
    /// What comes after a message.
    After(MessageId),
    /// A message and what is around it.
    Around(MessageId),
}

/// A part of a chat's history, oldest first.
#[derive(Clone, Debug)]
pub struct Window {
    /// The messages.
    pub entries: Vec<Entry>,
    /// Whether there are older ones.
    pub older: bool,
    /// Whether there are newer ones.
    pub newer: bool,
    /// What they show besides.
    pub beside: Beside,
}

impl Window {
    /// These messages of the member's chat alone.
    ///
    /// # Errors
    /// What the database says.
    pub async fn of_some(conn: &mut Conn, member: &Member, messages: &[MessageId]) -> Result<Window> {
        let (chat, ids) = (member.chat, messages.iter().map(|message| message.0).collect::<Vec<_>>());
        let mut entries: Vec<Entry> = either!(conn,
            c => sqlx::query_as(SOME_SQLITE).bind(chat).bind(id_list(&ids)).fetch_all(c).await,
            c => sqlx::query_as(SOME_POSTGRES).bind(chat).bind(&ids).fetch_all(c).await)?;
        entries.retain(|entry| entry.id > member.past);
        let beside = Beside::read(conn, chat, &entries).await?;
        Ok(Window { entries, older: true, newer: true, beside })
    }

    /// Reads the part of the member's chat: about [`PAGE`] messages.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(conn: &mut Conn, member: &Member, span: Span) -> Result<Window> {
        let (entries, older, newer) = match span {
            Span::Newest => {
                let (entries, older) = before(conn, member, MessageId(i64::MAX), PAGE).await?;
                (entries, older, false)
            }
            Span::Before(message) => {
                let (entries, older) = before(conn, member, message, PAGE).await?;
                (entries, older, true)
            }
            Span::After(message) => {
                let (entries, newer) = after(conn, member, message, PAGE).await?;
                (entries, true, newer)
            }
            Span::Around(message) => {
                let (mut entries, older) =
                    before(conn, member, MessageId(message.0.saturating_add(1)), PAGE / 2).await?;
                let (rest, newer) = after(conn, member, message, PAGE / 2).await?;
                entries.extend(rest);
                (entries, older, newer)
            }
        };
        // A window that lies past one end of the history shows nothing: its neighbours are what it has on that side.
        let beside = Beside::read(conn, member.chat, &entries).await?;
        Ok(Window { entries, older, newer, beside })
    }
}

/// What changed in a chat after a revision.
#[derive(Clone, Debug)]
pub struct Changes {
    /// The changed messages as they are now, in the order of the history.
    pub entries: Vec<Entry>,
    /// The revision up to which this is everything.
    pub to: i64,
    /// Whether there is more after that.
    pub more: bool,
    /// What they show besides.
    pub beside: Beside,
    /// Messages of which nothing is left.
    pub purged: Vec<MessageId>,
}

impl Changes {
    /// The same up to this revision, and without these messages.
    pub fn without(self, revision: i64, purged: impl Iterator<Item = MessageId>) -> Changes {
        Changes { to: self.to.max(revision), purged: purged.collect(), ..self }
    }

    /// What the member may see of it.
    pub fn seen_by(mut self, member: &Member) -> Changes {
        self.entries.retain(|entry| entry.id > member.past);
        self
    }

    /// Whether all who are in the chat may see all of it; who joined it without its past sees nothing up to a message.
    pub fn is_for_all(&self, past: MessageId) -> bool {
        self.entries.iter().map(|entry| entry.id).chain(self.purged.iter().copied()).all(|message| message > past)
    }
}

impl Changes {
    /// Reads what changed in the chat after the revision, at most [`CHANGES`] messages.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(conn: &mut Conn, chat: ChatId, after: i64) -> Result<Changes> {
        let limit = CHANGES as i64 + 1;
        let mut entries: Vec<Entry> =
            on!(conn, c => sqlx::query_as(CHANGED).bind(chat).bind(after).bind(limit).fetch_all(&mut *c).await)?;
        let mut bytes = 0;
        let fit = entries.iter().take_while(|entry| {
            bytes += entry.text.len() + entry.files.len() + entry.card.len() + entry.poll.len();
            bytes <= CHANGED_BYTES
        });
        let most = fit.count().clamp(1, CHANGES);
        let more = entries.len() > most;
        entries.truncate(most);
        let to = entries.last().map_or(after, |entry| entry.revision);
        entries.sort_by_key(|entry| entry.id);
        let beside = Beside::read(conn, chat, &entries).await?;
        Ok(Changes { entries, to, more, beside, purged: Vec::new() })
    }
}

async fn before(conn: &mut Conn, member: &Member, message: MessageId, most: usize) -> Result<(Vec<Entry>, bool)> {
    let limit = most as i64 + 1;
    let mut entries: Vec<Entry> = on!(conn, c => sqlx::query_as(BEFORE).bind(member.chat).bind(message).bind(limit).bind(member.past).fetch_all(&mut *c).await)?;
    let more = entries.len() > most;
    entries.truncate(most);
    entries.reverse();
    Ok((entries, more))
}

async fn after(conn: &mut Conn, member: &Member, message: MessageId, most: usize) -> Result<(Vec<Entry>, bool)> {
    let message = message.max(member.past);
    let limit = most as i64 + 1;
    let mut entries: Vec<Entry> =
        on!(conn, c => sqlx::query_as(AFTER).bind(member.chat).bind(message).bind(limit).fetch_all(&mut *c).await)?;
    let more = entries.len() > most;
    entries.truncate(most);
    Ok((entries, more))
}

async fn names(conn: &mut Conn, entries: &[Entry]) -> Result<Names> {
    let spoken_of = entries.iter().filter(|entry| entry.kind == "line").filter_map(|entry| Line::of(&entry.text));
    let others = entries.iter().flat_map(|entry| entry.deleted_by_id.into_iter().chain(entry.forwarded_author_id));
    let mut ids: Vec<i64> = spoken_of.flat_map(|line| line.users()).chain(others).map(|user| user.0).collect();
    ids.sort_unstable();
    ids.dedup();
    names_of(conn, &ids).await
}

/// The names of these people.
///
/// # Errors
/// What the database says.
pub async fn names_of(conn: &mut Conn, ids: &[i64]) -> Result<Names> {
    if ids.is_empty() {
        return Ok(Names::new());
    }
    let rows: Vec<(UserId, String)> = fetch_by_ids(conn, NAMES_SQLITE, NAMES_POSTGRES, ids).await?;
    Ok(rows.into_iter().collect())
}

/// The last message of the chat that somebody in it does not see, who joined it without its past; 0 if all see all.
///
/// # Errors
/// What the database says.
pub async fn past(conn: &mut Conn, chat: ChatId) -> Result<MessageId> {
    let past = on!(conn, c => sqlx::query_scalar(PAST).bind(chat).fetch_optional(&mut *c).await)?;
    Ok(past.unwrap_or(MessageId(0)))
}

/// The message before the last so many of the member's chat; 0 if there are no more.
///
/// # Errors
/// What the database says.
pub async fn last_but(conn: &mut Conn, member: &Member, left: usize) -> Result<MessageId> {
    let last: Vec<MessageId> = on!(conn, c => sqlx::query_scalar(LAST_BUT)
        .bind(member.chat).bind(left as i64 + 1).bind(member.past).fetch_all(&mut *c).await)?;
    Ok(last.get(left).copied().unwrap_or(MessageId(0)))
}

/// How many messages come after this one; it stops at 100.
///
/// # Errors
/// What the database says.
pub async fn count_after(conn: &mut Conn, member: &Member, message: MessageId) -> Result<i64> {
    on!(conn, c => sqlx::query_scalar(COUNT_AFTER).bind(member.chat).bind(message.max(member.past)).fetch_one(&mut *c).await)
}
