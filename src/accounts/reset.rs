//! Links that give a person a new password. An administrator makes one, or the command line.

use std::time::Duration;

use super::life;
use super::session::{end_others, token_hash};
use super::user::User;
use crate::clock::{Dice, Moment};
use crate::id::UserId;
use crate::store::{Conn, Result, Tx, dialect, on, run};

/// How long a link is valid.
pub const VALID: Duration = Duration::from_secs(24 * 3600);

const FORGET: &str = "DELETE FROM reset_links WHERE user_id = $1";
const CREATE: &str = "INSERT INTO reset_links (user_id, token_hash, made_by, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5)";
/// Only the newest of a person is valid: two that are made at the same time do not see each other. None is of who was
/// dismissed meanwhile, or still waits.
const FIND: &str = "SELECT r.user_id FROM reset_links r JOIN users u ON u.id = r.user_id
    WHERE r.token_hash = $1 AND r.expires_at > $2 AND u.state IN ('active', 'invited')
    AND NOT EXISTS (SELECT 1 FROM reset_links o WHERE o.user_id = r.user_id AND o.id > r.id)";
const USE: &str = "DELETE FROM reset_links WHERE token_hash = $1 AND user_id = $2";

/// Makes a link for the person and returns its token. Earlier ones are void.
///
/// # Errors
/// What the database says.
pub async fn create(tx: &mut Tx, user: UserId, made_by: Option<UserId>, dice: &Dice, now: Moment) -> Result<String> {
    let token = dice.token();
    forget(tx, user).await?;
    run!(tx, sqlx::query(CREATE).bind(user).bind(token_hash(&token)).bind(made_by).bind(now).bind(now.after(VALID)))?;
    Ok(token)
}

/// Where a link leads.
pub fn address(own_address: &str, token: &str) -> String {
    [own_address, "/reset/", token].concat()
}

/// Whose password the link of this token changes; none if it is used, too old, or not the newest, and for people who were
/// dismissed or wait for approval: it would let them in.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, token: &str, now: Moment) -> Result<Option<UserId>> {
    on!(conn, c => sqlx::query_scalar(FIND).bind(token_hash(token)).bind(now).fetch_optional(&mut *c).await)
}

/// Makes the links of the person void.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, user: UserId) -> Result<()> {
    run!(tx, sqlx::query(FORGET).bind(user))?;
    Ok(())
}

/// Gives the person of the link the password, and ends all their sessions. The link is void then. Who was invited only uses
/// their account from now on.
///
/// # Errors
/// What the database says. None if the link is not valid (any more).
pub async fn accept(tx: &mut Tx, token: &str, password_hash: &str, now: Moment) -> Result<Option<UserId>> {
    dialect::in_turn(tx).await?;
    let Some(user) = find(tx, token, now).await? else { return Ok(None) };
    // Whoever deletes the row has used it.
    if run!(tx, sqlx::query(USE).bind(token_hash(token)).bind(user))? == 0 {
        return Ok(None);
    }
    forget(tx, user).await?;
    User::set_password(tx, user, password_hash).await?;
    life::arrive(tx, user, now).await?;
    end_others(tx, user, None).await?;
    Ok(Some(user))
}
