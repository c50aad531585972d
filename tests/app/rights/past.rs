//! Who joins a group that keeps its past from them, and what they ask of it.

use std::collections::BTreeSet;

use super::{PEOPLE, add, found, newest};
use crate::matrix::company::{card, soon, wide};
use crate::page::Page;
use crate::support::{House, Person};

async fn vote(person: &Person, chat: i64, poll: i64) {
    let fields = [("vote", &*poll.to_string()), (&*format!("v{poll}"), "0")];
    person.post(&format!("/chats/{chat}/reactions"), &fields).await.expect(303);
}

/// What she posts with numbers of what was said before she came is answered as if that were not there, and changes nothing.
async fn posts_with_old_numbers(house: &House, chi: &Person, (group, file): (i64, i64), (old, poll): (i64, i64)) {
    // What links lead to the house asks by itself, whoever does what.
    let rows = async || {
        let all = house.rows().await;
        all.into_iter().filter(|row| !row.starts_with("waiting_cards ")).collect::<BTreeSet<String>>()
    };
    let (new, before) = (newest(chi, group).await.to_string(), rows().await);
    let (old, poll, file, group) = (old.to_string(), poll.to_string(), file.to_string(), group.to_string());
    let (here, chosen, soon) = (format!("/chats/{group}"), format!("v{poll}"), soon());
    let react = [("r", &*format!("{old} 👍"))];
    for (path, fields, status) in [
        (format!("{here}/reactions"), &react[..], 404),
        (format!("{here}/reactions"), &[("message", &old), ("emoji", "no such")], 404),
        (format!("{here}/reactions"), &[("vote", &poll), (&chosen, "0")], 404),
        (format!("{here}/reactions"), &[("vote", &poll)], 404),
        (format!("{here}/reactions"), &[("unvote", &poll)], 404),
        (format!("/messages/{old}/pin"), &[("pinned", "0")], 404),
        (format!("/messages/{old}/favourite"), &[("favourite", "1")], 404),
        (format!("/messages/{old}/reminder"), &[("at", &soon)], 404),
        (format!("/messages/{old}/unread"), &[], 404),
        (format!("/messages/{old}/edit"), &[("text", "mine"), ("version", "0")], 404),
        (format!("/messages/{old}/card"), &[("card", "0")], 404),
        (format!("/messages/{poll}/poll"), &[("closed", "1")], 404),
        ("/forward".to_owned(), &[("message", &old), ("chat", &group), ("key", "o")], 404),
        ("/forward".to_owned(), &[("message", &new), ("message", &old), ("chat", &group), ("key", "o")], 422),
        ("/deletion".to_owned(), &[("message", &old)], 404),
        ("/deletion".to_owned(), &[("message", &new), ("message", &old)], 404),
        (format!("{here}/messages"), &[("text", "and that?"), ("key", "o"), ("reply", &old)], 410),
        (format!("{here}/messages"), &[("text", "and that?"), ("key", "o"), ("file", &file)], 410),
    ] {
        let answer = chi.post(&path, fields).await;
        assert_eq!(answer.status, status, "{path} {fields:?}: {}", answer.text);
        assert!(
            !answer.text.contains("secret") && !answer.text.contains("sauce"),
            "{path} {fields:?}: {}",
            answer.text
        );
    }
    let after = rows().await;
    let changed: Vec<_> = before.symmetric_difference(&after).collect();
    assert!(changed.is_empty(), "what was refused has changed {changed:#?}");
}

