//! Copies of what is written to somebody on leave, in the centre and by letter, on both databases.

use super::testing::{Desk, MINUTE, NOW, words};
use crate::accounts::Status;
use crate::clock::Moment;
use crate::mail::testing::header;
use crate::store::testing::each_database;

#[actix_web::test]
async fn who_stands_in_for_a_colleague_on_leave_gets_a_copy_of_what_is_written_to_them_alone() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        desk.leave(desk.elin, desk.lan).await;
        let chats = [desk.between(desk.elin, desk.bram).await, desk.between(desk.elin, desk.lan).await];
        desk.say(desk.bram, chats[0], "Plates for **sheet 4**\nby noon?").await;
        desk.say(desk.bram, desk.alone().await, "To the whole vault").await;
        desk.say(desk.lan, chats[1], "I know that already").await;
        desk.say(desk.elin, chats[0], "Nobody stands in for Bram").await;
        let copies = desk.copies(desk.lan).await;
        let [copy] = copies.as_slice() else { panic!("{copies:?}") };
        assert_eq!((copy.actor.as_str(), copy.subject.as_str()), ("Bram", "Elin"));
        assert_eq!((copy.detail.as_str(), copy.link.as_str()), ("Plates for sheet 4 by noon?", "/people/3"));
        let letters = desk.after(MINUTE * 11).await;
        assert_eq!(letters.len(), 1);
        let said = "Bram wrote to Elin, for whom you stand in: “Plates for sheet 4 by noon?”";
        assert!(words(&letters[0]).contains(said), "{}", letters[0]);
        desk.opt_in(|mine| mine.content = false).await;
        desk.back().await;
        desk.say(desk.bram, chats[0], "Once more").await;
        let letters = desk.after(MINUTE * 11).await;
        let said = words(&letters[0]);
        assert!(said.contains("Bram wrote to Elin, for whom you stand in") && !said.contains("Once more"), "{said}");
        let over = |from: Moment, until: Moment, substitute| Status {
            leave_from: Some(from),
            leave_until: Some(until),
            substitute_id: substitute,
            ..Status::default()
        };
        let day = MINUTE * 60 * 24;
        for status in [over(NOW, NOW.after(day), None), over(NOW.before(day), NOW, Some(desk.lan))] {
            desk.status(desk.elin, &status).await;
            desk.say(desk.bram, chats[0], "You are back").await;
        }
        assert_eq!(desk.copies(desk.lan).await.len(), 2);
    })
    .await;
}

#[actix_web::test]
async fn a_burst_of_copies_is_one_letter_until_the_substitute_was_back() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|own| own.delay = 0).await;
        desk.leave(desk.elin, desk.lan).await;
        let chat = desk.between(desk.elin, desk.bram).await;
        desk.say(desk.bram, chat, &"A long question. ".repeat(40)).await;
        let letters = desk.after(MINUTE).await;
        assert_eq!(letters.len(), 1);
        assert!(header(&letters[0], "Subject").chars().count() < 300, "{}", letters[0]);
        for text in ["One", "Two", "Three"] {
            desk.say(desk.bram, chat, text).await;
            desk.house.office.hear_user(desk.lan);
            assert!(desk.after(MINUTE * 60).await.is_empty(), "nothing more until she was back");
        }
        // What has just come would wait for the next letter.
        desk.say(desk.bram, chat, "Four").await;
        desk.back().await;
        desk.house.office.hear_user(desk.lan);
        let letters = desk.after(MINUTE).await;
        assert_eq!(letters.len(), 1);
        assert!(["One", "Two", "Three", "Four"].iter().all(|said| words(&letters[0]).contains(said)), "{letters:?}");
    })
    .await;
}
