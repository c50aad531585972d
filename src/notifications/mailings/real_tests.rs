//! The postman with OpenSMTPD and Dovecot, and a clock that stands, on both databases.

use std::cell::Cell;
use std::rc::Rc;

use super::mailing::{Made, Row, State};
use super::testing::{Desk, MINUTE, words};
use crate::accounts::Status;
use crate::clock::{Dice, Moment};
use crate::mail::testing::real::{RealServer, signature_holds};
use crate::mail::testing::{Peer, header};
use crate::mail::{MailServer, dkim};
use crate::store::testing::each_database;

const LAN: &str = "lan@harbour.example";

/// What Lan has got last, whole and decoded, once it has arrived.
async fn last(desk: &Desk, real: &RealServer) -> (Row, String, String) {
    let row = desk.ledger(desk.lan).await.pop().expect("a row");
    assert_eq!(row.state, State::Sent, "{row:?}");
    let letter = real.letter("lan", &row.message_id).await;
    let said = words(&letter);
    (row, letter, said)
}

/// How many letters to Lan the ledger has.
async fn letters(desk: &Desk) -> usize {
    desk.ledger(desk.lan).await.len()
}

#[actix_web::test]
async fn the_way_of_letters_to_a_real_mailbox() {
    let answers = Peer::open().await;
    let real = Rc::new(RealServer::open(answers.port).await);
    let all = Rc::new(Cell::new(0));
    let (shared, counted) = (real.clone(), all.clone());
    each_database(move |store| {
        let (real, all) = (shared.clone(), counted.clone());
        async move {
            let mut desk = Desk::open(store).await;
            desk.serve(real.port).await;
            one_for_three_messages_and_silence_until_back(&mut desk, &real).await;
            none_of_what_was_read_and_nothing_of_what_is_hidden(&mut desk, &real).await;
            a_copy_for_who_stands_in(&mut desk, &real).await;
            a_digest(&mut desk, &real).await;
            again_after_451_and_never_after_550(&mut desk, &real).await;
            let sent = desk.ledger(desk.lan).await.iter().filter(|row| row.state == State::Sent).count();
            all.set(all.get() + sent);
        }
    })
    .await;
    // Whatever else was on its way has come before this one, and before its answer.
    nobody_was_answered_but_a_person(&real, &answers).await;
    assert_eq!(real.got("lan"), all.get() + 1, "no other letter came");
}

async fn one_for_three_messages_and_silence_until_back(desk: &mut Desk, real: &RealServer) {
    desk.say(desk.bram, desk.direct, "Are the plates up?").await;
    desk.after(MINUTE * 120).await;
    assert_eq!(letters(desk).await, 0, "off by default");

    desk.opt_in(|_| {}).await;
    for text in ["Plates for sheet 4 are up.", "Shall we go?"] {
        desk.say(desk.bram, desk.direct, text).await;
    }
    desk.after(MINUTE).await;
    let (_, letter, words) = last(desk, real).await;
    assert_eq!((letters(desk).await, header(&letter, "Subject")), (1, "3 messages from Bram"));
    assert!(["Are the plates up?", "sheet 4", "Shall we go?"].iter().all(|said| words.contains(said)), "{words}");

    desk.say(desk.bram, desk.direct, "Anybody?").await;
    desk.after(MINUTE * 600).await;
    assert_eq!(letters(desk).await, 1, "nothing more until she was back");
}

async fn none_of_what_was_read_and_nothing_of_what_is_hidden(desk: &mut Desk, real: &RealServer) {
    let (count, before) = (letters(desk).await, desk.ledger(desk.lan).await.pop().expect("a letter"));
    desk.back().await;
    let read = desk.say(desk.bram, desk.direct, "Never mind").await;
    desk.after(MINUTE * 5).await;
    desk.read(desk.direct, read).await;
    desk.after(MINUTE * 60).await;
    assert_eq!(desk.ledger(desk.lan).await.pop().expect("a letter"), before, "it was read");

    desk.opt_in(|own| own.content = false).await;
    desk.back().await;
    desk.say(desk.bram, desk.direct, "The secret of the vault").await;
    desk.after(MINUTE * 11).await;
    let (_, letter, words) = last(desk, real).await;
    assert_eq!(letters(desk).await, count + 1);
    assert_eq!(header(&letter, "In-Reply-To"), format!("<{}>", before.message_id));
    assert!(words.contains("Bram") && !letter.contains("secret") && !words.contains("secret"), "{words}");
}

async fn a_copy_for_who_stands_in(desk: &mut Desk, real: &RealServer) {
    let before = letters(desk).await;
    desk.opt_in(|_| {}).await;
    desk.back().await;
    desk.leave(desk.elin, desk.lan).await;
    let elins = desk.between(desk.elin, desk.bram).await;
    desk.say(desk.bram, elins, "Is the proof with you?").await;
    desk.after(MINUTE * 11).await;
    let (_, _, words) = last(desk, real).await;
    assert_eq!(letters(desk).await, before + 1);
    assert!(words.contains("Bram wrote to Elin, for whom you stand in: “Is the proof with you?”"), "{words}");
    desk.status(desk.elin, &Status::default()).await;
}

