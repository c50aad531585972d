//! What the index finds is what looking through everything finds, on both databases.

use super::*;
use crate::chats::found as chat;
use crate::chats::message::delete;
use crate::clock::Moment;
use crate::store::testing::each_database;
use crate::store::{backup, run};

mod house;

use house::{House, Kept, parse, person, say};

const NOW: Moment = Moment(1_764_000_000_000_000);
const HOUR: i64 = 3_600_000_000;
const ASKED: [&str; 42] = [
    "proof",
    "proof ",
    "pro*",
    "phở ",
    "pham",
    "\"proof sheet\"",
    "sheet proof",
    "it's",
    "東京",
    "京",
    "都",
    "タワ",
    "한국",
    "dang a4",
    "b",
    "example",
    "from:elin pham",
    "from:jonas",
    "has:link",
    "in:\"Press room\" proof",
    "trong:studio",
    "\"pho a4 12\"",
    "sh*",
    "có:link từ:elin",
    "12 12",
    "after:2025-11-25 proof",
    // What has its words and pairs without having it, and more than the index has keys for.
    "sheet-pr",
    "a4東",
    "ハハハハハハ",
    "\"proof sheet proof\"",
    "proof sheet a4 12 pho pham s has:link in:\"Press room\" ",
    "sheet a4 12 pho pham s pro",
    // What is narrowed by a part of it, and what is named of many.
    "proof sh*",
    "it's pro",
    "from:elin ph*",
    "has:link pr*",
    "in:\"Press room\" ",
    "in:\"Press room\" in:Studio ",
    "in:\"Press room\" in:Studio sh*",
    "in:studio in:everybody in:\"Press room\" ",
    "after:2025-11-25 ",
    "from:jonas from:maren in:studio in:everybody in:\"Press room\" ph*",
];
/// What has words and pairs apart from each other, and what has them together.
const APART: [&str; 12] = [
    "pho a4 x a4 12",
    "pho a4 12",
    "sheet x proofs",
    "sheet-proofs",
    "a4 東 京都",
    "a4東京",
    "ハハハ",
    "ハハハハハハハハ",
    "proof sheet x sheet proof",
    "proof sheet proof",
    "it's a proof sheet a4 12 pho pham https://a.example/b",
    "proof sheet a4 12 pho pham https://a.example/b",
];
const MUCH: &str = "UPDATE chats SET revision = revision + 1000000 WHERE id = $1";
const NO_WORDS: &str = "DELETE FROM message_words";

#[tokio::test]
async fn what_is_found_is_what_is_there() {
    each_database(|store| async move {
        let mut house = House::new(store).await;
        for n in 0..260 {
            house.act(n).await;
        }
        house.keep(&APART).await;
        for asked in ["sheet-pr", "a4東", "ハハハハハハ", "\"proof sheet proof\""] {
            assert!(!house.naive(&house.people[0], &parse(asked)).await.is_empty(), "{asked}");
        }
        house.compare().await;
        // As if much more had been said: then it is looked for in windows.
        let mut tx = house.store.begin().await.expect("a transaction");
        for (chat, _) in &house.chats[..2] {
            run!(tx, sqlx::query(MUCH).bind(chat)).expect("a chat");
        }
        tx.commit().await.expect("a commit");
        house.compare().await;
    })
    .await;
}

