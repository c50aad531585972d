//! What is typed to ask something in a poll, and what is wrong with it.

use super::poll::{ANSWERS, Answer, Poll};
use crate::chats::later;
use crate::markup;
use crate::web::{Errors, Fields, Ui};

/// Characters of a question, at most.
pub const QUESTION: usize = 300;
/// Characters of an answer, at most.
pub const ANSWER: usize = 100;

impl Poll {
    /// Reads a form's fields `question`, each `answer`, `several`, `anonymous` and `when`. Answers with nothing in them do not count.
    ///
    /// # Errors
    /// A sentence for `question`, `answer` and `when`.
    pub fn parse(fields: &Fields, ui: &Ui) -> std::result::Result<(String, Poll), Errors> {
        let mut errors = Errors::new();
        let question = one_line(fields.get("question"));
        if let Some(wrong) = wrong_question(fields.get("question"), &question, ui) {
            errors.add("question", wrong);
        }
        let typed: Vec<String> = fields.all("answer").map(ToOwned::to_owned).collect();
        if let Some(wrong) = wrong_answers(&typed, ui) {
            errors.add("answer", wrong);
        }
        let closes_at = match fields.get("when").trim() {
            "" => None,
            typed => later::parse(typed, ui, ui.now).map_err(|wrong| errors.add("when", ui.t(wrong.0))).ok(),
        };
        if !errors.is_empty() {
            return Err(errors);
        }
        let answers = typed.iter().map(|typed| one_line(typed)).filter(|text| !text.is_empty());
        let poll = Poll {
            answers: answers.map(|text| Answer { text, votes: 0 }).collect(),
            several: fields.has("several"),
            anonymous: fields.has("anonymous"),
            voters: 0,
            closes_at,
            closed: false,
        };
        Ok((question, poll))
    }
}

fn one_line(typed: &str) -> String {
    markup::bare(typed, usize::MAX)
}

fn too_many(text: &str, most: usize) -> Option<i64> {
    let length = text.chars().count();
    (length > most).then(|| i64::try_from(length - most).unwrap_or(i64::MAX))
}

fn wrong_question(typed: &str, question: &str, ui: &Ui) -> Option<String> {
    if typed.contains('\0') {
        Some(ui.t("field-nul"))
    } else if question.is_empty() {
        Some(ui.t("poll-question-empty"))
    } else {
        too_many(question, QUESTION).map(|many| ui.count("poll-question-long", many))
    }
}

/// What is wrong with what is typed for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongAnswer {
    /// It holds a NUL.
    Nul,
    /// It is so many characters too long.
    Long(i64),
    /// Another one says the same.
    Twice,
    /// It is missing.
    Missing,
    /// It is one too many.
    TooMany,
}

/// The place of the first that is wrong among what is typed, and what is.
pub fn wrong_answer(typed: &[String]) -> Option<(usize, WrongAnswer)> {
    let texts: Vec<String> = typed.iter().map(|typed| one_line(typed)).collect();
    let filled = || (0..texts.len()).filter(|at| !texts[*at].is_empty());
    let wrong = |at: usize| match &texts[at] {
        _ if typed[at].contains('\0') => Some(WrongAnswer::Nul),
        text if texts[..at].contains(text) => Some(WrongAnswer::Twice),
        text => too_many(text, ANSWER).map(WrongAnswer::Long),
    };
    if let Some(found) = filled().find_map(|at| Some((at, wrong(at)?))) {
        return Some(found);
    }
    if filled().count() < *ANSWERS.start() {
        let empty = (0..texts.len()).find(|at| texts[*at].is_empty());
        return Some((empty.unwrap_or(texts.len()), WrongAnswer::Missing));
    }
    filled().nth(*ANSWERS.end()).map(|at| (at, WrongAnswer::TooMany))
}

