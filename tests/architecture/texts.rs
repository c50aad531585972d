//! Both languages have the same texts, every text that is named is there, and none is left over.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::source::files;
use hallway::web::locale::TEXTS;

/// Keys that are put together: `weekday-1`, `not-found-title`.
const COMPOSED: &[&str] = &[
    "weekday-",
    "month-",
    "emoji-",
    "theme-",
    "density-",
    "text-size-",
    "own-side-",
    "clock-",
    "sound-",
    "colleagues-",
    "command-about-",
    "label-",
    "audit-",
    "act-",
    "deed-",
    "column-",
    "notice-",
    "told-",
    "area-",
    "mail-trouble-",
    "mail-security-",
    "why-",
    "inbox-state-",
    "inbox-why-",
];
const SUFFIXES: &[&str] = &["-title", "-text"];

#[test]
fn both_languages_have_the_same_texts() {
    let of = |tag: &str| -> BTreeSet<String> {
        TEXTS.iter().filter(|(language, _)| language.tag() == tag).flat_map(|(_, text)| keys(text)).collect()
    };
    let (english, vietnamese) = (of("en"), of("vi"));
    assert!(english.len() > 100, "only {} texts", english.len());
    let differ: Vec<_> = english.symmetric_difference(&vietnamese).collect();
    assert!(differ.is_empty(), "in one language only: {differ:?}");
}

#[test]
fn every_text_stands_in_one_place() {
    for tag in ["en", "vi"] {
        let mut known = BTreeSet::new();
        let keys = TEXTS.iter().filter(|(language, _)| language.tag() == tag).flat_map(|(_, text)| keys(text));
        let twice: Vec<_> = keys.filter(|key| !known.insert(key.clone())).collect();
        assert!(twice.is_empty(), "{tag}: the later one would win: {twice:?}");
    }
}

#[test]
fn no_text_is_left_in_english() {
    let of = |tag: &'static str| TEXTS.iter().filter(move |(language, _)| language.tag() == tag);
    for ((_, english), (_, vietnamese)) in of("en").zip(of("vi")) {
        let translated = vietnamese.chars().any(|c| "ăâđêôơưạảấầậắặẹếềệịọốộớợụứựỳỹ".contains(c));
        assert!(
            keys(english).is_empty() || translated,
            "not translated:\n{}",
            &vietnamese[..vietnamese.len().min(200)]
        );
    }
}

#[test]
fn every_text_is_there_and_used() {
    let there: BTreeSet<String> = TEXTS.iter().flat_map(|(_, text)| keys(text)).collect();
    let named = named();
    // A quoted word of this shape may be something else, so what is missing is looked for where a text is asked for.
    let missing: Vec<_> = named.asked.difference(&there).collect();
    assert!(missing.is_empty(), "asked for, and not there: {missing:?}");
    let composed = |key: &str| COMPOSED.iter().any(|prefix| key.starts_with(prefix));
    let failing = |key: &str| SUFFIXES.iter().any(|suffix| named.quoted.contains(key.trim_end_matches(suffix)));
    let unused: Vec<_> =
        there.iter().filter(|key| !named.quoted.contains(*key) && !composed(key) && !failing(key)).collect();
    assert!(unused.is_empty(), "there, and named nowhere: {unused:?}");
}

fn keys(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.split_once(" =").map(|(key, _)| key))
        .filter(|key| key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_'))
        .map(ToOwned::to_owned)
        .collect()
}

struct Named {
    asked: BTreeSet<String>,
    quoted: BTreeSet<String>,
}

fn named() -> Named {
    let mut texts: Vec<String> = files().into_iter().map(|file| file.text).collect();
    templates(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut texts);
    let mut named = Named { asked: BTreeSet::new(), quoted: BTreeSet::new() };
    for text in texts {
        for call in [".t(\"", ".with(\"", ".with2(\"", ".count(\""] {
            for (at, _) in text.match_indices(call) {
                let key = text[at + call.len()..].split('"').next().expect("a split has a first part");
                named.asked.insert(key.to_owned());
            }
        }
        named.quoted.extend(text.split('"').map(ToOwned::to_owned));
    }
    named.asked.retain(|key| !key.is_empty());
    named
}

fn templates(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the folder of the templates") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            templates(&path, texts);
        } else {
            texts.push(fs::read_to_string(&path).expect("a template can be read"));
        }
    }
}
