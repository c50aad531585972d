//! Finding people, and what is done to many, on both databases.

use super::people::{self, Counts, Filter, Meant};
use crate::accounts::company::NewCompany;
use crate::accounts::{Company, Email, Name, NewUser, Profile, Role, State, User};
use crate::clock::{Dice, Moment};
use crate::id::{DepartmentId, UserId};
use crate::organization::department::{self, Tree};
use crate::organization::position::{self, NewPosition, Standing, Title};
use crate::organization::words::Words;
use crate::store::Store;
use crate::store::testing::each_database;
use crate::web::Language;

const NOW: Moment = Moment(1_764_000_000_000_000);

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

/// A company whose root has Sales, which has North.
async fn found(store: &Store) -> (DepartmentId, DepartmentId) {
    let new = NewCompany {
        name: name("Harbour Press"),
        language: Language::English,
        time_zone: "UTC".to_owned(),
        country: "GB".to_owned(),
    };
    let mut tx = store.begin().await.expect("a transaction");
    Company::found(&mut tx, &new, &Dice::seeded(1), NOW).await.expect("a company");
    let root = department::root(&mut tx, NOW).await.expect("a root");
    let sales = department::create(&mut tx, root, &name("Sales"), NOW).await.expect("an answer").expect("made");
    let north = department::create(&mut tx, sales, &name("North"), NOW).await.expect("an answer").expect("made");
    tx.commit().await.expect("a commit");
    (sales, north)
}

async fn make(store: &Store, called: &str, role: Role, state: State, department: Option<DepartmentId>) -> UserId {
    let new = NewUser {
        name: name(called),
        email: Email::parse(&format!("{}@harbour.example", called.replace(' ', "."))).expect("an address"),
        password_hash: String::new(),
        role,
        state,
        language: None,
    };
    let mut tx = store.begin().await.expect("a transaction");
    let user = User::create(&mut tx, &new, NOW).await.expect("a new address");
    if let Some(department) = department {
        let new = NewPosition { department, standing: Standing::Employee, title: Title::default() };
        position::set(&mut tx, user, &[new]).await.expect("an answer").expect("a position");
    }
    tx.commit().await.expect("a commit");
    user
}

async fn names(store: &Store, filter: &Filter) -> Vec<String> {
    let (mut names, mut after) = (Vec::new(), (String::new(), 0));
    loop {
        let mut conn = store.read().await.expect("a connection");
        let page = people::list(&mut conn, filter, (&after.0, after.1), 2).await.expect("a page");
        let Some(last) = page.last() else { return names };
        after = (last.name_folded.clone(), last.id.0);
        names.extend(page.into_iter().map(|row| row.name));
    }
}

#[tokio::test]
async fn people_are_found_by_what_is_asked() {
    each_database(|store| async move {
        let (sales, north) = found(&store).await;
        make(&store, "Elin Lind", Role::Administrator, State::Active, Some(sales)).await;
        let lan = make(&store, "Đặng Lan", Role::Employee, State::Active, Some(north)).await;
        make(&store, "Tom", Role::Guest, State::Active, None).await;
        make(&store, "Ivy", Role::Employee, State::Invited, Some(north)).await;
        make(&store, "Pia", Role::Employee, State::Pending, None).await;
        make(&store, "Vik", Role::Employee, State::Dismissed, None).await;
        let mut tx = store.begin().await.expect("a transaction");
        let phone = Profile { mobile_phone: "+44 20 7946".to_owned(), ..Profile::default() };
        phone.update(&mut tx, lan).await.expect("written");
        tx.commit().await.expect("a commit");
        let all = Filter::default();
        let words = |typed: &str| Filter { words: Words::parse(typed), ..Filter::default() };
        for (filter, expected) in [
            (all.clone(), &["Đặng Lan", "Elin Lind", "Ivy", "Pia", "Tom", "Vik"][..]),
            (Filter { state: Some(State::Active), ..all.clone() }, &["Đặng Lan", "Elin Lind", "Tom"]),
            (Filter { role: Some(Role::Guest), ..all.clone() }, &["Tom"]),
            (Filter { department: Some(sales), ..all.clone() }, &["Đặng Lan", "Elin Lind", "Ivy"]),
            (Filter { department: Some(north), state: Some(State::Invited), ..all.clone() }, &["Ivy"]),
            (Filter { department: Some(DepartmentId(99)), ..all }, &[]),
            (words("lan DANG"), &["Đặng Lan"]),
            (words("lin lan"), &[]),
            (words("north"), &["Đặng Lan", "Ivy"]),
            (words("(20) 7946"), &["Đặng Lan"]),
            (words("%"), &[]),
        ] {
            assert_eq!(names(&store, &filter).await, expected, "{filter:?}");
        }
        let mut conn = store.read().await.expect("a connection");
        let counts = people::counts(&mut conn).await.expect("counts");
        assert_eq!(counts, Counts { active: 3, invited: 1, pending: 1, dismissed: 1 });
        let row = people::find(&mut conn, lan).await.expect("an answer").expect("a row");
        assert_eq!((row.department.as_deref(), row.departments), (Some("North"), 1));
        let company = Company::find(&mut conn).await.expect("an answer").expect("a company");
        let tree = Tree::read(&mut conn, &company).await.expect("a tree");
        assert_eq!(people::main_path(&mut conn, lan, &tree).await.expect("a path"), "Sales/North");
        assert!(people::find(&mut conn, UserId(99)).await.expect("an answer").is_none());
    })
    .await;
}

#[tokio::test]
async fn a_person_is_meant_by_a_name_or_an_address() {
    each_database(|store| async move {
        found(&store).await;
        let elin = make(&store, "Elin", Role::Administrator, State::Active, None).await;
        let other = make(&store, "Elin Berg", Role::Employee, State::Dismissed, None).await;
        let mut conn = store.read().await.expect("a connection");
        for (typed, expected) in
            [("berg", Some(other)), ("ELIN@harbour.example", Some(elin)), (" ", None), ("nobody", None)]
        {
            let found = people::meant(&mut conn, typed).await.expect("an answer");
            let one = if let Meant::One(user) = found { Some(user) } else { None };
            assert_eq!(one, expected, "{typed}");
        }
        let several = people::meant(&mut conn, "elin").await.expect("an answer");
        assert!(matches!(&several, Meant::Several(some) if some.len() == 2), "{several:?}");
        assert!(matches!(people::meant(&mut conn, "a\0b").await.expect("an answer"), Meant::Unknown));
    })
    .await;
}
