//! A house where people say things at random, and what looking through everything finds there.

use std::collections::BTreeSet;

use super::super::*;
use super::{ASKED, HOUR, NOW};
use crate::accounts::company::NewCompany;
use crate::accounts::{Company, Email, Name, NewUser, Role, State, User};
use crate::chats::message::{Draft, delete, edit, post};
use crate::chats::{Member, found as chat};
use crate::clock::{Dice, Moment};
use crate::id::{ChatId, MessageId, UserId};
use crate::store::{Conn, Store, Tx, either};
use crate::web::{Fields, Language, Locale, Ui};

const WORDS: [&str; 18] = [
    "proof",
    "Proofs",
    "phở",
    "pho",
    "Phạm",
    "PHAM",
    "sheet",
    "sheets",
    "it's",
    "東京",
    "東京タワー",
    "京都",
    "한국어",
    "a4",
    "https://a.example/b",
    "**bold**",
    "Đặng",
    "12",
];
/// On SQLite and on PostgreSQL.
const SKIP: [&str; 2] = [
    "UPDATE sqlite_sequence SET seq = seq + $1 WHERE name = 'messages'",
    "SELECT setval(pg_get_serial_sequence('messages', 'id'), $1 + (SELECT last_value FROM messages_id_seq))",
];
const COUNT: [&str; 2] = [
    "SELECT COUNT(*) FROM message_words WHERE message_words MATCH $1",
    "SELECT COUNT(*) FROM message_words WHERE words @@ CAST($1 AS TSQUERY)",
];
/// A message as the test remembers it.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) id: MessageId,
    pub(super) chat: ChatId,
    pub(super) author: UserId,
    pub(super) text: String,
    pub(super) at: Moment,
}

pub(super) struct House {
    pub(super) store: Store,
    pub(super) dice: Dice,
    pub(super) people: Vec<User>,
    pub(super) chats: Vec<(ChatId, &'static str)>,
    pub(super) kept: Vec<Kept>,
}

pub(super) fn ui() -> Ui {
    Ui::new(Locale::new(Language::English, "UTC"), NOW)
}

impl House {
    /// Elin is in both groups, Jonas in one, Maren in none of them; a direct chat of the first two.
    pub(super) async fn new(store: Store) -> House {
        let mut tx = store.begin().await.expect("a transaction");
        let company = NewCompany {
            name: Name::parse("Tidewater Press").expect("a name"),
            language: Language::English,
            time_zone: "UTC".to_owned(),
            country: "GB".to_owned(),
        };
        Company::found(&mut tx, &company, &Dice::seeded(1), NOW).await.expect("a company");
        let mut people = Vec::new();
        for called in ["Elin Lindqvist", "Jonas Berg", "Maren Solberg"] {
            people.push(person(&mut tx, called).await);
        }
        let dice = Dice::seeded(7);
        let [elin, jonas, _] = people[..] else { unreachable!("there are three") };
        let press = chat::group(&mut tx, elin, "Press room", &[jonas], (&dice, NOW)).await.expect("a group");
        let studio = chat::group(&mut tx, elin, "Studio", &[], (&dice, NOW)).await.expect("a group");
        let direct = chat::direct(&mut tx, elin, jonas, NOW).await.expect("a chat");
        let general = chat::general(&mut tx, NOW).await.expect("a chat");
        tx.commit().await.expect("a commit");
        let ids: Vec<i64> = people.iter().map(|user| user.0).collect();
        let mut people = User::find_many(&mut store.read().await.expect("a connection"), &ids).await.expect("users");
        people.sort_by_key(|user| user.id);
        let chats = vec![(press, "Press room"), (studio, "Studio"), (direct, ""), (general, "Everybody")];
        House { store, dice, people, chats, kept: Vec::new() }
    }

    pub(super) fn below(&self, most: usize) -> usize {
        u32::from_be_bytes(self.dice.bytes::<4>()) as usize % most
    }

    pub(super) fn text(&self) -> String {
        (0..=self.below(7)).map(|_| WORDS[self.below(WORDS.len())]).collect::<Vec<_>>().join(" ")
    }

