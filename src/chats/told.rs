//! The words of a line, for a reader: names stand apart in it, so that a person who is renamed is renamed there too.

use super::history::Names;
use super::line::Line;
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
        Line::Made => locale.with("line-made", "author", mark(author.0)),
        Line::Left => locale.with("line-left", "author", mark(author.0)),
        Line::Named { name } => locale.with2("line-named", by, ("name", name.replace([OPEN, CLOSE], ""))),
        Line::Added { users } => {
            let list = users.iter().map(|user| mark(*user)).collect::<Vec<_>>().join(", ");
            locale.with2("line-added", by, ("users", list))
        }
        Line::Removed { user } => one("line-removed", *user),
        Line::Owned { user } => locale.with("line-owned", "user", mark(*user)),
        Line::Promoted { user } => one("line-promoted", *user),
        Line::Demoted { user } => one("line-demoted", *user),
    };
    let name = |id: i64| {
        if id == author.0.0 {
            return author.1.to_owned();
        }
        names.get(&UserId(id)).cloned().unwrap_or_else(|| locale.t("somebody"))
    };
    apart(&filled, name)
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
    fn a_groups_name_cannot_make_a_persons() {
        let locale = Locale::new(Language::English, "UTC");
        let text = Line::Named { name: format!("x{OPEN}3{CLOSE}y") }.to_text();
        let pieces = pieces(&text, (UserId(3), "Elin"), &Names::new(), &locale);
        assert_eq!(pieces.iter().filter(|piece| matches!(piece, Piece::Name(..))).count(), 1);
    }
}
