//! Messages that somebody has chosen, to delete them or to repeat them elsewhere.

use askama::Template;

use crate::chats::list::Row;
use crate::chats::views::{EntryView, present, title};
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
            _ => Door::of_chat(&title, row.hue),
        };
        TargetView { id: row.chat_id.0, door: door.small(), title, chosen }
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

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<DeletionView>();
        check_samples::<ForwardView>();
    }
}
