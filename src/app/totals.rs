//! How many messages wait for those who have a page open, kept between one message and the next: to count them anew in each of
//! their chats, for everybody who hears of one message, would cost a hundred times what the message does.
//!
//! It holds as long as the fan-out looks at a chat whenever what is unread in it may have changed, on which the pages that are
//! open rely just the same. What is known of somebody begins with their oldest connection, and is read anew after it.

use std::collections::HashMap;

use crate::chats::list::{self, Counters};
use crate::chats::rows::Own;
use crate::id::ChatId;
use crate::live::Hub;
use crate::store::{Conn, Result};

/// How many more people may be known than have a page open, before those who have none are forgotten.
const SPARE: usize = 1000;

/// Unread messages of people by chat.
#[derive(Debug, Default)]
pub(super) struct Totals(HashMap<i64, Known>);

#[derive(Debug)]
struct Known {
    /// The number of the connection that was their oldest.
    since: u64,
    /// Chats with something unread: whether they are muted, and how much.
    chats: HashMap<ChatId, (bool, i64)>,
}

impl Totals {
    /// Reads what is not known yet of these users, who have a page open.
    ///
    /// # Errors
    /// What the database says.
    pub(super) async fn learn(&mut self, conn: &mut Conn, hub: &Hub, users: &[i64]) -> Result<()> {
        if self.0.len() > hub.open_connections() + SPARE {
            self.0.retain(|user, _| hub.is_connected(*user));
        }
        let mut unknown = Vec::new();
        for user in users {
            // Before what is read: what changes from then on rings for them.
            let Some(since) = hub.connected_since(*user) else { continue };
            if self.0.get(user).is_none_or(|known| known.since != since) {
                self.0.insert(*user, Known { since, chats: HashMap::new() });
                unknown.push(*user);
            }
        }
        let read = list::unread_by_chat(conn, &unknown).await;
        if read.is_err() {
            unknown.iter().for_each(|user| drop(self.0.remove(user)));
        }
        for (user, chat, muted, unread) in read? {
            if let Some(known) = self.0.get_mut(&user) {
                known.chats.insert(chat, (muted, unread));
            }
        }
        Ok(())
    }

    /// This is what the user has in the chat now: nothing, if they are in it no longer. Returns the sums.
    pub(super) fn set(&mut self, user: i64, chat: ChatId, own: Option<&Own>) -> Counters {
        let Some(known) = self.0.get_mut(&user) else { return Counters::default() };
        match own.filter(|own| own.unread > 0) {
            Some(own) => drop(known.chats.insert(chat, (own.muted, own.unread))),
            None => drop(known.chats.remove(&chat)),
        }
        let sum = |of: bool| known.chats.values().filter(|(muted, _)| *muted == of).map(|(_, unread)| unread).sum();
        Counters { unread: sum(false), muted: sum(true) }
    }
}
