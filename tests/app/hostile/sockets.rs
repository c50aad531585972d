//! Frames that no page sends.

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::heads::all_is_well;
use crate::page::Page;
use crate::support::raw::Said;
use crate::support::{Database, House, PATIENCE, Person};

const KEY: &str = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const TEXT: u8 = 1;
const CONTINUED: u8 = 0;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;
const LAST: u8 = 0x80;

/// A frame as a browser would mask it, by zeros.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let length = match payload.len() {
        short @ ..=125 => vec![LAST | short as u8],
        middle @ ..=0xffff => [&[LAST | 126][..], &(middle as u16).to_be_bytes()].concat(),
        long => [&[LAST | 127][..], &(long as u64).to_be_bytes()].concat(),
    };
    [&[first][..], &length, &[0; 4], payload].concat()
}

fn head(person: &Person, house: &House, lines: &str) -> String {
    format!("GET /live?epoch=x HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n{lines}\r\n", house.host(), person.cookies())
}

/// What a page asks its socket with.
pub fn handshake(person: &Person, house: &House) -> String {
    head(person, house, &format!("Origin: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{KEY}", house.url()))
}

/// An open socket, its greeting not yet read.
pub async fn open(person: &Person, house: &House) -> TcpStream {
    let mut stream = house.connect().await;
    stream.write_all(handshake(person, house).as_bytes()).await.expect("a handshake");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.expect("an answer"));
    }
    assert!(head.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&head));
    stream
}

/// The next frame of the server: opcode and payload; none at the end.
async fn next(stream: &mut TcpStream) -> Option<(u8, Vec<u8>)> {
    let reading = async {
        let first = stream.read_u8().await.ok()?;
        let length = match stream.read_u8().await.ok()? {
            126 => stream.read_u16().await.ok()?.into(),
            127 => stream.read_u64().await.ok()?,
            short => short.into(),
        };
        let mut payload = vec![0; usize::try_from(length).expect("it fits")];
        stream.read_exact(&mut payload).await.ok()?;
        Some((first & 0x0f, payload))
    };
    timeout(PATIENCE, reading).await.expect("the server does not leave it open")
}

/// The code that the server closes with, what it says before that left out, and that nothing comes after it.
async fn closed(stream: &mut TcpStream) -> u16 {
    loop {
        match next(stream).await {
            Some((CLOSE, payload)) => {
                assert!(next(stream).await.is_none(), "the connection ends");
                return payload.try_into().map_or(1005, u16::from_be_bytes);
            }
            Some(_) => {}
            None => return 1006,
        }
    }
}

/// Whether it still answers a ping.
async fn lives(stream: &mut TcpStream) -> bool {
    stream.write_all(&frame(LAST | PING, b"still here")).await.expect("a ping");
    loop {
        match next(stream).await {
            Some((PONG, payload)) if payload == b"still here" => return true,
            Some((CLOSE, _)) | None => return false,
            Some(_) => {}
        }
    }
}

fn close(code: u16, reason: &[u8]) -> Vec<u8> {
    frame(LAST | CLOSE, &[&code.to_be_bytes()[..], reason].concat())
}

