//! One group with departments: what is told in it, who stays, who may.

use super::*;

#[tokio::test]
async fn a_move_is_told_in_one_line_and_one_event() {
    each_database(|store| async move {
        let small = Small::new(store).await;
        small.add(small.parents[1], true).await;
        assert_eq!(small.members().await.len(), 1, "nobody is in the south");
        let said = |department: &str, joined: &[UserId], left: &[UserId]| Line::Moved {
            department: department.to_owned(),
            joined: Crowd::of(joined),
            left: Crowd::of(left),
        };
        small.heard.lock().expect("nobody panicked").clear();
        small.place(small.parents[1]).await;
        assert_eq!(small.members().await.values().filter(|by_department| **by_department).count(), 12);
        let told = small.lines().await;
        assert_eq!(
            told[1..],
            [
                Line::DepartmentAdded { department: "South".to_owned(), joined: Crowd::default() },
                said("South", &small.people, &[]),
            ]
        );
        small.place(small.parents[0]).await;
        assert_eq!(small.members().await.len(), 1);
        assert_eq!(small.lines().await[3..], [said("South", &[], &small.people)]);
        let heard = std::mem::take(&mut *small.heard.lock().expect("nobody panicked"));
        let left = Event::MembersLeft { chat: small.chat, users: small.people.clone().into() };
        assert_eq!(heard.iter().filter(|event| **event == left).count(), 1, "{heard:?}");
        let told = heard.iter().filter(|event| matches!(event, Event::Noticed { .. })).count();
        assert_eq!((heard.len() - told, told), (2 + 5, 2), "{heard:?}");

        // Several at once, in and out: one line, which names both.
        let (one, two) = (small.people[0], small.people[1]);
        let mut tx = small.store.begin().await.expect("a transaction");
        put(&mut tx, one, &[small.parents[1]]).await;
        tx.commit().await.expect("a commit");
        let mut tx = small.store.begin().await.expect("a transaction");
        put(&mut tx, one, &[small.parents[0]]).await;
        put(&mut tx, two, &[small.parents[1]]).await;
        tx.commit().await.expect("a commit");
        assert_eq!(small.lines().await[4..], [said("South", &[one], &[]), said("South", &[two], &[one])]);

        // With a second department nobody knows by which of them who came.
        small.add(small.works, false).await;
        small.place(small.parents[1]).await;
        assert_eq!(small.lines().await.len(), 7, "all of them are there already");
        let mut tx = small.store.begin().await.expect("a transaction");
        put(&mut tx, one, &[small.works]).await;
        tx.commit().await.expect("a commit");
        assert_eq!(small.lines().await[7..], [said("", &[one], &[])]);
    })
    .await;
}

#[tokio::test]
async fn what_was_said_before_somebody_came_is_read() {
    each_database(|store| async move {
        let small = Small::new(store).await;
        let mut tx = small.store.begin().await.expect("a transaction");
        let owner = member(&mut tx, small.owner, small.chat).await;
        post(&mut tx, &owner, &Draft::new("Before", dice().key()), NOW).await.expect("posted");
        tx.commit().await.expect("a commit");
        small.add(small.works, false).await;
        let mut tx = small.store.begin().await.expect("a transaction");
        post(&mut tx, &owner, &Draft::new("After", dice().key()), NOW).await.expect("posted");
        let listed = list::page(&mut tx, small.people[3], list::Cursor::START, 9).await.expect("a list");
        assert_eq!(listed.counters.unread, 1);
        assert!(listed.rows.iter().any(|row| row.chat_id == small.chat && row.listed));
    })
    .await;
}

