//! An open page: what static/js/live.js does with a page of Hallway, by the same rules and under the same names, on a tree
//! instead of a DOM. Times are shorter, and nothing happens by itself: a test lets the page run, cuts it off, or holds it.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use reqwest::Method;
use serde_json::Value;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::support::{Element, PATIENCE, Person};

mod seen;

/// How long a page waits at a gap; a tenth of what live.js waits.
const GAP: Duration = Duration::from_millis(60);
/// How long it waits before it connects again.
const RETRY: Duration = Duration::from_millis(40);
/// A page that hears nothing for so long has nothing to do at the moment.
const QUIET: Duration = Duration::from_millis(12);

/// A page in a browser with script.
pub struct Page<'w> {
    person: &'w Person,
    path: String,
    /// The page as it is now.
    pub root: Element,
    /// The status that it was loaded with.
    pub status: u16,
    /// Why it loaded itself anew, each time.
    pub reloads: Vec<String>,
    /// How often it fetched what it missed.
    pub fetches: usize,
    /// The codes that its sockets were closed with; 1006 if there was none.
    pub closes: Vec<u16>,
    /// The highest revision of the frames that [`drop_frames`](Page::drop_frames) took.
    pub lost: i64,
    socket: Option<WebSocketStream<TcpStream>>,
    reload: Option<String>,
    retry: Option<Instant>,
    offline: bool,
    dropping: usize,
    buffer: Option<u32>,
    wanted: i64,
    gap: Option<Instant>,
    /// A row has left a list that has more than it shows: what moves up only the server knows.
    lacks: bool,
}

