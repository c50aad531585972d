//! How chats come to be: everybody's, notes, direct ones and groups.

use std::collections::BTreeSet;

use super::chat::{Kind, Member, Role};
use super::line::Line;
use super::looks::HUES;
use super::message::tell;
use super::notices;
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::id::{ChatId, UserId};
use crate::store::{Conn, Result, Tx, dialect, on, run};

/// Listed even without a message.
const NEVER_HIDDEN: i64 = -1;
/// Listed from the first message on.
const UNTIL_FIRST: i64 = 0;

const MAKE: &str = "INSERT INTO chats (kind, name, hue, identity, revision, purged_revision, last_message_id,
    last_message_at, created_at) VALUES ($1, $2, $3, $4, 0, 0, 0, $5, $5) ON CONFLICT (identity) DO NOTHING RETURNING id";
const BY_IDENTITY: &str = "SELECT id FROM chats WHERE identity = $1";
const JOIN: &str = "INSERT INTO members (chat_id, user_id, role, joined_at, read_message_id, muted, pinned,
    hidden_message_id, past_message_id) SELECT c.id, u.id, CAST($3 AS TEXT), CAST($4 AS BIGINT), c.last_message_id, FALSE, FALSE,
    CAST($5 AS BIGINT), CASE WHEN c.shows_past THEN 0 ELSE c.last_message_id END FROM chats c, users u WHERE c.id = $1 AND u.id = $2 ON CONFLICT (chat_id, user_id) DO NOTHING";
const HERE_SQLITE: &str = "SELECT id FROM users WHERE id IN (SELECT value FROM json_each($1)) AND state = 'active'";
const HERE_POSTGRES: &str = "SELECT id FROM users WHERE id = ANY($1) AND state = 'active' ORDER BY id FOR SHARE";
/// Those who join from now on do not see what was said before, if that is how it is: whoever answers it tells them nothing of it.
const PAST: &str = "UPDATE chats SET past_message_id = last_message_id WHERE id = $1 AND NOT shows_past AND past_message_id < last_message_id";
const KEEP: &str = "UPDATE members SET by_department = FALSE WHERE chat_id = $1 AND user_id = $2 AND by_department";

/// Makes the new user a member of everybody's chat and gives them a chat for notes.
///
/// # Errors
/// What the database says.
pub async fn welcome(tx: &mut Tx, user: UserId, now: Moment) -> Result<()> {
    join_general(tx, user, now).await?;
    give_notes(tx, user, now).await
}

/// Makes the user a member of everybody's chat.
///
/// # Errors
/// What the database says.
pub(super) async fn join_general(tx: &mut Tx, user: UserId, now: Moment) -> Result<()> {
    let general = general(tx, now).await?;
    if join(tx, general, user, Role::Member, NEVER_HIDDEN, now).await? {
        // Its top says how many people there are.
        tx.emit(Event::ChatAltered { chat: general });
    }
    Ok(())
}

/// Gives the user a chat for notes.
///
/// # Errors
/// What the database says.
pub(super) async fn give_notes(tx: &mut Tx, user: UserId, now: Moment) -> Result<()> {
    let notes = notes_of(tx, user, now).await?;
    join(tx, notes, user, Role::Member, UNTIL_FIRST, now).await?;
    Ok(())
}

/// Everybody's chat; it is made with the first user.
///
/// # Errors
/// What the database says.
pub async fn general(tx: &mut Tx, now: Moment) -> Result<ChatId> {
    find_or_make(tx, Kind::General, "general", now).await
}

/// The user's chat with themselves; it is made with the user.
///
/// # Errors
/// What the database says.
pub async fn notes_of(tx: &mut Tx, user: UserId, now: Moment) -> Result<ChatId> {
    find_or_make(tx, Kind::Notes, &format!("notes:{user}"), now).await
}

/// The chat of the two; it is made if this is the first time.
///
/// # Errors
/// What the database says.
pub async fn direct(tx: &mut Tx, user: UserId, other: UserId, now: Moment) -> Result<ChatId> {
    let chat = find_or_make(tx, Kind::Direct, &direct_identity(user, other), now).await?;
    for user in [user.min(other), user.max(other)] {
        join(tx, chat, user, Role::Member, UNTIL_FIRST, now).await?;
    }
    Ok(chat)
}

/// The chat of the two, if it has begun.
///
/// # Errors
/// What the database says.
pub async fn direct_of(conn: &mut Conn, user: UserId, other: UserId) -> Result<Option<ChatId>> {
    on!(conn, c => sqlx::query_scalar(BY_IDENTITY).bind(direct_identity(user, other)).fetch_optional(&mut *c).await)
}

