//! A message as one of its chat's members reaches it, and what that member may do with it.

use std::borrow::Cow;
use std::time::Duration;

use super::draft::Forwarded;
use super::mention::{self, Call};
use super::poll::Poll;
use super::post::take;
use crate::chats::attachments::{Shown, of_text};
use crate::chats::chat::{Kind, Member, MemberRow, Role, may_post, member_columns};
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{ChatId, MessageId, UserId};
use crate::store::dialect::fetch_by_ids_of;
use crate::store::{Conn, Result, Tx, on, run};

/// A message behind its gate: only the membership of its chat makes one. Lines of the house are none.
#[derive(Clone, Debug)]
pub struct Reached {
    /// Who reaches it, and in which chat.
    pub member: Member,
    /// Its number.
    pub id: MessageId,
    /// Who wrote it.
    pub author_id: UserId,
    /// Their name now.
    pub author: String,
    /// What it says; empty if it was deleted.
    pub text: String,
    /// What is shown of its files.
    pub files: Vec<Shown>,
    /// What it is known by if it says nothing.
    pub named: String,
    /// Whether it shows a page that it links to.
    pub card: bool,
    /// What it asks, if it is a poll; the question is its text.
    pub poll: Option<Poll>,
    /// Whom it calls.
    pub calls: Vec<Call>,
    /// How often that was changed.
    pub version: i64,
    /// When it was posted.
    pub posted_at: Moment,
    /// When it was last changed.
    pub edited_at: Option<Moment>,
    /// Whether it was deleted.
    pub gone: bool,
    /// What it repeats.
    pub forwarded: Option<Forwarded>,
    /// Whether the member may post in the chat.
    pub may_post: bool,
    /// Whether it is pinned in the chat.
    pub pinned: bool,
    /// Whether it is among the member's favourites.
    pub favourite: bool,
    /// Whether the member looks after the company.
    pub administrator: bool,
}

