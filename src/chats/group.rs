//! A group's life: its members, who looks after it, and who does when the owner goes.

use super::chat::{Member, Role};
use super::line::Line;
use super::message::tell;
use super::rights::Whoever;
use super::{departments, found, notices};
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::id::{ChatId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

/// Members that one page lists.
pub const PAGE: i64 = 100;

/// A member as the others see them.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// The same, folded: lists are in its order.
    pub name_folded: String,
    /// The colour of their door.
    pub hue: i64,
    /// Their picture.
    pub picture: Option<String>,
    /// What they may do.
    pub role: String,
    /// Whether they came with a department, and go with it.
    pub by_department: bool,
}

impl Person {
    /// What they may do.
    pub fn role(&self) -> Role {
        Role::of(&self.role)
    }
}

const PEOPLE: &str = "SELECT u.id, u.name, u.name_folded, u.hue, u.picture, m.role, m.by_department FROM members m
    JOIN users u ON u.id = m.user_id WHERE m.chat_id = $1 AND (u.name_folded, u.id) > ($2, $3)
    ORDER BY u.name_folded, u.id LIMIT CAST($4 AS BIGINT)";
const REMOVE: &str = "DELETE FROM members WHERE chat_id = $1 AND user_id = $2";
/// Who has a role stays when their department goes.
const SET_ROLE: &str = "UPDATE members SET role = $3, by_department = FALSE WHERE chat_id = $1 AND user_id = $2
    AND role <> $3";
/// Takes the row of the chat, so that two who leave at once do not both see the other as heir.
const TAKE: &str = "UPDATE chats SET name = name WHERE id = $1";
const ROLE: &str = "SELECT role FROM members WHERE chat_id = $1 AND user_id = $2";
const HEIR: &str = "SELECT user_id FROM members WHERE chat_id = $1
    ORDER BY CASE role WHEN 'administrator' THEN 0 ELSE 1 END, joined_at, user_id LIMIT 1";
const OWNED: &str = "SELECT c.name, (SELECT u.name FROM members h JOIN users u ON u.id = h.user_id
        WHERE h.chat_id = c.id AND h.user_id <> m.user_id
        ORDER BY CASE h.role WHEN 'administrator' THEN 0 ELSE 1 END, h.joined_at, h.user_id LIMIT 1) AS heir
    FROM members m JOIN chats c ON c.id = m.chat_id AND c.kind = 'group'
    WHERE m.user_id = $1 AND m.role = 'owner' ORDER BY c.id LIMIT CAST($2 AS BIGINT)";

/// The members in the order of their names, after the one given; at most [`PAGE`].
///
/// # Errors
/// What the database says.
pub async fn people(conn: &mut Conn, member: &Member, after: (&str, UserId)) -> Result<Vec<Person>> {
    on!(conn, c => sqlx::query_as(PEOPLE).bind(member.chat).bind(after.0).bind(after.1).bind(PAGE)
        .fetch_all(&mut *c).await)
}

/// Adds these people, who may be members already.
///
/// # Errors
/// What the database says. `false` if that is not this member's to do, or no longer.
pub async fn add(tx: &mut Tx, manager: &Member, people: &[UserId], dice: &Dice, now: Moment) -> Result<bool> {
    let people = found::here(tx, people).await?;
    if !held_now(tx, manager).await?.is_some_and(|manager| manager.may_add()) {
        return Ok(false);
    }
    let mut added = Vec::new();
    for user in people {
        if found::add(tx, manager, user, now).await? {
            added.push(user);
        }
    }
    if !added.is_empty() {
        notices::tell(tx, &notices::ADDED, manager.chat, &added, Some(manager.user)).await?;
        tell(tx, manager.chat, manager.user, &Line::Added { users: added }, dice.key(), now).await?;
        tx.emit(Event::ChatAltered { chat: manager.chat });
    }
    Ok(true)
}

/// Removes the person. The owner cannot be removed, only the owner removes administrators, and who is in a department of
/// the group stays as long as they are in it.
///
/// # Errors
/// What the database says. `false` if it is not for this manager to do, or there is no such member.
pub async fn remove(tx: &mut Tx, manager: &Member, user: UserId, dice: &Dice, now: Moment) -> Result<bool> {
    if held(tx, manager.chat, user).await? {
        return Ok(false);
    }
    let Some(own) = held_now(tx, manager).await? else { return Ok(false) };
    let Some(role) = role_of(tx, manager.chat, user).await? else { return Ok(false) };
    if !own.may_remove_one(user, role) {
        return Ok(false);
    }
    run!(tx, sqlx::query(REMOVE).bind(manager.chat).bind(user))?;
    tell(tx, manager.chat, manager.user, &Line::Removed { user }, dice.key(), now).await?;
    notices::tell(tx, &notices::REMOVED, manager.chat, &[user], Some(manager.user)).await?;
    tx.emit(Event::MemberRemoved { chat: manager.chat, user });
    tx.emit(Event::ChatAltered { chat: manager.chat });
    Ok(true)
}

/// Makes the person an administrator of the group, or no longer. Only the owner does.
///
/// # Errors
/// What the database says. `false` if it is not for this member to do, or there is no such member.
pub async fn set_role(
    tx: &mut Tx,
    owner: &Member,
    user: UserId,
    administrator: bool,
    (dice, now): (&Dice, Moment),
) -> Result<bool> {
    // The chat first, as everywhere: in another order than who leaves at the same time, the two would wait for each other.
    let still = role_now(tx, owner).await? == Some(Role::Owner);
    if !still || user == owner.user || role_of(tx, owner.chat, user).await?.is_none() {
        return Ok(false);
    }
    let role = if administrator { Role::Administrator } else { Role::Member };
    let done = run!(tx, sqlx::query(SET_ROLE).bind(owner.chat).bind(user).bind(role.as_str()))?;
    if done > 0 {
        writers(tx, owner);
        let line = if administrator { Line::Promoted { user } } else { Line::Demoted { user } };
        tell(tx, owner.chat, owner.user, &line, dice.key(), now).await?;
        tx.emit(Event::ChatAltered { chat: owner.chat });
    }
    Ok(true)
}

