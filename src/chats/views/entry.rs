//! A message as a row of the history.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::chats::history::{Entry, Names};
use crate::chats::told::{self, Piece};
use crate::id::UserId;
use crate::markup::{self, Html};
use crate::web::{Door, Locale};

/// Messages of one author within so many microseconds stand together under one name.
const TOGETHER: i64 = 5 * 60 * 1_000_000;

/// What stands in a message's place.
#[derive(Clone, Debug)]
pub enum EntryBody {
    /// What somebody wrote.
    Said(Html),
    /// What the house tells.
    Told(Vec<Piece>),
}

/// One message, with the row of its day if it is the first of it. The same for everybody who reads this language in this
/// time zone, until a page says whose it is ([`EntryView::read_by`]); in frames live.js does.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/entry.html")]
pub struct EntryView {
    /// Its number.
    pub id: i64,
    /// What its place is after.
    pub before: i64,
    author_id: i64,
    author: String,
    door: Door,
    time: String,
    own: bool,
    day: Option<(String, String)>,
    news: Option<String>,
    /// The words for the way to why its reader was told of it, or not.
    why: Option<String>,
    continued: bool,
    /// What a program is called.
    program: Option<String>,
    body: EntryBody,
}

impl HtmlSafe for EntryView {}

impl EntryView {
    /// As this user sees it: one's own stands at the other side.
    pub fn read_by(self, user: UserId) -> EntryView {
        EntryView { own: self.author_id == user.0, ..self }
    }

    /// The first one that its reader has not read: these words stand before it.
    pub fn first_unread(self, words: String) -> EntryView {
        EntryView { news: Some(words), ..self }
    }

    /// The one that its reader has come for: it has its head, and why they were told of it, if it is not their own.
    pub fn sought(self, words: String) -> EntryView {
        EntryView { continued: false, why: (!self.own).then_some(words), ..self }
    }

    /// Renders nothing yet, but decides all that depends on the reader's language and clock. `first` is the first of a
    /// page: it has its day and its author's name in any case.
    pub fn new(entry: &Entry, names: &Names, first: bool, locale: &Locale) -> EntryView {
        let day = locale.date(entry.posted_at);
        let same_day = entry.before_at.is_some_and(|before| locale.date(before) == day);
        let said = entry.kind == "text";
        let continued = !first
            && said
            && same_day
            && entry.before_kind.as_deref() == Some("text")
            && entry.before_author == Some(entry.author_id)
            && entry.before_at.is_some_and(|before| entry.posted_at.0 - before.0 < TOGETHER);
        let body = if said {
            EntryBody::Said(markup::rendered(&entry.text))
        } else {
            EntryBody::Told(told::pieces(&entry.text, (entry.author_id, &entry.author), names, locale))
        };
        EntryView {
            id: entry.id.0,
            before: entry.id.0 - 1,
            author_id: entry.author_id.0,
            author: entry.author.clone(),
            door: Door::of_person(entry.author_id.0, &entry.author, entry.hue, entry.picture.clone()),
            time: locale.time(entry.posted_at),
            own: false,
            news: None,
            why: None,
            day: (first || !same_day).then(|| (day, locale.day(entry.posted_at))),
            continued,
            program: entry.integration.then(|| locale.t("integration")),
            body,
        }
    }
}
