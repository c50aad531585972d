//! Search: a form, and what was found.

use askama::Template;
use unicode_segmentation::UnicodeSegmentation;

use super::lined;
use crate::chats::search::{Found, Hit, NAMED, Order, Place, Query};
use crate::markup;
use crate::web::{Door, Errors, Fields, Ui};

/// Characters of a hit that are shown before the first word that was found, and in all.
const BEFORE: usize = 60;
const SHOWN: usize = 280;
/// So far is looked for the beginning of a word to begin with.
const WORD: usize = 20;
/// A message is not longer.
const WHOLE: usize = crate::web::Limits::MESSAGE;

/// A message that was found.
#[derive(Clone, Debug)]
pub struct HitParts {
    /// Its number.
    pub id: i64,
    /// Who wrote it.
    pub author_id: i64,
    /// Their name.
    pub author: String,
    /// Their door.
    pub door: Door,
    /// The chat's title, in a search of several chats.
    pub place: Option<String>,
    /// What it says, in pieces: whether that was looked for.
    pub pieces: Vec<(bool, String)>,
    /// When: for machines.
    pub datetime: String,
    /// When, in words.
    pub when: String,
}

/// Somebody or a chat that may be meant.
#[derive(Clone, Debug)]
pub struct MeantParts {
    /// The address.
    pub href: String,
    /// The picture.
    pub door: Door,
    /// The name.
    pub name: String,
    /// What they are.
    pub about: String,
}

/// A page of search.
#[derive(Template)]
#[template(path = "chats/search.html")]
pub struct SearchView {
    /// The reader.
    pub ui: Ui,
    /// The chat that is looked through, and its title; none: all.
    pub chat: Option<(i64, String)>,
    /// What was typed.
    pub fields: Fields,
    /// What is wrong with it.
    pub errors: Errors,
    /// What was found, if something was looked for.
    pub found: Option<FoundParts>,
    /// Why it was not looked for.
    pub refused: Option<String>,
    /// Whether older messages are not in the index yet.
    pub preparing: bool,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct FoundParts {
    /// People and chats that are called so.
    pub meant: Vec<MeantParts>,
    /// Messages.
    pub hits: Vec<HitParts>,
    /// In which order they can be had: the address, the words' key, whether it is so now.
    pub orders: Vec<(String, String, bool)>,
    /// The address of the next page.
    pub next: Option<String>,
    /// That more people are called so than were looked for.
    pub crowded: Vec<String>,
}

impl FoundParts {
    /// The hits of the query, in chats of these titles; `several` if they may be of more than one.
    pub fn new(query: &Query, found: &Found, (places, several): (&[Place], bool), ui: &Ui) -> FoundParts {
        let title = |hit: &Hit| places.iter().find(|place| place.chat == hit.chat_id).map(|place| place.title.clone());
        let hit = |hit: &Hit| HitParts {
            id: hit.message_id.0,
            author_id: hit.author_id.0,
            author: hit.author.clone(),
            door: Door::of_person(hit.author_id.0, &hit.author, hit.hue, hit.picture.clone()),
            place: title(hit).filter(|_| several),
            pieces: pieces(query, line(hit, ui), || all(hit, ui)),
            datetime: ui.datetime(hit.posted_at),
            when: ui.when_time(&hit.posted_at),
        };
        let crowded = |name: &String| ui.with2("search-crowded", ("name", name.as_str()), ("count", NAMED as i64));
        FoundParts {
            hits: found.hits.iter().map(hit).collect(),
            crowded: found.crowded.iter().map(crowded).collect(),
            ..FoundParts::default()
        }
    }

    /// How many messages the page shows, and whether there are more.
    fn count(&self, ui: &Ui) -> String {
        let key = if self.next.is_some() { "search-found-more" } else { "search-found" };
        ui.count(key, self.hits.len() as i64)
    }
}

impl SearchView {
    /// The address of the form.
    fn action(&self) -> String {
        SearchView::address(self.chat.as_ref().map(|(chat, _)| *chat))
    }

