//! The index of words: what is in it of a message.
//!
//! SQLite has it as a table of FTS5, PostgreSQL as a column of `tsvector`. Both get tokens that are made here, and take them as they are.

use std::borrow::Cow;
use std::collections::BTreeSet;

use flate2::Crc;

use crate::chats::attachments::of_text;
use crate::chats::message::Poll;
use crate::files::Kind;
use crate::id::{ChatId, MessageId, UserId};
use crate::markup::{has_link, tokens};
use crate::store::{Result, Tx, either};

/// Messages of one block, as a power of two; and blocks of a large one.
pub(super) const BLOCK: u32 = 11;
pub(super) const LARGE: u32 = 17;
/// Numbers of pairs: so many that each is of few, and so few that the index does not know more pairs than words many times over.
const PAIRS: u32 = 1 << 20;

/// What somebody said, as the index needs it.
#[derive(Clone, Debug)]
pub struct Said<'t> {
    /// Which message.
    pub message: MessageId,
    /// In which chat.
    pub chat: ChatId,
    /// Who.
    pub author: UserId,
    /// What.
    pub text: &'t str,
    /// Its files, as the message keeps them.
    pub files: Cow<'t, str>,
    /// What it asks besides, as the message keeps it.
    pub poll: Cow<'t, str>,
}

/// What a message is besides its words, and which of them follow each other. A stamp begins with `_`, which is in no word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stamp {
    Chat(ChatId),
    Author(UserId),
    /// It shows a link.
    Link,
    /// It has a file.
    File,
    /// Its number, without the last [`BLOCK`] bits; for PostgreSQL, whose index knows no order.
    Block(i64),
    /// The same without the last [`LARGE`].
    Large(i64),
    /// Two tokens that follow each other, as one of a million numbers; for PostgreSQL, which would look up each message that has both.
    Pair(u32),
}

impl Stamp {
    /// These two, the one behind the other. Kept in the index: what it is of them may never change.
    pub(super) fn pair(one: &str, next: &str) -> Stamp {
        let mut sum = Crc::new();
        for bytes in [one, " ", next] {
            sum.update(bytes.as_bytes());
        }
        Stamp::Pair(sum.sum() % PAIRS)
    }

    pub(super) fn token(self) -> String {
        match self {
            Stamp::Chat(chat) => format!("_c{chat}"),
            Stamp::Author(author) => format!("_u{author}"),
            Stamp::Link => "_link".to_owned(),
            Stamp::File => "_file".to_owned(),
            Stamp::Block(block) => format!("_b{block}"),
            Stamp::Large(block) => format!("_l{block}"),
            Stamp::Pair(pair) => format!("_p{pair:x}"),
        }
    }
}

const PUT_SQLITE: &str = "INSERT OR REPLACE INTO message_words (rowid, words)
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each($1)";
const PUT_POSTGRES: &str = "INSERT INTO message_words (message_id, words)
    SELECT n.id, CAST(n.words AS TSVECTOR) FROM UNNEST(CAST($1 AS BIGINT[]), CAST($2 AS TEXT[])) AS n (id, words)
    ON CONFLICT (message_id) DO UPDATE SET words = excluded.words";

/// Puts what the messages say into the index, instead of what they said before: in the transaction that changes them, in one statement.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, said: &[Said<'_>]) -> Result<()> {
    if said.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = said.iter().map(|one| one.message.0).collect();
    write(tx, &ids, |n, form| form.of(&said[n])).await
}

/// Takes the words of a message out of the index. Its row stays, empty, so that whoever fills the index meanwhile with what was there before
/// does not bring them back.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, message: MessageId) -> Result<()> {
    write(tx, &[message.0], |_, _| String::new()).await
}

