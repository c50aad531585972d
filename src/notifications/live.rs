//! What open pages receive of the centre: counters on every page, rows on the centre's own.

use super::list::{self, PAGE, Waiting};
use super::views::{AsksView, CentreView, DayView, ReadAllView, RowView, SummaryView};
use super::{Notification, Reader, State};
use crate::chats::live::CounterView;
use crate::id::{NotificationId, UserId};
use crate::live::Topic;
use crate::store::{Conn, Result};
use crate::web::{Ui, View};

/// Pages that show the centre of this owner.
pub fn centre_topic(owner: UserId) -> Topic {
    Topic::new("centre", owner.0)
}

/// The counter in the rail.
pub fn rail(unread: i64, ui: &Ui) -> CounterView {
    CounterView::of("ring", unread, ui)
}

/// The counter in the panel.
pub fn panel(unread: i64, ui: &Ui) -> CounterView {
    CounterView::of("bell", unread, ui)
}

/// What every page shows, as the HTML of a state frame.
pub fn counters(unread: i64, ui: &Ui) -> String {
    html(&rail(unread, ui)) + &html(&panel(unread, ui))
}

/// A state frame of counters alone.
pub fn counters_frame(unread: i64, ui: &Ui) -> String {
    ["{}\n", &counters(unread, ui)].concat()
}

/// The fingerprint of a page's lists with how much is unread in the centre, as letters and digits.
pub fn with_unread(fingerprint: &str, unread: i64) -> String {
    format!("{fingerprint}{unread}")
}

/// What of a centre has changed.
#[derive(Debug, Default)]
pub struct Change {
    /// These are like this now.
    pub rows: Vec<Notification>,
    /// These are there no longer.
    pub gone: Vec<NotificationId>,
    /// What waits for an answer now, if that may be another than before.
    pub waiting: Option<Waiting>,
}

impl Change {
    /// What has become of these notifications, for the reader.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(conn: &mut Conn, reader: Reader, ids: &[NotificationId]) -> Result<Change> {
        let mut change = Change::default();
        let mut asked = false;
        for id in ids {
            let found = list::find(conn, reader, *id).await?;
            if found.as_ref().is_some_and(|one| one.state == State::MailOnly) {
                continue;
            }
            asked |= found.as_ref().is_none_or(|one| one.kind().is_some_and(|kind| kind.asks));
            match found {
                Some(one) if !one.waits => change.rows.push(one),
                Some(_) => {}
                None => change.gone.push(*id),
            }
        }
        if asked {
            change.waiting = Some(list::waiting(conn, reader, None).await?);
        }
        Ok(change)
    }

    /// The state frame for pages of the centre. Rows come with their days.
    pub fn text(&self, ui: &Ui) -> String {
        let mut text = "{}\n".to_owned();
        if let Some(waiting) = &self.waiting {
            text += &html(&AsksView::new(waiting, ui));
        }
        for row in &self.rows {
            if let Some(view) = RowView::new(row, ui) {
                text += &html(&DayView::new(row.made_at, ui));
                text += &html(&view);
            }
        }
        for id in &self.gone {
            text += &format!("<li id=\"nt{id}\" data-gone></li>");
        }
        text
    }
}

/// The sentence that says how much is unread and waits, and the button that reads all of it.
pub fn summary_of(unread: i64, waiting: i64, ui: &Ui) -> String {
    html(&SummaryView::new(unread, waiting, ui)) + &html(&ReadAllView::new(unread, ui))
}

/// All that a page of the centre shows which lives, as the HTML of a state frame.
///
/// # Errors
/// What the database says.
pub async fn centre(conn: &mut Conn, reader: Reader, unread: i64, ui: &Ui) -> Result<String> {
    let waiting = list::waiting(conn, reader, None).await?;
    let (page, more) = list::page(conn, reader, &list::Filter::default(), None).await?;
    debug_assert!(page.len() <= PAGE, "a page is one");
    let summary = summary_of(unread, waiting.count, ui);
    Ok(summary + &html(&CentreView::new(&waiting, (&page, more), ui)))
}

fn html(view: &impl View) -> String {
    view.html().map(crate::markup::Html::into_string).unwrap_or_default()
}
