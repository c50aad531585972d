//! The list of a user's chats, as rows, and the counters beside it.

use super::chat::{Kind, Member};
use super::history::{self, Names};
use super::line::Line;
use super::preferences::Preferences;
use crate::chats::attachments::shown;
use crate::clock::Moment;
use crate::id::{ChatId, MessageId, UserId};
use crate::store::dialect::fetch_by_ids;
use crate::store::{Conn, Result, on};

/// Chats of one page of the list.
pub const PAGE: usize = 30;
/// Chats that the panel shows.
pub const PANEL: usize = 12;
/// Where counting stops: "99+".
pub const MOST: i64 = 100;

/// A chat in somebody's list.
#[derive(Clone, Debug, Hash, sqlx::FromRow)]
pub struct Row {
    /// Whose list.
    pub user_id: UserId,
    /// The chat.
    pub chat_id: ChatId,
    /// What kind.
    pub kind: String,
    /// A group's name.
    pub name: String,
    /// The colour of the group's door.
    pub hue: i64,
    /// The group's picture.
    pub picture: Option<String>,
    /// The other person of a direct chat.
    pub partner_id: Option<UserId>,
    /// Their name.
    pub partner: Option<String>,
    /// The colour of their door.
    pub partner_hue: Option<i64>,
    /// Their picture.
    pub partner_picture: Option<String>,
    /// The newest message; 0 if there is none.
    pub last_message_id: MessageId,
    /// When it came, or the chat was made.
    pub last_message_at: Moment,
    /// Who wrote it.
    pub last_author_id: Option<UserId>,
    /// Their name.
    pub last_author: Option<String>,
    /// Whether that is a program.
    pub last_program: bool,
    /// Its kind; `gone` if it was deleted, `poll` if it is one.
    pub last_kind: Option<String>,
    /// Its text.
    pub last_text: Option<String>,
    /// Kept on top.
    pub pinned: bool,
    /// Counted apart.
    pub muted: bool,
    /// Whether the list shows it: not hidden, not empty.
    pub listed: bool,
    /// Unread messages, up to [`MOST`].
    pub unread: i64,
    /// Whether something unread calls the user.
    pub called: bool,
    /// How what the user has begun to write begins.
    pub draft: String,
}

/// How much is unread for the member `m` in their chat.
macro_rules! unread_of_member {
    () => {
        "(SELECT COUNT(*) FROM (SELECT 1 FROM messages y WHERE y.chat_id = m.chat_id AND y.id > m.read_message_id
        AND y.kind = 'text' AND y.deleted_at IS NULL AND y.author_id <> m.user_id LIMIT 100) AS counted) AS unread"
    };
}

/// Who of the users has how many unread messages in which chat.
macro_rules! unread {
    ($of:literal) => {
        concat!(
            "SELECT m.user_id, m.chat_id, m.muted, ",
            unread_of_member!(),
            " FROM members m JOIN chats c ON c.id = m.chat_id AND c.last_message_id > m.read_message_id
    AND c.standing <> 'archived' WHERE m.user_id ",
            $of
        )
    };
}

