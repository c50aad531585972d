//! An open page: what static/js/live.js does with a page of Hallway, by the same rules and under the same names, on a tree
//! instead of a DOM. Times are shorter, and nothing happens by itself: a test lets the page run, cuts it off, or holds it.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use futures_util::SinkExt;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Element, PATIENCE, Person};

mod frames;
mod seen;
mod wire;

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
    /// All that it received, if somebody wants to know.
    pub heard: Option<String>,
    /// What its reader has put at messages, emoji and votes, as far as frames have said.
    reacted: HashMap<String, Vec<String>>,
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
            heard: None,
            reacted: HashMap::new(),
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

    /// It says something: for how many seconds nobody has used it, or whom it shows.
    pub async fn say(&mut self, text: &str) {
        let socket = self.socket.as_mut().expect("an open socket");
        socket.send(Message::text(text)).await.expect("is sent");
    }

    /// Nobody has used it for so many seconds.
    pub async fn idle(&mut self, seconds: usize) {
        if let Some(socket) = &mut self.socket {
            // A socket that breaks meanwhile is noticed when it is read.
            let _ = socket.send(Message::text(seconds.to_string())).await;
        }
    }

    /// All is well again: it is connected, and if it lost frames, a later one shows it the gap.
    pub async fn recover(&mut self) {
        if self.is_offline() {
            self.reconnect().await;
        }
        // While all of them come back, none is left in peace.
        self.run_at_most(PATIENCE).await;
        self.drop_frames(0);
        if let Some(chat) = self.behind_for_good() {
            let shows = self.person.post_under(chat, "the frame that shows the gap", &self.person.key()).await;
            if shows.status != 303 {
                // They do not write there.
                self.reconnect().await;
            }
        }
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

    /// Lets it run until nothing has come for a moment, or for so long.
    pub async fn run_at_most(&mut self, time: Duration) {
        self.run_until(QUIET, Instant::now() + time).await;
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

    /// All its words.
    pub fn words(&self) -> String {
        self.root.text()
    }

    /// How it shows the person: the marks at their doors and all words that are said of it, each once.
    pub fn presence(&self, person: &Person) -> (Vec<String>, Vec<String>) {
        let id = person.id.to_string();
        let of = |name: &str, get: &dyn Fn(&Element) -> String| {
            let all = self
                .root
                .all(|element| element.attr(name) == Some(&id) && (name == "data-uw" || element.has("data-p")));
            let mut said: Vec<String> = all.into_iter().map(get).collect();
            said.sort();
            said.dedup();
            said
        };
        (of("data-u", &|door| door.attr("data-p").unwrap_or("").to_owned()), of("data-uw", &Element::text))
    }

    /// Lets it run until every door of the person has this mark, and all words begin so.
    pub async fn until_shown(&mut self, person: &Person, mark: &str, words: &str) {
        self.until(&format!("{mark} of {}", person.name), |page| {
            let (marks, said) = page.presence(person);
            marks == [mark] && !said.is_empty() && said.iter().all(|one| one.starts_with(words))
        })
        .await;
    }

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
}
