//! The administration: who comes, goes and returns; what is shown and kept of it.

use futures_util::future::join;

use crate::page::Page;
use crate::people::department;
use crate::structure::enroll;
use crate::support::{Answer, Element, House, Person};

/// Does something to a person as an administrator.
async fn change(by: &Person, whom: &Person, what: &str, fields: &[(&str, &str)]) -> Answer {
    by.post(&format!("/admin/people/{}/{what}", whom.id), fields).await
}

async fn dismiss(by: &Person, whom: &Person) {
    let done = change(by, whom, "dismiss", &[]).await.expect(303);
    assert_eq!(done.location, Some(format!("/admin/people/{}?done=dismissed", whom.id)));
}

async fn set_role(by: &Person, whom: &Person, role: &str) -> Answer {
    change(by, whom, "role", &[("role", role)]).await
}

/// The path of the link that the page shows once.
fn link(answer: &Answer) -> String {
    let dom = answer.dom();
    let value = dom.find("link").and_then(|link| link.attr("value")).expect("a link on the page");
    let at = value.find("/reset/").expect("a reset link");
    value[at..].to_owned()
}

async fn sign_in(person: &Person) -> u16 {
    let again = Person::new(person.url("/").as_str(), &person.name);
    again.post("/sign-in", &[("email", &person.email), ("password", &person.password)]).await.status
}

/// What the list of people says, row by row.
async fn rows(by: &Person, query: &str) -> Vec<String> {
    let page = by.get(&format!("/admin/people{query}")).await.expect(200).dom();
    let is_row = |element: &Element| {
        element.name == "tr" && element.elements().any(|cell| cell.name == "th" && cell.attr("scope") == Some("row"))
    };
    page.all(is_row).into_iter().map(Element::text).collect()
}

/// The sentences of the audit log, the newest first.
pub async fn log(by: &Person, query: &str) -> Vec<String> {
    let page = by.get(&format!("/admin/audit{query}")).await.expect(200).dom();
    let lines = page.all(|element| element.has_class("what"));
    lines.into_iter().map(Element::text).collect()
}

const PEOPLE: [&str; 3] = ["Ada Marsh", "Bo Lind", "Chi Nguyen"];

