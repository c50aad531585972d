//! Every open connection of this process, and the ways to reach them.

use super::{
    Attendance, CloseCode, Connection, Frame, Limits, Owner, Topic, Variant,
    audience::Audiences,
    delivery::{Delivery, Pushed},
    locked,
};
use crate::clock::Clock;
use std::{
    collections::{BTreeSet, HashMap},
    fmt,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// How often [`Hub::beat`] wants to be called. Each call writes to the connections that are due, about one in 25.
pub const BEAT_EVERY: Duration = Duration::from_secs(1);

/// How many parts the users are kept in, so that a lookup seldom waits.
const SHARDS: usize = 16;

/// What frames of several topics are queued under. Nobody listens to it, so that no revocation takes one back.
const TOGETHER: Topic = Topic::new("together", 0);

/// What is done with what a page says; it must not block.
pub type Listener = Box<dyn Fn(Connection, &str) + Send + Sync>;

/// Everything that is connected to this process. Every method is short, never blocks on a socket, and may be called from
/// any thread.
pub struct Hub {
    limits: Limits,
    next_id: AtomicU64,
    open: AtomicUsize,
    audiences: Audiences,
    users: Vec<Mutex<HashMap<i64, Vec<Arc<Delivery>>>>>,
    attendance: Attendance,
    listener: OnceLock<Listener>,
    frames: AtomicU64,
    lagging: AtomicU64,
}

/// What a hub has done since it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Frames that were queued, once for each connection.
    pub frames: u64,
    /// Connections that were cut off because they did not read, or said nothing.
    pub lagging: u64,
}

impl Hub {
    /// A hub without connections.
    pub fn new(limits: Limits, clock: Clock) -> Arc<Hub> {
        Arc::new(Hub {
            limits,
            next_id: AtomicU64::new(1),
            open: AtomicUsize::new(0),
            audiences: Audiences::new(),
            users: (0..SHARDS).map(|_| Mutex::default()).collect(),
            attendance: Attendance::new(clock, limits.idle),
            listener: OnceLock::new(),
            frames: AtomicU64::new(0),
            lagging: AtomicU64::new(0),
        })
    }

    /// Who is here, and how.
    pub fn attendance(&self) -> &Attendance {
        &self.attendance
    }

    /// Has the listener hear what pages say, but for how long nobody has used them: that is the attendance's. The first
    /// one stays.
    pub fn listen(&self, listener: Listener) {
        // It is set once, at the start.
        let _ = self.listener.set(listener);
    }

    /// What a page says: the seconds since somebody used it, or a text for the listener.
    pub(super) fn hear(self: &Arc<Hub>, delivery: &Arc<Delivery>, text: &str) {
        // A number may begin with a plus, as the people whom a page shows do, be it one.
        if let Some(seconds) = text.parse::<u32>().ok().filter(|_| !text.starts_with('+')) {
            let unused = Duration::from_secs(seconds.into());
            self.attendance.unused(delivery.owner.user, delivery.id, unused);
        } else if let Some(listener) = self.listener.get() {
            listener(Connection::new(self.clone(), delivery.clone()), text);
        }
    }

    /// Registers a connection that is not yet subscribed to anything and whose page nobody has used for so long. It counts
    /// as open until [`Connection::leave`], which its socket calls when it is dropped, or until the hub closes it.
    pub fn open(self: &Arc<Hub>, owner: Owner, unused: Duration) -> Connection {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let delivery = Arc::new(Delivery::new(id, owner, self.limits));
        locked(self.shard(owner.user)).entry(owner.user).or_default().push(delivery.clone());
        self.open.fetch_add(1, Ordering::Relaxed);
        self.attendance.arrive(owner.user, id, unused);
        Connection::new(self.clone(), delivery)
    }

    /// The renderings of the topic that somebody reads, each once. Empty: nobody listens, and nothing need be rendered.
    pub fn variants(&self, topic: Topic) -> Vec<Variant> {
        self.audiences.variants(topic)
    }

    /// The users with at least one connection that listens to the topic, each once, ascending.
    pub fn owners(&self, topic: Topic) -> Vec<i64> {
        self.audiences.users(topic)
    }

