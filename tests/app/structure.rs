//! The structure's editor: who is in a department, and what an older page or a wrong word does there.

use crate::admin::log;
use crate::imports::{looked_at, page_saying};
use crate::people::{department, names, person_of};
use crate::support::{Answer, Element, House, Person};

const ELIN: &str = "elin@tidewater.example";
const GUEST: &str = "harriet.aldous@harbour-museum.example";

fn editor(department: i64) -> String {
    format!("/admin/departments/{department}")
}

/// The row of the person in the editor's list.
fn seat(page: &Element, user: i64) -> Option<&Element> {
    page.find(&format!("seat{user}"))
}

/// Posts the row as it stands on the page, with these values.
async fn post_row(by: &Person, page: &Element, user: i64, values: &[(&str, &str)]) -> Answer {
    let seat = seat(page, user).unwrap_or_else(|| panic!("{user} has no row: {}", page.text()));
    let form = seat.all(|element| element.name == "form")[0];
    let mut fields = form.controls();
    fields.retain(|(name, _)| values.iter().all(|(other, _)| other != name));
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend(values);
    by.post(form.attr("action").expect("an address"), &fields).await
}

pub async fn enroll(by: &Person, department: i64, user: i64, standing: &str) -> Answer {
    let fields = [("user", &*user.to_string()), ("title", ""), ("standing", standing)];
    by.post(&format!("{}/people", editor(department)), &fields).await
}

/// Where the next page begins, and what is said there of what was done.
async fn said(by: &Person, done: Answer) -> (String, String) {
    let to = done.location.expect("another page");
    let (address, place) = to.split_once('#').expect("a place on it");
    let page = by.get(address).await.expect(200).dom();
    let place_of = page.find(place).expect("the place is there");
    let words = place_of.all(|element| element.attr("role") == Some("status"));
    (place.to_owned(), words.first().expect("words").text())
}

