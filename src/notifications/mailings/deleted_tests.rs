//! What was deleted, or has gone by itself, is in no letter, however far the letter has come, on both databases.

use super::mailing::State;
use super::testing::{Desk, MINUTE, words};
use crate::chats::Member;
use crate::chats::membership::Mailing;
use crate::chats::message::edit::{self, Edited};
use crate::chats::message::{Draft, delete, expiry, mention, post};
use crate::clock::Dice;
use crate::id::{ChatId, MessageId, UserId};
use crate::mail::testing::Act;
use crate::store::run;
use crate::store::testing::each_database;

/// How a message goes.
#[derive(Clone, Copy, Debug)]
enum Way {
    Deleted,
    Expired,
}

const WAYS: [Way; 2] = [Way::Deleted, Way::Expired];
const EXPIRES: &str = "UPDATE messages SET expires_at = 1 WHERE id = $1";

impl Desk {
    /// Bram's message goes so, and the postman hears of it.
    async fn lose(&self, way: Way, (chat, message): (ChatId, MessageId)) {
        let now = self.house.clock.now();
        let mut tx = self.house.store.begin().await.expect("a transaction");
        match way {
            Way::Deleted => {
                let done = delete::delete(&mut tx, (self.bram, message), now).await.expect("an answer");
                assert_eq!(done, Some(true));
            }
            Way::Expired => {
                run!(tx, sqlx::query(EXPIRES).bind(message)).expect("a time");
                expiry::expire(&mut tx, chat, now).await.expect("gone");
            }
        }
        tx.commit().await.expect("a commit");
        self.house.office.hear_chats([chat].into());
        self.house.office.hear_user(self.lan);
    }

    /// Bram calls Lan in the chat, or answers her.
    async fn call(&self, chat: ChatId, text: &str, reply: Option<MessageId>) -> MessageId {
        let mut tx = self.house.store.begin().await.expect("a transaction");
        let member = Member::find(&mut tx, self.bram, chat).await.expect("an answer").expect("a member");
        let calls = mention::resolve(&mut tx, &member, text, false).await.expect("calls");
        let draft = Draft::new(text, Dice::system().key()).calling(calls).replying(reply);
        let posted = post(&mut tx, &member, &draft, self.house.clock.now()).await.expect("posted");
        tx.commit().await.expect("a commit");
        self.house.office.hear_chats([chat].into());
        self.house.office.hear_user(self.lan);
        posted.message
    }

    /// Of everything in the chat letters are made.
    async fn mail_all(&self, user: UserId, chat: ChatId) {
        let mut tx = self.house.store.begin().await.expect("a transaction");
        let member = Member::find(&mut tx, user, chat).await.expect("an answer").expect("a member");
        member.set_mailing(&mut tx, Mailing::All).await.expect("set");
        tx.commit().await.expect("a commit");
    }
}

fn says(letters: &[String], word: &str) -> bool {
    letters.iter().any(|letter| letter.contains(word) || words(letter).contains(word))
}

#[actix_web::test]
async fn what_is_gone_before_its_letter_was_made_is_in_none() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        desk.mail_all(desk.lan, desk.group).await;
        for way in WAYS {
            for chat in [desk.direct, desk.group] {
                // Alone, nothing leaves; nor is there a row of it.
                let before = desk.ledger(desk.lan).await.len();
                let gone = desk.say(desk.bram, chat, "The secret of the vault").await;
                assert!(desk.after(MINUTE * 5).await.is_empty());
                desk.lose(way, (chat, gone)).await;
                assert!(desk.after(MINUTE * 60).await.is_empty(), "{way:?}");
                assert_eq!(desk.ledger(desk.lan).await.len(), before, "{way:?}");
                // Among others, they leave without it, and are counted so.
                desk.back().await;
                desk.say(desk.bram, chat, "Lunch?").await;
                let gone = desk.say(desk.bram, chat, "The secret of the vault").await;
                let last = desk.say(desk.bram, chat, "Or supper?").await;
                desk.lose(way, (chat, gone)).await;
                let letters = desk.after(MINUTE * 11).await;
                assert_eq!(letters.len(), 1, "{way:?}: {letters:?}");
                assert!(
                    says(&letters, "Lunch?") && says(&letters, "Or supper?") && !says(&letters, "secret"),
                    "{letters:?}"
                );
                let row = desk.ledger(desk.lan).await.pop().expect("one");
                assert_eq!((row.state, row.held), (State::Sent, 2), "{way:?}");
                desk.read(chat, last).await;
                desk.back().await;
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn what_is_gone_while_its_letter_waits_is_not_in_it() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        for way in WAYS {
            // The server has asked for it later: the row is there.
            desk.peer.then([Act::Say("451 later")]);
            let gone = desk.say(desk.bram, desk.direct, "The secret of the vault").await;
            assert!(desk.after(MINUTE * 11).await.is_empty());
            assert_eq!(desk.ledger(desk.lan).await.pop().expect("one").state, State::Waiting);
            desk.lose(way, (desk.direct, gone)).await;
            assert!(desk.after(MINUTE * 60).await.is_empty(), "{way:?}: nothing is left to tell");
            let row = desk.ledger(desk.lan).await.pop().expect("one");
            assert_eq!((row.state, row.words.as_str(), row.letter.len()), (State::Dropped, "read", 0), "{way:?}");

            desk.back().await;
            desk.peer.then([Act::Say("451 later")]);
            let gone = desk.say(desk.bram, desk.direct, "Another secret").await;
            let last = desk.say(desk.bram, desk.direct, "Lunch?").await;
            assert!(desk.after(MINUTE * 11).await.is_empty());
            desk.lose(way, (desk.direct, gone)).await;
            let letters = desk.after(MINUTE * 60).await;
            assert!(
                letters.len() == 1 && says(&letters, "Lunch?") && !says(&letters, "secret"),
                "{way:?}: {letters:?}"
            );
            desk.read(desk.direct, last).await;
            desk.back().await;
        }
    })
    .await;
}

