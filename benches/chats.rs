//! How long the list of somebody takes who is in 2,000 chats: `cargo bench -- chats`. With `HALLWAY_TEST_POSTGRES` on PostgreSQL as well.
//! docs/BENCHMARKS.md says what came out.

use std::path::Path;
use std::time::Duration;

use hallway::chats::message::{Draft, post};
use hallway::chats::{Member, found, of_user};
use hallway::clock::{Clock, Dice};
use hallway::id::UserId;
use hallway::store::{Address, Store, StoreOptions};

use super::support::chat::{getting, page, sessions};
use super::support::load::load;
use super::support::{Crowd, House};

const CHATS: usize = 2_000;
/// Who came first is in all of them, with these.
const FIRST: UserId = UserId(1);
const OTHERS: [UserId; 2] = [UserId(2), UserId(3)];
/// In one of so many something is unread.
const UNREAD: usize = 20;
/// Groups that are made in one transaction.
const AT_ONCE: usize = 100;
/// Requests of each page, after one that is not counted.
const TIMES: usize = 60;
const MOST: Duration = Duration::from_millis(20);

pub fn run(server: Option<&str>) -> Vec<String> {
    let mut missed = Vec::new();
    for database in std::iter::once(None).chain(server.map(Some)) {
        let mut tokens = Vec::new();
        let house = House::open(database, Crowd::silent(100, 8), |data, database| {
            tokens = sessions(data, database, 1);
            fill(data, database);
        });
        println!("\n{}, {CHATS} chats: median and most in ms", house.name);
        let after = |path: &str| {
            let list = page(&house, path, &tokens[0]);
            list.split("href=\"/messages?after=")
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .map(|after| format!("/messages?after={after}"))
        };
        let mut pages = vec!["/messages".to_owned()];
        while let Some(next) = pages.last().and_then(|last| after(last)) {
            pages.push(next);
        }
        println!("  pages of the list: {}", pages.len());
        let places = [
            ("the list", pages[0].clone()),
            ("its middle", pages[pages.len() / 2].clone()),
            ("its end", pages[pages.len() - 1].clone()),
            ("the panel", "/panel".to_owned()),
            ("another page of the account", "/settings".to_owned()),
        ];
        for (what, path) in places {
            let request = getting(&house, &path, &tokens[0], "identity");
            let took = load(house.address(), 1, TIMES, |_| request.clone());
            let (median, most) = (took.percentile(50), took.percentile(100));
            println!("  {what}: {:.1} {:.1}", millis(median), millis(most));
            if median > MOST {
                missed.push(format!("{}: {what} takes {:.1} ms", house.name, millis(median)));
            }
        }
    }
    missed
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

fn fill(data: &Path, database: Option<&str>) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let address = Address::new(data, database).expect("an address");
        let store = Store::open(address, StoreOptions::default()).await.expect("a database");
        let (dice, clock) = (Dice::system(), Clock::system());
        for from in (0..CHATS).step_by(AT_ONCE) {
            let mut tx = store.begin().await.expect("a transaction");
            for n in from..from + AT_ONCE {
                let owner = if n % 2 == 0 { FIRST } else { OTHERS[0] };
                let name = format!("Order {n}");
                let people = [FIRST, OTHERS[0], OTHERS[1]];
                let chat = found::group(&mut tx, owner, &name, &people, (&dice, clock.now())).await.expect("a group");
                let member = Member::find(&mut tx, OTHERS[0], chat).await.expect("it answers").expect("a member");
                let draft = Draft::new(&format!("Sheet {n} is dry"), dice.key());
                post(&mut tx, &member, &draft, clock.now()).await.expect("a message");
            }
            tx.commit().await.expect("a commit");
        }
        // What waits is counted in each chat in which something does: not in all of them, as nobody has it.
        let mut tx = store.begin().await.expect("a transaction");
        for (n, chat) in of_user(&mut tx, FIRST).await.expect("chats").into_iter().enumerate() {
            let member = Member::find(&mut tx, FIRST, chat).await.expect("it answers").expect("a member");
            if n % UNREAD != 0 {
                member.mark_read(&mut tx, member.last_message, clock.now()).await.expect("it is read");
            }
        }
        tx.commit().await.expect("a commit");
        store.close().await;
    });
}
