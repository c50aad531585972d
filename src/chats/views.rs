//! What the chats' templates show.

use askama::Template;
use askama::filters::HtmlSafe;

use super::chat::{Kind, Member, Partner, Role};
use super::group::Person;
use super::history::{Entry, Names, Window};
use super::list::{List, Row};
use super::told::{self, Piece};
use crate::accounts::User;
use crate::id::{ChatId, MessageId, UserId};
use crate::markup::{self, Html};
use crate::web::{Door, Errors, Fields, Locale, Ui};

/// Messages of one author within so many microseconds stand together under one name.
const TOGETHER: i64 = 5 * 60 * 1_000_000;
/// Characters of a list's last line; the page cuts it to its width.
const PREVIEW: usize = 120;

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
    continued: bool,
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
            EntryBody::Said(markup::render(&entry.text))
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
            day: (first || !same_day).then(|| (day, locale.day(entry.posted_at))),
            continued,
            body,
        }
    }
}

/// The title of a chat for one of its members.
pub fn title(kind: Kind, name: &str, partner: Option<&str>, locale: &Locale) -> String {
    match kind {
        Kind::Group => name.to_owned(),
        Kind::Direct => partner.map_or_else(|| locale.t("somebody"), ToOwned::to_owned),
        Kind::General => locale.t("chat-general"),
        Kind::Notes => locale.t("chat-notes"),
    }
}

/// What both lists of chats show of one.
#[derive(Clone, Debug)]
pub struct RowParts {
    id: i64,
    title: String,
    partner: Option<i64>,
    door: Door,
    order: i64,
    datetime: String,
    when: String,
    preview: String,
    unread: i64,
    muted: bool,
    pinned: bool,
}

impl RowParts {
    /// `here` says of a person whether they have a page open.
    pub fn new(row: &Row, names: &Names, here: impl Fn(i64) -> bool, ui: &Ui) -> RowParts {
        let title = title(row.kind(), &row.name, row.partner.as_deref(), &ui.locale);
        let door = match (row.partner_id, row.partner_hue) {
            (Some(partner), Some(hue)) => {
                Door::of_person(partner.0, &title, hue, row.partner_picture.clone()).here(here(partner.0))
            }
            _ => Door::of_chat(&title, row.hue),
        };
        RowParts {
            id: row.chat_id.0,
            partner: row.partner_id.map(|partner| partner.0),
            door,
            order: row.order(),
            datetime: ui.datetime(row.last_message_at),
            when: ui.when(&row.last_message_at),
            preview: preview(row, names, &ui.locale),
            unread: row.unread,
            muted: row.muted,
            pinned: row.pinned,
            title,
        }
    }
}

/// The last line: "You: …" for one's own, what one calls the author in a chat of several.
fn preview(row: &Row, names: &Names, locale: &Locale) -> String {
    let text = row.last_text.as_deref().unwrap_or("");
    let author = row.last_author.as_deref().unwrap_or("");
    match row.last_kind.as_deref() {
        None => match row.kind() {
            Kind::General => locale.t("chat-general-about"),
            Kind::Notes => locale.t("chat-notes-about"),
            Kind::Direct | Kind::Group => String::new(),
        },
        Some("line") => {
            let author = (row.last_author_id.unwrap_or(row.user_id), author);
            told::plain(&told::pieces(text, author, names, locale))
        }
        Some(_) => {
            let line = markup::line(text, PREVIEW);
            if row.kind() == Kind::Notes {
                line
            } else if row.last_author_id == Some(row.user_id) {
                locale.with("preview-own", "text", line)
            } else if row.kind() == Kind::Direct {
                line
            } else {
                let called = markup::called(author).to_owned();
                locale.with2("preview-of", ("author", called), ("text", line))
            }
        }
    }
}

/// A row of the list.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/row.html")]
pub struct RowView {
    ui: Ui,
    parts: RowParts,
    current: bool,
}

impl std::ops::Deref for RowView {
    type Target = RowParts;

    fn deref(&self) -> &RowParts {
        &self.parts
    }
}

impl HtmlSafe for RowView {}

