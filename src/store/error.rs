//! What can go wrong with a database, as far as the answer differs.

use std::sync::Arc;

/// A database that did not do what it was asked. It can be told to several who asked together.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The database may not be written: its file, folder or server is read-only.
    #[error("the database is read-only: {0}")]
    ReadOnly(#[source] Arc<sqlx::Error>),
    /// There is no room left on the disk.
    #[error("the disk of the database is full: {0}")]
    Full(#[source] Arc<sqlx::Error>),
    /// It does not answer: the server is down, the file is missing, all connections are in use.
    #[error("the database does not answer: {0}")]
    Unavailable(#[source] Arc<sqlx::Error>),
    /// A newer Hallway has changed it.
    #[error(
        "the database is newer than this program (it knows migration {0}): start the newer program, or restore a backup"
    )]
    Newer(i64),
    /// A migration that was applied is not the one that this program knows, or was applied in part.
    #[error("migration {0} of the database is not as this program leaves it: restore a backup")]
    Altered(i64),
    /// A migration failed.
    #[error("the database could not be brought up to date: {0}")]
    Migration(#[source] Arc<sqlx::migrate::MigrateError>),
    /// There is a company in it, which a backup would replace.
    #[error("the database already holds a company, and a backup is restored into an empty one only")]
    Inhabited,
    /// Another server uses it.
    #[error("another Hallway already runs on this database ({0}): stop it first")]
    InUse(String),
    /// The address of the database cannot be understood.
    #[error("{0}")]
    Address(String),
    /// A value that has to be unique is there already.
    #[error("already there: {0}")]
    Taken(#[source] Arc<sqlx::Error>),
    /// What was asked takes longer than it may.
    #[error("what the database was asked takes too long")]
    TooSlow,
    /// Anything else.
    #[error("the database failed: {0}")]
    Failed(#[source] Arc<sqlx::Error>),
    /// A file or folder of the database.
    #[error("{0}: {1}")]
    File(String, #[source] Arc<std::io::Error>),
}

impl Error {
    /// Whether the database has said itself that it did not do it. Of anything else it is unclear: the answer may be what was
    /// lost.
    pub fn is_refusal(&self) -> bool {
        match self {
            Error::ReadOnly(_) | Error::Full(_) | Error::Taken(_) | Error::TooSlow => true,
            Error::Failed(error) => matches!(**error, sqlx::Error::Database(_)),
            _ => false,
        }
    }
}

/// PostgreSQL's code for a statement that was given up.
const POSTGRES_CANCELLED: &str = "57014";
/// SQLite's primary result codes (https://sqlite.org/rescode.html).
const SQLITE_READONLY: i64 = 8;
const SQLITE_IOERR: i64 = 10;
const SQLITE_FULL: i64 = 13;
const SQLITE_CANTOPEN: i64 = 14;

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        use sqlx::Error as E;
        match &error {
            // A server that goes while one connects breaks off in the midst of the protocol.
            E::Io(_) | E::Tls(_) | E::Protocol(_) => Error::Unavailable(error.into()),
            E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed => Error::Unavailable(error.into()),
            E::Database(told) if told.is_unique_violation() => Error::Taken(error.into()),
            E::Database(told) if told.code().as_deref() == Some(POSTGRES_CANCELLED) => Error::TooSlow,
            E::Database(told) => match told.code().as_deref().map(code_class) {
                Some(Class::ReadOnly) => Error::ReadOnly(error.into()),
                Some(Class::Full) => Error::Full(error.into()),
                Some(Class::Unavailable) => Error::Unavailable(error.into()),
                _ => Error::Failed(error.into()),
            },
            _ => Error::Failed(error.into()),
        }
    }
}

enum Class {
    ReadOnly,
    Full,
    Unavailable,
    Other,
}

/// PostgreSQL's SQLSTATE (five characters), or SQLite's extended result code (a number).
fn code_class(code: &str) -> Class {
    match code {
        "25006" => Class::ReadOnly,
        "53100" => Class::Full,
        "57P01" | "57P02" | "57P03" | "53300" | "58030" => Class::Unavailable,
        // What a pool in between says of the connection.
        code if code.len() == 5 && code.starts_with("08") => Class::Unavailable,
        code => match code.parse::<i64>().map(|number| number & 0xff) {
            Ok(SQLITE_READONLY) => Class::ReadOnly,
            Ok(SQLITE_FULL) => Class::Full,
            Ok(SQLITE_CANTOPEN | SQLITE_IOERR) => Class::Unavailable,
            _ => Class::Other,
        },
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Error {
        use sqlx::migrate::MigrateError as E;
        match error {
            E::VersionMissing(version) => Error::Newer(version),
            E::VersionMismatch(version) | E::Dirty(version) => Error::Altered(version),
            E::Execute(error) => Error::from(error),
            error => Error::Migration(error.into()),
        }
    }
}
