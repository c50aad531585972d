//! Whom a message calls: `@` and a name, all who are called that, or a part of one that only one member of the chat has; `@all` is everybody.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::reached::Reached;
use crate::chats::chat::Member;
use crate::id::{ChatId, MessageId, UserId};
use crate::markup::{self, fold};
use crate::store::{Conn, Result, Tx, on, run};

/// People whom one message calls, at most; what follows them stays a text.
pub const MOST: usize = 20;
/// People who are offered for a part of a name.
pub const OFFERED: i64 = 8;
/// Words of a name that are looked at.
const WORDS: usize = 6;
/// Different names of one message that are looked for.
const LOOKED: usize = 20;
/// People with a name, or with a word of it, who are looked at: more are not told apart by their marks.
const SAME: usize = 100;
/// Of the ends of a name, those that may be a word.
const FIRST: usize = 2;
/// What calls everybody.
pub const ALL: &str = "all";

/// A call: who, and how it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Who; none: everybody.
    pub user: Option<UserId>,
    /// What stands after the `@`.
    pub name: String,
}

/// Somebody who may be called.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Callee {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their name, folded.
    pub name_folded: String,
    /// The colour of their door.
    pub hue: i64,
    /// Their picture.
    pub picture: Option<String>,
}

const OF_PART: &str = "SELECT u.id, u.name, u.name_folded, u.hue, u.picture FROM members m JOIN users u ON u.id = m.user_id
    WHERE m.chat_id = $1 AND u.state = 'active' AND (u.name_folded LIKE CAST($2 AS TEXT) OR u.name_folded LIKE CAST($3 AS TEXT))
    ORDER BY u.name_folded, u.id LIMIT CAST($4 AS BIGINT)";
const WHOLE: &str = "SELECT u.id, u.name FROM users u JOIN members m ON m.user_id = u.id AND m.chat_id = $1
    WHERE u.name_folded = $2 AND u.state = 'active' ORDER BY u.id LIMIT CAST($3 AS BIGINT)";
const WORD: &str =
    "SELECT u.id, u.name FROM members m JOIN users u ON u.id = m.user_id WHERE m.chat_id = $1 AND u.state = 'active'
    AND (u.name_folded = $2 OR u.name_folded LIKE CAST($3 AS TEXT) OR u.name_folded LIKE CAST($4 AS TEXT)
    OR u.name_folded LIKE CAST($5 AS TEXT)) ORDER BY u.id LIMIT CAST($6 AS BIGINT)";
const ADD: &str = "INSERT INTO mentions (chat_id, user_id, message_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const REMOVE: &str = "DELETE FROM mentions WHERE message_id = $1";
const KEEP: &str = "UPDATE messages SET calls = $2 WHERE id = $1";
/// After what changed: the newest that still calls them.
const SET_ALL: &str = "UPDATE chats SET called_message_id = COALESCE((SELECT MAX(q.message_id) FROM mentions q
    WHERE q.chat_id = chats.id AND q.user_id = 0), 0) WHERE id = $1";
const SET_MEMBER: &str = "UPDATE members SET called_message_id = COALESCE((SELECT MAX(q.message_id) FROM mentions q
    WHERE q.chat_id = members.chat_id AND q.user_id = members.user_id), 0) WHERE chat_id = $1 AND user_id = $2";

/// The members of the chat of whose names a word begins with this.
///
/// # Errors
/// What the database says.
pub async fn people(conn: &mut Conn, member: &Member, part: &str, most: i64) -> Result<Vec<Callee>> {
    // Marks of a pattern are in no name.
    let part: String = fold(part).chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
    on!(conn, c => sqlx::query_as(OF_PART)
        .bind(member.chat).bind(format!("{part}%")).bind(format!("% {part}%")).bind(most).fetch_all(&mut *c).await)
}

/// Whether the text calls everybody.
pub fn calls_all(text: &str) -> bool {
    text.contains('@') && markup::spoken(text).iter().any(|piece| places(piece).any(|name| fold(word(name)) == ALL))
}

