//! People's life and what is known of them, on both databases.

use super::audit::{self, Act, By, Done, Filter};
use super::company::{NewCompany, Terms};
use super::life::{self, Outcome, Refused};
use super::notices::ASKS_TO_JOIN;
use super::session::{self, Origin};
use super::*;
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::id::UserId;
use crate::store::testing::{each_database, heard};
use crate::store::{Error, Store, on, run};
use crate::web::Language;

const NOW: Moment = Moment(1_764_000_000_000_000);
const ROOT: &str = "INSERT INTO departments (parent_id, name, name_folded, sort_order, created_at)
    SELECT NULL, '', '', 0, 0 WHERE NOT EXISTS (SELECT 1 FROM departments WHERE parent_id IS NULL)";
const STUDIO: &str = "INSERT INTO departments (parent_id, name, name_folded, sort_order, created_at)
    SELECT id, 'Xưởng in', 'xuong in', 0, 0 FROM departments WHERE parent_id IS NULL";
const PLACE: &str = "INSERT INTO positions (department_id, user_id, standing, title, title_folded, sort_order)
    SELECT d.id, u.id, 2, 'Thợ in', 'tho in', 1 FROM departments d, users u WHERE d.name = 'Xưởng in' AND u.id = $1";
const STANDINGS: &str = "SELECT COUNT(*) FROM positions WHERE user_id = $1";
const SOUGHT: &str = "SELECT sought FROM users WHERE id = $1";
const STATE: &str = "SELECT state FROM users WHERE id = $1";

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn new_company(called: &str) -> NewCompany {
    NewCompany {
        name: name(called),
        language: Language::English,
        time_zone: "UTC".to_owned(),
        country: "GB".to_owned(),
    }
}

/// A company with a root department.
async fn found(store: &Store) {
    let mut tx = store.begin().await.expect("a transaction");
    Company::found(&mut tx, &new_company("Harbour Press"), &Dice::seeded(1), NOW).await.expect("a company");
    run!(tx, sqlx::query(ROOT)).expect("a root");
    tx.commit().await.expect("a commit");
}

async fn make(store: &Store, called: &str, role: Role, state: State) -> UserId {
    let email = format!("{}@harbour.example", called.to_lowercase().replace(' ', "."));
    let new = NewUser {
        name: name(called),
        email: Email::parse(&email).expect("an address"),
        password_hash: "hash".to_owned(),
        role,
        state,
        language: None,
    };
    let mut tx = store.begin().await.expect("a transaction");
    let user = User::create(&mut tx, &new, NOW).await.expect("a new address");
    tx.commit().await.expect("a commit");
    user
}

async fn sign_in(store: &Store, user: UserId) -> String {
    let origin = Origin { agent: String::new(), address: "192.0.2.1".to_owned(), kept: true };
    let mut tx = store.begin().await.expect("a transaction");
    let (_, token) =
        session::create(&mut tx, user, &origin, &Dice::system(), NOW).await.expect("an answer").expect("a session");
    tx.commit().await.expect("a commit");
    token
}

fn by(user: UserId) -> By {
    By::command_line().person(user, "Somebody")
}

/// Does it, and keeps it if it was not refused.
macro_rules! act {
    ($store:expr, $tx:ident => $act:expr) => {{
        let mut $tx = $store.begin().await.expect("a transaction");
        let outcome: Outcome = $act.await;
        if outcome.is_ok() {
            $tx.commit().await.expect("a commit");
        }
        outcome
    }};
}

