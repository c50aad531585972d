//! Who gets what beside the table of routes (matrix.rs): former members; other sites; numbers that are none.

use reqwest::Method;

use crate::page::Page;
use crate::support::{Answer, House, Person};

/// Something one can ask of a chat: method, path below the chat, fields.
type Asked = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const CHAT: [Asked; 24] = [
    ("GET", "", &[]),
    ("GET", "?before=5", &[]),
    ("GET", "?around=1", &[]),
    ("GET", "/messages?since=0", &[]),
    ("GET", "/messages?before=5", &[]),
    ("GET", "/jump?after=0", &[]),
    ("GET", "/since?after=0", &[]),
    ("GET", "/members", &[]),
    ("GET", "/files", &[]),
    ("GET", "/links", &[]),
    ("POST", "/messages", &[("text", ""), ("key", "k")]),
    ("POST", "/read", &[("message", "1")]),
    ("POST", "/membership", &[("pinned", "1")]),
    ("POST", "/members", &[("user", "1")]),
    ("POST", "/members/1", &[("do", "remove")]),
    ("POST", "/departments", &[("department", "1")]),
    ("POST", "/departments/1", &[("do", "remove")]),
    ("POST", "/settings", &[("name", "Taken over"), ("hue", "1")]),
    ("POST", "/rules", &[("findable", "1")]),
    ("POST", "/standing", &[("standing", "archived")]),
    ("POST", "/link", &[("link", "make")]),
    ("POST", "/picture/remove", &[]),
    ("POST", "/leave", &[]),
    ("GET", "/messages?since=0&epoch=x", &[]),
];

async fn ask(person: &Person, chat: &str, (method, below, fields): Asked) -> Answer {
    let path = format!("/chats/{chat}{below}");
    if method == "GET" { person.get(&path).await } else { person.post(&path, fields).await }
}

