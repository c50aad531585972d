//! The tree, positions and the search for people, on both databases.

use std::collections::HashSet;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::census::{Census, Count};
use super::colleague::{self, After};
use super::department::{self, Refused, Tree};
use super::person::{self, Sight};
use super::position::{self, NewPosition, Standing, Title};
use super::words::Words;
use crate::accounts::company::NewCompany;
use crate::accounts::{Company, Email, Name, NewUser, Profile, Role, State, User};
use crate::clock::{Dice, Moment};
use crate::id::{DepartmentId, UserId};
use crate::store::testing::each_database;
use crate::store::{Conn, Store, Tx, run};
use crate::web::Language;

pub(super) const NOW: Moment = Moment(1_764_000_000_000_000);

const INVITED: &str = "UPDATE users SET state = 'invited' WHERE id = $1";

pub(super) fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

pub(super) async fn user(tx: &mut Tx, called: &str, email: &str, role: Role) -> UserId {
    let new = NewUser {
        name: name(called),
        email: Email::parse(email).expect("an address"),
        password_hash: String::new(),
        role,
        state: State::Active,
        language: None,
    };
    let user = User::create(tx, &new, NOW).await.expect("a user");
    position::settle(tx, user, NOW).await.expect("a position");
    user
}

pub(super) async fn found(tx: &mut Tx) -> DepartmentId {
    let new = NewCompany {
        name: name("Harbour"),
        language: Language::English,
        time_zone: "UTC".to_owned(),
        country: "GB".to_owned(),
    };
    Company::found(tx, &new, &Dice::system(), NOW).await.expect("a company");
    department::root(tx, NOW).await.expect("a root")
}

async fn tree(conn: &mut Conn) -> Tree {
    let company = Company::find(conn).await.expect("an answer").expect("a company");
    Tree::read(conn, &company).await.expect("a tree")
}

pub(super) fn place(department: DepartmentId, standing: Standing, title: &str) -> NewPosition {
    NewPosition { department, standing, title: Title::parse(title).expect("a title") }
}

/// One root, everything below it, names apart among siblings, heads unique, every employee somewhere.
async fn holds(store: &Store, people: &[UserId]) {
    let mut conn = store.read().await.expect("a connection");
    let tree = tree(&mut conn).await;
    let root = tree.root().expect("a root").id;
    let all = tree.below(root);
    assert_eq!(all.len(), tree.len(), "something is not below the root, or twice");
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
    assert_eq!(tree.walk().len(), all.len());
    for one in &all {
        assert!(tree.path(*one).len() <= department::DEPTH + 1);
        let names: Vec<&str> = tree.children(*one).map(|child| child.name.as_str()).collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
        let listed = colleague::people(&mut conn, *one, &After::start(), 1000).await.expect("people");
        assert!(listed.iter().filter(|one| one.standing == Standing::Head).count() <= 1);
        assert!(listed.is_sorted_by_key(|one| (one.standing, one.user.name_folded.clone(), one.user.id)));
    }
    for user in people {
        let positions = position::of_user(&mut conn, *user).await.expect("positions");
        assert!(!positions.is_empty(), "{user} is nowhere");
        assert!(positions.iter().all(|one| all.contains(&one.department_id)));
    }
}

#[tokio::test]
async fn random_changes_keep_a_tree() {
    each_database(|store| async move {
        let mut tx = store.begin().await.expect("a transaction");
        let root = found(&mut tx).await;
        let mut people = Vec::new();
        for n in 0..12 {
            people.push(user(&mut tx, &format!("P{n}"), &format!("p{n}@a.example"), Role::Employee).await);
        }
        tx.commit().await.expect("a commit");
        let mut random = StdRng::seed_from_u64(4);
        let (mut known, mut refused, mut done) = (vec![root], 0, 0);
        for step in 0..150 {
            let any = |random: &mut StdRng, of: &[DepartmentId]| of[random.random_range(0..of.len())];
            let mut tx = store.begin().await.expect("a transaction");
            let (one, other) = (any(&mut random, &known), any(&mut random, &known));
            let fine = match random.random_range(0..10) {
                0..4 => match department::create(&mut tx, one, &name(&format!("D{}", step % 9)), NOW)
                    .await
                    .expect("an answer")
                {
                    Ok(made) => {
                        known.push(made);
                        true
                    }
                    Err(_) => false,
                },
                4..7 => department::place(&mut tx, one, other, None).await.expect("an answer").is_ok(),
                7 => department::remove(&mut tx, one).await.expect("an answer").is_ok(),
                8 => {
                    department::rename(&mut tx, one, &name(&format!("D{}", step % 9))).await.expect("an answer").is_ok()
                }
                _ => {
                    let user = people[random.random_range(0..people.len())];
                    let standing = Standing::ALL[random.random_range(0..3)];
                    let places = [place(one, standing, "x"), place(other, Standing::Employee, "")];
                    position::set(&mut tx, user, &places).await.expect("an answer").is_ok()
                }
            };
            if fine {
                tx.commit().await.expect("a commit");
                done += 1;
            } else {
                refused += 1;
            }
            if step % 10 == 9 {
                holds(&store, &people).await;
            }
        }
        assert!(done > 30 && refused > 10, "{done} done, {refused} refused: the walk tries too little");
    })
    .await;
}

