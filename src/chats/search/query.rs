//! What is looked for: typed as words and operators, and said by the fields of a form; both become the same.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::index::{Form, Stamp};
use crate::accounts::times::whole_day;
use crate::clock::Moment;
use crate::markup::{Cut, Token, fold, tokens};
use crate::web::{Errors, Fields, Ui};

/// Characters of what is typed, at most.
pub const LONGEST: usize = 500;
/// Words and phrases of one search, at most; and people and chats that it names.
pub const MOST: usize = 20;
/// What is found for the beginning of a word has this many characters of it at least.
const BEGINNING: usize = 2;
/// What begins and ends a phrase, on whatever keyboard.
const QUOTES: [char; 7] = ['"', '“', '”', '„', '«', '»', '＂'];

/// A word, the beginning of one, or words that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    units: Vec<String>,
    /// Whether the last unit is only how a token begins.
    begins: bool,
    /// Whether the last unit is one character of a script without spaces.
    single: bool,
    /// As it was typed, in lower case.
    typed: String,
}

/// Where a part stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// In bytes.
    pub(super) at: Range<usize>,
    /// Which token it begins with.
    pub(super) token: usize,
    /// Whether it is the whole word, and not only its beginning.
    pub(super) whole: bool,
}

impl Part {
    /// The words as they have to stand in a text; none if there is no letter and no digit.
    fn of(words: &str, begins: bool) -> Option<Part> {
        let mut tokens = tokens(words);
        let last = tokens.last()?;
        let (single, goes_on) = match last.cut {
            // A run of characters may go on in the text.
            Cut::Last { alone: false } => (false, true),
            Cut::Last { alone: true } => (true, false),
            Cut::Word | Cut::Two => (false, false),
        };
        let begins = single || (begins && last.cut == Cut::Word && last.text.chars().count() >= BEGINNING);
        let typed = words[tokens[0].at.start..last.at.end].nfc().collect::<String>().to_lowercase();
        if goes_on {
            tokens.pop();
        }
        let units: Vec<String> = tokens.into_iter().map(|token| token.text).collect();
        (!units.is_empty()).then_some(Part { units, begins, single, typed })
    }

    /// Whether it is only how a word begins.
    pub(super) fn begins(&self) -> bool {
        self.begins
    }

    /// Whether it is several words, one behind the other.
    pub(super) fn is_phrase(&self) -> bool {
        self.units.len() > 1
    }

    /// How the database is asked for it; all of these have to be so. PostgreSQL is asked for a phrase by its pairs: what it finds is to be tested.
    pub(super) fn expressions(&self, form: Form) -> Vec<String> {
        match form {
            Form::Fts => vec![format!("\"{}\"{}", self.units.join(" "), if self.begins { " *" } else { "" })],
            Form::Vector => {
                let (whole, beginning) = self.units.split_at(self.units.len() - usize::from(self.begins));
                let pairs = whole.windows(2).map(|two| Stamp::pair(&two[0], &two[1]).token());
                let words: Vec<String> = if let [word] = whole { vec![word.clone()] } else { pairs.collect() };
                let words = words.iter().map(|word| format!("'{word}'"));
                words.chain(beginning.iter().map(|unit| format!("'{unit}':*"))).collect()
            }
        }
    }

    /// Where it stands in a text of these tokens.
    pub(super) fn places(&self, tokens: &[Token]) -> Vec<Placed> {
        let last = self.units.len() - 1;
        let fits = |(n, token): (usize, &Token)| match self.begins && n == last {
            true => token.text.starts_with(&self.units[n]),
            false => token.text == self.units[n],
        };
        let windows = tokens.windows(self.units.len()).enumerate();
        let found = windows.filter(|(_, window)| window.iter().enumerate().all(fits));
        found.map(|(token, window)| self.placed(token, window)).collect()
    }

    fn placed(&self, token: usize, window: &[Token]) -> Placed {
        let (first, last) = (&window[0], &window[window.len() - 1]);
        let end = if self.single { last.head } else { last.at.end };
        let whole = self.single || !self.begins || self.units.last().is_some_and(|unit| *unit == last.text);
        Placed { at: first.at.start..end, token, whole }
    }

