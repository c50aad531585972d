//! The lists of chats: in the left column and in the panel.

use askama::Template;
use askama::filters::HtmlSafe;

use super::{lined, present, title};
use crate::chats::Kind;
use crate::chats::history::Names;
use crate::chats::list::{List, Row};
use crate::chats::told;
use crate::id::ChatId;
use crate::live::Presence;
use crate::markup;
use crate::web::{Door, Locale, Ui};

/// Characters of a list's last line; the page cuts it to its width.
const PREVIEW: usize = 120;

/// What both lists of chats show of one.
#[derive(Clone, Debug)]
pub struct RowParts {
    id: i64,
    title: String,
    partner: Option<i64>,
    door: Door,
    order: i64,
    when: String,
    preview: String,
    unread: i64,
    /// The class of the counter.
    class: &'static str,
    muted: bool,
    pinned: bool,
}

impl RowParts {
    /// `presence` says how a person is.
    pub fn new(row: &Row, names: &Names, presence: impl Fn(i64) -> Presence, ui: &Ui) -> RowParts {
        let title = title(row.kind(), &row.name, row.partner.as_deref(), &ui.locale);
        let door = match (row.partner_id, row.partner_hue) {
            // Grey: who has left is neither here nor away.
            (Some(partner), Some(0)) => Door::of_person(partner.0, &title, 0, row.partner_picture.clone()),
            (Some(partner), Some(hue)) => {
                let door = Door::of_person(partner.0, &title, hue, row.partner_picture.clone());
                present(door, &presence(partner.0), ui)
            }
            _ => Door::of_chat(&title, row.hue, row.picture.clone()),
        };
        RowParts {
            id: row.chat_id.0,
            partner: row.partner_id.map(|partner| partner.0),
            door,
            order: row.order(),
            when: ui.when(&row.last_message_at),
            preview: preview(row, names, &ui.locale),
            unread: row.unread,
            class: match (row.called, row.muted) {
                (true, _) => "n at",
                (false, true) => "n mute",
                (false, false) => "n",
            },
            muted: row.muted,
            pinned: row.pinned,
            title,
        }
    }
}

/// The last line: what one has begun to write, if nothing is unread; "You: …" for one's own, what one calls the author in a chat of several.
fn preview(row: &Row, names: &Names, locale: &Locale) -> String {
    let text = row.last_text.as_deref().unwrap_or("");
    let author = row.last_author.as_deref().unwrap_or("");
    if !row.draft.is_empty() && row.unread == 0 {
        return locale.with("preview-draft", "text", row.draft.as_str());
    }
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
        Some("gone") => locale.t("message-gone"),
        Some(kind) => {
            let line = lined((text, kind == "poll"), PREVIEW, locale);
            if row.kind() == Kind::Notes {
                line
            } else if row.last_author_id == Some(row.user_id) {
                locale.with("preview-own", "text", line)
            } else if row.kind() == Kind::Direct {
                line
            } else {
                let called = match row.last_program {
                    true => locale.with("integration-called", "name", author),
                    false => markup::called(author).to_owned(),
                };
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
    pub fn new(list: &List, current: Option<ChatId>, presence: impl Fn(i64) -> Presence + Copy, ui: &Ui) -> ListView {
        let parts = |row: &Row| RowParts::new(row, &list.names, presence, ui);
        let row = |row: &Row| RowView::new(parts(row), current == Some(row.chat_id), ui);
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
