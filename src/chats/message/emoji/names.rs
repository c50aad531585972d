//! What emoji are called, in both languages at once: somebody looks for the word that comes to mind.

use std::collections::HashMap;
use std::sync::LazyLock;

use emojis::Emoji;

use super::Named;
use crate::markup::fold;
use crate::web::Language;

/// Emoji that are found at most.
pub const FOUND: usize = 60;
/// Characters of what is looked for.
const SOUGHT: usize = 60;

/// A name, and other words for the same.
type Names = HashMap<&'static str, (&'static str, &'static str)>;

static ENGLISH: LazyLock<Names> = LazyLock::new(|| names(include_str!("en.txt")));
static VIETNAMESE: LazyLock<Names> = LazyLock::new(|| names(include_str!("vi.txt")));

/// The names of a file: an emoji, its name and other words in each line.
fn names(file: &'static str) -> Names {
    let line = |line: &'static str| {
        let (emoji, names) = line.split_once('\t')?;
        Some((emoji, names.split_once('\t').unwrap_or((names, ""))))
    };
    file.lines().filter(|text| !text.starts_with("# ")).filter_map(line).collect()
}

fn of(emoji: &Emoji, language: Language) -> Option<(&'static str, &'static str)> {
    let names = match language {
        Language::English => &ENGLISH,
        Language::Vietnamese => &VIETNAMESE,
    };
    names.get(emoji.as_str().replace('\u{fe0f}', "").as_str()).copied()
}

/// The name of the emoji in this language; an emoji of which CLDR does not know yet has its English name.
pub(super) fn name(emoji: &'static Emoji, language: Language) -> &'static str {
    of(emoji, language).map_or_else(|| emoji.name(), |(name, _)| name)
}

/// A word for an emoji, folded, and whether it is one of the other words.
type Called = (String, bool);

/// Each emoji with all that it is called.
static CALLED: LazyLock<Vec<(&'static Emoji, Vec<Called>)>> = LazyLock::new(|| {
    let called = |emoji: &'static Emoji| {
        let mut words: Vec<Called> = emoji.shortcodes().map(|code| (fold(&code.replace('_', " ")), false)).collect();
        words.push((fold(emoji.name()), false));
        for (name, others) in Language::ALL.into_iter().filter_map(|language| of(emoji, language)) {
            words.push((fold(name), false));
            // A flag is looked for by its country.
            words.extend(name.split_once(": ").map(|(_, name)| (fold(name), false)));
            words.extend(others.split(", ").filter(|word| !word.is_empty()).map(|word| (fold(word), true)));
        }
        (emoji, words)
    };
    emojis::iter().map(called).collect()
});

/// Emoji that are called so, in any language; those first whose whole name it is, then those whose names begin so.
pub fn search(sought: &str, language: Language, most: usize) -> Vec<Named> {
    let sought: String = sought.chars().take(SOUGHT).collect();
    let sought = fold(sought.trim_matches([':', ' ']).replace('_', " ").as_str());
    if sought.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, &'static Emoji)> =
        CALLED.iter().filter_map(|(emoji, names)| Some((nearness(&sought, names)?, *emoji))).collect();
    // Of those that are as near, the order is that of Unicode: the usual ones first.
    found.sort_by_key(|(nearness, _)| *nearness);
    found.into_iter().take(most).map(|(_, emoji)| Named::new(emoji, language)).collect()
}

/// How near the names are to what is sought: the least is the nearest.
fn nearness(sought: &str, names: &[Called]) -> Option<usize> {
    let one = |(name, other): &Called| {
        let near = match name.find(sought)? {
            0 if name.len() == sought.len() => 0,
            0 => 2,
            at if name[..at].ends_with(' ') => 4,
            _ => 6,
        };
        Some(near + usize::from(*other))
    };
    let begins = |word: &str| names.iter().any(|(name, _)| name.split(' ').any(|one| one.starts_with(word)));
    names.iter().filter_map(one).min().or_else(|| sought.split(' ').all(begins).then_some(8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(sought: &str) -> Option<&'static str> {
        search(sought, Language::English, 1).first().map(|named| named.emoji)
    }

    #[test]
    fn emoji_are_found_by_what_they_are_called_in_any_language() {
        for (sought, emoji) in [
            ("smile", "😄"),
            (":tada:", "🎉"),
            ("thumbs up", "👍"),
            ("cảm ơn", "🙏"),
            ("cam on", "🙏"),
            ("viet nam", "🇻🇳"),
            ("MÈO", "🐈"),
            ("coffee", "☕"),
        ] {
            assert_eq!(first(sought), Some(emoji), "{sought}");
        }
        for nothing in ["", " ", ":", "qqqq", "%%"] {
            assert_eq!(first(nothing), None, "{nothing}");
        }
        assert_eq!(search("a", Language::Vietnamese, FOUND).len(), FOUND);
    }

    #[test]
    fn nearly_every_emoji_has_a_name_in_every_language() {
        for language in Language::ALL {
            let named = emojis::iter().filter(|emoji| of(emoji, language).is_some()).count();
            assert!(named + 20 > emojis::iter().count(), "{language:?}: {named} of {}", emojis::iter().count());
        }
        assert_eq!(search("+1", Language::Vietnamese, 1)[0].name, "dấu ra hiệu đồng ý");
    }
}