#[tokio::test]
async fn who_is_there_by_hand_or_has_a_role_stays() {
    each_database(|store| async move {
        let small = Small::new(store).await;
        small.add(small.works, false).await;
        let [by_hand, promoted, heir, held] = small.people[..4] else { panic!("there are twelve") };
        let (dice, with) = (dice(), (&dice(), NOW));
        let mut tx = small.store.begin().await.expect("a transaction");
        let owner = member(&mut tx, small.owner, small.chat).await;
        assert!(group::add(&mut tx, &owner, &[by_hand], &dice, NOW).await.expect("an answer"));
        assert!(group::set_role(&mut tx, &owner, promoted, true, with).await.expect("an answer"));
        // Nobody in a department of the group is removed, or leaves, one by one.
        for who in [by_hand, promoted, held] {
            assert!(!group::remove(&mut tx, &owner, who, &dice, NOW).await.expect("an answer"));
            let who = member(&mut tx, who, small.chat).await;
            assert!(!group::leave(&mut tx, &who, &dice, NOW).await.expect("an answer"));
        }
        assert!(group::set_role(&mut tx, &owner, promoted, false, with).await.expect("an answer"));
        assert!(group::hand_over(&mut tx, &owner, heir, &dice, NOW).await.expect("an answer"));
        // The former owner is by hand, and may go.
        assert!(group::leave(&mut tx, &owner, &dice, NOW).await.expect("an answer"));
        let heir = member(&mut tx, heir, small.chat).await;
        assert!(departments::remove(&mut tx, &heir, small.works, with).await.expect("an answer"));
        tx.commit().await.expect("a commit");
        let mut conn = small.store.read().await.expect("a connection");
        let expected = [by_hand, promoted, heir.user].map(|user| (user, false));
        assert_eq!(members(&mut conn, &heir).await, BTreeMap::from(expected));
        let told = lines(&mut conn, small.chat).await;
        let left = Crowd::of(&small.people[3..]);
        assert_eq!(told.last(), Some(&Line::DepartmentRemoved { department: "Works".to_owned(), left }));
        assert_eq!(told.iter().filter(|line| matches!(line, Line::Added { .. })).count(), 0);
        drop(conn);
        // Now they may go, too.
        let mut tx = small.store.begin().await.expect("a transaction");
        assert!(group::remove(&mut tx, &heir, by_hand, &dice, NOW).await.expect("an answer"));
    })
    .await;
}

#[tokio::test]
async fn only_employees_who_look_after_a_group_add_departments_and_not_too_many() {
    each_database(|store| async move {
        let small = Small::new(store).await;
        let (dice, with) = (dice(), (&dice(), NOW));
        let mut tx = small.store.begin().await.expect("a transaction");
        let guest = user(&mut tx, "guest", Role::Guest).await;
        let owner = member(&mut tx, small.owner, small.chat).await;
        group::add(&mut tx, &owner, &[guest, small.people[0]], &dice, NOW).await.expect("an answer");
        group::set_role(&mut tx, &owner, guest, true, with).await.expect("an answer");
        for who in [guest, small.people[0]] {
            let who = member(&mut tx, who, small.chat).await;
            let added = departments::add(&mut tx, &who, (small.works, true), with).await.expect("an answer");
            assert_eq!(added, Err(Refused::NotAllowed));
            assert!(!departments::remove(&mut tx, &who, small.works, with).await.expect("an answer"));
        }
        let gone = departments::add(&mut tx, &owner, (DepartmentId(999), true), with).await.expect("an answer");
        assert_eq!(gone, Err(Refused::Missing));
        assert!(!departments::remove(&mut tx, &owner, small.works, with).await.expect("an answer"));
        for n in 0..departments::MOST {
            let one = create(&mut tx, small.works, &format!("Team {n}")).await;
            departments::add(&mut tx, &owner, (one, false), with).await.expect("an answer").expect("added");
        }
        let added = departments::add(&mut tx, &owner, (small.works, true), with).await.expect("an answer");
        assert_eq!(added, Err(Refused::TooMany));
        assert_eq!(departments::list(&mut tx, &owner).await.expect("a list").len(), 50);
        // Only groups have departments.
        let notes = found::notes_of(&mut tx, small.owner, NOW).await.expect("a chat");
        let elsewhere = Member { chat: notes, ..owner };
        let added = departments::add(&mut tx, &elsewhere, (small.works, true), with).await.expect("an answer");
        assert_eq!(added, Err(Refused::NotAllowed));
    })
    .await;
}

#[tokio::test]
async fn a_group_that_nobody_is_left_in_has_no_departments() {
    each_database(|store| async move {
        let small = Small::new(store).await;
        small.add(small.parents[1], true).await;
        let mut tx = small.store.begin().await.expect("a transaction");
        let owner = member(&mut tx, small.owner, small.chat).await;
        assert!(group::leave(&mut tx, &owner, &dice(), NOW).await.expect("an answer"));
        tx.commit().await.expect("a commit");
        small.place(small.parents[1]).await;
        let mut conn = small.store.read().await.expect("a connection");
        assert!(Member::find(&mut conn, small.people[0], small.chat).await.expect("an answer").is_none());
    })
    .await;
}
