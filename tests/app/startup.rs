//! Starting, stopping, and what a server says when it cannot.

use std::os::unix::fs::PermissionsExt;
use std::process::Output;
use std::time::Instant;

use futures_util::future::{join, join_all};
use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::page::Page;
use crate::support::{Database, House, PATIENCE, Person};

/// Runs a second server on the data of the house until it ends by itself.
async fn second(house: &House) -> Output {
    let mut command = tokio::process::Command::from(house.command(&["serve", "--listen", "127.0.0.1:0"]));
    let running = command.kill_on_drop(true).output();
    tokio::time::timeout(PATIENCE, running).await.expect("it ends by itself").expect("it runs")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A handshake by hand; what follows is up to the test.
async fn raw_socket(house: &House, person: &Person) -> TcpStream {
    let address = house.url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.expect("the server is there");
    let request = format!(
        "GET /live?epoch=x HTTP/1.1\r\nHost: {address}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\nConnection: upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        person.cookies()
    );
    stream.write_all(request.as_bytes()).await.expect("it is sent");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("an answer"));
    }
    assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
    stream
}

/// Whether the server ends the connection.
async fn ends(mut stream: TcpStream) -> bool {
    let mut rest = Vec::new();
    // A reset is an end, too.
    tokio::time::timeout(PATIENCE, stream.read_to_end(&mut rest)).await.is_ok()
}

each_database! {
    async fn a_data_folder_that_is_missing_is_made(database) {
        let house = House::closed(database);
        std::fs::remove_dir_all(house.data()).expect("a folder of ours");
        house.start().await;
        assert!(house.data().join("secrets.key").is_file(), "{}", house.said());
    }

    async fn a_second_server_on_the_same_database_is_refused(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let output = second(&house).await;
        assert!(!output.status.success());
        let said = said(&output);
        assert!(said.contains("another Hallway already runs on this database"), "{said}");
        assert!(!said.contains("panicked"), "{said}");
        ada.say(ada.general().await, "the first one goes on").await;
        house.kill();
        // The lock goes with its holder, however that ends.
        house.start().await;
        ada.say(ada.general().await, "and comes back").await;
    }

    async fn its_threads_share_heaps(database) {
        let house = House::open(database).await;
        let environment = std::fs::read(format!("/proc/{}/environ", house.pid())).expect("it runs");
        let heaps = environment.split(|byte| *byte == 0).find_map(|one| one.strip_prefix(b"MALLOC_ARENA_MAX="));
        let cores = std::thread::available_parallelism().expect("cores").get();
        assert_eq!(heaps.expect("it is said"), (cores / 2).max(1).to_string().as_bytes());
    }

    async fn asked_to_stop_it_ends_well_and_says_so_to_its_pages(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let mut page = Page::of_chat(&ada, chat).await;
        page.run().await;
        ada.say(chat, "the last words").await;
        let asked = Instant::now();
        house.ask_to_stop();
        page.until("its end", |page| !page.closes.is_empty()).await;
        assert!([1001, 1012].contains(&page.closes[0]), "{:?}", page.closes);
        let status = house.ended().await;
        assert_eq!(status.code(), Some(0), "{}", house.said());
        assert!(asked.elapsed().as_secs() < 8, "an open page does not hold it up: {:?}", asked.elapsed());
        house.start().await;
        page.until("the connection", |page| page.is_connected()).await;
        page.settle().await;
        assert_eq!(page.reloads, [] as [&str; 0]);
    }

    async fn a_post_under_way_is_finished_before_it_stops(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        for round in 0..5 {
            let (text, key) = (format!("round {round}"), ada.key());
            let posting = (0..8).map(|_| ada.try_send(ada.form(
                &format!("/chats/{chat}/messages"), &[("text", &text), ("key", &key)])));
            let all = join_all(posting);
            let (answers, ()) = join(all, async {
                tokio::task::yield_now().await;
                house.ask_to_stop();
            }).await;
            assert_eq!(house.ended().await.code(), Some(0));
            house.start().await;
            let acknowledged = answers.iter().flatten().any(|answer| answer.status == 303);
            let there = ada.texts(chat).await.into_iter().filter(|one| *one == text).count();
            assert!(there == 1 || there == 0 && !acknowledged, "round {round}: {there}, {answers:?}");
        }
    }

    async fn it_says_whether_it_lives_and_is_ready(database) {
        let house = House::open(database).await;
        let stranger = house.stranger();
        for path in ["/healthz", "/readyz"] {
            assert_eq!(stranger.get(path).await.expect(200).text, "ok\n", "{path}");
            let head = stranger.send(stranger.bare(Method::HEAD, path)).await;
            assert!([200, 404, 405].contains(&head.status));
        }
    }

    async fn its_numbers_are_for_those_whom_the_settings_name(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        house.stranger().get("/metrics").await.expect(404);
        ada.get("/metrics").await.expect(404);
        let house = House::open_with(database, &["--metrics-from", "10.0.0.0/8,127.0.0.1"]).await;
        let (house, [ada]) = house.filled(["Ada Marsh"]).await;
        let page = Page::of_chat(&ada, ada.general().await).await;
        ada.say(ada.general().await, "counted").await;
        let number = |text: &str, name: &str| -> f64 {
            let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("no {name} in {text}"));
            line.trim().parse().expect("a number")
        };
        let text = house.stranger().get("/metrics").await.expect(200).text;
        assert_eq!(number(&text, "hallway_sockets "), 1.0);
        assert_eq!(number(&text, "hallway_people_here "), 1.0);
        assert_eq!(number(&text, "hallway_writes_waiting "), 0.0);
        assert!(number(&text, "hallway_frames_total ") >= 1.0);
        assert!(number(&text, "hallway_http_requests_total{status=\"2xx\"} ") >= 2.0);
        assert!(number(&text, "hallway_memory_bytes ") > 1e6 && number(&text, "hallway_up_seconds ") > 0.0);
        assert!(text.ends_with("# EOF\n"), "{text}");
        drop(page);
    }

    async fn an_empty_house_leads_to_its_set_up_with_the_token_only(database) {
        let house = House::open(database).await;
        let stranger = house.stranger();
        let wrong = stranger.get("/setup?token=guessed-guessed-guessed").await;
        assert!(![200, 500].contains(&wrong.status), "{wrong:?}");
        assert!(![200, 500].contains(&stranger.get("/setup").await.status));
        let ada = house.set_up("Ada Marsh").await;
        let line = house.says("/setup?token=").await;
        let token = line.rsplit("token=").next().expect("a token").trim().to_owned();
        let late = stranger.get(&format!("/setup?token={token}")).await;
        assert_ne!(late.status, 200, "a company is set up once");
        let from = house.said().len();
        house.crash().await;
        assert!(!house.said()[from..].contains("/setup?token="), "a house with people in it is not set up again");
        ada.get("/messages").await.expect(200);
    }

    async fn garbage_ends_a_socket_and_nothing_else(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let chat = ada.general().await;
        let mut page = Page::of_chat(&ada, chat).await;
        let all = [
            &b"GET / HTTP/1.1\r\n\r\n"[..],
            // A frame without a mask, one of a kind that there is not, one of 2^63 bytes, one that claims 1 GB and sends 8 KB.
            b"\x81\x02hi",
            b"\x8f\x80\0\0\0\0",
            b"\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0",
            &[&b"\x81\xff\0\0\0\0\x40\0\0\0\0\0\0\0"[..], &[0; 8192]].concat(),
            // Binary, and frames of nothing but one byte.
            b"\x82\x81\0\0\0\0x",
            &[0; 300],
            &[0xff; 300],
        ];
        join_all(all.map(async |garbage| {
            let mut socket = raw_socket(&house, &ada).await;
            // It may be closed while we write.
            let _ = socket.write_all(garbage).await;
            assert!(ends(socket).await, "{:?}", &garbage[..garbage.len().min(20)]);
        }))
        .await;
        // One that opens and says nothing more, and one that breaks off.
        let silent = raw_socket(&house, &ada).await;
        drop(raw_socket(&house, &ada).await);
        ada.say(chat, "well").await;
        page.until("the message", |page| page.texts() == ["well"]).await;
        assert_eq!(page.closes, [] as [u16; 0]);
        drop(silent);
        assert!(!house.said().contains("panicked"), "{}", house.said());
    }

    async fn garbage_instead_of_http_breaks_nothing(database) {
        let (house, [ada]) = House::with_people(database, ["Ada Marsh"]).await;
        let address = house.url().replace("http://", "");
        for garbage in [&b"\x16\x03\x01\x02\0\x01\0\x01\xfc"[..], b"\0\0\0\0\r\n\r\n", b"GET /%ff%00/../.. HTTP/1.1\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n"] {
            let mut stream = TcpStream::connect(&address).await.expect("it listens");
            stream.write_all(garbage).await.expect("it is sent");
            stream.shutdown().await.expect("no more");
            assert!(ends(stream).await, "{garbage:?}");
        }
        ada.get("/messages").await.expect(200);
        assert!(!house.said().contains("panicked"), "{}", house.said());
    }
}

