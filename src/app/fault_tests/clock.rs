//! A clock that is moved by a day, forward and back, while people are signed in.

use std::collections::BTreeSet;
use std::time::Duration;

use actix_web::test::TestRequest;

use super::accounts::{self, DUNG, ELIN, HUONG, TOMASZ, id};
use super::trial::{Mode, NOW, PASSWORD, Trial};
use crate::store::testing::each_database;

const DAY: Duration = Duration::from_secs(24 * 3600);

async fn says(trial: &Trial, chat: i64, text: &str) {
    let (address, key) = (format!("/chats/{chat}/messages"), text.replace(' ', "-"));
    let request = TestRequest::post().uri(&address).set_form([("text", text), ("key", &key)]);
    assert_eq!(trial.send(TOMASZ, request).await, 303, "{text}");
}

/// What stands in the page between each of these beginnings and the next such end.
fn pieces(page: &str, begin: &str, end: &str) -> Vec<String> {
    page.split(begin).skip(1).filter_map(|rest| rest.split(end).next()).map(ToOwned::to_owned).collect()
}

#[actix_web::test]
async fn sessions_and_messages_outlive_a_clock_that_is_moved() {
    each_database(|store| async move {
        let trial = Trial::new(store, Mode::Each).await;
        accounts::company(&trial).await;
        let chat = trial.number("SELECT id FROM chats WHERE kind = 'general'").await;
        for email in [TOMASZ, HUONG] {
            trial.cookie(email).await;
        }
        let mut said = Vec::new();
        for (n, at) in [NOW, NOW.before(DAY), NOW, NOW.after(DAY), NOW, NOW.after(DAY)].into_iter().enumerate() {
            trial.house.clock.set(at);
            for part in ["morning", "evening"] {
                let text = format!("{part} of {n}");
                says(&trial, chat, &text).await;
                said.push(text);
            }
            let page = trial.page(HUONG, &format!("/chats/{chat}")).await;
            let shown = pieces(&page, "<div class=\"b\">", "</div>");
            assert_eq!(shown.len(), said.len(), "{page}");
            assert!(shown.iter().zip(&said).all(|(shown, said)| shown.contains(said.as_str())), "{shown:?}");
            let days = pieces(&page, "<li class=\"day\" id=\"", "\"");
            assert_eq!(days.iter().collect::<BTreeSet<_>>().len(), days.len(), "a day is there twice: {days:?}");
            assert!(days.is_sorted(), "{days:?}");
            assert_eq!(trial.send("", TestRequest::get().uri("/readyz")).await, 200);
        }
    })
    .await;
}

#[actix_web::test]
async fn a_password_does_not_count_for_longer_because_the_clock_is_set_back() {
    each_database(|store| async move {
        let trial = Trial::new(store, Mode::Each).await;
        accounts::company(&trial).await;
        trial.house.clock.set(NOW.after(DAY));
        let dung = id(&trial, DUNG).await;
        let address = format!("/admin/people/{dung}/sessions");
        let typed = [("end", "all"), ("confirm-password", PASSWORD)];
        trial.cookie(ELIN).await;
        let request = |fields: &[(&str, &str)]| TestRequest::post().uri(&address).set_form(fields);
        assert_eq!(trial.send(ELIN, request(&typed)).await, 303);
        assert_eq!(trial.send(ELIN, request(&typed[..1])).await, 303, "it was typed a moment ago");
        trial.house.clock.set(NOW);
        assert_eq!(trial.send(ELIN, request(&typed[..1])).await, 403, "nobody knows how long ago");
        assert_eq!(trial.send(ELIN, request(&typed)).await, 303);
        assert_eq!(trial.send(ELIN, request(&typed[..1])).await, 303);
    })
    .await;
}

/// The administrator types, on the page of the company, for how many minutes authors may change their messages.
async fn allow(trial: &Trial, minutes: &str) -> u16 {
    let fields = [
        ("company", "Harbour Press"),
        ("language", "en"),
        ("time_zone", "Europe/London"),
        ("country", "GB"),
        ("posting", "everybody"),
        ("inviting", "everybody"),
        ("notification_days", "30"),
        ("edit_minutes", minutes),
        ("file_room", "100"),
        ("person_room", "0"),
        ("company_room", "0"),
    ];
    trial.send(ELIN, TestRequest::post().uri("/admin/company").set_form(fields)).await
}

#[actix_web::test]
async fn a_message_is_changed_in_the_time_that_the_company_gives_and_no_later() {
    each_database(|store| async move {
        let trial = Trial::new(store, Mode::Each).await;
        accounts::company(&trial).await;
        let chat = trial.number("SELECT id FROM chats WHERE kind = 'general'").await;
        for email in [ELIN, TOMASZ, HUONG] {
            trial.cookie(email).await;
        }
        assert_eq!(
            trial.number("SELECT edit_minutes FROM company").await,
            1440,
            "a day, unless somebody says otherwise"
        );
        assert_eq!(allow(&trial, "2").await, 422, "none of the choices");
        let second = Duration::from_secs(1);
        // The first without anything having been set; -1: for ever.
        for (n, minutes) in
            [None, Some(15), Some(60), Some(1440), Some(10_080), Some(0), Some(-1)].into_iter().enumerate()
        {
            trial.house.clock.set(NOW);
            if let Some(minutes) = minutes {
                assert_eq!(allow(&trial, &minutes.to_string()).await, 303);
            }
            says(&trial, chat, &format!("said {n}")).await;
            let message = trial.number("SELECT MAX(id) FROM messages").await;
            let address = format!("/messages/{message}/edit");
            let change = async |text: &str, version: &str| {
                let fields = [("text", text), ("version", version)];
                trial.said(TOMASZ, TestRequest::post().uri(&address).set_form(fields)).await
            };
            let form = async || trial.send(TOMASZ, TestRequest::get().uri(&address)).await;
            let offered = async || {
                trial
                    .page(TOMASZ, &format!("/messages/{message}/actions"))
                    .await
                    .contains(&format!("href=\"{address}\""))
            };
            let length = Duration::from_secs(
                60 * minutes.map_or(1440, |minutes| if minutes < 0 { 100 * 1440 } else { minutes }) as u64,
            );
            let end = NOW.after(length);
            let mut version = "0";
            if minutes != Some(0) {
                trial.house.clock.set(end.before(second));
                assert_eq!((form().await, offered().await), (200, true), "{minutes:?}");
                assert_eq!(change("in time", version).await.0, 303, "{minutes:?}");
                version = "1";
            }
            trial.house.clock.set(end);
            if minutes == Some(-1) {
                assert_eq!(change("whenever", version).await.0, 303);
                continue;
            }
            assert_eq!((form().await, offered().await), (403, false), "{minutes:?}");
            let (status, page) = change("what came too late", version).await;
            assert!(status == 403 && page.contains("what came too late"), "{minutes:?}: {status} {page}");
            let page = trial.page(HUONG, &format!("/messages/{message}/actions")).await;
            let says = if version == "1" { "in time".to_owned() } else { format!("said {n}") };
            assert!(page.contains(&says) && !page.contains("too late"), "{minutes:?}: {page}");
        }
    })
    .await;
}