/// What is sent, and the codes that fit it (RFC 6455 §7.4.1).
fn wrong() -> Vec<(String, Vec<u8>, &'static [u16])> {
    let mut wrong: Vec<(String, Vec<u8>, &'static [u16])> = Vec::new();
    let mut add = |what: &str, bytes: Vec<u8>, codes: &'static [u16]| wrong.push((what.to_owned(), bytes, codes));
    add("unmasked", [&[LAST | TEXT, 2][..], b"hi", &[0; 8]].concat(), &[1002]);
    for bits in [0x40, 0x20, 0x10, 0x70] {
        add(&format!("reserved bits {bits:x}"), frame(LAST | bits | TEXT, b"hi"), &[1002]);
    }
    for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
        add(&format!("opcode {opcode}"), frame(LAST | opcode, b"hi"), &[1002]);
    }
    for opcode in [CLOSE, PING, PONG] {
        add(&format!("control {opcode} in fragments"), frame(opcode, b""), &[1002]);
        add(&format!("control {opcode} of 126 bytes"), frame(LAST | opcode, &[b'x'; 126]), &[1002]);
    }
    add("a fragment of nothing", frame(CONTINUED, b"x"), &[1002]);
    add("the last fragment of nothing", frame(LAST | CONTINUED, b"x"), &[1002]);
    add("a text within a text", [frame(TEXT, b"a"), frame(LAST | TEXT, b"b")].concat(), &[1002]);
    add("bytes within a text", [frame(TEXT, b"a"), frame(LAST | BINARY, b"b")].concat(), &[1002, 1003]);
    add("bytes", frame(LAST | BINARY, b"abc"), &[1003]);
    add("bytes in fragments", frame(BINARY, b"abc"), &[1003]);
    add("a long text", frame(LAST | TEXT, &[b'x'; 4097]), &[1009]);
    add("a text of 64 KB", frame(LAST | TEXT, &[b'x'; 70_000]), &[1009]);
    for length in [1_u64 << 63, u64::MAX, 1 << 62, 1 << 32] {
        let head = [&[LAST | TEXT, LAST | 127][..], &length.to_be_bytes(), &[0; 4]].concat();
        add(&format!("{length} bytes"), [head, vec![b'x'; 8_000]].concat(), &[1002, 1009]);
    }
    add("long fragments", [frame(TEXT, &[b'x'; 4000]), frame(CONTINUED, &[b'x'; 4000])].concat(), &[1009]);
    for text in [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"ok \xe1\xbb"] {
        add(&format!("{text:x?}"), frame(LAST | TEXT, text), &[1007]);
    }
    add("no text in fragments", [frame(TEXT, b"\xe1"), frame(LAST | CONTINUED, b"x")].concat(), &[1007]);
    for code in [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535] {
        add(&format!("close code {code}"), close(code, b""), &[1002]);
    }
    add("half a close code", frame(LAST | CLOSE, b"x"), &[1002]);
    add("a reason that is no text", close(1000, b"\xff\xfe"), &[1002, 1007]);
    for code in [1000, 1001, 1003, 1007, 1011] {
        let codes: &'static [u16] = match code {
            1000 => &[1000],
            1001 => &[1001],
            1003 => &[1003],
            1007 => &[1007],
            _ => &[1011],
        };
        add(&format!("close {code}"), close(code, b"bye"), codes);
    }
    add("close 4999", close(4999, &[b'x'; 123]), &[4999]);
    add("close of nothing", frame(LAST | CLOSE, b""), &[1005]);
    add("a thousand pings", frame(LAST | PING, b"x").repeat(1000), &[1008]);
    add("a thousand pongs", frame(LAST | PONG, b"x").repeat(1000), &[1008]);
    add("a thousand texts", frame(LAST | TEXT, b"0").repeat(1000), &[1008]);
    add("fragments of nothing without end", [frame(TEXT, b""), frame(CONTINUED, b"").repeat(1000)].concat(), &[1008]);
    add("not a socket", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(400), &[1002, 1009]);
    wrong
}

