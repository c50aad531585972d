//! A company with a postman, a mail server that says what it is told to, and a clock that stands.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;

use super::mailing;
use super::postman::Postman;
use crate::accounts::company::NewCompany;
use crate::accounts::{Company, Email, Name, NewUser, Role, State as Life, Status, User, status};
use crate::chats::message::mention::Call;
use crate::chats::message::{Draft, post};
use crate::chats::notices::COPIED;
use crate::chats::{Member, found};
use crate::clock::{Clock, Dice, Moment};
use crate::event::Event;
use crate::files::Files;
use crate::id::{ChatId, MessageId, UserId};
use crate::live::{Hub, Limits};
use crate::mail::testing::{self, Peer};
use crate::mail::{MailServer, Office, Seal};
use crate::notifications::preferences::Preferences;
use crate::notifications::{Notification, Reader, address, list, marks, notification};
use crate::store::{Listeners, Store, on};
use crate::web::{House, Language};

/// Monday, 24 November 2025, 16:00 UTC.
pub(super) const NOW: Moment = Moment(1_764_000_000_000_000);
const TEXTS: &str = "SELECT text FROM messages WHERE chat_id = $1 AND author_id = $2 ORDER BY id";
pub(super) const MINUTE: Duration = Duration::from_secs(60);

/// What a letter says.
pub(super) fn words(letter: &str) -> String {
    let letter = mail_parser::MessageParser::default().parse(letter.as_bytes()).expect("a letter").into_owned();
    letter.body_text(0).unwrap_or_default().replace("\r\n", "\n")
}

/// Elin, an administrator; Lan, who wants letters; Bram.
pub(super) struct Desk {
    pub(super) house: Data<House>,
    pub(super) postman: Postman,
    pub(super) peer: Peer,
    pub(super) elin: UserId,
    pub(super) lan: UserId,
    pub(super) bram: UserId,
    pub(super) direct: ChatId,
    pub(super) group: ChatId,
}

async fn person(store: &Store, name: &str, role: Role) -> UserId {
    let mut tx = store.begin().await.expect("a transaction");
    let new = NewUser {
        name: Name::parse(name).expect("a name"),
        email: Email::parse(&format!("{}@harbour.example", name.to_lowercase())).expect("an address"),
        password_hash: String::new(),
        role,
        state: Life::Active,
        language: None,
    };
    let user = User::create(&mut tx, &new, NOW).await.expect("a user");
    tx.commit().await.expect("a commit");
    user
}

/// Keeps what people are told of, as the house does, reads it with its message, and takes it back.
fn listen(store: &Store, clock: Clock) {
    store.listen(Listeners {
        record: Arc::new(move |tx, event| {
            let now = clock.now();
            Box::pin(async move {
                match event {
                    Event::Noticed { notice } => notification::record(tx, &notice, now).await,
                    Event::Unnoticed { kind, subject, by, to } => {
                        notification::withdraw(tx, (kind, subject), (by, to)).await
                    }
                    Event::Reworded { kinds, subject, detail, said } => {
                        notification::reword(tx, (kinds, subject), (&detail, &said)).await
                    }
                    Event::MessagesSeen { chat, user, first, last } => {
                        marks::seen(tx, (user, chat), (first, last), now).await
                    }
                    _ => Ok(()),
                }
            })
        }),
        conclude: Arc::new(|_| Box::pin(async { Ok(()) })),
        publish: Arc::new(drop),
        concerns: Listeners::by_anything(),
    });
}

