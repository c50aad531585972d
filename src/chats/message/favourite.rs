//! Messages that somebody wants to find again: nobody else sees which.

use super::reached::Reached;
use crate::chats::attachments::shown;
use crate::clock::Moment;
use crate::id::{ChatId, MessageId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

/// Favourites of one page.
pub const PAGE: usize = 50;

/// A favourite, in a chat that its owner is still in.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Favourite {
    /// Which message.
    pub message_id: MessageId,
    /// In which chat.
    pub chat_id: ChatId,
    /// The word of the chat's kind.
    pub kind: String,
    /// A group's name.
    pub name: String,
    /// The other one of a direct chat.
    pub partner: Option<String>,
    /// Who wrote it.
    pub author_id: UserId,
    /// Their name.
    pub author: String,
    /// The colour of their door.
    pub hue: i64,
    /// Their picture.
    pub picture: Option<String>,
    /// What it says; of a poll its question.
    pub text: String,
    /// Whether it is one.
    pub poll: bool,
    /// When it was posted.
    pub posted_at: Moment,
    /// When it became a favourite.
    pub made_at: Moment,
}

const ADD: &str = "INSERT INTO favourites (user_id, message_id, made_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const REMOVE: &str = "DELETE FROM favourites WHERE user_id = $1 AND message_id = $2";
/// Through the membership: who left a chat reads nothing of it here.
const PAGE_OF: &str = concat!("SELECT f.message_id, c.id AS chat_id, c.kind, c.name, p.name AS partner, x.author_id, a.name AS author, a.hue,
    a.picture, ",
    shown!("x"),
    " AS text, x.poll <> '' AS poll, x.posted_at, f.made_at FROM favourites f JOIN messages x ON x.id = f.message_id
    JOIN members m ON m.chat_id = x.chat_id AND m.user_id = f.user_id AND x.id > m.past_message_id JOIN chats c ON c.id = x.chat_id JOIN users a ON a.id = x.author_id
    LEFT JOIN members o ON o.chat_id = CASE WHEN c.kind = 'direct' THEN c.id END AND o.user_id <> f.user_id
    LEFT JOIN users p ON p.id = o.user_id
    WHERE f.user_id = $1 AND f.message_id < $2 ORDER BY f.message_id DESC LIMIT CAST($3 AS BIGINT)");

/// Makes the message a favourite of the member's, or no longer. A deleted one is none.
///
/// # Errors
/// What the database says.
pub async fn set(tx: &mut Tx, message: &Reached, favourite: bool, now: Moment) -> Result<()> {
    let user = message.member.user;
    if favourite && !message.gone {
        run!(tx, sqlx::query(ADD).bind(user).bind(message.id).bind(now))?;
    } else if !favourite {
        run!(tx, sqlx::query(REMOVE).bind(user).bind(message.id))?;
    }
    Ok(())
}

/// The user's favourites before this message, the newest message first, and whether there are more.
///
/// # Errors
/// What the database says.
pub async fn page(conn: &mut Conn, user: UserId, before: MessageId) -> Result<(Vec<Favourite>, bool)> {
    let limit = PAGE as i64 + 1;
    let mut rows: Vec<Favourite> =
        on!(conn, c => sqlx::query_as(PAGE_OF).bind(user).bind(before).bind(limit).fetch_all(&mut *c).await)?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    Ok((rows, more))
}
