//! Filling the index with messages that were there before it: the newest first, some at a time.

use super::index::{Form, Said};
use crate::id::{ChatId, MessageId, UserId};
use crate::store::{Conn, Result, Store, Tx, either, on, run};

/// Messages of one transaction: while they are written, nobody posts on SQLite.
pub const BATCH: i64 = if cfg!(test) { 50 } else { 250 };

const PROGRESS: &str = "SELECT from_message_id FROM search_progress WHERE id = 1";
const OLDER: &str =
    "SELECT id, chat_id, author_id, version, text, files, poll FROM messages WHERE id < $1 AND kind = 'text' AND deleted_at IS NULL
    ORDER BY id DESC LIMIT CAST($2 AS BIGINT)";
/// What was changed since it was read has been written by who changed it.
const FILL_SQLITE: &str = "INSERT OR REPLACE INTO message_words (rowid, words) SELECT x.id, json_extract(j.value, '$[2]') FROM json_each($1) j
    JOIN messages x ON x.id = json_extract(j.value, '$[0]') AND x.version = json_extract(j.value, '$[1]') AND x.deleted_at IS NULL";
const FILL_POSTGRES: &str = "INSERT INTO message_words (message_id, words) SELECT x.id, CAST(n.words AS TSVECTOR)
    FROM UNNEST(CAST($1 AS BIGINT[]), CAST($2 AS BIGINT[]), CAST($3 AS TEXT[])) AS n (id, version, words)
    JOIN messages x ON x.id = n.id AND x.version = n.version AND x.deleted_at IS NULL ON CONFLICT (message_id) DO NOTHING";
/// Who has begun anew meanwhile is not taken farther.
const GO_ON: &str = "UPDATE search_progress SET from_message_id = $1 WHERE id = 1 AND from_message_id = $2";
const END: &str = "DELETE FROM search_progress WHERE id = 1 AND from_message_id = $1";

#[derive(sqlx::FromRow)]
struct Row {
    id: MessageId,
    chat_id: ChatId,
    author_id: UserId,
    version: i64,
    text: String,
    files: String,
    poll: String,
}

impl Row {
    fn words(&self, form: Form) -> String {
        let (files, poll) = (self.files.as_str().into(), self.poll.as_str().into());
        let (message, chat, author, text) = (self.id, self.chat_id, self.author_id, self.text.as_str());
        form.of(&Said { message, chat, author, text, files, poll })
    }
}

/// Whether messages are still to be put into the index.
///
/// # Errors
/// What the database says.
pub async fn is_going_on(conn: &mut Conn) -> Result<bool> {
    Ok(progress(conn).await?.is_some())
}

async fn progress(conn: &mut Conn) -> Result<Option<i64>> {
    on!(conn, c => sqlx::query_scalar(PROGRESS).fetch_optional(&mut *c).await)
}

/// Puts the next messages into the index, the newest that are not in it; whether there may be more. Once more it does the same. Where all are
/// in it, nothing is written.
///
/// # Errors
/// What the database says.
pub async fn go_on(store: &Store) -> Result<bool> {
    let mut conn = store.read().await?;
    let Some(from) = progress(&mut conn).await? else { return Ok(false) };
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(OLDER).bind(from).bind(BATCH).fetch_all(&mut *c).await)?;
    drop(conn);
    // Before the transaction, which is to be short.
    let form = if store.is_file() { Form::Fts } else { Form::Vector };
    let words: Vec<String> = rows.iter().map(|row| row.words(form)).collect();
    let mut tx = store.begin().await?;
    write(&mut tx, &rows, words).await?;
    match rows.last() {
        Some(last) => run!(tx, sqlx::query(GO_ON).bind(last.id).bind(from))?,
        None => run!(tx, sqlx::query(END).bind(from))?,
    };
    tx.commit().await?;
    Ok(!rows.is_empty())
}

async fn write(tx: &mut Tx, rows: &[Row], words: Vec<String>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    either!(tx,
    c => {
        let all: Vec<(i64, i64, &str)> = rows.iter().zip(&words).map(|(row, words)| (row.id.0, row.version, &**words)).collect();
        sqlx::query(FILL_SQLITE).bind(serde_json::to_string(&all).unwrap_or_default()).execute(c).await.map(drop)
    },
    c => {
        let (ids, versions): (Vec<i64>, Vec<i64>) = rows.iter().map(|row| (row.id.0, row.version)).unzip();
        sqlx::query(FILL_POSTGRES).bind(ids).bind(versions).bind(words).execute(c).await.map(drop)
    })
}
