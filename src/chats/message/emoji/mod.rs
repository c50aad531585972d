//! Emoji that people react with and write: which there are, in groups, and what they are called.

mod names;

use emojis::{Emoji, Group};

pub use names::{FOUND, search};

use crate::web::Language;

/// An emoji and what it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Itself.
    pub emoji: &'static str,
    /// Its name in the reader's language.
    pub name: &'static str,
    /// What is typed between colons for it; empty if nothing is.
    pub code: &'static str,
}

impl Named {
    fn new(emoji: &'static Emoji, language: Language) -> Named {
        let code = emoji.shortcode().unwrap_or_default();
        Named { emoji: emoji.as_str(), name: names::name(emoji, language), code }
    }
}

/// Those that are offered first.
pub const FIRST: [&str; 6] = ["👍", "❤️", "😂", "🎉", "👀", "🙏"];

/// The emoji as everybody writes it, if the text is exactly one.
pub fn parse(text: &str) -> Option<&'static str> {
    emojis::get(text.trim()).map(emojis::Emoji::as_str)
}

/// All groups in their order, each with the word of its name in `emoji-WORD`, and what is in it.
pub fn groups(language: Language) -> impl Iterator<Item = (&'static str, Vec<Named>)> {
    Group::iter().map(move |group| {
        let word = match group {
            Group::SmileysAndEmotion => "faces",
            Group::PeopleAndBody => "people",
            Group::AnimalsAndNature => "nature",
            Group::FoodAndDrink => "food",
            Group::TravelAndPlaces => "places",
            Group::Activities => "activities",
            Group::Objects => "objects",
            Group::Symbols => "symbols",
            Group::Flags => "flags",
        };
        (word, group.emojis().map(|emoji| Named::new(emoji, language)).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_emoji_is_taken_as_everybody_writes_it() {
        assert_eq!(parse("👍"), Some("👍"));
        assert_eq!(parse(" ❤️ "), Some("❤️"));
        assert_eq!(parse("❤"), Some("❤️"), "without its selector it is the same");
        assert_eq!(parse("👍🏽"), Some("👍🏽"), "of a skin tone");
        assert_eq!(parse("👩‍👩‍👧‍👦"), Some("👩‍👩‍👧‍👦"), "a family is one");
        for text in ["", "a", "👍👍", "+1", "<b>", &"👍".repeat(50), &"\u{200D}".repeat(50)] {
            assert_eq!(parse(text), None, "{text:?}");
        }
        assert!(FIRST.iter().all(|emoji| parse(emoji) == Some(*emoji)));
    }

    #[test]
    fn every_group_holds_some() {
        assert_eq!(groups(Language::English).filter(|(_, emoji)| emoji.len() > 20).count(), 9);
    }
}
