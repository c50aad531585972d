//! Messages that are on disk before they are answered, by one person and by many at once, against the same statements without the web: `cargo bench -- posts`. With
//! `HALLWAY_TEST_POSTGRES` on PostgreSQL as well. docs/BENCHMARKS.md says what came out.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use hallway::chats::Member;
use hallway::chats::message::{Draft, post};
use hallway::clock::Clock;
use hallway::id::{ChatId, UserId};
use hallway::store::{Address, Store, StoreOptions};

use super::support::chat::{Chat, sessions};
use super::support::load::load;
use super::support::spread::Spread;
use super::support::{Crowd, House};

/// Clients at once, and how many messages they post together.
const CLIENTS: [(usize, usize); 2] = [(1, 1_000), (64, 4_000)];
const ROUNDS: usize = 5;
const PEOPLE: usize = 100;
/// Of what the statements alone do, so much is wanted; of a hundred at 64 clients, 99 are to be answered in this time.
const SHARE: f64 = 0.4;
const MOST: Duration = Duration::from_millis(25);

pub fn run(server: Option<&str>) -> Vec<String> {
    let mut missed = Vec::new();
    for database in std::iter::once(None).chain(server.map(Some)) {
        for (clients, messages) in CLIENTS {
            let mut tokens = Vec::new();
            let mut place = (std::path::PathBuf::new(), None);
            let house = House::open(database, Crowd::silent(PEOPLE, 8), |data, database| {
                tokens = sessions(data, database, clients);
                place = (data.to_owned(), database.map(str::to_owned));
            });
            let chat = Chat::of_everybody(&house, &tokens[0]);
            println!("\n{clients} at once, {}: messages in a second, ms for 99 of 100", house.name);
            let posted = rounds(|round| {
                let done = load(house.address(), clients, messages, |n| {
                    let key = format!("post-{round}-{n}-0123456789");
                    chat.posting(&house, &tokens[n % clients], (&text(n), &key))
                });
                (done.rate(), done.percentile(99))
            });
            let chat = ChatId(chat.id.parse().expect("a number"));
            let mut house = house;
            house.stop();
            let alone = statements(&place.0, place.1.as_deref(), chat, clients, messages);
            println!("    the statements alone {}, {}", alone.0, alone.1);
            let share = posted.0.median / alone.0.median;
            println!("    through the web      {}, {}: {share:.2} of it", posted.0, posted.1);
            if share < SHARE {
                missed.push(format!("{}, {clients} at once: {share:.2} of the statements alone", house.name));
            }
            if posted.1.median > MOST.as_secs_f64() * 1e3 {
                missed.push(format!("{}, {clients} at once: 99 of 100 take {:.0} ms", house.name, posted.1.median));
            }
        }
    }
    missed
}

fn text(n: usize) -> String {
    format!("Sheet {n} is dry, the next one is on the press until noon. Then the covers.")
}

fn rounds(mut round: impl FnMut(usize) -> (f64, Duration)) -> (Spread, Spread) {
    let all: Vec<(f64, Duration)> = (0..=ROUNDS).map(&mut round).collect();
    let counted = || all.iter().skip(1);
    (
        Spread::of(counted().map(|one| one.0).collect()),
        Spread::of(counted().map(|one| one.1.as_secs_f64() * 1e3).collect()),
    )
}

/// The first so many members of the chat.
async fn members(store: &Store, chat: ChatId, most: usize) -> Vec<UserId> {
    let mut conn = store.read().await.expect("a connection");
    let mut members = Vec::new();
    for user in (1..=i64::try_from(PEOPLE).expect("small")).map(UserId) {
        members.extend(Member::find(&mut conn, user, chat).await.expect("it answers").map(|_| user));
    }
    members.truncate(most);
    assert_eq!(members.len(), most, "the chat has as many");
    members
}

/// The same, by so many tasks that do nothing else.
fn statements(data: &Path, database: Option<&str>, chat: ChatId, clients: usize, messages: usize) -> (Spread, Spread) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let address = Address::new(data, database).expect("an address");
    let store = runtime.block_on(Store::open(address, StoreOptions::default())).expect("a database");
    let people = runtime.block_on(members(&store, chat, clients));
    let done = rounds(|round| {
        let next = Arc::new(AtomicUsize::new(0));
        let from = Instant::now();
        let mut each: Vec<Duration> = runtime.block_on(async {
            let tasks: Vec<_> = (0..clients)
                .map(|client| {
                    let (store, next, user) = (store.clone(), next.clone(), people[client]);
                    tokio::spawn(async move {
                        let mut each = Vec::new();
                        loop {
                            let n = next.fetch_add(1, Ordering::Relaxed);
                            if n >= messages {
                                return each;
                            }
                            let from = Instant::now();
                            let mut conn = store.read().await.expect("a connection");
                            let member =
                                Member::find(&mut conn, user, chat).await.expect("it answers").expect("a member");
                            drop(conn);
                            let mut tx = store.begin().await.expect("a transaction");
                            let draft = Draft::new(&text(n), format!("alone-{round}-{n}-0123456789"));
                            post(&mut tx, &member, &draft, Clock::system().now()).await.expect("it is posted");
                            tx.commit().await.expect("a commit");
                            each.push(from.elapsed());
                        }
                    })
                })
                .collect();
            futures_util::future::join_all(tasks).await.into_iter().flat_map(|each| each.expect("a task")).collect()
        });
        let took = from.elapsed();
        each.sort_unstable();
        (each.len() as f64 / took.as_secs_f64(), each[each.len() * 99 / 100])
    });
    runtime.block_on(store.close());
    done
}
