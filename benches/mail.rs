//! What letters cost: to look at one person among 10 thousand and 10 million messages, and a thousand letters that are due at once:
//! `cargo bench -- mail`. With `HALLWAY_TEST_POSTGRES` on PostgreSQL as well. docs/BENCHMARKS.md says what came out.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use hallway::accounts::User;
use hallway::chats::message::{Draft, post};
use hallway::chats::{Member, found};
use hallway::clock::{Clock, Dice, Moment};
use hallway::id::UserId;
use hallway::mail::{MailServer, Security};
use hallway::notifications::mailings::due;
use hallway::notifications::preferences::Preferences;
use hallway::notifications::{Reader, address, counts};
use hallway::store::{Address, Store, StoreOptions};
use lettre::Transport;

use super::support::process::Process;
use super::support::spread::Spread;
use super::support::{Crowd, House};

const COMPANY: Crowd = Crowd { people: 10_000, departments: 400, messages: 10_000_000 };
/// People who are looked at, one in so many.
const EACH: usize = 40;
/// What looking at one may take, in ms.
const LOOK: f64 = 20.0;
const LETTERS: usize = 1_000;
/// Connections at once, as the postman has.
const ABREAST: usize = 4;
/// What the program may need more than at rest while they leave.
const MEMORY: f64 = 16.0;

pub fn run(server: Option<&str>) -> Vec<String> {
    let mut missed = Vec::new();
    for database in std::iter::once(None).chain(server.map(Some)) {
        let name = if database.is_some() { "PostgreSQL" } else { "SQLite" };
        let mut looks = Vec::new();
        drop(House::open(database, COMPANY, |data, database| looks.extend(look(data, database))));
        for (what, took) in looks {
            println!("\n{name}, {what} among {} people and {} messages: {took} ms", COMPANY.people, COMPANY.messages);
            if took.most > LOOK && !what.ends_with("first time") {
                missed.push(format!("{name}: {what} takes {:.0} ms", took.most));
            }
        }
        let sink = Sink::open();
        let floor = sink.floor();
        let mut house = House::open(database, Crowd::silent(LETTERS, 80), |_, _| {});
        thread::sleep(Duration::from_secs(2));
        let rest = Process::of(house.child.id()).memory();
        house.stop();
        house.prepared(|data, database| due_at_once(data, database, sink.port));
        sink.taken.store(0, Ordering::SeqCst);
        let from = Instant::now();
        house.start();
        let mut most = rest;
        while sink.taken.load(Ordering::SeqCst) < LETTERS {
            most = most.max(Process::of(house.child.id()).memory());
            assert!(from.elapsed() < Duration::from_secs(300), "{} letters", sink.taken.load(Ordering::SeqCst));
            thread::sleep(Duration::from_millis(10));
        }
        let took = from.elapsed();
        let more = most.saturating_sub(rest) as f64 / 1024.0 / 1024.0;
        println!(
            "{name}, {LETTERS} letters: {:.1} s from the start ({:.1} s by the transport alone), {more:.1} MB more than at rest",
            took.as_secs_f64(),
            floor.as_secs_f64()
        );
        if more > MEMORY {
            missed.push(format!("{name}: {LETTERS} letters need {more:.0} MB"));
        }
    }
    missed
}

async fn open(data: &Path, database: Option<&str>) -> Store {
    let address = Address::new(data, database).expect("an address");
    Store::open(address, StoreOptions::default()).await.expect("a database")
}

/// How long it takes to find what of one person is unread and was not mailed; beside it, to find the person, which is the least.
fn look(data: &Path, database: Option<&str>) -> [(&'static str, Spread); 4] {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = open(data, database).await;
        let mut conn = store.read().await.expect("a connection");
        let (mut people, mut bells, mut looks, mut cold) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        // The first time what is asked for may lie on the disk only.
        for first in [true, false] {
            for user in (1..=10_000).step_by(EACH).map(UserId) {
                let from = Instant::now();
                let found = User::find(&mut conn, user).await.expect("it answers").expect("a person");
                let person = from.elapsed().as_secs_f64() * 1e3;
                let from = Instant::now();
                counts::unread(&mut conn, Reader::of(&found)).await.expect("it answers");
                let bell = from.elapsed().as_secs_f64() * 1e3;
                let from = Instant::now();
                due::conversations(&mut conn, user).await.expect("it answers");
                let took = from.elapsed().as_secs_f64() * 1e3;
                if first {
                    cold.push(took);
                } else {
                    people.push(person);
                    bells.push(bell);
                    looks.push(took);
                }
            }
        }
        drop(conn);
        store.close().await;
        [
            ("to find one person", Spread::of(people)),
            ("to count for one person's bell", Spread::of(bells)),
            ("to find what is due of one person", Spread::of(looks)),
            ("the same the first time", Spread::of(cold)),
        ]
    })
}

