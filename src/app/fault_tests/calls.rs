//! Calls of everybody, and words of one's own.

use std::time::Duration;

use actix_web::test::TestRequest;

use super::accounts::{DUNG, ELIN, HUONG, TOMASZ, id};
use super::trial::{How, Mode, NOW, Trial};
use crate::chats::later::typed;
use crate::chats::message::scheduled;
use crate::clock::Moment;
use crate::id::{ScheduledId, UserId};
use crate::store::faults::{Fault, during};
use crate::web::{Language, Locale};

const POST: &str = "/chats/{chat}/messages";
/// How many people a call of everybody tells here, as who calls was told.
const ALL: (&str, &str) = ("all", "3");

pub async fn everything(trial: &Trial) {
    let [elin, huong, dung] = [id(trial, ELIN).await, id(trial, HUONG).await, id(trial, DUNG).await];
    let users = [elin, huong, dung].map(|user| user.to_string());
    trial.cookie(TOMASZ).await;
    let members = [("name", "Bindery"), ("user", &users[0]), ("user", &users[1]), ("user", &users[2])];
    assert!(trial.send(TOMASZ, TestRequest::post().uri("/chats").set_form(members)).await < 400);
    let chat = trial.number("SELECT MAX(id) FROM chats WHERE kind = 'group'").await;
    trial.open_page(HUONG, chat).await;
    words(trial, chat).await;
    everybody(trial, chat).await;
    planned(trial, chat).await;
    if trial.mode == Mode::Each {
        typed_is_kept(trial, chat).await;
    }
}

/// What there is of calls and words in the chat: rows that tell all of it, messages that call all, rows that tell of a word, and messages.
async fn told(trial: &Trial, chat: i64) -> [i64; 4] {
    let of_message = format!("subject_id IN (SELECT id FROM messages WHERE chat_id = {chat})");
    [
        trial.number(&format!("SELECT COUNT(*) FROM notifications WHERE owner_id = -{chat}")).await,
        trial.number(&format!("SELECT COUNT(*) FROM mentions WHERE chat_id = {chat} AND user_id = 0")).await,
        trial
            .number(&format!("SELECT COUNT(*) FROM notifications WHERE kind = 'message-keyword' AND {of_message}"))
            .await,
        trial
            .number(&format!(
                "SELECT COUNT(*) FROM messages WHERE chat_id = {chat} AND kind = 'text' AND deleted_at IS NULL"
            ))
            .await,
    ]
}

/// Posts it, whatever fails, and then the same form once more: it is done once.
async fn post(trial: &Trial, chat: i64, by: &str, fields: &[(&str, &str)]) {
    trial.post(POST, &[&chat], by, fields).await;
    let once = told(trial, chat).await;
    let again = TestRequest::post().uri(&format!("/chats/{chat}/messages")).set_form(fields);
    assert!(trial.send(by, again).await < 400, "{fields:?} once more");
    assert_eq!(told(trial, chat).await, once, "{fields:?} is done once");
}

async fn newest(trial: &Trial, chat: i64) -> i64 {
    trial.number(&format!("SELECT MAX(id) FROM messages WHERE chat_id = {chat} AND kind = 'text'")).await
}

/// Two people keep words, one of them in other words than before, and somebody says them.
async fn words(trial: &Trial, chat: i64) {
    for (who, words) in [(HUONG, "binder"), (HUONG, "Binder\nend papers"), (DUNG, "endpapers\nend papers")] {
        let fields = [("delay", "10"), ("site", "1"), ("keywords", words)];
        trial.post("/settings/notifications", &[], who, &fields).await;
    }
    assert_eq!(trial.number("SELECT COUNT(*) FROM keywords").await, 4);
    post(trial, chat, TOMASZ, &[("text", "the binder is free"), ("key", "word-0")]).await;
    assert_eq!(told(trial, chat).await, [0, 0, 1, 1]);
    post(trial, chat, ELIN, &[("text", "the END PAPERS, too"), ("key", "word-1")]).await;
    assert_eq!(told(trial, chat).await, [0, 0, 3, 2], "each of the two");
    trial.post("/deletion", &[], ELIN, &[("message", &newest(trial, chat).await.to_string())]).await;
    assert_eq!(told(trial, chat).await, [0, 0, 1, 1]);
}

/// Somebody calls everybody, thinks better of it, does it again, and deletes that.
async fn everybody(trial: &Trial, chat: i64) {
    post(trial, chat, TOMASZ, &[("text", "@all and @huong, the binder"), ("key", "all-0"), ALL]).await;
    assert_eq!(told(trial, chat).await, [1, 1, 1, 2], "one row, and none for a word besides");
    let message = newest(trial, chat).await;
    let change = [("text", "@huong, the binder"), ("version", "0")];
    trial.post("/messages/{message}/edit", &[&message], TOMASZ, &change).await;
    assert_eq!(told(trial, chat).await, [0, 0, 1, 2]);
    let called =
        format!("SELECT COUNT(*) FROM notifications WHERE kind = 'message-mentioned' AND subject_id = {message}");
    assert_eq!(trial.number(&called).await, 1, "she is called still");
    post(trial, chat, TOMASZ, &[("text", "@all once more"), ("key", "all-1"), ALL]).await;
    assert_eq!(told(trial, chat).await, [1, 1, 1, 3]);
    // Read by one who made it unread again before: a mark of hers goes with it.
    let notice = trial.number(&format!("SELECT MAX(id) FROM notifications WHERE owner_id = -{chat}")).await.to_string();
    for what in ["read", "unread"] {
        trial.post("/notifications", &[], HUONG, &[("do", what), ("id", &notice)]).await;
    }
    trial.post("/deletion", &[], TOMASZ, &[("message", &newest(trial, chat).await.to_string())]).await;
    assert_eq!(told(trial, chat).await, [0, 0, 1, 2]);
    assert_eq!(
        trial.number(&format!("SELECT COUNT(*) FROM notification_marks WHERE notification_id = {notice}")).await,
        0
    );
}

