//! What several do at once, or one on two pages: read marks that overtake each other, and who goes while something is told.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};

use futures_util::future::{Either, select};

use super::message::{Draft, Reached, post, reminder};
use super::testing::{self, NOW, colleague, company};
use super::{Member, found, group, life, notices};
use crate::clock::Dice;
use crate::event::Event;
use crate::id::{ChatId, MessageId, UserId};
use crate::store::testing::{Database, each_database, heard, something_waits};
use crate::store::{Store, Tx};

type Heard = Arc<Mutex<Vec<Event>>>;

/// Elin, who owns a group, and Jonas, who is in it; both are in everybody's chat.
struct Press {
    store: Store,
    elin: UserId,
    jonas: UserId,
    general: ChatId,
    group: ChatId,
}

impl Press {
    async fn found(store: &Store) -> Press {
        let (mut tx, dice) = (store.begin().await.expect("a transaction"), Dice::system());
        company(&mut tx).await;
        let (elin, jonas) = (colleague(&mut tx, "Elin").await, colleague(&mut tx, "Jonas").await);
        let general = found::general(&mut tx, NOW).await.expect("a chat");
        let group = found::group(&mut tx, elin, "Bindery", &[jonas], (&dice, NOW)).await.expect("a group");
        tx.commit().await.expect("a commit");
        assert!(general < group, "they are taken in this order");
        Press { store: store.clone(), elin, jonas, general, group }
    }

    async fn begin(&self) -> Tx {
        self.store.begin().await.expect("a transaction")
    }

    async fn member(&self, user: UserId, chat: ChatId) -> Member {
        let mut conn = self.store.read().await.expect("a connection");
        testing::member(&mut conn, user, chat).await
    }

    async fn say(&self, chat: ChatId) -> MessageId {
        let elin = self.member(self.elin, chat).await;
        let mut tx = self.begin().await;
        let draft = Draft::new("The glue is dry", Dice::system().key());
        let posted = post(&mut tx, &elin, &draft, NOW).await.expect("posted");
        tx.commit().await.expect("a commit");
        posted.message
    }

    /// A page of Jonas's, which was loaded when he was this member, reports that he has seen so far.
    async fn report(&self, page: &Member, upto: MessageId) {
        let mut tx = self.begin().await;
        page.mark_read(&mut tx, upto, NOW).await.expect("read");
        tx.commit().await.expect("a commit");
    }

    /// Jonas posts in a chat from a page that was loaded when he was this member.
    async fn post_from(&self, page: &Member) {
        let mut tx = self.begin().await;
        post(&mut tx, page, &Draft::new("So is the paste", Dice::system().key()), NOW).await.expect("posted");
        tx.commit().await.expect("a commit");
    }

    /// Jonas wants to be told of a message of the chat, and its time has come.
    async fn remind(&self, chat: ChatId) {
        let message = self.say(chat).await;
        let mut tx = self.begin().await;
        let reached = Reached::find(&mut tx, self.jonas, message).await.expect("an answer").expect("a message");
        assert_eq!(reminder::set(&mut tx, &reached, NOW).await.expect("an answer"), reminder::Set::Done);
        tx.commit().await.expect("a commit");
    }

    async fn tell(&self) {
        let mut tx = self.begin().await;
        reminder::tell(&mut tx, NOW).await.expect("told");
        tx.commit().await.expect("a commit");
    }

    /// Does it until it waits for another transaction, which commits then; or to its end, if it waits for none. Whether it waited.
    async fn while_it_waits(&self, done: impl Future<Output = ()>, other: Tx) -> bool {
        let (mut done, waits) = (pin!(done), pin!(something_waits(&self.store)));
        let waited = matches!(select(&mut done, waits).await, Either::Right(_));
        other.commit().await.expect("a commit");
        if waited {
            done.await;
        }
        waited
    }
}

fn all(heard: &Heard) -> Vec<Event> {
    std::mem::take(&mut *heard.lock().expect("nobody panicked"))
}

/// From where to where messages were seen.
fn seen(heard: &Heard) -> Vec<(MessageId, MessageId)> {
    let seen = |event| match event {
        Event::MessagesSeen { first, last, .. } => Some((first, last)),
        _ => None,
    };
    all(heard).into_iter().filter_map(seen).collect()
}

/// How many were reminded.
fn reminded(heard: &Heard) -> usize {
    let reminds = |event: &Event| matches!(event, Event::Noticed { notice } if notice.kind == &notices::REMINDED);
    all(heard).iter().filter(|event| reminds(event)).count()
}

