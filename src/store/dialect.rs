//! The few places where the two databases need two texts.

use sqlx::Executor;

use super::{Conn, Result, Store, Tx, either, on, run};
use crate::store::open::Pools;

/// Ids for `IN`: PostgreSQL takes an array and SQLite a JSON text, so a statement comes as a pair of texts, and the list
/// is bound as its `$1`.
pub fn id_list(ids: &[i64]) -> String {
    let mut text = String::with_capacity(ids.len() * 8 + 2);
    text.push('[');
    for (n, id) in ids.iter().enumerate() {
        if n > 0 {
            text.push(',');
        }
        text.push_str(&id.to_string());
    }
    text.push(']');
    text
}

const TOUCH: &str = "UPDATE company SET created_at = created_at + CAST($1 AS BIGINT)";

impl Store {
    /// Asks the database for anything at all.
    ///
    /// # Errors
    /// What it says instead of answering.
    pub async fn ping(&self) -> Result<()> {
        let mut conn = self.read().await?;
        on!(conn, c => c.execute("SELECT 1").await.map(drop))
    }

    /// Writes as durably as a message, and leaves everything as it is.
    ///
    /// # Errors
    /// Why nothing can be written.
    pub async fn try_to_write(&self) -> Result<()> {
        let mut tx = self.begin().await?;
        // What is written as it was already, SQLite does not write.
        for more in [1_i64, -1] {
            run!(tx, sqlx::query(TOUCH).bind(more))?;
        }
        tx.commit().await
    }

    /// The database and its version, in words.
    ///
    /// # Errors
    /// What the database says.
    pub async fn version(&self) -> Result<String> {
        let mut conn = self.read().await?;
        let version: (&str, String) = either!(conn,
            c => sqlx::query_scalar("SELECT sqlite_version()").fetch_one(c).await.map(|version| ("SQLite", version)),
            c => sqlx::query_scalar("SHOW server_version").fetch_one(c).await.map(|version| ("PostgreSQL", version)))?;
        Ok(format!("{} {}", version.0, version.1))
    }

    /// The bytes that the database takes on its disk.
    ///
    /// # Errors
    /// What the database says.
    pub async fn size(&self) -> Result<i64> {
        let mut conn = self.read().await?;
        either!(conn,
            c => sqlx::query_scalar("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetch_one(c).await,
            c => sqlx::query_scalar("SELECT pg_database_size(current_database())").fetch_one(c).await)
    }

    /// Whether this is SQLite, whose data is a file that lies in the data folder.
    pub fn is_file(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }
}

impl Conn {
    /// Whether this is SQLite, for texts that are made before they are bound.
    pub fn is_file(&self) -> bool {
        !self.is_postgres()
    }
}

/// Runs one of two texts, each with the list of ids as its `$1`, and returns all rows.
///
/// # Errors
/// What the database says.
pub async fn fetch_by_ids<T>(
    conn: &mut Conn,
    sqlite: &'static str,
    postgres: &'static str,
    ids: &[i64],
) -> Result<Vec<T>>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow>
        + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>
        + Send
        + Unpin,
{
    either!(conn,
        c => sqlx::query_as(sqlite).bind(id_list(ids)).fetch_all(c).await,
        c => sqlx::query_as(postgres).bind(ids).fetch_all(c).await)
}

/// The same for texts that have one more number, as their `$2`.
///
/// # Errors
/// What the database says.
pub async fn fetch_by_ids_of<T>(
    conn: &mut Conn,
    (sqlite, postgres): (&'static str, &'static str),
    ids: &[i64],
    of: i64,
) -> Result<Vec<T>>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow>
        + for<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow>
        + Send
        + Unpin,
{
    either!(conn,
        c => sqlx::query_as(sqlite).bind(id_list(ids)).bind(of).fetch_all(c).await,
        c => sqlx::query_as(postgres).bind(ids).bind(of).fetch_all(c).await)
}

/// Runs one of two texts that change rows, each with the list of ids as its `$1` and these numbers from `$2` on; returns
/// how many rows it changed.
///
/// # Errors
/// What the database says.
pub async fn run_by_ids(
    conn: &mut Conn,
    (sqlite, postgres): (&'static str, &'static str),
    ids: &[i64],
    more: &[i64],
) -> Result<u64> {
    either!(conn,
    c => {
        let query = more.iter().fold(sqlx::query(sqlite).bind(id_list(ids)), |query, one| query.bind(one));
        query.execute(c).await.map(|done| done.rows_affected())
    },
    c => {
        let query = more.iter().fold(sqlx::query(postgres).bind(ids), |query, one| query.bind(one));
        query.execute(c).await.map(|done| done.rows_affected())
    })
}

/// "hallways" as a number.
const TURN: i64 = 0x6861_6c6c_7761_7973;
const IN_TURN_OF_POSTGRES: &str = "SELECT pg_advisory_xact_lock($1)";

/// Transactions that ask for this come one after the other from here on: each sees what those before it have committed.
/// SQLite's all do. Who moves people or departments, or changes groups by departments, asks for it before anything but the
/// row of the company: one would else not see whom the other moves, or both would wait for each other's rows.
///
/// # Errors
/// What the database says.
pub async fn in_turn(tx: &mut Tx) -> Result<()> {
    if tx.is_postgres() {
        run!(tx, sqlx::query(IN_TURN_OF_POSTGRES).bind(TURN))?;
    }
    Ok(())
}

const COUNT_ANEW_OF_POSTGRES: &str = "ANALYZE";

/// Has PostgreSQL look again how large its tables are, for who fills one that was small: a statement that it knows already it
/// would go on answering by reading all of the table, as is best for a small one. SQLite plans without.
///
/// # Errors
/// What the database says.
pub async fn count_anew(store: &Store) -> Result<()> {
    let mut tx = store.begin().await?;
    if tx.is_postgres() {
        run!(tx, sqlx::query(COUNT_ANEW_OF_POSTGRES))?;
    }
    tx.commit().await
}
