//! What people tell of themselves besides name and picture: birthday and phones.

use super::audit::{self, Act, By, Done};
use super::{Email, Name, User, Wrong, sought};
use crate::clock::Moment;
use crate::id::UserId;
use crate::store::{Conn, Result, Tx, on, run};

/// Digits of a number inside of the house, at most.
const INNER: usize = 10;
/// Digits of a phone number (ITU-T E.164 has at most 15; some write a prefix and an extension).
const PHONE_LEAST: usize = 3;
const PHONE_MOST: usize = 20;
/// Days of the months, the longest February counted.
const DAYS: [u8; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// A day of the year. The year is nobody's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Birthday {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Birthday {
    /// A day and a month, as numbers; both empty is none.
    ///
    /// # Errors
    /// [`Wrong::NotADay`]
    pub fn parse(day: &str, month: &str) -> std::result::Result<Option<Birthday>, Wrong> {
        let (day, month) = (day.trim(), month.trim());
        if day.is_empty() && month.is_empty() {
            return Ok(None);
        }
        let birthday = Birthday { day: number(day)?, month: number(month)? };
        let days = usize::from(birthday.month).checked_sub(1).and_then(|month| DAYS.get(month));
        match days {
            Some(days) if (1..=*days).contains(&birthday.day) => Ok(Some(birthday)),
            _ => Err(Wrong::NotADay),
        }
    }

    /// From `MM-DD`, as the database and lists have it.
    ///
    /// # Errors
    /// [`Wrong::NotADay`]
    pub fn of(text: &str) -> std::result::Result<Option<Birthday>, Wrong> {
        match text.trim() {
            "" => Ok(None),
            text => {
                let (month, day) = text.split_once('-').ok_or(Wrong::NotADay)?;
                Birthday::parse(day, month)
            }
        }
    }

    /// `MM-DD`.
    pub fn to_text(self) -> String {
        format!("{:02}-{:02}", self.month, self.day)
    }
}

fn number(typed: &str) -> std::result::Result<u8, Wrong> {
    let plain = (1..=2).contains(&typed.len()) && typed.bytes().all(|b| b.is_ascii_digit());
    typed.parse().ok().filter(|_| plain).ok_or(Wrong::NotADay)
}

/// A number inside of the house: digits alone; empty is none.
///
/// # Errors
/// [`Wrong`]
pub fn parse_inner(typed: &str) -> std::result::Result<String, Wrong> {
    let number: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    match number.chars().count() {
        count if count > INNER => Err(Wrong::TooLong { count, most: INNER }),
        _ if number.bytes().all(|b| b.is_ascii_digit()) => Ok(number),
        _ => Err(Wrong::NotDigits),
    }
}

/// A phone number: digits in groups, perhaps after a `+`; whatever stood between the groups becomes a space. Empty is none.
///
/// # Errors
/// [`Wrong::NotAPhone`]
pub fn parse_phone(typed: &str) -> std::result::Result<String, Wrong> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(String::new());
    }
    let between = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '-' | '.' | '/' | '\u{2010}'..='\u{2015}');
    let groups: Vec<&str> = typed.split(between).filter(|group| !group.is_empty()).collect();
    let number = groups.join(" ");
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let rest = number.strip_prefix('+').unwrap_or(&number);
    let plain = rest.bytes().all(|b| b.is_ascii_digit() || b == b' ');
    if plain && (PHONE_LEAST..=PHONE_MOST).contains(&digits) { Ok(number) } else { Err(Wrong::NotAPhone) }
}

/// A person's birthday and phones.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Profile {
    /// `MM-DD`; empty is not told.
    pub birthday: String,
    /// The number inside of the house; empty is none.
    pub inner_number: String,
    /// The phone on the desk; empty is none.
    pub desk_phone: String,
    /// The phone in the pocket; empty is none.
    pub mobile_phone: String,
}

const FIND: &str = "SELECT birthday, inner_number, desk_phone, mobile_phone FROM users WHERE id = $1";
const UPDATE: &str = "UPDATE users SET birthday = $2, inner_number = $3, desk_phone = $4, mobile_phone = $5
    WHERE id = $1 AND (birthday <> $2 OR inner_number <> $3 OR desk_phone <> $4 OR mobile_phone <> $5)";