impl Desk {
    pub(super) async fn open(store: Store) -> Desk {
        let clock = Clock::standing(NOW);
        let dice = Dice::seeded(1);
        let office = Office::new(Seal::fleeting(&Dice::system())).patient(Duration::from_secs(3));
        let house = Data::new(House {
            store: store.clone(),
            clock: clock.clone(),
            dice: Dice::system(),
            hub: Hub::new(Limits::default(), clock),
            files: Files::new(std::path::Path::new("nowhere")),
            office,
            public_url: None,
            metrics: crate::web::Metrics::default(),
            turnstile: crate::web::Turnstile::new(1000),
            started_at: NOW,
            secure: false,
        });
        listen(&store, house.clock.clone());
        let mut tx = store.begin().await.expect("a transaction");
        let company = NewCompany {
            name: Name::parse("Harbour Press").expect("a name"),
            language: Language::English,
            time_zone: "UTC".to_owned(),
            country: "GB".to_owned(),
        };
        Company::found(&mut tx, &company, &dice, NOW).await.expect("a company");
        tx.commit().await.expect("a commit");
        let elin = person(&store, "Elin", Role::Administrator).await;
        let [lan, bram] = [person(&store, "Lan", Role::Employee).await, person(&store, "Bram", Role::Employee).await];
        let mut tx = store.begin().await.expect("a transaction");
        let direct = found::direct(&mut tx, lan, bram, NOW).await.expect("a chat");
        let group = found::group(&mut tx, bram, "Press room", &[lan], (&dice, NOW)).await.expect("a group");
        tx.commit().await.expect("a commit");
        let peer = Peer::open().await;
        let postman = Postman::new(house.clone());
        let desk = Desk { house, postman, peer, elin, lan, bram, direct, group };
        desk.serve(desk.peer.port).await;
        desk
    }

    /// The company's server is at this port.
    pub(super) async fn serve(&self, port: u16) {
        self.set(testing::server(port)).await;
    }

    pub(super) async fn set(&self, server: MailServer) {
        let mut tx = self.house.store.begin().await.expect("a transaction");
        server.save(&mut tx).await.expect("a server");
        mailing::hasten(&mut tx, self.house.clock.now()).await.expect("hastened");
        tx.commit().await.expect("a commit");
    }

    /// Lan turns letters on, and was last here an hour ago.
    pub(super) async fn opt_in(&self, change: impl FnOnce(&mut Preferences)) {
        let mut preferences = Preferences { mail: true, ..Preferences::default() };
        change(&mut preferences);
        let store = &self.house.store;
        let mut tx = store.begin().await.expect("a transaction");
        preferences.save(&mut tx, self.lan, self.house.clock.now()).await.expect("saved");
        let user = User::find(&mut tx, self.lan).await.expect("an answer").expect("Lan");
        let token = address::ask(&mut tx, &user, &Dice::system(), NOW).await.expect("asked");
        assert_eq!(address::confirm(&mut tx, &token, NOW).await.expect("an answer"), Some(self.lan));
        tx.commit().await.expect("a commit");
        self.seen(self.house.clock.now().before(MINUTE * 60)).await;
        self.house.office.hear_user(self.lan);
    }

    /// She was here, a minute ago.
    pub(super) async fn back(&self) {
        let now = self.house.clock.now().after(MINUTE);
        self.seen(now).await;
        self.house.clock.set(now.after(MINUTE));
    }

    pub(super) async fn seen(&self, at: Moment) {
        let mut tx = self.house.store.begin().await.expect("a transaction");
        status::saw(&mut tx, &[(self.lan.0, at)]).await.expect("seen");
        tx.commit().await.expect("a commit");
    }

    pub(super) async fn say(&self, by: UserId, chat: ChatId, text: &str) -> MessageId {
        self.say_to(by, chat, text, Vec::new()).await
    }

    /// The same, which calls these.
    pub(super) async fn say_to(&self, by: UserId, chat: ChatId, text: &str, calls: Vec<Call>) -> MessageId {
        let mut tx = self.house.store.begin().await.expect("a transaction");
        let member = Member::find(&mut tx, by, chat).await.expect("an answer").expect("a member");
        let draft = Draft::new(text, Dice::system().key()).calling(calls);
        let posted = post(&mut tx, &member, &draft, self.house.clock.now()).await.expect("posted");
        tx.commit().await.expect("a commit");
        self.house.office.hear_chats([chat].into());
        posted.message
    }

