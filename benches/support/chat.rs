//! The chat that everybody is in, and sessions of who is.

use std::path::Path;

use hallway::accounts::session::{self, Origin};
use hallway::accounts::{Role, User};
use hallway::clock::{Clock, Dice};
use hallway::id::UserId;
use hallway::store::{Address, Store, StoreOptions};

use super::House;
use super::load::body_of;

/// The chat that everybody is in: its number, revision, and the epoch.
pub struct Chat {
    pub id: String,
    pub revision: String,
    pub epoch: String,
}

impl Chat {
    /// As the page says to the person of this session.
    pub fn of_everybody(house: &House, token: &str) -> Chat {
        let list = page(house, "/messages", token);
        let ids = list.split("href=\"/chats/").skip(1).map(|rest| rest.split('"').next().expect("an end"));
        for id in ids.filter(|id| id.bytes().all(|c| c.is_ascii_digit())) {
            let chat = page(house, &format!("/chats/{id}"), token);
            if chat.contains(">Everybody</h1>") {
                let said = |name: &str| between(&chat, &format!("data-{name}=\""), "\"").to_owned();
                return Chat { id: id.to_owned(), revision: said("revision"), epoch: said("epoch") };
            }
        }
        panic!("everybody is in no chat: {list}");
    }

    /// The request that posts the text under the key.
    pub fn posting(&self, house: &House, token: &str, (text, key): (&str, &str)) -> Vec<u8> {
        posting(house, &format!("/chats/{}/messages", self.id), token, &[("text", text), ("key", key)])
    }
}

/// The request of a browser with script that posts these fields to the path.
pub fn posting(house: &House, path: &str, token: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let form = serde_urlencoded::to_string(fields).expect("a form");
    format!(
        "POST {path} HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\nHX-Request: true\r\nCookie: hallway_session={token}; script=1\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        house.address(),
        form.len()
    )
    .into_bytes()
}

/// The request of a browser with script that sends a file of so many bytes to the path, without them, and what comes after them.
pub fn sending(house: &House, path: &str, token: &str, (name, bytes): (&str, u64)) -> (Vec<u8>, &'static [u8]) {
    const END: &[u8] = b"\r\n--frontier--\r\n";
    let part = format!(
        "--frontier\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
    );
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\nHX-Request: true\r\nCookie: hallway_session={token}; script=1\r\n\
         Content-Type: multipart/form-data; boundary=frontier\r\nContent-Length: {}\r\n\r\n{part}",
        house.address(),
        part.len() as u64 + bytes + END.len() as u64
    );
    (head.into_bytes(), END)
}

/// The number of the newest message of the chat.
pub fn newest(house: &House, chat: &Chat, token: &str) -> i64 {
    let page = page(house, &format!("/chats/{}", chat.id), token);
    let ids = page.split("id=\"m").filter_map(|rest| rest.split('"').next()?.parse().ok());
    ids.max().expect("a message")
}

/// What stands between these.
pub fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}")).1;
    rest.split_once(after).expect("an end").0
}

/// What the person of this session is shown at the path.
pub fn page(house: &House, path: &str, token: &str) -> String {
    String::from_utf8(body_of(house.address(), &getting(house, path, token, "identity"))).expect("a page")
}

/// The request of a browser with script for the path, in this coding.
pub fn getting(house: &House, path: &str, token: &str, coding: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: {coding}\r\nCookie: hallway_session={token}; script=1\r\n\r\n",
        house.address()
    )
    .into_bytes()
}

/// Begins a session for each of the first so many people who work here, without a password: a hash of it costs more than all that is
/// measured.
pub fn sessions(data: &Path, database: Option<&str>, people: usize) -> Vec<String> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let address = Address::new(data, database).expect("an address");
        let store = Store::open(address, StoreOptions::default()).await.expect("a database");
        let (dice, now) = (Dice::system(), Clock::system().now());
        let origin = Origin { agent: String::new(), address: "127.0.0.1".to_owned(), kept: true };
        let mut tx = store.begin().await.expect("a transaction");
        let mut tokens = Vec::new();
        for user in 1.. {
            if tokens.len() == people {
                break;
            }
            let person = User::find(&mut tx, UserId(user)).await.expect("it answers").expect("a person");
            if person.role != Role::Guest {
                let session = session::create(&mut tx, person.id, &origin, &dice, now).await.expect("a session");
                tokens.extend(session.map(|(_, token)| token));
            }
        }
        tx.commit().await.expect("a commit");
        store.close().await;
        tokens
    })
}
