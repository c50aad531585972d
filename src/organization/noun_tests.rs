//! Invitations on both databases.

use super::invitation::{self, Accepted, State, Terms};
use crate::accounts::{Email, Name, NewUser, Role};
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::id::InvitationId;
use crate::store::Store;
use crate::store::testing::{each_database, heard};

const NOW: Moment = Moment(1_764_000_000_000_000);

fn person(n: usize) -> NewUser {
    NewUser {
        name: Name::parse("Lan").expect("a name"),
        email: Email::parse(&format!("{n}@harbour.example")).expect("an address"),
        password_hash: String::new(),
        role: Role::Employee,
        state: crate::accounts::State::Active,
        language: None,
    }
}

async fn make(store: &Store, terms: Terms) -> String {
    let mut tx = store.begin().await.expect("a transaction");
    let token = invitation::create(&mut tx, terms, None, &Dice::system(), NOW).await.expect("an invitation");
    tx.commit().await.expect("a commit");
    token
}

async fn accept(store: &Store, token: &str, n: usize) -> Accepted {
    let mut tx = store.begin().await.expect("a transaction");
    let accepted = invitation::accept(&mut tx, token, &person(n), NOW).await.expect("an answer");
    if let Accepted::User(_) = accepted {
        tx.commit().await.expect("a commit");
    }
    accepted
}

#[tokio::test]
async fn twelve_who_come_at_once_share_five_uses() {
    each_database(|store| async move {
        let token = make(&store, Terms::new(5, 7)).await;
        let tries = (0..12).map(|n| accept(&store, &token, n));
        let accepted = futures_util::future::join_all(tries).await;
        assert_eq!(accepted.iter().filter(|one| matches!(one, Accepted::User(_))).count(), 5);
        assert_eq!(accepted.iter().filter(|one| **one == Accepted::Void).count(), 7);
        let mut conn = store.read().await.expect("a connection");
        let list = invitation::list(&mut conn, None, 10).await.expect("a list");
        assert_eq!((list[0].uses_made, list[0].state(NOW)), (5, State::Used));
        assert_eq!(invitation::find(&mut conn, &token, NOW).await.expect("an answer"), None);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_taken_takes_no_use() {
    each_database(|store| async move {
        let heard = heard(&store);
        let token = make(&store, Terms::new(2, 7)).await;
        let Accepted::User(user) = accept(&store, &token, 1).await else { panic!("the first comes in") };
        assert_eq!(accept(&store, &token, 1).await, Accepted::EmailTaken);
        assert!(matches!(accept(&store, &token, 2).await, Accepted::User(_)));
        let heard = heard.lock().expect("no panic");
        assert_eq!((heard[0].clone(), heard.len()), (Event::UserJoined { user }, 2));
    })
    .await;
}

#[tokio::test]
async fn what_is_withdrawn_over_or_unknown_makes_nothing() {
    each_database(|store| async move {
        let token = make(&store, Terms::new(2, 1)).await;
        make(&store, Terms::new(1, 1)).await;
        let mut tx = store.begin().await.expect("a transaction");
        let id = invitation::find(&mut tx, &token, NOW).await.expect("an answer").expect("an invitation");
        let day = NOW.after(std::time::Duration::from_secs(24 * 3600));
        assert_eq!(invitation::find(&mut tx, &token, day).await.expect("an answer"), None);
        invitation::revoke(&mut tx, id, NOW).await.expect("withdrawn");
        invitation::revoke(&mut tx, id, day).await.expect("withdrawn already");
        tx.commit().await.expect("a commit");
        assert_eq!(accept(&store, &token, 1).await, Accepted::Void);
        assert_eq!(accept(&store, "", 1).await, Accepted::Void);
        let mut conn = store.read().await.expect("a connection");
        let list = invitation::list(&mut conn, None, 1).await.expect("a list");
        let older = invitation::list(&mut conn, Some(list[0].id), 10).await.expect("a list");
        assert_eq!(older.iter().map(|one| one.revoked_at).collect::<Vec<_>>(), [Some(NOW)]);
        assert!(invitation::list(&mut conn, Some(InvitationId(0)), 10).await.expect("a list").is_empty());
    })
    .await;
}
