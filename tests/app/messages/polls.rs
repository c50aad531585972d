//! Polls: asked once, voted for, closed; and what others show of them.

use futures_util::future::join_all;
use reqwest::Method;

use super::changes::{delete, edit, react, row};
use super::later::{later, told};
use crate::page::Page;
use crate::support::{Answer, Element, House, Person, eventually};

const FOLD: [(&str, &str); 3] = [("question", "Which fold?"), ("answer", "By 2 mm"), ("answer", "Leave it")];

async fn ask(person: &Person, chat: i64, fields: &[(&str, &str)]) -> Answer {
    let key = person.key();
    person.post(&format!("/chats/{chat}/poll"), &[fields, &[("key", &*key)]].concat()).await
}

/// Asks about the fold, perhaps so; the number of the poll.
async fn asked(house: &House, person: &Person, chat: i64, more: &[(&str, &str)]) -> i64 {
    ask(person, chat, &[&FOLD[..], more].concat()).await.expect(303);
    house.number("SELECT MAX(id) FROM messages WHERE poll <> ''").await
}

async fn vote(person: &Person, chat: i64, poll: i64, answers: &[&str]) -> Answer {
    let (number, name) = (poll.to_string(), format!("v{poll}"));
    let fields: Vec<_> =
        [("vote", &*number)].into_iter().chain(answers.iter().map(|answer| (&*name, *answer))).collect();
    person.post(&format!("/chats/{chat}/reactions"), &fields).await
}

async fn take_back(person: &Person, chat: i64, poll: i64) -> Answer {
    person.post(&format!("/chats/{chat}/reactions"), &[("unvote", &poll.to_string())]).await
}

async fn close(person: &Person, poll: i64) -> u16 {
    person.post(&format!("/messages/{poll}/poll"), &[("closed", "1")]).await.status
}

/// The answers of a poll: what each says, how many chose it, and whether the reader did.
fn answers(row: &Element) -> Vec<(String, i64, bool)> {
    let labels = row.all(|element| element.has_class("vote"));
    let parts = labels.into_iter().map(|label| {
        let of = |name: &str| label.all(|element| element.name == name)[0];
        let votes = of("progress").attr("value").and_then(|value| value.parse().ok());
        (of("span").text(), votes.expect("a number"), of("input").has("checked"))
    });
    parts.collect()
}

async fn shown(person: &Person, chat: i64, poll: i64) -> Vec<(String, i64, bool)> {
    answers(&row(person, chat, poll).await)
}

fn is(text: &str, votes: i64, mine: bool) -> (String, i64, bool) {
    (text.to_owned(), votes, mine)
}

async fn votes(person: &Person, poll: i64) -> String {
    person.get(&format!("/messages/{poll}/votes")).await.expect(200).dom().text()
}

