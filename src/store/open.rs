//! Opening a database.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgPool, SqlitePool};

use super::Lock;
use super::conn::{Conn, Inner};
use super::tx::{Listeners, Tx};
use super::{Error, Result};
use crate::event::Event;

/// How long a request waits for a connection before it is told that the database does not answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// So long after its last answer a connection to PostgreSQL is taken for a good one.
const TRUSTED: Duration = Duration::from_millis(50);
/// SQLite's readers; the writer is one.
pub const SQLITE_READERS: u32 = 4;
/// How long a statement of this transaction may take, in milliseconds.
const LIMIT_OF_POSTGRES: &str = "SELECT set_config('statement_timeout', $1, TRUE)";
/// The name of SQLite's file in the data folder.
const FILE: &str = "hallway.db";

/// Where the data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// The URL of a PostgreSQL database.
    Postgres(String),
}

impl Address {
    /// The database that `url` names, or the file in the data folder if there is none.
    ///
    /// # Errors
    /// [`Error::Address`] for a URL that is not PostgreSQL's.
    pub fn new(data: &Path, url: Option<&str>) -> Result<Address> {
        match url {
            None => Ok(Address::Sqlite(data.join(FILE))),
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(Address::Postgres(url.to_owned()))
            }
            Some(_) => Err(Error::Address(
                "the database has to be the URL of a PostgreSQL database, postgres://USER:PASSWORD@HOST/NAME; \
                 without one, SQLite is used"
                    .to_owned(),
            )),
        }
    }
}

/// How many connections.
#[derive(Clone, Copy, Debug)]
pub struct StoreOptions {
    /// Connections to PostgreSQL.
    pub connections: u32,
}

impl Default for StoreOptions {
    fn default() -> StoreOptions {
        StoreOptions { connections: 16 }
    }
}

#[derive(Clone)]
pub(super) enum Pools {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(super) pools: Pools,
    pub(super) address: Address,
    listeners: Arc<OnceLock<Listeners>>,
    waiting: Arc<AtomicUsize>,
}

/// How much a database has to do at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Connections to it.
    pub connections: u32,
    /// Those that nobody uses.
    pub idle: usize,
    /// Messages that wait for their turn, and transactions that wait for a connection to write with.
    pub waiting: usize,
}

/// A write that waits, as long as this is there.
pub struct Waiting<'c>(&'c AtomicUsize);