    pub(super) async fn read(&self, chat: ChatId, message: MessageId) {
        let mut tx = self.house.store.begin().await.expect("a transaction");
        let member = Member::find(&mut tx, self.lan, chat).await.expect("an answer").expect("a member");
        member.mark_read(&mut tx, message, self.house.clock.now()).await.expect("read");
        tx.commit().await.expect("a commit");
    }

    /// So much later, what has left meanwhile.
    pub(super) async fn after(&mut self, length: Duration) -> Vec<String> {
        // He turns every few seconds: what was said until now he has heard.
        self.postman.turn().await.expect("a turn");
        self.house.clock.set(self.house.clock.now().after(length));
        self.postman.turn().await.expect("a turn");
        self.peer.take()
    }

    pub(super) async fn ledger(&self, user: UserId) -> Vec<mailing::Row> {
        let mut conn = self.house.store.read().await.expect("a connection");
        let mut rows = mailing::of_user(&mut conn, user, None, 100).await.expect("rows");
        rows.reverse();
        rows
    }

    /// Everything that this person has said in the chat, in order.
    pub(super) async fn texts(&self, chat: ChatId, by: UserId) -> Vec<String> {
        let mut conn = self.house.store.read().await.expect("a connection");
        on!(conn, c => sqlx::query_scalar(TEXTS).bind(chat).bind(by).fetch_all(&mut *c).await).expect("texts")
    }

    /// A group in which Lan is not.
    pub(super) async fn alone(&self) -> ChatId {
        let mut tx = self.house.store.begin().await.expect("a transaction");
        let at = (&Dice::system(), self.house.clock.now());
        let group = found::group(&mut tx, self.bram, "Vault", &[self.elin], at).await.expect("a group");
        tx.commit().await.expect("a commit");
        group
    }

    /// What the person says of themselves from now on.
    pub(super) async fn status(&self, user: UserId, status: &Status) {
        let mut tx = self.house.store.begin().await.expect("a transaction");
        status.set(&mut tx, user).await.expect("set");
        tx.commit().await.expect("a commit");
    }

    /// The person is on leave, for a day from a minute ago, and this one stands in.
    pub(super) async fn leave(&self, user: UserId, substitute: UserId) {
        let now = self.house.clock.now();
        let leave = Status {
            leave_from: Some(now.before(MINUTE)),
            leave_until: Some(now.after(MINUTE * 60 * 24)),
            substitute_id: Some(substitute),
            ..Status::default()
        };
        self.status(user, &leave).await;
    }

    /// The chat of these two.
    pub(super) async fn between(&self, one: UserId, other: UserId) -> ChatId {
        let mut tx = self.house.store.begin().await.expect("a transaction");
        let chat = found::direct(&mut tx, one, other, self.house.clock.now()).await.expect("a chat");
        tx.commit().await.expect("a commit");
        chat
    }

    /// Copies of what was written to others, the newest first.
    pub(super) async fn copies(&self, user: UserId) -> Vec<Notification> {
        let mut all = self.centre(user).await;
        all.retain(|one| one.kind_name == COPIED.name);
        all
    }

    /// Waits until the person is told of it.
    pub(super) async fn told(&self, user: UserId, kind: &str) {
        for _ in 0..500 {
            if self.notices(user).await.iter().any(|one| one == kind) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("nobody says {kind}");
    }

    pub(super) async fn notices(&self, user: UserId) -> Vec<String> {
        self.centre(user).await.into_iter().map(|one| one.kind_name).collect()
    }

    async fn centre(&self, user: UserId) -> Vec<Notification> {
        let mut conn = self.house.store.read().await.expect("a connection");
        let user = User::find(&mut conn, user).await.expect("an answer").expect("somebody");
        let (page, _) = list::page(&mut conn, Reader::of(&user), &list::Filter::default(), None).await.expect("a page");
        page
    }
}
