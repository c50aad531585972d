//! What it costs to bring a message, an edit, a reaction and a notification to everybody's open pages, against writing the same bytes to as many
//! sockets, and what an open page costs that rests: `cargo bench -- live`. With `HALLWAY_TEST_POSTGRES` on PostgreSQL as well.
//! docs/BENCHMARKS.md says what came out.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use hallway::accounts::audit::By;
use hallway::accounts::notices::ASKS_TO_JOIN;
use hallway::accounts::{Email, Name, NewUser, Role, State, User, life};
use hallway::clock::Clock;
use hallway::id::UserId;
use hallway::notice::{Audience, Notice};
use hallway::notifications::notification;
use hallway::store::{Address, Store, StoreOptions};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::runtime::Builder;

use super::support::chat::{Chat, between, newest, page, posting, sessions};
use super::support::load::load;
use super::support::process::Process;
use super::support::spread::Spread;
use super::support::{Crowd, House};

/// Pages that are open, each of somebody else; messages that are sent one after another; and in bursts, so many each.
const SIZES: [(usize, usize); 2] = [(1_000, 40), (9_000, 10)];
const BURST: usize = 100;
const BURSTS: usize = 5;
/// Who post a burst, all at the same time.
const AUTHORS: usize = 16;
/// Bursts go to at most so many pages.
const IN_BURSTS: usize = 1_000;
/// Frames of a burst that the floor writes at once.
const JOINED: usize = 10;
/// Administrators who have the centre open, and how many times one of them answers what all are asked.
const ADMINISTRATORS: usize = 1_000;
const ANSWERS: usize = 20;
/// How many times the floor a delivery may cost.
const TIMES: f64 = 2.0;
/// Bytes that a page may cost that rests.
const RESTING: u64 = 13 * 1024;
/// The request of a turn: the nth of so many at once.
type Request<'r> = dyn Fn(usize, usize, usize) -> Vec<u8> + 'r;
/// After so long without a byte all that was sent has come.
const CALM: Duration = Duration::from_millis(400);

pub fn run(server: Option<&str>) -> Vec<String> {
    let mut missed = Vec::new();
    for database in std::iter::once(None).chain(server.map(Some)) {
        for (pages, messages) in SIZES {
            let mut tokens = Vec::new();
            let house = House::open(database, Crowd::silent(pages, 8), |data, database| {
                tokens = sessions(data, database, pages);
            });
            println!("\n{pages} open pages, {}", house.name);
            missed.extend(
                measure(&house, &tokens, messages)
                    .into_iter()
                    .map(|line| format!("{pages} pages, {}: {line}", house.name)),
            );
        }
        let mut tokens = Vec::new();
        let house = House::open(database, Crowd::silent(ADMINISTRATORS, 8), |data, database| {
            tokens = sessions(data, database, ADMINISTRATORS);
            asked(data, database);
        });
        println!("\n{ADMINISTRATORS} open centres, {}", house.name);
        missed.extend(answered(&house, &tokens).map(|line| format!("centres, {}: {line}", house.name)));
    }
    missed
}

/// The bytes that all pages together have got so far.
#[derive(Clone, Default)]
struct Got(Arc<AtomicU64>);

