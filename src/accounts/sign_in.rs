//! Between the password and the code of the second factor: somebody who has given the one and is asked for the other.

use std::time::Duration;

use super::session::token_hash;
use crate::clock::{Dice, Moment};
use crate::id::UserId;
use crate::store::{Conn, Result, Tx, on, run};

/// How long the code is waited for.
pub const VALID: Duration = Duration::from_secs(10 * 60);
/// Wrong codes after which one begins again with the password.
pub const TRIES: i64 = 5;

/// A sign-in that waits for its code.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct SignIn {
    /// Whose password was given.
    pub user_id: UserId,
    /// Whether the session is to outlive the browser.
    pub kept: bool,
}

const SWEEP: &str = "DELETE FROM sign_ins WHERE created_at <= $1 OR attempts >= $2";
const BEGIN: &str = "INSERT INTO sign_ins (token_hash, user_id, kept, attempts, created_at) VALUES ($1, $2, $3, 0, $4)";
const FIND: &str = "SELECT user_id, kept FROM sign_ins WHERE token_hash = $1 AND created_at > $2 AND attempts < $3";
const TRY: &str = "UPDATE sign_ins SET attempts = attempts + 1
    WHERE token_hash = $1 AND created_at > $2 AND attempts < $3 RETURNING user_id, kept";
const END: &str = "DELETE FROM sign_ins WHERE token_hash = $1";
const END_ALL: &str = "DELETE FROM sign_ins WHERE user_id = $1";

/// Begins one and returns its token, which only the browser keeps. Old ones of everybody are forgotten.
///
/// # Errors
/// What the database says.
pub async fn begin(tx: &mut Tx, user: UserId, kept: bool, dice: &Dice, now: Moment) -> Result<String> {
    let token = dice.token();
    run!(tx, sqlx::query(SWEEP).bind(now.before(VALID)).bind(TRIES))?;
    run!(tx, sqlx::query(BEGIN).bind(token_hash(&token)).bind(user).bind(kept).bind(now))?;
    Ok(token)
}

/// The one of the token; none after ten minutes or five wrong codes.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, token: &str, now: Moment) -> Result<Option<SignIn>> {
    let (hash, from) = (token_hash(token), now.before(VALID));
    on!(conn, c => sqlx::query_as(FIND).bind(hash).bind(from).bind(TRIES).fetch_optional(&mut *c).await)
}

/// The same, and counts a code that is tried. One who is right [ends](end) it in the same transaction.
///
/// # Errors
/// What the database says.
pub async fn try_once(tx: &mut Tx, token: &str, now: Moment) -> Result<Option<SignIn>> {
    let (hash, from) = (token_hash(token), now.before(VALID));
    on!(tx, c => sqlx::query_as(TRY).bind(hash).bind(from).bind(TRIES).fetch_optional(&mut *c).await)
}

/// Ends it.
///
/// # Errors
/// What the database says.
pub async fn end(tx: &mut Tx, token: &str) -> Result<()> {
    run!(tx, sqlx::query(END).bind(token_hash(token)))?;
    Ok(())
}

/// Ends all of a person's: their password is not the one any more that was given, or they were sent away.
///
/// # Errors
/// What the database says.
pub async fn end_all(tx: &mut Tx, user: UserId) -> Result<()> {
    run!(tx, sqlx::query(END_ALL).bind(user))?;
    Ok(())
}
