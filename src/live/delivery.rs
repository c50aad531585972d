//! What waits for one connection.

use super::{CloseCode, Frame, Owner, Topic, locked};
use bytes::{Bytes, BytesMut};
use std::{
    collections::VecDeque,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

/// How often a connection gets a heartbeat. Proxies end connections that are silent for 60 s; the script counts on it.
const HEARTBEAT: Duration = Duration::from_secs(25);

/// After how long without a byte (a pong is one) a connection counts as dead: two heartbeats and 20 s to answer.
const SILENCE: Duration = Duration::from_secs(70);

/// How much is joined into one write. A write costs more than anything else, but actix keeps the largest buffer that a
/// connection ever needed, up to 128 KB: after one burst of 120 KB each to 9,000 pages, chunks of 64 KB left 720 MB in
/// use, chunks of 8 KB 186 MB, at the same speed.
const CHUNK_BYTES: usize = 8 * 1024;

/// How much may wait for one connection before it is cut off and has to catch up; how long its page may rest.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Frames at most, at least 1.
    pub frames: usize,
    /// Bytes at most. A single frame above it is taken if nothing else waits: refused, it would be refused for ever.
    pub bytes: usize,
    /// A page that nobody has used for so long is idle.
    pub idle: Duration,
    /// People that a page may ask about in its life.
    pub asked: usize,
    /// Frames that a page may send between two beats.
    pub said: usize,
    /// Pages that one user may have open: each takes a socket away from the others.
    pub pages: usize,
}

impl Default for Limits {
    /// 512 frames, 1 MiB: a burst in a busy company, and a page of catch-up. Five minutes. Some people for each department of a large
    /// company. A page says two things in a second at most, and what was held up on the way comes at once.
    fn default() -> Limits {
        Limits { frames: 512, bytes: 1024 * 1024, idle: Duration::from_secs(300), asked: 10_000, said: 200, pages: 200 }
    }
}

/// What became of a frame that was to be queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(super) enum Pushed {
    Queued,
    /// It did not fit; the connection is now ending with [`CloseCode::LAGGING`].
    Overflowed,
    /// The connection was ending already.
    Ended,
}

/// One connection as the hub sees it: its owner, its subscriptions, and the queue that its socket drains.
#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) id: u64,
    pub(super) owner: Owner,
    limits: Limits,
    /// None once the connection is forgotten; nothing subscribes it again.
    pub(super) subscriptions: Mutex<Option<Vec<Topic>>>,
    /// Set by the socket for every byte it gets and taken back by the beat, so that neither needs a clock.
    heard: AtomicBool,
    /// How many its page has asked about.
    asked: AtomicUsize,
    /// How many frames its page has sent since the last beat.
    said: AtomicUsize,
    queue: Mutex<Queue>,
}

#[derive(Debug, Default)]
struct Queue {
    items: VecDeque<Item>,
    bytes: usize,
    /// How many frames of no topic were queued so far.
    stated: u64,
    waker: Option<Waker>,
    end: End,
    pulse: Option<Pulse>,
}

#[derive(Debug)]
struct Item {
    topic: Option<Topic>,
    frame: Frame,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum End {
    #[default]
    Open,
    /// The close frame follows what is queued.
    Closing(CloseCode),
    /// The close frame is written.
    Closed,
}

#[derive(Debug)]
struct Pulse {
    next: Instant,
    heard: Instant,
}

impl Delivery {
    pub(super) fn new(id: u64, owner: Owner, limits: Limits) -> Delivery {
        Delivery {
            id,
            owner,
            limits,
            subscriptions: Mutex::new(Some(Vec::new())),
            heard: AtomicBool::new(false),
            asked: AtomicUsize::new(0),
            said: AtomicUsize::new(0),
            queue: Mutex::default(),
        }
    }

    pub(super) fn may_ask(&self, more: usize) -> bool {
        self.asked.fetch_add(more, Ordering::Relaxed).saturating_add(more) <= self.limits.asked
    }

    /// Counts a frame of its page; false for one too many.
    pub(super) fn may_say(&self) -> bool {
        self.said.fetch_add(1, Ordering::Relaxed) < self.limits.said
    }

    /// Queues a frame and wakes the socket. If it does not fit, what is queued is dropped and the connection ends.
    pub(super) fn push(&self, topic: Option<Topic>, frame: &Frame) -> Pushed {
        let pushed = self.queue(topic, frame);
        self.wake();
        pushed
    }

    /// The same without waking the socket.
    pub(super) fn queue(&self, topic: Option<Topic>, frame: &Frame) -> Pushed {
        locked(&self.queue).push(Item { topic, frame: frame.clone() }, self.limits)
    }

    /// Has the socket write what waits, if anything does.
    pub(super) fn wake(&self) {
        let mut queue = locked(&self.queue);
        let waker = if queue.is_waiting() { queue.waker.take() } else { None };
        drop(queue);
        waker.into_iter().for_each(Waker::wake);
    }

    /// How many frames of no topic were queued so far.
    pub(super) fn stated(&self) -> u64 {
        locked(&self.queue).stated
    }

