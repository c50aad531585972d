//! Old page + frames = fresh page, whatever happens in between: people do things at random, pages are cut off, lose frames,
//! stop reading, and the server is killed.
//!
//! `HALLWAY_TWINS=seed,seed` runs these cases instead, one after the other, and says what happens in them.

use std::collections::{BTreeMap, HashSet};

use futures_util::future::join_all;

use crate::page::Page;
use crate::support::{Database, House, PATIENCE, Person, Site, dice, eventually, long};

mod calls;
mod doing;
mod found;
mod groups;
mod polls;

/// Cases of the normal run. The seeds are the same every time; the long run has others.
const CASES: u64 = 25;
const STEPS: usize = 40;
const PAGES: usize = 5;

/// A chat of a case, and who is in it as far as this test knows.
#[derive(Clone)]
struct Known {
    id: i64,
    group: bool,
    members: Vec<usize>,
    /// Whether others may have come to write there: pages of it may load themselves anew.
    turns: bool,
    /// Whether messages of it may go by themselves: pages of it may load themselves anew.
    forgets: bool,
}

/// What has to happen in the normal run, on each database.
const HAPPENS: [&str; 21] = [
    "rename",
    "look",
    "picture",
    "remove picture",
    "rule",
    "active",
    "read-only",
    "archived",
    "add",
    "remove",
    "join",
    "leave",
    "promote",
    "demote",
    "hand-over",
    "forget",
    "call all",
    "listen",
    "draft",
    "file",
    "read",
];
/// What people have been told by then, and have not withdrawn.
const TOLD: [&str; 2] = ["message-called-all", "message-keyword"];

/// Some people, their pages, and what has happened.
struct Case<'w> {
    house: &'w House,
    people: &'w [Person],
    /// What links lead to.
    site: &'w Site,
    chats: Vec<Known>,
    pages: Vec<Page<'w>>,
    dice: dice::Dice,
    /// What has happened, for who reads a failure.
    story: Vec<String>,
    /// Whose page of a chat may load itself anew: they were taken out of it.
    gone: HashSet<(i64, i64)>,
    /// The last message that was posted: author, chat, text, key.
    last: Option<(usize, i64, String, String)>,
    /// How often what was done.
    happened: BTreeMap<&'static str, usize>,
}

impl<'w> Case<'w> {
    /// `before` are the chats of earlier cases: some of them go on in this one, from far down in the lists.
    async fn begin(
        (house, site): (&'w House, &'w Site),
        people: &'w [Person],
        before: &[Known],
        seed: u64,
    ) -> Case<'w> {
        let mut case = Case {
            house,
            people,
            site,
            chats: vec![before[0].clone()],
            pages: Vec::new(),
            dice: dice::Dice::new(seed),
            story: Vec::new(),
            gone: HashSet::new(),
            last: None,
            happened: BTreeMap::new(),
        };
        for _ in 0..2 {
            let old = case.dice.of(before).clone();
            if !case.chats.iter().any(|chat| chat.id == old.id) {
                case.chats.push(old);
            }
        }
        case.new_group().await;
        case.new_direct().await;
        for _ in 0..PAGES {
            let page = case.new_page().await;
            case.pages.push(page);
        }
        case
    }

    fn tell(&mut self, what: String) {
        if std::env::var_os("HALLWAY_TWINS").is_some() {
            eprintln!("{:3} {what}", self.story.len());
        }
        self.story.push(what);
    }

    /// Counts it, if it was taken.
    fn did(&mut self, what: &'static str, status: u16) {
        *self.happened.entry(what).or_default() += usize::from([200, 204, 303].contains(&status));
    }

    /// A page of somebody: a chat of theirs, the list of chats, or one that shows neither.
    async fn new_page(&mut self) -> Page<'w> {
        let who = self.dice.below(self.people.len());
        let mine: Vec<i64> = self.chats.iter().filter(|chat| chat.members.contains(&who)).map(|chat| chat.id).collect();
        let path = match self.dice.below(10) {
            0 => "/settings".to_owned(),
            1 => "/messages".to_owned(),
            2..4 => "/notifications".to_owned(),
            _ => format!("/chats/{}", self.dice.of(&mine)),
        };
        self.tell(format!("{} opens {path}", self.people[who].name));
        Page::open(&self.people[who], &path).await
    }

    /// Every connected page comes to show what a fresh one shows.
    async fn compare(&mut self) {
        join_all(self.pages.iter_mut().map(Page::recover)).await;
        let settled = join_all(self.pages.iter_mut().map(|page| page.try_settle(PATIENCE))).await;
        for (at, outcome) in settled.into_iter().enumerate() {
            if let Err(difference) = outcome {
                self.fail(at, &difference);
            }
            let page = &self.pages[at];
            let removed = self.gone.iter().any(|(user, _)| *user == page.person().id);
            let of = self.chats.iter().find(|chat| page.path() == format!("/chats/{}", chat.id));
            let (turns, forgets) = (of.is_some_and(|chat| chat.turns), of.is_some_and(|chat| chat.forgets));
            let allowed = |why: &String| match why.as_str() {
                "left" => removed || turns,
                "purged" => forgets,
                "reset" => turns || forgets,
                why => removed && why.starts_with("404 "),
            };
            if let Some(why) = page.reloads.iter().find(|why| !allowed(why)) {
                self.fail(at, &format!("it loaded itself anew: {why}"));
            }
        }
    }

    fn fail(&self, at: usize, difference: &str) -> ! {
        let page = &self.pages[at];
        panic!(
            "page {at}, {} of {}, is not what a fresh load shows: {difference}\nreloads {:?}, closes {:?}, fetches {}\n{}",
            page.path(),
            page.person().name,
            page.reloads,
            page.closes,
            page.fetches,
            self.story.join("\n"),
        );
    }
}

