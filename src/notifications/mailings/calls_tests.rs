//! Letters of what is told of messages in groups: that everybody is called, a call by name, a word of the reader's own. What each of them becomes when
//! something befalls the group, the message or its reader, on both databases.

use super::due;
use super::testing::{Desk, MINUTE, words};
use crate::accounts::audit::By;
use crate::accounts::{Role, life};
use crate::chats::membership::{Mailing, Mute};
use crate::chats::message::delete::delete;
use crate::chats::message::mention::Call;
use crate::chats::notices::{KEYWORD, MENTIONED, POLL_CLOSED};
use crate::chats::{Member, departments, found, group, keywords, notices};
use crate::clock::Dice;
use crate::id::{ChatId, MessageId, NotificationId, UserId};
use crate::notifications::preferences::{Choices, Way};
use crate::organization::{department, position};
use crate::store::testing::each_database;
use crate::store::{Tx, on, run};

/// What Lan is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    All,
    Name,
    Word,
}

/// What befalls, before it is said or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Befalls {
    Nothing,
    /// She wants no letters of the group.
    Unwanted,
    /// It is archived.
    Archived,
    /// She mutes it.
    Muted,
    /// She reads it.
    Read,
    /// She reads it, and then it is unread again from there on.
    Unread,
    /// It is deleted.
    Deleted,
    /// She is removed from the group.
    Removed,
    /// She comes into the group only then.
    Late,
    /// It is she who says it.
    Own,
    /// She is in the group by her department.
    ByDepartment,
    /// And comes so only then.
    LateByDepartment,
}

use Befalls::*;

/// Of which of them there is a letter.
const CASES: [(Befalls, [bool; 3]); 12] = [
    (Nothing, [true; 3]),
    (Unwanted, [false; 3]),
    (Archived, [false; 3]),
    (Muted, [false, true, false]),
    (Read, [false; 3]),
    (Unread, [true, false, false]),
    (Deleted, [false; 3]),
    (Removed, [false; 3]),
    (Late, [false; 3]),
    (Own, [false; 3]),
    (ByDepartment, [true; 3]),
    (LateByDepartment, [false; 3]),
];

const ARCHIVE: &str = "UPDATE chats SET standing = 'archived' WHERE id = $1";
const FORGET: &str = "DELETE FROM notifications";
const NEWEST: &str = "SELECT MAX(id) FROM notifications WHERE kind IN ('message-called-all', 'message-mentioned', 'message-keyword', 'poll-closed')";

async fn begin(desk: &Desk) -> Tx {
    desk.house.store.begin().await.expect("a transaction")
}

async fn member(tx: &mut Tx, user: UserId, chat: ChatId) -> Member {
    Member::find(tx, user, chat).await.expect("an answer").expect("a member")
}

impl Desk {
    /// A group of Bram's, with Lan in it if she is not to come otherwise.
    async fn room(&self, befalls: Befalls) -> ChatId {
        let mut tx = begin(self).await;
        let people = if matches!(befalls, Late | ByDepartment | LateByDepartment) { vec![] } else { vec![self.lan] };
        let at = (&Dice::system(), self.house.clock.now());
        let chat = found::group(&mut tx, self.bram, "Bindery", &people, at).await.expect("a group");
        tx.commit().await.expect("a commit");
        if befalls == ByDepartment {
            self.department(chat).await;
        }
        chat
    }

    /// The whole company is in the group, and Lan in the company.
    async fn department(&self, chat: ChatId) {
        let (mut tx, now) = (begin(self).await, self.house.clock.now());
        let root = department::root(&mut tx, now).await.expect("a root");
        position::settle(&mut tx, self.lan, now).await.expect("settled");
        position::settle(&mut tx, self.bram, now).await.expect("settled");
        let owner = member(&mut tx, self.bram, chat).await;
        let added = departments::add(&mut tx, &owner, (root, true), (&Dice::system(), now)).await;
        assert!(added.expect("an answer").is_ok());
        member(&mut tx, self.lan, chat).await;
        tx.commit().await.expect("a commit");
    }