#[tokio::test]
async fn wrong_frames_end_their_own_socket_with_the_right_code() {
    let house = House::open_with(Database::Sqlite, &["--log-level", "trace"]).await;
    let (house, [ada, bo]) = house.filled(["Ada Marsh", "Bo Lind"]).await;
    let chat = ada.general().await;
    let mut bystander = Page::of_chat(&bo, chat).await;
    bystander.run().await;
    // In one piece, and byte by byte as far as that takes no time.
    let wrong = wrong();
    let ways = wrong.iter().flat_map(|(what, bytes, codes)| {
        [bytes.len(), if bytes.len() > 300 { 997 } else { 1 }].map(|step| (what, bytes.chunks(step), *codes))
    });
    let ways: Vec<_> = ways.collect();
    for some in ways.chunks(20) {
        join_all(some.iter().map(async |(what, parts, codes)| {
            let mut socket = open(&ada, &house).await;
            for part in parts.clone() {
                // It may be over before all is sent.
                let _ = socket.write_all(part).await;
                tokio::task::yield_now().await;
            }
            let code = closed(&mut socket).await;
            assert!(codes.contains(&code), "{what} is closed with {code}");
        }))
        .await;
    }
    let mut socket = open(&ada, &house).await;
    let secret = "a secret that is in no log";
    for text in [
        secret.to_owned(),
        "{".repeat(4096),
        "[".repeat(4096),
        format!("{{\"{secret}\":"),
        "+".to_owned(),
        "+,,,".to_owned(),
        "+-1,99999999999999999999,x,1".to_owned(),
        "4294967296".to_owned(),
        "-1".to_owned(),
        "\0".to_owned(),
        "+1\n2".to_owned(),
        "𝟙".repeat(1000),
        String::new(),
    ] {
        socket.write_all(&frame(LAST | TEXT, text.as_bytes())).await.expect("a text");
    }
    assert!(lives(&mut socket).await, "what is not understood is not heard");
    ada.say(chat, "who is here?").await;
    bystander.until("the message", |page| page.texts() == ["who is here?"]).await;
    assert_eq!(bystander.closes, [] as [u16; 0]);
    all_is_well(&house, &ada).await;
    assert!(!house.said().contains(secret), "{}", house.said());
}

#[tokio::test]
async fn a_handshake_is_whole_and_ours_or_nothing_is_opened() {
    let (house, [ada]) = House::with_people(Database::Sqlite, ["Ada Marsh"]).await;
    let own = format!("Origin: {}\r\n", house.url());
    let upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    let ask = async |lines: String| -> Said { house.raw(head(&ada, &house, &lines)).await };
    for (lines, statuses) in [
        (format!("Origin: https://evil.example\r\n{upgrade}{KEY}"), &[403][..]),
        (format!("Origin: null\r\n{upgrade}{KEY}"), &[403]),
        (format!("Origin: \r\n{upgrade}{KEY}"), &[403]),
        (format!("Origin: {}.evil.example\r\n{upgrade}{KEY}", house.url()), &[403]),
        (format!("Origin: http://user@{}\r\n{upgrade}{KEY}", house.host()), &[403]),
        (format!("Origin: {}/\r\n{upgrade}{KEY}", house.url()), &[403]),
        (format!("Sec-Fetch-Site: cross-site\r\n{own}{upgrade}{KEY}"), &[403]),
        (format!("Sec-Fetch-Site: same-site\r\n{own}{upgrade}{KEY}"), &[403]),
        (format!("{own}{upgrade}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), &[400, 426]),
        (format!("{own}{upgrade}{}", KEY.replace("13", "8")), &[400, 426]),
        (format!("{own}{upgrade}Sec-WebSocket-Version: 13\r\n"), &[400]),
        (format!("{own}Upgrade: websocket\r\nConnection: keep-alive\r\n{KEY}"), &[400]),
        (format!("{own}Upgrade: h2c\r\nConnection: Upgrade\r\n{KEY}"), &[400]),
        (format!("{own}{KEY}"), &[400]),
    ] {
        let said = ask(lines.clone()).await;
        assert!(matches!(said.statuses()[..], [status] if statuses.contains(&status)), "{lines}: {said:?}");
    }
    let whole = head(&ada, &house, &format!("{own}{upgrade}{KEY}"));
    let said = house.raw(whole.replacen("Cookie: ", "X: ", 1)).await;
    assert_eq!(said.statuses(), [401], "{said:?}");
    let said = house.raw(whole.replacen("GET", "POST", 1)).await;
    assert_eq!(said.statuses(), [405], "{said:?}");
    let said = house.raw(whole.replacen("HTTP/1.1", "HTTP/1.0", 1)).await;
    assert!(!said.text.contains(" 101 "), "{said:?}");
    // What it offers is not taken up: nothing here is compressed, and no protocol is spoken.
    let offers = "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: chat\r\n";
    let said = ask(format!("{own}{offers}{upgrade}{KEY}")).await;
    assert_eq!(said.statuses(), [101], "{said:?}");
    assert!(said.header("sec-websocket-extensions").is_none() && said.header("sec-websocket-protocol").is_none());
    all_is_well(&house, &ada).await;
}
