//! All rows of all tables as lines of JSON, the same from either database, and back into either.
//!
//! The statements are made of the names that [`schema::tables`](super::schema::tables) reads from our own migrations:
//! nothing of a request, an archive or a row gets into their text, only into their parameters.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{Stream, TryStreamExt};
use serde_json::Value as Json;
use sqlx::{AssertSqlSafe, ColumnIndex, Decode, Executor, Type};

use super::conn::Raw;
use super::open::{Address, Store, StoreOptions};
use super::schema::{self, Kind, MIGRATIONS, Schema, Table};
use super::{Conn, Error, Lock, Result, Tx, either, on, run};

/// Rows of one INSERT, and parameters at most: SQLite takes 32,766 (https://sqlite.org/limits.html), PostgreSQL 65,535.
const ROWS: usize = 200;
const PARAMETERS: usize = 30_000;

/// What one column of one row holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// BIGINT.
    Number(Option<i64>),
    /// TEXT.
    Text(Option<String>),
    /// BYTEA or BLOB.
    Bytes(Option<Vec<u8>>),
    /// BOOLEAN.
    Truth(Option<bool>),
}

/// One row, in the order of the table's columns.
pub type Row = Vec<Value>;

/// How many rows the table has.
///
/// # Errors
/// What the database says.
pub async fn count(conn: &mut Conn, table: &Table) -> Result<i64> {
    let text = format!("SELECT COUNT(*) FROM \"{}\"", table.name);
    on!(conn, c => sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(c).await)
}

const LAST_NUMBER_OF_SQLITE: &str = "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = $1), 0)";
const LAST_NUMBER_OF_POSTGRES: &str =
    "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence(quote_ident($1), $2)::regclass), 0)";

/// The last number that the database gave to a row of the table, which may be gone; `None` if it does not count them.
///
/// # Errors
/// What the database says.
pub async fn last_number(conn: &mut Conn, table: &Table) -> Result<Option<i64>> {
    let Some(column) = table.key.first().filter(|_| table.counted) else { return Ok(None) };
    let last = either!(conn,
        c => sqlx::query_scalar(LAST_NUMBER_OF_SQLITE).bind(&table.name).fetch_one(c).await,
        c => sqlx::query_scalar(LAST_NUMBER_OF_POSTGRES).bind(&table.name).bind(column).fetch_one(c).await)?;
    Ok(Some(last))
}

/// Hands each row to `each` as one line of JSON, an object by column, in the order of the primary key. Rows are read as
/// they are taken: memory does not grow with the table.
///
/// # Errors
/// What the database or `each` says.
pub async fn lines<E: From<Error>>(
    conn: &mut Conn,
    table: &Table,
    each: impl AsyncFnMut(&[u8]) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let columns = names(table.columns.iter().map(|column| &column.name));
    let text = format!("SELECT {columns} FROM \"{}\" ORDER BY {}", table.name, names(&table.key));
    match conn.raw() {
        Raw::Sqlite(c) => drain(sqlx::query(AssertSqlSafe(text)).fetch(c), table, each).await,
        Raw::Postgres(c) => drain(sqlx::query(AssertSqlSafe(text)).fetch(c), table, each).await,
        #[cfg(test)]
        Raw::Broken(broken) => Err(broken.fail().await.into()),
    }
}

fn names<S: std::fmt::Display>(names: impl IntoIterator<Item = S>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}

