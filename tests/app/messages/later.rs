//! Messages that are posted later, and messages that somebody is told of again.

use std::time::Duration;

use hallway::clock::{Clock, Moment};

use super::changes::{number, row};
use crate::page::Page;
use crate::support::{Answer, House, Person, eventually};

/// In so many seconds, as a form has it; people's clocks are UTC here.
pub fn later(seconds: u64) -> String {
    in_form(Clock::system().now().after(Duration::from_secs(seconds)))
}

fn in_form(at: Moment) -> String {
    at.timestamp().strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

async fn plan(person: &Person, chat: i64, text: &str, at: &str) -> Answer {
    let key = person.key();
    person
        .post(&format!("/chats/{chat}/messages"), &[("text", text), ("key", &key), ("when", at), ("later", "1")])
        .await
}

async fn waits(house: &House) -> i64 {
    house.number("SELECT COUNT(*) FROM scheduled").await
}

/// Waits until the centre of the person says so.
pub async fn told(person: &Person, words: &str) {
    eventually(words, async || {
        let centre = person.get("/notifications").await.expect(200).text;
        if centre.contains(words) { Ok(()) } else { Err(centre) }
    })
    .await;
}

async fn newest(house: &House) -> i64 {
    house.number("SELECT MAX(id) FROM scheduled").await
}

each_database! {
    async fn a_message_is_posted_at_its_time_once_though_the_server_is_killed(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        ada.runs_script();
        bo.runs_script();
        let mut page = Page::of_chat(&ada, chat).await;
        bo.say(chat, "is it dry?").await;
        plan(&ada, chat, "@Bo the strip is with the courier", &later(3)).await.expect(303);
        assert!(!bo.texts(chat).await.iter().any(|text| text.contains("courier")), "not yet");
        let shown = ada.get(&format!("/chats/{chat}")).await.expect(200).dom();
        assert!(shown.find("goes").expect("a line").text().contains("A message of yours waits"));
        page.run().await;
        house.crash().await;
        eventually("it is posted", async || {
            let texts = bo.texts(chat).await;
            if texts.iter().any(|text| text.contains("courier")) { Ok(()) } else { Err(texts.join("\n")) }
        })
        .await;
        assert_eq!(waits(&house).await, 0);
        // The worker looks every two seconds: posted twice, it would be there by now.
        tokio::time::sleep(Duration::from_secs(3)).await;
        let posted = bo.texts(chat).await.iter().filter(|text| text.contains("courier")).count();
        assert_eq!(posted, 1);
        assert_eq!(bo.row(chat).await.map(|row| row.0).as_deref(), Some("1"), "it is unread, and");
        assert!(bo.get("/notifications").await.expect(200).text.contains("mentions you"), "calls him");
        assert_eq!(ada.unread().await, "1", "she has read nothing by that");
        assert_eq!(super::super::viewed::seen(&bo, chat).await.as_deref(), Some("Sent"), "and viewed nothing");
    }

    async fn what_waits_can_be_changed_sent_and_cancelled_by_its_author_alone(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        for (at, words) in [(later(0), "past"), ("2036-01-01T00:00".to_owned(), "more than a year"), ("soon".to_owned(), "Write a date")] {
            let answer = plan(&ada, chat, "kept as it was typed", &at).await.expect(422).dom();
            assert!(answer.find("when-e").expect("a sentence").text().contains(words), "{}", answer.text());
            assert!(answer.text().contains("kept as it was typed") && answer.find("when").and_then(|when| when.attr("value")) == Some(&*at));
        }
        let answer = plan(&ada, chat, " ", &later(600)).await.expect(422).dom();
        assert!(answer.find("when").is_some_and(|when| when.has("value")), "when is still there");
        assert_eq!(waits(&house).await, 0);

        plan(&ada, chat, "first words", &later(600)).await.expect(303);
        let id = newest(&house).await;
        let path = format!("/scheduled/{id}");
        assert!(ada.get("/later").await.expect(200).text.contains("first words"));
        assert!(!bo.get("/later").await.expect(200).text.contains("first words"));
        assert_eq!(bo.get(&path).await.status, 404);
        for fields in [&[("do", "send")][..], &[("do", "cancel")], &[("when", "2036-01-01T00:00")]] {
            assert_eq!(bo.post(&path, fields).await.status, 404);
        }
        let wrong = ada.post(&path, &[("text", "second words"), ("when", "yesterday")]).await.expect(422).dom();
        assert!(wrong.text().contains("second words") && wrong.find("when-e").is_some());
        ada.post(&path, &[("text", "second words"), ("when", &later(900))]).await.expect(303);
        // Sent from the form, it is what stands there.
        assert_eq!(ada.post(&path, &[("do", "send"), ("text", " ")]).await.status, 422);
        ada.post(&path, &[("do", "send"), ("text", "last words"), ("when", "")]).await.expect(303);
        assert_eq!(bo.texts(chat).await.last().map(String::as_str), Some("last words"));
        // It is gone by now; what is typed is not.
        let gone = ada.post(&path, &[("text", "third words"), ("when", &later(900))]).await.expect(404);
        assert!(gone.text.contains("third words"));
        assert_eq!(ada.post(&path, &[("do", "cancel")]).await.status, 404);
        plan(&ada, chat, "never said", &later(2)).await.expect(303);
        ada.post(&format!("/scheduled/{}", newest(&house).await), &[("do", "cancel")]).await.expect(303);
        // The form once more is the same message.
        let (key, at) = (ada.key(), later(600));
        for _ in 0..2 {
            let fields = [("text", "twice"), ("key", &*key), ("at", &*at)];
            ada.post(&format!("/chats/{chat}/messages"), &fields).await.expect(303);
        }
        assert_eq!(waits(&house).await, 1);
        // With other words it is another.
        let fields = [("text", "not twice"), ("key", &*key), ("at", &*at)];
        ada.post(&format!("/chats/{chat}/messages"), &fields).await.expect(303);
        assert_eq!(waits(&house).await, 2);
        // A time that was typed counts however the form is sent.
        let fields = [("text", "with a time"), ("key", "typed"), ("when", &*at)];
        ada.post(&format!("/chats/{chat}/messages"), &fields).await.expect(303);
        assert_eq!(waits(&house).await, 3);
        // Everybody is called after a question, and then.
        let all = [("text", "@all later"), ("key", "all"), ("at", &*at)];
        let asked = ada.post(&format!("/chats/{chat}/messages"), &all).await.expect(409).dom();
        assert_eq!(asked.find("when").and_then(|when| when.attr("value")), Some(&*at), "the time is still chosen");
        // Two seconds until it would have been due, and two until the worker has looked.
        tokio::time::sleep(Duration::from_secs(4)).await;
        assert!(!bo.texts(chat).await.contains(&"never said".to_owned()));
    }

    async fn what_cannot_be_posted_then_is_kept_and_its_author_told(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Council of proofs", &[&bo]).await;
        plan(&bo, group, "for the council", &later(2)).await.expect(303);
        ada.with_member(group, &bo, "remove").await.expect(303);
        ada.rename(group, "Secret council").await.expect(303);
        told(&bo, "A message that you planned was not sent").await;
        assert!(!ada.texts(group).await.contains(&"for the council".to_owned()));
        let page = bo.get("/later").await.expect(200).text;
        assert!(page.contains("for the council") && page.contains("Not sent") && !page.contains("council of proofs"), "{page}");
        assert!(!page.contains("Secret council"), "he is not in it");
        assert_eq!(waits(&house).await, 1);
        bo.post(&format!("/scheduled/{}", newest(&house).await), &[("do", "cancel")]).await.expect(303);
    }

    async fn what_is_posted_for_who_is_not_there_reads_nothing_for_them(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Press", &[&bo]).await;
        plan(&bo, group, "as planned", &later(2)).await.expect(303);
        ada.say(group, "look, @bo").await;
        ada.post(&format!("/chats/{group}/messages"), &[("text", "@all"), ("key", "all"), ("all", "1")]).await.expect(303);
        eventually("it is posted", async || {
            let texts = ada.texts(group).await;
            if texts.iter().any(|text| text == "as planned") { Ok(()) } else { Err(texts.join(", ")) }
        })
        .await;
        let read = "SELECT (SELECT COUNT(*) FROM notifications WHERE kind = 'message-mentioned' AND state <> 'unread')
            + (SELECT COUNT(*) FROM notification_marks)";
        assert_eq!(house.number(read).await, 0, "he has not looked");
    }

    async fn a_planned_call_of_everybody_is_of_those_who_are_there_then(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let dag = house.invite(&ada, "Dag Vik").await;
        let chat = ada.group("Press", &[&bo, &chi]).await;
        let post = format!("/chats/{chat}/messages");
        let called = "SELECT COUNT(*) FROM notifications WHERE kind = 'message-called-all'";
        let plan_all = async |text: &str, at: &str, all: &str| {
            bo.post(&post, &[("text", text), ("key", text), ("when", at), ("later", "1"), ("all", all)]).await
        };
        let asked = plan_all("@all first", &later(600), "").await.expect(409);
        assert!(asked.text.contains("2 people") && asked.text.contains("whoever is in the chat then"), "{}", asked.text);
        let at_once = bo.post(&post, &[("text", "@all first"), ("key", "k")]).await.expect(409);
        assert!(!at_once.text.contains("whoever is in the chat then"));
        // One more is there by then.
        plan_all("@all first", &later(2), "2").await.expect(303);
        ada.post(&format!("/chats/{chat}/members"), &[("user", &dag.id.to_string())]).await.expect(303);
        told(&dag, "calls everybody: “@all first”").await;
        assert_eq!((house.number(called).await, waits(&house).await), (1, 0));
        assert!(!bo.get("/notifications").await.expect(200).text.contains("that you planned"), "nothing is amiss");

        // He may not any more: it is said in time, calls whom it names, and he is told.
        plan_all("@all and @ada, second", &later(3), "3").await.expect(303);
        ada.rules(chat, &[("callers", "owner")]).await.expect(303);
        told(&bo, "was sent, but its @all calls nobody").await;
        assert_eq!((house.number(called).await, waits(&house).await), (1, 0));
        let texts = ada.texts(chat).await;
        assert!(texts.last().is_some_and(|text| text.contains("@all and @ada, second")), "{texts:?}");
        assert!(ada.get("/notifications").await.expect(200).text.contains("mentions you"));
        let shown = row(&chi, chat, number(&chi, chat, "@all and @ada, second").await).await;
        assert_eq!(shown.all(|element| element.name == "mark").len(), 1, "only the name stands out");
        // To look at it reads that.
        bo.read(chat, house.number("SELECT MAX(id) FROM messages").await).await;
        let unread = "SELECT COUNT(*) FROM notifications WHERE kind = 'message-uncalled' AND state = 'unread'";
        assert_eq!(house.number(unread).await, 0);
    }

    async fn what_is_sent_before_its_time_asks_once_more_whether_all_are_called(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let chat = ada.group("Press", &[&bo, &chi]).await;
        let fields = [("text", "@all third"), ("key", "k"), ("when", &*later(600)), ("later", "1"), ("all", "2")];
        bo.post(&format!("/chats/{chat}/messages"), &fields).await.expect(303);
        let path = format!("/scheduled/{}", newest(&house).await);
        let called = "SELECT COUNT(*) FROM notifications WHERE kind = 'message-called-all'";
        ada.with_member(chat, &chi, "remove").await.expect(303);
        let asked = bo.post(&path, &[("do", "send")]).await.expect(409);
        let form = asked.dom();
        assert!(asked.text.contains("tells 1 person") && form.find("text").expect("a field").text() == "@all third");
        assert!(form.find("when").and_then(|when| when.attr("value")).is_some_and(|when| !when.is_empty()), "and its time");
        assert_eq!((house.number(called).await, waits(&house).await), (0, 1));
        // Who may not is told so, and it waits.
        ada.rules(chat, &[("callers", "owner")]).await.expect(303);
        for fields in [&[("do", "send")][..], &[("do", "send"), ("text", "@all third"), ("all", "1")]] {
            let refused = bo.post(&path, fields).await.expect(403);
            assert!(refused.text.contains("You may not call everybody here") && refused.text.contains("@all third"));
        }
        assert_eq!(waits(&house).await, 1);
        ada.rules(chat, &[("callers", "all")]).await.expect(303);
        bo.post(&path, &[("do", "send"), ("text", "@all third"), ("all", "1")]).await.expect(303);
        assert_eq!((house.number(called).await, waits(&house).await), (1, 0));
        assert_eq!(ada.texts(chat).await.iter().filter(|text| text.contains("@all third")).count(), 1);
    }

    async fn a_message_comes_back_at_its_time(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        ada.say(chat, "order the endpapers").await;
        ada.say(chat, "and the thread").await;
        let (first, second) = (number(&ada, chat, "order the endpapers").await, number(&ada, chat, "and the thread").await);
        let path = format!("/messages/{first}/reminder");
        let wrong = bo.post(&path, &[("when", &later(0)), ("later", "1")]).await.expect(422).dom();
        assert!(wrong.find("when-e").is_some());
        for message in [first, second] {
            bo.post(&format!("/messages/{message}/reminder"), &[("at", &later(2))]).await.expect(303);
        }
        let page = bo.get("/later").await.expect(200).text;
        assert!(page.contains("order the endpapers") && page.contains("and the thread"));
        assert!(!ada.get("/later").await.expect(200).text.contains("endpapers"), "it is his alone");
        // What is deleted is not told.
        ada.post("/deletion", &[("message", &second.to_string())]).await.expect(303);
        told(&bo, "You wanted to be reminded of what").await;
        let told = bo.get("/notifications").await.expect(200).text;
        assert!(told.contains("order the endpapers") && !told.contains("and the thread"));
        assert!(!bo.get("/later").await.expect(200).text.contains("endpapers"), "once");
        // Moved, and taken back.
        bo.post(&path, &[("at", &later(600))]).await.expect(303);
        assert!(bo.get(&path).await.expect(200).text.contains("You are reminded"));
        bo.post(&path, &[("remove", "1")]).await.expect(303);
        assert!(bo.get("/later").await.expect(200).text.contains("Nothing."));
    }
}
