//! Time and randomness, injected: the only room that asks the machine for either.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// An instant in microseconds since 1970-01-01 UTC, as the database keeps it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, sqlx::Type, serde::Serialize, serde::Deserialize,
)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// This instant moved on by `length`.
    pub fn after(self, length: Duration) -> Moment {
        Moment(self.0.saturating_add(micros(length)))
    }

    /// This instant moved back by `length`.
    pub fn before(self, length: Duration) -> Moment {
        Moment(self.0.saturating_sub(micros(length)))
    }

    /// How long after `earlier` this is; zero if it is not.
    pub fn since(self, earlier: Moment) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Whether it is at most so long after `earlier`. What is later than this is not: the clock was set back meanwhile.
    pub fn is_within(self, length: Duration, earlier: Moment) -> bool {
        earlier <= self && self.since(earlier) < length
    }

    /// The minute of it: its first instant.
    pub fn minute(self) -> Moment {
        Moment(self.0 - self.0.rem_euclid(60_000_000))
    }

    /// The instant for reckoning with calendars. Instants beyond the year 9999 become its end.
    pub fn timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }
}

fn micros(length: Duration) -> i64 {
    i64::try_from(length.as_micros()).unwrap_or(i64::MAX)
}

/// Tells the time: the machine's, or one that is set by hand.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Clock {
        Clock(None)
    }

    /// A clock that stands until it is [`set`](Clock::set).
    pub fn standing(at: Moment) -> Clock {
        Clock(Some(Arc::new(AtomicI64::new(at.0))))
    }

    /// Now.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks")]
    pub fn now(&self) -> Moment {
        match &self.0 {
            Some(at) => Moment(at.load(Ordering::Relaxed)),
            None => Moment(jiff::Timestamp::now().as_microsecond()),
        }
    }

    /// Sets a standing clock; the machine's is not touched.
    pub fn set(&self, to: Moment) {
        if let Some(at) = &self.0 {
            at.store(to.0, Ordering::Relaxed);
        }
    }
}

/// Randomness: the operating system's, or a sequence that is the same every time.
#[derive(Clone, Debug, Default)]
pub struct Dice(Option<Arc<Mutex<StdRng>>>);

impl Dice {
    /// For everything that has to be secret.
    pub fn system() -> Dice {
        Dice(None)
    }

    /// The same sequence for the same seed: for the demo and for tests.
    pub fn seeded(seed: u64) -> Dice {
        Dice(Some(Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))))
    }

    /// `N` random bytes.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks")]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            None => rand::rng().fill_bytes(&mut bytes),
            Some(rng) => rng.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).fill_bytes(&mut bytes),
        }
        bytes
    }

    /// 32 random bytes as 43 characters that are safe in an address.
    pub fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }

    /// 12 random bytes as 16 characters: nobody else's, though not secret.
    pub fn key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<12>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_move_and_never_overflow() {
        let at = Moment(10);
        assert_eq!(at.after(Duration::from_micros(5)), Moment(15));
        assert_eq!(at.before(Duration::from_micros(5)), Moment(5));
        assert_eq!(Moment(i64::MAX).after(Duration::MAX), Moment(i64::MAX));
        assert_eq!(at.since(Moment(3)), Duration::from_micros(7));
        assert_eq!(at.since(Moment(11)), Duration::ZERO);
        let within = |earlier: i64| at.is_within(Duration::from_micros(5), Moment(earlier));
        assert_eq!([4, 5, 6, 10, 11].map(within), [false, false, true, true, false]);
        assert_eq!((Moment(119_999_999).minute(), Moment(-1).minute()), (Moment(60_000_000), Moment(-60_000_000)));
    }

    #[test]
    fn seeded_dice_fall_the_same_way_and_the_systems_do_not() {
        assert_eq!(Dice::seeded(7).token(), Dice::seeded(7).token());
        assert_ne!(Dice::system().token(), Dice::system().token());
        assert_eq!(Dice::system().token().len(), 43);
        assert_eq!(Dice::system().key().len(), 16);
    }

    #[test]
    fn a_standing_clock_is_set_by_hand() {
        let clock = Clock::standing(Moment(1));
        clock.set(Moment(2));
        assert_eq!(clock.clone().now(), Moment(2));
    }
}