/// Makes a folder of a house read-only, until this is dropped.
struct ReadOnly<'h>(&'h House);

impl<'h> ReadOnly<'h> {
    fn folder(house: &'h House) -> ReadOnly<'h> {
        std::fs::set_permissions(house.data(), PermissionsExt::from_mode(0o555)).expect("a folder of ours");
        ReadOnly(house)
    }
}

impl Drop for ReadOnly<'_> {
    fn drop(&mut self) {
        std::fs::set_permissions(self.0.data(), PermissionsExt::from_mode(0o755)).expect("a folder of ours");
    }
}

/// Runs the server as somebody whom permissions bind: root may write everywhere, so as `nobody` where we are root.
async fn as_nobody(house: &House) -> Output {
    let root = std::fs::metadata("/proc/self").is_ok_and(|of| std::os::unix::fs::MetadataExt::uid(&of) == 0);
    let mut command = if root {
        tokio::process::Command::from(house.under(
            &["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"],
            &["serve", "--listen", "127.0.0.1:0"],
        ))
    } else {
        tokio::process::Command::from(house.command(&["serve", "--listen", "127.0.0.1:0"]))
    };
    let running = command.kill_on_drop(true).output();
    tokio::time::timeout(PATIENCE, running).await.expect("it ends by itself").expect("it runs")
}

/// PostgreSQL keeps its files itself.
#[tokio::test]
async fn a_folder_that_may_not_be_written_is_named() {
    let house = House::open(Database::Sqlite).await;
    house.kill();
    let read_only = ReadOnly::folder(&house);
    let output = as_nobody(&house).await;
    drop(read_only);
    let said = said(&output);
    assert!(!output.status.success() && !said.contains("panicked"), "{said}");
    let folder = house.data().display().to_string();
    assert!(said.contains(&folder) || said.contains("read-only"), "it names what is wrong: {said}");
}
