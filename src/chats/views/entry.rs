//! A message as a row of the history.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{CardView, FilesView, PollView};
use crate::chats::history::{Beside, Entry};
use crate::chats::message::Poll;
use crate::chats::message::mention::{self, Call};
use crate::chats::message::quote::Quote;
use crate::chats::message::reaction::{self, Mine, Sum};
use crate::chats::told::{self, Piece};
use crate::id::UserId;
use crate::markup::{self, Html};
use crate::web::{Door, Locale};

/// Messages of one author within so many microseconds stand together under one name.
const TOGETHER: i64 = 5 * 60 * 1_000_000;
/// Characters of a message that an answer shows.
const QUOTED: usize = 120;

/// What stands in a message's place.
#[derive(Clone, Debug)]
pub enum EntryBody {
    /// What somebody wrote.
    Said(Html),
    /// What somebody asks.
    Asked(PollView),
    /// What the house tells.
    Told(Vec<Piece>),
    /// That something stood there.
    Gone(Vec<Piece>),
}

/// What a message answers; without an author, where not all who see the message see that.
#[derive(Clone, Debug)]
struct QuoteParts {
    id: i64,
    author_id: i64,
    author: String,
    line: String,
}

/// An emoji at a message, and whether the reader is among those who put it there.
#[derive(Clone, Debug)]
struct ReactionParts {
    emoji: String,
    count: i64,
    mine: bool,
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
    /// Whether somebody is called.
    calls: bool,
    /// Whether the reader is.
    at: bool,
    day: Option<(String, String)>,
    news: Option<String>,
    /// The words for the way to why its reader was told of it, or not.
    why: Option<String>,
    continued: bool,
    /// What a program is called.
    program: Option<String>,
    /// The words for the way to what it said before.
    edited: Option<String>,
    quote: Option<QuoteParts>,
    /// Whose message this repeats.
    forwarded: Vec<Piece>,
    reactions: Vec<ReactionParts>,
    files: Option<FilesView>,
    card: Option<CardView>,
    /// Whether it stands on a page where nobody reacts.
    still: bool,
    body: EntryBody,
}

impl HtmlSafe for EntryView {}

/// What a message says, or, if it is a poll, asks, as one line of at most so many characters.
pub fn lined((text, poll): (&str, bool), most: usize, locale: &Locale) -> String {
    if poll { markup::bare(&locale.with("poll-line", "question", text), most) } else { markup::lined(text, most) }
}

/// The line by which an answer shows this message; if it is gone, that it is.
pub fn quoted(said: (&str, bool), gone: bool, locale: &Locale) -> String {
    if gone { locale.t("message-gone") } else { lined(said, QUOTED, locale) }
}

impl EntryView {
    /// As this user sees it: one's own stands at the other side.
    pub fn read_by(self, user: UserId) -> EntryView {
        let own = self.author_id == user.0;
        let html = if let EntryBody::Said(html) = &self.body { html.as_str() } else { "" };
        let at = !own && [0, user.0].iter().any(|called| html.contains(&format!("<mark data-m=\"{called}\"")));
        EntryView { own, at, ..self }
    }

    /// As who has put this at it sees it.
    pub fn with_mine(mut self, mine: &Mine) -> EntryView {
        let mine = mine.get(&crate::id::MessageId(self.id)).map_or(&[][..], Vec::as_slice);
        for reaction in &mut self.reactions {
            reaction.mine = mine.contains(&reaction.emoji);
        }
        if let EntryBody::Asked(poll) = &mut self.body {
            poll.with_mine(mine);
        }
        self
    }

    /// The first one that its reader has not read: these words stand before it.
    pub fn first_unread(self, words: String) -> EntryView {
        EntryView { news: Some(words), ..self }
    }

    /// The one that its reader has come for: it has its head, and why they were told of it, if it is not their own.
    pub fn sought(self, words: String) -> EntryView {
        EntryView { continued: false, why: (!self.own).then_some(words), ..self }
    }

    /// As it stands where nobody reacts.
    pub fn still(mut self) -> EntryView {
        if let EntryBody::Asked(poll) = &mut self.body {
            poll.still();
        }
        EntryView { still: true, ..self }
    }

    /// As it stands within a form that votes.
    pub(super) fn voting(mut self) -> EntryView {
        if let EntryBody::Asked(poll) = &mut self.body {
            poll.within_form();
        }
        self
    }

