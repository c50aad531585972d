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
