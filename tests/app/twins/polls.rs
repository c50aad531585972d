//! Polls in a random case.

use super::Case;
use crate::support::Element;

impl Case<'_> {
    /// Somebody asks, or does something with a poll that a page shows; it may be gone or closed, or not theirs.
    pub(super) async fn poll(&mut self) {
        let all = self.pages.iter().flat_map(|page| {
            let list = page.root.find("messages");
            let chat = list.and_then(|list| list.attr("data-chat")?.parse::<i64>().ok()).unwrap_or(0);
            let rows = list.map(Element::rows).unwrap_or_default().into_iter();
            let asked = |row: &&Element| !row.all(|one| one.has_class("poll")).is_empty();
            rows.filter(asked).map(move |row| (chat, row.number("m"))).collect::<Vec<_>>()
        });
        let all: Vec<(i64, i64)> = all.collect();
        if all.is_empty() || self.dice.one_in(5) {
            let (who, chat) = self.somewhere();
            let (question, key) = (self.text(), self.people[who].key());
            let mut fields =
                vec![("question", &*question), ("answer", "**Left**"), ("answer", "Right"), ("key", &*key)];
            fields.extend(self.dice.one_in(2).then_some(("several", "1")));
            fields.extend(self.dice.one_in(3).then_some(("anonymous", "1")));
            let answer = self.people[who].post(&format!("/chats/{chat}/poll"), &fields).await;
            self.tell(format!("{} asks {fields:?} in {chat}: {}", self.people[who].name, answer.status));
            // A text may be too long for a question.
            assert!([303, 403, 404, 422].contains(&answer.status), "{}", answer.text);
            return;
        }
        let (chat, poll) = *self.dice.of(&all);
        let who = self.dice.below(self.people.len());
        let (number, name) = (poll.to_string(), format!("v{poll}"));
        let votes = [("vote", &*number), (&*name, "0"), (&*name, "1")];
        let reactions = format!("/chats/{chat}/reactions");
        let (path, fields) = match self.dice.below(12) {
            0..4 => (reactions, &votes[..2]),
            4..7 => (reactions, &[votes[0], votes[2]][..]),
            7..9 => (reactions, &votes[..]),
            9..11 => (reactions, &[("unvote", &*number)][..]),
            _ => (format!("/messages/{poll}/poll"), &[("closed", "1")][..]),
        };
        let answer = self.people[who].post(&path, fields).await;
        self.tell(format!("{} posts {path} {fields:?}: {}", self.people[who].name, answer.status));
        assert!([303, 403, 404, 410, 422].contains(&answer.status), "{path}: {} {}", answer.status, answer.text);
    }
}
