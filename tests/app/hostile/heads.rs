//! Heads of requests that two servers could read in two ways, and addresses that lead elsewhere.

use crate::support::raw::Said;
use crate::support::{Database, House};

/// A request that must not be seen: it hides behind another.
const HIDDEN: &str = "GET /hidden HTTP/1.1\r\nHost: hidden.example\r\n\r\n";

/// A form for the sign-in, with these lines in its head and this body, and a request behind it.
fn form(house: &House, lines: &str, body: &str) -> String {
    let host = house.host();
    let kind = "Content-Type: application/x-www-form-urlencoded";
    format!("POST /sign-in HTTP/1.1\r\nHost: {host}\r\n{kind}\r\n{lines}\r\n\r\n{body}{HIDDEN}")
}

fn get(house: &House, path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", house.host())
}

#[track_caller]
fn refused(said: &Said, status: u16, what: &str) {
    assert_eq!(said.statuses(), [status], "{what}: {said:?}");
    assert!(said.over, "{what}: nothing after it is read");
}

#[tokio::test]
async fn what_could_be_read_in_two_ways_is_not_read_at_all() {
    let (house, [ada]) = House::with_people(Database::Sqlite, ["Ada Marsh"]).await;
    let chunked = "Transfer-Encoding: chunked";
    for (lines, body) in [
        ("Content-Length: 3\r\nContent-Length: 3", "a=1"),
        ("Content-Length: 3\r\nContent-Length: 58", "a=1"),
        ("Content-Length: 3, 3", "a=1"),
        ("Content-Length: +3", "a=1"),
        ("Content-Length: -3", "a=1"),
        ("Content-Length: 0x3", "a=1"),
        ("Content-Length: 3 3", "a=1"),
        ("Content-Length: ", "a=1"),
        ("Content-Length: 99999999999999999999", "a=1"),
        ("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n"),
        ("Transfer-Encoding: xchunked", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked, gzip", "0\r\n\r\n"),
        ("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"),
        ("Transfer-Encoding: identity\r\nContent-Length: 3", "a=1"),
        ("Transfer-Encoding: chunked;q=1", "0\r\n\r\n"),
        ("Transfer-Encoding: \"chunked\"", "0\r\n\r\n"),
        ("Transfer-Encoding : chunked", "0\r\n\r\n"),
        ("Transfer-Encoding:\r\n chunked", "0\r\n\r\n"),
        ("Transfer-Encoding\r\n: chunked", "0\r\n\r\n"),
        ("Content-Length : 3", "a=1"),
        (" Content-Length: 3", "a=1"),
        ("X: a\r\n b\r\nContent-Length: 3", "a=1"),
        ("X: a\rb\r\nContent-Length: 3", "a=1"),
        ("X: a\0b\r\nContent-Length: 3", "a=1"),
        ("no colon\r\nContent-Length: 3", "a=1"),
        (": no name\r\nContent-Length: 3", "a=1"),
        ("X Y: a\r\nContent-Length: 3", "a=1"),
        ("X\u{111}: a\r\nContent-Length: 3", "a=1"),
    ] {
        refused(&house.raw(form(&house, lines, body)).await, 400, &format!("{lines:?}"));
    }
    // A body says how long it is. One that does not is refused, and what is behind it is read only if it has an end.
    for body in ["3\r\na=1\r\n0\r\n\r\n", "00003;ext=1\r\na=1\r\n0\r\nHost: evil.example\r\n\r\n"] {
        let said = house.raw(form(&house, chunked, body)).await;
        assert!([&[411][..], &[411, 404]].contains(&&*said.statuses()), "{body:?}: {said:?}");
    }
    for body in [
        "0x3\r\na=1\r\n0\r\n\r\n",
        "-3\r\na=1\r\n0\r\n\r\n",
        "fffffffffffffffff\r\na=1\r\n0\r\n\r\n",
        "2\r\na=1\r\n0\r\n\r\n",
        "3\na=1\n0\n\n",
        "3;x\ny\r\na=1\r\n0\r\n\r\n",
    ] {
        let said = house.raw(form(&house, chunked, body)).await;
        assert!(said.over && [&[][..], &[400], &[411]].contains(&&*said.statuses()), "{body:?}: {said:?}");
    }
    let said = house.raw(form(&house, chunked, "3\r\na=")).await;
    refused(&said, 411, "the first of its chunks");
    let said = house.raw(form(&house, "Content-Length: 3", "a=1")).await;
    assert_eq!(said.statuses(), [422, 404], "a whole one, and the request behind it: {said:?}");
    let old = form(&house, chunked, "0\r\n\r\n").replacen("HTTP/1.1", "HTTP/1.0", 1);
    refused(&house.raw(old).await, 400, "chunks, which HTTP/1.0 does not know");
    all_is_well(&house, &ada).await;
}

/// A head that is too long, or is none, ends the connection before anything is done.
#[tokio::test]
async fn what_is_no_head_is_refused() {
    let (house, [ada]) = House::with_people(Database::Sqlite, ["Ada Marsh"]).await;
    let host = house.host();
    let head = |lines: &str| format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n");
    let many: String = (0..2000).map(|n| format!("X{n}: a\r\n")).collect();
    refused(&house.raw(head(&many)).await, 431, "two thousand lines");
    refused(&house.raw(head(&format!("X: {}\r\n", "a".repeat(1_000_000)))).await, 431, "a line of a megabyte");
    for bytes in [
        format!("GET /{} HTTP/1.1\r\nHost: {host}\r\n\r\n", "a".repeat(100_000)),
        format!("GET /sign-in HTTP/1.2\r\nHost: {host}\r\n\r\n"),
        format!("GET /sign-in http/1.1\r\nHost: {host}\r\n\r\n"),
        format!("GET /sign-in HTTP/1.1 \r\nHost: {host}\r\n\r\n"),
        format!("GET  /sign-in HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("GET /a b HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("GET /<script> HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("G\u{111}T / HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        "GET /sign-in\r\n\r\n".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}".to_owned() + &"x".repeat(300),
    ] {
        refused(&house.raw(&bytes).await, 400, &bytes.chars().take(60).collect::<String>());
    }
    // What is a head and asks for what is not there.
    for (bytes, status) in [
        (format!("TRACE /sign-in HTTP/1.1\r\nHost: {host}\r\nX: y\r\n\r\n"), 405),
        (format!("{} /sign-in HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: none\r\n\r\n", "A".repeat(5_000)), 405),
        (
            format!(
                "POST /sign-out HTTP/1.1\r\nHost: {host}\r\nX-HTTP-Method-Override: GET\r\nContent-Length: 0\r\n\r\n"
            ),
            401,
        ),
        (format!("GET /sign-out?_method=POST HTTP/1.1\r\nHost: {host}\r\nX-HTTP-Method-Override: POST\r\n\r\n"), 405),
        (format!("OPTIONS * HTTP/1.1\r\nHost: {host}\r\n\r\n"), 404),
    ] {
        let said = house.raw(&bytes).await;
        assert_eq!(said.statuses(), [status], "{}", &bytes[..60.min(bytes.len())]);
        assert!(!said.text.contains("X: y"), "nothing is echoed");
    }
    all_is_well(&house, &ada).await;
    let log = house.said();
    assert!(!log.contains("<script>") && log.lines().all(|line| line.len() < 400), "{log}");
}

#[tokio::test]
async fn a_request_is_for_one_host() {
    let house = House::open_with(Database::Sqlite, &["--public-url", "https://chat.tidewater.example"]).await;
    let own = house.host();
    for head in [
        "",
        "Host:\r\n",
        "Host: a.example\r\nHost: b.example\r\n",
        "Host: user@a.example\r\n",
        "Host: a.example/path\r\n",
        "Host: a.example?x\r\n",
        "Host: a.example b.example\r\n",
        "Host: a.example, b.example\r\n",
        "Host: \"><script>alert(1)</script>\r\n",
        "Host: \u{111}.example\r\n",
        "Host: a%00.example\r\n",
    ] {
        let said = house.raw(format!("GET /setup HTTP/1.1\r\n{head}\r\n")).await;
        assert_eq!(said.statuses(), [400], "{head:?}: {said:?}");
    }
    for line in ["http://evil.example/setup", "https://evil.example/setup", "http://user@evil.example/"] {
        let said = house.raw(format!("GET {line} HTTP/1.1\r\nHost: {own}\r\n\r\n")).await;
        assert_eq!(said.statuses(), [400], "{line}: {said:?}");
    }
    let said = house.raw(format!("CONNECT evil.example:443 HTTP/1.1\r\nHost: {own}\r\n\r\n")).await;
    assert_eq!(said.statuses(), [400], "{said:?}");
    let said = house.raw(format!("GET http://{own}/healthz HTTP/1.1\r\nHost: {own}\r\n\r\n")).await;
    assert_eq!(said.statuses(), [200], "{said:?}");
}

/// Links for others are made of the configuration, whatever the request is for.
#[tokio::test]
async fn a_foreign_host_is_in_no_link() {
    // By HTTP, so that the cookies of this test's browsers come along.
    let house = House::open_with(Database::Sqlite, &["--public-url", "http://chat.tidewater.example"]).await;
    let line = house.says("/setup?token=").await;
    let path = line.split("chat.tidewater.example").nth(1).expect("an address").trim().to_owned();
    let ada = crate::support::Person::new(&house.url(), "Ada Marsh");
    let mut values = ada.sign_up();
    values.push(("company", "Tidewater Press"));
    ada.submit(&path, &values).await;
    let ada = ada.arrived().await;
    let bo = house.invite(&ada, "Bo Lind").await;
    for (path, fields) in [
        ("/invitations".to_owned(), &[("uses", "1"), ("days", "7")][..]),
        (format!("/admin/people/{}/reset-link", bo.id), &[]),
    ] {
        for header in
            [("host", "evil.example"), ("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")]
        {
            let request = ada.form(&path, fields).header(header.0, header.1);
            let answer = ada.send(request).await;
            let page = match answer.location {
                Some(to) => ada.send(ada.browse(reqwest::Method::GET, &to).header(header.0, header.1)).await,
                None => answer,
            };
            assert!(page.text.contains("http://chat.tidewater.example/"), "{path} {header:?}: {}", page.text);
            assert!(!page.text.contains("evil.example"), "{path} {header:?}: {}", page.text);
        }
    }
}

#[tokio::test]
async fn an_address_leads_to_a_page_of_ours_or_to_nothing() {
    let (house, [ada]) = House::with_people(Database::Sqlite, ["Ada Marsh"]).await;
    let long = "/a".repeat(10_000);
    let cookie = format!("Cookie: {}\r\n\r\n", ada.cookies());
    for path in [
        "/%2e%2e/%2e%2e/etc/passwd",
        "/../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/assets/../../../etc/passwd",
        "/assets/x/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/x/..%2f..%2f..%2fCargo.toml",
        "/assets//etc/passwd",
        "/assets/x/%00",
        "/pictures/..%2f..%2fhallway.db",
        "/pictures/%2e%2e%2fhallway.db",
        "/pictures/..",
        "/pictures/%2e%2e",
        "/pictures/hallway.db",
        "/pictures/.%00",
        "//evil.example",
        "//evil.example/%2f..",
        "///evil.example",
        "/\\evil.example",
        "/%5cevil.example",
        "/%2fevil.example",
        "/%0d%0aSet-Cookie:%20a=b",
        "/%00",
        "/sign-in%00",
        "/sign-in/",
        "/sign-in;x=y",
        "/sign-in%2f",
        "/sign-in%",
        "/sign-in%zz",
        "/./sign-in",
        "/x/../sign-in",
        "/SIGN-IN",
        "/healthz/../setup",
        "/healthzx",
        "/%c0%ae%c0%ae/",
        "/%c0%af",
        "/%ed%a0%80",
        "/chats/%ff",
        "/chats/1%2f..",
        "/chats/1;x",
        "/chats/%F0%9D%9F%8F",
        "/chats/9223372036854775808",
        "/people/%2e%2e",
        &long,
    ] {
        for cookie in ["\r\n", &cookie] {
            let said = house.raw(get(&house, path).replacen("\r\n\r\n", &format!("\r\n{cookie}"), 1)).await;
            let status = said.statuses();
            assert!([&[404][..], &[303]].contains(&&*status), "{path}: {said:?}");
            if let Some(to) = said.header("location") {
                assert!(to.starts_with("/sign-in?next=%2F") && !to.contains("//"), "{path} leads to {to}");
            }
            assert!(said.header("set-cookie").is_none(), "{path}: {said:?}");
            for wrong in ["href=\"//", "href=\"/\\", "action=\"//", "root:x:", "SQLite format"] {
                assert!(!said.text.contains(wrong), "{path} shows {wrong}: {said:?}");
            }
        }
    }
    for next in
        ["//evil.example", "/\\evil.example", "https://evil.example", "/%09/evil.example", "javascript:alert(1)"]
    {
        let next = next.replace("%09", "\t");
        let device = house.stranger();
        let fields = [("email", &*ada.email), ("password", &*ada.password), ("next", &next)];
        let answer = device.post("/sign-in", &fields).await.expect(303);
        assert_eq!(answer.location.as_deref(), Some("/"), "{next}");
    }
    all_is_well(&house, &ada).await;
}

pub(super) async fn all_is_well(house: &House, person: &crate::support::Person) {
    let chat = person.general().await;
    person.say(chat, "all is well").await;
    let said = house.said();
    assert!(!said.contains("a panic") && !said.contains("a request failed"), "{said}");
}
