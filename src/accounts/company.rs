//! The company: the one installation.

use super::audit::{self, Act, By, Done, Subject};
use super::name::Name;
use super::status;
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::store::{Conn, Result, Tx, on, run};
use crate::web::{Language, Locale};
use crate::words::words;

/// The columns of a company, under names that no other table has.
macro_rules! company_columns {
    () => {
        "c.name AS company_name, c.language AS company_language, c.time_zone AS company_zone, c.country, c.epoch, \
         c.posting, c.inviting, c.second_factor, c.notification_days, c.edit_minutes, c.most_file, c.most_of_person, c.most_of_all, \
         c.link_previews"
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
    /// For how many days notifications are kept; 0: for ever.
    pub notification_days: i64,
    /// For how many minutes authors may change their messages; 0: not at all, -1: for ever.
    pub edit_minutes: i64,
    /// How many bytes people may send and keep.
    #[sqlx(flatten)]
    pub room: Room,
    /// Whether messages show something of the pages that they link to, for which the server asks.
    pub link_previews: bool,
}

/// How many bytes people may send and keep; 0: as many as there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Room {
    /// Of one file.
    #[sqlx(rename = "most_file")]
    pub file: i64,
    /// Of all files of a person.
    #[sqlx(rename = "most_of_person")]
    pub person: i64,
    /// Of all files together.
    #[sqlx(rename = "most_of_all")]
    pub all: i64,
}

impl Room {
    /// The three in megabytes, for the audit log.
    fn words(self) -> String {
        [self.file, self.person, self.all].map(|bytes| (bytes >> 20).to_string()).join(" / ") + " MB"
    }
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

/// What an administrator may change of it.
#[derive(Clone, Debug)]
pub struct Terms {
    /// What it is called, and where it is.
    pub company: NewCompany,
    /// Who may post to everybody's chat.
    pub posting: Circle,
    /// Who may invite people.
    pub inviting: Circle,
    /// Whether everybody signs in with a second factor.
    pub second_factor: bool,
    /// For how many days notifications are kept; 0: for ever.
    pub notification_days: i64,
    /// For how many minutes authors may change their messages; 0: not at all, -1: for ever.
    pub edit_minutes: i64,
    /// How many bytes people may send and keep.
    pub room: Room,
    /// Whether messages show something of the pages that they link to, for which the server asks.
    pub link_previews: bool,
}

const FIND: &str = concat!("SELECT ", company_columns!(), " FROM company c WHERE c.id = 1");
const FOUND: &str = "INSERT INTO company (id, name, language, time_zone, country, epoch, created_at)
    VALUES (1, $1, $2, $3, $4, $5, $6)";
const TAKE: &str = "UPDATE company SET name = name WHERE id = 1";
const CHANGE: &str = "UPDATE company SET name = $1, language = $2, time_zone = $3, country = $4, posting = $5,
    inviting = $6, second_factor = $7, notification_days = $8, edit_minutes = $9, most_file = $10, most_of_person = $11,
    most_of_all = $12, link_previews = $13 WHERE id = 1";

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

    /// Waits until nobody else changes the company, or who looks after it, and keeps others waiting until the end of the
    /// transaction.
    ///
    /// # Errors
    /// What the database says.
    pub async fn take(tx: &mut Tx) -> Result<()> {
        run!(tx, sqlx::query(TAKE))?;
        Ok(())
    }

    /// Changes it, and says what changed in the audit log, if anything did.
    ///
    /// # Errors
    /// What the database says.
    pub async fn change(tx: &mut Tx, to: &Terms, by: &By, now: Moment) -> Result<()> {
        Company::take(tx).await?;
        let Some(before) = Company::find(tx).await? else { return Ok(()) };
        let detail = before.differences(to).join("; ");
        if detail.is_empty() {
            return Ok(());
        }
        let new = &to.company;
        run!(
            tx,
            sqlx::query(CHANGE)
                .bind(new.name.as_str())
                .bind(new.language.tag())
                .bind(&new.time_zone)
                .bind(&new.country)
                .bind(to.posting.as_str())
                .bind(to.inviting.as_str())
                .bind(to.second_factor)
                .bind(to.notification_days)
                .bind(to.edit_minutes)
                .bind(to.room.file)
                .bind(to.room.person)
                .bind(to.room.all)
                .bind(to.link_previews)
        )?;
        if before.posting != to.posting {
            tx.emit(Event::PostingChanged);
        }
        let zone = |name: &str| Locale::new(new.language, name).zone;
        if before.time_zone != new.time_zone {
            tx.emit(Event::ClockChanged);
        }
        status::rezone_all(tx, &zone(&before.time_zone), &zone(&new.time_zone), now).await?;
        let done = Done {
            act: Act::CompanyChanged,
            subject: Subject::Company,
            id: None,
            name: new.name.as_str(),
            detail: &detail,
        };
        audit::write(tx, by, done, now).await
    }

    /// `time_zone: UTC → Asia/Ho_Chi_Minh`, for each thing that differs.
    fn differences(&self, to: &Terms) -> Vec<String> {
        let truth = |truth: bool| if truth { "on" } else { "off" };
        let days = [self.notification_days.to_string(), to.notification_days.to_string()];
        let minutes = [self.edit_minutes.to_string(), to.edit_minutes.to_string()];
        let (was, is) = (self.room.words(), to.room.words());
        let pairs = [
            ("name", self.name.as_str(), to.company.name.as_str()),
            ("language", &self.language, to.company.language.tag()),
            ("time_zone", &self.time_zone, &to.company.time_zone),
            ("country", &self.country, &to.company.country),
            ("posting", self.posting.as_str(), to.posting.as_str()),
            ("inviting", self.inviting.as_str(), to.inviting.as_str()),
            ("second_factor", truth(self.second_factor), truth(to.second_factor)),
            ("notification_days", &days[0], &days[1]),
            ("edit_minutes", &minutes[0], &minutes[1]),
            ("room", &was, &is),
            ("link_previews", truth(self.link_previews), truth(to.link_previews)),
        ];
        let differ = pairs.into_iter().filter(|(_, before, after)| before != after);
        differ.map(|(what, before, after)| format!("{what}: {before} → {after}")).collect()
    }

    /// Its language.
    pub fn language(&self) -> Language {
        Language::of(&self.language).unwrap_or(Language::English)
    }
}
