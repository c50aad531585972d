//! Chats and groups.

use std::time::Duration;

use actix_web::test::TestRequest;

use super::accounts::{DUNG, ELIN, GIF, HUONG, SPARE, TOMASZ, id};
use super::cards;
use super::trial::{How, NOW, Trial};
use crate::accounts::Name;
use crate::chats::{Member, hooks, later::typed};
use crate::id::{ChatId, DepartmentId, UserId};
use crate::organization::department;
use crate::web::{Language, Locale};

pub async fn everything(trial: &Trial) {
    let general = trial.number("SELECT id FROM chats WHERE kind = 'general'").await;
    say(trial, general).await;
    read(trial, general).await;
    on_message(trial, general).await;
    drafts(trial, general).await;
    commands(trial, general).await;
    files(trial, general).await;
    cards::everything(trial, general).await;
    later(trial, (general, TOMASZ), (trial.number("SELECT MIN(id) FROM messages WHERE kind = 'text'").await, HUONG))
        .await;
    polls(trial, general).await;
    group(trial).await;
}

async fn say(trial: &Trial, chat: i64) {
    for n in 0..3 {
        let (text, key) = (format!("message {n}"), format!("key-{n}"));
        trial.post("/chats/{chat}/messages", &[&chat], TOMASZ, &[("text", &text), ("key", &key)]).await;
    }
    trial.covers("chats/lanes.rs");
    // A form that was brought back: another text under the same key.
    trial.post("/chats/{chat}/messages", &[&chat], TOMASZ, &[("text", "another"), ("key", "key-0")]).await;
}

/// What people do with a message that is there, each of its authors' and others'.
async fn on_message(trial: &Trial, chat: i64) {
    let message = trial.number("SELECT MAX(id) FROM messages WHERE kind = 'text'").await;
    let other = trial.number("SELECT MIN(id) FROM messages WHERE kind = 'text'").await;
    let (number, reacts) = (message.to_string(), format!("{message} 👍"));
    let answers = [("text", "so it is"), ("key", "key-r"), ("reply", &*number)];
    trial.post("/chats/{chat}/messages", &[&chat], HUONG, &answers).await;
    for _ in 0..2 {
        trial.post("/chats/{chat}/reactions", &[&chat], HUONG, &[("r", &reacts)]).await;
    }
    for (path, who, fields) in [
        ("/messages/{message}/edit", TOMASZ, &[("text", "changed"), ("version", "0")][..]),
        ("/messages/{message}/pin", ELIN, &[("pinned", "1")]),
        ("/messages/{message}/favourite", HUONG, &[("favourite", "1")]),
        ("/messages/{message}/unread", HUONG, &[]),
    ] {
        trial.post(path, &[&message], who, fields).await;
    }
    let forwards = [("message", number.clone()), ("message", other.to_string()), ("chat", chat.to_string())];
    let forwards: Vec<(&str, &str)> = forwards.iter().map(|(name, value)| (*name, &**value)).collect();
    trial.post("/forward", &[], HUONG, &[&forwards[..], &[("key", "key-f"), ("text", "see")]].concat()).await;
    trial.post("/deletion", &[], ELIN, &[("message", &number)]).await;
}

/// Somebody writes on two devices, takes what they wrote on the other, forgets what is left, and sends it.
async fn drafts(trial: &Trial, chat: i64) {
    for text in ["begun here", "begun there"] {
        trial.post("/chats/{chat}/draft", &[&chat], HUONG, &[("text", text), ("base", "0"), ("key", "key-d")]).await;
    }
    for act in ["swap", "drop"] {
        let base = trial.number("SELECT MAX(version) FROM drafts").await.to_string();
        let fields = [("draft", act), ("text", "typed"), ("base", &*base)];
        trial.post("/chats/{chat}/messages", &[&chat], HUONG, &fields).await;
    }
    trial.post("/chats/{chat}/messages", &[&chat], HUONG, &[("text", "typed"), ("key", "key-d")]).await;
}

/// Somebody has things done by what they type.
async fn commands(trial: &Trial, chat: i64) {
    let newest = trial.number("SELECT MAX(id) FROM messages WHERE kind = 'text'").await.to_string();
    trial.post("/chats/{chat}/read", &[&chat], ELIN, &[("message", &newest)]).await;
    for text in ["/mute", "/unmute", "/unread", "/hide", "/busy", "/free"] {
        trial.post("/chats/{chat}/messages", &[&chat], ELIN, &[("text", text), ("key", "key-c")]).await;
    }
}

