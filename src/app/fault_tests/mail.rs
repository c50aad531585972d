//! Letters: the server, what people choose, links in letters, and the postman.

use actix_web::test::TestRequest;

use super::accounts::{ELIN, HUONG, TOMASZ, id};
use super::trial::{How, NOW, Trial};
use crate::accounts::audit::By;
use crate::accounts::handlers::write_forgotten;
use crate::accounts::{Company, User};
use crate::id::{ChatId, UserId};
use crate::mail::testing::{Mailbox, Peer};
use crate::mail::{Inbox, MailServer};
use crate::notifications::address;
use crate::notifications::mailings::token::{Answer, Off};
use crate::notifications::mailings::{Collector, Postman, Turn};

pub async fn everything(trial: &Trial) {
    let peer = Peer::open().await;
    let port = peer.port.to_string();
    let server =
        [("host", "127.0.0.1"), ("port", &*port), ("security", "plain"), ("from_address", "hallway@harbour.example")];
    trial.post("/admin/mail", &[], ELIN, &server).await;
    choose(trial).await;
    forgotten(trial).await;
    letters(trial).await;
    assert!(peer.take().len() > 1, "letters have left");
    answers(trial).await;
    trial.post("/admin/mail/remove", &[], ELIN, &[]).await;
}

async fn choose(trial: &Trial) {
    let general = trial.number("SELECT id FROM chats WHERE kind = 'general'").await;
    let told = [("mail", "1"), ("delay", "0"), ("by", "event"), ("on", "message-group.mail"), ("quiet_direct", "1")];
    trial.post("/settings/notifications", &[], HUONG, &told).await;
    trial.post("/settings/notifications/address", &[], HUONG, &[]).await;
    trial.post("/settings/notifications/test", &[], HUONG, &[("way", "site")]).await;
    let huong = UserId(id(trial, HUONG).await);
    let mut tx = trial.house.store.begin().await.expect("a transaction");
    let user = User::find(&mut tx, huong).await.expect("an answer").expect("somebody");
    let token = address::ask(&mut tx, &user, &trial.house.dice, NOW).await.expect("asked");
    tx.commit().await.expect("committed");
    trial.post("/mail/confirm/{token}", &[&token], "", &[]).await;
    let of = "/chats/{chat}/notifications";
    trial.post(of, &[&general], HUONG, &[("mute", "8"), ("mailing", "all")]).await;
    let off = Off { user: huong, chat: Some(ChatId(general)) }.token(&trial.house.office.seal);
    trial.post("/mail/off/{token}", &[&off], "", &[]).await;
    trial.post(of, &[&general], HUONG, &[("mute", "off"), ("mailing", "all")]).await;
}

/// Beside the request, which tells nobody what came of it.
async fn forgotten(trial: &Trial) {
    trial.covers("POST /sign-in/forgotten");
    let mut conn = trial.house.store.read().await.expect("a connection");
    let server = MailServer::find(&mut conn).await.expect("an answer").expect("a server");
    let company = Company::find(&mut conn).await.expect("an answer").expect("a company");
    drop(conn);
    trial
        .fails(How::Whole, "a letter with a link to a new password", async || {
            match write_forgotten(HUONG, &server, &company, (&trial.house, By::command_line())).await {
                Ok(()) => 200,
                Err(_) => 503,
            }
        })
        .await;
}

async fn answers(trial: &Trial) {
    let general = trial.number("SELECT id FROM chats WHERE kind = 'general'").await;
    let tomasz = UserId(id(trial, TOMASZ).await);
    let mark = Answer::new(tomasz, ChatId(general), NOW).mark(&trial.house.office.seal);
    let said = |id: &str, text: &str| {
        let heads = format!("From: {TOMASZ}\r\nTo: answers+{mark}@harbour.example\r\nMessage-ID: <{id}@a>\r\n");
        format!("{heads}\r\n{text}").into_bytes()
    };
    let empty = Mailbox::open(Vec::new()).await;
    let full = Mailbox::open(vec![said("a", "@huong, the plates are up, too"), said("b", "> nothing")]).await;
    let fields = |port| {
        let port = format!("{port}");
        vec![
            ("address", "answers@harbour.example".to_owned()),
            ("host", "127.0.0.1".to_owned()),
            ("port", port),
            ("security", "plain".to_owned()),
            ("user_name", "answers".to_owned()),
            ("password", "none".to_owned()),
            ("folder", "INBOX".to_owned()),
        ]
    };
    for port in [empty.port, full.port] {
        let fields = fields(port);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        trial.post("/admin/mail/answers", &[], ELIN, &fields).await;
    }
    // It came after that.
    let mut tx = trial.house.store.begin().await.expect("a transaction");
    let inbox = Inbox::find(&mut tx).await.expect("an answer").expect("a mailbox");
    inbox.advance(&mut tx, (1, 0)).await.expect("back");
    assert!(inbox.is_down(&mut tx, "gone", NOW).await.expect("an answer"));
    tx.commit().await.expect("committed");
    trial.covers("notifications/mailings/answers.rs");
    trial
        .beside("notifications/mailings/collector.rs", How::InSteps, async || {
            match Collector::new(trial.house.clone()).turn().await {
                Ok(Turn::Open(..)) => 200,
                Ok(turn) => panic!("{turn:?}"),
                Err(_) => 503,
            }
        })
        .await;
    assert_eq!(trial.number("SELECT COUNT(*) FROM mail_answers WHERE state IN ('posted', 'held')").await, 2);
    let called = "SELECT COUNT(*) FROM mentions q JOIN messages x ON x.id = q.message_id
        WHERE x.text = '@huong, the plates are up, too'";
    assert_eq!(trial.number(called).await, 1, "an answer calls people, once");
    trial.post("/admin/mail/answers/remove", &[], ELIN, &[]).await;
}

async fn letters(trial: &Trial) {
    let general = trial.number("SELECT id FROM chats WHERE kind = 'general'").await;
    trial.cookie(TOMASZ).await;
    let said = TestRequest::post()
        .uri(&format!("/chats/{general}/messages"))
        .set_form([("text", "The plates are up"), ("key", "letters")]);
    assert!(trial.send(TOMASZ, said).await < 400);
    trial.covers("notifications/mailings/leaving.rs");
    trial.covers("notifications/mailings/outcome.rs");
    trial
        .beside("notifications/mailings/postman.rs", How::InSteps, async || {
            match Postman::new(trial.house.clone()).turn().await {
                Ok(()) => 200,
                Err(_) => 503,
            }
        })
        .await;
    let waiting = trial.number("SELECT COUNT(*) FROM mailings WHERE state = 'waiting' AND tries = 0").await;
    assert_eq!(waiting, 0);
}