    /// How many connections listen to the topic.
    pub fn listeners(&self, topic: Topic) -> usize {
        self.audiences.count(topic)
    }

    /// Queues the frame for every connection that listens to the topic and reads this rendering; returns for how many.
    /// Those whose queue is full are closed as lagging. Calls for one topic must come in the order of its revisions.
    pub fn send(&self, topic: Topic, variant: Variant, frame: &Frame) -> usize {
        let mut queued = 0;
        let mut lagging = Vec::new();
        self.audiences.each(topic, variant, |delivery| match delivery.push(Some(topic), frame) {
            Pushed::Queued => queued += 1,
            Pushed::Overflowed => lagging.push(delivery.clone()),
            Pushed::Ended => {}
        });
        self.frames.fetch_add(queued as u64, Ordering::Relaxed);
        // Only now: the audience is locked while its connections are visited.
        lagging.iter().for_each(|delivery| self.drop_lagging(delivery));
        queued
    }

    /// Queues one frame for each connection that listens to any of the topics; returns for how many. `render` makes it for
    /// a rendering and those of the topics, by their place and in their order, that the connection listens to; all that
    /// listen to the same ones share it.
    pub fn send_together(&self, topics: &[Topic], mut render: impl FnMut(Variant, &[usize]) -> Option<Frame>) -> usize {
        let mut listeners: HashMap<u64, (Arc<Delivery>, Vec<usize>)> = HashMap::new();
        for (at, topic) in topics.iter().enumerate() {
            self.audiences.all(*topic, |delivery| {
                listeners.entry(delivery.id).or_insert_with(|| (delivery.clone(), Vec::new())).1.push(at);
            });
        }
        let mut alike: HashMap<(Variant, Vec<usize>), Vec<Arc<Delivery>>> = HashMap::new();
        for (delivery, places) in listeners.into_values() {
            alike.entry((delivery.owner.variant, places)).or_default().push(delivery);
        }
        let mut queued = 0;
        for ((variant, places), deliveries) in alike {
            if let Some(frame) = render(variant, &places) {
                queued += deliveries.iter().filter(|one| self.push(one, Some(TOGETHER), &frame)).count();
            }
        }
        queued
    }

    /// Queues a frame for each connection of the user, whatever it listens to: what `render` makes for whom reads this
    /// rendering. No revocation takes it back.
    pub fn send_rendered(&self, user: i64, render: impl FnMut(Variant) -> Option<Frame>) {
        self.rendered(user, render, Delivery::push);
    }

    /// As [`send_rendered`](Hub::send_rendered), but the connections do not write yet: [`wake_user`](Hub::wake_user) has them.
    pub fn queue_rendered(&self, user: i64, render: impl FnMut(Variant) -> Option<Frame>) {
        self.rendered(user, render, Delivery::queue);
    }

    fn rendered(
        &self,
        user: i64,
        mut render: impl FnMut(Variant) -> Option<Frame>,
        how: fn(&Delivery, Option<Topic>, &Frame) -> Pushed,
    ) {
        for delivery in self.of_user(user) {
            if let Some(frame) = render(delivery.owner.variant) {
                self.settle(&delivery, how(&delivery, None, &frame));
            }
        }
    }

    /// As [`send`](Hub::send), but the connections do not write yet: what is queued for them next goes out with it, or
    /// [`wake`](Hub::wake) has them write. A write costs more than anything else.
    pub fn queue(&self, topic: Topic, variant: Variant, frame: &Frame) {
        let mut lagging = Vec::new();
        let mut queued = 0;
        self.audiences.each(topic, variant, |delivery| match delivery.queue(Some(topic), frame) {
            Pushed::Queued => queued += 1,
            Pushed::Overflowed => lagging.push(delivery.clone()),
            Pushed::Ended => {}
        });
        self.frames.fetch_add(queued, Ordering::Relaxed);
        lagging.iter().for_each(|delivery| self.drop_lagging(delivery));
    }

    /// Has the connections that listen to the topic write what waits for them.
    pub fn wake(&self, topic: Topic) {
        self.audiences.all(topic, |delivery| delivery.wake());
    }

