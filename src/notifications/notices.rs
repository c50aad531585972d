//! What people are told of the centre's own doings: letters that do not arrive, backups that are not made, tests.

use crate::notice::{Area, Kind};

/// A server refuses letters to the reader's address: the name is the address, the detail what it said.
pub const MAIL_REFUSED: Kind = Kind {
    name: "mail-refused",
    area: Area::Account,
    always: true,
    tag: "mail",
    path: "/settings/notifications",
    icon: "mail",
    ..Kind::PLAIN
};

/// The company's mail server takes no letters: the detail is what it, or the line to it, said.
pub const MAIL_DOWN: Kind = Kind {
    name: "mail-down",
    area: Area::Company,
    always: true,
    administrators: true,
    tag: "mail-server",
    path: "/admin/mail",
    icon: "warn",
    ..Kind::PLAIN
};

/// What the reader answered to a letter is no message: the detail says why; the number is the chat's.
pub const ANSWER_HELD: Kind = Kind {
    name: "answer-held",
    area: Area::Chats,
    always: true,
    mail: true,
    tag: "answer",
    path: "/chats/{}",
    icon: "mail",
    ..Kind::PLAIN
};

/// The mailbox of answers is out of reach: the detail is what it, or the line to it, said.
pub const INBOX_DOWN: Kind = Kind {
    name: "inbox-down",
    area: Area::Company,
    always: true,
    administrators: true,
    tag: "mail-inbox",
    path: "/admin/mail/answers",
    icon: "warn",
    ..Kind::PLAIN
};

/// No backup was made for a week: the detail is the day of the last one, or `none`.
pub const BACKUP_OVERDUE: Kind = Kind {
    name: "backup-overdue",
    area: Area::Company,
    always: true,
    administrators: true,
    mail: true,
    tag: "backup",
    path: "/admin/system",
    icon: "warn",
    ..Kind::PLAIN
};

/// Somebody tries whether the site tells them anything.
pub const TEST: Kind = Kind {
    name: "test",
    area: Area::Account,
    always: true,
    chosen: false,
    tag: "test",
    path: "/settings/notifications",
    icon: "bell",
    ..Kind::PLAIN
};

/// All of this area.
pub const KINDS: [&Kind; 6] = [&MAIL_REFUSED, &MAIL_DOWN, &ANSWER_HELD, &INBOX_DOWN, &BACKUP_OVERDUE, &TEST];
