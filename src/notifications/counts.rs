//! How much of a centre is unread, or waits for an answer.

use super::Reader;
use super::gate::{chat_unread, of_chats, of_kept, of_own, own_state, own_unread};
use crate::store::{Conn, Result, dialect, on};

/// Where counting stops: "99+".
pub const MOST: i64 = 100;

const WAITS: &str = concat!(
    "SELECT COUNT(*) FROM (SELECT 1",
    of_own!(),
    "n.waits AND ",
    own_state!(),
    " <> 'deleted' LIMIT 100) AS counted"
);
/// Up to a hundred, and whether one of them speaks of `$3`.
const UNREAD: &str = concat!(
    "SELECT COUNT(*), CAST(COALESCE(MAX(CASE WHEN link = $3 THEN 1 ELSE 0 END), 0) AS BIGINT) FROM (
    SELECT p.link FROM (SELECT n.link",
    of_own!(),
    own_unread!(),
    " LIMIT 100) AS p UNION ALL SELECT q.link FROM (SELECT n.link",
    of_chats!(),
    chat_unread!(),
    " LIMIT 100) AS q UNION ALL SELECT n.link",
    of_kept!(),
    " LIMIT 100) AS counted"
);
/// The same of many, as `gate` says it of one; up to a hundred of each sort.
macro_rules! unread_of {
    ($users:literal) => {
        concat!(
            "SELECT u.id, (SELECT COUNT(*) FROM (SELECT 1 FROM notifications n
        LEFT JOIN notification_marks k ON k.notification_id = n.id AND k.user_id = u.id
        WHERE n.owner_id IN (u.id, CASE WHEN u.role = 'administrator' THEN 0 ELSE u.id END) AND",
            own_unread!(),
            " LIMIT 100) AS own)
    + (SELECT COUNT(*) FROM (SELECT 1 FROM members m JOIN notifications n ON n.owner_id = -m.chat_id AND n.owner_id < 0
        AND n.made_at >= m.joined_at AND n.subject_id > m.past_message_id AND COALESCE(n.actor_id, 0) <> u.id
        LEFT JOIN notification_marks k ON k.notification_id = n.id AND k.user_id = u.id
        WHERE m.user_id = u.id AND NOT m.muted AND",
            chat_unread!(),
            " LIMIT 100) AS told)
    + (SELECT COUNT(*) FROM notification_marks k JOIN notifications n ON n.id = k.notification_id AND n.owner_id < 0
        JOIN members m ON m.chat_id = -n.owner_id AND m.user_id = k.user_id AND NOT m.muted AND n.subject_id <= m.read_message_id
            AND n.made_at >= m.joined_at AND n.subject_id > m.past_message_id
        WHERE k.user_id = u.id AND k.state = 'unread') AS unread FROM users u WHERE u.id ",
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
