//! What becomes of a person's chats when they come in, leave, or become a guest. Notes and direct chats always stay.

use super::message::scheduled;
use super::{found, group};
use crate::accounts::{Role, User};
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::id::{ChatId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

const DIRECT: &str = "SELECT c.id FROM members m JOIN chats c ON c.id = m.chat_id
    WHERE m.user_id = $1 AND c.kind = 'direct' ORDER BY c.id";
/// Everybody's chat and the person's groups, or only those by a department (`$2`); in the order of their numbers, in which everybody takes them
/// who takes several.
const LEFT: &str = "SELECT c.id, c.kind = 'general' FROM members m JOIN chats c ON c.id = m.chat_id
    WHERE m.user_id = $1 AND (c.kind = 'general' OR c.kind = 'group' AND (m.by_department OR NOT $2)) ORDER BY c.id";
const REMOVE: &str = "DELETE FROM members WHERE chat_id = $1 AND user_id = $2";

/// The person comes in, or comes back: into everybody's chat, but for guests, and to a chat for notes.
///
/// # Errors
/// What the database says.
pub async fn joined(tx: &mut Tx, user: UserId, now: Moment) -> Result<()> {
    match role(tx, user).await? {
        None => return Ok(()),
        Some(Role::Guest) => found::give_notes(tx, user, now).await?,
        Some(_) => found::welcome(tx, user, now).await?,
    }
    mark(tx, user).await
}

/// The person is gone: out of everybody's chat and of every group, which somebody else owns then. What they wrote stays, what they were
/// about to post is not posted.
///
/// # Errors
/// What the database says.
pub async fn dismissed(tx: &mut Tx, user: UserId, dice: &Dice, now: Moment) -> Result<()> {
    // Before any chat is taken, as whoever posts them does.
    scheduled::forget(tx, user).await?;
    leave(tx, user, false, dice, now).await?;
    mark(tx, user).await
}

/// The person is a guest now, or no longer. A guest keeps the groups that somebody added them to, and is neither in
/// everybody's chat nor in a group by a department.
///
/// # Errors
/// What the database says.
pub async fn role_changed(tx: &mut Tx, user: UserId, dice: &Dice, now: Moment) -> Result<()> {
    match role(tx, user).await? {
        None => Ok(()),
        Some(Role::Guest) => leave(tx, user, true, dice, now).await,
        Some(_) => found::join_general(tx, user, now).await,
    }
}

/// The tops of the person's direct chats say whether they work here.
async fn mark(tx: &mut Tx, user: UserId) -> Result<()> {
    let direct: Vec<ChatId> = on!(tx, c => sqlx::query_scalar(DIRECT).bind(user).fetch_all(&mut *c).await)?;
    for chat in direct {
        tx.emit(Event::ChatAltered { chat });
    }
    Ok(())
}

async fn role(conn: &mut Conn, user: UserId) -> Result<Option<Role>> {
    Ok(User::find(conn, user).await?.map(|user| user.role))
}

/// The person is in everybody's chat no longer, nor in their groups; or in those alone no longer that they are in by a department.
async fn leave(tx: &mut Tx, user: UserId, by_department: bool, dice: &Dice, now: Moment) -> Result<()> {
    let chats: Vec<(ChatId, bool)> =
        on!(tx, c => sqlx::query_as(LEFT).bind(user).bind(by_department).fetch_all(&mut *c).await)?;
    for (chat, general) in chats {
        match general {
            true => leave_general(tx, chat, user).await?,
            false => group::depart(tx, chat, user, dice, now).await?,
        }
    }
    Ok(())
}

async fn leave_general(tx: &mut Tx, chat: ChatId, user: UserId) -> Result<()> {
    group::take(tx, chat).await?;
    if run!(tx, sqlx::query(REMOVE).bind(chat).bind(user))? > 0 {
        tx.emit(Event::MemberRemoved { chat, user });
        tx.emit(Event::ChatAltered { chat });
    }
    Ok(())
}
