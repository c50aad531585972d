//! What is listed by hand is what the kinds say of themselves.

use std::collections::BTreeSet;

use super::{CALLED_ALL, COPIED, FOR_MEMBERS, KINDS, Kind, OF_MESSAGE};

/// These, and those of which that is so.
fn with(listed: &Kind, is: impl Fn(&Kind) -> bool) -> BTreeSet<&'static str> {
    let is = |kind: &Kind| kind == listed || is(kind);
    KINDS.into_iter().filter(|kind| is(kind)).map(|kind| kind.name).collect()
}

fn names(kinds: &[&'static Kind]) -> BTreeSet<&'static str> {
    kinds.iter().map(|kind| kind.name).collect()
}

#[test]
fn each_kind_that_tells_of_a_message_follows_it() {
    // What a chat tells all of its members nobody has who left.
    assert_eq!(names(&FOR_MEMBERS), with(&CALLED_ALL, |kind| kind.for_members), "say what it says now");
    assert_eq!(names(&OF_MESSAGE), with(&COPIED, |kind| kind.for_members || kind.of_message), "go with it");
}
