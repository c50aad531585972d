//! Any moves, at random and at the same time: afterwards every group is as the tree says.

use super::*;

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

/// Who writes a draft holds their own membership by then, which whoever has the turn may be about to take.
#[test]
fn only_what_moves_people_takes_the_turn() {
    let (chat, user) = (ChatId(1), UserId(2));
    assert!([Event::PersonMoved { user }, Event::UserDismissed { user }].iter().all(shift::moves));
    let still =
        [Event::DraftChanged { chat, user }, Event::ScheduledChanged { chat, user }, Event::PrivacyChanged { user }];
    assert!(!still.iter().any(shift::moves));
}