async fn cases(database: Database, seeds: impl Iterator<Item = u64>) {
    let names = ["Ada Marsh", "Bo Lind", "Chi Nguyen", "Dag Vik"];
    let (house, people) = House::near(database).await.filled(names).await;
    let site = Site::open().await;
    site.put("/7", "text/html", b"<title>Sheet 7</title><meta name=description content='It is <b>dry</b>.'>");
    site.put("/8", "text/html", b"<title>Sheet 8</title>");
    for (parent, below) in [(1, "North"), (1, "South"), (2, "Works")] {
        let path = format!("/admin/departments/{parent}/departments");
        people[0].post(&path, &[("below", below)]).await.expect(303);
    }
    let everybody = (0..people.len()).collect();
    let general = people[0].general().await;
    let mut before = vec![Known { id: general, group: false, members: everybody, turns: false, forgets: false }];
    let mut happened: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in seeds {
        eprintln!("twins on {database:?}: seed {seed}");
        let mut case = Case::begin((&house, &site), &people, &before, seed).await;
        for _ in 0..STEPS {
            case.step().await;
            if case.dice.one_in(20) {
                case.tell("they compare".to_owned());
                case.compare().await;
            }
        }
        case.compare().await;
        for (what, times) in &case.happened {
            *happened.entry(what).or_default() += times;
        }
        // Everybody's chat stays the first of them.
        before.retain(|old| old.id == general || !case.chats.iter().any(|chat| chat.id == old.id));
        before.extend(case.chats.into_iter().filter(|chat| chat.id != general && !chat.members.is_empty()));
    }
    eventually("what is over goes", async || {
        match house.number("SELECT COUNT(*) FROM messages WHERE expires_at = 1").await {
            0 => Ok(()),
            some => Err(format!("{some} are there")),
        }
    })
    .await;
    for kind in TOLD {
        let told = house.number(&format!("SELECT COUNT(*) FROM notifications WHERE kind = '{kind}'")).await;
        happened.insert(kind, usize::try_from(told).expect("some or none"));
    }
    eprintln!("twins on {database:?}: {happened:?}");
    if std::env::var_os("HALLWAY_TWINS").is_none() {
        for what in HAPPENS.iter().chain(&TOLD) {
            assert!(happened.get(what).is_some_and(|times| *times > 0), "{what} did not happen: {happened:?}");
        }
    }
    house.audit().await;
}

fn seeds(normal: impl Iterator<Item = u64> + 'static) -> Box<dyn Iterator<Item = u64>> {
    match std::env::var("HALLWAY_TWINS") {
        Ok(given) => {
            Box::new(given.split(',').map(|seed| seed.parse().expect("a number")).collect::<Vec<_>>().into_iter())
        }
        Err(_) => Box::new(normal),
    }
}

each_database! {
    async fn pages_show_what_a_fresh_load_shows(database) {
        cases(database, seeds(1..=CASES)).await;
    }

    #[ignore = "long: ./test --long"]
    async fn long_pages_show_what_a_fresh_load_shows(database) {
        assert!(long(), "this runs by ./test --long");
        let start = u64::from(std::process::id()) << 20;
        cases(database, seeds(start..start + 150)).await;
    }
}