    /// As it stands by itself: with its head, and not under its day.
    pub fn alone(self) -> EntryView {
        EntryView { continued: false, day: None, ..self.still() }
    }

    /// Whether it shows more than a text: there is a style sheet for that.
    pub fn is_rich(&self) -> bool {
        let beside = self.edited.is_some() || self.quote.is_some() || !self.forwarded.is_empty();
        let body = match &self.body {
            EntryBody::Said(html) => html.as_str().contains("<pre"),
            EntryBody::Told(_) => false,
            EntryBody::Asked(_) | EntryBody::Gone(_) => true,
        };
        beside || body || self.files.is_some() || self.card.is_some() || !self.reactions.is_empty() || self.calls
    }

    /// Renders nothing yet, but decides all that depends on the reader's language and clock. `first` is the first of a
    /// page: it has its day and its author's name in any case.
    pub fn new(entry: &Entry, beside: &Beside, first: bool, locale: &Locale) -> EntryView {
        let day = locale.date(entry.posted_at);
        let same_day = entry.before_at.is_some_and(|before| locale.date(before) == day);
        let of_people = entry.kind == "text";
        let continued = !first
            && of_people
            && same_day
            && entry.before_kind.as_deref() == Some("text")
            && entry.before_author == Some(entry.author_id)
            && entry.before_at.is_some_and(|before| entry.posted_at.0 - before.0 < TOGETHER);
        let names = &beside.names;
        let call = |call: Call| (call.user.map_or(0, |user| user.0), call.name);
        let calls: Vec<(i64, String)> = mention::read(&entry.calls).into_iter().map(call).collect();
        let body = match entry.deleted_by_id {
            Some(by) => EntryBody::Gone(told::by("message-deleted", by, names, locale)),
            None if of_people => match Poll::read(&entry.poll) {
                Some(poll) => EntryBody::Asked(PollView::new(entry.id.0, &entry.text, poll, locale)),
                None => EntryBody::Said(markup::rendered_calling(&entry.text, &calls)),
            },
            None => EntryBody::Told(told::pieces(&entry.text, (entry.author_id, &entry.author), names, locale)),
        };
        EntryView {
            id: entry.id.0,
            before: entry.id.0 - 1,
            author_id: entry.author_id.0,
            author: entry.author.clone(),
            door: Door::of_person(entry.author_id.0, &entry.author, entry.hue, entry.picture.clone()),
            time: locale.time(entry.posted_at),
            own: false,
            calls: !calls.is_empty(),
            at: false,
            still: false,
            news: None,
            why: None,
            day: (first || !same_day).then(|| (day, locale.day(entry.posted_at))),
            continued,
            program: entry.integration.then(|| locale.t("integration")),
            edited: entry.edited.then(|| locale.t("message-edited")),
            quote: QuoteParts::of(entry, beside, locale),
            forwarded: forwarded(entry, beside, locale),
            reactions: reaction::read(&entry.reactions).into_iter().map(ReactionParts::from).collect(),
            files: FilesView::of(&entry.files),
            card: CardView::of(entry.id.0, &entry.card),
            body,
        }
    }
}

/// Whose message it repeats. A guest need not know that person.
fn forwarded(entry: &Entry, beside: &Beside, locale: &Locale) -> Vec<Piece> {
    match entry.forwarded_author_id {
        None => Vec::new(),
        Some(_) if !locale.structure => vec![Piece::Words(locale.t("message-forwarded"))],
        Some(author) => told::by("message-forwarded-from", author, &beside.names, locale),
    }
}

impl QuoteParts {
    fn of(entry: &Entry, beside: &Beside, locale: &Locale) -> Option<QuoteParts> {
        let message = entry.reply_to_id?;
        if entry.reply_hidden {
            let line = locale.t("quote-hidden");
            return Some(QuoteParts { id: message.0, author_id: 0, author: String::new(), line });
        }
        Some(QuoteParts::new(beside.quotes.get(&message)?, locale))
    }

    fn new(quote: &Quote, locale: &Locale) -> QuoteParts {
        QuoteParts {
            id: quote.id.0,
            author_id: quote.author_id.0,
            author: quote.author.clone(),
            line: quoted((&quote.text, quote.poll), quote.gone, locale),
        }
    }
}

impl From<Sum> for ReactionParts {
    fn from(sum: Sum) -> ReactionParts {
        ReactionParts { emoji: sum.emoji, count: sum.count, mine: false }
    }
}