/// Whom the text of the member calls; everybody if `all`, where it says so. A name is a whole one, the longest that somebody has, and calls all
/// who have it; or a word of the name of one alone. Of names that differ by their marks alone those are meant that have the typed ones, if any has.
///
/// # Errors
/// What the database says.
pub async fn resolve(conn: &mut Conn, member: &Member, text: &str, all: bool) -> Result<Vec<Call>> {
    resolve_in(conn, member.chat, text, all).await
}

/// The same of a text in the chat, whoever's it is.
pub(in crate::chats) async fn resolve_in(conn: &mut Conn, chat: ChatId, text: &str, all: bool) -> Result<Vec<Call>> {
    let mut calls: Vec<Call> = Vec::new();
    if !text.contains('@') {
        return Ok(calls);
    }
    let (pieces, mut looked) = (markup::spoken(text), BTreeSet::new());
    for name in pieces.iter().flat_map(|piece| places(piece)) {
        // What no name can be longer than: in a long text, one who is called often is looked for once.
        let longest = &name[..ends(name).last().copied().unwrap_or(0)];
        if looked.len() == LOOKED || !looked.insert(longest) {
            continue;
        }
        if all && fold(word(name)) == ALL {
            calls.push(Call { user: None, name: word(name).to_owned() });
        } else {
            calls.extend(called(conn, chat, name).await?);
        }
    }
    let mut known = BTreeSet::new();
    calls.retain(|call| known.insert((call.user, call.name.clone())));
    calls.truncate(MOST);
    Ok(calls)
}

/// Whom the beginning of the text calls.
async fn called(conn: &mut Conn, chat: ChatId, text: &str) -> Result<Vec<Call>> {
    let ends = ends(text);
    for end in ends.iter().rev() {
        let name = &text[..*end];
        let found: Vec<(UserId, String)> = on!(conn, c => sqlx::query_as(WHOLE)
            .bind(chat).bind(fold(name)).bind(SAME as i64).fetch_all(&mut *c).await)?;
        let found = best(found, |whole| is_same(whole, name));
        if !found.is_empty() {
            let call = |user: UserId| Call { user: Some(user), name: name.to_owned() };
            return Ok(found.into_iter().map(call).collect());
        }
    }
    for end in ends.iter().take(FIRST) {
        let name = &text[..*end];
        let word = fold(name);
        if word.contains(' ') {
            break;
        }
        let found: Vec<(UserId, String)> = on!(conn, c => sqlx::query_as(WORD)
            .bind(chat).bind(&word).bind(format!("{word} %")).bind(format!("% {word}")).bind(format!("% {word} %"))
            .bind(SAME as i64).fetch_all(&mut *c).await)?;
        if found.len() == SAME {
            break;
        }
        if let [user] = best(found, |whole| whole.split(' ').any(|of| is_same(of, name)))[..] {
            return Ok(vec![Call { user: Some(user), name: name.to_owned() }]);
        }
    }
    Ok(Vec::new())
}

/// Those whose name is meant to the mark; if there are none, all.
fn best(found: Vec<(UserId, String)>, is_meant: impl Fn(&str) -> bool) -> Vec<UserId> {
    let any = found.iter().any(|(_, name)| is_meant(name));
    found.into_iter().filter(|(_, name)| !any || is_meant(name)).map(|(user, _)| user).collect()
}

/// Whether they are the same but for case, however their marks were typed.
fn is_same(name: &str, typed: &str) -> bool {
    let plain = |text: &str| -> String { text.nfc().flat_map(char::to_lowercase).collect() };
    plain(name) == plain(typed)
}

/// Where a name may begin: after each `@` that does not stand within a word.
fn places(piece: &str) -> impl Iterator<Item = &str> {
    let begins = |at: usize| piece[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
    piece.match_indices('@').filter(move |(at, _)| begins(*at)).map(|(at, _)| &piece[at + 1..])
}

/// The word at the beginning, without what ends a sentence.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !is_of_name(c)).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', '-', '\'', '\u{2019}'])
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}' | '-' | '.') || ('\u{300}'..='\u{36F}').contains(&c)
}

