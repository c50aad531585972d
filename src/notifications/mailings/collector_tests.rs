//! Answers and letters that come back, over a real mail server, on both databases.

use std::rc::Rc;
use std::time::Duration;

use super::answers::{self, Line, State};
use super::collector::Collector;
use super::testing::{Desk, MINUTE};
use super::token::{Answer, Bounce};
use crate::clock::{Dice, Moment};
use crate::id::UserId;
use crate::mail::testing::real::RealServer;
use crate::mail::testing::{self, Peer, header};
use crate::mail::{Folder, Inbox, MailServer};
use crate::store::testing::each_database;

const ADDRESS: &str = "lan@harbour.example";

/// The desk's mailbox is that of `answers` on the real server, from now on.
async fn collects(desk: &Desk, real: &RealServer) -> Inbox {
    desk.serve(real.port).await;
    let password = MailServer::sealed("none", &desk.house.office.seal, &Dice::system());
    let mut inbox = Inbox { password, changed_at: Moment(7), ..testing::inbox(real.imap) };
    let folder = Folder::open(&inbox, &desk.house.office.seal, Duration::from_secs(20)).await.expect("opened");
    (inbox.validity, inbox.upto) = (i64::from(folder.validity), i64::from(folder.next) - 1);
    folder.close().await;
    keep(desk, &inbox).await;
    inbox
}

async fn keep(desk: &Desk, inbox: &Inbox) {
    let mut tx = desk.house.store.begin().await.expect("a transaction");
    inbox.save(&mut tx).await.expect("kept");
    tx.commit().await.expect("a commit");
}

async fn book(desk: &Desk) -> Vec<Line> {
    let mut conn = desk.house.store.read().await.expect("a connection");
    let mut lines = answers::page(&mut conn, None, 100).await.expect("lines");
    lines.reverse();
    lines
}

