//! Who is here, away, busy, on leave or gone, as others' pages show it.

use crate::page::Page;
use crate::support::{Element, House, Person};

/// What `/people` says of two employees, of whom one is in, or both.
const ONE: &str = "2 people in 0 departments · 1 in now";
const TWO: &str = "2 people in 0 departments · 2 in now";

/// What the top of the chat says of the other person.
async fn bar(person: &Person, chat: i64) -> String {
    let page = person.get(&format!("/chats/{chat}")).await.expect(200).dom();
    let bar = page.find(&format!("bar-{chat}")).expect("a bar").clone();
    bar.all(|element| element.name == "p").first().expect("a line").text()
}

/// Tomorrow on the company's clock, as a form has it.
async fn tomorrow(person: &Person) -> String {
    person.post("/settings/status", &[("quiet", "tomorrow")]).await.expect(303);
    let page = person.get("/settings/status").await.expect(200).dom();
    let day = page.find("quiet_day").expect("a field").attr("value").expect("a day").to_owned();
    person.post("/settings/status", &[("quiet", "off")]).await.expect(303);
    day
}

each_database! {
    async fn a_page_that_nobody_uses_makes_its_person_away(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let direct = ada.direct(&bo).await;
        ada.say(direct, "hello").await;
        let (mut adas, mut bos) = (Page::of_chat(&ada, direct).await, Page::of_chat(&bo, direct).await);
        adas.until_shown(&bo, "on", "Available").await;
        bos.say("300").await;
        adas.until_shown(&bo, "away", "Away").await;
        bos.until_shown(&bo, "away", "Away").await;
        let words = bar(&ada, direct).await;
        assert!(words.starts_with("Away since "), "{words}");
        let mut second = Page::open(&bo, "/settings").await;
        adas.until_shown(&bo, "on", "Available").await;
        second.cut();
        adas.until_shown(&bo, "away", "Away").await;
        bos.say("0").await;
        adas.until_shown(&bo, "on", "Available").await;
        // Nothing else that a page says means anything.
        for noise in ["-5", "99999999999", "+", "+x,,1e9", "hello"] {
            bos.say(noise).await;
        }
        bos.cut();
        adas.until_shown(&bo, "off", "Offline").await;
        assert!(bar(&ada, direct).await.starts_with("Offline since "));
        adas.cut();
        adas.reconnect().await;
        adas.until_shown(&bo, "off", "Offline since ").await;
        adas.settle().await;

        bo.post("/settings/status", &[("quiet", "off"), ("seen_hidden", "1")]).await.expect(303);
        assert_eq!(bar(&ada, direct).await, "Offline");
        adas.cut();
        adas.reconnect().await;
        adas.until("no word of since when", |page| page.presence(&bo).1 == ["Offline"]).await;
        bos.reconnect().await;
        adas.say("400").await;
        bos.until_shown(&ada, "away", "Away").await;
        assert_eq!(bar(&bo, direct).await, "Away", "who hides it does not see it");
    }

    async fn how_many_are_in_follows(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        ada.post(&format!("/admin/people/{}/role", chi.id), &[("role", "guest")]).await.expect(303);
        let said = |page: &Page, id: &str| page.root.find(id).map(Element::text).unwrap_or_default();
        let (mut all, mut root) = (Page::open(&ada, "/people").await, Page::open(&ada, "/departments/1").await);
        all.until("one who is in", |page| said(page, "total") == ONE).await;
        root.until("one who is in", |page| said(page, "n1") == "1 of 2 in").await;
        let mut guests = Page::open(&chi, "/people").await;
        assert!(!guests.root.text().contains(" in now"));
        let live = guests.root.attributes.get_mut("data-live").expect("an address");
        *live = live.replace("&state=", "&counts=1&state=");
        guests.heard = Some(String::new());
        guests.reconnect().await;
        let mut bos = Page::open(&bo, "/settings").await;
        all.until("two who are in", |page| said(page, "total") == TWO).await;
        root.until("two who are in", |page| said(page, "n1") == "2 of 2 in").await;
        guests.run().await;
        let heard = guests.heard.take().expect("it listens");
        assert!(!heard.contains("total") && !heard.contains(" of 2 in"), "{heard}");
        all.cut();
        bos.cut();
        root.until("one who is in", |page| said(page, "n1") == "1 of 2 in").await;
        assert_eq!(said(&all, "total"), TWO, "nobody has told it");
        all.reconnect().await;
        all.until("what it has missed", |page| said(page, "total") == ONE).await;
    }

    async fn a_persons_page_does_not_contradict_itself(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let path = format!("/people/{}", bo.id);
        let now = |page: &Page| {
            let lines = page.root.find("person").expect("a person").all(|element| element.has_class("now"));
            let tags = lines[0].all(|element| element.has_class("tag"));
            (lines[0].text(), tags[0].attr("class").map(str::to_owned))
        };
        let mut open = Page::open(&ada, &path).await;
        open.say(&format!("+{}", bo.id)).await;
        let mut bos = Page::open(&bo, "/settings").await;
        open.until_shown(&bo, "on", "Available").await;
        assert_eq!(now(&open), ("Available".to_owned(), Some("tag".to_owned())));
        bos.say("300").await;
        open.until_shown(&bo, "away", "Away").await;
        assert_eq!(now(&open), ("Away".to_owned(), Some("tag".to_owned())), "its look follows the door");
        let mut fresh = Page::open(&ada, &path).await;
        assert!(now(&fresh).0.starts_with("Away since "), "{:?}", now(&fresh));
        fresh.say(&format!("+{}", bo.id)).await;
        bos.say("0").await;
        fresh.until_shown(&bo, "on", "Available").await;
        assert_eq!(now(&fresh).0, "Available", "and says no more since when they were gone");
    }

    async fn do_not_disturb_and_leave_are_told_at_once(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let direct = ada.direct(&bo).await;
        ada.say(direct, "hello").await;
        let (mut adas, mut bos) = (Page::of_chat(&ada, direct).await, Page::open(&bo, "/settings").await);
        let tomorrow = tomorrow(&bo).await;
        bo.post("/settings/status", &[("quiet", "60")]).await.expect(303);
        for page in [&mut adas, &mut bos] {
            page.until_shown(&bo, "busy", "Do not disturb until ").await;
        }
        assert!(bar(&ada, direct).await.starts_with("Do not disturb until "));
        // Others away or here, the panel says what oneself has chosen.
        let own = bo.get("/settings/status").await.expect(200).text;
        assert!(own.contains("data-p=\"busy\"") && own.contains("Do not disturb until "));
        bo.post("/settings/status", &[("quiet", "30"), ("leave_until", &tomorrow)]).await.expect(303);
        adas.until_shown(&bo, "leave", "On leave until ").await;
        bos.cut();
        bo.post("/settings/status", &[("quiet", "off")]).await.expect(303);
        adas.until_shown(&bo, "off", "Offline").await;
    }

    async fn who_gets_a_copy_while_somebody_is_on_leave_is_named_to_who_writes(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let direct = ada.direct(&bo).await;
        ada.say(direct, "hello").await;
        let mut adas = Page::of_chat(&ada, direct).await;
        let mut centre = Page::open(&chi, "/notifications").await;
        bo.leave_to(&chi).await;
        let named = |page: &Page, name: &str| page.presence(&bo).1.iter().all(|said| said.ends_with(name));
        adas.until("Chi is named", |page| named(page, " · copies to Chi Nguyen")).await;
        assert!(bar(&ada, direct).await.ends_with(" · copies to Chi Nguyen"));
        ada.say(direct, "Is sheet 4 out?").await;
        let copy = "Ada Marsh wrote to Bo Lind, for whom you stand in: “Is sheet 4 out?”";
        centre.until("the copy", |page| page.root.text().contains(copy)).await;
        let own = bo.get("/notifications").await.expect(200).dom();
        assert!(!own.find("notices").expect("a list").text().contains("sheet 4"));
        let mut bos = Page::of_chat(&bo, direct).await;
        bos.until_shown(&bo, "leave", "On leave until ").await;
        assert_eq!(bos.difference().await, None, "one's own panel names them too");

        chi.post("/settings/profile", &[("name", "Chi Tran")]).await.expect(303);
        adas.until("her new name", |page| named(page, " · copies to Chi Tran")).await;
        ada.post(&format!("/admin/people/{}/role", chi.id), &[("role", "guest")]).await.expect(303);
        adas.until("a guest gets none", |page| page.presence(&bo).1.iter().all(|said| !said.contains("copies"))).await;
        ada.post(&format!("/admin/people/{}/role", chi.id), &[("role", "employee")]).await.expect(303);
        adas.until("her again", |page| named(page, " · copies to Chi Tran")).await;
        ada.post(&format!("/admin/people/{}/dismiss", chi.id), &[]).await.expect(303);
        adas.until("nobody is named", |page| page.presence(&bo).1.iter().all(|said| !said.contains("copies"))).await;
        adas.settle().await;
    }

    async fn after_a_restart_nobody_is_said_to_be_offline(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let (direct, other) = (ada.direct(&bo).await, ada.direct(&chi).await);
        ada.say(direct, "hello").await;
        ada.say(other, "hello").await;
        let day = tomorrow(&chi).await;
        chi.post("/settings/status", &[("quiet", "off"), ("leave_until", &day)]).await.expect(303);
        let (mut adas, mut bos) = (Page::of_chat(&ada, direct).await, Page::open(&bo, "/settings").await);
        adas.until_shown(&bo, "on", "Available").await;
        adas.cut();
        bos.cut();
        house.crash().await;
        assert_eq!(bar(&ada, direct).await, "", "nothing is known");
        adas.reconnect().await;
        adas.until("nothing is said", |page| page.presence(&bo) == (vec![String::new()], vec![String::new()])).await;
        adas.until_shown(&chi, "leave", "On leave until ").await;
        adas.until_shown(&ada, "on", "Available").await;
        bos.reconnect().await;
        adas.until_shown(&bo, "on", "Available").await;
    }

    async fn who_uses_no_script_is_here_by_loading_pages(database) {
        let house = House::open_with(database, &["--away-after", "2"]).await;
        let ada = house.set_up("Ada Marsh").await;
        let bo = house.invite(&ada, "Bo Lind").await;
        let direct = ada.direct(&bo).await;
        ada.say(direct, "hello").await;
        let mut adas = Page::of_chat(&ada, direct).await;
        bo.get("/messages").await.expect(200);
        adas.until_shown(&bo, "on", "Available").await;
        adas.until_shown(&bo, "away", "Away").await;
        // A frame that loads itself is no use.
        bo.get("/panel?at=0").await.expect(200);
        adas.run().await;
        adas.until_shown(&bo, "away", "Away").await;
        let prefetch = bo.browse(reqwest::Method::GET, "/messages").header("sec-purpose", "prefetch");
        bo.send(prefetch).await.expect(200);
        adas.until_shown(&bo, "off", "Offline").await;
        bo.post("/settings/status", &[("quiet", "off")]).await.expect(303);
        bo.get("/settings/status?saved").await.expect(200);
        adas.until_shown(&bo, "on", "Available").await;
        bo.post("/sign-out", &[]).await;
        adas.until_shown(&bo, "off", "Offline").await;
    }

    async fn a_page_is_told_of_all_whom_it_shows(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let group = ada.group("Press", &[&bo, &chi]).await;
        let mut members = Page::open(&ada, &format!("/chats/{group}/members")).await;
        let chis = Page::open(&chi, "/settings").await;
        members.say(&format!("+{},{}", bo.id, chi.id)).await;
        members.until_shown(&chi, "on", "Available").await;
        drop(chis);
        members.until_shown(&chi, "off", "Offline").await;
    }
}
