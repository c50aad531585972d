//! How one goes back for what is looked for: what is tested, and what the index is asked for.

use std::collections::HashSet;

use super::index::{BLOCK, Form, LARGE, Stamp};
use super::sought::Sought;

/// So few chats are named to the index: for each word of a message it looks at all of them.
const FEW: usize = if cfg!(test) { 2 } else { 24 };
/// Where so much was said at most, windows are not worth it.
const SMALL: i64 = 50_000;
/// Whose chats hold a smaller part of all messages has them looked through: one of so many.
const PART: i64 = 20;
/// The windows on PostgreSQL, whose index knows no order: all that it finds in one is read. SQLite's is read from its end.
pub(super) const WINDOWS: [i64; 3] = [1 << 13, 1 << 17, 1 << 21];

/// Conditions of the statement that asks GIN, at most.
pub(super) const KEYS: usize = 5;

/// A window of numbers: from the first to before the second.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    pub(super) from: i64,
    pub(super) end: i64,
}

/// How much may still be tested: messages, and bytes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Left {
    rows: i64,
    bytes: i64,
}

impl Left {
    pub(super) const ALL: Left = Left { rows: i64::MAX, bytes: i64::MAX };
    pub(super) const PAGE: Left = Left { rows: if cfg!(test) { 12 } else { 3_000 }, bytes: 4 << 20 };
    pub(super) const BEST: Left = Left { rows: if cfg!(test) { 40 } else { 15_000 }, bytes: 16 << 20 };

    /// Messages of these lengths were tested.
    pub(super) fn take(&mut self, lengths: impl Iterator<Item = usize>) {
        for length in lengths {
            self.rows = self.rows.saturating_sub(1);
            self.bytes = self.bytes.saturating_sub(length as i64);
        }
    }

    /// Whether no more is to be tested.
    pub(super) fn is_over(self) -> bool {
        self.rows <= 0 || self.bytes <= 0
    }
}

/// A step on the way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The messages that the reader sees are looked through.
    Look(Left),
    /// The index is asked for what it can say cheaply, and the rest is tested.
    Part(Left),
    /// The index is asked for all that it knows of it.
    Whole,
}

impl Sought<'_> {
    /// What is done, one after the other, until there is enough.
    pub(super) fn steps(&self, left: Left) -> Vec<Step> {
        if self.is_bare() {
            // All that is seen is a hit, but for its time.
            return vec![Step::Look(Left::ALL)];
        }
        let (begins, narrow) = (self.query.parts.iter().any(|part| part.begins()), self.narrows());
        let few = !self.names_chats(false) && self.said < self.all / PART;
        let look = (few || begins && !narrow).then_some(Step::Look(left));
        let part =
            (narrow && (begins || self.names_chats(false) != self.names_chats(true))).then_some(Step::Part(left));
        look.into_iter().chain(part).chain([Step::Whole]).collect()
    }

    /// Whether it looks for nothing but all of the viewer's chats, or one chat.
    fn is_bare(&self) -> bool {
        self.says_nothing() && (self.query.places.is_empty() || self.chats.len() == 1)
    }

    /// Whether it looks for nothing that the index knows but chats.
    fn says_nothing(&self) -> bool {
        self.query.parts.is_empty() && self.authors.is_empty() && !self.query.link && !self.query.file
    }

    /// Whether the index is asked for the chats, too: if they are few, or, for all that is looked for, if they were named.
    fn names_chats(&self, whole: bool) -> bool {
        self.chats.len() <= FEW || whole && !self.query.places.is_empty()
    }

    /// Whether the index can say cheaply what may be looked for: by a whole word, an author, a stamp, or some chats of many.
    fn narrows(&self) -> bool {
        let words = self.query.parts.iter().any(|part| !part.begins());
        let chats = !self.query.places.is_empty() && (2..=FEW).contains(&self.chats.len());
        words || !self.authors.is_empty() || self.query.link || self.query.file || chats
    }

    /// Whether so little was said there that windows are not worth it.
    pub(super) fn is_small(&self) -> bool {
        self.names_chats(true) && self.said <= SMALL
    }

    /// What FTS5 is asked for.
    pub(super) fn expression(&self, part: bool, window: Window) -> String {
        let all = self.asked(part, window, Form::Fts);
        all.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" AND ")
    }

    /// What GIN is asked for, at least one and at most [`KEYS`]: each is a key of its own, of which one that is behind the others leaps to where
    /// they are. For one key with all of it each message would be looked at that has the rarest of its words. The last one takes the rest.
    pub(super) fn keys(&self, part: bool, window: Window) -> Vec<String> {
        let mut all = self.asked(part, window, Form::Vector);
        if all.len() > KEYS {
            let rest = all.split_off(KEYS - 1);
            all.push(rest.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join(" & "));
        }
        all
    }

    /// What the index is asked for: all that is looked for, or the part of it that it knows cheaply. All of these have to be so.
    fn asked(&self, part: bool, window: Window, form: Form) -> Vec<String> {
        let parts = self.query.parts.iter().filter(|one| !part || !one.begins());
        let mut all: Vec<String> = parts.flat_map(|one| one.expressions(form)).collect();
        if self.query.link {
            all.push(any(&[Stamp::Link], form));
        }
        if self.query.file {
            all.push(any(&[Stamp::File], form));
        }
        if !self.authors.is_empty() {
            all.push(any(&self.authors.iter().map(|author| Stamp::Author(*author)).collect::<Vec<_>>(), form));
        }
        if self.names_chats(!part) {
            all.push(any(&self.chats.iter().map(|(chat, _)| Stamp::Chat(*chat)).collect::<Vec<_>>(), form));
        }
        if let Form::Vector = form {
            all.extend(blocks(window).map(|blocks| any(&blocks, form)));
        }
        // A run of one character is the same pair again and again.
        let mut once = HashSet::new();
        all.retain(|one| once.insert(one.clone()));
        all
    }
}