    /// Has the user's connections write what waits for them.
    pub fn wake_user(&self, user: i64) {
        self.of_user(user).iter().for_each(|delivery| delivery.wake());
    }

    /// The number of the oldest connection that the user has at this moment. While it is the same they have been connected
    /// without a gap.
    pub fn connected_since(&self, user: i64) -> Option<u64> {
        locked(self.shard(user)).get(&user)?.iter().map(|delivery| delivery.id).min()
    }

    /// The rendering that the user's oldest connection reads.
    pub fn variant_of(&self, user: i64) -> Option<Variant> {
        locked(self.shard(user)).get(&user)?.first().map(|delivery| delivery.owner.variant)
    }

    /// Queues the frame for every connection of the user, whatever they listen to; returns for how many. No revocation
    /// takes it back.
    pub fn send_to_user(&self, user: i64, frame: &Frame) -> usize {
        self.of_user(user).iter().filter(|delivery| self.push(delivery, None, frame)).count()
    }

    /// Ends the user's subscriptions to the topic and drops what is queued of it. When this returns, nothing of the topic
    /// leaves the queues of the user's connections any more; a chunk that is being written is not called back.
    pub fn revoke(&self, user: i64, topic: Topic) {
        for delivery in self.of_user(user) {
            self.unsubscribe(&delivery, topic);
            delivery.withdraw(topic);
        }
    }

    /// Subscribes every connection of the user to the topic.
    pub fn subscribe_user(&self, user: i64, topic: Topic) {
        for delivery in self.of_user(user) {
            self.subscribe(&delivery, topic);
        }
    }

    /// The sessions that have a connection, in ascending order.
    pub fn sessions(&self) -> Vec<i64> {
        let sessions: BTreeSet<i64> = self.all().iter().map(|delivery| delivery.owner.session).collect();
        sessions.into_iter().collect()
    }

    /// Closes the connections of one session.
    pub fn close_session(&self, session: i64, code: CloseCode) {
        // By search: a sign-out is rare, and ten thousand connections are looked through in less than a millisecond.
        self.all().iter().filter(|delivery| delivery.owner.session == session).for_each(|one| self.close(one, code));
    }

    /// Closes the user's connections.
    pub fn close_user(&self, user: i64, code: CloseCode) {
        self.of_user(user).iter().for_each(|one| self.close(one, code));
    }

    /// Closes every connection. What is queued is sent before [`CloseCode::GOING_AWAY`] and [`CloseCode::RESTART`].
    pub fn close_all(&self, code: CloseCode) {
        self.all().iter().for_each(|delivery| self.close(delivery, code));
    }

    /// What it has done since it was made.
    pub fn sent(&self) -> Sent {
        Sent { frames: self.frames.load(Ordering::Relaxed), lagging: self.lagging.load(Ordering::Relaxed) }
    }

