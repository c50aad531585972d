//! How long a search takes among 10 million messages: `cargo bench -- search`. With `HALLWAY_TEST_POSTGRES` on PostgreSQL as well.
//! docs/BENCHMARKS.md says what came out.

use std::path::Path;
use std::time::{Duration, Instant};

use hallway::chats::search::filling;
use hallway::store::{Address, Raw, Store, StoreOptions};

use super::support::chat::{getting, page, sessions};
use super::support::load::load;
use super::support::{Crowd, House};

const MESSAGES: usize = 10_000_000;
/// Requests of each kind, after one that is not counted.
const TIMES: usize = 12;
/// Of all searches half take no longer, and of twenty nineteen.
const MEDIAN: Duration = Duration::from_millis(50);
const MOST: Duration = Duration::from_millis(200);

/// What is looked for: words of every sixth message, of some, of few, and of none; with and without marks; and all that a search can say.
const ASKED: [(&str, &str); 24] = [
    ("a word of every sixth message", "q=proofs+"),
    ("its beginning", "q=proo"),
    ("two of them", "q=proofs+desk+"),
    ("without marks", "q=ban+in+thu+"),
    ("a phrase", "q=%22on+your+desk%22"),
    ("two words that are never together", "q=proofs+pallet+"),
    ("beginnings of many words", "q=pro*+de*"),
    ("a number that few say", "q=54321+"),
    ("the beginning of numbers", "q=543*"),
    ("a common word with one of them", "q=binder+12345+"),
    ("a word that nobody says", "q=zeppelin+"),
    ("has a link", "q=column&has=link"),
    ("from somebody", "q=order&from=elin"),
    ("only from somebody", "from=nguyen"),
    ("before a day", "q=proofs+&before=2026-03-01"),
    ("in a week", "q=key&after=2026-02-01&before=2026-02-08"),
    ("in a chat", "q=proofs+&in=everybody"),
    ("the best", "q=proofs+desk&order=best"),
    ("a number that few say and a beginning of many words", "q=54321+pr"),
    ("a word that nobody says and a beginning of many words", "q=zeppelin+th"),
    ("a phrase of common syllables that nobody says", "q=%22ban+tren+thu%22"),
    ("a beginning from somebody", "q=pro&from=andersen"),
    ("in long messages", "q=appendix+"),
    ("a beginning that none of the long messages has", "q=appendix+zep"),
];
/// What only who is in both is asked for.
const GROUPS: (&str, &str) = ("all of two groups", "in=Cork+2&in=Cork+3");

pub fn run(server: Option<&str>) -> Vec<String> {
    let mut missed = Vec::new();
    for database in std::iter::once(None).chain(server.map(Some)) {
        let (mut tokens, mut filled) = (Vec::new(), Duration::ZERO);
        let crowd = Crowd { people: 1_000, departments: 80, messages: MESSAGES };
        let house = House::open(database, crowd, |data, database| {
            tokens = sessions(data, database, 40);
            filled = fill(data, database);
        });
        println!(
            "\n{}, {MESSAGES} messages, words made in {:.0} s: median and most in ms",
            house.name,
            filled.as_secs_f64()
        );
        let mut all = Vec::new();
        for (who, token, more) in [("in 91 chats", &tokens[0], Some(GROUPS)), ("in few", &tokens[39], None)] {
            let chats = page(&house, "/messages", token).matches("href=\"/chats/").count();
            println!(" {who} ({chats} on the first page of the list)");
            for (what, asked) in ASKED.into_iter().chain(more) {
                let request = getting(&house, &format!("/search?{asked}"), token, "identity");
                let found = page(&house, &format!("/search?{asked}"), token).matches("<mark").count();
                let took = load(house.address(), 1, TIMES, |_| request.clone());
                let (median, most) = (took.percentile(50), took.percentile(100));
                println!("  {what}: {:.1} {:.1} ({found} marked)", millis(median), millis(most));
                all.extend(took.each);
            }
        }
        all.sort_unstable();
        let (median, most) = (all[all.len() / 2], all[all.len() * 95 / 100]);
        println!("  of all: median {:.1}, 95th percentile {:.1}", millis(median), millis(most));
        if median > MEDIAN || most > MOST {
            missed.push(format!("{}: {:.1} and {:.1} ms", house.name, millis(median), millis(most)));
        }
    }
    missed
}

fn millis(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

/// Every so manyeth message is a long one.
const LENGTHEN: &str = "UPDATE messages SET text = text || CAST($1 AS TEXT) WHERE id % 997 = 0 AND kind = 'text'";
const APPENDIX: &str = " Appendix: what the binder asked for, page by page.";

/// Makes some messages long: of ten thousand characters.
async fn lengthen(store: &Store) {
    let long = APPENDIX.repeat(10_000 / APPENDIX.len());
    let mut tx = store.begin().await.expect("a transaction");
    match tx.raw() {
        Raw::Sqlite(c) => sqlx::query(LENGTHEN).bind(&long).execute(c).await.map(drop),
        Raw::Postgres(c) => sqlx::query(LENGTHEN).bind(&long).execute(c).await.map(drop),
    }
    .expect("long messages");
    tx.commit().await.expect("a commit");
}

/// Puts all messages into the index, as the server would do while it runs.
fn fill(data: &Path, database: Option<&str>) -> Duration {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Store::open(Address::new(data, database).expect("an address"), StoreOptions::default()).await;
        let store = store.expect("a database");
        lengthen(&store).await;
        let begun = Instant::now();
        while filling::go_on(&store).await.expect("some") {}
        store.close().await;
        begun.elapsed()
    })
}