/// Somebody sends files, posts one, plans another, and repeats the first.
async fn files(trial: &Trial, chat: i64) {
    let sent = "SELECT MAX(id) FROM attachments";
    for act in ["post", "plan", "remove", "wait"] {
        trial.upload("/chats/{chat}/uploads", &[&chat], HUONG, ("files", GIF)).await;
        let (file, key) = (trial.number(sent).await.to_string(), format!("file-{act}"));
        let fields = [("text", ""), ("key", &*key), ("file", &*file)];
        let soon = typed(NOW.after(Duration::from_secs(30 * 3600)), &Locale::new(Language::English, "UTC"));
        let more = match act {
            "plan" => [("at", &*soon)],
            "remove" => [("remove", &*file)],
            "wait" => continue,
            _ => [("old", "")],
        };
        trial.post("/chats/{chat}/messages", &[&chat], HUONG, &[&fields[..], &more].concat()).await;
    }
    let message = trial.number("SELECT MAX(id) FROM messages WHERE files <> ''").await.to_string();
    let fields = [("message", &*message), ("chat", &chat.to_string()), ("key", "file-again")];
    trial.post("/forward", &[], TOMASZ, &fields).await;
    trial.post("/deletion", &[], HUONG, &[("message", &message)]).await;
}

/// Somebody plans to post in the chat and thinks better of it, and wants to be reminded of a message; both wait at the end.
pub async fn later(trial: &Trial, (chat, author): (i64, &str), (message, reader): (i64, &str)) {
    // Whatever their clocks show, that is to come.
    let soon = typed(NOW.after(Duration::from_secs(30 * 3600)), &Locale::new(Language::English, "UTC"));
    for act in ["send", "cancel", ""] {
        let key = format!("later-{author}-{act}");
        let later = [("text", "later"), ("key", &*key), ("at", &*soon)];
        trial.post("/chats/{chat}/messages", &[&chat], author, &later).await;
        let waits = trial.number("SELECT MAX(id) FROM scheduled").await;
        let change = [("text", "later still"), ("at", &*soon)];
        let fields = if act.is_empty() { &change[..] } else { &[("do", act)] };
        trial.post("/scheduled/{scheduled}", &[&waits], author, fields).await;
    }
    for field in [("at", &*soon), ("remove", "1"), ("at", &soon)] {
        trial.post("/messages/{message}/reminder", &[&message], reader, &[field]).await;
    }
}

/// Somebody asks twice, others vote for the second one, think better of it, and it is closed; the first one waits for its time.
async fn polls(trial: &Trial, chat: i64) {
    let soon = typed(NOW.after(Duration::from_secs(30 * 3600)), &Locale::new(Language::English, "UTC"));
    for key in ["poll-0", "poll-1"] {
        let fields = [("question", "Which fold?"), ("answer", "A"), ("answer", "B"), ("when", &*soon), ("key", key)];
        trial.post("/chats/{chat}/poll", &[&chat], TOMASZ, &fields).await;
    }
    let poll = trial.number("SELECT MAX(id) FROM messages WHERE poll <> ''").await;
    let (number, name) = (poll.to_string(), format!("v{poll}"));
    let [one, other] = ["0", "1"].map(|answer| [("vote", &*number), (&*name, answer)]);
    for fields in [&one[..], &other, &[("unvote", &*number)], &one] {
        trial.post("/chats/{chat}/reactions", &[&chat], HUONG, fields).await;
    }
    trial.post("/messages/{message}/poll", &[&poll], TOMASZ, &[("closed", "1")]).await;
}

async fn read(trial: &Trial, chat: i64) {
    let message = trial.number("SELECT MAX(id) FROM messages WHERE kind = 'text'").await;
    trial.post("/chats/{chat}/read", &[&chat], HUONG, &[("message", &message.to_string())]).await;
    for field in [("pinned", "1"), ("muted", "1"), ("unread", "1"), ("hidden", "1")] {
        trial.post("/chats/{chat}/membership", &[&chat], HUONG, &[field]).await;
    }
    // Opening it is reading it, for who has no script: the page is there though the mark could not be moved.
    trial.cookie(DUNG).await;
    let address = format!("/chats/{chat}");
    trial
        .fails(How::InSteps, "GET /chats/{chat}", async || trial.send(DUNG, TestRequest::get().uri(&address)).await)
        .await;
}

