//! Who is here: has a page open, or had one a moment ago.

use super::locked;
use std::{
    collections::{HashMap, HashSet},
    sync::Mutex,
    time::{Duration, Instant},
};
use tokio::sync::Notify;

/// How long a user is still here after the last connection has ended: time enough to go from one page to the next, or to
/// come back after a restart of the proxy, without flickering on everybody's screen.
const GRACE: Duration = Duration::from_secs(12);

/// Changes are told together, at most this often.
const BATCH: Duration = Duration::from_secs(1);

/// Counts the connections of each user and tells when somebody comes or goes.
///
/// It starts empty. After a restart everybody comes back within seconds; that is a few batches, not a storm.
#[derive(Debug)]
pub struct Presence {
    grace: Duration,
    batch: Duration,
    ledger: Mutex<Ledger>,
    touched: Notify,
}

#[derive(Debug, Default)]
struct Ledger {
    users: HashMap<i64, Stay>,
    /// Those who have come or gone since they were last told; all the others need not be looked at.
    unsettled: HashSet<i64>,
}

#[derive(Debug, Default)]
struct Stay {
    connections: usize,
    /// When it was first seen that no connection is left.
    empty_since: Option<Instant>,
    told: bool,
}

impl Default for Presence {
    fn default() -> Presence {
        Presence::paced(GRACE, BATCH)
    }
}

impl Presence {
    fn paced(grace: Duration, batch: Duration) -> Presence {
        Presence { grace, batch, ledger: Mutex::default(), touched: Notify::new() }
    }

    /// Whether the user has a connection or had one less than 12 s ago (13 at most: absence is noted once a second).
    pub fn here(&self, user: i64) -> bool {
        locked(&self.ledger).users.contains_key(&user)
    }

    /// Everyone who is here, in no order.
    pub fn all_here(&self) -> Vec<i64> {
        locked(&self.ledger).users.keys().copied().collect()
    }

    /// Waits until users have come (true) or gone (false), each at most once, never empty, and at most every second. One
    /// task calls it in a loop; without it, nobody ever goes. Dropping the future loses nothing.
    pub async fn next_changes(&self) -> Vec<(i64, bool)> {
        loop {
            if locked(&self.ledger).unsettled.is_empty() {
                self.touched.notified().await;
            }
            tokio::time::sleep(self.batch).await;
            let changes = self.settle(Instant::now());
            if !changes.is_empty() {
                return changes;
            }
        }
    }

    pub(super) fn arrive(&self, user: i64) {
        let mut ledger = locked(&self.ledger);
        let stay = ledger.users.entry(user).or_default();
        stay.connections += 1;
        stay.empty_since = None;
        if !stay.told && ledger.unsettled.insert(user) {
            self.touched.notify_one();
        }
    }

    pub(super) fn depart(&self, user: i64) {
        let mut ledger = locked(&self.ledger);
        let Some(stay) = ledger.users.get_mut(&user) else { return };
        stay.connections = stay.connections.saturating_sub(1);
        if stay.connections == 0 && ledger.unsettled.insert(user) {
            self.touched.notify_one();
        }
    }

    /// What is to be told at this moment.
    fn settle(&self, now: Instant) -> Vec<(i64, bool)> {
        let mut changes = Vec::new();
        let Ledger { users, unsettled } = &mut *locked(&self.ledger);
        unsettled.retain(|&user| {
            let Some(stay) = users.get_mut(&user) else { return false };
            if !stay.told {
                stay.told = true;
                changes.push((user, true));
            }
            if stay.connections > 0 {
                return false;
            }
            let gone = now.saturating_duration_since(*stay.empty_since.get_or_insert(now)) >= self.grace;
            if gone {
                users.remove(&user);
                changes.push((user, false));
            }
            !gone
        });
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::{GRACE, Presence};
    use std::time::{Duration, Instant};

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_user_comes_once_and_goes_after_the_grace() {
        let (presence, start) = (Presence::default(), Instant::now());
        presence.arrive(1);
        presence.arrive(1);
        assert!(presence.here(1));
        assert_eq!(presence.settle(start), [(1, true)]);
        presence.depart(1);
        assert_eq!(presence.settle(start + 60 * SECOND), []);
        presence.depart(1);
        assert_eq!(presence.settle(start + 61 * SECOND), []);
        assert_eq!(presence.settle(start + 61 * SECOND + GRACE - Duration::from_millis(1)), []);
        assert!(presence.here(1));
        assert_eq!(presence.settle(start + 61 * SECOND + GRACE), [(1, false)]);
        assert!(!presence.here(1));
    }

    #[test]
    fn going_to_another_page_is_no_change() {
        let (presence, start) = (Presence::default(), Instant::now());
        presence.arrive(1);
        assert_eq!(presence.settle(start), [(1, true)]);
        for second in 1..60 {
            presence.depart(1);
            assert_eq!(presence.settle(start + second * SECOND), []);
            presence.arrive(1);
            assert_eq!(presence.settle(start + second * SECOND + SECOND / 2), []);
        }
        assert!(presence.here(1));
    }

    #[test]
    fn the_grace_begins_anew_with_every_departure() {
        let (presence, start) = (Presence::default(), Instant::now());
        presence.arrive(1);
        presence.depart(1);
        assert_eq!(presence.settle(start), [(1, true)]);
        presence.arrive(1);
        assert_eq!(presence.settle(start + 11 * SECOND), []);
        presence.depart(1);
        assert_eq!(presence.settle(start + 12 * SECOND), []);
        assert_eq!(presence.settle(start + 23 * SECOND), []);
        assert_eq!(presence.settle(start + 24 * SECOND), [(1, false)]);
    }

    #[test]
    fn who_came_for_a_moment_is_told_as_come_and_then_gone() {
        let (presence, start) = (Presence::default(), Instant::now());
        presence.arrive(1);
        presence.depart(1);
        assert_eq!(presence.settle(start), [(1, true)]);
        assert_eq!(presence.settle(start + GRACE), [(1, false)]);
        assert_eq!(presence.settle(start + 2 * GRACE), []);
    }

    #[test]
    fn a_company_that_returns_is_one_batch() {
        let presence = Presence::default();
        (0..10_000).for_each(|user| presence.arrive(user));
        assert_eq!(presence.settle(Instant::now()).len(), 10_000);
        assert_eq!(presence.all_here().len(), 10_000);
    }

    #[actix_web::test]
    async fn changes_wait_until_there_are_some() {
        let presence = Presence::paced(Duration::ZERO, Duration::ZERO);
        let arrival = async {
            tokio::task::yield_now().await;
            presence.arrive(7);
        };
        let (changes, ()) = tokio::join!(presence.next_changes(), arrival);
        assert_eq!(changes, [(7, true)]);
        presence.depart(7);
        assert_eq!(presence.next_changes().await, [(7, false)]);
    }
}
