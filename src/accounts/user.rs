//! A person with an account.

use sha2::{Digest, Sha256};

use super::look::{Density, OwnSide, TextSize, Theme};
use super::name::{Email, Name, fold_email};
use super::sought;
use super::status::Status;
use crate::clock::Moment;
use crate::event::Event;
use crate::id::UserId;
use crate::markup::fold;
use crate::store::{Conn, Result, Tx, dialect, on, run};
use crate::web::{Hours, Language, Locale};
use crate::words::words;

/// Doors come in so many colours.
const HUES: u8 = 8;

words! {
    /// What a person may do in the company.
    Role {
        /// Works here.
        Employee = "employee",
        /// Works elsewhere: sees those with whom they share a chat, and no structure.
        Guest = "guest",
        /// Looks after it.
        Administrator = "administrator",
    }
}

words! {
    /// Where a person is in their time with the company. Only who is active signs in and is listed.
    State {
        /// Uses it.
        Active = "active",
        /// Has an account that an administrator made, and no password yet.
        Invited = "invited",
        /// Has joined by a link and waits for approval.
        Pending = "pending",
        /// Has left. What they wrote stays.
        Dismissed = "dismissed",
    }
}

/// The colour of a person's door, by their address.
pub(super) fn hue(folded: &str) -> i64 {
    i64::from(Sha256::digest(folded)[0] % HUES) + 1
}

/// The columns of a user. A macro, because every statement is one literal.
macro_rules! user_columns {
    () => {
        "u.id, u.name, u.name_folded, u.email, u.role, u.state, u.hue, u.picture, u.language, u.time_zone, u.theme, \
         u.density, u.text_size, u.own_side, u.clock, u.previews, u.created_at, u.seen_at, u.seen_hidden, u.quiet_until, u.leave_from, u.leave_until, u.substitute_id"
    };
}
pub(crate) use user_columns;

/// A person with an account.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// The same, folded: lists are in its order.
    pub name_folded: String,
    /// Their e-mail address; they sign in with it.
    pub email: String,
    /// What they may do.
    #[sqlx(try_from = "String")]
    pub role: Role,
    /// Whether they use it.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// The colour of their door, 1 to 8; 0 is the grey one of who has left.
    pub hue: i64,
    /// The name of the blob of their picture.
    pub picture: Option<String>,
    /// The tag of the language they chose.
    pub language: Option<String>,
    /// The IANA name of the time zone they chose.
    pub time_zone: Option<String>,
    /// Light or dark.
    #[sqlx(try_from = "String")]
    pub theme: Theme,
    /// Space between lines.
    #[sqlx(try_from = "String")]
    pub density: Density,
    /// How large letters are.
    #[sqlx(try_from = "String")]
    pub text_size: TextSize,
    /// Where what they write themselves stands.
    #[sqlx(try_from = "String")]
    pub own_side: OwnSide,
    /// How the hours are counted.
    #[sqlx(try_from = "String")]
    pub clock: Hours,
    /// Whether links are shown with what they lead to.
    pub previews: bool,
    /// Since when they have an account.
    pub created_at: Moment,
    /// What they say of themselves.
    #[sqlx(flatten)]
    pub status: Status,
}

/// What a person's account is made with.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Their name.
    pub name: Name,
    /// Their address.
    pub email: Email,
    /// The hash of their password.
    pub password_hash: String,
    /// What they may do.
    pub role: Role,
    /// Whether they use it at once.
    pub state: State,
    /// Their language, where it is not the company's.
    pub language: Option<Language>,
}

const FIND: &str = concat!("SELECT ", user_columns!(), " FROM users u WHERE u.id = $1 AND u.state <> 'integration'");
const FIND_MANY_SQLITE: &str = concat!(
    "SELECT ",
    user_columns!(),
    " FROM users u WHERE u.id IN (SELECT value FROM json_each($1)) AND u.state <> 'integration' ORDER BY u.name_folded, u.id"
);
const FIND_MANY_POSTGRES: &str = concat!(
    "SELECT ",
    user_columns!(),
    " FROM users u WHERE u.id = ANY($1) AND u.state <> 'integration' ORDER BY u.name_folded, u.id"
);
const BY_EMAIL: &str = concat!("SELECT ", user_columns!(), " FROM users u WHERE u.email_folded = $1");
const CHANGED: &str = concat!(
    "SELECT ",
    user_columns!(),
    " FROM users u
    WHERE u.changed_at >= $1 AND u.changed_at > u.created_at ORDER BY u.changed_at DESC LIMIT 2000"
);
const PAGE: &str = concat!(
    "SELECT ",
    user_columns!(),
    " FROM users u
    WHERE u.state = $1 AND (u.name_folded, u.id) > ($2, $3) ORDER BY u.name_folded, u.id LIMIT CAST($4 AS BIGINT)"
);
const CREATE: &str =
    "INSERT INTO users (name, name_folded, email, email_folded, password_hash, role, hue, language, theme,
    density, created_at, changed_at, state_since, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $11, $12) RETURNING id";
const RENAME: &str = "UPDATE users SET name = $2, name_folded = $3, changed_at = $4 WHERE id = $1 AND name <> $2";
const EMAIL: &str = "UPDATE users SET email = $2, email_folded = $3 WHERE id = $1 AND email <> $2";
const PICTURE: &str = "UPDATE users SET picture = $2, changed_at = $3 WHERE id = $1";
const PASSWORD_HASH: &str = "SELECT password_hash FROM users WHERE id = $1";
const SET_PASSWORD: &str = "UPDATE users SET password_hash = $2 WHERE id = $1";