each_database! {
    async fn the_password_of_the_mail_server_goes_to_no_other(database) {
        let (_house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let save = async |port: &str, user: &str, password: &str| {
            let server = [
                ("host", "127.0.0.1"),
                ("port", port),
                ("security", "plain"),
                ("user_name", user),
                ("password", password),
                ("from_address", "hallway@harbour.example"),
            ];
            ada.post("/admin/mail", &server).await.status
        };
        assert_eq!(save("2525", "bob", "").await, 422, "a user has a password");
        assert_eq!(save("2525", "bob", "a secret").await, 303);
        assert_eq!(save("2525", "bob", "").await, 303, "it is kept");
        assert_eq!((save("2626", "bob", "").await, save("2525", "mallory", "").await), (422, 422));
        assert_eq!(save("2626", "", "").await, 303);
    }

    async fn the_key_of_signatures_has_a_record_before_it_signs_and_is_not_lost(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let server = [("host", "127.0.0.1"), ("port", "9"), ("security", "plain"), ("from_address", "hallway@harbour.example")];
        let save = async |more: &[(&'static str, &'static str)]| ada.post("/admin/mail", &[&server[..], more].concat()).await;
        let record = async || {
            let page = ada.get("/admin/mail").await.expect(200).dom();
            page.find("dkim-record").map(|record| record.text())
        };
        let signs = "SELECT COUNT(*) FROM mail_server WHERE dkim_signs";
        let wrong = save(&[("dkim_domain", "https://harbour.example")]).await.expect(422).dom();
        assert!(wrong.text().contains("It has letters, digits, hyphens and dots"), "{}", wrong.text());
        save(&[("dkim_signs", "1")]).await.expect(422);
        save(&[("dkim_domain", "harbour.example"), ("dkim_selector", "press"), ("dkim_signs", "1")]).await.expect(303);
        let first = record().await.expect("a record");
        assert!(first.trim().starts_with("v=DKIM1; k=rsa; p="), "{first}");
        assert_eq!(house.number(signs).await, 0, "nobody has seen it yet");
        save(&[("dkim_domain", "harbour.example"), ("dkim_selector", "press"), ("dkim_signs", "1")]).await.expect(303);
        assert_eq!((house.number(signs).await, record().await), (1, Some(first.clone())));
        save(&[]).await.expect(303);
        assert_eq!((house.number(signs).await, record().await), (0, None));
        save(&[("dkim_domain", "press.example"), ("dkim_signs", "1")]).await.expect(303);
        assert_eq!((house.number(signs).await, record().await), (0, Some(first.clone())), "the same key, and a record at another name");
        house.ask_to_stop();
        house.ended().await;
        std::fs::remove_file(house.data().join("secrets.key")).expect("it was there");
        house.start().await;
        house.execute("UPDATE mail_server SET dkim_signs = TRUE").await;
        let lost = ada.get("/admin/mail").await.expect(200).dom().text();
        assert!(lost.contains("The key of the signature cannot be read any more"), "{lost}");
        save(&[("dkim_domain", "press.example"), ("dkim_signs", "1")]).await.expect(303);
        let made = record().await.expect("another record");
        assert!(made != first && house.number(signs).await == 0, "{made}");
        let asked = ada.get("/admin/mail/remove").await.expect(200).dom().text();
        assert!(asked.contains("The key of the signature is deleted"), "{asked}");
        ada.post("/admin/mail/remove", &[]).await.expect(303);
        ada.get("/admin/mail/remove").await.expect(404);
    }

    async fn who_is_dismissed_is_out_at_once(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, PEOPLE).await;
        let group = bo.group("Press", &[&ada, &chi]).await;
        let direct = ada.direct(&bo).await;
        bo.say(direct, "before I go").await;
        let mut theirs = Page::of_chat(&bo, group).await;
        let mut partner = Page::of_chat(&ada, direct).await;
        let look = ada.get(&format!("/admin/people/{}/dismiss", bo.id)).await.expect(200).dom().text();
        assert!(look.contains("Press") && look.contains("goes to Ada Marsh"), "{look}");
        dismiss(&ada, &bo).await;

        theirs.until("its end", |page| !page.closes.is_empty()).await;
        assert_eq!(theirs.closes, [4401]);
        assert_eq!(bo.get("/messages").await.status, 303, "the session is gone");
        assert_eq!(sign_in(&bo).await, 422);
        let told = chi.texts(group).await;
        let [left, owned] = &told[told.len() - 2..] else { panic!("{told:?}") };
        assert!(left.contains("Bo Lind left") && owned.contains("Ada Marsh looks after this group now"), "{told:?}");

        // Who wrote with them reads on, and does not write.
        partner.until("the word", |page| page.root.text().contains("This person no longer works here")).await;
        partner.settle().await;
        let page = ada.get(&format!("/chats/{direct}")).await.expect(200);
        assert!(page.text.contains("before I go") && page.dom().find("composer").is_none());
        assert!(page.dom().find(&format!("bar-{direct}")).expect("a top").text().contains("Dismissed"));
        let refused = ada.post_under(direct, "are you there", "k").await.expect(403);
        assert!(refused.text.contains("are you there") && refused.text.contains("no longer works here"));
        assert_eq!(ada.texts(direct).await, ["before I go"]);

        // Nobody finds them.
        let choice = format!("name=\"user\" value=\"{}\"", bo.id);
        for path in ["/chats/new".to_owned(), "/chats/new?q=bo".to_owned(), format!("/chats/{group}/members?q=bo")] {
            assert!(!ada.get(&path).await.expect(200).text.contains(&choice), "{path}");
        }
        let write = chi.post("/chats/direct", &[("user", &bo.id.to_string())]).await.expect(303);
        assert_eq!(write.location, Some(format!("/people/{}", bo.id)));
        assert_eq!(ada.post(&format!("/chats/{group}/members"), &[("user", &bo.id.to_string())]).await.status, 404);
        let general = ada.general().await;
        let members = ada.get(&format!("/chats/{general}/members")).await.expect(200).dom();
        assert!(!members.all(|element| element.has_class("items"))[0].text().contains("Bo Lind"));
        assert!(rows(&ada, "?state=dismissed").await[0].contains("Bo Lind"));
        let twice = change(&ada, &bo, "dismiss", &[]).await.expect(422);
        assert!(twice.text.contains("This person is dismissed."), "{}", twice.text);
    }

    async fn open_pages_no_longer_offer_who_is_dismissed(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, PEOPLE).await;
        let mut theirs = Page::open(&bo, "/settings").await;
        let path = format!("/people/{}", bo.id);
        let mut open = Page::open(&chi, &path).await;
        open.say(&format!("+{}", bo.id)).await;
        bo.post("/settings/status", &[("quiet", "60")]).await.expect(303);
        open.until_shown(&bo, "busy", "Do not disturb until ").await;
        dismiss(&ada, &bo).await;
        open.until_shown(&bo, "", "No longer here").await;
        let parts = [format!("do{}", bo.id), format!("file{}", bo.id)];
        assert!(parts.iter().all(|part| open.root.find(part).is_none()), "nothing to do with them");
        theirs.until("its end", |page| !page.closes.is_empty()).await;
        // Nor does a page that was offline meanwhile.
        open.reconnect().await;
        open.say(&format!("+{}", bo.id)).await;
        open.settle().await;
        open.until_shown(&bo, "", "No longer here").await;
        let fresh = chi.get(&path).await.expect(200).dom();
        let person = fresh.find("person").expect("a person").text();
        assert!(person.contains("No longer here since") && !person.contains("Write"), "{person}");
    }

    async fn a_head_who_goes_is_told_of_before_and_not_made_again(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        ada.submit("/admin/departments/1", &[("below", "Print shop")]).await;
        let shop = department(&ada, &["Print shop"]).await;
        enroll(&ada, shop, bo.id, "head").await.expect(303);
        let look = ada.get(&format!("/admin/people/{}/dismiss", bo.id)).await.expect(200).dom().text();
        assert!(look.contains("Print shophas no head from then on"), "{look}");
        dismiss(&ada, &bo).await;
        let back = change(&ada, &bo, "rehire", &[]).await.expect(200).dom().text();
        assert!(back.contains("Departments, titles and standings are given anew."), "{back}");
        // One does not do it to oneself, and is told so first.
        let own = ada.get(&format!("/admin/people/{}/dismiss", ada.id)).await.expect(200).dom();
        assert!(own.text().contains("Nobody changes this for themselves"));
        let buttons = own.all(|element| element.name == "button" && element.has_class("danger"));
        assert!(buttons.is_empty(), "{}", buttons[0].text());
    }

    async fn all_on_a_page_are_chosen_by_a_link_and_only_who_waits_is_approved(database) {
        let (_house, [ada, bo, _chi]) = House::with_people(database, PEOPLE).await;
        let ticked = |page: &Element| page.all(|element| element.attr("checked").is_some()).len();
        let page = ada.get("/admin/people?q=lind").await.expect(200).dom();
        assert_eq!(ticked(&page), 0);
        let links = page.all(|element| element.name == "a" && element.text().starts_with("All on"));
        let all = ada.get(links[0].attr("href").expect("an address")).await.expect(200).dom();
        assert_eq!(ticked(&all), 1);
        let none = all.all(|element| element.name == "a" && element.text().starts_with("None on"));
        assert_eq!(ticked(&ada.get(none[0].attr("href").expect("an address")).await.expect(200).dom()), 0);
        let fields = [("user", &*bo.id.to_string()), ("what", "approve")];
        let answer = ada.post("/admin/people", &fields).await.expect(422).dom().text();
        assert!(answer.contains("Nobody of these waits for approval."), "{answer}");
    }

    async fn the_list_is_filtered_and_kept_from_page_to_page(database) {
        let (_house, [ada, bo, _chi]) = House::with_people(database, PEOPLE).await;
        ada.submit("/admin/departments/1", &[("below", "Print shop")]).await;
        let shop = ada.get("/admin/people?in=print%20SHOP").await.expect(303).location.expect("an address");
        assert!(rows(&ada, shop.strip_prefix("/admin/people").expect("the list")).await.is_empty());
        let moved = [("user", &*bo.id.to_string()), ("what", "move"), ("department", "Print shop"), ("list", &shop)];
        let done = ada.post("/admin/people/change", &moved).await.expect(200).dom();
        assert_eq!(done.all(|link| link.attr("href") == Some(&shop)).len(), 1, "back to the list as it was");
        let there = rows(&ada, shop.strip_prefix("/admin/people").expect("the list")).await;
        assert!(there.len() == 1 && there[0].contains("Bo Lind"), "{there:?}");
        let wrong = ada.get("/admin/people?in=Print%20shp").await.expect(422).text;
        assert!(wrong.contains("Print shop") && wrong.contains("value=\"Print shp\""), "{wrong}");
        // From the second page on, too.
        let fields = [("q", ""), ("after", "ada marsh"), ("id", &*ada.id.to_string()), ("user", &*bo.id.to_string())];
        let none = ada.post("/admin/people", &fields).await.expect(422).dom();
        let ticks = none.all(|box_| box_.attr("name") == Some("user"));
        assert_eq!((ticks.len(), ticks.iter().filter(|tick| tick.has("checked")).count()), (2, 1), "{}", none.text());
        let asked = ada.post("/admin/people", &[&fields[..], &[("what", "guest")]].concat()).await.expect(200).text;
        let back = format!("/admin/people?after=ada+marsh&amp;id={}", ada.id);
        assert!(asked.contains(&back) || asked.contains(&back.replace("&amp;", "&#38;")), "{asked}");
        let elsewhere = [("user", &*bo.id.to_string()), ("what", "sessions"), ("list", "https://evil.example")];
        assert!(!ada.post("/admin/people/change", &elsewhere).await.expect(200).text.contains("evil"));
    }

    async fn a_link_opens_nothing_while_its_maker_may_not_invite(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, PEOPLE).await;
        let stranger = house.stranger();
        let inviting = async |who: &str| ada.submit("/admin/company", &[("inviting", who)]).await;
        inviting("everybody").await;
        let mut links = Vec::new();
        for maker in [&bo, &chi] {
            let page = maker.submit("/invitations", &[("uses", "1"), ("days", "7")]).await.dom();
            let link = page.find("link-1").and_then(|link| link.attr("value")).expect("a link on the page");
            links.push(link[link.find("/invitations/").expect("an invitation")..].to_owned());
        }
        let opens = async |at: usize| stranger.get(&links[at]).await.status == 200;
        assert!(opens(0).await && opens(1).await);
        inviting("administrators").await;
        assert!(!opens(0).await && !opens(1).await);
        inviting("everybody").await;
        dismiss(&ada, &bo).await;
        change(&ada, &chi, "role", &[("role", "guest")]).await;
        assert!(!opens(0).await && !opens(1).await);
        let me = Person::new(&house.url(), "Bo Lind again");
        me.post(&links[0], &me.sign_up()).await.expect(404);
        let list = ada.get("/invitations").await.expect(200).text;
        assert_eq!(list.matches("Its maker may not invite now").count(), 2, "{list}");
    }

    async fn who_may_write_to_everybody_is_seen_at_once(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let general = bo.general().await;
        let mut page = Page::of_chat(&bo, general).await;
        for (posting, may) in [("administrators", false), ("everybody", true)] {
            ada.submit("/admin/company", &[("posting", posting)]).await;
            page.until("the composer to come or go", |page| page.root.find("composer").is_some() == may).await;
        }
    }

    async fn what_people_change_of_themselves_is_in_the_log(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        bo.submit("/settings/profile", &[("name", "Bo Director")]).await;
        bo.submit("/settings/profile", &[("mobile_phone", "0912 345 678"), ("birth_day", "3"), ("birth_month", "2")]).await;
        bo.submit("/settings/profile", &[("name", "Bo Director")]).await;
        let page = ada.get("/admin/audit?act=user-changed").await.expect(200).text;
        assert!(page.contains("name: Bo Lind → Bo Director"), "{page}");
        assert!(page.contains("mobile_phone:  → 0912 345 678; birthday"), "{page}");
        assert_eq!(page.matches("changed what is known of").count(), 2, "{page}");
    }

    async fn who_is_taken_back_begins_with_a_link(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, PEOPLE).await;
        let group = ada.group("Press", &[&bo, &chi]).await;
        let direct = ada.direct(&bo).await;
        dismiss(&ada, &bo).await;
        let mut partner = Page::of_chat(&ada, direct).await;
        let made = change(&ada, &bo, "rehire", &[]).await.expect(200);
        assert_eq!(sign_in(&bo).await, 422, "the old password is gone");
        let back = Person::new(ada.url("/").as_str(), "Bo Lind");
        back.post(&link(&made), &[("password", &back.password)]).await.expect(303);
        let back = back.arrived().await;
        assert_eq!(back.id, bo.id);
        let general = back.general().await;
        back.say(general, "here again").await;
        assert_eq!(back.get(&format!("/chats/{group}")).await.status, 404, "groups are not given back");
        partner.until("a composer", |page| page.root.find("composer").is_some()).await;
        ada.say(direct, "welcome back").await;
        assert!(log(&ada, "").await.iter().any(|line| line.starts_with("Ada Marsh took Bo Lind back")));
        assert_eq!(change(&ada, &bo, "rehire", &[]).await.status, 422);
    }

    async fn somebody_looks_after_the_company_always(database) {
        let (_house, [ada, bo, _chi]) = House::with_people(database, PEOPLE).await;
        for answer in [set_role(&ada, &ada, "employee").await, change(&ada, &ada, "dismiss", &[]).await] {
            assert!(answer.expect(422).text.contains("Nobody changes this for themselves"));
        }
        set_role(&ada, &bo, "administrator").await.expect(303);
        bo.get("/admin/people").await.expect(200);
        for round in 0..6 {
            let (one, other) = join(set_role(&ada, &bo, "employee"), set_role(&bo, &ada, "employee")).await;
            let mut statuses = [one.status, other.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [303, 403], "round {round}");
            let (stays, lost) = if ada.get("/admin/people").await.status == 200 { (&ada, &bo) } else { (&bo, &ada) };
            assert_eq!(lost.get("/admin/people").await.status, 403);
            set_role(stays, lost, "administrator").await.expect(303);
        }
        assert_eq!(set_role(&ada, &bo, "owner").await.status, 404);
        assert_eq!(ada.get("/admin/people/999").await.status, 404);
    }

    async fn what_is_known_of_a_person_is_changed(database) {
        let (_house, [ada, bo, _chi]) = House::with_people(database, PEOPLE).await;
        let path = format!("/admin/people/{}", bo.id);
        let mut fields = vec![
            ("name", "Bo Lindqvist"),
            ("email", "CHI@Tidewater.example"),
            ("inner_number", "204"),
            ("desk_phone", "(020) 7946-0958"),
            ("mobile_phone", ""),
            ("birth_day", "29"),
            ("birth_month", "2"),
        ];
        let taken = ada.post(&path, &fields).await.expect(422);
        assert!(taken.text.contains("Somebody else has this address") && taken.text.contains("CHI@Tidewater.example"));
        fields[1].1 = "Bo.Lindqvist@tidewater.example";
        fields[5].1 = "30";
        assert!(ada.post(&path, &fields).await.expect(422).text.contains("There is no such day"));
        fields[5].1 = "29";
        ada.post(&path, &fields).await.expect(303);
        assert_eq!(sign_in(&bo).await, 422);
        let again = Person::new(ada.url("/").as_str(), "Bo");
        let sign_in = [("email", "bo.lindqvist@TIDEWATER.example"), ("password", bo.password.as_str())];
        again.post("/sign-in", &sign_in).await.expect(303);
        for found in ["?q=lindqvist", "?q=020+7946", "?q=0958", "?q=204", "?q=bo.lindqvist%40"] {
            assert_eq!(rows(&ada, found).await.len(), 1, "{found}");
        }
        let said = log(&ada, "?act=user-changed").await;
        assert!(said[0].contains("name: Bo Lind → Bo Lindqvist; email: bo@tidewater.example → Bo.Lindqvist"), "{said:?}");
        ada.post(&path, &fields).await.expect(303);
        assert_eq!(log(&ada, "?act=user-changed").await.len(), 1, "nothing changed, nothing is told");
    }

    async fn many_are_changed_at_once(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, PEOPLE).await;
        let ids = [&ada, &bo, &chi].map(|person| person.id.to_string());
        let chosen = |what| {
            let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("user", id.as_str())).collect();
            fields.push(("what", what));
            fields
        };
        for (wrong, said) in [(chosen(""), "Nothing is chosen"), (vec![("what", "dismiss")], "Nobody is chosen")] {
            assert!(ada.post("/admin/people", &wrong).await.expect(422).text.contains(said), "{wrong:?}");
        }
        let asked = ada.post("/admin/people", &chosen("guest")).await.expect(200).dom().text();
        assert!(asked.contains("Make these 3 people guests?") && asked.contains("Chi Nguyen"), "{asked}");
        assert_eq!(rows(&ada, "?role=guest").await.len(), 0, "only asked");
        let done = ada.post("/admin/people/change", &chosen("guest")).await.expect(200).dom().text();
        assert!(done.contains("Done for 2 of 3.") && done.contains("Nobody changes this for themselves"), "{done}");
        assert_eq!(rows(&ada, "?role=guest").await.len(), 2);
        assert_eq!(bo.get("/messages").await.expect(200).text.matches("Everybody").count(), 0, "guests are not there");
        let nowhere = [chosen("move"), vec![("department", "Sales/North")]].concat();
        assert!(ada.post("/admin/people/change", &nowhere).await.expect(422).text.contains("There is no such department"));
        let top = [chosen("move"), vec![("department", "tidewater press")]].concat();
        let moved = ada.post("/admin/people/change", &top).await.expect(200).dom().text();
        assert!(moved.contains("Done for 0 of 3.") && moved.contains("Guests, and people who have left, are in no department"), "{moved}");
        ada.post("/admin/people/change", &chosen("employee")).await.expect(200);
        let general = bo.general().await;
        bo.say(general, "an employee again").await;
        let mut page = Page::of_chat(&chi, general).await;
        let out = ada.post("/admin/people/change", &chosen("sessions")).await.expect(200).dom().text();
        assert!(out.contains("Done for 2 of 3."), "{out}");
        page.until("its end", |page| page.closes == [4401]).await;
        assert_eq!((ada.get("/messages").await.status, bo.get("/messages").await.status), (200, 303));
    }

    async fn only_administrators_post_to_everybody_if_the_company_says_so(database) {
        let (_house, [ada, bo, _chi]) = House::with_people(database, PEOPLE).await;
        let general = ada.general().await;
        bo.say(general, "while I may").await;
        let mut company = vec![
            ("company", "Tidewater & Sons"),
            ("language", "vi"),
            ("time_zone", "Asia/Ho_Chi_Minh"),
            ("country", "VN"),
            ("posting", "nobody"),
            ("inviting", "administrators"),
            ("notification_days", "90"),
            ("edit_minutes", "60"),
            ("file_room", "100"),
            ("person_room", "0"),
            ("company_room", "0"),
        ];
        ada.post("/admin/company", &company).await.expect(422);
        company[4].1 = "administrators";
        ada.post("/admin/company", &company).await.expect(303);
        let page = bo.get(&format!("/chats/{general}")).await.expect(200);
        assert!(page.dom().find("composer").is_none(), "{}", page.text);
        let refused = bo.post_under(general, "may I", "k").await.expect(403);
        assert!(refused.text.contains("may I"));
        ada.say(general, "only we do").await;
        assert_eq!(ada.texts(general).await, ["while I may", "only we do"]);
        assert!(ada.get("/admin/company").await.text.contains("value=\"Tidewater &#38; Sons\""));
        let said = log(&ada, "").await;
        assert!(said[0].contains("posting: everybody → administrators"), "{said:?}");
    }

    async fn the_log_is_filtered_and_taken_along(database) {
        let (_house, [ada, bo, chi]) = House::with_people(database, PEOPLE).await;
        set_role(&ada, &bo, "administrator").await.expect(303);
        let mut open = Page::open(&chi, "/people").await;
        assert!(open.root.text().contains("Bo Lind"));
        set_role(&bo, &chi, "guest").await.expect(303);
        open.until("the page of a guest", |page| !page.root.text().contains("Bo Lind")).await;
        assert_eq!(open.closes, [4401], "the page has loaded itself anew, still signed in");
        let name = format!("/admin/people/{}", chi.id);
        let fields = [("name", "=1+1 \"Chi\""), ("email", "chi@tidewater.example")];
        bo.post(&name, &fields).await.expect(303);
        let said = log(&ada, "?actor=bo&act=role-changed").await;
        assert_eq!(said, ["Bo Lind made Chi Nguyen a guest"]);
        assert_eq!(log(&ada, "?person=bo&act=role-changed").await, ["Ada Marsh made Bo Lind an administrator"]);
        assert!(log(&ada, "?until=2001-01-01").await.is_empty());
        for (wrong, sentence) in [
            ("?actor=nobody+here", "Nobody is found by this"),
            ("?person=tidewater", "Several people are found"),
            ("?from=yesterday", "A day is written like"),
            ("?act=dancing", "That is not one of the choices"),
        ] {
            assert!(ada.get(&format!("/admin/audit{wrong}")).await.expect(422).text.contains(sentence), "{wrong}");
        }
        let csv = ada.post("/admin/audit/export", &[("actor", "bo")]).await.expect(200).text;
        assert!(csv.starts_with('\u{feff}') && csv.contains("Bo Lind made Chi Nguyen a guest"), "{csv}");
        assert!(csv.contains("name: Chi Nguyen → =1+1 \"\"Chi\"\"") && !csv.contains("Ada Marsh made"), "{csv}");
        assert!(log(&ada, "?act=exported").await[0].starts_with("Ada Marsh exported"));
    }

    async fn nobody_else_administers(database) {
        let (house, [ada, bo, _chi]) = House::with_people(database, PEOPLE).await;
        let user = format!("/admin/people/{}", ada.id);
        let stranger = house.stranger();
        for path in ["/admin", "/admin/people", &user, "/admin/company", "/admin/audit", "/admin/system"] {
            assert_eq!(bo.get(path).await.status, 403, "{path}");
            assert_eq!(stranger.get(path).await.status, 303, "{path}");
        }
        for path in ["/admin/people/change", "/admin/company", "/admin/audit/export"] {
            assert_eq!(bo.post(path, &[("what", "dismiss")]).await.status, 403, "{path}");
        }
        for what in ["role", "sessions", "reset-link", "second-factor", "dismiss", "rehire", "approve", "refuse"] {
            assert_eq!(change(&bo, &ada, what, &[("role", "guest")]).await.status, 403, "{what}");
        }
        assert!(!bo.get("/settings?list").await.text.contains("/admin/"));
        assert!(ada.get("/settings?list").await.text.contains("/admin/people"));
    }

    async fn the_command_line_gives_roles_and_leaves_a_trace_of_backups(database) {
        let (house, [ada, bo, _chi]) = House::with_people(database, PEOPLE).await;
        let run = |words: &[&str]| {
            let done = house.command(words).output().expect("the binary is there");
            (done.status.success(), String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr))
        };
        let mut page = Page::open(&bo, "/messages").await;
        assert!(run(&["user", "role", "BO@tidewater.example", "administrator"]).0);
        page.until("its end", |page| page.closes == [4401]).await;
        let bo = house.sign_in(&bo).await;
        bo.get("/admin/people").await.expect(200);
        assert!(run(&["user", "role", "ada@tidewater.example", "guest"]).0);
        let ada = house.sign_in(&ada).await;
        assert!(!ada.get("/messages").await.text.contains("Everybody"), "recorded without a server, too");
        let (fine, said) = run(&["user", "role", "bo@tidewater.example", "guest"]);
        assert!(!fine && said.contains("the last administrator"), "{said}");
        assert!(log(&bo, "?act=role-changed").await[0].starts_with("The command line made Ada Marsh a guest"));
        assert!(run(&["user", "list"]).1.contains("ada@tidewater.example\tguest\tactive"));
        assert!(bo.get("/admin/system").await.expect(200).text.contains("None yet"));
        let file = house.data().join("backup.tar.gz");
        let backup = run(&["backup", file.to_str().expect("a path")]);
        assert!(backup.0, "{}", backup.1);
        assert!(!bo.get("/admin/system").await.expect(200).text.contains("None yet"));
    }
}
