//! A person's time with the company: their role, and how they come in, leave and return.
//!
//! Each change looks at its rules inside of the transaction, after it has taken the row of the company: two administrators
//! who dismiss each other at the same moment come one after the other, and one of them stays.

use super::audit::{self, Act, By, Done};
use super::user::{Role, State, User, hue};
use super::{Company, name::fold_email, notices, reset, session, sought, status};
use crate::clock::Moment;
use crate::event::Event;
use crate::id::UserId;
use crate::notice::{Audience, Notice};
use crate::store::{self, Conn, Result, Tx, dialect, on, run};
use crate::web::{self, Ui};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Somebody has to look after the company.
    #[error("the last administrator has to stay one")]
    LastAdministrator,
    /// Somebody else has to do it.
    #[error("nobody does this to themselves")]
    Oneself,
    /// One cannot dismiss who is dismissed, nor approve who does not wait.
    #[error("the person is {} now", .0.as_str())]
    State(State),
    /// Who does it does not look after the company any more.
    #[error("only administrators do this")]
    NotAllowed,
    /// There is no such person.
    #[error("nobody has this number")]
    Nobody,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Refused {
    /// The rule that is against it, in a sentence for who tried.
    ///
    /// # Errors
    /// What is no rule, as any page says it.
    pub fn say(self, ui: &Ui) -> web::Result<String> {
        match self {
            Refused::LastAdministrator => Ok(ui.t("life-last-administrator")),
            Refused::Oneself => Ok(ui.t("life-oneself")),
            Refused::State(State::Active) => Ok(ui.t("life-active")),
            Refused::State(State::Invited) => Ok(ui.t("life-invited")),
            Refused::State(State::Pending) => Ok(ui.t("life-pending")),
            Refused::State(State::Dismissed) => Ok(ui.t("life-dismissed")),
            Refused::NotAllowed => Err(web::Error::NotAllowed),
            Refused::Nobody => Err(web::Error::NotFound),
            Refused::Store(error) => Err(error.into()),
        }
    }
}

/// What the changes return: the person as they were before.
pub type Outcome = std::result::Result<User, Refused>;

const OTHER_ADMINISTRATOR: &str =
    "SELECT id FROM users WHERE role = 'administrator' AND state = 'active' AND id <> $1 LIMIT 1";
const SET_ROLE: &str = "UPDATE users SET role = $2, changed_at = $3 WHERE id = $1";
/// Without a password nobody signs in; without an office nobody who returns has one.
const DISMISS: &str = "UPDATE users SET state = 'dismissed', state_since = $2, former = $3, role = $4, hue = 0,
    password_hash = '', quiet_until = NULL, leave_from = NULL, leave_until = NULL, substitute_id = NULL, changed_at = $2
    WHERE id = $1";
const ALONE: &str = "UPDATE users SET substitute_id = NULL WHERE id = $1";
const NO_SUBSTITUTE: &str = "UPDATE users SET substitute_id = NULL WHERE substitute_id = $1 RETURNING id";
const NO_SIGN_INS: &str = "DELETE FROM sign_ins WHERE user_id = $1";
const NO_POSITIONS: &str = "DELETE FROM positions WHERE user_id = $1";
const REHIRE: &str =
    "UPDATE users SET state = 'active', state_since = $2, former = '', hue = $3, changed_at = $2 WHERE id = $1";
const ACTIVATE: &str = "UPDATE users SET state = 'active', state_since = $2 WHERE id = $1";
const ARRIVE: &str = "UPDATE users SET state = 'active', state_since = $2 WHERE id = $1 AND state = 'invited'";
const REFUSE: &str = "DELETE FROM users WHERE id = $1";

/// Gives the person another role in the company. Who becomes a guest has no position any more.
///
/// # Errors
/// [`Refused`]
pub async fn set_role(tx: &mut Tx, user: UserId, role: Role, by: &By, now: Moment) -> Outcome {
    let person = begin(tx, user, by).await?;
    if person.state == State::Dismissed {
        return Err(Refused::State(person.state));
    }
    if person.role == role {
        return Ok(person);
    }
    may_go(tx, &person, by).await?;
    run!(tx, sqlx::query(SET_ROLE).bind(user).bind(role.as_str()).bind(now))?;
    if role == Role::Guest {
        run!(tx, sqlx::query(NO_POSITIONS).bind(user))?;
        sought::refresh(tx, user).await?;
    }
    let guests = (person.role == Role::Guest, role == Role::Guest);
    if guests.0 != guests.1 && person.state == State::Active {
        tx.emit(Event::RoleChanged { user });
        // Guests stand in for nobody, and nobody for them: whoever had one for a substitute is shown otherwise.
        if role == Role::Guest {
            run!(tx, sqlx::query(ALONE).bind(user))?;
        }
        let others = status::with_substitutes(tx, &[user.0]).await?;
        others.into_iter().chain([user]).for_each(|user| tx.emit(Event::StatusChanged { user }));
    }
    if person.state == State::Active {
        let notice = Notice::new(&notices::ROLE_CHANGED, Audience::user(user), (user.0, &person.name));
        // A guest is told of nobody with whom they share no chat.
        let by = by.user().filter(|_| role != Role::Guest);
        tx.emit(notice.by(by).detail(role.as_str()).into());
    }
    let detail = format!("{} → {}", person.role.as_str(), role.as_str());
    audit::write(tx, by, Done::to_user(Act::RoleChanged, user, &person.name).detail(&detail), now).await?;
    Ok(person)
}

