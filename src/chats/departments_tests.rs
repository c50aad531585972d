//! Departments in groups, on both databases: who is in a group is what the tree says, whatever moves.

mod moves;
mod one_group;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::departments::{self, Refused};
use super::line::{Crowd, Line};
use super::message::{Draft, post};
use super::testing::{NOW, company, member, name, user};
use super::{Member, found, group, list, shift};
use crate::accounts::{Company, Role};
use crate::clock::Dice;
use crate::event::Event;
use crate::id::{ChatId, DepartmentId, UserId};
use crate::organization::department::{self, Tree};
use crate::organization::position::{self, NewPosition, Standing, Title};
use crate::store::testing::each_database;
use crate::store::{Conn, Listeners, Store, Tx, on};

const LINES: &str = "SELECT text FROM messages WHERE chat_id = $1 AND kind = 'line' ORDER BY id";

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
        concerns: Listeners::by_anything(),
    });
    heard
}

async fn found_company(tx: &mut Tx) -> DepartmentId {
    company(tx).await;
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