#[tokio::test]
async fn a_read_mark_moves_on_from_where_it_is_and_not_from_where_a_page_has_seen_it() {
    each_database(|store| async move {
        let at = Press::found(&store).await;
        let before = at.member(at.jonas, at.group).await;
        let mut said = [MessageId(0); 4];
        for message in &mut said {
            *message = at.say(at.group).await;
        }
        let heard = heard(&store);
        // Two pages, and what the later one says arrives first.
        at.report(&before, said[2]).await;
        at.report(&before, said[1]).await;
        assert_eq!(at.member(at.jonas, at.group).await.read, said[2], "it does not go back");
        assert_eq!(seen(&heard), [(MessageId(before.read.0 + 1), said[2])], "once");
        // What the earlier one says arrives first: the later one goes on from there.
        at.report(&before, said[3]).await;
        assert_eq!(seen(&heard), [(MessageId(said[2].0 + 1), said[3])]);

        let page = at.member(at.jonas, at.group).await;
        let mut tx = at.begin().await;
        page.mark_unread_from(&mut tx, said[1]).await.expect("unread");
        tx.commit().await.expect("a commit");
        let newest = at.say(at.group).await;
        // That page has not seen that the mark went back.
        at.report(&page, newest).await;
        assert_eq!(at.member(at.jonas, at.group).await.read, newest);
        assert_eq!(seen(&heard), [(said[1], newest)], "what was unread again was seen, too");
        at.report(&page, newest).await;
        assert_eq!(seen(&heard), [], "it is there");
    })
    .await;
}

#[tokio::test]
async fn whoever_posts_has_seen_what_was_made_unread_on_another_page() {
    each_database(|store| async move {
        let at = Press::found(&store).await;
        let mut said = [MessageId(0); 3];
        for message in &mut said {
            *message = at.say(at.group).await;
        }
        at.report(&at.member(at.jonas, at.group).await, said[2]).await;
        let page = at.member(at.jonas, at.group).await;
        let mut tx = at.begin().await;
        page.mark_unread_from(&mut tx, said[1]).await.expect("unread");
        tx.commit().await.expect("a commit");
        let heard = heard(&store);
        at.post_from(&page).await;
        assert_eq!(seen(&heard), [(said[1], said[2])], "the mark moves past it again");
        at.post_from(&page).await;
        assert_eq!(seen(&heard), [], "all is read");
    })
    .await;
}

/// SQLite's transactions are one after the other.
#[tokio::test]
async fn whoever_makes_messages_unread_while_they_post_waits_for_it() {
    let database = Database::postgres().await;
    let store = database.open().await;
    let at = Press::found(&store).await;
    let said = at.say(at.group).await;
    at.report(&at.member(at.jonas, at.group).await, said).await;
    let page = at.member(at.jonas, at.group).await;
    for only_newest in [false, true] {
        let mut posting = at.begin().await;
        post(&mut posting, &page, &Draft::new("So is the paste", Dice::system().key()), NOW).await.expect("posted");
        let unread = async {
            let mut tx = at.begin().await;
            match only_newest {
                true => page.mark_unread(&mut tx).await.expect("unread"),
                false => page.mark_unread_from(&mut tx, said).await.expect("unread"),
            }
            tx.commit().await.expect("a commit");
        };
        assert!(at.while_it_waits(unread, posting).await, "both take the chat");
        assert_eq!(at.member(at.jonas, at.group).await.read, MessageId(said.0 - 1));
    }
    drop(at);
    store.close().await;
}

/// SQLite's transactions are one after the other.
#[tokio::test]
async fn who_leaves_a_chat_while_they_are_reminded_of_a_message_of_it_is_told_nothing() {
    let database = Database::postgres().await;
    let store = database.open().await;
    let at = Press::found(&store).await;
    let heard = heard(&store);
    for chat in [at.group, at.general] {
        at.remind(chat).await;
        at.tell().await;
        assert_eq!(reminded(&heard), 1, "a member is told");
        at.remind(chat).await;
        let mut going = at.begin().await;
        match chat == at.group {
            true => group::depart(&mut going, chat, at.jonas, &Dice::system(), NOW).await.expect("gone"),
            false => life::dismissed(&mut going, at.jonas, &Dice::system(), NOW).await.expect("gone"),
        }
        assert!(at.while_it_waits(at.tell(), going).await, "both take the chat");
        assert_eq!(reminded(&heard), 0, "they are a member no longer");
        assert!(!reminder::is_due(&mut store.read().await.expect("a connection"), NOW).await.expect("an answer"));
    }
    drop(at);
    store.close().await;
}

#[tokio::test]
async fn who_goes_leaves_chats_in_the_order_of_their_numbers() {
    let database = Database::postgres().await;
    let store = database.open().await;
    let at = Press::found(&store).await;
    let mut other = at.begin().await;
    group::take(&mut other, at.general).await.expect("taken");
    let mut going = pin!(async {
        let mut tx = at.begin().await;
        life::dismissed(&mut tx, at.jonas, &Dice::system(), NOW).await.expect("gone");
        tx.commit().await.expect("a commit");
    });
    let waits = pin!(something_waits(&store));
    assert!(matches!(select(&mut going, waits).await, Either::Right(_)), "everybody's chat is taken");
    group::take(&mut other, at.group).await.expect("who waits for the first does not have the second");
    other.commit().await.expect("a commit");
    going.await;
    store.close().await;
}