/// Hands the group to another member; the owner stays as an administrator.
///
/// # Errors
/// What the database says. `false` if it is not for this member to do, or there is no such member.
pub async fn hand_over(tx: &mut Tx, owner: &Member, user: UserId, dice: &Dice, now: Moment) -> Result<bool> {
    let still = role_now(tx, owner).await? == Some(Role::Owner);
    if !still || user == owner.user || role_of(tx, owner.chat, user).await?.is_none() {
        return Ok(false);
    }
    for (user, role) in [(owner.user, Role::Administrator), (user, Role::Owner)] {
        run!(tx, sqlx::query(SET_ROLE).bind(owner.chat).bind(user).bind(role.as_str()))?;
    }
    writers(tx, owner);
    tell(tx, owner.chat, owner.user, &Line::Owned { user }, dice.key(), now).await?;
    notices::tell(tx, &notices::OWNED, owner.chat, &[user], Some(owner.user)).await?;
    tx.emit(Event::ChatAltered { chat: owner.chat });
    Ok(true)
}

/// Leaves the group: [`depart`].
///
/// # Errors
/// What the database says. `false` if the member is in a department of the group, and so stays.
pub async fn leave(tx: &mut Tx, member: &Member, dice: &Dice, now: Moment) -> Result<bool> {
    if held(tx, member.chat, member.user).await? {
        return Ok(false);
    }
    depart(tx, member.chat, member.user, dice, now).await?;
    Ok(true)
}

/// The person leaves the group, if they are in it. When the owner goes, the administrator who is longest in the group owns
/// it, else the member who is; the chat is told so.
///
/// # Errors
/// What the database says.
pub(super) async fn depart(tx: &mut Tx, chat: ChatId, user: UserId, dice: &Dice, now: Moment) -> Result<()> {
    take(tx, chat).await?;
    let Some(role) = role_of(tx, chat, user).await? else { return Ok(()) };
    run!(tx, sqlx::query(REMOVE).bind(chat).bind(user))?;
    tell(tx, chat, user, &Line::Left, dice.key(), now).await?;
    if role == Role::Owner {
        let heir: Option<UserId> = on!(tx, c => sqlx::query_scalar(HEIR).bind(chat).fetch_optional(&mut *c).await)?;
        if let Some(heir) = heir {
            run!(tx, sqlx::query(SET_ROLE).bind(chat).bind(heir).bind(Role::Owner.as_str()))?;
            if let Some(owner) = Member::find(tx, heir, chat).await? {
                writers(tx, &owner);
            }
            tell(tx, chat, user, &Line::Owned { user: heir }, dice.key(), now).await?;
            notices::tell(tx, &notices::OWNED, chat, &[heir], Some(user)).await?;
        } else {
            departments::clear(tx, chat).await?;
        }
    }
    tx.emit(Event::MemberRemoved { chat, user });
    tx.emit(Event::ChatAltered { chat });
    Ok(())
}

/// Whether a department of the group holds the person in it, until the end of the transaction.
async fn held(tx: &mut Tx, chat: ChatId, user: UserId) -> Result<bool> {
    departments::in_turn(tx).await?;
    Ok(departments::holder(tx, chat, user).await?.is_some())
}

/// A group that a person owns, and who would own it without them.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Owned {
    /// The group's name.
    pub name: String,
    /// The heir's name; none if nobody else is in the group.
    pub heir: Option<String>,
}

/// The groups that the person owns, the oldest first; at most [`PAGE`].
///
/// # Errors
/// What the database says.
pub async fn owned(conn: &mut Conn, user: UserId) -> Result<Vec<Owned>> {
    on!(conn, c => sqlx::query_as(OWNED).bind(user).bind(PAGE).fetch_all(&mut *c).await)
}

/// Others write in the group than before, unless all of its members do.
fn writers(tx: &mut Tx, member: &Member) {
    if member.rights.writers != Whoever::All {
        tx.emit(Event::WritersChanged { chat: member.chat });
    }
}

/// Takes the row of the chat, so that nobody changes its members or rules until the end of the transaction.
///
/// # Errors
/// What the database says.
pub(super) async fn take(tx: &mut Tx, chat: ChatId) -> Result<()> {
    run!(tx, sqlx::query(TAKE).bind(chat)).map(drop)
}

/// The member as it is now, and stays until the end of the transaction; none if they are no longer one.
async fn held_now(tx: &mut Tx, member: &Member) -> Result<Option<Member>> {
    take(tx, member.chat).await?;
    Member::find(tx, member.user, member.chat).await
}

/// What the member is now, and stays until the end of the transaction.
///
/// # Errors
/// What the database says.
pub(super) async fn role_now(tx: &mut Tx, member: &Member) -> Result<Option<Role>> {
    take(tx, member.chat).await?;
    role_of(tx, member.chat, member.user).await
}

async fn role_of(tx: &mut Tx, chat: ChatId, user: UserId) -> Result<Option<Role>> {
    let role: Option<String> =
        on!(tx, c => sqlx::query_scalar(ROLE).bind(chat).bind(user).fetch_optional(&mut *c).await)?;
    Ok(role.map(|role| Role::of(&role)))
}
