//! What is too old, or was deleted, goes.

use std::time::Duration;

use super::marks::UNDONE;
use crate::clock::Moment;
use crate::store::{Conn, Result, Store, on, run};

/// The days to choose among; 0: for ever.
pub const DAYS: [i64; 5] = [30, 90, 180, 365, 0];
/// Notifications that go at once: others write in between.
const BATCH: i64 = 500;

const KEPT: &str = "SELECT notification_days FROM company WHERE id = 1";
const OLD: &str = "DELETE FROM notifications WHERE id IN (SELECT id FROM notifications WHERE made_at < $1 AND NOT waits
    ORDER BY made_at LIMIT CAST($2 AS BIGINT))";
const DELETED: &str = "DELETE FROM notifications WHERE id IN (SELECT id FROM notifications
    WHERE state = 'deleted' AND changed_at < $1 LIMIT CAST($2 AS BIGINT))";

/// For how many days they are kept; 0: for ever, as before there is a company.
///
/// # Errors
/// What the database says.
pub async fn days(conn: &mut Conn) -> Result<i64> {
    let days: Option<i64> = on!(conn, c => sqlx::query_scalar(KEPT).fetch_optional(&mut *c).await)?;
    Ok(days.unwrap_or(0))
}

/// Takes out what is older than the company keeps it, and what was deleted and can be undone no more.
///
/// # Errors
/// What the database says; what is out by then stays out.
pub async fn purge(store: &Store, now: Moment) -> Result<()> {
    let days = days(&mut store.read().await?).await?;
    let old =
        u64::try_from(days).ok().filter(|days| *days > 0).map(|days| now.before(Duration::from_secs(days * 24 * 3600)));
    let deleted = Some((DELETED, now.before(UNDONE)));
    for (statement, before) in old.map(|before| (OLD, before)).into_iter().chain(deleted) {
        loop {
            let mut tx = store.begin().await?;
            let gone = run!(tx, sqlx::query(statement).bind(before).bind(BATCH))?;
            tx.commit().await?;
            if gone < BATCH.unsigned_abs() {
                break;
            }
        }
    }
    Ok(())
}
