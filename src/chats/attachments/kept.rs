//! A file from when it has arrived until its message is gone.

use std::collections::BTreeSet;

use super::UNSENT;
use super::shown::{Shown, named, to_text};
use super::used::Used;
use crate::accounts::company::Room;
use crate::chats::Member;
use crate::clock::Moment;
use crate::files::{Kind, hash_of};
use crate::id::{AttachmentId, ChatId, MessageId, ScheduledId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

/// A file that has arrived whole.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// The number of [its blob](begun).
    pub blob: i64,
    /// That of a smaller picture of it.
    pub preview: Option<i64>,
    /// What it is called.
    pub name: String,
    /// As what it is shown.
    pub kind: Kind,
    /// As what it is given to a browser.
    pub media: &'static str,
    /// How long it is.
    pub bytes: i64,
    /// How wide and how high a picture is.
    pub size: (i64, i64),
    /// How long a voice message takes.
    pub seconds: i64,
}

/// A file that is there.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Attachment {
    /// Its message, if it has been sent.
    pub message_id: Option<MessageId>,
    /// Who sent it.
    pub user_id: UserId,
    /// What it is called.
    pub name: String,
    /// As what it is given to a browser.
    pub media: String,
    /// How long it is.
    pub bytes: i64,
    /// Its blob.
    pub blob: String,
    /// That of a smaller picture of it.
    pub preview: Option<String>,
    /// How long that is.
    pub preview_bytes: Option<i64>,
}

/// Why a file is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotKept {
    /// Its sender has as much as the company lets them.
    OfPerson,
    /// The company has as much as it wants.
    OfAll,
    /// So many of its sender wait in the chat.
    TooMany,
}

/// How many files of the member `m` wait in the chat for their message.
macro_rules! files_column {
    () => {
        "(SELECT COUNT(*) FROM attachments w WHERE w.user_id = m.user_id AND w.chat_id = m.chat_id AND w.message_id IS NULL AND w.scheduled_id IS NULL) AS files"
    };
}
pub(in crate::chats) use files_column;

const BEGIN: &str = "INSERT INTO blobs (name, user_id, bytes, made_at) VALUES ($1, $2, $3, $4) RETURNING id";
const KEEP: &str = "INSERT INTO attachments (chat_id, user_id, blob_id, preview_id, name, kind, media, bytes, width, height, seconds, made_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id";
const COUNT: &str = "SELECT COUNT(*) FROM attachments WHERE user_id = $1 AND chat_id = $2 AND message_id IS NULL AND scheduled_id IS NULL";
const FIND: &str = "SELECT a.message_id, a.user_id, a.name, a.media, a.bytes, b.name AS blob, p.name AS preview, p.bytes AS preview_bytes
    FROM attachments a JOIN blobs b ON b.id = a.blob_id LEFT JOIN blobs p ON p.id = a.preview_id WHERE a.id = $1";
macro_rules! of_file {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.kind, a.bytes, a.width, a.height, a.seconds, a.preview_id IS NOT NULL AS preview, a.name FROM attachments a WHERE ",
            $rest
        )
    };
}
const UNSENT_OF: &str = of_file!(
    "a.user_id = $1 AND a.chat_id = $2 AND a.message_id IS NULL AND a.scheduled_id IS NULL ORDER BY a.id LIMIT CAST($3 AS BIGINT)"
);
const OF_SCHEDULED: &str = of_file!("a.user_id = $1 AND a.scheduled_id = $2 ORDER BY a.id");
/// Takes the row until the end of the transaction.
const TAKE: &str =
    "UPDATE attachments SET chat_id = chat_id WHERE id = $1 AND user_id = $2 AND chat_id = $3 AND message_id IS NULL
    AND (scheduled_id IS NULL OR scheduled_id = CAST($4 AS BIGINT)) RETURNING id, kind, bytes, width, height, seconds, preview_id IS NOT NULL AS preview, name";
const GIVE: &str = "UPDATE attachments SET message_id = $2, scheduled_id = NULL WHERE id = $1";
const SHOW: &str = "UPDATE messages SET files = $2, named = $3 WHERE id = $1";
const PLAN: &str = "UPDATE attachments SET scheduled_id = $2 WHERE id = $1";
/// The same bytes in another message: they count as those of who sent them first.
const COPY: &str = "INSERT INTO attachments (chat_id, user_id, message_id, blob_id, preview_id, name, kind, media, bytes, width, height, seconds, made_at)
    SELECT CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), a.blob_id, a.preview_id, a.name, a.kind, a.media, a.bytes, a.width, a.height, a.seconds, CAST($5 AS BIGINT)
    FROM attachments a WHERE a.message_id = $1 ORDER BY a.id";
