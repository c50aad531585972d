//! Bodies that never end, or hardly begin.

use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::heads::all_is_well;
use crate::support::raw::{Said, hear};
use crate::support::{Database, House, PATIENCE, eventually};

/// More than anybody has.
const ENDLESS: u64 = 1 << 60;
/// After so long a connection has ended whose body is not wanted.
const SOON: Duration = Duration::from_secs(10);
/// Bytes of memory that all of them may take.
const TAKEN: usize = 64 << 20;

/// The most memory that the server has had, in bytes.
fn peak(house: &House) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", house.pid())).expect("a process of ours");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("a line of memory");
    let kilobytes = line.split_whitespace().nth(1).and_then(|number| number.parse::<usize>().ok());
    kilobytes.expect("a number") * 1024
}

/// Files that have begun to arrive, and lie in the data folder.
fn arriving(house: &House) -> usize {
    std::fs::read_dir(house.data().join("files/incoming")).map_or(0, Iterator::count)
}

/// Sends the head, then this without end, until the server ends the connection; says what it answered.
async fn stream(house: &House, head: &str, chunk: &[u8]) -> Said {
    let (mut from, mut to) = house.connect().await.into_split();
    to.write_all(head.as_bytes()).await.expect("a head");
    let sending = async { while to.write_all(chunk).await.is_ok() {} };
    let hearing = async {
        let mut all = Vec::new();
        // It may end with a reset.
        let _ = from.read_to_end(&mut all).await;
        Said { text: String::from_utf8_lossy(&all).into_owned(), over: true }
    };
    let done = tokio::time::timeout(SOON, join(sending, hearing)).await;
    done.unwrap_or_else(|_| panic!("{head} is read for ever")).1
}

#[tokio::test]
async fn a_body_without_end_is_refused_early_and_takes_no_memory() {
    let (house, [ada]) = House::with_people(Database::Sqlite, ["Ada Marsh"]).await;
    let chat = ada.general().await;
    let (host, cookies) = (house.host(), ada.cookies());
    let megabyte = vec![b'x'; 1 << 20];
    let before = peak(&house);
    let form = "application/x-www-form-urlencoded";
    let file = "multipart/form-data; boundary=b";
    let begin = "--b\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"p\"\r\n\r\n";
    let files = &*begin.replace("picture", "files");
    for (path, kind, signed_in, begin) in [
        ("/sign-in".to_owned(), form, false, "email="),
        ("/nowhere".to_owned(), form, false, "email="),
        ("/sign-in".to_owned(), file, false, begin),
        (format!("/chats/{chat}/messages"), form, true, "text="),
        (format!("/chats/{chat}/messages"), "text/plain", true, "text="),
        (format!("/chats/{chat}/uploads"), file, true, files),
        (format!("/chats/{chat}/uploads"), file, false, files),
        (format!("/chats/{chat}/uploads"), form, true, "files="),
        ("/settings/picture".to_owned(), file, true, begin),
        ("/settings/picture".to_owned(), file, false, begin),
        ("/admin/import".to_owned(), file, true, begin),
        // A head of a part that never ends.
        ("/settings/picture".to_owned(), file, true, "--b\r\nContent-Disposition: form-data; name=\""),
    ] {
        let what = format!("{path} {kind}, signed in: {signed_in}");
        let cookie = if signed_in { format!("Cookie: {cookies}\r\n") } else { String::new() };
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: {kind}\r\n{cookie}"
        );
        let declared = format!("{head}Content-Length: {ENDLESS}\r\n\r\n");
        let mut waiting = house.connect().await;
        waiting.write_all(declared.as_bytes()).await.expect("a head");
        let said = hear(&mut waiting).await;
        assert!(matches!(said.statuses()[..], [400 | 401 | 404 | 413]), "{what}, before a byte of it: {said:?}");
        let said = stream(&house, &format!("{declared}{begin}"), &megabyte).await;
        assert!(matches!(said.statuses()[..], [] | [400 | 401 | 404 | 413]), "{what}: {said:?}");
        let chunk = [format!("{:x}\r\n", megabyte.len()).as_bytes(), &megabyte, b"\r\n"].concat();
        let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{begin}\r\n", begin.len());
        let said = stream(&house, &chunked, &chunk).await;
        assert!(matches!(said.statuses()[..], [] | [411]), "{what}, in chunks: {said:?}");
    }
    let more = peak(&house) - before;
    assert!(more < TAKEN, "{more} bytes of memory were taken");
    assert_eq!(arriving(&house), 0, "what broke off lies on the disk");
    all_is_well(&house, &ada).await;
}

/// Whoever sends slowly is cut off, and as many as there are keep nobody out.
#[tokio::test]
async fn what_comes_slowly_holds_nothing_up() {
    let (house, [ada]) = House::with_people(Database::Sqlite, ["Ada Marsh"]).await;
    let host = house.host();
    let form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9";
    let bodies = format!("POST /sign-in HTTP/1.1\r\nHost: {host}\r\n{form}\r\n\r\nemail");
    let heads = format!("POST /sign-in HTTP/1.1\r\nHost: {host}\r\n{form}");
    let (from, mut slow) = (Instant::now(), Vec::new());
    for _ in 0..10 {
        let some = (0..30).map(async |n| {
            let mut stream = house.connect().await;
            stream.write_all(if n % 2 == 0 { &bodies } else { &heads }.as_bytes()).await.expect("a part");
            stream
        });
        slow.extend(join_all(some).await);
        house.stranger().get("/sign-in").await.expect(200);
    }
    all_is_well(&house, &ada).await;
    for (n, stream) in slow.iter_mut().enumerate() {
        let said = loop {
            let said = hear(stream).await;
            if said.over || !said.text.is_empty() || from.elapsed() > PATIENCE {
                break said;
            }
        };
        assert_eq!(said.statuses(), [408], "number {n}: {said:?}");
    }
}

/// Files that arrive slowly take the sender's own share alone, and are cut off in the end, with nothing left of them.
#[tokio::test]
async fn files_that_come_slowly_hold_nobody_else_up_and_leave_nothing() {
    let (house, [ada, bo]) = House::with_people(Database::Sqlite, ["Ada Marsh", "Bo Lind"]).await;
    let chat = ada.general().await;
    let part = "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"slow.bin\"\r\n\r\nthe beginning";
    let head = format!(
        "POST /chats/{chat}/uploads HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\nCookie: {}\r\n\
         Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n{part}",
        house.host(),
        ada.cookies()
    );
    let begun = async || {
        let mut stream = house.connect().await;
        stream.write_all(head.as_bytes()).await.expect("a part");
        stream
    };
    let (from, mut slow) = (Instant::now(), vec![begun().await, begun().await]);
    eventually("two have begun", async || match arriving(&house) {
        2 => Ok(()),
        other => Err(format!("{other} have")),
    })
    .await;
    assert_eq!(hear(&mut begun().await).await.statuses(), [503], "she sends two already");
    bo.send_files(chat, &[("fast.txt", b"fast")], &[("text", "fast"), ("key", "f")], false).await.expect(303);
    ada.say(chat, "meanwhile").await;
    for (n, stream) in slow.iter_mut().enumerate() {
        let said = loop {
            let said = hear(stream).await;
            if said.over || !said.text.is_empty() || from.elapsed() > 2 * PATIENCE {
                break said;
            }
        };
        assert_eq!(said.statuses(), [408], "number {n}: {said:?}");
    }
    assert_eq!(
        (arriving(&house), house.number("SELECT COUNT(*) FROM attachments").await),
        (0, 1),
        "his alone is there"
    );
    all_is_well(&house, &ada).await;
}
