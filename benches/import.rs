//! How long it takes to look at a list of 10,000 people and to take it in, and how long posts of others wait meanwhile:
//! `cargo bench -- import`. With `HALLWAY_TEST_POSTGRES` on PostgreSQL as well. docs/BENCHMARKS.md says what came out.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::support::{Crowd, House, visitor};

/// People of the list, and departments that it makes.
const PEOPLE: usize = 10_000;
const DEPARTMENTS: usize = 800;
/// What it may take to look at it and to take it in.
const MOST: Duration = Duration::from_secs(20);

pub fn run(server: Option<&str>) -> Vec<String> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let mut missed = Vec::new();
    for database in std::iter::once(None).chain(server.map(Some)) {
        let house = House::open(database, Crowd::silent(1, 1), |_, _| {});
        missed.extend(runtime.block_on(measure(&house)));
    }
    missed
}

async fn measure(house: &House) -> Vec<String> {
    let client = visitor(house, true).await;
    let file = reqwest::multipart::Part::text(list()).file_name("people.csv");
    let form = reqwest::multipart::Form::new().part("list", file).text("make", "1");
    let calm = Poster::start(house).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    println!("\n{}: {PEOPLE} people in {DEPARTMENTS} departments", house.name);
    println!("  posts while nothing else happens: at most {:.1} ms", millis(calm.stop().await));
    let mut missed = Vec::new();
    let poster = Poster::start(house).await;
    let begun = Instant::now();
    let answer = client.post(house.at("/admin/import")).header("sec-fetch-site", "same-origin").multipart(form).send();
    let path = answer.await.expect("an answer").url().path().to_owned();
    until(&client, house, &path, "Nothing has been written yet.").await;
    report(house, "looked at", begun.elapsed(), poster.stop().await, &mut missed);
    let poster = Poster::start(house).await;
    let begun = Instant::now();
    let run = client.post(house.at(&format!("{path}/run"))).header("sec-fetch-site", "same-origin");
    run.form(&[("", "")]).send().await.expect("an answer");
    until(&client, house, &path, "The list is taken in.").await;
    report(house, "taken in", begun.elapsed(), poster.stop().await, &mut missed);
    missed
}

fn report(house: &House, what: &str, took: Duration, longest: Duration, missed: &mut Vec<String>) {
    let line = format!("{what} in {:.1} s; the longest post meanwhile {:.1} ms", took.as_secs_f64(), millis(longest));
    println!("  {line}");
    if took > MOST {
        missed.push(format!("{}: {line}", house.name));
    }
}

/// Waits until the page of the import says so.
async fn until(client: &reqwest::Client, house: &House, path: &str, words: &str) {
    loop {
        let page = client.get(house.at(path)).send().await.expect("an answer").text().await.expect("a page");
        if page.contains(words) {
            return;
        }
        assert!(page.contains("http-equiv") || !page.contains("left out"), "{page}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Somebody else, who writes all the time.
struct Poster {
    over: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<Duration>,
}

impl Poster {
    async fn start(house: &House) -> Poster {
        let client = visitor(house, true).await;
        let page = client.get(house.at("/messages")).send().await.expect("an answer").text().await.expect("a page");
        let chat: String = page
            .split("/chats/")
            .find_map(|rest| {
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                (!digits.is_empty()).then_some(digits)
            })
            .expect("a chat");
        let to = house.at(&format!("/chats/{chat}/messages"));
        let over = Arc::new(AtomicBool::new(false));
        let ended = over.clone();
        let task = tokio::spawn(async move {
            let (mut longest, mut nth) = (Duration::ZERO, 0);
            while !ended.load(Ordering::Relaxed) {
                nth += 1;
                let fields = [("text", "Still here?".to_owned()), ("key", format!("{nth}-{:?}", Instant::now()))];
                let begun = Instant::now();
                let post = client.post(&to).header("sec-fetch-site", "same-origin").header("hx-request", "true");
                let answer = post.form(&fields).send().await.expect("an answer");
                assert!(answer.status().is_success(), "{}", answer.status());
                longest = longest.max(begun.elapsed());
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            longest
        });
        Poster { over, task }
    }

    /// Ends it: the longest that a post took.
    async fn stop(self) -> Duration {
        self.over.store(true, Ordering::Relaxed);
        self.task.await.expect("it went on")
    }
}

fn list() -> String {
    let mut list = "name,email,department,title,standing,inner number,mobile phone,birthday\n".to_owned();
    for n in 0..PEOPLE {
        let department = n % DEPARTMENTS;
        let standing = if n < DEPARTMENTS { "head" } else { "" };
        let path = format!("Division {}/Office {department}", department % 20);
        let _ =
            writeln!(list, "Nguyễn Văn {n},n{n}@tidewater.example,{path},Clerk {n},{standing},{n},+84 90 {n:07},03-21");
    }
    list
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
