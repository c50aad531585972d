//! Polls: how a message shows one, the page on which one is made, and who voted.

use askama::Template;
use askama::filters::HtmlSafe;

use super::EntryView;
use crate::chats::message::Reached;
use crate::chats::message::asked::wrong_answer;
use crate::chats::message::poll::{ANSWERS, Answer, Poll, Voter};
use crate::id::ChatId;
use crate::web::{Door, Errors, Fields, Locale, Ui};

/// Fields for answers that a form begins with, and that are added at once.
const ROWS: usize = 4;

/// Where the fields of a poll stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In the history of a chat, which has one form for all of them.
    History,
    /// Within a form.
    Form,
    /// Where nobody votes.
    Still,
}

#[derive(Clone, Debug)]
struct AnswerParts {
    text: String,
    votes: i64,
    words: String,
    /// Whether the reader chose it.
    mine: bool,
}

/// A poll as a message shows it. The same for everybody, as the message is; whose vote is whose, a page says.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/poll.html")]
pub struct PollView {
    message: i64,
    question: String,
    answers: Vec<AnswerParts>,
    several: bool,
    open: bool,
    place: Place,
    /// A full bar.
    most: i64,
    voters: String,
    facts: Vec<String>,
    vote: String,
    again: String,
    back: String,
}

impl HtmlSafe for PollView {}

impl PollView {
    /// What the message of this number asks.
    pub(super) fn new(message: i64, question: &str, poll: Poll, locale: &Locale) -> PollView {
        let mut facts = Vec::new();
        if poll.closed {
            facts.push(locale.t("poll-closed"));
        } else if let Some(at) = poll.closes_at {
            // Not from now: what is told to open pages says the same as a page that is loaded later.
            facts.push(locale.with2("poll-open-until", ("day", locale.day(at)), ("time", locale.time(at))));
        }
        facts.extend(poll.several.then(|| locale.t("poll-is-several")));
        facts.extend(poll.anonymous.then(|| locale.t("poll-is-anonymous")));
        let answer = |answer: Answer| AnswerParts {
            words: locale.count("poll-votes", answer.votes),
            text: answer.text,
            votes: answer.votes,
            mine: false,
        };
        PollView {
            message,
            question: question.to_owned(),
            several: poll.several,
            open: !poll.closed,
            place: Place::History,
            most: poll.voters.max(1),
            voters: locale.count("poll-voters", poll.voters),
            facts,
            vote: locale.t("poll-vote"),
            again: locale.t("poll-vote-again"),
            back: locale.t("poll-take-back"),
            answers: poll.answers.into_iter().map(answer).collect(),
        }
    }

    /// As who voted for the answers of these numbers sees it.
    pub(super) fn with_mine(&mut self, mine: &[String]) {
        for (number, answer) in self.answers.iter_mut().enumerate() {
            answer.mine = mine.contains(&number.to_string());
        }
    }

    /// As it stands where nobody votes.
    pub(super) fn still(&mut self) {
        self.place = Place::Still;
    }

    /// As it stands within a form that votes.
    pub(super) fn within_form(&mut self) {
        self.place = Place::Form;
    }

    fn votes(&self) -> bool {
        self.open && self.place != Place::Still
    }

    fn kind(&self) -> &'static str {
        if self.several { "checkbox" } else { "radio" }
    }

    /// The form that its fields belong to, where that does not stand around them.
    fn form(&self) -> Option<&'static str> {
        (self.open && self.place == Place::History).then_some("re")
    }
}

/// The form that makes a poll.
#[derive(Template)]
#[template(path = "chats/ask.html")]
pub struct AskView {
    ui: Ui,
    chat: i64,
    /// What the page says of itself.
    title: String,
    zone: String,
    rows: Vec<String>,
    /// The row that is wrong, if one is.
    wrong: Option<usize>,
    /// Whether it may have more rows.
    more: bool,
    fields: Fields,
    errors: Errors,
}

impl AskView {
    /// One in the chat, which is called so, if it can be read; `more` rows than were sent.
    pub fn new(
        (chat, title): (ChatId, Option<&str>),
        (fields, errors): (Fields, Errors),
        more: bool,
        ui: &Ui,
    ) -> AskView {
        let mut rows: Vec<String> = fields.all("answer").map(ToOwned::to_owned).collect();
        // What is too much is shown, to be shortened.
        let least = if more { rows.len() + ROWS } else { ROWS };
        rows.resize(rows.len().max(least.min(*ANSWERS.end())), String::new());
        AskView {
            ui: ui.clone(),
            chat: chat.0,
            title: title.map_or_else(|| ui.t("poll-new"), |title| ui.with("poll-new-in", "title", title)),
            zone: ui.zone.iana_name().unwrap_or("UTC").to_owned(),
            more: rows.len() < *ANSWERS.end(),
            wrong: errors.of("answer").and_then(|_| wrong_answer(&rows)).map(|(at, _)| at),
            rows,
            fields,
            errors,
        }
    }

    fn is_wrong(&self, row: &usize) -> bool {
        self.wrong == Some(*row)
    }
}

#[derive(Clone, Debug)]
struct VoterParts {
    id: i64,
    name: String,
    door: Door,
}

