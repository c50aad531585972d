//! Departments in groups, on both databases: who is in a group is what the tree says, whatever moves.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::departments::{self, Refused};
use super::line::{Crowd, Line};
use super::message::{Draft, post};
use super::{Member, found, group, list, shift};
use crate::accounts::company::NewCompany;
use crate::accounts::{Company, Email, Name, NewUser, Role, State, User};
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::id::{ChatId, DepartmentId, UserId};
use crate::organization::department::{self, Tree};
use crate::organization::position::{self, NewPosition, Standing, Title};
use crate::store::testing::each_database;
use crate::store::{Conn, Listeners, Store, Tx, on};
use crate::web::Language;

const NOW: Moment = Moment(1_764_000_000_000_000);
const LINES: &str = "SELECT text FROM messages WHERE chat_id = $1 AND kind = 'line' ORDER BY id";

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn dice() -> Dice {
    Dice::system()
}

/// What the house does with events here, and what it tells.
fn follow(store: &Store) -> Arc<Mutex<Vec<Event>>> {
    let heard: Arc<Mutex<Vec<Event>>> = Arc::default();
    let all = heard.clone();
    store.listen(Listeners {
        record: Arc::new(|tx, event| {
            Box::pin(async move {
                match event {
                    Event::UserJoined { user } => position::settle(tx, user, NOW).await,
                    _ => Ok(()),
                }
            })
        }),
        conclude: Arc::new(|tx| Box::pin(async move { shift::follow(tx, &Dice::system(), NOW).await })),
        publish: Arc::new(move |events| all.lock().expect("nobody panicked").extend(events)),
    });
    heard
}

async fn user(tx: &mut Tx, called: &str, role: Role) -> UserId {
    let new = NewUser {
        name: name(called),
        email: Email::parse(&format!("{called}@a.example")).expect("an address"),
        password_hash: String::new(),
        role,
        state: State::Active,
        language: None,
    };
    User::create(tx, &new, NOW).await.expect("a user")
}

async fn found_company(tx: &mut Tx) -> DepartmentId {
    let new = NewCompany {
        name: name("Harbour"),
        language: Language::English,
        time_zone: "UTC".to_owned(),
        country: "GB".to_owned(),
    };
    Company::found(tx, &new, &dice(), NOW).await.expect("a company");
    department::root(tx, NOW).await.expect("a root")
}

async fn create(tx: &mut Tx, parent: DepartmentId, called: &str) -> DepartmentId {
    department::create(tx, parent, &name(called), NOW).await.expect("an answer").expect("made")
}

async fn put(tx: &mut Tx, user: UserId, departments: &[DepartmentId]) {
    let place = |department: &DepartmentId| NewPosition {
        department: *department,
        standing: Standing::Employee,
        title: Title::default(),
    };
    let places: Vec<NewPosition> = departments.iter().map(place).collect();
    position::set(tx, user, &places).await.expect("an answer").expect("set");
}

async fn member(conn: &mut Conn, user: UserId, chat: ChatId) -> Member {
    Member::find(conn, user, chat).await.expect("an answer").expect("a member")
}

/// The members, and of each whether they are there by a department.
async fn members(conn: &mut Conn, owner: &Member) -> BTreeMap<UserId, bool> {
    let people = group::people(conn, owner, ("", UserId(0))).await.expect("people");
    people.into_iter().map(|one| (one.id, one.by_department)).collect()
}

async fn lines(conn: &mut Conn, chat: ChatId) -> Vec<Line> {
    let texts: sqlx::Result<Vec<String>, crate::store::Error> =
        on!(conn, c => sqlx::query_scalar(LINES).bind(chat).fetch_all(&mut *c).await);
    texts.expect("lines").iter().map(|text| Line::of(text).expect("a line of ours")).collect()
}

async fn tree_now(conn: &mut Conn) -> Tree {
    let company = Company::find(conn).await.expect("an answer").expect("a company");
    Tree::read(conn, &company).await.expect("a tree")
}

