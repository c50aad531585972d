//! Names that could be read as something else, out and in again, on both databases.

use super::Counts;
use super::tests::{NOW, counts, exported, found, house, tree, upload};
use crate::accounts::{Email, Name, NewUser, Role, State, User};
use crate::organization::department::{self, parse_name};
use crate::organization::position::{self, NewPosition, Standing, Title};
use crate::store::run;
use crate::store::testing::each_database;

const CALL: &str = "UPDATE company SET name = $1";

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

#[tokio::test]
async fn a_list_that_was_not_touched_changes_nothing_whatever_the_company_is_called() {
    each_database(|store| async move {
        let (house, _data) = house(store);
        found(&house).await;
        let mut tx = house.store.begin().await.expect("a transaction");
        let root = department::root(&mut tx, NOW).await.expect("a root");
        let namesake =
            department::create(&mut tx, root, &name("Harbour"), NOW).await.expect("an answer").expect("made");
        let south = department::create(&mut tx, namesake, &name("Møller A"), NOW).await.expect("an answer");
        let new = NewUser {
            name: name("Lan"),
            email: Email::parse("lan@harbour.example").expect("an address"),
            password_hash: String::new(),
            role: Role::Employee,
            state: State::Active,
            language: None,
        };
        let lan = User::create(&mut tx, &new, NOW).await.expect("a user");
        let title = Title::parse("Lead / Ops").expect("a title");
        let place = |department| NewPosition { department, standing: Standing::Employee, title: title.clone() };
        let places = [place(namesake), place(root), place(south.expect("made"))];
        position::set(&mut tx, lan, &places).await.expect("an answer").expect("set");
        tx.commit().await.expect("a commit");
        for called in ["Harbour", "Møller A/S", "Harbour/Møller A", "Ink | Paper", "/", "Elsewhere"] {
            let mut tx = house.store.begin().await.expect("a transaction");
            run!(tx, sqlx::query(CALL).bind(called)).expect("a change");
            tx.commit().await.expect("a commit");
            let list = exported(&house).await;
            let id = upload(&house, &list, false).await;
            let same = Counts { new: 0, changed: 0, same: 2, left_out: 0 };
            assert_eq!(counts(&house, id).await, same, "{called}: {list}");
            let tree = tree(&house).await;
            for one in [root, namesake] {
                assert_eq!(tree.by_path(&tree.path_text(one)).map(|found| found.id), Some(one), "{called}");
            }
        }
        let tree = tree(&house).await;
        assert_eq!(tree.by_path("elsewhere / harbour").map(|one| one.id), Some(namesake), "after the company's name");
    })
    .await;
}

#[test]
fn what_stands_between_names_is_in_none() {
    use crate::accounts::Wrong;
    assert_eq!(parse_name("Sales/North"), Err(Wrong::Slash));
    assert_eq!(parse_name("Sales | North"), Err(Wrong::Bar));
    assert_eq!(Title::parse("Lead | Ops"), Err(Wrong::Bar));
}