async fn ask<T>(store: &Store, statement: &'static str, user: UserId) -> T
where
    T: Send + Unpin,
    T: for<'r> sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
    T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
{
    let mut conn = store.read().await.expect("a connection");
    on!(conn, c => sqlx::query_scalar(statement).bind(user).fetch_one(&mut *c).await).expect("an answer")
}

async fn user(store: &Store, user: UserId) -> User {
    User::find(&mut store.read().await.expect("a connection"), user).await.expect("an answer").expect("a person")
}

async fn log(store: &Store) -> Vec<(Act, String, String)> {
    let mut conn = store.read().await.expect("a connection");
    let lines = audit::page(&mut conn, &Filter::default(), None, 100).await.expect("the log");
    lines.into_iter().rev().map(|line| (line.act, line.subject_name, line.detail)).collect()
}

#[tokio::test]
async fn a_role_is_given_by_an_administrator_to_somebody_else() {
    each_database(|store| async move {
        found(&store).await;
        let elin = make(&store, "Elin", Role::Administrator, State::Active).await;
        let lan = make(&store, "Lan", Role::Employee, State::Active).await;
        let heard = heard(&store);
        let refused = act!(store, tx => life::set_role(&mut tx, elin, Role::Employee, &by(elin), NOW));
        assert!(matches!(refused, Err(Refused::Oneself)), "{refused:?}");
        let refused = act!(store, tx => life::set_role(&mut tx, lan, Role::Guest, &by(lan), NOW));
        assert!(matches!(refused, Err(Refused::NotAllowed)), "{refused:?}");
        let refused = act!(store, tx => life::set_role(&mut tx, elin, Role::Guest, &By::command_line(), NOW));
        assert!(matches!(refused, Err(Refused::LastAdministrator)), "{refused:?}");
        let refused = act!(store, tx => life::set_role(&mut tx, UserId(999), Role::Guest, &by(elin), NOW));
        assert!(matches!(refused, Err(Refused::Nobody)), "{refused:?}");
        act!(store, tx => life::set_role(&mut tx, lan, Role::Employee, &by(elin), NOW)).expect("nothing to change");
        assert!(log(&store).await.is_empty() && heard.lock().expect("no panic").is_empty());

        act!(store, tx => life::set_role(&mut tx, lan, Role::Guest, &by(elin), NOW)).expect("a guest");
        assert_eq!(ask::<i64>(&store, STANDINGS, lan).await, 0);
        act!(store, tx => life::set_role(&mut tx, lan, Role::Administrator, &by(elin), NOW)).expect("an administrator");
        act!(store, tx => life::set_role(&mut tx, elin, Role::Employee, &By::command_line(), NOW))
            .expect("there are two");
        assert_eq!(
            (user(&store, elin).await.role, user(&store, lan).await.role),
            (Role::Employee, Role::Administrator)
        );
        let heard = std::mem::take(&mut *heard.lock().expect("no panic"));
        let (told, changed): (Vec<_>, Vec<_>) =
            heard.into_iter().partition(|event| matches!(event, Event::Noticed { .. }));
        // Who stands in for somebody is looked at again, too.
        let once = [Event::RoleChanged { user: lan }, Event::StatusChanged { user: lan }];
        assert_eq!(changed, [once.clone(), once].concat());
        assert_eq!(told.len(), 3, "each of them is told, once for each role: {told:?}");
        let details: Vec<String> = log(&store).await.into_iter().map(|line| line.2).collect();
        assert_eq!(details, ["employee → guest", "guest → administrator", "administrator → employee"]);
    })
    .await;
}

#[tokio::test]
async fn of_two_administrators_who_end_each_other_one_stays() {
    each_database(|store| async move {
        found(&store).await;
        let elin = make(&store, "Elin", Role::Administrator, State::Active).await;
        let lan = make(&store, "Lan", Role::Administrator, State::Active).await;
        for round in 0..8 {
            let (one, other) = if round % 2 == 0 {
                tokio::join!(
                    async { act!(store, tx => life::set_role(&mut tx, lan, Role::Guest, &by(elin), NOW)) },
                    async { act!(store, tx => life::set_role(&mut tx, elin, Role::Guest, &by(lan), NOW)) },
                )
            } else {
                tokio::join!(async { act!(store, tx => life::dismiss(&mut tx, lan, "", &by(elin), NOW)) }, async {
                    act!(store, tx => life::dismiss(&mut tx, elin, "", &by(lan), NOW))
                },)
            };
            assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1, "{one:?} {other:?}");
            let lost = one.and(other).expect_err("the second is no administrator any more");
            assert!(matches!(lost, Refused::NotAllowed), "{lost:?}");
            for person in [elin, lan] {
                let line = By::command_line();
                let _ = act!(store, tx => life::rehire(&mut tx, person, &line, NOW));
                act!(store, tx => life::set_role(&mut tx, person, Role::Administrator, &line, NOW)).expect("again");
            }
        }
        // From outside of the house, where nobody is the one who does it.
        let line = By::command_line();
        let (one, other) =
            tokio::join!(async { act!(store, tx => life::dismiss(&mut tx, lan, "", &line, NOW)) }, async {
                act!(store, tx => life::dismiss(&mut tx, elin, "", &line, NOW))
            },);
        assert!(matches!(one.and(other), Err(Refused::LastAdministrator)));
    })
    .await;
}