impl Profile {
    /// The fields that a form begins with.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let birthday = Birthday::of(&self.birthday).ok().flatten();
        let (day, month) = birthday.map_or_else(Default::default, |day| (day.day.to_string(), day.month.to_string()));
        vec![
            ("inner_number", self.inner_number.clone()),
            ("desk_phone", self.desk_phone.clone()),
            ("mobile_phone", self.mobile_phone.clone()),
            ("birth_day", day),
            ("birth_month", month),
        ]
    }

    /// That of the person.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(conn: &mut Conn, user: UserId) -> Result<Option<Profile>> {
        on!(conn, c => sqlx::query_as(FIND).bind(user).fetch_optional(&mut *c).await)
    }

    /// `desk_phone: 1 → 2`, for each thing that differs. Of a birthday only that it does.
    fn differences(&self, to: &Profile) -> Vec<String> {
        let phones = [
            ("inner_number", &self.inner_number, &to.inner_number),
            ("desk_phone", &self.desk_phone, &to.desk_phone),
            ("mobile_phone", &self.mobile_phone, &to.mobile_phone),
        ];
        let phones = phones.into_iter().filter(|(_, from, to)| from != to);
        let phones = phones.map(|(name, from, to)| format!("{name}: {from} → {to}"));
        phones.chain((self.birthday != to.birthday).then(|| "birthday".to_owned())).collect()
    }

    /// Makes it the person's. Whether that changed anything.
    ///
    /// # Errors
    /// What the database says.
    pub async fn update(&self, tx: &mut Tx, user: UserId) -> Result<bool> {
        let changed = run!(
            tx,
            sqlx::query(UPDATE)
                .bind(user)
                .bind(&self.birthday)
                .bind(&self.inner_number)
                .bind(&self.desk_phone)
                .bind(&self.mobile_phone)
        )?;
        if changed > 0 {
            sought::refresh(tx, user).await?;
        }
        Ok(changed > 0)
    }
}

/// What else a form or a list may change of a person; what is not given stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Amendment<'a> {
    /// Another name.
    pub name: Option<&'a Name>,
    /// Another address to sign in with.
    pub email: Option<&'a Email>,
    /// Another birthday, other phones.
    pub profile: Option<&'a Profile>,
}

/// Changes what is known of the person, and says in the audit log what changed, if anything did.
///
/// # Errors
/// [`Taken`](crate::store::Error::Taken) if the address has an account, in whatever case.
pub async fn amend(tx: &mut Tx, person: &User, to: Amendment<'_>, by: &By, now: Moment) -> Result<()> {
    let mut changes = Vec::new();
    if let Some(name) = to.name.filter(|name| name.as_str() != person.name) {
        User::rename(tx, person.id, name, now).await?;
        changes.push(format!("name: {} → {}", person.name, name.as_str()));
    }
    if let Some(email) = to.email.filter(|email| email.as_str() != person.email) {
        User::set_email(tx, person.id, email).await?;
        changes.push(format!("email: {} → {}", person.email, email.as_str()));
    }
    if let Some(profile) = to.profile {
        let before = Profile::find(tx, person.id).await?.unwrap_or_default();
        profile.update(tx, person.id).await?;
        changes.extend(before.differences(profile));
    }
    if changes.is_empty() {
        return Ok(());
    }
    let name = to.name.map_or(person.name.as_str(), Name::as_str);
    audit::write(tx, by, Done::to_user(Act::UserChanged, person.id, name).detail(&changes.join("; ")), now).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_is_a_day_of_a_leap_year() {
        for (day, month, text) in
            [("1", "1", "01-01"), ("29", "2", "02-29"), (" 31", "12 ", "12-31"), ("07", "06", "06-07")]
        {
            let birthday = Birthday::parse(day, month).expect("a day").expect("one");
            assert_eq!(birthday.to_text(), text);
            assert_eq!(Birthday::of(text), Ok(Some(birthday)));
        }
        assert_eq!((Birthday::parse("", " "), Birthday::of("")), (Ok(None), Ok(None)));
        for (day, month) in
            [("30", "2"), ("31", "4"), ("0", "1"), ("1", "0"), ("1", "13"), ("1", ""), ("", "1"), ("+1", "1")]
        {
            assert_eq!(Birthday::parse(day, month), Err(Wrong::NotADay), "{day} {month}");
        }
        assert_eq!(Birthday::of("1990-02-03"), Err(Wrong::NotADay));
        assert_eq!(Birthday::of("0203"), Err(Wrong::NotADay));
    }

    #[test]
    fn phones_are_kept_in_groups_of_digits() {
        for (typed, kept) in [
            ("", ""),
            (" +44 (20) 7946-0958 ", "+44 20 7946 0958"),
            ("020.7946/0958", "020 7946 0958"),
            ("091\u{2013}234\u{a0}56 78", "091 234 56 78"),
            ("112", "112"),
        ] {
            assert_eq!(parse_phone(typed).as_deref(), Ok(kept), "{typed}");
        }
        for wrong in ["12", "call me", "+", "44+20", "1\0 23", "123456789012345678901", "٠٢٠٧٩٤", "=1+2"] {
            assert_eq!(parse_phone(wrong), Err(Wrong::NotAPhone), "{wrong:?}");
        }
        assert_eq!(parse_inner(" 20 4 ").as_deref(), Ok("204"));
        assert_eq!(parse_inner("20a"), Err(Wrong::NotDigits));
        assert_eq!(parse_inner("12345678901"), Err(Wrong::TooLong { count: 11, most: 10 }));
    }
}
