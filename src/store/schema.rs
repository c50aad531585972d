//! The schema: which migrations a database has seen, and which tables each of them left.

use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, SqliteConnection};

use super::open::{Pools, Store};
use super::{Conn, Result, either, on};

static SQLITE: Migrator = sqlx::migrate!("./migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("./migrations/postgres");

/// Tables that are made of others: only PostgreSQL has them as tables, SQLite's are virtual. No backup holds them.
pub(super) const MADE_OF_OTHERS: [&str; 1] = ["message_words"];

/// sqlx's own table of what it has applied.
pub(super) const MIGRATIONS: &str = "_sqlx_migrations";
const HAS_MIGRATIONS_OF_SQLITE: &str = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '_sqlx_migrations')";
const HAS_MIGRATIONS_OF_POSTGRES: &str = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
const APPLIED: &str = "SELECT version, success, checksum FROM _sqlx_migrations ORDER BY version";
const COMPANIES: &str = "SELECT COUNT(*) FROM company";

/// The newest migration that this program knows.
pub fn newest() -> i64 {
    SQLITE.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// How far a database has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// It has no tables of ours.
    None,
    /// It is ours, up to this migration; older than [`newest`] means that the next start brings it up to date.
    At(i64),
    /// A newer program has changed it: it knows this migration and we do not.
    Newer(i64),
    /// This migration was applied in part, or was another one.
    Altered(i64),
}

impl Store {
    /// How far the database has come.
    ///
    /// # Errors
    /// What the database says.
    pub async fn schema(&self) -> Result<Schema> {
        read(&mut self.read().await?).await
    }

    /// Whether the company is set up.
    ///
    /// # Errors
    /// What the database says, also if it has no tables yet.
    pub async fn has_company(&self) -> Result<bool> {
        let mut conn = self.read().await?;
        let companies: i64 = on!(conn, c => sqlx::query_scalar(COMPANIES).fetch_one(c).await)?;
        Ok(companies > 0)
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// [`Error::Newer`](super::Error::Newer) if a newer program has changed it; else what the database says.
    pub async fn migrate(&self) -> Result<()> {
        self.migrate_to(newest()).await
    }

    /// Brings the schema up to this migration, and not further.
    pub(super) async fn migrate_to(&self, version: i64) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { write, .. } => SQLITE.run_to(version, write).await?,
            Pools::Postgres(pool) => POSTGRES.run_to(version, pool).await?,
        }
        Ok(())
    }
}

/// How far the database of the connection has come, as the connection sees it.
///
/// # Errors
/// What the database says.
pub async fn read(conn: &mut Conn) -> Result<Schema> {
    let known: &Migrator = if conn.is_postgres() { &POSTGRES } else { &SQLITE };
    let has: bool = either!(conn,
        c => sqlx::query_scalar(HAS_MIGRATIONS_OF_SQLITE).fetch_one(c).await,
        c => sqlx::query_scalar(HAS_MIGRATIONS_OF_POSTGRES).fetch_one(c).await)?;
    if !has {
        return Ok(Schema::None);
    }
    let applied: Vec<(i64, bool, Vec<u8>)> = on!(conn, c => sqlx::query_as(APPLIED).fetch_all(c).await)?;
    let mut at = Schema::None;
    for (version, success, checksum) in applied {
        match known.iter().find(|migration| migration.version == version) {
            None => return Ok(Schema::Newer(version)),
            Some(migration) if !success || *migration.checksum != checksum => return Ok(Schema::Altered(version)),
            Some(_) => at = Schema::At(version),
        }
    }
    Ok(at)
}

/// What a column holds, on either database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// BIGINT.
    Number,
    /// TEXT.
    Text,
    /// BYTEA or BLOB.
    Bytes,
    /// BOOLEAN.
    Truth,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

/// A table that holds data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The columns of its primary key.
    pub key: Vec<String>,
    /// Whether the database counts its key up and never gives a number twice.
    pub counted: bool,
    /// The tables that its foreign keys point to.
    pub points_to: Vec<String>,
}

// The schema of SQLite, whose types tell all; that PostgreSQL's is the same is a test's affair. A virtual table and its
// shadows are made of others.
const TABLES_OF_SQLITE: &str = "SELECT s.name, s.sql LIKE '%AUTOINCREMENT%' FROM sqlite_schema s \
    JOIN pragma_table_list(s.name) l ON l.schema = 'main' WHERE s.type = 'table' AND l.type = 'table' \
    AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND s.name <> $1 ORDER BY s.rowid";