async fn drain<R, E>(
    mut rows: impl Stream<Item = sqlx::Result<R>> + Unpin,
    table: &Table,
    mut each: impl AsyncFnMut(&[u8]) -> std::result::Result<(), E>,
) -> std::result::Result<(), E>
where
    R: sqlx::Row,
    E: From<Error>,
    usize: ColumnIndex<R>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> String: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> bool: Decode<'r, R::Database> + Type<R::Database>,
{
    let mut line = Vec::new();
    while let Some(row) = rows.try_next().await.map_err(Error::from)? {
        line.clear();
        for (n, column) in table.columns.iter().enumerate() {
            let value = match column.kind {
                Kind::Number => row.try_get::<Option<i64>, _>(n).map(Json::from),
                Kind::Text => row.try_get::<Option<String>, _>(n).map(Json::from),
                Kind::Bytes => {
                    row.try_get::<Option<Vec<u8>>, _>(n).map(|bytes| bytes.map(|b| STANDARD.encode(b)).into())
                }
                Kind::Truth => row.try_get::<Option<bool>, _>(n).map(Json::from),
            };
            line.extend_from_slice(if n == 0 { b"{\"" } else { b",\"" });
            line.extend_from_slice(column.name.as_bytes());
            line.extend_from_slice(b"\":");
            line.extend_from_slice(value.map_err(Error::from)?.to_string().as_bytes());
        }
        line.extend_from_slice(b"}\n");
        each(&line).await?;
    }
    Ok(())
}

impl Table {
    /// The row of a line of [`lines`].
    ///
    /// # Errors
    /// In words, if the line is not one of this table.
    pub fn row(&self, line: &[u8]) -> std::result::Result<Row, String> {
        let mut object: serde_json::Map<String, Json> =
            serde_json::from_slice(line).map_err(|_| "no object of JSON".to_owned())?;
        let mut row = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let json = object.remove(&column.name).ok_or_else(|| format!("no column {}", column.name))?;
            row.push(value(column.kind, json).ok_or_else(|| format!("another kind of value in {}", column.name))?);
        }
        match object.keys().next() {
            Some(other) => Err(format!("a column {other}, which there is not")),
            None => Ok(row),
        }
    }

    /// The number of a row, if the database counts them.
    pub fn number(&self, row: &Row) -> Option<i64> {
        let key = self.key.first().filter(|_| self.counted)?;
        let place = self.columns.iter().position(|column| column.name == *key)?;
        match row.get(place) {
            Some(Value::Number(number)) => *number,
            _ => None,
        }
    }
}

fn value(kind: Kind, json: Json) -> Option<Value> {
    Some(match (kind, json) {
        (Kind::Number, Json::Null) => Value::Number(None),
        (Kind::Text, Json::Null) => Value::Text(None),
        (Kind::Bytes, Json::Null) => Value::Bytes(None),
        (Kind::Truth, Json::Null) => Value::Truth(None),
        (Kind::Number, Json::Number(number)) => Value::Number(Some(number.as_i64()?)),
        (Kind::Text, Json::String(text)) => Value::Text(Some(text)),
        (Kind::Bytes, Json::String(text)) => Value::Bytes(Some(STANDARD.decode(text).ok()?)),
        (Kind::Truth, Json::Bool(truth)) => Value::Truth(Some(truth)),
        _ => return None,
    })
}

impl Store {
    /// Opens a database to restore into, and keeps servers away from it as long as the lock is held. Its schema is the one
    /// after the migration `version`, without a row. Tables of a house that nobody has set up are removed for that.
    ///
    /// # Errors
    /// [`Error::InUse`] if a server runs, [`Error::Inhabited`] if there is a company, [`Error::Newer`] if a newer program
    /// has changed the database; else what the database says.
    pub async fn vacant(address: Address, version: i64) -> Result<(Store, Lock)> {
        let store = Store::connect(address.clone(), StoreOptions { connections: 2 }).await?;
        let lock = store.lock().await?;
        let store = match store.schema().await? {
            Schema::None => store,
            Schema::Newer(version) => return Err(Error::Newer(version)),
            Schema::Altered(version) => return Err(Error::Altered(version)),
            Schema::At(_) if store.has_company().await? => return Err(Error::Inhabited),
            Schema::At(version) => store.cleared(version).await?,
        };
        store.migrate_to(version).await?;
        Ok((store, lock))
    }

