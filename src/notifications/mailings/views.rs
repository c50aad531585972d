//! What was mailed, and why something was or was not.

use askama::Template;
use askama::filters::HtmlSafe;

use super::decision::{Verdict, Why};
use super::mailing::{Made, Row, State};
use crate::markup::Html;
use crate::web::Ui;

/// A letter, and what became of it.
#[derive(Template)]
#[template(path = "notifications/sent.html")]
pub struct SentRowView {
    icon: Html,
    what: String,
    state: String,
    class: &'static str,
    datetime: String,
    when: String,
    address: String,
    words: String,
}

/// Its template escapes what it says.
impl HtmlSafe for SentRowView {}

impl SentRowView {
    /// `title` is that of its chat, as long as the reader is in it.
    pub fn new(row: &Row, title: Option<String>, ui: &Ui) -> SentRowView {
        let what = match (row.made, title) {
            (Made::Chat, Some(title)) => title,
            (Made::Chat, None) => ui.t("mail-made-chat"),
            (Made::Notices, _) => ui.t("rail-notifications"),
            (Made::Digest, _) => ui.t("mail-daily"),
            (Made::Letter, _) => ui.t("mail-made-letter"),
        };
        let (state, class) = match row.state {
            State::Waiting => ("mail-state-waiting", ""),
            State::Sent => ("mail-state-sent", " ok"),
            State::Refused => ("mail-state-refused", " bad"),
            State::Dropped => ("mail-state-dropped", ""),
        };
        let words = match row.state {
            State::Dropped => ui.t(&["why-", &row.words].concat()),
            _ => row.words.clone(),
        };
        let at = row.ended_at.unwrap_or(row.made_at);
        SentRowView {
            icon: ui.icon("mail"),
            what,
            state: ui.t(state),
            class,
            datetime: ui.datetime(at),
            when: ui.when_time(&at),
            address: row.address.clone(),
            words,
        }
    }
}

/// Why somebody was told, or not.
#[derive(Template)]
#[template(path = "notifications/why.html")]
pub struct WhyView {
    ui: Ui,
    about: String,
    facts: Vec<(String, String)>,
    rows: Vec<SentRowView>,
    back: String,
    change: Option<&'static str>,
}

impl WhyView {
    /// About this, with what is said of each way, and these letters. `back` is where the reader comes from; `change` where it is set.
    pub fn new(
        ui: &Ui,
        about: String,
        facts: Vec<(&str, String)>,
        rows: Vec<SentRowView>,
        (back, change): (String, Option<&'static str>),
    ) -> WhyView {
        let facts = facts.into_iter().map(|(way, words)| (ui.t(way), words)).collect();
        WhyView { ui: ui.clone(), about, facts, rows, back, change }
    }
}

/// What is decided, in words.
pub fn said(verdict: Verdict, ui: &Ui) -> String {
    let why = |why: Why| ui.t(&["why-", why.as_str()].concat());
    match verdict {
        Verdict::Send => ui.t("why-now"),
        Verdict::Never(never) => ui.with("why-never", "why", why(never)),
        Verdict::Later(later, None) => ui.with("why-later", "why", why(later)),
        Verdict::Later(later, Some(at)) => {
            [ui.with("why-later", "why", why(later)), ui.with("why-again", "time", ui.ahead(at, ui.now))].join(" ")
        }
    }
}

#[cfg(test)]
pub(crate) use samples::rows;

#[cfg(test)]
mod samples {
    use super::*;
    use crate::clock::Moment;
    use crate::id::{ChatId, MailingId, UserId};
    use crate::web::{Sample, check_samples};

    const NASTY: &str = "<b>\"Phạm\" & 'O'</b>";

    fn row(made: Made, state: State) -> Row {
        Row {
            id: MailingId(7),
            user_id: Some(UserId(1)),
            made,
            chat_id: Some(ChatId(7)),
            address: "lan@harbour.example".to_owned(),
            message_id: "a@b".to_owned(),
            after_id: 0,
            upto: 0,
            state,
            letter: Vec::new(),
            words: if state == State::Dropped { Why::Read.as_str() } else { NASTY }.to_owned(),
            held: 1,
            tries: 1,
            made_at: Moment(0),
            due_at: Moment(0),
            ended_at: None,
        }
    }

    /// One of each kind in each state.
    pub(crate) fn rows(ui: &Ui) -> Vec<SentRowView> {
        let states = State::ALL.iter().flat_map(|state| Made::ALL.iter().map(|made| row(*made, *state)));
        let title = |of: &Row| (of.made == Made::Chat && of.state == State::Sent).then(|| NASTY.to_owned());
        states.map(|of| SentRowView::new(&of, title(&of), ui)).collect()
    }

    impl Sample for SentRowView {
        fn samples(ui: &Ui) -> Vec<SentRowView> {
            rows(ui)
        }
    }

    impl Sample for WhyView {
        fn samples(ui: &Ui) -> Vec<WhyView> {
            let verdicts = Why::ALL.iter().flat_map(|why| {
                [Verdict::Send, Verdict::Never(*why), Verdict::Later(*why, None), Verdict::Later(*why, Some(ui.now))]
            });
            let view = |verdict| {
                let facts = vec![("way-site", NASTY.to_owned()), ("way-mail", said(verdict, ui))];
                let change = Some("/settings/notifications");
                WhyView::new(ui, NASTY.to_owned(), facts, rows(ui), ("/notifications".to_owned(), change))
            };
            verdicts.map(view).collect()
        }
    }

    #[test]
    fn samples() {
        check_samples::<SentRowView>();
        check_samples::<WhyView>();
    }
}