/// What a test knows of a group: its owner, who is there by hand, its departments.
struct Known {
    chat: ChatId,
    owner: UserId,
    by_hand: BTreeSet<UserId>,
    departments: BTreeMap<DepartmentId, bool>,
    lines: usize,
}

impl Known {
    /// Who has to be there by the tree: reckoned without any of the statements that are tested.
    async fn wanted(&self, conn: &mut Conn, people: &[UserId]) -> BTreeSet<UserId> {
        let tree = tree_now(conn).await;
        let covered: BTreeSet<DepartmentId> = self
            .departments
            .iter()
            .flat_map(|(one, below)| if *below { tree.below(*one) } else { vec![*one] })
            .collect();
        let mut wanted = BTreeSet::new();
        for user in people {
            let positions = position::of_user(conn, *user).await.expect("positions");
            if positions.iter().any(|one| covered.contains(&one.department_id)) {
                wanted.insert(*user);
            }
        }
        wanted
    }

    /// The group is as the tree says; whatever happened was told in at most `most` lines.
    async fn holds(&mut self, store: &Store, people: &[UserId], most: usize, what: &str) {
        let mut conn = store.read().await.expect("a connection");
        let there = member(&mut conn, self.owner, self.chat).await;
        let mut expected: BTreeMap<UserId, bool> =
            self.wanted(&mut conn, people).await.into_iter().map(|user| (user, true)).collect();
        expected.extend(self.by_hand.iter().map(|user| (*user, false)));
        assert_eq!(members(&mut conn, &there).await, expected, "{what}, in {}", self.chat);
        let linked = departments::list(&mut conn, &there).await.expect("departments");
        let linked: BTreeMap<_, _> = linked.into_iter().map(|one| (one.department_id, one.below)).collect();
        assert_eq!(linked, self.departments, "{what}");
        let told = lines(&mut conn, self.chat).await.len();
        assert!(told <= self.lines + most, "{what}: {} lines in {}", told - self.lines, self.chat);
        self.lines = told;
    }
}

fn any<T: Copy>(random: &mut StdRng, of: &[T]) -> T {
    of[random.random_range(0..of.len())]
}

/// Moves something in the tree; how it went does not matter.
async fn shake(tx: &mut Tx, random: &mut StdRng, people: &[UserId], tree: &mut Vec<DepartmentId>, step: usize) {
    let (one, other, who) = (any(random, tree), any(random, tree), any(random, people));
    match random.random_range(0..10) {
        0..2 => {
            // Each name is new: a removal that is refused for a name would have to drop the transaction.
            let called = format!("D{step}-{}", tree.len());
            let made = department::create(tx, one, &name(&called), NOW).await.expect("an answer");
            tree.extend(made);
        }
        2..5 => drop(department::place(tx, one, other, None).await.expect("an answer")),
        5 => drop(department::remove(tx, one).await.expect("an answer")),
        6..8 => {
            let known = tree_now(tx).await;
            let mut there: Vec<_> = [one, other].into_iter().filter(|one| known.find(*one).is_some()).collect();
            there.dedup();
            if !there.is_empty() {
                put(tx, who, &there).await;
            }
        }
        _ => {
            if let Some(first) = position::of_user(tx, who).await.expect("positions").first() {
                let to = if tree_now(tx).await.find(other).is_some() { other } else { first.department_id };
                drop(position::transfer(tx, who, to).await.expect("an answer"));
            }
        }
    }
}

