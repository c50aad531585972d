//! Messages that somebody has chosen, to delete them or to repeat them elsewhere.

use askama::Template;

use super::LineParts;
use super::lists::LINE;
use crate::chats::history::{Entry, Window};
use crate::chats::list::Row;
use crate::chats::views::{EntryView, lined, present, title};
use crate::id::{ChatId, MessageId};
use crate::live::Presence;
use crate::web::{Door, Errors, Fields, Ui};

/// Whether messages are to be deleted.
#[derive(Template)]
#[template(path = "chats/message/deletion.html")]
pub struct DeletionView {
    /// The reader.
    pub ui: Ui,
    /// What goes.
    pub entries: Vec<EntryView>,
    /// How many of those that were chosen stay, for the reader may not delete them.
    pub kept: i64,
    /// The way back.
    pub back: String,
    /// Why nothing was deleted.
    pub refused: Option<String>,
}

/// A chat that messages may go to.
#[derive(Clone, Debug)]
pub struct TargetView {
    id: i64,
    title: String,
    door: Door,
    chosen: bool,
}

impl TargetView {
    /// The chat of the row; whether its box is ticked.
    pub fn new(row: &Row, chosen: bool, presence: impl Fn(i64) -> Presence, ui: &Ui) -> TargetView {
        let title = title(row.kind(), &row.name, row.partner.as_deref(), &ui.locale);
        let door = match (row.partner_id, row.partner_hue) {
            (Some(partner), Some(hue)) => {
                let door = Door::of_person(partner.0, &title, hue, row.partner_picture.clone());
                present(door, &presence(partner.0), ui)
            }
            _ => Door::of_chat(&title, row.hue, row.picture.clone()),
        };
        TargetView { id: row.chat_id.0, door: door.small(), title, chosen }
    }
}

/// Messages of a chat to choose from.
#[derive(Template)]
#[template(path = "chats/message/select.html")]
pub struct SelectView {
    ui: Ui,
    chat: i64,
    rows: Vec<(LineParts, bool)>,
    /// What is chosen and not among them.
    elsewhere: Vec<i64>,
    older: Option<i64>,
    newer: Option<i64>,
    wrong: Option<String>,
}

impl SelectView {
    /// The messages of the window, of which these are chosen; what is wrong with that.
    pub fn new(chat: ChatId, window: &Window, chosen: &[MessageId], wrong: Option<String>, ui: &Ui) -> SelectView {
        let line = |entry: &Entry| LineParts {
            id: entry.id.0,
            author_id: entry.author_id.0,
            author: entry.author.clone(),
            door: Some(Door::of_person(entry.author_id.0, &entry.author, entry.hue, entry.picture.clone())),
            place: None,
            text: lined((&entry.line(), entry.is_poll()), LINE, ui),
            datetime: ui.datetime(entry.posted_at),
            when: ui.when_time(&entry.posted_at),
        };
        let said = window.entries.iter().filter(|entry| entry.is_said());
        let rows: Vec<_> = said.map(|entry| (line(entry), chosen.binary_search(&entry.id).is_ok())).collect();
        let here = |id: &i64| rows.iter().any(|(row, _)| row.id == *id);
        SelectView {
            ui: ui.clone(),
            chat: chat.0,
            elsewhere: chosen.iter().map(|message| message.0).filter(|id| !here(id)).collect(),
            older: window.entries.first().filter(|_| window.older).map(|entry| entry.id.0),
            newer: window.entries.last().filter(|_| window.newer).map(|entry| entry.id.0),
            wrong,
            rows,
        }
    }
}

/// To which chats messages are to go.
#[derive(Template)]
#[template(path = "chats/message/forward.html")]
pub struct ForwardView {
    /// The reader.
    pub ui: Ui,
    /// What goes.
    pub entries: Vec<EntryView>,
    /// Where it may go.
    pub targets: Vec<TargetView>,
    /// Whether there are more chats.
    pub more: bool,
    /// The way back.
    pub back: String,
    /// What was typed.
    pub fields: Fields,
    /// What is wrong with it.
    pub errors: Errors,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::chats::samples::{NASTY, row};
    use crate::web::{Sample, check_samples};

    fn entries(ui: &Ui) -> Vec<EntryView> {
        EntryView::samples(ui).into_iter().take(3).collect()
    }

    impl Sample for DeletionView {
        fn samples(ui: &Ui) -> Vec<DeletionView> {
            let view = |entries, kept, refused| DeletionView {
                ui: ui.clone(),
                entries,
                kept,
                back: "/messages/45".to_owned(),
                refused,
            };
            vec![view(entries(ui), 2, None), view(Vec::new(), 0, Some(NASTY.to_owned()))]
        }
    }

    impl Sample for ForwardView {
        fn samples(ui: &Ui) -> Vec<ForwardView> {
            let mut errors = Errors::new();
            ["chat", "text"].into_iter().for_each(|field| errors.add(field, NASTY.to_owned()));
            let target = |row: Row| TargetView::new(&row, true, |_| Presence::Online, ui);
            let view = |targets: Vec<TargetView>, errors| ForwardView {
                ui: ui.clone(),
                entries: entries(ui),
                more: !targets.is_empty(),
                targets,
                back: "/messages/45".to_owned(),
                fields: Fields::of(&[("q", NASTY), ("text", NASTY)]),
                errors,
            };
            let targets = ["direct", "group", "general"].map(|kind| target(row(3, kind, 1)));
            vec![view(targets.into(), errors), view(Vec::new(), Errors::new())]
        }
    }

    impl Sample for SelectView {
        fn samples(ui: &Ui) -> Vec<SelectView> {
            let window = |entries: Vec<Entry>| Window {
                older: !entries.is_empty(),
                newer: !entries.is_empty(),
                entries,
                beside: crate::chats::samples::beside(),
            };
            let some = window(crate::chats::samples::entries());
            let chosen: Vec<MessageId> =
                some.entries.iter().map(|entry| entry.id).take(1).chain([MessageId(9999)]).collect();
            vec![
                SelectView::new(ChatId(7), &some, &chosen, Some(NASTY.to_owned()), ui),
                SelectView::new(ChatId(7), &window(Vec::new()), &[], None, ui),
            ]
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<SelectView>();
        check_samples::<DeletionView>();
        check_samples::<ForwardView>();
    }
}