/// One of these.
fn any(stamps: &[Stamp], form: Form) -> String {
    let (quote, or) = match form {
        Form::Fts => ('"', " OR "),
        Form::Vector => ('\'', " | "),
    };
    stamps.iter().map(|stamp| format!("{quote}{}{quote}", stamp.token())).collect::<Vec<_>>().join(or)
}

/// The blocks that the window lies in, if they are few enough to name.
fn blocks(window: Window) -> Option<Vec<Stamp>> {
    let of = |bits: u32| (window.from >> bits)..=((window.end - 1) >> bits);
    match window.end - window.from {
        0..=0x4000 => Some(of(BLOCK).map(Stamp::Block).collect()),
        0x4001..=0x20_0000 => Some(of(LARGE).map(Stamp::Large).collect()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::hits::EVER;
    use super::super::query::Query;
    use super::*;
    use crate::clock::Moment;
    use crate::id::{ChatId, MessageId, UserId};
    use crate::web::{Fields, Language, Locale, Ui};

    const PLACES: usize = 90;

    /// What comes of a search of who is in so many chats, in which this part of all was said.
    fn sought<T>(typed: &str, chats: usize, said: i64, of: impl FnOnce(&Sought<'_>) -> T) -> T {
        let ui = Ui::new(Locale::new(Language::English, "UTC"), Moment(0));
        let query = Query::parse(&Fields::of(&[("q", typed)]), &ui).unwrap_or_else(|_| panic!("{typed:?} is a query"));
        let authors = query.from.iter().map(|_| UserId(3)).collect();
        let chats = (1..=chats as i64).map(|chat| (ChatId(chat), 10)).collect();
        of(&Sought {
            viewer: UserId(1),
            query: &query,
            authors,
            crowded: Vec::new(),
            chats,
            said,
            all: 1_000_000,
            end: MessageId(1_000_000),
            times: EVER,
        })
    }

    /// What is done, and what the index is asked for first.
    fn steps(sought: &Sought<'_>) -> (Vec<Step>, String) {
        let steps = sought.steps(Left::PAGE);
        let part = steps.iter().any(|step| matches!(step, Step::Part(_)));
        (steps, sought.expression(part, Window { from: 0, end: 1_000_000 }))
    }

    #[test]
    fn what_narrows_is_asked_for_first_and_beginnings_are_tested() {
        let (look, part) = (Step::Look(Left::PAGE), Step::Part(Left::PAGE));
        for (typed, chats, said, expected, asked) in [
            ("zeppelin th", PLACES, 900_000, &[part, Step::Whole][..], "(\"zeppelin\")"),
            ("zeppelin ", PLACES, 900_000, &[Step::Whole], "(\"zeppelin\")"),
            ("th", PLACES, 900_000, &[look, Step::Whole], "(\"th\" *)"),
            ("from:elin th", PLACES, 900_000, &[part, Step::Whole], "(\"_u3\")"),
            ("has:link th", PLACES, 900_000, &[part, Step::Whole], "(\"_link\")"),
            ("zeppelin th", PLACES, 9_000, &[look, part, Step::Whole], "(\"zeppelin\")"),
            ("zeppelin ", PLACES, 9_000, &[look, Step::Whole], "(\"zeppelin\")"),
            // Of several named chats that are few only their messages are read; of one or all of them all are hits.
            ("in:press ", 2, 900_000, &[Step::Whole], "(\"_c1\" OR \"_c2\")"),
            ("in:press th", 2, 900_000, &[part, Step::Whole], "(\"_c1\" OR \"_c2\")"),
            ("in:press ", 1, 20_000, &[Step::Look(Left::ALL)], "(\"_c1\")"),
            ("after:2026-11-01 ", PLACES, 900_000, &[Step::Look(Left::ALL)], ""),
            // Many are tested, and named to the index only if what is looked for in them is rare.
            ("in:press zeppelin ", 3, 900_000, &[part, Step::Whole], "(\"zeppelin\")"),
            ("in:press ", 3, 900_000, &[Step::Whole], "(\"_c1\" OR \"_c2\" OR \"_c3\")"),
        ] {
            let (found, expression) = sought(typed, chats, said, steps);
            assert_eq!((&*found, &*expression), (expected, asked), "{typed:?} in {chats} chats");
        }
    }

    #[test]
    fn each_word_is_a_key_and_the_last_one_takes_the_rest() {
        let window = Window { from: 0, end: i64::MAX };
        let keys = |typed: &str| sought(typed, 3, 900_000, |sought| sought.keys(false, window)).join(" ");
        assert_eq!(keys("one "), "'one'");
        assert_eq!(keys("in:press th"), "'th':* '_c1' | '_c2' | '_c3'");
        assert_eq!(
            keys("ハハハハハ b "),
            [&*Stamp::pair("ハハ", "ハハ").token(), "b"].map(|key| format!("'{key}'")).join(" ")
        );
        assert_eq!(keys("a b c d e f has:link "), "'a' 'b' 'c' 'd' ('e') & ('f') & ('_link')");
    }

    #[test]
    fn so_much_is_tested_and_no_more() {
        let mut left = Left { rows: 3, bytes: 100 };
        left.take([10, 10].into_iter());
        assert!(!left.is_over());
        left.take([10].into_iter());
        assert!(left.is_over(), "so many messages");
        let mut left = Left { rows: 3, bytes: 100 };
        left.take([101].into_iter());
        assert!(left.is_over(), "so many bytes");
    }
}