impl Got {
    fn so_far(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Waits until something has come and nothing comes any more; returns the bytes since, and how long ago the last came.
    fn settled(&self, since: u64) -> (u64, Duration) {
        let mut last = (self.so_far(), Instant::now());
        while last.1.elapsed() < CALM || last.0 == since {
            std::thread::sleep(Duration::from_millis(2));
            let now = self.so_far();
            if now != last.0 {
                last = (now, Instant::now());
            }
        }
        (last.0 - since, last.1.elapsed())
    }
}

fn measure(house: &House, tokens: &[String], messages: usize) -> Vec<String> {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let process = Process::of(house.child.id());
    let chat = Chat::of_everybody(house, &tokens[0]);
    let live = loaded(house, tokens, &chat);
    let (got, before, pages) = (Got::default(), process.memory(), tokens.len() as u64);
    runtime.block_on(connect(house, (tokens, &live), &got));
    got.settled(0);
    let resting = process.memory().saturating_sub(before) / pages;
    println!("  a page that rests: {:.1} KB", resting as f64 / 1024.0);
    let mut missed = Vec::new();
    if resting > RESTING {
        missed.push(format!("a page that rests costs {resting} bytes"));
    }
    let mut runs = Vec::new();
    let saying = |turn: usize, n: usize, at_once: usize| {
        let key = format!("bench-{turn}-{n}-{at_once}-0123456789");
        chat.posting(house, &tokens[n % AUTHORS], (&format!("Sheet {n} of run {turn} is dry"), &key))
    };
    load(house.address(), 1, 1, |_| saying(0, 0, 0));
    let of = newest(house, &chat, &tokens[0]);
    let editing = |turn: usize, _: usize, _: usize| {
        let fields = [("text", &*format!("Sheet 0 is dry, and so are {turn} more")), ("version", &*turn.to_string())];
        posting(house, &format!("/messages/{of}/edit"), &tokens[0], &fields)
    };
    let reacting = |turn: usize, _: usize, _: usize| {
        let path = format!("/chats/{}/reactions", chat.id);
        posting(house, &path, &tokens[turn % tokens.len()], &[("r", &format!("{of} 👍"))])
    };
    let kinds: [(_, _, _, &Request); 4] = [
        ("a message", messages, 1, &saying),
        ("an edit", messages, 1, &editing),
        ("a reaction", messages, 1, &reacting),
        ("a burst of 100", BURSTS, BURST, &saying),
    ];
    for (what, turns, at_once, request) in kinds {
        if at_once > 1 && tokens.len() > IN_BURSTS {
            continue;
        }
        let (mut costs, mut delays, mut bytes) = (Vec::new(), Vec::new(), 0);
        // The first one warms.
        for turn in 0..=turns {
            let (since, cpu, from) = (got.so_far(), process.cpu(), Instant::now());
            load(house.address(), AUTHORS.min(at_once), at_once, |n| request(turn, n, at_once));
            let (came, ago) = got.settled(since);
            if turn > 0 {
                delays.push(from.elapsed().saturating_sub(ago).as_secs_f64() * 1e3);
                costs.push(process.cpu().saturating_sub(cpu).as_secs_f64() * 1e6 / (tokens.len() * at_once) as f64);
                bytes = came / pages;
            }
        }
        runs.push((what, at_once, costs, delays, bytes));
    }
    // Together with those of the floor they would be more than a process may have.
    drop(runtime);
    for (what, at_once, costs, delays, bytes) in runs {
        // As many frames are one write there, too, as come in one burst.
        let writes = at_once.div_ceil(JOINED);
        let floor = floor(tokens.len(), bytes as usize / writes) * writes as f64 / at_once as f64;
        let (costs, delays) = (Spread::of(costs), Spread::of(delays));
        let ratio = costs.median / floor;
        println!("  {what}: {costs} µs of CPU for each page and {bytes} bytes, after {delays} ms");
        println!("    the floor {floor:.1} µs: {ratio:.1} times");
        if ratio > TIMES {
            missed.push(format!("{what} costs {ratio:.1} times the floor"));
        }
    }
    missed
}

/// Everybody is an administrator, and people wait to be let in.
fn asked(data: &Path, database: Option<&str>) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let address = Address::new(data, database).expect("an address");
        let store = Store::open(address, StoreOptions::default()).await.expect("a database");
        let now = Clock::system().now();
        let mut tx = store.begin().await.expect("a transaction");
        let mut users = (1..).map(UserId);
        while let Some(person) = User::find(&mut tx, users.next().expect("endless")).await.expect("it answers") {
            if person.role == Role::Employee && person.state == State::Active {
                life::set_role(&mut tx, person.id, Role::Administrator, &By::command_line(), now)
                    .await
                    .expect("a role");
            }
        }
        for n in 0..=ANSWERS {
            let new = NewUser {
                name: Name::parse("Yara Haddad").expect("a name"),
                email: Email::parse(&format!("yara{n}@press.example")).expect("an address"),
                password_hash: String::new(),
                role: Role::Employee,
                state: State::Pending,
                language: None,
            };
            let user = User::create(&mut tx, &new, now).await.expect("it is new");
            let notice = Notice::new(&ASKS_TO_JOIN, Audience::Administrators, (user.0, "Yara Haddad")).by(user);
            notification::record(&mut tx, &notice, now).await.expect("recorded");
        }
        tx.commit().await.expect("a commit");
        store.close().await;
    });
}