    pub(super) async fn member(&self, conn: &mut Conn, user: UserId, chat: ChatId) -> Option<Member> {
        Member::find(conn, user, chat).await.expect("an answer")
    }

    pub(super) async fn skip(tx: &mut Tx, numbers: i64) {
        let skipped = either!(tx,
            c => sqlx::query(SKIP[0]).bind(numbers).execute(c).await.map(drop),
            c => sqlx::query(SKIP[1]).bind(numbers).execute(c).await.map(drop));
        skipped.expect("numbers are left out");
    }

    /// Somebody says something somewhere, changes something, or takes it back.
    pub(super) async fn act(&mut self, n: usize) {
        let mut tx = self.store.begin().await.expect("a transaction");
        let text = self.text();
        let now = Moment(NOW.0 + n as i64 * HOUR);
        let mine = (!self.kept.is_empty()).then(|| self.kept[self.below(self.kept.len())].clone());
        match (self.below(8), mine) {
            (0, Some(one)) => {
                let said = (text.as_str(), 0, &[][..]);
                let outcome = edit::edit(&mut tx, (one.author, one.id), said, -1, now).await.expect("an answer");
                if matches!(outcome, Some(edit::Edited::Done(_))) {
                    self.kept.iter_mut().find(|kept| kept.id == one.id).expect("it is there").text = text;
                }
            }
            (1, Some(one)) => {
                delete::delete(&mut tx, (one.author, one.id), now).await.expect("an answer");
                self.kept.retain(|kept| kept.id != one.id);
            }
            _ => {
                if self.below(6) == 0 {
                    House::skip(&mut tx, 1 << self.below(19)).await;
                }
                let (user, chat) = (self.people[self.below(3)].id, self.chats[self.below(self.chats.len())].0);
                if let Some(member) = self.member(&mut tx, user, chat).await {
                    let posted =
                        post(&mut tx, &member, &Draft::new(&text, self.dice.key()), now).await.expect("posted");
                    self.kept.push(Kept { id: posted.message, chat, author: user, text, at: now });
                }
            }
        }
        tx.commit().await.expect("a commit");
    }

    /// Elin says these in the press room.
    pub(super) async fn keep(&mut self, texts: &[&str]) {
        let (elin, press, at) = (self.people[0].id, self.chats[0].0, NOW);
        for text in texts {
            let mut tx = self.store.begin().await.expect("a transaction");
            let member = self.member(&mut tx, elin, press).await.expect("a member");
            let posted = post(&mut tx, &member, &Draft::new(text, self.dice.key()), at).await.expect("posted");
            tx.commit().await.expect("a commit");
            self.kept.push(Kept { id: posted.message, chat: press, author: elin, text: (*text).to_owned(), at });
        }
    }

    /// All that is found, page after page.
    pub(super) async fn all(&self, viewer: &User, query: &Query, order: Order) -> Vec<MessageId> {
        let mut conn = self.store.read().await.expect("a connection");
        let places = places(&mut conn, viewer.id, &ui().locale).await.expect("chats");
        let (mut all, mut cursor) = (Vec::new(), None);
        loop {
            let found = find(&mut conn, viewer, (query, &places), (order, cursor), &ui()).await.expect("an answer");
            let Ok(found) = found else { return all };
            all.extend(found.hits.iter().map(|hit| hit.message_id));
            let Some(next) = found.next else { return all };
            assert_eq!(next.to_text().parse(), Ok(next));
            cursor = Some(next);
        }
    }

