//! What every kind of answer says to the browser that gets it.

use reqwest::{Method, RequestBuilder};

use crate::matrix::company::{GIF, form_token, picture, upload};
use crate::support::raw::Said;
use crate::support::{Database, House, Person};

/// The headers of an answer, in small letters.
async fn headers(request: RequestBuilder) -> (u16, Vec<(String, String)>) {
    let response = request.send().await.expect("an answer");
    let of = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
        (name.as_str().to_owned(), value.to_str().expect("a text").to_owned())
    };
    (response.status().as_u16(), response.headers().iter().map(of).collect())
}

fn value<'h>(headers: &'h [(String, String)], name: &str) -> &'h str {
    let mut all = headers.iter().filter(|(of, _)| of == name);
    let value = all.next().map_or("", |(_, value)| value);
    assert!(all.next().is_none(), "{name} is there twice: {headers:?}");
    value
}

/// What of these is missing, or is not so.
const DOCUMENT: [(&str, &str); 5] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(),geolocation=()"),
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
];

fn policy(headers: &[(String, String)], what: &str) {
    let policy = value(headers, "content-security-policy");
    let rules: Vec<&str> = policy.split(';').map(str::trim).collect();
    for rule in
        ["default-src 'none'", "script-src 'self'", "frame-ancestors 'self'", "form-action 'self'", "base-uri 'none'"]
    {
        assert!(rules.contains(&rule), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"), "{what}: {policy}");
}

/// Nothing says what made the answer, and no page of another site may read it.
fn quiet(headers: &[(String, String)], what: &str) {
    for name in ["server", "x-powered-by", "access-control-allow-origin", "access-control-allow-credentials"] {
        assert_eq!(value(headers, name), "", "{what} says {name}");
    }
    assert_eq!(value(headers, "x-content-type-options"), "nosniff", "{what}");
}

async fn asset(person: &Person, rel: &str) -> String {
    let page = person.get("/messages").await.expect(200).dom();
    let link = page.all(|element| element.attr("rel") == Some(rel));
    link.first().and_then(|link| link.attr("href")).expect("a link").to_owned()
}

async fn look(house: &House, ada: &Person) {
    let chat = ada.general().await;
    upload(ada, "/settings/picture", ("picture", GIF), &form_token(ada).await).await.expect(303);
    let portrait = format!("/pictures/{}", picture(ada).await);
    let stranger = house.stranger();
    let get = |path: &str| ada.browse(Method::GET, path);
    let post = |path: &str| ada.form(path, &[]);
    let chat_of = format!("/chats/{chat}");
    for (what, request, status) in [
        ("a page", get(&chat_of), 200),
        ("a page at the door", stranger.browse(Method::GET, "/sign-in"), 200),
        ("a page in a frame", get("/panel"), 200),
        ("a part", get(&format!("{chat_of}/jump?after=0")).header("hx-request", "true"), 200),
        ("a page that is not there", get("/nowhere"), 404),
        ("a part that is not there", get("/nowhere").header("hx-request", "true"), 404),
        ("a number that is none", get("/chats/x"), 404),
        ("what needs a session", stranger.form("/chats", &[]), 401),
        ("what is not allowed", ada.bare(Method::POST, "/chats").form(&[("name", "x")]), 403),
        ("no such method", ada.browse(Method::DELETE, "/messages"), 405),
        ("no form", ada.browse(Method::POST, "/chats").body("x"), 400),
        ("a form that is not right", post(&format!("{chat_of}/messages")), 422),
        ("a query that is none", get("/chats/1/messages?since=x"), 400),
        ("a way to another page", get("/"), 303),
        ("a way to the door", stranger.browse(Method::GET, "/messages"), 303),
    ] {
        let (said, headers) = headers(request).await;
        assert_eq!(said, status, "{what}");
        quiet(&headers, what);
        policy(&headers, what);
        for (name, wanted) in DOCUMENT {
            assert_eq!(value(&headers, name), wanted, "{what}: {name}");
        }
        let cache = value(&headers, "cache-control");
        assert!(["private, no-cache", "no-store"].contains(&cache), "{what}: {cache}");
        assert_eq!(value(&headers, "x-request-id").len(), 16, "{what}");
    }
    for (what, request, status) in [
        ("a style sheet", stranger.browse(Method::GET, &asset(ada, "stylesheet").await), 200),
        ("a picture", get(&portrait), 200),
        ("a life sign", stranger.bare(Method::GET, "/healthz"), 200),
        ("what a socket would say", get("/live/state"), 200),
    ] {
        let (said, headers) = headers(request).await;
        assert_eq!(said, status, "{what}");
        quiet(&headers, what);
        assert_ne!(value(&headers, "content-type"), "", "{what}");
        assert!(!value(&headers, "content-type").starts_with("text/html"), "{what} is a document");
        assert_ne!(value(&headers, "cache-control"), "", "{what}");
    }
    assert_eq!(value(&headers(get(&portrait)).await.1, "cross-origin-resource-policy"), "same-origin");
}

/// What actix itself answers runs nothing and says nothing.
async fn look_raw(house: &House, ada: &Person) {
    let host = house.host();
    for (bytes, status) in [
        ("GET / HTTP/1.1\r\nno head\r\n\r\n".to_owned(), 400),
        (format!("GET / HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n", "x".repeat(500_000)), 431),
        ("GET / HTTP/1.1\r\nHost: <script>\r\n\r\n".to_owned(), 400),
        (format!("POST / HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n"), 411),
    ] {
        let said: Said = house.raw(bytes).await;
        assert_eq!(said.statuses(), [status], "{said:?}");
        assert_eq!(said.header("content-length"), Some("0"), "{said:?}");
        assert!(said.header("server").is_none() && said.header("content-type").is_none(), "{said:?}");
    }
    let handshake = format!(
        "GET /live HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\nSec-Fetch-Site: same-origin\r\nUpgrade: websocket\r\n\
         Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        ada.cookies()
    );
    let said = house.raw(handshake).await;
    assert_eq!(said.statuses(), [101], "{said:?}");
    assert!(said.header("server").is_none() && said.header("set-cookie").is_none(), "{said:?}");
}

#[tokio::test]
async fn every_answer_keeps_a_browser_safe() {
    let (house, [ada]) = House::with_people(Database::Sqlite, ["Ada Marsh"]).await;
    look(&house, &ada).await;
    look_raw(&house, &ada).await;
    let (_, plain) = headers(house.stranger().bare(Method::GET, "/sign-in")).await;
    assert_eq!(value(&plain, "strict-transport-security"), "", "by HTTP it means nothing");
}

#[tokio::test]
async fn by_https_a_browser_stays_with_it() {
    let house = House::open_with(Database::Sqlite, &["--public-url", "https://chat.tidewater.example"]).await;
    for path in ["/setup", "/nowhere", "/healthz"] {
        let (_, headers) = headers(house.stranger().bare(Method::GET, path)).await;
        assert_eq!(value(&headers, "strict-transport-security"), "max-age=31536000", "{path}");
    }
}
