//! Code in colours: a text to stretches that are keywords, texts, numbers, comments and names.
//!
//! One pass over the text by a table for each language ([`languages`]), and two readers for what is not made of words: tags
//! ([`tags`]) and changes ([`changes`]). It looks at words, not at grammar: wrong code is coloured as well as right code is. No
//! stretch is read twice, so the time is that of the text. docs/decisions/0026-writing.md says why no crate does this.

mod changes;
mod languages;
mod table;
mod tags;
mod words;

use std::ops::Range;

/// What a stretch of code is. Each has a class, for which `rich.css` has a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Keyword,
    Text,
    Number,
    Comment,
    /// Of a type, a tag, a key, a variable.
    Name,
    Added,
    Removed,
}

impl Kind {
    /// The class of its element.
    pub(super) fn class(self) -> &'static str {
        match self {
            Kind::Keyword => "hk",
            Kind::Text => "hs",
            Kind::Number => "hn",
            Kind::Comment => "hc",
            Kind::Name => "ht",
            Kind::Added => "ha",
            Kind::Removed => "hr",
        }
    }
}

/// Bytes of code that are coloured; what is longer is shown as it is, for colours triple the page.
const LONGEST: usize = 20_000;

/// The stretches of the code that have a colour, in their order; none if nobody knows the language, or if it is longer than
/// [`LONGEST`].
pub(super) fn stretches(language: &str, text: &str) -> Vec<(Kind, Range<usize>)> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let language = language.to_ascii_lowercase();
    match language.as_str() {
        "html" | "xml" | "svg" | "xhtml" | "vue" | "svelte" | "xaml" | "rss" => tags::read(text),
        "diff" | "patch" => changes::read(text),
        _ => languages::find(&language).map(|found| words::read(found, text)).unwrap_or_default(),
    }
}

