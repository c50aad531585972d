//! Programs that write into a group by an address of their own: who made them, their authors, their posts.

pub mod slack;

use crate::accounts::Name;
use crate::accounts::integration;
use crate::accounts::session::token_hash;
use crate::chats::message::mention::Call;
use crate::chats::message::{self, mention};
use crate::chats::rights::Standing;
use crate::chats::{Kind, Member};
use crate::clock::{Dice, Moment};
use crate::id::{ChatId, HookId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

/// Hooks of one group.
pub const MOST: i64 = 20;

const CREATE: &str = "INSERT INTO hooks (chat_id, author_id, token_hash, made_by, made_at) VALUES ($1, $2, $3, $4, $5)
    RETURNING id";
const LIST: &str = "SELECT h.id, a.name, a.hue, h.author_id, m.name AS made_by, h.made_at, h.used_at FROM hooks h
    JOIN users a ON a.id = h.author_id LEFT JOIN users m ON m.id = h.made_by
    WHERE h.chat_id = $1 AND h.removed_at IS NULL ORDER BY h.id";
const COUNT: &str = "SELECT COUNT(*) FROM hooks WHERE chat_id = $1 AND removed_at IS NULL";
const FIND: &str =
    "SELECT h.id, h.chat_id, h.author_id, c.kind, c.standing, h.removed_at FROM hooks h JOIN chats c ON c.id = h.chat_id
    WHERE h.token_hash = $1";
const REMOVE: &str = "UPDATE hooks SET removed_at = $3 WHERE id = $1 AND chat_id = $2 AND removed_at IS NULL";
const USE: &str = "UPDATE hooks SET used_at = $2 WHERE id = $1 AND removed_at IS NULL";

/// A hook as those see it who look after the group.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Hook {
    /// Which.
    pub id: HookId,
    /// What its messages are signed with.
    pub name: String,
    /// The colour of its door.
    pub hue: i64,
    /// The author of its messages.
    pub author_id: UserId,
    /// Who made it.
    pub made_by: Option<String>,
    /// When.
    pub made_at: Moment,
    /// When it last wrote.
    pub used_at: Option<Moment>,
}

/// A hook that somebody knows the address of.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Known {
    /// Which.
    pub id: HookId,
    /// Where it writes.
    pub chat_id: ChatId,
    author_id: UserId,
    #[sqlx(try_from = "String")]
    standing: Standing,
    removed_at: Option<Moment>,
}

impl Known {
    /// Whether anything is added in the group.
    pub fn is_open(self) -> bool {
        self.standing == Standing::Active
    }

    /// Whether it may write.
    pub fn is_there(self) -> bool {
        self.removed_at.is_none()
    }
}

/// Makes a hook of the group: which, and the token of its address, which is shown once. None if it has as many as it may.
///
/// # Errors
/// What the database says.
pub async fn create(
    tx: &mut Tx,
    manager: &Member,
    name: &Name,
    (dice, now): (&Dice, Moment),
) -> Result<Option<(HookId, String)>> {
    let there: i64 = on!(tx, c => sqlx::query_scalar(COUNT).bind(manager.chat).fetch_one(&mut *c).await)?;
    if there >= MOST {
        return Ok(None);
    }
    let author = integration::create(tx, name, dice, now).await?;
    let token = dice.token();
    let hook = on!(tx, c => sqlx::query_scalar(CREATE)
        .bind(manager.chat).bind(author).bind(token_hash(&token)).bind(manager.user).bind(now).fetch_one(&mut *c).await)?;
    Ok(Some((hook, token)))
}

/// The hooks of the group, in the order in which they were made.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, manager: &Member) -> Result<Vec<Hook>> {
    debug_assert_eq!(manager.kind, Kind::Group, "hooks are made in groups");
    on!(conn, c => sqlx::query_as(LIST).bind(manager.chat).fetch_all(&mut *c).await)
}

/// It writes no more; what it wrote stays. False if the group has none of this number.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, manager: &Member, hook: HookId, now: Moment) -> Result<bool> {
    Ok(run!(tx, sqlx::query(REMOVE).bind(hook).bind(manager.chat).bind(now))? > 0)
}

/// The hook of this token, even if it was removed.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, token: &str) -> Result<Option<Known>> {
    on!(conn, c => sqlx::query_as(FIND).bind(token_hash(token)).fetch_optional(&mut *c).await)
}

/// Whom the hook calls by what it says: people by name, and never everybody, for nobody has been asked how many that are.
///
/// # Errors
/// What the database says.
pub async fn calls(conn: &mut Conn, hook: &Known, text: &str) -> Result<Vec<Call>> {
    mention::resolve_in(conn, hook.chat_id, text, false).await
}

/// Posts what the hook says. False if it was removed meanwhile.
///
/// # Errors
/// What the database says.
pub async fn post(
    tx: &mut Tx,
    hook: Known,
    (text, calls): (&str, &[Call]),
    (dice, now): (&Dice, Moment),
) -> Result<bool> {
    if run!(tx, sqlx::query(USE).bind(hook.id).bind(now))? == 0 {
        return Ok(false);
    }
    message::post_as_integration(tx, hook.chat_id, hook.author_id, (text, calls, &dice.key()), now).await
}
