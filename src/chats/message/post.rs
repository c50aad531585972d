//! Posting.

use std::time::Duration;

use super::card;
use super::draft::{Draft, digest};
use super::mention::{self, Call};
use super::poll::Poll;
use crate::chats::attachments::{self, Shown};
use crate::chats::chat::{Kind, Member, may_post};
use crate::chats::keywords::{self, Heard};
use crate::chats::line::Line;
use crate::chats::notices;
use crate::chats::search::{self, Said};
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{ChatId, MessageId, UserId};
use crate::markup::has_link;
use crate::store::{Result, Tx, on, run};

/// A message that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    /// Its number.
    pub message: MessageId,
    /// The chat's revision that it has.
    pub revision: i64,
    /// Whether it was there before: the key came twice with the same text and files.
    pub repeated: bool,
}

/// Why a message was not posted.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// Its author is no longer a member.
    #[error("no longer a member")]
    Gone,
    /// Its author may read here and not post.
    #[error("the chat is closed to its author")]
    Closed,
    /// One of its files is no longer there, or went with another message.
    #[error("a file of it is not there")]
    NoFile,
    /// The key is of another message: post it again under a fresh one.
    #[error("the key is of another message")]
    KeyTaken,
    /// The database.
    #[error(transparent)]
    Store(#[from] crate::store::Error),
}

/// By how much a clock may be set back, as between time zones or days, without messages being out of order.
const CLOCK: Duration = Duration::from_secs(26 * 3600);

/// Takes the row of the chat until the end of the transaction, so this orders the commits of a chat on both databases.
const TAKE: &str =
    "UPDATE chats SET revision = revision WHERE id = $1 RETURNING revision, last_message_at, last_message_id";
/// A poll is known by its digest alone: it changes with each vote.
const BY_KEY: &str = "SELECT id, chat_id, CASE WHEN poll = '' THEN text END AS text, posted_digest, posted_revision
    FROM messages WHERE author_id = $1 AND key = $2";
/// The membership is looked at after the chat's row is taken: who was removed meanwhile posts nothing. So is the read mark, which goes back
/// only with that row.
const INSERT: &str = concat!(
    "INSERT INTO messages (chat_id, author_id, kind, text, key, revision, posted_revision, posted_at, reply_to_id, forwarded_id,
    forwarded_author_id, forwarded_at, poll, poll_closes_at, posted_digest, reply_hidden, linked, expires_at)
    SELECT m.chat_id, m.user_id, 'text', CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT), CAST($5 AS BIGINT),
    CAST($6 AS BIGINT), (SELECT r.id FROM messages r WHERE r.id = CAST($7 AS BIGINT) AND r.chat_id = m.chat_id AND r.id > m.past_message_id
    AND r.kind = 'text' AND r.deleted_at IS NULL), CAST($8 AS BIGINT), CAST($9 AS BIGINT), CAST($10 AS BIGINT),
    CAST($11 AS TEXT), CAST($12 AS BIGINT), CAST($13 AS TEXT), COALESCE(CAST($7 AS BIGINT) <= c.past_message_id, FALSE), CAST($14 AS BOOLEAN),
    CASE WHEN c.keep_days > 0 THEN CAST($6 AS BIGINT) + c.keep_days * 86400000000 END FROM members m JOIN chats c ON c.id = m.chat_id JOIN users u ON u.id = m.user_id
    WHERE m.chat_id = $1 AND m.user_id = $2 AND ",
    may_post!(),
    " AND (CAST($8 AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM messages f WHERE f.id = CAST($8 AS BIGINT) AND f.deleted_at IS NULL))
    ON CONFLICT (author_id, key) DO NOTHING
    RETURNING id, (SELECT m.read_message_id FROM members m WHERE m.chat_id = $1 AND m.user_id = $2)"
);
const INSERT_LINE: &str =
    "INSERT INTO messages (chat_id, author_id, kind, text, key, revision, posted_revision, posted_at)
    VALUES ($1, $2, 'line', $3, $4, $5, $5, $6) RETURNING id";
