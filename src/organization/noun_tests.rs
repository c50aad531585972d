//! Invitations on both databases.

use super::invitation::{self, Accepted, State};
use super::terms::{Domains, Terms};
use super::{department, position};
use crate::accounts::audit::By;
use crate::accounts::{Email, Name, NewUser, Role, State as Life, User};
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::id::{InvitationId, UserId};
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
    let token = invitation::create(&mut tx, &terms, &By::command_line(), (&Dice::system(), NOW))
        .await
        .expect("an invitation")
        .1;
    tx.commit().await.expect("a commit");
    token
}

async fn accept(store: &Store, token: &str, n: usize) -> Accepted {
    let mut tx = store.begin().await.expect("a transaction");
    let accepted = invitation::accept(&mut tx, token, person(n), NOW).await.expect("an answer");
    if let Accepted::User(_) | Accepted::Waits(_) = accepted {
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
        let list = invitation::list(&mut conn, None, None, 10).await.expect("a list");
        assert_eq!((list[0].uses_made, list[0].state(NOW)), (5, State::Used));
        assert_eq!(invitation::find(&mut conn, &token, NOW).await.expect("an answer").map(|_| ()), None);
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
        let mut tx = store.begin().await.expect("a transaction");
        let terms = Terms::new(2, 1);
        let (id, token) = invitation::create(&mut tx, &terms, &By::command_line(), (&Dice::system(), NOW))
            .await
            .expect("an invitation");
        invitation::create(&mut tx, &terms, &By::command_line(), (&Dice::system(), NOW)).await.expect("an invitation");
        assert!(invitation::find(&mut tx, &token, NOW).await.expect("an answer").is_some());
        let day = NOW.after(std::time::Duration::from_secs(24 * 3600));
        assert!(invitation::find(&mut tx, &token, day).await.expect("an answer").is_none());
        let somebody = Some(UserId(7));
        assert!(
            !invitation::revoke(&mut tx, id, somebody, &By::command_line(), NOW).await.expect("an answer"),
            "it is not theirs"
        );
        assert!(invitation::revoke(&mut tx, id, None, &By::command_line(), NOW).await.expect("an answer"));
        assert!(!invitation::revoke(&mut tx, id, None, &By::command_line(), day).await.expect("an answer"));
        tx.commit().await.expect("a commit");
        assert_eq!(accept(&store, &token, 1).await, Accepted::Void);
        assert_eq!(accept(&store, "", 1).await, Accepted::Void);
        let mut conn = store.read().await.expect("a connection");
        let list = invitation::list(&mut conn, None, None, 1).await.expect("a list");
        let older = invitation::list(&mut conn, None, Some(list[0].id), 10).await.expect("a list");
        assert_eq!(older.iter().map(|one| one.revoked_at).collect::<Vec<_>>(), [Some(NOW)]);
        assert!(invitation::list(&mut conn, Some(UserId(7)), None, 10).await.expect("a list").is_empty());
        assert!(invitation::list(&mut conn, None, Some(InvitationId(0)), 10).await.expect("a list").is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_an_invitation_says_holds() {
    each_database(|store| async move {
        let mut tx = store.begin().await.expect("a transaction");
        let root = department::root(&mut tx, NOW).await.expect("a root");
        let name = Name::parse("Sales").expect("a name");
        let sales = department::create(&mut tx, root, &name, NOW).await.expect("an answer").expect("made");
        tx.commit().await.expect("a commit");
        let domains = Domains::parse("harbour.example").expect("domains");
        let waiting = Terms { department: Some(sales), approval: true, domains, ..Terms::new(5, 7) };
        let token = make(&store, waiting).await;
        let Accepted::Waits(user) = accept(&store, &token, 1).await else { panic!("one waits") };
        let mut conn = store.read().await.expect("a connection");
        let found = User::find(&mut conn, user).await.expect("an answer").expect("a user");
        assert_eq!((found.state, found.role), (Life::Pending, Role::Employee));
        let places = position::of_user(&mut conn, user).await.expect("positions");
        assert_eq!(places.iter().map(|one| one.department_id).collect::<Vec<_>>(), [sales]);
        drop(conn);
        let press = Terms { domains: Domains::parse("press.example").expect("domains"), ..Terms::new(5, 7) };
        let token = make(&store, press).await;
        assert_eq!(accept(&store, &token, 2).await, Accepted::NotForAddress);
        let email = Email::parse("3@HARBOUR.example").expect("an address");
        let one = Terms { email: Some(email), role: Role::Guest, department: Some(sales), ..Terms::new(2, 7) };
        let token = make(&store, one).await;
        assert_eq!(accept(&store, &token, 4).await, Accepted::NotForAddress);
        let Accepted::User(guest) = accept(&store, &token, 3).await else { panic!("the one it is for comes in") };
        let mut conn = store.read().await.expect("a connection");
        assert_eq!(User::find(&mut conn, guest).await.expect("an answer").expect("a user").role, Role::Guest);
        assert!(position::of_user(&mut conn, guest).await.expect("positions").is_empty());
    })
    .await;
}
