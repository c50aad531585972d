//! The page of a chat with 50 messages, against a handler that has the same bytes at hand: `cargo bench -- pages`. With
//! `HALLWAY_TEST_POSTGRES` on PostgreSQL as well. docs/BENCHMARKS.md says what came out.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use actix_web::http::header::{CONTENT_ENCODING, HeaderValue};
use actix_web::{App, HttpResponse, HttpServer, web};
use bytes::Bytes;

use super::support::chat::{Chat, getting, sessions};
use super::support::load::{Load, body_of, load};
use super::support::process::Process;
use super::support::spread::Spread;
use super::support::{Crowd, House};

/// The argument by which this program is the bare handler.
pub const BARE: &str = "--bare";
/// Connections at once.
const CONNECTIONS: usize = 32;
/// Each of these people loads the page once after each message; so many messages.
const VIEWERS: usize = 1_000;
const ROUNDS: usize = 8;
/// Messages of the chat before.
const MESSAGES: usize = 50;
/// Of what the bare handler does, so much is wanted of the same page again; and so many that changed, in a second.
const WARM: f64 = 0.2;
const CHANGED: f64 = 2_000.0;

pub fn run(server: Option<&str>) -> Vec<String> {
    let mut missed = Vec::new();
    for database in std::iter::once(None).chain(server.map(Some)) {
        let mut tokens = Vec::new();
        let house = House::open(database, Crowd::silent(VIEWERS, 8), |data, database| {
            tokens = sessions(data, database, VIEWERS);
        });
        println!("\n{}", house.name);
        missed.extend(measure(&house, &tokens).into_iter().map(|line| format!("{}: {line}", house.name)));
    }
    missed
}

fn measure(house: &House, tokens: &[String]) -> Vec<String> {
    let chat = Chat::of_everybody(house, &tokens[0]);
    let process = Process::of(house.child.id());
    let mut said = 0;
    let mut say = |times: usize| {
        let request = |n: usize| {
            let n = said + n;
            let text = format!(
                "Sheet **{n}** is dry, the next is at https://press.example/{n} until *noon*.\nThen the covers."
            );
            chat.posting(house, &tokens[n % tokens.len()], (&text, &format!("page-{n}-0123456789")))
        };
        load(house.address(), 1, times, request);
        said += times;
    };
    say(MESSAGES);
    let mut missed = Vec::new();
    for coding in ["identity", "zstd", "br"] {
        let page = |token: &str| getting(house, &format!("/chats/{}", chat.id), token, coding);
        let one = page(&tokens[0]);
        let warm = several(&process, || load(house.address(), CONNECTIONS, VIEWERS, |_| one.clone()));
        let changed = several(&process, || {
            say(1);
            // What open pages are sent has nothing to do with it.
            std::thread::sleep(Duration::from_millis(50));
            load(house.address(), CONNECTIONS, tokens.len(), |n| page(&tokens[n]))
        });
        let floor = Bare::start(house, &one, coding);
        let bare =
            several(&Process::of(floor.child.id()), || load(floor.address, CONNECTIONS, VIEWERS * 20, |_| one.clone()));
        println!("  {coding}, {} bytes: pages in a second, µs of the server's CPU for each", warm.bytes);
        println!("    bare handler {}, {}", bare.rates, bare.costs);
        let share = warm.rates.median / bare.rates.median;
        println!("    the same again {}, {}: {share:.2} of it", warm.rates, warm.costs);
        println!("    changed {}, {}", changed.rates, changed.costs);
        if share < WARM {
            missed.push(format!("{coding}: the same page again reaches {share:.2} of a bare handler"));
        }
        if changed.rates.median < CHANGED {
            missed.push(format!("{coding}: {:.0} changed pages in a second", changed.rates.median));
        }
    }
    missed
}

struct Runs {
    rates: Spread,
    costs: Spread,
    bytes: usize,
}

/// One run to warm, then those that count.
fn several(process: &Process, mut run: impl FnMut() -> Load) -> Runs {
    let (mut rates, mut costs, mut bytes) = (Vec::new(), Vec::new(), 0);
    for round in 0..=ROUNDS {
        let before = process.cpu();
        let done = run();
        std::thread::sleep(Duration::from_millis(20));
        if round > 0 {
            rates.push(done.rate());
            costs.push((process.cpu() - before).as_secs_f64() * 1e6 / done.each.len() as f64);
            bytes = done.bytes;
        }
    }
    Runs { rates: Spread::of(rates), costs: Spread::of(costs), bytes }
}

/// A server that does nothing but answer with this page.
struct Bare {
    child: Child,
    address: SocketAddr,
    _page: tempfile::NamedTempFile,
}

impl Bare {
    fn start(house: &House, request: &[u8], coding: &str) -> Bare {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), body_of(house.address(), request)).expect("it is written");
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .arg(BARE)
            .arg(file.path())
            .arg(coding)
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("it says where it is");
        Bare { child, address: line.trim().parse().expect("an address"), _page: file }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// That server, of the page in this file.
pub fn bare(page: &str, coding: &str) {
    let page = Bytes::from(std::fs::read(page).expect("a page"));
    let coding = HeaderValue::from_str(coding).expect("a coding");
    actix_web::rt::System::new().block_on(async {
        let server = HttpServer::new(move || {
            let page = page.clone();
            let coding = coding.clone();
            App::new().default_service(web::to(move || {
                let (page, coding): (Bytes, HeaderValue) = (page.clone(), coding.clone());
                async move {
                    let mut answer = HttpResponse::Ok();
                    answer.insert_header((CONTENT_ENCODING, coding));
                    answer.content_type("text/html; charset=utf-8").body(page)
                }
            }))
        });
        let server = server.workers(2).bind("127.0.0.1:0").expect("a port");
        println!("{}", server.addrs()[0]);
        server.run().await.expect("it runs");
    });
}
