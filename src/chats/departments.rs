//! Departments as members of a group: their people, and those of the departments below if wished, join it and leave it
//! with them.
//!
//! Who is in a group by a department is what the tree says; [`shift`](super::shift) keeps it so. Who was added by hand is there
//! by hand, whatever their departments do.

use super::chat::Member;
use super::line::Line;
use super::message::tell;
use super::shift::Shift;
use crate::clock::{Dice, Moment};
use crate::id::{ChatId, DepartmentId, UserId};
use crate::store::{Conn, Result, Tx, dialect, on, run};

/// Departments that a group may have.
pub const MOST: i64 = 50;

/// A department of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Linked {
    /// Which.
    pub department_id: DepartmentId,
    /// With the people of the departments below.
    pub below: bool,
    /// How many active people that is.
    pub people: i64,
}

/// Why a department was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Only employees who look after the group do that.
    #[error("not for this member to do")]
    NotAllowed,
    /// There is no such department, perhaps no longer.
    #[error("no such department")]
    Missing,
    /// The group has [`MOST`].
    #[error("too many departments")]
    TooMany,
}

/// The departments of the chat `$1` and those below them, each with the one of the chat's that brings it in.
macro_rules! covered {
    ($rest:literal) => {
        concat!(
            "WITH RECURSIVE cover(top, id, below) AS (SELECT l.department_id, l.department_id, l.below
    FROM chat_departments l WHERE l.chat_id = $1 UNION ALL SELECT c.top, d.id, c.below
    FROM cover c JOIN departments d ON d.parent_id = c.id WHERE c.below) ",
            $rest
        )
    };
}
pub(super) use covered;

const LIST: &str = covered!(
    "SELECT c.top AS department_id, l.below, COUNT(DISTINCT u.id) AS people FROM cover c
    JOIN chat_departments l ON l.chat_id = $1 AND l.department_id = c.top
    LEFT JOIN positions p ON p.department_id = c.id
    LEFT JOIN users u ON u.id = p.user_id AND u.state = 'active' AND u.role <> 'guest'
    GROUP BY c.top, l.below ORDER BY c.top"
);
/// One who holds each person; the same for as long as nothing changes.
const HOLDERS: &str = covered!(
    "SELECT p.user_id, MIN(c.top) AS top FROM cover c JOIN positions p ON p.department_id = c.id
    JOIN members m ON m.chat_id = $1 AND m.user_id = p.user_id
    JOIN users u ON u.id = p.user_id AND u.state = 'active' AND u.role <> 'guest'
    WHERE (u.name_folded, u.id) >= ($2, $3) AND (u.name_folded, u.id) <= ($4, $5) GROUP BY p.user_id"
);
const HOLDER: &str = covered!(
    "SELECT MIN(c.top) FROM cover c JOIN positions p ON p.department_id = c.id
    JOIN users u ON u.id = p.user_id AND u.state = 'active' AND u.role <> 'guest' WHERE p.user_id = $2"
);
const WORKS: &str = "SELECT id FROM users WHERE id = $1 AND state = 'active' AND role <> 'guest'";
/// Takes the row of the chat, as everybody does who changes its members.
const TAKE: &str = "UPDATE chats SET name = name WHERE id = $1 AND kind = 'group'";
/// The root is called as the company.
const NAME: &str = "SELECT CASE WHEN d.parent_id IS NULL THEN c.name ELSE d.name END FROM departments d, company c
    WHERE d.id = $1";
const COUNT: &str = "SELECT COUNT(*) FROM chat_departments WHERE chat_id = $1";
const BELOW: &str = "SELECT below FROM chat_departments WHERE chat_id = $1 AND department_id = $2";
const ADD: &str = "INSERT INTO chat_departments (chat_id, department_id, below) VALUES ($1, $2, $3)
    ON CONFLICT (chat_id, department_id) DO UPDATE SET below = excluded.below";
const REMOVE: &str = "DELETE FROM chat_departments WHERE chat_id = $1 AND department_id = $2";
const CLEAR: &str = "DELETE FROM chat_departments WHERE chat_id = $1";

/// The departments of the member's group, by their numbers.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, member: &Member) -> Result<Vec<Linked>> {
    on!(conn, c => sqlx::query_as(LIST).bind(member.chat).fetch_all(&mut *c).await)
}

/// Which of the group's departments holds each member between these two, in the order of folded names and numbers; only
/// those whom one does.
///
/// # Errors
/// What the database says.
pub async fn holders(
    conn: &mut Conn,
    member: &Member,
    first: (&str, UserId),
    last: (&str, UserId),
) -> Result<Vec<(UserId, DepartmentId)>> {
    on!(conn, c => sqlx::query_as(HOLDERS)
        .bind(member.chat).bind(first.0).bind(first.1).bind(last.0).bind(last.1).fetch_all(&mut *c).await)
}

