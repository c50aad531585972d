//! What is found, the newest first.
//!
//! A word that everybody uses is found among the newest messages, a rare one anywhere, and which it is nobody knows before. So what is looked
//! for is walked back to in windows of numbers, each larger than the one before, until there is enough: what was not found often enough in one
//! is rare enough for the next. The newest messages that its reader sees are looked through one by one, where the index could not say
//! cheaply which of all messages are theirs, or which words begin so.

use super::index::{BLOCK, Form, LARGE, Stamp, whole};
use super::sought::Sought;
use crate::clock::Moment;
use crate::id::{ChatId, MessageId, UserId};
use crate::markup::{has_link, tokens};
use crate::store::{Conn, Result, either, on};

/// All times.
pub(super) const EVER: (Moment, Moment) = (Moment(i64::MIN), Moment(i64::MAX));
/// So few chats are named to the index: for each word of a message it looks at all of them.
const FEW: usize = 24;
/// Where so much was said at most, windows are not worth it.
const SMALL: i64 = 50_000;
/// Whose chats hold a smaller part of all messages has them looked through: one of so many.
const PART: i64 = 20;
/// Messages that are looked through one by one for a page, and for the best ones.
const LOOKED: (i64, i64) = (3_000, 15_000);
/// The windows on PostgreSQL, whose index knows no order: all that it finds in one is read. SQLite's is read from its end.
const WINDOWS: [i64; 3] = [1 << 13, 1 << 17, 1 << 21];

/// What a hit is besides its words, and the gate: who is not a member finds nothing, whatever the index says.
macro_rules! is_hit {
    () => {
        "m.chat_id = x.chat_id AND m.user_id = $1 AND x.id > m.past_message_id AND x.posted_at >= $2 AND x.posted_at < $3 AND x.kind = 'text'
    AND x.deleted_at IS NULL"
    };
}

/// The order of the joins is said: from the index, whose order is that of the answer.
const FIND_SQLITE: &str = concat!(
    "SELECT x.id, x.text, x.files FROM message_words w CROSS JOIN messages x ON x.id = w.rowid CROSS JOIN members m
    WHERE w.message_words MATCH $7 AND w.rowid >= $4 AND w.rowid < $5 AND ",
    is_hit!(),
    " ORDER BY w.rowid DESC LIMIT CAST($6 AS BIGINT)"
);
/// The index of words first, and by itself: with the numbers beside it, it would be that of the numbers. Then in order, so that no more
/// messages are read than are hits.
const FIND_POSTGRES: &str = concat!(
    "WITH f AS MATERIALIZED (SELECT w.message_id FROM message_words w WHERE w.words @@ CAST($7 AS TSQUERY))
    SELECT x.id, x.text, x.files FROM (SELECT f.message_id FROM f WHERE f.message_id >= $4 AND f.message_id < $5 ORDER BY f.message_id DESC
    LIMIT 9223372036854775807) o JOIN messages x ON x.id = o.message_id JOIN members m ON ",
    is_hit!(),
    " ORDER BY o.message_id DESC LIMIT CAST($6 AS BIGINT)"
);
/// All that was said in the reader's chats, or in the one of `$7`.
const SEEN: &str = concat!(
    "SELECT x.id, x.chat_id, x.author_id, x.text, x.files FROM members m CROSS JOIN messages x WHERE ",
    is_hit!(),
    " AND (CAST($7 AS BIGINT) = 0 OR m.chat_id = $7) AND x.id >= $4 AND x.id < $5 ORDER BY x.id DESC LIMIT CAST($6 AS BIGINT)"
);

/// A message with what is looked for: its number, what it says, and its files as it keeps them.
pub(super) type Found = (MessageId, String, String);

#[derive(sqlx::FromRow)]
struct Seen {
    id: MessageId,
    chat_id: ChatId,
    author_id: UserId,
    text: String,
    files: String,
}

/// A window of numbers: from the first to before the second.
#[derive(Clone, Copy, Debug)]
struct Window {
    from: i64,
    end: i64,
}

/// The newest messages before this one that are what is looked for, at most so many: the newest first.
///
/// # Errors
/// What the database says.
pub(super) async fn newest(
    conn: &mut Conn,
    sought: &Sought<'_>,
    (from, end): (MessageId, MessageId),
    most: usize,
) -> Result<Vec<Found>> {
    let mut walk = Walk { from: from.0, end: end.0.min(sought.end.0), found: Vec::new(), most };
    if sought.chats.is_empty() || !walk.goes_on() {
        return Ok(walk.found);
    }
    if sought.is_bare() {
        // All that is seen is a hit, but for its time.
        let mut many = most as i64;
        while walk.goes_on() {
            walk.look(conn, sought, many).await?;
            many *= 4;
        }
        return Ok(walk.found);
    }
    let form = if conn.is_file() { Form::Fts } else { Form::Vector };
    let named = sought.names_chats();
    let looks = sought.begins() || (!named && sought.said < sought.all / PART);
    if looks {
        let many = if most > LOOKED.0 as usize / 10 { LOOKED.1 } else { LOOKED.0 };
        walk.look(conn, sought, many).await?;
    }
    let small = named && sought.said <= SMALL;
    for length in WINDOWS {
        // What was looked through is no longer common: a window of some thousand is not worth it then.
        if !matches!(form, Form::Vector) || small || (looks && length == WINDOWS[0]) || length >= walk.end - walk.from {
            continue;
        }
        walk.find(conn, sought, (length, form)).await?;
    }
    walk.find(conn, sought, (i64::MAX, form)).await?;
    Ok(walk.found)
}