    /// Opens a database to take everything out of: nothing of it is changed, and no server may run on it meanwhile.
    ///
    /// # Errors
    /// [`Error::InUse`] if a server runs; [`Error::Address`] if there is no such database; else what the database says.
    pub async fn resting(address: Address) -> Result<(Store, Lock)> {
        let store = Store::look(address).await?;
        let store = store.ok_or_else(|| Error::Address("there is no database to take along".to_owned()))?;
        let lock = store.lock().await?;
        Ok((store, lock))
    }

    /// The database without our tables.
    async fn cleared(self, version: i64) -> Result<Store> {
        let Address::Sqlite(file) = self.address().clone() else {
            let tables = schema::tables(version).await?;
            let ours = tables.iter().map(|table| &*table.name).chain(schema::MADE_OF_OTHERS).chain([MIGRATIONS]);
            let text = format!("DROP TABLE IF EXISTS {}", names(ours));
            let mut tx = self.begin().await?;
            on!(tx, c => c.execute(AssertSqlSafe(text)).await.map(drop))?;
            tx.commit().await?;
            return Ok(self);
        };
        self.close().await;
        std::fs::remove_file(&file).map_err(|error| Error::File(file.display().to_string(), error.into()))?;
        Store::connect(Address::Sqlite(file), StoreOptions::default()).await
    }
}

/// Rows on their way into a database, in one transaction. Dropped without [`finish`](Loading::finish), it leaves nothing.
pub struct Loading {
    tx: Tx,
    /// Foreign keys of PostgreSQL that wait for the end: (table, constraint).
    waiting: Vec<(String, String)>,
    /// Whether the schema knows an index of words, which no backup holds.
    has_words: bool,
}

const FOREIGN_KEYS_OF_POSTGRES: &str = "SELECT conname::text FROM pg_constraint WHERE contype = 'f' \
    AND conrelid = quote_ident($1)::regclass AND confrelid = quote_ident($2)::regclass";
const FORGET_NUMBER_OF_SQLITE: &str = "DELETE FROM sqlite_sequence WHERE name = $1";
const SET_NUMBER_OF_SQLITE: &str = "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)";
const SET_NUMBER_OF_POSTGRES: &str =
    "SELECT setval(pg_get_serial_sequence(quote_ident($1), $2)::regclass, GREATEST($3, 1), $3 > 0)";
const WORDS_ANEW: &str =
    "INSERT INTO search_progress (id, from_message_id) SELECT 1, MAX(id) + 1 FROM messages WHERE TRUE
    HAVING COUNT(*) > 0 ON CONFLICT (id) DO UPDATE SET from_message_id = excluded.from_message_id";
const NEW_EPOCH: &str = "UPDATE company SET epoch = $1";

/// Has the words of all messages put into the index of search once more: they were written past it. The server does that while it runs.
///
/// # Errors
/// What the database says.
pub async fn words_anew(tx: &mut Tx) -> Result<()> {
    run!(tx, sqlx::query(WORDS_ANEW)).map(drop)
}

