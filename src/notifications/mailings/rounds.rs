//! When who is to be looked at: in memory, since all of it can be found again.

use std::collections::{BTreeSet, HashMap};

use crate::clock::Moment;
use crate::id::UserId;

/// Who is to be looked at, the earliest first; each once.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    at: HashMap<UserId, Moment>,
    order: BTreeSet<(Moment, UserId)>,
}

impl Rounds {
    /// The person is to be looked at then, or earlier if that is planned.
    pub(super) fn plan(&mut self, user: UserId, at: Moment) {
        match self.at.get(&user) {
            Some(before) if *before <= at => return,
            Some(before) => drop(self.order.remove(&(*before, user))),
            None => {}
        }
        self.at.insert(user, at);
        self.order.insert((at, user));
    }

    /// Takes out somebody whose time has come.
    pub(super) fn next(&mut self, now: Moment) -> Option<UserId> {
        let (at, user) = self.order.first().copied().filter(|(at, _)| *at <= now)?;
        self.order.remove(&(at, user));
        self.at.remove(&user);
        Some(user)
    }

    /// When the next one's time comes.
    pub(super) fn soonest(&self) -> Option<Moment> {
        self.order.first().map(|(at, _)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_looked_at_once_and_as_early_as_was_asked() {
        let mut rounds = Rounds::default();
        for (user, at) in [(1, 30), (2, 20), (1, 10), (1, 40), (3, 50)] {
            rounds.plan(UserId(user), Moment(at));
        }
        assert_eq!(rounds.soonest(), Some(Moment(10)));
        assert_eq!(rounds.next(Moment(9)), None);
        assert_eq!((rounds.next(Moment(20)), rounds.next(Moment(20))), (Some(UserId(1)), Some(UserId(2))));
        assert_eq!((rounds.next(Moment(20)), rounds.soonest()), (None, Some(Moment(50))));
    }
}