/// A manager does something with the group; the test's knowledge follows where it was done.
async fn manage(tx: &mut Tx, random: &mut StdRng, known: &mut Known, people: &[UserId], tree: &[DepartmentId]) {
    let (department, who, below) = (any(random, tree), any(random, people), random.random_bool(0.5));
    let owner = member(tx, known.owner, known.chat).await;
    let (dice, with) = (dice(), (&dice(), NOW));
    match random.random_range(0..9) {
        0..3 => match departments::add(tx, &owner, (department, below), with).await.expect("an answer") {
            Ok(()) => drop(known.departments.insert(department, below)),
            Err(refused) => assert_eq!(refused, Refused::Missing),
        },
        3..5 => {
            let removed = departments::remove(tx, &owner, department, with).await.expect("an answer");
            assert_eq!(removed, known.departments.remove(&department).is_some());
        }
        5 => {
            assert!(group::add(tx, &owner, &[who], &dice, NOW).await.expect("an answer"));
            known.by_hand.insert(who);
        }
        6 => {
            let held = known.wanted(tx, people).await.contains(&who);
            let removed = group::remove(tx, &owner, who, &dice, NOW).await.expect("an answer");
            let expected = known.by_hand.contains(&who) && who != known.owner && !held;
            assert_eq!(removed, expected, "{who} is held: {held}");
            if removed {
                known.by_hand.remove(&who);
            }
        }
        7 => {
            let (promoted, there) = (
                group::set_role(tx, &owner, who, below, with).await.expect("an answer"),
                known.by_hand.contains(&who) || known.wanted(tx, people).await.contains(&who),
            );
            assert_eq!(promoted, there && who != known.owner);
            // Who is a member already is not made one: nothing is said of how they are there.
            if promoted && below {
                known.by_hand.insert(who);
            }
        }
        _ => {
            if group::hand_over(tx, &owner, who, &dice, NOW).await.expect("an answer") {
                known.by_hand.insert(who);
                known.owner = who;
            }
        }
    }
}

#[tokio::test]
async fn groups_are_as_the_tree_says_after_any_moves() {
    each_database(|store| async move {
        follow(&store);
        let mut tx = store.begin().await.expect("a transaction");
        let mut tree = vec![found_company(&mut tx).await];
        let mut people = Vec::new();
        for n in 0..10 {
            people.push(user(&mut tx, &format!("p{n}"), Role::Employee).await);
        }
        let guest = user(&mut tx, "guest", Role::Guest).await;
        let mut groups = Vec::new();
        for n in 0..4 {
            let with = (&dice(), NOW);
            let chat = found::group(&mut tx, people[n], "Press", &[people[n + 1], guest], with).await.expect("a group");
            let by_hand = BTreeSet::from([people[n], people[n + 1], guest]);
            groups.push(Known { chat, owner: people[n], by_hand, departments: BTreeMap::new(), lines: 2 });
        }
        tx.commit().await.expect("a commit");
        let mut random = StdRng::seed_from_u64(9);
        for step in 0..160 {
            let mut tx = store.begin().await.expect("a transaction");
            let what = match random.random_range(0..20) {
                0..10 => {
                    for _ in 0..random.random_range(1..4) {
                        shake(&mut tx, &mut random, &people, &mut tree, step).await;
                    }
                    "the tree moves"
                }
                10..19 => {
                    let at = random.random_range(0..groups.len());
                    manage(&mut tx, &mut random, &mut groups[at], &people, &tree).await;
                    "a manager acts"
                }
                _ => {
                    people.push(user(&mut tx, &format!("q{step}"), Role::Employee).await);
                    "somebody joins"
                }
            };
            tx.commit().await.expect("a commit");
            let now = tree_now(&mut store.read().await.expect("a connection")).await;
            tree.retain(|one| now.find(*one).is_some());
            for known in &mut groups {
                known.departments.retain(|one, _| now.find(*one).is_some());
                known.holds(&store, &people, 1, &format!("step {step}, {what}")).await;
            }
        }
        let by_tree = groups.iter().filter(|known| !known.departments.is_empty()).count();
        assert!(by_tree > 0, "no group has a department in the end: too little was tried");
    })
    .await;
}

/// A company with two parents, a department of twelve below the first, and a group of whoever looks after it.
struct Small {
    store: Store,
    heard: Arc<Mutex<Vec<Event>>>,
    parents: [DepartmentId; 2],
    works: DepartmentId,
    people: Vec<UserId>,
    owner: UserId,
    chat: ChatId,
}