each_database! {
    async fn who_was_taken_out_stays_out_and_who_is_in_stays_as_they_are(database) {
        let house = House::demo(database, &[]).await;
        let elin = house.enter(ELIN).await;
        let floor = department(&elin, &["Production", "Print floor"]).await;
        let (bram, maren) = (person_of(&elin, "bram").await, person_of(&elin, "maren").await);
        enroll(&elin, floor, bram, "employee").await.expect(303);
        let older = elin.get(&editor(floor)).await.expect(200).dom();
        let out = post_row(&elin, &older, bram, &[("do", "remove")]).await.expect(303);
        assert_eq!(said(&elin, out).await, ("user".to_owned(), "Bram de Wit is no longer in this department.".to_owned()));
        let late = post_row(&elin, &older, bram, &[("do", "save"), ("title", "Sewing")]).await.expect(422);
        assert!(late.text.contains("taken out of the department meanwhile"), "{}", late.dom().text());
        assert!(seat(&elin.get(&editor(floor)).await.expect(200).dom(), bram).is_none());
        // Maren heads it: to be added again does not make her an employee.
        let twice = enroll(&elin, floor, maren, "employee").await.expect(422);
        assert!(twice.text.contains("in the department already"), "{}", twice.dom().text());
        let now = elin.get(&editor(floor)).await.expect(200).dom();
        let row = seat(&now, maren).expect("a row").all(|option| option.has("selected"))[0].text();
        assert_eq!(row, "Head");
        let saved = post_row(&elin, &now, maren, &[("do", "save"), ("title", "Floor lead")]).await.expect(303);
        assert_eq!(said(&elin, saved).await, (format!("seat{maren}"), "Saved: Maren Solberg".to_owned()));
    }

    async fn where_somebody_is_moved_is_what_the_page_and_the_log_say(database) {
        let house = House::demo(database, &[]).await;
        let elin = house.enter(ELIN).await;
        let [floor, bindery] = [department(&elin, &["Production", "Print floor"]).await, department(&elin, &["Production", "Bindery"]).await];
        let tomasz = person_of(&elin, "tomasz").await;
        enroll(&elin, 1, tomasz, "employee").await.expect(303);
        enroll(&elin, bindery, tomasz, "deputy").await.expect(303);
        let id = tomasz.to_string();
        let fields = [("user", id.as_str()), ("what", "move"), ("department", "Production/Bindery")];
        let done = elin.post("/admin/people/change", &fields).await.expect(200).dom().text();
        assert!(done.contains("Done for 1 of 1."), "{done}");
        let said = log(&elin, "").await;
        assert!(said[0].contains("→ Production/Bindery (deputy), Tidewater Press"), "{said:?}");
        let page = elin.get(&format!("/people/{tomasz}")).await.expect(200).dom();
        let path = page.find("person").expect("a person").text();
        assert!(path.find("Bindery") < path.rfind("Tidewater Press") && !path.contains("Print floor"), "{path}");
        let guest = person_of(&elin, "harriet").await.to_string();
        let fields = [("user", guest.as_str()), ("what", "move"), ("department", "Production/Bindery")];
        let refused = elin.post("/admin/people/change", &fields).await.expect(200).dom().text();
        assert!(refused.contains("Guests, and people who have left, are in no department."), "{refused}");
        elin.get(&editor(floor)).await.expect(200);
    }

    async fn who_has_not_arrived_is_placed_and_shown_to_administrators_alone(database) {
        let (_house, [ada, bo]) = House::with_people(database, ["Ada Marsh", "Bo Lind"]).await;
        let list = "name,email,department,title,standing\nLan Chief,lan@tidewater.example,Sales,Lead,head\nMai Late,mai@tidewater.example,Sales,Clerk,\n";
        let path = looked_at(&ada, list).await;
        ada.post(&format!("{path}/run"), &[]).await.expect(303);
        page_saying(&ada, &path, "The list is taken in.").await;
        let sales = department(&ada, &["Sales"]).await;

        let page = ada.get(&editor(sales)).await.expect(200).dom();
        let rows = page.all(|element| element.has_class("seats"))[0].text();
        assert!(rows.contains("Lan Chief Invited") && rows.contains("Mai Late Invited"), "{rows}");
        let found = ada.get(&format!("{}?q=lan", editor(1))).await.expect(200).dom();
        let choice = found.all(|element| element.name == "input" && element.attr("name") == Some("user"));
        let lan: i64 = choice[0].attr("value").and_then(|id| id.parse().ok()).expect("a number");
        assert!(found.all(|element| element.has_class("picks"))[0].text().contains("Invited"));
        // Colleagues see nobody there yet.
        let list = bo.get("/people").await.expect(200).dom().text();
        assert!(list.contains("Sales") && !list.contains("Lan Chief"), "{list}");
        assert!(names(&bo.get(&format!("/departments/{sales}")).await.expect(200).dom()).is_empty());
        assert!(names(&ada.get("/people?q=lan").await.expect(200).dom()).is_empty());

        // The head is another one, by the row and by the person's own page.
        post_row(&ada, &page, lan, &[("do", "save"), ("standing", "deputy")]).await.expect(303);
        enroll(&ada, sales, bo.id, "head").await.expect(303);
        assert!(bo.get("/people").await.expect(200).dom().text().contains("Bo Lind"));
        let person = ada.get(&format!("/admin/people/{lan}")).await.expect(200).dom();
        let positions = format!("/admin/people/{lan}/positions");
        let doors = person.all(|element| element.name == "a");
        assert!(doors.iter().any(|door| door.attr("href") == Some(&positions)), "a link to the departments");
        let form = ada.get(&positions).await.expect(200).dom();
        let form = form.all(|element| element.name == "form" && element.attr("action") == Some(&positions))[0];
        let mut fields = form.controls();
        fields.iter_mut().filter(|(name, value)| name == "title" && !value.is_empty()).for_each(|(_, value)| *value = "Second".to_owned());
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let saved = ada.post(&positions, &fields).await.expect(303);
        assert_eq!(saved.location, Some(format!("/admin/people/{lan}")), "the page for everybody is not there yet");
        let row = ada.get(&editor(sales)).await.expect(200).dom();
        assert!(seat(&row, lan).expect("a row").html().contains("value=\"Second\""));
    }

    async fn the_page_of_a_long_list_is_kept(database) {
        let house = House::demo(database, &["--people", "60"]).await;
        let elin = house.enter(ELIN).await;
        let crowd = department(&elin, &["Hà Nội"]).await;
        let first = elin.get(&editor(crowd)).await.expect(200).dom();
        let links = first.all(|element| element.name == "a" && element.text() == "Next");
        let next = links[0].attr("href").expect("an address").trim_end_matches("#user");
        let second = elin.get(&format!("{}{next}", editor(crowd))).await.expect(200).dom();
        let rows = second.all(|element| element.name == "li" && element.id().starts_with("seat"));
        let last: i64 = rows.last().expect("a second page").number("seat");
        assert!(seat(&first, last).is_none());

        let long = "x".repeat(200);
        let wrong = post_row(&elin, &second, last, &[("do", "save"), ("title", &long)]).await.expect(422).dom();
        let row = seat(&wrong, last).expect("the same page");
        assert!(row.all(|element| element.has_class("err"))[0].text().contains("200"), "{}", row.text());
        assert!(row.html().contains(&long), "what was typed is kept");
        let bar = post_row(&elin, &second, last, &[("do", "save"), ("title", "Lead | Ops")]).await.expect(422);
        assert!(bar.text.contains("It holds no bar (|)"), "{}", bar.dom().text());
        let saved = post_row(&elin, &second, last, &[("do", "save"), ("title", "Binder")]).await.expect(303);
        let back = saved.location.expect("an address");
        let back = elin.get(back.split('#').next().expect("an address")).await.expect(200).dom();
        assert!(seat(&back, last).expect("the same page").html().contains("value=\"Binder\""));
    }

    async fn a_department_is_named_by_its_path(database) {
        let house = House::demo(database, &[]).await;
        let (elin, guest) = (house.enter(ELIN).await, house.enter(GUEST).await);
        let floor = department(&elin, &["Production", "Print floor"]).await;
        let options = async |typed: &str| {
            let part = elin.get(&format!("/departments/paths?above={typed}")).await.expect(200);
            part.dom().all(|element| element.name == "option").iter().filter_map(|one| one.attr("value")).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(options("dispatch").await, ["Production/Bindery/Dispatch"]);
        assert_eq!(options("production%2FP").await, ["Production/Print floor", "Production/Plate room", "Production/Paper store"]);
        guest.get("/departments/paths?above=bind").await.expect(403);
        let page = elin.get(&editor(floor)).await.expect(200).dom();
        let above = page.find("above").expect("a field");
        assert_eq!((above.attr("value"), above.attr("list")), (Some("Production"), Some("paths")));
        assert!(page.find("paths").expect("a list").elements().any(|option| option.attr("value") == Some("Studio")));
        let place = format!("{}/place", editor(floor));
        let wrong = elin.post(&place, &[("above", "Studoi")]).await.expect(422);
        assert!(wrong.text.contains("Closest: Studio.") && wrong.text.contains("value=\"Studoi\""), "{}", wrong.text);
        elin.post(&place, &[("above", "")]).await.expect(422);
        let moved = elin.post(&place, &[("above", " studio ")]).await.expect(303);
        assert_eq!(said(&elin, moved).await, ("place".to_owned(), "The department is in its new place.".to_owned()));
        assert_eq!(department(&elin, &["Studio", "Print floor"]).await, floor);
        elin.post(&place, &[("above", "Tidewater Press")]).await.expect(303);
        assert_eq!(department(&elin, &["Print floor"]).await, floor);

        // A person's own form: what is wrong stands in its row.
        let kwame = person_of(&elin, "kwame").await;
        let long = "x".repeat(200);
        let rows = [
            ("department", "Studio"), ("title", &*long), ("standing", "employee"),
            ("department", "Prodction"), ("title", "Keeper"), ("standing", "employee"),
            ("department", ""), ("title", "Alone"), ("standing", "employee"), ("main", "0"),
        ];
        let wrong = elin.post(&format!("/admin/people/{kwame}/positions"), &rows).await.expect(422).dom();
        for (id, sentence) in [("title-0-e", "200"), ("department-1-e", "Closest: Production."), ("department-2-e", "a title, but no department")] {
            assert!(wrong.find(id).expect("a sentence").text().contains(sentence), "{id}");
        }
        let typed = ["department-1", "title-2"].map(|id| wrong.find(id).and_then(|input| input.attr("value")));
        assert_eq!(typed, [Some("Prodction"), Some("Alone")]);
        let id = kwame.to_string();
        let fields = [("user", id.as_str()), ("what", "move"), ("department", "Studoi")];
        assert!(elin.post("/admin/people/change", &fields).await.expect(422).text.contains("Closest: Studio."));
    }

    async fn what_reloads_and_clears_a_page_does_no_harm(database) {
        let house = House::demo(database, &[]).await;
        let (elin, guest) = (house.enter(ELIN).await, house.enter(GUEST).await);
        // The page with new links is the answer to a form: loaded anew, the form is sent once more.
        let made = async || house.number("SELECT COUNT(*) FROM invitations").await;
        let before = made().await;
        let form = elin.get("/invitations").await.expect(200).dom();
        let form = form.all(|element| element.name == "form" && element.attr("action") == Some("/invitations"))[0].clone();
        let mut fields = form.controls();
        fields.retain(|(name, _)| name != "emails");
        fields.push(("emails".to_owned(), "a@x.example b@x.example".to_owned()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert!(elin.post("/invitations", &fields).await.expect(200).text.contains("Here are 2 links."));
        let again = elin.post("/invitations", &fields).await.expect(303).location.expect("an address");
        assert!(elin.get(&again).await.expect(200).text.contains("This form was sent before"));
        assert_eq!(made().await, before + 2);
        elin.submit("/invitations", &[("emails", "a@x.example")]).await;
        assert_eq!(made().await, before + 3, "another form makes another");

        // A search without words on a department's page is that department.
        let production = department(&elin, &["Production"]).await;
        let page = elin.get(&format!("/departments/{production}")).await.expect(200).dom();
        let within = page.all(|element| element.attr("name") == Some("within"));
        assert_eq!(within[0].attr("value"), Some(&*production.to_string()));
        let search = format!("/people?within={production}&q=");
        let back = elin.get(&search).await.expect(303).location;
        assert_eq!(back, Some(format!("/departments/{production}")));
        let request = elin.browse(reqwest::Method::GET, &search).header("hx-request", "true");
        assert_eq!(elin.send(request).await.expect(303).location, Some(format!("/departments/{production}/part")));
        assert_eq!(names(&elin.get(&format!("{search}leila")).await.expect(200).dom()), ["Leila Karimi"]);
        let list = guest.get("/people").await.expect(200).text;
        assert!(list.contains("Those you share a chat with, by name") && !list.contains("Everybody, by name"));
    }

    async fn employees_invite_into_their_own_departments_and_find_the_way(database) {
        let house = House::demo(database, &[]).await;
        let (elin, tomasz, guest) = (house.enter(ELIN).await, house.enter("tomasz@tidewater.example").await, house.enter(GUEST).await);
        let ways = ["/people", "/settings?list", "/settings/profile", "/settings/sign-in"];
        for path in ways {
            assert!(!leads_to_invitations(&tomasz, path).await, "{path}: administrators invite");
            assert!(leads_to_invitations(&elin, path).await, "{path}");
        }
        tomasz.get("/invitations").await.expect(403);
        elin.submit("/admin/company", &[("inviting", "everybody")]).await;
        for path in ways {
            assert!(leads_to_invitations(&tomasz, path).await, "{path}");
            assert!(!leads_to_invitations(&guest, path).await, "{path}: a guest invites nobody");
        }
        assert!(!tomasz.get("/settings?list").await.expect(200).text.contains("/admin/people"));
        let page = tomasz.get("/invitations").await.expect(200);
        assert!(page.text.contains("Production/Print floor") && !page.text.contains("Studio"), "{}", page.text);
        let terms = |department| [("uses", "1"), ("days", "7"), ("role", "employee"), ("department", department)];
        for other in ["Studio", "Production", "Production/Bindery"] {
            let refused = tomasz.post("/invitations", &terms(other)).await.expect(422);
            assert!(refused.text.contains("into your own departments") && refused.text.contains(other), "{}", refused.text);
        }
        for own in ["", "Tidewater Press", "Production/Print floor"] {
            assert!(tomasz.post("/invitations", &terms(own)).await.expect(200).text.contains("Here is the link."), "{own}");
        }
        elin.post("/invitations", &terms("Studio")).await.expect(200);
    }

    async fn a_department_is_removed_after_a_look_and_the_password(database) {
        let house = House::demo(database, &[]).await;
        let elin = house.enter(ELIN).await;
        let [production, floor] = [department(&elin, &["Production"]).await, department(&elin, &["Production", "Print floor"]).await];
        let group = elin.group("Press", &[]).await;
        elin.post(&format!("/chats/{group}/departments"), &[("department", &*floor.to_string())]).await.expect(303);
        let terms = [("uses", "1"), ("days", "7"), ("role", "employee"), ("department", "Production/Print floor")];
        elin.post("/invitations", &terms).await.expect(200);
        elin.post(&format!("{}/departments", editor(floor)), &[("below", "Ink")]).await.expect(303);
        let link = elin.get(&editor(floor)).await.expect(200).dom();
        let remove = format!("{}/remove", editor(floor));
        assert!(!link.all(|element| element.attr("href") == Some(&remove)).is_empty());

        let look = elin.get(&remove).await.expect(200).dom().text();
        for said in ["Remove Print floor?", "go to Production.", "5 people are in it", "One department lies", "One group has it", "One open invitation"] {
            assert!(look.contains(said), "{said}: {look}");
        }
        elin.get(&format!("{}/remove", editor(1))).await.expect(404);
        house.execute("UPDATE sessions SET confirmed_at = 0").await;
        assert!(elin.post(&remove, &[]).await.expect(403).text.contains("confirm-password"));
        assert_eq!(department(&elin, &["Production", "Print floor"]).await, floor);
        let typed = [("confirm-password", elin.password.as_str())];
        let removed = elin.post(&remove, &typed).await.expect(303);
        let place = ("main".to_owned(), "The department is removed. Its people and departments are here now.".to_owned());
        assert!(removed.location.as_ref().is_some_and(|to| to.starts_with(&editor(production))));
        assert_eq!(said(&elin, removed).await, place);
        let up = house.number(&format!("SELECT COUNT(*) FROM invitations WHERE department_id = {production}")).await;
        assert_eq!(up, 1, "the invitation leads to the department above");
        elin.get(&remove).await.expect(404);
    }

    async fn guests_are_made_and_administrators_unmade_with_the_password(database) {
        let (house, [ada, bo, chi]) = House::with_people(database, ["Ada Marsh", "Bo Lind", "Chi Nguyen"]).await;
        let role = |of: &Person| format!("/admin/people/{}/role", of.id);
        ada.post(&role(&bo), &[("role", "administrator")]).await.expect(303);
        house.execute("UPDATE sessions SET confirmed_at = 0").await;
        let [bo_id, chi_id] = [bo.id.to_string(), chi.id.to_string()];
        let many = |what| [("user", bo_id.as_str()), ("user", chi_id.as_str()), ("what", what)];
        for what in ["guest", "employee", "administrator"] {
            let asked = ada.post("/admin/people/change", &many(what)).await.expect(403);
            assert!(asked.text.contains("confirm-password"), "{what}");
        }
        ada.post(&role(&chi), &[("role", "guest")]).await.expect(403);
        ada.post(&role(&bo), &[("role", "employee")]).await.expect(403);
        assert_eq!(house.number("SELECT COUNT(*) FROM users WHERE role = 'guest'").await, 0);
        // Nothing is lost by this one.
        ada.post("/admin/people/change", &[("user", chi_id.as_str()), ("what", "employee")]).await.expect(200);
        let typed = [("role", "employee"), ("confirm-password", ada.password.as_str())];
        ada.post(&role(&bo), &typed).await.expect(303);
        bo.get("/admin/people").await.expect(403);
    }
}

/// Whether the page has a link to the invitations.
async fn leads_to_invitations(person: &Person, path: &str) -> bool {
    let page = person.get(path).await.expect(200).dom();
    !page.all(|element| element.attr("href") == Some("/invitations")).is_empty()
}
