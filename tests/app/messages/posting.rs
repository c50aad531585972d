//! What becomes a message, and how often.

use futures_util::future::join_all;
use reqwest::Method;

use crate::support::{Element, House, Person};

/// The most characters of a message.
const MOST: usize = 20_000;

/// How often each of the chat's newest messages has this text.
async fn count(person: &Person, chat: i64, text: &str) -> usize {
    person.texts(chat).await.iter().filter(|one| *one == text).count()
}

/// What stands in the composer that an answer brings back.
fn kept(html: &str) -> String {
    let page = Element::document(html);
    let areas = page.all(|element| element.name == "textarea");
    assert_eq!(areas.len(), 1, "{html}");
    areas[0]
        .children
        .iter()
        .map(|child| match child {
            crate::support::Node::Text(text) => text.as_str(),
            crate::support::Node::Element(_) => panic!("an element in a textarea"),
        })
        .collect()
}

each_database! {
    async fn a_key_and_a_text_are_one_message(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        for _ in 0..3 {
            ada.post_under(chat, "only once", "k1").await.expect(303);
        }
        assert_eq!(count(&ada, chat, "only once").await, 1);
        for _ in 0..2 {
            ada.post_under(chat, "another text", "k1").await.expect(303);
        }
        assert_eq!(count(&ada, chat, "another text").await, 1, "the same key with another text is a message of its own");
        assert_eq!(count(&ada, chat, "only once").await, 1);
        let notes = ada.direct(&ada).await;
        ada.post_under(notes, "only once", "k1").await.expect(303);
        assert_eq!(count(&ada, notes, "only once").await, 1, "and so it is in another chat");
        bo.post_under(chat, "only once", "k1").await.expect(303);
        assert_eq!(count(&ada, chat, "only once").await, 2, "and of another author");
        for _ in 0..2 {
            ada.post_under(chat, "without a key", "").await.expect(303);
        }
        assert_eq!(count(&ada, chat, "without a key").await, 2, "without a key every one is one");
    }

    async fn duplicates_at_the_same_moment_are_one_message(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let (chat, notes) = (ada.general().await, ada.direct(&ada).await);
        for round in 0..10 {
            let (text, key) = (format!("round {round}"), format!("at-once-{round}"));
            // In two chats, with a second text in one of them, each three times.
            let other = format!("{text}, other");
            let all = [(chat, &text), (chat, &other), (notes, &text)].into_iter().cycle().take(9);
            let answers = join_all(all.map(|(chat, text)| ada.post_under(chat, text, &key))).await;
            assert!(answers.iter().all(|answer| answer.status == 303), "{answers:?}");
            let counts = [count(&ada, chat, &text).await, count(&ada, chat, &other).await, count(&ada, notes, &text).await];
            assert_eq!(counts, [1, 1, 1], "round {round}: whoever comes first has the key; each of the others is one, too");
        }
        let key = "all-the-same";
        let answers = join_all((0..12).map(|_| ada.post_under(chat, "all the same", key))).await;
        assert!(answers.iter().all(|answer| answer.status == 303), "{answers:?}");
        assert_eq!(count(&ada, chat, "all the same").await, 1);
    }

    async fn twenty_thousand_characters_are_taken_and_one_more_is_not(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        for most in ["x".repeat(MOST), "đ".repeat(MOST), "🎉".repeat(MOST)] {
            ada.post_under(chat, &most, &ada.key()).await.expect(303);
            assert_eq!(ada.texts(chat).await.last(), Some(&most));
        }
        let before = ada.texts(chat).await.len();
        for long in ["x".repeat(MOST + 1), "🎉".repeat(MOST + 1)] {
            let answer = ada.post_under(chat, &long, &ada.key()).await.expect(422);
            assert_eq!(kept(&answer.text), long, "the text comes back");
            let (key, path) = (ada.key(), format!("/chats/{chat}/messages"));
            let request = ada.form(&path, &[("text", &long), ("key", &key)]).header("hx-request", "true");
            let answer = ada.send(request).await.expect(422);
            assert_eq!(kept(&answer.text), long, "to htmx, too");
            assert!(!answer.text.contains("<html"), "htmx gets the composer alone");
        }
        assert_eq!(ada.texts(chat).await.len(), before);
    }

    async fn what_is_no_text_is_refused_and_comes_back(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        for nothing in ["", " ", "\n\n\t ", "\u{3000}\u{a0}"] {
            ada.post_under(chat, nothing, &ada.key()).await.expect(422);
        }
        for nul in ["a\0b", "\0"] {
            let answer = ada.post_under(chat, nul, &ada.key()).await.expect(422);
            assert!(answer.text.contains("NUL"), "it says why: {}", answer.text);
        }
        assert_eq!(ada.texts(chat).await, [] as [&str; 0]);
        ada.say(chat, "still here").await;
        assert_eq!(ada.texts(chat).await, ["still here"]);
    }

    async fn bodies_that_are_no_form_break_nothing(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let path = format!("/chats/{chat}/messages");
        let form = "application/x-www-form-urlencoded";
        let many = "a=1&".repeat(5000);
        let huge = [b"text=".to_vec(), vec![b'x'; 2_000_000]].concat();
        for (kind, body, statuses) in [
            (form, &b"text=\xff\xfe&key=raw"[..], &[303, 400, 422][..]),
            (form, b"text=%ff%fe%80&key=quoted", &[303, 400, 422]),
            (form, b"text=%C3%28%ED%A0%80&key=surrogate", &[303, 400, 422]),
            (form, b"text=%&key=%zz", &[303, 400, 422]),
            (form, b"", &[400, 422]),
            (form, b"key=alone", &[422]),
            (form, many.as_bytes(), &[400]),
            (form, &huge, &[413]),
            ("application/json", b"{\"text\":\"hello\"}", &[400, 415]),
            ("text/plain", b"text=hello", &[400, 415]),
            ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--", &[400, 415]),
        ] {
            let request = ada.browse(Method::POST, &path).header("content-type", kind);
            let start = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
            // A server that refuses a huge body may close the connection before it has all of it.
            match ada.try_send(request.body(body.to_vec())).await {
                Ok(answer) => assert!(statuses.contains(&answer.status), "{kind} {start}: {}", answer.status),
                Err(error) => assert!(statuses == [413], "{kind} {start}: {error}"),
            }
        }
        assert!(ada.texts(chat).await.iter().all(|text| !text.contains("hello")));
        ada.say(chat, "well").await;
        assert_eq!(ada.texts(chat).await.last().map(String::as_str), Some("well"));
    }

    async fn every_script_comes_back_as_it_was_typed(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let texts = [
            "👩‍👩‍👧‍👦 🏳️‍🌈 🇻🇳 👍🏽",
            "שלום לכולם",
            "مرحبا بالجميع",
            "a\u{200b}b\u{200d}c\u{2060}d\u{feff}e",
            "Tiếng Việt: đêm, ướt, Nguyễn; e\u{301} is not é",
            "𝕏 𐍈 \u{10FFFD}",
            "z\u{335}\u{336}a\u{30d}\u{30e}\u{304}\u{305}l\u{315}\u{31b}go",
            "</textarea><script>alert(1)</script> & &amp; <!--",
        ];
        for text in texts {
            ada.say(chat, text).await;
        }
        assert_eq!(ada.texts(chat).await, texts);
        // What would turn the page around turns itself only: docs/decisions/0003-markup.md.
        ada.say(chat, "\u{202e}backwards").await;
        assert_eq!(ada.texts(chat).await.last().map(String::as_str), Some("\u{2067}backwards\u{2069}"));
        let page = ada.get(&format!("/chats/{chat}")).await.expect(200);
        assert!(!page.text.contains("<script>alert"), "nothing typed is markup");
    }

    async fn htmx_gets_a_fresh_composer_and_the_revision(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let fields = [("text", "by htmx"), ("key", "hx-1")];
        let mut revisions = Vec::new();
        for _ in 0..2 {
            let request = ada.form(&format!("/chats/{chat}/messages"), &fields).header("hx-request", "true");
            let part = ada.send(request).await.expect(200).text;
            let composer = &Element::fragment(&part)[0];
            assert_eq!((composer.id(), kept(&part).trim()), ("composer", ""));
            let controls = composer.controls();
            let key = controls.iter().find(|(name, _)| name == "key").map(|(_, key)| key.clone()).expect("a key");
            assert!(!key.is_empty() && key != "hx-1", "the next message has a key of its own");
            revisions.push(composer.attr("data-sent").map(ToOwned::to_owned).expect("the revision"));
        }
        assert_eq!(revisions[0], revisions[1], "a repeated one says the revision that it has");
        let page = ada.get(&format!("/chats/{chat}")).await.expect(200).dom();
        assert_eq!(page.find("messages").and_then(|list| list.attr("data-revision")), Some(revisions[0].as_str()));
        assert_eq!(ada.texts(chat).await, ["by htmx"]);
    }
}
