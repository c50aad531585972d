//! Positions that several people change at once, on both databases.

use futures_util::future::{join, join_all};

use super::department;
use super::position::{self, Refused, Standing};
use super::structure_tests::{NOW, found, name, place, user};
use crate::accounts::Role;
use crate::id::{DepartmentId, UserId};
use crate::store::Store;
use crate::store::testing::each_database;

/// Somebody in the root, and so many departments below it.
async fn begin(store: &Store, most: usize) -> (UserId, DepartmentId, Vec<DepartmentId>) {
    let mut tx = store.begin().await.expect("a transaction");
    let root = found(&mut tx).await;
    let mut departments = Vec::new();
    for n in 0..most {
        let made = department::create(&mut tx, root, &name(&format!("D{n}")), NOW).await.expect("an answer");
        departments.push(made.expect("made"));
    }
    let lan = user(&mut tx, "Lan", "lan@a.example", Role::Employee).await;
    tx.commit().await.expect("a commit");
    (lan, root, departments)
}

async fn enroll(store: &Store, who: UserId, department: DepartmentId) -> Result<(), Refused> {
    let mut tx = store.begin().await.expect("a transaction");
    let done = position::enroll(&mut tx, who, place(department, Standing::Employee, "")).await.expect("an answer");
    tx.commit().await.expect("a commit");
    done
}

async fn departments_of(store: &Store, who: UserId) -> Vec<DepartmentId> {
    let mut conn = store.read().await.expect("a connection");
    let positions = position::of_user(&mut conn, who).await.expect("positions");
    positions.into_iter().map(|one| one.department_id).collect()
}

#[tokio::test]
async fn who_is_added_to_many_departments_at_once_is_in_all_of_them() {
    each_database(|store| async move {
        let (lan, root, departments) = begin(&store, 8).await;
        let added = join_all(departments.iter().map(|one| enroll(&store, lan, *one))).await;
        assert!(added.iter().all(Result::is_ok), "{added:?}");
        let mut there = departments_of(&store, lan).await;
        assert_eq!(there.first(), Some(&root));
        there.sort_unstable();
        assert_eq!(there, [&[root], departments.as_slice()].concat());
    })
    .await;
}

#[tokio::test]
async fn who_is_added_to_a_department_that_goes_is_above_it_or_refused() {
    each_database(|store| async move {
        let (lan, root, departments) = begin(&store, 6).await;
        for one in departments {
            let remove = async {
                let mut tx = store.begin().await.expect("a transaction");
                let done = department::remove(&mut tx, one).await.expect("an answer");
                tx.commit().await.expect("a commit");
                done
            };
            let (added, removed) = join(enroll(&store, lan, one), remove).await;
            assert!(matches!(added, Ok(()) | Err(Refused::Missing(_))), "{added:?}");
            assert_eq!(removed, Ok(()));
            assert_eq!(departments_of(&store, lan).await, [root]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_row_that_is_older_puts_nobody_back() {
    each_database(|store| async move {
        let (lan, root, departments) = begin(&store, 1).await;
        let there = departments[0];
        let mut tx = store.begin().await.expect("a transaction");
        let deputy = || place(there, Standing::Deputy, "Second");
        let amended = position::amend(&mut tx, lan, deputy()).await.expect("an answer");
        assert_eq!(amended, Err(Refused::NotThere));
        position::enroll(&mut tx, lan, deputy()).await.expect("an answer").expect("added");
        let twice = position::enroll(&mut tx, lan, place(there, Standing::Employee, "")).await.expect("an answer");
        assert_eq!(twice, Err(Refused::There));
        let head = place(there, Standing::Head, "First");
        position::amend(&mut tx, lan, head).await.expect("an answer").expect("amended");
        let now = position::of_user(&mut tx, lan).await.expect("positions");
        assert_eq!(now.iter().map(|one| one.department_id).collect::<Vec<_>>(), [root, there]);
        assert_eq!((now[1].standing, now[1].title.as_str()), (Standing::Head, "First"));
        position::withdraw(&mut tx, lan, there, NOW).await.expect("an answer").expect("taken out");
        let late = position::amend(&mut tx, lan, deputy()).await.expect("an answer");
        assert_eq!(late, Err(Refused::NotThere));
        assert_eq!(position::of_user(&mut tx, lan).await.expect("positions").len(), 1);
    })
    .await;
}

#[tokio::test]
async fn where_somebody_is_moved_is_their_main_department() {
    each_database(|store| async move {
        let (lan, _, departments) = begin(&store, 4).await;
        let [a, c, b, new] = departments[..] else { panic!("four departments") };
        let mut tx = store.begin().await.expect("a transaction");
        let places =
            [place(a, Standing::Head, "Chief"), place(c, Standing::Employee, "C"), place(b, Standing::Deputy, "B")];
        position::set(&mut tx, lan, &places).await.expect("an answer").expect("set");
        assert_eq!(position::transfer(&mut tx, lan, b).await.expect("an answer"), Ok(true));
        let now = position::of_user(&mut tx, lan).await.expect("positions");
        assert_eq!(now.iter().map(|one| one.department_id).collect::<Vec<_>>(), [b, c]);
        assert_eq!((now[0].standing, now[0].title.as_str()), (Standing::Deputy, "B"));
        assert_eq!(position::transfer(&mut tx, lan, b).await.expect("an answer"), Ok(false));
        assert_eq!(position::transfer(&mut tx, lan, new).await.expect("an answer"), Ok(true));
        let now = position::of_user(&mut tx, lan).await.expect("positions");
        assert_eq!(now.iter().map(|one| one.department_id).collect::<Vec<_>>(), [new, c]);
        assert_eq!((now[0].standing, now[0].title.as_str()), (Standing::Employee, "B"));
    })
    .await;
}
