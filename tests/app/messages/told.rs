//! Who is told in the centre that everybody is called, or that somebody said a word of theirs.

use super::changes::{edit, number};
use super::later::{later, told as told_so};
use crate::matrix::company::{bring, department, enroll};
use crate::page::Page;
use crate::support::{House, Person};

/// What the person's centre says, the newest first, and how much of it is unread.
async fn centre(of: &Person) -> (Vec<String>, usize) {
    let page = of.get("/notifications").await.expect(200).dom();
    let rows =
        page.all(|element| element.attr("id").is_some_and(|id| id.starts_with("nt") && id[2..].parse::<i64>().is_ok()));
    let said = rows.iter().map(|row| row.text()).collect();
    let unread = of.get("/notifications?view=unread").await.expect(200).dom();
    let unread = unread
        .all(|element| element.attr("id").is_some_and(|id| id.starts_with("nt") && id[2..].parse::<i64>().is_ok()));
    (said, unread.len())
}

/// How many entries of the centre call everybody, and how many of them are unread.
async fn called(of: &Person) -> (usize, usize) {
    let (said, unread) = centre(of).await;
    (said.iter().filter(|said| said.contains("calls everybody")).count(), unread)
}

async fn call_all(by: &Person, chat: i64, text: &str, people: &str) {
    by.post(&format!("/chats/{chat}/messages"), &[("text", text), ("key", text), ("all", people)]).await.expect(303);
}

/// All that the person was told until now is read.
async fn read_all(of: &Person) {
    of.post("/notifications", &[("do", "read-all")]).await.expect(303);
}