impl User {
    /// The person of this id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(conn: &mut Conn, id: UserId) -> Result<Option<User>> {
        on!(conn, c => sqlx::query_as(FIND).bind(id).fetch_optional(&mut *c).await)
    }

    /// The people of these ids, in the order of their names.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_many(conn: &mut Conn, ids: &[i64]) -> Result<Vec<User>> {
        dialect::fetch_by_ids(conn, FIND_MANY_SQLITE, FIND_MANY_POSTGRES, ids).await
    }

    /// The person of this e-mail address, whatever its case.
    ///
    /// # Errors
    /// What the database says.
    pub async fn by_email(conn: &mut Conn, email: &str) -> Result<Option<User>> {
        on!(conn, c => sqlx::query_as(BY_EMAIL).bind(fold_email(email)).fetch_optional(&mut *c).await)
    }

    /// Whose name or picture changed at this moment or after it; the newest two thousand.
    ///
    /// # Errors
    /// What the database says.
    pub async fn changed_since(conn: &mut Conn, at: Moment) -> Result<Vec<User>> {
        on!(conn, c => sqlx::query_as(CHANGED).bind(at).fetch_all(&mut *c).await)
    }

    /// At most `most` people of this state in the order of their names, after the folded name and id; `("", 0)` is before the
    /// first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn page(conn: &mut Conn, state: State, after: (&str, i64), most: i64) -> Result<Vec<User>> {
        on!(conn, c => sqlx::query_as(PAGE)
            .bind(state.as_str()).bind(after.0).bind(after.1).bind(most).fetch_all(&mut *c).await)
    }

    /// Makes an account. Who is active is welcomed at once, others when they become so.
    ///
    /// # Errors
    /// [`Taken`](crate::store::Error::Taken) if the address has one.
    pub async fn create(tx: &mut Tx, new: &NewUser, now: Moment) -> Result<UserId> {
        let folded = new.email.folded();
        let hue = hue(&folded);
        let language = new.language.map(Language::tag);
        let user: UserId = on!(tx, c => sqlx::query_scalar(CREATE)
            .bind(new.name.as_str()).bind(fold(new.name.as_str())).bind(new.email.as_str()).bind(&folded)
            .bind(&new.password_hash).bind(new.role.as_str()).bind(hue).bind(language)
            .bind(Theme::Device.as_str()).bind(Density::Airy.as_str()).bind(now)
            .bind(new.state.as_str())
            .fetch_one(&mut *c).await)?;
        sought::refresh(tx, user).await?;
        if new.state == State::Active {
            tx.emit(Event::UserJoined { user });
        }
        Ok(user)
    }

    /// Gives the person another name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rename(tx: &mut Tx, user: UserId, name: &Name, now: Moment) -> Result<()> {
        let (name, folded) = (name.as_str(), fold(name.as_str()));
        if run!(tx, sqlx::query(RENAME).bind(user).bind(name).bind(&folded).bind(now))? > 0 {
            sought::refresh(tx, user).await?;
            tx.emit(Event::UserChanged { user });
        }
        Ok(())
    }

    /// Gives the person another address to sign in with.
    ///
    /// # Errors
    /// [`Taken`](crate::store::Error::Taken) if it has an account, in whatever case.
    pub async fn set_email(tx: &mut Tx, user: UserId, email: &Email) -> Result<()> {
        if run!(tx, sqlx::query(EMAIL).bind(user).bind(email.as_str()).bind(email.folded()))? > 0 {
            sought::refresh(tx, user).await?;
        }
        Ok(())
    }

    /// Gives the person a picture, the name of a blob, or none.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_picture(tx: &mut Tx, user: UserId, picture: Option<&str>, now: Moment) -> Result<()> {
        run!(tx, sqlx::query(PICTURE).bind(user).bind(picture).bind(now))?;
        tx.emit(Event::UserChanged { user });
        Ok(())
    }

    /// The hash of the person's password.
    ///
    /// # Errors
    /// What the database says.
    pub async fn password_hash(conn: &mut Conn, user: UserId) -> Result<Option<String>> {
        on!(conn, c => sqlx::query_scalar(PASSWORD_HASH).bind(user).fetch_optional(&mut *c).await)
    }

    /// Gives the person another password. Their sessions are ended by the caller, who knows which one may stay.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_password(tx: &mut Tx, user: UserId, hash: &str) -> Result<()> {
        run!(tx, sqlx::query(SET_PASSWORD).bind(user).bind(hash))?;
        Ok(())
    }

    /// The person's language and time zone, the company's where they chose none; guests see no structure.
    pub fn locale(&self, company: &super::Company) -> Locale {
        let chosen = self.language.as_deref().and_then(Language::of);
        let zone = self.time_zone.as_deref().unwrap_or(&company.time_zone);
        let locale = Locale::new(chosen.unwrap_or_else(|| company.language()), zone);
        locale.with_structure(self.role != Role::Guest).with_hours(self.clock)
    }

    /// Whether they look after the company.
    pub fn is_administrator(&self) -> bool {
        self.role == Role::Administrator
    }
}

/// A person for samples of views.
#[cfg(test)]
pub fn sample(name: &str) -> User {
    User {
        id: UserId(1),
        name: name.to_owned(),
        name_folded: fold(name),
        email: "pham@tidewater.example".to_owned(),
        role: Role::Administrator,
        state: State::Active,
        hue: 3,
        picture: None,
        language: None,
        time_zone: None,
        theme: Theme::Device,
        density: Density::Airy,
        text_size: TextSize::Usual,
        own_side: OwnSide::End,
        clock: Hours::Day,
        previews: true,
        created_at: Moment(0),
        status: Status::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doors_have_one_of_eight_colours() {
        let hues: Vec<i64> = (0..200).map(|n| hue(&format!("{n}@harbour.example"))).collect();
        assert!((1..=8).all(|hue| hues.contains(&hue)) && hues.iter().all(|hue| (1..=8).contains(hue)));
    }
}
