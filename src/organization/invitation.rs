//! Links that make accounts. The token is shown once; only its hash is kept.

use std::time::Duration;

use crate::accounts::session::token_hash;
use crate::accounts::{NewUser, User, Wrong};
use crate::clock::{Dice, Moment};
use crate::id::{InvitationId, UserId};
use crate::store::{self, Conn, Result, Tx, on, run};

/// Accounts that one link may make.
const USES: std::ops::RangeInclusive<i64> = 1..=1000;
/// Days that it may be valid.
const DAYS: std::ops::RangeInclusive<i64> = 1..=90;
const DAY: u64 = 24 * 3600;
/// The longest text that is read as a number.
const DIGITS: usize = 9;

/// How many accounts a link makes, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    uses: i64,
    days: i64,
}

impl Terms {
    /// From 1 to 1000 uses, from 1 to 90 days; other numbers become the nearest.
    pub fn new(uses: i64, days: i64) -> Terms {
        Terms { uses: uses.clamp(*USES.start(), *USES.end()), days: days.clamp(*DAYS.start(), *DAYS.end()) }
    }

    /// How many accounts.
    ///
    /// # Errors
    /// [`Wrong::Unknown`] for what is not a number from 1 to 1000.
    pub fn parse_uses(typed: &str) -> std::result::Result<i64, Wrong> {
        number(typed, USES)
    }

    /// How many days.
    ///
    /// # Errors
    /// [`Wrong::Unknown`] for what is not a number from 1 to 90.
    pub fn parse_days(typed: &str) -> std::result::Result<i64, Wrong> {
        number(typed, DAYS)
    }
}

fn number(typed: &str, range: std::ops::RangeInclusive<i64>) -> std::result::Result<i64, Wrong> {
    let typed = typed.trim();
    let digits = typed.len() <= DIGITS && typed.bytes().all(|b| b.is_ascii_digit());
    let number = typed.parse().ok().filter(|_| digits).ok_or(Wrong::Unknown)?;
    if range.contains(&number) { Ok(number) } else { Err(Wrong::Unknown) }
}

/// An invitation as administrators see it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// Who made it; none: the command line.
    pub made_by: Option<String>,
    /// Accounts that it may make.
    pub uses_allowed: i64,
    /// Accounts that it has made.
    pub uses_made: i64,
    /// When it was made.
    pub created_at: Moment,
    /// Until when it is valid.
    pub expires_at: Moment,
    /// Since when it is withdrawn.
    pub revoked_at: Option<Moment>,
}

/// What an invitation is at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It makes accounts.
    Open,
    /// All its uses are made.
    Used,
    /// Its time is over.
    Expired,
    /// It was withdrawn.
    Revoked,
}

impl Invitation {
    /// What it is now.
    pub fn state(&self, now: Moment) -> State {
        if self.revoked_at.is_some() {
            State::Revoked
        } else if self.uses_made >= self.uses_allowed {
            State::Used
        } else if self.expires_at <= now {
            State::Expired
        } else {
            State::Open
        }
    }
}

/// What became of an attempt to accept an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// This account was made.
    User(UserId),
    /// The invitation makes no accounts (any more).
    Void,
    /// The address has an account. Nothing was changed, if the transaction is dropped.
    EmailTaken,
}

const CREATE: &str = "INSERT INTO invitations (token_hash, made_by, uses_allowed, uses_made, created_at, expires_at)
    VALUES ($1, $2, $3, 0, $4, $5)";
const FIND: &str = "SELECT id FROM invitations
    WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2 AND uses_made < uses_allowed";
/// One statement looks and counts, so that two who come at once do not take the same last use.
const TAKE: &str = "UPDATE invitations SET uses_made = uses_made + 1
    WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2 AND uses_made < uses_allowed";
const LIST: &str =
    "SELECT i.id, u.name AS made_by, i.uses_allowed, i.uses_made, i.created_at, i.expires_at, i.revoked_at
    FROM invitations i LEFT JOIN users u ON u.id = i.made_by WHERE i.id < $1 ORDER BY i.id DESC LIMIT $2";
