//! One connection, of either database.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

/// A connection to read with. Statements run on it through [`on!`](super::on).
pub struct Conn(pub(super) Inner);

pub(super) enum Inner {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteWrite(Transaction<'static, Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
    PostgresWrite(Transaction<'static, Postgres>),
}

/// The driver's own connection, for [`on!`](super::on) and for the pairs of texts of `dialect`.
pub enum Raw<'c> {
    /// SQLite.
    Sqlite(&'c mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'c mut PgConnection),
}

impl Conn {
    /// The driver's connection.
    pub fn raw(&mut self) -> Raw<'_> {
        match &mut self.0 {
            Inner::SqliteRead(c) => Raw::Sqlite(c),
            Inner::SqliteWrite(c) => Raw::Sqlite(c),
            Inner::PostgresRead(c) => Raw::Postgres(c),
            Inner::PostgresWrite(c) => Raw::Postgres(c),
        }
    }
}
