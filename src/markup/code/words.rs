//! Code that is made of words, by the table of its language.

use std::collections::HashSet;
use std::ops::Range;

use super::Kind;
use super::languages::{Language, Literal, Place};

/// The stretches of the code that have a colour.
pub(super) fn read(language: &'static Language, text: &str) -> Vec<(Kind, Range<usize>)> {
    let words = language.words.split(' ').collect();
    let mut reader = Reader { language, words, text, at: 0, fresh: true, found: Vec::new() };
    while reader.at < text.len() {
        reader.step();
    }
    reader.found
}

struct Reader<'t> {
    language: &'static Language,
    words: HashSet<&'static str>,
    text: &'t str,
    at: usize,
    /// Whether nothing but space and marks of lists stood in this line so far.
    fresh: bool,
    found: Vec<(Kind, Range<usize>)>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Takes so many bytes, as this kind if it is one.
    fn take(&mut self, length: usize, kind: Option<Kind>) {
        let end = self.at + length;
        self.found.extend(kind.map(|kind| (kind, self.at..end)));
        self.fresh = self.text[self.at..end].ends_with('\n');
        self.at = end;
    }

    fn step(&mut self) {
        let (language, rest) = (self.language, self.rest());
        let Some(first) = rest.chars().next() else { return };
        if first == '\n' || first.is_whitespace() || self.fresh && first == '-' && rest[1..].starts_with(' ') {
            self.at += first.len_utf8();
            self.fresh = self.fresh || first == '\n';
            return;
        }
        if let Some(length) = self.comment() {
            return self.take(length, Some(Kind::Comment));
        }
        if let Some(length) = self.section() {
            return self.take(length, Some(Kind::Name));
        }
        if let Some(literal) = language.texts.iter().find(|one| rest.starts_with(one.open))
            && let Some(length) = literal_length(literal, rest)
        {
            let kind = if self.is_key(length) { Kind::Name } else { Kind::Text };
            return self.take(length, Some(kind));
        }
        if let Some((_, kind)) = language.signs.iter().find(|(sign, _)| *sign == first) {
            let length = 1 + word_length(language, &rest[1..]);
            if length > 1 {
                return self.take(length, Some(*kind));
            }
        }
        if first.is_ascii_digit() {
            return self.take(number_length(rest), Some(Kind::Number));
        }
        match word_length(language, rest) {
            0 => self.take(first.len_utf8(), None),
            length => self.take(length, self.kind_of(length)),
        }
    }

    /// How long the comment is that begins here.
    fn comment(&self) -> Option<usize> {
        let rest = self.rest();
        if let Some((open, close)) = self.language.around.iter().find(|(open, _)| rest.starts_with(open)) {
            return Some(around(rest, open, close, self.language.nested));
        }
        let opens = |open: &&str| {
            // `$#` and `a#b` are no comments of a shell.
            let apart =
                !self.language.apart || self.text[..self.at].chars().next_back().is_none_or(char::is_whitespace);
            apart && rest.starts_with(*open)
        };
        self.language.comments.iter().find(|open| opens(open)).map(|_| line_length(rest))
    }

    /// `[section]` at the beginning of a line.
    fn section(&self) -> Option<usize> {
        let rest = self.rest();
        if !self.language.sections || !self.fresh || !rest.starts_with('[') {
            return None;
        }
        rest[..line_length(rest)].rfind(']').map(|end| end + 1)
    }

    fn kind_of(&self, length: usize) -> Option<Kind> {
        let (language, word) = (self.language, &self.rest()[..length]);
        let known = match language.any_case {
            true => self.words.contains(word.to_ascii_lowercase().as_str()),
            false => self.words.contains(word),
        };
        if self.is_key(length) {
            Some(Kind::Name)
        } else if known {
            Some(Kind::Keyword)
        } else {
            (language.types && word.starts_with(char::is_uppercase)).then_some(Kind::Name)
        }
    }

    /// Whether what is so long and begins here is the name of what follows it.
    fn is_key(&self, length: usize) -> bool {
        let after = &self.rest()[length..];
        let sign = |sign: char| after.trim_start_matches([' ', '\t']).strip_prefix(sign);
        match self.language.keys {
            None => false,
            Some((':', Place::Anywhere)) => self.rest().starts_with('"') && sign(':').is_some(),
            Some((':', Place::Line)) => {
                self.fresh && sign(':').is_some_and(|next| next.is_empty() || next.starts_with(char::is_whitespace))
            }
            Some((':', Place::Declared)) => {
                sign(':').is_some_and(|next| next.is_empty() || next.starts_with(char::is_whitespace))
            }
            Some((other, _)) => self.fresh && sign(other).is_some(),
        }
    }
}

fn line_length(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

/// The length of a comment between two marks; to the end, if it has none.
fn around(text: &str, open: &str, close: &str, nested: bool) -> usize {
    let (mut depth, mut at) = (1, open.len());
    // Where the next end is: it is looked for once, however many comments begin before it.
    let mut ends = None;
    while depth > 0 {
        let Some(end) = ends.filter(|end| *end >= at).or_else(|| text[at..].find(close).map(|end| at + end)) else {
            return text.len();
        };
        ends = Some(end);
        match text[at..end].find(open).filter(|_| nested) {
            Some(begins) => (depth, at) = (depth + 1, at + begins + open.len()),
            None => (depth, at) = (depth - 1, end + close.len()),
        }
    }
    at
}

/// The length of a text that begins here; one that is not ended goes to the end of its line, or of the code. `None`: it is none (the
/// `'a` of a lifetime).
fn literal_length(literal: &Literal, text: &str) -> Option<usize> {
    let mut at = literal.open.len();
    let mut characters = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with(literal.close) {
            return Some(at + literal.close.len());
        }
        let Some(next) = rest.chars().next() else { break };
        if next == '\n' && !literal.lines {
            break;
        }
        at += next.len_utf8();
        characters += 1;
        if next == '\\' && literal.escapes {
            at += text[at..].chars().next().filter(|c| *c != '\n' || literal.lines).map_or(0, char::len_utf8);
        } else if literal.one && characters > 1 {
            return None;
        }
        if literal.one && characters > ESCAPED {
            return None;
        }
    }
    (!literal.one).then_some(at)
}

/// Characters of one character that is written as an escape: `\u{10FFFF}`.
const ESCAPED: usize = 10;

fn word_length(language: &Language, text: &str) -> usize {
    // A word does not begin with what may only stand within it.
    if !text.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return 0;
    }
    let within = |c: &char| c.is_alphanumeric() || *c == '_' || language.letters.contains(*c);
    text.chars().take_while(within).map(char::len_utf8).sum()
}

fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let hex = text.starts_with("0x") || text.starts_with("0X");
    let mut at = 1;
    while at < bytes.len() {
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        match bytes[at] {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' => at += 1,
            b'.' if digit(at + 1) => at += 1,
            b'-' | b'+' if !hex && matches!(bytes[at - 1], b'e' | b'E') && digit(at + 1) => at += 1,
            _ => break,
        }
    }
    at
}