#[tokio::test]
async fn two_moves_at_once_make_no_cycle() {
    each_database(|store| async move {
        let mut tx = store.begin().await.expect("a transaction");
        let root = found(&mut tx).await;
        let one = department::create(&mut tx, root, &name("One"), NOW).await.expect("an answer").expect("made");
        let two = department::create(&mut tx, root, &name("Two"), NOW).await.expect("an answer").expect("made");
        tx.commit().await.expect("a commit");
        let place = |what, to| {
            let store = store.clone();
            async move {
                let mut tx = store.begin().await.expect("a transaction");
                let done = department::place(&mut tx, what, to, None).await.expect("an answer");
                tx.commit().await.expect("a commit");
                done
            }
        };
        let (first, second) = tokio::join!(place(one, two), place(two, one));
        assert_eq!([first, second].iter().filter(|done| **done == Err(Refused::Cycle)).count(), 1);
        holds(&store, &[]).await;
    })
    .await;
}

#[tokio::test]
async fn the_tree_says_why_not() {
    each_database(|store| async move {
        let mut tx = store.begin().await.expect("a transaction");
        let root = found(&mut tx).await;
        let sales = department::create(&mut tx, root, &name("Sales"), NOW).await.expect("an answer").expect("made");
        let north = department::create(&mut tx, sales, &name("North"), NOW).await.expect("an answer").expect("made");
        let gone = DepartmentId(999);
        assert_eq!(
            department::create(&mut tx, root, &name("sáles"), NOW).await.expect("an answer"),
            Err(Refused::NameTaken)
        );
        assert_eq!(department::create(&mut tx, gone, &name("X"), NOW).await.expect("an answer"), Err(Refused::Missing));
        assert_eq!(department::place(&mut tx, sales, north, None).await.expect("an answer"), Err(Refused::Cycle));
        assert_eq!(department::place(&mut tx, sales, sales, None).await.expect("an answer"), Err(Refused::Cycle));
        assert_eq!(department::place(&mut tx, root, north, None).await.expect("an answer"), Err(Refused::Root));
        assert_eq!(department::remove(&mut tx, root).await.expect("an answer"), Err(Refused::Root));
        assert_eq!(department::rename(&mut tx, root, &name("X")).await.expect("an answer"), Err(Refused::Root));
        let other = department::create(&mut tx, root, &name("North"), NOW).await.expect("an answer").expect("made");
        assert_eq!(department::place(&mut tx, other, sales, None).await.expect("an answer"), Err(Refused::NameTaken));
        let mut deep = north;
        for level in 2..department::DEPTH {
            deep = department::create(&mut tx, deep, &name(&format!("L{level}")), NOW)
                .await
                .expect("an answer")
                .expect("made");
        }
        assert_eq!(
            department::create(&mut tx, deep, &name("Deeper"), NOW).await.expect("an answer"),
            Err(Refused::TooDeep)
        );
        assert_eq!(department::place(&mut tx, other, deep, None).await.expect("an answer"), Err(Refused::TooDeep));
        let tree = tree(&mut tx).await;
        assert_eq!(tree.by_path(" SALES / nórth ").map(|one| one.id), Some(north));
        assert_eq!(tree.by_path("harbour").map(|one| one.id), Some(root));
        assert_eq!(tree.by_path("Sales/South"), None);
        assert_eq!(tree.path_text(north), "Sales/North");
        assert_eq!(tree.path_text(root), "Harbour");
    })
    .await;
}