const INSERT_OF_PROGRAM: &str =
    "INSERT INTO messages (chat_id, author_id, kind, text, key, revision, posted_revision, posted_at, linked, expires_at)
    SELECT c.id, CAST($2 AS BIGINT), 'text', CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($7 AS BOOLEAN),
    CASE WHEN c.keep_days > 0 THEN CAST($6 AS BIGINT) + c.keep_days * 86400000000 END
    FROM chats c WHERE c.id = $1 AND c.standing = 'active' RETURNING id";
const SETTLE: &str = "UPDATE chats SET revision = $2, last_message_id = $3, last_message_at = $4 WHERE id = $1";
/// The author of each message of the chat from this one to that one has read up to their own. A bound at both ends: with one, PostgreSQL
/// expects a third of the table.
const ADVANCE: &str = "UPDATE members SET (read_message_id, viewed_message_id) =
    (SELECT MAX(x.id), MAX(x.id) FROM messages x WHERE x.chat_id = members.chat_id AND x.author_id = members.user_id AND x.id BETWEEN $2 AND $3)
    WHERE chat_id = $1 AND user_id IN (SELECT x.author_id FROM messages x WHERE x.chat_id = $1 AND x.id BETWEEN $2 AND $3)";

/// Posts the draft in the member's chat and moves its author's read mark to it, unless they do [not look](Draft::unseen).
///
/// The same key with the same chat, text and files again is the same message; without any files it is by its text alone. Files that came
/// anew with it go with none. With anything else it is another message: [`PostError::KeyTaken`] says so, and a fresh key posts it.
///
/// # Errors
/// [`PostError`]; nothing is changed then if the transaction is dropped.
pub async fn post(tx: &mut Tx, member: &Member, draft: &Draft, now: Moment) -> std::result::Result<Posted, PostError> {
    // There is an outcome for each.
    post_all(tx, &[(member, draft)], now).await?.pop().unwrap_or(Err(PostError::Gone))
}

/// The same for many at once, all in one chat, in this order, with their authors all looking on: what became of each. Those that are
/// not posted are as if they had not been there.
///
/// # Errors
/// What the database says.
pub async fn post_all(
    tx: &mut Tx,
    drafts: &[(&Member, &Draft)],
    now: Moment,
) -> Result<Vec<std::result::Result<Posted, PostError>>> {
    let Some((first_member, _)) = drafts.first() else { return Ok(Vec::new()) };
    let chat = first_member.chat;
    let Some((before, last_at, last)) = take(tx, chat).await? else {
        return Ok(drafts.iter().map(|_| Err(PostError::Gone)).collect());
    };
    let now = in_order(now, last_at);
    let mut outcomes = Vec::with_capacity(drafts.len());
    let mut posted: Vec<(MessageId, UserId, (String, bool))> = Vec::new();
    let (mut newest, mut said, mut heard) = (before, Vec::new(), Vec::new());
    for (member, draft) in drafts {
        let (revision, poll) = (newest + 1, draft.poll.as_ref());
        let files = attachments::take(tx, member, &draft.files, draft.scheduled).await?;
        if files.len() < draft.files.len() {
            // Unless they went with the same message before.
            outcomes.push(not_posted(tx, member, draft, &files).await?.map_err(|error| match error {
                PostError::Closed => PostError::NoFile,
                error => error,
            }));
            continue;
        }
        let inserted: Option<(MessageId, MessageId)> = on!(tx, c => sqlx::query_as(INSERT)
            .bind(chat).bind(member.user).bind(&draft.text).bind(&draft.key).bind(revision).bind(now).bind(draft.reply)
            .bind(draft.forwarded.map(|of| of.message)).bind(draft.forwarded.map(|of| of.author))
            .bind(draft.forwarded.map(|of| of.at))
            .bind(poll.map_or_else(String::new, Poll::to_text)).bind(poll.and_then(|poll| poll.closes_at))
            .bind(poll.map_or_else(String::new, |_| digest(draft.whole().as_bytes()))).bind(has_link(&draft.text)).fetch_optional(&mut *c).await)?;
        outcomes.push(match inserted {
            Some((message, read)) => {
                if !files.is_empty() {
                    attachments::give(tx, message, &files).await?;
                }
                let copied = match draft.forwarded {
                    Some(of) => attachments::copy(tx, member, (of.message, message), now).await?,
                    None => Vec::new(),
                };
                let held = if copied.is_empty() { &files } else { &copied };
                match draft.forwarded {
                    Some(of) => card::copy(tx, (of.message, message), &draft.text).await?,
                    None if poll.is_none() => card::seek(tx, message, &draft.text, now).await?,
                    None => {}
                }
                let line = line_of(draft, held);
                let parts = parts_of(draft, held);
                let held = attachments::to_text(held);
                let asks = poll.map_or_else(String::new, Poll::to_text).into();
                said.push(Said {
                    message,
                    chat,
                    author: member.user,
                    text: &draft.text,
                    files: held.into(),
                    poll: asks,
                });
                mention::keep(tx, (chat, message), &[], &draft.calls).await?;
                let told = tell_some(tx, member, draft, (message, &line)).await?;
                heard.push(Heard {
                    message,
                    author: member.user,
                    line: line.clone(),
                    said: parts,
                    poll: draft.is_poll(),
                    told,
                });
                // Whoever has read all has nothing left to be told of. What came since, or became unread again, counts, too, and what is
                // posted together with this: their mark moves past it.
                let last = posted.last().map_or(last, |(last, ..)| *last);
                if read < last && !draft.absent {
                    member.has_seen(tx, (MessageId(read.0 + 1), last));
                }
                // Each of them: pages are told of what comes from the lowest on.
                tx.emit(Event::ChatRevised { chat, revision });
                newest = revision;
                posted.push((message, member.user, (line, draft.is_poll())));
                Ok(Posted { message, revision, repeated: false })
            }
            None => not_posted(tx, member, draft, &files).await?,
        });
    }
    if let (Some(&(first, ..)), Some(&(last, ..))) = (posted.first(), posted.last()) {
        settle(tx, chat, last, newest, now).await?;
        // What somebody does not see being posted is posted alone.
        if drafts.iter().all(|(_, draft)| !draft.absent) {
            run!(tx, sqlx::query(ADVANCE).bind(chat).bind(first).bind(last))?;
        }
        search::put(tx, &said).await?;
        match first_member.kind {
            Kind::Direct => notices::copy(tx, chat, &posted, now).await?,
            Kind::Group | Kind::General => keywords::tell(tx, chat, &heard).await?,
            Kind::Notes => {}
        }
    }
    for (_, user, _) in posted {
        tx.emit(Event::ReadMoved { chat, user });
    }
    Ok(outcomes)
}

