//! What was never sent, and what no message has any more, goes.

use std::time::Duration;

use crate::clock::Moment;
use crate::store::{Conn, Result, Tx, on, run};

/// How long a file waits for its message.
const WAITS: Duration = Duration::from_secs(24 * 3600);
/// How long a blob may be without a file: the file is being made.
const MADE: Duration = Duration::from_secs(3600);
/// Rows of one step.
const STEP: i64 = 100;
/// Names that are read at once.
const NAMES: i64 = 1000;

const UNSENT: &str = "DELETE FROM attachments WHERE id IN (SELECT a.id FROM attachments a WHERE a.message_id IS NULL
    AND a.scheduled_id IS NULL AND a.made_at < $1 ORDER BY a.made_at LIMIT CAST($2 AS BIGINT))";
const LOST: &str = "SELECT b.id, b.name FROM blobs b WHERE b.made_at < $1 AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.blob_id = b.id)
    AND NOT EXISTS (SELECT 1 FROM attachments p WHERE p.preview_id = b.id)
    AND NOT EXISTS (SELECT 1 FROM messages x WHERE x.card_blob_id = b.id) ORDER BY b.id LIMIT CAST($2 AS BIGINT)";
const ANY_UNSENT: &str =
    "SELECT EXISTS (SELECT 1 FROM attachments WHERE message_id IS NULL AND scheduled_id IS NULL AND made_at < $1)";
const AFTER: &str = "SELECT id, name FROM blobs WHERE id > $1 ORDER BY id LIMIT CAST($2 AS BIGINT)";
/// Only what still has no file, and is on no card.
const FORGET: &str = "DELETE FROM blobs WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.blob_id = $1 OR a.preview_id = $1)
    AND NOT EXISTS (SELECT 1 FROM messages x WHERE x.card_blob_id = $1)";

/// The next blobs after this one, with their names; none after the last.
///
/// # Errors
/// What the database says.
pub async fn blobs_after(conn: &mut Conn, after: i64) -> Result<Vec<(i64, String)>> {
    on!(conn, c => sqlx::query_as(AFTER).bind(after).bind(NAMES).fetch_all(&mut *c).await)
}

/// Whether files wait that were never sent.
///
/// # Errors
/// What the database says.
pub async fn is_due(conn: &mut Conn, now: Moment) -> Result<bool> {
    on!(conn, c => sqlx::query_scalar(ANY_UNSENT).bind(now.before(WAITS)).fetch_one(&mut *c).await)
}

/// Removes some of the files that were never sent.
///
/// # Errors
/// What the database says.
pub async fn sweep(tx: &mut Tx, now: Moment) -> Result<()> {
    run!(tx, sqlx::query(UNSENT).bind(now.before(WAITS)).bind(STEP)).map(drop)
}

/// Some of the blobs that no file and no card has, with their names.
///
/// # Errors
/// What the database says.
pub async fn lost(conn: &mut Conn, now: Moment) -> Result<Vec<(i64, String)>> {
    on!(conn, c => sqlx::query_as(LOST).bind(now.before(MADE)).bind(STEP).fetch_all(&mut *c).await)
}

/// Forgets a blob, if no file has come to have it meanwhile.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, blob: i64) -> Result<()> {
    run!(tx, sqlx::query(FORGET).bind(blob)).map(drop)
}