#[tokio::test]
async fn places_say_why_not() {
    each_database(|store| async move {
        let mut tx = store.begin().await.expect("a transaction");
        let root = found(&mut tx).await;
        let lan = user(&mut tx, "Lan", "lan@a.example", Role::Employee).await;
        let bo = user(&mut tx, "Bo", "bo@a.example", Role::Employee).await;
        let guest = user(&mut tx, "Guest", "guest@a.example", Role::Guest).await;
        let head = |of| [place(of, Standing::Head, "")];
        assert_eq!(position::set(&mut tx, lan, &head(root)).await.expect("an answer"), Ok(()));
        let taken = position::Refused::HeadTaken { department: root, head: "Lan".to_owned() };
        assert_eq!(position::set(&mut tx, bo, &head(root)).await.expect("an answer"), Err(taken));
        assert_eq!(position::set(&mut tx, bo, &[]).await.expect("an answer"), Err(position::Refused::Nowhere));
        let twice = [place(root, Standing::Employee, ""), place(root, Standing::Deputy, "")];
        assert_eq!(position::set(&mut tx, bo, &twice).await.expect("an answer"), Err(position::Refused::TooMany));
        assert_eq!(
            position::set(&mut tx, guest, &head(root)).await.expect("an answer"),
            Err(position::Refused::NotEmployed)
        );
        assert!(position::of_user(&mut tx, guest).await.expect("positions").is_empty());
        let gone = DepartmentId(999);
        assert_eq!(
            position::set(&mut tx, lan, &head(gone)).await.expect("an answer"),
            Err(position::Refused::Missing(gone))
        );
    })
    .await;
}

#[tokio::test]
async fn people_are_counted_once_and_paged() {
    each_database(|store| async move {
        let mut tx = store.begin().await.expect("a transaction");
        let root = found(&mut tx).await;
        let sales = department::create(&mut tx, root, &name("Sales"), NOW).await.expect("an answer").expect("made");
        let north = department::create(&mut tx, sales, &name("North"), NOW).await.expect("an answer").expect("made");
        let mut all = Vec::new();
        for n in 0..7 {
            let user = user(&mut tx, &format!("P{n}"), &format!("p{n}@a.example"), Role::Employee).await;
            let standing = if n == 6 { Standing::Head } else { Standing::Employee };
            let places = [place(north, standing, ""), place(sales, Standing::Employee, "")];
            position::set(&mut tx, user, &places).await.expect("an answer").expect("set");
            all.push(user.0);
        }
        let invited = user(&mut tx, "Invited", "i@a.example", Role::Employee).await;
        run!(tx, sqlx::query(INVITED).bind(invited)).expect("a change");
        let tree = tree(&mut tx).await;
        let census = Census::read(&mut tx, &tree, &[all[1], all[2], 999]).await.expect("a census");
        for department in [root, sales, north] {
            assert_eq!(census.of(department), Count { people: 7, present: 2 });
        }
        assert_eq!(census.of(DepartmentId(999)), Count::default());
        let (mut seen, mut after) = (Vec::new(), After::start());
        loop {
            let page = colleague::people(&mut tx, north, &after, 3).await.expect("people");
            let Some(last) = page.last() else { break };
            after = After::colleague(last);
            seen.extend(page.iter().map(|one| one.user.id.0));
        }
        assert_eq!(seen, [all[6], all[0], all[1], all[2], all[3], all[4], all[5]]);
        assert_eq!(position::transfer(&mut tx, UserId(all[0]), root).await.expect("an answer"), Ok(true));
        assert_eq!(position::transfer(&mut tx, UserId(all[0]), root).await.expect("an answer"), Ok(false));
        let census = Census::read(&mut tx, &tree, &[]).await.expect("a census");
        assert_eq!((census.own(root).people, census.own(sales).people, census.own(north).people), (1, 7, 6));
        assert_eq!((census.of(root).people, census.of(sales).people), (7, 7));
    })
    .await;
}

async fn names(conn: &mut Conn, sight: Sight, typed: &str) -> Vec<String> {
    let words = Words::parse(typed).expect("words");
    let found = person::search(conn, sight, &words, 50).await.expect("people");
    found.into_iter().map(|one| one.user.name).collect()
}

