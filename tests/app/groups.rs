//! Who looks after a group, and who does after them.

use futures_util::future::join;

use crate::page::Page;
use crate::support::{House, Person};

/// What the members page of the group says of each person: name and role.
async fn roles(person: &Person, group: i64) -> Vec<(String, &'static str)> {
    let page = person.get(&format!("/chats/{group}/members")).await.expect(200).dom();
    let lists = page.all(|element| element.has_class("items"));
    let people = lists.first().expect("a list").elements();
    people
        .map(|row| {
            let name = row.all(|element| element.has("data-w")).first().expect("a name").text();
            let words = row.text();
            let role = match () {
                () if words.contains("looks after the group") => "owner",
                () if words.contains("administrator") && !words.contains("Make administrator") => "administrator",
                () => "member",
            };
            (name, role)
        })
        .collect()
}

async fn owner(person: &Person, group: i64) -> Vec<String> {
    roles(person, group).await.into_iter().filter(|(_, role)| *role == "owner").map(|(name, _)| name).collect()
}

async fn leave(person: &Person, group: i64) -> u16 {
    person.post(&format!("/chats/{group}/leave"), &[]).await.status
}

const PEOPLE: [&str; 4] = ["Ada Marsh", "Bo Lind", "Chi Nguyen", "Dag Vik"];

