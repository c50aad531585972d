//! The second factor and what waits for it, on both databases.

use super::noun_tests::{NOW, begin, make_user};
use super::second_factor::{self, CODES, Proof};
use super::totp::Secret;
use super::{reset, session, sign_in};
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::id::UserId;
use crate::store::testing::{each_database, heard};
use crate::store::{Store, run};

const STEP: i64 = 30_000_000;

/// Turns it on: the secret and the recovery codes.
async fn turn_on(store: &Store, user: UserId) -> (Secret, Vec<String>) {
    let dice = Dice::seeded(5);
    let mut tx = begin(store).await;
    second_factor::begin(&mut tx, user, &dice, NOW).await.expect("begun");
    let secret = second_factor::begun(&mut tx, user).await.expect("an answer").expect("a secret");
    let codes = second_factor::confirm(&mut tx, user, &secret.code_at(NOW), &dice, NOW).await.expect("an answer");
    tx.commit().await.expect("a commit");
    (secret, codes.expect("it is on"))
}

async fn prove(store: &Store, user: UserId, typed: &str, at: Moment) -> Option<Proof> {
    let mut tx = begin(store).await;
    let proof = second_factor::prove(&mut tx, user, typed, at).await.expect("an answer");
    tx.commit().await.expect("a commit");
    proof
}

#[tokio::test]
async fn it_is_on_once_a_code_has_shown_that_the_app_has_the_secret() {
    each_database(|store| async move {
        let dice = Dice::seeded(6);
        let user = make_user(&store, "Lan", "lan@b").await;
        let mut tx = begin(&store).await;
        assert!(second_factor::confirm(&mut tx, user, "123456", &dice, NOW).await.expect("an answer").is_none());
        second_factor::begin(&mut tx, user, &dice, NOW).await.expect("begun");
        let forgotten = second_factor::begun(&mut tx, user).await.expect("an answer").expect("a secret");
        second_factor::begin(&mut tx, user, &dice, NOW).await.expect("begun again");
        let wrong = second_factor::confirm(&mut tx, user, &forgotten.code_at(NOW), &dice, NOW).await;
        assert!(wrong.expect("an answer").is_none(), "a secret that was replaced");
        assert!(second_factor::find(&mut tx, user).await.expect("an answer").is_none());
        assert!(second_factor::prove(&mut tx, user, &forgotten.code_at(NOW), NOW).await.expect("an answer").is_none());
        tx.commit().await.expect("a commit");

        let (secret, codes) = turn_on(&store, user).await;
        assert_eq!(codes.len() as i64, CODES);
        let mut tx = begin(&store).await;
        second_factor::begin(&mut tx, user, &dice, NOW).await.expect("nothing");
        assert!(second_factor::begun(&mut tx, user).await.expect("an answer").is_none(), "what is on is not touched");
        let on = second_factor::find(&mut tx, user).await.expect("an answer").expect("it is on");
        assert_eq!((on.confirmed_at, on.codes_left), (NOW, CODES));
        tx.commit().await.expect("a commit");
        assert_eq!(prove(&store, user, &secret.code_at(Moment(NOW.0 + STEP)), NOW).await, Some(Proof::App));

        let mut tx = begin(&store).await;
        assert!(second_factor::turn_off(&mut tx, user).await.expect("an answer"));
        assert!(!second_factor::turn_off(&mut tx, user).await.expect("an answer"));
        tx.commit().await.expect("a commit");
        assert_eq!(prove(&store, user, &codes[0], NOW).await, None, "its recovery codes go with it");
    })
    .await;
}

