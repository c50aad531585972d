//! Databases for tests: a fresh one of each kind, for each test.

use std::future::Future;
use std::sync::{Arc, Mutex};

use sqlx::{ConnectOptions, Connection, Executor};

use super::{Address, Listeners, Store, StoreOptions};
use crate::clock::Dice;
use crate::event::Event;

/// Where the tests' PostgreSQL is; `./test` starts one and says so.
const SERVER: &str = "HALLWAY_TEST_POSTGRES";

/// Runs the test on an empty SQLite file, then on an empty database of PostgreSQL.
///
/// # Panics
/// Without `HALLWAY_TEST_POSTGRES`: a test that runs on half of what it is about is none.
pub async fn each_database<F: Future<Output = ()>>(test: impl Fn(Store) -> F) {
    let Ok(server) = std::env::var(SERVER) else {
        panic!("{SERVER} is not set: run ./test NAME, which starts a PostgreSQL of its own");
    };
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(Address::Sqlite(folder.path().join("hallway.db"))).await;
    test(store.clone()).await;
    store.close().await;

    let name = format!("hallway_{}", Dice::system().bytes::<8>().map(|byte| format!("{byte:02x}")).concat());
    on_server(&server, format!("CREATE DATABASE {name}")).await;
    let (before, _) = server.rsplit_once('/').expect("the URL of a database");
    let store = open(Address::Postgres(format!("{before}/{name}"))).await;
    test(store.clone()).await;
    store.close().await;
    on_server(&server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

async fn open(address: Address) -> Store {
    Store::open(address, StoreOptions { connections: 4 }).await.expect("an empty database")
}

async fn on_server(server: &str, statement: String) {
    let options: sqlx::postgres::PgConnectOptions = server.parse().expect("the URL of a server");
    let mut connection = options.connect().await.expect("a PostgreSQL that answers");
    connection.execute(sqlx::AssertSqlSafe(statement)).await.expect("the right to make databases");
    connection.close().await.expect("a connection that closes");
}

/// What the store's transactions tell from now on.
pub fn heard(store: &Store) -> Arc<Mutex<Vec<Event>>> {
    let heard: Arc<Mutex<Vec<Event>>> = Arc::default();
    let all = heard.clone();
    store.listen(Listeners {
        record: Arc::new(|_, _| Box::pin(async { Ok(()) })),
        publish: Arc::new(move |events| all.lock().expect("nobody panicked").extend(events)),
    });
    heard
}
