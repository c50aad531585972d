//! What people say of when they are there.

use super::*;

/// Colleagues of Elin, made without a door.
async fn colleagues(store: &Store, people: &[(&str, &str)]) -> Vec<UserId> {
    let mut tx = store.begin().await.expect("a transaction");
    let mut users = Vec::new();
    for (name, email) in people {
        let new = NewUser {
            name: Name::parse(name).expect("a name"),
            email: Email::parse(email).expect("an address"),
            password_hash: "none".to_owned(),
            role: Role::Employee,
            state: State::Active,
            language: None,
        };
        users.push(User::create(&mut tx, &new, NOW).await.expect("a user"));
    }
    tx.commit().await.expect("committed");
    users
}

#[actix_web::test]
async fn a_status_is_kept_until_its_time() {
    each_database(|store| async move {
        let door = Door::founded(store.clone()).await;
        let users = colleagues(&store, &[("Phạm Thu Hương", "huong@h.example"), ("Phạm Dũng", "dung@h.example")]).await;
        let elin = door.browser();
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        assert!(elin.get("/settings/status").await.html.contains("value=\"off\" checked"));
        // Monday, 24 November 2025, four in the afternoon, in London.
        let fields = |substitute| {
            vec![
                ("quiet", "at"),
                ("quiet_day", "25/11/2025"),
                ("quiet_time", "9:30"),
                ("leave_from", "2025-12-01"),
                ("leave_until", "2025-12-03"),
                ("substitute", substitute),
                ("seen_hidden", "1"),
            ]
        };
        assert_eq!(elin.post("/settings/status", &fields("pham dung")).await.leads_to(), "/settings/status?saved");
        let page = elin.get("/settings/status?saved").await.html;
        for kept in
            ["\"at\" checked", "\"2025-11-25\"", "\"09:30\"", "\"2025-12-01\"", "\"2025-12-03\"", "\"dung@h.example\""]
        {
            assert!(page.contains(&format!("value={kept}")), "{kept} in {page}");
        }
        assert!(page.contains("name=\"seen_hidden\" value=\"1\" checked"));

        let mut conn = store.read().await.expect("a connection");
        let planned = status::planned(&mut conn, UserId(0), NOW).await.expect("people");
        assert_eq!(planned.len(), 1);
        let person = &planned[0];
        assert_eq!(person.status.substitute_id, Some(users[1]));
        let leave = person.status.plan(&TimeZone::get("Europe/London").expect("a zone"), None).leave.expect("a leave");
        let day = Duration::from_secs(24 * 3600);
        assert_eq!((leave.last.to_string(), leave.until), ("2025-12-03".to_owned(), leave.from.after(3 * day)));
        assert!(status::planned(&mut conn, person.id, NOW).await.expect("people").is_empty());
        assert!(status::planned(&mut conn, UserId(0), leave.until).await.expect("people").is_empty());
        drop(conn);

        door.house.clock.set(leave.until);
        let page = elin.get("/settings/status").await.html;
        assert!(
            page.contains("value=\"off\" checked") && !page.contains("2025-12") && !page.contains("dung@"),
            "{page}"
        );
    })
    .await;
}

#[actix_web::test]
async fn a_wrong_status_is_told_field_by_field() {
    each_database(|store| async move {
        let door = Door::founded(store.clone()).await;
        let people = [("Phạm Hương", "h@h.example"), ("Phạm Dũng", "d@h.example"), ("Lê Minh", "m@h.example")];
        let users = colleagues(&store, &people).await;
        let elin = door.browser();
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        let leave = |substitute| vec![("quiet", "off"), ("leave_until", "2025-12-03"), ("substitute", substitute)];
        for (fields, sentence) in [
            (vec![("quiet", "for ever")], "not one of the choices"),
            (vec![("quiet", "at")], "not a time of day"),
            (vec![("quiet", "at"), ("quiet_time", "15:00")], "has passed already"),
            (vec![("quiet", "off"), ("leave_from", "soon"), ("leave_until", "2025-12-03")], "not a day"),
            (vec![("quiet", "off"), ("leave_from", "2025-12-03")], "last day is missing"),
            (vec![("quiet", "off"), ("substitute", "Minh")], "last day is missing"),
            (leave("Zofia"), "No colleague is called that"),
            (leave("Elin Lindqvist"), "No colleague is called that"),
            (leave("pham"), "could be several people"),
        ] {
            let answer = elin.post("/settings/status", &fields).await;
            assert_eq!(answer.status, 422, "{fields:?}");
            assert!(answer.html.contains(sentence), "{fields:?}: {}", answer.html);
        }
        let answer = elin.post("/settings/status", &leave("Phạm Ngọc")).await.html;
        assert!(answer.contains("h@h.example") && answer.contains("d@h.example") && !answer.contains("m@h.example"));
        assert!(answer.contains("value=\"Phạm Ngọc\""), "what was typed is kept");
        let id = users[0].to_string();
        let chosen = [leave("Phạm Ngọc"), vec![("substitute_id", id.as_str())]].concat();
        assert_eq!(elin.post("/settings/status", &chosen).await.status, 303);
        assert!(elin.get("/settings/status").await.html.contains("value=\"h@h.example\""));
        let oneself = [leave("x"), vec![("substitute_id", "1")]].concat();
        assert_eq!(elin.post("/settings/status", &oneself).await.status, 422);
        assert_eq!(elin.post("/settings/status", &[("quiet", "off")]).await.status, 303, "all taken back");
        assert!(!elin.get("/settings/status").await.html.contains("h@h.example"));
    })
    .await;
}

#[actix_web::test]
async fn when_people_were_last_seen_is_kept_to_the_minute() {
    each_database(|store| async move {
        let users = {
            let door = Door::founded(store.clone()).await;
            drop(door);
            colleagues(&store, &[("Ada", "a@h.example"), ("Bo", "b@h.example")]).await
        };
        let mut tx = store.begin().await.expect("a transaction");
        let late = NOW.after(Duration::from_secs(3 * 60 + 59));
        status::saw(&mut tx, &[(users[0].0, NOW), (users[1].0, late), (99, NOW)]).await.expect("written");
        tx.commit().await.expect("committed");
        let mut conn = store.read().await.expect("a connection");
        let mut seen = Vec::new();
        for user in users {
            seen.push(User::find(&mut conn, user).await.expect("a user").expect("a user").status.seen_at);
        }
        assert_eq!(seen, [Some(NOW), Some(NOW.after(Duration::from_secs(180)))]);
    })
    .await;
}
