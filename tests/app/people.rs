//! The structure, lists of people, their pages, and what a guest does not see of all that.

use std::collections::BTreeSet;

use crate::support::{Element, House, Person};

const ELIN: &str = "elin@tidewater.example";
const GUEST: &str = "harriet.aldous@harbour-museum.example";

/// The people of a page, in their order: number and name.
fn rows(page: &Element) -> Vec<(i64, String)> {
    let rows = page.all(|element| element.has_class("pr"));
    rows.into_iter()
        .map(|row| {
            let number = row.attr("href").and_then(|href| href.strip_prefix("/people/")?.strip_suffix("#person"));
            let number = number.expect("a person's address");
            let name = row.all(|element| element.name == "b").first().expect("a name").text();
            (number.parse().expect("a number"), name)
        })
        .collect()
}

pub fn names(page: &Element) -> Vec<String> {
    rows(page).into_iter().map(|(_, name)| name).collect()
}

/// The department of this name on the page: the element that opens.
fn branch<'p>(page: &'p Element, name: &str) -> Option<&'p Element> {
    let all = page.all(|element| element.has_class("dep"));
    all.into_iter().find(|dep| dep.elements().next().is_some_and(|summary| summary.text().starts_with(name)))
}

pub async fn department(person: &Person, path: &[&str]) -> i64 {
    let mut at = "/people".to_owned();
    let mut id = 0;
    for name in path {
        let page = person.get(&at).await.expect(200).dom();
        id = branch(&page, name).unwrap_or_else(|| panic!("no {name}: {}", page.text())).number("d");
        at = format!("/departments/{id}");
    }
    id
}

pub async fn person_of(viewer: &Person, name: &str) -> i64 {
    let found = viewer.get(&format!("/people?q={name}")).await.expect(200).dom();
    rows(&found).first().unwrap_or_else(|| panic!("nobody is {name}")).0
}

/// All people of a list, from page to page. `next` finds the address of the next.
async fn all(person: &Person, first: &str, next: impl Fn(&Element) -> Option<String>) -> Vec<i64> {
    let (mut people, mut at) = (Vec::new(), Some(first.to_owned()));
    while let Some(address) = at {
        let page = person.get(&address).await.expect(200).dom();
        people.extend(rows(&page).into_iter().map(|(id, _)| id));
        at = next(&page);
        assert!(people.len() < 5_000, "the pages do not end");
    }
    people
}

fn link(page: &Element, attribute: &'static str, holds: &str) -> Option<String> {
    let links = page.all(|element| element.has(attribute));
    links.iter().filter_map(|link| link.attr(attribute)).find(|address| address.contains(holds)).map(ToOwned::to_owned)
}