each_database! {
    async fn who_is_not_a_member_gets_back_what_they_wrote_and_no_row(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let group = ada.group("Quiet room", &[&bo]).await;
        ada.say(group, "between us").await;
        let posted = chi.post_under(group, "let me in", "k").await.expect(404);
        assert!(posted.text.contains("let me in"), "the text comes back");
        assert!(!posted.text.contains("Quiet room"));
        assert_eq!(ada.texts(group).await.last().map(String::as_str), Some("between us"));
        let page = Page::open(&chi, "/messages").await;
        assert!(page.root.find(&format!("c{group}")).is_none());
    }

    async fn a_former_member_is_a_stranger_to_the_chat(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let group = ada.group("Press", &[&bo, &chi]).await;
        bo.say(group, "as a member").await;
        let message = bo.messages(group).await.last().expect("a message").0;
        ada.with_member(group, &bo, "remove").await.expect(303);
        for asked in CHAT {
            assert_eq!(ask(&bo, &group.to_string(), asked).await.status, 404, "{asked:?}");
        }
        assert_eq!(bo.get(&format!("/messages/{message}")).await.status, 404);
        assert_eq!(bo.row(group).await, None);
        let answer = bo.post_under(group, "still typing", "k").await.expect(404);
        assert!(answer.text.contains("still typing"), "the text comes back");
        assert!(ada.texts(group).await.iter().all(|text| text != "still typing"));
        // In again: what was said in between is history.
        ada.say(group, "meanwhile").await;
        ada.post(&format!("/chats/{group}/members"), &[("user", &bo.id.to_string())]).await.expect(303);
        assert_eq!(bo.row(group).await, Some((String::new(), false)), "what was said before counts as read");
        assert!(bo.texts(group).await.contains(&"meanwhile".to_owned()));
    }

    async fn a_page_gets_no_frame_of_a_chat_after_its_person_was_removed(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Press", &[&bo]).await;
        let mut page = Page::of_chat(&bo, group).await;
        let mut list = Page::open(&bo, "/messages").await;
        ada.say(group, "to both").await;
        page.until("the message", |page| page.texts().contains(&"to both".to_owned())).await;
        ada.with_member(group, &bo, "remove").await.expect(303);
        ada.say(group, "to Ada alone").await;
        page.until("the page of what is not there", |page| page.status == 404).await;
        assert_eq!(page.reloads, ["left"]);
        list.until("a list without the group", |list| list.root.find(&format!("c{group}")).is_none()).await;
        page.settle().await;
        list.settle().await;
        for page in [&page, &list] {
            assert!(!page.root.html().contains("to Ada alone"));
        }
        assert_eq!(list.reloads, [] as [&str; 0], "only pages of the chat load anew");
    }

    async fn a_session_that_ends_closes_its_pages_and_no_others(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        let phone = house.sign_in(&ada).await;
        let (mut here, mut there) = (Page::of_chat(&ada, chat).await, Page::of_chat(&phone, chat).await);
        let mut bos = Page::of_chat(&bo, chat).await;
        let out = phone.post("/sign-out", &[]).await;
        assert!([200, 303].contains(&out.status), "{out:?}");
        there.until("its end", |page| !page.closes.is_empty()).await;
        assert_eq!(there.closes, [4401]);
        there.until("the door", |page| page.reloads == ["4401"]).await;
        assert!(there.root.find("messages").is_none());
        ada.say(chat, "who is here?").await;
        for page in [&mut here, &mut bos] {
            page.until("the message", |page| page.texts() == ["who is here?"]).await;
            assert_eq!(page.closes, [] as [u16; 0]);
        }
        shown_the_door(&phone.get("/messages").await, "after signing out");
    }

    async fn what_another_site_sends_is_refused(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let path = format!("/chats/{chat}/messages");
        let own = house.url();
        let secure = own.replacen("http", "https", 1);
        for (headers, refused) in [
            (&[("sec-fetch-site", "cross-site")][..], true),
            (&[("sec-fetch-site", "same-site")], true),
            (&[("sec-fetch-site", "cross-site"), ("origin", &own)], true),
            (&[("origin", "https://evil.example")], true),
            (&[("origin", "null")], true),
            (&[("origin", "http://127.0.0.1:1")], true),
            // Silence, and no token of the session's.
            (&[], true),
            (&[("sec-fetch-site", "same-origin")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("origin", &own)], false),
            (&[("origin", &secure)], false),
        ] {
            let fields = [("text", format!("{headers:?}")), ("key", ada.key())];
            let request = headers.iter().fold(ada.bare(Method::POST, &path), |request, (name, value)| request.header(*name, *value));
            let answer = ada.send(request.form(&fields)).await;
            assert_eq!(answer.status, if refused { 403 } else { 303 }, "{headers:?}: {}", answer.text);
            let there = ada.texts(chat).await.len();
            ada.say(chat, "between").await;
            assert_eq!(ada.texts(chat).await.len(), there + 1);
        }
        let said = ada.texts(chat).await.join("\n");
        assert!(!said.contains("cross-site") && !said.contains("evil"), "{said}");
        // A socket of another site's page would read along.
        let handshake = ada.bare(Method::GET, "/live").header("upgrade", "websocket").header("connection", "upgrade");
        let handshake = handshake.header("sec-websocket-version", "13").header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        let answer = ada.send(handshake.header("origin", "https://evil.example")).await;
        assert_eq!(answer.status, 403);
    }

    async fn an_old_browser_that_says_nothing_posts_with_the_token_of_its_page(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let page = ada.send(ada.bare(Method::GET, &format!("/chats/{chat}"))).await.expect(200).dom();
        let mut fields = page.find("composer").expect("a composer").controls();
        for field in fields.iter_mut().filter(|(name, _)| name == "text") {
            field.1 = "from NetSurf".to_owned();
        }
        let path = format!("/chats/{chat}/messages");
        ada.send(ada.bare(Method::POST, &path).form(&fields)).await.expect(303);
        for field in fields.iter_mut().filter(|(name, _)| name == "token") {
            field.1 = "guessed".to_owned();
        }
        ada.send(ada.bare(Method::POST, &path).form(&fields)).await.expect(403);
        assert_eq!(ada.texts(chat).await, ["from NetSurf"]);
    }

    async fn numbers_that_are_none_are_not_found(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await.to_string();
        for number in ["0", "-1", "abc", "9223372036854775808", "1.5", "%00", "1e3", "99999999999999999999999"] {
            for asked in CHAT {
                let answer = ask(&ada, number, asked).await;
                assert_eq!(answer.status, 404, "{number} {asked:?}");
            }
            assert_eq!(ada.get(&format!("/messages/{number}")).await.status, 404, "/messages/{number}");
            let answer = ada.post(&format!("/chats/{chat}/members/{number}"), &[("do", "remove")]).await;
            assert!([403, 404].contains(&answer.status), "member {number}: {}", answer.status);
            let answer = ada.post("/chats/direct", &[("user", number)]).await;
            assert_eq!(answer.status, 404, "direct {number}");
        }
        for (field, value) in [("message", "abc"), ("message", ""), ("message", "9223372036854775808"), ("other", "1")] {
            let answer = ada.post(&format!("/chats/{chat}/read"), &[(field, value)]).await;
            assert_eq!(answer.status, 400, "read {field}={value}");
        }
        ada.say(chat.parse().expect("a number"), "all is well").await;
    }

    async fn forms_that_come_twice_or_late_do_no_harm(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let group = ada.group("Press", &[&bo, &chi]).await;
        for _ in 0..2 {
            let answer = ada.post(&format!("/chats/{group}/members"), &[("user", &bo.id.to_string())]).await;
            assert_eq!(answer.status, 303, "who is a member already");
        }
        ada.with_member(group, &bo, "remove").await.expect(303);
        let again = ada.with_member(group, &bo, "remove").await;
        assert!([303, 403, 404].contains(&again.status), "{again:?}");
        let late = ada.with_member(group, &bo, "promote").await;
        assert!([403, 404].contains(&late.status), "{late:?}");
        ada.with_member(group, &chi, "promote").await.expect(303);
        ada.with_member(group, &chi, "promote").await.expect(303);
        let unknown = ada.with_member(group, &chi, "explode").await;
        assert!([400, 403, 404].contains(&unknown.status), "{unknown:?}");
        chi.post(&format!("/chats/{group}/leave"), &[]).await.expect(303);
        chi.post(&format!("/chats/{group}/leave"), &[]).await.expect(404);
        let told = ada.texts(group).await;
        let count = |words: &str| told.iter().filter(|line| line.contains(words)).count();
        assert_eq!([count("removed"), count("administrator"), count("left")], [1, 1, 1], "each is told once: {told:?}");
        assert_eq!(ada.direct(&bo).await, bo.direct(&ada).await, "two people have one chat");
    }
}

#[track_caller]
fn shown_the_door(answer: &Answer, what: &str) {
    match (answer.status, answer.location.as_deref()) {
        (401, _) => {}
        (302 | 303, Some(location)) => assert!(location.contains("/sign-in"), "{what}: {location}"),
        (status, location) => panic!("{what}: {status} {location:?} {}", answer.text),
    }
}