/// Tells whom the message calls and whom it answers; who was told, `None` if all are.
async fn tell_some(
    tx: &mut Tx,
    member: &Member,
    draft: &Draft,
    (message, line): (MessageId, &str),
) -> Result<Option<Vec<UserId>>> {
    let mut called: Vec<UserId> = draft.calls.iter().filter_map(|call| call.user).collect();
    let all = draft.calls.iter().any(|call| call.user.is_none());
    notices::mention(tx, member, (&called, all), (message, line)).await?;
    if all {
        notices::call_all(tx, member, (message, line));
        return Ok(None);
    }
    if let Some(to) = draft.reply {
        called.extend(notices::reply(tx, member, (to, &called), (message, line)).await?);
    }
    Ok(Some(called))
}

/// What the message is known by where it is spoken of.
fn line_of(draft: &Draft, files: &[Shown]) -> String {
    if draft.text.is_empty() { attachments::named(files) } else { draft.text.clone() }
}

/// What is heard of it, part by part: its text, or its question and answers; and what its files are called, but those that are spoken.
fn parts_of(draft: &Draft, files: &[Shown]) -> Vec<String> {
    match &draft.poll {
        Some(poll) => {
            [draft.text.clone()].into_iter().chain(poll.answers.iter().map(|answer| answer.text.clone())).collect()
        }
        None => keywords::parts(&draft.text, files),
    }
}

