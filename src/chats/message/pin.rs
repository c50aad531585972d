//! Messages that are pinned in a chat: the newest pin stands above the history.

use super::reached::Reached;
use crate::chats::attachments::shown;
use crate::chats::chat::Member;
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{MessageId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

/// Pinned messages of one chat, at most.
pub const MOST: i64 = 100;

/// A pinned message.
#[derive(Clone, Debug, Hash, sqlx::FromRow)]
pub struct Pin {
    /// Which.
    pub message_id: MessageId,
    /// Who wrote it.
    pub author_id: UserId,
    /// Their name.
    pub author: String,
    /// What it says; of a poll its question.
    pub text: String,
    /// Whether it is one.
    pub poll: bool,
    /// When it was pinned.
    pub made_at: Moment,
}

/// What became of a pin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pinned {
    /// It is as it was asked for.
    Done,
    /// The member may not.
    Closed,
    /// The message was deleted.
    Gone,
    /// There are [`MOST`] already.
    TooMany,
}

const ADD: &str =
    "INSERT INTO pins (message_id, chat_id, user_id, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
const REMOVE: &str = "DELETE FROM pins WHERE message_id = $1";
const COUNT: &str = "SELECT COUNT(*) FROM pins WHERE chat_id = $1 AND message_id > $2";
const OF_CHAT: &str = concat!(
    "SELECT p.message_id, x.author_id, u.name AS author, ",
    shown!("x"),
    " AS text, x.poll <> '' AS poll, p.made_at FROM pins p
    JOIN messages x ON x.id = p.message_id JOIN users u ON u.id = x.author_id
    WHERE p.chat_id = $1 AND p.message_id > $3 ORDER BY p.made_at DESC, p.message_id DESC LIMIT CAST($2 AS BIGINT)"
);

/// Pins the message in its chat, or takes the pin away. None if there is no such message for the user.
///
/// # Errors
/// What the database says.
pub async fn set(
    tx: &mut Tx,
    (user, message): (UserId, MessageId),
    pinned: bool,
    now: Moment,
) -> Result<Option<(Reached, Pinned)>> {
    let Some(found) = Reached::hold(tx, user, message).await? else { return Ok(None) };
    if found.gone {
        return Ok(Some((found, Pinned::Gone)));
    }
    if !found.may_pin() {
        return Ok(Some((found, Pinned::Closed)));
    }
    let chat = found.member.chat;
    let changed = if pinned {
        if !found.pinned && count(tx, &found.member).await? >= MOST {
            return Ok(Some((found, Pinned::TooMany)));
        }
        run!(tx, sqlx::query(ADD).bind(message).bind(chat).bind(user).bind(now))?
    } else {
        run!(tx, sqlx::query(REMOVE).bind(message))?
    };
    if changed > 0 {
        tx.emit(Event::ChatAltered { chat });
    }
    Ok(Some((found, Pinned::Done)))
}

/// How many messages that the member sees are pinned in the chat.
///
/// # Errors
/// What the database says.
pub async fn count(conn: &mut Conn, member: &Member) -> Result<i64> {
    on!(conn, c => sqlx::query_scalar(COUNT).bind(member.chat).bind(member.past).fetch_one(&mut *c).await)
}

/// The newest pin of the member's chat, and how many there are.
///
/// # Errors
/// What the database says.
pub async fn newest(conn: &mut Conn, member: &Member) -> Result<Option<(Pin, i64)>> {
    match of_chat(conn, member, 1).await?.pop() {
        Some(pin) => Ok(Some((pin, count(conn, member).await?))),
        None => Ok(None),
    }
}

/// The newest pins of the member's chat, at most so many.
///
/// # Errors
/// What the database says.
pub async fn of_chat(conn: &mut Conn, member: &Member, most: i64) -> Result<Vec<Pin>> {
    on!(conn, c => sqlx::query_as(OF_CHAT).bind(member.chat).bind(most).bind(member.past).fetch_all(&mut *c).await)
}