fn wrong_answers(typed: &[String], ui: &Ui) -> Option<String> {
    let (at, wrong) = wrong_answer(typed)?;
    let number = i64::try_from(at + 1).unwrap_or(i64::MAX);
    Some(match wrong {
        WrongAnswer::Nul => ui.t("field-nul"),
        WrongAnswer::Long(many) => ui.with2("poll-answer-long", ("number", number), ("count", many)),
        WrongAnswer::Twice => ui.with("poll-answer-twice", "answer", one_line(&typed[at])),
        WrongAnswer::Missing => ui.count("poll-answers-few", *ANSWERS.start() as i64),
        WrongAnswer::TooMany => ui.count("poll-answers-many", *ANSWERS.end() as i64),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::web::{Language, Locale};

    /// Thursday, 3 December 2026, 10:00 in Berlin.
    const NOW: Moment = Moment(1_796_288_400_000_000);

    fn ui() -> Ui {
        Ui::new(Locale::new(Language::English, "Europe/Berlin"), NOW)
    }

    fn typed<'t>(question: &'t str, answers: &[&'t str], more: &[(&'t str, &'t str)]) -> Fields {
        let answers = answers.iter().map(|answer| ("answer", *answer));
        let all: Vec<_> = [("question", question)].into_iter().chain(answers).chain(more.iter().copied()).collect();
        Fields::of(&all)
    }

    #[test]
    fn what_is_typed_becomes_a_poll() {
        let fields = typed(" Which\n fold? ", &["", "Left", " ", "Right  side"], &[("several", "1")]);
        let (question, poll) = Poll::parse(&fields, &ui()).expect("a poll");
        assert_eq!(question, "Which fold?");
        assert_eq!(poll.answers.iter().map(|answer| &*answer.text).collect::<Vec<_>>(), ["Left", "Right side"]);
        assert!(poll.several && !poll.anonymous && poll.closes_at.is_none() && !poll.closed);
        assert_eq!(Poll::read(&poll.to_text()), Some(poll.clone()));
        assert_eq!((Poll::read(""), Poll::read("{}")), (None, None));
        assert_eq!(poll.plain(&question), "Which fold?\n- Left\n- Right side");
        let fields = typed("When?", &["A", "B"], &[("when", "2026-12-03T10:30"), ("anonymous", "1")]);
        let (_, poll) = Poll::parse(&fields, &ui()).expect("a poll");
        assert!(poll.anonymous && poll.is_open(NOW) && !poll.is_open(NOW.after(std::time::Duration::from_secs(1800))));
    }

    #[test]
    fn each_wrong_thing_has_its_sentence() {
        let (long, longer) = ("x".repeat(ANSWER + 1), "x".repeat(QUESTION + 2));
        let all: Vec<String> = (0..13).map(|n| n.to_string()).collect();
        let many: Vec<&str> = all.iter().map(String::as_str).collect();
        for (question, answers, when, field, says) in [
            ("", &["A", "B"][..], "", "question", "question"),
            ("\u{202E}", &["A", "B"], "", "question", "question"),
            (&*longer, &["A", "B"], "", "question", "2 characters"),
            ("a\0b", &["A", "B"], "", "question", ""),
            ("Q", &["A"], "", "answer", "2"),
            ("Q", &["A", ""], "", "answer", "2"),
            ("Q", &["A", "B", "A"], "", "answer", "“A”"),
            ("Q", &["A", &long], "", "answer", "Answer 2"),
            ("Q", &["A", "B\0"], "", "answer", ""),
            ("Q", &many, "", "answer", "12"),
            ("Q", &["A", "B"], "2026-12-03T09:00", "when", "past"),
            ("Q", &["A", "B"], "soon", "when", "date"),
        ] {
            let errors = Poll::parse(&typed(question, answers, &[("when", when)]), &ui()).expect_err("wrong");
            assert!(errors.count() == 1 && errors.of(field).is_some_and(|text| text.contains(says)), "{errors:?}");
        }
    }
}