async fn write(tx: &mut Tx, ids: &[i64], words: impl Fn(usize, Form) -> String) -> Result<()> {
    either!(tx,
    c => {
        let rows: Vec<(i64, String)> = ids.iter().enumerate().map(|(n, id)| (*id, words(n, Form::Fts))).collect();
        sqlx::query(PUT_SQLITE).bind(serde_json::to_string(&rows).unwrap_or_default()).execute(c).await.map(drop)
    },
    c => {
        let rows: Vec<String> = (0..ids.len()).map(|n| words(n, Form::Vector)).collect();
        sqlx::query(PUT_POSTGRES).bind(ids).bind(rows).execute(c).await.map(drop)
    })
}

/// What a message is found by: what it says, and what its files are called; of a poll the question and its answers.
pub(super) fn whole<'t>(text: &'t str, (files, poll): (&str, &str)) -> Cow<'t, str> {
    if let Some(poll) = Poll::read(poll) {
        return Cow::Owned(poll.plain(text));
    }
    if files.is_empty() {
        return Cow::Borrowed(text);
    }
    let names = of_text(files).into_iter().filter(|file| file.kind != Kind::Voice).map(|file| file.name);
    let all: Vec<String> = std::iter::once(text.to_owned()).filter(|text| !text.is_empty()).chain(names).collect();
    Cow::Owned(all.join("\n"))
}

/// How a database takes tokens.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// FTS5: one after the other, with white space between them.
    Fts,
    /// The text of a `tsvector`: each once.
    Vector,
}

impl Form {
    /// The words and stamps of what was said.
    pub(super) fn of(self, said: &Said<'_>) -> String {
        let words: Vec<String> =
            tokens(&whole(said.text, (&said.files, &said.poll))).into_iter().map(|token| token.text).collect();
        let mut stamps = vec![Stamp::Chat(said.chat), Stamp::Author(said.author)];
        if has_link(said.text) {
            stamps.push(Stamp::Link);
        }
        if !said.files.is_empty() {
            stamps.push(Stamp::File);
        }
        match self {
            Form::Fts => words.into_iter().chain(stamps.into_iter().map(Stamp::token)).collect::<Vec<_>>().join(" "),
            Form::Vector => {
                let id = said.message.0;
                stamps.extend([Stamp::Block(id >> BLOCK), Stamp::Large(id >> LARGE)]);
                stamps.extend(words.windows(2).map(|two| Stamp::pair(&two[0], &two[1])));
                let all: BTreeSet<String> = words.into_iter().chain(stamps.into_iter().map(Stamp::token)).collect();
                all.iter().map(|token| format!("'{token}'")).collect::<Vec<_>>().join(" ")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_its_words_and_what_it_is_besides() {
        let (message, chat, author) = (MessageId(300_000), ChatId(7), UserId(12));
        let said = |text| Said { message, chat, author, text, files: "".into(), poll: "".into() };
        assert_eq!(Form::Fts.of(&said("Phạm's proof, proof!")), "pham s proof proof _c7 _u12");
        assert_eq!(
            Form::Vector.of(&said("Phạm's proof, proof! https://a.example")),
            "'_b146' '_c7' '_l2' '_link' '_p6a48a' '_p7a7fe' '_p981f1' '_pba73e' '_pdd7dd' '_pf5cdf' '_u12' 'a' 'example' 'https' 'pham' 'proof' 's'"
        );
        let file =
            Said { files: "3 file 10 0 0 0 0 Quote 4.pdf\n4 voice 10 0 0 3 0 voice.ogg\n".into(), ..said("see") };
        assert_eq!(Form::Fts.of(&file), "see quote 4 pdf _c7 _u12 _file");
        let poll = Poll::sample(&[("By 2 mm", 1), ("Leave it", 0)], false).to_text();
        let poll = Said { poll: poll.into(), ..said("Which fold?") };
        assert_eq!(Form::Fts.of(&poll), "which fold by 2 mm leave it _c7 _u12");
        assert_eq!(Form::Fts.of(&said("'; DROP TABLE \"x\" OR NEAR(")), "drop table x or near _c7 _u12");
    }
}
