//! What people are told of their place in the company, and of what they have asked for.

use crate::id::UserId;
use crate::notice::{Area, Audience, Kind, Notice};
use crate::store::Tx;

/// Somebody's departments, titles or standings are other ones: the detail is what they are now.
pub const POSITION_CHANGED: Kind = Kind {
    name: "position-changed",
    area: Area::People,
    structure: true,
    mail: true,
    tag: "position",
    path: "/people/{}",
    icon: "people",
    ..Kind::PLAIN
};

/// Somebody has joined by the reader's invitation.
pub const INVITATION_ACCEPTED: Kind = Kind {
    name: "invitation-accepted",
    area: Area::People,
    tag: "accepted",
    path: "/people/{}",
    icon: "person-plus",
    ..Kind::PLAIN
};

/// A list of people is taken in.
pub const IMPORT_DONE: Kind = Kind {
    name: "import-done",
    area: Area::Company,
    administrators: true,
    mail: true,
    tag: "import",
    path: "/admin/import/{}",
    icon: "file",
    ..Kind::PLAIN
};

/// All of this area.
pub const KINDS: [&Kind; 3] = [&POSITION_CHANGED, &INVITATION_ACCEPTED, &IMPORT_DONE];

/// Tells the person that their positions are these now, which somebody has made so.
pub fn moved(tx: &mut Tx, (user, name): (UserId, &str), after: &str, by: Option<UserId>) {
    let notice = Notice::new(&POSITION_CHANGED, Audience::user(user), (user.0, name)).by(by).detail(after);
    tx.emit(notice.into());
}
