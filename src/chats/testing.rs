//! A company with people, for tests of chats.

use super::{Member, found};
use crate::accounts::company::NewCompany;
use crate::accounts::{Company, Email, Name, NewUser, Role, State, User};
use crate::clock::{Dice, Moment};
use crate::id::{ChatId, UserId};
use crate::store::{Conn, Tx};
use crate::web::Language;

pub(in crate::chats) const NOW: Moment = Moment(1_764_000_000_000_000);

pub(in crate::chats) fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

pub(in crate::chats) async fn company(tx: &mut Tx) {
    let new = NewCompany {
        name: name("Harbour"),
        language: Language::English,
        time_zone: "UTC".to_owned(),
        country: "GB".to_owned(),
    };
    Company::found(tx, &new, &Dice::system(), NOW).await.expect("a company");
}

/// Somebody who is in no chat yet, where the store does not listen.
pub(in crate::chats) async fn user(tx: &mut Tx, called: &str, role: Role) -> UserId {
    let new = NewUser {
        name: name(called),
        email: Email::parse(&format!("{called}@a.example")).expect("an address"),
        password_hash: String::new(),
        role,
        state: State::Active,
        language: None,
    };
    User::create(tx, &new, NOW).await.expect("a user")
}

/// An employee with the chats that everybody has.
pub(in crate::chats) async fn colleague(tx: &mut Tx, called: &str) -> UserId {
    let user = user(tx, called, Role::Employee).await;
    found::welcome(tx, user, NOW).await.expect("chats");
    user
}

pub(in crate::chats) async fn member(conn: &mut Conn, user: UserId, chat: ChatId) -> Member {
    Member::find(conn, user, chat).await.expect("an answer").expect("a member")
}