impl RowView {
    /// `current`: this is the chat of the page.
    pub fn new(parts: RowParts, current: bool, ui: &Ui) -> RowView {
        RowView { ui: ui.clone(), parts, current }
    }
}

/// A row of the panel.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/near.html")]
pub struct NearView {
    ui: Ui,
    parts: RowParts,
}

impl std::ops::Deref for NearView {
    type Target = RowParts;

    fn deref(&self) -> &RowParts {
        &self.parts
    }
}

impl HtmlSafe for NearView {}

impl NearView {
    /// The row.
    pub fn new(parts: RowParts, ui: &Ui) -> NearView {
        NearView { ui: ui.clone(), parts }
    }
}

/// The list itself: an element that a frame can replace as a whole.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/list.html")]
pub struct ListView {
    id: &'static str,
    rows: Vec<RowView>,
    more: bool,
}

impl HtmlSafe for ListView {}

impl ListView {
    /// The rows of the list; `current` is the chat of the page.
    pub fn new(list: &List, current: Option<ChatId>, here: impl Fn(i64) -> bool + Copy, ui: &Ui) -> ListView {
        let row = |row: &Row| RowView::new(RowParts::new(row, &list.names, here, ui), current == Some(row.chat_id), ui);
        ListView { id: "recent", rows: list.rows.iter().map(row).collect(), more: list.more }
    }

    /// The same rows as a later page of the list, where no new ones come in.
    pub fn later(self) -> ListView {
        ListView { id: "later", ..self }
    }
}

/// The left column: the list with what is around it.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/tree.html")]
pub struct TreeView {
    ui: Ui,
    first: bool,
    list: ListView,
    more: Option<String>,
}

impl HtmlSafe for TreeView {}

impl TreeView {
    /// `first`: the column has the page's first heading, for the other column has none.
    pub fn new(list: &List, view: ListView, first: bool, ui: &Ui) -> TreeView {
        let last = list.rows.last().filter(|_| list.more);
        let more = last.map(|row| {
            let cursor = row.cursor();
            format!("/messages?after={}.{}.{}", u8::from(cursor.pinned), cursor.last_message, cursor.chat)
        });
        TreeView { ui: ui.clone(), first, list: view, more }
    }

    /// The same beside a page that has a first heading of its own.
    pub fn beside(self) -> TreeView {
        TreeView { first: false, ..self }
    }
}

/// The messages page without a chat.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/index.html")]
pub struct IndexView {
    /// The reader.
    pub ui: Ui,
    /// The left column.
    pub tree: TreeView,
}

/// The top of a chat's page.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/bar.html")]
pub struct BarView {
    ui: Ui,
    id: i64,
    title: String,
    partner: Option<i64>,
    presence: String,
    about: String,
    door: Door,
    members: bool,
    pinned: bool,
    muted: bool,
}

impl HtmlSafe for BarView {}

impl BarView {
    /// The top of the member's chat, which has so many members; `here` is of the partner.
    pub fn new(member: &Member, partner: Option<&Partner>, people: i64, here: bool, ui: &Ui) -> BarView {
        let title = title(member.kind, &member.name, partner.map(|partner| partner.name.as_str()), &ui.locale);
        let door = match partner {
            Some(of) => Door::of_person(of.id.0, &of.name, of.hue, of.picture.clone()).here(here),
            None => Door::of_chat(&title, member.hue),
        };
        BarView {
            ui: ui.clone(),
            id: member.chat.0,
            partner: partner.map(|partner| partner.id.0),
            presence: ui.t(if here { "presence-on" } else { "presence-off" }),
            about: match member.kind {
                Kind::Notes => ui.t("chat-notes-about"),
                _ => ui.count("chat-people", people),
            },
            door: door.large(),
            members: matches!(member.kind, Kind::Group | Kind::General),
            pinned: member.pinned,
            muted: member.muted,
            title,
        }
    }

    /// The title of the chat.
    pub fn title(&self) -> &str {
        &self.title
    }
}

