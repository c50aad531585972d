//! Who is here: has a page open or had one a moment ago, and whether somebody uses it.
//!
//! A page with a socket says when nobody has used it for a while, and when somebody does again. Who uses no JavaScript is
//! here by loading pages. What a person has said in advance lies over both. All of it is in memory, one entry for each
//! person who is here or has a plan; docs/decisions/0010-presence.md says why.

use super::{Hush, Plan, Presence, locked};
use crate::clock::{Clock, Moment};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::{Mutex, MutexGuard},
    time::Duration,
};

/// How long a user is still here after the last connection has ended: time enough to go from one page to the next, or to
/// come back after a restart of the proxy, without flickering on everybody's screen.
const GRACE: Duration = Duration::from_secs(12);

/// After a start nobody is said to be offline for so long: pages come back within 3 s, those that had given up for a
/// while within 20.
const OPENING: Duration = Duration::from_secs(20);

/// Changes are told together, at most this often.
const BATCH: Duration = Duration::from_secs(1);

/// Who loads pages without a socket is gone so many times later than away.
const GONE: u32 = 3;

/// Knows how everybody is, and tells when that changes.
///
/// After a restart everybody comes back within seconds; that is a few batches, not a storm.
#[derive(Debug)]
pub struct Attendance {
    clock: Clock,
    idle: Duration,
    ledger: Mutex<Ledger>,
    hushes: Mutex<HashMap<i64, Hush>>,
}

/// What has changed since the last batch.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Who is to be seen otherwise than before, each at most once.
    pub told: Vec<(i64, Presence)>,
    /// When those who do not use a page any more were last seen, each at most once, and at most once for each minute.
    pub seen: Vec<(i64, Moment)>,
}