async fn group(trial: &Trial) {
    let [elin, huong, dung] = [id(trial, ELIN).await, id(trial, HUONG).await, id(trial, DUNG).await];
    let [nils, oda] = [id(trial, SPARE[0]).await, id(trial, SPARE[1]).await];
    let text = |id: i64| id.to_string();
    let members = [("name", "Proofs"), ("user", &*text(elin)), ("user", &*text(huong))];
    trial.post("/chats", &[], TOMASZ, &members).await;
    let chat = trial.number("SELECT MAX(id) FROM chats WHERE kind = 'group'").await;
    trial.open_page(ELIN, chat).await;
    trial.post("/chats/direct", &[], TOMASZ, &[("user", &text(huong))]).await;
    looks(trial, chat).await;
    let added = [("user", &*text(dung)), ("user", &*text(nils)), ("user", &*text(oda))];
    trial.post("/chats/{chat}/members", &[&chat], TOMASZ, &added).await;
    let member = "/chats/{chat}/members/{user}";
    trial.post(member, &[&chat, &dung], TOMASZ, &[("do", "promote")]).await;
    trial.post(member, &[&chat, &dung], TOMASZ, &[("do", "demote")]).await;
    trial.post(member, &[&chat, &nils], TOMASZ, &[("do", "remove")]).await;
    let mut tx = trial.house.store.begin().await.expect("a transaction");
    let root = department::root(&mut tx, NOW).await.expect("a root");
    let name = Name::parse("Luthiery").expect("a name");
    let made = department::create(&mut tx, root, &name, NOW).await.expect("an answer");
    let DepartmentId(department) = made.map_err(|_| "a rule").expect("a department");
    tx.commit().await.expect("committed");
    for (below, how) in [(root.0, "1"), (department, "")] {
        let fields = [("department", text(below)), ("below", how.to_owned())];
        let fields: Vec<(&str, &str)> =
            fields.iter().filter(|field| !field.1.is_empty()).map(|field| (field.0, &*field.1)).collect();
        trial.post("/chats/{chat}/departments", &[&chat], TOMASZ, &fields).await;
    }
    let of = "/chats/{chat}/departments/{department}";
    trial.post(of, &[&chat, &root.0], TOMASZ, &[("do", "alone")]).await;
    trial.post(of, &[&chat, &root.0], TOMASZ, &[("do", "remove")]).await;
    hook(trial, chat).await;
    rules(trial, chat).await;
    trial.post("/chats/{chat}/leave", &[&chat], SPARE[1], &[]).await;
    trial.post(member, &[&chat, &huong], TOMASZ, &[("do", "hand-over")]).await;
}

/// The group gets another name, and a picture, and loses it.
async fn looks(trial: &Trial, chat: i64) {
    let looks = [("name", "Second proofs"), ("about", "What is printed twice"), ("hue", "5")];
    trial.post("/chats/{chat}/settings", &[&chat], TOMASZ, &looks).await;
    trial.upload("/chats/{chat}/picture", &[&chat], TOMASZ, ("picture", GIF)).await;
    trial.post("/chats/{chat}/picture/remove", &[&chat], TOMASZ, &[]).await;
}

/// Its owner opens it, keeps what was said from those who come, and for a day only; people come, by a link, too, and it is put away for a while.
async fn rules(trial: &Trial, chat: i64) {
    let rules = [
        ("writers", "administrators"),
        ("adders", "all"),
        ("removers", "owner"),
        ("pinners", "owner"),
        ("callers", "owner"),
    ];
    let rules = [&rules[..], &[("findable", "1"), ("keep_days", "1")]].concat();
    trial.post("/chats/{chat}/rules", &[&chat], TOMASZ, &rules).await;
    trial.post("/chats/{chat}/link", &[&chat], TOMASZ, &[("link", "make")]).await;
    trial.post("/chats/{chat}/join", &[&chat], SPARE[0], &[]).await;
    let link = trial.word("SELECT MAX(link) FROM chats").await;
    trial.post("/join/{link}", &[&link], SPARE[2], &[]).await;
    trial.post("/chats/{chat}/messages", &[&chat], TOMASZ, &[("text", "for a day"), ("key", "key-day")]).await;
    trial.post("/chats/read", &[], SPARE[0], &[]).await;
    for standing in ["archived", "active"] {
        trial.post("/chats/{chat}/standing", &[&chat], TOMASZ, &[("standing", standing)]).await;
    }
}

/// A program that writes into the group, and writes no more.
async fn hook(trial: &Trial, chat: i64) {
    trial.post("/chats/{chat}/hooks", &[&chat], TOMASZ, &[("name", "Proofs")]).await;
    let mut tx = trial.house.store.begin().await.expect("a transaction");
    let manager = UserId(id(trial, TOMASZ).await);
    let manager = Member::find(&mut tx, manager, ChatId(chat)).await.expect("an answer").expect("a member");
    let name = Name::parse("Plates").expect("a name");
    let made = hooks::create(&mut tx, &manager, &name, (&trial.house.dice, NOW)).await;
    tx.commit().await.expect("committed");
    let (_, token) = made.expect("a hook").expect("its token");
    trial.post("/hooks/{token}", &[&token], "", &[("payload", "{\"text\":\"The proofs are dry\"}")]).await;
    let hook = trial.number("SELECT MAX(id) FROM hooks").await;
    trial.post("/chats/{chat}/hooks/{hook}", &[&chat, &hook], TOMASZ, &[]).await;
}