impl Small {
    async fn new(store: Store) -> Small {
        let heard = follow(&store);
        let mut tx = store.begin().await.expect("a transaction");
        let root = found_company(&mut tx).await;
        let parents = [create(&mut tx, root, "North").await, create(&mut tx, root, "South").await];
        let works = create(&mut tx, parents[0], "Works").await;
        let owner = user(&mut tx, "owner", Role::Employee).await;
        let mut people = Vec::new();
        for n in 0..12 {
            let who = user(&mut tx, &format!("p{n}"), Role::Employee).await;
            put(&mut tx, who, &[works]).await;
            people.push(who);
        }
        let chat = found::group(&mut tx, owner, "Press", &[], (&dice(), NOW)).await.expect("a group");
        tx.commit().await.expect("a commit");
        Small { store, heard, parents, works, people, owner, chat }
    }

    async fn add(&self, department: DepartmentId, below: bool) {
        let mut tx = self.store.begin().await.expect("a transaction");
        let owner = member(&mut tx, self.owner, self.chat).await;
        let added = departments::add(&mut tx, &owner, (department, below), (&dice(), NOW)).await.expect("an answer");
        assert_eq!(added, Ok(()));
        tx.commit().await.expect("a commit");
    }

    async fn place(&self, parent: DepartmentId) {
        let mut tx = self.store.begin().await.expect("a transaction");
        department::place(&mut tx, self.works, parent, None).await.expect("an answer").expect("placed");
        tx.commit().await.expect("a commit");
    }

    async fn members(&self) -> BTreeMap<UserId, bool> {
        let mut conn = self.store.read().await.expect("a connection");
        let owner = member(&mut conn, self.owner, self.chat).await;
        members(&mut conn, &owner).await
    }

    async fn lines(&self) -> Vec<Line> {
        lines(&mut self.store.read().await.expect("a connection"), self.chat).await
    }
}

#[tokio::test]
async fn a_move_is_told_in_one_line_and_one_event() {
    each_database(|store| async move {
        let small = Small::new(store).await;
        small.add(small.parents[1], true).await;
        assert_eq!(small.members().await.len(), 1, "nobody is in the south");
        let said = |department: &str, joined: &[UserId], left: &[UserId]| Line::Moved {
            department: department.to_owned(),
            joined: Crowd::of(joined),
            left: Crowd::of(left),
        };
        small.heard.lock().expect("nobody panicked").clear();
        small.place(small.parents[1]).await;
        assert_eq!(small.members().await.values().filter(|by_department| **by_department).count(), 12);
        let told = small.lines().await;
        assert_eq!(
            told[1..],
            [
                Line::DepartmentAdded { department: "South".to_owned(), joined: Crowd::default() },
                said("South", &small.people, &[]),
            ]
        );
        small.place(small.parents[0]).await;
        assert_eq!(small.members().await.len(), 1);
        assert_eq!(small.lines().await[3..], [said("South", &[], &small.people)]);
        let heard = std::mem::take(&mut *small.heard.lock().expect("nobody panicked"));
        let left = Event::MembersLeft { chat: small.chat, users: small.people.clone().into() };
        assert_eq!(heard.iter().filter(|event| **event == left).count(), 1, "{heard:?}");
        assert_eq!(heard.len(), 2 + 5, "{heard:?}");

        // Several at once, in and out: one line, which names both.
        let (one, two) = (small.people[0], small.people[1]);
        let mut tx = small.store.begin().await.expect("a transaction");
        put(&mut tx, one, &[small.parents[1]]).await;
        tx.commit().await.expect("a commit");
        let mut tx = small.store.begin().await.expect("a transaction");
        put(&mut tx, one, &[small.parents[0]]).await;
        put(&mut tx, two, &[small.parents[1]]).await;
        tx.commit().await.expect("a commit");
        assert_eq!(small.lines().await[4..], [said("South", &[one], &[]), said("South", &[two], &[one])]);

        // With a second department nobody knows by which of them who came.
        small.add(small.works, false).await;
        small.place(small.parents[1]).await;
        assert_eq!(small.lines().await.len(), 7, "all of them are there already");
        let mut tx = small.store.begin().await.expect("a transaction");
        put(&mut tx, one, &[small.works]).await;
        tx.commit().await.expect("a commit");
        assert_eq!(small.lines().await[7..], [said("", &[one], &[])]);
    })
    .await;
}

