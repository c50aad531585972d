//! What people are told of their chats, and how each of it is told.

use crate::notice::{Area, Kind};

/// Somebody is in a group now.
pub const ADDED: Kind =
    Kind { name: "chat-added", area: Area::Chats, tag: "member", path: "/chats/{}", icon: "people", ..Kind::PLAIN };

/// Somebody is in a group no longer: there is nothing to open.
pub const REMOVED: Kind =
    Kind { name: "chat-removed", area: Area::Chats, tag: "member", path: "", icon: "people", ..Kind::PLAIN };

/// A group is somebody's now.
pub const OWNED: Kind = Kind {
    name: "chat-owned",
    area: Area::Chats,
    tag: "owner",
    path: "/chats/{}/members",
    icon: "people",
    ..Kind::PLAIN
};

/// Somebody wrote to a colleague on leave whose substitute the reader is: the number is the message's, the name the colleague's, the detail
/// the text. No guest stands in for anybody.
pub const COPIED: Kind = Kind {
    name: "message-copied",
    area: Area::Chats,
    always: true,
    structure: true,
    mail: true,
    quotes: true,
    replies: true,
    tag: "copied",
    path: "/messages",
    icon: "mail",
    ..Kind::PLAIN
};

/// Somebody calls the reader in a message: the number is the message's, the detail its text.
pub const MENTIONED: Kind = Kind {
    name: "message-mentioned",
    area: Area::Chats,
    mail: true,
    quotes: true,
    for_members: true,
    replies: true,
    of_message: true,
    tag: "mentioned",
    path: "/messages/{}",
    icon: "msg",
    ..Kind::PLAIN
};

/// Somebody calls everybody in a message: the number is the message's, the detail its text. One entry for all, so nobody can be without it
/// alone; who has muted the chat is.
pub const CALLED_ALL: Kind = Kind {
    name: "message-called-all",
    area: Area::Chats,
    always: true,
    mail: true,
    quotes: true,
    replies: true,
    of_message: true,
    tag: "called-all",
    path: "/messages/{}",
    icon: "msg",
    ..Kind::PLAIN
};

/// Somebody says a word of the reader's own: the name is the word, the number the message's, the detail its text.
pub const KEYWORD: Kind = Kind {
    name: "message-keyword",
    area: Area::Chats,
    mail: true,
    quotes: true,
    for_members: true,
    replies: true,
    of_message: true,
    tag: "keyword",
    path: "/messages/{}",
    icon: "msg",
    ..Kind::PLAIN
};

/// Somebody answers a message of the reader's: the number is the answer's, the detail its text.
pub const REPLIED: Kind = Kind {
    name: "message-replied",
    area: Area::Chats,
    mail: true,
    quotes: true,
    for_members: true,
    of_message: true,
    tag: "replied",
    path: "/messages/{}",
    icon: "reply",
    ..Kind::PLAIN
};

/// Somebody reacts to a message of the reader's: the name is the emoji, the number the message's, the detail its text.
pub const REACTED: Kind = Kind {
    name: "message-reacted",
    area: Area::Chats,
    quotes: true,
    for_members: true,
    tag: "reacted",
    path: "/messages/{}",
    icon: "smile",
    ..Kind::PLAIN
};

/// The reader wanted to be told of a message again: the number is the message's, the name its author's, the detail its text.
pub const REMINDED: Kind = Kind {
    name: "message-reminded",
    area: Area::Chats,
    always: true,
    mail: true,
    quotes: true,
    for_members: true,
    tag: "reminded",
    path: "/messages/{}",
    icon: "clock",
    ..Kind::PLAIN
};

/// What the reader had planned to post could not be posted: the number is its own, the detail its text.
pub const UNSENT: Kind = Kind {
    name: "message-unsent",
    area: Area::Chats,
    always: true,
    mail: true,
    quotes: true,
    tag: "unsent",
    path: "/later",
    icon: "clock",
    ..Kind::PLAIN
};

/// What the reader had planned was posted, and calls everybody no longer, for they may not do that now: the number is the message's, the detail the
/// text.
pub const UNCALLED: Kind = Kind {
    name: "message-uncalled",
    area: Area::Chats,
    always: true,
    mail: true,
    quotes: true,
    of_message: true,
    tag: "uncalled",
    path: "/messages/{}",
    icon: "clock",
    ..Kind::PLAIN
};

/// A poll of the reader's was closed by its time: the number is its message's, the detail its question.
pub const POLL_CLOSED: Kind = Kind {
    name: "poll-closed",
    area: Area::Chats,
    quotes: true,
    for_members: true,
    tag: "poll",
    path: "/messages/{}/votes",
    icon: "check",
    ..Kind::PLAIN
};

/// Somebody writes to the reader alone. The chat itself tells of it.
pub const MESSAGE_DIRECT: Kind =
    Kind { name: "message-direct", area: Area::Chats, always: true, mail: true, entry: false, ..Kind::PLAIN };

/// Somebody writes to a group, or to everybody.
pub const MESSAGE_GROUP: Kind =
    Kind { name: "message-group", area: Area::Chats, always: true, entry: false, ..Kind::PLAIN };

/// All of this area.
pub const KINDS: [&Kind; 15] = [
    &MESSAGE_DIRECT,
    &MESSAGE_GROUP,
    &MENTIONED,
    &CALLED_ALL,
    &KEYWORD,
    &REPLIED,
    &REACTED,
    &REMINDED,
    &UNSENT,
    &UNCALLED,
    &POLL_CLOSED,
    &COPIED,
    &ADDED,
    &REMOVED,
    &OWNED,
];

/// Those whose readers see the message, and what it says now. A copy for a substitute stays what was written then.
pub(super) const FOR_MEMBERS: [&Kind; 7] =
    [&MENTIONED, &CALLED_ALL, &KEYWORD, &REPLIED, &REACTED, &REMINDED, &POLL_CLOSED];
/// Those that speak of one message, by its number.
pub(super) const OF_MESSAGE: [&Kind; 9] =
    [&COPIED, &MENTIONED, &CALLED_ALL, &KEYWORD, &REPLIED, &REACTED, &REMINDED, &UNCALLED, &POLL_CLOSED];