async fn a_digest(desk: &mut Desk, real: &RealServer) {
    let before = letters(desk).await;
    desk.opt_in(|own| own.digest = true).await;
    desk.back().await;
    for text in ["Alder", "Birch"] {
        desk.say(desk.bram, desk.direct, text).await;
    }
    // A digest that is hours late does not come.
    for _ in 0..24 {
        desk.after(MINUTE * 60).await;
    }
    let (row, _, words) = last(desk, real).await;
    assert_eq!((letters(desk).await, row.made), (before + 1, Made::Digest));
    assert!(words.contains("Alder") && words.contains("Birch"), "{words}");
}

async fn again_after_451_and_never_after_550(desk: &mut Desk, real: &RealServer) {
    let newest = async |desk: &Desk| desk.ledger(desk.lan).await.pop().expect("a row");
    desk.opt_in(|_| {}).await;
    desk.back().await;
    real.refuse("later", &[LAN]);
    desk.say(desk.bram, desk.direct, "Is it later yet?").await;
    desk.after(MINUTE * 11).await;
    let row = newest(desk).await;
    assert_eq!((row.state, row.tries), (State::Waiting, 1));
    assert!(row.words.contains("451 4.7.1 Come back later"), "{}", row.words);
    real.refuse("later", &[]);
    desk.after(MINUTE * 2).await;
    let (again, _, _) = last(desk, real).await;
    assert_eq!((again.message_id, again.tries), (row.message_id, 2));

    desk.back().await;
    real.refuse("gone", &[LAN]);
    desk.say(desk.bram, desk.direct, "Where are you?").await;
    desk.after(MINUTE * 11).await;
    let row = newest(desk).await;
    assert!(row.state == State::Refused && row.words.contains("550 5.1.1 No such user"), "{row:?}");
    real.refuse("gone", &[]);
    desk.back().await;
    desk.say(desk.bram, desk.direct, "Hello?").await;
    desk.after(MINUTE * 60).await;
    assert_eq!(newest(desk).await, row, "none goes to that address any more");
}

/// What anybody's own mail program sends: the responder answers it, so that its silence to ours says something.
#[actix_web::test]
async fn a_real_server_takes_our_letters_their_signature_holds_and_no_responder_answers() {
    // One on a machine at a time, so that both databases share it.
    let answers = Peer::open().await;
    let real = Rc::new(RealServer::open(answers.port).await);
    let shared = real.clone();
    each_database(move |store| {
        let real = shared.clone();
        async move {
            let mut desk = Desk::open(store).await;
            desk.serve(real.port).await;
            let key = dkim::make().expect("a key");
            let server = MailServer::find(&mut desk.house.store.read().await.expect("a connection")).await;
            let server = server.expect("an answer").expect("a server");
            let sealed = desk.house.office.seal.close(&key, &Dice::system());
            desk.set(MailServer {
                dkim_domain: "harbour.example".to_owned(),
                dkim_selector: "hallway".to_owned(),
                dkim_key: sealed,
                changed_at: Moment(1),
                ..server
            })
            .await;
            desk.opt_in(|_| {}).await;
            desk.say(desk.bram, desk.direct, "Are the plates up?\n.\nFrom the press: grüße, tạm biệt").await;
            desk.after(MINUTE * 11).await;
            let rows = desk.ledger(desk.lan).await;
            assert_eq!(rows.iter().map(|row| row.state).collect::<Vec<_>>(), [State::Sent], "{rows:?}");
            let ours = &real.letter("lan", &rows[0].message_id).await;
            let record = dkim::record(&key).expect("a record");
            assert!(signature_holds(ours, "hallway._domainkey.harbour.example", &record), "{ours}");
            assert!(!signature_holds(&ours.replace("plates", "prices"), "hallway._domainkey.harbour.example", &record));

            let server = MailServer::find(&mut desk.house.store.read().await.expect("a connection")).await;
            let server = server.expect("an answer").expect("a server");
            desk.set(MailServer { dkim_signs: false, ..server }).await;
            desk.back().await;
            desk.say(desk.bram, desk.direct, "Not signed").await;
            desk.after(MINUTE * 11).await;
            let (_, letter, _) = last(&desk, &real).await;
            assert!(!letter.contains("DKIM-Signature") && ours.contains("DKIM-Signature"), "{letter}");
        }
    })
    .await;
    nobody_was_answered_but_a_person(&real, &answers).await;
}

/// The responder answers a person's letter, and has answered none of ours.
async fn nobody_was_answered_but_a_person(real: &RealServer, answers: &Peer) {
    real.send("someone@elsewhere.example", LAN, "Are you there?");
    real.letter("lan", "Are you there?").await;
    let answer = answers.take();
    assert!(answer.len() == 1 && answer[0].contains("I am away"), "it answers others: {answer:?}");
    assert!(answer[0].contains("someone@elsewhere.example"), "and the house not: {answer:?}");
}