fn direct_identity(user: UserId, other: UserId) -> String {
    format!("direct:{}:{}", user.0.min(other.0), user.0.max(other.0))
}

/// The user's chat with themselves, if it is there.
///
/// # Errors
/// What the database says.
pub async fn notes(conn: &mut Conn, user: UserId) -> Result<Option<ChatId>> {
    on!(conn, c => sqlx::query_scalar(BY_IDENTITY).bind(format!("notes:{user}")).fetch_optional(&mut *c).await)
}

/// Those of these people who are active, and stay so until the transaction ends: on PostgreSQL a dismissal waits for it. To be asked before the
/// row of a chat is taken, since a dismissal takes its chats after the person.
///
/// # Errors
/// What the database says.
pub async fn here(tx: &mut Tx, people: &[UserId]) -> Result<Vec<UserId>> {
    let ids: Vec<i64> = people.iter().map(|user| user.0).collect();
    let here: Vec<(UserId,)> = dialect::fetch_by_ids(tx, HERE_SQLITE, HERE_POSTGRES, &ids).await?;
    let here: BTreeSet<UserId> = here.into_iter().map(|(user,)| user).collect();
    Ok(people.iter().copied().filter(|user| here.contains(user)).collect())
}

/// Makes a group of this name that belongs to `owner`, with these people in it.
///
/// # Errors
/// What the database says.
pub async fn group(
    tx: &mut Tx,
    owner: UserId,
    name: &str,
    people: &[UserId],
    (dice, now): (&Dice, Moment),
) -> Result<ChatId> {
    let hue = i64::from(dice.bytes::<1>()[0]) % HUES + 1;
    let chat: ChatId = on!(tx, c => sqlx::query_scalar(MAKE)
        .bind(Kind::Group.as_str()).bind(name).bind(hue).bind(None::<String>).bind(now)
        .fetch_one(&mut *c).await)?;
    join(tx, chat, owner, Role::Owner, NEVER_HIDDEN, now).await?;
    tell(tx, chat, owner, &Line::Made, dice.key(), now).await?;
    let others: Vec<UserId> = people.iter().copied().filter(|user| *user != owner).collect();
    for user in &others {
        join(tx, chat, *user, Role::Member, NEVER_HIDDEN, now).await?;
    }
    if !others.is_empty() {
        notices::tell(tx, &notices::ADDED, chat, &others, Some(owner)).await?;
        tell(tx, chat, owner, &Line::Added { users: others }, dice.key(), now).await?;
    }
    Ok(chat)
}

/// Adds the person to the group; what was said before counts as read. `false` if they are in it already: who was by a
/// department is by hand from now on.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, manager: &Member, user: UserId, now: Moment) -> Result<bool> {
    let joins = enter(tx, manager.chat, user, now).await?;
    if !joins {
        run!(tx, sqlx::query(KEEP).bind(manager.chat).bind(user))?;
    }
    Ok(joins)
}

/// The person is in the group; `false` if they were before.
pub(super) async fn enter(tx: &mut Tx, chat: ChatId, user: UserId, now: Moment) -> Result<bool> {
    keep_past(tx, chat).await?;
    join(tx, chat, user, Role::Member, NEVER_HIDDEN, now).await
}

/// What was said so far is past for those who come, if the group keeps it from them.
pub(super) async fn keep_past(tx: &mut Tx, chat: ChatId) -> Result<()> {
    run!(tx, sqlx::query(PAST).bind(chat)).map(drop)
}

async fn find_or_make(tx: &mut Tx, kind: Kind, identity: &str, now: Moment) -> Result<ChatId> {
    let found: Option<ChatId> =
        on!(tx, c => sqlx::query_scalar(BY_IDENTITY).bind(identity).fetch_optional(&mut *c).await)?;
    if let Some(chat) = found {
        return Ok(chat);
    }
    let made: Option<ChatId> = on!(tx, c => sqlx::query_scalar(MAKE)
        .bind(kind.as_str()).bind("").bind(1_i64).bind(identity).bind(now)
        .fetch_optional(&mut *c).await)?;
    match made {
        Some(chat) => Ok(chat),
        // Somebody else has made it at the same time, and PostgreSQL waited for their COMMIT.
        None => on!(tx, c => sqlx::query_scalar(BY_IDENTITY).bind(identity).fetch_one(&mut *c).await),
    }
}

async fn join(tx: &mut Tx, chat: ChatId, user: UserId, role: Role, hidden: i64, now: Moment) -> Result<bool> {
    let done = run!(tx, sqlx::query(JOIN).bind(chat).bind(user).bind(role.as_str()).bind(now).bind(hidden))?;
    if done > 0 {
        tx.emit(Event::MemberAdded { chat, user });
    }
    Ok(done > 0)
}
