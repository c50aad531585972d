//! Where one writes, and what stands above the field.

use askama::Template;
use askama::filters::HtmlSafe;

use super::later::{GoesView, LaterParts};
use super::{OtherView, TrayView, quoted};
use crate::chats::message::Reached;
use crate::chats::message::mention::Callee;
use crate::chats::preferences::Preferences;
use crate::id::{ChatId, MessageId};
use crate::markup::Html;
use crate::web::{Door, Ui};

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
    /// People to choose from, or commands.
    pub ahead: Option<Html>,
    /// What a command has done.
    pub note: Option<String>,
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
    /// The revision of what was just sent; 0 if nothing was, or [`TAKEN`](ComposerView::TAKEN).
    pub sent: i64,
    /// Whether the page shows old history, so that after sending it goes to the newest.
    pub old: bool,
    /// The way to the newest, on such a page.
    pub jump: Html,
}

impl HtmlSafe for ComposerView {}

impl ComposerView {
    /// In the place of a revision: what was written waits for its time, or was a command.
    pub const TAKEN: i64 = -1;

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
            note: None,
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

    /// Whether it is to be sent later.
    fn is_planned(&self) -> bool {
        self.later.as_ref().is_some_and(|later| later.open)
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
    pub(super) message: i64,
    /// Its author, or that it is being changed.
    pub(super) head: String,
    pub(super) line: String,
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

    /// It is changed, of which nothing is known but what its form says.
    pub fn edit_unread(message: MessageId, version: i64, ui: &Ui) -> AimView {
        AimView { message: message.0, head: ui.t("edit-title"), line: String::new(), version: Some(version) }
    }

    /// The same, of which its author has seen this version.
    pub fn seen(self, version: i64) -> AimView {
        AimView { version: self.version.map(|_| version), ..self }
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
