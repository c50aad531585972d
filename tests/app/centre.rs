//! What people are told of, after what was really done; who answers first; what settings keep.

use reqwest::header::USER_AGENT;

use crate::imports::{looked_at, page_saying};
use crate::support::{House, Person, eventually};

/// The kinds of what the person is told of, the oldest first.
async fn told(house: &House, of: &Person) -> Vec<String> {
    let all = format!("SELECT kind FROM notifications WHERE owner_id = {} ORDER BY id", of.id);
    house.texts(&[all]).await.remove(0)
}

/// Mail is handed to a server that nobody asks.
const SERVER: [(&str, &str); 4] =
    [("host", "127.0.0.1"), ("port", "9"), ("security", "plain"), ("from_address", "house@tidewater.example")];

each_database! {
    async fn what_is_done_to_people_and_by_them_is_told(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        assert_eq!(told(&house, &ada).await, ["invitation-accepted", "invitation-accepted"]);
        let group = ada.group("Press", &[&bo, &chi]).await;
        ada.with_member(group, &bo, "hand-over").await.expect(303);
        ada.with_member(group, &chi, "remove").await;
        ada.post("/admin/departments/1/departments", &[("below", "Press room")]).await.expect(303);
        let place = [("department", "Press room"), ("standing", "employee"), ("title", "")];
        ada.post(&format!("/admin/people/{}/positions", bo.id), &place).await.expect(303);
        ada.post(&format!("/admin/people/{}/role", bo.id), &[("role", "administrator")]).await.expect(303);
        let elsewhere = house.stranger();
        let form = elsewhere.form("/sign-in", &[("email", &bo.email), ("password", &bo.password)]);
        elsewhere.send(form.header(USER_AGENT, "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0")).await.expect(303);
        let expected = ["chat-added", "chat-owned", "position-changed", "role-changed", "new-device"];
        assert_eq!(told(&house, &bo).await, expected);
        let list = looked_at(&ada, "name,email,department\nDag Vik,dag@tidewater.example,Press room\n").await;
        ada.post(&format!("{list}/run"), &[]).await.expect(303);
        page_saying(&ada, &list, "The list is taken in.").await;
        assert_eq!(told(&house, &ada).await.last().map(String::as_str), Some("import-done"));
    }

    async fn nobody_made_a_backup_for_a_week_and_administrators_are_told(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let centre = async |of: &Person| of.get("/notifications").await.expect(200).dom().text();
        let overdue = "No backup was made yet. On the server: hallway backup FILE.tar.gz";
        assert!(!centre(&ada).await.contains(overdue), "the house is new");
        house.execute("UPDATE company SET created_at = created_at - 8 * 24 * 3600 * CAST(1000000 AS BIGINT)").await;
        house.crash().await;
        eventually("it is said", async || match centre(&ada).await {
            said if said.contains(overdue) => Ok(()),
            said => Err(said),
        })
        .await;
        assert!(!centre(&bo).await.contains(overdue), "he makes none");
    }

    async fn of_two_who_answer_the_first_has(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        ada.post(&format!("/admin/people/{}/role", bo.id), &[("role", "administrator")]).await.expect(303);
        let fields = [("uses", "1"), ("days", "7"), ("approval", "1"), ("key", "door")];
        let page = ada.post("/invitations", &fields).await.expect(200).dom();
        let link = page.find("link-1").and_then(|link| link.attr("value")).expect("a link").to_owned();
        let newcomer = Person::new(&house.url(), "Dag Vik");
        newcomer.post(&link[link.find("/invitations/").expect("one")..], &newcomer.sign_up()).await;
        let asked = house.number("SELECT id FROM notifications WHERE waits").await;
        let answer = async |by: &Person, word: &str| {
            let said = by.post(&format!("/notifications/{asked}"), &[("answer", word)]).await.expect(303);
            by.get(said.location.as_deref().expect("an address")).await.expect(200).text
        };
        assert!(bo.get("/notifications?q=dag+vik").await.expect(200).text.contains(&format!("id=\"nt{asked}\"")));
        assert!(answer(&bo, "yes").await.contains("Dag Vik"));
        assert!(answer(&ada, "no").await.contains("This was answered already"));
        let centre = ada.get("/notifications").await.expect(200).dom().text();
        assert!(centre.contains("Bo Lind"), "who has is said: {centre}");
        assert_eq!(house.number("SELECT COUNT(*) FROM users WHERE name = 'Dag Vik' AND state = 'active'").await, 1);
    }

    async fn who_wrote_to_a_colleague_on_leave_is_answered_from_the_centre(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        ada.leave_to(&chi).await;
        bo.say(bo.direct(&ada).await, "Is the proof with you?").await;
        let copy = house.number("SELECT id FROM notifications WHERE kind = 'message-copied'").await;
        let row = chi.get("/notifications").await.expect(200).dom();
        let row = row.find(&format!("nt{copy}")).expect("the copy");
        let key = row.all(|element| element.attr("name") == Some("key")).first().and_then(|key| key.attr("value")).expect("a key").to_owned();
        let address = format!("/notifications/{copy}/reply");
        let reply = async |by: &Person, text: &str| by.post(&address, &[("text", text), ("key", &key), ("back", "view=unread")]).await;
        reply(&bo, "It is not mine").await.expect(404);
        let nothing = bo.post("/notifications/99999/reply", &[("text", "To nobody"), ("key", "k")]).await.expect(404).dom();
        assert_eq!(nothing.find("text").expect("what was typed").text().trim(), "To nobody");
        let long = "đ".repeat(20_001);
        for (text, status) in [("  ", 422), (&long, 422)] {
            let again = reply(&chi, text).await.expect(status).dom();
            let typed = again.find("text").expect("what was typed");
            assert!(typed.text().trim() == text.trim() && again.find("text-e").is_some_and(|error| !error.text().is_empty()));
            assert!(again.text().contains("Bo Lind"), "and to whom");
        }
        assert_eq!(house.number("SELECT COUNT(*) FROM chats WHERE kind = 'direct'").await, 1, "nothing was begun by that");
        for text in ["It is with me, come by at two.", "It is with me, come by at two.", "Or at three."] {
            let sent = reply(&chi, text).await.expect(303).location.expect("an address");
            assert!(sent.starts_with("/notifications?view=unread&done=reply&n="), "{sent}");
            let shown = chi.get(&sent).await.expect(200).text;
            assert!(shown.contains("Your reply is sent") && shown.contains("href=\"/chats/"), "{shown}");
        }
        let chat = bo.direct(&chi).await;
        let said: Vec<String> = bo.messages(chat).await.into_iter().map(|message| message.1).collect();
        assert_eq!(said, ["It is with me, come by at two.", "Or at three."], "the same form twice is one message");
        let read = format!("SELECT COUNT(*) FROM notifications WHERE id = {copy} AND state = 'read'");
        assert_eq!(house.number(&read).await, 1);
        ada.post(&format!("/admin/people/{}/dismiss", bo.id), &[]).await.expect(303);
        let gone = reply(&chi, "Are you there?").await.expect(403).dom();
        assert_eq!(gone.find("text").expect("what was typed").text().trim(), "Are you there?");
    }

    async fn each_message_and_each_letter_says_why(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let group = ada.group("Press", &[&bo]).await;
        ada.say(group, "The plates are up").await;
        ada.say(group, "Shall we go?").await;
        let messages = ada.messages(group).await;
        let (first, last) = (messages[messages.len() - 2].0, messages[messages.len() - 1].0);
        let why = async |by: &Person, message: i64| {
            let page = by.get(&format!("/messages/{message}/why")).await.expect(200).dom();
            page.all(|element| element.name == "dd").iter().map(|fact| fact.text()).collect::<Vec<_>>()
        };
        let no_server = "Not mailed. The company has no mail server.";
        assert_eq!(why(&bo, last).await, ["Counted on every page.", no_server]);
        assert_eq!(why(&ada, last).await, ["You wrote it yourself."; 2]);
        chi.get(&format!("/messages/{last}/why")).await.expect(404);
        bo.post(&format!("/chats/{group}/read"), &[("message", &first.to_string())]).await;
        assert_eq!(why(&bo, first).await[0], "Read: it counts nowhere.");
        assert!(why(&bo, first).await[1].starts_with("Not mailed. It was read"));
        assert_eq!(why(&bo, last).await, ["Counted on every page.", no_server]);
        bo.post(&format!("/chats/{group}/membership"), &[("muted", "1")]).await.expect(303);
        assert!(why(&bo, last).await[0].starts_with("The chat is muted"));

        let told = house.number(&format!("SELECT MAX(id) FROM notifications WHERE owner_id = {} AND kind = 'chat-added'", bo.id)).await;
        house.execute(&format!("INSERT INTO notification_choices (user_id, kind, way, wanted) VALUES ({}, 'chat-added', 'mail', TRUE)", bo.id)).await;
        // An old one is swept away sooner or later, and one that is due is looked at by the postman.
        house.execute(&format!(
            "INSERT INTO mailings (user_id, kind, address, message_id, after_id, upto, state, letter, words, held, tries, made_at, due_at)
            SELECT {}, 'digest', 'lind@tidewater.example', 'a@b', {}, {told}, 'sent', '', '250 queued', 2, 1, made_at, made_at + 86400000000 FROM notifications
            WHERE id = {told}", bo.id, told - 1)).await;
        let letter = house.number("SELECT MAX(id) FROM mailings").await;
        house.execute(&format!("INSERT INTO mailing_chats (mailing_id, chat_id, after_id, upto) VALUES ({letter}, {group}, {first}, {last})")).await;
        let address = format!("/settings/notifications/sent/{letter}");
        for page in ["/settings/notifications/sent", &format!("/messages/{last}/why"), &format!("/notifications/{told}/why")] {
            assert!(bo.get(page).await.expect(200).text.contains(&format!("href=\"{address}\"")), "{page}");
        }
        assert!(!bo.get(&format!("/messages/{first}/why")).await.expect(200).text.contains(&address), "it is not in it");
        let page = bo.get(&address).await.expect(200);
        for held in [format!("href=\"/chats/{group}\""), format!("href=\"/notifications/{told}/why\""), "250 queued".to_owned()] {
            assert!(page.text.contains(&held), "{held}: {}", page.text);
        }
        let way = format!("href=\"/messages/{last}/why\"");
        let at_it = async |by: &Person| by.get(&format!("/chats/{group}?around={last}")).await.expect(200).text;
        assert!(at_it(&bo).await.contains(&way) && !at_it(&ada).await.contains(&way));
        chi.get(&address).await.expect(404);
        house.execute(&format!("UPDATE members SET mailed_message_id = {last} WHERE user_id = {} AND chat_id = {group}", bo.id)).await;
        for (state, said) in [
            ("sent", "It has left; see below."),
            ("waiting", "An e-mail of it waits to leave; see below."),
            ("refused", "The server refused the e-mail of it; see below."),
            ("dropped", "It was not sent after all; see below."),
        ] {
            house.execute(&format!("UPDATE mailings SET state = '{state}', words = 'read' WHERE id = {letter}")).await;
            assert_eq!(why(&bo, last).await[1], said);
            bo.get(&address).await.expect(200);
        }
    }

    async fn why_follows_what_one_has_chosen(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.direct(&bo).await;
        ada.say(chat, "Are the plates up?").await;
        let message = ada.messages(chat).await.last().expect("one").0;
        let mailed = async || {
            let page = bo.get(&format!("/messages/{message}/why")).await.expect(200).dom();
            page.all(|element| element.name == "dd").last().expect("a reason").text()
        };
        let chosen = async |more: &[(&'static str, &'static str)]| {
            let own = [&[("site", "1"), ("mail", "1"), ("delay", "10")][..], more].concat();
            bo.post("/settings/notifications", &own).await.expect(303);
        };
        let telling = async |mute: &str, mailing: &str| {
            bo.post(&format!("/chats/{chat}/notifications"), &[("mute", mute), ("mailing", mailing)]).await.expect(303);
        };
        let status = async |quiet: &str| {
            let form = [("quiet", quiet), ("leave_from", ""), ("leave_until", "")];
            bo.post("/settings/status", &form).await.expect(303);
        };
        ada.post("/admin/mail", &SERVER).await.expect(303);
        assert_eq!(mailed().await, "Not mailed. E-mail was off.");
        chosen(&[]).await;
        assert_eq!(mailed().await, "Not mailed. The address was not confirmed.");
        house.execute(&format!("UPDATE mail_addresses SET confirmed_at = 1 WHERE user_id = {}", bo.id)).await;
        assert!(mailed().await.starts_with("Not yet mailed. A page was in use. It is looked at again: "), "he looks at one");
        telling("8", "").await;
        assert_eq!(mailed().await, "Not mailed. The chat was muted.");
        telling("off", "nothing").await;
        assert_eq!(mailed().await, "Not mailed. E-mails of this chat were off.");
        telling("off", "").await;
        status("60").await;
        assert!(mailed().await.starts_with("Not yet mailed. It was a quiet hour. It is looked at again: "));
        bo.leave_to(&ada).await;
        assert!(mailed().await.starts_with("Not yet mailed. It was a day of leave. It is looked at again: "));
        status("off").await;
        chosen(&[("digest", "daily"), ("day", "0"), ("digest_at", "08:30")]).await;
        assert!(mailed().await.starts_with("Not yet mailed. It waited for the digest. It is looked at again: "));
        house.execute("UPDATE mail_addresses SET stopped_at = 1, stopped_words = '550 5.1.1 No such user'").await;
        assert_eq!(mailed().await, "Not mailed. E-mails to this address come back.");
    }

    async fn all_messages_or_direct_ones_are_mailed_and_chats_apart_are_listed(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let own = |more: &[(&'static str, &'static str)]| [&[("site", "1"), ("delay", "10"), ("digest", "each")][..], more].concat();
        let save = async |more: &[(&'static str, &'static str)]| bo.post("/settings/notifications", &own(more)).await;
        let chosen = async || {
            let page = bo.get("/settings/notifications").await.expect(200).dom();
            let on = page.all(|field| field.attr("name") == Some("mail_messages") && field.has("checked"));
            on.first().and_then(|field| field.attr("value")).expect("one of both").to_owned()
        };
        let of_groups = "SELECT COUNT(*) FROM notification_choices WHERE kind = 'message-group' AND way = 'mail' AND wanted";
        assert_eq!(chosen().await, "direct", "by itself");
        for (word, kept) in [("all", 1), ("direct", 0), ("all", 1)] {
            save(&[("mail_messages", word)]).await.expect(303);
            assert_eq!((house.number(of_groups).await, chosen().await.as_str()), (kept, word));
        }
        save(&[]).await.expect(303);
        assert_eq!(chosen().await, "all", "what is not said stays");
        for wrong in ["some", ""] {
            save(&[("mail_messages", wrong)]).await.expect(422);
        }
        save(&[("by", "event"), ("mail_messages", "all"), ("on", "message-direct.mail")]).await.expect(303);
        assert_eq!(chosen().await, "direct", "the table says it: the other box was empty");
        save(&[("by", "event")]).await.expect(303);
        let neither = bo.get("/settings/notifications").await.expect(200).dom();
        assert!(neither.all(|field| field.attr("name") == Some("mail_messages") && field.has("checked")).is_empty());
        save(&[("mail_messages", "direct")]).await.expect(303);
        assert_eq!(chosen().await, "direct");

        let group = ada.group("Press", &[&bo]).await;
        let direct = bo.direct(&ada).await;
        bo.post(&format!("/chats/{group}/notifications"), &[("mute", "8"), ("mailing", "")]).await.expect(303);
        bo.post(&format!("/chats/{direct}/notifications"), &[("mute", "off"), ("mailing", "nothing")]).await.expect(303);
        let apart = async |of: &Person| of.get("/settings/notifications").await.expect(200).dom().find("apart").map(|apart| apart.text());
        let said = apart(&bo).await;
        let said = said.expect("a section");
        assert!(said.contains("Press") && said.contains("Muted until") && said.contains("Ada Marsh") && said.contains("By e-mail: nothing"), "{said}");
        assert_eq!(apart(&ada).await, None, "it is his own");
    }

    async fn what_cannot_be_chosen_stays_as_it_was(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let kept = async || house.texts(&["SELECT mail || ' ' || content FROM notification_preferences".to_owned()]).await.concat();
        let own = |more: &[(&'static str, &'static str)]| {
            [&[("site", "1"), ("delay", "10"), ("digest", "each")][..], more].concat()
        };
        ada.post("/admin/mail", &SERVER).await.expect(303);
        bo.post("/settings/notifications", &own(&[("mail", "1"), ("content", "1")])).await.expect(303);
        let chosen = kept().await;
        let moved = [("name", "Bo Lind"), ("email", "lind@tidewater.example")];
        ada.post(&format!("/admin/people/{}", bo.id), &moved).await.expect(303);
        let asked = "SELECT COUNT(*) FROM mailings WHERE address = 'lind@tidewater.example'";
        assert_eq!(house.number(asked).await, 1, "the new address is asked whether it is his");
        let written = [("name", "Bo Lind"), ("email", "Lind@Tidewater.example")];
        ada.post(&format!("/admin/people/{}", bo.id), &written).await.expect(303);
        assert_eq!(house.number("SELECT COUNT(*) FROM mailings WHERE address LIKE '%ind@%idewater.example'").await, 1, "it is the same one");
        ada.post("/admin/mail", &[&SERVER[..], &[("hides_content", "1")]].concat()).await.expect(303);
        bo.post("/settings/notifications", &own(&[("mail", "1")])).await.expect(303);
        assert_eq!(kept().await, chosen, "the company hides it, and he has not said that he does");
        ada.post("/admin/mail/remove", &[]).await.expect(303);
        bo.post("/settings/notifications", &own(&[("content", "1")])).await.expect(303);
        assert_eq!(kept().await, chosen, "there is no server, and he has not turned them off");
        ada.post("/admin/mail", &SERVER).await.expect(303);
        bo.post("/settings/notifications", &own(&[("content", "1")])).await.expect(303);
        assert_ne!(kept().await, chosen);
    }
}
