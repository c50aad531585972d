//! What is known of each language: its words, and the marks of its comments and texts.

use super::Kind;
use super::table::ALL;

/// A language.
pub(super) struct Language {
    /// What it is called behind the fence, in lower case; the first is its own name.
    pub(super) names: &'static [&'static str],
    /// Its keywords, between spaces.
    pub(super) words: &'static str,
    /// Whether they count in any case.
    pub(super) any_case: bool,
    /// What begins a comment to the end of the line.
    pub(super) comments: &'static [&'static str],
    /// Whether that has to stand behind white space.
    pub(super) apart: bool,
    /// What stands around a comment.
    pub(super) around: &'static [(&'static str, &'static str)],
    /// Whether there are such comments in such comments.
    pub(super) nested: bool,
    /// Its texts; of those that begin with the same the longest comes first.
    pub(super) texts: &'static [Literal],
    /// What may stand in a word besides letters, digits and `_`.
    pub(super) letters: &'static str,
    /// What a word behind this sign is.
    pub(super) signs: &'static [(char, Kind)],
    /// Whether a word that begins with a capital is the name of a type.
    pub(super) types: bool,
    /// The sign behind the name of a value, and where such names stand.
    pub(super) keys: Option<(char, Place)>,
    /// Whether a line in brackets begins a section.
    pub(super) sections: bool,
}

/// Where names of values stand.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// Wherever the sign is: texts, as in JSON.
    Anywhere,
    /// At the beginning of a line.
    Line,
    /// Wherever the sign and white space are.
    Declared,
}

/// How a text is written.
pub(super) struct Literal {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    /// Whether a backslash takes the meaning from the character behind it.
    pub(super) escapes: bool,
    /// Whether it goes on in the next line.
    pub(super) lines: bool,
    /// Whether it is one character, or else none.
    pub(super) one: bool,
}

/// The language of this name, in lower case.
pub(super) fn find(name: &str) -> Option<&'static Language> {
    ALL.iter().find(|language| language.names.contains(&name))
}

const fn literal(open: &'static str, close: &'static str, escapes: bool, lines: bool) -> Literal {
    Literal { open, close, escapes, lines, one: false }
}

pub(super) const DOUBLE: Literal = literal("\"", "\"", true, false);
pub(super) const DOUBLE_LINES: Literal = literal("\"", "\"", false, true);
pub(super) const DOUBLE_RAW: Literal = literal("\"", "\"", false, false);
pub(super) const DOUBLE_THREE: Literal = literal("\"\"\"", "\"\"\"", true, true);
pub(super) const SINGLE: Literal = literal("'", "'", true, false);
pub(super) const SINGLE_RAW: Literal = literal("'", "'", false, false);
pub(super) const SINGLE_RAW_LINES: Literal = literal("'", "'", false, true);
pub(super) const SINGLE_THREE: Literal = literal("'''", "'''", true, true);
pub(super) const SINGLE_RAW_THREE: Literal = literal("'''", "'''", false, true);
pub(super) const TICKS: Literal = literal("`", "`", true, true);
pub(super) const TICKS_RAW: Literal = literal("`", "`", false, true);
pub(super) const CHARACTER: Literal = Literal { open: "'", close: "'", escapes: true, lines: false, one: true };
pub(super) const RUST_RAW: Literal = literal("r\"", "\"", false, true);
pub(super) const RUST_RAW_ONE: Literal = literal("r#\"", "\"#", false, true);
pub(super) const RUST_RAW_TWO: Literal = literal("r##\"", "\"##", false, true);
pub(super) const CSHARP_RAW: Literal = literal("@\"", "\"", false, true);
pub(super) const LONG: Literal = literal("[[", "]]", false, true);

/// One of which nothing is known.
pub(super) const NONE: Language = Language {
    names: &[],
    words: "",
    any_case: false,
    comments: &[],
    apart: false,
    around: &[],
    nested: false,
    texts: &[],
    letters: "",
    signs: &[],
    types: false,
    keys: None,
    sections: false,
};

/// One with the comments of C.
pub(super) const SLASHES: Language = Language { comments: &["//"], around: &[("/*", "*/")], ..NONE };
