//! Who listens to a topic.

use super::{Topic, Variant, delivery::Delivery, locked};
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

/// How many parts the topics are kept in. Whoever joins or leaves a topic that is being sent to holds its part until the
/// sending is through (milliseconds at ten thousand); the others do not wait.
const SHARDS: usize = 64;

/// The connections of every topic that anybody listens to. A topic that nobody listens to takes no memory.
#[derive(Debug)]
pub(super) struct Audiences {
    shards: Vec<Mutex<HashMap<Topic, Arc<Audience>>>>,
    hasher: RandomState,
}

/// The connections of one topic by the rendering that they read; no list in it is empty.
#[derive(Debug, Default)]
struct Audience(RwLock<Vec<(Variant, Vec<Arc<Delivery>>)>>);

impl Audiences {
    pub(super) fn new() -> Audiences {
        Audiences { shards: (0..SHARDS).map(|_| Mutex::default()).collect(), hasher: RandomState::new() }
    }

    /// Adds the connection, which must not be in it.
    pub(super) fn join(&self, topic: Topic, delivery: &Arc<Delivery>) {
        // The shard stays locked while the audience changes: an audience that is left empty is removed under the same
        // lock, so nobody can join one that is no longer in the map.
        let mut shard = locked(self.shard(topic));
        shard.entry(topic).or_default().add(delivery);
    }

    /// Removes the connection, if it is there.
    pub(super) fn leave(&self, topic: Topic, delivery: &Arc<Delivery>) {
        let mut shard = locked(self.shard(topic));
        if shard.get(&topic).is_some_and(|audience| audience.remove(delivery)) {
            shard.remove(&topic);
        }
    }

    /// Calls `visit` for each connection that reads this rendering of the topic; others may send meanwhile.
    pub(super) fn each(&self, topic: Topic, variant: Variant, mut visit: impl FnMut(&Arc<Delivery>)) {
        self.read(topic, |groups| {
            groups.iter().filter(|group| group.0 == variant).flat_map(|group| &group.1).for_each(&mut visit);
        });
    }

    /// Calls `visit` for each connection of the topic.
    pub(super) fn all(&self, topic: Topic, mut visit: impl FnMut(&Arc<Delivery>)) {
        self.read(topic, |groups| groups.iter().flat_map(|group| &group.1).for_each(&mut visit));
    }

    /// The renderings that somebody reads, each once, in no order.
    pub(super) fn variants(&self, topic: Topic) -> Vec<Variant> {
        self.read(topic, |groups| groups.iter().map(|group| group.0).collect())
    }

    /// How many connections listen.
    pub(super) fn count(&self, topic: Topic) -> usize {
        self.read(topic, |groups| groups.iter().map(|group| group.1.len()).sum())
    }

    /// The users who listen, each once, in ascending order.
    pub(super) fn users(&self, topic: Topic) -> Vec<i64> {
        let mut users: Vec<i64> =
            self.read(topic, |groups| groups.iter().flat_map(|group| &group.1).map(|one| one.owner.user).collect());
        users.sort_unstable();
        users.dedup();
        users
    }

    /// Reads the audience without its shard's lock. What `read` makes of nobody, if there is none.
    fn read<T>(&self, topic: Topic, read: impl FnOnce(&[(Variant, Vec<Arc<Delivery>>)]) -> T) -> T {
        let audience = locked(self.shard(topic)).get(&topic).cloned();
        match audience {
            Some(audience) => read(&audience.0.read().unwrap_or_else(PoisonError::into_inner)),
            None => read(&[]),
        }
    }

    fn shard(&self, topic: Topic) -> &Mutex<HashMap<Topic, Arc<Audience>>> {
        &self.shards[self.hasher.hash_one(topic) as usize % SHARDS]
    }
}

impl Audience {
    fn add(&self, delivery: &Arc<Delivery>) {
        let mut groups = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let variant = delivery.owner.variant;
        match groups.iter_mut().find(|group| group.0 == variant) {
            Some(group) => group.1.push(delivery.clone()),
            None => groups.push((variant, vec![delivery.clone()])),
        }
    }

    /// Whether nobody is left.
    fn remove(&self, delivery: &Arc<Delivery>) -> bool {
        let mut groups = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = groups.iter().position(|group| group.0 == delivery.owner.variant) {
            let group = &mut groups[at].1;
            if let Some(place) = group.iter().position(|one| Arc::ptr_eq(one, delivery)) {
                group.swap_remove(place);
            }
            if group.is_empty() {
                groups.swap_remove(at);
            }
        }
        groups.is_empty()
    }
}
