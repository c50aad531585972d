//! One signed-in browser of a user.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::company::{Company, company_columns};
use super::device::AGENT;
use super::sign_in;
use super::user::{User, user_columns};
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::id::{SessionId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

/// How long a kept session lives without being used, and its cookie at all.
pub const KEPT: Duration = Duration::from_secs(365 * 24 * 3600);
/// How long one lives without being used whose cookie goes when the browser is closed.
pub const UNKEPT: Duration = Duration::from_secs(7 * 24 * 3600);
/// How often the last use is written at most.
pub const USED: Duration = Duration::from_secs(5 * 60);
/// Sessions that are read at once.
const LIVING_AT_ONCE: i64 = 1000;
/// Sessions that a list shows.
const LISTED: i64 = 100;

/// The hash under which the database knows a token.
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

/// The token that the forms of a session carry in browsers that do not say where they come from.
pub fn form_token(token: &str) -> String {
    // HMAC takes keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(token.as_bytes()) else { unreachable!("a key of any length") };
    mac.update(b"form");
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// Where a session is begun.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The User-Agent; what is longer than 400 characters is cut.
    pub agent: String,
    /// The address it comes from.
    pub address: String,
    /// Whether the cookie outlives the browser.
    pub kept: bool,
}

/// A session that is being used, with all that its pages need.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Found {
    /// Which.
    pub session: SessionId,
    /// When it was last used, give or take five minutes.
    pub used_at: Moment,
    /// When its user last typed the password in it.
    pub confirmed_at: Moment,
    /// Whether the company asks for a second factor that its user does not have.
    pub lacks_factor: bool,
    /// Whose.
    #[sqlx(flatten)]
    pub user: User,
    /// Theirs.
    #[sqlx(flatten)]
    pub company: Company,
}

/// A session as its user sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Session {
    /// Which.
    pub id: SessionId,
    /// The User-Agent.
    pub agent: String,
    /// The address it was last used from.
    pub address: String,
    /// When it was last used.
    pub used_at: Moment,
}

const FIND: &str = concat!(
    "SELECT s.id AS session, s.used_at, s.confirmed_at, c.second_factor AND NOT EXISTS (SELECT 1 FROM second_factors f
    WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS lacks_factor, ",
    user_columns!(),
    ", ",
    company_columns!(),
    " FROM sessions s JOIN users u ON u.id = s.user_id JOIN company c ON c.id = 1
    WHERE s.token_hash = $1 AND u.state = 'active' AND s.used_at > CASE WHEN s.kept THEN CAST($2 AS BIGINT) ELSE CAST($3 AS BIGINT) END"
);
const CREATE: &str =
    "INSERT INTO sessions (user_id, token_hash, agent, address, kept, created_at, used_at, confirmed_at)
    SELECT u.id, $2, $3, $4, $5, $6, $6, $6 FROM users u WHERE u.id = $1 AND u.state = 'active' RETURNING id";
const FORGET: &str = "DELETE FROM sessions WHERE user_id = $1 AND used_at <= CASE WHEN kept THEN CAST($2 AS BIGINT) ELSE CAST($3 AS BIGINT) END";
const USE: &str = "UPDATE sessions SET used_at = $2, address = $3 WHERE id = $1 AND used_at < $2";
const CONFIRM: &str = "UPDATE sessions SET confirmed_at = $2 WHERE id = $1";
const LIST: &str = "SELECT id, agent, address, used_at FROM sessions
    WHERE user_id = $1 AND used_at > CASE WHEN kept THEN CAST($2 AS BIGINT) ELSE CAST($3 AS BIGINT) END ORDER BY used_at DESC, id DESC LIMIT CAST($4 AS BIGINT)";
const IS_THERE: &str = "SELECT id FROM sessions WHERE id = $1";
const END: &str = "DELETE FROM sessions WHERE id = $1 AND user_id = $2";
const END_ALL: &str = "DELETE FROM sessions WHERE user_id = $1 AND id <> $2 RETURNING id";

const LIVING: &str =
    "SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id > $1 AND u.state = 'active'
    AND s.used_at > CASE WHEN s.kept THEN CAST($2 AS BIGINT) ELSE CAST($3 AS BIGINT) END ORDER BY s.id LIMIT CAST($4 AS BIGINT)";