    /// Somebody says it, and so tells her.
    async fn tell(&self, told: Told, by: UserId, chat: ChatId) -> MessageId {
        let call = |user: Option<UserId>, name: &str| vec![Call { user, name: name.to_owned() }];
        let (text, calls) = match told {
            Told::All => ("@all the plates", call(None, "all")),
            Told::Name => ("@Lan, the plates", call(Some(self.lan), "Lan")),
            Told::Word => ("the plates, Gutenberg", Vec::new()),
        };
        self.say_to(by, chat, text, calls).await
    }

    async fn befall(&self, befalls: Befalls, chat: ChatId, message: MessageId) {
        let (dice, now) = (Dice::system(), self.house.clock.now());
        if befalls == LateByDepartment {
            return self.department(chat).await;
        }
        let mut tx = begin(self).await;
        match befalls {
            Nothing | Own | ByDepartment | LateByDepartment => {}
            Unwanted => {
                let lan = member(&mut tx, self.lan, chat).await;
                lan.set_mailing(&mut tx, Mailing::Nothing).await.expect("set");
            }
            Archived => assert_eq!(run!(tx, sqlx::query(ARCHIVE).bind(chat)).expect("archived"), 1),
            Muted => {
                let lan = member(&mut tx, self.lan, chat).await;
                lan.mute_for(&mut tx, Mute::On, now).await.expect("muted");
            }
            Read | Unread => {
                let lan = member(&mut tx, self.lan, chat).await;
                lan.mark_read(&mut tx, message, now).await.expect("read");
            }
            Deleted => assert_eq!(delete(&mut tx, (self.bram, message), now).await.expect("an answer"), Some(true)),
            Removed => {
                let owner = member(&mut tx, self.bram, chat).await;
                assert!(group::remove(&mut tx, &owner, self.lan, &dice, now).await.expect("an answer"));
            }
            Late => {
                let owner = member(&mut tx, self.bram, chat).await;
                assert!(group::add(&mut tx, &owner, &[self.lan], &dice, now).await.expect("an answer"));
            }
        }
        tx.commit().await.expect("a commit");
        if befalls == Unread {
            let mut tx = begin(self).await;
            let lan = member(&mut tx, self.lan, chat).await;
            lan.mark_unread_from(&mut tx, message).await.expect("unread");
            tx.commit().await.expect("a commit");
        }
    }

    /// What has left of it, and why not, if it is still there to be asked of.
    async fn letters_of(&mut self, told: Told, befalls: Befalls) -> (Vec<String>, Option<&'static str>) {
        self.back().await;
        let chat = self.room(befalls).await;
        let by = if befalls == Own { self.lan } else { self.bram };
        let message = self.tell(told, by, chat).await;
        self.befall(befalls, chat, message).await;
        self.left().await
    }

    /// What has left of the newest, of which nothing is there afterwards.
    async fn left(&mut self) -> (Vec<String>, Option<&'static str>) {
        let mut tx = begin(self).await;
        let newest: Option<NotificationId> =
            on!(tx, c => sqlx::query_scalar(NEWEST).fetch_one(&mut *c).await).expect("the newest");
        let why = match newest {
            Some(newest) => due::kept_back(&mut tx, self.lan, newest).await.expect("an answer"),
            None => None,
        };
        tx.commit().await.expect("a commit");
        self.house.office.hear_user(self.lan);
        let letters = self.after(MINUTE * 11).await;
        let mut tx = begin(self).await;
        run!(tx, sqlx::query(FORGET)).expect("gone");
        tx.commit().await.expect("a commit");
        (letters, why.map(|why| why.as_str()))
    }

    /// She is told of calls by name and of words on the site, or by letters alone.
    async fn site(&self, site: bool) {
        let mut tx = begin(self).await;
        let mut choices = Choices::find(&mut tx, self.lan).await.expect("choices");
        for kind in [&MENTIONED, &KEYWORD] {
            choices.set(kind, Way::Site, site);
        }
        choices.save(&mut tx, self.lan).await.expect("saved");
        tx.commit().await.expect("a commit");
    }

    async fn keeps(&self, lines: &str) {
        let mut tx = begin(self).await;
        let keywords = keywords::Keyword::read_all(lines).expect("keywords");
        keywords::keep(&mut tx, self.lan, &keywords).await.expect("kept");
        tx.commit().await.expect("a commit");
    }
}