#[tokio::test]
async fn who_is_dismissed_cannot_come_in_and_may_return() {
    each_database(|store| async move {
        found(&store).await;
        let elin = make(&store, "Elin", Role::Administrator, State::Active).await;
        let lan = make(&store, "Lan", Role::Administrator, State::Active).await;
        let hue = user(&store, lan).await.hue;
        let token = sign_in(&store, lan).await;
        let mut tx = store.begin().await.expect("a transaction");
        let link = reset::create(&mut tx, lan, None, &Dice::system(), NOW).await.expect("a link");
        tx.commit().await.expect("a commit");
        for wrong in [elin, UserId(77)] {
            act!(store, tx => life::dismiss(&mut tx, wrong, "", &by(elin), NOW))
                .expect_err("neither oneself nor nobody");
        }
        let heard = heard(&store);
        act!(store, tx => life::dismiss(&mut tx, lan, "Studio / Print", &by(elin), NOW)).expect("dismissed");
        let gone = user(&store, lan).await;
        assert_eq!((gone.state, gone.role, gone.hue), (State::Dismissed, Role::Employee, 0));
        assert!(heard.lock().expect("no panic").contains(&Event::UserDismissed { user: lan }));
        assert!(matches!(heard.lock().expect("no panic")[0], Event::SessionEnded { .. }));
        let mut conn = store.read().await.expect("a connection");
        assert!(session::find(&mut conn, &token, NOW).await.expect("an answer").is_none());
        assert_eq!(reset::find(&mut conn, &link, NOW).await.expect("an answer"), None);
        assert_eq!(User::password_hash(&mut conn, lan).await.expect("an answer").as_deref(), Some(""));
        drop(conn);
        assert_eq!(ask::<i64>(&store, STANDINGS, lan).await, 0);
        let again = act!(store, tx => life::dismiss(&mut tx, lan, "", &by(elin), NOW));
        assert!(matches!(again, Err(Refused::State(State::Dismissed))), "{again:?}");
        let role = act!(store, tx => life::set_role(&mut tx, lan, Role::Guest, &by(elin), NOW));
        assert!(matches!(role, Err(Refused::State(State::Dismissed))), "{role:?}");

        act!(store, tx => life::rehire(&mut tx, lan, &by(elin), NOW)).expect("rehired");
        let back = user(&store, lan).await;
        assert_eq!((back.state, back.role, back.hue), (State::Active, Role::Employee, hue));
        let again = act!(store, tx => life::rehire(&mut tx, lan, &by(elin), NOW));
        assert!(matches!(again, Err(Refused::State(State::Active))), "{again:?}");
        let acts: Vec<Act> = log(&store).await.into_iter().map(|line| line.0).collect();
        assert_eq!(acts, [Act::UserDismissed, Act::UserRehired]);
    })
    .await;
}

#[tokio::test]
async fn who_waits_is_let_in_or_never_was() {
    each_database(|store| async move {
        found(&store).await;
        let elin = make(&store, "Elin", Role::Administrator, State::Active).await;
        let heard = heard(&store);
        let lan = make(&store, "Lan", Role::Employee, State::Pending).await;
        let tom = make(&store, "Tom", Role::Guest, State::Pending).await;
        let invited = make(&store, "Ivy", Role::Employee, State::Invited).await;
        assert!(heard.lock().expect("no panic").is_empty());
        act!(store, tx => life::approve(&mut tx, lan, &by(elin), NOW)).expect("let in");
        act!(store, tx => life::refuse(&mut tx, tom, &by(elin), NOW)).expect("not let in");
        let answered =
            |user: UserId, yes| Event::Answered { kind: &ASKS_TO_JOIN, subject: user.0, by: Some(elin), yes };
        let told = [Event::UserJoined { user: lan }, answered(lan, true), answered(tom, false)];
        assert_eq!(*heard.lock().expect("no panic"), told);
        assert_eq!(user(&store, lan).await.state, State::Active);
        let mut conn = store.read().await.expect("a connection");
        assert!(User::find(&mut conn, tom).await.expect("an answer").is_none());
        drop(conn);
        for person in [lan, invited] {
            act!(store, tx => life::approve(&mut tx, person, &by(elin), NOW)).expect_err("does not wait");
            act!(store, tx => life::refuse(&mut tx, person, &by(elin), NOW)).expect_err("does not wait");
        }
        assert_eq!(
            log(&store).await,
            [
                (Act::UserApproved, "Lan".to_owned(), String::new()),
                (Act::UserRefused, "Tom".to_owned(), "tom@harbour.example".to_owned()),
            ]
        );
        let mut tx = store.begin().await.expect("a transaction");
        let link = reset::create(&mut tx, invited, None, &Dice::system(), NOW).await.expect("a link");
        assert_eq!(reset::accept(&mut tx, &link, "hash", NOW).await.expect("an answer"), Some(invited));
        tx.commit().await.expect("a commit");
        assert_eq!(ask::<String>(&store, STATE, invited).await, "active");
        assert_eq!(heard.lock().expect("no panic").last(), Some(&Event::UserJoined { user: invited }));
    })
    .await;
}

