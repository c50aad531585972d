//! What becomes of a person's chats when they come in, leave, or become a guest. Notes and direct chats always stay.

use super::chat::Kind;
use super::message::scheduled;
use super::{found, group};
use crate::accounts::{Role, User};
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::id::{ChatId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

/// In the order of their numbers, in which everybody takes them who takes several.
const OF_KIND: &str = "SELECT c.id FROM members m JOIN chats c ON c.id = m.chat_id
    WHERE m.user_id = $1 AND c.kind = $2 ORDER BY c.id";
const BY_DEPARTMENT: &str = "SELECT m.chat_id FROM members m JOIN chats c ON c.id = m.chat_id
    WHERE m.user_id = $1 AND m.by_department AND c.kind = 'group' ORDER BY m.chat_id";
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
    for chat in of_kind(tx, user, Kind::Group).await? {
        group::depart(tx, chat, user, dice, now).await?;
    }
    leave_general(tx, user).await?;
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
        Some(Role::Guest) => {
            let chats: Vec<ChatId> =
                on!(tx, c => sqlx::query_scalar(BY_DEPARTMENT).bind(user).fetch_all(&mut *c).await)?;
            for chat in chats {
                group::depart(tx, chat, user, dice, now).await?;
            }
            leave_general(tx, user).await
        }
        Some(_) => found::join_general(tx, user, now).await,
    }
}

/// The tops of the person's direct chats say whether they work here.
async fn mark(tx: &mut Tx, user: UserId) -> Result<()> {
    for chat in of_kind(tx, user, Kind::Direct).await? {
        tx.emit(Event::ChatAltered { chat });
    }
    Ok(())
}

async fn role(conn: &mut Conn, user: UserId) -> Result<Option<Role>> {
    Ok(User::find(conn, user).await?.map(|user| user.role))
}

async fn of_kind(conn: &mut Conn, user: UserId, kind: Kind) -> Result<Vec<ChatId>> {
    on!(conn, c => sqlx::query_scalar(OF_KIND).bind(user).bind(kind.as_str()).fetch_all(&mut *c).await)
}

async fn leave_general(tx: &mut Tx, user: UserId) -> Result<()> {
    for chat in of_kind(tx, user, Kind::General).await? {
        run!(tx, sqlx::query(REMOVE).bind(chat).bind(user))?;
        tx.emit(Event::MemberRemoved { chat, user });
        tx.emit(Event::ChatAltered { chat });
    }
    Ok(())
}