#[actix_web::test]
async fn what_is_told_of_messages_in_groups_is_mailed_to_whom_it_still_concerns() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        desk.keeps("gutenberg").await;
        for site in [true, false] {
            desk.site(site).await;
            for (befalls, expected) in CASES {
                for (told, expected) in [Told::All, Told::Name, Told::Word].into_iter().zip(expected) {
                    let what = format!("{told:?} {befalls:?} site {site}");
                    let (letters, why) = desk.letters_of(told, befalls).await;
                    assert_eq!(letters.len(), usize::from(expected), "{what}");
                    let said = match told {
                        Told::All => "Bram calls everybody: “@all the plates”",
                        Told::Name => "Bram mentions you: “@Lan, the plates”",
                        Told::Word => "Bram says “gutenberg”: “the plates, Gutenberg”",
                    };
                    assert!(letters.iter().all(|letter| words(letter).contains(said)), "{what}: {letters:?}");
                    let kept = match befalls {
                        Unwanted => Some("chat-unwanted"),
                        Archived => Some("archived"),
                        Muted if told != Told::Name => Some("muted"),
                        Removed => Some("left"),
                        _ => None,
                    };
                    if kept.is_some() || expected {
                        assert_eq!(why, kept, "{what}");
                    }
                }
            }
        }
    })
    .await;
}

#[actix_web::test]
async fn of_a_poll_of_ones_own_that_is_closed_comes_what_its_chat_lets_through() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        let mut tx = begin(&desk).await;
        let mut choices = Choices::find(&mut tx, desk.lan).await.expect("choices");
        choices.set(&POLL_CLOSED, Way::Mail, true);
        choices.save(&mut tx, desk.lan).await.expect("saved");
        tx.commit().await.expect("a commit");
        let cases =
            [(Nothing, None), (Unwanted, Some("chat-unwanted")), (Archived, Some("archived")), (Muted, Some("muted"))];
        for (befalls, kept) in cases {
            desk.back().await;
            let chat = desk.room(befalls).await;
            let poll = desk.say_to(desk.lan, chat, "Which binder?", Vec::new()).await;
            let mut tx = begin(&desk).await;
            notices::poll_closed(&mut tx, (chat, poll), "Which binder?").await.expect("told");
            tx.commit().await.expect("a commit");
            desk.befall(befalls, chat, poll).await;
            let (letters, why) = desk.left().await;
            assert_eq!((letters.len(), why), (usize::from(kept.is_none()), kept), "{befalls:?}");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_guest_gets_letters_of_calls_and_words_where_they_are() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|_| {}).await;
        desk.keeps("gutenberg").await;
        let (mut tx, now) = (begin(&desk).await, desk.house.clock.now());
        let done = life::set_role(&mut tx, desk.lan, Role::Guest, &By::command_line(), now).await;
        done.map_err(|_| "a rule").expect("a guest");
        tx.commit().await.expect("a commit");
        for told in [Told::All, Told::Name, Told::Word] {
            let (letters, _) = desk.letters_of(told, Nothing).await;
            assert_eq!(letters.len(), 1, "{told:?}");
            assert!(words(&letters[0]).contains("Bram "), "{told:?}: they share the group: {}", letters[0]);
            let (letters, _) = desk.letters_of(told, Removed).await;
            assert!(letters.is_empty(), "{told:?}");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_letter_of_a_call_is_one_until_its_reader_was_back_and_hides_what_it_says() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        desk.opt_in(|own| own.content = false).await;
        desk.keeps("gutenberg").await;
        let chat = desk.room(Nothing).await;
        desk.tell(Told::All, desk.bram, chat).await;
        desk.tell(Told::Word, desk.bram, chat).await;
        let letters = desk.after(MINUTE * 11).await;
        assert_eq!(letters.len(), 1, "both together");
        let said = words(&letters[0]);
        assert!(said.contains("Bram calls everybody") && said.contains("Bram says “gutenberg”"), "{said}");
        assert!(!said.contains("plates"), "{said}");
        desk.tell(Told::All, desk.bram, chat).await;
        assert!(desk.after(MINUTE * 600).await.is_empty(), "nothing more until she was back");
        desk.back().await;
        desk.house.office.hear_user(desk.lan);
        assert_eq!(desk.after(MINUTE * 11).await.len(), 1);
    })
    .await;
}
