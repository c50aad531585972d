//! The mailbox of answers, and the book of what arrived.

use askama::Template;
use askama::filters::HtmlSafe;

use super::TABS;
use crate::mail::Security;
use crate::notifications::mailings::answers::{Line, Reason, State};
use crate::web::{Errors, Fields, Ui};

/// The form and the book.
#[derive(Template)]
#[template(path = "admin/answers.html")]
pub struct AnswersView {
    ui: Ui,
    fields: Fields,
    errors: Errors,
    /// Whether there is a mailbox.
    there: bool,
    securities: Vec<(String, String)>,
    rows: Vec<ArrivedView>,
    /// Where the next page of the book begins.
    older: Option<i64>,
    /// What was done just before.
    pub done: Option<String>,
    /// What is wrong, and what was said.
    pub trouble: Option<(String, String)>,
}

impl AnswersView {
    /// The form with what was typed and what is wrong with it, and a page of the book.
    pub fn new(
        ui: Ui,
        (fields, errors): (Fields, Errors),
        there: bool,
        (rows, older): (Vec<ArrivedView>, Option<i64>),
    ) -> AnswersView {
        let security = |of: &Security| (of.as_str().to_owned(), ui.t(&["mail-security-", of.as_str()].concat()));
        let securities = Security::ALL.iter().map(security).collect();
        AnswersView { ui, fields, errors, there, securities, rows, older, done: None, trouble: None }
    }
}

/// A line of the book.
#[derive(Template)]
#[template(path = "admin/arrived.html")]
pub struct ArrivedView {
    ui: Ui,
    who: String,
    from: String,
    state: String,
    class: &'static str,
    datetime: String,
    when: String,
    words: String,
}

/// Its template escapes what it says.
impl HtmlSafe for ArrivedView {}

impl ArrivedView {
    /// Without what was written.
    pub fn new(line: &Line, ui: &Ui) -> ArrivedView {
        let class = match line.state {
            State::Posted => " ok",
            State::Returned | State::Held => " bad",
            State::Dropped => "",
        };
        let words = match line.state {
            State::Returned => line.reason.clone(),
            _ => match Reason::of(&line.reason) {
                Some(Reason::None) | None => String::new(),
                Some(reason) => ui.t(&["inbox-why-", reason.as_str()].concat()),
            },
        };
        ArrivedView {
            who: line.user_name.clone().unwrap_or_else(|| line.from_address.clone()),
            from: line.from_address.clone(),
            state: ui.t(&["inbox-state-", line.state.as_str()].concat()),
            class,
            datetime: ui.datetime(line.arrived_at),
            when: ui.when_time(&line.arrived_at),
            words,
            ui: ui.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::views::samples::{NASTY, errors};
    use crate::clock::Moment;
    use crate::id::AnswerId;
    use crate::web::{Sample, check_samples};

    fn rows(ui: &Ui) -> Vec<ArrivedView> {
        let line = |state: State, reason: &Reason| Line {
            id: AnswerId(7),
            arrived_at: Moment(0),
            from_address: NASTY.to_owned(),
            user_name: (state != State::Dropped).then(|| NASTY.to_owned()),
            state,
            reason: if state == State::Returned { NASTY } else { reason.as_str() }.to_owned(),
        };
        let all = State::ALL.iter().flat_map(|state| Reason::ALL.iter().map(move |reason| line(*state, reason)));
        all.map(|line| ArrivedView::new(&line, ui)).collect()
    }

    impl Sample for ArrivedView {
        fn samples(ui: &Ui) -> Vec<Self> {
            rows(ui)
        }
    }

    impl Sample for AnswersView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let fields = Fields::of(&[("host", NASTY), ("security", "plain"), ("folder", NASTY)]);
            let all = ["address", "host", "port", "security", "user_name", "password", "folder"];
            let wrong = (fields.clone(), errors(ui, &all));
            let empty = AnswersView::new(ui.clone(), wrong, false, (Vec::new(), None));
            let full = AnswersView::new(ui.clone(), (fields, Errors::new()), true, (rows(ui), Some(7)));
            let trouble = Some((NASTY.to_owned(), NASTY.to_owned()));
            vec![empty, AnswersView { done: Some(NASTY.to_owned()), trouble, ..full }]
        }
    }

    #[test]
    fn samples() {
        check_samples::<ArrivedView>();
        check_samples::<AnswersView>();
    }
}