/// Which of the group's departments holds the person: they are in the group as long as they are in it.
///
/// # Errors
/// What the database says.
pub async fn holder(conn: &mut Conn, chat: ChatId, user: UserId) -> Result<Option<DepartmentId>> {
    on!(conn, c => sqlx::query_scalar(HOLDER).bind(chat).bind(user).fetch_one(&mut *c).await)
}

/// Lets transactions that move people, or change a group by departments, come one after the other from here on. It has to
/// come before the row of any chat.
///
/// # Errors
/// What the database says.
pub async fn in_turn(tx: &mut Tx) -> Result<()> {
    dialect::in_turn(tx).await
}

/// Adds the department to the manager's group; one that is there is with those below from now on, or without.
///
/// # Errors
/// What the database says; inside, [`Refused`].
pub async fn add(
    tx: &mut Tx,
    manager: &Member,
    (department, below): (DepartmentId, bool),
    (dice, now): (&Dice, Moment),
) -> Result<std::result::Result<(), Refused>> {
    if !manages(tx, manager).await?.is_some_and(|manager| manager.may_add()) {
        return Ok(Err(Refused::NotAllowed));
    }
    let chat = manager.chat;
    let Some(name) = name(tx, department).await? else { return Ok(Err(Refused::Missing)) };
    let before: Option<bool> =
        on!(tx, c => sqlx::query_scalar(BELOW).bind(chat).bind(department).fetch_optional(&mut *c).await)?;
    let count: i64 = on!(tx, c => sqlx::query_scalar(COUNT).bind(chat).fetch_one(&mut *c).await)?;
    match before {
        Some(before) if before == below => return Ok(Ok(())),
        None if count >= MOST => return Ok(Err(Refused::TooMany)),
        _ => {}
    }
    run!(tx, sqlx::query(ADD).bind(chat).bind(department).bind(below))?;
    let shift = Shift::of_chat(tx, chat).await?;
    let line = match before {
        None => Some(Line::DepartmentAdded { department: name, joined: shift.joined() }),
        Some(_) if shift.is_empty() => None,
        Some(_) => Some(Line::Moved { department: name, joined: shift.joined(), left: shift.left() }),
    };
    // Who comes sees that they did.
    shift.make(tx, Some(manager.user), now).await?;
    if let Some(line) = line {
        tell(tx, chat, manager.user, &line, dice.key(), now).await?;
    }
    Ok(Ok(()))
}

/// Takes the department out of the manager's group.
///
/// # Errors
/// What the database says. `false` if it is not for this member to do, or not there.
pub async fn remove(
    tx: &mut Tx,
    manager: &Member,
    department: DepartmentId,
    (dice, now): (&Dice, Moment),
) -> Result<bool> {
    let chat = manager.chat;
    let may = manages(tx, manager).await?.is_some_and(|manager| manager.may_remove());
    if !may || run!(tx, sqlx::query(REMOVE).bind(chat).bind(department))? == 0 {
        return Ok(false);
    }
    let department = name(tx, department).await?.unwrap_or_default();
    let shift = Shift::of_chat(tx, chat).await?;
    let line = Line::DepartmentRemoved { department, left: shift.left() };
    tell(tx, chat, manager.user, &line, dice.key(), now).await?;
    shift.make(tx, Some(manager.user), now).await?;
    Ok(true)
}

/// Takes all departments out of a chat that nobody is in any more.
///
/// # Errors
/// What the database says.
pub async fn clear(tx: &mut Tx, chat: ChatId) -> Result<()> {
    run!(tx, sqlx::query(CLEAR).bind(chat)).map(drop)
}

/// The member as they are now, if they are an employee who looks after the group. Takes the row of the chat.
async fn manages(tx: &mut Tx, manager: &Member) -> Result<Option<Member>> {
    in_turn(tx).await?;
    run!(tx, sqlx::query(TAKE).bind(manager.chat))?;
    let works: Option<UserId> =
        on!(tx, c => sqlx::query_scalar(WORKS).bind(manager.user).fetch_optional(&mut *c).await)?;
    let now = Member::find(tx, manager.user, manager.chat).await?;
    Ok(now.filter(|now| works.is_some() && now.may_manage()))
}

async fn name(conn: &mut Conn, department: DepartmentId) -> Result<Option<String>> {
    on!(conn, c => sqlx::query_scalar(NAME).bind(department).fetch_optional(&mut *c).await)
}