#[tokio::test]
async fn of_too_many_with_a_name_the_nearest_are_looked_for() {
    each_database(|store| async move {
        let house = House::new(store).await;
        let [elin, jonas] = [&house.people[0], &house.people[1]];
        let mut tx = house.store.begin().await.expect("a transaction");
        let mut zoe = elin.id;
        for first in (0..24).map(|n| format!("An{n}")).chain(["Zoe".to_owned()]) {
            zoe = person(&mut tx, &format!("{first} Nguyen")).await;
        }
        let general = house.chats[3].0;
        say(&house, &mut tx, (zoe, general), "the proof").await;
        tx.commit().await.expect("a commit");
        assert_eq!(
            house.found(elin, "proof from:nguyen ").await,
            (0, vec!["nguyen".to_owned()]),
            "none of the first by name"
        );
        let mut tx = house.store.begin().await.expect("a transaction");
        chat::group(&mut tx, elin.id, "Binding", &[zoe], (&house.dice, NOW)).await.expect("a group");
        tx.commit().await.expect("a commit");
        assert_eq!(house.found(elin, "proof from:nguyen ").await, (1, vec!["nguyen".to_owned()]), "she is the nearest");
        assert_eq!(house.found(jonas, "proof from:nguyen ").await.0, 0);
        assert_eq!(house.found(jonas, "proof from:\"zoe nguyen\" ").await, (1, vec![]));
        // Who is called so and no more is meant alone.
        let mut tx = house.store.begin().await.expect("a transaction");
        let other = person(&mut tx, "Zoe").await;
        say(&house, &mut tx, (other, general), "a proof").await;
        tx.commit().await.expect("a commit");
        assert_eq!(house.found(jonas, "proof from:zoe ").await, (1, vec![]));
        assert_eq!(house.found(jonas, "\"a proof\" from:zoe ").await.0, 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_there_before_is_put_into_the_index_while_people_write() {
    each_database(|store| async move {
        let mut house = House::new(store).await;
        for n in 0..450 {
            house.act(n).await;
        }
        let (elin, query) = (house.people[0].clone(), parse("proof "));
        let all = house.all(&elin, &query, Order::Newest).await;
        // A backup holds no words.
        let mut tx = house.store.begin().await.expect("a transaction");
        run!(tx, sqlx::query(NO_WORDS)).expect("no words");
        backup::words_anew(&mut tx).await.expect("anew");
        tx.commit().await.expect("a commit");
        assert!(filling::is_going_on(&mut house.store.read().await.expect("a connection")).await.expect("an answer"));
        // What is looked through is found without words.
        let none = house.all(&elin, &query, Order::Newest).await;
        assert!(none.len() < 3 && all.starts_with(&none), "{none:?}");
        assert!(filling::go_on(&house.store).await.expect("some"), "there are more");
        let some = house.all(&elin, &query, Order::Newest).await;
        assert!(some.len() < all.len() && all.starts_with(&some), "the newest first");
        for n in 450..510 {
            house.act(n).await;
        }
        while filling::go_on(&house.store).await.expect("some") {}
        assert!(!filling::is_going_on(&mut house.store.read().await.expect("a connection")).await.expect("an answer"));
        house.compare().await;
    })
    .await;
}

#[tokio::test]
async fn a_deleted_message_has_no_words() {
    each_database(|store| async move {
        let mut house = House::new(store).await;
        for n in 0..40 {
            house.act(n).await;
        }
        let all = house.kept.clone();
        for one in all {
            let mut tx = house.store.begin().await.expect("a transaction");
            delete::delete(&mut tx, (one.author, one.id), NOW).await.expect("an answer").expect("it is there");
            tx.commit().await.expect("a commit");
            house.kept.retain(|kept| kept.id != one.id);
        }
        for word in ["proof", "pham", "_c1", "_u1"] {
            assert_eq!(house.count((&format!("\"{word}\""), &format!("'{word}'"))).await, 0, "{word}");
        }
        house.compare().await;
    })
    .await;
}

#[tokio::test]
async fn a_day_leads_to_its_first_message_or_the_nearest_after_it() {
    each_database(|store| async move {
        let mut house = House::new(store).await;
        for n in 0..120 {
            house.act(n * 5).await;
        }
        let mut conn = house.store.read().await.expect("a connection");
        let elin = &house.people[0];
        for (chat, _) in &house.chats {
            let Some(member) = house.member(&mut conn, elin.id, *chat).await else { continue };
            let said: Vec<&Kept> = house.kept.iter().filter(|kept| kept.chat == *chat).collect();
            for one in said {
                let found = day::first(&mut conn, &member, one.at).await.expect("an answer").expect("a message");
                assert_eq!(found, one.id);
            }
            let late = day::first(&mut conn, &member, Moment(NOW.0 + 100_000 * HOUR)).await.expect("an answer");
            assert_eq!(late, (member.last_message.0 > 0).then_some(member.last_message));
        }
    })
    .await;
}
