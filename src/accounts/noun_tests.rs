//! The nouns on both databases.

use super::company::NewCompany;
use super::look::Look;
use super::session::{self, Origin};
use super::*;
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::id::{SessionId, UserId};
use crate::store::testing::{each_database, heard};
use crate::store::{Error, Store, Tx};
use crate::web::{Hours, Language};

pub(super) const NOW: Moment = Moment(1_764_000_000_000_000);

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn new_user(called: &str, email: &str) -> NewUser {
    NewUser {
        name: name(called),
        email: Email::parse(email).expect("an address"),
        password_hash: "hash".to_owned(),
        role: Role::Employee,
        state: State::Active,
        language: None,
    }
}

pub(super) async fn begin(store: &Store) -> Tx {
    store.begin().await.expect("a transaction")
}

async fn found_company(tx: &mut Tx) -> crate::store::Result<()> {
    let new = NewCompany {
        name: name("Nhà in Bến Cảng"),
        language: Language::Vietnamese,
        time_zone: "Asia/Ho_Chi_Minh".to_owned(),
        country: "VN".to_owned(),
    };
    Company::found(tx, &new, &Dice::seeded(1), NOW).await
}

pub(super) async fn make_user(store: &Store, called: &str, email: &str) -> UserId {
    let mut tx = begin(store).await;
    let user = User::create(&mut tx, &new_user(called, email), NOW).await.expect("a new address");
    tx.commit().await.expect("a commit");
    user
}

async fn begin_session(store: &Store, user: UserId, kept: bool, dice: &Dice, at: Moment) -> String {
    let origin = Origin { agent: "w3m/0.5\0".to_owned(), address: "192.0.2.1".to_owned(), kept };
    let mut tx = begin(store).await;
    let (_, token) = session::create(&mut tx, user, &origin, dice, at).await.expect("an answer").expect("a session");
    tx.commit().await.expect("a commit");
    token
}

async fn session_of(store: &Store, token: &str, at: Moment) -> Option<SessionId> {
    let mut conn = store.read().await.expect("a connection");
    session::find(&mut conn, token, at).await.expect("an answer").map(|found| found.session)
}

#[tokio::test]
async fn there_is_one_company() {
    each_database(|store| async move {
        assert!(Company::find(&mut store.read().await.expect("a connection")).await.expect("an answer").is_none());
        let mut tx = begin(&store).await;
        found_company(&mut tx).await.expect("the first");
        tx.commit().await.expect("a commit");
        let mut tx = begin(&store).await;
        assert!(matches!(found_company(&mut tx).await, Err(Error::Taken(_))));
        drop(tx);
        let mut tx = begin(&store).await;
        let company = Company::find(&mut tx).await.expect("an answer").expect("a company");
        assert_eq!((company.name.as_str(), company.language()), ("Nhà in Bến Cảng", Language::Vietnamese));
    })
    .await;
}

#[tokio::test]
async fn an_address_has_one_account_whatever_its_case() {
    each_database(|store| async move {
        let heard = heard(&store);
        let user = make_user(&store, "Đặng  Lan", "Lan@Harbour.example").await;
        assert_eq!(*heard.lock().expect("no panic"), [Event::UserJoined { user }]);
        let mut tx = begin(&store).await;
        let again = User::create(&mut tx, &new_user("Other", "LAN@harbour.EXAMPLE"), NOW).await;
        assert!(matches!(again, Err(Error::Taken(_))));
        drop(tx);
        let mut conn = store.read().await.expect("a connection");
        let found = User::by_email(&mut conn, " lan@harbour.example").await.expect("an answer").expect("Lan");
        assert_eq!((found.id, found.name.as_str(), found.name_folded.as_str()), (user, "Đặng Lan", "dang lan"));
        assert_eq!((found.theme, found.density, found.role), (Theme::Device, Density::Airy, Role::Employee));
        assert!(User::find(&mut conn, UserId(user.0 + 1)).await.expect("an answer").is_none());
    })
    .await;
}

