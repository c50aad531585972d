//! What holds for every text.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::checker::check;
use super::{fold, has_link, initials, line, links, render};

/// What means something somewhere, in order to meet in every order.
const PARTS: [&str; 48] = [
    "a",
    "b",
    "word ",
    "đ",
    "é",
    "你",
    "م",
    "👩‍👩‍👧",
    "\u{301}",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "*",
    "**",
    "***",
    "_",
    "__",
    "~",
    "~~",
    "`",
    "``",
    "```",
    "```rust\n",
    "> ",
    ">",
    "- ",
    "  - ",
    "# ",
    "[",
    "](",
    "](https://x.yz/",
    ")",
    "(",
    "!",
    "<",
    "&",
    "\"",
    "'",
    "\\",
    "https://x.yz",
    "www.",
    "@x.yz",
    "javascript:",
    "\u{202E}",
    "\u{2066}",
    "\u{2069}",
];

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(prop::sample::select(&PARTS[..]), 0..40).prop_map(|parts| parts.concat()),
        prop::collection::vec(any::<char>(), 0..60).prop_map(|chars| chars.into_iter().collect()),
    ]
}

/// Texts in which no address is possible and no list is numbered, so that every letter must be shown.
fn texts_without_addresses() -> impl Strategy<Value = String> {
    let parts: Vec<&str> = PARTS.into_iter().filter(|part| !part.contains(['.', ':'])).collect();
    prop::collection::vec(prop::sample::select(parts), 0..40).prop_map(|parts| parts.concat())
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Isolates that are open in the text, or None if more are ended than begun.
fn open_isolates(text: &str) -> Option<usize> {
    text.chars().try_fold(0_usize, |open, c| match c {
        '\u{2066}'..='\u{2068}' => Some(open + 1),
        '\u{2069}' => open.checked_sub(1),
        _ => Some(open),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, max_global_rejects: 1_000_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_html_is_balanced_and_holds_only_what_is_allowed(text in texts()) {
        let html = render(&text).into_string();
        let checked = check(&html).map_err(|wrong| TestCaseError::fail(format!("{html}: {wrong}")))?;
        prop_assert!(checked.depth <= 22);
        prop_assert!(html.len() <= 40 * text.len());
        prop_assert_eq!(open_isolates(&checked.text), Some(0));
        let overridden = checked.text.contains(|c| matches!(c, '\u{202A}'..='\u{202E}'));
        prop_assert!(!overridden);
        prop_assert_eq!(html.is_empty(), text.chars().all(|c| c.is_whitespace() || c.is_control()));
    }

    #[test]
    fn every_letter_is_shown_in_its_order(text in texts_without_addresses()) {
        let html = render(&text).into_string();
        prop_assert_eq!(letters(&check(&html).expect("valid").text), letters(&text));
    }

    #[test]
    fn a_line_is_one_line_of_at_most_so_many_characters(text in texts(), max in 0_usize..50) {
        let line = line(&text, max);
        prop_assert!(line.chars().count() <= max);
        prop_assert!(!line.contains(char::is_control));
        prop_assert_eq!(line.trim(), &line);
    }

    #[test]
    fn the_links_are_those_of_the_html(text in texts()) {
        let html = render(&text).into_string();
        let all = links(&text);
        prop_assert_eq!(all.is_empty(), !has_link(&text));
        prop_assert_eq!(has_link(&text), html.contains("<a href"));
        for link in all {
            let href = link.href.replace('&', "&amp;").replace('\'', "&#39;");
            prop_assert!(html.contains(&format!("<a href=\"{href}\"")), "{} in {}", href, html);
            prop_assert_eq!(link.words.chars().find(|c| c.is_control()), None);
            prop_assert_eq!(open_isolates(&link.words), Some(0));
        }
    }

    #[test]
    fn a_long_line_shows_every_letter(text in texts_without_addresses()) {
        // Of a code block a line shows one line only.
        let text = text.replace("```", "");
        prop_assume!(!text.contains("```"));
        prop_assert_eq!(letters(&line(&text, usize::MAX)), letters(&text));
    }

    #[test]
    fn a_fold_is_folded_and_knows_no_case(text in texts()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once.clone());
        prop_assert!(!once.contains("  "));
        prop_assert_eq!(fold(&once.to_uppercase()), once);
    }

    #[test]
    fn initials_are_never_empty(name in texts()) {
        prop_assert!(!initials(&name).trim().is_empty());
    }

    /// pulldown-cmark is the oracle for `*`, single `_`, `~~` and code, where we promise CommonMark.
    #[test]
    fn emphasis_is_that_of_commonmark(text in "[ab][ab *_`]{0,30}") {
        // Where we differ: `__`, and code of nothing but spaces.
        prop_assume!(!text.contains("__"));
        prop_assume!(text.split('`').all(|part| part.is_empty() || !part.trim().is_empty()));
        prop_assert_eq!(render(&text).into_string(), commonmark(text.trim_end()), "{:?}", text);
    }
}

/// One paragraph by pulldown-cmark, written as we write it: bold inside bold is not repeated.
fn commonmark(text: &str) -> String {
    let mut out = String::new();
    let (mut bold, mut italic) = (0, 0);
    let step = |depth: &mut i32, by: i32, tag: &str, out: &mut String| {
        if (by > 0 && *depth == 0) || (by < 0 && *depth == 1) {
            out.push_str(tag);
        }
        *depth += by;
    };
    for event in Parser::new_ext(text, Options::empty()) {
        match event {
            Event::Start(Tag::Paragraph) => out.push_str("<p dir=\"auto\">"),
            Event::End(TagEnd::Paragraph) => out.push_str("</p>"),
            Event::Start(Tag::Strong) => step(&mut bold, 1, "<b>", &mut out),
            Event::End(TagEnd::Strong) => step(&mut bold, -1, "</b>", &mut out),
            Event::Start(Tag::Emphasis) => step(&mut italic, 1, "<i>", &mut out),
            Event::End(TagEnd::Emphasis) => step(&mut italic, -1, "</i>", &mut out),
            Event::Text(text) => out.push_str(&text),
            Event::Code(code) => out.push_str(&format!("<code>{code}</code>")),
            other => panic!("{other:?}"),
        }
    }
    out
}
