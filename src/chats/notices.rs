//! What people are told of the groups they are in.

use std::sync::Arc;

use crate::id::{ChatId, UserId};
use crate::notice::{Area, Audience, Kind, Notice};
use crate::store::{Conn, Result, Tx, on};

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

/// Somebody writes to the reader alone. The chat itself tells of it.
pub const MESSAGE_DIRECT: Kind =
    Kind { name: "message-direct", area: Area::Chats, always: true, mail: true, entry: false, ..Kind::PLAIN };

/// Somebody writes to a group, or to everybody.
pub const MESSAGE_GROUP: Kind =
    Kind { name: "message-group", area: Area::Chats, always: true, entry: false, ..Kind::PLAIN };

/// All of this area.
pub const KINDS: [&Kind; 5] = [&MESSAGE_DIRECT, &MESSAGE_GROUP, &ADDED, &REMOVED, &OWNED];

const NAME: &str = "SELECT name FROM chats WHERE id = $1";

/// Tells these people what becomes of them in the group.
///
/// # Errors
/// What the database says.
pub async fn tell(tx: &mut Tx, kind: &'static Kind, chat: ChatId, users: &[UserId], by: Option<UserId>) -> Result<()> {
    if users.is_empty() {
        return Ok(());
    }
    let name = name(tx, chat).await?;
    tx.emit(Notice::new(kind, Audience::Users(Arc::from(users)), (chat.0, &name)).by(by).into());
    Ok(())
}

async fn name(conn: &mut Conn, chat: ChatId) -> Result<String> {
    on!(conn, c => sqlx::query_scalar(NAME).bind(chat).fetch_one(&mut *c).await)
}
