//! The letters on the door of a person or a chat that has no picture.

use unicode_segmentation::UnicodeSegmentation;

use super::link::is_ignorable;

/// One or two user-perceived characters for a name, in upper case: the first of the first and of the last word, or the
/// first two of a single word. What is neither letter nor digit is passed over (`#general` gives `GE`), unless there is
/// nothing else (`🎉` gives `🎉`). A name without anything to show gives `?`.
pub fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().filter(|word| letters(word).next().is_some()).collect();
    let picked: Vec<&str> = match words[..] {
        [] => {
            let visible = |c: char| !(c.is_whitespace() || c.is_control() || is_ignorable(c));
            name.graphemes(true).filter(|grapheme| grapheme.contains(visible)).take(1).collect()
        }
        [word] => letters(word).take(2).collect(),
        [first, .., last] => letters(first).take(1).chain(letters(last).take(1)).collect(),
    };
    if picked.is_empty() { "?".to_owned() } else { picked.into_iter().map(upper).collect() }
}

fn letters(word: &str) -> impl Iterator<Item = &str> {
    let first = first_of_ascii(word);
    let rest = if first.is_some() { &word[1..] } else { word };
    first.into_iter().chain(of_any(rest))
}

/// The first letter, if that is plain to see: most are, and looking for the bounds of graphemes costs much.
fn first_of_ascii(word: &str) -> Option<&str> {
    match word.as_bytes() {
        [first] | [first, 0..0x80, ..] if first.is_ascii_alphanumeric() => Some(&word[..1]),
        _ => None,
    }
}

fn of_any(word: &str) -> impl Iterator<Item = &str> {
    word.graphemes(true).filter(|grapheme| grapheme.starts_with(char::is_alphanumeric))
}

/// In upper case, unless that would be more than one character (`ß`).
fn upper(grapheme: &str) -> String {
    if grapheme.is_ascii() {
        return grapheme.to_ascii_uppercase();
    }
    let upper = grapheme.to_uppercase();
    if upper.graphemes(true).count() == 1 { upper } else { grapheme.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn a_name_has_initials() {
        for (name, expected) in [
            ("Elin Lindqvist", "EL"),
            ("Press room 2", "P2"),
            ("نور عزيز", "نع"),
            ("Studio", "ST"),
            ("Phạm Đăng Dũng", "PD"),
            ("đặng ừ", "ĐỪ"),
            ("e\u{301}lan u\u{308}ber", "E\u{301}U\u{308}"),
            ("王小明", "王小"),
            ("x", "X"),
            ("#general", "GE"),
            ("(HR) Lan — 🎉", "HL"),
            ("🎉", "🎉"),
            ("👩‍👩‍👧 🎉", "👩‍👩‍👧"),
            ("ß", "ß"),
            ("", "?"),
            (" \u{200B}\u{202E}\r\n", "?"),
        ] {
            assert_eq!(initials(name), expected, "{name:?}");
        }
    }
}