const OF_MESSAGE: &str = of_file!("a.message_id = $1 ORDER BY a.id");
const CONTENTS: &str =
    "SELECT a.name, b.name FROM attachments a JOIN blobs b ON b.id = a.blob_id WHERE a.message_id = $1";
const REMOVE: &str = "DELETE FROM attachments WHERE id = $1 AND user_id = $2 AND message_id IS NULL AND scheduled_id IS NULL RETURNING chat_id";

/// A blob of this name is in the store of files, unless that is too much: its number.
///
/// # Errors
/// What the database says.
pub async fn begun(
    tx: &mut Tx,
    member: &Member,
    (name, bytes): (&str, i64),
    room: Room,
    now: Moment,
) -> Result<std::result::Result<i64, NotKept>> {
    if room.person > 0 && Used::by(tx, member.user).await?.bytes.saturating_add(bytes) > room.person {
        return Ok(Err(NotKept::OfPerson));
    }
    if room.all > 0 && Used::by_all(tx).await?.bytes.saturating_add(bytes) > room.all {
        return Ok(Err(NotKept::OfAll));
    }
    let waiting: i64 =
        on!(tx, c => sqlx::query_scalar(COUNT).bind(member.user).bind(member.chat).fetch_one(&mut *c).await)?;
    if usize::try_from(waiting).unwrap_or(UNSENT) >= UNSENT {
        return Ok(Err(NotKept::TooMany));
    }
    Ok(Ok(blob(tx, member.user, (name, bytes), now).await?))
}

/// A blob of this name is in the store of files, as this user's: its number.
///
/// # Errors
/// What the database says.
pub(in crate::chats) async fn blob(tx: &mut Tx, user: UserId, (name, bytes): (&str, i64), now: Moment) -> Result<i64> {
    on!(tx, c => sqlx::query_scalar(BEGIN).bind(name).bind(user).bind(bytes).bind(now).fetch_one(&mut *c).await)
}

/// Keeps the file until its sender posts a message with it in the chat.
///
/// # Errors
/// What the database says.
pub async fn keep(tx: &mut Tx, member: &Member, file: &Arrived, now: Moment) -> Result<AttachmentId> {
    on!(tx, c => sqlx::query_scalar(KEEP)
        .bind(member.chat).bind(member.user).bind(file.blob).bind(file.preview).bind(&file.name).bind(file.kind.as_str())
        .bind(file.media).bind(file.bytes).bind(file.size.0).bind(file.size.1).bind(file.seconds).bind(now)
        .fetch_one(&mut *c).await)
}

/// Those of the member that wait in the chat for a message, the first first.
///
/// # Errors
/// What the database says.
pub async fn unsent(conn: &mut Conn, member: &Member) -> Result<Vec<Shown>> {
    on!(conn, c => sqlx::query_as(UNSENT_OF)
        .bind(member.user).bind(member.chat).bind(UNSENT as i64).fetch_all(&mut *c).await)
}

/// A file, whoever asks: its message, or who sent it, is the gate to it.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, id: AttachmentId) -> Result<Option<Attachment>> {
    on!(conn, c => sqlx::query_as(FIND).bind(id).fetch_optional(&mut *c).await)
}

/// Removes a file of the user that was not sent: the chat in which it waited.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, user: UserId, id: AttachmentId) -> Result<Option<ChatId>> {
    on!(tx, c => sqlx::query_scalar(REMOVE).bind(id).bind(user).fetch_optional(&mut *c).await)
}

/// Those of these files that the member has in the chat and has not sent, nor planned but for this message; nobody sends or removes them until the end of the transaction.
///
/// # Errors
/// What the database says.
pub(in crate::chats) async fn take(
    tx: &mut Tx,
    member: &Member,
    files: &[AttachmentId],
    scheduled: Option<ScheduledId>,
) -> Result<Vec<Shown>> {
    let mut taken = Vec::with_capacity(files.len());
    for file in files.iter().collect::<BTreeSet<_>>() {
        let found: Option<Shown> = on!(tx, c => sqlx::query_as(TAKE)
            .bind(file).bind(member.user).bind(member.chat).bind(scheduled).fetch_optional(&mut *c).await)?;
        taken.extend(found);
    }
    Ok(taken)
}

/// The files, which are [taken](take), are the message's from now on.
///
/// # Errors
/// What the database says.
pub(in crate::chats) async fn give(tx: &mut Tx, message: MessageId, files: &[Shown]) -> Result<()> {
    for file in files {
        run!(tx, sqlx::query(GIVE).bind(file.id).bind(message))?;
    }
    show(tx, message, files).await
}

/// The message shows these files.
async fn show(tx: &mut Tx, message: MessageId, files: &[Shown]) -> Result<()> {
    run!(tx, sqlx::query(SHOW).bind(message).bind(to_text(files)).bind(named(files))).map(drop)
}

