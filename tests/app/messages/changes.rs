//! What becomes of a message afterwards, and of what others see of it.

use futures_util::future::join_all;

use crate::page::Page;
use crate::support::{Element, House, Person, eventually};

/// The number of the newest message that says this.
pub async fn number(person: &Person, chat: i64, text: &str) -> i64 {
    let all = person.messages(chat).await;
    all.iter().rev().find(|(_, said)| said == text).map(|(number, _)| *number).expect("a message of this text")
}

pub async fn edit(person: &Person, message: i64, text: &str, version: i64) -> u16 {
    let fields = [("text", text), ("version", &*version.to_string())];
    person.post(&format!("/messages/{message}/edit"), &fields).await.status
}

pub async fn delete(person: &Person, message: i64) -> u16 {
    person.post("/deletion", &[("message", &message.to_string())]).await.status
}

pub async fn react(person: &Person, chat: i64, message: i64, emoji: &str) -> u16 {
    person.post(&format!("/chats/{chat}/reactions"), &[("r", &format!("{message} {emoji}"))]).await.status
}

pub async fn row(person: &Person, chat: i64, message: i64) -> Element {
    let page = person.get(&format!("/chats/{chat}?around={message}")).await.expect(200).dom();
    page.find(&format!("m{message}")).expect("its row").clone()
}

