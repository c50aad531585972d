//! A house in which the n-th statement fails, for all n.

mod asked;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use actix_web::test::TestRequest;
use actix_web::web::Data;
use asked::{Answer, answer};
use sqlx::AssertSqlSafe;

use crate::app::fanout::Fanout;
use crate::app::variants::Variants;
use crate::chats::live::chat_topic;
use crate::clock::{Clock, Dice, Moment};
use crate::event::Event;
use crate::files::Files;
use crate::id::ChatId;
use crate::live::{Connection, Hub, Limits, Owner};
use crate::store::faults::{Fault, during};
use crate::store::schema::{self, Table};
use crate::store::testing::Witness;
use crate::store::{Listeners, Store, on, testing};
use crate::web::{House, Language, Locale, Turnstile};

pub const NOW: Moment = Moment(1_764_000_000_000_000);
pub const PASSWORD: &str = "a door that is left ajar";
/// The token of the page where the company is set up.
pub const KEY: &str = "key";
/// Whoever has given their password last and is asked for a code.
pub const BETWEEN: &str = "somebody";
/// More statements than anything needs.
const ENDLESS: usize = 400;
/// How long a connection may take to come back.
const PATIENCE: Duration = Duration::from_secs(10);

/// Which statements fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Each of them, one after the other; then none.
    Each,
    /// Of the first COMMIT the answer is not heard.
    Unheard,
}

/// How something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// In one transaction. That it failed is answered with a status.
    Whole,
    /// In one transaction. That it failed is said on a page, or nobody asked for it.
    Quietly,
    /// In several, each of which makes sense alone: it is gone on with.
    InSteps,
}

pub struct Trial {
    pub house: Data<House>,
    answer: Answer,
    variants: Data<Variants>,
    fanout: tokio::sync::Mutex<Fanout>,
    tables: Vec<Table>,
    witness: tokio::sync::Mutex<Witness>,
    read: RefCell<Rc<str>>,
    published: Arc<Mutex<Vec<Event>>>,
    page: RefCell<Option<Connection>>,
    cookies: RefCell<BTreeMap<String, String>>,
    tried: RefCell<BTreeSet<String>>,
    rang: RefCell<BTreeSet<String>>,
    statements: RefCell<usize>,
    pub mode: Mode,
    _data: tempfile::TempDir,
}

impl Trial {
    pub async fn new(store: Store, mode: Mode) -> Trial {
        let data = tempfile::tempdir().expect("a folder");
        let clock = Clock::standing(NOW);
        let house = Data::new(House {
            store: store.clone(),
            clock: clock.clone(),
            dice: Dice::seeded(5),
            hub: Hub::new(Limits::default(), clock),
            files: Files::new(data.path()),
            office: crate::mail::Office::new(crate::mail::Seal::fleeting(&Dice::seeded(1))),
            public_url: None,
            metrics: crate::web::Metrics::default(),
            turnstile: Turnstile::new(usize::MAX),
            started_at: NOW,
            secure: false,
        });
        let variants = Data::new(Variants::default());
        let fanout = Fanout::new(house.clone(), (variants.clone().into_inner(), Arc::default()));
        let published: Arc<Mutex<Vec<Event>>> = Arc::default();
        let (all, listeners) = (published.clone(), fanout.listeners());
        let publish = listeners.publish.clone();
        store.listen(Listeners {
            publish: Arc::new(move |events| {
                all.lock().expect("nobody panicked").extend(events.clone());
                publish(events);
            }),
            ..listeners
        });
        let tables = schema::tables(schema::newest()).await.expect("tables");
        Trial {
            answer: answer(house.clone(), variants.clone()).await,
            fanout: tokio::sync::Mutex::new(fanout),
            witness: tokio::sync::Mutex::new(Witness::new(store.address(), &tables).await),
            read: RefCell::new(testing::rows(&store, &tables).await.into()),
            tables,
            cookies: RefCell::default(),
            tried: RefCell::default(),
            rang: RefCell::default(),
            statements: RefCell::default(),
            page: RefCell::default(),
            house,
            variants,
            published,
            mode,
            _data: data,
        }
    }