#[tokio::test]
async fn codes_are_good_once() {
    each_database(|store| async move {
        let (user, other) = (make_user(&store, "Lan", "lan@b").await, make_user(&store, "Tom", "tom@b").await);
        let (secret, codes) = turn_on(&store, user).await;
        assert_eq!(prove(&store, user, &secret.code_at(NOW), NOW).await, None, "the one that it was confirmed with");
        let (next, late) = (Moment(NOW.0 + STEP), Moment(NOW.0 + 2 * STEP));
        assert_eq!(prove(&store, user, &secret.code_at(late), late).await, Some(Proof::App));
        assert_eq!(prove(&store, user, &secret.code_at(late), late).await, None);
        assert_eq!(prove(&store, user, &secret.code_at(next), late).await, None, "an earlier one than the last");

        let typed = format!(" {} ", codes[3].to_uppercase().replace('-', " "));
        assert_eq!(prove(&store, other, &typed, NOW).await, None, "another person's");
        assert_eq!(prove(&store, user, &typed, NOW).await, Some(Proof::RecoveryCode));
        assert_eq!(prove(&store, user, &codes[3], NOW).await, None);
        for wrong in ["", "-", "aaaa-aaaa-aaaa", &codes[4][1..]] {
            assert_eq!(prove(&store, user, wrong, NOW).await, None, "{wrong}");
        }
        let mut tx = begin(&store).await;
        let left = second_factor::find(&mut tx, user).await.expect("an answer").expect("it is on").codes_left;
        assert_eq!(left, CODES - 1);
        let fresh = second_factor::make_codes(&mut tx, user, &Dice::seeded(7)).await.expect("codes");
        tx.commit().await.expect("a commit");
        assert_eq!(prove(&store, user, &codes[5], NOW).await, None, "the old ones are void");
        assert_eq!(prove(&store, user, &fresh[5], NOW).await, Some(Proof::RecoveryCode));
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_waits_ten_minutes_and_five_codes() {
    each_database(|store| async move {
        let dice = Dice::seeded(8);
        let user = make_user(&store, "Lan", "lan@b").await;
        let mut tx = begin(&store).await;
        let token = sign_in::begin(&mut tx, user, true, &dice, NOW).await.expect("a token");
        let late = NOW.after(sign_in::VALID);
        assert!(sign_in::find(&mut tx, &token, Moment(late.0 - 1)).await.expect("an answer").is_some());
        assert!(sign_in::find(&mut tx, &token, late).await.expect("an answer").is_none());
        assert!(sign_in::try_once(&mut tx, &token, late).await.expect("an answer").is_none());
        for _ in 0..sign_in::TRIES {
            let found = sign_in::try_once(&mut tx, &token, NOW).await.expect("an answer").expect("it waits");
            assert_eq!((found.user_id, found.kept), (user, true));
        }
        assert!(sign_in::try_once(&mut tx, &token, NOW).await.expect("an answer").is_none());
        assert!(sign_in::find(&mut tx, &token, NOW).await.expect("an answer").is_none());

        let old = sign_in::begin(&mut tx, user, true, &dice, NOW).await.expect("a token");
        let new = sign_in::begin(&mut tx, user, false, &dice, late).await.expect("a token");
        assert!(sign_in::find(&mut tx, &old, NOW).await.expect("an answer").is_none(), "it was swept");
        assert!(sign_in::find(&mut tx, &new, late).await.expect("an answer").is_some());
        session::end_others(&mut tx, user, None).await.expect("ended");
        assert!(sign_in::find(&mut tx, &new, late).await.expect("an answer").is_none(), "with all sessions");
    })
    .await;
}

const PUT: &str = "UPDATE users SET state = $2 WHERE id = $1";

#[tokio::test]
async fn a_reset_link_lets_in_who_was_invited_and_not_who_was_dismissed_or_waits() {
    each_database(|store| async move {
        let dice = Dice::seeded(9);
        let user = make_user(&store, "Lan", "lan@b").await;
        let heard = heard(&store);
        for (state, joins) in [("dismissed", None), ("pending", None), ("invited", Some(true)), ("active", Some(false))]
        {
            let mut tx = begin(&store).await;
            run!(tx, sqlx::query(PUT).bind(user).bind(state)).expect("a state");
            let link = reset::create(&mut tx, user, None, &dice, NOW).await.expect("a link");
            assert_eq!(
                reset::find(&mut tx, &link, NOW).await.expect("an answer").is_some(),
                joins.is_some(),
                "{state}"
            );
            let accepted = reset::accept(&mut tx, &link, "hash", NOW).await.expect("an answer");
            assert_eq!(accepted.is_some(), joins.is_some(), "{state}");
            tx.commit().await.expect("a commit");
            let told = std::mem::take(&mut *heard.lock().expect("no panic"));
            assert_eq!(told == [Event::UserJoined { user }], joins == Some(true), "{state}: {told:?}");
        }
    })
    .await;
}
