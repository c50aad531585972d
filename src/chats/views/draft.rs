//! Drafts that were written beside each other.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::chats::saved::Draft;
use crate::markup;
use crate::web::Ui;

/// Characters of the other draft.
const LINE: usize = 300;

/// What was written on another device, and what may become of it.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/other.html")]
pub struct OtherView {
    ui: Ui,
    line: String,
}

impl HtmlSafe for OtherView {}

impl OtherView {
    /// Nothing, if the draft has nothing beside it.
    pub fn of(draft: &Draft, ui: &Ui) -> Option<OtherView> {
        (!draft.other.is_empty()).then(|| OtherView { ui: ui.clone(), line: markup::lined(&draft.other, LINE) })
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::chats::samples::NASTY;
    use crate::web::{Sample, check_samples};

    impl Sample for OtherView {
        fn samples(ui: &Ui) -> Vec<OtherView> {
            OtherView::of(&Draft { other: NASTY.to_owned(), ..Draft::default() }, ui).into_iter().collect()
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<OtherView>();
    }
}
