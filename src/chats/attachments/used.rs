//! How much is kept.

use crate::id::UserId;
use crate::store::{Conn, Result, on};

/// What is kept, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Used {
    /// Files, and smaller pictures of them.
    pub files: i64,
    /// Their bytes.
    pub bytes: i64,
}

const USED: &str = "SELECT COUNT(*) AS files, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM blobs";
const USED_BY: &str =
    "SELECT COUNT(*) AS files, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM blobs WHERE user_id = $1";

impl Used {
    /// By everybody.
    ///
    /// # Errors
    /// What the database says.
    pub async fn by_all(conn: &mut Conn) -> Result<Used> {
        on!(conn, c => sqlx::query_as(USED).fetch_one(&mut *c).await)
    }

    /// By one person.
    ///
    /// # Errors
    /// What the database says.
    pub async fn by(conn: &mut Conn, user: UserId) -> Result<Used> {
        on!(conn, c => sqlx::query_as(USED_BY).bind(user).fetch_one(&mut *c).await)
    }
}
