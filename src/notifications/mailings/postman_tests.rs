//! The postman with a server that says what it is told to, and a clock that stands, on both databases.

use std::time::Duration;

use super::due;
use super::letters;
use super::mailing::{Made, State};
use super::testing::{Desk, MINUTE, NOW, words};
use crate::accounts::notices::NEW_DEVICE;
use crate::chats::Member;
use crate::chats::membership::Mailing;
use crate::id::UserId;
use crate::mail::testing::{Act, header, inbox};
use crate::mail::{MailServer, server};
use crate::notice::{Audience, Errand, Notice};
use crate::notifications::{notification, preferences};
use crate::store::testing::each_database;

/// Quoted-printable undone, as far as these letters need it.
fn plain(letter: &str) -> String {
    letter.replace("=\n", "").replace("=3D", "=")
}

#[actix_web::test]
async fn nothing_leaves_until_somebody_wants_it_and_then_one_letter_for_three_messages() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.say(desk.bram, desk.direct, "Are the plates up?").await;
        assert!(desk.after(MINUTE * 120).await.is_empty(), "off by default");
        desk.opt_in(|_| {}).await;
        for text in ["Plates for sheet 4 are up.", "Shall we go?"] {
            desk.say(desk.bram, desk.direct, text).await;
        }
        let letters = desk.after(Duration::ZERO).await;
        assert_eq!(letters.len(), 1, "the first of them waits for hours already: {letters:?}");
        let (letter, text) = (&letters[0], plain(&letters[0]));
        assert_eq!(header(letter, "Subject"), "3 messages from Bram");
        // "Bram (Harbour Press)"
        assert_eq!(header(letter, "From"), "=?utf-8?b?QnJhbSAoSGFyYm91ciBQcmVzcyk=?= <hallway@harbour.example>");
        assert_eq!(header(letter, "Auto-Submitted"), "auto-generated");
        assert!(header(letter, "List-Unsubscribe").starts_with("<https://hallway.example/mail/off/"));
        for said in ["Are the plates up?", "Shall we go?", "https://hallway.example/chats/"] {
            assert!(text.contains(said), "{said}\n{text}");
        }
        desk.say(desk.bram, desk.direct, "Anybody?").await;
        assert!(desk.after(MINUTE * 600).await.is_empty(), "nothing more until she was back");
        desk.back().await;
        desk.say(desk.bram, desk.direct, "Still here?").await;
        assert!(desk.after(MINUTE * 9).await.is_empty(), "she may still read it");
        let letters = desk.after(MINUTE * 2).await;
        assert_eq!(letters.len(), 1);
        assert!(plain(&letters[0]).contains("Anybody?") && !plain(&letters[0]).contains("plates"));
        let first = desk.ledger(desk.lan).await;
        assert_eq!(header(&letters[0], "In-Reply-To"), format!("<{}>", first[0].message_id));
        assert!(header(&letters[0], "References").contains(&format!("chat-{}", desk.direct)));
        assert_eq!(first.iter().map(|row| row.state).collect::<Vec<_>>(), [State::Sent, State::Sent]);
        assert!(first[0].words.contains("queued as 7F2A") && first[0].held == 3, "{first:?}");
    })
    .await;
}

#[actix_web::test]
async fn reading_cancels_and_each_chat_has_a_letter_of_its_own() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        let message = desk.say(desk.bram, desk.direct, "Lunch?").await;
        desk.after(MINUTE * 5).await;
        desk.read(desk.direct, message).await;
        assert!(desk.after(MINUTE * 60).await.is_empty(), "it was read");
        desk.say(desk.bram, desk.group, "To the whole room").await;
        assert!(desk.after(MINUTE * 60).await.is_empty(), "messages in groups are not mailed by themselves");
        let mut tx = desk.house.store.begin().await.expect("a transaction");
        let member = Member::find(&mut tx, desk.lan, desk.group).await.expect("an answer").expect("a member");
        member.set_mailing(&mut tx, Mailing::All).await.expect("set");
        tx.commit().await.expect("a commit");
        desk.house.office.hear_user(desk.lan);
        desk.say(desk.bram, desk.direct, "And to you alone").await;
        let letters = desk.after(MINUTE * 11).await;
        assert_eq!(letters.len(), 2);
        let of = |words: &str| letters.iter().filter(|letter| plain(letter).contains(words)).count();
        assert_eq!((of("To the whole room"), of("And to you alone")), (1, 1));
        let off = letters.iter().find(|letter| plain(letter).contains("whole room")).expect("one");
        assert!(header(off, "List-Id").contains(&format!("<chat-{}.harbour.example>", desk.group)));
    })
    .await;
}

