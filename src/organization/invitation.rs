//! Links that make accounts. The token is shown once; only its hash is kept.

use super::notices;
use super::position::{self, NewPosition, Standing, Title};
use super::terms::{Domains, Terms};
use crate::accounts::audit::{self, Act, By, Done, Subject};
use crate::accounts::notices::ASKS_TO_JOIN;
use crate::accounts::session::token_hash;
use crate::accounts::{Circle, Company, Email, NewUser, Role, State as Life, User, fold_email};
use crate::clock::{Dice, Moment};
use crate::id::{DepartmentId, InvitationId, UserId};
use crate::notice::{Audience, Notice};
use crate::store::{self, Conn, Result, Tx, dialect, on};

/// Whether the person may invite others.
pub fn may_invite(user: &User, company: &Company) -> bool {
    let everybody = company.inviting == Circle::Everybody && user.role != Role::Guest;
    user.is_administrator() || everybody
}

/// An invitation as administrators see it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// Who made it; none: the command line.
    pub made_by: Option<String>,
    /// Whether that person may invite now.
    pub counts: bool,
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
    /// Where its employees work; none: the root.
    pub department_id: Option<DepartmentId>,
    /// What they may do.
    #[sqlx(try_from = "String")]
    pub role: Role,
    /// Whether an administrator lets each of them in.
    pub approval: bool,
    /// Whose addresses may join; empty: all.
    pub domains: String,
    /// The one address that it is for; empty: anybody's.
    pub email: String,
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
    /// Who made it may invite nobody now.
    Suspended,
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
        } else if !self.counts {
            State::Suspended
        } else {
            State::Open
        }
    }
}

/// What became of an attempt to accept an invitation. But for the first two, nothing is changed if the transaction is
/// dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// This account was made.
    User(UserId),
    /// This account was made, and waits for approval.
    Waits(UserId),
    /// The invitation makes no accounts (any more).
    Void,
    /// The address has an account.
    EmailTaken,
    /// The invitation is not for this address.
    NotForAddress,
}

/// An invitation that makes accounts now.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Open {
    made_by: Option<UserId>,
    department_id: Option<DepartmentId>,
    #[sqlx(try_from = "String")]
    role: Role,
    /// Whether an administrator lets each of them in.
    pub approval: bool,
    /// Whose addresses may join, apart by spaces; empty: all.
    pub domains: String,
    /// The one address that it is for; empty: anybody's.
    pub email: String,
}

impl Open {
    fn allows(&self, email: &Email) -> bool {
        let own = self.email.is_empty() || fold_email(&self.email) == email.folded();
        own && Domains::of(&self.domains).allow(email)
    }
}

/// Whether who made the invitation `i` may invite now: who was dismissed or came to be a guest lets nobody in any more.
macro_rules! may_invite {
    () => {
        "(i.made_by IS NULL OR EXISTS (SELECT 1 FROM users m JOIN company c ON c.id = 1 WHERE m.id = i.made_by
    AND m.state = 'active' AND (m.role = 'administrator' OR m.role = 'employee' AND c.inviting = 'everybody')))"
    };
}

const CREATE: &str = "INSERT INTO invitations (token_hash, made_by, uses_allowed, uses_made, created_at, expires_at,
    department_id, role, approval, domains, email, form_key)
    VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
const FIND: &str = concat!(
    "SELECT i.made_by, i.department_id, i.role, i.approval, i.domains, i.email FROM invitations i
    WHERE i.token_hash = $1 AND i.revoked_at IS NULL AND i.expires_at > $2 AND i.uses_made < i.uses_allowed AND ",
    may_invite!()
);
/// One statement looks and counts, so that two who come at once do not take the same last use.
const TAKE: &str = concat!(
    "UPDATE invitations AS i SET uses_made = uses_made + 1
    WHERE i.token_hash = $1 AND i.revoked_at IS NULL AND i.expires_at > $2 AND i.uses_made < i.uses_allowed AND ",
    may_invite!(),
    " RETURNING made_by, department_id, role, approval, domains, email"
);
const LIST: &str = concat!(
    "SELECT i.id, u.name AS made_by, ",
    may_invite!(),
    " AS counts, i.uses_allowed, i.uses_made, i.created_at, i.expires_at, i.revoked_at,
    i.department_id, i.role, i.approval, i.domains, i.email FROM invitations i LEFT JOIN users u ON u.id = i.made_by
    WHERE i.id < $1 AND (CAST($2 AS BIGINT) IS NULL OR i.made_by = $2) ORDER BY i.id DESC LIMIT CAST($3 AS BIGINT)"
);
const REVOKE: &str = "UPDATE invitations SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL
    AND (CAST($3 AS BIGINT) IS NULL OR made_by = $3) RETURNING email";

