//! Open pages: who listens to what, what waits for whom, who is here and how.
//!
//! This room moves bytes and knows nothing of what they say: it holds no HTML and no area. An area makes its [`Topic`]s
//! and renders a [`Frame`] once per [`Variant`] that somebody reads; the [`Hub`] queues it for every connection that
//! subscribed. Whoever opens a page calls [`upgrade`], subscribes the [`Connection`], replays what was missed, and returns
//! the response; from then on the connection's `Socket` drains its `Delivery` until the page is gone.
//!
//! Nobody is skipped in silence: a connection either gets every frame of its topics in the order of sending, or is closed
//! with a [`CloseCode`] that tells the page how to come back. What the script does with frames and codes:
//! docs/decisions/0004-live-frames.md.
//!
//! Locks, always taken in this order and never across an await: a connection's subscriptions, a shard of the audiences,
//! one audience, a connection's queue. Attendance and the shards of users are locked alone.

mod attendance;
mod audience;
mod connection;
mod delivery;
mod frame;
mod hub;
mod presence;
mod socket;
mod topic;

#[cfg(test)]
mod attendance_tests;
#[cfg(test)]
mod hub_tests;
#[cfg(test)]
mod socket_tests;

pub use attendance::{Attendance, Batch};
pub use connection::{Connection, upgrade};
pub use delivery::Limits;
pub use frame::{CloseCode, Frame};
pub use hub::{BEAT_EVERY, Hub, Listener, Sent};
pub use presence::{Hush, Leave, Plan, Presence};
pub use topic::{Owner, Topic, Variant};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The lock, even if another thread panicked while it held it: every change made under these locks leaves the data whole
/// at each step, and one failed request must not end everybody's live updates.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