#[actix_web::test]
async fn quiet_hours_hold_letters_back_and_content_can_be_hidden() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        // From four to six.
        desk.opt_in(|own| (own.quiet, own.quiet_from, own.quiet_until, own.content) = (true, 960, 1080, false)).await;
        desk.say(desk.bram, desk.direct, "The secret of the vault").await;
        assert!(desk.after(MINUTE * 119).await.is_empty());
        let letters = desk.after(MINUTE * 2).await;
        assert_eq!(letters.len(), 1);
        assert!(!plain(&letters[0]).contains("secret") && plain(&letters[0]).contains("Bram"), "{}", letters[0]);
        desk.opt_in(|_| {}).await;
        let server = MailServer::find(&mut desk.house.store.read().await.expect("a connection")).await;
        desk.set(MailServer { hides_content: true, ..server.expect("an answer").expect("a server") }).await;
        desk.back().await;
        desk.say(desk.bram, desk.direct, "Another secret").await;
        let letters = desk.after(MINUTE * 11).await;
        assert!(letters.len() == 1 && !plain(&letters[0]).contains("secret"), "{letters:?}");
    })
    .await;
}

#[actix_web::test]
async fn a_digest_gathers_all_that_is_unread_and_comes_at_its_hour() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        // At five.
        desk.opt_in(|own| (own.digest, own.digest_minute) = (true, 17 * 60)).await;
        let mut tx = desk.house.store.begin().await.expect("a transaction");
        let member = Member::find(&mut tx, desk.lan, desk.group).await.expect("an answer").expect("a member");
        member.set_mailing(&mut tx, Mailing::All).await.expect("set");
        tx.commit().await.expect("a commit");
        desk.say(desk.bram, desk.direct, "Alder").await;
        desk.say(desk.bram, desk.group, "Birch").await;
        assert!(desk.after(MINUTE * 59).await.is_empty());
        let letters = desk.after(MINUTE * 2).await;
        assert_eq!(letters.len(), 1);
        let text = plain(&letters[0]);
        assert!(text.contains("Alder") && text.contains("Birch") && text.contains("Press room"), "{text}");
        assert_eq!(desk.ledger(desk.lan).await.iter().map(|row| row.made).collect::<Vec<_>>(), [Made::Digest]);
        let said = words(&letters[0]);
        assert!(said.contains("Nobody reads answers to this e-mail."), "{said}");
        assert!(said.contains("https://hallway.example/settings/notifications/sent/"), "{said}");
        assert!(desk.after(MINUTE * 24 * 60).await.is_empty(), "nothing new, and she was not back");
        desk.back().await;
        desk.say(desk.bram, desk.direct, "Cedar").await;
        let letters = desk.after(MINUTE * 24 * 60).await;
        assert!(letters.len() == 1 && plain(&letters[0]).contains("Cedar"), "{letters:?}");
        assert!(
            !plain(&letters[0]).contains("Alder") && !plain(&letters[0]).contains("Press room"),
            "once: {letters:?}"
        );
        // One that does not leave gives back what it would have held, and no more.
        desk.back().await;
        let four = desk.say(desk.bram, desk.direct, "Daisy").await;
        desk.peer.then([Act::Say("451 later")]);
        assert!(desk.after(MINUTE * 24 * 60 - MINUTE).await.is_empty());
        desk.read(desk.direct, four).await;
        assert!(desk.after(MINUTE * 2).await.is_empty());
        let row = desk.ledger(desk.lan).await.pop().expect("one");
        assert_eq!((row.made, row.state, row.words.as_str()), (Made::Digest, State::Dropped, "read"));
        let mut conn = desk.house.store.read().await.expect("a connection");
        let mut mailed = Vec::new();
        for chat in [desk.direct, desk.group] {
            let one = due::conversation(&mut conn, desk.lan, chat).await.expect("an answer");
            mailed.push(one.and_then(|one| one.first_id));
        }
        assert_eq!(mailed, [None, None], "what was mailed before counts as mailed");
        drop(conn);
        desk.back().await;
        let five = desk.say(desk.bram, desk.direct, "Elder").await;
        let letters = desk.after(MINUTE * 24 * 60).await;
        assert!(letters.len() == 1 && plain(&letters[0]).contains("Elder"), "{letters:?}");
        assert!(["Alder", "Birch", "Daisy"].iter().all(|said| !plain(&letters[0]).contains(said)), "{letters:?}");
        assert!(five > four);
    })
    .await;
}

