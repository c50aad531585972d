//! How often something may be tried.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;
use std::time::Duration;

use crate::clock::Moment;

/// Keys that are remembered at once; past that the oldest are forgotten.
const KEYS: usize = 20_000;

/// Lets `most` tries of a key through in any `span`. In memory: a restart forgets.
pub struct Throttle<K> {
    most: usize,
    span: Duration,
    tries: Mutex<HashMap<K, Vec<Moment>>>,
}

impl<K: Eq + Hash> Throttle<K> {
    /// At most so many tries in so long a time.
    pub fn new(most: usize, span: Duration) -> Throttle<K> {
        Throttle { most, span, tries: Mutex::default() }
    }

    /// Counts one try of the key.
    ///
    /// # Errors
    /// How long to wait, if there were too many; such a try does not count.
    pub fn try_once<Q>(&self, key: &Q, now: Moment) -> Result<(), Duration>
    where
        K: Borrow<Q>,
        Q: ToOwned<Owned = K> + Eq + Hash + ?Sized,
    {
        let mut tries = self.tries.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if tries.len() >= KEYS {
            let from = now.before(self.span);
            tries.retain(|_, of| of.last().is_some_and(|last| *last > from));
            if tries.len() >= KEYS {
                forget_oldest(&mut tries);
            }
        }
        let of = tries.entry(key.to_owned()).or_default();
        of.retain(|at| now.is_within(self.span, *at));
        match of.first() {
            Some(first) if of.len() >= self.most => Err(self.span.saturating_sub(now.since(*first))),
            _ => {
                of.push(now);
                Ok(())
            }
        }
    }

    /// Takes the newest try of the key back: it was a right one, and such do not count.
    pub fn give_back<Q: Eq + Hash + ?Sized>(&self, key: &Q)
    where
        K: Borrow<Q>,
    {
        let mut tries = self.tries.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(of) = tries.get_mut(key) {
            of.pop();
        }
    }

    /// Forgets the key's tries: the right password was given.
    pub fn forgive<Q: Eq + Hash + ?Sized>(&self, key: &Q)
    where
        K: Borrow<Q>,
    {
        self.tries.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).remove(key);
    }
}

/// Forgets the tenth of the keys that were tried longest ago.
fn forget_oldest<K: Eq + Hash>(tries: &mut HashMap<K, Vec<Moment>>) {
    let mut last: Vec<Moment> = tries.values().filter_map(|of| of.last().copied()).collect();
    let (_, tenth, _) = last.select_nth_unstable(KEYS / 10);
    let tenth = *tenth;
    tries.retain(|_, of| of.last().is_some_and(|last| *last > tenth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_set_back_leaves_nobody_waiting_for_it() {
        let throttle = Throttle::new(1, Duration::from_secs(60));
        let day = Moment(24 * 3600 * 1_000_000);
        assert_eq!(throttle.try_once("a", day), Ok(()));
        assert!(throttle.try_once("a", day).is_err());
        assert_eq!(throttle.try_once("a", Moment(0)), Ok(()), "that try was not within the last minute");
        assert!(throttle.try_once("a", Moment(1)).is_err());
        assert_eq!(throttle.try_once("a", day), Ok(()));
    }

    #[test]
    fn so_many_tries_pass_and_then_one_waits() {
        let throttle = Throttle::<String>::new(2, Duration::from_secs(60));
        let at = |seconds: i64| Moment(seconds * 1_000_000);
        assert_eq!(throttle.try_once("a", at(0)), Ok(()));
        assert_eq!(throttle.try_once("a", at(20)), Ok(()));
        assert_eq!(throttle.try_once("a", at(30)), Err(Duration::from_secs(30)));
        assert_eq!(throttle.try_once("b", at(30)), Ok(()));
        assert_eq!(throttle.try_once("a", at(60)), Ok(()));
        throttle.give_back("a");
        assert_eq!(throttle.try_once("a", at(60)), Ok(()));
        throttle.forgive("a");
        assert_eq!(throttle.try_once("a", at(61)), Ok(()));
        assert_eq!(throttle.try_once("a", at(61)), Ok(()));
    }
}