    /// Somebody has the chat open from now on.
    pub async fn open_page(&self, email: &str, chat: i64) {
        let user = self.number(&format!("SELECT id FROM users WHERE email_folded = '{email}'")).await;
        let variant = self.variants.of(&Locale::new(Language::English, "UTC"));
        let page = self.house.hub.open(Owner { user, session: 0, variant }, Duration::ZERO);
        assert!(page.subscribe(chat_topic(ChatId(chat))));
        *self.page.borrow_mut() = Some(page);
    }

    pub async fn number(&self, text: &str) -> i64 {
        let mut conn = self.house.store.read().await.expect("a connection");
        let text = AssertSqlSafe(text.to_owned());
        on!(conn, c => sqlx::query_scalar(text).fetch_one(c).await).expect("a number")
    }

    /// The word that the statement reads.
    pub async fn word(&self, text: &str) -> String {
        let mut conn = self.house.store.read().await.expect("a connection");
        let text = AssertSqlSafe(text.to_owned());
        on!(conn, c => sqlx::query_scalar(text).fetch_one(c).await).expect("a word")
    }

    /// Every row of every table. They are read anew only if something was committed.
    pub async fn rows(&self) -> Rc<str> {
        if self.witness.lock().await.something_was_committed().await {
            let rows = testing::rows(&self.house.store, &self.tables).await;
            self.read.replace(rows.into());
        }
        self.read.borrow().clone()
    }

    /// What was tried.
    pub fn tried(&self) -> BTreeSet<String> {
        self.tried.borrow().clone()
    }

    /// What told pages of something.
    pub fn rang(&self) -> BTreeSet<String> {
        self.rang.borrow().clone()
    }

    /// Statements that have failed.
    pub fn statements(&self) -> usize {
        *self.statements.borrow()
    }

    /// Frames that were sent.
    pub fn frames(&self) -> u64 {
        self.house.hub.sent().frames
    }

    /// Posts the form of the route, whose parameters are these, as somebody.
    pub async fn post(&self, route: &str, ids: &[&dyn Display], email: &str, fields: &[(&str, &str)]) {
        self.post_how(How::Whole, route, ids, email, fields).await;
    }

    pub async fn post_how(&self, how: How, route: &str, ids: &[&dyn Display], email: &str, fields: &[(&str, &str)]) {
        let (name, address) = (format!("POST {route}"), filled(route, ids));
        self.cookie(email).await;
        self.tried.borrow_mut().insert(name.clone());
        let what = format!("{name} {fields:?}");
        self.fails(how, &what, async || self.send(email, TestRequest::post().uri(&address).set_form(fields)).await)
            .await;
    }

    /// Posts a form with a file.
    pub async fn upload(&self, route: &str, ids: &[&dyn Display], email: &str, (field, file): (&str, &[u8])) {
        let (name, edge, address) = (format!("POST {route}"), "edge", filled(route, ids));
        self.cookie(email).await;
        self.tried.borrow_mut().insert(name.clone());
        let head = format!("--{edge}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"file\"\r\n\r\n");
        let make = format!("\r\n--{edge}\r\ncontent-disposition: form-data; name=\"make\"\r\n\r\n1");
        let body = [head.as_bytes(), file, make.as_bytes(), format!("\r\n--{edge}--\r\n").as_bytes()].concat();
        let kind = format!("multipart/form-data; boundary={edge}");
        let request = || {
            TestRequest::post()
                .uri(&address)
                .insert_header(("content-type", &*kind))
                .insert_header(("hx-request", "true"))
                .set_payload(body.clone())
        };
        self.fails(How::Whole, &name, async || self.send(email, request()).await).await;
    }

    /// Does what no route does; `file` is where it begins its transactions.
    pub async fn beside(&self, file: &str, how: How, done: impl AsyncFn() -> u16) {
        self.tried.borrow_mut().insert(file.to_owned());
        self.fails(how, file, done).await;
    }

    /// Does it while a statement fails, as the mode has it, and at last while none does.
    pub async fn fails(&self, how: How, what: &str, done: impl AsyncFn() -> u16) {
        self.settle().await;
        match self.mode {
            Mode::Each => self.each(how, what, &done).await,
            Mode::Unheard => self.unheard(how, what, &done).await,
        }
    }

