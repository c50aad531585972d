//! One server a database: a second one would keep its own sockets and never hear of the first one's messages.

use std::fs::{File, OpenOptions, TryLockError};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};

use super::open::{Address, Store};
use super::{Error, Result};

/// "hallway" as a number: the key of PostgreSQL's advisory lock.
const KEY: i64 = 0x0068_616c_6c77_6179;
/// The number of the connection's process on the server, if it has the lock now.
const TRY: &str = "SELECT pg_backend_pid() FROM (SELECT pg_try_advisory_lock($1) AS taken) AS t WHERE taken";
/// Ends the process of this number if it is the one that holds the lock.
const LET_GO_OF_POSTGRES: &str =
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1
    AND (classid::bigint << 32 | objid::bigint) = $1 AND pid = $2 AND database =
    (SELECT oid FROM pg_database WHERE datname = current_database())";
/// PostgreSQL needs a moment to notice that a killed server is gone, and who restarts it does not wait.
const TRIES: u32 = 30;
const AGAIN: Duration = Duration::from_millis(100);
/// How often the lock's connection is tried.
const WATCH: Duration = Duration::from_secs(5);

/// Held while a server runs.
pub enum Lock {
    /// The lock file beside the SQLite file; the operating system lets it go when the process ends.
    File(File),
    /// What holds PostgreSQL's advisory lock.
    Holder(Box<Holder>),
}

/// A connection that holds PostgreSQL's advisory lock.
pub struct Holder {
    connection: PgConnection,
    options: PgConnectOptions,
    /// The number of the connection's process on the server.
    process: i32,
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
                let told = |error: std::io::Error| Error::File(beside.display().to_string(), error.into());
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
                let options = options.disable_statement_logging();
                let mut connection = options.connect().await?;
                let process = take(&mut connection).await?.ok_or(Error::InUse(host))?;
                Ok(Lock::Holder(Box::new(Holder { connection, options, process })))
            }
        }
    }
}

/// Takes the lock: the process that holds it. `None` if another server has it.
async fn take(connection: &mut PgConnection) -> Result<Option<i32>> {
    for _ in 0..TRIES {
        if let Some(process) = sqlx::query_scalar(TRY).bind(KEY).fetch_optional(&mut *connection).await? {
            return Ok(Some(process));
        }
        tokio::time::sleep(AGAIN).await;
    }
    Ok(None)
}

impl Lock {
    /// Waits until another server has the lock. Never for a file. PostgreSQL's goes with its connection, when the database
    /// is restarted or the network breaks: then it is taken again as soon as the database answers.
    pub async fn lost(&mut self) {
        match self {
            Lock::File(_) => std::future::pending().await,
            Lock::Holder(holder) => loop {
                tokio::time::sleep(WATCH).await;
                let alive = tokio::time::timeout(WATCH, holder.connection.ping()).await;
                if matches!(alive, Ok(Ok(()))) {
                    continue;
                }
                tracing::warn!("the connection that holds the lock on the database is lost");
                if !holder.take_again().await {
                    return;
                }
                tracing::warn!("the lock on the database is held again");
            },
        }
    }
}

impl Holder {
    /// Tries until the database answers. False if another server has the lock.
    async fn take_again(&mut self) -> bool {
        loop {
            match tokio::time::timeout(WATCH, self.try_again()).await {
                Ok(Ok(taken)) => return taken,
                Ok(Err(error)) => tracing::warn!(%error, "the lock on the database cannot be taken yet"),
                Err(_) => tracing::warn!("the lock on the database cannot be taken yet"),
            }
            tokio::time::sleep(WATCH / 10).await;
        }
    }

    async fn try_again(&mut self) -> Result<bool> {
        let mut connection = self.options.connect().await?;
        // The database may not have noticed yet that the connection is gone.
        sqlx::query(LET_GO_OF_POSTGRES).bind(KEY).bind(self.process).execute(&mut connection).await?;
        let Some(process) = take(&mut connection).await? else { return Ok(false) };
        (self.connection, self.process) = (connection, process);
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Database;

    async fn holder(store: &Store) -> Box<Holder> {
        match store.lock().await {
            Ok(Lock::Holder(holder)) => holder,
            Ok(Lock::File(_)) => panic!("a file"),
            Err(error) => panic!("{error}"),
        }
    }

    #[tokio::test]
    async fn postgresql_lets_go_of_a_connection_that_it_does_not_miss_and_of_no_other() {
        let database = Database::postgres().await;
        let store = database.open().await;
        let mut first = holder(&store).await;
        let before = first.process;
        assert!(first.try_again().await.expect("an answer"), "the old connection still holds it");
        assert_ne!(first.process, before);
        let ended = sqlx::query(LET_GO_OF_POSTGRES).bind(KEY).bind(first.process).execute(&mut first.connection).await;
        assert!(ended.is_err(), "it ended itself");
        let second = holder(&store).await;
        assert!(!first.try_again().await.expect("an answer"), "another one has it");
        drop(second);
        store.close().await;
    }
}
