//! Words of one's own: who is told when a message in one of their chats says one of them.
//!
//! They are compared as the search compares: by the same tokens, so without case and marks, and in scripts that are written without spaces,
//! too. Of a message counts what somebody says in it, as with calls: no quotes, no code; besides, what its files are called and what a poll has one choose
//! from. They are found by their first token, one statement for all messages that are posted at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::attachments::Shown;
use super::notices;
use crate::files::Kind;
use crate::id::{ChatId, MessageId, UserId};
use crate::markup::{Cut, spoken, tokens};
use crate::store::{Conn, Result, Tx, either, on, run};

/// How many a person has, at most.
pub const MOST: usize = 20;
/// Characters of one, at least and at most.
pub const LENGTH: std::ops::RangeInclusive<usize> = 2..=60;

/// What is wrong with one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// There are more than [`MOST`].
    TooMany,
    /// This one is longer than [`LENGTH`].
    TooLong(String),
    /// This one is shorter, or says nothing that can be found.
    TooShort(String),
    /// One holds what no text can.
    Nul,
}

/// A word, or some that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// As it was typed, with single spaces.
    phrase: String,
    tokens: Vec<String>,
}

impl Keyword {
    fn read(typed: &str) -> std::result::Result<Keyword, Wrong> {
        let phrase = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = phrase.chars().count();
        if length > *LENGTH.end() {
            return Err(Wrong::TooLong(phrase));
        }
        let mut tokens = tokens(&phrase);
        // The last character of a run is a token of its own only where a run ends, as it need not in a message.
        tokens.pop_if(|token| token.cut == Cut::Last { alone: false });
        let tokens: Vec<String> = tokens.into_iter().map(|token| token.text).collect();
        // What is left of C++ is a letter, which everybody says.
        if tokens.iter().map(|token| token.chars().count()).sum::<usize>() < *LENGTH.start() {
            return Err(Wrong::TooShort(phrase));
        }
        Ok(Keyword { phrase, tokens })
    }

    /// Those that stand in these lines, one in each; what comes again is left out.
    ///
    /// # Errors
    /// What is wrong with the first that is.
    pub fn read_all(lines: &str) -> std::result::Result<Vec<Keyword>, Wrong> {
        let mut all: Vec<Keyword> = Vec::new();
        if lines.contains('\0') {
            return Err(Wrong::Nul);
        }
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let one = Keyword::read(line)?;
            if all.iter().all(|known| known.tokens != one.tokens) {
                all.push(one);
            }
            if all.len() > MOST {
                return Err(Wrong::TooMany);
            }
        }
        Ok(all)
    }
}

const OF_USER: &str = "SELECT phrase FROM keywords WHERE user_id = $1 ORDER BY position";
const FORGET: &str = "DELETE FROM keywords WHERE user_id = $1";
const KEEP: &str = "INSERT INTO keywords (user_id, tokens, first_token, phrase, position) VALUES ($1, $2, $3, $4, $5)";
/// What members of the chat (`$2`) who have not muted it want to be told of that begins with one of these tokens, and what they do not see.
macro_rules! wanted {
    ($tokens:literal) => {
        concat!(
            "SELECT k.user_id, k.phrase, k.tokens, m.past_message_id FROM keywords k
    JOIN members m ON m.chat_id = $2 AND m.user_id = k.user_id AND NOT m.muted JOIN users u ON u.id = k.user_id AND u.state = 'active'
    WHERE k.first_token ",
            $tokens,
            " ORDER BY k.user_id, k.position"
        )
    };
}
const WANTED_SQLITE: &str = wanted!("IN (SELECT value FROM json_each($1))");
const WANTED_POSTGRES: &str = wanted!("= ANY($1)");

/// The person's, as they typed them, one in each line.
///
/// # Errors
/// What the database says.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<String> {
    let all: Vec<String> = on!(conn, c => sqlx::query_scalar(OF_USER).bind(user).fetch_all(&mut *c).await)?;
    Ok(all.join("\n"))
}

/// Keeps these for the person, instead of what they had.
///
/// # Errors
/// What the database says.
pub async fn keep(tx: &mut Tx, user: UserId, keywords: &[Keyword]) -> Result<()> {
    run!(tx, sqlx::query(FORGET).bind(user))?;
    for (position, one) in (0_i64..).zip(keywords) {
        let first = one.tokens.first().map_or("", String::as_str);
        run!(tx, sqlx::query(KEEP).bind(user).bind(one.tokens.join(" ")).bind(first).bind(&one.phrase).bind(position))?;
    }
    Ok(())
}

/// A message in which words are looked for.
pub(super) struct Heard {
    /// Which.
    pub message: MessageId,
    /// Who wrote it.
    pub author: UserId,
    /// What it is known by.
    pub line: String,
    /// What it says, part by part: no keyword begins in one and ends in the next.
    pub said: Vec<String>,
    /// Whether it asks that, as a poll.
    pub poll: bool,
    /// Who is told of it anyhow; `None`: all are.
    pub told: Option<Vec<UserId>>,
}

/// What somebody says in a text, as one part.
pub(super) fn of_text(text: &str) -> String {
    spoken(text).join("\n")
}

