//! What somebody has begun to write, on all of their devices.

use crate::page::Page;
use crate::support::{House, Person};

/// Keeps the text as a page does; returns the version that it has then, and what is said of another one.
async fn keep(person: &Person, chat: i64, text: &str, base: i64) -> (i64, String) {
    let fields = [("text", text), ("base", &*base.to_string()), ("key", "the-key")];
    let request = person.form(&format!("/chats/{chat}/draft"), &fields);
    let response = request.send().await.expect("an answer");
    assert_eq!(response.status(), 200);
    let version = response.headers()["x-draft"].to_str().expect("text").parse().expect("a number");
    (version, response.text().await.expect("a text"))
}

/// What stands in the composer, and what is said of another draft.
async fn begun(person: &Person, chat: i64) -> (String, Option<String>) {
    let page = person.get(&format!("/chats/{chat}")).await.expect(200).dom();
    let field = page.find(&format!("text-{chat}")).expect("a field").text();
    (field.trim_start_matches('\n').to_owned(), page.find("other").map(|other| other.text()))
}

fn shown(page: &Page, chat: i64) -> String {
    page.root.find(&format!("c{chat}")).expect("a row").text()
}

each_database! {
    async fn what_is_begun_is_there_on_every_device_and_in_the_list_until_it_is_sent(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        let mut page = Page::of_chat(&ada, chat).await;
        let mut others = Page::of_chat(&bo, chat).await;
        let (first, other) = keep(&ada, chat, "the covers are", 0).await;
        assert_eq!(other, "");
        page.until("the list says so", |page| shown(page, chat).contains("Draft: the covers are")).await;
        page.settle().await;
        assert_eq!(begun(&ada, chat).await, ("the covers are".to_owned(), None));
        assert_eq!(keep(&ada, chat, "the covers are", first).await.0, first, "the same is no change");
        let (second, _) = keep(&ada, chat, "the covers are dry", first).await;
        assert!(second > first);
        // Something unread comes first.
        bo.say(chat, "and?").await;
        page.until("his message", |page| shown(page, chat).contains("and?")).await;
        ada.runs_script();
        ada.read(chat, i64::MAX).await;
        page.until("the draft again", |page| shown(page, chat).contains("Draft:")).await;
        ada.post_under(chat, "the covers are dry", "the-key").await.expect(303);
        page.until("it is sent", |page| shown(page, chat).contains("You: the covers are dry")).await;
        page.settle().await;
        assert_eq!(begun(&ada, chat).await, (String::new(), None));
        // What a page keeps late of what was sent is none any more.
        keep(&ada, chat, "the covers are dr", second).await;
        assert_eq!(begun(&ada, chat).await.0, "");
        others.run().await;
        assert!(!shown(&others, chat).contains("Draft"), "nobody else learns of it");
        assert_eq!(begun(&bo, chat).await.0, "");
        page.settle().await;
    }

    async fn two_that_were_written_beside_each_other_are_both_kept(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let (first, _) = keep(&ada, chat, "on the phone", 0).await;
        // The desk has not heard of it.
        let (second, other) = keep(&ada, chat, "at the desk", 0).await;
        assert!(other.contains("on the phone"), "{other}");
        let (text, other) = begun(&ada, chat).await;
        assert_eq!(text, "at the desk");
        assert!(other.expect("a notice").contains("on the phone"));
        let (_, other) = keep(&ada, chat, "on the phone, more", first).await;
        assert!(other.contains("on the phone") && other.contains("at the desk"), "none is lost: {other}");
        let post = async |act: &str, text: &str| {
            let page = ada.get(&format!("/chats/{chat}")).await.expect(200).dom();
            let base = page.all(|one| one.attr("name") == Some("base"));
            let base = base.first().and_then(|one| one.attr("value")).expect("a version").to_owned();
            ada.post(&format!("/chats/{chat}/messages"), &[("draft", act), ("text", text), ("base", &base)]).await.expect(303)
        };
        post("swap", "on the phone, and more").await;
        let (text, other) = begun(&ada, chat).await;
        assert!(text.contains("at the desk") && other.expect("the other").contains("on the phone, and more"));
        post("drop", "this one").await;
        assert_eq!(begun(&ada, chat).await, ("this one".to_owned(), None));
        // By a form: what is kept is there again; sent, the other one is the draft.
        post("keep", "kept by a button").await;
        assert_eq!(begun(&ada, chat).await, ("kept by a button".to_owned(), None));
        // Of an old page, nothing that was kept since is lost: neither by what its buttons do nor by sending from it.
        for act in ["swap", "drop"] {
            let fields = [("draft", act), ("text", "typed on an old page"), ("base", &*second.to_string())];
            ada.post(&format!("/chats/{chat}/messages"), &fields).await.expect(303);
            let (text, other) = begun(&ada, chat).await;
            assert_eq!(text, "typed on an old page", "{act}");
            assert!(other.expect("the other").contains("kept by a button"), "{act}");
        }
        keep(&ada, chat, "meanwhile", i64::MAX).await;
        ada.post_under(chat, "sent from an old page", "another-key").await.expect(303);
        let (text, other) = begun(&ada, chat).await;
        assert!(text.contains("kept by a button") && text.contains("meanwhile") && other.is_none(), "{text}");
    }

    async fn what_is_no_draft_is_refused(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Council of proofs", &[]).await;
        let path = format!("/chats/{group}/draft");
        assert_eq!(bo.post(&path, &[("text", "let me in")]).await.status, 404);
        for text in ["a\0b", &"x".repeat(80_001)] {
            assert_eq!(ada.post(&path, &[("text", text)]).await.status, 400);
        }
        let long = "x".repeat(25_000);
        keep(&ada, group, &long, 0).await;
        assert_eq!(begun(&ada, group).await.0, long, "too long for a message is not too long to be kept");
        let refused = ada.post(&format!("/chats/{group}/messages"), &[("text", &long), ("key", "k")]).await;
        assert_eq!((refused.status, begun(&ada, group).await.0), (422, long));
        // Who leaves takes it along.
        keep(&ada, group, "   ", 1).await;
        assert_eq!(begun(&ada, group).await.0, "");
    }
}