/// Whether the member looks after the chat.
fn looks_after(member: &Member, administrator: bool) -> bool {
    match member.kind {
        Kind::Group => member.role >= Role::Administrator,
        Kind::General => administrator,
        Kind::Direct | Kind::Notes => false,
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    member: MemberRow,
    id: MessageId,
    chat_id: ChatId,
    author_id: UserId,
    author: String,
    text: String,
    files: String,
    named: String,
    card: bool,
    poll: String,
    calls: String,
    version: i64,
    posted_at: Moment,
    edited_at: Option<Moment>,
    gone: bool,
    forwarded_id: Option<MessageId>,
    forwarded_author_id: Option<UserId>,
    forwarded_at: Option<Moment>,
    may_post: bool,
    is_pinned: bool,
    is_favourite: bool,
    administrator: bool,
}

/// A message as the user `$2` reaches it.
macro_rules! reached {
    ($of:literal) => {
        concat!(
    "SELECT ",
    member_columns!(),
    ", x.id, x.chat_id, x.author_id, a.name AS author, x.text, x.files, x.named, x.card <> '' AS card, x.poll, x.calls, x.version, x.posted_at, x.edited_at, x.deleted_at IS NOT NULL AS gone,
    x.forwarded_id, x.forwarded_author_id, x.forwarded_at, ",
    may_post!(),
    " AS may_post, EXISTS (SELECT 1 FROM pins p WHERE p.message_id = x.id) AS is_pinned,
    EXISTS (SELECT 1 FROM favourites f WHERE f.message_id = x.id AND f.user_id = m.user_id) AS is_favourite,
    u.role = 'administrator' AS administrator
    FROM messages x JOIN members m ON m.chat_id = x.chat_id AND m.user_id = $2 AND x.id > m.past_message_id JOIN chats c ON c.id = m.chat_id
    JOIN users u ON u.id = m.user_id JOIN users a ON a.id = x.author_id WHERE x.kind = 'text' AND x.id ",
    $of
)
    };
}

const REACH: &str = reached!("= $1");
const REACH_ALL_SQLITE: &str = reached!("IN (SELECT value FROM json_each($1))");
const REACH_ALL_POSTGRES: &str = reached!("= ANY($1)");
const REVISE: &str = "UPDATE messages SET revision = $2 WHERE id = $1";
const BUMP: &str = "UPDATE chats SET revision = $2 WHERE id = $1";

impl Row {
    fn into_reached(self, user: UserId) -> Reached {
        let row = self;
        Reached {
            member: row.member.into_member(user, row.chat_id),
            id: row.id,
            author_id: row.author_id,
            author: row.author,
            text: row.text,
            files: of_text(&row.files),
            named: row.named,
            card: row.card,
            poll: Poll::read(&row.poll),
            calls: mention::read(&row.calls),
            version: row.version,
            posted_at: row.posted_at,
            edited_at: row.edited_at,
            gone: row.gone,
            forwarded: match (row.forwarded_id, row.forwarded_author_id, row.forwarded_at) {
                (Some(message), Some(author), Some(at)) => Some(Forwarded { message, author, at }),
                _ => None,
            },
            may_post: row.may_post,
            pinned: row.is_pinned,
            favourite: row.is_favourite,
            administrator: row.administrator,
        }
    }
}

impl Reached {
    /// The message, if the user is a member of its chat. Nobody else learns whether there is one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(conn: &mut Conn, user: UserId, message: MessageId) -> Result<Option<Reached>> {
        let row: Option<Row> =
            on!(conn, c => sqlx::query_as(REACH).bind(message).bind(user).fetch_optional(&mut *c).await)?;
        Ok(row.map(|row| row.into_reached(user)))
    }

    /// Those of the messages whose chats the user is in, by chat and number: several chats are taken in this order.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_many(conn: &mut Conn, user: UserId, messages: &[MessageId]) -> Result<Vec<Reached>> {
        let ids: Vec<i64> = messages.iter().map(|message| message.0).collect();
        let rows: Vec<Row> = fetch_by_ids_of(conn, (REACH_ALL_SQLITE, REACH_ALL_POSTGRES), &ids, user.0).await?;
        let mut all: Vec<Reached> = rows.into_iter().map(|row| row.into_reached(user)).collect();
        all.sort_by_key(|one| (one.member.chat, one.id));
        Ok(all)
    }

    /// The same as it stays until the end of the transaction: nobody else changes anything in its chat before.
    ///
    /// # Errors
    /// What the database says.
    pub async fn hold(tx: &mut Tx, user: UserId, message: MessageId) -> Result<Option<Reached>> {
        let Some(found) = Reached::find(tx, user, message).await? else { return Ok(None) };
        take(tx, found.member.chat).await?;
        Reached::find(tx, user, message).await
    }

    /// What it is known by where it is spoken of: its text, or its files.
    pub fn line(&self) -> &str {
        if self.text.is_empty() { &self.named } else { &self.text }
    }

    /// Whether it is the member's own.
    pub fn own(&self) -> bool {
        self.author_id == self.member.user
    }

    /// What it says, as a text by itself.
    pub fn plain(&self) -> Cow<'_, str> {
        match &self.poll {
            Some(poll) => poll.plain(&self.text).into(),
            None => self.text.as_str().into(),
        }
    }

    /// Whether the member may change what it says: their own words, for so many minutes (0: never, -1: for ever). What is asked in a poll stays.
    pub fn may_edit(&self, minutes: i64, now: Moment) -> bool {
        let length = u64::try_from(minutes).map(|minutes| Duration::from_secs(60 * minutes));
        let open = length.map_or(true, |length| now < self.posted_at.after(length));
        let words = self.forwarded.is_none() && self.poll.is_none();
        self.own() && !self.gone && words && self.may_post && open
    }

    /// Whether the member may delete it: their own, or as who looks after the chat.
    pub fn may_delete(&self) -> bool {
        !self.gone && (self.own() || self.looks_after())
    }

    /// Whether it is a poll that the member may close: their own, or as who looks after the chat.
    pub fn may_close(&self) -> bool {
        self.poll.is_some() && self.may_delete()
    }

    /// Whether the member may pin it.
    pub fn may_pin(&self) -> bool {
        !self.gone && self.member.may_pin(self.administrator)
    }

    /// Whether the member looks after the chat.
    fn looks_after(&self) -> bool {
        looks_after(&self.member, self.administrator)
    }

    /// Takes the chat's next revision for a change of the message, which is [held](Reached::hold).
    ///
    /// # Errors
    /// What the database says.
    pub(super) async fn revise(&self, tx: &mut Tx) -> Result<()> {
        revise(tx, self.member.chat, self.id).await
    }
}

/// Takes the chat's next revision for a change of the message.
///
/// # Errors
/// What the database says.
pub(super) async fn revise(tx: &mut Tx, chat: ChatId, message: MessageId) -> Result<()> {
    let Some((before, ..)) = take(tx, chat).await? else { return Ok(()) };
    let revision = before + 1;
    run!(tx, sqlx::query(REVISE).bind(message).bind(revision))?;
    run!(tx, sqlx::query(BUMP).bind(chat).bind(revision))?;
    tx.emit(Event::ChatRevised { chat, revision });
    Ok(())
}

#[cfg(test)]
impl Reached {
    /// An example.
    pub fn sample(member: Member) -> Reached {
        Reached {
            author_id: member.user,
            member,
            id: MessageId(45),
            author: String::new(),
            text: String::new(),
            files: Vec::new(),
            named: String::new(),
            card: true,
            poll: None,
            calls: Vec::new(),
            version: 1,
            posted_at: Moment(1_764_000_000_000_000),
            edited_at: Some(Moment(1_764_000_100_000_000)),
            gone: false,
            forwarded: None,
            may_post: true,
            pinned: true,
            favourite: false,
            administrator: false,
        }
    }
}
