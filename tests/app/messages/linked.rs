//! A chat's page of links: what is on it, in which order, and for whom.

use reqwest::Method;

use super::history;
use crate::support::{Element, House, Person, Site, eventually};

/// What the page shows of a message with links.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    message: i64,
    author: String,
    /// Where each leads to, and what is said of it.
    links: Vec<(String, String)>,
}

impl Shown {
    fn of(row: &Element) -> Shown {
        let lines = row.all(|one| one.name == "p");
        let (jump, links) = lines.split_last().expect("who, and when");
        let to = |line: &Element| line.all(|one| one.name == "a")[0].attr("href").expect("an address").to_owned();
        let message = to(jump).strip_prefix("/messages/").and_then(|id| id.parse().ok()).expect("a message");
        let author = jump.all(|one| one.name == "bdi")[0].text();
        assert_eq!(jump.all(|one| one.name == "time").len(), 1, "when");
        Shown { message, author, links: links.iter().map(|line| (to(line), line.text())).collect() }
    }
}

/// A page of the chat's links, and where the next one is.
async fn page(person: &Person, path: &str) -> (Vec<Shown>, Option<String>) {
    let page = person.get(path).await.expect(200).dom();
    let rows = page.all(|one| one.has_class("lines"));
    let rows = rows.first().map(|list| list.all(|one| one.name == "li")).unwrap_or_default();
    let older = page.all(|one| one.attr("href").is_some_and(|to| to.contains("/links?before=")));
    let older = older.first().and_then(|one| one.attr("href")).map(ToOwned::to_owned);
    (rows.into_iter().map(Shown::of).collect(), older)
}

/// All that the pages show.
async fn all(person: &Person, chat: i64) -> Vec<Shown> {
    let (mut all, mut next) = page(person, &format!("/chats/{chat}/links")).await;
    while let Some(path) = next {
        let (rows, older) = page(person, &path).await;
        all.extend(rows);
        next = older;
    }
    all
}

/// The messages of the pages, and that a search for links finds the same.
async fn messages(person: &Person, chat: i64) -> Vec<i64> {
    let shown: Vec<i64> = all(person, chat).await.iter().map(|shown| shown.message).collect();
    let mut next = Some(format!("/chats/{chat}/search?q=has:link"));
    let mut found: Vec<i64> = Vec::new();
    while let Some(path) = next {
        let page = person.get(&path).await.expect(200).dom();
        let number = |to: &str| to.strip_prefix("/messages/").and_then(|id| id.parse::<i64>().ok());
        let links = page.all(|one| one.name == "a");
        found.extend(links.iter().filter_map(|one| one.attr("href").and_then(number)));
        let next_of = links.iter().find(|one| one.attr("rel") == Some("next"));
        next = next_of.and_then(|one| one.attr("href")).map(ToOwned::to_owned);
    }
    assert_eq!(shown, found, "a search finds the same");
    shown
}

async fn newest(house: &House) -> i64 {
    house.number("SELECT MAX(id) FROM messages WHERE kind = 'text'").await
}

fn link(href: &str, said: &str) -> (String, String) {
    (href.to_owned(), said.to_owned())
}

