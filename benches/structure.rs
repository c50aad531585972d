//! How long it takes to move a department of 1,000 people in 40 chats, and how long posts in another chat wait meanwhile.
//!
//! `cargo bench -- structure`; PostgreSQL is that of HALLWAY_TEST_POSTGRES.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use hallway::accounts::company::NewCompany;
use hallway::accounts::{Company, Email, Name, NewUser, Role, State, User};
use hallway::chats::message::{Draft, post};
use hallway::chats::{Member, departments, found, shift};
use hallway::clock::{Clock, Dice, Moment};
use hallway::id::{ChatId, DepartmentId, UserId};
use hallway::organization::department;
use hallway::organization::position::{self, NewPosition, Standing, Title};
use hallway::store::{Address, Listeners, Store, StoreOptions, Tx};
use hallway::web::Language;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// People of a company, and of them in the department that moves, in ten departments below it.
const COMPANIES: [(usize, usize); 2] = [(200, 10), (10_000, 1_000)];
/// Chats of each of the two parents, with everybody below.
const CHATS: usize = 20;
/// Moves, there and back.
const MOVES: usize = 10;
/// What a move may take, and how long a post elsewhere may wait.
const MOVE: Duration = Duration::from_secs(1);
const POST: Duration = Duration::from_millis(50);

type Any<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What was made for the moves.
struct Place {
    store: Store,
    department: DepartmentId,
    parents: [DepartmentId; 2],
    /// A chat that has nothing to do with them, and who writes there.
    elsewhere: (ChatId, UserId),
}

fn name(text: &str) -> Any<Name> {
    Name::parse(text).map_err(|wrong| format!("{wrong:?}").into())
}

async fn person(tx: &mut Tx, n: usize, now: Moment) -> Any<UserId> {
    let email = Email::parse(&format!("p{n}@a.example")).map_err(|wrong| format!("{wrong:?}"))?;
    let new = NewUser {
        name: name(&format!("Person {n}"))?,
        email,
        password_hash: String::new(),
        role: Role::Employee,
        state: State::Active,
        language: None,
    };
    Ok(User::create(tx, &new, now).await?)
}

async fn put(tx: &mut Tx, user: UserId, department: DepartmentId) -> Any<()> {
    let place = NewPosition { department, standing: Standing::Employee, title: Title::default() };
    Ok(position::set(tx, user, &[place]).await?.map_err(|refused| format!("{refused:?}"))?)
}

async fn department(tx: &mut Tx, parent: DepartmentId, called: &str, now: Moment) -> Any<DepartmentId> {
    Ok(department::create(tx, parent, &name(called)?, now).await??)
}

impl Place {
    async fn make(store: Store, (people_count, moved_count): (usize, usize)) -> Any<Place> {
        let (dice, now) = (Dice::system(), Clock::system().now());
        listen(&store);
        let mut tx = store.begin().await?;
        let company = NewCompany {
            name: name("Harbour")?,
            language: Language::English,
            time_zone: "UTC".to_owned(),
            country: "GB".to_owned(),
        };
        Company::found(&mut tx, &company, &dice, now).await?;
        let root = department::root(&mut tx, now).await?;
        let parents = [department(&mut tx, root, "North", now).await?, department(&mut tx, root, "South", now).await?];
        let moved = department(&mut tx, parents[0], "Works", now).await?;
        let mut teams = Vec::new();
        for n in 0..10 {
            teams.push(department(&mut tx, moved, &format!("Team {n}"), now).await?);
        }
        let others = department(&mut tx, root, "Others", now).await?;
        let mut people = Vec::new();
        for n in 0..people_count {
            let user = person(&mut tx, n, now).await?;
            put(&mut tx, user, if n < moved_count { teams[n % teams.len()] } else { others }).await?;
            people.push(user);
        }
        tx.commit().await?;
        let mut tx = store.begin().await?;
        let elsewhere = found::group(
            &mut tx,
            people[moved_count],
            "Elsewhere",
            &people[moved_count + 1..moved_count + 50],
            (&dice, now),
        );
        let elsewhere = (elsewhere.await?, people[moved_count]);
        for parent in parents {
            for n in 0..CHATS {
                let owner = people[moved_count + 100 + n];
                let chat = found::group(&mut tx, owner, &format!("Group {n}"), &[], (&dice, now)).await?;
                let owner = Member::find(&mut tx, owner, chat).await?.ok_or("the owner is in it")?;
                departments::add(&mut tx, &owner, (parent, true), (&dice, now)).await??;
            }
        }
        tx.commit().await?;
        Ok(Place { store, department: moved, parents, elsewhere })
    }