each_database! {
    async fn its_author_changes_it_in_the_time_that_the_company_gives(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        ada.say(chat, "dry by noon").await;
        let message = number(&ada, chat, "dry by noon").await;
        assert_eq!(edit(&bo, message, "wet", 0).await, 403, "it is not his");
        for text in ["", " \n ", &"x".repeat(20_001), "a\0b"] {
            let answer = ada.post(&format!("/messages/{message}/edit"), &[("text", text), ("version", "0")]).await;
            assert_eq!(answer.status, 422);
            assert!(answer.dom().find("text-e").is_some(), "and says why");
        }
        assert_eq!(edit(&ada, message, "dry by one", 0).await, 303);
        assert_eq!(edit(&ada, message, "dry by one", 0).await, 303, "the same once more is the same");
        assert!(bo.texts(chat).await.contains(&"dry by one".to_owned()));
        assert!(row(&bo, chat, message).await.text().contains("edited"));
        let versions = bo.get(&format!("/messages/{message}/versions")).await.expect(200);
        assert!(versions.text.contains("dry by noon"), "what it said can be read");

        // Two devices: the second one sees both, and may put its own in place.
        let late = [("text", "dry by two"), ("version", "0")];
        let answer = ada.post(&format!("/messages/{message}/edit"), &late).await.expect(409);
        let page = answer.dom();
        assert!(page.text().contains("dry by one") && page.text().contains("dry by two"), "{}", page.text());
        assert_eq!(edit(&ada, message, "dry by two", 1).await, 303);

        // The same form twice is one message, though that says something else by now.
        ada.post_under(chat, "once", "the-key").await.expect(303);
        let once = number(&ada, chat, "once").await;
        assert_eq!(edit(&ada, once, "changed", 0).await, 303);
        ada.post_under(chat, "once", "the-key").await.expect(303);
        assert_eq!(delete(&ada, once).await, 303);
        ada.post_under(chat, "once", "the-key").await.expect(303);
        assert!(!ada.texts(chat).await.iter().any(|text| text == "once"));

        house.execute("UPDATE company SET edit_minutes = 0").await;
        let kept = ada.post(&format!("/messages/{message}/edit"), &[("text", "too late"), ("version", "2")]).await;
        assert_eq!(kept.status, 403);
        assert!(kept.text.contains("too late"), "the text is kept");
        assert_eq!(ada.get(&format!("/messages/{message}/edit")).await.status, 403);
        house.execute("UPDATE company SET edit_minutes = -1").await;
        assert_eq!(edit(&ada, message, "in time", 2).await, 303);
    }

    async fn what_people_were_told_says_what_the_message_says_now(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let chat = bo.group("Press", &[&ada, &chi]).await;
        bo.say(chat, "who has the key?").await;
        let question = number(&bo, chat, "who has the key?").await;
        let first = "under the lantern, @chi";
        ada.post(&format!("/chats/{chat}/messages"), &[("text", first), ("key", "r"), ("reply", &question.to_string())]).await.expect(303);
        let message = house.number("SELECT MAX(id) FROM messages").await;
        assert_eq!(react(&chi, chat, message, "👍").await, 303);
        let mut page = Page::open(&chi, "/notifications").await;
        for person in [&ada, &bo, &chi] {
            assert!(person.get("/notifications").await.text.contains("under the lantern"), "{} is told", person.name);
        }
        let unread = "SELECT COUNT(*) FROM notifications WHERE state = 'unread'";
        let before = house.number(unread).await;
        assert_eq!(edit(&ada, message, "with the porter, @chi", 0).await, 303);
        for person in [&ada, &bo, &chi] {
            let told = person.get("/notifications").await.text;
            assert!(told.contains("with the porter") && !told.contains("lantern"), "{} still reads it", person.name);
        }
        assert_eq!(house.number(unread).await, before, "nothing is unread by it");
        // Who is called no longer, or whose word is not said any more, is told of nothing.
        bo.post("/settings/notifications", &[("delay", "10"), ("site", "1"), ("keywords", "ladder")]).await.expect(303);
        ada.say(chat, "the ladder, @chi").await;
        let other = number(&ada, chat, "the ladder, @chi").await;
        let told = async |person: &Person| {
            let centre = person.get("/notifications").await.expect(200).dom();
            centre.find("notices").expect("the list").text().contains("the ladder")
        };
        assert!(told(&bo).await && told(&chi).await);
        assert_eq!(edit(&ada, other, "the ladder is back", 0).await, 303);
        assert!(told(&bo).await && !told(&chi).await, "it does not call her");
        assert_eq!(edit(&ada, other, "all is back", 1).await, 303);
        let told = "SELECT COUNT(*) FROM notifications WHERE kind LIKE 'message-%' AND subject_id = ";
        assert_eq!(house.number(&format!("{told}{other}")).await, 0);
        assert_eq!(house.number("SELECT COUNT(*) FROM notifications WHERE sought LIKE '%lantern%'").await, 0, "nor found by what it said");
        page.settle().await;
        assert!(!page.root.html().contains("lantern"), "an open page still says it");
    }

    async fn what_is_deleted_is_gone_everywhere(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let chat = bo.group("Press", &[&ada, &chi]).await;
        ada.say(chat, "the lantern is under the stair").await;
        let message = number(&ada, chat, "the lantern is under the stair").await;
        let answer = [("text", "found it"), ("key", "r"), ("reply", &*message.to_string())];
        chi.post(&format!("/chats/{chat}/messages"), &answer).await.expect(303);
        assert_eq!(edit(&ada, message, "the lantern is under the other stair", 0).await, 303);
        assert_eq!(react(&chi, chat, message, "👍").await, 303);
        bo.post(&format!("/messages/{message}/pin"), &[("pinned", "1")]).await.expect(303);
        chi.post(&format!("/messages/{message}/favourite"), &[("favourite", "1")]).await.expect(303);
        assert!(chi.get("/favourites").await.text.contains("lantern"));
        assert!(ada.get("/notifications").await.text.contains("reacted"), "she is told of the reaction");
        let mut page = Page::of_chat(&chi, chat).await;
        assert!(page.root.html().contains("lantern"));

        assert_eq!(delete(&chi, message).await, 403, "neither its author nor looking after the group");
        assert_eq!(delete(&bo, message).await, 303);
        assert_eq!(delete(&bo, message).await, 303, "twice is once");
        page.settle().await;
        for address in [
            format!("/chats/{chat}"),
            "/messages".to_owned(),
            "/favourites".to_owned(),
            format!("/chats/{chat}/pins"),
            format!("/messages/{message}/versions"),
            format!("/messages/{message}/actions"),
            "/notifications".to_owned(),
        ] {
            for person in [&ada, &chi] {
                let answer = person.get(&address).await.expect(200);
                assert!(!answer.text.contains("lantern"), "{address} still says it");
            }
        }
        assert!(!page.root.html().contains("lantern"), "an open page still says it");
        assert!(row(&chi, chat, message).await.text().contains("Bo Lind deleted this message"));
        assert_eq!(house.number("SELECT COUNT(*) FROM reactions").await, 0);
        let told = "SELECT COUNT(*) FROM notifications WHERE kind = 'message-reacted'";
        assert_eq!(house.number(told).await, 0, "what she was told of it is gone");
        assert_eq!(edit(&ada, message, "again", 1).await, 410, "what she types is kept, as a new message");
        assert_eq!(react(&chi, chat, message, "👍").await, 410);
    }

    async fn a_change_of_what_is_gone_is_kept_as_a_new_message(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.group("Press", &[&bo]).await;
        let change = async |message: i64| {
            let fields = [("text", "/mute the press"), ("version", "0"), ("chat", &*chat.to_string())];
            bo.post(&format!("/messages/{message}/edit"), &fields).await
        };
        bo.say(chat, "first").await;
        bo.say(chat, "second").await;
        let (deleted, expired) = (number(&bo, chat, "first").await, number(&bo, chat, "second").await);
        assert_eq!(delete(&bo, deleted).await, 303);
        house.execute(&format!("UPDATE messages SET expires_at = 1 WHERE id = {expired}")).await;
        eventually("it has gone", async || {
            let left = house.number(&format!("SELECT COUNT(*) FROM messages WHERE id = {expired}")).await;
            if left == 0 { Ok(()) } else { Err(format!("{left} are left")) }
        })
        .await;
        for message in [deleted, expired] {
            let answer = change(message).await.expect(410);
            let page = answer.dom();
            assert!(page.text().contains("This message is not there any more"), "{}", answer.text);
            let (form, controls) = (page.find("composer").expect("a composer"), page.controls());
            assert_eq!(form.attr("action"), Some(&*format!("/chats/{chat}/messages")), "what is sent is a new message");
            assert!(controls.contains(&("text".to_owned(), "//mute the press".to_owned())), "{controls:?}");
        }
        ada.with_member(chat, &bo, "remove").await.expect(303);
        for message in [deleted, expired] {
            assert!(change(message).await.expect(404).text.contains("no longer in this chat"));
        }
        assert_eq!(edit(&ada, expired, "of no chat", 0).await, 404);
    }

    async fn what_is_deleted_is_not_unread(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        bo.read(chat, 1 << 40).await;
        let mut page = Page::open(&bo, "/messages").await;
        for text in ["one", "two"] {
            ada.say(chat, text).await;
        }
        assert_eq!(bo.unread().await, "2");
        let last = number(&ada, chat, "two").await;
        assert_eq!(delete(&ada, last).await, 303);
        assert_eq!(bo.unread().await, "1");
        page.settle().await;
        let list = page.root.find(&format!("c{chat}")).expect("its row").text();
        assert!(list.contains("Deleted message") && !list.contains("two"), "{list}");
    }

    async fn answers_stay_within_their_chat(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let (press, direct) = (ada.group("Press", &[&bo]).await, ada.direct(&chi).await);
        ada.say(direct, "the vault is open").await;
        let secret = number(&ada, direct, "the vault is open").await;
        // Neither who may not see it nor who sees it, but elsewhere.
        for person in [&bo, &ada] {
            let fields = [("text", "so it is"), ("key", "k"), ("reply", &*secret.to_string())];
            let answer = person.post(&format!("/chats/{press}/messages"), &fields).await.expect(410);
            assert!(answer.text.contains("so it is"), "the text is kept");
            let page = person.get(&format!("/chats/{press}?reply={secret}")).await.expect(200);
            for answer in [answer, page] {
                let quotes = answer.dom().all(|element| element.name == "blockquote").len();
                assert_eq!(quotes, 0, "{}", answer.text);
                assert!(person.name == "Ada Marsh" || !answer.text.contains("vault"));
            }
        }
        let composer = bo.get(&format!("/chats/{press}/composer?reply={secret}")).await.expect(200);
        assert!(!composer.text.contains("vault"));
        assert!(!ada.texts(press).await.contains(&"so it is".to_owned()));
    }

    async fn what_is_forwarded_shows_no_more_than_its_text(database) {
        let (house, [admin, ada, bo]) = House::with_people(database, ["Nils Berg", "Ada Marsh", "Bo Lind"]).await;
        let guest = house.invite(&admin, "Fenwick Applegarth").await;
        admin.post(&format!("/admin/people/{}/role", guest.id), &[("role", "guest")]).await.expect(303);
        let (vault, hall) = (ada.group("Vault", &[&bo]).await, bo.group("Hall", &[&guest]).await);
        ada.say(vault, "two boxes are left").await;
        let message = number(&ada, vault, "two boxes are left").await;
        let to = |chat: i64| [("message", message.to_string()), ("chat", chat.to_string()), ("key", "k".to_owned()), ("text", "see".to_owned())];
        let send = async |person: &Person, chat: i64| {
            let fields = to(chat);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, &**value)).collect();
            person.post("/forward", &fields).await
        };
        assert_eq!(send(&guest, hall).await.status, 404, "who may not read it forwards nothing");
        assert_eq!(send(&admin, hall).await.status, 404);
        for _ in 0..2 {
            send(&bo, hall).await.expect(303);
        }
        let said = bo.texts(hall).await;
        assert_eq!(said[2..], ["see", "Forwarded from Ada Marshtwo boxes are left"], "once, though the form came twice");
        let seen = bo.get(&format!("/chats/{hall}")).await.expect(200).text;
        assert!(seen.contains("Forwarded from") && seen.contains("Ada Marsh"));
        let seen = guest.get(&format!("/chats/{hall}")).await.expect(200).text;
        assert!(seen.contains("Forwarded") && !seen.contains("Ada Marsh") && !seen.contains("Vault"), "{seen}");

        // Where one may not write nothing goes, and nowhere else either.
        house.execute("UPDATE company SET posting = 'administrators'").await;
        let general = ada.general().await;
        let both = [("message", &*message.to_string()), ("chat", &general.to_string()), ("chat", &hall.to_string()), ("key", "n")];
        let refused = bo.post("/forward", &both).await.expect(422);
        assert!(refused.text.contains("Everybody"), "it says where");
        assert_eq!(bo.texts(hall).await, said);
        for (fields, why) in [
            (vec![("message", message.to_string())], "nowhere"),
            (vec![("message", message.to_string()), ("chat", "x".to_owned())], "no number"),
        ] {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, &**value)).collect();
            assert_eq!(bo.post("/forward", &fields).await.status, 422, "{why}");
        }
        assert_eq!(bo.post("/forward", &[("chat", "1")]).await.status, 400);
        assert_eq!(bo.get("/forward").await.status, 400);
    }

    async fn reactions_are_counted_once_each(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let chat = ada.general().await;
        ada.say(chat, "which fold?").await;
        let message = number(&ada, chat, "which fold?").await;
        let answers = join_all([&ada, &bo, &chi].map(|person| react(person, chat, message, "👍"))).await;
        assert_eq!(answers, [303; 3]);
        let sums = |row: &Element| -> Vec<String> {
            row.all(|element| element.name == "button").iter().map(|button| button.text()).collect()
        };
        assert_eq!(sums(&row(&ada, chat, message).await), ["👍 3"]);
        assert_eq!(react(&bo, chat, message, "👍").await, 303);
        assert_eq!(sums(&row(&ada, chat, message).await), ["👍 2"]);
        for wrong in ["", "x", "👍👍", "<script>", &"👍".repeat(50)] {
            let fields = [("message", &*message.to_string()), ("emoji", wrong)];
            let answer = ada.post(&format!("/chats/{chat}/reactions"), &fields).await.expect(422);
            assert!(answer.dom().find("emoji-e").is_some(), "{wrong}");
        }
        let many = ["😀", "😁", "😂", "😃", "😄", "😅", "😆", "😇", "😈", "😉", "😊", "😋", "😌", "😍", "😎", "😏", "😐", "😑", "😒"];
        for emoji in many {
            assert_eq!(react(&chi, chat, message, emoji).await, 303, "{emoji}");
        }
        assert_eq!(react(&chi, chat, message, "😓").await, 403, "the twenty-first");
        assert_eq!(react(&bo, chat, message, "😀").await, 303, "one that is there already");
        let page = ada.get(&format!("/messages/{message}/reactions")).await.expect(200).dom().text();
        assert!(page.contains("Bo Lind") && page.contains("Chi Nguyen"), "{page}");
    }

    async fn unread_begins_where_somebody_says(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        for text in ["one", "two", "three"] {
            ada.say(chat, text).await;
        }
        bo.read(chat, 1 << 40).await;
        assert_eq!(bo.unread().await, "");
        let second = number(&bo, chat, "two").await;
        bo.post(&format!("/messages/{second}/unread"), &[]).await.expect(303);
        assert_eq!(bo.unread().await, "2");
    }

    async fn what_is_pinned_is_above_the_messages_of_everybody(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.group("Press", &[&bo]).await;
        ada.say(chat, "ramp B, before ten").await;
        let message = number(&ada, chat, "ramp B, before ten").await;
        let mut page = Page::of_chat(&bo, chat).await;
        ada.post(&format!("/messages/{message}/pin"), &[("pinned", "1")]).await.expect(303);
        page.until("show the pin", |page| {
            let bar = page.root.find(&format!("bar-{chat}")).expect("a bar").text();
            bar.contains("Pinned") && bar.contains("ramp B, before ten")
        })
        .await;
        bo.post(&format!("/messages/{message}/pin"), &[("pinned", "0")]).await.expect(303);
        page.until("show none", |page| !page.root.html().contains("Pinned")).await;
        page.settle().await;
        let general = ada.general().await;
        ada.say(general, "the bell rings at four").await;
        let bell = number(&ada, general, "the bell rings at four").await;
        let answer = bo.post(&format!("/messages/{bell}/pin"), &[("pinned", "1")]).await.expect(403);
        assert!(answer.text.contains("You may not pin messages here"));
        ada.post(&format!("/messages/{bell}/pin"), &[("pinned", "1")]).await.expect(303);
    }
}
