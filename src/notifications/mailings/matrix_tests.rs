//! Every kind by every choice in every state of a person: what the decision says, what leaves, and what the ledger says are the same.

use super::decision::{Person, Verdict};
use super::due;
use super::mailing::State;
use super::testing::{Desk, MINUTE};
use crate::accounts::{Status, User};
use crate::chats::Member;
use crate::chats::membership::{Mailing, Mute};
use crate::clock::Moment;
use crate::id::NotificationId;
use crate::notice::{Audience, Kind, Notice};
use crate::notifications::preferences::{Choices, Way};
use crate::notifications::{Reader, kinds, list, notification};
use crate::store::run;
use crate::store::testing::each_database;

/// How the person is when the letter would be due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    Away,
    Active,
    Quiet,
    Leave,
    Off,
}

const ALL: [Is; 5] = [Is::Away, Is::Active, Is::Quiet, Is::Leave, Is::Off];

impl Is {
    async fn make(self, desk: &Desk) {
        desk.opt_in(|own| own.mail = self != Is::Off).await;
        let now = desk.house.clock.now();
        let long = Some(now.after(MINUTE * 60 * 24 * 300));
        let status = match self {
            Is::Quiet => Status { quiet_until: long, ..Status::default() },
            Is::Leave => Status { leave_from: Some(now.before(MINUTE)), leave_until: long, ..Status::default() },
            _ => Status::default(),
        };
        let mut tx = desk.house.store.begin().await.expect("a transaction");
        status.set(&mut tx, desk.lan).await.expect("set");
        tx.commit().await.expect("a commit");
    }

    /// Eleven minutes later, what has left meanwhile, and when that was.
    async fn wait(self, desk: &mut Desk) -> (usize, Moment) {
        let mut left = desk.after(MINUTE / 2).await.len();
        desk.house.clock.set(desk.house.clock.now().after(MINUTE * 10));
        if self == Is::Active {
            desk.house.hub.attendance().look(desk.lan.0, 1, Some(desk.house.clock.now()));
        }
        left += desk.after(MINUTE / 2).await.len();
        (left, desk.house.clock.now())
    }
}

impl Desk {
    async fn choose(&self, kind: &'static Kind, site: bool, mail: bool) -> Choices {
        let mut tx = self.house.store.begin().await.expect("a transaction");
        let mut choices = Choices::find(&mut tx, self.lan).await.expect("choices");
        choices.set(kind, Way::Site, site);
        choices.set(kind, Way::Mail, mail);
        choices.save(&mut tx, self.lan).await.expect("saved");
        tx.commit().await.expect("a commit");
        choices
    }

    async fn addressee(&self) -> due::Addressee {
        let mut conn = self.house.store.read().await.expect("a connection");
        due::addressee(&mut conn, self.lan, &self.house).await.expect("an answer").expect("Lan")
    }

    /// The ledger has so many more letters, all of them sent.
    async fn agrees(&self, before: usize, left: usize, what: &str) {
        let rows = self.ledger(self.lan).await;
        let states: Vec<State> = rows[before..].iter().map(|row| row.state).collect();
        assert_eq!(states, vec![State::Sent; left], "{what}");
    }
}

