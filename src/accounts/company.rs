//! The company: the one installation.

use super::name::Name;
use super::words::words;
use crate::clock::{Dice, Moment};
use crate::store::{Conn, Result, Tx, on, run};
use crate::web::Language;

/// The columns of a company, under names that no other table has.
macro_rules! company_columns {
    () => {
        "c.name AS company_name, c.language AS company_language, c.time_zone AS company_zone, c.country, c.epoch, \
         c.posting, c.inviting, c.second_factor"
    };
}
pub(super) use company_columns;

words! {
    /// Who may do something.
    Circle {
        /// Those who look after the company.
        Administrators = "administrators",
        /// Everybody who works here.
        Everybody = "everybody",
    }
}

/// The company.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Company {
    /// What it is called.
    #[sqlx(rename = "company_name")]
    pub name: String,
    /// The tag of the language of everybody who has not chosen another.
    #[sqlx(rename = "company_language")]
    pub language: String,
    /// The IANA name of the time zone of everybody who has not chosen another.
    #[sqlx(rename = "company_zone")]
    pub time_zone: String,
    /// ISO 3166 alpha-2: for phone numbers.
    pub country: String,
    /// Revisions of another epoch mean nothing here.
    pub epoch: String,
    /// Who may post to everybody's chat.
    #[sqlx(try_from = "String")]
    pub posting: Circle,
    /// Who may invite people.
    #[sqlx(try_from = "String")]
    pub inviting: Circle,
    /// Whether everybody signs in with a second factor.
    pub second_factor: bool,
}

/// What a company is founded with.
#[derive(Clone, Debug)]
pub struct NewCompany {
    /// What it is called.
    pub name: Name,
    /// The language of everybody who chooses no other.
    pub language: Language,
    /// The IANA name of a time zone.
    pub time_zone: String,
    /// ISO 3166 alpha-2.
    pub country: String,
}

const FIND: &str = concat!("SELECT ", company_columns!(), " FROM company c WHERE c.id = 1");
const FOUND: &str = "INSERT INTO company (id, name, language, time_zone, country, epoch, created_at)
    VALUES (1, $1, $2, $3, $4, $5, $6)";

impl Company {
    /// The company; none before it is set up.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(conn: &mut Conn) -> Result<Option<Company>> {
        on!(conn, c => sqlx::query_as(FIND).fetch_optional(&mut *c).await)
    }

    /// Founds it.
    ///
    /// # Errors
    /// [`Taken`](crate::store::Error::Taken) if there is one.
    pub async fn found(tx: &mut Tx, new: &NewCompany, dice: &Dice, now: Moment) -> Result<()> {
        run!(
            tx,
            sqlx::query(FOUND)
                .bind(new.name.as_str())
                .bind(new.language.tag())
                .bind(&new.time_zone)
                .bind(&new.country)
                .bind(dice.key())
                .bind(now)
        )?;
        Ok(())
    }

    /// Its language.
    pub fn language(&self) -> Language {
        Language::of(&self.language).unwrap_or(Language::English)
    }
}
