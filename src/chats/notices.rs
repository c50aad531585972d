//! What people are told of the groups they are in.

use std::sync::Arc;

use crate::clock::Moment;
use crate::markup;

use crate::id::{ChatId, MessageId, UserId};
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

/// Somebody wrote to a colleague on leave whose substitute the reader is: the number is the message's, the name the colleague's, the detail
/// the text.
pub const COPIED: Kind = Kind {
    name: "message-copied",
    area: Area::Chats,
    always: true,
    mail: true,
    quotes: true,
    replies: true,
    tag: "copied",
    path: "/messages",
    icon: "mail",
    ..Kind::PLAIN
};

/// Somebody writes to the reader alone. The chat itself tells of it.
pub const MESSAGE_DIRECT: Kind =
    Kind { name: "message-direct", area: Area::Chats, always: true, mail: true, entry: false, ..Kind::PLAIN };

/// Somebody writes to a group, or to everybody.
pub const MESSAGE_GROUP: Kind =
    Kind { name: "message-group", area: Area::Chats, always: true, entry: false, ..Kind::PLAIN };

/// All of this area.
pub const KINDS: [&Kind; 6] = [&MESSAGE_DIRECT, &MESSAGE_GROUP, &COPIED, &ADDED, &REMOVED, &OWNED];

/// Characters of a message that a copy holds.
const TEXT: usize = 1000;

const NAME: &str = "SELECT name FROM chats WHERE id = $1";
/// Members of the chat who are on leave, and who stands in for them.
const AWAY: &str =
    "SELECT u.id, u.name, s.id FROM members m JOIN users u ON u.id = m.user_id JOIN users s ON s.id = u.substitute_id
    WHERE m.chat_id = $1 AND u.leave_from <= $2 AND u.leave_until > $2 AND s.state = 'active' AND s.role <> 'guest'";

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

/// Copies what these people have written in a chat of two to the substitute of who is on leave; a substitute needs none of what they wrote
/// themselves.
///
/// # Errors
/// What the database says.
pub async fn copy(tx: &mut Tx, chat: ChatId, posted: &[(MessageId, UserId, &str)], now: Moment) -> Result<()> {
    let away: Vec<(UserId, String, UserId)> =
        on!(tx, c => sqlx::query_as(AWAY).bind(chat).bind(now).fetch_all(&mut *c).await)?;
    for (user, name, substitute) in away {
        for (message, author, text) in posted.iter().filter(|(_, author, _)| ![user, substitute].contains(author)) {
            let notice = Notice::new(&COPIED, Audience::user(substitute), (message.0, &name)).by(*author);
            let text = markup::lined(text, TEXT);
            tx.emit(notice.detail(&text).leading(format!("/people/{author}")).into());
        }
    }
    Ok(())
}
