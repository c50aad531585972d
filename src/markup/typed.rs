//! What people type in other ways than ours, as ours: BB codes, and names of emoji.

use std::ops::Range;

use super::{bb, inline, message};

/// Bytes of a text that is read. No message is so long, however many codes there are in it.
const LONGEST: usize = 200_000;

/// The text as it is kept: pairs of BB codes are our marks, and `:smile:` is 😄. Code stays as it is typed, and so do brackets and colons
/// that are something else, and a text that is longer than any message.
pub fn written(text: &str) -> String {
    if text.len() > LONGEST {
        return text.to_owned();
    }
    emoji(&bb::written(text).unwrap_or_else(|| text.to_owned()))
}

/// The text with emoji in the place of their names.
pub fn emoji(text: &str) -> String {
    let found = replaced(text);
    // What is code in a quote in a list only the parser knows for sure.
    if found == text || message::all_code(&found) == message::all_code(text) { found } else { text.to_owned() }
}

fn replaced(text: &str) -> String {
    if text.bytes().filter(|byte| *byte == b':').count() < 2 {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (said, range) in stretches(text) {
        if !said {
            out += &text[range];
            continue;
        }
        for word in text[range].split_inclusive(char::is_whitespace) {
            named(&mut out, word);
        }
    }
    out
}

/// Characters of the longest name of an emoji.
const NAME: usize = 60;

/// A word, which is none of an address, with emoji in the place of their names.
fn named(out: &mut String, word: &str) {
    let mut rest = word;
    let address = word.contains("://") || word.contains("www.") || word.contains("mailto:");
    // After an emoji the next one may follow at once.
    let mut follows = false;
    while let Some(at) = rest.find(':').filter(|_| !address) {
        out.push_str(&rest[..at]);
        let apart =
            follows && at == 0 || !out.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ':' | '/' | '\\'));
        rest = &rest[at..];
        let end = rest[1..].bytes().take(NAME).position(|byte| byte == b':').map(|end| end + 1);
        let after = end.and_then(|end| rest[end + 1..].chars().next());
        let found = end.filter(|_| apart && !after.is_some_and(char::is_alphanumeric));
        let found = found.and_then(|end| Some((emojis::get_by_shortcode(&rest[1..end])?, end)));
        follows = found.is_some();
        match found {
            Some((emoji, end)) => {
                out.push_str(emoji.as_str());
                rest = &rest[end + 1..];
            }
            None => {
                out.push(':');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

/// The text in stretches, and whether each is said, or else code. It takes rather too much for code than too little.
pub(super) fn stretches(text: &str) -> Vec<(bool, Range<usize>)> {
    let mut found = Vec::new();
    let (mut from, mut at) = (0, 0);
    let mut quotes = 0;
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let (depth, marked, body) = opened(line);
        let ticks = body.len() - body.trim_start_matches('`').len();
        let fence = ticks > 2 && !body[ticks..].contains('`');
        // A paragraph ends here, and with it its code.
        if fence || marked || depth != quotes || body.trim().is_empty() {
            spans(&mut found, text, from..at);
            from = at;
        }
        quotes = depth;
        at += line.len();
        if fence {
            for line in lines.by_ref() {
                at += line.len();
                let line = line.trim_end();
                if line.len() - line.trim_end_matches('`').len() >= ticks {
                    break;
                }
            }
            found.push((false, from..at));
            from = at;
        }
    }
    spans(&mut found, text, from..at);
    found
}

/// In how many quotes the line stands, whether it begins an item, and what is said in it.
fn opened(line: &str) -> (usize, bool, &str) {
    let (mut quotes, mut marked) = (0, false);
    let mut rest = line.trim_start_matches([' ', '\t']);
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let sign = rest[digits..].chars().next();
        let item = match sign {
            Some('-' | '*') => digits == 0,
            Some('.' | ')') => (1..10).contains(&digits),
            _ => false,
        };
        let next = if sign == Some('>') && digits == 0 {
            quotes += 1;
            &rest[1..]
        } else if item && rest[digits + 1..].starts_with([' ', '\t']) {
            marked = true;
            &rest[digits + 1..]
        } else {
            return (quotes, marked, rest);
        };
        rest = next.trim_start_matches([' ', '\t']);
    }
}

/// The stretches of a paragraph.
fn spans(found: &mut Vec<(bool, Range<usize>)>, text: &str, range: Range<usize>) {
    let mut at = range.start;
    for code in inline::code_spans(&text[range.clone()]) {
        let whole = range.start + code.whole.start..range.start + code.whole.end;
        found.extend((at < whole.start).then_some((true, at..whole.start)));
        at = whole.end;
        found.push((false, whole));
    }
    found.extend((at < range.end).then_some((true, at..range.end)));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::markup::render;

    #[test]
    fn names_of_emoji_become_emoji_where_they_are_said() {
        for (typed, kept) in [
            (":smile: :+1:", "😄 👍"),
            ("well done :tada::tada:!", "well done 🎉🎉!"),
            ("**:heart:** (:cat:) \":dog:\"", "**❤️** (🐱) \"🐶\""),
            ("10:30:45 a:100:b std::cat::dog C:\\cat:", "10:30:45 a:100:b std::cat::dog C:\\cat:"),
            (":nothing: : : :smile :: :Smile:", ":nothing: : : :smile :: :Smile:"),
            ("`:smile:` and ```\n:smile:\n```", "`:smile:` and ```\n😄\n```"),
            ("```\n:smile:\n```\n:smile:", "```\n:smile:\n```\n😄"),
            ("> ```\n> :smile:\n> ```\n> :smile:", "> ```\n> :smile:\n> ```\n> 😄"),
            ("- a ` b\n- `:smile:` :smile:", "- a ` b\n- `:smile:` 😄"),
            (
                "https://a.example/:cat: [:cat:](https://a.example/:cat:/)",
                "https://a.example/:cat: [:cat:](https://a.example/:cat:/)",
            ),
        ] {
            assert_eq!(written(typed), kept, "{typed}");
            assert_eq!(written(kept), kept, "once more");
        }
    }

    /// What stands in code of what the text becomes.
    fn codes(text: &str) -> String {
        let html = render(text).into_string();
        let inside = |part: &str| part.split("</code>").next().unwrap_or_default().to_owned();
        html.split("<code>").skip(1).map(|part| inside(part) + "\n").collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn code_stays_as_it_is_typed(parts in prop::collection::vec(prop::sample::select(&[
            ":cat:", "`", "``", "```", "```\n", "\n", "\n\n", "> ", "- ", "1. ", "a", " ", "\\", "  ",
        ][..]), 0..30)) {
            let text = parts.concat();
            prop_assert_eq!(codes(&written(&text)), codes(&text), "{:?} becomes {:?}", &text, written(&text));
        }
    }
}
