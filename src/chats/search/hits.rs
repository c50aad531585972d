//! What is found, the newest first.
//!
//! A word that everybody uses is found among the newest messages, a rare one anywhere, and which it is nobody knows before. So what is looked
//! for is walked back to in windows of numbers, each larger than the one before, until there is enough: what was not found often enough in one
//! is rare enough for the next. In a window messages are read some hundreds at a time, and tested here where the index was not asked for all
//! that is looked for, since it could not say cheaply which of all messages are their reader's, or which words begin so: the newest ones, up to
//! a number and a sum of bytes. What is not found often enough among those is rare, and the index is asked for all of it. Of phrases PostgreSQL's
//! knows only which words stand side by side somewhere in a message, so all that it finds for one is tested.

use std::sync::Arc;
use std::time::Instant;

use super::Searches;
use super::index::whole;
use super::query::{Part, Query};
use super::rank::score;
use super::sought::Sought;
use super::steps::{KEYS, Left, Step, WINDOWS, Window};
use crate::clock::Moment;
use crate::id::{ChatId, MessageId, UserId};
use crate::markup::{has_link, tokens};
use crate::store::{Conn, Error, Result, either, on};

/// All times.
pub(super) const EVER: (Moment, Moment) = (Moment(i64::MIN), Moment(i64::MAX));
/// Messages that are read at once: as they come in their reader's chats, and by the index.
const SLICE: i64 = if cfg!(test) { 5 } else { 200 };
const ASKED: i64 = if cfg!(test) { 7 } else { 500 };
/// Bytes of texts that may be read at once, where more and more messages are.
const READ: usize = 16 << 20;
/// Bytes of texts that are tested at once where nobody else waits for it; more are tested beside.
const LONG: usize = 64 * 1024;
/// What a hit is besides its words, and the gate: who is not a member finds nothing, whatever the index says. From which message on they see is no
/// column's bound: SQLite takes one of two, and would go through all of a chat for each window of it.
macro_rules! is_hit {
    () => {
        "m.chat_id = x.chat_id AND m.user_id = $1 AND x.id + 0 > m.past_message_id AND x.posted_at >= $2 AND x.posted_at < $3 AND x.kind = 'text'
    AND x.deleted_at IS NULL"
    };
}

/// What is read of a message.
macro_rules! hit_columns {
    () => {
        "x.id, x.chat_id, x.author_id, x.text, x.files, x.poll"
    };
}

/// The order of the joins is said: from the index, whose order is that of the answer.
const FIND_SQLITE: &str = concat!(
    "SELECT ",
    hit_columns!(),
    " FROM message_words w CROSS JOIN messages x ON x.id = w.rowid CROSS JOIN members m
    WHERE w.message_words MATCH $7 AND w.rowid >= $4 AND w.rowid < $5 AND ",
    is_hit!(),
    " ORDER BY w.rowid DESC LIMIT CAST($6 AS BIGINT)"
);
/// The index of words first, and by itself: with the numbers beside it, it would be that of the numbers. Then in order, so that no more
/// messages are read than are hits.
macro_rules! found_by_keys {
    ($more:literal) => {
        concat!(
            "WITH f AS MATERIALIZED (SELECT w.message_id FROM message_words w WHERE w.words @@ CAST($7 AS TSQUERY)",
            $more,
            ") SELECT ",
            hit_columns!(),
            " FROM (SELECT f.message_id FROM f WHERE f.message_id >= $4 AND f.message_id < $5 ORDER BY f.message_id DESC
    LIMIT 9223372036854775807) o JOIN messages x ON x.id = o.message_id JOIN members m ON ",
            is_hit!(),
            " ORDER BY o.message_id DESC LIMIT CAST($6 AS BIGINT)"
        )
    };
}

const FIND_1_POSTGRES: &str = found_by_keys!("");
const FIND_2_POSTGRES: &str = found_by_keys!(" AND w.words @@ CAST($8 AS TSQUERY)");
const FIND_3_POSTGRES: &str = found_by_keys!(" AND w.words @@ CAST($8 AS TSQUERY) AND w.words @@ CAST($9 AS TSQUERY)");
const FIND_4_POSTGRES: &str = found_by_keys!(
    " AND w.words @@ CAST($8 AS TSQUERY) AND w.words @@ CAST($9 AS TSQUERY) AND w.words @@ CAST($10 AS TSQUERY)"
);
const FIND_5_POSTGRES: &str = found_by_keys!(
    " AND w.words @@ CAST($8 AS TSQUERY) AND w.words @@ CAST($9 AS TSQUERY) AND w.words @@ CAST($10 AS TSQUERY) AND w.words @@ CAST($11 AS TSQUERY)"
);
/// One for each number of keys.
const FIND_POSTGRES: [&str; KEYS] =
    [FIND_1_POSTGRES, FIND_2_POSTGRES, FIND_3_POSTGRES, FIND_4_POSTGRES, FIND_5_POSTGRES];