#[actix_web::test]
async fn what_the_server_asks_for_later_is_the_same_letter_and_what_it_refuses_stops() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        desk.peer.then([Act::Say("451 4.7.1 greylisted"), Act::TakeInSilence]);
        desk.say(desk.bram, desk.direct, "One").await;
        assert!(desk.after(MINUTE * 11).await.is_empty(), "451");
        let row = desk.ledger(desk.lan).await;
        assert_eq!((row[0].state, row[0].tries), (State::Waiting, 1));
        assert!(row[0].words.contains("451") && row[0].words.contains("greylisted"), "{row:?}");
        let first = desk.after(MINUTE * 2).await;
        assert_eq!(first.len(), 1, "taken, and not heard of");
        let again = desk.after(MINUTE * 10).await;
        assert_eq!(again.len(), 1, "nobody knows that it was taken");
        assert_eq!(header(&first[0], "Message-ID"), header(&again[0], "Message-ID"));
        let row = desk.ledger(desk.lan).await;
        assert_eq!((row.len(), row[0].state, row[0].tries), (1, State::Sent, 3));
        desk.back().await;
        desk.peer.then([Act::Say("550 5.1.1 no such user")]);
        desk.say(desk.bram, desk.direct, "Two").await;
        assert!(desk.after(MINUTE * 11).await.is_empty());
        assert_eq!(desk.ledger(desk.lan).await[1].state, State::Refused);
        desk.back().await;
        desk.say(desk.bram, desk.direct, "Three").await;
        assert!(desk.after(MINUTE * 60).await.is_empty(), "none goes to that address any more");
        assert_eq!(desk.ledger(desk.lan).await.len(), 2);
    })
    .await;
}

#[actix_web::test]
async fn a_server_that_is_down_keeps_letters_and_loses_none() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        let closed = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port").local_addr().expect("one").port();
        desk.serve(closed).await;
        desk.say(desk.bram, desk.direct, "Hello?").await;
        assert!(desk.after(MINUTE * 11).await.is_empty());
        desk.after(MINUTE * 5).await;
        let down = async || {
            let found = MailServer::find(&mut desk.house.store.read().await.expect("a connection")).await;
            found.expect("an answer").expect("a server").down_since.is_some()
        };
        assert!(down().await);
        desk.after(MINUTE * 60 * 40).await;
        assert_eq!(desk.ledger(desk.lan).await[0].tries, 0, "the server's trouble is not the letter's");
        desk.serve(desk.peer.port).await;
        let letters = desk.after(MINUTE).await;
        assert_eq!(letters.len(), 1, "another server is asked soon");
        assert_eq!(desk.ledger(desk.lan).await.len(), 1, "it is the same one");
        let still = MailServer::find(&mut desk.house.store.read().await.expect("a connection")).await;
        assert!(still.expect("an answer").expect("a server").down_since.is_none());
    })
    .await;
}

