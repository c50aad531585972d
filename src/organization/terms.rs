//! What an invitation makes, and for whom: read from forms.

use std::time::Duration;

use crate::accounts::{Email, Role, Wrong, fold_email};
use crate::clock::Moment;
use crate::id::DepartmentId;

/// Accounts that one link may make.
const USES: std::ops::RangeInclusive<i64> = 1..=1000;
/// Days that it may be valid.
const DAYS: std::ops::RangeInclusive<i64> = 1..=90;
/// A day, in seconds.
const DAY: u64 = 24 * 3600;
/// The longest text that is read as a number.
const DIGITS: usize = 9;
/// Domains of one link.
const DOMAINS: usize = 20;
/// Addresses that are invited at once.
pub const EMAILS: usize = 200;

/// How many accounts, and for how many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub(super) uses: i64,
    pub(super) days: i64,
}

/// What a link makes: how many accounts of what kind, for whom, and for how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How many, and how long.
    pub bounds: Bounds,
    /// Where its employees work; none: the root.
    pub department: Option<DepartmentId>,
    /// What they may do: employees or guests, never administrators.
    pub role: Role,
    /// Whether an administrator lets each of them in.
    pub approval: bool,
    /// Whose addresses may join; empty: all.
    pub domains: Domains,
    /// The one address that it is for.
    pub email: Option<Email>,
    /// The key of the form that asks for it: sent twice, it makes none again. Empty: it has none.
    pub key: String,
}

impl Terms {
    /// When an invitation that is made now makes no accounts any more.
    pub fn end(&self, now: Moment) -> Moment {
        now.after(Duration::from_secs(u64::try_from(self.bounds.days).unwrap_or(1) * DAY))
    }

    /// From 1 to 1000 uses, from 1 to 90 days; other numbers become the nearest. For employees of whatever address.
    pub fn new(uses: i64, days: i64) -> Terms {
        Terms {
            bounds: Bounds {
                uses: uses.clamp(*USES.start(), *USES.end()),
                days: days.clamp(*DAYS.start(), *DAYS.end()),
            },
            department: None,
            role: Role::Employee,
            approval: false,
            domains: Domains::default(),
            email: None,
            key: String::new(),
        }
    }

    /// The one address that it is for; empty: anybody's.
    pub(super) fn address(&self) -> &str {
        self.email.as_ref().map_or("", Email::as_str)
    }

    /// `role: guest; uses: 5; days: 7`, for the audit log, with what else is asked for.
    pub(super) fn to_text(&self) -> String {
        let Bounds { uses, days } = self.bounds;
        let mut terms = vec![format!("role: {}; uses: {uses}; days: {days}", self.role.as_str())];
        terms.extend(self.department.map(|department| format!("department: {department}")));
        terms.extend(self.approval.then(|| "approval".to_owned()));
        terms.extend(Some(self.domains.to_text()).filter(|domains| !domains.is_empty()));
        terms.join("; ")
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

/// Domains of e-mail addresses, at most twenty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domains(Vec<String>);

impl Domains {
    /// Apart by spaces, commas or lines, with or without an `@` in front; nothing is all.
    ///
    /// # Errors
    /// [`Wrong::Unknown`] for what is no domain, and for more than twenty.
    pub fn parse(typed: &str) -> std::result::Result<Domains, Wrong> {
        let apart = typed.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|word| !word.is_empty());
        let domains: Vec<String> = apart.map(|word| word.trim_start_matches('@').to_lowercase()).collect();
        let right = |domain: &String| {
            Email::parse(&["x@", domain].concat()).is_ok() && domain.contains('.') && !domain.contains('@')
        };
        if domains.len() > DOMAINS || !domains.iter().all(right) { Err(Wrong::Unknown) } else { Ok(Domains(domains)) }
    }

    /// Whether an address is of one of them; any is, if there are none.
    pub fn allow(&self, email: &Email) -> bool {
        let folded = email.folded();
        let domain = folded.rsplit_once('@').map_or("", |(_, domain)| domain);
        self.0.is_empty() || self.0.iter().any(|one| fold_email(one) == domain)
    }

    /// As the database keeps them and as they are shown.
    pub fn to_text(&self) -> String {
        self.0.join(" ")
    }

    /// From what the database keeps.
    pub(super) fn of(text: &str) -> Domains {
        Domains(text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect())
    }
}

/// Reads many addresses, apart by spaces, commas, semicolons or lines; each once, at most 200.
///
/// # Errors
/// What is no address, as it was typed.
pub fn parse_emails(typed: &str) -> std::result::Result<Vec<Email>, Vec<String>> {
    let apart = typed.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|word| !word.is_empty());
    let (mut emails, mut wrong) = (Vec::<Email>::new(), Vec::new());
    for word in apart {
        match Email::parse(word.trim_matches(|c| c == '<' || c == '>')) {
            Ok(email) if emails.iter().any(|one| one.folded() == email.folded()) => {}
            Ok(email) => emails.push(email),
            Err(_) => wrong.push(word.to_owned()),
        }
    }
    if wrong.is_empty() { Ok(emails) } else { Err(wrong) }
}

fn number(typed: &str, range: std::ops::RangeInclusive<i64>) -> std::result::Result<i64, Wrong> {
    let typed = typed.trim();
    let digits = typed.len() <= DIGITS && typed.bytes().all(|b| b.is_ascii_digit());
    let number = typed.parse().ok().filter(|_| digits).ok_or(Wrong::Unknown)?;
    if range.contains(&number) { Ok(number) } else { Err(Wrong::Unknown) }
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
        assert_eq!(Terms::new(5000, 0), Terms::new(1000, 1));
    }

    #[test]
    fn domains_are_held_to_whatever_their_case() {
        let email = |text| Email::parse(text).expect("an address");
        let two = Domains::parse("@Harbour.example,\n press.example").expect("domains");
        assert!(two.allow(&email("Lan@HARBOUR.example")) && two.allow(&email("a@press.example")));
        for other in ["lan@a.harbour.example", "lan@harbour.example.org", "harbour.example@evil.example"] {
            assert!(!two.allow(&email(other)), "{other}");
        }
        assert!(Domains::default().allow(&email("a@b")));
        assert_eq!(Domains::of(&two.to_text()), two);
        for wrong in ["harbour", "a@b.example", "a..b", "<b>.example"] {
            assert_eq!(Domains::parse(wrong), Err(Wrong::Unknown), "{wrong}");
        }
    }

    #[test]
    fn many_addresses_are_read_once_each() {
        let emails = parse_emails("a@x.example, <B@x.example>;\nA@x.example").expect("addresses");
        assert_eq!(emails.iter().map(Email::as_str).collect::<Vec<_>>(), ["a@x.example", "B@x.example"]);
        assert_eq!(parse_emails("a@x.example nobody"), Err(vec!["nobody".to_owned()]));
        assert_eq!(parse_emails(" \n"), Ok(Vec::new()));
    }
}