#[tokio::test]
async fn what_was_said_before_somebody_came_is_read() {
    each_database(|store| async move {
        let small = Small::new(store).await;
        let mut tx = small.store.begin().await.expect("a transaction");
        let owner = member(&mut tx, small.owner, small.chat).await;
        post(&mut tx, &owner, &Draft::new("Before", dice().key()), NOW).await.expect("posted");
        tx.commit().await.expect("a commit");
        small.add(small.works, false).await;
        let mut tx = small.store.begin().await.expect("a transaction");
        post(&mut tx, &owner, &Draft::new("After", dice().key()), NOW).await.expect("posted");
        let counted = list::counters(&mut tx, &[small.people[3].0]).await.expect("counters");
        assert_eq!(counted[0].unread, 1);
        let listed = list::page(&mut tx, small.people[3], list::Cursor::START, 9).await.expect("a list");
        assert!(listed.rows.iter().any(|row| row.chat_id == small.chat && row.listed));
    })
    .await;
}

#[tokio::test]
async fn who_is_there_by_hand_or_has_a_role_stays() {
    each_database(|store| async move {
        let small = Small::new(store).await;
        small.add(small.works, false).await;
        let [by_hand, promoted, heir, held] = small.people[..4] else { panic!("there are twelve") };
        let (dice, with) = (dice(), (&dice(), NOW));
        let mut tx = small.store.begin().await.expect("a transaction");
        let owner = member(&mut tx, small.owner, small.chat).await;
        assert!(group::add(&mut tx, &owner, &[by_hand], &dice, NOW).await.expect("an answer"));
        assert!(group::set_role(&mut tx, &owner, promoted, true, with).await.expect("an answer"));
        // Nobody in a department of the group is removed, or leaves, one by one.
        for who in [by_hand, promoted, held] {
            assert!(!group::remove(&mut tx, &owner, who, &dice, NOW).await.expect("an answer"));
            let who = member(&mut tx, who, small.chat).await;
            assert!(!group::leave(&mut tx, &who, &dice, NOW).await.expect("an answer"));
        }
        assert!(group::set_role(&mut tx, &owner, promoted, false, with).await.expect("an answer"));
        assert!(group::hand_over(&mut tx, &owner, heir, &dice, NOW).await.expect("an answer"));
        // The former owner is by hand, and may go.
        assert!(group::leave(&mut tx, &owner, &dice, NOW).await.expect("an answer"));
        let heir = member(&mut tx, heir, small.chat).await;
        assert!(departments::remove(&mut tx, &heir, small.works, with).await.expect("an answer"));
        tx.commit().await.expect("a commit");
        let mut conn = small.store.read().await.expect("a connection");
        let expected = [by_hand, promoted, heir.user].map(|user| (user, false));
        assert_eq!(members(&mut conn, &heir).await, BTreeMap::from(expected));
        let told = lines(&mut conn, small.chat).await;
        let left = Crowd::of(&small.people[3..]);
        assert_eq!(told.last(), Some(&Line::DepartmentRemoved { department: "Works".to_owned(), left }));
        assert_eq!(told.iter().filter(|line| matches!(line, Line::Added { .. })).count(), 0);
        drop(conn);
        // Now they may go, too.
        let mut tx = small.store.begin().await.expect("a transaction");
        assert!(group::remove(&mut tx, &heir, by_hand, &dice, NOW).await.expect("an answer"));
    })
    .await;
}