    /// Whether that is how it was typed, marks included.
    pub(super) fn is_as_typed(&self, text: &str) -> bool {
        text.nfc().collect::<String>().to_lowercase() == self.typed
    }
}

/// Somebody or something that a search names, and the field that does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The field of the form.
    pub field: &'static str,
    /// What was typed.
    pub name: String,
}

/// What is looked for. All of it has to be so; of several people or chats one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) parts: Vec<Part>,
    pub(super) from: Vec<Named>,
    pub(super) places: Vec<Named>,
    pub(super) link: bool,
    pub(super) file: bool,
    pub(super) after: Option<Moment>,
    pub(super) before: Option<Moment>,
}

/// What is wrong with what was typed, beside days: `search-WORD` is the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// More than [`LONGEST`] characters.
    TooLong,
    /// More than [`MOST`] words.
    TooMany,
    /// No letter and no digit.
    NoWords,
    /// Messages have nothing that is called so.
    NoSuchThing,
}

impl Wrong {
    fn say(self, ui: &Ui) -> String {
        match self {
            Wrong::TooLong => ui.count("search-too-long", LONGEST as i64),
            Wrong::TooMany => ui.count("search-too-many", MOST as i64),
            Wrong::NoWords => ui.t("search-no-words"),
            Wrong::NoSuchThing => ui.t("search-no-such-thing"),
        }
    }
}

/// What can be typed before a colon: in English, and in Vietnamese with all marks or with none. With others it is another word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    From,
    In,
    Has,
    After,
    Before,
    On,
}

impl Operator {
    fn of(name: &str) -> Option<Operator> {
        Some(match &*name.nfc().collect::<String>().to_lowercase() {
            "from" | "từ" | "tu" | "của" | "cua" => Operator::From,
            "in" | "trong" => Operator::In,
            "has" | "có" | "co" => Operator::Has,
            "after" | "since" | "sau" => Operator::After,
            "before" | "until" | "trước" | "truoc" => Operator::Before,
            "on" | "ngày" | "ngay" => Operator::On,
            _ => return None,
        })
    }
}