/// All that was said in the reader's chats, or in the one of `$7`.
const SEEN: &str = concat!(
    "SELECT ",
    hit_columns!(),
    " FROM members m CROSS JOIN messages x WHERE ",
    is_hit!(),
    " AND (CAST($7 AS BIGINT) = 0 OR m.chat_id = $7) AND x.id >= $4 AND x.id < $5 ORDER BY x.id DESC LIMIT CAST($6 AS BIGINT)"
);

/// A message with what is looked for: how good it is, if that counts, and its number.
pub(super) type Found = (i64, MessageId);

#[derive(sqlx::FromRow)]
struct Row {
    id: MessageId,
    chat_id: ChatId,
    author_id: UserId,
    text: String,
    files: String,
    poll: String,
}

impl Row {
    fn bytes(&self) -> usize {
        self.text.len() + self.files.len() + self.poll.len()
    }
}

/// The newest messages before this one that are what is looked for, at most so many, the newest first; `scored`: how good they are is said.
///
/// # Errors
/// What the database says; [`Error::TooSlow`] where so much is to be tested that it takes longer than a search may.
pub(super) async fn newest(
    conn: &mut Conn,
    sought: &Sought<'_>,
    (from, end): (MessageId, MessageId),
    (most, scored): (usize, bool),
) -> Result<Vec<Found>> {
    let chats = sought.chats.iter().map(|(chat, _)| *chat).collect();
    let want = Want { query: sought.query.clone(), chats, authors: sought.authors.clone(), scored };
    let end = end.0.min(sought.end.0);
    let until = Instant::now() + Searches::LONGEST;
    let mut walk = Walk { want: Arc::new(want), from: from.0, end, found: Vec::new(), most, until };
    if sought.chats.is_empty() {
        return Ok(walk.found);
    }
    let mut windows = if conn.is_file() || sought.is_small() { &[][..] } else { &WINDOWS[..] };
    // What was tested is no longer common: a window of some thousand is not worth it then.
    let larger = windows.get(1..).unwrap_or_default();
    for step in sought.steps(if scored { Left::BEST } else { Left::PAGE }) {
        match step {
            Step::Look(left) => walk.look(conn, sought, left).await?,
            step => walk.find(conn, sought, step, windows).await?,
        }
        windows = larger;
    }
    Ok(walk.found)
}

/// What a message is tested for. A copy: long texts are tested beside.
struct Want {
    query: Query,
    chats: Vec<ChatId>,
    authors: Vec<UserId>,
    scored: bool,
}

impl Want {
    /// Whether the message, which is found by this text, is what is looked for.
    fn is(&self, row: &Row, text: &str) -> bool {
        let mut cut = None;
        self.chats.binary_search(&row.chat_id).is_ok()
            && (self.authors.is_empty() || self.authors.contains(&row.author_id))
            && (!self.query.link || has_link(&row.text))
            && (!self.query.file || !row.files.is_empty())
            && self.query.parts.iter().all(|part| !part.places(cut.get_or_insert_with(|| tokens(text))).is_empty())
    }

    /// Those of the rows that are, if they are to be tested.
    fn judge(&self, rows: &[Row], test: bool) -> Vec<Found> {
        let judge = |row: &Row| {
            let text = whole(&row.text, (&row.files, &row.poll));
            let is = !test || self.is(row, &text);
            is.then(|| (if self.scored { score(&self.query, &text) } else { 0 }, row.id))
        };
        rows.iter().filter_map(judge).collect()
    }
}

/// On the way back: what is left, what was found there, and how much is wanted.
struct Walk {
    want: Arc<Want>,
    from: i64,
    end: i64,
    found: Vec<Found>,
    most: usize,
    until: Instant,
}

impl Walk {
    /// The next window of so many numbers, if anything is left and wanted.
    fn window(&self, length: i64) -> Option<Window> {
        let window = Window { from: self.from.max(self.end.saturating_sub(length)), end: self.end };
        (window.from < window.end && self.found.len() < self.most).then_some(window)
    }

