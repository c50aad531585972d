//! Chats that two people share, as a person's page shows them.

use crate::accounts::User;
use crate::id::ChatId;
use crate::store::{Conn, Result, on};

/// Chats that a page lists at most.
const MOST: i64 = 20;

/// A chat that both are in, other than the one that is theirs alone.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Shared {
    /// Which.
    pub id: ChatId,
    /// A group's name; empty for everybody's chat.
    pub name: String,
    /// The colour of its door.
    pub hue: i64,
    /// Its picture.
    pub picture: Option<String>,
}

const OF_BOTH: &str = "SELECT c.id, c.name, c.hue, c.picture FROM members a JOIN members b ON b.chat_id = a.chat_id
    JOIN chats c ON c.id = a.chat_id WHERE a.user_id = $1 AND b.user_id = $2 AND c.kind IN ('group', 'general')
    AND c.standing <> 'archived'
    ORDER BY c.last_message_id DESC, c.id DESC LIMIT CAST($3 AS BIGINT)";

/// The chats that the two share, the last used first.
///
/// # Errors
/// What the database says.
pub async fn of_both(conn: &mut Conn, one: &User, other: &User) -> Result<Vec<Shared>> {
    on!(conn, c => sqlx::query_as(OF_BOTH).bind(one.id).bind(other.id).bind(MOST).fetch_all(&mut *c).await)
}
