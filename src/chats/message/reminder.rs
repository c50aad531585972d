//! Messages that somebody wants to be told of again, at a time.

use super::post::take;
use super::reached::Reached;
use crate::chats::attachments::shown;
use crate::chats::notices;
use crate::clock::Moment;
use crate::id::{ChatId, MessageId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

/// Reminders of one person, at most.
pub const MOST: i64 = 200;
/// Reminders of one transaction.
const BATCH: i64 = 100;

/// A message that is to be told of again, in a chat that its reader is still in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Reminder {
    /// Which message.
    pub message_id: MessageId,
    /// In which chat.
    pub chat_id: ChatId,
    /// The word of the chat's kind.
    pub kind: String,
    /// A group's name.
    pub name: String,
    /// The other one of a direct chat.
    pub partner: Option<String>,
    /// Who wrote it.
    pub author_id: UserId,
    /// Their name.
    pub author: String,
    /// What it says; of a poll its question.
    pub text: String,
    /// Whether it is one.
    pub poll: bool,
    /// When its reader is told.
    pub due_at: Moment,
}

const SET: &str = "INSERT INTO reminders (user_id, message_id, due_at) SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS BIGINT)
    WHERE (SELECT COUNT(*) FROM reminders WHERE user_id = $1) < $4
    ON CONFLICT (user_id, message_id) DO UPDATE SET due_at = $3";
const REMOVE: &str = "DELETE FROM reminders WHERE user_id = $1 AND message_id = $2";
const OF_MESSAGE: &str = "SELECT due_at FROM reminders WHERE user_id = $1 AND message_id = $2";
/// Through the membership, as all that is read of a message.
const OF_USER: &str = concat!("SELECT r.message_id, c.id AS chat_id, c.kind, c.name, p.name AS partner, x.author_id, a.name AS author, ",
    shown!("x"),
    " AS text, x.poll <> '' AS poll, r.due_at
    FROM reminders r JOIN messages x ON x.id = r.message_id JOIN members m ON m.chat_id = x.chat_id AND m.user_id = r.user_id AND x.id > m.past_message_id
    JOIN chats c ON c.id = x.chat_id JOIN users a ON a.id = x.author_id
    LEFT JOIN members o ON o.chat_id = CASE WHEN c.kind = 'direct' THEN c.id END AND o.user_id <> r.user_id
    LEFT JOIN users p ON p.id = o.user_id WHERE r.user_id = $1 ORDER BY r.due_at, r.message_id LIMIT CAST($2 AS BIGINT)");
const IS_DUE: &str = "SELECT user_id FROM reminders WHERE due_at <= $1 LIMIT 1";
/// The chats of the first of them, in the order of their numbers, in which everybody takes them who takes several.
const CHATS: &str = "SELECT DISTINCT x.chat_id FROM (SELECT message_id FROM reminders WHERE due_at <= $1
        ORDER BY due_at, user_id, message_id LIMIT CAST($2 AS BIGINT)) AS r JOIN messages x ON x.id = r.message_id ORDER BY x.chat_id";
const DUE: &str = concat!(
    "SELECT r.user_id, r.message_id, x.chat_id, a.name, ",
    shown!("x"),
    " AS text, x.poll <> '', x.deleted_at IS NULL AND m.user_id IS NOT NULL AS told
    FROM reminders r JOIN messages x ON x.id = r.message_id JOIN users a ON a.id = x.author_id
    LEFT JOIN members m ON m.chat_id = x.chat_id AND m.user_id = r.user_id AND x.id > m.past_message_id
    WHERE r.due_at <= $1 ORDER BY r.due_at, r.user_id, r.message_id LIMIT CAST($2 AS BIGINT)"
);

/// What became of a wish to be reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// It is noted.
    Done,
    /// The message was deleted.
    Gone,
    /// There are [`MOST`] already.
    TooMany,
}

/// The member is told of the message again at this time, and not at another one any more.
///
/// # Errors
/// What the database says.
pub async fn set(tx: &mut Tx, message: &Reached, due_at: Moment) -> Result<Set> {
    if message.gone {
        return Ok(Set::Gone);
    }
    let user = message.member.user;
    // Beside the others, one that there is may move.
    let more = MOST + i64::from(of_message(tx, user, message.id).await?.is_some());
    let set = run!(tx, sqlx::query(SET).bind(user).bind(message.id).bind(due_at).bind(more))?;
    Ok(if set > 0 { Set::Done } else { Set::TooMany })
}

/// The user is not told of the message again.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, user: UserId, message: MessageId) -> Result<()> {
    run!(tx, sqlx::query(REMOVE).bind(user).bind(message)).map(drop)
}

/// When the user is told of the message again, if they are.
///
/// # Errors
/// What the database says.
pub async fn of_message(conn: &mut Conn, user: UserId, message: MessageId) -> Result<Option<Moment>> {
    on!(conn, c => sqlx::query_scalar(OF_MESSAGE).bind(user).bind(message).fetch_optional(&mut *c).await)
}

/// All of the user, the next one first.
///
/// # Errors
/// What the database says.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<Reminder>> {
    on!(conn, c => sqlx::query_as(OF_USER).bind(user).bind(MOST).fetch_all(&mut *c).await)
}

/// Whether somebody is to be reminded by now.
///
/// # Errors
/// What the database says.
pub async fn is_due(conn: &mut Conn, now: Moment) -> Result<bool> {
    let due: Option<UserId> = on!(conn, c => sqlx::query_scalar(IS_DUE).bind(now).fetch_optional(&mut *c).await)?;
    Ok(due.is_some())
}

/// Reminds those whose time has come, some of them; of what is gone, or of what they may not read any more, nobody is told. Until the end of the
/// transaction nobody leaves the chats of these.
///
/// # Errors
/// What the database says.
pub async fn tell(tx: &mut Tx, now: Moment) -> Result<()> {
    let chats: Vec<ChatId> = on!(tx, c => sqlx::query_scalar(CHATS).bind(now).bind(BATCH).fetch_all(&mut *c).await)?;
    for chat in &chats {
        take(tx, *chat).await?;
    }
    let due: Vec<(UserId, MessageId, ChatId, String, String, bool, bool)> =
        on!(tx, c => sqlx::query_as(DUE).bind(now).bind(BATCH).fetch_all(&mut *c).await)?;
    // Others may be the first by now, whose chats are not taken: they are told the next time.
    for (user, message, _, author, text, poll, told) in due.into_iter().filter(|one| chats.contains(&one.2)) {
        let mine = run!(tx, sqlx::query(REMOVE).bind(user).bind(message))? > 0;
        if told && mine {
            notices::remind(tx, user, (message, &author, (&text, poll)));
        }
    }
    Ok(())
}
