//! A reply from the centre.

use askama::Template;

use crate::id::{NotificationId, UserId};
use crate::notifications::Notification;
use crate::web::{Fields, Ui};

/// A reply that was not sent, with what is wrong with it.
#[derive(Template)]
#[template(path = "notifications/reply.html")]
pub struct ReplyView {
    /// The reader.
    pub ui: Ui,
    /// Whom it is for, once that is known.
    pub to: String,
    /// What is wrong with it.
    pub error: String,
    id: i64,
    key: String,
    text: String,
    back: String,
    address: String,
}

impl ReplyView {
    /// With what was typed into the form at this notification, on the page at this address.
    pub fn new(id: NotificationId, fields: &Fields, back: &str, ui: &Ui) -> ReplyView {
        let typed = |field| fields.get(field).to_owned();
        ReplyView {
            ui: ui.clone(),
            to: String::new(),
            error: String::new(),
            id: id.0,
            key: typed("key"),
            text: typed("text"),
            back: typed("back"),
            address: format!("{back}#nt{id}"),
        }
    }

    /// The heading.
    pub fn label(&self) -> String {
        match self.to.as_str() {
            "" => self.ui.t("message-your-text"),
            to => self.ui.with("message-write-to", "title", to),
        }
    }
}

/// Whom a reply from the centre goes to; nobody if its kind has none, or its reader may not see them.
pub fn replied_to(of: &Notification) -> Option<UserId> {
    of.actor_id.filter(|_| of.kind().is_some_and(|kind| kind.replies))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{Sample, check_samples};

    const NASTY: &str = "<b>\"Phạm\" & 'O'</b>";

    impl Sample for ReplyView {
        fn samples(ui: &Ui) -> Vec<ReplyView> {
            let typed = Fields::of(&[("key", "7.1"), ("text", NASTY), ("back", "view=unread&q=%22")]);
            let view = |to: &str| ReplyView {
                to: to.to_owned(),
                error: NASTY.to_owned(),
                ..ReplyView::new(NotificationId(7), &typed, "/notifications?view=unread", ui)
            };
            vec![view(""), view(NASTY)]
        }
    }

    #[test]
    fn samples() {
        check_samples::<ReplyView>();
    }
}