#[derive(Debug)]
struct Ledger {
    /// When it was looked into last.
    now: Moment,
    /// From then on, who is not here is offline.
    opened: Moment,
    /// Those who were asked for before that and were not here.
    asked: HashSet<i64>,
    stays: HashMap<i64, Stay>,
    /// Those of whom something has changed since they were last told; all the others need not be looked at.
    unsettled: HashSet<i64>,
    /// When somebody has to be looked at again although nothing is heard of them.
    alarms: BTreeSet<(Moment, i64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Base {
    Gone,
    Away,
    Here,
}

#[derive(Debug)]
struct Stay {
    pages: Vec<Page>,
    /// When the last page was closed, and how the user was then.
    left: Option<(Moment, Base)>,
    look: Option<Look>,
    plan: Plan,
    /// The last use that is known of.
    used: Option<Moment>,
    told: Presence,
    /// The minute in which the user was last seen, if that was told.
    seen: Option<Moment>,
    alarm: Option<Moment>,
}

#[derive(Debug)]
struct Page {
    connection: u64,
    idle: bool,
}

/// Pages that are loaded without a socket.
#[derive(Clone, Copy, Debug)]
struct Look {
    session: i64,
    used: Moment,
    /// The last load, of frames that load themselves too.
    seen: Moment,
}

impl Attendance {
    /// Nobody is here. A page that nobody has used for `idle` is idle.
    pub fn new(clock: Clock, idle: Duration) -> Attendance {
        let now = clock.now();
        let ledger = Ledger {
            now,
            opened: now.after(OPENING),
            asked: HashSet::new(),
            stays: HashMap::new(),
            unsettled: HashSet::new(),
            alarms: BTreeSet::new(),
        };
        Attendance { clock, idle, ledger: Mutex::new(ledger), hushes: Mutex::default() }
    }

    fn open(&self) -> (MutexGuard<'_, Ledger>, Moment) {
        let now = self.clock.now();
        let mut ledger = locked(&self.ledger);
        ledger.keep_time(now);
        (ledger, now)
    }

    /// After how long without use a page is idle.
    pub fn idle_after(&self) -> Duration {
        self.idle
    }

    /// How the user is to be seen now.
    pub fn of(&self, user: i64) -> Presence {
        let (mut ledger, now) = self.open();
        let absent = ledger.absent(now);
        match ledger.stays.get(&user) {
            Some(stay) => stay.presence(now, self.idle, absent),
            None => {
                if absent == Presence::Unknown {
                    ledger.asked.insert(user);
                }
                absent
            }
        }
    }

    /// Whether the user has said that they are not to be disturbed now, or keeps quiet hours; a `direct` message may come through.
    pub fn is_quiet(&self, user: i64, direct: bool) -> bool {
        let now = self.clock.now();
        let until = locked(&self.ledger).stays.get(&user).and_then(|stay| stay.plan.quiet_until);
        let by_hand = until.is_some_and(|until| now < until);
        let hush = locked(&self.hushes).get(&user).cloned();
        let through = direct && hush.as_ref().is_some_and(|hush| hush.direct);
        !through && (by_hand || hush.is_some_and(|hush| hush.holds(now)))
    }

    /// The user's quiet hours are these now; none: they keep none.
    pub fn hush(&self, user: i64, hush: Option<Hush>) {
        let mut hushes = locked(&self.hushes);
        match hush {
            Some(hush) => drop(hushes.insert(user, hush)),
            None => drop(hushes.remove(&user)),
        }
    }

    /// Whether the user uses a page, whatever they have planned.
    pub fn is_active(&self, user: i64) -> bool {
        let (ledger, now) = self.open();
        ledger.stays.get(&user).is_some_and(|stay| stay.base(now, self.idle) == Base::Here)
    }

    /// Everyone who has a page with a socket open, in no order.
    pub fn all_here(&self) -> Vec<i64> {
        let ledger = locked(&self.ledger);
        ledger.stays.iter().filter(|(_, stay)| !stay.pages.is_empty()).map(|(user, _)| *user).collect()
    }

    /// Everyone who uses a page, in no order.
    pub fn all_active(&self) -> Vec<i64> {
        let (ledger, now) = self.open();
        let active = ledger.stays.iter().filter(|(_, stay)| stay.base(now, self.idle) == Base::Here);
        active.map(|(user, _)| *user).collect()
    }

    /// Waits until something has changed, at most every second. One task calls it in a loop; without it, nobody ever goes.
    /// Dropping the future loses nothing.
    pub async fn next_batch(&self) -> Batch {
        loop {
            tokio::time::sleep(BATCH).await;
            let batch = self.settle(self.clock.now());
            if batch != Batch::default() {
                return batch;
            }
        }
    }

    /// The user's plan is this one now.
    pub fn plan(&self, user: i64, plan: Plan) {
        let (mut ledger, now) = self.open();
        if plan == Plan::default() && !ledger.stays.contains_key(&user) {
            return;
        }
        ledger.touch(user, now).plan = plan;
    }

    /// The user has loaded a page without a socket in this session, having `used` one at that time; a frame that loads
    /// itself is no use.
    pub fn look(&self, user: i64, session: i64, used: Option<Moment>) {
        let (mut ledger, now) = self.open();
        let stay = ledger.touch(user, now);
        let before = stay.look.map_or(now.before(self.idle), |look| look.used);
        let used = used.map_or(before, |used| used.max(before));
        stay.look = Some(Look { session, used, seen: now });
        stay.used = stay.used.max(Some(used));
    }

    /// The session has ended: what was loaded in it says nothing any more.
    pub fn forget_session(&self, session: i64) {
        let Ledger { stays, unsettled, .. } = &mut *locked(&self.ledger);
        for (user, stay) in stays {
            if stay.look.is_some_and(|look| look.session == session) {
                stay.look = None;
                unsettled.insert(*user);
            }
        }
    }

    /// The user is nobody's colleague any more: nothing is known or told of them, at once.
    pub fn forget(&self, user: i64) {
        let ledger = &mut *locked(&self.ledger);
        ledger.unsettled.remove(&user);
        ledger.asked.remove(&user);
        if let Some(alarm) = ledger.stays.remove(&user).and_then(|stay| stay.alarm) {
            ledger.alarms.remove(&(alarm, user));
        }
    }

    /// The user has a connection more, whose page nobody has used for so long.
    pub(super) fn arrive(&self, user: i64, connection: u64, unused: Duration) {
        let (mut ledger, now) = self.open();
        let stay = ledger.touch(user, now);
        stay.pages.push(Page { connection, idle: unused >= self.idle });
        // A script runs: what was loaded before it did was loaded for it.
        (stay.left, stay.look) = (None, None);
        stay.used = stay.used.max(Some(now.before(unused)));
    }

    /// Nobody has used the connection's page for so long.
    pub(super) fn unused(&self, user: i64, connection: u64, unused: Duration) {
        let (mut ledger, now) = self.open();
        if !ledger.stays.contains_key(&user) {
            return;
        }
        let stay = ledger.touch(user, now);
        if let Some(page) = stay.pages.iter_mut().find(|page| page.connection == connection) {
            page.idle = unused >= self.idle;
            stay.used = stay.used.max(Some(now.before(unused)));
        }
    }

    pub(super) fn depart(&self, user: i64, connection: u64) {
        let (mut ledger, now) = self.open();
        if !ledger.stays.contains_key(&user) {
            return;
        }
        let stay = ledger.touch(user, now);
        let Some(at) = stay.pages.iter().position(|page| page.connection == connection) else { return };
        let page = stay.pages.swap_remove(at);
        if !page.idle {
            stay.used = Some(now);
        }
        if stay.pages.is_empty() {
            stay.left = Some((now, if page.idle { Base::Away } else { Base::Here }));
        }
    }

    /// Whether it holds nobody.
    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        let ledger = locked(&self.ledger);
        ledger.stays.is_empty() && ledger.alarms.is_empty() && ledger.unsettled.is_empty() && ledger.asked.is_empty()
    }

    /// What is to be told at this moment.
    pub(super) fn settle(&self, now: Moment) -> Batch {
        let mut batch = Batch::default();
        let ledger = &mut *locked(&self.ledger);
        ledger.keep_time(now);
        ledger.wake(now);
        let absent = ledger.absent(now);
        for user in std::mem::take(&mut ledger.unsettled) {
            let Some(stay) = ledger.stays.get_mut(&user) else {
                batch.told.push((user, absent.clone()));
                continue;
            };
            stay.tell(user, (now, self.idle, absent.clone()), &mut batch);
            let alarm = stay.turns(self.idle, ledger.opened).filter(|turn| *turn > now).min();
            if let Some(old) = std::mem::replace(&mut stay.alarm, alarm) {
                ledger.alarms.remove(&(old, user));
            }
            match alarm {
                Some(alarm) => drop(ledger.alarms.insert((alarm, user))),
                None if stay.is_over(now, self.idle) => drop(ledger.stays.remove(&user)),
                None => {}
            }
        }
        batch
    }
}

impl Ledger {
    /// What has happened so long ago has happened so long ago, though the clock was set back; what people have planned is
    /// meant by the clock.
    fn keep_time(&mut self, now: Moment) {
        let back = self.now.since(now);
        self.now = now;
        if back == Duration::ZERO {
            return;
        }
        self.opened = self.opened.before(back);
        for (user, stay) in &mut self.stays {
            stay.move_back(back);
            self.unsettled.insert(*user);
        }
    }