impl Loading {
    /// Begins to fill these tables, in this order. Foreign keys to what comes later, or to the same table, are checked at
    /// the end.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin(store: &Store, tables: &[Table]) -> Result<Loading> {
        let mut tx = store.begin().await?;
        let mut waiting = Vec::new();
        if tx.is_postgres() {
            for (table, other) in backward(tables) {
                let keys = either!(tx,
                    _c => Ok::<Vec<String>, Error>(Vec::new()),
                    c => sqlx::query_scalar(FOREIGN_KEYS_OF_POSTGRES).bind(table).bind(other).fetch_all(c).await)?;
                waiting.extend(keys.into_iter().map(|key| (table.to_owned(), key)));
            }
        } else {
            run!(tx, sqlx::query("PRAGMA defer_foreign_keys = ON"))?;
        }
        let has_words = tables.iter().any(|table| table.name == "search_progress");
        let mut loading = Loading { tx, waiting, has_words };
        loading.defer("DEFERRABLE INITIALLY DEFERRED").await?;
        Ok(loading)
    }

    async fn defer(&mut self, how: &str) -> Result<()> {
        for (table, key) in &self.waiting {
            let text = format!("ALTER TABLE \"{table}\" ALTER CONSTRAINT \"{key}\" {how}");
            on!(self.tx, c => c.execute(AssertSqlSafe(text)).await.map(drop))?;
        }
        Ok(())
    }

    /// Inserts rows with the numbers that they have.
    ///
    /// # Errors
    /// What the database says, foreign keys included.
    pub async fn insert(&mut self, table: &Table, rows: &[Row]) -> Result<()> {
        let most = ROWS.min(PARAMETERS / table.columns.len().max(1)).max(1);
        for batch in rows.chunks(most) {
            let text = insert_text(table, batch.len(), self.tx.is_postgres());
            on!(self.tx, c => {
                let mut query = sqlx::query(AssertSqlSafe(text));
                for value in batch.iter().flatten() {
                    query = match value {
                        Value::Number(number) => query.bind(number),
                        Value::Text(text) => query.bind(text),
                        Value::Bytes(bytes) => query.bind(bytes),
                        Value::Truth(truth) => query.bind(truth),
                    };
                }
                query.execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Says which number of the table was given last, so that none is given twice.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count_on(&mut self, table: &Table, last: i64) -> Result<()> {
        let Some(column) = table.key.first().filter(|_| table.counted) else { return Ok(()) };
        if self.tx.is_postgres() {
            run!(self.tx, sqlx::query(SET_NUMBER_OF_POSTGRES).bind(&table.name).bind(column).bind(last))?;
        } else {
            run!(self.tx, sqlx::query(FORGET_NUMBER_OF_SQLITE).bind(&table.name))?;
            run!(self.tx, sqlx::query(SET_NUMBER_OF_SQLITE).bind(&table.name).bind(last))?;
        }
        Ok(())
    }

    /// Begins a new epoch, in which the revisions that open pages remember mean nothing, checks what is left to check, and
    /// commits.
    ///
    /// # Errors
    /// What the database says; then nothing is left of the rows.
    pub async fn finish(mut self, epoch: &str) -> Result<()> {
        if self.has_words {
            words_anew(&mut self.tx).await?;
        }
        on!(self.tx, c => sqlx::query(NEW_EPOCH).bind(epoch).execute(c).await.map(drop))?;
        if !self.waiting.is_empty() {
            on!(self.tx, c => c.execute("SET CONSTRAINTS ALL IMMEDIATE").await.map(drop))?;
            self.defer("NOT DEFERRABLE").await?;
        }
        self.tx.commit().await
    }
}

/// The foreign keys that point to a table that is not filled before: (table, where it points to).
fn backward(tables: &[Table]) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for (n, table) in tables.iter().enumerate() {
        let before = &tables[..n];
        let later = table.points_to.iter().filter(|other| before.iter().all(|table| table.name != **other));
        found.extend(later.map(|other| (table.name.as_str(), other.as_str())));
    }
    found
}

fn insert_text(table: &Table, rows: usize, is_postgres: bool) -> String {
    let columns = names(table.columns.iter().map(|column| &column.name));
    // PostgreSQL gives numbers itself and takes others only if it is told that this is meant.
    let overriding = if is_postgres && table.counted { " OVERRIDING SYSTEM VALUE" } else { "" };
    let width = table.columns.len();
    let row = |n: usize| {
        let parameters: Vec<String> = (1..=width).map(|place| format!("${}", n * width + place)).collect();
        format!("({})", parameters.join(","))
    };
    let values: Vec<String> = (0..rows).map(row).collect();
    format!("INSERT INTO \"{}\" ({columns}){overriding} VALUES {}", table.name, values.join(","))
}

#[cfg(test)]
#[path = "backup_tests.rs"]
mod tests;
