//! Whom a message calls: `@` and a name, or a part of one that only one member of the chat has; `@all` is everybody.

use std::collections::BTreeSet;

use super::reached::Reached;
use crate::chats::chat::{Kind, Member, Role};
use crate::id::{ChatId, MessageId, UserId};
use crate::markup::{self, fold};
use crate::store::{Conn, Result, Tx, on, run};

/// People whom one message calls, at most; what follows them stays a text.
pub const MOST: usize = 20;
/// People who are offered for a part of a name.
pub const OFFERED: i64 = 8;
/// Words of a name that are looked at.
const WORDS: usize = 6;
/// People of one first word who are looked at.
const ALIKE: i64 = 50;
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

/// Whether the member may call everybody in the chat: in a group anybody, where all of the company is who looks after it.
pub fn may_call_all(member: &Member, administrator: bool) -> bool {
    match member.kind {
        Kind::Group => member.role >= Role::Member,
        Kind::General => administrator,
        Kind::Direct | Kind::Notes => false,
    }
}

/// Whether the text calls everybody.
pub fn calls_all(text: &str) -> bool {
    text.contains('@') && markup::spoken(text).iter().any(|piece| places(piece).any(|(_, name)| word(name) == ALL))
}

/// Whom the text of the member calls; everybody if `all`, where it says so.
///
/// # Errors
/// What the database says.
pub async fn resolve(conn: &mut Conn, member: &Member, text: &str, all: bool) -> Result<Vec<Call>> {
    let mut calls: Vec<Call> = Vec::new();
    if !text.contains('@') {
        return Ok(calls);
    }
    for piece in markup::spoken(text) {
        for (_, name) in places(&piece) {
            if calls.len() >= MOST {
                return Ok(calls);
            }
            let found = match word(name) {
                "" => None,
                ALL if all => Some(Call { user: None, name: ALL.to_owned() }),
                first => {
                    let people = people(conn, member, first, ALIKE).await?;
                    called(name, &people)
                }
            };
            calls.extend(found.filter(|call| !calls.contains(call)));
        }
    }
    Ok(calls)
}

/// Where a name may begin: after each `@` that does not stand within a word.
fn places(piece: &str) -> impl Iterator<Item = (usize, &str)> {
    let begins = |at: usize| piece[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
    piece.match_indices('@').filter(move |(at, _)| begins(*at)).map(|(at, _)| (at, &piece[at + 1..]))
}

/// The word at the beginning.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !is_of_name(c)).unwrap_or(text.len());
    &text[..end]
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}' | '-' | '.') || ('\u{300}'..='\u{36F}').contains(&c)
}

/// The call at the beginning of the text: the longest whole name that one of these has alone, else a word of a name.
fn called(text: &str, people: &[Callee]) -> Option<Call> {
    let mut ends = Vec::new();
    let mut end = 0;
    for _ in 0..WORDS {
        let rest = &text[end..];
        let gap = if ends.is_empty() { 0 } else { rest.chars().take_while(|c| *c == ' ').count() };
        let length = word(&rest[gap..]).trim_end_matches(['.', '-', '\'']).len();
        if length == 0 || (gap != 1 && !ends.is_empty()) {
            break;
        }
        end += gap + length;
        ends.push(end);
    }
    let alone = |so: &dyn Fn(&Callee) -> bool| {
        let mut all = people.iter().filter(|one| so(one));
        all.next().filter(|_| all.next().is_none()).map(|one| one.id)
    };
    let whole = ends.iter().rev().find_map(|end| {
        let folded = fold(&text[..*end]);
        alone(&|one| one.name_folded == folded).map(|user| (user, *end))
    });
    let (user, end) = whole.or_else(|| {
        let end = *ends.first()?;
        let folded = fold(&text[..end]);
        alone(&|one| one.name_folded.split(' ').any(|word| word == folded)).map(|user| (user, end))
    })?;
    Some(Call { user: Some(user), name: text[..end].to_owned() })
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

    fn people() -> Vec<Callee> {
        let one = |id: i64, name: &str| Callee {
            id: UserId(id),
            name: name.to_owned(),
            name_folded: fold(name),
            hue: 1,
            picture: None,
        };
        vec![
            one(1, "Elin Lindqvist"),
            one(2, "Tomasz Wilk"),
            one(3, "Phạm Thị Hương"),
            one(4, "Elin"),
            one(5, "Maren Solberg"),
            one(6, "Maren Berg"),
            one(7, "Ann-Marie O'Neil"),
        ]
    }

    #[test]
    fn a_call_is_a_whole_name_or_a_word_that_one_has_alone() {
        let user = |text: &str| called(text, &people()).map(|call| (call.user.map_or(0, |user| user.0), call.name));
        let some = |id: i64, name: &str| Some((id, name.to_owned()));
        assert_eq!(user("Elin Lindqvist can you"), some(1, "Elin Lindqvist"));
        assert_eq!(user("elin, can you"), some(4, "elin"), "the whole name of one is the first word of another");
        assert_eq!(user("Wilk."), some(2, "Wilk"));
        assert_eq!(user("pham thi huong đi"), some(3, "pham thi huong"), "typed without marks");
        assert_eq!(user("Hương ơi"), some(3, "Hương"));
        assert_eq!(user("Maren"), None, "there are two");
        assert_eq!(user("Maren Berg"), some(6, "Maren Berg"));
        assert_eq!(user("Ann-Marie O'Neil's"), some(7, "Ann-Marie"), "the last name goes on, the first is hers alone");
        assert_eq!(user("Ann-Marie O'Neil is"), some(7, "Ann-Marie O'Neil"));
        assert_eq!(user(""), None);
        assert_eq!(user("nobody"), None);
    }

    #[test]
    fn within_a_word_and_in_code_nobody_is_called() {
        assert!(calls_all("@all, look") && calls_all("(@all)"));
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
