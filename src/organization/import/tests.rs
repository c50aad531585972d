//! Lists of people, looked at and taken in, on both databases.

use actix_web::web::Data;

use super::row::{Outcome, Reason};
use super::table::{Table, template};
use super::{Counts, Stage, export, run};
use crate::accounts::audit::By;
use crate::accounts::company::NewCompany;
use crate::accounts::{Company, Email, Name, NewUser, Role, State, User};
use crate::clock::{Clock, Dice, Moment};
use crate::files::Files;
use crate::id::{ImportId, UserId};
use crate::live;
use crate::organization::department::Tree;
use crate::organization::position::{self, Standing};
use crate::store::Store;
use crate::store::testing::each_database;
use crate::web::{House, Language};

pub(super) const NOW: Moment = Moment(1_764_000_000_000_000);

pub(super) fn house(store: Store) -> (Data<House>, tempfile::TempDir) {
    let data = tempfile::tempdir().expect("a folder");
    let house = House {
        store,
        clock: Clock::standing(NOW),
        dice: Dice::system(),
        hub: live::Hub::new(live::Limits::default(), Clock::standing(NOW)),
        files: Files::new(data.path()),
        office: crate::mail::Office::new(crate::mail::Seal::fleeting(&Dice::seeded(1))),
        public_url: None,
        metrics: crate::web::Metrics::default(),
        turnstile: crate::web::Turnstile::new(1000),
        started_at: NOW,
        secure: false,
    };
    (Data::new(house), data)
}

/// A company with one administrator in its root.
pub(super) async fn found(house: &House) -> UserId {
    let mut tx = house.store.begin().await.expect("a transaction");
    let company = NewCompany {
        name: Name::parse("Harbour").expect("a name"),
        language: Language::English,
        time_zone: "UTC".to_owned(),
        country: "GB".to_owned(),
    };
    Company::found(&mut tx, &company, &house.dice, NOW).await.expect("a company");
    let new = NewUser {
        name: Name::parse("Elin").expect("a name"),
        email: Email::parse("elin@harbour.example").expect("an address"),
        password_hash: String::new(),
        role: Role::Administrator,
        state: State::Active,
        language: None,
    };
    let user = User::create(&mut tx, &new, NOW).await.expect("a user");
    position::settle(&mut tx, user, NOW).await.expect("a position");
    tx.commit().await.expect("a commit");
    user
}

pub(super) async fn upload(house: &House, list: &str, make: bool) -> ImportId {
    let rows = Table::read(list).expect("a list").rows.len();
    let rows = i64::try_from(rows).expect("a count");
    let mut tx = house.store.begin().await.expect("a transaction");
    let id = super::create(&mut tx, UserId(1), ("people.csv", list, rows), make, NOW).await.expect("an import");
    tx.commit().await.expect("a commit");
    assert!(run::check(house, id).await.expect("looked at"));
    id
}

pub(super) async fn counts(house: &House, id: ImportId) -> Counts {
    let mut conn = house.store.read().await.expect("a connection");
    super::counts(&mut conn, id).await.expect("counts")
}

async fn start(house: &House, id: ImportId) -> bool {
    let mut tx = house.store.begin().await.expect("a transaction");
    let started = run::start(&mut tx, id, NOW).await.expect("an answer");
    tx.commit().await.expect("a commit");
    started
}

async fn take_in(house: &House, id: ImportId) {
    assert!(start(house, id).await);
    run::take_in(house, id, &By::command_line()).await.expect("taken in");
}

async fn reasons(house: &House, id: ImportId) -> Vec<(i64, Reason)> {
    let mut conn = house.store.read().await.expect("a connection");
    let rows = super::rows(&mut conn, id, "left-out", 0).await.expect("rows");
    let reason = |row: super::RowOutcome| match row.outcome {
        Outcome::LeftOut { reason } => Some((row.number, reason)),
        _ => None,
    };
    rows.into_iter().filter_map(reason).collect()
}

