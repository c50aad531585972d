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
    why: Option<(String, String)>,
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
            why: None,
        }
    }

    /// With the way to why it came.
    pub fn explained(self, row: &Row, ui: &Ui) -> SentRowView {
        SentRowView { why: Some((ui.t("why"), why_path(row))), ..self }
    }

    /// What it is called.
    pub fn what(&self) -> &str {
        &self.what
    }
}

/// Where it is said why the letter came.
pub fn why_path(row: &Row) -> String {
    format!("/settings/notifications/sent/{}", row.id)
}

/// A letter as its reader sees it, in both forms.
#[derive(Clone, Debug, Template)]
#[template(path = "notifications/letter.html")]
pub struct LetterView {
    /// The reader.
    pub ui: Ui,
    /// The company.
    pub company: String,
    /// What the reader of a list of letters sees beside the subject.
    pub glance: String,
    /// What is written above it is an answer; empty: it is not answered.
    pub above: String,
    /// What it is about, by conversation.
    pub sections: Vec<Section>,
    /// Why it came, and how no more do.
    pub foot: Vec<String>,
    /// Links below that: their words and addresses.
    pub links: Vec<(String, String)>,
}

/// One conversation of a letter.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// What it is called.
    pub title: String,
    /// How much is unread.
    pub summary: String,
    /// What was said; none if it is hidden.
    pub lines: Vec<Line>,
    /// What else there is.
    pub more: String,
    /// Where it leads, and the words for it.
    pub link: (String, String),
}

/// Something that was said or happened.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Who.
    pub who: String,
    /// When.
    pub when: String,
    /// What.
    pub text: String,
    /// The same with its marks, if it has any.
    pub html: Option<Html>,
}

impl LetterView {
    /// Why it came, and whether it can be answered.
    fn feet(&self) -> Vec<String> {
        let silent = self.above.is_empty().then(|| self.ui.t("mail-no-answer"));
        self.foot.iter().cloned().chain(silent).collect()
    }

    /// The text part.
    pub fn text(&self) -> String {
        let mut text = if self.above.is_empty() { String::new() } else { [self.above.as_str(), "\n\n"].concat() };
        for section in &self.sections {
            for line in [&section.title, &section.summary].into_iter().filter(|line| !line.is_empty()) {
                text += &(line.clone() + "\n");
            }
            for line in &section.lines {
                let said = [line.who.as_str(), line.when.as_str()].into_iter().filter(|part| !part.is_empty());
                let head = said.collect::<Vec<_>>().join(", ");
                let both = [head.as_str(), line.text.as_str()].into_iter().filter(|part| !part.is_empty());
                text += &format!("\n{}\n", both.collect::<Vec<_>>().join("\n"));
            }
            if !section.more.is_empty() {
                text += &format!("\n{}\n", section.more);
            }
            if !section.link.1.is_empty() {
                text += &format!("\n{}:\n{}\n", section.link.0, section.link.1);
            }
            text.push('\n');
        }
        text += "-- \n";
        text += &self.feet().join("\n");
        for (words, address) in &self.links {
            text += &format!("\n{words}: {address}");
        }
        text.push('\n');
        text
    }
}

/// Something that a letter was made of.
pub struct Item {
    /// What it is called, or says.
    pub words: String,
    /// Where it is.
    pub path: String,
}

/// Why somebody was told, or not.
#[derive(Template)]
#[template(path = "notifications/why.html")]
pub struct WhyView {
    ui: Ui,
    about: String,
    facts: Vec<(String, String)>,
    /// Whether it speaks of now, and not of a letter that was made once.
    now: bool,
    items: Vec<Item>,
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
        WhyView { ui: ui.clone(), about, facts, now: true, items: Vec::new(), rows, back, change }
    }

    /// The same of a letter that was about these.
    pub fn holding(self, items: Vec<Item>) -> WhyView {
        WhyView { now: false, items, ..self }
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
        states.map(|of| SentRowView::new(&of, title(&of), ui).explained(&of, ui)).collect()
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
                let item = Item { words: NASTY.to_owned(), path: "/chats/7".to_owned() };
                let view = WhyView::new(ui, NASTY.to_owned(), facts, rows(ui), ("/notifications".to_owned(), change));
                view.holding(vec![item])
            };
            verdicts.map(view).collect()
        }
    }

    impl Sample for LetterView {
        const IS_LETTER: bool = true;

        fn samples(ui: &Ui) -> Vec<LetterView> {
            let line = || Line {
                who: NASTY.to_owned(),
                when: "10:42".to_owned(),
                text: format!("{NASTY}\n\n{NASTY}"),
                html: Some(crate::markup::render(NASTY)),
            };
            let section = |lines: Vec<Line>| Section {
                title: NASTY.to_owned(),
                summary: NASTY.to_owned(),
                more: if lines.len() > 1 { NASTY.to_owned() } else { String::new() },
                link: (NASTY.to_owned(), "https://hallway.example/chats/7?a=1&b=2".to_owned()),
                lines,
            };
            let view = |answered: bool, sections| LetterView {
                ui: ui.clone(),
                company: NASTY.to_owned(),
                glance: NASTY.to_owned(),
                above: if answered { NASTY.to_owned() } else { String::new() },
                sections,
                foot: vec![NASTY.to_owned(), NASTY.to_owned()],
                links: vec![(NASTY.to_owned(), "https://hallway.example/mail/off/7".to_owned())],
            };
            vec![
                view(true, vec![section(vec![line(), line()])]),
                view(false, vec![section(vec![line()]), section(Vec::new())]),
            ]
        }
    }

    #[test]
    fn samples() {
        check_samples::<SentRowView>();
        check_samples::<WhyView>();
        check_samples::<LetterView>();
    }
}