/// What it costs each open centre, and its counters, that something all administrators are asked was answered by one of them. So is
/// told whatever is of many: it is one row.
fn answered(house: &House, tokens: &[String]) -> Option<String> {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let process = Process::of(house.child.id());
    let centre = page(house, "/notifications", &tokens[0]);
    let asks: Vec<String> =
        centre.split("id=\"nt").skip(1).map(|rest| rest.split('"').next().expect("an end").to_owned()).collect();
    let address = |token: &String| {
        let page = page(house, "/notifications", token);
        let said = |name: &str| between(&page, &format!("data-{name}=\""), "\"").replace("&amp;", "&");
        format!("{}&epoch={}&centre=1", said("live"), said("epoch"))
    };
    let live: Vec<String> = tokens.iter().map(address).collect();
    let got = Got::default();
    runtime.block_on(connect(house, (tokens, &live), &got));
    got.settled(0);
    let (mut costs, mut delays, mut bytes) = (Vec::new(), Vec::new(), 0);
    assert!(asks.len() > ANSWERS, "the centre shows {} asks", asks.len());
    for (turn, ask) in asks.iter().take(ANSWERS + 1).enumerate() {
        let (since, cpu, from) = (got.so_far(), process.cpu(), Instant::now());
        load(house.address(), 1, 1, |_| {
            posting(house, &format!("/notifications/{ask}"), &tokens[0], &[("answer", "no")])
        });
        let (came, ago) = got.settled(since);
        // The first one warms.
        if turn > 0 {
            delays.push(from.elapsed().saturating_sub(ago).as_secs_f64() * 1e3);
            costs.push(process.cpu().saturating_sub(cpu).as_secs_f64() * 1e6 / tokens.len() as f64);
            bytes = came / tokens.len() as u64;
        }
    }
    drop(runtime);
    let floor = floor(tokens.len(), bytes as usize);
    let (costs, delays) = (Spread::of(costs), Spread::of(delays));
    let ratio = costs.median / floor;
    println!("  a notification: {costs} µs of CPU for each page and {bytes} bytes, after {delays} ms");
    println!("    the floor {floor:.1} µs: {ratio:.1} times");
    (ratio > TIMES).then(|| format!("a notification costs {ratio:.1} times the floor"))
}

/// What the pages of the chat of these sessions ask for when they connect: they show what there is.
fn loaded(house: &House, tokens: &[String], chat: &Chat) -> Vec<String> {
    let path = format!("/chats/{}", chat.id);
    let address = |token: &String| {
        let page = page(house, &path, token);
        let live = between(&page, "data-live=\"", "\"").replace("&amp;", "&");
        format!("{live}&epoch={}&chat={}&revision={}&newest=1", chat.epoch, chat.id, chat.revision)
    };
    tokens.iter().map(address).collect()
}

/// Connects these pages, and counts what they get.
async fn connect(house: &House, (tokens, live): (&[String], &[String]), got: &Got) {
    let address = house.address();
    for (token, live) in tokens.iter().zip(live) {
        let mut stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
        let request = format!(
            "GET {live} HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: same-origin\r\nCookie: hallway_session={token}; script=1\r\n\
             Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.expect("it is sent");
        let mut head = [0; 4096];
        let read = stream.read(&mut head).await.expect("an answer");
        assert!(head[..read].starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head[..read]));
        let got = got.clone();
        tokio::spawn(async move {
            let mut buffer = vec![0; 4096];
            while let Ok(read @ 1..) = stream.read(&mut buffer).await {
                got.0.fetch_add(read as u64, Ordering::Relaxed);
            }
        });
    }
}

/// The CPU time in µs of one write of so many bytes to a socket: a bare loop over as many sockets.
fn floor(sockets: usize, bytes: usize) -> f64 {
    let times = 20;
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..sockets {
        ours.push(TcpStream::connect(address).expect("a connection"));
        theirs.push(listener.accept().expect("a connection").0);
    }
    let message = vec![b'x'; bytes];
    let reader = std::thread::spawn(move || {
        let mut buffer = vec![0; bytes];
        for _ in 0..=times {
            for stream in &mut theirs {
                stream.read_exact(&mut buffer).expect("bytes");
            }
        }
    });
    let mut costs = Vec::new();
    for turn in 0..=times {
        let before = own_cpu();
        for stream in &mut ours {
            stream.write_all(&message).expect("it is written");
        }
        let after = own_cpu();
        if turn > 0 {
            costs.push((after - before).as_secs_f64() * 1e6 / sockets as f64);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(ours);
    reader.join().expect("it reads");
    Spread::of(costs).median
}

/// The time that this thread has been on a processor.
fn own_cpu() -> Duration {
    // What it says of a thread that runs is of when it was put on.
    std::thread::sleep(Duration::from_millis(1));
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").expect("the kernel says so");
    Duration::from_nanos(said.split(' ').next().and_then(|first| first.parse().ok()).expect("a number"))
}