    async fn each(&self, how: How, what: &str, done: &impl AsyncFn() -> u16) {
        let (mut before, mut at) = (self.rows().await, 0);
        'statements: loop {
            at += 1;
            assert!(at < ENDLESS, "{what} does not end");
            for fault in [Fault::Refused, Fault::Cut] {
                let frames = self.frames();
                let (status, came) = during(fault, at, done()).await;
                let events = self.settle().await;
                let after = self.rows().await;
                if !came.struck {
                    assert!((200..400).contains(&status), "{what}: {status}");
                    assert!(after != before || how == How::InSteps, "{what} has done nothing");
                    self.note(what, &events);
                    return;
                }
                *self.statements.borrow_mut() += 1;
                let what = format!("{what}: statement {at} of {came:?}, {fault:?}: {status}");
                if how == How::InSteps && after != before {
                    // It is further than it was.
                    (before, at) = (after, 0);
                    continue 'statements;
                }
                if how != How::InSteps && came.commits > 0 {
                    // It was done, and only the page that says so was not made.
                    assert_ne!(after, before, "{what}");
                    self.note(&what, &events);
                    return;
                }
                assert!(status >= 500 || how != How::Whole, "{what}");
                // Whether the COMMIT took place before the connection broke is not known: pages look.
                let unclear = came.is_commit && fault == Fault::Cut;
                let told = (!unclear).then_some((events, frames));
                self.nothing(&what, (&before, &after), told).await;
            }
        }
    }

    /// Nothing is there of it, and nothing was left behind.
    async fn nothing(&self, what: &str, (before, after): (&str, &str), told: Option<(Vec<Event>, u64)>) {
        assert!(after == before, "{what} has left something:\n{}", difference(before, after));
        if let Some((events, frames)) = told {
            assert_eq!(events, [], "{what}: told of");
            assert_eq!(self.frames(), frames, "{what}: sent to pages");
        }
        let deadline = Instant::now() + PATIENCE;
        loop {
            let load = self.house.store.load();
            if load.idle == load.connections as usize && load.waiting == 0 {
                return;
            }
            assert!(Instant::now() < deadline, "{what}: {load:?}");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// It takes place, and its caller is told that nobody knows.
    async fn unheard(&self, how: How, what: &str, done: &impl AsyncFn() -> u16) {
        let before = self.rows().await;
        let (status, came) = during(Fault::Unheard, 1, done()).await;
        let events = self.settle().await;
        assert!(came.struck, "{what}: {status}");
        assert!(status >= 500 || how != How::Whole, "{what}: {status}");
        if how == How::InSteps {
            let (status, _) = during(Fault::Unheard, ENDLESS, done()).await;
            assert!((200..400).contains(&status), "{what}: {status}");
            self.note(what, &[events, self.settle().await].concat());
            return;
        }
        assert!(self.rows().await != before, "{what} has not taken place");
        self.note(what, &events);
    }

    fn note(&self, what: &str, events: &[Event]) {
        if !events.is_empty() {
            self.rang.borrow_mut().insert(what.split(" [").next().unwrap_or(what).to_owned());
        }
    }

    /// Waits until nothing more is told of what goes on beside.
    pub async fn calm(&self) {
        loop {
            tokio::time::sleep(Duration::from_millis(50)).await;
            if self.settle().await.is_empty() {
                return;
            }
        }
    }

    /// Sends what has rung, and says what reached the publisher.
    async fn settle(&self) -> Vec<Event> {
        self.fanout.lock().await.answer().await.expect("pages are told");
        std::mem::take(&mut *self.published.lock().expect("nobody panicked"))
    }

    /// What is done in this file is done by what is tried here.
    pub fn covers(&self, file: &str) {
        self.tried.borrow_mut().insert(file.to_owned());
    }
}

/// The address of the pattern with these parameters.
fn filled(pattern: &str, ids: &[&dyn Display]) -> String {
    let mut ids = ids.iter();
    let part = |part: &str| match part.starts_with('{') {
        true => ids.next().expect("a parameter").to_string(),
        false => part.to_owned(),
    };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The lines that one has and the other has not.
fn difference(before: &str, after: &str) -> String {
    let lines = |text: &str| text.lines().map(ToOwned::to_owned).collect::<BTreeSet<_>>();
    let (before, after) = (lines(before), lines(after));
    let gone = before.difference(&after).map(|line| format!("- {line}"));
    gone.chain(after.difference(&before).map(|line| format!("+ {line}"))).collect::<Vec<_>>().join("\n")
}