pub(super) async fn tree(house: &House) -> Tree {
    let mut conn = house.store.read().await.expect("a connection");
    let company = Company::find(&mut conn).await.expect("an answer").expect("a company");
    Tree::read(&mut conn, &company).await.expect("a tree")
}

const HEADER: &str = "name,email,department,title,standing,role,inner number,desk phone,mobile phone,birthday\n";

/// 300 rows, every 25th of them faulty.
fn three_hundred() -> String {
    let mut list = HEADER.to_owned();
    for n in 1..=300 {
        let (department, standing) = (format!("D{}/E{}", n % 5, n % 15), if n <= 15 { "head" } else { "" });
        let email = if n % 25 == 0 { "nobody".to_owned() } else { format!("p{n}@harbour.example") };
        list.push_str(&format!("Người {n},{email},{department},Clerk {n},{standing},,{n},,+84 {n:06},03-21\n"));
    }
    list
}

#[tokio::test]
async fn what_would_be_too_deep_is_seen_by_looking() {
    each_database(|store| async move {
        let (house, _data) = house(store);
        found(&house).await;
        let path = |levels: usize| vec!["A"; levels].join("/");
        let list = format!("name,email,department\nLan,l@a.example,{}\nOmar,o@a.example,{}\n", path(20), path(21));
        let id = upload(&house, &list, true).await;
        assert_eq!(reasons(&house, id).await, [(3, Reason::Department { path: path(21) })]);
        take_in(&house, id).await;
        assert_eq!(counts(&house, id).await, Counts { new: 1, changed: 0, same: 0, left_out: 1 });
        assert_eq!(tree(&house).await.len(), 21);
    })
    .await;
}

#[tokio::test]
async fn only_the_newest_lists_are_kept() {
    each_database(|store| async move {
        let (house, _data) = house(store);
        found(&house).await;
        for n in 0..22 {
            upload(&house, &format!("name,email\nLan,l{n}@a.example\n"), false).await;
        }
        let mut conn = house.store.read().await.expect("a connection");
        let kept = super::list(&mut conn).await.expect("lists");
        assert_eq!((kept.len(), kept[19].id.0), (20, 3));
        assert!(super::find(&mut conn, ImportId(2)).await.expect("an answer").is_none());
    })
    .await;
}

#[tokio::test]
async fn a_list_is_looked_at_taken_in_and_safe_to_repeat() {
    each_database(|store| async move {
        let (house, _data) = house(store);
        found(&house).await;
        let list = three_hundred();
        let id = upload(&house, &list, true).await;
        let looked = counts(&house, id).await;
        assert_eq!(looked, Counts { new: 288, changed: 0, same: 0, left_out: 12 });
        assert_eq!(tree(&house).await.len(), 1, "looking changes nothing");
        take_in(&house, id).await;
        assert_eq!(counts(&house, id).await, looked);
        assert!(!start(&house, id).await, "it was taken in");
        let after = tree(&house).await;
        assert_eq!(after.len(), 1 + 5 + 15);
        let mut conn = house.store.read().await.expect("a connection");
        assert_eq!(super::find(&mut conn, id).await.expect("an answer").expect("an import").stage, Stage::Done);
        assert_eq!(super::waiting(&mut conn, id).await.expect("people").len(), 288);
        let person = User::by_email(&mut conn, "P7@harbour.example").await.expect("an answer").expect("a person");
        assert_eq!((person.state, person.role), (State::Invited, Role::Employee));
        let places = position::of_user(&mut conn, person.id).await.expect("positions");
        assert_eq!((places[0].standing, places[0].title.as_str()), (Standing::Head, "Clerk 7"));
        assert_eq!(after.path_text(places[0].department_id), "D2/E7");
        drop(conn);
        let again = upload(&house, &list, false).await;
        assert_eq!(counts(&house, again).await, Counts { new: 0, changed: 0, same: 288, left_out: 12 });
        take_in(&house, again).await;
        assert_eq!(counts(&house, again).await, Counts { new: 0, changed: 0, same: 288, left_out: 12 });
        let exported = exported(&house).await;
        let back = upload(&house, &exported, false).await;
        assert_eq!(counts(&house, back).await, Counts { new: 0, changed: 0, same: 289, left_out: 0 });
    })
    .await;
}