/// The person no longer works here: no password, no session, no link, no position. `former` is the path of the department
/// that was their main one. An administrator would return as an employee.
///
/// # Errors
/// [`Refused`]
pub async fn dismiss(tx: &mut Tx, user: UserId, former: &str, by: &By, now: Moment) -> Outcome {
    let person = begin(tx, user, by).await?;
    if !matches!(person.state, State::Active | State::Invited) {
        return Err(Refused::State(person.state));
    }
    may_go(tx, &person, by).await?;
    let role = if person.role == Role::Guest { Role::Guest } else { Role::Employee };
    run!(tx, sqlx::query(DISMISS).bind(user).bind(now).bind(former).bind(role.as_str()))?;
    let alone: Vec<UserId> = on!(tx, c => sqlx::query_scalar(NO_SUBSTITUTE).bind(user).fetch_all(&mut *c).await)?;
    alone.into_iter().for_each(|user| tx.emit(Event::StatusChanged { user }));
    run!(tx, sqlx::query(NO_SIGN_INS).bind(user))?;
    run!(tx, sqlx::query(NO_POSITIONS).bind(user))?;
    reset::forget(tx, user).await?;
    session::end_others(tx, user, None).await?;
    sought::refresh(tx, user).await?;
    tx.emit(Event::UserDismissed { user });
    audit::write(tx, by, Done::to_user(Act::UserDismissed, user, &person.name).detail(former), now).await?;
    Ok(person)
}

/// The dismissed person works here again. They have no password: the caller makes a reset link to hand over.
///
/// # Errors
/// [`Refused`]
pub async fn rehire(tx: &mut Tx, user: UserId, by: &By, now: Moment) -> Outcome {
    let person = begin(tx, user, by).await?;
    if person.state != State::Dismissed {
        return Err(Refused::State(person.state));
    }
    // One that was begun in the moment of the dismissal lives again by no rehiring.
    session::end_others(tx, user, None).await?;
    run!(tx, sqlx::query(REHIRE).bind(user).bind(now).bind(hue(&fold_email(&person.email))))?;
    come_in(tx, &person, by, Act::UserRehired, now).await?;
    tx.emit(Event::UserChanged { user });
    Ok(person)
}

/// Lets in who joined by a link and waits.
///
/// # Errors
/// [`Refused`]
pub async fn approve(tx: &mut Tx, user: UserId, by: &By, now: Moment) -> Outcome {
    let person = waiting(tx, user, by).await?;
    run!(tx, sqlx::query(ACTIVATE).bind(user).bind(now))?;
    come_in(tx, &person, by, Act::UserApproved, now).await?;
    tx.emit(answered(user, by, true));
    Ok(person)
}

/// Does not let in who joined by a link and waits: the account is gone, as it never was in.
///
/// # Errors
/// [`Refused`]
pub async fn refuse(tx: &mut Tx, user: UserId, by: &By, now: Moment) -> Outcome {
    let person = waiting(tx, user, by).await?;
    run!(tx, sqlx::query(NO_POSITIONS).bind(user))?;
    run!(tx, sqlx::query(REFUSE).bind(user))?;
    let done = Done::to_user(Act::UserRefused, user, &person.name).detail(&person.email);
    audit::write(tx, by, done, now).await?;
    tx.emit(answered(user, by, false));
    Ok(person)
}

/// Whoever asked administrators whether to let the person in has the answer.
fn answered(user: UserId, by: &By, yes: bool) -> Event {
    Event::Answered { kind: &notices::ASKS_TO_JOIN, subject: user.0, by: by.user(), yes }
}

/// Somebody for whom an account was made has chosen a password, and so uses it now. Nothing for all others.
///
/// # Errors
/// What the database says.
pub async fn arrive(tx: &mut Tx, user: UserId, now: Moment) -> Result<()> {
    if run!(tx, sqlx::query(ARRIVE).bind(user).bind(now))? > 0 {
        tx.emit(Event::UserJoined { user });
    }
    Ok(())
}

/// The person, after the turn of who wants to change something was waited for.
async fn begin(tx: &mut Tx, user: UserId, by: &By) -> Outcome {
    Company::take(tx).await?;
    dialect::in_turn(tx).await?;
    if let Some(actor) = by.user() {
        let actor = User::find(tx, actor).await?;
        actor.filter(|actor| actor.is_administrator() && actor.state == State::Active).ok_or(Refused::NotAllowed)?;
    }
    User::find(tx, user).await?.ok_or(Refused::Nobody)
}

async fn waiting(tx: &mut Tx, user: UserId, by: &By) -> Outcome {
    let person = begin(tx, user, by).await?;
    if person.state == State::Pending { Ok(person) } else { Err(Refused::State(person.state)) }
}

/// Whether the company can do without the person, or without them as an administrator.
async fn may_go(tx: &mut Tx, person: &User, by: &By) -> std::result::Result<(), Refused> {
    if by.user() == Some(person.id) {
        return Err(Refused::Oneself);
    }
    if person.is_administrator() && person.state == State::Active && !has_other_administrator(tx, person.id).await? {
        return Err(Refused::LastAdministrator);
    }
    Ok(())
}

async fn has_other_administrator(conn: &mut Conn, user: UserId) -> Result<bool> {
    let other: Option<UserId> =
        on!(conn, c => sqlx::query_scalar(OTHER_ADMINISTRATOR).bind(user).fetch_optional(&mut *c).await)?;
    Ok(other.is_some())
}

/// What is the same for everybody who comes in.
async fn come_in(tx: &mut Tx, person: &User, by: &By, act: Act, now: Moment) -> Result<()> {
    tx.emit(Event::UserJoined { user: person.id });
    audit::write(tx, by, Done::to_user(act, person.id, &person.name), now).await
}
