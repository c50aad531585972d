//! What a text asks for that begins with a slash.

use crate::support::{Answer, House, Person, eventually};

/// The answer to a form that is sent, and to the same by script.
async fn asks(person: &Person, chat: i64, text: &str) -> (Answer, Answer) {
    let (address, fields) = (format!("/chats/{chat}/messages"), [("text", text), ("key", "c")]);
    let plain = person.post(&address, &fields).await;
    (plain, person.send(person.form(&address, &fields).header("hx-request", "true")).await)
}

fn typed(answer: &Answer) -> String {
    let page = answer.dom();
    let areas = page.all(|element| element.name == "textarea").into_iter().map(|area| area.text());
    areas.collect::<Vec<_>>().concat()
}

async fn plain_of(person: &Person, chat: i64, text: &str) -> Answer {
    person.post(&format!("/chats/{chat}/messages"), &[("text", text), ("key", "c")]).await
}

/// What was said in a group, without what its making says.
async fn said(person: &Person, chat: i64) -> Vec<String> {
    let texts = person.texts(chat).await.into_iter().filter(|text| !text.starts_with("Ada Marsh "));
    texts.map(|text| text.trim().to_owned()).collect()
}

each_database! {
    async fn a_command_does_what_its_form_does_and_says_nothing(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.group("Press", &[&bo]).await;
        bo.say(chat, "dry").await;
        let here = format!("/chats/{chat}");
        let member = async |what: &str| {
            house.number(&format!("SELECT COUNT(*) FROM members WHERE {what} AND chat_id = {chat} AND user_id = {}", ada.id)).await
        };
        for (text, column, is, to) in [
            ("/mute", "muted", 1, Some(&*here)),
            ("/Unmute ", "muted", 0, Some(&here)),
            ("/hide", "hidden_message_id > 0", 1, None),
        ] {
            let (plain, script) = asks(&ada, chat, text).await;
            assert_eq!((plain.status, plain.location.as_deref()), (303, to.or(Some("/messages"))), "{text}");
            assert_eq!(script.status, 200, "{text}");
            assert_eq!(member(column).await, is, "{text}");
            if to.is_some() {
                // It says so, and the field is empty.
                let note = script.dom().find("note").expect("a note").text();
                assert!(note.contains("muted") && typed(&script).trim().is_empty(), "{note}");
            }
        }
        ada.get(&here).await.expect(200);
        assert_eq!(ada.unread().await, "", "all is read");
        asks(&ada, chat, "/unread").await;
        assert_eq!(ada.unread().await, "1");
        for (text, to) in [
            ("/search two wörds", format!("{here}/search?q=two+w%C3%B6rds")),
            ("/files", format!("{here}/files")),
            ("/members", format!("{here}/members")),
            ("/invite chi & co", format!("{here}/members?q=chi+%26+co")),
            ("/status", "/settings/status".to_owned()),
        ] {
            let (plain, script) = asks(&ada, chat, text).await;
            assert_eq!((plain.status, plain.location.as_deref()), (303, Some(&*to)), "{text}");
            assert_eq!((script.status, script.location.as_deref()), (200, Some(&*to)), "{text}");
            ada.get(&to).await.expect(200);
        }
        assert_eq!(said(&bo, chat).await, ["dry"], "nothing of it was said");
        // What is answered is answered still, and what was a time for a message is none for the next one.
        let message = house.number("SELECT MAX(id) FROM messages WHERE text = 'dry'").await.to_string();
        let fields = [("text", "/mute"), ("key", "r"), ("reply", &*message), ("when", "2099-01-01T10:00")];
        let script = ada.send(ada.form(&format!("{here}/messages"), &fields).header("hx-request", "true")).await;
        assert!(script.text.contains(&format!("name=\"reply\" value=\"{message}\"")) && !script.text.contains("2099"));
        // Changed, a message says what it says.
        ada.post_under(chat, "//mute it", "own").await.expect(303);
        let own = house.number("SELECT MAX(id) FROM messages WHERE text = '/mute it'").await;
        ada.post(&format!("/messages/{own}/edit"), &[("text", "/mute them"), ("version", "0")]).await.expect(303);
        assert_eq!(house.number("SELECT COUNT(*) FROM messages WHERE text = '/mute them'").await, 1);
    }

    async fn who_is_busy_is_so_until_their_time(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.direct(&bo).await;
        // What others see of it comes by an event.
        let is_quiet = async |quiet: bool| {
            eventually("the status is seen", async || {
                let page = bo.get(&format!("/people/{}", ada.id)).await.expect(200).text;
                if page.contains("Do not disturb until") == quiet { Ok(()) } else { Err(format!("quiet: {}", !quiet)) }
            })
            .await;
        };
        let (plain, script) = asks(&ada, chat, "/busy").await;
        assert_eq!((plain.status, plain.location.as_deref()), (303, Some("/settings/status?saved")));
        assert!(script.dom().find("note").expect("a note").text().contains("until"));
        is_quiet(true).await;
        asks(&ada, chat, "/free").await;
        is_quiet(false).await;
        let (plain, script) = asks(&ada, chat, "/busy soon").await;
        for answer in [plain, script] {
            assert_eq!((answer.status, typed(&answer).trim()), (422, "/busy soon"));
            assert!(answer.dom().find("text-e").is_some());
        }
        is_quiet(false).await;
    }

    async fn a_poll_and_a_plan_begin_with_what_stands_behind_the_command(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.group("Press", &[&bo]).await;
        let (plain, script) = asks(&ada, chat, "/poll Which fold?").await;
        let form = format!("/chats/{chat}/poll?question=Which+fold%3F");
        assert_eq!((plain.location.as_deref(), script.location.as_deref()), (Some(&*form), Some(&*form)));
        let page = ada.get(&form).await.expect(200).dom();
        assert_eq!(page.find("question").expect("its field").attr("value"), Some("Which fold?"));
        let (plain, script) = asks(&ada, chat, "/later The plates are dry").await;
        for answer in [plain, script] {
            assert_eq!((answer.status, typed(&answer).trim()), (200, "The plates are dry"));
            assert!(answer.dom().all(|element| element.name == "details" && element.attr("open").is_some()).len() == 1);
        }
        // It waits for a time, whatever sends it, and not without its command.
        let fields = [("text", "The plates are dry"), ("key", "l"), ("later", "1"), ("when", "")];
        assert_eq!(ada.post(&format!("/chats/{chat}/messages"), &fields).await.status, 422);
        assert!(plain_of(&ada, chat, "/later so").await.text.contains("name=\"later\" value=\"1\""));
        assert!(said(&bo, chat).await.is_empty());
    }

    async fn what_is_no_command_is_kept_or_said(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let (chat, direct) = (ada.group("Press", &[&bo]).await, ada.direct(&bo).await);
        for (chat, text, says) in [
            (chat, "/serach <b>it</b>", "“/serach”"),
            (chat, "/mute it, the plates are dry", "“/mute”"),
            (chat, "/hide the cake until Bo is gone", "“/hide”"),
            (direct, "/invite Chi", "“/invite”"),
            (direct, "/members", "“/members”"),
        ] {
            let (plain, script) = asks(&ada, chat, text).await;
            for answer in [plain, script] {
                assert_eq!((answer.status, typed(&answer).trim()), (422, text));
                let why = answer.dom().find("text-e").expect("a sentence").text();
                assert!(why.contains(says), "{why}");
            }
        }
        // What would be an address that nobody takes.
        let long = ["/search ", &"🎉".repeat(501)].concat();
        let (plain, script) = asks(&ada, chat, &long).await;
        for answer in [plain, script] {
            assert_eq!((answer.status, typed(&answer).trim()), (422, &*long));
        }
        let most = asks(&ada, chat, &long[..long.len() - 4]).await.0;
        ada.get(most.location.as_deref().expect("a page")).await.expect(422);
        let mut texts = Vec::new();
        for (n, (text, is)) in [
            ("//mute silences a chat", "/mute silences a chat"),
            ("/etc/hosts is wrong", "/etc/hosts is wrong"),
            ("/8 of it", "/8 of it"),
            (" /mute", " /mute"),
        ]
        .into_iter()
        .enumerate()
        {
            ada.post_under(chat, text, &format!("k{n}")).await.expect(303);
            texts.push(is.trim());
        }
        assert_eq!(said(&bo, chat).await, texts);
        assert!(!ada.row(chat).await.expect("its row").0.contains("muted"));
    }

    async fn commands_are_listed_for_who_is_there(database) {
        let (_house, [ada, bo, stranger]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Dao"]).await;
        let (chat, direct) = (ada.group("Press", &[&bo]).await, ada.direct(&bo).await);
        let list = async |person: &Person, chat: i64, part: &str| {
            let page = person.get(&format!("/chats/{chat}/commands?q={part}")).await.expect(200);
            let page = page.dom();
            let buttons = page.all(|element| element.attr("name").is_some_and(|name| name == "command")).into_iter();
            buttons.filter_map(|button| button.attr("value").map(str::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(list(&ada, chat, "mu").await, ["/mute"]);
        assert_eq!(list(&ada, chat, "un").await, ["/unmute", "/unread", "/hide", "/busy"], "the word goes first, then what it is about");
        assert!(list(&ada, chat, "invite").await.len() == 1 && list(&ada, direct, "invite").await.is_empty());
        assert!(list(&ada, chat, "%3Cscript%3E").await.is_empty());
        assert_eq!(stranger.get(&format!("/chats/{chat}/commands")).await.status, 404);
        // Without script: the list is asked for by a command, and one of them is put into the field.
        let (plain, _) = asks(&ada, chat, "/help").await;
        assert!(plain.status == 200 && plain.text.contains("value=\"/mute\"") && typed(&plain).trim().is_empty());
        let chosen = ada.post(&format!("/chats/{chat}/messages"), &[("command", "/later"), ("text", "/la the plates")]).await;
        assert_eq!((chosen.status, typed(&chosen).trim()), (200, "/later the plates"));
    }

    async fn the_notification_centre_does_no_commands(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.group("Press", &[&bo]).await;
        bo.say(chat, "@Ada come down").await;
        let one = house.number(&format!("SELECT id FROM notifications WHERE owner_id = {} AND kind = 'message-mentioned'", ada.id)).await;
        let reply = format!("/notifications/{one}/reply");
        let answer = ada.post(&reply, &[("text", "/mute"), ("key", "r")]).await;
        assert_eq!((answer.status, typed(&answer).trim()), (422, "/mute"));
        ada.post(&reply, &[("text", "//mute is off"), ("key", "r")]).await.expect(303);
        assert_eq!(house.number("SELECT COUNT(*) FROM messages WHERE text = '/mute is off'").await, 1);
    }
}