#[tokio::test]
async fn what_is_known_of_a_person_is_found() {
    each_database(|store| async move {
        found(&store).await;
        let lan = make(&store, "Lan", Role::Employee, State::Active).await;
        assert_eq!(ask::<String>(&store, SOUGHT, lan).await.trim_end(), "lan lan@harbour.example");
        let profile = Profile {
            birthday: "02-29".to_owned(),
            inner_number: "204".to_owned(),
            desk_phone: "+44 20 7946".to_owned(),
            mobile_phone: "091 234".to_owned(),
        };
        let heard = heard(&store);
        let mut tx = store.begin().await.expect("a transaction");
        run!(tx, sqlx::query(STUDIO)).expect("a department");
        run!(tx, sqlx::query(PLACE).bind(lan)).expect("a position");
        assert!(profile.update(&mut tx, lan).await.expect("written"));
        assert!(!profile.update(&mut tx, lan).await.expect("the same"));
        User::rename(&mut tx, lan, &name("Đặng Lan"), NOW).await.expect("renamed");
        User::set_email(&mut tx, lan, &Email::parse("Lan.Dang@harbour.example").expect("one")).await.expect("moved");
        tx.commit().await.expect("a commit");
        assert_eq!(*heard.lock().expect("no panic"), [Event::UserChanged { user: lan }]);
        let sought = ask::<String>(&store, SOUGHT, lan).await;
        assert_eq!(sought, "dang lan lan.dang@harbour.example 204 44207946 091234 tho in xuong in");
        let mut conn = store.read().await.expect("a connection");
        assert_eq!(Profile::find(&mut conn, lan).await.expect("an answer"), Some(profile));
        drop(conn);
        make(&store, "Tom", Role::Employee, State::Active).await;
        let mut tx = store.begin().await.expect("a transaction");
        let taken = User::set_email(&mut tx, lan, &Email::parse("TOM@Harbour.example").expect("one")).await;
        assert!(matches!(taken, Err(Error::Taken(_))), "{taken:?}");
    })
    .await;
}

#[tokio::test]
async fn the_log_is_read_by_when_and_by_whom() {
    each_database(|store| async move {
        let elin = make(&store, "Elin", Role::Administrator, State::Active).await;
        let lan = make(&store, "Lan", Role::Employee, State::Active).await;
        let at = |second: i64| Moment(NOW.0 + second * 1_000_000);
        // Two transactions of one moment, and one whose clock was behind: the log is in the order of the clock.
        let lines =
            [(1, elin, Act::SignedIn), (3, lan, Act::SignedIn), (2, elin, Act::ResetMade), (3, elin, Act::SignedIn)];
        let mut tx = store.begin().await.expect("a transaction");
        for (second, user, act) in lines {
            let by = By::command_line().person(user, "somebody");
            audit::write(&mut tx, &by, Done::to_user(act, lan, "Lan"), at(second)).await.expect("written");
        }
        tx.commit().await.expect("a commit");
        let read = async |filter: Filter| {
            let (mut conn, mut before, mut seconds) = (store.read().await.expect("a connection"), None, Vec::new());
            loop {
                let page = audit::page(&mut conn, &filter, before, 1).await.expect("the log");
                let Some(line) = page.first() else { return seconds };
                before = Some(line.id);
                seconds.push(((line.at.0 - NOW.0) / 1_000_000, line.id.0));
            }
        };
        let all = Filter::default();
        assert_eq!(read(all.clone()).await, [(3, 4), (3, 2), (2, 3), (1, 1)]);
        assert_eq!(read(Filter { user: Some(lan), ..all.clone() }).await, [(3, 4), (3, 2), (2, 3), (1, 1)]);
        assert_eq!(read(Filter { actor: Some(elin), ..all.clone() }).await, [(3, 4), (2, 3), (1, 1)]);
        assert_eq!(read(Filter { act: Some(Act::SignedIn), ..all.clone() }).await, [(3, 4), (3, 2), (1, 1)]);
        let both = Filter { actor: Some(elin), act: Some(Act::SignedIn), ..all.clone() };
        assert_eq!(read(both).await, [(3, 4), (1, 1)]);
        let days = Filter { from: Some(at(2)), until: Some(at(3)), ..all };
        assert_eq!(read(days).await, [(2, 3)]);
    })
    .await;
}