/// The names of the languages that are coloured, in their order.
pub fn languages() -> Vec<&'static str> {
    let named = table::ALL.iter().filter_map(|language| language.names.first().copied());
    let mut all: Vec<&str> = named.chain(["html", "xml", "diff"]).collect();
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::markup::linear::least_time;

    /// The code with its stretches in brackets behind the letter of their class.
    pub(super) fn marked(language: &str, text: &str) -> String {
        let (mut out, mut at) = (String::new(), 0);
        for (kind, range) in stretches(language, text) {
            out += &text[at..range.start];
            out += &format!("{}⟨{}⟩", &kind.class()[1..], &text[range.clone()]);
            at = range.end;
        }
        out + &text[at..]
    }

    #[test]
    fn code_is_coloured_as_its_language_says() {
        for (language, code, expected) in [
            ("rust", "let x: Vec<u8> = \"a\\\"b\"; // c", "k⟨let⟩ x: t⟨Vec⟩<k⟨u8⟩> = s⟨\"a\\\"b\"⟩; c⟨// c⟩"),
            ("rs", "fn a<'b>(c: &'b str) -> char { 'd' }", "k⟨fn⟩ a<'b>(c: &'b k⟨str⟩) -> k⟨char⟩ { s⟨'d'⟩ }"),
            (
                "rust",
                "r#\"a\"b\"# /* a /* b */ c */ 0x1F_u8 1.5e-3",
                "s⟨r#\"a\"b\"#⟩ c⟨/* a /* b */ c */⟩ n⟨0x1F_u8⟩ n⟨1.5e-3⟩",
            ),
            (
                "Python",
                "def a(self): # b\n    return f'{x}' or None",
                "k⟨def⟩ a(k⟨self⟩): c⟨# b⟩\n    k⟨return⟩ fs⟨'{x}'⟩ k⟨or⟩ k⟨None⟩",
            ),
            ("py", "@cached\nx = \"\"\"a\n\"b\" # c\"\"\"", "t⟨@cached⟩\nx = s⟨\"\"\"a\n\"b\" # c\"\"\"⟩"),
            ("js", "const a = `b\n${c}`; // d\n'e\nf'", "k⟨const⟩ a = s⟨`b\n${c}`⟩; c⟨// d⟩\ns⟨'e⟩\nfs⟨'⟩"),
            ("ts", "interface A { b?: string }", "k⟨interface⟩ t⟨A⟩ { b?: k⟨string⟩ }"),
            ("sql", "SELECT 'it''s' from A -- b", "k⟨SELECT⟩ s⟨'it'⟩s⟨'s'⟩ k⟨from⟩ A c⟨-- b⟩"),
            (
                "bash",
                "if [ $# -gt 1 ]; then echo \"$a\"; fi # b",
                "k⟨if⟩ [ $# -gt n⟨1⟩ ]; k⟨then⟩ k⟨echo⟩ s⟨\"$a\"⟩; k⟨fi⟩ c⟨# b⟩",
            ),
            ("json", "{\"a\": [1, true, \"b\"]}", "{t⟨\"a\"⟩: [n⟨1⟩, k⟨true⟩, s⟨\"b\"⟩]}"),
            ("yaml", "a-b: 1 # c\n- d: \"e\"\nf: http://g", "t⟨a-b⟩: n⟨1⟩ c⟨# c⟩\n- t⟨d⟩: s⟨\"e\"⟩\nt⟨f⟩: http://g"),
            ("toml", "[a.b]\nc = 'd' # e", "t⟨[a.b]⟩\nt⟨c⟩ = s⟨'d'⟩ c⟨# e⟩"),
            ("css", "a { color: #fff; /* b */ }", "a { t⟨color⟩: n⟨#fff⟩; c⟨/* b */⟩ }"),
            ("c", "#include <a.h>\nint b = 'c';", "k⟨#include⟩ <a.h>\nk⟨int⟩ b = s⟨'c'⟩;"),
            ("php", "$a = new B(\"c\"); # d", "t⟨$a⟩ = k⟨new⟩ t⟨B⟩(s⟨\"c\"⟩); c⟨# d⟩"),
            (
                "html",
                "<!-- a --><p class=\"b\" hidden>c &amp; d</p>",
                "c⟨<!-- a -->⟩t⟨<p⟩ k⟨class⟩=s⟨\"b\"⟩ k⟨hidden⟩t⟨>⟩c n⟨&amp;⟩ dt⟨</p⟩t⟨>⟩",
            ),
            (
                "diff",
                "--- a\n+++ b\n@@ -1 +1 @@ c\n-d\n+e\n f",
                "c⟨--- a⟩\nc⟨+++ b⟩\nt⟨@@ -1 +1 @@ c⟩\nr⟨-d⟩\na⟨+e⟩\n f",
            ),
            ("lua", "--[[ a\n]] local b = [[c]] -- d", "c⟨--[[ a\n]]⟩ k⟨local⟩ b = s⟨[[c]]⟩ c⟨-- d⟩"),
            ("dockerfile", "FROM rust:1 AS a # b", "k⟨FROM⟩ rust:n⟨1⟩ k⟨AS⟩ a c⟨# b⟩"),
            ("csv", "a,1,'b", "a,1,'b"),
            ("go", "func (a *B) C() error {}", "k⟨func⟩ (a *B) C() k⟨error⟩ {}"),
        ] {
            assert_eq!(marked(language, code), expected, "{language}");
        }
    }

    #[test]
    fn what_is_long_is_shown_as_it_is() {
        assert!(!stretches("rust", &"1 ".repeat(LONGEST / 2)).is_empty());
        assert_eq!(stretches("rust", &"1 ".repeat(LONGEST / 2 + 1)), []);
    }

    const PARTS: [&str; 40] = [
        "a",
        "if ",
        "fn",
        "\"",
        "'",
        "`",
        "\\",
        "/*",
        "*/",
        "//",
        "#",
        "--",
        "[[",
        "]]",
        "\n",
        " ",
        "\t",
        "1",
        "0x",
        ".",
        "e-",
        "$",
        "@",
        ":",
        "=",
        "<",
        ">",
        "<!--",
        "-->",
        "</",
        "&",
        ";",
        "\"\"\"",
        "r#\"",
        "\"#",
        "+",
        "-",
        "đ",
        "👩‍👩‍👧",
        "\u{202E}",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn stretches_come_one_after_the_other(parts in prop::collection::vec(prop::sample::select(&PARTS[..]), 0..60), language in prop::sample::select(names())) {
            let text = parts.concat();
            let mut at = 0;
            for (_, range) in stretches(language, &text) {
                prop_assert!(at <= range.start && range.start < range.end && range.end <= text.len());
                prop_assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
                at = range.end;
            }
        }
    }

    /// One name of each language.
    fn names() -> Vec<&'static str> {
        table::ALL.iter().map(|language| language.names[0]).chain(["html", "diff", "none"]).collect()
    }

    /// Each by itself: what is quadratic takes some seconds in a build without optimisation.
    #[test]
    fn no_code_takes_long() {
        let parts = [
            "a ", "\"", "'", "/*", "#", "[[", "$", "1", "e-", "@a", "<", "&", "/*/*", "'a", "<a ", "\"\\", "a: ",
            "[[a", "\n", "-", "/* ", "a-", "a:b ", "{- ", "<!--", "r#\"",
        ];
        let mut slowest = Vec::new();
        for language in names() {
            for part in parts {
                // With an end, for what is looked for from each beginning.
                for end in ["", "*/", "\"", "-->"] {
                    let code = part.repeat((LONGEST - end.len()) / part.len()) + end;
                    let took = least_time(1, || stretches(language, &code));
                    assert!(took < Duration::from_millis(250), "{language}, {part:?}, {end:?} took {took:?}");
                    slowest.push((took, language, part, end));
                }
            }
        }
        slowest.sort_unstable();
        println!("of {} texts of {LONGEST} bytes the slowest: {:?}", slowest.len(), slowest.last());
    }
}