/// Why the draft became no message: it is one already, or it may not be one. Of its files these have gone with none.
async fn not_posted(
    tx: &mut Tx,
    member: &Member,
    draft: &Draft,
    files: &[Shown],
) -> Result<std::result::Result<Posted, PostError>> {
    let before: Option<(MessageId, ChatId, Option<String>, String, i64)> =
        on!(tx, c => sqlx::query_as(BY_KEY).bind(member.user).bind(&draft.key).fetch_optional(&mut *c).await)?;
    let Some((message, chat, text, was, revision)) = before else {
        return Ok(Err(if member.may_post(tx).await?.is_some() { PostError::Closed } else { PostError::Gone }));
    };
    // What was changed or deleted meanwhile is known by what it was.
    let said = draft.poll.is_none() && text.as_ref() == Some(&draft.text) || was == digest(draft.whole().as_bytes());
    // A form of files that comes twice brings them anew each time. What is planned goes with its plan: it is never there before.
    let held = files.is_empty()
        || draft.scheduled.is_none() && attachments::are_again(tx, message, (files, &draft.files)).await?;
    let same = chat == member.chat && said && held;
    Ok(if same { Ok(Posted { message, revision, repeated: true }) } else { Err(PostError::KeyTaken) })
}

/// Tells a fact in the chat. It counts for nobody as unread.
///
/// # Errors
/// What the database says.
pub async fn tell(tx: &mut Tx, chat: ChatId, author: UserId, line: &Line, key: String, now: Moment) -> Result<()> {
    let Some((before, last_at, _)) = take(tx, chat).await? else { return Ok(()) };
    let (revision, now) = (before + 1, in_order(now, last_at));
    let message: MessageId = on!(tx, c => sqlx::query_scalar(INSERT_LINE)
        .bind(chat).bind(author).bind(line.to_text()).bind(key).bind(revision).bind(now)
        .fetch_one(&mut *c).await)?;
    tx.emit(Event::ChatRevised { chat, revision });
    settle(tx, chat, message, revision, now).await
}

/// Posts what a program says, whose author is in no chat. False if there is no such chat any more, or nothing is added to it.
///
/// # Errors
/// What the database says.
pub async fn post_as_integration(
    tx: &mut Tx,
    chat: ChatId,
    author: UserId,
    (text, calls, key): (&str, &[Call], &str),
    now: Moment,
) -> Result<bool> {
    let Some((before, last_at, _)) = take(tx, chat).await? else { return Ok(false) };
    let (revision, now) = (before + 1, in_order(now, last_at));
    let posted: Option<MessageId> = on!(tx, c => sqlx::query_scalar(INSERT_OF_PROGRAM)
        .bind(chat).bind(author).bind(text).bind(key).bind(revision).bind(now).bind(has_link(text))
        .fetch_optional(&mut *c).await)?;
    let Some(message) = posted else { return Ok(false) };
    tx.emit(Event::ChatRevised { chat, revision });
    settle(tx, chat, message, revision, now).await?;
    card::seek(tx, message, text, now).await?;
    search::put(tx, &[Said { message, chat, author, text, files: "".into(), poll: "".into() }]).await?;
    mention::keep(tx, (chat, message), &[], calls).await?;
    let called: Vec<UserId> = calls.iter().filter_map(|call| call.user).collect();
    notices::mention_in(tx, (chat, author), (&called, false), (message, text)).await?;
    let said = vec![keywords::of_text(text)];
    let heard = Heard { message, author, line: text.to_owned(), said, poll: false, told: Some(called) };
    keywords::tell(tx, chat, &[heard]).await?;
    Ok(true)
}

/// The chat's revision, which stays until the end of the transaction, when its last message was posted, and that message.
pub(super) async fn take(tx: &mut Tx, chat: ChatId) -> Result<Option<(i64, Moment, MessageId)>> {
    on!(tx, c => sqlx::query_as(TAKE).bind(chat).fetch_optional(&mut *c).await)
}

/// When a message is posted: not before the last one, for their days would be there twice, in no order, if the clock was set
/// back. By more than it may have been wrong in this way, it is believed.
fn in_order(now: Moment, last: Moment) -> Moment {
    if last.is_within(CLOCK, now) { last } else { now }
}

async fn settle(tx: &mut Tx, chat: ChatId, message: MessageId, revision: i64, now: Moment) -> Result<()> {
    run!(tx, sqlx::query(SETTLE).bind(chat).bind(revision).bind(message).bind(now)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_in_the_order_of_their_times_though_the_clock_is_set_back() {
        let hours = |count: i64| Moment(count * 3600 * 1_000_000);
        assert_eq!(in_order(hours(100), hours(99)), hours(100));
        assert_eq!(in_order(hours(100), hours(124)), hours(124), "it was set back by a day");
        assert_eq!(in_order(hours(100), hours(9000)), hours(100), "it was wrong by a year");
    }
}
