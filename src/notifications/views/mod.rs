//! What the centre's templates show.

mod link;
mod page;
mod reply;

pub use link::LinkView;
pub use page::{CentrePage, DoneView, Sieve};
pub use reply::{ReplyView, replied_to};

use askama::Template;
use askama::filters::HtmlSafe;

use super::counts::MOST;
use super::list::Waiting;
use super::sentence::{self, Piece};
use super::{Notification, State};
use crate::accounts::notices::{ASKS_TO_JOIN, NEW_DEVICE};
use crate::clock::Moment;
use crate::web::{Door, Ui};

/// A notification.
#[derive(Clone, Debug, Template)]
#[template(path = "notifications/row.html")]
pub struct RowView {
    ui: Ui,
    id: i64,
    waits: bool,
    unread: bool,
    /// Whether its reader may mark it as unread again.
    returns: bool,
    choosing: bool,
    chosen: bool,
    actor: Option<(i64, Door)>,
    icon: &'static str,
    pieces: Vec<Piece>,
    plain: String,
    link: String,
    /// Whether the sentence holds the link.
    linked: bool,
    hint: Option<(String, String)>,
    /// The key of a reply that is written here, if its kind is replied to.
    reply: Option<String>,
    answered: Option<String>,
    made_at: Moment,
    /// What a page of the centre keeps when something on it is done.
    back: String,
}

impl HtmlSafe for RowView {}

impl RowView {
    /// None for one that a newer program made.
    pub fn new(of: &Notification, ui: &Ui) -> Option<RowView> {
        let kind = of.kind()?;
        let pieces = sentence::of(kind, (&of.actor, &of.subject, &of.detail), ui);
        let actor = match (of.actor_id, of.actor_hue) {
            (Some(user), Some(hue)) => {
                Some((user.0, Door::of_person(user.0, &of.actor, hue, of.actor_picture.clone())))
            }
            _ => None,
        };
        let answered = of.answered_at.map(|at| {
            let by = if of.answerer.is_empty() { ui.t("somebody") } else { of.answerer.clone() };
            let key = if of.answer == "yes" { "notices-answered-yes" } else { "notices-answered-no" };
            ui.with2(key, ("name", by), ("when", ui.when_time(&at)))
        });
        // Whoever was refused has no page any more.
        let link = if of.answer == "no" { String::new() } else { of.link.clone() };
        Some(RowView {
            id: of.id.0,
            waits: of.waits,
            unread: of.state == State::Unread,
            returns: of.answered_at.is_none(),
            choosing: false,
            chosen: false,
            actor,
            icon: kind.icon,
            plain: sentence::plain(&pieces),
            linked: !kind.quotes && pieces.iter().any(|piece| matches!(piece, Piece::Subject(_))),
            pieces,
            hint: hint(kind == &NEW_DEVICE, ui),
            // The same on every page that shows the same; a second reply, to what is read by then, is another message.
            reply: replied_to(of).map(|_| format!("{}.{}", of.id, of.state.as_str())),
            link,
            answered,
            made_at: of.made_at,
            back: String::new(),
            ui: ui.clone(),
        })
    }

    /// As an entry of a page that several are chosen on, or not; `back` is what the page keeps.
    fn on(self, (choosing, chosen): Choosing, back: &str) -> RowView {
        RowView { choosing, chosen, back: back.to_owned(), ..self }
    }
}

fn hint(new_device: bool, ui: &Ui) -> Option<(String, String)> {
    new_device.then(|| (ui.t("notices-not-you"), ui.t("notices-not-you-go")))
}

/// A day of the list: a row of its own, above those of the day.
#[derive(Clone, Debug, Template)]
#[template(path = "notifications/day.html")]
pub struct DayView {
    id: String,
    /// When it ends: above all of it.
    order: i64,
    words: String,
}

impl HtmlSafe for DayView {}

impl DayView {
    /// The day of this instant.
    pub fn new(at: Moment, ui: &Ui) -> DayView {
        let day = ui.day(at);
        let end = ui.day_of(&ui.date(at)).map_or(at, |(_, end)| end);
        let today = ui.date(at) == ui.date(ui.now);
        DayView { id: ui.date(at), order: end.0, words: if today { ui.with("notices-today", "day", day) } else { day } }
    }
}

