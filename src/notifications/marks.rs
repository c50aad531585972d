//! What readers make of notifications: read, unread again, deleted, and all of it undone.
//!
//! A person's own carry it themselves; of what is all administrators' there is a mark for each who touched it. Every change
//! remembers what was before, so that the last one can be taken back.

use std::sync::Arc;
use std::time::Duration;

use super::{ADMINISTRATORS, Reader, State};
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{NotificationId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

/// For how long a change can be undone; what was deleted stays so long.
pub const UNDONE: Duration = Duration::from_secs(24 * 3600);

const SET: &str = "UPDATE notifications SET was = state, state = $3, changed_at = $4
    WHERE id = $2 AND owner_id = $1 AND state NOT IN ($3, 'mail-only')";
const MARK: &str = "INSERT INTO notification_marks (user_id, notification_id, state, was, changed_at)
    SELECT CAST($1 AS BIGINT), n.id, CAST($3 AS TEXT), n.state, CAST($4 AS BIGINT) FROM notifications n
    WHERE n.id = $2 AND n.owner_id = 0 AND (n.state = 'unread' OR $3 <> 'unread') AND (n.state <> $3 OR EXISTS (SELECT 1 FROM notification_marks k
        WHERE k.notification_id = n.id AND k.user_id = $1 AND k.state <> $3))
    ON CONFLICT (user_id, notification_id) DO UPDATE SET was = notification_marks.state, state = excluded.state,
    changed_at = excluded.changed_at WHERE notification_marks.state <> excluded.state";
const READ_ALL: &str = "UPDATE notifications SET was = state, state = 'read', changed_at = $2
    WHERE owner_id = $1 AND state = 'unread' RETURNING id";
const MARK_ALL: &str = "INSERT INTO notification_marks (user_id, notification_id, state, was, changed_at)
    SELECT CAST($1 AS BIGINT), n.id, 'read', 'unread', CAST($2 AS BIGINT) FROM notifications n
    WHERE n.owner_id = 0 AND n.state = 'unread' AND NOT EXISTS (SELECT 1 FROM notification_marks k
        WHERE k.notification_id = n.id AND k.user_id = $1 AND k.state <> 'unread')
    ON CONFLICT (user_id, notification_id) DO UPDATE SET was = notification_marks.state, state = 'read',
    changed_at = excluded.changed_at RETURNING notification_id";
const UNDO: &str = "UPDATE notifications SET state = was, was = state, changed_at = $3
    WHERE owner_id = $1 AND changed_at = $2 AND was <> state RETURNING id";
const UNDO_MARKS: &str = "UPDATE notification_marks SET state = was, was = state, changed_at = $3
    WHERE user_id = $1 AND changed_at = $2 AND was <> state RETURNING notification_id";
const HERE: &str =
    "SELECT n.id FROM notifications n LEFT JOIN notification_marks k ON k.notification_id = n.id AND k.user_id = $1
    WHERE n.owner_id IN ($1, $2) AND n.state = 'unread' AND (k.state IS NULL OR k.state = 'unread') AND n.link = $3";

/// These of the reader's notifications are this from now on. How many were something else.
///
/// # Errors
/// What the database says.
pub async fn set(tx: &mut Tx, reader: Reader, ids: &[NotificationId], state: State, now: Moment) -> Result<usize> {
    let mut changed = Vec::new();
    for id in ids {
        let (id, word) = (*id, state.as_str());
        let own = run!(tx, sqlx::query(SET).bind(reader.user).bind(id).bind(word).bind(now))?;
        let shared = match reader.is_administrator() {
            true => run!(tx, sqlx::query(MARK).bind(reader.user).bind(id).bind(word).bind(now))?,
            false => 0,
        };
        if own + shared > 0 {
            changed.push(id);
        }
    }
    Ok(tell(tx, reader.user, changed))
}

/// All of the reader's notifications are read. How many were not.
///
/// # Errors
/// What the database says.
pub async fn read_all(tx: &mut Tx, reader: Reader, now: Moment) -> Result<usize> {
    let mut changed: Vec<NotificationId> =
        on!(tx, c => sqlx::query_scalar(READ_ALL).bind(reader.user).bind(now).fetch_all(&mut *c).await)?;
    if reader.is_administrator() {
        let shared: Vec<NotificationId> =
            on!(tx, c => sqlx::query_scalar(MARK_ALL).bind(reader.user).bind(now).fetch_all(&mut *c).await)?;
        changed.extend(shared);
    }
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