#[actix_web::test]
async fn what_waits_goes_with_the_server_and_what_is_not_true_any_more_does_not_leave() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        desk.peer.then([Act::Say("421 come back later")]);
        desk.say(desk.bram, desk.direct, "Hello?").await;
        desk.after(MINUTE * 11).await;
        let mut tx = desk.house.store.begin().await.expect("a transaction");
        assert!(server::remove(&mut tx).await.expect("removed"));
        tx.commit().await.expect("a commit");
        desk.after(MINUTE * 20).await;
        let row = desk.ledger(desk.lan).await;
        assert_eq!((row[0].state, row[0].words.as_str()), (State::Dropped, "no-server"));
        desk.serve(desk.peer.port).await;
        desk.house.office.hear_everybody();
        let letters = desk.after(Duration::ZERO).await;
        assert!(letters.len() == 1 && plain(&letters[0]).contains("Hello?"), "it is made anew: {letters:?}");
        let mut tx = desk.house.store.begin().await.expect("a transaction");
        letters::write(&mut tx, &errand(desk.elin), &desk.house, NOW).await.expect("written").expect("a letter");
        tx.commit().await.expect("a commit");
        desk.peer.then([Act::Say("421 come back later")]);
        desk.after(Duration::ZERO).await;
        assert!(desk.after(MINUTE * 60 * 24).await.is_empty(), "its link is dead");
        let row = desk.ledger(desk.elin).await;
        assert_eq!((row[0].state, row[0].letter.len()), (State::Dropped, 0));
    })
    .await;
}

fn errand(user: UserId) -> Errand {
    Errand {
        user: Some(user),
        address: "elin@harbour.example".to_owned(),
        name: "Elin".to_owned(),
        language: "vi".to_owned(),
        subject: "Your new password".to_owned(),
        text: "Here it is.".to_owned(),
        link: ("Choose".to_owned(), "https://hallway.example/reset/the-token-itself".to_owned()),
        foot: "Leave it.".to_owned(),
        until: Some(NOW.after(MINUTE * 60 * 24)),
    }
}

#[actix_web::test]
async fn it_is_looked_again_before_a_letter_leaves() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        desk.peer.then([Act::Say("451 later"), Act::Say("451 later")]);
        let message = desk.say(desk.bram, desk.direct, "One").await;
        desk.after(MINUTE * 11).await;
        desk.read(desk.direct, message).await;
        assert!(desk.after(MINUTE * 2).await.is_empty());
        let row = desk.ledger(desk.lan).await;
        assert_eq!((row[0].state, row[0].words.as_str()), (State::Dropped, "read"));
        desk.back().await;
        desk.say(desk.bram, desk.direct, "Two").await;
        desk.after(MINUTE * 11).await;
        let mut tx = desk.house.store.begin().await.expect("a transaction");
        assert!(preferences::turn_off(&mut tx, desk.lan).await.expect("an answer"));
        tx.commit().await.expect("a commit");
        assert!(desk.after(MINUTE * 2).await.is_empty());
        let row = desk.ledger(desk.lan).await;
        assert_eq!((row[1].state, row[1].words.as_str()), (State::Dropped, "off"));
        desk.opt_in(|_| {}).await;
        desk.back().await;
        desk.peer.then([Act::Say("451 later")]);
        desk.say(desk.bram, desk.direct, "Three").await;
        desk.after(MINUTE * 11).await;
        desk.opt_in(|own| own.digest = true).await;
        desk.house.hub.attendance().look(desk.lan.0, 1, Some(desk.house.clock.now().after(MINUTE * 2)));
        assert!(desk.after(MINUTE * 2).await.is_empty());
        let row = desk.ledger(desk.lan).await;
        assert_eq!(
            (row[2].state, row[2].words.as_str()),
            (State::Dropped, "active"),
            "she is here, and wants a digest"
        );
    })
    .await;
}