/// Whether several are chosen on the page, and whether all of them are for a start.
pub type Choosing = (bool, bool);

/// A row of the list.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A day begins.
    Day(DayView),
    /// A notification.
    Row(Box<RowView>),
}

/// What waits for an answer: a part that a frame replaces as a whole.
#[derive(Template)]
#[template(path = "notifications/asks.html")]
pub struct AsksView {
    ui: Ui,
    lives: bool,
    rows: Vec<RowView>,
    /// Whether more waits than is shown.
    more: bool,
}

impl HtmlSafe for AsksView {}

impl AsksView {
    /// These, which come in order.
    pub fn new(waiting: &Waiting, ui: &Ui) -> AsksView {
        let rows = waiting.page.iter().filter_map(|one| RowView::new(one, ui)).collect();
        AsksView { ui: ui.clone(), lives: true, rows, more: waiting.more }
    }
}

/// What a frame can replace as a whole: what waits for an answer, and the newest of the rest.
#[derive(Template)]
#[template(path = "notifications/centre.html")]
pub struct CentreView {
    ui: Ui,
    /// Whether what comes is put into it.
    lives: bool,
    asks: AsksView,
    entries: Vec<Entry>,
    more: bool,
    filtered: bool,
    /// Whether what is unread is looked for, and nothing else.
    unread: bool,
    /// Whether only what waits is shown.
    alone: bool,
}

impl HtmlSafe for CentreView {}

impl CentreView {
    /// What waits, a page of the rest, and whether there is more.
    pub fn new(waiting: &Waiting, (page, more): (&[Notification], bool), ui: &Ui) -> CentreView {
        CentreView {
            ui: ui.clone(),
            lives: true,
            asks: AsksView::new(waiting, ui),
            entries: entries(page, ui),
            more,
            filtered: false,
            unread: false,
            alone: false,
        }
    }

    /// Whether nothing stands in the list.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn on(mut self, lives: bool, choosing: Choosing, back: &str) -> CentreView {
        self.asks.lives = lives;
        self.asks.rows = self.asks.rows.into_iter().map(|row| row.on((false, false), back)).collect();
        let entry = |entry| match entry {
            Entry::Row(row) => Entry::Row(Box::new(row.on(choosing, back))),
            day => day,
        };
        self.entries = self.entries.into_iter().map(entry).collect();
        CentreView { lives, ..self }
    }
}

fn entries(page: &[Notification], ui: &Ui) -> Vec<Entry> {
    let (mut entries, mut day) = (Vec::new(), String::new());
    for one in page {
        let Some(row) = RowView::new(one, ui) else { continue };
        let of = ui.date(one.made_at);
        if of != day {
            entries.push(Entry::Day(DayView::new(one.made_at, ui)));
            day = of;
        }
        entries.push(Entry::Row(Box::new(row)));
    }
    entries
}

/// How much is unread, and waits, in a sentence; a frame can replace it.
#[derive(Template)]
#[template(path = "notifications/summary.html")]
pub struct SummaryView {
    words: String,
}

impl HtmlSafe for SummaryView {}

impl SummaryView {
    /// So much is unread, up to a hundred, and so much waits for an answer.
    pub fn new(unread: i64, waiting: i64, ui: &Ui) -> SummaryView {
        let unread = match unread {
            0 => ui.t("notices-all-read"),
            unread => ui.with("notices-unread", "count", ui.badge(&unread)),
        };
        let words = match waiting {
            0 => unread,
            waiting => {
                let waiting = match waiting {
                    MOST.. => ui.with("notices-wait-many", "count", ui.badge(&waiting)),
                    few => ui.count("notices-wait", few),
                };
                ui.with2("notices-and-waiting", ("unread", unread), ("waiting", waiting))
            }
        };
        SummaryView { words }
    }
}

/// The button that reads everything, disabled when nothing is unread; a frame can replace it.
#[derive(Template)]
#[template(path = "notifications/read_all.html")]
pub struct ReadAllView {
    ui: Ui,
    nothing: bool,
}