each_database! {
    async fn a_poll_is_asked_once_and_everybody_sees_who_votes(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let chat = ada.group("Press", &[&bo]).await;
        let mut page = Page::of_chat(&bo, chat).await;
        let form = ada.get(&format!("/chats/{chat}/poll")).await.expect(200).dom();
        assert!(form.find("question").is_some() && form.find("answer-4").is_some());
        let fields = [&FOLD[..], &[("answer", " "), ("key", "one")]].concat();
        for _ in 0..2 {
            ada.post(&format!("/chats/{chat}/poll"), &fields).await.expect(303);
        }
        assert_eq!(house.number("SELECT COUNT(*) FROM messages WHERE poll <> ''").await, 1, "twice is once");
        // With other answers under the same key it is another.
        let other = [&FOLD[..2], &[("answer", "Trim"), ("key", "one")]].concat();
        ada.post(&format!("/chats/{chat}/poll"), &other).await.expect(303);
        assert_eq!(house.number("SELECT COUNT(*) FROM messages WHERE poll <> ''").await, 2);
        let poll = house.number("SELECT MIN(id) FROM messages WHERE poll <> ''").await;

        vote(&bo, chat, poll, &["1"]).await.expect(303);
        ada.post(&format!("/chats/{chat}/poll"), &fields).await.expect(303);
        assert_eq!(house.number("SELECT COUNT(*) FROM messages WHERE poll <> ''").await, 2, "though it has changed");
        let his = [is("By 2 mm", 0, false), is("Leave it", 1, true)];
        page.until("his vote", |page| page.root.find(&format!("m{poll}")).is_some_and(|row| answers(row) == his)).await;
        assert_eq!(shown(&ada, chat, poll).await, [is("By 2 mm", 0, false), is("Leave it", 1, false)]);
        vote(&ada, chat, poll, &["1"]).await.expect(303);
        vote(&bo, chat, poll, &["0"]).await.expect(303);
        vote(&bo, chat, poll, &["0"]).await.expect(303);
        page.settle().await;
        assert_eq!(shown(&bo, chat, poll).await, [is("By 2 mm", 1, true), is("Leave it", 1, false)], "he thought better of it");
        let who = votes(&ada, poll).await;
        assert!(who.contains("By 2 mm1 vote Bo Lind") && who.contains("Leave it1 vote Ada Marsh") && who.contains("2 people have voted"), "{who}");
        take_back(&bo, chat, poll).await.expect(303);
        take_back(&bo, chat, poll).await.expect(303);
        page.settle().await;
        assert_eq!(shown(&bo, chat, poll).await, [is("By 2 mm", 0, false), is("Leave it", 1, false)]);
        assert_eq!(page.reloads, [] as [&str; 0]);

        for (answers, says) in [
            (&["2"][..], "no answer of this poll"), (&["-1"], "no answer"), (&["x"], "no answer"),
            (&["0", "1"], "Only one answer"), (&[], "Nothing is chosen"),
        ] {
            let refused = vote(&bo, chat, poll, answers).await.expect(422);
            assert!(refused.text.contains(says), "{answers:?}: {}", refused.text);
        }
        // Enter where nothing is to be pressed asks for nothing.
        bo.post(&format!("/chats/{chat}/reactions"), &[(&*format!("v{poll}"), "0")]).await.expect(303);
        assert_eq!(chi.post(&format!("/chats/{chat}/reactions"), &[(&*format!("v{poll}"), "0")]).await.status, 404);
        assert_eq!(shown(&bo, chat, poll).await, [is("By 2 mm", 0, false), is("Leave it", 1, false)]);
        // Who is not in the chat learns nothing, and of another chat's poll there is none here.
        let elsewhere = chi.group("Studio", &[&bo]).await;
        assert_eq!(vote(&chi, chat, poll, &["0"]).await.status, 404);
        assert_eq!(vote(&bo, elsewhere, poll, &["0"]).await.status, 404);
        for path in [format!("/messages/{poll}/votes"), format!("/chats/{chat}/poll")] {
            assert_eq!(chi.get(&path).await.status, 404, "{path}");
        }
        assert_eq!((close(&chi, poll).await, ask(&chi, chat, &FOLD).await.status), (404, 404));
        ada.say(chat, "no poll").await;
        let text = house.number("SELECT MAX(id) FROM messages").await;
        assert_eq!(vote(&bo, chat, text, &["0"]).await.status, 404, "that has no page of votes");
        assert_eq!((ada.get(&format!("/messages/{text}/votes")).await.status, close(&ada, text).await), (404, 404));
        assert_eq!(edit(&ada, poll, "Another question?", 0).await, 403, "what was asked stays");
        assert_eq!(ada.get(&format!("/messages/{poll}/edit")).await.status, 403);
        house.audit().await;
    }

    async fn one_may_choose_several_and_nobody_is_named_in_an_anonymous_one(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let chat = ada.general().await;
        let poll = asked(&house, &ada, chat, &[("answer", "Trim"), ("several", "1"), ("anonymous", "1")]).await;
        join_all([vote(&bo, chat, poll, &["0", "2"]), vote(&chi, chat, poll, &["2"]), vote(&ada, chat, poll, &["1", "2"])]).await;
        assert_eq!(shown(&bo, chat, poll).await, [is("By 2 mm", 1, true), is("Leave it", 1, false), is("Trim", 3, true)]);
        for person in [&ada, &bo] {
            let page = person.get(&format!("/messages/{poll}/votes")).await.expect(200).dom();
            let said = page.find("main").expect("a page").text();
            assert!(said.contains("nobody is shown who voted") && !said.contains("Chi"), "{said}");
        }
        // With nothing chosen any more it is taken back.
        vote(&bo, chat, poll, &[]).await.expect(303);
        assert_eq!(shown(&chi, chat, poll).await, [is("By 2 mm", 0, false), is("Leave it", 1, false), is("Trim", 2, true)]);
        house.audit().await;
    }

    async fn what_is_wrong_is_said_and_what_was_typed_is_kept(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        let (long, past) = ("x".repeat(101), later(0));
        for (fields, error) in [
            (&[("question", ""), ("answer", "kept one"), ("answer", "kept two")][..], "question-e"),
            (&[("question", "kept one"), ("answer", "kept two")], "answer-e"),
            (&[("question", "kept one"), ("answer", "kept two"), ("answer", "kept two")], "answer-e"),
            (&[("question", "kept one"), ("answer", "kept two"), ("answer", &long)], "answer-e"),
            (&[("question", "kept one\0"), ("answer", "kept two"), ("answer", "b")], "question-e"),
            (&[("question", "kept one"), ("answer", "kept two"), ("answer", "b"), ("when", &past)], "when-e"),
        ] {
            let answer = ask(&ada, chat, &[fields, &[("several", "1"), ("anonymous", "1")]].concat()).await.expect(422);
            let page = answer.dom();
            assert!(page.find(error).is_some(), "{fields:?}");
            let values: Vec<_> = page.controls().into_iter().map(|(_, value)| value.replace('\u{FFFD}', "")).collect();
            assert!(["kept one", "kept two"].iter().all(|text| values.iter().any(|value| value == text)), "{values:?}");
            assert_eq!(page.controls().iter().filter(|(name, _)| name == "several" || name == "anonymous").count(), 2);
        }
        let rows = |answer: &Answer| answer.dom().controls().iter().filter(|(name, _)| name == "answer").count();
        let more = ask(&ada, chat, &[("question", "kept"), ("answer", "a"), ("answer", "b"), ("more", "1")]).await.expect(200);
        assert_eq!(rows(&more), 6);
        assert!(more.text.contains("value=\"kept\"") && house.number("SELECT COUNT(*) FROM messages WHERE poll <> ''").await == 0);
        // Where only administrators write, others are told so, with what they typed.
        house.execute("UPDATE company SET posting = 'administrators'").await;
        assert!(bo.get(&format!("/chats/{chat}/poll")).await.expect(403).text.contains("Only administrators write"));
        let refused = ask(&bo, chat, &FOLD).await.expect(403);
        assert!(refused.text.contains("By 2 mm") && refused.text.contains("Only administrators write"), "{}", refused.text);
        ask(&ada, chat, &FOLD).await.expect(303);
        // Who is no longer there when the form is sent gets it back.
        let group = ada.group("Press", &[&bo]).await;
        ada.with_member(group, &bo, "remove").await.expect(303);
        let more = [("several", "1"), ("anonymous", "1"), ("when", "2099-01-01T10:00")];
        let lost = ask(&bo, group, &[&FOLD[..], &more].concat()).await.expect(404);
        assert!(lost.text.contains("no longer in this chat") && !lost.text.contains("Press"), "{}", lost.text);
        let controls = lost.dom().controls();
        for (name, value) in FOLD.iter().chain(&more) {
            assert!(controls.iter().any(|one| one.0 == *name && one.1 == *value), "{name} is {value}: {controls:?}");
        }
        assert_eq!(bo.post(&format!("/chats/{group}/poll"), &[("question", ""), ("key", "k")]).await.status, 404);
    }

    async fn what_is_begun_is_kept_while_one_asks(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let fields = [("draft", "poll"), ("text", "half a sentence"), ("base", "0"), ("key", "k")];
        let path = format!("/chats/{chat}/messages");
        let answer = ada.post(&path, &fields).await.expect(303);
        assert_eq!(answer.location, Some(format!("/chats/{chat}/poll")));
        assert!(ada.get(&format!("/chats/{chat}")).await.text.contains("half a sentence"));
        let response = ada.form(&path, &fields).header("hx-request", "true").send().await.expect("an answer");
        let to = response.headers().get("hx-redirect").and_then(|value| value.to_str().ok());
        assert_eq!(to, Some(format!("/chats/{chat}/poll").as_str()));
        let opened = ada.post(&path, &[("more", "1"), ("text", "")]).await.expect(200).dom();
        assert!(!opened.all(|one| one.attr("name") == Some("draft") && one.attr("value") == Some("poll")).is_empty());
    }

    async fn a_poll_is_closed_by_hand_or_by_its_time(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let chat = ada.group("Press", &[&bo, &chi]).await;
        let mut page = Page::of_chat(&chi, chat).await;
        let poll = asked(&house, &bo, chat, &[]).await;
        vote(&chi, chat, poll, &["0"]).await.expect(303);
        assert!(ada.get(&format!("/messages/{poll}/votes")).await.text.contains("Close the poll"), "who looks after the group may");
        assert!(!chi.get(&format!("/messages/{poll}/votes")).await.text.contains("Close the poll"));
        assert_eq!(close(&chi, poll).await, 403);
        assert_eq!(bo.post(&format!("/messages/{poll}/poll"), &[("closed", "0")]).await.status, 400);
        assert_eq!([close(&bo, poll).await, close(&ada, poll).await], [303, 303], "twice is once");
        page.until("closed", |page| page.root.find(&format!("m{poll}")).is_some_and(|row| row.text().contains("closed"))).await;
        page.settle().await;
        let refused = vote(&chi, chat, poll, &["1"]).await.expect(403);
        assert!(refused.text.contains("closed, so your vote was not counted"), "{}", refused.text);
        assert_eq!(take_back(&chi, chat, poll).await.status, 403);
        let row = row(&chi, chat, poll).await;
        assert_eq!(answers(&row), [is("By 2 mm", 1, true), is("Leave it", 0, false)], "the result stays");
        assert!(row.all(|one| one.name == "button").is_empty() && row.all(|one| one.name == "input" && !one.has("disabled")).is_empty());

        let due = asked(&house, &ada, chat, &[("when", &later(2))]).await;
        page.until("when it closes", |page| page.root.find(&format!("m{due}")).is_some_and(|row| row.text().contains("open until"))).await;
        vote(&chi, chat, due, &["1"]).await.expect(303);
        house.kill();
        house.start().await;
        eventually("it is closed", async || {
            let said = shown_row(&chi, chat, due).await;
            if said.contains("closed") && !said.contains("open until") { Ok(()) } else { Err(said) }
        })
        .await;
        assert_eq!(vote(&bo, chat, due, &["1"]).await.status, 403);
        told(&ada, "Your poll is closed: “Which fold?”").await;
        let others = bo.get("/notifications").await.expect(200).text;
        assert!(!others.contains("Your poll is closed"), "he closed his own by hand");
        page.settle().await;
        assert_eq!(house.number("SELECT COUNT(*) FROM messages WHERE poll_closes_at IS NOT NULL").await, 0);
        house.audit().await;
    }

    async fn what_others_show_of_a_poll_says_that_it_is_one(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let (chat, elsewhere) = (ada.group("Press", &[&bo, &chi]).await, bo.group("Studio", &[&chi]).await);
        let mut page = Page::of_chat(&chi, chat).await;
        let poll = asked(&house, &ada, chat, &[]).await;
        assert_eq!(bo.row(chat).await.map(|row| row.0), Some("1".to_owned()), "it is unread");
        let list = bo.get("/messages").await.expect(200).dom();
        assert!(list.find(&format!("c{chat}")).expect("its row").text().contains("Ada: Poll: Which fold?"));
        page.until("the row", |page| page.root.find(&format!("c{chat}")).is_some_and(|row| row.text().contains("Poll: Which fold?"))).await;
        vote(&chi, chat, poll, &["0"]).await.expect(303);
        assert_eq!(react(&bo, chat, poll, "👍").await, 303);
        let number = poll.to_string();
        bo.post(&format!("/chats/{chat}/messages"), &[("text", "the first"), ("key", "r"), ("reply", &number)]).await.expect(303);
        bo.post(&format!("/messages/{poll}/pin"), &[("pinned", "1")]).await.expect(303);
        bo.post(&format!("/messages/{poll}/favourite"), &[("favourite", "1")]).await.expect(303);
        bo.post(&format!("/messages/{poll}/reminder"), &[("at", &later(2))]).await.expect(303);
        for path in [
            format!("/chats/{chat}"), format!("/chats/{chat}/pins"), "/favourites".to_owned(), "/later".to_owned(),
            format!("/chats/{chat}/select"), format!("/chats/{chat}?reply={poll}"), format!("/messages/{poll}/why"),
        ] {
            let said = bo.get(&path).await.expect(200).dom().text();
            assert!(said.contains("Poll: Which fold?"), "{path}: {said}");
        }
        page.until("the pin", |page| page.root.find(&format!("bar-{chat}")).is_some_and(|bar| bar.text().contains("Poll: Which fold?"))).await;
        page.settle().await;
        told(&bo, "Poll: Which fold?").await;
        assert!(ada.get("/notifications").await.expect(200).text.contains("Poll: Which fold?"), "she is told of the reaction");
        let actions = bo.get(&format!("/messages/{poll}/actions")).await.expect(200);
        assert!(actions.dom().find("copy-text").is_some_and(|copy| copy.text() == "Which fold? - By 2 mm - Leave it"), "{}", actions.text);
        assert!(actions.text.contains(&format!("/messages/{poll}/votes")));

        // Forwarded it is a text: who voted stays where they did.
        let forward = [("message", &*number), ("chat", &*elsewhere.to_string()), ("key", "f")];
        bo.post("/forward", &forward).await.expect(303);
        let there = chi.get(&format!("/chats/{elsewhere}")).await.expect(200).dom();
        let copy = there.messages().pop().expect("it").1;
        assert!(copy.contains("Forwarded from Ada Marsh") && copy.contains("Which fold?") && copy.contains("Leave it"), "{copy}");
        assert!(there.all(|one| one.has_class("vote")).is_empty());

        // Deleted it leaves nothing of itself, nor of any vote.
        assert_eq!(delete(&ada, poll).await, 303);
        page.settle().await;
        assert_eq!(house.number("SELECT COUNT(*) FROM votes").await, 0);
        assert_eq!(house.number("SELECT COUNT(*) FROM messages WHERE poll <> ''").await, 0);
        assert!(!page.root.find("main").expect("the chat").html().contains("Which fold?"));
        for path in [format!("/chats/{chat}"), "/notifications".to_owned(), format!("/messages/{poll}/votes"), format!("/messages/{poll}/actions")] {
            let answer = bo.get(&path).await.expect(200);
            let said = answer.dom().find("main").expect("a page").html();
            assert!(!said.contains("Which fold?") && !said.contains("By 2 mm"), "{path} still says it: {said}");
        }
        let refused = vote(&chi, chat, poll, &["1"]).await.expect(410);
        assert!(refused.text.contains("This poll was deleted"));
        assert_eq!(close(&ada, poll).await, 404);
        house.audit().await;
    }

    async fn votes_stay_when_who_voted_goes(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        ada.post(&format!("/admin/people/{}/role", chi.id), &[("role", "guest")]).await.expect(303);
        let dag = house.invite(&ada, "Dag Vik").await;
        let chat = ada.group("Press", &[&bo, &chi, &dag]).await;
        let poll = asked(&house, &ada, chat, &[]).await;
        for person in [&bo, &dag] {
            vote(person, chat, poll, &["0"]).await.expect(303);
        }
        bo.post(&format!("/chats/{chat}/leave"), &[]).await.expect(303);
        ada.post(&format!("/admin/people/{}/dismiss", dag.id), &[]).await.expect(303);
        assert_eq!(shown(&ada, chat, poll).await[0], is("By 2 mm", 2, false));
        let who = votes(&ada, poll).await;
        assert!(who.contains("Bo Lind") && who.contains("Dag Vik"), "{who}");
        assert_eq!(vote(&bo, chat, poll, &["1"]).await.status, 404, "who has left votes no more");
        // A guest who shares no chat with them is told how many they are.
        let page = chi.get(&format!("/messages/{poll}/votes")).await.expect(200).dom();
        let said = page.find("main").expect("a page").text();
        assert!(said.contains("and 2 more") && !said.contains("Bo") && !said.contains("Dag"), "{said}");
        vote(&chi, chat, poll, &["1"]).await.expect(303);
        house.audit().await;
    }

    async fn what_would_run_is_text(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        let nasty = ["<img src=x onerror=ran()>", "\"><svg onload=ran()>", "</legend><script>ran()</script>", "**b** [x](javascript:ran())", "{\"reset\":true}", "\u{202E}x"];
        let mut page = Page::of_chat(&bo, chat).await;
        let fields: Vec<_> = nasty.iter().map(|text| ("answer", *text)).chain([("question", nasty[2])]).collect();
        ask(&ada, chat, &fields).await.expect(303);
        let poll = house.number("SELECT MAX(id) FROM messages WHERE poll <> ''").await;
        page.until("it", |page| page.root.find(&format!("m{poll}")).is_some()).await;
        page.settle().await;
        assert_eq!(page.reloads, [] as [&str; 0]);
        for path in [format!("/chats/{chat}"), format!("/messages/{poll}/votes"), format!("/messages/{poll}/actions"), format!("/chats/{chat}/select"), "/messages".to_owned()] {
            let dom = bo.get(&path).await.expect(200).dom();
            let found = dom.all(|one| one.has("onerror") || one.has("onload") || (one.name == "script" && !one.has("src")) || one.name == "strong");
            assert!(found.is_empty(), "{path}: {}", found[0].html());
        }
        let said: Vec<String> = shown(&bo, chat, poll).await.into_iter().map(|answer| answer.0).collect();
        assert_eq!(said, [&nasty[..5], &["x"]].concat(), "it says what was typed");
        // A browser that says nothing of where it comes from needs a token, as everywhere.
        let bare = bo.bare(Method::POST, &format!("/chats/{chat}/reactions")).form(&[("vote", poll.to_string())]);
        assert_eq!(bo.send(bare).await.status, 403);
    }

    async fn many_vote_at_once_and_each_is_counted(database) {
        let (house, people) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen", "Dag Vik", "Eva Berg"]).await;
        let chat = people[0].general().await;
        let poll = asked(&house, &people[0], chat, &[("several", "1")]).await;
        let mut page = Page::of_chat(&people[0], chat).await;
        for round in 0..4 {
            let votes = people.iter().enumerate().map(|(n, person)| async move {
                let answers: &[&str] = [&["0"][..], &["1"], &["0", "1"]][(n + round) % 3];
                vote(person, chat, poll, answers).await.expect(303);
            });
            join_all(votes).await;
        }
        page.settle().await;
        let bit = |bit: i64| format!("SELECT COUNT(*) FROM votes WHERE message_id = {poll} AND (answers / {bit}) % 2 = 1");
        let (first, second) = (house.number(&bit(1)).await, house.number(&bit(2)).await);
        let counted: Vec<i64> = shown(&people[1], chat, poll).await.iter().map(|answer| answer.1).collect();
        assert_eq!(counted, [first, second]);
        assert_eq!(house.number(&format!("SELECT COUNT(*) FROM votes WHERE message_id = {poll}")).await, 5);
        house.audit().await;
    }
}

async fn shown_row(person: &Person, chat: i64, poll: i64) -> String {
    row(person, chat, poll).await.text()
}
