//! What an answer shows of the message that it answers.

use crate::chats::attachments::shown;
use std::collections::HashMap;

use crate::chats::history::Entry;
use crate::id::{ChatId, MessageId, UserId};
use crate::store::dialect::fetch_by_ids_of;
use crate::store::{Conn, Result};

/// A message that others answer.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Quote {
    /// Which.
    pub id: MessageId,
    /// Who wrote it.
    pub author_id: UserId,
    /// Their name.
    pub author: String,
    /// What it says; of a poll its question.
    pub text: String,
    /// Whether it is one.
    pub poll: bool,
    /// Whether it was deleted.
    pub gone: bool,
}

/// Quotes by the number of what is quoted.
pub type Quotes = HashMap<MessageId, Quote>;

macro_rules! quotes {
    ($of:literal) => {
        concat!(
            "SELECT x.id, x.author_id, u.name AS author, ",
            shown!("x"),
            " AS text, x.poll <> '' AS poll, x.deleted_at IS NOT NULL AS gone FROM messages x
    JOIN users u ON u.id = x.author_id WHERE x.chat_id = $2 AND x.id ",
            $of
        )
    };
}
const QUOTES_SQLITE: &str = quotes!("IN (SELECT value FROM json_each($1))");
const QUOTES_POSTGRES: &str = quotes!("= ANY($1)");

/// What these messages of the chat answer: nothing is read where none does.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, chat: ChatId, entries: &[Entry]) -> Result<Quotes> {
    let shown = entries.iter().filter(|entry| !entry.reply_hidden);
    let mut ids: Vec<i64> = shown.filter_map(|entry| entry.reply_to_id.map(|message| message.0)).collect();
    if ids.is_empty() {
        return Ok(Quotes::new());
    }
    ids.sort_unstable();
    ids.dedup();
    let quotes: Vec<Quote> = fetch_by_ids_of(conn, (QUOTES_SQLITE, QUOTES_POSTGRES), &ids, chat.0).await?;
    Ok(quotes.into_iter().map(|quote| (quote.id, quote)).collect())
}
