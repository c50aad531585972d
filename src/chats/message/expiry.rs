//! What goes by itself, when its time is over: nothing of it stays, not even that it was there.
//!
//! Until when a message is kept is written on it when it is posted, so what was said before keeps the rule that it was said under.

use std::collections::BTreeSet;

use super::delete::forget;
use super::mention;
use super::post::take;
use super::reached::revise;
use crate::chats::notices;
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{ChatId, MessageId};
use crate::store::{Conn, Result, Tx, on, run};

/// Messages that go in one transaction, at most: less than a frame names.
const MOST: i64 = 100;
/// Messages that are looked at for the chats they are in.
const LOOKED: i64 = 1000;

const DUE: &str =
    "SELECT DISTINCT chat_id FROM (SELECT chat_id FROM messages WHERE expires_at <= $1 ORDER BY expires_at
    LIMIT CAST($2 AS BIGINT)) AS due ORDER BY chat_id";
/// In the order of their numbers, of those whose time has been over longest.
const OF_CHAT: &str = "SELECT id, calls FROM messages WHERE expires_at <= $2 AND chat_id = $1 ORDER BY expires_at, id
    LIMIT CAST($3 AS BIGINT)";
const ANSWERS: &str = "UPDATE messages SET reply_to_id = NULL WHERE reply_to_id = $1 RETURNING id";
const REMOVE: &str = "DELETE FROM messages WHERE id = $1";
/// Pages of an older revision miss what went: they load themselves anew.
const PURGE: &str =
    "UPDATE chats SET revision = revision + 1, purged_revision = revision + 1 WHERE id = $1 RETURNING revision";

/// Chats in which something has to go by now; some of them.
///
/// # Errors
/// What the database says.
pub async fn due(conn: &mut Conn, now: Moment) -> Result<Vec<ChatId>> {
    on!(conn, c => sqlx::query_scalar(DUE).bind(now).bind(LOOKED).fetch_all(&mut *c).await)
}

/// Lets go what has to in the chat, at most [`MOST`] messages; with all that hangs on them, and what people were told of them. What answers
/// them shows no longer what it answers.
///
/// # Errors
/// What the database says.
pub async fn expire(tx: &mut Tx, chat: ChatId, now: Moment) -> Result<()> {
    if take(tx, chat).await?.is_none() {
        return Ok(());
    }
    let gone: Vec<(MessageId, String)> =
        on!(tx, c => sqlx::query_as(OF_CHAT).bind(chat).bind(now).bind(MOST).fetch_all(&mut *c).await)?;
    if gone.is_empty() {
        return Ok(());
    }
    let mut answers: BTreeSet<MessageId> = BTreeSet::new();
    for (message, calls) in &gone {
        let replies: Vec<MessageId> =
            on!(tx, c => sqlx::query_scalar(ANSWERS).bind(*message).fetch_all(&mut *c).await)?;
        answers.extend(replies);
        forget(tx, *message).await?;
        mention::keep(tx, (chat, *message), &mention::read(calls), &[]).await?;
        run!(tx, sqlx::query(REMOVE).bind(*message))?;
        notices::withdraw(tx, *message);
    }
    for (message, _) in &gone {
        answers.remove(message);
    }
    let revision: i64 = on!(tx, c => sqlx::query_scalar(PURGE).bind(chat).fetch_one(&mut *c).await)?;
    let messages = gone.into_iter().map(|(message, _)| message).collect();
    tx.emit(Event::MessagesPurged { chat, revision, messages });
    for answer in answers {
        revise(tx, chat, answer).await?;
    }
    tx.emit(Event::ChatAltered { chat });
    Ok(())
}
