//! The words of a line, for a reader: names stand apart in it, so that a person who is renamed is renamed there too.

use super::history::Names;
use super::line::{Crowd, Line};
use super::rights::Standing;
use crate::id::UserId;
use crate::web::Locale;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// A person's name.
    Name(i64, String),
}

/// Around the place of a name while the text is filled in. Of a private use area, and taken out of what is typed.
const OPEN: char = '\u{F0000}';
const CLOSE: char = '\u{F0001}';

/// The words of the fact, which this author has made true.
pub fn pieces(text: &str, author: (UserId, &str), names: &Names, locale: &Locale) -> Vec<Piece> {
    let Some(line) = Line::of(text) else { return vec![Piece::Words(locale.t("line-unknown"))] };
    let by = ("author", mark(author.0));
    let one = |key: &str, user: UserId| locale.with2(key, by.clone(), ("user", mark(user)));
    let filled = match &line {
        Line::Described { about } if !about.is_empty() => {
            locale.with2("line-described", by, ("about", unmarked(about)))
        }
        Line::Kept { days: days @ 1.. } => locale.with2("line-kept", by, ("count", *days)),
        Line::Named { name } => locale.with2("line-named", by, ("name", unmarked(name))),
        Line::Added { users } => locale.with2("line-added", by, ("users", marks(users))),
        Line::Removed { user } => one("line-removed", *user),
        Line::Owned { user } => locale.with("line-owned", "user", mark(*user)),
        Line::Promoted { user } => one("line-promoted", *user),
        Line::Demoted { user } => one("line-demoted", *user),
        Line::DepartmentAdded { department, joined } => {
            let fact = locale.with2("line-department-added", by, ("department", unmarked(department)));
            with_change(&fact, joined, &Crowd::default(), locale)
        }
        Line::DepartmentRemoved { department, left } => {
            let fact = locale.with2("line-department-removed", by, ("department", unmarked(department)));
            with_change(&fact, &Crowd::default(), left, locale)
        }
        Line::Moved { department, joined, left } => with_change(&unmarked(department), joined, left, locale),
        other => locale.with(of_author(other), "author", mark(author.0)),
    };
    let name = |id: i64| {
        if id == author.0.0 {
            return author.1.to_owned();
        }
        names.get(&UserId(id)).cloned().unwrap_or_else(|| locale.t("somebody"))
    };
    apart(&filled, name)
}

/// The text of a line that names nobody but its author.
fn of_author(line: &Line) -> &'static str {
    match line {
        Line::Made => "line-made",
        Line::Left => "line-left",
        Line::Joined => "line-came",
        Line::Described { .. } => "line-described-not",
        Line::Pictured { there: true } => "line-pictured",
        Line::Pictured { there: false } => "line-pictured-not",
        Line::Ruled => "line-ruled",
        Line::Findable { findable: true } => "line-findable",
        Line::Findable { findable: false } => "line-findable-not",
        Line::Past { shown: true } => "line-past",
        Line::Past { shown: false } => "line-past-not",
        Line::Kept { .. } => "line-kept-ever",
        Line::Stands { standing } => match Standing::from(standing.clone()) {
            Standing::Active => "line-active",
            Standing::ReadOnly => "line-read-only",
            Standing::Archived => "line-archived",
        },
        // All others are told with what they name.
        _ => "line-unknown",
    }
}

/// A sentence of one person, who is its `author`.
pub fn by(key: &str, author: UserId, names: &Names, locale: &Locale) -> Vec<Piece> {
    let name = |id: i64| names.get(&UserId(id)).cloned().unwrap_or_else(|| locale.t("somebody"));
    apart(&locale.with(key, "author", mark(author)), name)
}

/// Who came and went, after what made them; who sees no structure is told of the people only.
fn with_change(fact: &str, joined: &Crowd, left: &Crowd, locale: &Locale) -> String {
    let joins = locale.with("line-joined", "people", crowd(joined, locale));
    let leaves = locale.with("line-gone", "people", crowd(left, locale));
    let change = match (joined.is_empty(), left.is_empty()) {
        (true, true) if locale.structure => return fact.to_owned(),
        (true, true) => return locale.t("line-unchanged"),
        (false, true) => joins,
        (true, false) => leaves,
        (false, false) => locale.with2("line-both", ("joined", joins), ("left", leaves)),
    };
    if fact.is_empty() || !locale.structure {
        return change;
    }
    locale.with2("line-change", ("fact", fact.to_owned()), ("change", change))
}