each_database! {
    async fn the_links_of_a_chat_are_on_one_page_each_once_with_its_words(database) {
        let (house, [ada, bo, cy]) = House::near(database).await.filled(["Ada Marsh", "Bo Lind", "Cy Vale"]).await;
        let site = Site::open().await;
        site.put("/7", "text/html", b"<title>Sheet <b>7</title>");
        let group = ada.group("Council of proofs", &[&bo]).await;
        assert_eq!(all(&bo, group).await, [], "nothing yet");
        assert!(bo.get(&format!("/chats/{group}/links")).await.expect(200).text.contains("Nothing of this kind"));
        let to = site.url("/7");
        ada.say(group, "no link, `https://code.example`").await;
        ada.say(group, &format!("Look: {to} and [the **other**](https://b.example/?a=1&b=2), again {to}, or me@c.example")).await;
        let first = newest(&house).await;
        bo.say(group, "[https://good.example](https://evil.example/x)").await;
        let second = newest(&house).await;
        let titled = async || {
            let links = all(&bo, group).await.pop().map(|shown| shown.links).unwrap_or_default();
            if links.first().is_some_and(|one| one.1.contains("Sheet")) { Ok(()) } else { Err(format!("{links:?}")) }
        };
        eventually("what the page is called", titled).await;
        assert_eq!(all(&bo, group).await, [
            Shown { message: second, author: "Bo Lind".to_owned(), links: vec![link("https://evil.example/x", "https://good.example evil.example")] },
            Shown { message: first, author: "Ada Marsh".to_owned(), links: vec![
                link(&to, "Sheet <b>7 127.0.0.1"),
                link("https://b.example/?a=1&b=2", "the other b.example"),
                link("mailto:me@c.example", "me@c.example me@c.example"),
            ] },
        ]);
        let html = bo.get(&format!("/chats/{group}/links")).await.expect(200).dom();
        let outside = html.find("main").expect("a page").all(|one| one.attr("target") == Some("_blank"));
        assert_eq!(outside.len(), 4);
        assert!(outside.iter().all(|one| one.attr("rel") == Some("noopener noreferrer nofollow")));
        assert_eq!(messages(&ada, group).await, [second, first]);
        // Who wishes no previews is shown none.
        bo.chooses(&[]).await.expect(303);
        assert_eq!(all(&bo, group).await[1].links[0], link(&to, &format!("{to} 127.0.0.1")));
        // Each kind leads to the others.
        for (path, kind) in [("links", "Links"), ("files", "Files"), ("files?kind=pictures", "Pictures")] {
            let page = bo.get(&format!("/chats/{group}/{path}")).await.expect(200).dom();
            let kinds = page.all(|one| one.has_class("seg"))[0].all(|one| one.name == "a");
            assert_eq!(kinds.len(), 3, "{path}");
            let here: Vec<String> = kinds.iter().filter(|one| one.has("aria-current")).map(|one| one.text()).collect();
            assert_eq!(here, [kind]);
        }
        ada.submit("/settings", &[("language", "vi")]).await;
        let page = ada.get(&format!("/chats/{group}/links")).await.expect(200).dom();
        assert_eq!(page.all(|one| one.name == "h1")[0].text(), "Liên kết của Council of proofs");
        // The same gate as everywhere.
        for path in ["", "?before=5"] {
            assert_eq!(cy.get(&format!("/chats/{group}/links{path}")).await.status, 404);
        }
        assert_eq!(house.stranger().browse(Method::GET, &format!("/chats/{group}/links")).send().await.expect("an answer").status(), 303);
        assert_eq!(bo.get(&format!("/chats/{group}/links?before=x")).await.status, 400);
    }

    async fn what_is_changed_repeated_and_deleted_is_on_the_page_as_it_is(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let (group, other) = (ada.group("Press", &[&bo]).await, ada.group("Studio", &[]).await);
        ada.say(group, "not yet").await;
        let first = newest(&house).await;
        let edit = async |text: &str, version: &str| {
            ada.post(&format!("/messages/{first}/edit"), &[("text", text), ("version", version)]).await.expect(303);
        };
        assert_eq!(messages(&bo, group).await, [0; 0]);
        edit("now: https://a.example/1", "0").await;
        assert_eq!(messages(&bo, group).await, [first]);
        edit("now: https://a.example/2", "1").await;
        assert_eq!(all(&bo, group).await[0].links, [link("https://a.example/2", "https://a.example/2 a.example")]);
        let fields = [("message", &*first.to_string()), ("chat", &other.to_string()), ("key", "f")];
        ada.post("/forward", &fields).await.expect(303);
        let copy = newest(&house).await;
        edit("no more", "2").await;
        assert_eq!((messages(&bo, group).await, messages(&ada, other).await), (vec![], vec![copy]));
        let poll = [("question", "Which, of https://a.example/3?"), ("answer", "one"), ("answer", "two"), ("key", "p")];
        ada.post(&format!("/chats/{group}/poll"), &poll).await.expect(303);
        let asked = newest(&house).await;
        bo.send_files(group, &[("sheet.txt", b"dry")], &[("text", "with https://a.example/4"), ("key", "s")], false).await.expect(303);
        let sent = newest(&house).await;
        assert_eq!(messages(&bo, group).await, [sent, asked]);
        ada.post("/deletion", &[("message", &asked.to_string())]).await.expect(303);
        assert_eq!(messages(&bo, group).await, [sent]);
        house.audit().await;
    }

    async fn pages_of_links_hold_every_message_once_and_so_many_links_of_each(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let group = ada.group("Press", &[]).await;
        for n in 0..67 {
            ada.say(group, &format!("sheet {n}: https://a.example/{n}")).await;
            if n % 10 == 0 {
                ada.say(group, "and nothing").await;
            }
        }
        let (rows, older) = page(&ada, &format!("/chats/{group}/links")).await;
        assert_eq!((rows.len(), older.is_some()), (30, true));
        let shown: Vec<String> = all(&ada, group).await.iter().map(|shown| shown.links[0].0.clone()).collect();
        assert_eq!(shown, (0..67).rev().map(|n| format!("https://a.example/{n}")).collect::<Vec<_>>());
        messages(&ada, group).await;
        // Of messages that were there before it is known only that they may show one.
        history(&ada, group, 80).await;
        ada.say(group, "see https://a.example/last").await;
        house.execute("UPDATE messages SET linked = TRUE WHERE kind = 'text'").await;
        assert_eq!(all(&ada, group).await.len(), 68);
        assert_eq!(page(&ada, &format!("/chats/{group}/links")).await.0.len(), 30, "they are passed over");
        let many: String = (0..26).map(|n| format!("https://b.example/{n} ")).collect();
        ada.say(group, &many).await;
        let dom = ada.get(&format!("/chats/{group}/links")).await.expect(200).dom();
        let row = dom.all(|one| one.has_class("lines"))[0].all(|one| one.name == "li")[0];
        assert_eq!(row.all(|one| one.attr("target").is_some()).len(), 20);
        assert!(row.text().ends_with("and 6 more"), "{}", row.text());
    }
}