const PAGE_OF: &str = concat!(
    // The user's chats are read once, for what waits in them and for the rows. And that once: PostgreSQL would count anew for each row; and nothing of nobody's, where it is
    // not shown. And with the kind beside the chat, both databases would look through all members of each group. And which rows the page has before what is in them,
    // which would be read for all.
    "WITH mine AS MATERIALIZED (
    SELECT m.user_id, m.chat_id, m.muted, m.pinned, m.read_message_id, m.hidden_message_id, c.last_message_id
    FROM members m JOIN chats c ON c.id = m.chat_id WHERE m.user_id = $1 AND c.standing <> 'archived'), w AS MATERIALIZED (
    SELECT CAST(COALESCE(SUM(CASE WHEN n.muted THEN 0 ELSE n.unread END), 0) AS BIGINT) AS waiting,
        CAST(COALESCE(SUM(CASE WHEN n.muted THEN n.unread ELSE 0 END), 0) AS BIGINT) AS muted_waiting FROM (SELECT m.muted, ",
    unread_of_member!(),
    " FROM mine m WHERE m.user_id = $6 AND m.last_message_id > m.read_message_id) AS n), f AS MATERIALIZED (
    SELECT m.user_id, m.chat_id FROM mine m WHERE m.last_message_id > m.hidden_message_id
    AND (m.pinned < $2 OR (m.pinned = $2 AND (m.last_message_id < $3 OR (m.last_message_id = $3 AND m.chat_id < $4))))
    ORDER BY m.pinned DESC, m.last_message_id DESC, m.chat_id DESC LIMIT CAST($5 AS BIGINT))
    SELECT w.waiting, w.muted_waiting, m.user_id, c.id AS chat_id, c.kind, c.name, c.hue, c.picture, p.id AS partner_id, p.name AS partner,
    p.hue AS partner_hue, p.picture AS partner_picture, c.last_message_id, c.last_message_at,
    x.author_id AS last_author_id, a.name AS last_author, COALESCE(a.state = 'integration', FALSE) AS last_program, CASE WHEN x.deleted_at IS NOT NULL THEN 'gone' WHEN x.poll <> '' THEN 'poll' ELSE x.kind END AS last_kind, ",
    shown!("x"),
    " AS last_text,
    m.pinned, m.muted, c.last_message_id > m.hidden_message_id AS listed, ",
    unread_of_member!(),
    ",
    m.called_message_id > m.read_message_id OR c.called_message_id > m.read_message_id AS called, m.draft
    FROM w CROSS JOIN f JOIN members m ON m.chat_id = f.chat_id AND m.user_id = f.user_id JOIN chats c ON c.id = f.chat_id
    LEFT JOIN members o ON o.chat_id = CASE WHEN c.kind = 'direct' THEN c.id END AND o.user_id <> m.user_id
    LEFT JOIN users p ON p.id = o.user_id
    LEFT JOIN messages x ON x.id = c.last_message_id LEFT JOIN users a ON a.id = x.author_id
    ORDER BY m.pinned DESC, c.last_message_id DESC, c.id DESC"
);

const UNREAD_SQLITE: &str = unread!("IN (SELECT value FROM json_each($1))");
const UNREAD_POSTGRES: &str = unread!("= ANY($1)");

/// Where a page of the list begins: after this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Whether the row is pinned.
    pub pinned: bool,
    /// Its newest message.
    pub last_message: i64,
    /// Its chat.
    pub chat: i64,
}

impl Cursor {
    /// Before everything.
    pub const START: Cursor = Cursor { pinned: true, last_message: i64::MAX, chat: i64::MAX };
}

impl Row {
    /// What kind of chat it is.
    pub fn kind(&self) -> Kind {
        Kind::of(&self.kind)
    }

    /// The place of this row, for the page after it.
    pub fn cursor(&self) -> Cursor {
        Cursor { pinned: self.pinned, last_message: self.last_message_id.0, chat: self.chat_id.0 }
    }

    /// The number that lists are sorted by, the highest first: the newest message, pinned chats before all others. Below
    /// 2^53, so that a browser can compare it.
    pub fn order(&self) -> i64 {
        const PINNED: i64 = 1 << 52;
        self.last_message_id.0 + if self.pinned { PINNED } else { 0 }
    }

    /// The people whose names its last line shows.
    pub fn spoken_of(&self) -> Vec<i64> {
        let line =
            (self.last_kind.as_deref() == Some("line")).then(|| Line::of(self.last_text.as_deref().unwrap_or("")));
        line.flatten().map_or_else(Vec::new, |line| line.users().iter().map(|user| user.0).collect())
    }
}

/// A row, and the counters of the whole list beside it.
#[derive(sqlx::FromRow)]
struct Counted {
    #[sqlx(flatten)]
    row: Row,
    waiting: i64,
    muted_waiting: i64,
}

/// A page of a user's list: at most `most` rows, whether there are more, the names that their lines show, and how much
/// waits in all of the user's chats.
#[derive(Clone, Debug)]
pub struct List {
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// Whether there are more.
    pub more: bool,
    /// The names that lines show.
    pub names: Names,
    /// Beside the beginning of the list: what waits in all chats of the user, also in those that it does not show.
    pub counters: Counters,
}

