//! Who is writing now: told to those who have the chat open, kept in memory alone.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::web::Data;
use tokio::time::Instant;

use super::variants::Variants;
use crate::chats::live::{self, chat_topic};
use crate::id::{ChatId, UserId};
use crate::live::{Connection, Frame, Hub, Topic};
use crate::web::House;

/// For how long somebody is writing after they last pressed a key: pages say it again every four seconds.
const WRITING: Duration = Duration::from_secs(6);
/// What is said again sooner is not passed on.
const AGAIN: Duration = Duration::from_millis(300);
/// Where more pages listen, nobody is told: in a hall nobody sees whose pen moves.
const PAGES: usize = 200;

/// Who is writing, and what those are called who have a page open.
#[derive(Default)]
pub struct Typing(Mutex<Known>);

#[derive(Default)]
struct Known {
    /// People who had a page open since the start.
    names: HashMap<UserId, Arc<str>>,
    /// When they last pressed a key.
    writing: HashMap<(ChatId, UserId), Instant>,
}

/// Pages that show who is writing in the chat.
pub fn typing_topic(chat: ChatId) -> Topic {
    Topic::new("typing", chat.0)
}

/// Takes the chat from all pages of the user: nothing of it that is queued goes out.
pub fn revoke(hub: &Hub, user: i64, chat: ChatId) {
    hub.revoke(user, chat_topic(chat));
    hub.revoke(user, typing_topic(chat));
}

impl Typing {
    /// The page shows who writes in the chat, and says so of its owner, who is called this.
    pub fn follow(&self, connection: &Connection, chat: ChatId, name: &str) {
        self.known().names.insert(UserId(connection.owner().user), name.into());
        connection.subscribe(typing_topic(chat));
    }

    /// Hears that the owner of the page is writing in the chat.
    pub fn hear(
        self: Arc<Typing>,
        house: &Data<House>,
        variants: &Arc<Variants>,
        connection: &Connection,
        chat: ChatId,
    ) {
        let (topic, user) = (typing_topic(chat), UserId(connection.owner().user));
        // Whoever hides it does not listen, and nobody else who is not in the chat.
        if !connection.listens(topic) || house.hub.listeners(topic) > PAGES {
            return;
        }
        let now = Instant::now();
        let before = self.known().writing.insert((chat, user), now);
        if before.is_some_and(|before| now - before < AGAIN) {
            return;
        }
        let Some(name) = self.known().names.get(&user).cloned() else { return };
        for variant in house.hub.variants(topic) {
            let Some(locale) = variants.locale(variant) else { continue };
            house.hub.send(topic, variant, &Frame::text(&live::typing((chat, user), Some(&name), &locale)));
        }
        if before.is_none() {
            let (house, variants) = (house.clone(), variants.clone());
            tokio::spawn(async move { self.rest((chat, user), &house, &variants).await });
        }
    }

    /// Waits until they have not pressed a key for a while, and says so.
    async fn rest(&self, (chat, user): (ChatId, UserId), house: &House, variants: &Variants) {
        while let Some(last) = self.last((chat, user)) {
            tokio::time::sleep_until(last + WRITING).await;
        }
        let topic = typing_topic(chat);
        for variant in house.hub.variants(topic) {
            let Some(locale) = variants.locale(variant) else { continue };
            house.hub.send(topic, variant, &Frame::text(&live::typing((chat, user), None, &locale)));
        }
    }

    /// When they last pressed a key; forgotten once that is long ago.
    fn last(&self, who: (ChatId, UserId)) -> Option<Instant> {
        let mut known = self.known();
        let last = known.writing.get(&who).copied().filter(|last| last.elapsed() < WRITING);
        if last.is_none() {
            known.writing.remove(&who);
        }
        last
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // Nothing that could fail is done while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
