//! Bodies that never end, or hardly begin.

use std::time::Instant;

use futures_util::future::{join, join_all};
use tokio::io::AsyncWriteExt;

use super::heads::all_is_well;
use crate::support::raw::{Said, hear};
use crate::support::{Database, House, PATIENCE, eventually};

const GIGABYTE: usize = 1 << 30;
const MEGABYTE: usize = 1 << 20;
/// What the server may read of a body before it says that it is too large: four times a picture.
const READ: usize = 48 * MEGABYTE;
/// What it may take of memory for all of them.
const TAKEN: usize = 96 * MEGABYTE;

/// The most memory that the server has had, in bytes.
fn peak(house: &House) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", house.pid())).expect("a process of ours");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("a line of memory");
    let kilobytes = line.split_whitespace().nth(1).and_then(|number| number.parse::<usize>().ok());
    kilobytes.expect("a number") * 1024
}

/// Sends the head, then what it is to be followed by, as long as the server takes it, up to a gigabyte; says how much it took.
async fn stream(house: &House, head: &str, chunk: &[u8]) -> (Said, usize) {
    let (mut from, mut to) = house.connect().await.into_split();
    to.write_all(head.as_bytes()).await.expect("a head");
    let sending = async {
        let mut sent = 0;
        while sent < GIGABYTE && to.write_all(chunk).await.is_ok() {
            sent += chunk.len();
        }
        sent
    };
    let hearing = async {
        use tokio::io::AsyncReadExt;
        let mut all = Vec::new();
        // It may end with a reset.
        let _ = tokio::time::timeout(PATIENCE, from.read_to_end(&mut all)).await;
        Said { text: String::from_utf8_lossy(&all).into_owned(), over: true }
    };
    let (sent, said) = join(sending, hearing).await;
    (said, sent)
}

#[tokio::test]
async fn a_gigabyte_is_refused_early_and_takes_no_memory() {
    let (house, [ada]) = House::with_people(Database::Sqlite, ["Ada Marsh"]).await;
    let chat = ada.general().await;
    let (host, cookies) = (house.host(), ada.cookies());
    let before = peak(&house);
    let form = "application/x-www-form-urlencoded";
    let file = "multipart/form-data; boundary=b";
    let begin = "--b\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"p\"\r\n\r\n";
    for (path, kind, signed_in, begin) in [
        ("/sign-in".to_owned(), form, false, "email="),
        ("/nowhere".to_owned(), form, false, "email="),
        ("/sign-in".to_owned(), file, false, begin),
        (format!("/chats/{chat}/messages"), form, true, "text="),
        (format!("/chats/{chat}/messages"), "text/plain", true, "text="),
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
        let declared = format!("{head}Content-Length: {GIGABYTE}\r\n\r\n");
        let mut waiting = house.connect().await;
        waiting.write_all(declared.as_bytes()).await.expect("a head");
        let said = hear(&mut waiting).await;
        assert!(matches!(said.statuses()[..], [400 | 401 | 404 | 413]), "{what}, before a byte of it: {said:?}");
        let (said, sent) = stream(&house, &format!("{declared}{begin}"), &vec![b'x'; MEGABYTE]).await;
        assert!(sent < READ, "{what}: {sent} bytes were taken of what was declared: {said:?}");
        let mut chunk = format!("{MEGABYTE:x}\r\n").into_bytes();
        chunk.extend([&vec![b'x'; MEGABYTE][..], b"\r\n"].concat());
        let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{begin}\r\n", begin.len());
        let (said, sent) = stream(&house, &chunked, &chunk).await;
        assert!(sent < READ, "{what}: {sent} bytes were taken in chunks: {said:?}");
        assert!(matches!(said.statuses()[..], [] | [400 | 401 | 404 | 413]), "{what}: {said:?}");
    }
    let more = peak(&house) - before;
    assert!(more < TAKEN, "{more} bytes of memory were taken");
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
    let slow = (0..300).map(async |n| {
        let mut stream = house.connect().await;
        stream.write_all(if n % 2 == 0 { &bodies } else { &heads }.as_bytes()).await.expect("a part");
        stream
    });
    let mut slow = join_all(slow).await;
    let from = Instant::now();
    eventually("a stranger is let in", async || {
        let answer = house.stranger().get("/sign-in").await;
        if answer.status == 200 { Ok(()) } else { Err(format!("{answer:?}")) }
    })
    .await;
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