/// The book, once it has so many lines.
async fn lines(desk: &Desk, many: usize) -> Vec<Line> {
    for _ in 0..1000 {
        let lines = book(desk).await;
        if lines.len() >= many {
            return lines;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("not {many}: {:?}", book(desk).await);
}

async fn said(desk: &Desk, by: UserId) -> Vec<String> {
    desk.texts(desk.direct, by).await
}

fn letter(to: &str, id: &str, headers: &str, body: &str) -> Vec<u8> {
    let heads = format!("From: Lan <{ADDRESS}>\r\nTo: {to}\r\nMessage-ID: <{id}@harbour.example>\r\n{headers}");
    format!("{heads}\r\n{}", body.replace('\n', "\r\n")).into_bytes()
}

#[actix_web::test]
async fn an_answer_by_mail_is_a_message_once_and_of_its_author_alone() {
    let vacations = Peer::open().await;
    let real = Rc::new(RealServer::open(vacations.port).await);
    each_database(move |store| {
        let real = real.clone();
        async move {
            let mut desk = Desk::open(store).await;
            let inbox = collects(&desk, &real).await;
            let collector = actix_web::rt::spawn(Collector::new(desk.house.clone()).run());
            desk.opt_in(|_| {}).await;
            desk.say(desk.bram, desk.direct, "Are the plates up?").await;
            desk.after(MINUTE * 11).await;
            let row = desk.ledger(desk.lan).await.pop().expect("a letter");
            let ours = real.letter("lan", &row.message_id).await;
            let to = header(&ours, "Reply-To").rsplit_once('<').expect("an address").1.trim_end_matches('>').to_owned();
            let bounce = inbox.marked(&Bounce { mailing: row.id }.mark(&desk.house.office.seal));
            assert_eq!(header(&ours, "Return-Path"), format!("<{bounce}>"));
            let quoted = format!("> {}\n", ours.replace("=\n", "").lines().collect::<Vec<_>>().join("\n> "));
            let body = format!("Yes, since noon.\n\nOn Monday, Bram\n<hallway@harbour.example> wrote:\n\n{quoted}");
            real.send(ADDRESS, &to, &body);
            // The server tells him so.
            let first = lines(&desk, 1).await;
            assert_eq!((first[0].state, first[0].user_name.as_deref()), (State::Posted, Some("Lan")));
            assert_eq!(said(&desk, desk.lan).await, ["Yes, since noon."]);
            desk.say(desk.bram, desk.direct, "Thanks. And sheet 5?").await;
            assert_eq!({ desk.after(MINUTE * 11).await; desk.ledger(desk.lan).await.len() }, 2, "who answers was back");

            let seal = &desk.house.office.seal;
            let mark = |answer: Answer| inbox.marked(&answer.mark(seal));
            let now = desk.house.clock.now();
            let right = mark(Answer::new(desk.lan, desk.direct, now));
            let old = mark(Answer::new(desk.lan, desk.direct, now.before(MINUTE * 60 * 24 * 90)));
            let elsewhere = {
                let chat = desk.alone().await;
                mark(Answer::new(desk.lan, chat, now))
            };
            let html = "Content-Type: text/html\r\n";
            let vietnamese = [&letter(&right, "w", "Content-Type: text/plain; charset=windows-1258\r\n", "")[..], b"T\xf4i \xf0a\xde l\xe0m"].concat();
            let japanese = [&letter(&right, "j", "Content-Type: text/plain; charset=ISO-2022-JP\r\n", "")[..], b"\x1b$B$O$$\x1b(B"].concat();
            let mixed = "Content-Type: multipart/mixed; boundary=x\r\n";
            let file = "--x\n\nSee the file.\n--x\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\n%PDF\n--x--";
            let other = String::from_utf8(letter(&right, "o", "", "Mine")).expect("text").replace(ADDRESS, "eve@elsewhere.example");
            let arrive: [(Vec<u8>, State, &str, Option<&str>); 14] = [
                (letter(&right, "h", html, "<p>Sheet <b>5</b>, too</p>"), State::Posted, "", Some("Sheet 5, too")),
                (vietnamese, State::Posted, "", Some("Tôi đã làm")),
                (japanese, State::Posted, "", Some("はい")),
                (letter(&right, "f", mixed, file), State::Posted, "files", Some("See the file.")),
                (letter(&right, "b", mixed, "--y\nno boundary of this name"), State::Held, "files", None),
                (letter(&right.replace("+a", "+a1"), "g", "", "Forged"), State::Dropped, "foreign", None),
                (letter("answers@harbour.example", "n", "", "To nobody"), State::Dropped, "foreign", None),
                (letter(&right, "v", "Auto-Submitted: auto-replied\r\n", "I am away"), State::Dropped, "automatic", None),
                (letter(&right, "e", "", "> only\n> a quote"), State::Held, "empty", None),
                (letter(&right, "l", "", &"long ".repeat(9000)), State::Held, "too-long", None),
                (letter(&old, "x", "", "Late"), State::Held, "expired", None),
                (letter(&elsewhere, "m", "", "Let me in"), State::Held, "no-member", None),
                (other.into_bytes(), State::Held, "other-sender", None),
                (letter(&right, "z", "", &"50 MB\n".repeat(9_000_000)), State::Held, "too-big", None),
            ];
            let mut texts = said(&desk, desk.lan).await;
            for (n, (raw, state, reason, text)) in arrive.iter().enumerate() {
                real.deliver("answers", raw);
                let line = lines(&desk, n + 2).await.pop().expect("a line");
                assert_eq!((line.state, line.reason.as_str()), (*state, *reason), "{n}");
                texts.extend(text.map(str::to_owned));
                assert_eq!(said(&desk, desk.lan).await, texts, "{n}");
            }
            // One for each chat and reason: those of one kind replace each other.
            let held = desk.notices(desk.lan).await;
            assert_eq!(held.iter().filter(|kind| *kind == "answer-held").count(), 2, "she is told: {held:?}");

            // The same letters again, and again under new numbers: nothing more.
            real.deliver("answers", &arrive[0].0);
            collector.abort();
            keep(&desk, &Inbox { validity: 1, upto: 0, changed_at: Moment(8), ..inbox.clone() }).await;
            let collector = actix_web::rt::spawn(Collector::new(desk.house.clone()).run());
            real.deliver("answers", &letter(&right, "last", "", "The last one"));
            texts.push("The last one".to_owned());
            for _ in 0..500 {
                if said(&desk, desk.lan).await == texts {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            assert_eq!(said(&desk, desk.lan).await, texts);

            let before = book(&desk).await.len();
            for (n, action, status) in [(0, "delayed", "4.4.1"), (1, "failed", "5.1.1")] {
                let report = format!(
                    "--r\n\nIt came back.\n--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n\
                     Final-Recipient: rfc822; {ADDRESS}\nAction: {action}\nStatus: {status}\n\
                     Diagnostic-Code: smtp; 550 {status}\n no such user\n\n--r--"
                );
                let heads = "Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\nAuto-Submitted: auto-replied\r\n";
                real.deliver("answers", &letter(&bounce, &format!("r{n}"), heads, &report));
                let line = lines(&desk, before + n + 1).await.pop().expect("a line");
                assert_eq!(line.state, State::Returned);
                assert!(line.reason.contains("no such user") && line.reason.starts_with(status), "{line:?}");
                let told = desk.notices(desk.lan).await.iter().any(|kind| kind == "mail-refused");
                assert_eq!(told, n == 1, "only what failed for good stops letters");
            }
            let row = desk.ledger(desk.lan).await.remove(0);
            assert!(row.state == super::mailing::State::Refused && row.words.contains("no such user"), "{row:?}");
            collector.abort();
        }
    })
    .await;
}

#[actix_web::test]
async fn a_mailbox_that_drops_the_line_is_told_of_once_and_comes_back() {
    each_database(|store| async move {
        let desk = Desk::open(store).await;
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let password = MailServer::sealed("none", &desk.house.office.seal, &Dice::system());
        let port = listener.local_addr().expect("an address").port();
        keep(&desk, &Inbox { password, ..testing::inbox(port) }).await;
        let collector = actix_web::rt::spawn(Collector::new(desk.house.clone()).run());
        for _ in 0..2 {
            let (mut line, _) = listener.accept().await.expect("he comes again");
            tokio::io::AsyncWriteExt::write_all(&mut line, b"* OK here\r\n").await.expect("written");
            drop(line);
            // He is not left waiting for his rest.
            desk.told(desk.elin, "inbox-down").await;
            desk.house.office.inbox_bell.notify_one();
        }
        assert_eq!(desk.notices(desk.elin).await.iter().filter(|kind| *kind == "inbox-down").count(), 1);
        collector.abort();
    })
    .await;
}