#[actix_web::test]
async fn what_cannot_wait_waits_for_nothing_and_notifications_go_together() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|own| (own.quiet, own.quiet_from, own.quiet_until) = (true, 0, 1439)).await;
        desk.seen(NOW).await;
        let mut tx = desk.house.store.begin().await.expect("a transaction");
        for session in [7, 8] {
            let notice = Notice::new(&NEW_DEVICE, Audience::user(desk.lan), (session, "w3m/0.5")).detail("192.0.2.7");
            notification::record(&mut tx, &notice, NOW).await.expect("kept");
        }
        tx.commit().await.expect("a commit");
        desk.house.office.hear_user(desk.lan);
        let letters = desk.after(MINUTE).await;
        assert_eq!(letters.len(), 1);
        assert!(plain(&letters[0]).contains("w3m") && plain(&letters[0]).contains("192.0.2.7"), "{}", letters[0]);
        assert_eq!(header(&letters[0], "Subject"), "2 notifications");
        desk.house.office.hear_user(desk.lan);
        assert!(desk.after(MINUTE).await.is_empty(), "once");
        assert_eq!(desk.notices(desk.lan).await.iter().filter(|kind| *kind == NEW_DEVICE.name).count(), 2);
    })
    .await;
}

#[actix_web::test]
async fn what_nobody_wants_mailed_stands_in_nobodys_way() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        let unwanted = crate::notifications::kinds().find(|kind| kind.entry && !kind.mail).expect("one");
        let mut tx = desk.house.store.begin().await.expect("a transaction");
        for subject in 0..120 {
            let notice = Notice::new(unwanted, Audience::user(desk.lan), (subject, "Studio"));
            notification::record(&mut tx, &notice, NOW).await.expect("kept");
        }
        let notice = Notice::new(&NEW_DEVICE, Audience::user(desk.lan), (7, "w3m/0.5"));
        notification::record(&mut tx, &notice, NOW).await.expect("kept");
        tx.commit().await.expect("a commit");
        desk.house.office.hear_user(desk.lan);
        let letters = desk.after(MINUTE).await;
        assert!(letters.len() == 1 && plain(&letters[0]).contains("w3m"), "{letters:?}");
    })
    .await;
}

#[actix_web::test]
async fn a_letter_that_was_asked_for_is_kept_sealed_and_sent_once() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        let mut tx = desk.house.store.begin().await.expect("a transaction");
        letters::write(&mut tx, &errand(desk.elin), &desk.house, NOW).await.expect("written").expect("a letter");
        tx.commit().await.expect("a commit");
        let kept = desk.ledger(desk.elin).await;
        let sealed = &kept[0].letter;
        assert!(!sealed.is_empty() && !sealed.windows(9).any(|bytes| bytes == b"the-token"));
        let letters = desk.after(Duration::ZERO).await;
        assert!(letters.len() == 1 && plain(&letters[0]).contains("the-token-itself"), "{letters:?}");
        let row = desk.ledger(desk.elin).await;
        assert_eq!((row[0].state, row[0].letter.len()), (State::Sent, 0), "what was secret goes");
        assert!(desk.after(MINUTE * 600).await.is_empty());
    })
    .await;
}

#[actix_web::test]
async fn a_server_that_wants_no_mark_in_the_envelope_gets_none() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        let mut tx = desk.house.store.begin().await.expect("a transaction");
        inbox(1).save(&mut tx).await.expect("a mailbox");
        tx.commit().await.expect("a commit");
        desk.peer.then([Act::SayToMarks("553 5.7.1 Sender address rejected: not owned by user")]);
        desk.say(desk.bram, desk.direct, "Lunch?").await;
        let letters = desk.after(MINUTE * 11).await;
        assert_eq!(letters.len(), 1);
        assert!(header(&letters[0], "Reply-To").contains("<answers+a"), "{}", letters[0]);
        let ledger = desk.ledger(desk.lan).await;
        assert_eq!((ledger[0].state, ledger[0].tries), (State::Sent, 1));
        desk.back().await;
        desk.say(desk.bram, desk.direct, "Supper?").await;
        assert_eq!(desk.after(MINUTE * 11).await.len(), 1);
        assert_eq!(desk.peer.refused(), 1, "it is not asked again");
    })
    .await;
}