fn crowd(crowd: &Crowd, locale: &Locale) -> String {
    let names = marks(&crowd.users);
    match crowd.more() {
        ..=0 => names,
        more => locale.with2("line-more", ("names", names), ("count", more)),
    }
}

/// The same as one text.
pub fn plain(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.as_str(),
            Piece::Name(_, name) => name.as_str(),
        })
        .collect()
}

fn mark(user: UserId) -> String {
    format!("{OPEN}{user}{CLOSE}")
}

fn marks(users: &[UserId]) -> String {
    users.iter().map(|user| mark(*user)).collect::<Vec<_>>().join(", ")
}

/// What was typed, without what could pass for the place of a name.
fn unmarked(typed: &str) -> String {
    typed.replace([OPEN, CLOSE], "")
}

fn apart(filled: &str, name: impl Fn(i64) -> String) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = filled;
    while let Some((words, after)) = rest.split_once(OPEN) {
        let (id, after) = after.split_once(CLOSE).unwrap_or((after, ""));
        if !words.is_empty() {
            pieces.push(Piece::Words(words.to_owned()));
        }
        if let Ok(id) = id.parse() {
            pieces.push(Piece::Name(id, name(id)));
        }
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest.to_owned()));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Language;

    #[test]
    fn names_stand_apart() {
        let locale = Locale::new(Language::English, "UTC");
        let names = Names::from([(UserId(4), "Tomasz Wilk".to_owned())]);
        let text = Line::Added { users: vec![UserId(4), UserId(5)] }.to_text();
        let pieces = pieces(&text, (UserId(3), "Elin"), &names, &locale);
        assert!(pieces.contains(&Piece::Name(3, "Elin".to_owned())));
        assert!(pieces.contains(&Piece::Name(4, "Tomasz Wilk".to_owned())));
        assert_eq!(plain(&pieces), format!("Elin added Tomasz Wilk, {}", locale.t("somebody")));
    }

    #[test]
    fn departments_are_told_to_who_may_see_them() {
        let guest = Locale::new(Language::English, "UTC");
        let employee = guest.clone().with_structure(true);
        let many: Vec<UserId> = (10..22).map(UserId).collect();
        let names: Names = many.iter().map(|user| (*user, format!("P{user}"))).collect();
        let said = |line: &Line, locale: &Locale| plain(&pieces(&line.to_text(), (UserId(3), "Elin"), &names, locale));
        let department = "Production".to_owned();
        let moved =
            Line::Moved { department: department.clone(), joined: Crowd::of(&many), left: Crowd::of(&many[..2]) };
        let people = "P10, P11, P12, P13, P14, P15, P16, P17 and 4 more joined; P10, P11 left";
        assert_eq!(said(&moved, &guest), people);
        assert_eq!(said(&moved, &employee), format!("Production: {people}"));
        let added = Line::DepartmentAdded { department: department.clone(), joined: Crowd::of(&many[..1]) };
        assert_eq!(said(&added, &employee), "Elin added the department Production: P10 joined");
        assert_eq!(said(&added, &guest), "P10 joined");
        let removed = Line::DepartmentRemoved { department, left: Crowd::default() };
        assert_eq!(said(&removed, &employee), "Elin removed the department Production");
        assert!(!said(&removed, &guest).contains("Production"));
    }

    #[test]
    fn a_groups_name_cannot_make_a_persons() {
        let locale = Locale::new(Language::English, "UTC");
        let text = Line::Named { name: format!("x{OPEN}3{CLOSE}y") }.to_text();
        let pieces = pieces(&text, (UserId(3), "Elin"), &Names::new(), &locale);
        assert_eq!(pieces.iter().filter(|piece| matches!(piece, Piece::Name(..))).count(), 1);
    }
}