/// What a page shows of the viewer's list, and its chat: a handler that has read them leaves them in the request, so that
/// what is put around the page shows the same, and says the same of it when the page connects.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The beginning of the list.
    pub list: List,
    /// The chat of the page, and a number that changes with its top and with who has viewed the viewer's newest message.
    pub member: Option<(Member, i64)>,
    /// How the viewer has set chats, if it was read.
    pub preferences: Option<Preferences>,
}

/// The user's chats after the cursor.
///
/// # Errors
/// What the database says.
pub async fn page(conn: &mut Conn, user: UserId, after: Cursor, most: usize) -> Result<List> {
    let limit = most as i64 + 1;
    let of = (after == Cursor::START).then_some(user);
    let counted: Vec<Counted> = on!(conn, c => sqlx::query_as(PAGE_OF)
        .bind(user).bind(after.pinned).bind(after.last_message).bind(after.chat).bind(limit).bind(of)
        .fetch_all(&mut *c).await)?;
    let more = counted.len() > most;
    let counters = match counted.first() {
        Some(row) => Counters { unread: row.waiting, muted: row.muted_waiting },
        // No row to stand beside; but something may wait in hidden chats.
        None if of.is_some() => counters(conn, user).await?,
        None => Counters::default(),
    };
    let rows: Vec<Row> = counted.into_iter().take(most).map(|counted| counted.row).collect();
    let names = names(conn, &rows).await?;
    Ok(List { rows, more, names, counters })
}

async fn names(conn: &mut Conn, rows: &[Row]) -> Result<Names> {
    let mut ids: Vec<i64> = rows.iter().flat_map(Row::spoken_of).collect();
    ids.sort_unstable();
    ids.dedup();
    history::names_of(conn, &ids).await
}

/// A group that was put away.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Archived {
    /// Which.
    #[sqlx(rename = "id")]
    pub chat: ChatId,
    /// What it is called.
    pub name: String,
    /// The colour of its door.
    pub hue: i64,
    /// Its picture.
    pub picture: Option<String>,
}

const ARCHIVED: &str = "SELECT c.id, c.name, c.hue, c.picture FROM members m JOIN chats c ON c.id = m.chat_id
    WHERE m.user_id = $1 AND m.chat_id < $2 AND c.standing = 'archived' ORDER BY m.chat_id DESC LIMIT CAST($3 AS BIGINT)";

/// The user's groups that were put away, before this one, the newest first; and whether there are more.
///
/// # Errors
/// What the database says.
pub async fn archived(conn: &mut Conn, user: UserId, before: Option<ChatId>) -> Result<(Vec<Archived>, bool)> {
    let before = before.unwrap_or(ChatId(i64::MAX));
    let mut all: Vec<Archived> = on!(conn, c => sqlx::query_as(ARCHIVED)
        .bind(user).bind(before).bind(PAGE as i64 + 1).fetch_all(&mut *c).await)?;
    let more = all.len() > PAGE;
    all.truncate(PAGE);
    Ok((all, more))
}

/// How many messages wait for a user: in chats that are not muted, and in those that are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Counters {
    /// In chats that are not muted.
    pub unread: i64,
    /// In muted ones.
    pub muted: i64,
}

async fn counters(conn: &mut Conn, user: UserId) -> Result<Counters> {
    let mut counters = Counters::default();
    for (_, _, muted, unread) in unread_by_chat(conn, &[user.0]).await? {
        *(if muted { &mut counters.muted } else { &mut counters.unread }) += unread;
    }
    Ok(counters)
}

/// Who of these users has how many unread messages, up to [`MOST`], in which chat, and whether it is muted.
///
/// # Errors
/// What the database says.
pub async fn unread_by_chat(conn: &mut Conn, users: &[i64]) -> Result<Vec<(i64, ChatId, bool, i64)>> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows: Vec<(i64, ChatId, bool, i64)> = fetch_by_ids(conn, UNREAD_SQLITE, UNREAD_POSTGRES, users).await?;
    rows.retain(|row| row.3 > 0);
    Ok(rows)
}
