//! A message as one plain line.

use unicode_segmentation::UnicodeSegmentation;

use super::block::{self, Block};
use super::inline;
use super::link::{is_ignorable, is_isolate};
use super::message::clean;

/// The message as one line of plain text, for lists and notifications: markup removed, white space collapsed, of a code
/// block its first line, of a link its text, the numbers of a list kept.
///
/// At most `max_chars` characters (`char`s), a cut marked with `…`; user-perceived characters stay whole. It holds no
/// control characters and no overrides of direction. It is text, not HTML: escape it where it is printed.
pub fn line(text: &str, max_chars: usize) -> String {
    let text = clean(text);
    let mut plain = String::with_capacity(text.len());
    push_blocks(&mut plain, &block::parse(&text));
    plain.retain(|c| !is_isolate(c));
    let words: Vec<&str> = plain.split_whitespace().collect();
    cut(words.join(" "), max_chars)
}

/// A text that is no message as one line: white space collapsed; nothing, if nothing of it is seen.
///
/// As [`line`], without markup.
pub fn bare(text: &str, max_chars: usize) -> String {
    let flat = flat(text);
    if flat.chars().all(|c| c.is_whitespace() || is_ignorable(c)) { String::new() } else { cut(flat, max_chars) }
}

/// All of the message as one line, its markup too, without control characters and overrides of direction.
pub fn flat(text: &str) -> String {
    let mut text = clean(text);
    text.retain(|c| !is_isolate(c));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn push_blocks(out: &mut String, blocks: &[Block<'_>]) {
    for block in blocks {
        match block {
            Block::Text(text) => inline::plain(&inline::parse(text), out),
            Block::Code { text, .. } => out.push_str(text.lines().find(|line| !line.trim().is_empty()).unwrap_or("")),
            Block::Quote(blocks) => push_blocks(out, blocks),
            Block::Bullets(items) => items.iter().for_each(|item| push_blocks(out, item)),
            Block::Numbers(items) => {
                for (number, item) in items {
                    out.push_str(&format!("{number}. "));
                    push_blocks(out, item);
                }
            }
        }
        out.push('\n');
    }
}

fn cut(text: String, max_chars: usize) -> String {
    if text.chars().nth(max_chars).is_none() {
        return text;
    }
    let Some(room) = max_chars.checked_sub(1) else { return String::new() };
    let mut used = 0;
    let kept = text.graphemes(true).take_while(|grapheme| {
        used += grapheme.chars().count();
        used <= room
    });
    let end = kept.map(str::len).sum();
    format!("{}…", text[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::{bare, line};

    #[test]
    fn a_line_holds_the_words_and_no_markup() {
        for (text, expected) in [
            ("", ""),
            ("Hello", "Hello"),
            ("**Hello** _you_ ~~there~~ `code`", "Hello you there code"),
            ("one\ntwo\n\n  three\tfour ", "one two three four"),
            ("> quoted\n\nmine", "quoted mine"),
            ("- milk\n- eggs", "milk eggs"),
            ("3. c\n4. d\n   - e", "3. c 4. d e"),
            ("Look:\n```rust\n\nfn main() {\n}\n```\nwell", "Look: fn main() { well"),
            ("see [the page](https://a.example/b) and https://c.example.", "see the page and https://c.example."),
            ("<b>&amp;</b>", "<b>&amp;</b>"),
            ("# not a heading", "# not a heading"),
            ("a\u{202E}b\u{2067}c\u{0}d", "abcd"),
        ] {
            assert_eq!(line(text, 100), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_message_keeps_its_signs() {
        for (text, expected) in [
            (" **a**\n- b ", "**a** - b"),
            ("a\u{202E}b\u{2067}c\u{0}d", "abcd"),
            ("\u{200D} \u{202E}", ""),
            ("Hello there", "Hello the…"),
        ] {
            assert_eq!(bare(text, 10), expected, "{text:?}");
        }
    }

    #[test]
    fn a_cut_is_marked_and_keeps_user_perceived_characters_whole() {
        assert_eq!(line("Hello there", 11), "Hello there");
        assert_eq!(line("Hello there", 10), "Hello the…");
        assert_eq!(line("Hello there", 7), "Hello…");
        assert_eq!(line("Hello", 1), "…");
        assert_eq!(line("Hello", 0), "");
        assert_eq!(line("a👩‍👩‍👧b", 4), "a…");
        assert_eq!(line("a👩‍👩‍👧b!", 7), "a👩‍👩‍👧…");
        assert_eq!(line("Pha\u{323}m", 4), "Pha\u{323}…".replace("a\u{323}…", "…"));
        assert_eq!(line("你好世界", 3), "你好…");
    }
}