#[actix_web::test]
async fn what_was_told_of_a_message_that_is_gone_is_not_mailed() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        for way in WAYS {
            let own = desk.say(desk.lan, desk.group, "Shall I?").await;
            for reply in [None, Some(own)] {
                let text = if reply.is_some() { "The secret, yes" } else { "@Lan, the secret" };
                // It would be mailed.
                desk.back().await;
                desk.call(desk.group, text, reply).await;
                let letters = desk.after(MINUTE * 11).await;
                assert!(letters.len() == 1 && says(&letters, "secret"), "{way:?} {reply:?}: {letters:?}");
                desk.back().await;
                let gone = desk.call(desk.group, text, reply).await;
                desk.after(MINUTE * 5).await;
                desk.lose(way, (desk.group, gone)).await;
                assert!(desk.after(MINUTE * 60).await.is_empty(), "{way:?} {reply:?}");
                // While the letter waits.
                desk.back().await;
                desk.peer.then([Act::Say("451 later")]);
                let gone = desk.call(desk.group, text, reply).await;
                assert!(desk.after(MINUTE * 11).await.is_empty());
                desk.lose(way, (desk.group, gone)).await;
                let letters = desk.after(MINUTE * 60).await;
                assert!(!says(&letters, "secret"), "{way:?} {reply:?}: {letters:?}");
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn a_copy_for_a_substitute_and_a_digest_say_nothing_of_what_is_gone() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        let chat = desk.between(desk.elin, desk.bram).await;
        for way in WAYS {
            desk.leave(desk.elin, desk.lan).await;
            desk.back().await;
            let gone = desk.say(desk.bram, chat, "The secret of the vault").await;
            assert_eq!(desk.copies(desk.lan).await.len(), 1, "{way:?}");
            desk.lose(way, (chat, gone)).await;
            assert_eq!(desk.copies(desk.lan).await.len(), 0, "{way:?}");
            assert!(desk.after(MINUTE * 60).await.is_empty(), "{way:?}");
        }
        // At five; it is past four now.
        desk.house.clock.set(desk.house.clock.now().after(MINUTE * 60 * 24));
        desk.opt_in(|own| (own.digest, own.digest_minute) = (true, 17 * 60)).await;
        let day = MINUTE * 60 * 24;
        for way in WAYS {
            desk.back().await;
            desk.say(desk.bram, desk.direct, "Alder").await;
            let gone = desk.say(desk.bram, desk.direct, "The secret of the vault").await;
            let called = desk.call(desk.group, "@Lan, the secret", None).await;
            desk.lose(way, (desk.direct, gone)).await;
            desk.lose(way, (desk.group, called)).await;
            let letters = desk.after(day).await;
            assert!(letters.len() == 1 && says(&letters, "Alder") && !says(&letters, "secret"), "{way:?}: {letters:?}");
        }
    })
    .await;
}

#[actix_web::test]
async fn what_was_changed_is_mailed_as_it_is_now() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        desk.back().await;
        let message = desk.call(desk.group, "@Lan, the secret", None).await;
        assert!(desk.after(MINUTE * 5).await.is_empty());
        let mut tx = desk.house.store.begin().await.expect("a transaction");
        let member = Member::find(&mut tx, desk.bram, desk.group).await.expect("an answer").expect("a member");
        let text = "@Lan, lunch?";
        let calls = mention::resolve(&mut tx, &member, text, false).await.expect("calls");
        let now = desk.house.clock.now();
        let edited = edit::edit(&mut tx, (desk.bram, message), (text, 0, &calls), -1, now).await.expect("an answer");
        assert!(matches!(edited, Some(Edited::Done(_))), "{edited:?}");
        tx.commit().await.expect("a commit");
        let letters = desk.after(MINUTE * 11).await;
        assert!(letters.len() == 1 && says(&letters, "lunch?") && !says(&letters, "secret"), "{letters:?}");
    })
    .await;
}
