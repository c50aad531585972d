//! Examples of messages, and of what they show of others.

use super::NASTY;
use crate::chats::chat::{Kind, Member, Role};
use crate::chats::history::{Beside, Entry, Names, Window};
use crate::chats::line::{Crowd, Line};
use crate::chats::message::card::Card;
use crate::chats::message::quote::Quote;
use crate::chats::message::reaction::Mine;
use crate::chats::message::{Poll, Reached};
use crate::chats::rights::{Rights, Standing};
use crate::clock::Moment;
use crate::id::{ChatId, MessageId, UserId};

pub fn member(kind: Kind, role: Role) -> Member {
    Member {
        chat: ChatId(7),
        user: UserId(1),
        kind,
        name: NASTY.to_owned(),
        hue: 3,
        picture: (role == Role::Administrator).then(|| "abcdefghijklmnopqrstuv".to_owned()),
        about: NASTY.to_owned(),
        standing: Standing::Active,
        rights: Rights::default(),
        revision: 12,
        purged_revision: 0,
        last_message: MessageId(44),
        role,
        read: MessageId(40),
        past: MessageId(0),
        muted: role == Role::Owner,
        pinned: role == Role::Owner,
        has_pins: role == Role::Owner,
    }
}

fn entry(id: i64, author: i64, minutes: i64, kind: &str, text: &str) -> Entry {
    let at = |minutes: i64| Moment(1_764_000_000_000_000 + minutes * 60_000_000);
    Entry {
        id: MessageId(id),
        chat_id: ChatId(7),
        author_id: UserId(author),
        author: NASTY.to_owned(),
        hue: author,
        picture: (author == 2).then(|| "abcdefghijklmnopqrstuv".to_owned()),
        integration: author == 2,
        kind: kind.to_owned(),
        text: text.to_owned(),
        poll: String::new(),
        revision: id,
        posted_revision: id,
        posted_at: at(minutes),
        before_author: Some(UserId(1)),
        before_at: Some(at(minutes - 2)),
        before_kind: Some("text".to_owned()),
        edited: false,
        deleted_by_id: None,
        reply_to_id: None,
        reply_hidden: false,
        forwarded_author_id: None,
        forwarded_at: None,
        calls: String::new(),
        reactions: String::new(),
        files: String::new(),
        card: String::new(),
    }
}

/// A poll; one chooses one answer, or several.
fn poll(id: i64, several: bool) -> Entry {
    let poll = Poll::sample(&[(NASTY, 2), ("Leave it and trim", 1)], several);
    Entry { poll: poll.to_text(), ..entry(id, 1, 1, "text", NASTY) }
}

/// One of each that is more than a text.
fn rich_entries() -> Vec<Entry> {
    let of = |id: i64| entry(id, 1, 1, "text", "Which fold?");
    vec![
        Entry { edited: true, reactions: "👍 4\n👩‍👩‍👧‍👦 10000".to_owned(), ..of(45) },
        Entry { calls: "1 Phạm\n0 all".to_owned(), text: "@Phạm & @all".to_owned(), ..of(44) },
        Entry { reply_to_id: Some(MessageId(40)), ..of(46) },
        Entry { reply_to_id: Some(MessageId(47)), ..of(47) },
        Entry { reply_to_id: Some(MessageId(47)), reply_hidden: true, ..of(35) },
        Entry { deleted_by_id: Some(UserId(2)), text: String::new(), ..of(48) },
        Entry { forwarded_author_id: Some(UserId(2)), forwarded_at: Some(Moment(0)), ..of(49) },
        Entry { card: Card::sample(NASTY).to_text(), ..of(37) },
        Entry { reactions: "👍 1".to_owned(), ..poll(39, false) },
        poll(38, true),
    ]
}

pub fn entries() -> Vec<Entry> {
    let mut entries = vec![
        entry(40, 1, 0, "text", "Morning. **Sheet 3** is `dry` enough: https://tidewater.example"),
        entry(41, 1, 2, "text", "<script>alert(1)</script>\n```rust\nlet x = 1;\n```"),
        entry(42, 2, 24 * 60, "text", "> quoted\n\n- a list"),
        entry(43, 2, 24 * 60 + 1, "line", "{\"line\":\"of-the-future\"}"),
    ];
    let lines = [
        Line::Made,
        Line::Added { users: vec![UserId(2), UserId(3)] },
        Line::Removed { user: UserId(2) },
        Line::Left,
        Line::Named { name: NASTY.to_owned() },
        Line::Joined,
        Line::Described { about: NASTY.to_owned() },
        Line::Described { about: String::new() },
        Line::Pictured { there: true },
        Line::Pictured { there: false },
        Line::Ruled,
        Line::Findable { findable: true },
        Line::Findable { findable: false },
        Line::Past { shown: true },
        Line::Past { shown: false },
        Line::Kept { days: 0 },
        Line::Kept { days: 30 },
        Line::Stands { standing: "active".to_owned() },
        Line::Stands { standing: "read-only".to_owned() },
        Line::Stands { standing: "archived".to_owned() },
        Line::Owned { user: UserId(2) },
        Line::Promoted { user: UserId(2) },
        Line::Demoted { user: UserId(2) },
        Line::DepartmentAdded { department: NASTY.to_owned(), joined: Crowd::of(&[UserId(2)]) },
        Line::DepartmentRemoved { department: NASTY.to_owned(), left: Crowd::default() },
        Line::Moved {
            department: NASTY.to_owned(),
            joined: Crowd::of(&[UserId(2); 20]),
            left: Crowd::of(&[UserId(2); 9]),
        },
    ];
    entries.extend(rich_entries());
    for (n, line) in (50..).zip(lines) {
        entries.push(entry(n, 1, 25 * 60 + n, "line", &line.to_text()));
    }
    entries.push(poll(36, false));
    entries
}

pub fn names() -> Names {
    Names::from([(UserId(2), NASTY.to_owned())])
}

/// What the entries show of others.
pub fn beside() -> Beside {
    let quote = |id: i64, gone: bool| Quote {
        id: MessageId(id),
        author_id: UserId(2),
        author: NASTY.to_owned(),
        text: if gone { String::new() } else { NASTY.to_owned() },
        poll: id == 40,
        gone,
    };
    let quotes = [quote(40, false), quote(47, true)].map(|quote| (quote.id, quote));
    Beside { names: names(), quotes: quotes.into() }
}

pub fn mine() -> Mine {
    Mine::from([(MessageId(45), vec!["👍".to_owned()]), (MessageId(38), vec!["1".to_owned()])])
}

/// A message as its author reaches it, or somebody else.
pub fn reached(own: bool) -> Reached {
    let author = UserId(if own { 1 } else { 2 });
    Reached {
        author_id: author,
        author: NASTY.to_owned(),
        text: NASTY.to_owned(),
        ..Reached::sample(member(Kind::Group, Role::Owner))
    }
}

pub fn window(older: bool, newer: bool) -> Window {
    Window { entries: entries(), older, newer, beside: beside() }
}
