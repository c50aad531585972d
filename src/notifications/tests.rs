//! The centre on both databases: what comes, what it is to whom, what is answered and undone.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::list::{self, Filter};
use super::live::Change;
use super::notices::BACKUP_OVERDUE;
use super::notification::{answer, record};
use super::preferences::{Choices, Preferences, Way};
use super::{Reader, State, counts, kinds, marks, retention};
use crate::accounts::company::NewCompany;
use crate::accounts::notices::{ASKS_TO_JOIN, ROLE_CHANGED};
use crate::accounts::{Company, Email, Name, NewUser, Role, State as Life, User};
use crate::chats::notices::{ADDED, REMOVED};
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::id::{NotificationId, UserId};
use crate::notice::{Audience, Notice};
use crate::organization::notices::IMPORT_DONE;
use crate::store::testing::{each_database, heard};
use crate::store::{Store, Tx};
use crate::web::Language;

const NOW: Moment = Moment(1_764_000_000_000_000);
const DAY: Duration = Duration::from_secs(24 * 3600);

async fn begin(store: &Store) -> Tx {
    store.begin().await.expect("a transaction")
}

/// A company, with its people: two administrators and an employee.
async fn people(store: &Store) -> [Reader; 3] {
    let mut tx = begin(store).await;
    let company = NewCompany {
        name: Name::parse("Harbour").expect("a name"),
        language: Language::English,
        time_zone: "UTC".to_owned(),
        country: "GB".to_owned(),
    };
    Company::found(&mut tx, &company, &Dice::system(), NOW).await.expect("a company");
    let mut readers = Vec::new();
    for (name, role) in [("Elin", Role::Administrator), ("Bram", Role::Administrator), ("Thị Lan", Role::Employee)] {
        let new = NewUser {
            name: Name::parse(name).expect("a name"),
            email: Email::parse(&format!("{}@harbour.example", readers.len())).expect("an address"),
            password_hash: String::new(),
            role,
            state: Life::Active,
            language: None,
        };
        let user = User::create(&mut tx, &new, NOW).await.expect("a user");
        readers.push(Reader::of(&User::find(&mut tx, user).await.expect("an answer").expect("a person")));
    }
    tx.commit().await.expect("a commit");
    readers.try_into().expect("three")
}

async fn keep(store: &Store, notice: Notice, at: Moment) {
    let mut tx = begin(store).await;
    record(&mut tx, &notice, at).await.expect("kept");
    tx.commit().await.expect("a commit");
}

async fn unread(store: &Store, reader: Reader) -> i64 {
    counts::unread(&mut store.read().await.expect("a connection"), reader).await.expect("a count")
}

async fn ids(store: &Store, reader: Reader, filter: &Filter) -> Vec<NotificationId> {
    let mut conn = store.read().await.expect("a connection");
    list::page(&mut conn, reader, filter, None).await.expect("a page").0.iter().map(|one| one.id).collect()
}

fn added(to: &[Reader], chat: i64, name: &str) -> Notice {
    let users: Vec<UserId> = to.iter().map(|reader| reader.user).collect();
    Notice::new(&ADDED, Audience::Users(Arc::from(users)), (chat, name))
}

#[tokio::test]
async fn one_with_the_same_tag_takes_the_place_of_the_old() {
    each_database(|store| async move {
        let [elin, bram, lan] = people(&store).await;
        keep(&store, added(&[bram, lan], 7, "Press room"), NOW).await;
        keep(&store, added(&[lan], 8, "Studio"), NOW.after(DAY)).await;
        let before = ids(&store, lan, &Filter::default()).await;
        assert_eq!((unread(&store, bram).await, unread(&store, lan).await, unread(&store, elin).await), (1, 2, 0));
        let events = heard(&store);
        let removed = Notice::new(&REMOVED, Audience::user(lan.user), (7, "Press room")).by(elin.user);
        keep(&store, removed, NOW.after(DAY * 2)).await;
        let after = ids(&store, lan, &Filter::default()).await;
        assert_eq!((after.len(), after[1]), (2, before[0]), "that one of the other chat stays");
        let told = Event::NotificationsChanged { owner: lan.user, ids: Arc::from([before[1], after[0]]) };
        assert_eq!(*events.lock().expect("nobody panicked"), [told]);
        assert_eq!(unread(&store, bram).await, 1, "another's stays");
        let mut conn = store.read().await.expect("a connection");
        let newest = list::find(&mut conn, lan, after[0]).await.expect("an answer").expect("one");
        assert_eq!((newest.actor.as_str(), newest.subject.as_str(), newest.link.as_str()), ("Elin", "Press room", ""));
        assert!(list::find(&mut conn, bram, after[0]).await.expect("an answer").is_none(), "it is hers");
    })
    .await;
}

