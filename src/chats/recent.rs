//! The newest messages of chats, which everybody who opens one is shown: read once for each revision.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::chat::Member;
use super::history::{Span, Window};
use crate::id::ChatId;
use crate::store::{Conn, Result};

/// Bytes that are kept, at most, and those of a usual window.
const BYTES: u64 = 16 * 1024 * 1024;
const USUAL: u64 = 24 * 1024;
/// What a message costs besides its text.
const ENTRY: usize = 320;

/// The newest windows of chats. What a chat shows changes with its revision, but for how people look, which belongs to no chat: whoever hears of
/// that says so ([`people_changed`](Recent::people_changed)).
pub struct Recent {
    windows: Cache<ChatId, Arc<Kept>, Bytes>,
    people: AtomicU64,
}

struct Kept {
    revision: i64,
    people: u64,
    window: Arc<Window>,
}

#[derive(Clone)]
struct Bytes;

impl Weighter<ChatId, Arc<Kept>> for Bytes {
    fn weight(&self, _: &ChatId, kept: &Arc<Kept>) -> u64 {
        let entries = kept.window.entries.iter().map(|entry| {
            ENTRY
                + entry.text.len()
                + entry.reactions.len()
                + entry.files.len()
                + entry.poll.len()
                + entry.card.len()
                + entry.calls.len()
        });
        let quotes = kept.window.beside.quotes.values().map(|quote| quote.text.len());
        (ENTRY + entries.chain(quotes).sum::<usize>()) as u64
    }
}

impl Default for Recent {
    fn default() -> Recent {
        Recent { windows: Cache::with_weighter((BYTES / USUAL) as usize, BYTES, Bytes), people: AtomicU64::new(0) }
    }
}

impl Recent {
    /// The newest messages of the member's chat, as of the member's revision or later.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(&self, conn: &mut Conn, member: &Member) -> Result<Arc<Window>> {
        // Before anything is read: what changes meanwhile makes this old.
        let people = self.people.load(Ordering::Acquire);
        if member.past.0 > 0 {
            // Of what is kept there may be more than this member sees.
            return Ok(Arc::new(Window::read(conn, member, Span::Newest).await?));
        }
        let kept = self.windows.get(&member.chat);
        if let Some(kept) = kept.filter(|kept| (kept.revision, kept.people) == (member.revision, people)) {
            return Ok(kept.window.clone());
        }
        let window = Arc::new(Window::read(conn, member, Span::Newest).await?);
        let kept = Kept { revision: member.revision, people, window: window.clone() };
        self.windows.insert(member.chat, Arc::new(kept));
        Ok(window)
    }

    /// About how many bytes are kept.
    pub fn kept(&self) -> u64 {
        self.windows.weight()
    }

    /// Somebody looks different, in every chat.
    pub fn people_changed(&self) {
        self.people.fetch_add(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::User;
    use crate::chats::found;
    use crate::chats::message::{Draft, post};
    use crate::chats::testing::{self, NOW, colleague, company, name};
    use crate::clock::Dice;
    use crate::store::testing::each_database;

    #[tokio::test]
    async fn it_is_read_again_when_the_chat_or_somebody_has_changed() {
        each_database(|store| async move {
            let (dice, recent) = (Dice::seeded(7), Recent::default());
            let mut tx = store.begin().await.expect("a transaction");
            company(&mut tx).await;
            let user = colleague(&mut tx, "Elin").await;
            let chat = found::notes_of(&mut tx, user, NOW).await.expect("a chat");
            let member = async |tx: &mut crate::store::Tx| testing::member(tx, user, chat).await;
            let before = member(&mut tx).await;
            post(&mut tx, &before, &Draft::new("Dry by noon", dice.key()), NOW).await.expect("a message");
            let first = member(&mut tx).await;
            let window = recent.read(&mut tx, &first).await.expect("a window");
            assert_eq!((window.entries.len(), window.entries[0].author.as_str()), (1, "Elin"));
            assert!(Arc::ptr_eq(&window, &recent.read(&mut tx, &first).await.expect("a window")), "it is kept");

            post(&mut tx, &first, &Draft::new("Then the covers", dice.key()), NOW).await.expect("a message");
            let second = member(&mut tx).await;
            let window = recent.read(&mut tx, &second).await.expect("a window");
            assert_eq!(window.entries.last().map(|entry| entry.text.as_str()), Some("Then the covers"));

            User::rename(&mut tx, user, &name("Elin Halloran"), NOW).await.expect("another name");
            assert!(
                Arc::ptr_eq(&window, &recent.read(&mut tx, &second).await.expect("a window")),
                "nobody has said so"
            );
            recent.people_changed();
            let window = recent.read(&mut tx, &second).await.expect("a window");
            assert_eq!(window.entries[0].author, "Elin Halloran");
        })
        .await;
    }
}
