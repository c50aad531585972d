//! Reactions. The sum of a message's stands in its own row, for whoever reads it; each one's in a row of its own.

use std::collections::HashMap;

use super::poll;
use super::reached::Reached;
use crate::chats::history::Entry;
use crate::chats::notices;
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{ChatId, MessageId, UserId};
use crate::store::dialect::fetch_by_ids_of;
use crate::store::{Conn, Result, Tx, on, run};

/// Different emoji of one message, at most.
pub const EMOJI: usize = 20;
/// Most people who are named for one emoji.
pub const NAMED: i64 = 200;

/// What became of a reaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reacted {
    /// It is there now.
    Added,
    /// It no longer is.
    Removed,
    /// The message was deleted.
    Gone,
    /// Nothing is added in the chat any more.
    Closed,
    /// The message has [`EMOJI`] different ones.
    TooMany,
}

/// How often an emoji stands at a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// The emoji.
    pub emoji: String,
    /// How many people.
    pub count: i64,
}

/// Somebody who reacted.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Reactor {
    /// With what.
    pub emoji: String,
    /// Who.
    pub user_id: UserId,
    /// What they are called.
    pub name: String,
}

/// What a reader has put at messages: emoji, and the numbers of the answers that they voted for.
pub type Mine = HashMap<MessageId, Vec<String>>;

const ADD: &str =
    "INSERT INTO reactions (message_id, user_id, emoji, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
const REMOVE: &str = "DELETE FROM reactions WHERE message_id = $1 AND user_id = $2 AND emoji = $3";
const SUMS: &str =
    "SELECT emoji, COUNT(*) FROM reactions WHERE message_id = $1 GROUP BY emoji ORDER BY MIN(made_at), emoji";
const SET: &str = "UPDATE messages SET reactions = $2 WHERE id = $1";
const OF_MESSAGE: &str = "SELECT r.emoji, r.user_id, u.name FROM reactions r JOIN users u ON u.id = r.user_id
    WHERE r.message_id = $1 ORDER BY r.made_at, r.user_id LIMIT CAST($2 AS BIGINT)";
/// Emoji, and the bits of votes, which are no emoji.
macro_rules! mine {
    ($of:literal) => {
        concat!(
            "SELECT message_id, emoji FROM reactions WHERE user_id = $2 AND message_id ",
            $of,
            " UNION ALL SELECT message_id, CAST(answers AS TEXT) FROM votes WHERE user_id = $2 AND message_id ",
            $of
        )
    };
}
const MINE_SQLITE: &str = mine!("IN (SELECT value FROM json_each($1))");
const MINE_POSTGRES: &str = mine!("= ANY($1)");
const MINE_OF_ONE: &str = mine!("= $1");

/// Adds the user's reaction to the message, or takes it back if it is there. None if there is no such message for the user.
///
/// # Errors
/// What the database says.
pub async fn toggle(
    tx: &mut Tx,
    (user, message): (UserId, MessageId),
    emoji: &'static str,
    now: Moment,
) -> Result<Option<(ChatId, Reacted)>> {
    let Some(found) = Reached::hold(tx, user, message).await? else { return Ok(None) };
    let chat = found.member.chat;
    if found.gone {
        return Ok(Some((chat, Reacted::Gone)));
    }
    if !found.member.is_active() {
        return Ok(Some((chat, Reacted::Closed)));
    }
    let removed = run!(tx, sqlx::query(REMOVE).bind(message).bind(user).bind(emoji))? > 0;
    if !removed {
        let before = sums(tx, message).await?;
        if before.len() >= EMOJI && before.iter().all(|sum| sum.emoji != emoji) {
            return Ok(Some((chat, Reacted::TooMany)));
        }
        run!(tx, sqlx::query(ADD).bind(message).bind(user).bind(emoji).bind(now))?;
    }
    let sums = sums(tx, message).await?;
    run!(tx, sqlx::query(SET).bind(message).bind(to_text(&sums)))?;
    found.revise(tx).await?;
    notices::reaction(tx, &found, (!removed).then_some(emoji)).await?;
    tx.emit(Event::Reacted { chat, user, message });
    Ok(Some((chat, if removed { Reacted::Removed } else { Reacted::Added })))
}

async fn sums(conn: &mut Conn, message: MessageId) -> Result<Vec<Sum>> {
    let rows: Vec<(String, i64)> = on!(conn, c => sqlx::query_as(SUMS).bind(message).fetch_all(&mut *c).await)?;
    Ok(rows.into_iter().map(|(emoji, count)| Sum { emoji, count }).collect())
}

fn to_text(sums: &[Sum]) -> String {
    sums.iter().map(|sum| format!("{} {}", sum.emoji, sum.count)).collect::<Vec<_>>().join("\n")
}

/// The sums, from what a message keeps of them.
pub fn read(kept: &str) -> Vec<Sum> {
    let sum = |line: &str| {
        let (emoji, count) = line.rsplit_once(' ')?;
        Some(Sum { emoji: emoji.to_owned(), count: count.parse().ok()? })
    };
    kept.lines().filter_map(sum).collect()
}

/// Who reacted to the message with what, in order, at most so many.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, message: &Reached) -> Result<Vec<Reactor>> {
    on!(conn, c => sqlx::query_as(OF_MESSAGE).bind(message.id).bind(NAMED).fetch_all(&mut *c).await)
}

/// What the user has put at these: nothing is read where nobody has, and nothing is asked.
///
/// # Errors
/// What the database says.
pub async fn mine(conn: &mut Conn, user: UserId, entries: &[Entry]) -> Result<Mine> {
    let ids: Vec<i64> = entries.iter().filter(|entry| entry.has_mine()).map(|entry| entry.id.0).collect();
    let mut mine = Mine::new();
    if !ids.is_empty() {
        let rows: Vec<(MessageId, String)> = fetch_by_ids_of(conn, (MINE_SQLITE, MINE_POSTGRES), &ids, user.0).await?;
        for (message, kept) in rows {
            mine.entry(message).or_default().extend(put(kept));
        }
    }
    Ok(mine)
}

/// What the user has put at the message.
///
/// # Errors
/// What the database says.
pub async fn mine_of(conn: &mut Conn, user: UserId, message: MessageId) -> Result<Vec<String>> {
    let rows: Vec<(MessageId, String)> =
        on!(conn, c => sqlx::query_as(MINE_OF_ONE).bind(message).bind(user).fetch_all(&mut *c).await)?;
    Ok(rows.into_iter().flat_map(|(_, kept)| put(kept)).collect())
}

/// An emoji, or the numbers of the answers.
fn put(kept: String) -> Vec<String> {
    match kept.parse() {
        Ok(bits) => poll::numbers(bits).map(|number| number.to_string()).collect(),
        Err(_) => vec![kept],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_kept_as_they_were() {
        let sum = |emoji: &str, count| Sum { emoji: emoji.to_owned(), count };
        let sums = vec![sum("👍", 4), sum("👩‍👩‍👧‍👦", 10_000)];
        assert_eq!(read(&to_text(&sums)), sums);
        assert_eq!(read(""), []);
    }
}
