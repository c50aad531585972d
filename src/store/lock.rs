//! One server a database: a second one would keep its own sockets and never hear of the first one's messages.

use std::fs::{File, OpenOptions, TryLockError};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};

use super::open::{Address, Store};
use super::{Error, Result};

/// "hallway" as a number: the key of PostgreSQL's advisory lock.
const KEY: i64 = 0x0068_616c_6c77_6179;
const TRY: &str = "SELECT pg_try_advisory_lock($1)";
/// PostgreSQL needs a moment to notice that a killed server is gone, and who restarts it does not wait.
const TRIES: u32 = 30;
const AGAIN: Duration = Duration::from_millis(100);
/// How often the lock's connection is tried.
const WATCH: Duration = Duration::from_secs(10);

/// Held while a server runs.
pub enum Lock {
    /// The lock file beside the SQLite file; the operating system lets it go when the process ends.
    File(File),
    /// The connection that holds PostgreSQL's advisory lock.
    Connection(Box<PgConnection>),
}

impl Store {
    /// Takes the database for this server alone.
    ///
    /// # Errors
    /// [`Error::InUse`] if another server has it.
    pub async fn lock(&self) -> Result<Lock> {
        match self.address() {
            Address::Sqlite(file) => {
                let beside = file.with_extension("lock");
                let told = |error| Error::File(beside.display().to_string(), error);
                let lock = OpenOptions::new().create(true).truncate(false).write(true).open(&beside).map_err(told)?;
                match lock.try_lock() {
                    Ok(()) => Ok(Lock::File(lock)),
                    Err(TryLockError::WouldBlock) => Err(Error::InUse(file.display().to_string())),
                    Err(TryLockError::Error(error)) => Err(told(error)),
                }
            }
            Address::Postgres(url) => {
                let options: PgConnectOptions = url.parse()?;
                let host =
                    format!("{}:{}/{}", options.get_host(), options.get_port(), options.get_database().unwrap_or(""));
                let mut connection = options.disable_statement_logging().connect().await?;
                for _ in 0..TRIES {
                    if sqlx::query_scalar(TRY).bind(KEY).fetch_one(&mut connection).await? {
                        return Ok(Lock::Connection(Box::new(connection)));
                    }
                    tokio::time::sleep(AGAIN).await;
                }
                Err(Error::InUse(host))
            }
        }
    }
}

impl Lock {
    /// Waits until the lock is lost, which happens to PostgreSQL's when its connection breaks. Never for a file.
    pub async fn lost(&mut self) {
        match self {
            Lock::File(_) => std::future::pending().await,
            Lock::Connection(connection) => loop {
                tokio::time::sleep(WATCH).await;
                match tokio::time::timeout(WATCH, connection.ping()).await {
                    Ok(Ok(())) => {}
                    Ok(Err(_)) | Err(_) => return,
                }
            },
        }
    }
}
