//! What happened, in the reader's words: names stand apart in it, to be links, or to be renamed on a page.

use super::notices::BACKUP_OVERDUE;
use crate::accounts::Role;
use crate::accounts::device::Device;
use crate::accounts::notices::{NEW_DEVICE, ROLE_CHANGED};
use crate::chats::notices::POLL;
use crate::notice::Kind;
use crate::web::Locale;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// Who did it.
    Actor(String),
    /// What it speaks of.
    Subject(String),
}

/// In the place of a name while the text is filled in. Of a private use area, and taken out of what is typed.
const ACTOR: char = '\u{F0002}';
const SUBJECT: char = '\u{F0003}';

/// The sentence of the kind, with these names: who did it (empty: nobody is named), what it speaks of, and what else it says
/// (empty: nothing, or it is not to be shown).
pub fn of(kind: &Kind, (actor, subject, detail): (&str, &str, &str), locale: &Locale) -> Vec<Piece> {
    let key = ["told-", kind.name, if actor.is_empty() { "" } else { "-by" }].concat();
    let subject = if kind == &NEW_DEVICE { Device::of(subject).words(locale) } else { subject.to_owned() };
    let detail = match detail {
        _ if kind == &ROLE_CHANGED => role(detail, locale),
        _ if kind == &BACKUP_OVERDUE => day(detail, locale),
        "" => String::new(),
        _ if kind.quotes => locale.with("told-quote", "text", quote(detail, locale)),
        _ => unmarked(detail),
    };
    let args = [("actor", ACTOR.to_string()), ("subject", SUBJECT.to_string()), ("detail", detail)];
    let filled = locale.filled(&key, &args);
    let mut pieces = Vec::new();
    for part in filled.split_inclusive([ACTOR, SUBJECT]) {
        let words = part.trim_end_matches([ACTOR, SUBJECT]);
        if !words.is_empty() {
            pieces.push(Piece::Words(words.to_owned()));
        }
        match part.chars().last() {
            Some(ACTOR) => pieces.push(Piece::Actor(actor.to_owned())),
            Some(SUBJECT) => pieces.push(Piece::Subject(subject.clone())),
            _ => {}
        }
    }
    pieces
}

/// The same as one text.
pub fn plain(pieces: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Words(text) | Piece::Actor(text) | Piece::Subject(text) => text.clone(),
    };
    pieces.iter().map(text).collect()
}

/// `2026-11-20` as the reader says it; what is no day as it is.
fn day(word: &str, locale: &Locale) -> String {
    locale.day_of(word).map_or_else(|| word.to_owned(), |(begin, _)| locale.day(begin))
}

/// What a message says, or asks.
fn quote(detail: &str, locale: &Locale) -> String {
    match detail.strip_prefix(POLL) {
        Some(question) => locale.with("poll-line", "question", unmarked(question)),
        None => unmarked(detail),
    }
}

fn role(word: &str, locale: &Locale) -> String {
    locale.t(match Role::of(word).unwrap_or(Role::Employee) {
        Role::Employee => "role-employee",
        Role::Guest => "role-guest",
        Role::Administrator => "role-administrator",
    })
}

/// What was typed, without what could pass for the place of a name.
fn unmarked(typed: &str) -> String {
    typed.replace([ACTOR, SUBJECT], "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chats::notices::{ADDED, REMINDED};
    use crate::notifications::kinds;
    use crate::web::Language;

    #[test]
    fn names_stand_apart() {
        let english = Locale::new(Language::English, "UTC");
        let said = of(&ADDED, ("Bram", "Studio", ""), &english);
        let [bram, studio] = [Piece::Actor("Bram".to_owned()), Piece::Subject("Studio".to_owned())];
        assert_eq!(said, [bram, Piece::Words(" added you to ".to_owned()), studio]);
        let nasty = format!("x{ACTOR}y{SUBJECT}");
        let said = of(&ADDED, ("", &nasty, &nasty), &english);
        assert_eq!(said.iter().filter(|piece| !matches!(piece, Piece::Words(_))).count(), 1, "{said:?}");
    }

    #[test]
    fn the_question_of_a_poll_is_said_to_be_one() {
        let english = Locale::new(Language::English, "UTC");
        let said = |detail: &str| plain(&of(&REMINDED, ("", "Bram", detail), &english));
        assert!(said(&format!("{POLL}Which fold?")).contains("Poll: Which fold?"));
        assert!(said("Which fold?").contains("Which fold?") && !said("Which fold?").contains("Poll"));
    }

    #[test]
    fn every_kind_has_its_sentences() {
        for locale in Language::ALL.map(|language| Locale::new(language, "UTC")) {
            for kind in kinds() {
                if kind.entry {
                    let said = plain(&of(kind, ("", "Studio", "guest"), &locale));
                    assert!(!said.is_empty() && !said.starts_with("told-"), "{said}");
                }
                assert!(!locale.t(&["notice-", kind.name].concat()).starts_with("notice-"), "{}", kind.name);
            }
            let last = plain(&of(&BACKUP_OVERDUE, ("", "", "2026-11-20"), &locale));
            let none = plain(&of(&BACKUP_OVERDUE, ("", "", "none"), &locale));
            assert!(last.contains(&day("2026-11-20", &locale)) && !last.contains("2026-11-20"), "{last}");
            assert!(none != last && !none.contains("none"), "{none}");
            let agent = "Mozilla/5.0 (X11; Linux) Firefox/145.0";
            assert!(plain(&of(&NEW_DEVICE, ("", agent, "127.0.0.1"), &locale)).contains("Firefox"));
        }
    }
}