    /// What looking through everything finds.
    pub(super) async fn naive(&self, viewer: &User, query: &Query) -> Vec<MessageId> {
        let mut conn = self.store.read().await.expect("a connection");
        let mut chats = BTreeSet::new();
        for (chat, _) in &self.chats {
            if self.member(&mut conn, viewer.id, *chat).await.is_some() {
                chats.insert(*chat);
            }
        }
        let named =
            |kept: &Kept| self.people.iter().find(|user| user.id == kept.author).map(|user| user.name.to_string());
        let from = |kept: &Kept| {
            let name = markup_fold(&named(kept).unwrap_or_default());
            query.from.is_empty() || query.from.iter().any(|one| name.starts_with(&markup_fold(&one.name)))
        };
        let title = |kept: &Kept| self.chats.iter().find(|(chat, _)| *chat == kept.chat).map_or("", |(_, title)| title);
        let within = |kept: &Kept| {
            query.places.is_empty() || query.places.iter().any(|one| markup_fold(title(kept)) == markup_fold(&one.name))
        };
        let known = |one: &query::Named| {
            self.chats.iter().any(|(chat, title)| chats.contains(chat) && markup_fold(title) == markup_fold(&one.name))
        };
        if !query.places.iter().all(known) {
            return Vec::new();
        }
        let fits = |kept: &&Kept| {
            chats.contains(&kept.chat)
                && query.fits(&kept.text)
                && from(kept)
                && within(kept)
                && (!query.link || kept.text.contains("https://"))
                && query.after.is_none_or(|after| kept.at >= after)
                && query.before.is_none_or(|before| kept.at < before)
        };
        let mut ids: Vec<MessageId> = self.kept.iter().filter(fits).map(|kept| kept.id).collect();
        ids.sort_unstable_by(|one, other| other.cmp(one));
        ids
    }

    /// How many messages are found, and of which names there are too many people.
    pub(super) async fn found(&self, viewer: &User, typed: &str) -> (usize, Vec<String>) {
        let mut conn = self.store.read().await.expect("a connection");
        let places = places(&mut conn, viewer.id, &ui().locale).await.expect("chats");
        let found = find(&mut conn, viewer, (&parse(typed), &places), (Order::Newest, None), &ui()).await;
        let found = found.expect("an answer").unwrap_or_else(|errors| panic!("{typed}: {errors:?}"));
        (found.hits.len(), found.crowded)
    }

    pub(super) async fn compare(&self) {
        for asked in ASKED {
            let query = parse(asked);
            for viewer in &self.people {
                let expected = self.naive(viewer, &query).await;
                let found = self.all(viewer, &query, Order::Newest).await;
                assert_eq!(found, expected, "{asked:?} for {}", viewer.name);
                let mut best = self.all(viewer, &query, Order::Best).await;
                best.sort_unstable_by(|one, other| other.cmp(one));
                assert_eq!(best, expected, "the best of {asked:?} for {}", viewer.name);
            }
        }
    }

    pub(super) async fn count(&self, tokens: (&str, &str)) -> i64 {
        let mut conn = self.store.read().await.expect("a connection");
        let count = either!(conn,
            c => sqlx::query_scalar(COUNT[0]).bind(tokens.0).fetch_one(c).await,
            c => sqlx::query_scalar(COUNT[1]).bind(tokens.1).fetch_one(c).await);
        count.expect("a number")
    }
}

pub(super) fn markup_fold(text: &str) -> String {
    crate::markup::fold(text)
}

pub(super) fn parse(typed: &str) -> Query {
    Query::parse(&Fields::of(&[("q", typed)]), &ui()).unwrap_or_else(|_| panic!("{typed:?} is a query"))
}

/// Somebody new, who is in the chat of all.
pub(super) async fn person(tx: &mut Tx, called: &str) -> UserId {
    let new = NewUser {
        name: Name::parse(called).expect("a name"),
        email: Email::parse(&format!("{}@a.example", called.replace(' ', "."))).expect("an address"),
        password_hash: String::new(),
        role: Role::Employee,
        state: State::Active,
        language: None,
    };
    let user = User::create(tx, &new, NOW).await.expect("a user");
    chat::welcome(tx, user, NOW).await.expect("chats");
    user
}

pub(super) async fn say(house: &House, tx: &mut Tx, (user, chat): (UserId, ChatId), text: &str) {
    let member = house.member(tx, user, chat).await.expect("a member");
    post(tx, &member, &Draft::new(text, house.dice.key()), NOW).await.expect("posted");
}
