//! The house in one file: a tar of a manifest, all rows of all tables, and all blobs, compressed by gzip.
//!
//! ```text
//! manifest.json                  what it is, and how much of everything there has to be
//! tables/NAME/000001.jsonl       rows of a table, one JSON object a line, in pieces of about a megabyte
//! files/NAME                     blobs, under the hash of their content
//! ```
//!
//! The pieces keep memory bounded: an entry of a tar begins with its length. Why not the database's own copy:
//! docs/decisions/0005-backup-format.md.

mod carry;
mod read;
mod write;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::store::schema::{self, Schema};
use crate::store::{self, Conn};

pub use carry::carry;
pub use read::Archive;
pub use write::write;

/// What this program writes, and the newest that it reads.
const FORMAT: u64 = 1;
const MANIFEST: &str = "manifest.json";
const TABLES: &str = "tables/";
const FILES: &str = "files/";

/// What an archive says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Of the archive itself.
    pub format: u64,
    /// The version of the program that made it.
    pub hallway: String,
    /// The last migration of the database that it was made of.
    pub schema: i64,
    /// The kind of that database, in words.
    pub database: String,
    /// When, as RFC 3339 writes it, in UTC.
    pub made_at: String,
    /// Each table once.
    pub tables: Vec<Counted>,
    /// How many blobs.
    pub files: u64,
}

/// How much of a table there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Its name.
    pub name: String,
    /// Its rows.
    pub rows: i64,
    /// The last number that was given to a row, if they are counted: it is never given again.
    pub last_number: Option<i64>,
}

impl Manifest {
    /// The rows of all tables.
    pub fn rows(&self) -> i64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What would have been overwritten.
    #[error("{} is there already: name another file, or remove it", .0.display())]
    Exists(PathBuf),
    /// What another backup writes, or left when it was killed.
    #[error("{} is there: another backup is running, or one was killed; if none is, remove it", .0.display())]
    Unfinished(PathBuf),
    /// There are no tables to back up.
    #[error("there is nothing to take along: the database is empty")]
    Nothing,
    /// A file or folder.
    #[error("{}: {}", .0.display(), .1)]
    File(PathBuf, #[source] std::io::Error),
    /// A newer program made the archive.
    #[error("the archive was made by Hallway {0}, which is newer than this program: restore it with that one")]
    Newer(String),
    /// It is not as it was written.
    #[error("the archive is broken, and nothing was restored: {0}")]
    Broken(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What the functions of this room return.
pub type Result<T> = std::result::Result<T, Error>;

/// The last migration of a database that this program understands.
async fn schema_of(conn: &mut Conn) -> Result<i64> {
    match schema::read(conn).await? {
        Schema::At(schema) => Ok(schema),
        Schema::None => Err(Error::Nothing),
        Schema::Newer(version) => Err(store::Error::Newer(version).into()),
        Schema::Altered(version) => Err(store::Error::Altered(version).into()),
    }
}
