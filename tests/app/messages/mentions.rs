//! Whom a message calls, and who is told.

use super::changes::{edit, number};
use crate::page::Page;
use crate::support::{House, Person};

/// How often the person's centre says that they are mentioned.
async fn told(house: &House, person: &Person) -> i64 {
    let of =
        format!("SELECT COUNT(*) FROM notifications WHERE kind = 'message-mentioned' AND owner_id = {}", person.id);
    house.number(&of).await
}

async fn is_called(person: &Person, chat: i64) -> bool {
    let page = person.get("/messages").await.expect(200).dom();
    let row = page.find(&format!("c{chat}")).expect("its row");
    row.all(|element| element.has_class("at")).len() == 1
}

each_database! {
    async fn who_is_called_is_told_though_they_have_muted_the_chat(database) {
        let (house, [ada, bo, chi, _]) =
            House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyễn", "Kim Bo"]).await;
        let chat = ada.group("Press", &[&bo, &chi]).await;
        bo.read(chat, 1 << 40).await;
        bo.set(chat, "muted", "1").await;
        let mut page = Page::of_chat(&bo, chat).await;
        for text in ["mail@lind.example", "`@Bo Lind`", "> @Bo Lind", "@nobody", "@Bob", "Bo Lind"] {
            ada.say(chat, text).await;
        }
        assert_eq!(told(&house, &bo).await, 0, "none of these calls him");
        assert!(!is_called(&bo, chat).await);
        // The other Bo is not in this chat, so a part of the name is enough.
        ada.say(chat, "come down, @Bo’s, and @chi nguyen.").await;
        assert_eq!((told(&house, &bo).await, told(&house, &chi).await), (1, 1));
        assert!(is_called(&bo, chat).await);
        page.settle().await;
        let message = number(&bo, chat, "come down, @Bo’s, and @chi nguyen.").await;
        let row = page.root.find(&format!("m{message}")).expect("its row");
        assert!(row.has_class("at"), "it stands out where it comes by a frame");
        assert_eq!(row.all(|element| element.name == "mark").len(), 2);

        // Changed, it tells whom it did not call before, and nobody twice.
        assert_eq!(edit(&ada, message, "come down, @bo lind", 0).await, 303);
        assert_eq!((told(&house, &bo).await, told(&house, &chi).await), (1, 0), "nor whom it calls no more");
        assert!(!is_called(&chi, chat).await);
        ada.post("/deletion", &[("message", &message.to_string())]).await.expect(303);
        assert_eq!(told(&house, &bo).await, 0, "what is gone has called nobody");
        assert!(!is_called(&bo, chat).await);
        page.settle().await;
    }

    async fn what_tells_of_a_message_is_read_with_it(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.group("Press", &[&bo]).await;
        bo.say(chat, "shall I?").await;
        let mine = number(&bo, chat, "shall I?").await;
        let unread = async || {
            let of = "SELECT COUNT(*) FROM notifications WHERE kind IN ('message-mentioned', 'message-replied', 'message-reacted')";
            house.number(&format!("{of} AND owner_id = {} AND state = 'unread'", bo.id)).await
        };
        let mut page = Page::open(&bo, "/notifications").await;
        ada.say(chat, "look, @bo").await;
        ada.post(&format!("/chats/{chat}/messages"), &[("text", "do"), ("key", "do"), ("reply", &mine.to_string())]).await.expect(303);
        ada.post(&format!("/chats/{chat}/reactions"), &[("r", &format!("{mine} 👍"))]).await.expect(303);
        assert_eq!(unread().await, 3);
        bo.read(chat, number(&bo, chat, "look, @bo").await).await;
        assert_eq!(unread().await, 2, "the answer comes after it");
        bo.read(chat, house.number("SELECT MAX(id) FROM messages").await).await;
        assert_eq!(unread().await, 1, "a reaction is to what he has read long ago");
        page.settle().await;
        // He has read it, and then it calls him.
        ada.say(chat, "and this").await;
        let message = number(&bo, chat, "and this").await;
        bo.read(chat, message).await;
        assert_eq!(edit(&ada, message, "and this, @bo", 0).await, 303);
        assert_eq!(unread().await, 2);
        ada.say(chat, "lunch").await;
        bo.read(chat, house.number("SELECT MAX(id) FROM messages").await).await;
        assert_eq!(unread().await, 2, "it stands above what he has read now");
        bo.get(&format!("/messages/{message}")).await.expect(303);
        assert_eq!(unread().await, 1, "to open it reads it");
        page.settle().await;
    }

    async fn who_is_called_the_same_is_called_together_but_marks_are_meant(database) {
        let (house, [ada, huong, huong_too, plum]) =
            House::with_people(database, ["Ada Marsh", "Mai Lê", "Lan Lê", "Thu Lê"]).await;
        for (one, name) in [(&huong, "Lê Thị Hương"), (&huong_too, "Lê Thị Hương"), (&plum, "Lê Thị Hường")] {
            let named = format!("UPDATE users SET name = '{name}', name_folded = 'le thi huong' WHERE id = {}", one.id);
            house.execute(&named).await;
        }
        let chat = ada.group("Press", &[&huong, &huong_too, &plum]).await;
        ada.say(chat, "the red plates, @Lê Thị Hương, please").await;
        let all = async || (told(&house, &huong).await, told(&house, &huong_too).await, told(&house, &plum).await);
        assert_eq!(all().await, (1, 1, 0), "both who have this name, and nobody whose name has other marks");
        let message = number(&huong, chat, "the red plates, @Lê Thị Hương, please").await;
        for one in [&huong, &huong_too] {
            let row = one.get(&format!("/chats/{chat}")).await.expect(200).dom();
            assert!(row.find(&format!("m{message}")).expect("its row").has_class("at"), "it stands out for each of them");
        }
        ada.say(chat, "@le thi huong too").await;
        assert_eq!(all().await, (2, 2, 1), "without marks it may be any of them");
        ada.say(chat, "@Hường alone").await;
        assert_eq!(all().await, (2, 2, 2), "a word with its marks is one person's");
        ada.say(chat, "@Hương?").await;
        assert_eq!(all().await, (2, 2, 2), "a part of a name that two have calls nobody");
    }

    async fn a_reply_in_place_goes_where_one_was_mentioned(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.group("Press", &[&bo]).await;
        ada.say(chat, "can you look, @bo?").await;
        let told = house.number("SELECT MAX(id) FROM notifications WHERE kind = 'message-mentioned'").await;
        bo.post(&format!("/notifications/{told}/reply"), &[("text", "in a minute"), ("key", "r")]).await.expect(303);
        let page = ada.get(&format!("/chats/{chat}")).await.expect(200).dom();
        let last = page.find("messages").expect("messages").rows().into_iter().rfind(|row| row.is_message());
        let last = last.expect("a message").text();
        assert!(last.contains("in a minute") && last.contains("can you look"), "an answer to it: {last}");
        bo.post(&format!("/notifications/{told}/reply"), &[("text", "here, @ada; @all"), ("key", "s")]).await.expect(303);
        assert_eq!(self::told(&house, &ada).await, 1, "who is called there is told");
        assert_eq!(house.number("SELECT COUNT(*) FROM mentions WHERE user_id = 0").await, 0, "everybody is not");
    }

    async fn everybody_is_called_only_after_a_question(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let (chat, general) = (bo.group("Press", &[&ada, &chi]).await, ada.general().await);
        let path = format!("/chats/{chat}/messages");
        let asked = bo.post(&path, &[("text", "@all lunch"), ("key", "k")]).await.expect(409);
        assert!(asked.text.contains("2 people") && asked.text.contains("@all lunch"), "it says how many, and keeps the text");
        assert!(!bo.texts(chat).await.contains(&"@all lunch".to_owned()));
        // Somebody has come in between: it is asked once more.
        let other = house.invite(&ada, "Dag Vik").await;
        bo.with_member(chat, &other, "promote").await;
        bo.post(&format!("/chats/{chat}/members"), &[("user", &other.id.to_string())]).await.expect(303);
        bo.post(&path, &[("text", "@all lunch"), ("key", "k"), ("all", "2")]).await.expect(409);
        bo.post(&path, &[("text", "@all lunch"), ("key", "k"), ("all", "3")]).await.expect(303);
        assert!(is_called(&ada, chat).await && is_called(&chi, chat).await && !is_called(&bo, chat).await);
        assert_eq!(house.number("SELECT COUNT(*) FROM mentions").await, 1, "a constant number of rows");
        let refused = bo.post(&format!("/chats/{general}/messages"), &[("text", "@all lunch"), ("key", "g")]).await.expect(403);
        assert!(refused.text.contains("@all lunch") && refused.text.contains("You may not call everybody here"));
        // A forwarded or changed text calls nobody.
        let message = number(&bo, chat, "@all lunch").await;
        bo.say(chat, "later").await;
        let later = number(&bo, chat, "later").await;
        assert_eq!(edit(&bo, later, "@all later", 0).await, 303);
        let fields = [("message", &*message.to_string()), ("chat", &*chat.to_string()), ("key", "f")];
        bo.post("/forward", &fields).await.expect(303);
        assert_eq!(house.number("SELECT COUNT(*) FROM mentions").await, 1);
    }

    async fn people_are_found_by_any_part_of_their_name(database) {
        let (_house, [ada, _, _, stranger]) =
            House::with_people(database, ["Ada Marsh", "Đặng Thị Hương", "Tomasz Wilk", "Hương Lan"]).await;
        let chat = ada.general().await;
        let found = async |part: &str| -> Vec<String> {
            let answer = ada.get(&format!("/chats/{chat}/mentions?q={part}")).await.expect(200);
            let page = crate::support::Element::document(&answer.text);
            page.all(|element| element.name == "b").iter().map(|name| name.text()).collect()
        };
        assert_eq!(found("huo").await, ["Đặng Thị Hương", "Hương Lan"]);
        assert_eq!(found("Wil").await, ["Tomasz Wilk"]);
        assert_eq!(found("arsh").await, [] as [&str; 0], "words begin so");
        assert_eq!(found("%25").await.len(), found("").await.len() - 1, "a mark of a pattern is none; all is called all");
        let alone = ada.group("Press", &[]).await;
        let answer = ada.get(&format!("/chats/{alone}/mentions?q=huo")).await.expect(200);
        assert!(!answer.text.contains("Hương"), "only who is in the chat");
        assert_eq!(stranger.get(&format!("/chats/{alone}/mentions?q=a")).await.status, 404);
    }
}