/// What somebody says in a message of this text with these files: those that are spoken say nothing by their names.
pub(super) fn parts(text: &str, files: &[Shown]) -> Vec<String> {
    let names = files.iter().filter(|file| file.kind != Kind::Voice).map(|file| file.name.clone());
    std::iter::once(of_text(text)).chain(names).collect()
}

/// Whether the parts say the word, as it was typed.
pub fn say(parts: &[String], phrase: &str) -> bool {
    Keyword::read(phrase).is_ok_and(|keyword| Words::of(parts).say(&keyword.tokens.join(" ")))
}

/// Tells members of the chat of these messages who wanted to be told when somebody says what they say; not those whom the message calls
/// or answers, who are told of that.
///
/// # Errors
/// What the database says.
pub(super) async fn tell(tx: &mut Tx, chat: ChatId, heard: &[Heard]) -> Result<()> {
    let said: Vec<_> = heard.iter().filter_map(|one| Some((one, Words::of(&one.said), one.told.as_deref()?))).collect();
    let begins: BTreeSet<&String> =
        said.iter().flat_map(|(_, words, _)| &words.all).filter(|one| !one.is_empty()).collect();
    let begins: Vec<&String> = begins.into_iter().collect();
    if begins.is_empty() {
        return Ok(());
    }
    let wanted: Vec<(UserId, String, String, MessageId)> = either!(tx,
        c => sqlx::query_as(WANTED_SQLITE).bind(serde_json::to_string(&begins).unwrap_or_default()).bind(chat).fetch_all(&mut *c).await,
        c => sqlx::query_as(WANTED_POSTGRES).bind(&begins).bind(chat).fetch_all(&mut *c).await)?;
    for (one, words, told) in said {
        let mut told: BTreeSet<UserId> = told.iter().copied().chain([one.author]).collect();
        // Of one word that people write in several ways, as the first of them does.
        let mut by_word: BTreeMap<&str, (&str, Vec<UserId>)> = BTreeMap::new();
        for (user, phrase, sought, past) in &wanted {
            // Who came later does not see the message.
            if one.message > *past && !told.contains(user) && words.say(sought) {
                told.insert(*user);
                by_word.entry(sought).or_insert((phrase, Vec::new())).1.push(*user);
            }
        }
        for (phrase, users) in by_word.into_values() {
            notices::keyword(tx, (one.author, users), phrase, (one.message, (&one.line, one.poll)));
        }
    }
    Ok(())
}

/// The tokens of a text, and where each stands.
struct Words {
    all: Vec<String>,
    places: HashMap<String, Vec<usize>>,
}

impl Words {
    fn of(parts: &[String]) -> Words {
        let mut all: Vec<String> = Vec::new();
        for part in parts {
            all.extend(tokens(part).into_iter().map(|token| token.text));
            // No word is empty: nothing goes on here.
            all.push(String::new());
        }
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (n, token) in all.iter().enumerate() {
            places.entry(token.clone()).or_default().push(n);
        }
        Words { all, places }
    }

    /// Whether they hold these, which have spaces between them, one after the other.
    fn say(&self, sought: &str) -> bool {
        let first = sought.split(' ').next().unwrap_or_default();
        let at = self.places.get(first).map_or(&[][..], Vec::as_slice);
        at.iter().any(|at| {
            let mut here = self.all[*at..].iter();
            sought.split(' ').all(|token| here.next().is_some_and(|one| one == token))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(keyword: &str, text: &str) -> bool {
        let keyword = Keyword::read(keyword).expect("a keyword");
        Words::of(&[text.to_owned(), "the next part".to_owned()]).say(&keyword.tokens.join(" "))
    }

    #[test]
    fn words_are_found_whole_without_case_and_marks_and_in_their_order() {
        assert!(finds("Binder", "the BINDER, please") && finds("ban in", "xem bản in này"));
        assert!(finds("bản in", "xem ban in") && finds("C++ 17", "use c++, 17 or so"));
        assert!(!finds("binder", "binders") && !finds("bản in", "in bản") && !finds("bản in", "bản thảo in"));
        assert!(finds("会议", "今天开会议室"), "in the middle of a run");
        assert!(!finds("会议", "议会") && finds("東京 都", "東京 都"));
        assert!(finds("next part", "here") && !finds("here the", "it ends here"), "not from one part to the next");
    }

    #[test]
    fn what_cannot_be_found_is_refused() {
        let lines = |lines: &str| Keyword::read_all(lines).map(|all| all.len());
        assert_eq!(lines("binder\n\n  Binder \nbản in\nban  in"), Ok(2));
        for short in ["a", "!!! ---", "C++"] {
            assert_eq!(lines(&format!("binder\n{short}")), Err(Wrong::TooShort(short.to_owned())));
        }
        assert_eq!(lines(&"x".repeat(61)), Err(Wrong::TooLong("x".repeat(61))));
        assert_eq!(lines("a\0b"), Err(Wrong::Nul));
        let many = |count: usize| (0..count).map(|n| format!("word{n}")).collect::<Vec<_>>().join("\n");
        assert_eq!((lines(&many(20)), lines(&many(21))), (Ok(20), Err(Wrong::TooMany)));
    }
}