each_database! {
    async fn everybody_is_told_by_one_row(database) {
        let (house, [ada, bo, chi, dag]) =
            House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen", "Dag Vik"]).await;
        let chat = ada.group("Press", &[&bo, &chi]).await;
        for person in [&ada, &bo, &chi] {
            read_all(person).await;
        }
        let mut panels = [Page::of_chat(&ada, chat).await, Page::open(&bo, "/people").await];
        let mut centres = [Page::open(&bo, "/notifications").await, Page::open(&chi, "/notifications").await];
        let mut all_settle = async || {
            for page in panels.iter_mut().chain(&mut centres) {
                page.settle().await;
            }
        };
        call_all(&ada, chat, "@all and @bo, lunch", "2").await;
        all_settle().await;
        assert_eq!((called(&bo).await, called(&chi).await, called(&ada).await), ((1, 1), (1, 1), (0, 0)));
        let rows = "SELECT COUNT(*) FROM notifications WHERE kind IN ('message-called-all', 'message-mentioned')";
        assert_eq!(house.number(rows).await, 1, "one for all, and none besides for who is named");

        // What one makes of it is theirs.
        read_all(&bo).await;
        all_settle().await;
        assert_eq!((called(&bo).await, called(&chi).await), ((1, 0), (1, 1)));
        let message = number(&bo, chat, "@all and @bo, lunch").await;
        chi.get(&format!("/messages/{message}")).await.expect(303);
        all_settle().await;
        assert_eq!(called(&chi).await, (1, 0), "to open it reads it");

        // Who has muted the chat is not told, and who comes in later was not called; who leaves is told no more.
        chi.set(chat, "muted", "1").await;
        ada.post(&format!("/chats/{chat}/members"), &[("user", &dag.id.to_string())]).await.expect(303);
        read_all(&dag).await;
        all_settle().await;
        assert_eq!((called(&chi).await.0, called(&dag).await.0), (0, 0));
        chi.set(chat, "muted", "0").await;
        call_all(&bo, chat, "@all again", "3").await;
        all_settle().await;
        assert_eq!((called(&ada).await, called(&chi).await, called(&dag).await), ((1, 1), (2, 1), (1, 1)));
        ada.with_member(chat, &chi, "remove").await;
        all_settle().await;
        assert_eq!(called(&chi).await.0, 0);
        ada.read(chat, number(&ada, chat, "@all again").await).await;
        all_settle().await;
        assert_eq!(called(&ada).await, (1, 0), "to read the chat so far reads it");

        // It goes with what called, be it changed or deleted.
        let again = number(&bo, chat, "@all again").await;
        assert_eq!(edit(&bo, again, "no", 0).await, 303);
        all_settle().await;
        assert_eq!((called(&dag).await, called(&ada).await), ((0, 0), (0, 0)), "changed");
        ada.post("/deletion", &[("message", &message.to_string())]).await.expect(303);
        all_settle().await;
        assert_eq!(called(&bo).await.0, 0);
        assert_eq!(house.number(rows).await, 0);
    }

    async fn what_one_makes_of_a_call_stays_and_it_is_read_with_its_message(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.group("Press", &[&bo]).await;
        read_all(&bo).await;
        let mut pages = [Page::open(&bo, "/notifications").await, Page::open(&bo, "/people").await];
        let mut settle = async || {
            for page in &mut pages {
                page.settle().await;
            }
        };
        let newest = async || house.number("SELECT MAX(id) FROM notifications").await.to_string();
        let make = async |what: &str, id: &str| bo.post("/notifications", &[("do", what), ("id", id)]).await.expect(303);
        let read_to = async |text: &str| bo.read(chat, number(&bo, chat, text).await).await;

        call_all(&ada, chat, "@all one", "1").await;
        let one = newest().await;
        make("delete", &one).await;
        settle().await;
        assert_eq!(called(&bo).await, (0, 0));
        ada.say(chat, "well").await;
        read_to("well").await;
        settle().await;
        assert_eq!(called(&bo).await, (0, 0), "what was deleted does not come back");

        call_all(&ada, chat, "@all two", "1").await;
        let two = newest().await;
        read_to("@all two").await;
        settle().await;
        assert_eq!(called(&bo).await, (1, 0));
        assert_eq!(house.number("SELECT COUNT(*) FROM notification_marks").await, 1, "that which was deleted: reading writes none");
        make("unread", &two).await;
        settle().await;
        assert_eq!(called(&bo).await, (1, 1));
        ada.say(chat, "and more").await;
        read_to("and more").await;
        settle().await;
        assert_eq!(called(&bo).await, (1, 1), "unread again until he says so");
        make("read", &two).await;
        settle().await;
        assert_eq!(called(&bo).await, (1, 0));

        // With the chat it is unread again, and read by writing there.
        call_all(&ada, chat, "@all three", "1").await;
        read_to("@all three").await;
        bo.set(chat, "unread", "1").await;
        settle().await;
        assert_eq!(called(&bo).await, (2, 1));
        bo.say(chat, "yes").await;
        settle().await;
        assert_eq!(called(&bo).await, (2, 0));

        // What was read while the chat was muted is.
        bo.set(chat, "muted", "1").await;
        call_all(&ada, chat, "@all four", "1").await;
        settle().await;
        assert_eq!(called(&bo).await, (0, 0));
        read_to("@all four").await;
        bo.set(chat, "muted", "0").await;
        settle().await;
        assert_eq!(called(&bo).await, (3, 0));
    }

    async fn who_does_not_see_the_past_is_not_told_of_it(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let chat = ada.group("Press", &[&bo]).await;
        ada.rules(chat, &[]).await.expect(303);
        call_all(&ada, chat, "@all the secret", "1").await;
        ada.post(&format!("/chats/{chat}/members"), &[("user", &chi.id.to_string())]).await.expect(303);
        // As if her clock, or that of the server, had been behind.
        house.execute(&format!("UPDATE members SET joined_at = 0 WHERE user_id = {}", chi.id)).await;
        assert_eq!((called(&chi).await.0, called(&bo).await.0), (0, 1));
    }

    async fn a_call_that_is_changed_tells_each_once(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let chat = ada.group("Press", &[&bo, &chi]).await;
        let rows = async || {
            let of = |kind: &str| format!("SELECT COUNT(*) FROM notifications WHERE kind = '{kind}'");
            (house.number(&of("message-called-all")).await, house.number(&of("message-mentioned")).await)
        };
        call_all(&ada, chat, "@all and @bo, decide", "2").await;
        assert_eq!(rows().await, (1, 0));
        let message = number(&ada, chat, "@all and @bo, decide").await;
        assert_eq!(edit(&ada, message, "@all and @bo and @chi, decide", 0).await, 303);
        assert_eq!(rows().await, (1, 0), "told with everybody");
        assert_eq!(edit(&ada, message, "@bo, decide", 1).await, 303);
        assert_eq!(rows().await, (0, 1), "he is called still");
    }

    async fn who_has_muted_the_chat_is_told_where_everybody_and_they_are_called(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let chat = ada.group("Press", &[&bo, &chi]).await;
        bo.set(chat, "muted", "1").await;
        call_all(&ada, chat, "@all and @bo and @chi", "2").await;
        let (of_bo, of_chi) = (centre(&bo).await.0, centre(&chi).await.0);
        assert!(of_bo[0].contains("Ada Marsh mentions you") && !of_bo.concat().contains("calls everybody"), "{of_bo:?}");
        assert!(of_chi[0].contains("Ada Marsh calls everybody") && !of_chi.concat().contains("mentions you"), "{of_chi:?}");
    }

    async fn words_of_ones_own_are_told(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let (chat, other) = (ada.group("Press", &[&bo, &chi]).await, ada.group("Without Bo", &[&chi]).await);
        let direct = ada.direct(&bo).await;
        let set = async |of: &Person, words: &str| {
            of.post("/settings/notifications", &[("delay", "10"), ("site", "1"), ("keywords", words)]).await
        };
        set(&bo, "Bản in\r\nbinder\r\n\r\nbinder \r\npress day").await.expect(303);
        set(&chi, "binder").await.expect(303);
        let page = bo.get("/settings/notifications").await.expect(200).dom();
        assert_eq!(page.find("keywords").expect("a field").text(), "Bản in binder press day");
        for (words, sentence) in [
            ("ok\nx", "“x” would be found everywhere or nowhere"),
            (&*"long ".repeat(20), "A line has at most 60 characters"),
            (&*(0..21).map(|n| format!("word{n}\n")).collect::<String>(), "At most 20 words"),
        ] {
            let again = set(&bo, words).await.expect(422).dom();
            assert!(again.text().contains(sentence), "{sentence}");
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(again.find("keywords").expect("a field").text(), words, "what was typed is kept");
        }

        let mut page = Page::open(&bo, "/notifications").await;
        let told = async |of: &Person| {
            let of = format!("SELECT COUNT(*) FROM notifications WHERE kind = 'message-keyword' AND owner_id = {}", of.id);
            house.number(&of).await
        };
        for (text, place) in [
            ("binders", chat), ("the press will be a day late", chat), ("binder", other), ("binder, bo", direct), ("@bo, your binder", chat),
        ] {
            ada.say(place, text).await;
        }
        bo.say(chat, "my own binder").await;
        assert_eq!((told(&bo).await, told(&chi).await), (0, 3), "the one in the other group, Bo's own, and that which calls Bo");
        ada.say(chat, "ban in and BINDER for the press day").await;
        assert_eq!((told(&bo).await, told(&chi).await), (1, 4), "one message tells once");
        page.settle().await;
        let row = &centre(&bo).await.0[0];
        assert!(row.contains("Ada Marsh says “Bản in”") && row.contains("ban in and BINDER"), "{row}");
        let notice = house.number(&format!("SELECT MAX(id) FROM notifications WHERE owner_id = {}", bo.id)).await;
        bo.post(&format!("/notifications/{notice}/reply"), &[("text", "it is with me"), ("key", "r")]).await.expect(303);
        let answer = bo.texts(chat).await.pop().expect("a message");
        assert!(answer.starts_with("Ada Marsh") && answer.ends_with("it is with me"), "an answer to it: {answer}");
        bo.set(chat, "muted", "1").await;
        ada.say(chat, "binder once more").await;
        assert_eq!((told(&bo).await, told(&chi).await), (1, 5), "not who has muted it");
        let message = number(&ada, chat, "ban in and BINDER for the press day").await;
        ada.post("/deletion", &[("message", &message.to_string())]).await.expect(303);
        assert_eq!((told(&bo).await, told(&chi).await), (0, 4));
        page.settle().await;
        // None of one's own any more.
        set(&chi, "").await.expect(303);
        ada.say(chat, "binder, the last").await;
        assert_eq!(told(&chi).await, 4);
    }

    async fn who_leaves_a_chat_is_left_nothing_of_what_its_messages_told(database) {
        let (house, [ada, bo, chi, dag]) =
            House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen", "Dag Vik"]).await;
        let bindery = department(&ada, "Bindery").await;
        enroll(&ada, &dag, bindery, "").await;
        let (chat, other) = (ada.group("Press", &[&bo, &chi]).await, ada.group("Studio", &[&bo]).await);
        bring(&ada, chat, bindery).await;
        bo.post("/settings/notifications", &[("delay", "10"), ("site", "1"), ("keywords", "binder")]).await.expect(303);
        bo.say(chat, "shall I bring the plum?").await;
        let mine = number(&bo, chat, "shall I bring the plum?").await.to_string();
        for text in ["@bo and @chi and @dag, the plum", "a binder of plum"] {
            ada.say(chat, text).await;
        }
        ada.post(&format!("/chats/{chat}/messages"), &[("text", "the plum, do"), ("key", "do"), ("reply", &mine)]).await.expect(303);
        ada.post(&format!("/chats/{chat}/reactions"), &[("r", &format!("{mine} 👍"))]).await.expect(303);
        bo.post(&format!("/messages/{mine}/reminder"), &[("at", &later(2))]).await.expect(303);
        told_so(&bo, "You wanted to be reminded").await;
        ada.say(other, "@bo, the pear").await;
        let plums = async |of: &Person| centre(of).await.0.iter().filter(|said| said.contains("plum")).count();
        assert_eq!((plums(&bo).await, plums(&chi).await, plums(&dag).await), (5, 1, 1));
        let mut pages = [Page::open(&bo, "/notifications").await, Page::open(&bo, "/people").await];
        ada.with_member(chat, &bo, "remove").await.expect(303);
        for page in &mut pages {
            page.settle().await;
        }
        assert_eq!(plums(&bo).await, 0);
        assert!(centre(&bo).await.0.concat().contains("the pear"), "what he was told elsewhere stays");
        assert_eq!((plums(&chi).await, plums(&dag).await), (1, 1));
        // Who came by a department goes with it; who goes by themselves.
        ada.with_department(chat, bindery, "remove").await.expect(303);
        chi.post(&format!("/chats/{chat}/leave"), &[]).await.expect(303);
        assert_eq!((plums(&chi).await, plums(&dag).await), (0, 0));
        let left = format!("SELECT COUNT(*) FROM notifications WHERE detail LIKE '%plum%' AND owner_id <> {}", ada.id);
        assert_eq!(house.number(&left).await, 0);
    }
}
