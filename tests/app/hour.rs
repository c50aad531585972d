//! An hour of everything at once: two hundred pages come and go, stall, lose frames and break off, while people change what
//! there is to change. Pages show what a fresh load shows, memory stays where it was, and when all are gone nothing is left.
//!
//! `HALLWAY_HOUR` is how many seconds that takes, `HALLWAY_HOUR_SEED` what chance begins with. By the same seed each page does
//! the same things in the same order, though not at the same moments.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream::iter;

use crate::page::Page;
use crate::support::{Database, House, PATIENCE, Person, dice::Dice, eventually, long};

mod doing;
mod vitals;

use doing::World;

/// Pages that are open at once.
const PAGES: usize = 200;
/// Of these stay open from the beginning to the end, and read.
const KEPT: usize = 40;
/// Of these read only now and then.
const SLOW: usize = 10;
/// People whose pages they are.
const PEOPLE: usize = 40;
/// Of these are dismissed and rehired.
const COMERS: usize = 4;
/// Pages that are loaded at once: more, and this process would keep the server waiting.
const AT_ONCE: usize = 8;
/// Of how many others, besides those that stay open, are compared each time.
const SOME: usize = 5;

/// KiB that are kept of messages at most: texts, lines and windows of chats.
const KEPT_MOST: u64 = (16 + 4 + 16) * 1024;

/// How often a page takes what has come.
const GLANCE: Duration = Duration::from_millis(250);

/// A place for a page.
struct Slot<'w> {
    world: &'w World<'w>,
    dice: Dice,
    page: Page<'w>,
    kept: bool,
    slow: bool,
}

impl<'w> Slot<'w> {
    async fn open(world: &'w World<'w>, seed: u64, at: usize) -> Slot<'w> {
        let mut dice = Dice::new(seed.wrapping_mul(1 << 20).wrapping_add(at as u64));
        let (kept, slow) = (at < KEPT, (KEPT..KEPT + SLOW).contains(&at));
        let page = page(world, &mut dice, kept, slow).await;
        Slot { world, dice, page, kept, slow }
    }

    async fn renew(&mut self) {
        self.reloads_are_right();
        self.page = page(self.world, &mut self.dice, self.kept, self.slow).await;
    }

    /// Nobody but who was taken out of something, or came back, was told to load the page anew.
    fn reloads_are_right(&self) {
        let comers = &self.world.people[self.world.people.len() - self.world.comers..];
        let comes_and_goes = comers.iter().any(|person| person.id == self.page.person().id);
        let right = |why: &&String| comes_and_goes || why.as_str() == "left" || why.starts_with("404 ");
        let wrong = self.page.reloads.iter().find(|why| !right(why));
        assert!(wrong.is_none(), "{} of {} loaded itself anew: {wrong:?}", self.page.path(), self.page.person().name);
    }

    /// Its person uses it, or something else, until this moment.
    async fn live(&mut self, until: Instant) {
        while Instant::now() < until {
            let pause = Duration::from_millis(500 + self.dice.below(9000) as u64) + self.world.late.get() * 20;
            let next = (Instant::now() + pause).min(until);
            while Instant::now() < next {
                if !self.slow {
                    self.page.run_at_most(GLANCE).await;
                }
                let (asleep, begun) = (GLANCE.min(next - Instant::now().min(next)), Instant::now());
                tokio::time::sleep(asleep).await;
                self.world.late.set((self.world.late.get() * 9 + begun.elapsed().saturating_sub(asleep)) / 10);
            }
            self.step().await;
        }
    }

    async fn step(&mut self) {
        match self.dice.below(100) {
            0..45 => self.world.deed(&mut self.dice).await,
            45..60 => self.world.look(&mut self.dice).await,
            _ if self.slow => {}
            60..66 => self.page.cut(),
            66..74 => self.page.reconnect().await,
            74..78 => self.page.drop_frames(2),
            78..84 if !self.kept => self.renew().await,
            84..88 if self.page.is_connected() => self.page.idle(self.dice.below(600)).await,
            _ => self.page.run_at_most(GLANCE).await,
        }
    }

    /// All is well again. Whose page it is may be out, or it may show what is there no longer: then it is another one.
    async fn recover(&mut self) {
        if self.slow {
            // All that was kept for it comes in small parts, for a minute: it reads some, and comes back as one that was away.
            self.page.run_at_most(4 * GLANCE).await;
            self.page.cut();
        }
        self.page.recover().await;
        self.page.run().await;
        let id = self.page.person().id;
        let out = self.world.out.borrow().iter().any(|who| self.world.people[*who].id == id);
        if out || self.page.status != 200 {
            self.renew().await;
        }
    }
}

/// A page of somebody.
async fn page<'w>(world: &'w World<'w>, dice: &mut Dice, kept: bool, slow: bool) -> Page<'w> {
    let (who, chat) = loop {
        let (who, chat) = world.somewhere(dice);
        let comer = who >= world.people.len() - world.comers;
        if !(world.out.borrow().contains(&who) || kept && comer) {
            break (who, chat);
        }
    };
    let person = &world.people[who];
    if slow {
        return Page::narrow(person, chat).await;
    }
    match dice.below(10) {
        0 => Page::open(person, ["/settings", "/people", "/departments/1"][dice.below(3)]).await,
        1 | 2 => Page::open(person, "/messages").await,
        _ => Page::of_chat(person, chat).await,
    }
}

