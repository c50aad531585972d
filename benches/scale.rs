//! How long pages take in a company with 10 thousand messages, and in the same one with 10 million: `cargo bench -- scale`. With
//! `HALLWAY_TEST_POSTGRES` on PostgreSQL as well. docs/BENCHMARKS.md says what came out.

use std::path::Path;
use std::time::Instant;

use hallway::chats::{Member, of_user};
use hallway::clock::Clock;
use hallway::id::UserId;
use hallway::store::{Address, Store, StoreOptions};

use super::support::chat::{Chat, getting, page, sessions};
use super::support::load::load;
use super::support::spread::Spread;
use super::support::{Crowd, House};

/// Who came first, and works here.
const FIRST: UserId = UserId(1);
const MESSAGES: [usize; 2] = [10_000, 10_000_000];
/// Requests of each kind, one after another; rounds of them.
const TIMES: usize = 100;
const ROUNDS: usize = 7;
/// How many times longer it may take among the many.
const TIMES_LONGER: f64 = 1.2;

pub fn run(server: Option<&str>) -> Vec<String> {
    let mut missed = Vec::new();
    for database in std::iter::once(None).chain(server.map(Some)) {
        let [few, many] = MESSAGES.map(|messages| Company::open(database, messages));
        let group = few.group();
        println!("\n{}, among {} and {} messages: ms for each", few.house.name, MESSAGES[0], MESSAGES[1]);
        for ((what, path), (_, other)) in few.pages(&group).into_iter().zip(many.pages(&group)) {
            let (mut among_few, mut among_many) = (Vec::new(), Vec::new());
            // One after the other: what else the machine does in this minute slows down both.
            for round in 0..=ROUNDS {
                let took = (few.median(&path), many.median(&other));
                if round > 0 {
                    among_few.push(took.0);
                    among_many.push(took.1);
                }
            }
            let (before, now) = (Spread::of(among_few), Spread::of(among_many));
            let ratio = now.median / before.median;
            println!("  {what}: {before}, {now}: {ratio:.2} times");
            if ratio > TIMES_LONGER {
                missed.push(format!("{}: {what} takes {ratio:.2} times as long", few.house.name));
            }
        }
    }
    missed
}

/// The first session's person has read everything: what waits is counted up to 100 in each chat, so that it would be measured how much
/// waits, and not among how much one looks.
fn read_all(data: &Path, database: Option<&str>) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let address = Address::new(data, database).expect("an address");
        let store = Store::open(address, StoreOptions::default()).await.expect("a database");
        let mut tx = store.begin().await.expect("a transaction");
        for chat in of_user(&mut tx, FIRST).await.expect("chats") {
            let member = Member::find(&mut tx, FIRST, chat).await.expect("it answers").expect("a member");
            member.mark_read(&mut tx, member.last_message, Clock::system().now()).await.expect("it is read");
        }
        tx.commit().await.expect("a commit");
        store.close().await;
    });
}

/// A server, and who asks it.
struct Company {
    house: House,
    token: String,
}

impl Company {
    fn open(database: Option<&str>, messages: usize) -> Company {
        let mut tokens = Vec::new();
        let crowd = Crowd { people: 1_000, departments: 80, messages };
        let from = Instant::now();
        let house = House::open(database, crowd, |data, database| {
            tokens = sessions(data, database, 1);
            read_all(data, database);
        });
        println!("{messages} messages, {}, made in {:.0} s", house.name, from.elapsed().as_secs_f64());
        Company { house, token: tokens.remove(0) }
    }

    /// The first chat of the list.
    fn group(&self) -> String {
        let list = page(&self.house, "/messages", &self.token);
        let group = list.split("href=\"/chats/").nth(1).and_then(|rest| rest.split('"').next());
        group.expect("a chat").to_owned()
    }

    fn pages(&self, group: &str) -> [(&'static str, String); 6] {
        let everybody = Chat::of_everybody(&self.house, &self.token).id;
        let newest = page(&self.house, &format!("/chats/{everybody}"), &self.token);
        let ids = newest.split("id=\"m").filter_map(|rest| rest.split('"').next()?.parse::<i64>().ok());
        let middle = ids.max().expect("a message") / 2;
        [
            ("the chat of everybody", format!("/chats/{everybody}")),
            ("in the middle of it", format!("/chats/{everybody}?before={middle}")),
            ("a group", format!("/chats/{group}")),
            ("the list of chats", "/messages".to_owned()),
            ("the panel", "/panel".to_owned()),
            ("people search", "/people?q=nguyen+van".to_owned()),
        ]
    }

    /// Of one round, in ms.
    fn median(&self, path: &str) -> f64 {
        let request = getting(&self.house, path, &self.token, "identity");
        load(self.house.address(), 1, TIMES, |_| request.clone()).percentile(50).as_secs_f64() * 1e3
    }
}