    /// How many connections are open.
    pub fn open_connections(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// How many pages the user has open.
    pub fn pages_of(&self, user: i64) -> usize {
        locked(self.shard(user)).get(&user).map_or(0, Vec::len)
    }

    /// Whether the user has as many pages open as one may.
    pub fn is_full(&self, user: i64) -> bool {
        locked(self.shard(user)).get(&user).is_some_and(|connections| connections.len() >= self.limits.pages)
    }

    /// Whether the user has a connection at this moment, without the grace that [`Attendance::of`] gives.
    pub fn is_connected(&self, user: i64) -> bool {
        locked(self.shard(user)).contains_key(&user)
    }

    /// Sends the heartbeats that are due (every 25 s for each connection, spread) and closes who was not heard for 70 s.
    /// One worker calls it every [`BEAT_EVERY`] with the time.
    pub fn beat(&self, now: Instant) {
        self.all().iter().filter(|delivery| !delivery.beat(now)).for_each(|delivery| self.drop_lagging(delivery));
    }

    /// Adds the topic to the connection's, once. False if the connection has ended.
    pub(super) fn subscribe(&self, delivery: &Arc<Delivery>, topic: Topic) -> bool {
        let mut subscriptions = locked(&delivery.subscriptions);
        let Some(topics) = subscriptions.as_mut() else { return false };
        if !topics.contains(&topic) {
            topics.push(topic);
            self.audiences.join(topic, delivery);
        }
        true
    }

    pub(super) fn unsubscribe(&self, delivery: &Arc<Delivery>, topic: Topic) {
        let mut subscriptions = locked(&delivery.subscriptions);
        let Some(topics) = subscriptions.as_mut() else { return };
        if let Some(at) = topics.iter().position(|one| *one == topic) {
            topics.swap_remove(at);
            self.audiences.leave(topic, delivery);
        }
    }

    /// Queues a frame of a topic for one connection, if it is subscribed: a replay must not outlive a revocation.
    pub(super) fn push_subscribed(&self, delivery: &Arc<Delivery>, topic: Topic, frame: &Frame) -> bool {
        let subscriptions = locked(&delivery.subscriptions);
        if !subscriptions.as_ref().is_some_and(|topics| topics.contains(&topic)) {
            return false;
        }
        let pushed = delivery.push(Some(topic), frame);
        drop(subscriptions);
        self.settle(delivery, pushed)
    }

    /// Queues a frame for one connection; false if it has ended or ends now, for want of room.
    pub(super) fn push(&self, delivery: &Arc<Delivery>, topic: Option<Topic>, frame: &Frame) -> bool {
        self.settle(delivery, delivery.push(topic, frame))
    }

    /// Queues a frame of no topic, unless others were queued since; false then.
    pub(super) fn push_unless_stated(&self, delivery: &Arc<Delivery>, since: u64, frame: &Frame) -> bool {
        match delivery.push_unless_stated(since, frame) {
            Some(pushed) => {
                self.settle(delivery, pushed);
                true
            }
            None => false,
        }
    }

    fn settle(&self, delivery: &Arc<Delivery>, pushed: Pushed) -> bool {
        match pushed {
            Pushed::Queued => drop(self.frames.fetch_add(1, Ordering::Relaxed)),
            Pushed::Overflowed => self.drop_lagging(delivery),
            Pushed::Ended => {}
        }
        pushed == Pushed::Queued
    }

    fn drop_lagging(&self, delivery: &Arc<Delivery>) {
        self.lagging.fetch_add(1, Ordering::Relaxed);
        tracing::debug!(user = delivery.owner.user, connection = delivery.id, "connection lags and is cut off");
        self.close(delivery, CloseCode::LAGGING);
    }

    /// Ends a connection. It is forgotten at once: its socket may not be able to write for a long time.
    pub(super) fn close(&self, delivery: &Arc<Delivery>, code: CloseCode) {
        delivery.close(code);
        self.forget(delivery);
    }

    /// Removes every trace of the connection, the first time.
    pub(super) fn forget(&self, delivery: &Arc<Delivery>) {
        let Some(topics) = locked(&delivery.subscriptions).take() else { return };
        topics.into_iter().for_each(|topic| self.audiences.leave(topic, delivery));
        let user = delivery.owner.user;
        let mut shard = locked(self.shard(user));
        if let Some(connections) = shard.get_mut(&user) {
            connections.retain(|one| !Arc::ptr_eq(one, delivery));
            if connections.is_empty() {
                shard.remove(&user);
            }
        }
        drop(shard);
        self.open.fetch_sub(1, Ordering::Relaxed);
        self.attendance.depart(user, delivery.id);
    }

    fn of_user(&self, user: i64) -> Vec<Arc<Delivery>> {
        locked(self.shard(user)).get(&user).cloned().unwrap_or_default()
    }

    fn all(&self) -> Vec<Arc<Delivery>> {
        let mut all = Vec::with_capacity(self.open_connections());
        for shard in &self.users {
            all.extend(locked(shard).values().flatten().cloned());
        }
        all
    }

    fn shard(&self, user: i64) -> &Mutex<HashMap<i64, Vec<Arc<Delivery>>>> {
        &self.users[user.unsigned_abs() as usize % SHARDS]
    }
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub").field("open", &self.open).finish_non_exhaustive()
    }
}