#[tokio::test]
async fn people_are_listed_by_their_folded_names() {
    each_database(|store| async move {
        let mut ids = Vec::new();
        for (called, email) in [("Żaneta", "a@b"), ("đinh", "b@b"), ("Émile", "c@b"), ("dan", "d@b"), ("نور", "e@b")]
        {
            ids.push(make_user(&store, called, email).await.0);
        }
        let mut conn = store.read().await.expect("a connection");
        let mut names = Vec::new();
        let mut after = (String::new(), 0);
        loop {
            let page = User::page(&mut conn, State::Active, (&after.0, after.1), 2).await.expect("a page");
            let Some(last) = page.last() else { break };
            after = (last.name_folded.clone(), last.id.0);
            names.extend(page.into_iter().map(|user| user.name));
        }
        assert_eq!(names, ["dan", "đinh", "Émile", "Żaneta", "نور"]);
        let many = User::find_many(&mut conn, &[ids[4], ids[0], 999_999]).await.expect("people");
        assert_eq!(many.iter().map(|user| user.id.0).collect::<Vec<_>>(), [ids[0], ids[4]]);
        assert!(User::find_many(&mut conn, &[]).await.expect("nobody").is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_others_see_of_a_person_is_told() {
    each_database(|store| async move {
        let user = make_user(&store, "Lan", "lan@b").await;
        let heard = heard(&store);
        let later = Moment(NOW.0 + 5);
        let mut tx = begin(&store).await;
        User::rename(&mut tx, user, &name("Lan"), later).await.expect("the same name");
        tx.commit().await.expect("a commit");
        assert!(heard.lock().expect("no panic").is_empty());
        let mut tx = begin(&store).await;
        User::rename(&mut tx, user, &name("Lan Anh"), later).await.expect("a name");
        User::set_picture(&mut tx, user, Some("blob"), later).await.expect("a picture");
        let look = Look {
            theme: Theme::Dark,
            density: Density::Compact,
            text_size: TextSize::Large,
            own_side: OwnSide::Start,
            clock: Hours::Half,
            previews: false,
            language: Language::English,
            time_zone: "Europe/Oslo".to_owned(),
        };
        User::set_look(&mut tx, user, &look).await.expect("a look");
        tx.commit().await.expect("a commit");
        assert_eq!(*heard.lock().expect("no panic"), [Event::UserChanged { user }]);
        let mut conn = store.read().await.expect("a connection");
        let [found] = &User::changed_since(&mut conn, later).await.expect("people")[..] else { panic!("one person") };
        assert_eq!(
            (found.name.as_str(), found.picture.as_deref(), found.theme),
            ("Lan Anh", Some("blob"), Theme::Dark)
        );
        assert!(User::changed_since(&mut conn, Moment(later.0 + 1)).await.expect("nobody").is_empty());
    })
    .await;
}

#[tokio::test]
async fn sessions_end_by_themselves_and_by_hand() {
    each_database(|store| async move {
        let mut tx = begin(&store).await;
        found_company(&mut tx).await.expect("a company");
        tx.commit().await.expect("a commit");
        let dice = Dice::seeded(3);
        let user = make_user(&store, "Lan", "lan@b").await;
        let kept = begin_session(&store, user, true, &dice, NOW).await;
        let brief = begin_session(&store, user, false, &dice, NOW).await;
        let here = session_of(&store, &kept, NOW).await.expect("a session");
        assert!(session_of(&store, &brief, NOW).await.is_some());
        assert!(session_of(&store, "other", NOW).await.is_none());
        let week = NOW.after(session::UNKEPT);
        assert_eq!(session_of(&store, &kept, week).await, Some(here));
        assert!(session_of(&store, &brief, week).await.is_none());
        let mut tx = begin(&store).await;
        session::was_used(&mut tx, here, "192.0.2.9", week).await.expect("written");
        tx.commit().await.expect("a commit");
        assert_eq!(session_of(&store, &kept, NOW.after(session::KEPT)).await, Some(here));
        assert!(session_of(&store, &kept, week.after(session::KEPT)).await.is_none());

        let third = begin_session(&store, user, true, &dice, week).await;
        let heard = heard(&store);
        let mut tx = begin(&store).await;
        session::end_others(&mut tx, user, Some(here)).await.expect("ended");
        tx.commit().await.expect("a commit");
        // The brief one was forgotten when the third began.
        assert_eq!(heard.lock().expect("no panic").len(), 1);
        assert!(session_of(&store, &third, week).await.is_none());
        let listed = session::list(&mut store.read().await.expect("a connection"), user, week).await.expect("a list");
        assert_eq!(listed.iter().map(|one| (one.id, one.address.as_str())).collect::<Vec<_>>(), [(here, "192.0.2.9")]);
        let mut tx = begin(&store).await;
        session::end(&mut tx, UserId(user.0 + 1), here).await.expect("not theirs");
        session::end(&mut tx, user, here).await.expect("ended");
        tx.commit().await.expect("a commit");
        assert_eq!(heard.lock().expect("no panic").last(), Some(&Event::SessionEnded { session: here }));
        assert!(session_of(&store, &kept, week).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_reset_link_works_once_for_a_day_and_only_the_newest_does() {
    each_database(|store| async move {
        let dice = Dice::seeded(4);
        let user = make_user(&store, "Lan", "lan@b").await;
        begin_session(&store, user, true, &dice, NOW).await;
        let mut tx = begin(&store).await;
        let old = reset::create(&mut tx, user, None, &dice, NOW).await.expect("a link");
        let link = reset::create(&mut tx, user, Some(user), &dice, NOW).await.expect("a link");
        assert_eq!(reset::find(&mut tx, &old, NOW).await.expect("an answer"), None);
        assert_eq!(reset::find(&mut tx, &link, NOW).await.expect("an answer"), Some(user));
        assert_eq!(reset::find(&mut tx, &link, NOW.after(reset::VALID)).await.expect("an answer"), None);
        tx.commit().await.expect("a commit");
        let heard = heard(&store);
        let mut tx = begin(&store).await;
        assert_eq!(reset::accept(&mut tx, &link, "new hash", NOW).await.expect("an answer"), Some(user));
        assert_eq!(reset::accept(&mut tx, &link, "other", NOW).await.expect("an answer"), None);
        tx.commit().await.expect("a commit");
        assert!(matches!(heard.lock().expect("no panic")[..], [Event::SessionEnded { .. }]));
        let mut conn = store.read().await.expect("a connection");
        assert_eq!(User::password_hash(&mut conn, user).await.expect("an answer").as_deref(), Some("new hash"));
    })
    .await;
}
