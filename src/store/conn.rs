//! One connection, of either database.

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

/// A connection to read with. Statements run on it through [`on!`](super::on).
pub struct Conn(pub(super) Inner);

pub(super) enum Inner {
    Sqlite(PoolConnection<Sqlite>),
    SqliteTx(Transaction<'static, Sqlite>),
    Postgres(PoolConnection<Postgres>),
    PostgresTx(Transaction<'static, Postgres>),
}

/// The driver's own connection, for [`on!`](super::on) and [`either!`](super::either).
pub enum Raw<'c> {
    /// SQLite.
    Sqlite(&'c mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'c mut PgConnection),
    /// One whose next statement fails.
    #[cfg(test)]
    Broken(super::faults::Broken<'c>),
}

impl Conn {
    /// The driver's connection, for one statement.
    pub fn raw(&mut self) -> Raw<'_> {
        let inner = &mut self.0;
        #[cfg(test)]
        let inner = match super::faults::broken(inner) {
            Ok(broken) => return Raw::Broken(broken),
            Err(whole) => whole,
        };
        match inner {
            Inner::Sqlite(c) => Raw::Sqlite(c),
            Inner::SqliteTx(c) => Raw::Sqlite(c),
            Inner::Postgres(c) => Raw::Postgres(c),
            Inner::PostgresTx(c) => Raw::Postgres(c),
        }
    }

    /// Whether it is one to PostgreSQL.
    pub(super) fn is_postgres(&self) -> bool {
        matches!(self.0, Inner::Postgres(_) | Inner::PostgresTx(_))
    }
}
