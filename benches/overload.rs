//! How long who is signed in waits for a page while many times as many ask as the server can answer: `cargo bench --
//! overload`. With `HALLWAY_TEST_POSTGRES` on PostgreSQL as well.

use std::fmt::{Display, Formatter};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Client, Method};

use super::support::{Crowd, House, enter, visitor};

/// Pages of who is signed in, one after another.
const PAGES: usize = 200;
/// How many flood the house, each asking again as soon as it is answered.
const FLOOD: usize = 400;
/// How long one of a hundred pages may take in a flood, in milliseconds.
const BOUND: f64 = 1_000.0;

pub fn run(server: Option<&str>) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let mut missed = Vec::new();
    for database in std::iter::once(None).chain(server.map(Some)) {
        let house = House::open(database, Crowd::silent(200, 8), |_, _| {});
        println!("\n{PAGES} pages of one person in milliseconds, median, 99 of 100 and most, {}", house.name);
        missed.extend(runtime.block_on(measure(&house)));
    }
    missed
}

async fn measure(house: &House) -> Vec<String> {
    let (person, stranger) = (visitor(house, true).await, Client::new());
    // One of the house who floods it sits at another desk.
    let other = enter(house, "rhys@tidewater.example", false).await;
    println!("  nobody else: {}", pages(house, &person).await);
    let mut missed = Vec::new();
    for (what, client, method, path, form) in [
        ("strangers ask for a page", &stranger, Method::GET, "/sign-in", ""),
        ("strangers sign in", &stranger, Method::POST, "/sign-in", "email=nobody%40tidewater.example&password=guessed"),
        ("one account asks for pages", &other, Method::GET, "/messages", ""),
    ] {
        let counts = Arc::new(Counts::default());
        let floods: Vec<_> = (0..FLOOD)
            .map(|_| tokio::spawn(flood(client.clone(), (method.clone(), house.at(path), form), counts.clone())))
            .collect();
        tokio::time::sleep(Duration::from_millis(500)).await;
        let spread = pages(house, &person).await;
        counts.over.store(true, Ordering::Relaxed);
        for one in floods {
            one.await.expect("a flood ends");
        }
        println!("  {what}: {spread}; {counts}");
        if spread.late > BOUND {
            missed.push(format!("{}: while {what} a page takes {:.0} ms", house.name, spread.late));
        }
    }
    missed
}

#[derive(Default)]
struct Counts {
    over: AtomicBool,
    answered: AtomicU64,
    turned_away: AtomicU64,
}

impl Display for Counts {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let (answered, away) = (self.answered.load(Ordering::Relaxed), self.turned_away.load(Ordering::Relaxed));
        write!(f, "{answered} of the flood were answered and {away} turned away")
    }
}

async fn flood(client: Client, (method, address, form): (Method, String, &'static str), counts: Arc<Counts>) {
    while !counts.over.load(Ordering::Relaxed) {
        let request = client.request(method.clone(), &address).header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        let Ok(answer) = request.send().await else { continue };
        let away = [429, 503].contains(&answer.status().as_u16());
        if away { &counts.turned_away } else { &counts.answered }.fetch_add(1, Ordering::Relaxed);
    }
}

/// How long pages took, in milliseconds, those that were turned away until they came.
struct Spread {
    median: f64,
    late: f64,
    most: f64,
}

impl Display for Spread {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.1} / {:.1} / {:.1}", self.median, self.late, self.most)
    }
}

async fn pages(house: &House, person: &Client) -> Spread {
    let mut took = Vec::new();
    for _ in 0..PAGES {
        let from = Instant::now();
        while !person.get(house.at("/messages")).send().await.expect("an answer").status().is_success() {}
        took.push(from.elapsed().as_secs_f64() * 1e3);
    }
    took.sort_by(f64::total_cmp);
    Spread { median: took[PAGES / 2], late: took[PAGES * 99 / 100], most: took[PAGES - 1] }
}
