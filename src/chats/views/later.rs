//! What is planned: messages that wait, and messages of which their reader is told again.

use askama::Template;
use askama::filters::HtmlSafe;

use super::message::LineParts;
use super::{EntryView, lined, title};
use crate::chats::Kind;
use crate::chats::later;
use crate::chats::message::Reached;
use crate::chats::message::reminder::Reminder;
use crate::chats::message::scheduled::{Scheduled, Waiting};
use crate::clock::Moment;
use crate::id::ScheduledId;
use crate::markup;
use crate::web::{Errors, Fields, Ui};

/// Characters of a message in a list.
const LINE: usize = 300;

/// Above the field of a composer, that messages of its author wait in the chat; or that none does any more.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/goes.html")]
pub struct GoesView {
    ui: Ui,
    words: Option<String>,
}

impl HtmlSafe for GoesView {}

impl GoesView {
    /// So many wait.
    pub fn new(waiting: Waiting, ui: &Ui) -> GoesView {
        let words = |next: Moment| ui.with2("goes", ("count", waiting.count), ("time", ui.ahead(next, ui.now)));
        GoesView { ui: ui.clone(), words: waiting.next.map(words) }
    }

    /// The same; nothing if none does.
    pub fn of(waiting: Waiting, ui: &Ui) -> Option<GoesView> {
        (waiting.count > 0).then(|| GoesView::new(waiting, ui))
    }
}

/// When a message is to be posted, in its composer.
#[derive(Clone, Debug)]
pub struct LaterParts {
    /// Instants to choose from, with the words for them.
    pub choices: Vec<(String, String)>,
    /// What was typed.
    pub fields: Fields,
    /// What is wrong with it.
    pub errors: Errors,
    /// Whether it is shown at once.
    pub open: bool,
    /// Whether a time is lacking, without which nothing is sent.
    pub lacks: bool,
}

impl LaterParts {
    /// With nothing typed.
    pub fn new(ui: &Ui) -> LaterParts {
        let typed = Fields::of(&[("when", "")]);
        LaterParts { choices: later::choices(ui), fields: typed, errors: Errors::new(), open: false, lacks: false }
    }

    /// This was typed, and this is wrong with it.
    pub fn typed(when: &str, wrong: Option<String>, ui: &Ui) -> LaterParts {
        let mut errors = Errors::new();
        wrong.into_iter().for_each(|sentence| errors.add("when", sentence));
        LaterParts {
            fields: Fields::of(&[("when", when)]),
            errors,
            open: true,
            lacks: when.is_empty(),
            ..LaterParts::new(ui)
        }
    }
}

#[derive(Debug)]
struct ScheduledParts {
    id: i64,
    place: String,
    text: String,
    failed: bool,
    datetime: String,
    when: String,
}

/// What is planned, of one person.
#[derive(Template)]
#[template(path = "chats/later.html")]
pub struct LaterView {
    ui: Ui,
    scheduled: Vec<ScheduledParts>,
    reminders: Vec<LineParts>,
}

/// What the chat is called for who has planned to post in it; perhaps they are no longer in it.
fn place(of: &Scheduled, ui: &Ui) -> String {
    match Kind::of(&of.kind) {
        Kind::Group if of.name.is_empty() => ui.t("scheduled-elsewhere"),
        kind => title(kind, &of.name, of.partner.as_deref(), ui),
    }
}

impl LaterView {
    /// Messages that wait, and those of which their reader is told again.
    pub fn new(scheduled: &[Scheduled], reminders: &[Reminder], ui: &Ui) -> LaterView {
        let waits = |of: &Scheduled| ScheduledParts {
            id: of.id.0,
            place: place(of, ui),
            text: markup::lined(of.line(), LINE),
            failed: of.failed,
            datetime: ui.datetime(of.due_at),
            when: ui.ahead(of.due_at, ui.now),
        };
        let line = |of: &Reminder| LineParts {
            id: of.message_id.0,
            author_id: of.author_id.0,
            author: of.author.clone(),
            door: None,
            place: Some(title(Kind::of(&of.kind), &of.name, of.partner.as_deref(), ui)),
            text: lined((&of.text, of.poll), LINE, ui),
            datetime: ui.datetime(of.due_at),
            when: ui.ahead(of.due_at, ui.now),
        };
        LaterView {
            ui: ui.clone(),
            scheduled: scheduled.iter().map(waits).collect(),
            reminders: reminders.iter().map(line).collect(),
        }
    }
}

/// A message that waits, as it is changed.
#[derive(Template)]
#[template(path = "chats/scheduled.html")]
pub struct ScheduledView {
    ui: Ui,
    id: i64,
    place: String,
    choices: Vec<(String, String)>,
    gone: Option<String>,
    /// How many people it calls, which its author is asked about.
    all: Option<i64>,
    fields: Fields,
    errors: Errors,
}