    /// Moves the department, and says how long that took and how long the longest post elsewhere meanwhile.
    async fn shift(&self, to: DepartmentId) -> Any<(Duration, Duration)> {
        let over = Arc::new(AtomicBool::new(false));
        let poster = tokio::spawn(post_until(self.store.clone(), self.elsewhere, over.clone()));
        tokio::time::sleep(Duration::from_millis(100)).await;
        let begun = Instant::now();
        let mut tx = self.store.begin().await?;
        department::place(&mut tx, self.department, to, None).await??;
        tx.commit().await?;
        let took = begun.elapsed();
        over.store(true, Ordering::Relaxed);
        Ok((took, poster.await??))
    }

    /// How long the longest post takes while nothing moves.
    async fn calm(&self) -> Any<Duration> {
        let over = Arc::new(AtomicBool::new(false));
        let poster = tokio::spawn(post_until(self.store.clone(), self.elsewhere, over.clone()));
        tokio::time::sleep(Duration::from_secs(2)).await;
        over.store(true, Ordering::Relaxed);
        poster.await?
    }

    /// How many members the chats of a parent have by departments.
    async fn count(&self, user: UserId) -> Any<usize> {
        Ok(hallway::chats::of_user(&mut self.store.read().await?, user).await?.len())
    }
}

/// As the house does, but for open pages: nobody is here.
fn listen(store: &Store) {
    store.listen(Listeners {
        record: Arc::new(|tx, event| {
            Box::pin(async move { if shift::moves(&event) { departments::in_turn(tx).await } else { Ok(()) } })
        }),
        conclude: Arc::new(|tx| {
            Box::pin(async move { shift::follow(tx, &Dice::system(), Clock::system().now()).await })
        }),
        publish: Arc::new(drop),
        concerns: Listeners::by_anything(),
    });
}

async fn post_until(store: Store, (chat, user): (ChatId, UserId), over: Arc<AtomicBool>) -> Any<Duration> {
    let (dice, clock) = (Dice::system(), Clock::system());
    let member = Member::find(&mut store.read().await?, user, chat).await?.ok_or("a member")?;
    let mut longest = Duration::ZERO;
    while !over.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let mut tx = store.begin().await?;
        post(&mut tx, &member, &Draft::new("Still here?", dice.key()), clock.now()).await?;
        tx.commit().await?;
        longest = longest.max(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(longest)
}

/// Says what was not reached.
async fn measure(called: &str, store: Store, company: (usize, usize)) -> Any<Vec<String>> {
    let begun = Instant::now();
    let place = Place::make(store, company).await?;
    let (people, moved) = company;
    println!("{called}, {people} people, of whom {moved} move: made in {:.1} s", begun.elapsed().as_secs_f64());
    println!("  posts while nothing moves: at most {:.1} ms", millis(place.calm().await?));
    let (mut took, mut waited) = (Vec::new(), Vec::new());
    for n in 0..MOVES {
        let (move_took, post_took) = place.shift(place.parents[(n + 1) % 2]).await?;
        took.push(move_took);
        waited.push(post_took);
    }
    took.sort_unstable();
    waited.sort_unstable();
    let mut missed = Vec::new();
    for (what, all, bound) in [("the move", &took, MOVE), ("the longest post meanwhile", &waited, POST)] {
        let (least, half, most) = (all[0], all[all.len() / 2], all[all.len() - 1]);
        if half > bound {
            missed.push(format!("{called}, {people} people: {what} took {:.1} ms", millis(half)));
        }
        println!(
            "  {what}: {:.1} / {:.1} / {:.1} ms (least, median, most of {MOVES})",
            millis(least),
            millis(half),
            millis(most)
        );
    }
    println!("  chats of one who was moved: {}", place.count(UserId(1)).await?);
    place.store.close().await;
    Ok(missed)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

pub fn run(server: Option<&str>) -> Vec<String> {
    println!("a department moves between two parents with {CHATS} chats each");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(both(server)).expect("both can be measured")
}

async fn both(server: Option<&str>) -> Any<Vec<String>> {
    let mut missed = Vec::new();
    for company in COMPANIES {
        let folder = tempfile::tempdir()?;
        let store = Store::open(Address::new(folder.path(), None)?, StoreOptions::default()).await?;
        missed.extend(measure("SQLite", store, company).await?);
        let Some(server) = server else { continue };
        let called = format!("hallway_bench_{}", std::process::id());
        let mut admin = PgConnection::connect(server).await?;
        admin.execute(AssertSqlSafe(format!("CREATE DATABASE {called}"))).await?;
        let host = server.rsplit_once('/').map_or(server, |(host, _)| host);
        let address = Address::new(Path::new("."), Some(&format!("{host}/{called}")))?;
        let outcome = measure("PostgreSQL", Store::open(address, StoreOptions::default()).await?, company).await;
        admin.execute(AssertSqlSafe(format!("DROP DATABASE {called} WITH (FORCE)"))).await?;
        missed.extend(outcome?);
    }
    Ok(missed)
}
