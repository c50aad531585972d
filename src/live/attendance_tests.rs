//! How people come, rest, go, and what is told of it.

use super::{Attendance, Batch, Leave, Plan, Presence};
use crate::clock::{Clock, Moment};
use jiff::civil::date;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const IDLE: Duration = Duration::from_secs(300);
const NOW: Duration = Duration::ZERO;
const START: Moment = Moment(1_764_000_000_000_000);

/// An attendance whose clock the test moves.
struct House {
    clock: Clock,
    attendance: Attendance,
}

impl House {
    /// A moment after the start: nobody knows who comes back.
    fn opening() -> House {
        let clock = Clock::standing(START);
        House { attendance: Attendance::new(clock.clone(), IDLE), clock }
    }

    /// An hour later.
    fn open() -> House {
        let house = House::opening();
        house.pass(60 * MINUTE);
        house.told();
        house
    }

    fn pass(&self, length: Duration) {
        self.clock.set(self.clock.now().after(length));
    }

    fn batch(&self) -> Batch {
        self.attendance.settle(self.clock.now())
    }

    fn told(&self) -> Vec<(i64, Presence)> {
        let mut told = self.batch().told;
        told.sort_by_key(|(user, _)| *user);
        told
    }

    fn is(&self, presence: Presence) {
        assert_eq!(self.attendance.of(1), presence);
    }
}

/// What a batch tells is what is said to who asks.
fn tells(house: &House, presence: Presence) {
    house.is(presence.clone());
    assert_eq!(house.told(), [(1, presence)]);
    assert_eq!(house.told(), [], "once");
}

#[test]
fn a_user_comes_once_and_goes_after_the_grace() {
    let house = House::open();
    house.is(Presence::Offline);
    house.attendance.arrive(1, 10, NOW);
    house.attendance.arrive(1, 11, NOW);
    tells(&house, Presence::Online);
    house.attendance.depart(1, 10);
    house.pass(MINUTE);
    assert_eq!(house.batch(), Batch::default());
    let left = house.clock.now();
    house.attendance.depart(1, 11);
    house.pass(11 * SECOND);
    assert_eq!(house.batch(), Batch::default());
    house.is(Presence::Online);
    house.pass(SECOND);
    assert_eq!(house.batch(), Batch { told: vec![(1, Presence::Offline)], seen: vec![(1, left)] });
    house.is(Presence::Offline);
    house.pass(60 * MINUTE);
    assert_eq!(house.batch(), Batch::default());
}

#[test]
fn going_to_another_page_is_no_change() {
    let house = House::open();
    house.attendance.arrive(1, 0, NOW);
    tells(&house, Presence::Online);
    for page in 1..60 {
        house.attendance.depart(1, page - 1);
        house.pass(SECOND);
        assert_eq!(house.batch(), Batch::default());
        house.attendance.arrive(1, page, NOW);
        house.pass(SECOND);
        assert_eq!(house.batch(), Batch::default());
    }
}

#[test]
fn the_grace_begins_anew_with_every_departure() {
    let house = House::open();
    house.attendance.arrive(1, 10, NOW);
    house.attendance.depart(1, 10);
    tells(&house, Presence::Online);
    house.attendance.arrive(1, 11, NOW);
    house.pass(11 * SECOND);
    house.attendance.depart(1, 11);
    house.pass(11 * SECOND);
    assert_eq!(house.batch(), Batch::default());
    house.pass(SECOND);
    tells(&house, Presence::Offline);
}

#[test]
fn a_user_is_away_when_nobody_uses_any_of_their_pages() {
    let house = House::open();
    house.attendance.arrive(1, 10, NOW);
    house.attendance.arrive(1, 11, NOW);
    tells(&house, Presence::Online);
    house.pass(IDLE);
    house.attendance.unused(1, 10, IDLE);
    assert_eq!(house.batch(), Batch::default(), "the other page is used");
    house.pass(MINUTE);
    let used = house.clock.now().before(IDLE);
    house.attendance.unused(1, 11, IDLE);
    assert_eq!(house.batch(), Batch { told: vec![(1, Presence::Away)], seen: vec![(1, used)] });
    house.attendance.unused(1, 10, NOW);
    tells(&house, Presence::Online);
    house.attendance.depart(1, 10);
    tells(&house, Presence::Away);
    house.pass(10 * MINUTE);
    house.attendance.arrive(1, 12, NOW);
    house.attendance.unused(1, 12, IDLE);
    assert_eq!(house.batch(), Batch { told: vec![], seen: vec![(1, house.clock.now())] }, "used in between");
    house.attendance.unused(1, 99, NOW);
    house.attendance.unused(2, 10, NOW);
    assert_eq!(house.batch(), Batch::default(), "nobody's page");
}

