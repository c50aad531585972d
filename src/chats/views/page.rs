//! A chat's page.

use askama::Template;
use askama::filters::HtmlSafe;

use super::later::{GoesView, LaterParts};
use super::{EntryView, OtherView, PinnedParts, SeenView, TrayView, TreeView, quoted, title};
use crate::chats::history::{Entry, Window};
use crate::chats::message::Reached;
use crate::chats::message::mention::Callee;
use crate::chats::message::reaction::Mine;
use crate::chats::preferences::Preferences;
use crate::chats::rights::Standing;
use crate::chats::viewed::Line;
use crate::chats::{Kind, Member, Partner};
use crate::id::{ChatId, MessageId};
use crate::live::Presence;
use crate::markup::Html;
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
    ui.t(match (member.kind, member.standing) {
        (Kind::General, _) => "chat-closed-general",
        (_, Standing::ReadOnly) => "chat-closed-read-only",
        (_, Standing::Archived) => "chat-closed-archived",
        (Kind::Group, Standing::Active) => "chat-closed-writers",
        (Kind::Direct | Kind::Notes, Standing::Active) => "chat-closed-gone",
    })
}

/// Where one writes.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/composer.html")]
pub struct ComposerView {
    /// The reader.
    pub ui: Ui,
    /// The chat.
    pub chat: i64,
    /// What is written here, if it is not a message by itself.
    pub aim: Option<AimView>,
    /// Whether it stands on a page of its own, where script has nothing to put into.
    pub plain: bool,
    /// Whether one goes on writing.
    pub focus: bool,
    /// The key of the message that is sent from here.
    pub key: String,
    /// `enter` or `ctrl`.
    pub send_key: &'static str,
    /// "Write to …"
    pub label: String,
    /// What was typed.
    pub text: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// How many people it calls, which its author is asked about.
    pub all: Option<i64>,
    /// People to choose from.
    pub ahead: Option<AheadView>,
    /// When it may be posted; where it shows all that one may do.
    pub later: Option<LaterParts>,
    /// What waits already.
    pub goes: Option<GoesView>,
    /// The version of the draft that it shows; 0 if there never was one.
    pub draft: i64,
    /// The files that wait for it.
    pub tray: Option<TrayView>,
    /// What it looks like, for who has asked.
    pub preview: Option<Html>,
    /// What was written on another device.
    pub other: Option<OtherView>,
    /// The revision of what was just sent; 0 if nothing was, or [`PLANNED`](ComposerView::PLANNED).
    pub sent: i64,
    /// Whether the page shows old history, so that after sending it goes to the newest.
    pub old: bool,
    /// The way to the newest, on such a page.
    pub jump: Html,
}

impl HtmlSafe for ComposerView {}

impl ComposerView {
    /// In the place of a revision: what was written waits for its time.
    pub const PLANNED: i64 = -1;

    /// One of this chat with nothing in it, not even a key.
    pub fn empty(chat: ChatId, ui: &Ui) -> ComposerView {
        ComposerView {
            ui: ui.clone(),
            chat: chat.0,
            aim: None,
            plain: false,
            focus: false,
            key: String::new(),
            send_key: Preferences::default().send_key.as_str(),
            label: String::new(),
            text: String::new(),
            error: None,
            all: None,
            ahead: None,
            later: None,
            goes: None,
            draft: 0,
            tray: None,
            preview: None,
            other: None,
            sent: 0,
            old: false,
            jump: Html::empty(),
        }
    }

    /// Whether there is a style sheet for what it shows.
    pub fn is_rich(&self) -> bool {
        self.aim.is_some() || self.old || self.goes.is_some() || self.other.is_some() || self.tray.is_some()
    }

    /// The same with all that one may do.
    pub fn opened(self) -> ComposerView {
        let later = match self.later {
            None if !self.changes() => Some(LaterParts::new(&self.ui)),
            later => later,
        };
        ComposerView { later, ..self }
    }

    /// Whether there is nothing to send without a text.
    fn needs_text(&self) -> bool {
        self.changes() || self.tray.as_ref().is_none_or(TrayView::holds_nothing)
    }

    /// Whether a message is changed in it.
    fn changes(&self) -> bool {
        self.aim.as_ref().is_some_and(|aim| aim.version.is_some())
    }

    /// Where it is sent.
    fn path(&self) -> String {
        match &self.aim {
            Some(AimView { message, version: Some(_), .. }) => format!("/messages/{message}/edit"),
            _ => format!("/chats/{}/messages", self.chat),
        }
    }
}

/// People whom a message may call, above the field.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/ahead.html")]
pub struct AheadView {
    ui: Ui,
    part: String,
    people: Vec<(i64, String, Door)>,
    /// How many everybody are, where they may be called.
    all: i64,
}

impl HtmlSafe for AheadView {}

impl AheadView {
    /// These, for the beginning of a name.
    pub fn new(people: &[Callee], part: &str, all: i64, ui: &Ui) -> AheadView {
        let person = |one: &Callee| {
            let door = Door::of_person(one.id.0, &one.name, one.hue, one.picture.clone());
            (one.id.0, one.name.clone(), door.small())
        };
        AheadView { ui: ui.clone(), part: part.to_owned(), people: people.iter().map(person).collect(), all }
    }
}

/// The message that is answered or changed in a composer.
#[derive(Clone, Debug)]
pub struct AimView {
    message: i64,
    /// Its author, or that it is being changed.
    head: String,
    line: String,
    /// What the author has seen of it, where it is changed.
    version: Option<i64>,
}

impl AimView {
    /// It is answered.
    pub fn answer(message: &Reached, ui: &Ui) -> AimView {
        let line = quoted((message.line(), message.poll.is_some()), message.gone, &ui.locale);
        AimView { message: message.id.0, head: message.author.clone(), line, version: None }
    }

    /// It is changed.
    pub fn edit(message: &Reached, ui: &Ui) -> AimView {
        AimView { head: ui.t("edit-title"), version: Some(message.version), ..AimView::answer(message, ui) }
    }

    /// The message that is answered.
    pub fn reply(&self) -> Option<MessageId> {
        self.version.is_none().then_some(MessageId(self.message))
    }

    /// What a page is called on which a message is changed.
    pub fn title(&self) -> Option<&str> {
        self.version.is_some().then_some(&*self.head)
    }
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
    /// "Messages in …"
    pub label: String,
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
