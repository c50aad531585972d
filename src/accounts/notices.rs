//! What people are told of their accounts, and administrators of who asks for one.

use crate::notice::{Area, Kind};

/// Somebody signed in with a browser, or from a place, that was not seen with them before. The subject is the session, its
/// name what the browser says of itself.
pub const NEW_DEVICE: Kind = Kind {
    name: "new-device",
    area: Area::Account,
    always: true,
    mail: true,
    urgent: true,
    tag: "session",
    path: "/settings/sign-in",
    icon: "lock",
    ..Kind::PLAIN
};

/// Somebody's role in the company is another one: the detail is its word.
pub const ROLE_CHANGED: Kind =
    Kind { name: "role-changed", mail: true, tag: "role", path: "/settings/profile", icon: "user", ..Kind::PLAIN };

/// Somebody has joined by a link and waits to be let in.
pub const ASKS_TO_JOIN: Kind = Kind {
    name: "asks-to-join",
    area: Area::Company,
    asks: true,
    always: true,
    administrators: true,
    tag: "join",
    path: "/admin/people/{}",
    mail: true,
    icon: "person-plus",
    ..Kind::PLAIN
};

/// All of this area.
pub const KINDS: [&Kind; 3] = [&ASKS_TO_JOIN, &ROLE_CHANGED, &NEW_DEVICE];
