//! What a person signs in with besides the password: the codes of an app, and recovery codes for when the phone is not there.

use super::session::token_hash;
use super::totp::{ALPHABET, Secret, grouped};
use crate::clock::{Dice, Moment};
use crate::id::UserId;
use crate::store::{Conn, Result, Tx, on, run};

/// Recovery codes that are made at a time.
pub const CODES: i64 = 10;
/// Letters of a recovery code; each is worth 5 bits.
const LETTERS: usize = 12;

/// A second factor that is on.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct SecondFactor {
    /// Since when.
    pub confirmed_at: Moment,
    /// Recovery codes that were not used.
    pub codes_left: i64,
}

/// What somebody proved to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The app.
    App,
    /// A recovery code, which is used up now.
    RecoveryCode,
}

const FIND: &str = "SELECT f.confirmed_at, (SELECT COUNT(*) FROM recovery_codes r
    WHERE r.user_id = f.user_id AND r.used_at IS NULL) AS codes_left
    FROM second_factors f WHERE f.user_id = $1 AND f.confirmed_at IS NOT NULL";
/// One that is on is not touched.
const BEGIN: &str = "INSERT INTO second_factors (user_id, secret, created_at, last_step) VALUES ($1, $2, $3, 0)
    ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at
    WHERE second_factors.confirmed_at IS NULL";
const BEGUN: &str = "SELECT secret FROM second_factors WHERE user_id = $1 AND confirmed_at IS NULL";
const CONFIRM: &str = "UPDATE second_factors SET confirmed_at = $2, last_step = $3
    WHERE user_id = $1 AND secret = $4 AND confirmed_at IS NULL";
const KNOWN: &str = "SELECT secret, last_step FROM second_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL";
/// Of two who come with the same code, one finds its step used.
const USE: &str = "UPDATE second_factors SET last_step = $2 WHERE user_id = $1 AND last_step < $2";
const TURN_OFF: &str = "DELETE FROM second_factors WHERE user_id = $1";
const FORGET_CODES: &str = "DELETE FROM recovery_codes WHERE user_id = $1";
const MAKE_CODE: &str = "INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)";
const USE_CODE: &str =
    "UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL";

/// The person's second factor, if it is on.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, user: UserId) -> Result<Option<SecondFactor>> {
    on!(conn, c => sqlx::query_as(FIND).bind(user).fetch_optional(&mut *c).await)
}

/// Makes a secret for the person, who then [confirms](confirm) that their app has it. An earlier one that was not confirmed
/// is forgotten; where a second factor is on, nothing happens.
///
/// # Errors
/// What the database says.
pub async fn begin(tx: &mut Tx, user: UserId, dice: &Dice, now: Moment) -> Result<()> {
    run!(tx, sqlx::query(BEGIN).bind(user).bind(Secret::new(dice).0).bind(now))?;
    Ok(())
}

/// The secret that waits to be confirmed.
///
/// # Errors
/// What the database says.
pub async fn begun(conn: &mut Conn, user: UserId) -> Result<Option<Secret>> {
    let secret: Option<Vec<u8>> = on!(conn, c => sqlx::query_scalar(BEGUN).bind(user).fetch_optional(&mut *c).await)?;
    Ok(secret.map(Secret))
}

/// Turns the second factor on, if the code is one of the secret that waits, and makes its recovery codes. None if it is not.
///
/// # Errors
/// What the database says.
pub async fn confirm(tx: &mut Tx, user: UserId, code: &str, dice: &Dice, now: Moment) -> Result<Option<Vec<String>>> {
    let Some(secret) = begun(tx, user).await? else { return Ok(None) };
    let Some(step) = secret.step(code, now, 0) else { return Ok(None) };
    if run!(tx, sqlx::query(CONFIRM).bind(user).bind(now).bind(step).bind(&secret.0))? == 0 {
        return Ok(None);
    }
    make_codes(tx, user, dice).await.map(Some)
}

/// What the person proves with what they typed: a code of their app, or a recovery code. Either is good once.
///
/// # Errors
/// What the database says.
pub async fn prove(tx: &mut Tx, user: UserId, typed: &str, now: Moment) -> Result<Option<Proof>> {
    let known: Option<(Vec<u8>, i64)> = on!(tx, c => sqlx::query_as(KNOWN).bind(user).fetch_optional(&mut *c).await)?;
    let Some((secret, last)) = known else { return Ok(None) };
    if let Some(step) = Secret(secret).step(typed, now, last) {
        let used = run!(tx, sqlx::query(USE).bind(user).bind(step))? > 0;
        return Ok(used.then_some(Proof::App));
    }
    let used = run!(tx, sqlx::query(USE_CODE).bind(user).bind(code_hash(typed)).bind(now))? > 0;
    Ok(used.then_some(Proof::RecoveryCode))
}

/// Turns the person's second factor off; false if it was not on.
///
/// # Errors
/// What the database says.
pub async fn turn_off(tx: &mut Tx, user: UserId) -> Result<bool> {
    run!(tx, sqlx::query(FORGET_CODES).bind(user))?;
    let was_on = find(tx, user).await?.is_some();
    run!(tx, sqlx::query(TURN_OFF).bind(user))?;
    Ok(was_on)
}

/// Makes ten recovery codes, which only the person keeps: `abcd-efgh-ijkl`. Earlier ones are void.
///
/// # Errors
/// What the database says.
pub async fn make_codes(tx: &mut Tx, user: UserId, dice: &Dice) -> Result<Vec<String>> {
    run!(tx, sqlx::query(FORGET_CODES).bind(user))?;
    let mut codes = Vec::new();
    for _ in 0..CODES {
        let letters = dice.bytes::<LETTERS>().map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
        let code: String = letters.iter().collect();
        run!(tx, sqlx::query(MAKE_CODE).bind(user).bind(code_hash(&code)))?;
        codes.push(grouped(&code, "-"));
    }
    Ok(codes)
}

/// The hash under which the database knows a recovery code. Case, hyphens and spaces do not count.
fn code_hash(typed: &str) -> Vec<u8> {
    let letters: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    token_hash(&letters.to_ascii_lowercase())
}