#[test]
fn who_was_away_comes_back_away() {
    let house = House::open();
    house.attendance.arrive(1, 10, NOW);
    house.pass(IDLE);
    house.attendance.unused(1, 10, IDLE);
    assert_eq!(house.told(), [(1, Presence::Away)]);
    house.attendance.depart(1, 10);
    house.pass(3 * SECOND);
    assert_eq!(house.told(), []);
    house.attendance.arrive(1, 11, IDLE + 3 * SECOND);
    assert_eq!(house.told(), []);
    house.is(Presence::Away);
}

#[test]
fn quiet_lasts_until_its_end_and_while_pages_are_open() {
    let house = House::open();
    let until = house.clock.now().after(30 * MINUTE);
    house.attendance.plan(1, Plan { quiet_until: Some(until), leave: None });
    house.is(Presence::Offline);
    assert_eq!(house.told(), []);
    house.attendance.arrive(1, 10, NOW);
    tells(&house, Presence::Quiet(until));
    house.attendance.depart(1, 10);
    house.pass(MINUTE);
    let batch = house.batch();
    assert_eq!((batch.told, batch.seen.len()), (vec![(1, Presence::Offline)], 1));
    house.attendance.arrive(1, 11, NOW);
    assert_eq!(house.told(), [(1, Presence::Quiet(until))]);
    house.pass(28 * MINUTE);
    assert_eq!(house.batch(), Batch::default());
    house.pass(MINUTE);
    tells(&house, Presence::Online);
    house.attendance.plan(1, Plan { quiet_until: Some(house.clock.now().after(MINUTE)), leave: None });
    house.attendance.plan(1, Plan::default());
    assert_eq!(house.told(), [], "taken back before it was told");
}

#[test]
fn leave_begins_and_ends_by_itself() {
    let house = House::open();
    let now = house.clock.now();
    let leave =
        Leave { from: now.after(MINUTE), until: now.after(10 * MINUTE), last: date(2026, 12, 3), substitute: None };
    house.attendance.plan(1, Plan { quiet_until: None, leave: Some(leave) });
    assert_eq!(house.told(), []);
    house.pass(MINUTE);
    tells(&house, Presence::Leave(date(2026, 12, 3), None));
    house.attendance.arrive(1, 10, NOW);
    assert_eq!(house.told(), [], "on leave with a page open");
    house.attendance.depart(1, 10);
    house.pass(MINUTE);
    let batch = house.batch();
    assert_eq!((batch.told, batch.seen.len()), (vec![], 1), "last seen all the same");
    house.pass(8 * MINUTE);
    tells(&house, Presence::Offline);
}

#[test]
fn page_loads_stand_for_those_without_a_script() {
    let house = House::open();
    house.attendance.look(1, 7, Some(house.clock.now()));
    tells(&house, Presence::Online);
    let used = house.clock.now();
    house.pass(4 * MINUTE);
    house.attendance.look(1, 7, None);
    house.pass(MINUTE);
    assert_eq!(house.batch(), Batch { told: vec![(1, Presence::Away)], seen: vec![(1, used)] });
    house.attendance.look(1, 7, Some(house.clock.now()));
    tells(&house, Presence::Online);
    house.pass(5 * MINUTE);
    tells(&house, Presence::Away);
    // A frame that loads itself keeps them from going.
    for _ in 0..20 {
        house.pass(MINUTE);
        house.attendance.look(1, 7, None);
        assert_eq!(house.batch(), Batch::default());
    }
    house.pass(15 * MINUTE - SECOND);
    assert_eq!(house.batch(), Batch::default());
    house.pass(SECOND);
    tells(&house, Presence::Offline);
}

#[test]
fn a_sign_out_ends_what_was_loaded() {
    let house = House::open();
    house.attendance.look(1, 7, Some(house.clock.now()));
    house.attendance.look(2, 8, Some(house.clock.now()));
    assert_eq!(house.told(), [(1, Presence::Online), (2, Presence::Online)]);
    house.attendance.forget_session(7);
    assert_eq!(house.told(), [(1, Presence::Offline)]);
}

