//! What is known at the door and in no database.

use std::net::IpAddr;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Data;
use subtle::ConstantTimeEq;

use super::name::fold_email;
use super::password::Passwords;
use crate::clock::Moment;
use crate::web::{Error, Limits, Throttle};

/// Wrong tries for one account, and from one address, in so long a time.
const SPAN: Duration = Duration::from_secs(15 * 60);
const BY_ACCOUNT: usize = 10;
const BY_ADDRESS: usize = 50;
/// Letters that are asked for: to one account, and from one address.
const LETTERS_BY_ACCOUNT: usize = 5;
const LETTERS_BY_ADDRESS: usize = 25;

/// Hashes passwords, counts tries, and knows the set-up token. Lives in the server's data as `Data<Doorkeeper>`.
pub struct Doorkeeper {
    /// The queue of passwords.
    pub passwords: Passwords,
    by_account: Throttle<String>,
    by_address: Throttle<String>,
    letters_by_account: Throttle<String>,
    letters_by_address: Throttle<String>,
    set_up: Option<String>,
}

impl Doorkeeper {
    /// A doorkeeper; `set_up` is the token of the address that a start on an empty database prints.
    pub fn new(set_up: Option<String>) -> Doorkeeper {
        Doorkeeper {
            passwords: Passwords::default(),
            by_account: Throttle::new(BY_ACCOUNT, SPAN),
            by_address: Throttle::new(BY_ADDRESS, SPAN),
            letters_by_account: Throttle::new(LETTERS_BY_ACCOUNT, SPAN),
            letters_by_address: Throttle::new(LETTERS_BY_ADDRESS, SPAN),
            set_up,
        }
    }

    /// That of a request's house.
    pub fn of(request: &HttpRequest) -> Data<Doorkeeper> {
        match request.app_data::<Data<Doorkeeper>>() {
            Some(door) => door.clone(),
            None => unreachable!("app::boot gives every house its doorkeeper"),
        }
    }

    /// Whether this is the set-up token.
    pub fn may_set_up(&self, token: &str) -> bool {
        self.set_up.as_ref().is_some_and(|known| bool::from(known.as_bytes().ct_eq(token.as_bytes())))
    }

    /// Counts a try to sign in.
    ///
    /// # Errors
    /// [`Error::TooMany`] after ten for the account or fifty from the address that were wrong, within 15 minutes.
    pub fn knock(&self, account: &str, address: IpAddr, now: Moment) -> Result<(), Error> {
        self.by_address.try_once(&network(address), now).map_err(too_many)?;
        self.by_account.try_once(&account_key(account), now).map_err(too_many)
    }

    /// Counts a letter that somebody asks for, to an account. Who does so in another's name keeps nobody from signing in.
    ///
    /// # Errors
    /// [`Error::TooMany`] after five to the account or 25 from the address within 15 minutes.
    pub fn ask_for_letter(&self, account: &str, address: IpAddr, now: Moment) -> Result<(), Error> {
        self.letters_by_address.try_once(&network(address), now).map_err(too_many)?;
        self.letters_by_account.try_once(&account_key(account), now).map_err(too_many)
    }

    /// The letter was not written: that failed by us, and does not count.
    pub fn excuse_letter(&self, account: &str, address: IpAddr) {
        self.letters_by_account.give_back(&account_key(account));
        self.letters_by_address.give_back(&network(address));
    }

    /// The try was right: the account's tries are forgotten, and this one does not count for the address.
    pub fn welcome(&self, account: &str, address: IpAddr) {
        self.by_account.forgive(&account_key(account));
        self.by_address.give_back(&network(address));
    }

    /// The try was not looked at: it failed by us, and does not count.
    pub fn excuse(&self, account: &str, address: IpAddr) {
        self.by_account.give_back(&account_key(account));
        self.by_address.give_back(&network(address));
    }

    /// The password was right, and a code is asked for next. The try does not count for the address, and still does for the
    /// account, or else who knows the password could guess codes without end.
    pub fn let_on(&self, address: IpAddr) {
        self.by_address.give_back(&network(address));
    }
}

fn too_many(wait: Duration) -> Error {
    Error::TooMany(wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX))
}

/// What an account's tries are counted under, whether it exists or not.
fn account_key(account: &str) -> String {
    fold_email(account).chars().take(Limits::EMAIL).collect()
}

/// What an address's tries are counted under: a household has a whole /64 of IPv6 addresses.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x}/64", address.to_bits() >> 64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn an_account_is_tried_ten_times_whatever_its_case() {
        let door = Doorkeeper::new(None);
        for n in 0..10 {
            let from = address(&format!("192.0.2.{n}"));
            assert!(door.knock(if n % 2 == 0 { "elin@a" } else { " ELIN@A" }, from, Moment(n)).is_ok());
        }
        let elsewhere = address("192.0.2.99");
        assert!(matches!(door.knock("Elin@a", elsewhere, Moment(10)), Err(Error::TooMany(900))));
        door.welcome("elin@A", elsewhere);
        assert!(door.knock("elin@a", elsewhere, Moment(11)).is_ok());
    }

    #[test]
    fn an_address_fails_fifty_times_and_successes_do_not_count() {
        let door = Doorkeeper::new(None);
        let from = address("2001:db8:1:2::7");
        for n in 0..200 {
            assert!(door.knock("somebody@a", from, Moment(n)).is_ok());
            door.welcome("somebody@a", from);
        }
        for n in 0..50 {
            assert!(door.knock(&format!("{n}@a"), from, Moment(n)).is_ok());
        }
        assert!(door.knock("new@a", address("2001:db8:1:2:ffff::1"), Moment(60)).is_err());
        assert!(door.knock("new@a", address("2001:db8:1:3::7"), Moment(60)).is_ok());
    }

    #[test]
    fn letters_are_asked_for_five_times_and_nobody_is_kept_from_signing_in() {
        let door = Doorkeeper::new(None);
        let from = address("192.0.2.7");
        for n in 0..5 {
            assert!(door.ask_for_letter("elin@a", from, Moment(n)).is_ok());
        }
        assert!(matches!(door.ask_for_letter(" Elin@A", address("192.0.2.8"), Moment(5)), Err(Error::TooMany(900))));
        assert!(door.knock("elin@a", from, Moment(6)).is_ok());
        assert!((0..19).all(|n| door.ask_for_letter(&format!("{n}@a"), from, Moment(7)).is_ok()));
        assert!(door.ask_for_letter("another@a", from, Moment(8)).is_ok());
        assert!(door.ask_for_letter("one-more@a", from, Moment(9)).is_err());
    }

    #[test]
    fn the_set_up_token_is_needed() {
        assert!(Doorkeeper::new(Some("key".to_owned())).may_set_up("key"));
        assert!(!Doorkeeper::new(Some("key".to_owned())).may_set_up("kez"));
        assert!(!Doorkeeper::new(None).may_set_up(""));
    }
}