/// The message repeats another one: it has the same files, which this returns.
///
/// # Errors
/// What the database says.
pub(in crate::chats) async fn copy(
    tx: &mut Tx,
    member: &Member,
    (from, to): (MessageId, MessageId),
    now: Moment,
) -> Result<Vec<Shown>> {
    let copied = run!(tx, sqlx::query(COPY).bind(from).bind(member.chat).bind(member.user).bind(to).bind(now))?;
    if copied == 0 {
        return Ok(Vec::new());
    }
    let files: Vec<Shown> = on!(tx, c => sqlx::query_as(OF_MESSAGE).bind(to).fetch_all(&mut *c).await)?;
    show(tx, to, &files).await?;
    Ok(files)
}

/// Whether a draft with `all` of these files is the message once more: each is its, or was [taken](take) now and is one of its by name
/// and bytes, and it has no others.
///
/// # Errors
/// What the database says.
pub(in crate::chats) async fn are_again(
    tx: &mut Tx,
    message: MessageId,
    (taken, all): (&[Shown], &[AttachmentId]),
) -> Result<bool> {
    let mut brought = Vec::with_capacity(all.len());
    for id in all.iter().collect::<BTreeSet<_>>() {
        let Some(file) = find(tx, *id).await? else { return Ok(false) };
        if file.message_id != Some(message) && taken.iter().all(|one| one.id != *id) {
            return Ok(false);
        }
        brought.push((file.name, file.blob));
    }
    let held: Vec<(String, String)> = on!(tx, c => sqlx::query_as(CONTENTS).bind(message).fetch_all(&mut *c).await)?;
    let [mut held, mut brought] = [held, brought]
        .map(|files| files.into_iter().map(|(name, blob)| (name, hash_of(&blob).to_owned())).collect::<Vec<_>>());
    held.sort_unstable();
    brought.sort_unstable();
    Ok(held == brought)
}

/// The files, which are [taken](take), wait for their message, which is posted later.
///
/// # Errors
/// What the database says.
pub(in crate::chats) async fn plan(tx: &mut Tx, scheduled: ScheduledId, files: &[Shown]) -> Result<()> {
    for file in files {
        run!(tx, sqlx::query(PLAN).bind(file.id).bind(scheduled))?;
    }
    Ok(())
}

/// The files of the user that wait for a message that is posted later.
///
/// # Errors
/// What the database says.
pub(in crate::chats) async fn of_scheduled(
    conn: &mut Conn,
    user: UserId,
    scheduled: ScheduledId,
) -> Result<Vec<Shown>> {
    on!(conn, c => sqlx::query_as(OF_SCHEDULED).bind(user).bind(scheduled).fetch_all(&mut *c).await)
}

/// A file of a chat, with its message.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OfChat {
    /// The file.
    #[sqlx(flatten)]
    pub file: Shown,
    /// Its message.
    pub message_id: MessageId,
    /// Who sent it.
    pub author: String,
    /// When.
    pub posted_at: Moment,
}

/// Some of a chat's files.
#[derive(Clone, Debug)]
pub struct Page {
    /// They, the newest message first, all files of each message.
    pub rows: Vec<OfChat>,
    /// Whether there are more.
    pub more: bool,
}

/// Whole messages: a page begins with a message, and what is left of one would be on none.
const PAGE_OF: &str = "SELECT a.id, a.kind, a.bytes, a.width, a.height, a.seconds, a.preview_id IS NOT NULL AS preview, a.name, x.id AS message_id,
    u.name AS author, x.posted_at FROM attachments a JOIN messages x ON x.id = a.message_id JOIN users u ON u.id = x.author_id
    WHERE a.chat_id = $1 AND a.message_id < $2 AND a.message_id > $5 AND (CASE WHEN a.kind IN ('picture', 'video') THEN 1 ELSE 0 END) = $3
    ORDER BY a.message_id DESC, a.id LIMIT CAST($4 AS BIGINT)";

/// About so many files of the member's chat in messages before this one: pictures and what moves, or all others.
///
/// # Errors
/// What the database says.
pub async fn of_chat(
    conn: &mut Conn,
    member: &Member,
    (pictures, before): (bool, MessageId),
    most: i64,
) -> Result<Page> {
    let limit = most + super::FILES as i64;
    let mut rows: Vec<OfChat> = on!(conn, c => sqlx::query_as(PAGE_OF)
        .bind(member.chat).bind(before).bind(i64::from(pictures)).bind(limit).bind(member.past).fetch_all(&mut *c).await)?;
    let more = rows.len() as i64 == limit;
    if let Some(last) = rows.last().filter(|_| more).map(|row| row.message_id) {
        // The last one may be there in part.
        rows.retain(|row| row.message_id != last);
    }
    Ok(Page { rows, more })
}