impl Waiting<'_> {
    fn of(count: &AtomicUsize) -> Waiting<'_> {
        count.fetch_add(1, Ordering::Relaxed);
        Waiting(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Store {
    /// Opens the database and brings its schema up to date. SQLite's file and its folder are made where they are missing.
    ///
    /// # Errors
    /// [`Error::Newer`] if a newer program has changed it; else what the database says.
    pub async fn open(address: Address, options: StoreOptions) -> Result<Store> {
        let store = Store::connect(address, options).await?;
        store.migrate().await?;
        Ok(store)
    }

    /// Opens the database for this server alone, and then brings its schema up to date: a server that runs on it keeps the
    /// schema that it knows.
    ///
    /// # Errors
    /// [`Error::InUse`] if another server has it; else as [`open`](Store::open).
    pub async fn open_alone(address: Address, options: StoreOptions) -> Result<(Store, Lock)> {
        let store = Store::connect(address, options).await?;
        let lock = store.lock().await?;
        store.migrate().await?;
        Ok((store, lock))
    }

    /// Opens the database, and makes SQLite's file, but leaves the schema as it is.
    pub(super) async fn connect(address: Address, options: StoreOptions) -> Result<Store> {
        let pools = match &address {
            Address::Sqlite(file) => {
                if let Some(folder) = file.parent() {
                    std::fs::create_dir_all(folder)
                        .map_err(|error| Error::File(folder.display().to_string(), error.into()))?;
                }
                let writing = sqlite_options(file);
                let pool = |n| {
                    SqlitePoolOptions::new().max_connections(n).acquire_timeout(PATIENCE).test_before_acquire(false)
                };
                // After an I/O error SQLite has rolled back by itself, which sqlx does not notice: such a connection would
                // refuse every transaction from then on.
                let write = pool(1).before_acquire(|writer, _| Box::pin(async { Ok(!writer.is_in_transaction()) }));
                let write = write.connect_with(writing.clone().create_if_missing(true)).await?;
                let read = pool(SQLITE_READERS).connect_lazy_with(writing);
                Pools::Sqlite { read, write }
            }
            Address::Postgres(url) => Pools::Postgres(postgres_pool(url, options.connections).await?),
        };
        Ok(Store { pools, address, listeners: Arc::default(), waiting: Arc::default() })
    }

    /// Opens a database to look at: nothing is made, changed or brought up to date. `None` if its file is not there.
    ///
    /// # Errors
    /// What the database says.
    pub async fn look(address: Address) -> Result<Option<Store>> {
        let pools = match &address {
            Address::Sqlite(file) if !file.exists() => return Ok(None),
            Address::Sqlite(file) => {
                let reading = SqliteConnectOptions::new().filename(file).read_only(true).busy_timeout(PATIENCE);
                let reading = reading.row_buffer_size(256).disable_statement_logging();
                let pool = SqlitePoolOptions::new().max_connections(1).acquire_timeout(PATIENCE);
                let read = pool.connect_with(reading).await?;
                Pools::Sqlite { write: read.clone(), read }
            }
            Address::Postgres(url) => {
                // A pool tries again until its time is over, and then says no more than that.
                let options = postgres_options(url)?;
                let connection = tokio::time::timeout(PATIENCE, options.connect()).await;
                connection.map_err(|_| sqlx::Error::PoolTimedOut)??.close().await?;
                Pools::Postgres(postgres_pool(url, 1).await?)
            }
        };
        Ok(Some(Store { pools, address, listeners: Arc::default(), waiting: Arc::default() }))
    }

    /// Says who hears of the events of every transaction that begins from now on. The first call counts.
    pub fn listen(&self, listeners: Listeners) {
        // A second set of listeners would be a second fan-out: nothing to keep.
        let _ = self.listeners.set(listeners);
    }

    /// Whether anything becomes true with the event, so that it takes a transaction.
    ///
    /// # Errors
    /// What the database says.
    pub async fn concerns(&self, conn: &mut Conn, event: &Event) -> Result<bool> {
        match self.listeners.get() {
            Some(listeners) => (listeners.concerns)(conn, event).await,
            None => Ok(true),
        }
    }

    /// A connection to read with.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if none was free within ten seconds.
    pub async fn read(&self) -> Result<Conn> {
        #[cfg(test)]
        super::faults::connects()?;
        Ok(Conn(match &self.pools {
            Pools::Sqlite { read, .. } => Inner::Sqlite(read.acquire().await?),
            Pools::Postgres(pool) => Inner::Postgres(pool.acquire().await?),
        }))
    }

    /// A transaction to write with. SQLite has one writer at a time; the others wait here.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if it could not begin within ten seconds.
    pub async fn begin(&self) -> Result<Tx> {
        #[cfg(test)]
        super::faults::connects()?;
        let _waits = self.waits();
        let inner = match &self.pools {
            Pools::Sqlite { write, .. } => Inner::SqliteTx(write.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Inner::PostgresTx(pool.begin().await?),
        };
        Ok(Tx::new(Conn(inner), self.listeners.get().cloned()))
    }

    /// Counts a write among those that wait, until what is returned is dropped.
    pub fn waits(&self) -> Waiting<'_> {
        Waiting::of(&self.waiting)
    }

    /// A connection to read with that sees the database as it is at its first statement, whatever is written meanwhile.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if none was free within ten seconds.
    pub async fn snapshot(&self) -> Result<Conn> {
        #[cfg(test)]
        super::faults::connects()?;
        Ok(Conn(match &self.pools {
            Pools::Sqlite { read, .. } => Inner::SqliteTx(read.begin_with("BEGIN DEFERRED").await?),
            Pools::Postgres(pool) => {
                Inner::PostgresTx(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        }))
    }

    /// The same, in which PostgreSQL gives up each statement that takes longer: [`Error::TooSlow`].
    ///
    /// # Errors
    /// [`Error::Unavailable`] if none was free within ten seconds.
    pub async fn impatient(&self, longest: Duration) -> Result<Conn> {
        let mut conn = self.snapshot().await?;
        if let Inner::PostgresTx(c) = &mut conn.0 {
            sqlx::query(LIMIT_OF_POSTGRES).bind(longest.as_millis().to_string()).execute(&mut **c).await?;
        }
        Ok(conn)
    }

    /// How much it has to do.
    pub fn load(&self) -> Load {
        let (pool, more) = match &self.pools {
            Pools::Sqlite { read, write } => ((read.size(), read.num_idle()), (write.size(), write.num_idle())),
            Pools::Postgres(pool) => ((pool.size(), pool.num_idle()), (0, 0)),
        };
        let waiting = self.waiting.load(Ordering::Relaxed);
        Load { connections: pool.0 + more.0, idle: pool.1 + more.1, waiting }
    }

    /// Where the data is.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Closes all connections; SQLite folds its log into its file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

fn postgres_options(url: &str) -> Result<PgConnectOptions> {
    PgConnectOptions::from_str(url)
        // Nearly each statement looks up by keys: one plan is right for all values, and making it anew took longer than running it.
        // No statement runs so long that compiling it could pay.
        .map(|options| options.options([("plan_cache_mode", "force_generic_plan"), ("jit", "off")]))
        .map(|options| options.disable_statement_logging())
        .map_err(|error| Error::Address(format!("the URL of the database: {error}")))
}

async fn postgres_pool(url: &str, connections: u32) -> Result<PgPool> {
    let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(PATIENCE).test_before_acquire(false);
    // A server that was restarted has ended the connections that rest here. One that answered just now is not asked again.
    let pool = pool.before_acquire(|connection, rest| {
        Box::pin(async move {
            if rest.idle_for > TRUSTED {
                connection.ping().await?;
            }
            Ok(true)
        })
    });
    Ok(pool.connect_with(postgres_options(url)?).await?)
}

fn sqlite_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        // A message is on the disk before its author is told so.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("mmap_size", "268435456")
        .row_buffer_size(256)
        .disable_statement_logging()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::either;
    use crate::store::testing::each_database;

    const SLOW: [&str; 3] = ["SELECT 1", "SELECT 1 FROM pg_sleep(600)", "SELECT 1 FROM pg_sleep(0.05)"];

    #[tokio::test]
    async fn a_statement_that_takes_too_long_is_given_up_and_hurts_nobody_after_it() {
        each_database(|store| async move {
            let mut conn = store.impatient(Duration::from_millis(20)).await.expect("a connection");
            let slow: Result<i32> = either!(conn,
                c => sqlx::query_scalar(SLOW[0]).fetch_one(c).await,
                c => sqlx::query_scalar(SLOW[1]).fetch_one(c).await);
            assert_eq!(matches!(slow, Err(Error::TooSlow)), !store.is_file(), "{slow:?}");
            drop(conn);
            for _ in 0..5 {
                let mut conn = store.snapshot().await.expect("a connection");
                let well: Result<i32> = either!(conn,
                    c => sqlx::query_scalar(SLOW[0]).fetch_one(c).await,
                    c => sqlx::query_scalar(SLOW[2]).fetch_one(c).await);
                assert_eq!(well.expect("an answer"), 1);
            }
        })
        .await;
    }
}