impl HtmlSafe for ReadAllView {}

impl ReadAllView {
    /// With so much unread.
    pub fn new(unread: i64, ui: &Ui) -> ReadAllView {
        ReadAllView { ui: ui.clone(), nothing: unread == 0 }
    }
}

/// Whether it is answered from the centre.
pub fn is_answered_here(of: &Notification) -> bool {
    of.kind() == Some(&ASKS_TO_JOIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{NotificationId, UserId};
    use crate::notifications::{ADMINISTRATORS, kinds};
    use crate::web::{Sample, check_samples};

    const NASTY: &str = "<b>\"Phạm\" & 'O'</b>";

    fn all(ui: &Ui) -> Vec<Notification> {
        let one = |(at, kind): (i64, &'static crate::notice::Kind)| Notification {
            id: NotificationId(100 - at),
            owner_id: if kind.administrators { ADMINISTRATORS } else { UserId(1) },
            kind_name: kind.name.to_owned(),
            actor_id: (at % 2 == 0).then_some(UserId(3)),
            actor: if at % 3 == 0 { String::new() } else { NASTY.to_owned() },
            actor_hue: (at % 2 == 0).then_some(3),
            actor_picture: None,
            subject_id: 7,
            subject: NASTY.to_owned(),
            detail: NASTY.to_owned(),
            link: kind.path_of(7),
            made_at: Moment(ui.now.0 - at * 6 * 3600 * 1_000_000),
            waits: false,
            answer: if kind.asks { "no" } else { "" }.to_owned(),
            answerer_id: None,
            answerer: String::new(),
            answered_at: kind.asks.then_some(ui.now),
            state: if at % 2 == 0 { State::Unread } else { State::Read },
        };
        (0..).zip(kinds().filter(|kind| kind.entry)).map(one).collect()
    }

    fn asked(ui: &Ui) -> Waiting {
        let asks = all(ui).into_iter().filter(|one| one.answered_at.is_some());
        let asked = asks.map(|one| Notification {
            id: NotificationId(one.id.0 + 1000),
            waits: true,
            answered_at: None,
            answer: String::new(),
            ..one
        });
        Waiting { page: asked.collect(), more: true, count: 7 }
    }

    impl Sample for RowView {
        fn samples(ui: &Ui) -> Vec<RowView> {
            let all = all(ui).into_iter().chain(asked(ui).page);
            let rows = all.filter_map(|one| RowView::new(&one, ui));
            rows.enumerate().map(|(at, row)| row.on((at % 2 == 0, at % 4 == 0), "view=unread&q=%22")).collect()
        }
    }

    impl Sample for DayView {
        fn samples(ui: &Ui) -> Vec<DayView> {
            vec![DayView::new(ui.now, ui), DayView::new(Moment(0), ui)]
        }
    }

    impl Sample for AsksView {
        fn samples(ui: &Ui) -> Vec<AsksView> {
            vec![AsksView::new(&asked(ui), ui), AsksView::new(&Waiting::default(), ui)]
        }
    }

    impl Sample for CentreView {
        fn samples(ui: &Ui) -> Vec<CentreView> {
            let full = CentreView::new(&asked(ui), (&all(ui), true), ui);
            vec![full, CentreView::new(&Waiting::default(), (&[], false), ui).on(false, (true, true), "")]
        }
    }

    impl Sample for SummaryView {
        fn samples(ui: &Ui) -> Vec<SummaryView> {
            [(0, 0), (1, 1), (100, 2), (3, 100)].map(|(unread, waiting)| SummaryView::new(unread, waiting, ui)).into()
        }
    }

    impl Sample for ReadAllView {
        fn samples(ui: &Ui) -> Vec<ReadAllView> {
            [0, 1].map(|unread| ReadAllView::new(unread, ui)).into()
        }
    }

    #[test]
    fn samples() {
        check_samples::<RowView>();
        check_samples::<DayView>();
        check_samples::<AsksView>();
        check_samples::<CentreView>();
        check_samples::<SummaryView>();
        check_samples::<ReadAllView>();
    }
}
