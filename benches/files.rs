//! What the server holds in memory while somebody sends it a large file, and while somebody gets it: `cargo bench -- files`.
//! docs/BENCHMARKS.md says what came out. The database is the same to it: files lie beside it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use hallway::store::{Address, Raw, Store, StoreOptions};

use super::support::chat::{Chat, between, getting, sending, sessions};
use super::support::process::Process;
use super::support::{Crowd, House};

const BYTES: u64 = 1 << 30;
/// By how much the server may grow.
const MOST: u64 = 32 << 20;
const PIECE: usize = 64 * 1024;
const PATIENCE: Duration = Duration::from_secs(120);
/// How often it is looked at.
const EVERY: Duration = Duration::from_millis(5);

pub fn run(_: Option<&str>) -> Vec<String> {
    let mut tokens = Vec::new();
    let house = House::open(None, Crowd::silent(10, 2), |data, database| {
        tokens = sessions(data, database, 1);
        lift(data);
    });
    let token = &tokens[0];
    let chat = Chat::of_everybody(&house, token);
    let process = Process::of(house.child.id());
    let mut missed = Vec::new();
    let mut file = String::new();
    let (before, from) = (process.resident(), Instant::now());
    let grown = watched(&process, before, || file = send(&house, &chat, token));
    report("sent", grown, from.elapsed(), &mut missed);
    let (before, from) = (process.resident(), Instant::now());
    let grown = watched(&process, before, || get(&house, &file, token));
    report("got", grown, from.elapsed(), &mut missed);
    missed
}

/// Lets files be as large as they like.
fn lift(data: &Path) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let address = Address::new(data, None).expect("an address");
        let store = Store::open(address, StoreOptions::default()).await.expect("a database");
        let mut tx = store.begin().await.expect("a transaction");
        if let Raw::Sqlite(c) = tx.raw() {
            sqlx::query("UPDATE company SET most_file = 0").execute(c).await.expect("a limit");
        }
        tx.commit().await.expect("a commit");
        store.close().await;
    });
}

fn report(what: &str, grown: u64, took: Duration, missed: &mut Vec<String>) {
    let said = format!("{} MB {what}: the server grew by {:.1} MB", BYTES >> 20, grown as f64 / f64::from(1 << 20));
    println!("  {said}, in {:.1} s", took.as_secs_f64());
    if grown > MOST {
        missed.push(said);
    }
}

/// By how many bytes the process was larger than before at most, while this was done.
fn watched(process: &Process, before: u64, done: impl FnOnce()) -> u64 {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let most = scope.spawn(|| {
            let mut most = before;
            while !over.load(Ordering::Relaxed) {
                most = most.max(process.resident());
                std::thread::sleep(EVERY);
            }
            most - before
        });
        done();
        over.store(true, Ordering::Relaxed);
        most.join().expect("it looks")
    })
}

/// A connection on which nobody waits forever.
fn connected(house: &House) -> TcpStream {
    let stream = TcpStream::connect(house.address()).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
    stream
}

/// Sends the file piece by piece; its number.
fn send(house: &House, chat: &Chat, token: &str) -> String {
    let (head, end) = sending(house, &format!("/chats/{}/uploads", chat.id), token, ("plates.bin", BYTES));
    let mut stream = connected(house);
    stream.write_all(&head).expect("it is sent");
    let piece = [0x5a; PIECE];
    for _ in 0..BYTES / PIECE as u64 {
        stream.write_all(&piece).expect("it is sent");
    }
    stream.write_all(end).expect("it is sent");
    let mut answer = Vec::new();
    let mut buffer = [0; PIECE];
    while !String::from_utf8_lossy(&answer).contains("name=\"file\" value=\"") {
        let read = stream.read(&mut buffer).expect("an answer");
        assert!(read > 0, "{}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&buffer[..read]);
    }
    between(&String::from_utf8_lossy(&answer), "name=\"file\" value=\"", "\"").to_owned()
}

/// Reads the file, and throws it away.
fn get(house: &House, file: &str, token: &str) {
    let mut stream = connected(house);
    stream.write_all(&getting(house, &format!("/files/{file}"), token, "identity")).expect("it is sent");
    let (mut got, mut buffer) = (0, [0; PIECE]);
    let read = stream.read(&mut buffer).expect("a head");
    assert!(buffer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&buffer[..read]));
    got += read as u64;
    while got < BYTES {
        let read = stream.read(&mut buffer).expect("bytes");
        assert!(read > 0, "it broke off after {got} bytes");
        got += read as u64;
    }
}
