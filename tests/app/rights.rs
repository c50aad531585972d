//! Groups: who may do what in them, how one joins, what new people see, what goes by itself, and what is put away.

use reqwest::Method;

use crate::matrix::company::{department, enroll};
use crate::page::Page;
use crate::support::{House, Person};

mod kept;
mod past;

const PEOPLE: [&str; 3] = ["Ada Marsh", "Bo Lind", "Chi Nguyen"];

/// What the page of the chat says of why one does not write, if one does not.
async fn closed(person: &Person, chat: i64) -> Option<String> {
    let page = person.get(&format!("/chats/{chat}")).await.expect(200).dom();
    if page.find("composer").is_some() {
        return None;
    }
    Some(page.find("main").expect("the page").text())
}

async fn newest(person: &Person, chat: i64) -> i64 {
    person.messages(chat).await.last().expect("a message").0
}

async fn add(by: &Person, group: i64, other: &Person) -> u16 {
    by.post(&format!("/chats/{group}/members"), &[("user", &other.id.to_string())]).await.status
}

/// The lines of what a search of everything finds.
async fn found(person: &Person, words: &str) -> bool {
    let page = person.get(&format!("/search?q={words}")).await.expect(200);
    page.text.contains("class=\"hit\"")
}

each_database! {
    async fn who_may_write_is_the_owners_to_say_and_open_pages_follow(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, PEOPLE).await;
        let group = ada.group("Press", &[&bo, &chi]).await;
        ada.with_member(group, &chi, "promote").await.expect(303);
        bo.say(group, "before").await;
        let mut page = Page::of_chat(&bo, group).await;
        ada.rules(group, &[("writers", "administrators")]).await.expect(303);
        page.until("no composer", |page| page.root.find("composer").is_none()).await;
        let words = closed(&bo, group).await.expect("closed");
        assert!(words.contains("Only some people write in this group"), "{words}");
        let refused = bo.post_under(group, "still mine", "k").await.expect(403);
        assert!(refused.text.contains("still mine") && refused.text.contains("Only some people write"), "{}", refused.text);
        chi.say(group, "an administrator").await;
        // What is there can be reacted to.
        let message = newest(&chi, group).await;
        bo.post(&format!("/chats/{group}/reactions"), &[("r", &format!("{message} 👍"))]).await.expect(303);
        // Who is no longer one of them does not write, who comes to be one does.
        ada.with_member(group, &chi, "demote").await.expect(303);
        assert!(closed(&chi, group).await.is_some());
        ada.with_member(group, &bo, "promote").await.expect(303);
        page.until("a composer", |page| page.root.find("composer").is_some()).await;
        assert_eq!(closed(&bo, group).await, None);
        page.settle().await;
        // A page that was away when that was said shows it when it comes back.
        let mut away = Page::of_chat(&bo, group).await;
        away.cut();
        ada.stand(group, "read-only").await.expect(303);
        away.reconnect().await;
        away.until("no composer", |page| page.root.find("composer").is_none()).await;
        ada.stand(group, "active").await.expect(303);
        away.until("a composer again", |page| page.root.find("composer").is_some()).await;
        away.settle().await;
        // Nobody but the owner says so.
        assert_eq!(bo.rules(group, &[]).await.status, 403);
        assert_eq!(bo.stand(group, "archived").await.status, 403);
    }

    async fn each_right_is_asked_for_where_it_is_used(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, PEOPLE).await;
        let [dag, eva] = [house.invite(&ada, "Dag Vik").await, house.invite(&ada, "Eva Holm").await];
        let group = ada.group("Press", &[&bo, &chi]).await;
        assert_eq!(add(&bo, group, &dag).await, 403);
        assert_eq!(bo.with_member(group, &chi, "remove").await.status, 403);
        bo.say(group, "pinned").await;
        let message = newest(&bo, group).await;
        let pin = async |value: &str| bo.post(&format!("/messages/{message}/pin"), &[("pinned", value)]).await.status;
        assert_eq!(pin("1").await, 303);
        let all = async |key: &str| {
            let fields = [("text", "@all look"), ("key", key), ("all", "2")];
            bo.post(&format!("/chats/{group}/messages"), &fields).await.status
        };
        assert_eq!(all("a").await, 303);
        let turned = [("adders", "all"), ("removers", "all"), ("pinners", "owner"), ("callers", "administrators")];
        ada.rules(group, &turned).await.expect(303);
        assert_eq!(add(&bo, group, &dag).await, 303);
        assert_eq!((pin("0").await, all("b").await), (403, 403));
        ada.with_member(group, &chi, "promote").await.expect(303);
        assert_eq!(bo.with_member(group, &chi, "remove").await.status, 403, "nobody removes who looks after it");
        assert_eq!(bo.with_member(group, &ada, "remove").await.status, 403);
        assert_eq!(bo.with_member(group, &bo, "remove").await.status, 403, "one leaves by leaving");
        assert_eq!(bo.with_member(group, &dag, "remove").await.status, 303);
        assert_eq!(bo.with_member(group, &chi, "demote").await.status, 403);
        assert_eq!(add(&bo, group, &eva).await, 303);
        let words = bo.get(&format!("/chats/{group}/members")).await.expect(200).dom().text();
        assert!(words.contains("Add people") && !words.contains("Settings of the group"), "{words}");
    }

    async fn a_group_that_is_read_only_or_archived_is_added_to_by_nobody(database) {
        let (house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Press", &[&bo]).await;
        ada.say(group, "still unread").await;
        let message = newest(&ada, group).await;
        let hook = ada.post(&format!("/chats/{group}/hooks"), &[("name", "Robot")]).await.expect(200).dom();
        let address = hook.find("address").expect("its address").text();
        let address = address[address.find("/hooks/").expect("a path")..].to_owned();
        let mut page = Page::open(&bo, "/messages").await;
        page.until("what is unread", |page| page.unread() == "1").await;
        for standing in ["read-only", "archived"] {
            ada.stand(group, standing).await.expect(303);
            assert!(closed(&ada, group).await.is_some(), "{standing}");
            assert_eq!(bo.post_under(group, "more", standing).await.status, 403);
            let forward = [("message", message.to_string()), ("chat", group.to_string()), ("key", standing.to_owned())];
            let forward: Vec<(&str, &str)> = forward.iter().map(|(name, value)| (*name, &**value)).collect();
            let refused = bo.post("/forward", &forward).await;
            assert!(refused.status == 422 && refused.text.contains("may not write to Press"), "{standing}: {}", refused.text);
            for (path, fields) in [
                (format!("/messages/{message}/pin"), [("pinned", "1".to_owned())]),
                (format!("/chats/{group}/reactions"), [("r", format!("{message} 👍"))]),
            ] {
                let fields = fields.each_ref().map(|(name, value)| (*name, &**value));
                assert_eq!(bo.post(&path, &fields).await.status, 403, "{standing}: {path}");
            }
            assert_eq!(add(&ada, group, &ada).await, 403);
            let stranger = house.stranger();
            let post = stranger.bare(Method::POST, &address).header("content-type", "application/json");
            let answer = stranger.try_send(post.body("{\"text\":\"more\"}")).await.expect("an answer");
            assert!((400..500).contains(&answer.status), "{standing}: {}", answer.status);
        }
        // It is in no list, and what is unread in it is counted nowhere; it is found, and read.
        page.until("a list without it", |page| page.root.find(&format!("c{group}")).is_none()).await;
        page.until("nothing unread", |page| page.unread().is_empty()).await;
        page.settle().await;
        assert_eq!(bo.row(group).await, None);
        let away = bo.get("/chats/archived").await.expect(200);
        assert!(away.text.contains(&format!("href=\"/chats/{group}\"")), "{}", away.text);
        assert!(found(&bo, "still").await);
        ada.stand(group, "active").await.expect(303);
        page.until("a list with it", |page| page.root.find(&format!("c{group}")).is_some()).await;
        bo.say(group, "again").await;
        page.settle().await;
    }

    async fn open_groups_are_found_and_joined_by_who_works_here(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, PEOPLE).await;
        let guest = house.invite(&ada, "Gus Guest").await;
        ada.post(&format!("/admin/people/{}/role", guest.id), &[("role", "guest")]).await.expect(303);
        let [open, shut] = [ada.group("Đọc sách", &[]).await, ada.group("Quiet room", &[]).await];
        ada.say(open, "what was said").await;
        ada.rules(open, &[("findable", "1"), ("shows_past", "1")]).await.expect(303);
        let names = async |person: &Person, q: &str| {
            let page = person.get(&format!("/chats/open?q={q}")).await.expect(200).dom();
            let items = page.all(|one| one.has_class("items"));
            items.first().map(|list| list.all(|one| one.name == "b").iter().map(|one| one.text()).collect()).unwrap_or_else(Vec::new)
        };
        assert_eq!(names(&bo, "").await, ["Đọc sách"]);
        assert_eq!(names(&bo, "sach").await, ["Đọc sách"], "a word of it, without marks");
        assert_eq!(names(&bo, "quiet").await, [] as [&str; 0]);
        let mut page = Page::of_chat(&ada, open).await;
        bo.post(&format!("/chats/{open}/join"), &[]).await.expect(303);
        page.until("who came", |page| page.texts().iter().any(|text| text.contains("Bo Lind joined"))).await;
        page.settle().await;
        assert!(bo.texts(open).await.contains(&"what was said".to_owned()));
        bo.say(open, "here").await;
        bo.post(&format!("/chats/{open}/join"), &[]).await.expect(303);
        let told = ada.texts(open).await.iter().filter(|text| text.contains("joined")).count();
        assert_eq!(told, 1, "who is in it does not come again");
        assert_eq!(bo.post(&format!("/chats/{shut}/join"), &[]).await.status, 404);
        assert_eq!(guest.get("/chats/open").await.status, 403);
        assert_eq!(guest.post(&format!("/chats/{open}/join"), &[]).await.status, 403);
        // What is read only is found, and joined by nobody.
        ada.stand(open, "read-only").await.expect(303);
        assert_eq!(chi.post(&format!("/chats/{open}/join"), &[]).await.status, 404);
    }

    async fn a_link_leads_into_the_group_until_there_is_another(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, PEOPLE).await;
        let group = ada.group("Press", &[]).await;
        let link = ada.link(group).await;
        let page = bo.get(&format!("/join/{link}")).await.expect(200);
        assert!(page.text.contains("Press"));
        assert_eq!(bo.row(group).await, None, "looking is not joining");
        assert_eq!(bo.post(&format!("/join/{link}"), &[]).await.expect(303).chat(), group);
        assert_eq!(bo.post(&format!("/chats/{group}/link"), &[("link", "make")]).await.status, 403);
        let other = ada.link(group).await;
        assert_eq!(chi.get(&format!("/join/{link}")).await.status, 404);
        assert_eq!(chi.post(&format!("/join/{link}"), &[]).await.status, 404);
        ada.post(&format!("/chats/{group}/link"), &[("link", "remove")]).await.expect(303);
        assert_eq!(chi.post(&format!("/join/{other}"), &[]).await.status, 404);
    }

    async fn all_that_is_unread_is_read_at_once(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chats = [ada.general().await, ada.direct(&bo).await, ada.group("Press", &[&bo]).await];
        for chat in chats {
            ada.say(chat, "unread").await;
        }
        let mut page = Page::open(&bo, "/messages").await;
        page.until("three", |page| page.unread() == "3").await;
        bo.post("/chats/read", &[]).await.expect(303);
        page.until("none", |page| page.unread().is_empty()).await;
        page.settle().await;
        assert_eq!(bo.unread().await, "");
    }

    async fn a_group_has_a_name_a_colour_a_picture_and_what_it_is_for(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let group = ada.group("Press", &[&bo]).await;
        let mut page = Page::of_chat(&bo, group).await;
        let looks = [("name", "Druckerei"), ("about", "Plates & proofs"), ("hue", "6")];
        ada.post(&format!("/chats/{group}/settings"), &looks).await.expect(303);
        page.until("its name", |page| page.root.find(&format!("bar-{group}")).is_some_and(|bar| bar.text().contains("Druckerei"))).await;
        page.until("what it is for", |page| page.texts().iter().any(|text| text.contains("Plates & proofs"))).await;
        page.settle().await;
        assert!(bo.get(&format!("/chats/{group}/members")).await.expect(200).dom().text().contains("Plates & proofs"));
        // What is wrong is said, and what was typed comes back.
        let wrong = [("name", ""), ("about", "Typed"), ("hue", "9")];
        let again = ada.post(&format!("/chats/{group}/settings"), &wrong).await.expect(422);
        assert!(again.text.contains("Typed") && again.text.contains("No colour is chosen"), "{}", again.text);
        let again = ada.post(&format!("/chats/{group}/rules"), &[("writers", "nobody")]).await.expect(422);
        assert!(again.text.contains("Nothing is chosen"), "{}", again.text);
        assert_eq!(bo.post(&format!("/chats/{group}/settings"), &looks).await.status, 403);
        assert_eq!(bo.get(&format!("/chats/{group}/settings")).await.status, 403);
    }

    async fn who_begins_a_chat_with_somebody_and_adds_them_is_theirs_to_say(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, PEOPLE).await;
        let dag = house.invite(&ada, "Dag Vik").await;
        let begin = async |person: &Person| {
            let answer = person.post("/chats/direct", &[("user", &chi.id.to_string())]).await;
            (answer.status, answer.text.contains("takes no new chats from you"))
        };
        bo.direct(&chi).await;
        chi.chooses(&[("beginners", "nobody"), ("adders_of_me", "nobody")]).await.expect(303);
        assert_eq!(begin(&dag).await, (403, true));
        assert_eq!(begin(&bo).await.0, 303, "what has begun goes on");
        assert_eq!(begin(&ada).await.0, 303, "who looks after the company may");
        let group = bo.group("Press", &[]).await;
        let refused = bo.post(&format!("/chats/{group}/members"), &[("user", &chi.id.to_string())]).await.expect(422);
        assert!(refused.text.contains("Chi Nguyen cannot be added by you"), "{}", refused.text);
        let made = [("name", "Typed already"), ("user", &*chi.id.to_string())];
        let refused = bo.post("/chats", &made).await.expect(422);
        assert!(refused.text.contains("Typed already") && refused.text.contains("cannot be added by you"), "{}", refused.text);
        let both = [("user", &*chi.id.to_string()), ("user", &*dag.id.to_string()), ("q", "nobody like this")];
        let refused = bo.post(&format!("/chats/{group}/members"), &both).await.expect(422).dom();
        let ticked = refused.all(|one| one.attr("name") == Some("user") && one.has("checked")).len();
        assert_eq!(ticked, 2, "who was ticked stays ticked");
        let link = bo.link(group).await;
        assert_eq!(chi.post(&format!("/join/{link}"), &[]).await.expect(303).chat(), group, "by themselves they may");
        // Of a department with them.
        chi.chooses(&[("beginners", "departments"), ("adders_of_me", "departments")]).await.expect(303);
        assert_eq!(begin(&dag).await, (403, true));
        let bindery = department(&ada, "Bindery").await;
        for person in [&dag, &chi] {
            enroll(&ada, person, bindery, "").await;
        }
        assert_eq!(begin(&dag).await.0, 303);
    }

    async fn hours_are_counted_as_their_reader_counts_them(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let chat = ada.general().await;
        let chosen = [("clock", "12"), ("text_size", "larger"), ("own_side", "start"), ("sound_group", "none")];
        bo.chooses(&chosen).await.expect(303);
        // A page says so of itself, and to its script.
        let html = bo.get("/messages").await.expect(200).text;
        for said in ["data-look=\"larger start plain\"", "data-sound=\"chime none chime\"", "css/look.css"] {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(!ada.get("/messages").await.expect(200).text.contains("look"), "as usual for her");
        let mut page = Page::of_chat(&bo, chat).await;
        ada.say(chat, "what time is it?").await;
        page.until("the message", |page| page.texts().iter().any(|text| text == "what time is it?")).await;
        page.settle().await;
        let times = page.root.find("messages").expect("a list").all(|one| one.name == "time");
        assert!(times.iter().all(|time| time.text().ends_with(" am") || time.text().ends_with(" pm")), "{}", page.root.html());
    }
}
