//! How long the people's pages take, and what they weigh, in a company of 100 and in one of 10,000:
//! `cargo bench -- people`. With `HALLWAY_TEST_POSTGRES` on PostgreSQL as well. docs/BENCHMARKS.md says what came out.

use std::time::{Duration, Instant};

use super::support::{Crowd, House, visitor};

/// Requests of each kind, after some that are not counted.
const TIMES: usize = 40;
const BEFORE: usize = 5;
/// What every page may take; a search as such, that is, its part alone.
const PAGE: Duration = Duration::from_millis(50);
const SEARCH: Duration = Duration::from_millis(20);
/// What a page may weigh on the wire.
const BYTES: usize = 40 * 1024;

/// A company: so many people more than the story's, in so many departments more.
const COMPANIES: [(&str, usize, usize); 3] =
    [("100 people in 8 departments", 100, 8), ("10,000 in 800", 10_000, 800), ("10,000 in one", 10_000, 1)];

pub fn run(server: Option<&str>) -> Vec<String> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut slow = Vec::new();
    for database in std::iter::once(None).chain(server.map(Some)) {
        for (company, people, departments) in COMPANIES {
            let house = House::open(database, Crowd::silent(people, departments), |_, _| {});
            println!("\n{company}, {}", house.name);
            println!("{:<34} {:>9} {:>9} {:>9} {:>9}", "", "median ms", "max ms", "br bytes", "bytes");
            slow.extend(runtime.block_on(measure(&house)).into_iter().map(|line| format!("{company}: {line}")));
        }
    }
    slow
}

async fn measure(house: &House) -> Vec<String> {
    let (client, plain) = (visitor(house, true).await, visitor(house, false).await);
    let text = |path: String| {
        let request = client.get(house.at(&path));
        async move { request.send().await.expect("an answer").text().await.expect("a page") }
    };
    let first = number_before(&text("/people".to_owned()).await, "Hà Nội");
    let large = match first {
        Some(first) => number_before(&text(format!("/departments/{first}")).await, ">Oslo<").or(Some(first)),
        None => None,
    };
    let large = large.expect("a department of many");
    let last = text(format!("/departments/{large}?after=2.0.p")).await;
    let pages = [
        ("people", "/people".to_owned(), PAGE, false),
        ("people, one department open", format!("/people?open={large}"), PAGE, false),
        ("a department opened in place", format!("/departments/{large}/part"), PAGE, true),
        ("a department's page", format!("/departments/{large}"), PAGE, false),
        ("the same, from its middle", format!("/departments/{large}?after=2.0.p"), PAGE, false),
        ("by name, from the middle", "/people?az&after=0.p".to_owned(), PAGE, false),
        ("a person", format!("/people/{}", last.split("/people/").nth(3).map_or("1", digits)), PAGE, false),
        ("search: a name", "/people?q=nguyen+van".to_owned(), SEARCH, true),
        ("search: a letter", "/people?q=a".to_owned(), SEARCH, true),
        ("search: a department", "/people?q=oslo".to_owned(), SEARCH, true),
        ("search: a number", "/people?q=0004".to_owned(), SEARCH, true),
        ("search: nobody", "/people?q=qqqq".to_owned(), SEARCH, true),
        ("to compare: messages", "/messages".to_owned(), PAGE, false),
        ("without JavaScript: people", format!("/people?open={large}"), PAGE, false),
    ];
    let mut slow = Vec::new();
    for (name, path, most, part) in pages {
        let mut times = Vec::new();
        let (mut wire, mut whole) = (0, 0);
        for at in 0..BEFORE + TIMES {
            let coding = if at == 0 { "identity" } else { "br" };
            let visitor = if name.starts_with("without") { &plain } else { &client };
            let mut request = visitor.get(house.at(&path)).header("accept-encoding", coding);
            if part {
                request = request.header("hx-request", "true");
            }
            let from = Instant::now();
            let answer = request.send().await.expect("an answer");
            assert!(answer.status().is_success(), "{path}: {}", answer.status());
            let bytes = answer.bytes().await.expect("a body").len();
            *(if at == 0 { &mut whole } else { &mut wire }) = bytes;
            if at >= BEFORE {
                times.push(from.elapsed());
            }
        }
        times.sort_unstable();
        let (median, max) = (times[times.len() / 2], times[times.len() - 1]);
        let ms = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1000.0);
        println!("{name:<34} {:>9} {:>9} {wire:>9} {whole:>9}", ms(median), ms(max));
        if median > most || wire > BYTES {
            slow.push(format!("{name} took {} ms and {wire} bytes", ms(median)));
        }
    }
    slow
}

/// The number of the department whose name this is on the page.
fn number_before(page: &str, name: &str) -> Option<i64> {
    let before = &page[..page.find(name)?];
    digits(before.rsplit("id=\"d").next()?).parse().ok()
}

fn digits(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_digit()).next().unwrap_or(text)
}