pub(super) async fn exported(house: &House) -> String {
    let tree = tree(house).await;
    let mut conn = house.store.read().await.expect("a connection");
    let (mut place, mut list) = (export::Place::default(), String::new());
    while let Some(part) = export::next(&mut conn, &tree, &mut place).await.expect("a part") {
        list.push_str(&part);
    }
    list
}

#[tokio::test]
async fn a_row_that_cannot_be_says_why() {
    each_database(|store| async move {
        let (house, _data) = house(store);
        found(&house).await;
        let first = upload(&house, &template(), true).await;
        take_in(&house, first).await;
        let list = [
            HEADER,
            "Lan,lan@harbour.example,Sales/North,,employee\n",
            "Omar,OMAR@harbour.example,Sales/North,Lead,head\n",
            "Third,third@harbour.example,Sales/North,,head\n",
            "Again,omar@harbour.example\n",
            "Near,near@harbour.example,Sales/Nort\n",
            "Nowhere,nowhere@harbour.example,Zzz\n",
            "Guest,guest@harbour.example,Sales,,,guest\n",
            "Boss,boss@harbour.example,,,,administrator\n",
            "Elin,elin@harbour.example,,,,guest\n",
            "=cmd|' /C calc'!A0,formula@harbour.example\n",
        ]
        .concat();
        let id = upload(&house, &list, false).await;
        let expected = vec![
            (4, Reason::TwoHeads { path: "Sales/North".to_owned(), row: 3 }),
            (5, Reason::Again { row: 3 }),
            (6, Reason::NoDepartment { path: "Sales/Nort".to_owned(), closest: Some("Sales/North".to_owned()) }),
            (7, Reason::NoDepartment { path: "Zzz".to_owned(), closest: None }),
            (8, Reason::GuestPlaced),
            (9, Reason::Administrator),
            (10, Reason::RoleHere),
        ];
        assert_eq!(reasons(&house, id).await, expected);
        take_in(&house, id).await;
        assert_eq!(reasons(&house, id).await, expected);
        let tree = tree(&house).await;
        let north = tree.by_path("Sales/North").expect("a department");
        assert_eq!(north.head.as_deref(), Some("Omar"), "the head has changed within one list");
        assert!(exported(&house).await.contains("'=cmd|"), "a formula leaves as text");
        let taken = upload(&house, &[HEADER, "Lan Phạm,lan@harbour.example,Sales/North,,head\n"].concat(), false).await;
        let head = Reason::HeadTaken { path: "Sales/North".to_owned(), head: "Omar".to_owned() };
        assert_eq!(reasons(&house, taken).await, [(2, head)]);
    })
    .await;
}

#[tokio::test]
async fn what_changed_meanwhile_is_left_out_and_the_others_are_taken_in() {
    each_database(|store| async move {
        let (house, _data) = house(store);
        let elin = found(&house).await;
        let list = [HEADER, "A,a@harbour.example,Sales,,head\nB,b@harbour.example,Sales\n"].concat();
        let id = upload(&house, &list, true).await;
        let mut tx = house.store.begin().await.expect("a transaction");
        let root = crate::organization::department::root(&mut tx, NOW).await.expect("a root");
        let name = Name::parse("Sales").expect("a name");
        let sales =
            crate::organization::department::create(&mut tx, root, &name, NOW).await.expect("an answer").expect("made");
        let title = position::Title::default();
        let place = position::NewPosition { department: sales, standing: Standing::Head, title };
        position::set(&mut tx, elin, &[place]).await.expect("an answer").expect("set");
        tx.commit().await.expect("a commit");
        take_in(&house, id).await;
        let head = Reason::HeadTaken { path: "Sales".to_owned(), head: "Elin".to_owned() };
        assert_eq!(reasons(&house, id).await, [(2, head)]);
        assert_eq!(counts(&house, id).await, Counts { new: 1, changed: 0, same: 0, left_out: 1 });
    })
    .await;
}