// Generated columns are hidden: the database makes them.
const COLUMNS_OF_SQLITE: &str = "SELECT name, type, pk FROM pragma_table_xinfo($1) WHERE hidden = 0 ORDER BY cid";
const POINTS_TO_OF_SQLITE: &str = "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1)";

/// The tables as they were after this migration, each after those that it points to, as far as that can be.
///
/// # Errors
/// What SQLite says, which makes the schema in memory to look at it.
pub async fn tables(version: i64) -> Result<Vec<Table>> {
    let memory = SqliteConnectOptions::new().in_memory(true).disable_statement_logging();
    let mut conn = memory.connect().await?;
    SQLITE.run_to(version, &mut conn).await?;
    let names: Vec<(String, bool)> = sqlx::query_as(TABLES_OF_SQLITE).bind(MIGRATIONS).fetch_all(&mut conn).await?;
    let mut tables = Vec::new();
    for (name, counted) in names {
        tables.push(table(&mut conn, name, counted).await?);
    }
    Ok(ordered(tables))
}

async fn table(conn: &mut SqliteConnection, name: String, counted: bool) -> Result<Table> {
    let found: Vec<(String, String, i64)> = sqlx::query_as(COLUMNS_OF_SQLITE).bind(&name).fetch_all(&mut *conn).await?;
    let points_to: Vec<String> = sqlx::query_scalar(POINTS_TO_OF_SQLITE).bind(&name).fetch_all(&mut *conn).await?;
    let mut key: Vec<(i64, String)> =
        found.iter().filter(|(_, _, place)| *place > 0).map(|(name, _, place)| (*place, name.clone())).collect();
    key.sort();
    let kind = |text: &str| match text {
        "BIGINT" | "INTEGER" => Kind::Number,
        "BLOB" => Kind::Bytes,
        "BOOLEAN" => Kind::Truth,
        _ => Kind::Text,
    };
    let columns = found.into_iter().map(|(name, of, _)| Column { name, kind: kind(&of) }).collect();
    Ok(Table { name, columns, key: key.into_iter().map(|(_, name)| name).collect(), counted, points_to })
}

/// Those that are pointed to first; a circle is cut where it is entered.
fn ordered(mut tables: Vec<Table>) -> Vec<Table> {
    let mut done = Vec::with_capacity(tables.len());
    while let Some(table) = (!tables.is_empty()).then(|| tables.remove(0)) {
        put(table, &mut tables, &mut done);
    }
    done
}

/// Puts what the table points to before it.
fn put(table: Table, waiting: &mut Vec<Table>, done: &mut Vec<Table>) {
    for name in &table.points_to {
        if let Some(place) = waiting.iter().position(|other| other.name == *name) {
            let other = waiting.remove(place);
            put(other, waiting, done);
        }
    }
    done.push(table);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointing(name: &str, to: &[&str]) -> Table {
        let points_to = to.iter().map(|name| (*name).to_owned()).collect();
        Table { name: name.to_owned(), columns: Vec::new(), key: Vec::new(), counted: false, points_to }
    }

    #[test]
    fn tables_come_after_those_they_point_to_and_circles_end() {
        let tables = vec![
            pointing("members", &["chats", "users"]),
            pointing("departments", &["departments", "users"]),
            pointing("users", &["departments"]),
            pointing("chats", &[]),
        ];
        let names: Vec<String> = ordered(tables).into_iter().map(|table| table.name).collect();
        assert_eq!(names, ["chats", "departments", "users", "members"]);
    }

    #[tokio::test]
    async fn the_tables_of_each_migration_are_known() {
        let first = tables(1).await.expect("the schema");
        assert!(first.iter().all(|table| table.name != "messages"));
        let all = tables(newest()).await.expect("the schema");
        let sessions = all.iter().find(|table| table.name == "sessions").expect("its table");
        assert!(sessions.counted);
        assert_eq!((&sessions.key, &sessions.points_to), (&vec!["id".to_owned()], &vec!["users".to_owned()]));
        let kind = |name| sessions.columns.iter().find(|column| column.name == name).map(|column| column.kind);
        assert_eq!(kind("id"), Some(Kind::Number));
        assert_eq!(kind("token_hash"), Some(Kind::Bytes));
        assert_eq!(kind("agent"), Some(Kind::Text));
        assert_eq!(kind("kept"), Some(Kind::Truth));
        let members = all.iter().find(|table| table.name == "members").expect("its table");
        assert_eq!((members.counted, members.key.len()), (false, 2));
    }
}
