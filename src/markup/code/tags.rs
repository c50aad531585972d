//! Code that is made of tags: HTML, XML.

use std::ops::Range;

use super::Kind;

/// The stretches of the code that have a colour.
pub(super) fn read(text: &str) -> Vec<(Kind, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['<', '&']) {
        at += next;
        at = match &text[at..] {
            rest if rest.starts_with("<!--") => to(&mut found, text, at, "-->"),
            rest if rest.starts_with("<!") || rest.starts_with("<?") => to(&mut found, text, at, ">"),
            rest if rest.starts_with('<') => tag(&mut found, text, at),
            rest => entity(&mut found, rest, at),
        };
    }
    found
}

/// A comment to where it ends.
fn to(found: &mut Vec<(Kind, Range<usize>)>, text: &str, at: usize, close: &str) -> usize {
    let end = text[at..].find(close).map_or(text.len(), |end| at + end + close.len());
    found.push((Kind::Comment, at..end));
    end
}

fn name_length(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && !"-_:.@#".contains(c)).unwrap_or(text.len())
}

fn tag(found: &mut Vec<(Kind, Range<usize>)>, text: &str, from: usize) -> usize {
    let mut at = from + 1 + usize::from(text[from + 1..].starts_with('/'));
    let name = name_length(&text[at..]);
    if name == 0 {
        return at;
    }
    at += name;
    found.push((Kind::Name, from..at));
    while let Some(next) = text[at..].chars().next() {
        let length = match next {
            '>' => {
                found.push((Kind::Name, at..at + 1));
                return at + 1;
            }
            '<' => return at,
            '"' | '\'' => {
                let length = text[at + 1..].find(next).map_or(text.len() - at, |end| end + 2);
                found.push((Kind::Text, at..at + length));
                length
            }
            next => match name_length(&text[at..]) {
                0 => next.len_utf8(),
                length => {
                    found.push((Kind::Keyword, at..at + length));
                    length
                }
            },
        };
        at += length;
    }
    at
}

/// Characters of the longest entity.
const ENTITY: usize = 32;

fn entity(found: &mut Vec<(Kind, Range<usize>)>, rest: &str, at: usize) -> usize {
    let name = rest[1..].bytes().take(ENTITY).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    if name > 0 && rest[1 + name..].starts_with(';') {
        found.push((Kind::Number, at..at + name + 2));
        return at + name + 2;
    }
    at + 1
}