    /// How somebody is who is not here.
    fn absent(&self, now: Moment) -> Presence {
        if now < self.opened { Presence::Unknown } else { Presence::Offline }
    }

    /// The user's stay, which is looked at when the next batch is made.
    fn touch(&mut self, user: i64, now: Moment) -> &mut Stay {
        let told = self.absent(now);
        self.unsettled.insert(user);
        self.stays.entry(user).or_insert_with(|| Stay {
            pages: Vec::new(),
            left: None,
            look: None,
            plan: Plan::default(),
            used: None,
            told,
            seen: None,
            alarm: None,
        })
    }

    /// Has those looked at whose time has come.
    fn wake(&mut self, now: Moment) {
        if now >= self.opened {
            self.unsettled.extend(std::mem::take(&mut self.asked));
        }
        while let Some((at, user)) = self.alarms.pop_first() {
            if at > now {
                self.alarms.insert((at, user));
                return;
            }
            if let Some(stay) = self.stays.get_mut(&user) {
                stay.alarm = None;
                self.unsettled.insert(user);
            }
        }
    }
}

impl Stay {
    fn move_back(&mut self, by: Duration) {
        self.left = self.left.map(|(at, base)| (at.before(by), base));
        self.look = self.look.map(|look| Look { used: look.used.before(by), seen: look.seen.before(by), ..look });
        self.used = self.used.map(|at| at.before(by));
    }

    fn base(&self, now: Moment, idle: Duration) -> Base {
        let pages = self.pages.iter().map(|page| if page.idle { Base::Away } else { Base::Here });
        let left = self.left.filter(|left| now < left.0.after(GRACE)).map(|left| left.1);
        let look = self.look.and_then(|look| match now {
            now if now < look.used.after(idle) => Some(Base::Here),
            now if now < look.seen.after(idle * GONE) => Some(Base::Away),
            _ => None,
        });
        pages.chain(left).chain(look).max().unwrap_or(Base::Gone)
    }

    fn presence(&self, now: Moment, idle: Duration, absent: Presence) -> Presence {
        let base = match self.base(now, idle) {
            Base::Here => Presence::Online,
            Base::Away => Presence::Away,
            Base::Gone => absent,
        };
        self.plan.over(base, now)
    }

    fn tell(&mut self, user: i64, (now, idle, absent): (Moment, Duration, Presence), batch: &mut Batch) {
        let presence = self.presence(now, idle, absent);
        if self.told != presence {
            self.told = presence.clone();
            batch.told.push((user, presence));
        }
        let seen = self.last_seen(now, idle);
        if let Some(at) = seen.filter(|at| self.seen != Some(at.minute())) {
            self.seen = Some(at.minute());
            batch.seen.push((user, at));
        }
    }

    /// When somebody was last seen who is away or gone.
    fn last_seen(&self, now: Moment, idle: Duration) -> Option<Moment> {
        match self.base(now, idle) {
            Base::Here => None,
            Base::Away => self.used,
            Base::Gone => self.used.max(self.left.map(|left| left.0)).max(self.look.map(|look| look.seen)),
        }
    }

    /// The instants at which the user is seen otherwise if nothing else happens.
    fn turns(&self, idle: Duration, opened: Moment) -> impl Iterator<Item = Moment> {
        let left = self.left.map(|left| left.0.after(GRACE));
        let look = self.look.map(|look| [look.used.after(idle), look.seen.after(idle * GONE)]);
        let absent = self.pages.is_empty().then_some(opened);
        left.into_iter().chain(look.into_iter().flatten()).chain(absent).chain(self.plan.turns())
    }

    /// Whether nothing is left of it.
    fn is_over(&self, now: Moment, idle: Duration) -> bool {
        self.pages.is_empty() && self.base(now, idle) == Base::Gone
    }
}