const REVOKE: &str = "UPDATE invitations SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";

/// Makes an invitation and returns its token. `made_by` is an administrator; none: the command line.
///
/// # Errors
/// What the database says.
pub async fn create(tx: &mut Tx, terms: Terms, made_by: Option<UserId>, dice: &Dice, now: Moment) -> Result<String> {
    let token = dice.token();
    let days = u64::try_from(terms.days).unwrap_or(1);
    let expires = now.after(Duration::from_secs(days * DAY));
    run!(tx, sqlx::query(CREATE).bind(token_hash(&token)).bind(made_by).bind(terms.uses).bind(now).bind(expires))?;
    Ok(token)
}

/// Where an invitation leads.
pub fn address(own_address: &str, token: &str) -> String {
    [own_address, "/invitations/", token].concat()
}

/// The invitation of the token, if it makes accounts now.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, token: &str, now: Moment) -> Result<Option<InvitationId>> {
    on!(conn, c => sqlx::query_scalar(FIND).bind(token_hash(token)).bind(now).fetch_optional(&mut *c).await)
}

/// Makes an account by the invitation of the token.
///
/// # Errors
/// What the database says.
pub async fn accept(tx: &mut Tx, token: &str, new: &NewUser, now: Moment) -> Result<Accepted> {
    if run!(tx, sqlx::query(TAKE).bind(token_hash(token)).bind(now))? == 0 {
        return Ok(Accepted::Void);
    }
    match User::create(tx, new, now).await {
        Ok(user) => Ok(Accepted::User(user)),
        Err(store::Error::Taken(_)) => Ok(Accepted::EmailTaken),
        Err(error) => Err(error),
    }
}

/// At most `most` invitations, the newest first, before the given one.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn, before: Option<InvitationId>, most: i64) -> Result<Vec<Invitation>> {
    let before = before.unwrap_or(InvitationId(i64::MAX));
    on!(conn, c => sqlx::query_as(LIST).bind(before).bind(most).fetch_all(&mut *c).await)
}

/// Withdraws an invitation; the accounts that it made stay.
///
/// # Errors
/// What the database says.
pub async fn revoke(tx: &mut Tx, invitation: InvitationId, now: Moment) -> Result<()> {
    run!(tx, sqlx::query(REVOKE).bind(invitation).bind(now))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_have_bounds() {
        for (typed, uses, days) in [
            ("1", Ok(1), Ok(1)),
            (" 90 ", Ok(90), Ok(90)),
            ("91", Ok(91), Err(Wrong::Unknown)),
            ("1000", Ok(1000), Err(Wrong::Unknown)),
            ("1001", Err(Wrong::Unknown), Err(Wrong::Unknown)),
            ("0", Err(Wrong::Unknown), Err(Wrong::Unknown)),
            ("-1", Err(Wrong::Unknown), Err(Wrong::Unknown)),
            ("+5", Err(Wrong::Unknown), Err(Wrong::Unknown)),
            ("", Err(Wrong::Unknown), Err(Wrong::Unknown)),
            ("99999999999999999999", Err(Wrong::Unknown), Err(Wrong::Unknown)),
            ("٣", Err(Wrong::Unknown), Err(Wrong::Unknown)),
        ] {
            assert_eq!((Terms::parse_uses(typed), Terms::parse_days(typed)), (uses, days), "{typed}");
        }
        assert_eq!(Terms::new(5000, 0), Terms { uses: 1000, days: 1 });
    }

    #[test]
    fn an_invitation_ends_in_three_ways() {
        let open = Invitation {
            id: InvitationId(1),
            made_by: None,
            uses_allowed: 2,
            uses_made: 1,
            created_at: Moment(0),
            expires_at: Moment(10),
            revoked_at: None,
        };
        assert_eq!(open.state(Moment(9)), State::Open);
        assert_eq!(open.state(Moment(10)), State::Expired);
        assert_eq!(Invitation { uses_made: 2, ..open.clone() }.state(Moment(10)), State::Used);
        assert_eq!(Invitation { revoked_at: Some(Moment(3)), ..open }.state(Moment(9)), State::Revoked);
    }
}