/// Where one writes.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/composer.html")]
pub struct ComposerView {
    /// The reader.
    pub ui: Ui,
    /// The chat.
    pub chat: i64,
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
    /// The revision of what was just sent; 0 if nothing was.
    pub sent: i64,
    /// Whether the page shows old history, so that after sending it goes to the newest.
    pub old: bool,
    /// The way to the newest, on such a page.
    pub jump: Html,
}

impl HtmlSafe for ComposerView {}

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
}

impl HtmlSafe for EntriesView {}

impl EntriesView {
    /// The window of the member's chat. The line "new messages" stands before `first_unread`.
    pub fn new(member: &Member, window: &Window, first_unread: Option<MessageId>, ui: &Ui) -> EntriesView {
        let view = |(n, entry): (usize, &Entry)| {
            let view = EntryView::new(entry, &window.names, n == 0, &ui.locale).read_by(member.user);
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
        }
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
    /// Where one writes.
    pub composer: ComposerView,
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

/// A person who can be chosen.
#[derive(Clone, Debug)]
pub struct ChoiceView {
    id: i64,
    name: String,
    door: Door,
    chosen: bool,
}

impl ChoiceView {
    /// `here`: they have a page open. `chosen`: their box is ticked.
    pub fn new(person: &User, here: bool, chosen: bool) -> ChoiceView {
        let door = Door::of_person(person.id.0, &person.name, person.hue, person.picture.clone()).here(here);
        ChoiceView { id: person.id.0, name: person.name.clone(), door, chosen }
    }
}

#[cfg(test)]
impl ChoiceView {
    /// Examples: one who is here and chosen, one who is neither.
    pub fn samples() -> Vec<ChoiceView> {
        let choice = |id: i64, here: bool| ChoiceView {
            id,
            name: "<b>Đặng & Dũng</b>".to_owned(),
            door: Door::of_person(id, "Đặng Dũng", id, None).here(here),
            chosen: here,
        };
        vec![choice(2, true), choice(3, false)]
    }
}

/// Where chats begin.
#[derive(Template)]
#[template(path = "chats/new.html")]
pub struct NewView {
    /// The reader.
    pub ui: Ui,
    /// The left column.
    pub tree: TreeView,
    /// People to choose from.
    pub choices: Vec<ChoiceView>,
    /// Whether there are more.
    pub more: bool,
    /// Whether the reader may invite people.
    pub administrator: bool,
    /// The reader's own chat.
    pub notes: Option<i64>,
    /// What was typed.
    pub fields: Fields,
    /// What is wrong with it.
    pub errors: Errors,
}

/// A member, or somebody who could be one.
#[derive(Clone, Debug)]
pub struct MemberView {
    id: i64,
    name: String,
    door: Door,
    me: bool,
    role: Role,
    removable: bool,
    promotable: bool,
    chosen: bool,
}

impl MemberView {
    /// The person as `viewer` sees them.
    pub fn new(person: &Person, viewer: &Member, here: bool, chosen: bool) -> MemberView {
        let me = person.id == viewer.user;
        MemberView {
            id: person.id.0,
            name: person.name.clone(),
            door: Door::of_person(person.id.0, &person.name, person.hue, person.picture.clone()).here(here),
            me,
            role: person.role(),
            removable: !me && viewer.may_manage() && person.role() < viewer.role,
            promotable: !me && viewer.kind == Kind::Group && viewer.role == Role::Owner,
            chosen,
        }
    }
}

/// Who is in a chat.
#[derive(Template)]
#[template(path = "chats/members.html")]
pub struct MembersView {
    /// The reader.
    pub ui: Ui,
    /// The left column.
    pub tree: TreeView,
    /// The top of the chat: its title.
    pub bar: BarView,
    /// The chat.
    pub chat: i64,
    /// Whether it is a group, which can be left.
    pub group: bool,
    /// Whether the reader looks after it.
    pub manages: bool,
    /// The members of this page.
    pub people: Vec<MemberView>,
    /// People who can be added.
    pub others: Vec<MemberView>,
    /// Where the next page begins.
    pub next: Option<(String, i64)>,
    /// What was typed.
    pub fields: Fields,
    /// What is wrong with it.
    pub errors: Errors,
}
