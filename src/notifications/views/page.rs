//! The centre's page: what is around the list.

use askama::Template;

use super::{AsksView, CentreView, Choosing, ReadAllView, SummaryView};
use crate::notifications::list::Filter;
use crate::web::{Fields, Ui};

/// What was done just before, and how it is taken back.
#[derive(Clone, Debug)]
pub struct DoneView {
    /// What.
    pub words: String,
    /// The moment of it, if it can be undone.
    pub at: Option<i64>,
    /// Where it can be seen.
    pub go: Option<String>,
}

/// A name of a field, the key of its label, its values with their words.
pub type Sieve = (&'static str, &'static str, Vec<(String, String)>);

/// The centre's page.
#[derive(Template)]
#[template(path = "notifications/index.html")]
pub struct CentrePage {
    /// The reader.
    pub ui: Ui,
    /// How much is unread.
    pub summary: SummaryView,
    /// What reads all of it.
    pub read_all: ReadAllView,
    /// How much is unread, as a number.
    pub unread: i64,
    /// How many wait for an answer.
    pub waiting: i64,
    /// `view`, `what`, `who`, `when`, `q`.
    pub fields: Fields,
    /// What to choose among by `what`, `who` and `when`.
    pub sieves: [Sieve; 3],
    /// Whether the filter is more than the view.
    pub sifts: bool,
    /// The notifications.
    pub centre: CentreView,
    /// Whether several are chosen.
    pub choosing: bool,
    /// What the page keeps when something on it is done.
    pub back: String,
    /// The address of the older ones.
    pub older: Option<String>,
    /// For how many days they are kept; 0: for ever.
    pub days: i64,
    /// What was done just before.
    pub done: Option<DoneView>,
}

impl CentrePage {
    /// The list as this page shows it: one that is filtered is put nothing into.
    pub fn listed(centre: CentreView, (filter, first): (&Filter, bool), choosing: Choosing, back: &str) -> CentreView {
        let filtered = !filter.is_empty();
        let unread = *filter == Filter { unread: true, ..Filter::default() };
        CentreView { filtered, unread, ..centre.on(first && !filtered && !choosing.0, choosing, back) }
    }

    /// The list of what waits for an answer and nothing else; if nothing does, that is said.
    pub fn waiting(centre: CentreView, back: &str) -> CentreView {
        let alone = !centre.asks.rows.is_empty();
        let centre = centre.on(false, (false, false), back);
        // The page itself leads on.
        CentreView { alone, filtered: true, asks: AsksView { more: false, ..centre.asks }, ..centre }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{Sample, check_samples};

    const NASTY: &str = "<b>\"Phạm\" & 'O'</b>";

    impl Sample for CentrePage {
        fn samples(ui: &Ui) -> Vec<CentrePage> {
            let choices = || vec![(String::new(), "–".to_owned()), ("1".to_owned(), NASTY.to_owned())];
            let page = |centre, full: bool, done| CentrePage {
                ui: ui.clone(),
                summary: SummaryView::new(3, 1, ui),
                read_all: ReadAllView::new(i64::from(full), ui),
                unread: if full { 3 } else { 0 },
                waiting: i64::from(full),
                fields: Fields::of(&[("q", NASTY), ("view", if full { "" } else { "unread" })]),
                sieves: [
                    ("what", "notices-what", choices()),
                    ("who", "notices-by", choices()),
                    ("when", "notices-when", choices()),
                ],
                sifts: !full,
                centre,
                choosing: !full,
                back: "view=unread&q=%22".to_owned(),
                older: full.then(|| "/notifications?before=7".to_owned()),
                days: if full { 90 } else { 0 },
                done,
            };
            let done =
                |at: Option<i64>| Some(DoneView { words: NASTY.to_owned(), at, go: at.map(|_| "/chats/7".to_owned()) });
            let mut centres = CentreView::samples(ui).into_iter();
            let (Some(full), Some(empty)) = (centres.next(), centres.next()) else { return Vec::new() };
            vec![page(full, true, done(Some(7))), page(empty, false, done(None))]
        }
    }

    #[test]
    fn samples() {
        check_samples::<CentrePage>();
    }
}
