//! Programs that write messages: authors, and nobody. They have no address, no password and no place; no query of people finds them.

use super::name::Name;
use crate::clock::{Dice, Moment};
use crate::id::UserId;
use crate::markup::fold;
use crate::store::{Result, Tx, on};

/// Their address is none: it has no `@`. The state is none of people's.
const CREATE: &str =
    "INSERT INTO users (name, name_folded, email, email_folded, password_hash, role, hue, language, theme, density,
    created_at, changed_at, state_since, state) VALUES ($1, $2, $3, $3, '', 'guest', $4, NULL, 'device', 'airy', $5, $5, $5, 'integration')
    RETURNING id";

/// Makes an author of this name.
///
/// # Errors
/// What the database says.
pub async fn create(tx: &mut Tx, name: &Name, dice: &Dice, now: Moment) -> Result<UserId> {
    let address = ["integration:", &dice.key()].concat();
    let hue = super::user::hue(&address);
    on!(tx, c => sqlx::query_scalar(CREATE)
        .bind(name.as_str()).bind(fold(name.as_str())).bind(&address).bind(hue).bind(now).fetch_one(&mut *c).await)
}