/// Those of these sessions, which come in ascending order, that let nobody in any more.
///
/// # Errors
/// What the database says.
pub async fn ended(conn: &mut Conn, sessions: &[i64], now: Moment) -> Result<Vec<i64>> {
    let (Some(first), Some(last)) = (sessions.first(), sessions.last()) else { return Ok(Vec::new()) };
    let (mut ended, mut after) = (sessions.to_vec(), first - 1);
    while after < *last {
        let living: Vec<i64> = on!(conn, c => sqlx::query_scalar(LIVING)
            .bind(after).bind(now.before(KEPT)).bind(now.before(UNKEPT)).bind(LIVING_AT_ONCE).fetch_all(&mut *c).await)?;
        let Some(newest) = living.last() else { break };
        after = *newest;
        ended.retain(|session| living.binary_search(session).is_err());
    }
    Ok(ended)
}

/// Whether the session has not been ended.
///
/// # Errors
/// What the database says.
pub async fn is_there(conn: &mut Conn, session: SessionId) -> Result<bool> {
    let found: Option<SessionId> =
        on!(conn, c => sqlx::query_scalar(IS_THERE).bind(session).fetch_optional(&mut *c).await)?;
    Ok(found.is_some())
}

/// The session of the token, its user and the company.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, token: &str, now: Moment) -> Result<Option<Found>> {
    let (kept, unkept) = (now.before(KEPT), now.before(UNKEPT));
    on!(conn, c => sqlx::query_as(FIND).bind(token_hash(token)).bind(kept).bind(unkept).fetch_optional(&mut *c).await)
}

/// Begins a session of somebody who has just typed their password, and returns it with its token, which only the browser keeps.
/// The user's old ones are forgotten. None if the user may not sign in any more: the password took its time.
///
/// # Errors
/// What the database says.
pub async fn create(
    tx: &mut Tx,
    user: UserId,
    origin: &Origin,
    dice: &Dice,
    now: Moment,
) -> Result<Option<(SessionId, String)>> {
    let token = dice.token();
    let agent: String = origin.agent.chars().filter(|c| *c != '\0').take(AGENT).collect();
    run!(tx, sqlx::query(FORGET).bind(user).bind(now.before(KEPT)).bind(now.before(UNKEPT)))?;
    let made: Option<SessionId> = on!(tx, c => sqlx::query_scalar(CREATE)
        .bind(user).bind(token_hash(&token)).bind(&agent).bind(&origin.address).bind(origin.kept).bind(now)
        .fetch_optional(&mut *c).await)?;
    Ok(made.map(|session| (session, token)))
}

/// Writes down that the session was used.
///
/// # Errors
/// What the database says.
pub async fn was_used(tx: &mut Tx, session: SessionId, address: &str, now: Moment) -> Result<()> {
    run!(tx, sqlx::query(USE).bind(session).bind(now).bind(address))?;
    Ok(())
}

/// Writes down that the user has typed the password in the session.
///
/// # Errors
/// What the database says.
pub async fn confirm(tx: &mut Tx, session: SessionId, now: Moment) -> Result<()> {
    run!(tx, sqlx::query(CONFIRM).bind(session).bind(now))?;
    Ok(())
}

/// The user's sessions, the last used first; at most 100.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, user: UserId, now: Moment) -> Result<Vec<Session>> {
    let (kept, unkept) = (now.before(KEPT), now.before(UNKEPT));
    on!(conn, c => sqlx::query_as(LIST).bind(user).bind(kept).bind(unkept).bind(LISTED).fetch_all(&mut *c).await)
}

/// Ends one of the user's sessions.
///
/// # Errors
/// What the database says.
pub async fn end(tx: &mut Tx, user: UserId, session: SessionId) -> Result<()> {
    if run!(tx, sqlx::query(END).bind(session).bind(user))? > 0 {
        tx.emit(Event::SessionEnded { session });
    }
    Ok(())
}

/// Ends the user's sessions, but for the one that may stay, and every sign-in that waits for its code.
///
/// # Errors
/// What the database says.
pub async fn end_others(tx: &mut Tx, user: UserId, but: Option<SessionId>) -> Result<()> {
    let but = but.unwrap_or(SessionId(0));
    sign_in::end_all(tx, user).await?;
    let ended: Vec<SessionId> =
        on!(tx, c => sqlx::query_scalar(END_ALL).bind(user).bind(but).fetch_all(&mut *c).await)?;
    for session in ended {
        tx.emit(Event::SessionEnded { session });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_of_forms_says_nothing_of_the_sessions() {
        let (one, other) = (Dice::seeded(1).token(), Dice::seeded(2).token());
        assert_eq!(form_token(&one), form_token(&one));
        assert_ne!(form_token(&one), form_token(&other));
        assert_eq!(form_token(&one).len(), 43);
    }
}