each_database! {
    async fn who_joins_without_the_past_sees_nothing_of_it_anywhere(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, PEOPLE).await;
        let group = ada.group("Press", &[&bo]).await;
        ada.say(group, "the secret sauce, https://sauce.example").await;
        let old = newest(&ada, group).await;
        let files = [("secret.png", wide()), ("secret.txt", b"plum")];
        bo.send_files(group, &files, &[("text", "a secret file"), ("key", "f")], false).await;
        let file = house.number("SELECT MIN(id) FROM attachments").await;
        card(&house, old, "The secret sauce").await;
        let asks = [("question", "Which secret sauce?"), ("answer", "Plum"), ("answer", "None"), ("key", "p")];
        ada.post(&format!("/chats/{group}/poll"), &asks).await.expect(303);
        let poll = newest(&ada, group).await;
        vote(&bo, group, poll).await;
        ada.post(&format!("/messages/{old}/pin"), &[("pinned", "1")]).await.expect(303);
        ada.rules(group, &[]).await.expect(303);
        // Numbers of messages are those of all chats.
        ada.say(ada.general().await, "elsewhere").await;
        assert_eq!(add(&ada, group, &chi).await, 303);
        let mut chis = Page::of_chat(&chi, group).await;
        let mut bos = Page::of_chat(&bo, group).await;
        // An answer to what she does not see, an edit of it, and a reaction to it.
        let answer = [("text", "about that"), ("key", "r"), ("reply", &*old.to_string())];
        bo.post(&format!("/chats/{group}/messages"), &answer).await.expect(303);
        ada.post(&format!("/messages/{old}/edit"), &[("text", "the secret gravy, https://gravy.example"), ("version", "0")]).await.expect(303);
        bo.post(&format!("/chats/{group}/reactions"), &[("r", &format!("{old} 👍"))]).await.expect(303);
        ada.say(group, "and then").await;
        for page in [&mut chis, &mut bos] {
            page.until("what came", |page| page.texts().iter().any(|text| text == "and then")).await;
            page.settle().await;
        }
        assert!(bos.root.html().contains("the secret gravy"));
        assert!(!chis.root.html().contains("secret"), "{}", chis.root.html());
        assert_eq!(chis.reloads, [] as [&str; 0]);
        let words = |text: &str| ["secret", "sauce", "gravy", "plum"].iter().any(|word| text.contains(word));
        for path in [
            format!("/chats/{group}"),
            format!("/chats/{group}?before={}", old + 1),
            format!("/chats/{group}?around={old}"),
            format!("/chats/{group}/messages?before={}", old + 2),
            format!("/chats/{group}/messages?since=0&epoch=x"),
            format!("/chats/{group}/since?after=0"),
            format!("/chats/{group}/jump?after=0"),
            format!("/chats/{group}?before=1"),
            format!("/chats/{group}?reply={old}"),
            format!("/chats/{group}/composer?reply={old}"),
            format!("/chats/{group}/mentions?q="),
            format!("/chats/{group}/search?q=secre"),
            format!("/chats/{group}/search?q=has:file"),
            "/search?q=has:link".to_owned(),
            format!("/chats/{group}/pins"),
            format!("/chats/{group}/files"),
            format!("/chats/{group}/links"),
            format!("/chats/{group}/select"),
            format!("/chats/{group}/members"),
            "/favourites".to_owned(),
            "/messages".to_owned(),
        ] {
            let page = chi.get(&path).await.expect(200);
            assert!(!words(&page.text), "{path}: {}", page.text);
        }
        let below = ["", "/actions", "/versions", "/reactions", "/edit", "/reminder", "/picture", "/votes", "/views", "/why"];
        for message in [old, poll] {
            for path in below {
                assert_eq!(chi.get(&format!("/messages/{message}{path}")).await.status, 404, "{path}");
            }
        }
        for path in [format!("/files/{file}"), format!("/files/{file}/preview")] {
            assert_eq!((chi.get(&path).await.status, bo.get(&path).await.status), (404, 200), "{path}");
        }
        assert_eq!(chi.get(&format!("/files/{}", file + 1)).await.status, 404);
        for path in ["forward", "deletion"] {
            assert_eq!(chi.get(&format!("/{path}?message={old}")).await.status, 404, "{path}");
        }
        // A day of before leads to the first that she sees.
        let first = chi.messages(group).await[0].0;
        assert!(first > poll, "{first}");
        let day = chi.get(&format!("/chats/{group}/day?on=2020-01-01")).await.expect(303).location.expect("an address");
        assert!(day.ends_with(&format!("#m{first}")), "{day}");
        posts_with_old_numbers(&house, &chi, (group, file), (old, poll)).await;
        let (seen, all) = (chi.get(&format!("/chats/{group}/search?q=has:file")).await.text, bo.get(&format!("/chats/{group}/search?q=has:file")).await.text);
        assert!(seen.contains("No messages found") && all.contains("1 message found"), "{seen}");
        assert!(!found(&chi, "secret").await);
        assert!(found(&bo, "secret").await);
        assert!(words(&bo.get(&format!("/chats/{group}/links")).await.expect(200).text));
        // Who is called in it later is told nothing of it.
        let called = [("text", "the secret gravy, @Chi"), ("version", "1")];
        ada.post(&format!("/messages/{old}/edit"), &called).await.expect(303);
        let centre = chi.get("/notifications").await.expect(200);
        assert!(!words(&centre.text), "{}", centre.text);
        // She can quote nothing of it, either.
        let quote = [("text", "what was it?"), ("key", "q"), ("reply", &*old.to_string())];
        let refused = chi.post(&format!("/chats/{group}/messages"), &quote).await.expect(410);
        assert!(!words(&refused.text) && refused.text.contains("what was it?"), "{}", refused.text);
        assert_eq!(house.number(&format!("SELECT COUNT(*) FROM notifications WHERE subject_id = {old} AND owner_id = {}", chi.id)).await, 0);
        // Who was there before sees what is answered, behind a link; where all see it, it is quoted.
        bo.say(group, "new").await;
        let new = newest(&bo, group).await;
        let answer = [("text", "yes"), ("key", "y"), ("reply", &*new.to_string())];
        ada.post(&format!("/chats/{group}/messages"), &answer).await.expect(303);
        let page = chi.get(&format!("/chats/{group}")).await.expect(200);
        assert!(page.text.contains("An earlier message") && page.text.contains(&format!("data-q=\"{new}\"")), "{}", page.text);
    }
}