#[actix_web::test]
async fn each_kind_is_mailed_as_it_is_decided() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        let mut letters = 0;
        for is in ALL {
            is.make(&desk).await;
            for kind in kinds().filter(|kind| kind.entry) {
                for (site, mail) in [(true, true), (true, false), (false, true), (false, false)] {
                    desk.back_as(is).await;
                    let choices = desk.choose(kind, site, mail).await;
                    let what = format!("{} {is:?} site {site} mail {mail}", kind.name);
                    let made_at = desk.house.clock.now();
                    let before = desk.ledger(desk.lan).await.len();
                    let mut tx = desk.house.store.begin().await.expect("a transaction");
                    let notice = Notice::new(kind, Audience::user(desk.lan), (7, "Studio"));
                    notification::record(&mut tx, &notice, made_at).await.expect("kept");
                    tx.commit().await.expect("a commit");
                    desk.house.office.hear_user(desk.lan);
                    let kept = !desk.all().await.is_empty();
                    assert_eq!(
                        kept,
                        kind.always || choices.wants(kind, Way::Site),
                        "a way that is off stays off: {what}"
                    );
                    let of = desk.addressee().await;
                    let (left, at) = is.wait(&mut desk).await;
                    let of = due::Addressee { person: Person { active: is == Is::Active, ..of.person }, ..of };
                    let decided = of.decide_notice(kind.name, made_at, at);
                    assert_eq!(left, usize::from(decided == Verdict::Send), "{what}: {decided:?}");
                    desk.agrees(before, left, &what).await;
                    desk.forget().await;
                    letters += left;
                }
            }
        }
        assert!(letters > 20, "only {letters} letters");
    })
    .await;
}

#[actix_web::test]
async fn each_chat_is_mailed_as_it_is_decided() {
    each_database(|store| async move {
        let mut desk = Desk::open(store).await;
        let mut letters = 0;
        for is in ALL {
            is.make(&desk).await;
            for chat in [desk.direct, desk.group] {
                for mailing in Mailing::ALL {
                    for mute in [Mute::Off, Mute::On] {
                        let what = format!("chat {chat} {is:?} {mailing:?} {mute:?}");
                        desk.back_as(is).await;
                        let now = desk.house.clock.now();
                        let mut tx = desk.house.store.begin().await.expect("a transaction");
                        let member = Member::find(&mut tx, desk.lan, chat).await.expect("an answer").expect("a member");
                        member.set_mailing(&mut tx, *mailing).await.expect("set");
                        member.mute_for(&mut tx, mute, now).await.expect("muted");
                        tx.commit().await.expect("a commit");
                        let before = desk.ledger(desk.lan).await.len();
                        let message = desk.say(desk.bram, chat, "Are the plates up?").await;
                        let (mut conn, of) =
                            (desk.house.store.read().await.expect("a connection"), desk.addressee().await);
                        let found =
                            due::conversation(&mut conn, desk.lan, chat).await.expect("an answer").expect("one");
                        drop(conn);
                        let (left, at) = is.wait(&mut desk).await;
                        let of = due::Addressee { person: Person { active: is == Is::Active, ..of.person }, ..of };
                        let decided = of.decide(&found, at);
                        assert_eq!(left, usize::from(decided == Verdict::Send), "{what}: {decided:?}");
                        desk.agrees(before, left, &what).await;
                        desk.read(chat, message).await;
                        letters += left;
                    }
                }
            }
        }
        assert!(letters >= 3, "only {letters} letters");
    })
    .await;
}

impl Desk {
    /// She was here a while ago; who is on leave or busy is so still.
    async fn back_as(&self, is: Is) {
        self.back().await;
        self.house.clock.set(self.house.clock.now().after(MINUTE * 20));
        if is != Is::Active {
            self.house.hub.attendance().forget(self.lan.0);
        }
    }

    async fn all(&self) -> Vec<NotificationId> {
        let mut conn = self.house.store.read().await.expect("a connection");
        let user = User::find(&mut conn, self.lan).await.expect("an answer").expect("Lan");
        let reader = Reader::of(&user);
        let (page, _) = list::page(&mut conn, reader, &list::Filter::default(), None).await.expect("a page");
        let waiting = list::waiting(&mut conn, reader, None).await.expect("those that wait").page;
        page.iter().chain(&waiting).map(|one| one.id).collect()
    }

    /// Nothing is in the centre any more.
    async fn forget(&self) {
        const FORGET: &str = "DELETE FROM notifications";
        let mut tx = self.house.store.begin().await.expect("a transaction");
        run!(tx, sqlx::query(FORGET)).expect("gone");
        tx.commit().await.expect("a commit");
    }
}
