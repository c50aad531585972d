//! How much of a centre is unread, or waits for an answer.

use super::Reader;
use super::gate::{chat_unread, of_chats, of_kept, of_own, own_state, own_unread};
use crate::store::{Conn, Result, dialect, on};

/// Where counting stops: "99+".
pub const MOST: i64 = 100;

const WAITS: &str = concat!(
    "SELECT COUNT(*) FROM (SELECT 1",
    of_own!("$1"),
    "($1, $2) AND n.waits AND ",
    own_state!(),
    " <> 'deleted' LIMIT 100) AS counted"
);
/// Up to a hundred, and whether one of them speaks of `$3`.
const UNREAD: &str = concat!(
    "SELECT COUNT(*), CAST(COALESCE(MAX(CASE WHEN link = $3 THEN 1 ELSE 0 END), 0) AS BIGINT) FROM (
    SELECT p.link FROM (SELECT n.link",
    of_own!("$1"),
    "($1, $2) AND ",
    own_unread!(),
    " LIMIT 100) AS p UNION ALL SELECT q.link FROM (SELECT n.link",
    of_chats!("$1"),
    chat_unread!(),
    " LIMIT 100) AS q UNION ALL SELECT n.link",
    of_kept!("$1"),
    " LIMIT 100) AS counted"
);
/// The same of many; up to a hundred of each sort.
macro_rules! unread_of {
    ($users:literal) => {
        concat!(
            "SELECT u.id, (SELECT COUNT(*) FROM (SELECT 1",
            of_own!("u.id"),
            "(u.id, CASE WHEN u.role = 'administrator' THEN 0 ELSE u.id END) AND ",
            own_unread!(),
            " LIMIT 100) AS own) + (SELECT COUNT(*) FROM (SELECT 1",
            of_chats!("u.id"),
            chat_unread!(),
            " LIMIT 100) AS told) + (SELECT COUNT(*) FROM (SELECT 1",
            of_kept!("u.id"),
            " LIMIT 100) AS kept) AS unread FROM users u WHERE u.id ",
            $users
        )
    };
}
const UNREADS_SQLITE: &str = unread_of!("IN (SELECT value FROM json_each($1))");
const UNREADS_POSTGRES: &str = unread_of!("= ANY($1)");

/// How much waits for an answer, up to [`MOST`].
///
/// # Errors
/// What the database says.
pub async fn waits(conn: &mut Conn, reader: Reader) -> Result<i64> {
    on!(conn, c => sqlx::query_scalar(WAITS).bind(reader.user).bind(reader.shared).fetch_one(&mut *c).await)
}

/// How much is unread, up to [`MOST`].
///
/// # Errors
/// What the database says.
pub async fn unread(conn: &mut Conn, reader: Reader) -> Result<i64> {
    Ok(unread_and(conn, reader, "").await?.0)
}

/// How much is unread, up to [`MOST`], and whether some of it speaks of what is at this address.
///
/// # Errors
/// What the database says.
pub async fn unread_and(conn: &mut Conn, reader: Reader, address: &str) -> Result<(i64, bool)> {
    let (count, here): (i64, i64) = on!(conn, c => sqlx::query_as(UNREAD)
        .bind(reader.user).bind(reader.shared).bind(address).fetch_one(&mut *c).await)?;
    Ok((count, here > 0 && !address.is_empty()))
}

/// How much is unread of each of these people, up to [`MOST`].
///
/// # Errors
/// What the database says.
pub async fn unread_of_all(conn: &mut Conn, users: &[i64]) -> Result<Vec<(i64, i64)>> {
    let all: Vec<(i64, i64)> = dialect::fetch_by_ids(conn, UNREADS_SQLITE, UNREADS_POSTGRES, users).await?;
    Ok(all.into_iter().map(|(user, unread)| (user, unread.min(MOST))).collect())
}
