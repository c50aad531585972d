//! Two databases behind one door: SQLite inside the binary, or PostgreSQL.
//!
//! A statement is one `const` text with `$1`… beside the noun it belongs to, and runs on either through [`on!`]. Callers
//! hold a [`Conn`] (to read) or a [`Tx`] (to write) and do not see which database it is. What differs between the two is
//! in `dialect`.

pub mod backup;
mod conn;
pub mod dialect;
mod error;
#[cfg(test)]
pub mod faults;
mod lock;
mod open;
pub mod schema;
#[cfg(test)]
pub mod testing;
mod tx;

pub use conn::{Conn, Raw};
pub use error::Error;
pub use lock::Lock;
pub use open::{Address, Load, SQLITE_READERS, Store, StoreOptions};
pub use tx::{Ask, Asking, Conclude, Listeners, Publish, Record, Recording, Tx};

/// What the functions of this room return.
pub type Result<T> = std::result::Result<T, Error>;

/// Runs a statement on whichever database a [`Conn`] or [`Tx`] is connected to: the body is compiled once for each.
///
/// `on!(conn, c => sqlx::query(TEXT).bind(id).execute(&mut *c).await)`
macro_rules! on {
    ($conn:expr, $c:ident => $body:expr) => {
        $crate::store::either!($conn, $c => $body, $c => $body)
    };
}
pub(crate) use on;

/// The same where the two databases need two texts: the first body is SQLite's, the second PostgreSQL's.
macro_rules! either {
    ($conn:expr, $sqlite:ident => $on_sqlite:expr, $postgres:ident => $on_postgres:expr) => {
        match $conn.raw() {
            $crate::store::Raw::Sqlite($sqlite) => $on_sqlite.map_err($crate::store::Error::from),
            $crate::store::Raw::Postgres($postgres) => $on_postgres.map_err($crate::store::Error::from),
            #[cfg(test)]
            $crate::store::Raw::Broken(broken) => Err(broken.fail().await),
        }
    };
}
pub(crate) use either;

/// Runs a statement that returns no rows, and says how many it changed.
///
/// `run!(tx, sqlx::query(TEXT).bind(id))`
macro_rules! run {
    ($tx:expr, $query:expr) => {
        $crate::store::on!($tx, c => $query.execute(&mut *c).await.map(|done| done.rows_affected()))
    };
}
pub(crate) use run;
