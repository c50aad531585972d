//! With what and from where people have signed in: who comes with something new is told of it, in case it was not them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use super::device::Device;
use super::session::Origin;
use crate::clock::Moment;
use crate::id::UserId;
use crate::store::{Result, Tx, on, run};

/// What was not seen for so long is forgotten.
const KEPT: Duration = Duration::from_secs(365 * 24 * 3600);

const FORGET: &str = "DELETE FROM devices WHERE user_id = $1 AND seen_at < $2";
const ANY: &str = "SELECT user_id FROM devices WHERE user_id = $1 LIMIT 1";
const SEE: &str = "UPDATE devices SET seen_at = $4 WHERE user_id = $1 AND device = $2 AND network = $3";
const MEET: &str = "INSERT INTO devices (user_id, device, network, seen_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (user_id, device, network) DO NOTHING";

/// Remembers where a session of the user was begun. True if that is somewhere new: another browser, or another network than
/// those of before. The first of all is where the account was made.
///
/// # Errors
/// What the database says.
pub async fn meet(tx: &mut Tx, user: UserId, origin: &Origin, now: Moment) -> Result<bool> {
    run!(tx, sqlx::query(FORGET).bind(user).bind(now.before(KEPT)))?;
    let (device, network) = (kind(&origin.agent), network(&origin.address));
    if run!(tx, sqlx::query(SEE).bind(user).bind(&device).bind(&network).bind(now))? > 0 {
        return Ok(false);
    }
    let before: Option<UserId> = on!(tx, c => sqlx::query_scalar(ANY).bind(user).fetch_optional(&mut *c).await)?;
    run!(tx, sqlx::query(MEET).bind(user).bind(&device).bind(&network).bind(now))?;
    Ok(before.is_some())
}

/// Browser and system, without their versions.
fn kind(agent: &str) -> String {
    let device = Device::of(agent);
    [device.browser.unwrap_or_default(), device.system.unwrap_or_default()].join("/")
}

/// The network of an address, as far as a provider gives one to a house: 24 bits, or 64 of IPv6 (RFC 6177).
fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => {
            let [a, b, c, _] = address.octets();
            Ipv4Addr::new(a, b, c, 0).to_string()
        }
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Email, Name, NewUser, Role, State, User};
    use crate::store::testing::each_database;

    const NOW: Moment = Moment(1_764_000_000_000_000);
    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

    #[test]
    fn a_network_is_a_house() {
        for (address, of) in [
            ("203.0.113.77", "203.0.113.0"),
            ("::ffff:203.0.113.77", "203.0.113.0"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("", ""),
        ] {
            assert_eq!(network(address), of);
        }
    }

    #[tokio::test]
    async fn the_first_is_not_new_and_another_is_once() {
        each_database(|store| async move {
            let mut tx = store.begin().await.expect("a transaction");
            let new = NewUser {
                name: Name::parse("Elin").expect("a name"),
                email: Email::parse("elin@harbour.example").expect("an address"),
                password_hash: String::new(),
                role: Role::Employee,
                state: State::Active,
                language: None,
            };
            let user = User::create(&mut tx, &new, NOW).await.expect("a user");
            let mut meet = async |agent: &str, address: &str, now: Moment| {
                let origin = Origin { agent: agent.to_owned(), address: address.to_owned(), kept: true };
                super::meet(&mut tx, user, &origin, now).await.expect("an answer")
            };
            let newer = FIREFOX.replace("145", "146");
            assert!(!meet(FIREFOX, "203.0.113.77", NOW).await, "the first");
            assert!(!meet(&newer, "203.0.113.78", NOW).await, "a newer version, next door");
            assert!(meet(FIREFOX, "198.51.100.1", NOW).await);
            assert!(!meet(FIREFOX, "198.51.100.1", NOW).await);
            assert!(meet("w3m/0.5.3", "203.0.113.77", NOW).await);
            let later = NOW.after(KEPT).after(KEPT);
            assert!(!meet("w3m/0.5.3", "192.0.2.1", later).await, "all of before are forgotten");
        })
        .await;
    }
}
