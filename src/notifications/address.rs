//! The address that a person's letters go to: theirs, once they have said by a link in a letter that it is.

use crate::accounts::User;
use crate::accounts::session::token_hash;
use crate::clock::{Dice, Moment};
use crate::id::UserId;
use crate::markup::fold;
use crate::notifications::mailings::decision::Reach;
use crate::store::{Conn, Result, Tx, on, run};

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Address {
    /// The address that was asked.
    pub address: String,
    /// When it was confirmed.
    pub confirmed_at: Option<Moment>,
    /// Since when a server refuses letters to it.
    pub stopped_at: Option<Moment>,
    /// What that server said.
    pub stopped_words: String,
}

const FIND: &str = "SELECT address, confirmed_at, stopped_at, stopped_words FROM mail_addresses WHERE user_id = $1";
const ASK: &str = "INSERT INTO mail_addresses (user_id, address, token_hash, asked_at, confirmed_at, stopped_at, stopped_words)
    VALUES ($1, $2, $3, $4, NULL, NULL, '') ON CONFLICT (user_id) DO UPDATE SET address = excluded.address,
    token_hash = excluded.token_hash, asked_at = excluded.asked_at, confirmed_at = NULL, stopped_at = NULL, stopped_words = ''";
const CONFIRM: &str = "UPDATE mail_addresses SET confirmed_at = COALESCE(confirmed_at, $2) WHERE token_hash = $1
    AND stopped_at IS NULL RETURNING user_id";
const STOP: &str = "UPDATE mail_addresses SET stopped_at = $3, stopped_words = $4 WHERE user_id = $1 AND address = $2
    AND stopped_at IS NULL";

/// What is known of the person's address.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, user: UserId) -> Result<Option<Address>> {
    on!(conn, c => sqlx::query_as(FIND).bind(user).fetch_optional(&mut *c).await)
}

/// How the person is reached, of whom this is known.
pub fn reach(user: &User, known: Option<&Address>) -> Reach {
    match known {
        Some(known) if fold(&known.address) != fold(&user.email) => Reach::Unconfirmed,
        Some(Address { stopped_at: Some(_), .. }) => Reach::Stopped,
        Some(Address { confirmed_at: Some(_), .. }) => Reach::Fine,
        _ => Reach::Unconfirmed,
    }
}

/// Asks the person's address: the token of the link that confirms it. What was known of it is forgotten.
///
/// # Errors
/// What the database says.
pub async fn ask(tx: &mut Tx, user: &User, dice: &Dice, now: Moment) -> Result<String> {
    let token = dice.token();
    run!(tx, sqlx::query(ASK).bind(user.id).bind(&user.email).bind(token_hash(&token)).bind(now))?;
    Ok(token)
}

/// Whoever has the token reads what is sent to the address. Whose it is; none if there is no such link, or a newer one.
///
/// # Errors
/// What the database says.
pub async fn confirm(tx: &mut Tx, token: &str, now: Moment) -> Result<Option<UserId>> {
    on!(tx, c => sqlx::query_scalar(CONFIRM).bind(token_hash(token)).bind(now).fetch_optional(&mut *c).await)
}

/// A server refuses letters to the address: none is sent to it any more. False if that is known.
///
/// # Errors
/// What the database says.
pub async fn stop(tx: &mut Tx, (user, address): (UserId, &str), words: &str, now: Moment) -> Result<bool> {
    Ok(run!(tx, sqlx::query(STOP).bind(user).bind(address).bind(now).bind(words))? > 0)
}