#[tokio::test]
async fn a_session_begins_for_nobody_who_was_dismissed_meanwhile() {
    each_database(|store| async move {
        found(&store).await;
        let elin = make(&store, "Elin", Role::Administrator, State::Active).await;
        let lan = make(&store, "Lan", Role::Employee, State::Active).await;
        let before = sign_in(&store, lan).await;
        let mut tx = store.begin().await.expect("a transaction");
        let by = By::command_line().person(elin, "Elin");
        life::dismiss(&mut tx, lan, "", &by, NOW).await.expect("dismissed");
        let origin = Origin { agent: String::new(), address: "192.0.2.1".to_owned(), kept: true };
        let late = session::create(&mut tx, lan, &origin, &Dice::system(), NOW).await.expect("an answer");
        assert_eq!(late, None);
        life::rehire(&mut tx, lan, &by, NOW).await.expect("taken back");
        tx.commit().await.expect("a commit");
        let mut conn = store.read().await.expect("a connection");
        assert!(session::find(&mut conn, &before, NOW).await.expect("an answer").is_none());
    })
    .await;
}

#[tokio::test]
async fn sessions_that_have_ended_are_found() {
    each_database(|store| async move {
        let lan = make(&store, "Lan", Role::Employee, State::Active).await;
        let mut ids = Vec::new();
        found(&store).await;
        for _ in 0..3 {
            let token = sign_in(&store, lan).await;
            let mut conn = store.read().await.expect("a connection");
            ids.push(session::find(&mut conn, &token, NOW).await.expect("an answer").expect("it lives").session);
        }
        let mut tx = store.begin().await.expect("a transaction");
        session::end(&mut tx, lan, ids[1]).await.expect("ended");
        tx.commit().await.expect("a commit");
        let mut conn = store.read().await.expect("a connection");
        let open = [ids[0].0, ids[1].0, ids[2].0, ids[2].0 + 1];
        assert_eq!(session::ended(&mut conn, &open, NOW).await.expect("an answer"), [open[1], open[3]]);
        let year = NOW.after(session::KEPT);
        assert_eq!(session::ended(&mut conn, &open, year).await.expect("an answer"), open);
    })
    .await;
}

#[tokio::test]
async fn the_company_changes_and_the_log_says_what() {
    each_database(|store| async move {
        found(&store).await;
        let same = Terms {
            company: new_company("Harbour Press"),
            posting: Circle::Everybody,
            inviting: Circle::Administrators,
            second_factor: false,
            notification_days: 90,
            edit_minutes: 1440,
            room: crate::accounts::company::Room { file: 100 << 20, person: 0, all: 0 },
            link_previews: true,
        };
        let other = Terms {
            company: NewCompany { language: Language::Vietnamese, ..new_company("Nhà in Bến Cảng") },
            posting: Circle::Administrators,
            second_factor: true,
            ..same.clone()
        };
        for terms in [same, other] {
            let mut tx = store.begin().await.expect("a transaction");
            Company::change(&mut tx, &terms, &By::command_line(), NOW).await.expect("changed");
            tx.commit().await.expect("a commit");
        }
        let company = Company::find(&mut store.read().await.expect("a connection")).await.expect("an answer").expect("one");
        assert_eq!((company.name.as_str(), company.posting, company.second_factor), ("Nhà in Bến Cảng", Circle::Administrators, true));
        let [(act, _, detail)] = &log(&store).await[..] else { panic!("one line") };
        assert_eq!(*act, Act::CompanyChanged);
        assert_eq!(
            detail,
            "name: Harbour Press → Nhà in Bến Cảng; language: en → vi; posting: everybody → administrators; second_factor: off → on"
        );
    })
    .await;
}
