//! Empty databases for tests, of both kinds. The folder and the database of each go with it.

use std::future::Future;
use std::sync::{Arc, Mutex};

use sqlx::{AssertSqlSafe, ConnectOptions, Executor, PgConnection, SqliteConnection};
use tempfile::TempDir;

use super::schema::Table;
use super::{Address, Listeners, Result, Store, StoreOptions, either, on};
use crate::clock::Dice;
use crate::event::Event;

/// An empty database, and a data folder to go with it.
pub struct Database {
    /// The data folder.
    pub data: TempDir,
    /// Where the database is.
    pub address: Address,
}

/// One of each.
pub struct Databases {
    /// SQLite.
    pub sqlite: Database,
    /// PostgreSQL.
    pub postgres: Database,
}

impl Databases {
    /// Two empty ones.
    pub async fn new() -> Databases {
        Databases { sqlite: Database::sqlite(), postgres: Database::postgres().await }
    }
}

impl Database {
    /// A file in a folder of its own.
    pub fn sqlite() -> Database {
        let data = tempfile::tempdir().expect("a folder");
        let address = Address::new(data.path(), None).expect("a file");
        Database { data, address }
    }

    /// A database of its own on the tests' server.
    pub async fn postgres() -> Database {
        let name: String = Dice::system().bytes::<8>().iter().map(|byte| format!("{byte:02x}")).collect();
        let name = format!("hallway_{name}");
        let mut server = server().await;
        // The name is ours, of hexadecimal digits.
        server.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a database for the test");
        let url = server_url();
        let url = match url.rsplit_once('/') {
            Some((server, _)) => format!("{server}/{name}"),
            None => url,
        };
        Database { data: tempfile::tempdir().expect("a folder"), address: Address::Postgres(url) }
    }

    /// The database, with its schema up to date.
    pub async fn open(&self) -> Store {
        Store::open(self.address.clone(), StoreOptions { connections: 4 }).await.expect("an empty database")
    }
}

fn server_url() -> String {
    std::env::var("HALLWAY_TEST_POSTGRES")
        .expect("HALLWAY_TEST_POSTGRES has to hold the URL of a PostgreSQL server: run ./test")
}

async fn server() -> PgConnection {
    let options: sqlx::postgres::PgConnectOptions = server_url().parse().expect("the URL of a PostgreSQL server");
    options.disable_statement_logging().connect().await.expect("the PostgreSQL server of HALLWAY_TEST_POSTGRES")
}

impl Drop for Database {
    fn drop(&mut self) {
        let Address::Postgres(url) = &self.address else { return };
        let Some((_, name)) = url.rsplit_once('/') else { return };
        let name = name.to_owned();
        // A test's own runtime cannot be waited for here, nor is there one left after a panic.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let drop = AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                server().await.execute(drop).await.expect("the test's database to go");
            });
        });
        assert!(dropping.join().is_ok() || std::thread::panicking(), "the test's database is left behind");
    }
}

/// Runs the test on an empty SQLite file, then on an empty database of PostgreSQL.
///
/// # Panics
/// Without `HALLWAY_TEST_POSTGRES`: a test that runs on half of what it is about is none.
pub async fn each_database<F: Future<Output = ()>>(test: impl Fn(Store) -> F) {
    let Databases { sqlite, postgres } = Databases::new().await;
    for database in [sqlite, postgres] {
        let store = database.open().await;
        test(store.clone()).await;
        store.close().await;
    }
}

/// Every row of these tables, as lines, in one order.
pub async fn rows(store: &Store, tables: &[Table]) -> String {
    let all = |row: &dyn Fn(&Table) -> String| {
        let each = tables.iter().map(|table| format!("SELECT '{0} ' || {1} FROM {0} t", table.name, row(table)));
        AssertSqlSafe(each.collect::<Vec<_>>().join(" UNION ALL ") + " ORDER BY 1")
    };
    let quoted = |table: &Table| {
        let columns = table.columns.iter().map(|column| format!("quote(t.{})", column.name));
        columns.collect::<Vec<_>>().join(" || ' ' || ")
    };
    let (sqlite, postgres) = (all(&quoted), all(&|_| "t::text".to_owned()));
    let mut conn = store.read().await.expect("a connection");
    let rows: Result<Vec<String>> = either!(conn,
        c => sqlx::query_scalar(sqlite).fetch_all(c).await,
        c => sqlx::query_scalar(postgres).fetch_all(c).await);
    rows.expect("rows").join("\n")
}

/// Says whether anything was committed, for far less than reading every row costs.
pub struct Witness {
    conn: Beside,
    seen: Option<(i64, i64)>,
}

/// A connection of its own: the store's may be about to break.
enum Beside {
    Sqlite(SqliteConnection),
    /// And the statement that counts the rows and adds up the numbers of the transactions that wrote them.
    Postgres(PgConnection, String),
}

impl Witness {
    /// Of this database, which has these tables.
    pub async fn new(address: &Address, tables: &[Table]) -> Witness {
        let conn = match address {
            Address::Sqlite(file) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).read_only(true);
                Beside::Sqlite(options.disable_statement_logging().connect().await.expect("the test's file"))
            }
            Address::Postgres(url) => {
                let options: sqlx::postgres::PgConnectOptions = url.parse().expect("the URL of the test's database");
                let conn = options.disable_statement_logging().connect().await.expect("the test's database");
                // What a transaction writes bears its number, which is above all that are there: if there are as many rows as
                // before, the sum has grown.
                let each = tables.iter().map(|table| format!("SELECT xmin FROM {}", table.name));
                let each = each.collect::<Vec<_>>().join(" UNION ALL ");
                let sum = "COALESCE(SUM(xmin::text::bigint), 0)::bigint";
                Beside::Postgres(conn, format!("SELECT COUNT(*), {sum} FROM ({each}) AS each"))
            }
        };
        let mut witness = Witness { conn, seen: None };
        witness.something_was_committed().await;
        witness
    }

    /// Whether something was since the last call.
    pub async fn something_was_committed(&mut self) -> bool {
        let now: sqlx::Result<(i64, i64)> = match &mut self.conn {
            Beside::Sqlite(conn) => {
                sqlx::query_scalar("PRAGMA data_version").fetch_one(conn).await.map(|version| (version, 0))
            }
            Beside::Postgres(conn, sum) => sqlx::query_as(AssertSqlSafe(sum.clone())).fetch_one(conn).await,
        };
        let now = Some(now.expect("a number"));
        std::mem::replace(&mut self.seen, now) != now
    }
}

/// Ends as soon as a statement waits for what another transaction holds. On PostgreSQL; SQLite's transactions wait before they begin.
pub async fn something_waits(store: &Store) {
    loop {
        let waiting =
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let mut conn = store.read().await.expect("a connection");
        let waiting: Result<i64> = on!(conn, c => sqlx::query_scalar(AssertSqlSafe(waiting)).fetch_one(c).await);
        if waiting.expect("a number") > 0 {
            return;
        }
    }
}

/// What the store's transactions tell from now on.
pub fn heard(store: &Store) -> Arc<Mutex<Vec<Event>>> {
    let heard: Arc<Mutex<Vec<Event>>> = Arc::default();
    let all = heard.clone();
    store.listen(Listeners {
        record: Arc::new(|_, _| Box::pin(async { Ok(()) })),
        conclude: Arc::new(|_| Box::pin(async { Ok(()) })),
        publish: Arc::new(move |events| all.lock().expect("nobody panicked").extend(events)),
        concerns: Listeners::by_anything(),
    });
    heard
}