impl ScheduledView {
    /// The form with its values, and what is wrong with them.
    pub fn new(of: &Scheduled, (fields, errors): (Fields, Errors), ui: &Ui) -> ScheduledView {
        ScheduledView {
            ui: ui.clone(),
            id: of.id.0,
            place: ui.with("message-write-to", "title", place(of, ui)),
            choices: later::choices(ui),
            gone: None,
            all: None,
            fields,
            errors,
        }
    }

    /// The same, whose author is asked whether so many people shall be called.
    pub fn asking(self, all: Option<i64>) -> ScheduledView {
        ScheduledView { all, ..self }
    }

    /// What was typed for one that no longer waits.
    pub fn gone(id: ScheduledId, fields: Fields, ui: &Ui) -> ScheduledView {
        ScheduledView {
            ui: ui.clone(),
            id: id.0,
            place: ui.t("message-your-text"),
            choices: Vec::new(),
            gone: Some(ui.t("scheduled-gone")),
            all: None,
            fields,
            errors: Errors::new(),
        }
    }
}

/// When its reader is told of a message again.
#[derive(Template)]
#[template(path = "chats/message/reminder.html")]
pub struct ReminderView {
    ui: Ui,
    id: i64,
    entry: EntryView,
    choices: Vec<(String, String)>,
    set: Option<String>,
    fields: Fields,
    errors: Errors,
}

impl ReminderView {
    /// The message, and when that is, if it is known.
    pub fn new(
        (message, entry): (&Reached, EntryView),
        set: Option<Moment>,
        (fields, errors): (Fields, Errors),
        ui: &Ui,
    ) -> ReminderView {
        ReminderView {
            ui: ui.clone(),
            id: message.id.0,
            entry,
            choices: later::choices(ui),
            set: set.map(|at| ui.with("reminder-is-set", "time", ui.ahead(at, ui.now))),
            fields,
            errors,
        }
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::chats::samples::{NASTY, reached};
    use crate::id::{ChatId, MessageId, UserId};
    use crate::web::{Sample, check_samples};

    fn scheduled(kind: &str, failed: bool) -> Scheduled {
        Scheduled {
            id: ScheduledId(3),
            chat_id: ChatId(7),
            kind: kind.to_owned(),
            name: if failed { String::new() } else { NASTY.to_owned() },
            partner: Some(NASTY.to_owned()),
            text: NASTY.to_owned(),
            named: String::new(),
            due_at: Moment(0),
            failed,
        }
    }

    fn wrong() -> (Fields, Errors) {
        let mut errors = Errors::new();
        ["text", "when"].into_iter().for_each(|field| errors.add(field, NASTY.to_owned()));
        (Fields::of(&[("text", NASTY), ("when", NASTY)]), errors)
    }

    impl Sample for GoesView {
        fn samples(ui: &Ui) -> Vec<GoesView> {
            [0, 1, 3].map(|count| GoesView::new(Waiting { count, next: (count > 0).then_some(Moment(0)) }, ui)).into()
        }
    }

    impl Sample for LaterView {
        fn samples(ui: &Ui) -> Vec<LaterView> {
            let reminder = Reminder {
                message_id: MessageId(45),
                chat_id: ChatId(7),
                kind: "direct".to_owned(),
                name: String::new(),
                partner: Some(NASTY.to_owned()),
                author_id: UserId(2),
                author: NASTY.to_owned(),
                text: NASTY.to_owned(),
                poll: true,
                due_at: Moment(0),
            };
            let some = [scheduled("group", true), scheduled("direct", false)];
            vec![LaterView::new(&some, &[reminder], ui), LaterView::new(&[], &[], ui)]
        }
    }

    impl Sample for ScheduledView {
        fn samples(ui: &Ui) -> Vec<ScheduledView> {
            let right = (Fields::of(&[("text", NASTY), ("when", NASTY)]), Errors::new());
            vec![
                ScheduledView { all: Some(6), ..ScheduledView::new(&scheduled("group", false), wrong(), ui) },
                ScheduledView::new(&scheduled("notes", false), right, ui),
                ScheduledView::gone(ScheduledId(3), wrong().0, ui),
            ]
        }
    }

    impl Sample for ReminderView {
        fn samples(ui: &Ui) -> Vec<ReminderView> {
            let entry = || EntryView::samples(ui).remove(0);
            let none = (Fields::of(&[("when", "")]), Errors::new());
            vec![
                ReminderView::new((&reached(true), entry()), Some(Moment(0)), wrong(), ui),
                ReminderView::new((&reached(false), entry()), None, none, ui),
            ]
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<GoesView>();
        check_samples::<LaterView>();
        check_samples::<ScheduledView>();
        check_samples::<ReminderView>();
    }
}
