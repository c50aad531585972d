//! Whom it calls and who hears a word of theirs where a message is not typed into a composer: what is repeated, files, polls, replies in place.

use super::changes::number;
use crate::support::{House, Person};

/// How much the person is told of this kind.
async fn told(house: &House, of: &Person, kind: &str) -> i64 {
    house
        .number(&format!("SELECT COUNT(*) FROM notifications WHERE kind = 'message-{kind}' AND owner_id = {}", of.id))
        .await
}

async fn called_all(house: &House) -> i64 {
    house.number("SELECT COUNT(*) FROM notifications WHERE kind = 'message-called-all'").await
}

async fn keeps(of: &Person, words: &str) {
    let fields = [("delay", "10"), ("site", "1"), ("keywords", words)];
    of.post("/settings/notifications", &fields).await.expect(303);
}

each_database! {
    async fn what_is_repeated_calls_nobody_again_and_is_heard(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let (chat, other) = (ada.group("Press", &[&bo, &chi]).await, ada.group("Studio", &[&bo, &chi]).await);
        keeps(&chi, "binder").await;
        let fields = [("text", "@all and @bo, the binder"), ("key", "k"), ("all", "2")];
        ada.post(&format!("/chats/{chat}/messages"), &fields).await.expect(303);
        assert_eq!((called_all(&house).await, told(&house, &chi, "keyword").await), (1, 0), "told with everybody");
        let message = number(&ada, chat, "@all and @bo, the binder").await.to_string();
        let forward = async |comment: &str, key: &str| {
            let fields = [("message", &*message), ("chat", &other.to_string()), ("key", key), ("text", comment)];
            bo.post("/forward", &fields).await.expect(303);
        };
        forward("", "f").await;
        assert_eq!((called_all(&house).await, told(&house, &bo, "mentioned").await), (1, 0));
        assert_eq!(told(&house, &chi, "keyword").await, 1, "it is said here, too");
        // What is written above it is a message like others; all are not called by it, for nobody was asked.
        forward("@chi and @all, see below", "g").await;
        assert_eq!((called_all(&house).await, told(&house, &chi, "mentioned").await), (1, 1));
        assert_eq!(house.number(&format!("SELECT COUNT(*) FROM mentions WHERE chat_id = {other}")).await, 1);
    }

    async fn what_a_form_says_of_its_files_calls_as_a_composer_does(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let chat = ada.group("Press", &[&bo, &chi]).await;
        let dry = ("plates.txt", &b"dry"[..]);
        bo.send_files(chat, &[dry], &[("key", "k"), ("text", "@chi, look")], false).await.expect(303);
        assert_eq!(told(&house, &chi, "mentioned").await, 1);
        // Everybody after a question, which keeps the text and the files.
        let asked = bo.send_files(chat, &[dry], &[("key", "l"), ("text", "@all, look")], false).await.expect(409);
        let form = asked.dom();
        assert!(asked.text.contains("tells 2 people") && form.find("text").expect("a field").text() == "@all, look");
        let value = |name: &str| {
            let fields = form.all(|one| one.attr("name") == Some(name));
            fields.first().and_then(|one| one.attr("value")).map(ToOwned::to_owned).expect(name)
        };
        let (file, all, key) = (value("file"), value("all"), value("key"));
        assert_eq!((called_all(&house).await, all.as_str()), (0, "2"));
        let fields = [("key", &*key), ("text", "@all, look"), ("file", &*file), ("all", &*all)];
        bo.send_files(chat, &[], &fields, false).await.expect(303);
        assert_eq!(called_all(&house).await, 1);
        assert_eq!(house.number("SELECT COUNT(*) FROM attachments WHERE message_id IS NOT NULL").await, 2);
        ada.rules(chat, &[("callers", "owner")]).await.expect(303);
        let refused = bo.send_files(chat, &[dry], &[("key", "m"), ("text", "@all, no")], false).await.expect(403);
        assert!(refused.text.contains("You may not call everybody here") && refused.text.contains("@all, no"));
        assert_eq!(refused.dom().all(|one| one.attr("name") == Some("file")).len(), 1, "the file waits");
    }

    async fn words_are_heard_in_captions_names_of_files_questions_and_answers(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.group("Press", &[&bo]).await;
        keeps(&bo, "binder\npress day").await;
        let mut heard = 0;
        let mut hears = async |now: bool, what: &str| {
            heard += i64::from(now);
            assert_eq!(told(&house, &bo, "keyword").await, heard, "{what}");
        };
        let file = |name: &'static str| [(name, &b"dry"[..])];
        ada.send_files(chat, &file("a.txt"), &[("key", "k0"), ("text", "for the binder")], false).await.expect(303);
        hears(true, "a caption").await;
        ada.send_files(chat, &file("binder.txt"), &[("key", "k1"), ("text", "")], false).await.expect(303);
        hears(true, "a name alone").await;
        ada.send_files(chat, &file("Binder-4.txt"), &[("key", "k2"), ("text", "and this")], false).await.expect(303);
        hears(true, "a name beside a caption").await;
        ada.send_files(chat, &file("day.txt"), &[("key", "k3"), ("text", "to the press")], false).await.expect(303);
        hears(false, "half in the one, half in the other").await;
        let ask = async |question: &str, answers: [&str; 2]| {
            let fields = [("question", question), ("answer", answers[0]), ("answer", answers[1]), ("key", &*ada.key())];
            ada.post(&format!("/chats/{chat}/poll"), &fields).await.expect(303);
        };
        ask("Who has the binder?", ["Ada", "Bo"]).await;
        hears(true, "a question").await;
        ask("When?", ["On press day", "Later"]).await;
        hears(true, "an answer").await;
        ask("To the press", ["day", "night"]).await;
        hears(false, "from the question to an answer").await;
        ada.say(chat, "`binder` is the name of the table\n> the binder").await;
        hears(false, "code and a quote").await;
        // Nobody is called by a poll.
        ask("@all and @bo, which?", ["@all", "@bo"]).await;
        assert_eq!((called_all(&house).await, told(&house, &bo, "mentioned").await), (0, 0));
        assert_eq!(house.number("SELECT COUNT(*) FROM mentions").await, 0);
        let told = bo.get("/notifications").await.expect(200).dom().find("notices").expect("the list").text();
        assert!(told.contains("says “press day”") && told.contains("When?"), "it quotes the question: {told}");
    }

    async fn a_reply_in_place_calls_by_name(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let chat = ada.group("Press", &[&bo, &chi]).await;
        ada.say(chat, "can you look, @bo?").await;
        let notice = house.number("SELECT MAX(id) FROM notifications WHERE kind = 'message-mentioned'").await;
        let fields = [("text", "no, but @chi can; @all"), ("key", "r")];
        bo.post(&format!("/notifications/{notice}/reply"), &fields).await.expect(303);
        assert_eq!((told(&house, &chi, "mentioned").await, called_all(&house).await), (1, 0));
    }
}