/// Makes an invitation, which the audit log says, and returns its number and its token.
///
/// # Errors
/// [`Taken`](store::Error::Taken) if the form has made it before; what the database says.
pub async fn create(
    tx: &mut Tx,
    terms: &Terms,
    by: &By,
    (dice, now): (&Dice, Moment),
) -> Result<(InvitationId, String)> {
    let token = dice.token();
    let id = on!(tx, c => sqlx::query_scalar(CREATE)
        .bind(token_hash(&token)).bind(by.user()).bind(terms.bounds.uses).bind(now).bind(terms.end(now))
        .bind(terms.department).bind(terms.role.as_str()).bind(terms.approval).bind(terms.domains.to_text())
        .bind(terms.address()).bind(&terms.key).fetch_one(&mut *c).await)?;
    audit::write(tx, by, done(Act::InvitationMade, id, &terms.to_text(), terms.address()), now).await?;
    Ok((id, token))
}

fn done<'d>(act: Act, id: InvitationId, detail: &'d str, name: &'d str) -> Done<'d> {
    Done { act, subject: Subject::Invitation, id: Some(id.0), name, detail }
}

/// Where an invitation leads.
pub fn address(own_address: &str, token: &str) -> String {
    [own_address, "/invitations/", token].concat()
}

/// The invitation of the token, if it makes accounts now.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, token: &str, now: Moment) -> Result<Option<Open>> {
    on!(conn, c => sqlx::query_as(FIND).bind(token_hash(token)).bind(now).fetch_optional(&mut *c).await)
}

/// Makes an account by the invitation of the token: what the invitation says of role, department and approval counts.
///
/// # Errors
/// What the database says.
pub async fn accept(tx: &mut Tx, token: &str, new: NewUser, now: Moment) -> Result<Accepted> {
    dialect::in_turn(tx).await?;
    let taken: Option<Open> =
        on!(tx, c => sqlx::query_as(TAKE).bind(token_hash(token)).bind(now).fetch_optional(&mut *c).await)?;
    let Some(open) = taken else { return Ok(Accepted::Void) };
    if !open.allows(&new.email) {
        return Ok(Accepted::NotForAddress);
    }
    let state = if open.approval { Life::Pending } else { Life::Active };
    let name = new.name.as_str().to_owned();
    let user = match User::create(tx, &NewUser { role: open.role, state, ..new }, now).await {
        Ok(user) => user,
        Err(store::Error::Taken(_)) => return Ok(Accepted::EmailTaken),
        Err(error) => return Err(error),
    };
    if let Some(department) = open.department_id.filter(|_| open.role != Role::Guest) {
        let place = NewPosition { department, standing: Standing::Employee, title: Title::default() };
        // The department may be gone: then the person begins at the root.
        let _ = position::set(tx, user, &[place]).await?;
    }
    if open.approval {
        let notice = Notice::new(&ASKS_TO_JOIN, Audience::Administrators, (user.0, &name));
        tx.emit(notice.by(user).into());
        return Ok(Accepted::Waits(user));
    }
    if let Some(host) = open.made_by {
        let notice = Notice::new(&notices::INVITATION_ACCEPTED, Audience::user(host), (user.0, &name));
        tx.emit(notice.by(user).into());
    }
    Ok(Accepted::User(user))
}

/// At most `most` invitations, the newest first, before the given one; of everybody's, or those of one maker.
///
/// # Errors
/// What the database says.
pub async fn list(
    conn: &mut Conn,
    made_by: Option<UserId>,
    before: Option<InvitationId>,
    most: i64,
) -> Result<Vec<Invitation>> {
    let before = before.unwrap_or(InvitationId(i64::MAX));
    on!(conn, c => sqlx::query_as(LIST).bind(before).bind(made_by).bind(most).fetch_all(&mut *c).await)
}

/// Withdraws an invitation, if it is of this maker or none is given, which the audit log says; the accounts that it made
/// stay. False if there is nothing to withdraw.
///
/// # Errors
/// What the database says.
pub async fn revoke(
    tx: &mut Tx,
    invitation: InvitationId,
    made_by: Option<UserId>,
    by: &By,
    now: Moment,
) -> Result<bool> {
    let revoked: Option<String> = on!(tx, c => sqlx::query_scalar(REVOKE).bind(invitation).bind(now).bind(made_by)
        .fetch_optional(&mut *c).await)?;
    let Some(email) = revoked else { return Ok(false) };
    audit::write(tx, by, done(Act::InvitationRevoked, invitation, "", &email), now).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_ends_in_four_ways() {
        let open = Invitation {
            id: InvitationId(1),
            made_by: None,
            counts: true,
            uses_allowed: 2,
            uses_made: 1,
            created_at: Moment(0),
            expires_at: Moment(10),
            revoked_at: None,
            department_id: None,
            role: Role::Employee,
            approval: false,
            domains: String::new(),
            email: String::new(),
        };
        assert_eq!(open.state(Moment(9)), State::Open);
        assert_eq!(open.state(Moment(10)), State::Expired);
        assert_eq!(Invitation { uses_made: 2, ..open.clone() }.state(Moment(10)), State::Used);
        assert_eq!(Invitation { counts: false, ..open.clone() }.state(Moment(9)), State::Suspended);
        assert_eq!(Invitation { revoked_at: Some(Moment(3)), ..open }.state(Moment(9)), State::Revoked);
    }
}