#[tokio::test]
async fn nobody_is_told_of_their_own_doing_and_no_one_who_is_not_here() {
    each_database(|store| async move {
        let [elin, bram, lan] = people(&store).await;
        keep(&store, added(&[elin, bram, lan], 7, "Press room").by(bram.user), NOW).await;
        let nobody = Notice::new(&ADDED, Audience::user(UserId(999)), (7, "Press room"));
        keep(&store, nobody, NOW).await;
        assert_eq!([elin, bram, lan].map(|one| one.is_administrator()), [true, true, false]);
        assert_eq!((unread(&store, elin).await, unread(&store, bram).await, unread(&store, lan).await), (1, 0, 1));
    })
    .await;
}

#[tokio::test]
async fn what_is_all_administrators_is_one_row_and_each_has_it_their_own_way() {
    each_database(|store| async move {
        let [elin, bram, lan] = people(&store).await;
        keep(&store, Notice::new(&BACKUP_OVERDUE, Audience::Administrators, (0, "Harbour")).detail("none"), NOW).await;
        assert_eq!((unread(&store, elin).await, unread(&store, bram).await, unread(&store, lan).await), (1, 1, 0));
        let id = ids(&store, elin, &Filter::default()).await;
        assert!(ids(&store, lan, &Filter::default()).await.is_empty());
        let mut tx = begin(&store).await;
        assert_eq!(marks::set(&mut tx, lan, &id, State::Read, NOW).await.expect("an answer"), 0, "it is not hers");
        assert_eq!(marks::set(&mut tx, elin, &id, State::Deleted, NOW).await.expect("an answer"), 1);
        tx.commit().await.expect("a commit");
        assert_eq!((unread(&store, elin).await, unread(&store, bram).await), (0, 1));
        assert!(ids(&store, elin, &Filter::default()).await.is_empty());
        let mut conn = store.read().await.expect("a connection");
        let counts = counts::unread_of_all(&mut conn, &[elin.user.0, bram.user.0]).await.expect("counts");
        assert_eq!(BTreeSet::from_iter(counts), BTreeSet::from([(elin.user.0, 0), (bram.user.0, 1)]));
        assert_eq!(list::administrators(&mut conn).await.expect("people"), [elin.user.0, bram.user.0]);
    })
    .await;
}

/// Somebody who wants nothing on the site and letters of everything has nothing in the centre, whatever is asked for.
#[tokio::test]
async fn what_is_wanted_by_mail_alone_is_in_no_centre() {
    each_database(|store| async move {
        let [elin, _, lan] = people(&store).await;
        let mut tx = begin(&store).await;
        let own = Preferences { site: false, mail: true, ..Preferences::default() };
        own.save(&mut tx, lan.user, NOW).await.expect("saved");
        let mut choices = Choices::default();
        choices.set(&ADDED, Way::Mail, true);
        choices.save(&mut tx, lan.user).await.expect("saved");
        tx.commit().await.expect("a commit");
        keep(&store, added(&[elin, lan], 7, "Press room").by(UserId(2)), NOW).await;
        assert_eq!((unread(&store, elin).await, unread(&store, lan).await), (1, 0));
        for filter in [Filter::default(), Filter { kind: Some(&ADDED), ..Filter::default() }] {
            assert!(ids(&store, lan, &filter).await.is_empty(), "{filter:?}");
        }
        let id = NotificationId(ids(&store, elin, &Filter::default()).await[0].0 + 1);
        let mut tx = begin(&store).await;
        let kept = list::find(&mut tx, lan, id).await.expect("an answer").expect("a letter is made of it");
        assert_eq!((kept.state, kept.actor.as_str()), (State::MailOnly, "Bram"));
        assert!(list::actors(&mut tx, lan).await.expect("people").is_empty());
        assert!(marks::leading_to(&mut tx, lan, &kept.link).await.expect("an answer").is_empty());
        for state in [State::Unread, State::Read, State::Deleted] {
            assert_eq!(marks::set(&mut tx, lan, &[id], state, NOW).await.expect("an answer"), 0, "{state:?}");
        }
        assert_eq!(marks::read_all(&mut tx, lan, NOW).await.expect("an answer"), 0);
        assert_eq!(marks::undo(&mut tx, lan, NOW, NOW).await.expect("an answer"), 0);
        let change = Change::read(&mut tx, lan, &[id]).await.expect("an answer");
        assert!(change.rows.is_empty() && change.gone.is_empty(), "{change:?}");
        tx.commit().await.expect("a commit");
        keep(&store, Notice::new(&REMOVED, Audience::user(lan.user), (7, "Press room")), NOW).await;
        let gone = list::find(&mut store.read().await.expect("a connection"), lan, id).await.expect("an answer");
        assert!(gone.is_none(), "the newer one takes its place");
        keep(&store, added(&[lan], 8, "Studio"), NOW).await;
        let all = async || {
            let (mut conn, bounds) =
                (store.read().await.expect("a connection"), (NotificationId(0), NotificationId(i64::MAX)));
            list::between(&mut conn, lan, bounds, 9).await.expect("an answer").len()
        };
        let kept = all().await;
        retention::purge(&store, NOW.after(DAY * 91)).await.expect("purged");
        assert_eq!((kept, all().await), (1, 0), "it is kept as long as others");
    })
    .await;
}