each_database! {
    async fn the_administrator_longest_in_the_group_inherits_it(database) {
        let (_house, [ada, bo, chi, dag]) = House::with_people(database, PEOPLE).await;
        let group = ada.group("Press", &[&bo]).await;
        for person in [&chi, &dag] {
            ada.post(&format!("/chats/{group}/members"), &[("user", &person.id.to_string())]).await.expect(303);
        }
        // Dag is an administrator first, but Chi is longer in the group, and Bo longest but none.
        ada.with_member(group, &dag, "promote").await.expect(303);
        ada.with_member(group, &chi, "promote").await.expect(303);
        assert_eq!(leave(&ada, group).await, 303);
        assert_eq!(owner(&bo, group).await, ["Chi Nguyen"]);
        let told = bo.texts(group).await;
        let [left, owned] = &told[told.len() - 2..] else { panic!("{told:?}") };
        assert!(left.contains("Ada Marsh left"), "{left}");
        assert!(owned.contains("Chi Nguyen looks after this group now"), "{owned}");
        // The heir has the rights, and the former owner none.
        chi.rename(group, "Print").await.expect(303);
        chi.with_member(group, &dag, "demote").await.expect(303);
        assert_eq!(ada.get(&format!("/chats/{group}")).await.status, 404);
    }

    async fn without_administrators_the_longest_member_inherits_it(database) {
        let (_house, [ada, bo, chi, dag]) = House::with_people(database, PEOPLE).await;
        let group = ada.group("Press", &[&dag]).await;
        for person in [&bo, &chi] {
            ada.post(&format!("/chats/{group}/members"), &[("user", &person.id.to_string())]).await.expect(303);
        }
        assert_eq!(leave(&ada, group).await, 303);
        assert_eq!(owner(&bo, group).await, ["Dag Vik"]);
        assert_eq!(leave(&bo, group).await, 303);
        assert_eq!(owner(&chi, group).await, ["Dag Vik"], "when a member goes nothing is inherited");
        assert_eq!(leave(&dag, group).await, 303);
        assert_eq!(owner(&chi, group).await, ["Chi Nguyen"]);
        assert_eq!(leave(&chi, group).await, 303, "the last one may go, too");
        assert_eq!(chi.get(&format!("/chats/{group}")).await.status, 404);
    }

    async fn two_who_leave_at_once_leave_an_owner(database) {
        let (_house, [ada, bo, chi, _dag]) = House::with_people(database, PEOPLE).await;
        for round in 0..10 {
            let group = ada.group(&format!("Press {round}"), &[&bo, &chi]).await;
            ada.with_member(group, &bo, "promote").await.expect(303);
            let left = join(leave(&ada, group), leave(&bo, group)).await;
            assert_eq!(left, (303, 303));
            assert_eq!(roles(&chi, group).await, [("Chi Nguyen".to_owned(), "owner")], "round {round}");
            let told = chi.texts(group).await;
            let owned: Vec<_> = told.iter().filter(|line| line.contains("looks after this group now")).collect();
            assert!(owned.last().is_some_and(|line| line.contains("Chi Nguyen")), "{told:?}");
        }
    }

    async fn one_leaves_while_the_group_is_handed_to_them(database) {
        let (_house, [ada, bo, chi, _dag]) = House::with_people(database, PEOPLE).await;
        for round in 0..10 {
            let group = ada.group(&format!("Press {round}"), &[&bo, &chi]).await;
            let (handed, left) = join(ada.with_member(group, &bo, "hand-over"), leave(&bo, group)).await;
            assert!([303, 403, 404].contains(&handed.status), "{handed:?}");
            assert_eq!(left, 303);
            assert_eq!(owner(&chi, group).await.len(), 1, "round {round}: {:?}", roles(&chi, group).await);
        }
    }

    async fn one_is_promoted_while_the_owner_leaves(database) {
        let (_house, [ada, bo, chi, _dag]) = House::with_people(database, PEOPLE).await;
        for round in 0..10 {
            let group = ada.group(&format!("Press {round}"), &[&bo, &chi]).await;
            let (promoted, left) = join(ada.with_member(group, &bo, "promote"), leave(&ada, group)).await;
            assert!([303, 403, 404].contains(&promoted.status), "{promoted:?}");
            assert_eq!(left, 303);
            assert_eq!(owner(&chi, group).await, ["Bo Lind"], "round {round}: {:?}", roles(&chi, group).await);
        }
    }

    async fn members_change_nothing_and_administrators_not_each_other(database) {
        let (_house, [ada, bo, chi, dag]) = House::with_people(database, PEOPLE).await;
        let group = ada.group("Press", &[&bo, &chi, &dag]).await;
        ada.with_member(group, &bo, "promote").await.expect(303);
        ada.with_member(group, &chi, "promote").await.expect(303);
        for (who, whom, act) in [
            (&dag, &bo, "remove"),
            (&dag, &dag, "promote"),
            (&bo, &chi, "remove"),
            (&bo, &chi, "demote"),
            (&bo, &ada, "remove"),
            (&bo, &ada, "demote"),
            (&bo, &dag, "promote"),
            (&bo, &bo, "hand-over"),
            (&bo, &dag, "hand-over"),
            (&ada, &ada, "remove"),
            (&ada, &ada, "demote"),
            (&ada, &ada, "hand-over"),
        ] {
            let answer = who.with_member(group, whom, act).await;
            assert_eq!(answer.status, 403, "{} {act} {}", who.name, whom.name);
        }
        for path in ["settings", "members"] {
            let answer = dag.post(&format!("/chats/{group}/{path}"), &[("name", "Ours"), ("hue", "1"), ("user", "1")]).await;
            assert_eq!(answer.status, 403, "{path}");
        }
        let expected = [("Ada Marsh", "owner"), ("Bo Lind", "administrator"), ("Chi Nguyen", "administrator"), ("Dag Vik", "member")];
        let expected = expected.map(|(name, role)| (name.to_owned(), role));
        assert_eq!(roles(&dag, group).await, expected);
        // What is theirs to do, they can do.
        bo.with_member(group, &dag, "remove").await.expect(303);
        ada.with_member(group, &chi, "remove").await.expect(303);
        ada.with_member(group, &bo, "demote").await.expect(303);
        assert_eq!(roles(&bo, group).await, [("Ada Marsh".to_owned(), "owner"), ("Bo Lind".to_owned(), "member")]);
    }

    async fn whoever_hands_a_group_over_stays_as_administrator(database) {
        let (_house, [ada, bo, chi, _dag]) = House::with_people(database, PEOPLE).await;
        let group = ada.group("Press", &[&bo, &chi]).await;
        ada.with_member(group, &bo, "hand-over").await.expect(303);
        let expected = [("Ada Marsh", "administrator"), ("Bo Lind", "owner"), ("Chi Nguyen", "member")];
        assert_eq!(roles(&chi, group).await, expected.map(|(name, role)| (name.to_owned(), role)));
        assert_eq!(ada.with_member(group, &chi, "hand-over").await.status, 403, "once");
        bo.with_member(group, &ada, "remove").await.expect(303);
        assert!(chi.texts(group).await.iter().any(|line| line == "Bo Lind looks after this group now"));
    }

    async fn only_groups_are_left_named_and_filled(database) {
        let (_house, [ada, bo, chi, _dag]) = House::with_people(database, PEOPLE).await;
        for chat in [ada.general().await, ada.direct(&bo).await, ada.direct(&ada).await] {
            assert_eq!(leave(&ada, chat).await, 403);
            for (path, field) in [("settings", ("name", "Ours")), ("members", ("user", &*chi.id.to_string()))] {
                assert_eq!(ada.post(&format!("/chats/{chat}/{path}"), &[field]).await.status, 403, "{path}");
            }
        }
    }

    async fn names_of_groups_are_read_as_they_were_typed(database) {
        let (_house, [ada, bo, ..]) = House::with_people(database, PEOPLE).await;
        for name in ["<b>Press</b> & \"Co\"", "Ca đêm 🎉", "مجموعة"] {
            let group = ada.group(name, &[&bo]).await;
            let page = bo.get(&format!("/chats/{group}")).await.expect(200).dom();
            let headings = page.all(|element| element.name == "h1");
            assert_eq!(headings.first().expect("a heading").text(), name);
        }
        for (name, status) in [("", 422), ("   ", 422), ("x\0y", 422)] {
            assert_eq!(ada.post("/chats", &[("name", name), ("user", "1")]).await.status, status, "{name:?}");
        }
        let answer = ada.post("/chats", &[("name", &"x".repeat(81)), ("user", &bo.id.to_string())]).await.expect(422);
        assert!(answer.text.contains(&"x".repeat(81)), "what was typed comes back");
        assert_eq!(ada.post("/chats", &[("name", "Ghosts"), ("user", "99999")]).await.status, 404);
    }

    async fn a_department_brings_its_people_and_takes_them_along(database) {
        let (house, [ada, bo, chi, dag]) = House::with_people(database, PEOPLE).await;
        let group = ada.group("Press", &[&bo]).await;
        let mut list = Page::open(&chi, "/messages").await;
        let company = ada.department(group, "Tidewater Press").await;
        ada.post(&format!("/chats/{group}/departments"), &[("department", &company.to_string())]).await.expect(303);
        list.until("the group", |page| page.root.find(&format!("c{group}")).is_some()).await;
        let told = chi.texts(group).await;
        assert_eq!(told.last().expect("a line"), "Ada Marsh added the department Tidewater Press: Chi Nguyen, Dag Vik joined");

        // Its people are marked, and stay as long as they are in it.
        let members = format!("/chats/{group}/members");
        let page = ada.get(&members).await.expect(200).dom();
        let by = page.all(|element| element.name == "p" && element.text() == "by Tidewater Press");
        assert_eq!(by.len(), 4, "by hand or not: the department holds them");
        assert_eq!(page.all(|element| element.attr("value") == Some("remove")).len(), 1, "the department's button");
        let refused = ada.with_member(group, &chi, "remove").await.expect(422);
        assert!(refused.text.contains("leaves when they leave it"));
        let refused = bo.post(&format!("/chats/{group}/leave"), &[]).await.expect(422);
        assert!(refused.text.contains("mute the chat"), "{}", refused.text);
        assert!(!bo.get(&members).await.text.contains(&format!("action=\"/chats/{group}/leave\"")));

        // Who comes to the company comes to the group.
        let eve = house.invite(&ada, "Eve Tran").await;
        assert_eq!(eve.texts(group).await.last().expect("a line"), "Tidewater Press: Eve Tran joined");
        assert_eq!(eve.unread().await, "");

        // Dag stays when the department goes, for somebody has kept him; the pages of the others say so at once.
        ada.post(&members, &[("user", &dag.id.to_string())]).await.expect(303);
        assert_eq!(dag.texts(group).await.last().expect("a line"), "Tidewater Press: Eve Tran joined", "nothing new is told");
        let mut open = Page::of_chat(&eve, group).await;
        ada.with_department(group, company, "remove").await.expect(303);
        list.until("no group", |page| page.root.find(&format!("c{group}")).is_none()).await;
        open.until("another page", |page| !page.reloads.is_empty()).await;
        assert_eq!(open.reloads, ["left"]);
        let told = dag.texts(group).await;
        assert_eq!(told.last().expect("a line"), "Ada Marsh removed the department Tidewater Press: Chi Nguyen, Eve Tran left");
        let names: Vec<String> = roles(&dag, group).await.into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["Ada Marsh", "Bo Lind", "Dag Vik"]);
        assert_eq!(chi.get(&format!("/chats/{group}")).await.status, 404);
        assert_eq!(leave(&dag, group).await, 303);
    }

    async fn departments_of_a_group_are_for_who_looks_after_it(database) {
        let (_house, [ada, bo, ..]) = House::with_people(database, PEOPLE).await;
        let group = ada.group("Press", &[&bo]).await;
        let path = format!("/chats/{group}/departments");
        let company = ada.department(group, "Tidewater Press").await;
        assert_eq!(bo.post(&path, &[("department", &company.to_string())]).await.status, 403);
        for (typed, sentence) in [("", "No department is chosen"), ("x", "No department is chosen"), ("999", "no longer there")] {
            let fields = [("department", typed), ("d", "<tide"), ("below", "1")];
            let again = ada.post(&path, &fields).await.expect(422);
            assert!(again.text.contains(sentence), "{typed}");
            assert!(again.text.contains("value=\"&#60;tide\""), "what was looked for comes back");
            assert!(again.dom().all(|one| one.attr("name") == Some("below")).is_empty(), "nothing is found, so there is no form");
        }
        assert_eq!(ada.with_department(group, company, "remove").await.status, 404, "it is not there yet");
        ada.post(&path, &[("department", &company.to_string()), ("below", "1")]).await.expect(303);
        let page = ada.get(&format!("/chats/{group}/members?d=TIDE")).await.expect(200).text;
        assert!(page.contains("and below") && page.contains("No other department of that name"), "{page}");
        assert_eq!(ada.with_department(group, company, "alone").await.status, 303);
        assert!(!ada.get(&format!("/chats/{group}/members")).await.expect(200).text.contains("and below"));
        for act in ["remove", "below"] {
            assert_eq!(bo.with_department(group, company, act).await.status, 403, "{act}");
        }
        assert_eq!(ada.with_department(group, company, "other").await.status, 400);
        let notes = ada.direct(&ada).await;
        assert_eq!(ada.post(&format!("/chats/{notes}/departments"), &[("department", "1")]).await.status, 403);
    }
}
