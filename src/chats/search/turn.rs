//! Whose turn it is to search: a search may take long, and neither many people's nor one's own may keep all connections from the others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::id::UserId;
use crate::store::SQLITE_READERS;

/// Searches at once: some readers are left for the others.
const TOGETHER: usize = SQLITE_READERS as usize - 1;
/// Searches of one person at once.
const OF_ONE: usize = 2;
/// How long one waits for one's turn.
const PATIENCE: Duration = Duration::from_secs(5);
/// People who are remembered, though they may have gone; past that who has is forgotten.
const PEOPLE: usize = 1_000;

/// All searches that go on.
pub struct Searches {
    together: Arc<Semaphore>,
    people: Mutex<HashMap<UserId, Weak<Semaphore>>>,
    patience: Duration,
}

/// A search that goes on, as long as this is there.
pub struct Turn(#[expect(dead_code, reason = "they are given back when it is dropped")] [OwnedSemaphorePermit; 2]);

impl Default for Searches {
    fn default() -> Searches {
        Searches::patient(PATIENCE)
    }
}

impl Searches {
    /// The longest that a search may take, and a database for one of its statements.
    pub const LONGEST: Duration = Duration::from_secs(5);

    fn patient(patience: Duration) -> Searches {
        Searches { together: Arc::new(Semaphore::new(TOGETHER)), people: Mutex::default(), patience }
    }

    /// The person's turn; none if it does not come within five seconds.
    pub async fn turn(&self, user: UserId) -> Option<Turn> {
        let mine = self.of(user);
        let both = async {
            let mine = mine.acquire_owned().await.ok()?;
            let one = self.together.clone().acquire_owned().await.ok()?;
            Some(Turn([mine, one]))
        };
        tokio::time::timeout(self.patience, both).await.ok().flatten()
    }

    fn of(&self, user: UserId) -> Arc<Semaphore> {
        let mut people = self.people.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if people.len() >= PEOPLE {
            people.retain(|_, of| of.strong_count() > 0);
        }
        if let Some(mine) = people.get(&user).and_then(Weak::upgrade) {
            return mine;
        }
        let mine = Arc::new(Semaphore::new(OF_ONE));
        people.insert(user, Arc::downgrade(&mine));
        mine
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_takes_all_turns_and_what_ends_gives_its_own_back() {
        let searches = Searches::patient(Duration::ZERO);
        let (elin, jonas, maren) = (UserId(1), UserId(2), UserId(3));
        let mut mine = [searches.turn(elin).await, searches.turn(elin).await];
        assert!(mine.iter().all(Option::is_some));
        assert!(searches.turn(elin).await.is_none(), "she has two");
        let his = searches.turn(jonas).await;
        assert!(his.is_some(), "there is one for others");
        assert!(searches.turn(maren).await.is_none(), "a reader is left for what is no search");
        mine[0] = None;
        assert!(searches.turn(maren).await.is_some());
        drop((mine, his));
        assert!(searches.turn(elin).await.is_some());
    }
}