    /// Takes what is looked for from the rows of a window; if they are as many as were asked for, there may be more of them in it.
    async fn take(&mut self, rows: Vec<Row>, (window, asked): (Window, i64), test: bool) -> Result<()> {
        let last = rows.last().filter(|_| rows.len() as i64 >= asked);
        self.end = last.map_or(window.from, |last| last.id.0);
        let (want, left) = (self.want.clone(), self.most - self.found.len());
        let long = (test || want.scored) && rows.iter().map(Row::bytes).sum::<usize>() > LONG;
        let found = match long {
            false => want.judge(&rows, test),
            true => {
                let judged = tokio::task::spawn_blocking(move || want.judge(&rows, test)).await;
                judged.map_err(|_| sqlx::Error::WorkerCrashed)?
            }
        };
        self.found.extend(found.into_iter().take(left));
        Ok(())
    }

    /// Asks the index, window by window.
    async fn find(&mut self, conn: &mut Conn, sought: &Sought<'_>, step: Step, windows: &[i64]) -> Result<()> {
        let part = matches!(step, Step::Part(_));
        // A part of it is tested for the rest, and PostgreSQL knows phrases by their pairs only, however much it was asked for.
        let test = part || !conn.is_file() && sought.query.parts.iter().any(Part::is_phrase);
        let mut left = if let Step::Part(left) = step { left } else { Left::ALL };
        let mut slice = ASKED;
        for length in windows.iter().copied().chain([i64::MAX]) {
            if length != i64::MAX && length >= self.end - self.from {
                continue;
            }
            let Some(Window { from, .. }) = self.window(length) else { return Ok(()) };
            while let Some(window) = self.window(self.end - from).filter(|_| !left.is_over()) {
                if Instant::now() > self.until {
                    return Err(Error::TooSlow);
                }
                let asked = if test { slice } else { ASKED.min((self.most - self.found.len()) as i64) };
                let rows = find(conn, sought, (window, part), asked).await?;
                left.take(rows.iter().map(Row::bytes));
                // PostgreSQL gathers all of the window each time: twice as many are read the next time, if they are short enough.
                let bytes = rows.iter().map(Row::bytes).sum::<usize>().max(1);
                slice = (2 * slice).min((READ * rows.len() / bytes) as i64).max(ASKED);
                self.take(rows, (window, asked), test).await?;
            }
        }
        Ok(())
    }

    /// Looks through what the reader sees.
    async fn look(&mut self, conn: &mut Conn, sought: &Sought<'_>, mut left: Left) -> Result<()> {
        // Where few of all messages are the reader's, a window of so many of theirs is long.
        let mut length = if sought.said <= SLICE { i64::MAX } else { (sought.all / sought.said).saturating_mul(SLICE) };
        while let Some(window) = self.window(length).filter(|_| !left.is_over()) {
            let rows = seen(conn, sought, window, 2 * SLICE).await?;
            let (few, before) = ((rows.len() as i64) < SLICE / 2, self.end);
            left.take(rows.iter().map(Row::bytes));
            self.take(rows, (window, 2 * SLICE), true).await?;
            // Where they lie close, it is as long as they were.
            length = if few { length.saturating_mul(4) } else { (before - self.end).max(1) };
        }
        Ok(())
    }
}

/// What the index finds in the window, a part of what is looked for or all of it.
async fn find(conn: &mut Conn, sought: &Sought<'_>, (window, part): (Window, bool), most: i64) -> Result<Vec<Row>> {
    let (after, before) = sought.times;
    either!(conn,
    c => sqlx::query_as(FIND_SQLITE).bind(sought.viewer).bind(after).bind(before).bind(window.from).bind(window.end)
        .bind(most).bind(sought.expression(part, window)).fetch_all(c).await,
    c => {
        let keys = sought.keys(part, window);
        let query = sqlx::query_as(FIND_POSTGRES[keys.len() - 1]).bind(sought.viewer).bind(after).bind(before)
            .bind(window.from).bind(window.end).bind(most);
        keys.into_iter().fold(query, |query, key| query.bind(key)).fetch_all(c).await
    })
}

/// What the reader sees in the window.
async fn seen(conn: &mut Conn, sought: &Sought<'_>, window: Window, most: i64) -> Result<Vec<Row>> {
    let (after, before) = sought.times;
    let only = if let [(only, _)] = sought.chats[..] { only } else { ChatId(0) };
    on!(conn, c => sqlx::query_as(SEEN).bind(sought.viewer).bind(after).bind(before).bind(window.from)
        .bind(window.end).bind(most).bind(only).fetch_all(&mut *c).await)
}
