//! Changing what a message says. What it said before can be read.

use super::card;
use super::draft::digest;
use super::mention::{self, Call};
use super::reached::Reached;
use crate::chats::attachments::to_text;
use crate::chats::keywords;
use crate::chats::notices;
use crate::chats::search::{self, Said};
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{MessageId, UserId};
use crate::markup::has_link;
use crate::store::{Conn, Result, Tx, on, run};

/// For how many minutes a company lets authors change their messages; 0: not at all, -1: for ever.
pub const MINUTES: [i64; 6] = [0, 15, 60, 1440, 10_080, -1];
/// Versions that are kept of one message; it is not changed more often.
pub const VERSIONS: i64 = 100;

/// What became of a change.
#[derive(Debug)]
pub enum Edited {
    /// It is done, or there was nothing to do.
    Done(Reached),
    /// It was changed meanwhile: this is what it says now.
    Meanwhile(Reached),
    /// It was deleted meanwhile.
    Gone,
    /// Its time is over, or it is not theirs.
    Closed,
    /// It was changed [`VERSIONS`] times.
    TooOften,
}

/// A text that a message had.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Version {
    /// What it said.
    pub text: String,
    /// When that was written.
    pub made_at: Moment,
}

const KEEP: &str = "INSERT INTO message_versions (message_id, version, text, made_at) VALUES ($1, $2, $3, $4)";
const CHANGE: &str = "UPDATE messages SET text = $2, version = $3, edited_at = $4, linked = $6,
    posted_digest = CASE WHEN posted_digest = '' THEN $5 ELSE posted_digest END WHERE id = $1";
const OF_MESSAGE: &str = "SELECT text, made_at FROM message_versions WHERE message_id = $1 ORDER BY version";

/// Sets what the user's message says, of which they have seen this version; `minutes` is how long the company lets them.
///
/// # Errors
/// What the database says. None of it is there if there is no such message for the user.
pub async fn edit(
    tx: &mut Tx,
    (user, message): (UserId, MessageId),
    (text, seen, calls): (&str, i64, &[Call]),
    minutes: i64,
    now: Moment,
) -> Result<Option<Edited>> {
    let Some(found) = Reached::hold(tx, user, message).await? else { return Ok(None) };
    if found.gone {
        return Ok(Some(Edited::Gone));
    }
    if !found.may_edit(minutes, now) {
        return Ok(Some(Edited::Closed));
    }
    // The same text again is the same change, sent twice.
    if found.text == text {
        return Ok(Some(Edited::Done(found)));
    }
    if found.version != seen {
        return Ok(Some(Edited::Meanwhile(found)));
    }
    if found.version >= VERSIONS {
        return Ok(Some(Edited::TooOften));
    }
    let made_at = found.edited_at.unwrap_or(found.posted_at);
    run!(tx, sqlx::query(KEEP).bind(message).bind(found.version).bind(&found.text).bind(made_at))?;
    let was = digest(found.text.as_bytes());
    let (version, linked) = (found.version + 1, has_link(text));
    run!(tx, sqlx::query(CHANGE).bind(message).bind(text).bind(version).bind(now).bind(was).bind(linked))?;
    let (chat, author) = (found.member.chat, found.author_id);
    let files = to_text(&found.files).into();
    search::put(tx, &[Said { message, chat, author, text, files, poll: "".into() }]).await?;
    card::moved(tx, message, (&found.text, text), now).await?;
    // Everybody was called or was not, and is not called once more.
    let all = found.calls.iter().filter(|call| call.user.is_none() && mention::calls_all(text));
    let calls: Vec<Call> = calls.iter().filter(|call| call.user.is_some()).chain(all).cloned().collect();
    mention::keep(tx, (found.member.chat, message), &found.calls, &calls).await?;
    let all = |calls: &[Call]| calls.iter().any(|call| call.user.is_none());
    let (called_all, calls_all) = (all(&found.calls), all(&calls));
    // Who was called with everybody was told with everybody.
    let before = |call: &&Call| called_all && !calls_all || found.calls.iter().all(|known| known.user != call.user);
    let fresh: Vec<UserId> = calls.iter().filter(before).filter_map(|call| call.user).collect();
    notices::mention(tx, &found.member, (&fresh, calls_all), (message, text)).await?;
    if called_all && !calls_all {
        notices::calls_no_more(tx, message);
    }
    let gone = found.calls.iter().filter_map(|call| call.user);
    for user in gone.filter(|user| calls.iter().all(|call| call.user != Some(*user))) {
        notices::calls_not(tx, message, user);
    }
    let said = keywords::parts(text, &found.files);
    notices::reword(tx, message, if text.is_empty() { &found.named } else { text }, said);
    if found.pinned {
        tx.emit(Event::ChatAltered { chat: found.member.chat });
    }
    found.revise(tx).await?;
    Ok(Some(Edited::Done(found)))
}

/// What the message said before, the oldest first.
///
/// # Errors
/// What the database says.
pub async fn versions(conn: &mut Conn, message: &Reached) -> Result<Vec<Version>> {
    on!(conn, c => sqlx::query_as(OF_MESSAGE).bind(message.id).fetch_all(&mut *c).await)
}