/// Everybody wants letters at once, and has a message that is unread.
fn due_at_once(data: &Path, database: Option<&str>, port: u16) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = open(data, database).await;
        let (dice, now) = (Dice::system(), Clock::system().now().before(Duration::from_secs(3600)));
        let mut tx = store.begin().await.expect("a transaction");
        company(port, now).save(&mut tx).await.expect("a server");
        let mut made = 0;
        for user in (2..).map(UserId) {
            let Some(person) = User::find(&mut tx, user).await.expect("it answers") else { continue };
            let preferences = Preferences { mail: true, delay: 0, ..Preferences::default() };
            preferences.save(&mut tx, user, now).await.expect("wanted");
            let token = address::ask(&mut tx, &person, &dice, now).await.expect("asked");
            address::confirm(&mut tx, &token, now).await.expect("confirmed");
            let chat = found::direct(&mut tx, UserId(1), user, now).await.expect("a chat");
            let member = Member::find(&mut tx, UserId(1), chat).await.expect("it answers").expect("a member");
            post(&mut tx, &member, &Draft::new("Are the plates for sheet 4 up?", dice.key()), now).await.expect("said");
            made += 1;
            if made == LETTERS {
                break;
            }
        }
        tx.commit().await.expect("a commit");
        store.close().await;
    });
}

fn company(port: u16, now: Moment) -> MailServer {
    MailServer {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::Plain,
        user_name: String::new(),
        password: Vec::new(),
        from_address: "hallway@tidewater.example".to_owned(),
        hides_content: false,
        dkim_signs: true,
        dkim_domain: String::new(),
        dkim_selector: String::new(),
        dkim_key: Vec::new(),
        own_address: "https://hallway.example".to_owned(),
        changed_at: now,
        down_since: None,
        down_words: String::new(),
    }
}

/// A mail server that takes everything and keeps nothing.
struct Sink {
    port: u16,
    taken: Arc<AtomicUsize>,
}

impl Sink {
    fn open() -> Sink {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let taken = Arc::new(AtomicUsize::new(0));
        let count = taken.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let count = count.clone();
                // A line that breaks has ended.
                thread::spawn(move || drop(take(&stream, &count)));
            }
        });
        Sink { port, taken }
    }

    /// As many letters, made before, by the transport alone.
    fn floor(&self) -> Duration {
        let letter = lettre::Message::builder()
            .from("hallway@tidewater.example".parse().expect("an address"))
            .to("somebody@tidewater.example".parse().expect("an address"))
            .body("x".repeat(4_000))
            .expect("a letter");
        let from = Instant::now();
        thread::scope(|scope| {
            for _ in 0..ABREAST {
                scope.spawn(|| {
                    let way = lettre::SmtpTransport::builder_dangerous("127.0.0.1").port(self.port).build();
                    for _ in 0..LETTERS / ABREAST {
                        way.send(&letter).expect("taken");
                    }
                });
            }
        });
        from.elapsed()
    }
}

fn take(stream: &TcpStream, taken: &AtomicUsize) -> std::io::Result<()> {
    let (mut lines, mut write) = (BufReader::new(stream).lines(), stream);
    write.write_all(b"220 sink ESMTP\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let answer: &[u8] = match line.get(..4).unwrap_or_default() {
            "EHLO" => b"250-sink\r\n250 8BITMIME\r\n",
            "DATA" => {
                write.write_all(b"354 go on\r\n")?;
                while lines.next().transpose()?.is_some_and(|line| line != ".") {}
                taken.fetch_add(1, Ordering::SeqCst);
                b"250 taken\r\n"
            }
            "QUIT" => return write.write_all(b"221 bye\r\n"),
            _ => b"250 ok\r\n",
        };
        write.write_all(answer)?;
    }
    Ok(())
}