impl<'w> Page<'w> {
    /// Loads the page and connects it.
    pub async fn open(person: &'w Person, path: &str) -> Page<'w> {
        let mut page = Page::unconnected(person, path).await;
        page.connect().await;
        page
    }

    /// Loads the page of the chat and connects it.
    pub async fn of_chat(person: &'w Person, chat: i64) -> Page<'w> {
        Page::open(person, &format!("/chats/{chat}")).await
    }

    /// The same with a small buffer for what comes in, so that a page that does not read holds up the server soon.
    pub async fn narrow(person: &'w Person, chat: i64) -> Page<'w> {
        let mut page = Page::unconnected(person, &format!("/chats/{chat}")).await;
        page.buffer = Some(4096);
        page.connect().await;
        page
    }

    async fn unconnected(person: &'w Person, path: &str) -> Page<'w> {
        person.runs_script();
        let mut page = Page {
            person,
            path: path.to_owned(),
            root: Element::fragment("<p></p>").remove(0),
            status: 0,
            reloads: Vec::new(),
            fetches: 0,
            closes: Vec::new(),
            lost: 0,
            socket: None,
            reload: None,
            retry: None,
            offline: false,
            dropping: 0,
            buffer: None,
            wanted: 0,
            gap: None,
            lacks: false,
        };
        assert!(page.load().await, "{path} could not be loaded");
        page
    }

    // ── What the world does to it ──

    /// Its connection breaks and does not come back before [`reconnect`](Page::reconnect).
    pub fn cut(&mut self) {
        self.offline = true;
        self.socket = None;
        self.retry = None;
    }

    /// The network is back.
    pub async fn reconnect(&mut self) {
        self.offline = false;
        self.socket = None;
        self.connect().await;
    }

    /// The next numbered frames of this connection do not reach it.
    pub fn drop_frames(&mut self, frames: usize) {
        self.dropping = if self.socket.is_some() { frames } else { 0 };
    }

    /// Lets it run until nothing has come for a moment.
    pub async fn run(&mut self) {
        self.run_until_quiet(QUIET).await;
    }

    /// Lets it take what is there already, and no more.
    pub async fn glance(&mut self) {
        self.run_until_quiet(Duration::from_millis(1)).await;
    }

    /// Lets it run until it is so.
    pub async fn until(&mut self, what: &str, so: impl Fn(&Page<'w>) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !so(self) {
            assert!(Instant::now() < deadline, "the page did not come to {what}:\n{}", self.root.html());
            self.run().await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Lets it run until it shows what a fresh load shows.
    pub async fn settle(&mut self) {
        if let Err(difference) = self.try_settle(PATIENCE).await {
            panic!("{} of {} is not what a fresh load shows: {difference}", self.path, self.person.name);
        }
    }

    /// The same; the error is the difference that stayed.
    pub async fn try_settle(&mut self, patience: Duration) -> Result<(), String> {
        let deadline = Instant::now() + patience;
        loop {
            self.run().await;
            let idle = self.gap.is_none() && self.reload.is_none() && (self.offline || self.socket.is_some());
            let difference = if idle { self.difference().await } else { Some("it does not come to rest".to_owned()) };
            match difference {
                None => return Ok(()),
                Some(difference) if Instant::now() > deadline => return Err(difference),
                Some(_) => tokio::time::sleep(Duration::from_millis(15)).await,
            }
        }
    }

    /// In what it differs from a fresh load of the same address.
    pub async fn difference(&self) -> Option<String> {
        let fresh = self.person.get(&self.path).await;
        // An error page is what it is, until the person goes on from it.
        if self.status == 404 && fresh.status == 200 {
            return None;
        }
        if fresh.status != self.status {
            return Some(format!("it was loaded with {} and a fresh load answers {}", self.status, fresh.status));
        }
        seen::difference(&self.root, &fresh.dom())
    }

    // ── What it shows ──

    /// What it counts as unread in the rail.
    pub fn unread(&self) -> String {
        self.root.find("n-msg").map_or_else(String::new, Element::text)
    }

    /// The texts of its messages.
    pub fn texts(&self) -> Vec<String> {
        self.root.messages().into_iter().map(|(_, text)| text).collect()
    }

    /// The revision of its chat.
    pub fn revision(&self) -> i64 {
        self.list("revision").and_then(|revision| revision.parse().ok()).unwrap_or(0)
    }

    /// Whether its socket is open.
    pub fn is_connected(&self) -> bool {
        self.socket.is_some()
    }

    /// Whose page it is.
    pub fn person(&self) -> &'w Person {
        self.person
    }

    /// Its address.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether it was cut off.
    pub fn is_offline(&self) -> bool {
        self.offline
    }

    /// The chat of which it lost a frame, if only a later frame can show it so.
    pub fn behind_for_good(&self) -> Option<i64> {
        self.chat().filter(|_| self.lost > self.revision() && self.gap.is_none())
    }

    fn list(&self, name: &str) -> Option<&str> {
        self.root.find("messages")?.attr(&format!("data-{name}"))
    }

    fn chat(&self) -> Option<i64> {
        self.list("chat")?.parse().ok()
    }

    // ── Loading and fetching ──

    async fn load(&mut self) -> bool {
        let Ok(answer) = self.person.try_send(self.person.browse(Method::GET, &self.path)).await else { return false };
        assert!(answer.status < 500, "{} answered {}: {}", self.path, answer.status, answer.text);
        (self.root, self.status) = (answer.dom(), answer.status);
        (self.socket, self.wanted, self.gap, self.lost, self.dropping) = (None, 0, None, 0, 0);
        self.reload = None;
        self.lacks = false;
        true
    }

    fn location_reload(&mut self, why: &str) {
        self.reload.get_or_insert_with(|| why.to_owned());
    }

    fn query(&self) -> String {
        let mut query = format!("epoch={}", self.root.attr("data-epoch").unwrap_or(""));
        if let (Some(chat), Some(revision)) = (self.list("chat"), self.list("revision")) {
            let newest = u8::from(self.list("newest").is_some());
            query += &format!("&chat={chat}&revision={revision}&newest={newest}");
        }
        query
    }

    /// What it missed, over plain HTTP. False if the server does not answer well.
    pub async fn catch_up(&mut self) -> bool {
        while let (Some(chat), epoch) = (self.chat(), self.root.attr("data-epoch").unwrap_or("").to_owned()) {
            let before = self.revision();
            let path = format!("/chats/{chat}/messages?since={before}&epoch={epoch}");
            self.fetches += 1;
            let Ok(answer) = self.person.try_send(self.person.browse(Method::GET, &path)).await else { return false };
            if (300..400).contains(&answer.status) || [401, 403, 404].contains(&answer.status) {
                self.location_reload(&format!("{} of catch-up", answer.status));
                return true;
            }
            if answer.status != 200 {
                return false;
            }
            let head = if answer.text.is_empty() { Value::Null } else { self.take(&answer.text) };
            if head["more"].as_bool() != Some(true) || self.revision() == before {
                break;
            }
        }
        true
    }

    fn behind(&mut self, to: i64) {
        self.wanted = self.wanted.max(to);
        self.gap.get_or_insert_with(|| Instant::now() + GAP);
    }

    // ── The socket ──

    async fn connect(&mut self) {
        self.retry = None;
        if self.offline || self.socket.is_some() || self.root.attr("data-live").is_none() {
            return;
        }
        self.dropping = 0;
        self.socket = self.handshake().await;
        if self.socket.is_none() {
            self.retry = Some(Instant::now() + RETRY);
        }
    }

    async fn handshake(&self) -> Option<WebSocketStream<TcpStream>> {
        let live = self.root.attr("data-live")?;
        let url = self.person.url(&format!("{live}{}{}", if live.contains('?') { '&' } else { '?' }, self.query()));
        let mut request = url.as_str().replacen("http", "ws", 1).into_client_request().expect("an address");
        let headers = request.headers_mut();
        let origin = url.origin().ascii_serialization();
        for (name, value) in
            [("cookie", self.person.cookies()), ("origin", origin), ("accept-language", "en".to_owned())]
        {
            headers.insert(name, HeaderValue::from_str(&value).expect("a header"));
        }
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        let socket = TcpSocket::new_v4().expect("a socket");
        if let Some(bytes) = self.buffer {
            socket.set_recv_buffer_size(bytes).expect("a small buffer");
        }
        let address = url.socket_addrs(|| None).expect("an address of numbers")[0];
        let stream = socket.connect(address).await.ok()?;
        // What is accepted while the server stops is never answered.
        let (socket, _) = timeout(PATIENCE, client_async(request, stream)).await.ok()?.ok()?;
        Some(socket)
    }

    fn closed(&mut self, code: u16) {
        self.socket = None;
        self.closes.push(code);
        if code == 4401 {
            return self.location_reload("4401");
        }
        self.retry = Some(Instant::now() + RETRY);
    }

    /// What is due: loading anew, connecting again, fetching what a gap has kept away.
    async fn due(&mut self) {
        let now = Instant::now();
        if let Some(why) = self.reload.clone()
            && self.load().await
        {
            self.reloads.push(why);
            self.connect().await;
        }
        if self.retry.is_some_and(|at| at <= now) {
            self.connect().await;
        }
        if self.lacks {
            // Nothing comes by the socket while this runs, for nobody reads it.
            let path = format!("/live/state?{}", self.query());
            if let Ok(answer) = self.person.try_send(self.person.browse(Method::GET, &path)).await {
                self.lacks = false;
                match answer.status {
                    200 => drop(self.take(&answer.text)),
                    status => self.location_reload(&format!("{status} of the state")),
                }
            }
        }
        if self.gap.is_some_and(|at| at <= now) {
            if self.revision() < self.wanted {
                self.catch_up().await;
            }
            self.gap = None;
            if self.revision() < self.wanted && self.reload.is_none() {
                self.behind(self.wanted);
            }
        }
    }

    async fn run_until_quiet(&mut self, quiet: Duration) {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            self.due().await;
            let Some(socket) = &mut self.socket else { return };
            match timeout(quiet, socket.next()).await {
                Err(_) => return,
                Ok(Some(Ok(Message::Text(text)))) if text.is_empty() => {}
                Ok(Some(Ok(Message::Text(text)))) => {
                    if self.take(text.as_str())["more"].as_bool() == Some(true) {
                        self.catch_up().await;
                    }
                }
                Ok(Some(Ok(Message::Close(frame)))) => self.closed(frame.map_or(1005, |frame| frame.code.into())),
                Ok(Some(Ok(_))) => {}
                Ok(Some(Err(_)) | None) => self.closed(1006),
            }
        }
        panic!("the page is never left in peace");
    }

    // ── A frame: a line of JSON, then HTML ──

    fn take(&mut self, text: &str) -> Value {
        let (line, html) = text.split_once('\n').unwrap_or((text, ""));
        let head: Value = serde_json::from_str(line).expect("a line of JSON");
        let number = |name: &str| head[name].as_i64();
        if head["reset"].as_bool() == Some(true) {
            self.location_reload("reset");
            return head;
        }
        if number("left").is_some() && number("left") == self.chat() {
            self.location_reload("left");
            return head;
        }
        if number("chat").is_some() && number("chat") != self.chat() {
            return head;
        }
        if let Some(to) = number("to") {
            if self.dropping > 0 {
                self.dropping -= 1;
                self.lost = self.lost.max(to);
                return head;
            }
            if to <= self.revision() {
                return head;
            }
            if number("from").expect("a numbered frame says from where") > self.revision() {
                self.behind(to);
                return head;
            }
        }
        if !html.is_empty() && number("to").is_none() {
            self.forget_state();
        }
        self.apply(html);
        if let (Some(to), Some(list)) = (number("to"), self.root.find_mut("messages")) {
            list.attributes.insert("data-revision".to_owned(), to.to_string());
        }
        seen::tell(&mut self.root, &head);
        self.mark_current();
        seen::count(&mut self.root);
        head
    }

    /// The lists are no longer those that the page was made with.
    fn forget_state(&mut self) {
        if let Some(live) = self.root.attributes.get_mut("data-live")
            && let Some((before, _)) = live.split_once("&state=")
        {
            *live = before.to_owned();
        }
    }

    fn mark_current(&mut self) {
        let Some(row) = self.chat().and_then(|chat| self.root.find_mut(&format!("c{chat}"))) else { return };
        if let Some(crate::support::Node::Element(link)) = row.children.first_mut() {
            link.attributes.insert("aria-current".to_owned(), "page".to_owned());
        }
    }

    fn apply(&mut self, html: &str) {
        for fresh in Element::fragment(html) {
            let old = self.root.find(fresh.id());
            if fresh.has("data-gone") {
                if self.root.parent_of(fresh.id()).is_some_and(|list| list.has("data-more")) {
                    self.lacks = true;
                }
                self.root.remove(fresh.id());
            } else if old.is_some_and(|old| !old.all(|element| element.name == "textarea").is_empty()) {
                // Somebody may be typing in it.
            } else if old.is_some_and(|old| old.attr("role") == Some("status") || old.has("aria-live")) {
                if let Some(old) = self.root.find_mut(fresh.id()) {
                    old.children = fresh.children;
                }
            } else {
                self.place(fresh);
            }
        }
    }

    fn place(&mut self, mut fresh: Element) {
        assert!(!fresh.id().is_empty(), "the top elements of a frame have ids: {}", fresh.html());
        let own = self.root.has("data-user") && fresh.attr("data-a") == self.root.attr("data-user");
        fresh.toggle_class("own", own);
        let old = self.root.find(fresh.id());
        let Some(list) = fresh.attr("data-in") else {
            if old.is_some() {
                self.root.replace(&fresh.id().to_owned(), fresh);
            }
            return;
        };
        let list = list.to_owned();
        let Some(there) = self.root.find(&list) else { return };
        if old.is_none() && beyond(there, &fresh) {
            return;
        }
        let was = old.is_some();
        let stays = old.is_some_and(|old| old.place() == fresh.place())
            && self.root.parent_of(fresh.id()).is_some_and(|parent| parent.id() == list);
        if stays {
            self.root.replace(&fresh.id().to_owned(), fresh);
            return;
        }
        self.root.remove(fresh.id());
        if was && self.root.find(&list).is_some_and(|there| there.id() != "messages" && beyond(there, &fresh)) {
            self.lacks = true;
        }
        let there = self.root.find_mut(&list).expect("it was there");
        there.remove("empty");
        insert(there, fresh);
    }
}

/// Rows outside the window that the page shows are not for it.
fn beyond(list: &Element, fresh: &Element) -> bool {
    let log = list.id() == "messages";
    if log && !list.has("data-newest") {
        return true;
    }
    let rows = list.rows();
    (log || list.has("data-more")) && !rows.is_empty() && rows.iter().all(|row| row.place() > fresh.place())
}

/// By number, from the end, where new messages belong. Rows without one stay where they are.
fn insert(list: &mut Element, fresh: Element) {
    use crate::support::Node;
    let sign = if list.has("data-desc") { -1.0 } else { 1.0 };
    let mut first = None;
    for (at, child) in list.children.iter().enumerate().rev() {
        let Node::Element(row) = child else { continue };
        if !row.is_placed() {
            continue;
        }
        if sign * row.place() <= sign * fresh.place() {
            list.children.insert(at + 1, Node::Element(fresh));
            return;
        }
        first = Some(at);
    }
    list.children.insert(first.unwrap_or(list.children.len()), Node::Element(fresh));
}