#[tokio::test]
async fn a_phone_is_found_however_it_is_dialled() {
    each_database(|store| async move {
        let mut tx = store.begin().await.expect("a transaction");
        found(&mut tx).await;
        for (called, phone) in
            [("Abroad", "+84 912 345 678"), ("Home", "0912 345 678"), ("Isle", "777 1234"), ("Other", "0204 555")]
        {
            let user = user(&mut tx, called, &format!("{called}@a.example"), Role::Employee).await;
            let profile = Profile { mobile_phone: phone.to_owned(), ..Profile::default() };
            profile.update(&mut tx, user).await.expect("a change");
        }
        let both = &["Abroad", "Home"][..];
        for (typed, expected) in [
            ("0912 345 678", both),
            ("+84 912 345 678", both),
            ("0084 912-345-678", both),
            ("+84 (0) 912 345 678", both),
            ("0912 3", both),
            ("+84 912 3", both),
            ("0084 912 345", both),
            ("+84 912 345 6", both),
            ("+354 777 1234", &["Isle"]),
            ("+84", &["Abroad"]),
            ("0912 345 679", &[]),
        ] {
            assert_eq!(names(&mut tx, Sight::EVERYBODY, typed).await, expected, "{typed}");
        }
    })
    .await;
}

#[tokio::test]
async fn people_are_found_without_accents_and_the_best_come_first() {
    each_database(|store| async move {
        let mut tx = store.begin().await.expect("a transaction");
        let root = found(&mut tx).await;
        let press = department::create(&mut tx, root, &name("Xưởng in"), NOW).await.expect("an answer").expect("made");
        let pham = user(&mut tx, "Phạm Hương", "huong@harbour.example", Role::Employee).await;
        user(&mut tx, "Đặng Dũng", "dd@harbour.example", Role::Employee).await;
        user(&mut tx, "Lê Đường", "le@harbour.example", Role::Employee).await;
        user(&mut tx, "Dung Nguyễn", "n@pham.example", Role::Employee).await;
        user(&mut tx, "100% Thật", "h@harbour.example", Role::Employee).await;
        position::set(&mut tx, pham, &[place(press, Standing::Head, "Quản đốc")])
            .await
            .expect("an answer")
            .expect("set");
        let everybody = Sight::of(&User::find(&mut tx, pham).await.expect("an answer").expect("a user"));
        for (typed, expected) in [
            ("pham", &["Phạm Hương", "Dung Nguyễn"][..]),
            ("dung", &["Dung Nguyễn", "Đặng Dũng"]),
            ("duong", &["Lê Đường"]),
            ("DŨNG đặng", &["Đặng Dũng"]),
            ("quan doc", &["Phạm Hương"]),
            ("xuong in", &["Phạm Hương"]),
            ("harbour huong", &["Phạm Hương"]),
            ("100%", &["100% Thật"]),
            ("0_%", &[]),
        ] {
            assert_eq!(names(&mut tx, everybody, typed).await, expected, "{typed}");
        }
        department::rename(&mut tx, press, &name("Bindery")).await.expect("an answer").expect("renamed");
        assert_eq!(names(&mut tx, everybody, "bindery").await, ["Phạm Hương"]);
        assert!(names(&mut tx, everybody, "xuong").await.is_empty());
        let guest = user(&mut tx, "Guest", "guest@a.example", Role::Guest).await;
        let guest = User::find(&mut tx, guest).await.expect("an answer").expect("a user");
        assert!(names(&mut tx, Sight::of(&guest), "pham").await.is_empty());
        assert!(person::find(&mut tx, Sight::of(&guest), pham).await.expect("an answer").is_none());
        assert!(person::find(&mut tx, everybody, pham).await.expect("an answer").is_some());
        let viewers = [pham.0, guest.id.0];
        assert_eq!(person::seers(&mut tx, pham, &viewers).await.expect("an answer"), [pham.0]);
        assert_eq!(person::seers(&mut tx, guest.id, &viewers).await.expect("an answer").len(), 2);
        assert_eq!(person::seen(&mut tx, Sight::of(&guest), &[pham.0]).await.expect("an answer"), []);
    })
    .await;
}