#[derive(Clone, Debug)]
struct VotersParts {
    answer: String,
    votes: String,
    people: Vec<VoterParts>,
    /// How many more there are.
    others: i64,
}

/// A poll by itself, and who voted.
#[derive(Template)]
#[template(path = "chats/message/votes.html")]
pub struct VotesView {
    ui: Ui,
    id: i64,
    chat: i64,
    entry: EntryView,
    /// Whether one votes here.
    votes: bool,
    may_close: bool,
    anonymous: bool,
    answers: Vec<VotersParts>,
    /// Why a vote was not counted.
    refused: Option<String>,
}

impl VotesView {
    /// The poll, of which these voted; why the reader's vote was not counted.
    pub fn new(
        (message, entry): (&Reached, EntryView),
        voters: &[Voter],
        refused: Option<String>,
        ui: &Ui,
    ) -> VotesView {
        let person = |voter: &Voter| VoterParts {
            id: voter.user_id.0,
            name: voter.name.clone(),
            door: Door::of_person(voter.user_id.0, &voter.name, voter.hue, voter.picture.clone()).small(),
        };
        let poll = message.poll.as_ref();
        let open = poll.is_some_and(|poll| !poll.closed);
        let answers = poll.iter().flat_map(|poll| poll.answers.iter().enumerate()).map(|(number, answer)| {
            let people = voters.iter().filter(|voter| voter.answers & 1 << number != 0);
            let people: Vec<VoterParts> = people.map(person).collect();
            let others = answer.votes - i64::try_from(people.len()).unwrap_or(i64::MAX);
            VotersParts { answer: answer.text.clone(), votes: ui.count("votes-of", answer.votes), people, others }
        });
        VotesView {
            ui: ui.clone(),
            id: message.id.0,
            chat: message.member.chat.0,
            entry: if open { entry.voting() } else { entry },
            votes: open,
            may_close: open && message.may_close(),
            anonymous: poll.is_some_and(|poll| poll.anonymous),
            answers: answers.collect(),
            refused,
        }
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::chats::samples::{NASTY, reached};
    use crate::id::UserId;
    use crate::web::{Sample, check_samples};

    fn poll(several: bool) -> Poll {
        Poll::sample(&[(NASTY, 2), ("Leave it and trim", 0)], several)
    }

    impl Sample for PollView {
        fn samples(ui: &Ui) -> Vec<PollView> {
            let view = |poll| PollView::new(45, NASTY, poll, ui);
            let mut all = vec![view(poll(false)), view(poll(true)), view(poll(true)), view(poll(false))];
            all.push(view(Poll { closed: true, ..poll(true) }));
            all[0].with_mine(&["0".to_owned()]);
            all[2].still();
            all[3].within_form();
            all
        }
    }

    impl Sample for AskView {
        fn samples(ui: &Ui) -> Vec<AskView> {
            let mut errors = Errors::new();
            ["question", "answer", "when"].into_iter().for_each(|field| errors.add(field, NASTY.to_owned()));
            let view = |fields, errors, more| AskView::new((ChatId(7), Some(NASTY)), (fields, errors), more, ui);
            let typed = [("question", NASTY), ("answer", NASTY), ("several", "1"), ("anonymous", "1"), ("when", NASTY)];
            let many: Vec<_> = (0..14).map(|_| ("answer", NASTY)).collect();
            vec![
                view(Fields::of(&typed), errors, true),
                view(Fields::of(&many), Errors::new(), false),
                view(Fields::of(&[]), Errors::new(), false),
                AskView::new((ChatId(7), None), (Fields::of(&typed), Errors::new()), false, ui),
            ]
        }
    }

    impl Sample for VotesView {
        fn samples(ui: &Ui) -> Vec<VotesView> {
            let entry = || EntryView::samples(ui).pop().expect("one of a poll");
            let voter = Voter { answers: 1, user_id: UserId(2), name: NASTY.to_owned(), hue: 2, picture: None };
            let view = |poll: Option<Poll>, refused| {
                let message = Reached { gone: poll.is_none(), poll, ..reached(true) };
                VotesView::new((&message, entry()), &[voter.clone(), voter.clone()], refused, ui)
            };
            vec![
                view(Some(Poll::sample(&[(NASTY, 3), ("B", 0)], false)), Some(NASTY.to_owned())),
                view(Some(poll(true)), None),
                view(Some(Poll { closed: true, ..poll(false) }), None),
                view(None, Some(NASTY.to_owned())),
            ]
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<PollView>();
        check_samples::<AskView>();
        check_samples::<VotesView>();
    }

    #[test]
    fn rows_are_added_up_to_the_last_that_there_may_be() {
        let ui = Ui::new(Locale::new(crate::web::Language::English, "UTC"), crate::clock::Moment(0));
        let rows = |count: usize, more| {
            let fields: Vec<_> = (0..count).map(|_| ("answer", "")).collect();
            AskView::new((ChatId(7), None), (Fields::of(&fields), Errors::new()), more, &ui).rows.len()
        };
        assert_eq!([rows(0, false), rows(4, true), rows(8, true), rows(12, true), rows(14, false)], [4, 8, 12, 12, 14]);
    }
}