#[test]
fn a_script_takes_over_from_the_page_load_before_it() {
    let house = House::open();
    house.attendance.look(1, 7, Some(house.clock.now()));
    house.attendance.arrive(1, 10, NOW);
    assert_eq!(house.told(), [(1, Presence::Online)]);
    house.attendance.depart(1, 10);
    house.pass(12 * SECOND);
    assert_eq!(house.told(), [(1, Presence::Offline)]);
}

#[test]
fn after_a_restart_nobody_is_offline_before_the_grace_is_over() {
    let house = House::opening();
    let last = date(2026, 12, 3);
    let leave = Leave { from: START, until: START.after(MINUTE), last, substitute: None };
    house.attendance.plan(4, Plan { quiet_until: None, leave: Some(leave) });
    house.attendance.plan(5, Plan { quiet_until: Some(START.after(MINUTE)), leave: None });
    for user in [1, 2, 3, 5] {
        assert_eq!(house.attendance.of(user), Presence::Unknown);
    }
    assert_eq!(house.attendance.of(4), Presence::Leave(last, None), "that is known");
    assert_eq!(house.told(), [(4, Presence::Leave(last, None))]);
    house.pass(SECOND);
    house.attendance.arrive(1, 10, NOW);
    house.attendance.arrive(2, 11, NOW);
    assert_eq!(house.told(), [(1, Presence::Online), (2, Presence::Online)]);
    house.attendance.depart(2, 11);
    house.pass(15 * SECOND);
    assert_eq!(house.told(), [(2, Presence::Unknown)], "perhaps they come back once more");
    house.pass(4 * SECOND);
    let batch = house.batch();
    let mut told = batch.told;
    told.sort_by_key(|(user, _)| *user);
    assert_eq!(told, [2, 3, 5].map(|user| (user, Presence::Offline)), "together, those who were asked for");
    assert_eq!(batch.seen, []);
    house.pass(40 * SECOND);
    assert_eq!(house.told(), [(4, Presence::Offline)]);
}

#[test]
fn a_company_that_returns_is_one_batch_and_leaves_nothing_behind() {
    let house = House::opening();
    (0..10_000).for_each(|user| house.attendance.arrive(user, user as u64, NOW));
    assert_eq!(house.told().len(), 10_000);
    assert_eq!(house.attendance.all_here().len(), 10_000);
    assert_eq!(house.attendance.all_active().len(), 10_000);
    (0..10_000).for_each(|user| house.attendance.depart(user, user as u64));
    house.pass(MINUTE);
    let batch = house.batch();
    assert_eq!((batch.told.len(), batch.seen.len()), (10_000, 10_000));
    assert!(house.attendance.is_empty());
}

#[actix_web::test]
async fn changes_wait_until_there_are_some() {
    let house = House::open();
    let arrival = async {
        tokio::task::yield_now().await;
        house.attendance.arrive(7, 10, NOW);
    };
    let (batch, ()) = tokio::join!(house.attendance.next_batch(), arrival);
    assert_eq!(batch.told, [(7, Presence::Online)]);
}

#[test]
fn a_clock_that_is_set_back_keeps_nobody_here_and_makes_nobody_unknown() {
    let day = 24 * 60 * MINUTE;
    let house = House::open();
    house.attendance.arrive(1, 1, NOW);
    house.attendance.look(2, 7, Some(house.clock.now()));
    assert_eq!(house.told(), [(1, Presence::Online), (2, Presence::Online)]);
    house.clock.set(house.clock.now().before(day));
    house.is(Presence::Online);
    assert_eq!(house.attendance.of(3), Presence::Offline, "the house has been open for long");
    assert_eq!(house.told(), []);
    house.attendance.depart(1, 1);
    house.clock.set(house.clock.now().before(day));
    assert_eq!(house.told(), []);
    house.pass(13 * SECOND);
    tells(&house, Presence::Offline);
    house.pass(4 * IDLE);
    assert_eq!(house.told(), [(2, Presence::Offline)]);
    assert!(house.attendance.is_empty());
    house.clock.set(house.clock.now().after(day));
    house.attendance.arrive(1, 2, NOW);
    tells(&house, Presence::Online);
}