/// These pages come to show what a fresh load shows.
async fn compare(slots: &mut [Slot<'_>], all: bool, dice: &mut Dice) -> usize {
    // Those that do not read stay as they are for some time, until the server has enough of it.
    let slow_too = all || dice.one_in(8);
    let recovering = slots.iter_mut().filter(|slot| slow_too || !slot.slow).map(Slot::recover);
    iter(recovering).buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
    let mut chosen = |slot: &Slot<'_>| all || slot.kept || (!slot.slow && dice.one_in((PAGES - KEPT) / SOME));
    let chosen: Vec<&mut Slot<'_>> = slots.iter_mut().filter(|slot| chosen(slot)).collect();
    let count = chosen.len();
    let settled = iter(chosen.into_iter().map(async |slot| {
        let outcome = slot.page.try_settle(PATIENCE).await;
        outcome.map_err(|difference| format!("{} of {}: {difference}", slot.page.path(), slot.page.person().name))
    }));
    let outcomes: Vec<Result<(), String>> = settled.buffer_unordered(AT_ONCE).collect().await;
    let different: Vec<String> = outcomes.into_iter().filter_map(Result::err).collect();
    assert!(different.is_empty(), "not what a fresh load shows:\n{}", different.join("\n"));
    count
}

async fn people_of(house: &House) -> Vec<Person> {
    let mut people = vec![house.set_up("Ada Marsh").await];
    for n in 1..PEOPLE {
        let next = house.invite(&people[0], &format!("P{n} Lind")).await;
        people.push(next);
    }
    people
}

/// A number that the environment may set.
fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

async fn hour(database: Database, length: Duration, seed: u64) {
    eprintln!("an hour of {} s on {database:?}: seed {seed}", length.as_secs());
    let house = House::open_with(database, &["--metrics-from", "127.0.0.1"]).await;
    let people = people_of(&house).await;
    let world = World::begin(&house, &people, COMERS).await;
    let before = eventually("all is at rest", async || {
        let held = vitals::held(&house).await;
        if held == vitals::held(&house).await { Ok(held) } else { Err(format!("{held:?}")) }
    })
    .await;

    let mut dice = Dice::new(seed);
    let mut slots = Vec::new();
    for at in 0..PAGES {
        slots.push(Slot::open(&world, seed, at).await);
    }
    let (began, round) = (Instant::now(), (length / 40).min(Duration::from_secs(60)));
    let (mut memory, mut compared) = (Vec::new(), 0);
    while began.elapsed() < length {
        let until = Instant::now() + round.mul_f64(0.5 + dice.below(100) as f64 / 100.0);
        join_all(slots.iter_mut().map(|slot| slot.live(until))).await;
        compared += compare(&mut slots, false, &mut dice).await;
        let kept = vitals::metric(&house, "kept_bytes").await.unsigned_abs() / 1024;
        memory.push((vitals::resident(&house), kept));
    }
    compared += compare(&mut slots, true, &mut dice).await;
    slots.iter().for_each(Slot::reloads_are_right);
    house.audit().await;
    let (frames, cut_off) =
        (vitals::metric(&house, "frames_total").await, vitals::metric(&house, "sockets_cut_off_total").await);
    let connects: usize = slots.iter().map(|slot| slot.page.closes.len()).sum();
    drop(slots);

    let after = eventually("nothing is left of the pages", async || {
        let held = vitals::held(&house).await;
        if held == before { Ok(held) } else { Err(format!("{held:?}, before {before:?}")) }
    })
    .await;
    // Half of a shorter time is not enough to fill what the databases and the heap keep: they would still grow.
    let most = if length >= Duration::from_secs(1800) { 1.05 } else { 1.3 };
    // What is kept of messages grows with them, up to its bound; all the rest has half of what both had together, 10 %.
    let besides: Vec<u64> = memory.iter().map(|(resident, kept)| resident.saturating_sub(*kept)).collect();
    let flat = vitals::is_flat(&besides, most);
    let all: Vec<u64> = memory.iter().map(|(resident, _)| *resident).collect();
    let (Ok(whole) | Err(whole)) = vitals::is_flat(&all, most);
    let kept = memory.iter().map(|(_, kept)| *kept).max().unwrap_or(0);
    eprintln!(
        "  {}\n  {frames} frames, {cut_off} pages cut off as too slow, {connects} sockets closed by the server\n  \
         {compared} pages compared with a fresh load\n  before: {before}; after: {after}\n  memory {whole}\n  \
         of it {:.1} MiB of messages are kept; without them {}",
        world.tally(),
        kept as f64 / 1024.0,
        flat.as_ref().unwrap_or_else(|said| said),
    );
    flat.expect("memory stays where it was");
    assert!(kept <= KEPT_MOST, "{kept} KiB of messages are kept");
    let said = house.said();
    let wrong: Vec<&str> = said.lines().filter(|line| line.contains("ERROR") || line.contains("panicked")).collect();
    assert!(wrong.is_empty(), "it said:\n{}", wrong.join("\n"));
    house.ask_to_stop();
    assert!(house.ended().await.success());
}

each_database! {
    #[ignore = "long: ./test --long"]
    async fn long_an_hour_of_everything_leaves_nothing_behind(database) {
        assert!(long(), "this runs by ./test --long");
        let seed = number("HALLWAY_HOUR_SEED", u64::from(std::process::id()));
        hour(database, Duration::from_secs(number("HALLWAY_HOUR", 3600)), seed).await;
    }

    /// A hash takes 19 MiB, which the heap of each thread that hashes would keep.
    async fn sign_ins_give_back_what_they_take(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let before = vitals::resident(&house);
        for _ in 0..5 {
            join_all((0..6).map(|_| house.sign_in(&ada))).await;
        }
        let more = vitals::resident(&house).saturating_sub(before);
        assert!(more < 60 * 1024, "{more} KiB more after thirty sign-ins");
    }
}
