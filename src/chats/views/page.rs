//! A chat's page.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{ComposerView, EntryView, PinnedParts, SeenView, TreeView, title};
use crate::chats::history::{Entry, Window};
use crate::chats::message::reaction::Mine;
use crate::chats::rights::Closed;
use crate::chats::viewed::Line;
use crate::chats::{Kind, Member, Partner};
use crate::id::MessageId;
use crate::live::Presence;
use crate::web::{Door, Ui};

/// The top of a chat's page.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/bar.html")]
pub struct BarView {
    ui: Ui,
    id: i64,
    title: String,
    partner: Option<i64>,
    gone: bool,
    presence: String,
    about: String,
    door: Door,
    members: bool,
    pinned: bool,
    muted: bool,
    pins: Option<PinnedParts>,
}

impl HtmlSafe for BarView {}

impl BarView {
    /// The top of the member's chat, which has so many members; the presence, in words too, is the partner's.
    pub fn new(
        member: &Member,
        partner: Option<&Partner>,
        people: i64,
        (presence, words): (Presence, String),
        ui: &Ui,
    ) -> BarView {
        let title = title(member.kind, &member.name, partner.map(|partner| partner.name.as_str()), &ui.locale);
        let door = match partner {
            Some(of) if of.gone => Door::of_person(of.id.0, &of.name, of.hue, of.picture.clone()),
            Some(of) => Door::of_person(of.id.0, &of.name, of.hue, of.picture.clone()).with(&presence),
            None => Door::of_chat(&title, member.hue, member.picture.clone()),
        };
        BarView {
            ui: ui.clone(),
            id: member.chat.0,
            partner: partner.map(|partner| partner.id.0),
            gone: partner.is_some_and(|partner| partner.gone),
            presence: words,
            about: match member.kind {
                Kind::Notes => ui.t("chat-notes-about"),
                _ => ui.count("chat-people", people),
            },
            door: door.large(),
            members: matches!(member.kind, Kind::Group | Kind::General),
            pinned: member.pinned,
            muted: member.muted,
            title,
            pins: None,
        }
    }

    /// The same with what is pinned in the chat.
    pub fn with_pins(self, pins: Option<PinnedParts>) -> BarView {
        BarView { pins, ..self }
    }

    /// Whether there is a style sheet for what it shows.
    pub fn is_rich(&self) -> bool {
        self.pins.is_some()
    }

    /// The title of the chat.
    pub fn title(&self) -> &str {
        &self.title
    }
}

/// Why nobody, or not this member, posts in the chat.
pub fn closed(member: &Member, ui: &Ui) -> String {
    ui.t(match member.closed() {
        Closed::General => "chat-closed-general",
        Closed::ReadOnly => "chat-closed-read-only",
        Closed::Archived => "chat-closed-archived",
        Closed::Writers => "chat-closed-writers",
        Closed::Gone => "chat-closed-gone",
    })
}

/// The way back to the newest messages, for a page that shows old ones.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/jump.html")]
pub struct JumpView {
    /// The reader.
    pub ui: Ui,
    /// The chat.
    pub chat: i64,
    /// The last message that the page shows.
    pub after: i64,
    /// How many are newer; it stops at 100.
    pub newer: i64,
}

/// The rows of a window of history.
#[derive(Template)]
#[template(path = "chats/entries.html")]
pub struct EntriesView {
    ui: Ui,
    chat: i64,
    entries: Vec<EntryView>,
    older: Option<i64>,
    newer: Option<i64>,
    empty: String,
    seen: Option<SeenView>,
}

impl HtmlSafe for EntriesView {}

impl EntriesView {
    /// The window of the member's chat, who has reacted so. The line "new messages" stands before `first_unread`.
    pub fn new(
        member: &Member,
        (window, mine): (&Window, &Mine),
        first_unread: Option<MessageId>,
        ui: &Ui,
    ) -> EntriesView {
        let view = |(n, entry): (usize, &Entry)| {
            let view = EntryView::new(entry, &window.beside, n == 0, &ui.locale).read_by(member.user).with_mine(mine);
            if first_unread == Some(entry.id) { view.first_unread(ui.t("chat-new-messages")) } else { view }
        };
        EntriesView {
            ui: ui.clone(),
            chat: member.chat.0,
            entries: window.entries.iter().enumerate().map(view).collect(),
            older: window.entries.first().filter(|_| window.older).map(|entry| entry.id.0),
            newer: window.entries.last().filter(|_| window.newer).map(|entry| entry.id.0),
            empty: ui.t(match member.kind {
                Kind::Notes => "chat-empty-notes",
                Kind::Direct => "chat-empty-direct",
                _ => "chat-empty-text",
            }),
            seen: None,
        }
    }

    /// Whether any of them is more than a text.
    pub fn is_rich(&self) -> bool {
        self.entries.iter().any(EntryView::is_rich)
    }

    /// The same rows, of which the reader has come for this one.
    pub fn around(mut self, sought: Option<MessageId>) -> EntriesView {
        let ui = self.ui.clone();
        let seek = |view: EntryView| if Some(MessageId(view.id)) == sought { view.sought(ui.t("why")) } else { view };
        self.entries = self.entries.into_iter().map(seek).collect();
        self
    }

    /// The same rows, and who has viewed the reader's newest.
    pub fn seen(self, line: Option<Line>) -> EntriesView {
        let seen = line.is_some().then(|| SeenView::new(line, &self.ui));
        EntriesView { seen, ..self }
    }

    /// The same rows as what is older than a page: the way to the newer ones is that page.
    pub fn older_part(self) -> EntriesView {
        EntriesView { newer: None, ..self }
    }
}

/// A chat's page.
#[derive(Template)]
#[template(path = "chats/show.html")]
pub struct ShowView {
    /// The reader.
    pub ui: Ui,
    /// The left column.
    pub tree: TreeView,
    /// The top.
    pub bar: BarView,
    /// The chat.
    pub chat: i64,
    /// Its revision when the messages were read.
    pub revision: i64,
    /// The member's read mark.
    pub read: i64,
    /// Whether the newest message is among them.
    pub newest: bool,
    /// The messages.
    pub entries: EntriesView,
    /// The last of them.
    pub last: i64,
    /// How often a page without JavaScript looks for news, in seconds; 0 is never.
    pub refresh: i64,
    /// Whether it shows who is writing.
    pub typing: bool,
    /// Where one writes.
    pub composer: ComposerView,
    /// Why one does not.
    pub closed: Option<String>,
}

/// What came since a page was made, for pages without JavaScript.
#[derive(Template)]
#[template(path = "chats/since.html")]
pub struct SinceView {
    /// What came.
    pub entries: Vec<EntryView>,
    /// What to say if nothing did.
    pub words: String,
}

/// The composer as a page of its own, with what is wrong: for browsers without JavaScript.
#[derive(Template)]
#[template(path = "chats/again.html")]
pub struct AgainView {
    /// The reader.
    pub ui: Ui,
    /// The composer.
    pub composer: ComposerView,
    /// "Write to …"
    pub title: String,
}