    /// Queues a frame of no topic, unless others were queued since [`stated`](Delivery::stated) was this: then None.
    pub(super) fn push_unless_stated(&self, since: u64, frame: &Frame) -> Option<Pushed> {
        let mut queue = locked(&self.queue);
        if queue.stated != since {
            return None;
        }
        let pushed = queue.push(Item { topic: None, frame: frame.clone() }, self.limits);
        let waker = queue.waker.take();
        drop(queue);
        waker.into_iter().for_each(Waker::wake);
        Some(pushed)
    }

    /// Takes the frames of the topic out of the queue.
    pub(super) fn withdraw(&self, topic: Topic) {
        locked(&self.queue).retain(|item| item.topic != Some(topic));
    }

    /// Ends the connection with this code, the first one given. Most codes drop what is queued.
    pub(super) fn close(&self, code: CloseCode) {
        let mut queue = locked(&self.queue);
        queue.close(code);
        let waker = queue.waker.take();
        drop(queue);
        waker.into_iter().for_each(Waker::wake);
    }

    /// The next bytes to write: all queued frames joined, up to [`CHUNK_BYTES`] or one frame. None after the close frame.
    pub(super) fn poll_chunk(&self, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let mut queue = locked(&self.queue);
        if queue.end == End::Closed {
            return Poll::Ready(None);
        }
        if let Some(chunk) = queue.next_chunk() {
            return Poll::Ready(Some(chunk));
        }
        match &mut queue.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
        Poll::Pending
    }

    /// Whether something could be written now.
    pub(super) fn is_waiting(&self) -> bool {
        locked(&self.queue).is_waiting()
    }

    /// Notes that the other side has sent something.
    pub(super) fn hear(&self) {
        self.heard.store(true, Ordering::Relaxed);
    }

    /// Queues a heartbeat if one is due. False if nothing was heard for [`SILENCE`] up to `now`, or the queue is full.
    ///
    /// The first one comes after less than [`HEARTBEAT`], by the connection's number: who came in one instant, as after a
    /// restart, is not written to in one instant every time.
    pub(super) fn beat(&self, now: Instant) -> bool {
        let heard = self.heard.swap(false, Ordering::Relaxed);
        self.said.store(0, Ordering::Relaxed);
        let mut queue = locked(&self.queue);
        let pulse = queue.pulse.get_or_insert_with(|| Pulse {
            next: now + Duration::from_secs(self.id % HEARTBEAT.as_secs()),
            heard: now,
        });
        if heard {
            pulse.heard = now;
        }
        let silent = now.saturating_duration_since(pulse.heard) >= SILENCE;
        let due = now >= pulse.next;
        if due {
            pulse.next = now + HEARTBEAT;
        }
        drop(queue);
        !silent && (!due || self.push(None, &Frame::heartbeat()) != Pushed::Overflowed)
    }
}

impl Queue {
    fn is_waiting(&self) -> bool {
        !self.items.is_empty() || matches!(self.end, End::Closing(_))
    }

    fn push(&mut self, item: Item, limits: Limits) -> Pushed {
        if self.end != End::Open {
            return Pushed::Ended;
        }
        let size = item.frame.bytes().len();
        let fits = self.items.len() < limits.frames && self.bytes + size <= limits.bytes;
        if !fits && !self.items.is_empty() {
            self.close(CloseCode::LAGGING);
            return Pushed::Overflowed;
        }
        self.bytes += size;
        self.stated += u64::from(item.topic.is_none());
        self.items.push_back(item);
        Pushed::Queued
    }

    fn close(&mut self, code: CloseCode) {
        if self.end != End::Open {
            return;
        }
        if !code.after_queued() {
            self.retain(|_| false);
        }
        self.end = End::Closing(code);
    }

    fn retain(&mut self, keep: impl Fn(&Item) -> bool) {
        self.items.retain(keep);
        self.bytes = self.items.iter().map(|item| item.frame.bytes().len()).sum();
        self.release();
    }

    fn next_chunk(&mut self) -> Option<Bytes> {
        if let End::Closing(code) = self.end
            && self.items.is_empty()
        {
            self.end = End::Closed;
            return Some(Frame::close(code).bytes().clone());
        }
        let first = self.pop()?;
        if !self.next_fits(first.len()) {
            return Some(first);
        }
        let mut chunk = BytesMut::with_capacity(first.len() + self.bytes.min(CHUNK_BYTES));
        chunk.extend_from_slice(&first);
        while self.next_fits(chunk.len()) {
            chunk.extend(self.pop());
        }
        Some(chunk.freeze())
    }

    fn next_fits(&self, filled: usize) -> bool {
        self.items.front().is_some_and(|item| filled + item.frame.bytes().len() <= CHUNK_BYTES)
    }

    fn pop(&mut self) -> Option<Bytes> {
        let item = self.items.pop_front()?;
        self.bytes -= item.frame.bytes().len();
        self.release();
        Some(item.frame.bytes().clone())
    }

    /// An idle connection keeps no buffer: ten thousand of them are mostly idle.
    fn release(&mut self) {
        if self.items.is_empty() {
            self.items = VecDeque::new();
        }
    }
}