#[test]
fn what_is_all_administrators_cannot_be_kept_from_the_site() {
    let of_all = kinds().filter(|kind| kind.administrators && *kind != &IMPORT_DONE);
    for kind in of_all {
        assert!(kind.always, "{} is one row: nobody has one of their own that is not made", kind.name);
    }
}

#[tokio::test]
async fn all_that_waits_is_reached_page_by_page() {
    each_database(|store| async move {
        let [elin, bram, lan] = people(&store).await;
        let asked = i64::try_from(list::PAGE).expect("a number") + 2;
        for n in 0..asked {
            keep(&store, Notice::new(&ASKS_TO_JOIN, Audience::Administrators, (1000 + n, "Isolde")), NOW).await;
        }
        let mut conn = store.read().await.expect("a connection");
        let first = list::waiting(&mut conn, elin, None).await.expect("an answer");
        assert_eq!((first.page.len(), first.more, first.count), (list::PAGE, true, asked));
        let after = first.page.last().map(list::Cursor::after);
        assert_eq!(after, list::Cursor::parse(&after.expect("one").to_string()));
        let rest = list::waiting(&mut conn, elin, after).await.expect("an answer");
        assert_eq!((rest.page.len(), rest.more, rest.count), (2, false, asked));
        drop(conn);
        let mut tx = begin(&store).await;
        answer(&mut tx, (&ASKS_TO_JOIN, 1000), true, Some(bram.user), NOW).await.expect("answered");
        tx.commit().await.expect("a commit");
        let mut conn = store.read().await.expect("a connection");
        for (reader, count) in [(elin, asked - 1), (Reader::UNTOUCHED, asked - 1), (lan, 0)] {
            assert_eq!(counts::waits(&mut conn, reader).await.expect("an answer"), count, "{reader:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_was_done_last_can_be_undone() {
    each_database(|store| async move {
        let [elin, _, lan] = people(&store).await;
        keep(&store, added(&[elin, lan], 7, "Press room"), NOW).await;
        keep(&store, added(&[elin], 8, "Studio"), NOW).await;
        keep(&store, Notice::new(&BACKUP_OVERDUE, Audience::Administrators, (0, "Harbour")), NOW).await;
        let at = |minutes: u64| NOW.after(Duration::from_secs(minutes * 60));
        let all = ids(&store, elin, &Filter::default()).await;
        let mut tx = begin(&store).await;
        assert_eq!(marks::set(&mut tx, elin, &all[..1], State::Read, at(1)).await.expect("an answer"), 1);
        assert_eq!(marks::set(&mut tx, elin, &all[..1], State::Read, at(2)).await.expect("an answer"), 0, "it is");
        assert_eq!(marks::read_all(&mut tx, elin, at(3)).await.expect("an answer"), 2);
        tx.commit().await.expect("a commit");
        assert_eq!((unread(&store, elin).await, unread(&store, lan).await), (0, 1));
        let mut tx = begin(&store).await;
        assert_eq!(marks::undo(&mut tx, lan, at(3), at(4)).await.expect("an answer"), 0, "another's doing");
        assert_eq!(marks::undo(&mut tx, elin, at(3), at(4)).await.expect("an answer"), 2);
        tx.commit().await.expect("a commit");
        assert_eq!(unread(&store, elin).await, 2, "what was read before stays read");
        let mut tx = begin(&store).await;
        assert_eq!(marks::undo(&mut tx, elin, at(4), NOW.after(DAY * 2)).await.expect("an answer"), 0, "too late");
        assert_eq!(marks::set(&mut tx, elin, &all, State::Deleted, at(5)).await.expect("an answer"), 3);
        assert_eq!(marks::undo(&mut tx, elin, at(5), at(6)).await.expect("an answer"), 3);
        tx.commit().await.expect("a commit");
        assert_eq!(ids(&store, elin, &Filter::default()).await, all);
    })
    .await;
}

#[tokio::test]
async fn what_waits_is_apart_until_it_is_answered_and_answered_once() {
    each_database(|store| async move {
        let [elin, bram, lan] = people(&store).await;
        keep(&store, Notice::new(&ASKS_TO_JOIN, Audience::Administrators, (77, "Isolde")).by(lan.user), NOW).await;
        assert!(ids(&store, elin, &Filter::default()).await.is_empty());
        let waiting = async |reader: Reader| {
            let mut conn = store.read().await.expect("a connection");
            list::waiting(&mut conn, reader, None).await.expect("an answer").page
        };
        assert_eq!((waiting(elin).await.len(), waiting(lan).await.len()), (1, 0));
        let sought = Filter { words: "lan".to_owned(), ..Filter::default() };
        for filter in [
            sought,
            Filter { unread: true, ..Filter::default() },
            Filter { kind: Some(&ASKS_TO_JOIN), ..Filter::default() },
        ] {
            assert_eq!(ids(&store, elin, &filter).await, [waiting(elin).await[0].id], "{filter:?}");
        }
        let mut tx = begin(&store).await;
        answer(&mut tx, (&ASKS_TO_JOIN, 77), true, Some(bram.user), NOW).await.expect("answered");
        answer(&mut tx, (&ASKS_TO_JOIN, 77), false, Some(elin.user), NOW.after(DAY)).await.expect("answered");
        tx.commit().await.expect("a commit");
        assert!(waiting(elin).await.is_empty());
        assert_eq!((unread(&store, elin).await, unread(&store, bram).await), (0, 0), "it needs nobody any more");
        let found = ids(&store, elin, &Filter::default()).await;
        let mut conn = store.read().await.expect("a connection");
        let one = list::find(&mut conn, elin, found[0]).await.expect("an answer").expect("one");
        assert_eq!((one.answer.as_str(), one.answerer.as_str(), one.answered_at), ("yes", "Bram", Some(NOW)));
        drop(conn);
        let mut tx = begin(&store).await;
        assert_eq!(marks::set(&mut tx, elin, &found, State::Unread, NOW).await.expect("an answer"), 0);
        assert_eq!(marks::set(&mut tx, elin, &found, State::Deleted, NOW).await.expect("an answer"), 1);
        tx.commit().await.expect("a commit");
    })
    .await;
}

#[tokio::test]
async fn a_centre_is_sifted_and_paged() {
    each_database(|store| async move {
        let [elin, bram, lan] = people(&store).await;
        for n in 0..45_i64 {
            let name = if n == 3 { "Xưởng 100% \\ _".to_owned() } else { format!("Room {n}") };
            let by = if n % 2 == 0 { bram.user } else { elin.user };
            // Some come at the same instant.
            let at = NOW.after(Duration::from_secs(u64::try_from(n / 4).expect("a number")));
            keep(&store, added(&[lan], n, &name).by(by), at).await;
        }
        keep(&store, Notice::new(&ROLE_CHANGED, Audience::user(lan.user), (3, "Lan")).detail("guest"), NOW).await;
        let all = {
            let mut conn = store.read().await.expect("a connection");
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let (page, more) = list::page(&mut conn, lan, &Filter::default(), after).await.expect("a page");
                after = page.last().map(list::Cursor::after);
                all.extend(page);
                if !more {
                    break all;
                }
            }
        };
        // The first page ends with one that is gone by now.
        let end = list::Cursor::after(&all[list::PAGE - 1]);
        let mut tx = begin(&store).await;
        marks::set(&mut tx, lan, &[end.id], State::Deleted, NOW).await.expect("deleted");
        let (second, _) = list::page(&mut tx, lan, &Filter::default(), Some(end)).await.expect("a page");
        assert_eq!(second[0].id, all[list::PAGE].id, "and the second begins where it did");
        marks::set(&mut tx, lan, &[end.id], State::Unread, NOW).await.expect("back");
        tx.commit().await.expect("a commit");
        let order = |one: &super::Notification| (std::cmp::Reverse(one.made_at), one.id);
        assert!(all.len() == 46 && all.is_sorted_by_key(order));
        let count = async |filter: Filter| ids(&store, lan, &filter).await.len();
        let named = |words: &str| Filter { words: crate::markup::fold(words), ..Filter::default() };
        assert_eq!(count(named("xuong 100%")).await, 1);
        assert_eq!(count(named("100% \\ _")).await, 1);
        assert_eq!(count(named("thêm vào room 44")).await, 1, "in another language");
        assert_eq!(count(named("room studio")).await, 0);
        assert_eq!(count(Filter { kind: Some(&ROLE_CHANGED), ..Filter::default() }).await, 1);
        assert_eq!(count(Filter { area: Some(ROLE_CHANGED.area), ..Filter::default() }).await, 1);
        assert_eq!(count(Filter { actor: Some(elin.user), ..Filter::default() }).await, 22);
        assert_eq!(count(Filter { from: Some(NOW.after(Duration::from_secs(11))), ..Filter::default() }).await, 1);
        let mut tx = begin(&store).await;
        let read: Vec<NotificationId> = all[..40].iter().map(|one| one.id).collect();
        marks::set(&mut tx, lan, &read, State::Read, NOW).await.expect("read");
        tx.commit().await.expect("a commit");
        assert_eq!(count(Filter { unread: true, ..Filter::default() }).await, 6);
        let mut conn = store.read().await.expect("a connection");
        let actors = list::actors(&mut conn, lan).await.expect("people");
        assert_eq!(actors, [(bram.user, "Bram".to_owned()), (elin.user, "Elin".to_owned())]);
        let here = counts::unread_and(&mut conn, lan, &all[45].link).await.expect("an answer");
        assert_eq!(here, (6, true));
        assert_eq!(counts::unread_and(&mut conn, lan, "/chats/999").await.expect("an answer"), (6, false));
        assert_eq!(marks::leading_to(&mut conn, lan, &all[45].link).await.expect("an answer"), [all[45].id]);
    })
    .await;
}

#[tokio::test]
async fn what_is_too_old_goes_and_what_waits_stays() {
    each_database(|store| async move {
        let [elin, _, lan] = people(&store).await;
        keep(&store, added(&[lan], 1, "Old"), NOW).await;
        keep(&store, Notice::new(&ASKS_TO_JOIN, Audience::Administrators, (77, "Isolde")), NOW).await;
        keep(&store, added(&[lan], 2, "Young"), NOW.after(DAY * 89)).await;
        keep(&store, added(&[lan], 3, "Deleted"), NOW.after(DAY * 89)).await;
        let deleted = ids(&store, lan, &Filter { words: "deleted".to_owned(), ..Filter::default() }).await;
        let mut tx = begin(&store).await;
        marks::set(&mut tx, lan, &deleted, State::Deleted, NOW.after(DAY * 90)).await.expect("deleted");
        tx.commit().await.expect("a commit");
        retention::purge(&store, NOW.after(DAY * 90)).await.expect("purged");
        assert_eq!(ids(&store, lan, &Filter::default()).await.len(), 2, "to the day it is kept");
        let later = NOW.after(DAY * 91).after(Duration::from_secs(1));
        retention::purge(&store, later).await.expect("purged");
        assert_eq!(ids(&store, lan, &Filter::default()).await.len(), 1);
        let mut conn = store.read().await.expect("a connection");
        assert_eq!(counts::waits(&mut conn, elin).await.expect("an answer"), 1);
        assert!(list::find(&mut conn, lan, deleted[0]).await.expect("an answer").is_none());
    })
    .await;
}
