//! What the panel's templates show.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::accounts::status;
use crate::chats::list::List;
use crate::chats::live::{CounterView, NearsView};
use crate::live::Presence;
use crate::notifications;
use crate::web::{Door, Ui};

/// The panel's content, in a page or in a frame of one.
#[derive(Template)]
#[template(path = "panel/panel.html")]
pub struct PanelView {
    ui: Ui,
    user: i64,
    name: String,
    door: Door,
    own: String,
    fold: bool,
    bell: CounterView,
    counter: CounterView,
    nears: NearsView,
    empty: bool,
}

impl HtmlSafe for PanelView {}

impl PanelView {
    /// The panel of the person of this name and door, whose own presence this is and who has so many unread notifications. `presence`
    /// says how a person is.
    pub fn new(
        (user, name, door, own): (i64, &str, Door, Presence),
        (list, unread): (&List, i64),
        presence: impl Fn(i64) -> Presence + Copy,
        fold: bool,
        ui: &Ui,
    ) -> PanelView {
        PanelView {
            ui: ui.clone(),
            user,
            name: name.to_owned(),
            door: door.with(&own).large(),
            own: status::words(&own, ui, ui.now),
            fold,
            bell: notifications::live::panel(unread, ui),
            counter: CounterView::panel(list.counters, ui),
            nears: NearsView::new(list, presence, ui),
            empty: list.rows.is_empty(),
        }
    }
}

/// What came since a page was made, as a document of its own: for pages without JavaScript.
#[derive(Template)]
#[template(path = "panel/frame.html")]
pub struct SinceView {
    /// The reader.
    pub ui: Ui,
    /// The chats that something came in.
    pub nears: NearsView,
    /// What to say if nothing did.
    pub words: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{Sample, check_samples};

    const NASTY: &str = "<b>\"Phạm\" & 'O'</b>";

    impl PanelView {
        fn sample(nears: NearsView, fold: bool, ui: &Ui) -> PanelView {
            let door = Door::of_person(1, NASTY, 3, None).with(&Presence::Online);
            let counter = CounterView::samples(ui).remove(1);
            PanelView {
                ui: ui.clone(),
                user: 1,
                name: NASTY.to_owned(),
                door,
                own: NASTY.to_owned(),
                fold,
                bell: notifications::live::panel(100, ui),
                counter,
                empty: nears.is_empty(),
                nears,
            }
        }
    }

    impl Sample for PanelView {
        fn samples(ui: &Ui) -> Vec<PanelView> {
            let nears = NearsView::samples(ui);
            nears.into_iter().enumerate().map(|(n, nears)| PanelView::sample(nears, n == 0, ui)).collect()
        }
    }

    impl Sample for SinceView {
        fn samples(ui: &Ui) -> Vec<SinceView> {
            let nears = NearsView::samples(ui).into_iter();
            nears.map(|nears| SinceView { ui: ui.clone(), nears, words: NASTY.to_owned() }).collect()
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<PanelView>();
        check_samples::<SinceView>();
    }
}
