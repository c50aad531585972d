//! The read mark, and what is counted by it.

use futures_util::future::join_all;

use crate::support::{Database, House, Person};

async fn say_many(person: &Person, chat: i64, count: usize) {
    for from in (0..count).step_by(10) {
        let some = from..count.min(from + 10);
        join_all(some.map(|n| async move { person.say(chat, &format!("number {n}")).await })).await;
    }
}

/// Two people with script, and the chat that both are in.
async fn two(database: Database) -> (House, Person, Person, i64) {
    let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
    ada.runs_script();
    bo.runs_script();
    let chat = ada.general().await;
    (house, ada, bo, chat)
}

fn counted(number: &str) -> Option<(String, bool)> {
    Some((number.to_owned(), false))
}

each_database! {
    async fn unread_is_what_others_said_after_the_mark(database) {
        let (_house, ada, bo, chat) = two(database).await;
        ada.say(chat, "one").await;
        ada.say(chat, "two").await;
        ada.say(chat, "three").await;
        assert_eq!((bo.unread().await.as_str(), bo.row(chat).await), ("3", counted("3")));
        assert_eq!((ada.unread().await.as_str(), ada.row(chat).await), ("", counted("")), "one's own are read");
        let messages = bo.messages(chat).await;
        bo.read(chat, messages[1].0).await;
        assert_eq!(bo.unread().await, "1");
        bo.read(chat, messages[0].0).await;
        assert_eq!(bo.unread().await, "1", "a mark does not go back");
        bo.read(chat, i64::MAX).await;
        assert_eq!((bo.unread().await.as_str(), bo.row(chat).await), ("", counted("")));
        ada.say(chat, "four").await;
        assert_eq!(bo.unread().await, "1", "a mark cannot be in the future");
    }

    async fn the_line_of_new_messages_stands_before_the_first_unread(database) {
        let (_house, ada, bo, chat) = two(database).await;
        ada.say(chat, "read").await;
        bo.read(chat, i64::MAX).await;
        ada.say(chat, "new").await;
        let page = bo.get(&format!("/chats/{chat}")).await.expect(200).dom();
        let rows: Vec<String> = page.find("messages").expect("a list").elements().map(|row| row.id().to_owned()).collect();
        let messages = page.messages();
        let divider = rows.iter().position(|id| id == "new").expect("a line");
        assert_eq!(rows[divider + 1..].iter().find(|id| id.starts_with('m')), Some(&format!("m{}", messages[1].0)));
        assert!(rows[..divider].contains(&format!("m{}", messages[0].0)));
        bo.read(chat, i64::MAX).await;
        assert!(bo.get(&format!("/chats/{chat}")).await.expect(200).dom().find("new").is_none());
    }

    async fn whoever_writes_has_read(database) {
        let (_house, ada, bo, chat) = two(database).await;
        ada.say(chat, "one").await;
        ada.say(chat, "two").await;
        bo.say(chat, "an answer").await;
        assert_eq!(bo.unread().await, "");
        let group = bo.group("Press", &[&ada]).await;
        assert_eq!(ada.row(group).await, counted(""), "what the house says counts for nobody");
        bo.say(group, "welcome").await;
        assert_eq!(ada.row(group).await, counted("1"));
    }

    async fn a_repeated_message_does_not_read_what_came_after_it(database) {
        let (_house, ada, bo, chat) = two(database).await;
        bo.post_under(chat, "mine", "again").await.expect(303);
        ada.say(chat, "after it").await;
        assert_eq!(bo.unread().await, "1");
        bo.post_under(chat, "mine", "again").await.expect(303);
        assert_eq!(bo.unread().await, "1");
    }

    async fn marking_unread_makes_one_of_the_newest_by_others(database) {
        let (_house, ada, bo, chat) = two(database).await;
        bo.set(chat, "unread", "1").await;
        assert_eq!(bo.unread().await, "", "nothing was said yet");
        ada.say(chat, "one").await;
        ada.say(chat, "two").await;
        bo.say(chat, "mine").await;
        bo.set(chat, "unread", "1").await;
        assert_eq!((bo.unread().await.as_str(), bo.row(chat).await), ("1", counted("1")));
        bo.set(chat, "unread", "1").await;
        assert_eq!(bo.unread().await, "1", "twice is the same");
        bo.read(chat, i64::MAX).await;
        assert_eq!(bo.unread().await, "");
        ada.say(chat, "three").await;
        ada.say(chat, "four").await;
        bo.set(chat, "unread", "1").await;
        assert_eq!(bo.unread().await, "2", "what is unread stays so");
    }

    async fn muted_chats_count_apart(database) {
        let (_house, ada, bo, chat) = two(database).await;
        let direct = ada.direct(&bo).await;
        ada.say(chat, "to all").await;
        ada.say(direct, "to Bo").await;
        assert_eq!(bo.unread().await, "2");
        bo.set(chat, "muted", "1").await;
        assert_eq!(bo.unread().await, "1");
        assert_eq!(bo.row(chat).await, Some(("1".to_owned(), true)));
        bo.set(chat, "muted", "0").await;
        assert_eq!(bo.unread().await, "2");
        let answer = bo.post(&format!("/chats/{chat}/membership"), &[("muted", "2")]).await;
        assert_eq!(answer.status, 400);
        assert_eq!(bo.post(&format!("/chats/{chat}/membership"), &[]).await.status, 400);
    }

    async fn counting_stops_at_a_hundred(database) {
        let (_house, ada, bo, chat) = two(database).await;
        say_many(&ada, chat, 99).await;
        assert_eq!((bo.unread().await.as_str(), bo.row(chat).await), ("99", counted("99")));
        say_many(&ada, chat, 3).await;
        assert_eq!((bo.unread().await.as_str(), bo.row(chat).await), ("99+", counted("99+")));
        let page = bo.get("/messages").await.expect(200).text;
        assert!(page.contains("<title>(99+) "), "the title counts, too");
        // Of other chats they are added, and still said as 99+.
        let direct = ada.direct(&bo).await;
        ada.say(direct, "one more").await;
        assert_eq!((bo.unread().await.as_str(), bo.row(direct).await), ("99+", counted("1")));
        bo.read(chat, i64::MAX).await;
        assert_eq!(bo.unread().await, "1");
    }

    async fn a_hidden_chat_comes_back_with_a_new_message(database) {
        let (_house, ada, bo, _) = two(database).await;
        let direct = ada.direct(&bo).await;
        assert_eq!((ada.row(direct).await, bo.row(direct).await), (None, None), "not listed before the first message");
        ada.say(direct, "hello").await;
        bo.set(direct, "pinned", "1").await;
        bo.set(direct, "hidden", "1").await;
        assert_eq!(bo.row(direct).await, None);
        assert_eq!(ada.row(direct).await, counted(""), "it is hidden for Bo only");
        assert_eq!(bo.texts(direct).await, ["hello"], "by its address it is there");
        ada.say(direct, "are you there?").await;
        assert!(bo.row(direct).await.is_some());
        let page = bo.get("/messages").await.expect(200).dom();
        let row = page.find(&format!("c{direct}")).expect("a row").clone();
        assert!(!row.text().contains("kept on top"), "hiding ends the pin");
    }

    async fn pinned_chats_stand_on_top(database) {
        let (_house, ada, bo, chat) = two(database).await;
        let direct = ada.direct(&bo).await;
        ada.say(chat, "first").await;
        ada.say(direct, "second").await;
        let order = async || {
            let page = ada.get("/messages").await.expect(200).dom();
            page.find("recent").expect("a list").rows().iter().map(|row| row.number("c")).collect::<Vec<_>>()
        };
        assert_eq!(order().await, [direct, chat]);
        ada.set(chat, "pinned", "1").await;
        assert_eq!(order().await, [chat, direct]);
        ada.say(direct, "third").await;
        assert_eq!(order().await, [chat, direct]);
        ada.set(chat, "pinned", "0").await;
        assert_eq!(order().await, [direct, chat]);
    }

    async fn reading_in_one_place_clears_every_place(database) {
        let (house, ada, bo, chat) = two(database).await;
        let phone = house.sign_in(&bo).await;
        ada.say(chat, "to all").await;
        assert_eq!((bo.unread().await.as_str(), phone.unread().await.as_str()), ("1", "1"));
        phone.read(chat, i64::MAX).await;
        assert_eq!((bo.unread().await.as_str(), phone.unread().await.as_str()), ("", ""));
    }
}