#[tokio::test]
async fn only_employees_who_look_after_a_group_add_departments_and_not_too_many() {
    each_database(|store| async move {
        let small = Small::new(store).await;
        let (dice, with) = (dice(), (&dice(), NOW));
        let mut tx = small.store.begin().await.expect("a transaction");
        let guest = user(&mut tx, "guest", Role::Guest).await;
        let owner = member(&mut tx, small.owner, small.chat).await;
        group::add(&mut tx, &owner, &[guest, small.people[0]], &dice, NOW).await.expect("an answer");
        group::set_role(&mut tx, &owner, guest, true, with).await.expect("an answer");
        for who in [guest, small.people[0]] {
            let who = member(&mut tx, who, small.chat).await;
            let added = departments::add(&mut tx, &who, (small.works, true), with).await.expect("an answer");
            assert_eq!(added, Err(Refused::NotAllowed));
            assert!(!departments::remove(&mut tx, &who, small.works, with).await.expect("an answer"));
        }
        let gone = departments::add(&mut tx, &owner, (DepartmentId(999), true), with).await.expect("an answer");
        assert_eq!(gone, Err(Refused::Missing));
        assert!(!departments::remove(&mut tx, &owner, small.works, with).await.expect("an answer"));
        for n in 0..departments::MOST {
            let one = create(&mut tx, small.works, &format!("Team {n}")).await;
            departments::add(&mut tx, &owner, (one, false), with).await.expect("an answer").expect("added");
        }
        let added = departments::add(&mut tx, &owner, (small.works, true), with).await.expect("an answer");
        assert_eq!(added, Err(Refused::TooMany));
        assert_eq!(departments::list(&mut tx, &owner).await.expect("a list").len(), 50);
        // Only groups have departments.
        let notes = found::notes_of(&mut tx, small.owner, NOW).await.expect("a chat");
        let elsewhere = Member { chat: notes, ..owner };
        let added = departments::add(&mut tx, &elsewhere, (small.works, true), with).await.expect("an answer");
        assert_eq!(added, Err(Refused::NotAllowed));
    })
    .await;
}

#[tokio::test]
async fn a_group_that_nobody_is_left_in_has_no_departments() {
    each_database(|store| async move {
        let small = Small::new(store).await;
        small.add(small.parents[1], true).await;
        let mut tx = small.store.begin().await.expect("a transaction");
        let owner = member(&mut tx, small.owner, small.chat).await;
        assert!(group::leave(&mut tx, &owner, &dice(), NOW).await.expect("an answer"));
        tx.commit().await.expect("a commit");
        small.place(small.parents[1]).await;
        let mut conn = small.store.read().await.expect("a connection");
        assert!(Member::find(&mut conn, small.people[0], small.chat).await.expect("an answer").is_none());
    })
    .await;
}

#[tokio::test]
async fn moves_at_the_same_time_see_each_other() {
    each_database(|store| async move {
        let small = Small::new(store).await;
        small.add(small.parents[1], true).await;
        let who = small.people[0];
        for round in 0..20 {
            let (to, back) = if round % 2 == 0 { (1, 0) } else { (0, 1) };
            // One comes into the department, or goes, while it moves, and another acts in the group.
            let moves = small.place(small.parents[to]);
            let person = async {
                let mut tx = small.store.begin().await.expect("a transaction");
                let there = if round % 4 < 2 { small.works } else { small.parents[0] };
                put(&mut tx, who, &[there]).await;
                tx.commit().await.expect("a commit");
            };
            let manager = async {
                let mut tx = small.store.begin().await.expect("a transaction");
                let owner = member(&mut tx, small.owner, small.chat).await;
                let with = (&dice(), NOW);
                let department = small.parents[back];
                departments::add(&mut tx, &owner, (department, false), with).await.expect("an answer").expect("added");
                departments::remove(&mut tx, &owner, department, with).await.expect("an answer");
                departments::add(&mut tx, &owner, (small.parents[1], true), with)
                    .await
                    .expect("an answer")
                    .expect("added");
                tx.commit().await.expect("a commit");
            };
            futures_util::join!(moves, person, manager);
            let mut known = Known {
                chat: small.chat,
                owner: small.owner,
                by_hand: BTreeSet::from([small.owner]),
                departments: BTreeMap::from([(small.parents[1], true)]),
                lines: 0,
            };
            known.holds(&small.store, &small.people, 1000, &format!("round {round}")).await;
        }
    })
    .await;
}