/// On the way back: what is left, what was found there, and how much is wanted.
struct Walk {
    from: i64,
    end: i64,
    found: Vec<Found>,
    most: usize,
}

impl Walk {
    fn goes_on(&self) -> bool {
        self.from < self.end && self.found.len() < self.most
    }

    /// The next window of so many numbers.
    fn step(&mut self, length: i64) -> Window {
        let window = Window { from: self.from.max(self.end.saturating_sub(length)), end: self.end };
        self.end = window.from;
        window
    }

    /// Asks the index for what is in the next window.
    async fn find(&mut self, conn: &mut Conn, sought: &Sought<'_>, (length, form): (i64, Form)) -> Result<()> {
        if !self.goes_on() {
            return Ok(());
        }
        let window = self.step(length);
        let (expression, most) = (sought.expression(window, form), (self.most - self.found.len()) as i64);
        let (after, before) = sought.times;
        let found: Vec<Found> = either!(conn,
            c => sqlx::query_as(FIND_SQLITE).bind(sought.viewer).bind(after).bind(before).bind(window.from).bind(window.end)
                .bind(most).bind(expression).fetch_all(c).await,
            c => sqlx::query_as(FIND_POSTGRES).bind(sought.viewer).bind(after).bind(before).bind(window.from).bind(window.end)
                .bind(most).bind(expression).fetch_all(c).await)?;
        self.found.extend(found);
        Ok(())
    }

    /// Looks through about so many messages that the reader sees; at most four times as many, where they lie close.
    async fn look(&mut self, conn: &mut Conn, sought: &Sought<'_>, many: i64) -> Result<()> {
        if !self.goes_on() {
            return Ok(());
        }
        // Where few of all messages are the reader's, a window of so many of theirs is long.
        let length = if sought.said <= many { i64::MAX } else { sought.all / sought.said * many };
        let (window, most) = (self.step(length), 4 * many);
        let (after, before) = sought.times;
        let only = if let [(only, _)] = sought.chats[..] { only } else { ChatId(0) };
        let seen: Vec<Seen> = on!(conn, c => sqlx::query_as(SEEN).bind(sought.viewer).bind(after).bind(before).bind(window.from)
            .bind(window.end).bind(most).bind(only).fetch_all(&mut *c).await)?;
        if let Some(last) = seen.last().filter(|_| seen.len() as i64 == most) {
            self.end = last.id.0;
        }
        let left = self.most - self.found.len();
        let hits = seen.into_iter().filter(|one| sought.is(one)).take(left);
        self.found.extend(hits.map(|one| (one.id, one.text, one.files)));
        Ok(())
    }
}

impl Sought<'_> {
    /// Whether it looks for nothing that the index knows but chats.
    fn is_bare(&self) -> bool {
        self.query.parts.is_empty() && self.authors.is_empty() && !self.query.link && !self.query.file
    }

    /// Whether the index is asked for the chats, too.
    fn names_chats(&self) -> bool {
        self.chats.len() <= FEW || !self.query.places.is_empty()
    }

    /// Whether it looks for words that only begin so: as many as there are.
    fn begins(&self) -> bool {
        self.query.parts.iter().any(|part| part.begins())
    }

    /// Whether the message is what is looked for.
    fn is(&self, seen: &Seen) -> bool {
        let tokens = tokens(&whole(&seen.text, &seen.files));
        self.chats.binary_search_by_key(&seen.chat_id, |(chat, _)| *chat).is_ok()
            && (self.authors.is_empty() || self.authors.contains(&seen.author_id))
            && self.query.parts.iter().all(|part| !part.places(&tokens).is_empty())
            && (!self.query.link || has_link(&seen.text))
            && (!self.query.file || !seen.files.is_empty())
    }

    /// What the index is asked for.
    fn expression(&self, window: Window, form: Form) -> String {
        let mut all: Vec<String> = self.query.parts.iter().map(|part| part.expression(form)).collect();
        if self.query.link {
            all.push(any(&[Stamp::Link], form));
        }
        if self.query.file {
            all.push(any(&[Stamp::File], form));
        }
        if !self.authors.is_empty() {
            all.push(any(&self.authors.iter().map(|author| Stamp::Author(*author)).collect::<Vec<_>>(), form));
        }
        if self.names_chats() {
            all.push(any(&self.chats.iter().map(|(chat, _)| Stamp::Chat(*chat)).collect::<Vec<_>>(), form));
        }
        if let Form::Vector = form {
            all.extend(blocks(window).map(|blocks| any(&blocks, form)));
        }
        let and = match form {
            Form::Fts => " AND ",
            Form::Vector => " & ",
        };
        all.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(and)
    }
}

/// One of these.
fn any(stamps: &[Stamp], form: Form) -> String {
    let (quote, or) = match form {
        Form::Fts => ('"', " OR "),
        Form::Vector => ('\'', " | "),
    };
    stamps.iter().map(|stamp| format!("{quote}{}{quote}", stamp.token())).collect::<Vec<_>>().join(or)
}

/// The blocks that the window lies in, if they are few enough to name.
fn blocks(window: Window) -> Option<Vec<Stamp>> {
    let of = |bits: u32| (window.from >> bits)..=((window.end - 1) >> bits);
    match window.end - window.from {
        0..=0x4000 => Some(of(BLOCK).map(Stamp::Block).collect()),
        0x4001..=0x20_0000 => Some(of(LARGE).map(Stamp::Large).collect()),
        _ => None,
    }
}