/// A piece of what was typed.
#[derive(Debug, PartialEq, Eq)]
enum Piece<'q> {
    Phrase(&'q str),
    Word(&'q str),
    Said(Operator, &'q str),
}

impl Query {
    /// The fields of the form that say what is looked for.
    pub const FIELDS: [&'static str; 6] = ["q", "from", "in", "has", "after", "before"];

    /// Whether nothing is asked for.
    pub fn is_blank(fields: &Fields) -> bool {
        Query::FIELDS.iter().all(|field| fields.get(field).trim().is_empty())
    }

    /// Reads what was typed and what the fields say. A day of `after` is looked in, one of `before` is not.
    ///
    /// # Errors
    /// Sentences for the fields.
    pub fn parse(fields: &Fields, ui: &Ui) -> Result<Query, Errors> {
        let mut errors = Errors::new();
        let mut query = Query::default();
        for field in Query::FIELDS {
            if fields.get(field).chars().nth(LONGEST).is_some() {
                errors.add(field, Wrong::TooLong.say(ui));
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let typed = fields.get("q");
        let pieces = pieces(typed);
        let open = !typed.ends_with(char::is_whitespace);
        for (n, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Phrase(words) => query.parts.extend(Part::of(words, false)),
                Piece::Word(word) => {
                    let begins = word.ends_with('*') || (open && n + 1 == pieces.len());
                    query.parts.extend(Part::of(word, begins));
                }
                Piece::Said(operator, value) => query.say("q", *operator, value, (&mut errors, ui)),
            }
        }
        for (field, operator) in [
            ("from", Operator::From),
            ("in", Operator::In),
            ("has", Operator::Has),
            ("after", Operator::After),
            ("before", Operator::Before),
        ] {
            for value in fields.all(field).map(str::trim).filter(|value| !value.is_empty()) {
                query.say(field, operator, value, (&mut errors, ui));
            }
        }
        let named = query.from.len().max(query.places.len());
        if query.parts.len().max(named) > MOST {
            errors.add("q", Wrong::TooMany.say(ui));
        } else if errors.is_empty() && query == Query::default() {
            errors.add("q", Wrong::NoWords.say(ui));
        }
        if errors.is_empty() { Ok(query) } else { Err(errors) }
    }

    fn say(&mut self, field: &'static str, operator: Operator, value: &str, (errors, ui): (&mut Errors, &Ui)) {
        let named = || Named { field, name: value.to_owned() };
        let (after, before) = match operator {
            Operator::From => return self.from.push(named()),
            Operator::In => return self.places.push(named()),
            Operator::Has => {
                match &*fold(value) {
                    "link" | "links" | "lien ket" | "lien-ket" => self.link = true,
                    "file" | "files" | "tep" | "tap tin" => self.file = true,
                    _ => errors.add(field, Wrong::NoSuchThing.say(ui)),
                }
                return;
            }
            _ => match whole_day(value, &ui.zone) {
                Err(wrong) => return errors.add(field, wrong.say(ui)),
                Ok(None) => return,
                Ok(Some((begin, _))) if operator == Operator::After => (Some(begin), None),
                Ok(Some((begin, _))) if operator == Operator::Before => (None, Some(begin)),
                Ok(Some((begin, end))) => (Some(begin), Some(end)),
            },
        };
        self.after = self.after.max(after);
        self.before = match (self.before, before) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }

    /// Whether it looks for words, and for nothing but words: then people and chats may be meant by them.
    pub fn is_words(&self) -> bool {
        !self.parts.is_empty() && Query { parts: self.parts.clone(), ..Query::default() } == *self
    }

    /// Where its words stand in the text, in order, in bytes; they do not overlap.
    pub fn places_in(&self, text: &str) -> Vec<Range<usize>> {
        let tokens = tokens(text);
        let places = self.parts.iter().flat_map(|part| part.places(&tokens));
        let mut places: Vec<Range<usize>> = places.map(|placed| placed.at).collect();
        places.sort_by_key(|place| (place.start, place.end));
        let mut joined: Vec<Range<usize>> = Vec::with_capacity(places.len());
        for place in places {
            match joined.last_mut() {
                Some(last) if place.start < last.end => last.end = last.end.max(place.end),
                _ => joined.push(place),
            }
        }
        joined
    }

    /// Whether all of its words stand in the text: what the index is to find.
    #[cfg(test)]
    pub(super) fn fits(&self, text: &str) -> bool {
        let tokens = tokens(text);
        self.parts.iter().all(|part| !part.places(&tokens).is_empty())
    }
}

fn pieces(typed: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = typed.trim_start();
    while let Some(first) = rest.chars().next() {
        let (piece, after) = if QUOTES.contains(&first) {
            let (words, after) = quoted(rest);
            (Piece::Phrase(words), after)
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || QUOTES.contains(&c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            said(word, after).unwrap_or((Piece::Word(word), after))
        };
        pieces.push(piece);
        rest = after.trim_start();
    }
    pieces
}

/// What stands between a quotation mark, with which this begins, and the next one; and what follows.
fn quoted(text: &str) -> (&str, &str) {
    let mut chars = text.chars();
    chars.next();
    let inside = chars.as_str();
    match inside.find(QUOTES) {
        Some(end) => {
            let mut after = inside[end..].chars();
            after.next();
            (&inside[..end], after.as_str())
        }
        None => (inside, ""),
    }
}

/// An operator and what it says: `from:elin`, `from: elin`, `from:"Elin Lindqvist"`. Of a name that is none of ours, the word is a word.
fn said<'q>(word: &'q str, after: &'q str) -> Option<(Piece<'q>, &'q str)> {
    let (name, value) = word.split_once([':', '：'])?;
    let operator = Operator::of(name)?;
    if !value.is_empty() {
        return Some((Piece::Said(operator, value), after));
    }
    let next = after.trim_start();
    let (value, after) = match next.chars().next()? {
        quote if QUOTES.contains(&quote) => quoted(next),
        _ => next.split_at(next.find(char::is_whitespace).unwrap_or(next.len())),
    };
    (!value.trim().is_empty()).then_some((Piece::Said(operator, value.trim()), after))
}

#[cfg(test)]
#[path = "query_tests.rs"]
mod tests;