/// Everybody is called at a time that was planned.
async fn planned(trial: &Trial, chat: i64) {
    let before = told(trial, chat).await;
    let soon = typed(NOW.after(Duration::from_secs(30 * 3600)), &Locale::new(Language::English, "UTC"));
    post(trial, chat, TOMASZ, &[("text", "@all later"), ("key", "all-2"), ("at", &soon), ALL]).await;
    assert_eq!(told(trial, chat).await, before, "it waits");
    let next = (UserId(id(trial, TOMASZ).await), ScheduledId(trial.number("SELECT MAX(id) FROM scheduled").await));
    trial.fails(How::Whole, "a call of everybody that was planned", async || send(trial, next).await).await;
    let after = [before[0] + 1, before[1] + 1, before[2], before[3] + 1];
    assert_eq!(told(trial, chat).await, after);
    assert_eq!(send(trial, next).await, 200);
    assert_eq!(told(trial, chat).await, after, "once");
    assert_eq!(trial.number(&format!("SELECT COUNT(*) FROM scheduled WHERE id = {}", next.1)).await, 0);
    uncalled(trial, chat, &soon).await;
}

/// Who planned to call everybody may not any more: it is posted, and they are told.
async fn uncalled(trial: &Trial, chat: i64, soon: &str) {
    post(trial, chat, HUONG, &[("text", "@all, says Huong"), ("key", "all-3"), ("at", soon), ALL]).await;
    let next = (UserId(id(trial, HUONG).await), ScheduledId(trial.number("SELECT MAX(id) FROM scheduled").await));
    let rules = ["writers", "adders", "removers", "pinners"].map(|right| (right, "all"));
    let rules = [&rules[..], &[("callers", "owner"), ("keep_days", "0")]].concat();
    trial.post("/chats/{chat}/rules", &[&chat], TOMASZ, &rules).await;
    let before = told(trial, chat).await;
    let told_author = "SELECT COUNT(*) FROM notifications WHERE kind = 'message-uncalled'";
    trial.fails(How::Whole, "a call of everybody that is none any more", async || send(trial, next).await).await;
    assert_eq!(send(trial, next).await, 200);
    assert_eq!(told(trial, chat).await, [before[0], before[1], before[2], before[3] + 1]);
    assert_eq!(trial.number(told_author).await, 1, "once");
}

/// Posts what is planned, whose time has come.
async fn send(trial: &Trial, next: (UserId, ScheduledId)) -> u16 {
    let sent = async {
        let mut tx = trial.house.store.begin().await?;
        scheduled::send(&mut tx, next, (Moment(i64::MAX), NOW), true).await?;
        tx.commit().await
    };
    if sent.await.is_ok() { 200 } else { 503 }
}

/// Whatever fails once the house knows who asks, what somebody typed comes back in the form in which it was.
async fn typed_is_kept(trial: &Trial, chat: i64) {
    let post = format!("/chats/{chat}/messages");
    let plain = lost(trial, &post, &[("text", "nothing"), ("key", "nothing")], false).await;
    let calls = [("text", "@all nothing, and @huong"), ("key", "calls"), ALL];
    assert_eq!(lost(trial, &post, &calls, false).await, plain, "answers without what was typed");
    let (edit, chat) = (format!("/messages/{}/edit", newest(trial, chat).await), chat.to_string());
    for (version, text, script) in [("0", "nothing for @huong", false), ("1", "nothing for @dung", true)] {
        let form = [("text", text), ("version", version), ("chat", &chat)];
        assert_eq!(lost(trial, &edit, &form, script).await, plain, "answers to a change without what was typed");
    }
    let changed = "SELECT version FROM messages WHERE id = (SELECT MAX(id) FROM messages WHERE kind = 'text')";
    assert_eq!(trial.number(changed).await, 2, "and each was made at last");
}

/// Sends the form while each statement fails, then while none does: how many answers are not that form with its text and what is wrong.
async fn lost(trial: &Trial, address: &str, form: &[(&str, &str)], script: bool) -> usize {
    let hidden = |name: &str, value: &str| format!("name=\"{name}\" value=\"{value}\"");
    let (mut lost, mut at) = (0, 0);
    loop {
        at += 1;
        let request = TestRequest::post().uri(address).set_form(form);
        let request = if script { request.insert_header(("hx-request", "true")) } else { request };
        let ((status, said), came) = during(Fault::Refused, at, trial.said(TOMASZ, request)).await;
        if !came.struck || status < 400 {
            return lost;
        }
        let typed = |(name, value): &(&str, &str)| match *name {
            "text" => said.contains(&format!("\n{value}</textarea>")),
            "version" | "chat" => said.contains(&hidden(name, value)),
            _ => true,
        };
        let same = said.contains(&format!("action=\"{address}\"")) && said.contains("role=\"alert\"");
        lost += usize::from(!(same && form.iter().all(typed)));
    }
}
