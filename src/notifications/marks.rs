//! What readers make of notifications: read, unread again, deleted, and all of it undone.
//!
//! A person's own carry it themselves; of what is told to several by one row there is a mark for each who touched it. Every change
//! remembers what was before, so that the last one can be taken back.

use std::sync::Arc;
use std::time::Duration;

use super::gate::{chat_state, chat_unread, of_chats, of_kept, of_own, own_state, own_unread};
use super::{ADMINISTRATORS, Reader, State, kind, members_of};
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{ChatId, MessageId, NotificationId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

/// For how long a change can be undone; what was deleted stays so long.
pub const UNDONE: Duration = Duration::from_secs(24 * 3600);

const SET: &str = "UPDATE notifications SET was = state, state = $3, changed_at = $4
    WHERE id = $2 AND owner_id = $1 AND state NOT IN ($3, 'mail-only')";
const MARK: &str = concat!(
    "INSERT INTO notification_marks (user_id, notification_id, state, was, changed_at)
    SELECT CAST($1 AS BIGINT), f.id, CAST($4 AS TEXT), f.state, CAST($5 AS BIGINT) FROM (SELECT n.id, ",
    own_state!(),
    " AS state",
    of_own!("$1"),
    "($1, $2) AND n.id = $3 AND n.owner_id = 0 AND (n.state = 'unread' OR $4 <> 'unread') UNION ALL SELECT n.id, ",
    chat_state!(),
    " AS state",
    of_chats!("$1"),
    "n.id = $3) AS f WHERE f.state <> $4
    ON CONFLICT (user_id, notification_id) DO UPDATE SET was = excluded.was, state = excluded.state, changed_at = excluded.changed_at"
);
const READ_ALL: &str = "UPDATE notifications SET was = state, state = 'read', changed_at = $2
    WHERE owner_id = $1 AND state = 'unread' RETURNING id";
/// Of one that was unread again there is a mark already.
const MARK_ALL: &str = concat!(
    "INSERT INTO notification_marks (user_id, notification_id, state, was, changed_at)
    SELECT CAST($1 AS BIGINT), f.id, 'read', 'unread', CAST($3 AS BIGINT) FROM (SELECT n.id",
    of_own!("$1"),
    "($1, $2) AND ",
    own_unread!(),
    " AND n.owner_id = 0 UNION ALL SELECT n.id",
    of_chats!("$1"),
    chat_unread!(),
    " UNION ALL SELECT n.id",
    of_kept!("$1"),
    ") AS f WHERE TRUE
    ON CONFLICT (user_id, notification_id) DO UPDATE SET was = notification_marks.state, state = 'read',
    changed_at = excluded.changed_at RETURNING notification_id"
);
const UNDO: &str = "UPDATE notifications SET state = was, was = state, changed_at = $3
    WHERE owner_id = $1 AND changed_at = $2 AND was <> state RETURNING id";
const UNDO_MARKS: &str = "UPDATE notification_marks SET state = was, was = state, changed_at = $3
    WHERE user_id = $1 AND changed_at = $2 AND was <> state RETURNING notification_id";
/// What is unread of the person's and of what is told to all members of the chat, or is for letters alone, and speaks of the chat's messages from `$4`
/// to `$5`; perhaps of other things of these numbers. Of each how it comes to be read: by that alone, as one of the chat whose message is; by a mark;
/// or by being gone, for nobody sees it.
const OF_MESSAGES: &str =
    "SELECT n.id, n.kind, CASE WHEN n.owner_id < 0 AND k.state IS NULL AND n.subject_id <= m.read_message_id THEN 'alone' ELSE 'mark' END
    FROM notifications n LEFT JOIN notification_marks k ON k.notification_id = n.id AND k.user_id = $1
    LEFT JOIN members m ON m.chat_id = $2 AND m.user_id = $1
    WHERE n.owner_id IN ($1, $3) AND n.state = 'unread' AND (k.state IS NULL OR k.state = 'unread')
    AND n.subject_id BETWEEN $4 AND $5 AND EXISTS (SELECT 1 FROM messages x WHERE x.id = n.subject_id AND x.chat_id = $2)
    UNION ALL SELECT n.id, n.kind, 'gone' FROM notifications n WHERE n.owner_id = $1 AND n.state = 'mail-only'
    AND n.subject_id BETWEEN $4 AND $5 AND EXISTS (SELECT 1 FROM messages x WHERE x.id = n.subject_id AND x.chat_id = $2) ORDER BY 1";
const GO: &str = "DELETE FROM notifications WHERE id = $1 AND owner_id = $2 AND state = 'mail-only'";
const HERE: &str = concat!(
    "SELECT n.id",
    of_own!("$1"),
    "($1, $2) AND ",
    own_unread!(),
    " AND n.link = $3 UNION ALL SELECT n.id",
    of_chats!("$1"),
    chat_unread!(),
    " AND n.link = $3"
);

/// These of the reader's notifications are this from now on. How many were something else.
///
/// # Errors
/// What the database says.
pub async fn set(tx: &mut Tx, reader: Reader, ids: &[NotificationId], state: State, now: Moment) -> Result<usize> {
    let mut changed = Vec::new();
    for id in ids {
        let (id, word) = (*id, state.as_str());
        let own = run!(tx, sqlx::query(SET).bind(reader.user).bind(id).bind(word).bind(now))?;
        let shared = match own {
            0 => run!(tx, sqlx::query(MARK).bind(reader.user).bind(reader.shared).bind(id).bind(word).bind(now))?,
            _ => 0,
        };
        if own + shared > 0 {
            changed.push(id);
        }
    }
    Ok(tell(tx, reader.user, changed))
}

/// What tells the person of the chat's messages from the first to the last and is not read, and how each comes to be.
async fn of_messages(
    conn: &mut Conn,
    (user, chat): (UserId, ChatId),
    (first, last): (MessageId, MessageId),
) -> Result<Vec<(NotificationId, String, String)>> {
    let mut found: Vec<(NotificationId, String, String)> = on!(conn, c => sqlx::query_as(OF_MESSAGES)
        .bind(user).bind(chat).bind(members_of(chat)).bind(first).bind(last).fetch_all(&mut *c).await)?;
    found.retain(|(_, name, _)| kind(name).is_some_and(|kind| kind.of_message));
    Ok(found)
}

/// Whether something tells the person of these messages that is read by seeing them, and not by their read mark alone.
///
/// # Errors
/// What the database says.
pub async fn unseen(
    conn: &mut Conn,
    (user, chat): (UserId, ChatId),
    (first, last): (MessageId, MessageId),
) -> Result<bool> {
    Ok(of_messages(conn, (user, chat), (first, last)).await?.iter().any(|one| one.2 != "alone"))
}

/// The person has seen the chat's messages from the first to the last: what tells them of these is read.
///
/// # Errors
/// What the database says.
pub async fn seen(
    tx: &mut Tx,
    (user, chat): (UserId, ChatId),
    (first, last): (MessageId, MessageId),
    now: Moment,
) -> Result<()> {
    let found = of_messages(tx, (user, chat), (first, last)).await?;
    let of = |how: &str| found.iter().filter(|one| one.2 == how).map(|one| one.0).collect::<Vec<_>>();
    tell(tx, user, of("alone"));
    for id in of("gone") {
        run!(tx, sqlx::query(GO).bind(id).bind(user))?;
    }
    set(tx, Reader::alone(user), &of("mark"), State::Read, now).await.map(drop)
}

/// All of the reader's notifications are read. How many were not.
///
/// # Errors
/// What the database says.
pub async fn read_all(tx: &mut Tx, reader: Reader, now: Moment) -> Result<usize> {
    let mut changed: Vec<NotificationId> =
        on!(tx, c => sqlx::query_scalar(READ_ALL).bind(reader.user).bind(now).fetch_all(&mut *c).await)?;
    let shared: Vec<NotificationId> = on!(tx, c => sqlx::query_scalar(MARK_ALL)
        .bind(reader.user).bind(reader.shared).bind(now).fetch_all(&mut *c).await)?;
    changed.extend(shared);
    Ok(tell(tx, reader.user, changed))
}

/// What the reader changed at this moment is as it was before. How many there are of it.
///
/// # Errors
/// What the database says.
pub async fn undo(tx: &mut Tx, reader: Reader, at: Moment, now: Moment) -> Result<usize> {
    if !now.is_within(UNDONE, at) {
        return Ok(0);
    }
    let mut changed = Vec::new();
    for statement in [UNDO, UNDO_MARKS] {
        let of: Vec<NotificationId> =
            on!(tx, c => sqlx::query_scalar(statement).bind(reader.user).bind(at).bind(now).fetch_all(&mut *c).await)?;
        changed.extend(of);
    }
    Ok(tell(tx, reader.user, changed))
}

/// The reader's unread notifications that lead to this address.
///
/// # Errors
/// What the database says.
pub async fn leading_to(conn: &mut Conn, reader: Reader, address: &str) -> Result<Vec<NotificationId>> {
    on!(conn, c => sqlx::query_scalar(HERE).bind(reader.user).bind(reader.shared).bind(address).fetch_all(&mut *c).await)
}

fn tell(tx: &mut Tx, owner: UserId, changed: Vec<NotificationId>) -> usize {
    let count = changed.len();
    if count > 0 {
        debug_assert!(owner != ADMINISTRATORS, "each of them for themselves");
        tx.emit(Event::NotificationsChanged { owner, ids: Arc::from(changed) });
    }
    count
}
