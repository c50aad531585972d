//! What one is told of a chat.

use askama::Template;

use super::{BarView, TreeView};
use crate::chats::membership::{Mailing, Mute};
use crate::clock::Moment;
use crate::id::ChatId;
use crate::web::{Errors, Fields, Ui};

/// Mute and letters of one chat.
#[derive(Template)]
#[template(path = "chats/telling.html")]
pub struct TellingView {
    ui: Ui,
    tree: TreeView,
    bar: BarView,
    chat: i64,
    fields: Fields,
    errors: Errors,
    mutes: Vec<(&'static str, String)>,
    mailings: Vec<(&'static str, String)>,
}

impl TellingView {
    /// The form with its values and what is wrong with them; `until` is when the mute ends that there is.
    pub fn new(
        (tree, bar): (TreeView, BarView),
        chat: ChatId,
        until: Option<Moment>,
        (fields, errors): (Fields, Errors),
        ui: &Ui,
    ) -> TellingView {
        let mute = |mute: &Mute| {
            let words = match (mute, until) {
                (Mute::As, None) => return None,
                (Mute::As, Some(until)) => ui.with("mute-as", "time", ui.ahead(until, ui.now)),
                (Mute::Off, _) => ui.t("mute-off"),
                (Mute::On, _) => ui.t("mute-on"),
                (Mute::Hour, _) => ui.t("mute-1"),
                (Mute::EightHours, _) => ui.t("mute-8"),
                (Mute::Day, _) => ui.t("mute-24"),
                (Mute::Week, _) => ui.t("mute-168"),
            };
            Some((mute.as_str(), words))
        };
        let mailing = |mailing: &Mailing| {
            let key = match mailing {
                Mailing::Usual => "chat-mailing-usual",
                Mailing::All => "chat-mailing-all",
                Mailing::Nothing => "chat-mailing-nothing",
            };
            (mailing.as_str(), ui.t(key))
        };
        TellingView {
            tree,
            bar,
            chat: chat.0,
            fields,
            errors,
            mutes: Mute::ALL.iter().filter_map(mute).collect(),
            mailings: Mailing::ALL.iter().map(mailing).collect(),
            ui: ui.clone(),
        }
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::web::{Sample, check_samples};

    impl Sample for TellingView {
        fn samples(ui: &Ui) -> Vec<TellingView> {
            let view = |until, errors| {
                let (Some(tree), Some(bar)) = (TreeView::samples(ui).pop(), BarView::samples(ui).pop()) else {
                    unreachable!("both have samples")
                };
                let fields = Fields::of(&[("mute", "off"), ("mailing", "")]);
                TellingView::new((tree.beside(), bar), ChatId(7), until, (fields, errors), ui)
            };
            let mut errors = Errors::new();
            ["mute", "mailing"].into_iter().for_each(|field| errors.add(field, ui.t("field-unknown")));
            vec![view(None, Errors::new()), view(Some(ui.now), errors)]
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<TellingView>();
    }
}