/// Where a name at the beginning of the text may end: after its first word, which may be followed by `'s`, and the ones after it.
fn ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let first = word(text);
    if let Some(at) = first.find(['\'', '\u{2019}']).filter(|at| *at > 0) {
        ends.push(at);
    }
    let mut end = first.len();
    while end > 0 && ends.len() < WORDS {
        ends.push(end);
        let Some(rest) = text[end..].strip_prefix(' ') else { break };
        let next = word(rest).len();
        if next == 0 {
            break;
        }
        end += 1 + next;
    }
    ends
}

/// As a message keeps them.
pub fn to_text(calls: &[Call]) -> String {
    let line = |call: &Call| format!("{} {}", call.user.map_or(0, |user| user.0), call.name);
    calls.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Whom a message calls, from what it keeps of them.
pub fn read(kept: &str) -> Vec<Call> {
    let call = |line: &str| {
        let (user, name) = line.split_once(' ')?;
        let user = user.parse().ok()?;
        Some(Call { user: (user > 0).then_some(UserId(user)), name: name.to_owned() })
    };
    kept.lines().filter_map(call).collect()
}

/// Keeps whom the message calls, instead of whom it called.
///
/// # Errors
/// What the database says.
pub(super) async fn keep(
    tx: &mut Tx,
    (chat, message): (ChatId, MessageId),
    before: &[Call],
    calls: &[Call],
) -> Result<()> {
    if before.is_empty() && calls.is_empty() {
        return Ok(());
    }
    run!(tx, sqlx::query(REMOVE).bind(message))?;
    run!(tx, sqlx::query(KEEP).bind(message).bind(to_text(calls)))?;
    for call in calls {
        run!(tx, sqlx::query(ADD).bind(chat).bind(call.user.map_or(0, |user| user.0)).bind(message))?;
    }
    let all: BTreeSet<Option<UserId>> = before.iter().chain(calls).map(|call| call.user).collect();
    for user in all {
        match user {
            None => run!(tx, sqlx::query(SET_ALL).bind(chat))?,
            Some(user) => run!(tx, sqlx::query(SET_MEMBER).bind(chat).bind(user))?,
        };
    }
    Ok(())
}

/// Whom a held message calls is what it said; there is nobody any more.
///
/// # Errors
/// What the database says.
pub(super) async fn forget(tx: &mut Tx, message: &Reached) -> Result<()> {
    keep(tx, (message.member.chat, message.id), &message.calls, &[]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_ends_after_each_of_its_words() {
        let names = |text: &'static str| -> Vec<&str> { ends(text).into_iter().map(|end| &text[..end]).collect() };
        assert_eq!(names("Elin Lindqvist, can"), ["Elin", "Elin Lindqvist"]);
        assert_eq!(names("Wilk."), ["Wilk"]);
        assert_eq!(names("Wilk's"), ["Wilk", "Wilk's"]);
        assert_eq!(names("Ann-Marie O'Neil"), ["Ann-Marie", "Ann-Marie O'Neil"]);
        assert_eq!(
            names("Phạm Thị Hương ơi đi"),
            ["Phạm", "Phạm Thị", "Phạm Thị Hương", "Phạm Thị Hương ơi", "Phạm Thị Hương ơi đi"]
        );
        assert_eq!(names("bo  lind"), ["bo"]);
        assert_eq!(names(", bo"), [] as [&str; 0]);
    }

    #[test]
    fn within_a_word_and_in_code_nobody_is_called() {
        assert!(calls_all("@all, look") && calls_all("(@All)") && calls_all("for @all."));
        assert!(!calls_all("mail@all.example") && !calls_all("`@all`") && !calls_all("@allen") && !calls_all("all"));
    }

    #[test]
    fn calls_are_kept_as_they_were() {
        let calls = vec![
            Call { user: Some(UserId(12)), name: "Elin Lindqvist".to_owned() },
            Call { user: None, name: ALL.to_owned() },
        ];
        assert_eq!(read(&to_text(&calls)), calls);
        assert_eq!(read(""), []);
    }
}
