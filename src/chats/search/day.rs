//! From a time to a message, without an index of times: numbers grow with time, so halving finds the place in a few steps.

use std::time::Duration;

use crate::chats::Member;
use crate::clock::Moment;
use crate::id::{ChatId, MessageId};
use crate::store::{Conn, Result, on};

/// By how much the clock may have been set back between messages of different chats; within one, times go with numbers.
pub(super) const SLACK: Duration = Duration::from_secs(2 * 24 * 3600);

const NEXT: &str = "SELECT id, posted_at FROM messages WHERE id >= $1 ORDER BY id LIMIT 1";
const NEXT_OF_CHAT: &str = "SELECT id, posted_at FROM messages WHERE chat_id = $2 AND id >= $1 ORDER BY id LIMIT 1";

/// The first message from then on, of all chats or of this one, below `end`; `end` if there is none.
pub(super) async fn first_from(conn: &mut Conn, chat: Option<ChatId>, at: Moment, end: MessageId) -> Result<MessageId> {
    let (mut low, mut high) = (0, end.0);
    while low < high {
        let middle = low + (high - low) / 2;
        let next: Option<(i64, Moment)> = match chat {
            None => on!(conn, c => sqlx::query_as(NEXT).bind(middle).fetch_optional(&mut *c).await)?,
            Some(chat) => {
                on!(conn, c => sqlx::query_as(NEXT_OF_CHAT).bind(middle).bind(chat).fetch_optional(&mut *c).await)?
            }
        };
        match next {
            Some((id, posted_at)) if id < high && posted_at < at => low = id + 1,
            // What is between them is not there.
            _ => high = middle,
        }
    }
    let found: Option<(i64, Moment)> = match chat {
        None => on!(conn, c => sqlx::query_as(NEXT).bind(low).fetch_optional(&mut *c).await)?,
        Some(chat) => on!(conn, c => sqlx::query_as(NEXT_OF_CHAT).bind(low).bind(chat).fetch_optional(&mut *c).await)?,
    };
    Ok(found.map_or(end, |(id, _)| MessageId(id.min(end.0))))
}

/// The first message of the member's chat from then on that they see; its newest if there is none, and none if nothing was said there since
/// they see it.
///
/// # Errors
/// What the database says.
pub async fn first(conn: &mut Conn, member: &Member, at: Moment) -> Result<Option<MessageId>> {
    let newest = member.last_message;
    if newest.0 == 0 {
        return Ok(None);
    }
    let found = first_from(conn, Some(member.chat), at, MessageId(newest.0 + 1)).await?.min(newest);
    if found > member.past {
        return Ok(Some(found));
    }
    let seen: Option<(i64, Moment)> = on!(conn, c => sqlx::query_as(NEXT_OF_CHAT)
        .bind(member.past.0 + 1).bind(member.chat).fetch_optional(&mut *c).await)?;
    Ok(seen.map(|(id, _)| MessageId(id)))
}