each_database! {
    async fn the_structure_is_opened_department_by_department(database) {
        let house = House::demo(database, &[]).await;
        let elin = house.enter(ELIN).await;
        let page = elin.get("/people").await.expect(200);
        let dom = page.dom();
        assert!(dom.find("main").expect("a page").text().contains("24 people in 9 departments"), "{}", page.text);
        assert_eq!(names(&dom), ["Rhys Bowen"], "only the root is open");
        let production = branch(&dom, "Production").expect("a department");
        assert!(production.text().contains("Maren Solberg") && production.text().contains("of 14 in"));
        assert!(!production.has("open") && production.text().contains("Open Production"));
        let part = elin.get(production.attr("hx-get").expect("a part")).await.expect(200);
        assert!(!part.text.contains("<html"));
        let part = Element::document(&part.text);
        assert!(branch(&part, "Bindery").is_some() && names(&part) == ["Maren Solberg"]);

        let floor = department(&elin, &["Production", "Print floor"]).await;
        let opened = elin.get(&format!("/people?open={floor}")).await.expect(200).dom();
        let production = branch(&opened, "Production").expect("a department");
        assert!(production.has("open") && branch(production, "Print floor").is_some_and(|floor| floor.has("open")));
        let standing = ["Maren Solberg", "Phạm Thị Hương", "Aiko Tanabe", "Đặng Dũng", "Tomasz Wilk"];
        assert_eq!(names(branch(&opened, "Print floor").expect("a department")), standing);
        // Without script: a page of its own.
        let own = elin.get(&format!("/departments/{floor}")).await.expect(200).dom();
        assert_eq!(names(&own), standing);
        let bar = own.all(|element| element.has_class("bar"))[0].text();
        assert!(bar.contains("Tidewater Press › Production"), "{bar}");
        for nowhere in ["/departments/99999", "/departments/99999/part", "/departments/x", "/people/99999", "/people/x"] {
            elin.get(nowhere).await.expect(404);
        }
        elin.get("/people?open=99999").await.expect(200);
        let away = elin.get("/people?leave").await.expect(200).dom();
        assert_eq!(names(&away), ["Sinéad Gallagher"]);
    }

    async fn pages_reach_everybody_once(database) {
        let house = House::demo(database, &["--people", "250"]).await;
        let elin = house.enter(ELIN).await;
        let crowd = department(&elin, &["Hà Nội"]).await;
        let next = |page: &Element| link(page, "href", "after=");
        let by_name = all(&elin, "/people?az", next).await;
        let distinct: BTreeSet<i64> = by_name.iter().copied().collect();
        assert_eq!((by_name.len(), distinct.len()), (275, 275), "24 people, a guest, and the crowd");
        let of_department = all(&elin, &format!("/departments/{crowd}"), next).await;
        let distinct: BTreeSet<i64> = of_department.iter().copied().collect();
        assert_eq!((of_department.len(), distinct.len()), (250, 250));
        let part = |page: &Element| link(page, "hx-get", "after=");
        let in_place = all(&elin, &format!("/departments/{crowd}/part"), part).await;
        assert_eq!(in_place, of_department);
        let first = elin.get(&format!("/departments/{crowd}/part")).await.expect(200);
        assert!(rows(&Element::document(&first.text)).len() == 30 && first.text.contains("Show the other 220"));
        // What no page of ours links to is a page all the same.
        for odd in ["after=", "after=x.y.z", "after=9.9.9%00", "after=2.1", "below=7"] {
            elin.get(&format!("/departments/{crowd}?{odd}")).await.expect(200);
            elin.get(&format!("/people?az&{odd}")).await.expect(200);
        }
    }

    async fn people_are_found_by_any_part(database) {
        let house = House::demo(database, &[]).await;
        let elin = house.enter(ELIN).await;
        for (typed, expected) in [
            ("pham", &["Phạm Thị Hương"][..]),
            ("DŨNG", &["Đặng Dũng"]),
            ("dung+dang", &["Đặng Dũng"]),
            ("paper+store", &["Kwame Mensah"]),
            ("press+operator", &["Đặng Dũng", "Tomasz Wilk"]),
            ("900417", &["Leila Karimi"]),
            ("%2B44+7700+900-417", &["Leila Karimi"]),
            ("museum", &["Harriet Aldous"]),
            ("100%25", &[]),
            ("mat%00eo", &["Mateo Ibarra"]),
        ] {
            let page = elin.get(&format!("/people?q={typed}")).await.expect(200).dom();
            assert_eq!(names(&page), expected, "{typed}");
        }
        let best = elin.get("/people?q=ma").await.expect(200).dom();
        assert!(names(&best)[0] == "Maren Solberg" && names(&best)[1] == "Mateo Ibarra", "{:?}", names(&best));
        // Nothing to look for is the structure; with script the list alone.
        assert!(branch(&elin.get("/people?q=+").await.expect(200).dom(), "Studio").is_some());
        let request = elin.browse(reqwest::Method::GET, "/people?q=lan").header("hx-request", "true");
        let part = elin.send(request).await.expect(200);
        assert!(!part.text.contains("<html") && !part.text.contains("<form"));
    }

    async fn a_guest_sees_those_of_their_chats_by_name(database) {
        let house = House::demo(database, &[]).await;
        let (elin, guest) = (house.enter(ELIN).await, house.enter(GUEST).await);
        let seen = ["Bram de Wit", "Elin Lindqvist", "Farid Haddad", "Harriet Aldous", "Inês Duarte", "Maren Solberg", "Priya Raman", "نور عزيز"];
        for path in ["/people", "/people?in", "/people?leave", "/people?az", "/people?open=2"] {
            assert_eq!(names(&guest.get(path).await.expect(200).dom()), seen, "{path}");
        }
        // Names alone are looked in: a title or department that finds somebody would tell of it.
        assert_eq!(names(&guest.get("/people?q=duarte").await.expect(200).dom()), ["Inês Duarte"]);
        assert!(!names(&elin.get("/people?q=client").await.expect(200).dom()).is_empty());
        assert!(names(&guest.get("/people?q=client").await.expect(200).dom()).is_empty());
        let inês = person_of(&elin, "duarte").await.to_string();
        let chat = guest.post("/chats/direct", &[("user", &inês)]).await.expect(303).chat();
        guest.say(chat, "The captions are fine").await;
    }

    async fn a_persons_page_says_what_is_known(database) {
        let house = House::demo(database, &[]).await;
        let elin = house.enter(ELIN).await;
        let leila = person_of(&elin, "leila").await;
        let page = elin.get(&format!("/people/{leila}")).await.expect(200);
        let person = page.dom().find("person").expect("a person").text();
        for part in ["Leila Karimi", "Client desk lead", "Tidewater Press › Client desk", "230 inner", "+44 7700 900417 mobile", "leila@tidewater.example", "in London", "3 March", "Everybody", "Head"] {
            assert!(person.contains(part), "{part}: {person}");
        }
        assert!(page.text.contains("href=\"tel:+447700900417\""));
        let current = page.dom();
        let current = current.all(|element| element.has_class("pr") && element.has("aria-current"));
        assert_eq!(current.len(), 1, "their row in the structure is marked");
        let sinéad = person_of(&elin, "gallagher").await;
        let away = elin.get(&format!("/people/{sinéad}")).await.expect(200).dom().find("person").expect("a person").text();
        assert!(away.contains("On leave until") && away.contains("SubstituteRhys Bowen"), "{away}");
        let own = elin.get(&format!("/people/{}", elin.id)).await.expect(200).dom();
        assert!(own.find("person").expect("a person").all(|one| one.attr("action") == Some("/chats/direct")).is_empty());
        let card = elin.get(&format!("/people/{leila}/vcard")).await.expect(200).text;
        for line in ["BEGIN:VCARD", "VERSION:4.0", "FN:Leila Karimi", "ORG:Tidewater Press;Client desk", "TITLE:Client desk lead", "EMAIL;TYPE=work:leila@tidewater.example", "BDAY:--0303", "TZ:Europe/London", "END:VCARD"] {
            assert!(card.split("\r\n").any(|one| one == line), "{line}: {card}");
        }
        let partner = elin.get("/messages").await.expect(200).dom();
        let direct = partner.find("recent").expect("a list").rows().into_iter().find(|row| row.text().contains("Leila")).expect("a chat").number("c");
        assert!(elin.get(&format!("/chats/{direct}")).await.expect(200).text.contains(&format!("href=\"/people/{leila}\"")));
    }

    async fn the_structure_is_changed_and_refusals_say_why(database) {
        let house = House::demo(database, &[]).await;
        let elin = house.enter(ELIN).await;
        let production = department(&elin, &["Production"]).await;
        let floor = department(&elin, &["Production", "Print floor"]).await;
        let bindery = department(&elin, &["Production", "Bindery"]).await;
        let root: i64 = 1;
        let at = |department: i64, what: &str| format!("/admin/departments/{department}{what}");
        elin.get("/admin/departments").await.expect(200);

        for (path, fields, sentence) in [
            (at(floor, "/name"), [("name", "bindery")], "There is a department of this name"),
            (at(floor, "/name"), [("name", "A/B")], "holds no slash"),
            (at(floor, "/name"), [("name", " ")], "This is empty"),
            (at(production, "/departments"), [("below", "Bìndery")], "There is a department of this name"),
            (at(production, "/place"), [("parent", &floor.to_string())], "cannot lie below itself"),
            (at(production, "/place"), [("parent", &production.to_string())], "cannot lie below itself"),
            (at(production, "/place"), [("parent", "x")], "not one of the choices"),
            (at(root, "/place"), [("parent", &floor.to_string())], "stays at the top"),
            (at(root, "/remove"), [("x", "")], "stays at the top"),
            (at(root, "/name"), [("name", "Else")], "stays at the top"),
            (at(floor, "/people"), [("user", "")], "Nobody is chosen"),
        ] {
            let answer = elin.post(&path, &fields).await.expect(422);
            assert!(answer.text.contains(sentence), "{path} {fields:?}: {}", answer.dom().text());
        }
        elin.post(&at(99_999, "/name"), &[("name", "X")]).await.expect(404);
        elin.post(&at(floor, "/place"), &[("parent", "99999")]).await.expect(404);

        // Made, renamed, moved, ordered, removed.
        let made = elin.post(&at(production, "/departments"), &[("below", "Varnishing")]).await.expect(303).location.expect("an address");
        let made: i64 = made.split(['/', '?']).nth(3).and_then(|id| id.parse().ok()).expect("a number");
        elin.post(&at(made, "/name"), &[("name", "Lamination")]).await.expect(303);
        elin.post(&at(made, "/place"), &[("parent", &bindery.to_string())]).await.expect(303);
        assert_eq!(department(&elin, &["Production", "Bindery", "Lamination"]).await, made);
        elin.post(&at(bindery, "/place"), &[("parent", &production.to_string()), ("before", &floor.to_string())]).await.expect(303);
        let page = elin.get(&format!("/departments/{production}")).await.expect(200).dom();
        let order: Vec<i64> = page.all(|element| element.has_class("dep")).iter().map(|dep| dep.number("d")).collect();
        assert!(order.iter().position(|id| *id == bindery) < order.iter().position(|id| *id == floor));

        // People: two heads, added, retitled, taken out of the only one.
        let [maren, bram, kwame] = [person_of(&elin, "maren").await, person_of(&elin, "bram").await, person_of(&elin, "kwame").await];
        let two = [("user", bram.to_string()), ("title", "Sewing".to_owned()), ("standing", "head".to_owned())];
        let two = two.each_ref().map(|(name, value)| (*name, value.as_str()));
        let refused = elin.post(&at(floor, "/people"), &two).await.expect(422);
        assert!(refused.text.contains("Maren Solberg is the head"), "{}", refused.dom().text());
        elin.post(&at(floor, "/people"), &[("user", two[0].1), ("title", "Sewing"), ("standing", "employee")]).await.expect(303);
        let row = at(floor, &format!("/people/{bram}"));
        let refused = elin.post(&row, &[("do", "save"), ("title", "Sewing, too"), ("standing", "head")]).await.expect(422);
        assert!(refused.text.contains("Maren Solberg is the head") && refused.text.contains("Sewing, too"));
        elin.post(&row, &[("do", "save"), ("title", "Sewing, too"), ("standing", "deputy")]).await.expect(303);
        let floor_page = elin.get(&format!("/departments/{floor}")).await.expect(200).dom();
        assert!(names(&floor_page).contains(&"Bram de Wit".to_owned()) && floor_page.text().contains("Sewing, too"));
        elin.post(&row, &[("do", "remove")]).await.expect(303);
        let store = department(&elin, &["Production", "Paper store"]).await;
        elin.post(&at(store, &format!("/people/{kwame}")), &[("do", "remove")]).await.expect(303);
        assert!(names(&elin.get("/people").await.expect(200).dom()).contains(&"Kwame Mensah".to_owned()));
        let nowhere = elin.post(&at(root, &format!("/people/{kwame}")), &[("do", "remove")]).await.expect(422);
        assert!(nowhere.text.contains("in one department at least"));
        let guest = person_of(&elin, "harriet").await.to_string();
        let refused = elin.post(&at(floor, "/people"), &[("user", guest.as_str()), ("title", ""), ("standing", "employee")]).await;
        assert!(refused.expect(422).text.contains("are in no department"));

        // A person's own form: rows side by side, the main one first.
        let (floor_word, store_word) = ("Production/Print floor", "Production/Paper store");
        let positions = format!("/admin/people/{kwame}/positions");
        let rows = |main: &'static str| {
            vec![("department", floor_word), ("title", "Paper"), ("standing", "employee"),
                ("department", store_word), ("title", "Keeper"), ("standing", "head"),
                ("department", ""), ("title", ""), ("standing", "employee"), ("main", main)]
        };
        elin.post(&positions, &rows("1")).await.expect(303);
        let page = elin.get(&format!("/people/{kwame}")).await.expect(200).dom().find("person").expect("a person").text();
        assert!(page.find("Keeper") < page.find("Paper store") && page.contains("Print floor"), "{page}");
        let more = [rows("1"), vec![("more", "1")]].concat();
        assert!(elin.post(&positions, &more).await.expect(200).text.contains("Keeper"));
        let maren_form = format!("/admin/people/{maren}/positions");
        for (rows, sentence) in [
            (vec![("department", ""), ("title", ""), ("standing", "employee")], "in one department at least"),
            (vec![("department", store_word), ("title", ""), ("standing", "head")], "Kwame Mensah is the head"),
            (rows("0").into_iter().map(|(name, value)| (name, if name == "department" { floor_word } else { value })).collect(), "one is named twice"),
        ] {
            assert!(elin.post(&maren_form, &rows).await.expect(422).text.contains(sentence), "{rows:?}");
        }

        // Removed: its people and departments go up.
        elin.post(&at(bindery, "/remove"), &[]).await.expect(303);
        assert_eq!(department(&elin, &["Production", "Lamination"]).await, made);
        let page = elin.get(&format!("/departments/{production}")).await.expect(200).dom();
        assert!(names(&page).contains(&"Bram de Wit".to_owned()));
        let tomasz = house.enter("tomasz@tidewater.example").await;
        for path in ["/admin/departments", &at(floor, ""), &positions] {
            tomasz.get(path).await.expect(403);
        }
        tomasz.post(&at(floor, "/name"), &[("name", "Mine")]).await.expect(403);
    }
}