    /// Where one searches, everywhere or in the chat.
    pub fn address(chat: Option<i64>) -> String {
        chat.map_or_else(|| "/search".to_owned(), |chat| format!("/chats/{chat}/search"))
    }

    /// Whether more is said than words.
    fn is_more(&self) -> bool {
        ["from", "in", "has", "after", "before"].iter().any(|field| !self.fields.get(field).is_empty())
    }

    /// The words of the order's key.
    fn order(&self, order: &str) -> String {
        match Order::of(order) {
            Some(Order::Best) => self.ui.t("search-best"),
            _ => self.ui.t("search-newest"),
        }
    }
}

/// What a hit is known by, in one line.
fn line(hit: &Hit, ui: &Ui) -> String {
    if hit.is_poll() { lined((&hit.text, true), WHOLE, &ui.locale) } else { markup::line(&hit.line(), WHOLE) }
}

/// All that a hit is found by, in one line.
fn all(hit: &Hit, ui: &Ui) -> String {
    if hit.is_poll() { lined((&hit.whole(), true), WHOLE, &ui.locale) } else { markup::flat(&hit.whole()) }
}

/// A part of the line around the first word that was found.
fn pieces(query: &Query, mut line: String, all: impl FnOnce() -> String) -> Vec<(bool, String)> {
    let mut places = query.places_in(&line);
    if places.is_empty() {
        // In what a line leaves out: the address of a link, the rest of a block of code, the name of a file, the answers of a poll.
        let whole = all();
        places = query.places_in(&whole);
        if !places.is_empty() {
            line = whole;
        }
    }
    let shown = shown(&line, places.first().map_or(0, |place| place.start));
    let mut pieces = Vec::new();
    let mut at = shown.start;
    if at > 0 {
        pieces.push((false, "…".to_owned()));
    }
    for place in places {
        let (start, end) = (place.start.max(shown.start), place.end.min(shown.end));
        if start >= at && start < end {
            pieces.push((false, line[at..start].to_owned()));
            pieces.push((true, line[start..end].to_owned()));
            at = end;
        }
    }
    pieces.push((false, line[at..shown.end].to_owned()));
    if shown.end < line.len() {
        pieces.push((false, "…".to_owned()));
    }
    pieces.retain(|(_, text)| !text.is_empty());
    pieces
}

/// The bytes that are shown of a line in which something was found at this place.
fn shown(line: &str, found: usize) -> std::ops::Range<usize> {
    let starts: Vec<usize> = line.grapheme_indices(true).map(|(at, _)| at).collect();
    let first = starts.partition_point(|at| *at < found);
    let mut from = first.saturating_sub(BEFORE);
    if from > 0 {
        let word = (from..first.min(from + WORD)).find(|n| line[..starts[*n]].ends_with(' '));
        from = word.unwrap_or(from);
    }
    let start = starts.get(from).copied().unwrap_or(0);
    start..starts.get(from + SHOWN).copied().unwrap_or(line.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chats::Kind;
    use crate::chats::message::Poll;
    use crate::chats::samples::NASTY;
    use crate::clock::Moment;
    use crate::id::{ChatId, MessageId, UserId};
    use crate::web::{Language, Locale, Sample, check_samples};

    fn query(typed: &str) -> Query {
        let ui = Ui::new(Locale::new(Language::English, "UTC"), Moment(0));
        Query::parse(&Fields::of(&[("q", typed)]), &ui).expect("a query")
    }

    fn marked(typed: &str, text: &str) -> String {
        let pieces = pieces(&query(typed), markup::line(text, WHOLE), || markup::flat(text));
        pieces.into_iter().map(|(hit, text)| if hit { format!("[{text}]") } else { text }).collect()
    }

    #[test]
    fn a_poll_is_shown_as_one_by_its_question_and_where_an_answer_was_found_with_its_answers() {
        let ui = Ui::new(Locale::new(Language::English, "UTC"), Moment(0));
        let hit = Hit {
            message_id: MessageId(45),
            chat_id: ChatId(7),
            author_id: UserId(2),
            author: "Elin".to_owned(),
            hue: 3,
            picture: None,
            text: "Which **fold**?".to_owned(),
            files: String::new(),
            poll: Poll::sample(&[("By 2 mm", 1), ("Leave it", 0)], false).to_text(),
            posted_at: Moment(0),
        };
        let shown = |typed: &str| {
            let found = Found { hits: vec![hit.clone()], ..Found::default() };
            let parts = FoundParts::new(&query(typed), &found, (&[], true), &ui);
            let pieces = parts.hits[0].pieces.iter();
            pieces.map(|(hit, text)| if *hit { format!("[{text}]") } else { text.clone() }).collect::<String>()
        };
        assert_eq!(shown("fold"), "Poll: Which **[fold]**?");
        assert_eq!(shown("leave "), "Poll: Which **fold**? - By 2 mm - [Leave] it");
    }

    #[test]
    fn what_was_found_is_marked_in_a_part_of_the_text() {
        assert_eq!(marked("pham", "Ask **Phạm** Hương"), "Ask [Phạm] Hương");
        assert_eq!(marked("pho", "The photo, the phone"), "The [photo], the [phone]");
        assert_eq!(marked("京", "東京タワー"), "東[京]タワー");
        assert_eq!(marked("京タワ", "東京タワー"), "東[京タワ]ー");
        assert_eq!(marked("\"red book\"", "a red book is a book"), "a [red book] is a book");
        assert_eq!(marked("orders", "[look](https://a.example/orders)"), "[look](https://a.example/[orders])");
        let long = marked("needle", &format!("{}needle{}", "hay ".repeat(100), " straw".repeat(100)));
        assert!(long.starts_with("…hay ") && long.contains("[needle]") && long.ends_with('…'), "{long}");
        assert!(long.chars().count() < 300, "{long}");
    }

    impl Sample for SearchView {
        fn samples(ui: &Ui) -> Vec<SearchView> {
            let place = Place::sample(ChatId(7), Kind::Group, NASTY);
            let hit = Hit {
                message_id: MessageId(45),
                chat_id: ChatId(7),
                author_id: UserId(2),
                author: NASTY.to_owned(),
                hue: 3,
                picture: None,
                text: NASTY.to_owned(),
                files: String::new(),
                poll: String::new(),
                posted_at: Moment(0),
            };
            let poll = Poll::sample(&[(NASTY, 1), ("Phạm", 0)], false).to_text();
            let hits = vec![hit.clone(), Hit { poll, ..hit }];
            let found = Found { hits, next: None, crowded: vec![NASTY.to_owned()] };
            let parts = FoundParts::new(&query("pham"), &found, (&[place], true), ui);
            let meant = MeantParts {
                href: "/people/2".to_owned(),
                door: Door::of_person(2, NASTY, 3, None).small(),
                name: NASTY.to_owned(),
                about: NASTY.to_owned(),
            };
            let orders = vec![
                ("/search?q=a".to_owned(), "newest".to_owned(), true),
                ("/b".to_owned(), "best".to_owned(), false),
            ];
            let full = FoundParts { meant: vec![meant], orders, next: Some("/search?at=1&q=a".to_owned()), ..parts };
            let mut errors = Errors::new();
            errors.add("q", NASTY.to_owned());
            errors.add("from", NASTY.to_owned());
            let view = |chat: Option<i64>, errors: Errors, found: Option<FoundParts>| SearchView {
                ui: ui.clone(),
                chat: chat.map(|chat| (chat, NASTY.to_owned())),
                fields: Fields::of(&[("q", NASTY), ("from", NASTY), ("has", "link")]),
                errors,
                preparing: found.is_some(),
                refused: None,
                found,
            };
            let refused = SearchView { refused: Some(NASTY.to_owned()), ..view(None, Errors::new(), None) };
            vec![
                view(None, Errors::new(), Some(full)),
                view(Some(7), Errors::new(), Some(FoundParts::default())),
                view(Some(7), errors, None),
                refused,
            ]
        }
    }

    #[test]
    fn the_page_renders_its_samples() {
        check_samples::<SearchView>();
    }
}
