//! The notification centre.

use actix_web::test::TestRequest;

use super::accounts::{ELIN, TOMASZ, id};
use super::trial::{How, NOW, PASSWORD, Trial};
use crate::accounts::audit::By;
use crate::chats::notices::COPIED;
use crate::id::UserId;
use crate::notice::{Audience, Notice};
use crate::organization::invitation;
use crate::organization::terms::Terms;
use crate::store::faults::{Fault, during};

pub async fn everything(trial: &Trial) {
    waits(trial).await;
    let elin = id(trial, ELIN).await;
    let newest = format!("SELECT MAX(id) FROM notifications WHERE owner_id = {elin}");
    let newest = trial.number(&newest).await.to_string();
    for what in ["read", "unread", "delete"] {
        trial.post("/notifications", &[], ELIN, &[("do", what), ("id", &newest)]).await;
    }
    trial.post("/notifications", &[], ELIN, &[("do", "undo"), ("at", &NOW.0.to_string())]).await;
    trial.post("/notifications", &[], ELIN, &[("do", "delete"), ("id", &newest)]).await;
    trial.post("/notifications", &[], ELIN, &[("do", "read-all")]).await;
    opened(trial).await;
    replied(trial).await;
}

/// Somebody writes to a colleague on leave, and the substitute answers from the centre.
async fn replied(trial: &Trial) {
    let [elin, tomasz] = [id(trial, ELIN).await, id(trial, TOMASZ).await].map(UserId);
    let copied = Notice::new(&COPIED, Audience::user(elin), (1, "Dung")).by(tomasz);
    let mut tx = trial.house.store.begin().await.expect("a transaction");
    tx.emit(copied.into());
    tx.commit().await.expect("committed");
    let copy = trial.number("SELECT MAX(id) FROM notifications WHERE kind = 'message-copied'").await;
    let reply = [("text", "He is back on Monday"), ("key", "r1")];
    trial.post("/notifications/{notification}/reply", &[&copy], ELIN, &reply).await;
}

/// Somebody asks to join, and is answered.
async fn waits(trial: &Trial) {
    let mut tx = trial.house.store.begin().await.expect("a transaction");
    let terms = Terms { approval: true, key: "k3".to_owned(), ..Terms::new(5, 7) };
    let made = invitation::create(&mut tx, &terms, &By::command_line(), (&trial.house.dice, NOW)).await;
    tx.commit().await.expect("committed");
    let token = made.expect("an invitation").1;
    for (email, answer) in [("ida@harbour.example", "yes"), ("ivo@harbour.example", "no")] {
        let join = [("name", "Ida Nord"), ("email", email), ("password", PASSWORD)];
        let request = TestRequest::post().uri(&format!("/invitations/{token}")).set_form(join);
        assert!(trial.send("", request).await < 400);
        let asked = trial.number("SELECT MAX(id) FROM notifications WHERE waits").await;
        trial.post("/notifications/{notification}", &[&asked], ELIN, &[("answer", answer)]).await;
    }
}

/// Opening what a notification speaks of reads it; the page is there though that could not be written.
async fn opened(trial: &Trial) {
    let (tomasz, elin) = (id(trial, TOMASZ).await, id(trial, ELIN).await);
    let members = [("name", "Endpapers"), ("user", &*elin.to_string())];
    trial.cookie(TOMASZ).await;
    assert!(trial.send(TOMASZ, TestRequest::post().uri("/chats").set_form(members)).await < 400);
    let chat = trial.number("SELECT MAX(id) FROM chats WHERE kind = 'group'").await;
    assert!(tomasz != elin && chat > 0);
    trial.covers("app/account.rs");
    let address = format!("/chats/{chat}");
    trial
        .fails(How::InSteps, "GET /chats/{chat}, of which one is told", async || {
            trial.send(ELIN, TestRequest::get().uri(&address)).await
        })
        .await;
    let unread = format!("SELECT COUNT(*) FROM notifications WHERE link = '{address}' AND state = 'unread'");
    assert_eq!(trial.number(&unread).await, 0);
    called(trial, &address).await;
}

/// Opening a message reads what tells of it.
async fn called(trial: &Trial, chat: &str) {
    let says = [("text", "can you look, @elin?"), ("key", "called")];
    assert!(trial.send(TOMASZ, TestRequest::post().uri(&format!("{chat}/messages")).set_form(says)).await < 400);
    let message = trial.number("SELECT MAX(id) FROM messages").await;
    trial
        .fails(How::InSteps, "GET /messages/{message}, which calls one", async || {
            trial.send(ELIN, TestRequest::get().uri(&format!("/messages/{message}"))).await
        })
        .await;
    let unread = format!("SELECT COUNT(*) FROM notifications WHERE subject_id = {message} AND state = 'unread'");
    assert_eq!(trial.number(&unread).await, 0);
    looks(trial, chat, message).await;
}

/// Whoever only looks, where nothing tells of it any more, asks for no transaction: SQLite has one writer.
async fn looks(trial: &Trial, chat: &str, message: i64) {
    let get = |address: String| TestRequest::get().uri(&address);
    let read = || TestRequest::post().uri(&format!("{chat}/read")).set_form([("message", message.to_string())]);
    // What she has read is read.
    assert!(trial.send(ELIN, read()).await < 400);
    for request in [
        get(format!("/messages/{message}")),
        get(chat.to_owned()),
        get(format!("{chat}?around={message}")),
        get("/notifications".to_owned()),
        read(),
    ] {
        let (status, came) = during(Fault::Unheard, usize::MAX, trial.send(ELIN, request)).await;
        assert!(status < 400 && came.commits == 0, "{status}: {came:?}");
    }
}
