//! What was changed in a text, as `diff` writes it: by line.

use std::ops::Range;

use super::Kind;

/// The lines that have a colour.
pub(super) fn read(text: &str) -> Vec<(Kind, Range<usize>)> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let range = at..at + line.trim_end_matches('\n').len();
        found.extend(kind(line).filter(|_| !range.is_empty()).map(|kind| (kind, range)));
        at += line.len();
    }
    found
}

fn kind(line: &str) -> Option<Kind> {
    let begins = |with: &[&str]| with.iter().any(|with| line.starts_with(with));
    if begins(&["--- ", "+++ ", "diff ", "index ", "Index: ", "new file", "deleted file", "rename ", "similarity "]) {
        Some(Kind::Comment)
    } else if begins(&["@@"]) {
        Some(Kind::Name)
    } else if begins(&["+", ">"]) {
        Some(Kind::Added)
    } else if begins(&["-", "<"]) {
        Some(Kind::Removed)
    } else {
        None
    }
}
