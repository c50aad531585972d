//! How long pages take in a company with 10 thousand messages, and in the same one with 10 million: `cargo bench -- scale`. With
//! `HALLWAY_TEST_POSTGRES` on PostgreSQL as well. docs/BENCHMARKS.md says what came out.

use std::time::Instant;

use super::support::chat::{Chat, getting, page, sessions};
use super::support::load::load;
use super::support::spread::Spread;
use super::support::{Crowd, House};

const MESSAGES: [usize; 2] = [10_000, 10_000_000];
/// Requests of each kind, one after another; rounds of them.
const TIMES: usize = 100;
const ROUNDS: usize = 7;
/// How many times longer it may take among the many.
const TIMES_LONGER: f64 = 1.2;

pub fn run(server: Option<&str>) -> Vec<String> {
    let mut missed = Vec::new();
    for database in std::iter::once(None).chain(server.map(Some)) {
        let mut few: Vec<(&str, f64)> = Vec::new();
        for messages in MESSAGES {
            let mut tokens = Vec::new();
            let crowd = Crowd { people: 1_000, departments: 80, messages };
            let from = Instant::now();
            let house = House::open(database, crowd, |data, database| tokens = sessions(data, database, 1));
            println!(
                "\n{messages} messages, {}, made in {:.0} s: ms for each",
                house.name,
                from.elapsed().as_secs_f64()
            );
            let now = measure(&house, &tokens[0]);
            for ((what, before), (_, now)) in few.iter().zip(&now) {
                let ratio = now / before;
                println!("    {what}: {ratio:.2} times");
                if ratio > TIMES_LONGER {
                    missed.push(format!("{}: {what} takes {ratio:.2} times as long", house.name));
                }
            }
            few = now;
        }
    }
    missed
}

/// The median of each.
fn measure(house: &House, token: &str) -> Vec<(&'static str, f64)> {
    let everybody = Chat::of_everybody(house, token).id;
    let list = page(house, "/messages", token);
    let group = list.split("href=\"/chats/").nth(1).and_then(|rest| rest.split('"').next()).expect("a chat");
    let middle = page(house, &format!("/chats/{everybody}"), token);
    let ids = middle.split("id=\"m").filter_map(|rest| rest.split('"').next()?.parse::<i64>().ok());
    let middle = ids.max().expect("a message") / 2;
    let pages = [
        ("the chat of everybody", format!("/chats/{everybody}")),
        ("in the middle of it", format!("/chats/{everybody}?before={middle}")),
        ("a group", format!("/chats/{group}")),
        ("the list of chats", "/messages".to_owned()),
        ("the panel", "/panel".to_owned()),
        ("people search", "/people?q=nguyen+van".to_owned()),
    ];
    pages
        .into_iter()
        .map(|(what, path)| {
            let request = getting(house, &path, token, "identity");
            let mut all = Vec::new();
            for round in 0..=ROUNDS {
                let done = load(house.address(), 1, TIMES, |_| request.clone());
                if round > 0 {
                    all.push(done.percentile(50).as_secs_f64() * 1e3);
                }
            }
            let spread = Spread::of(all);
            println!("  {what}: {spread}");
            (what, spread.median)
        })
        .collect()
}
