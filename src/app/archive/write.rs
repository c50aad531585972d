//! Writing an archive, while the server runs.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Counted, Error, FILES, FORMAT, MANIFEST, Manifest, Result, TABLES, schema_of};
use crate::clock::Moment;
use crate::files::{self, Files};
use crate::store::schema::{self, Table};
use crate::store::{Conn, Store, backup, on};

/// Bytes of rows that are gathered before they are written.
const PIECE: usize = 1024 * 1024;

const NAMED: &str = "SELECT name, bytes FROM blobs";

/// Writes everything to a file that is not there yet. It has its name only once it is whole and on the disk. Rows are as
/// they were at one instant; a blob never changes, and is there before a row speaks of it.
///
/// # Errors
/// What database and file system say; then no file is left.
pub async fn write(file: &Path, house: &Store, files: &Files, now: Moment) -> Result<Manifest> {
    if file.exists() {
        return Err(Error::Exists(file.to_owned()));
    }
    let version = house.version().await?;
    let mut conn = house.snapshot().await?;
    let schema = schema_of(&mut conn).await?;
    let tables = schema::tables(schema).await?;
    let names = files.names().map_err(|error| Error::File(FILES.into(), error))?;
    let mut names: BTreeMap<String, u64> = names.into_iter().map(|name| (name, 0)).collect();
    if tables.iter().any(|table| table.name == "blobs") {
        // What no row of this instant names may go while this is written.
        let named: Vec<(String, i64)> = on!(conn, c => sqlx::query_as(NAMED).fetch_all(&mut *c).await)?;
        let named: BTreeMap<String, u64> =
            named.into_iter().map(|(name, bytes)| (name, bytes.unsigned_abs())).collect();
        names.retain(|name, _| !files::has_key(name) || named.contains_key(name));
        if files.has_bucket() {
            names.extend(named);
        }
    }
    let manifest = Manifest {
        format: FORMAT,
        hallway: env!("CARGO_PKG_VERSION").to_owned(),
        schema,
        database: version,
        made_at: now.timestamp().to_string(),
        tables: counted(&mut conn, &tables).await?,
        files: names.len() as u64,
    };
    let mut tar = Tar::create(file, now)?;
    tar.add(MANIFEST, &serde_json::to_vec_pretty(&manifest).unwrap_or_default())?;
    for table in &tables {
        rows(&mut tar, &mut conn, table).await?;
    }
    for (name, bytes) in &names {
        let blob = files.fetch(name, *bytes).await;
        let blob = blob.map_err(|error| Error::File(Path::new(FILES).join(name), error))?;
        tar.add_file(&format!("{FILES}{name}"), &blob)?;
    }
    tar.finish()?;
    Ok(manifest)
}

async fn counted(conn: &mut Conn, tables: &[Table]) -> Result<Vec<Counted>> {
    let mut counted = Vec::with_capacity(tables.len());
    for table in tables {
        let rows = backup::count(conn, table).await?;
        let last_number = backup::last_number(conn, table).await?;
        counted.push(Counted { name: table.name.clone(), rows, last_number });
    }
    Ok(counted)
}

async fn rows(tar: &mut Tar, conn: &mut Conn, table: &Table) -> Result<()> {
    let mut piece = Vec::new();
    let mut number = 0;
    let mut write = |piece: &mut Vec<u8>, tar: &mut Tar| {
        number += 1;
        tar.add(&format!("{TABLES}{}/{number:06}.jsonl", table.name), piece)?;
        piece.clear();
        Ok::<(), Error>(())
    };
    backup::lines::<Error>(conn, table, async |line| {
        piece.extend_from_slice(line);
        if piece.len() < PIECE { Ok(()) } else { write(&mut piece, tar) }
    })
    .await?;
    if piece.is_empty() { Ok(()) } else { write(&mut piece, tar) }
}

/// The archive in the making. Dropped unfinished, it leaves no file.
struct Tar {
    file: PathBuf,
    part: PathBuf,
    tar: Option<tar::Builder<GzEncoder<BufWriter<File>>>>,
    seconds: u64,
}

impl Tar {
    fn create(file: &Path, now: Moment) -> Result<Tar> {
        let mut part = file.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        // It holds the hashes of everybody's passwords.
        let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part);
        let opened = opened.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Error::Unfinished(part.clone()),
            _ => Error::File(part.clone(), error),
        })?;
        let gzip = GzEncoder::new(BufWriter::new(opened), Compression::default());
        let seconds = u64::try_from(now.timestamp().as_second()).unwrap_or(0);
        Ok(Tar { file: file.to_owned(), part, tar: Some(tar::Builder::new(gzip)), seconds })
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.append(name, bytes.len() as u64, bytes)
    }

    fn add_file(&mut self, name: &str, blob: &File) -> Result<()> {
        let length = blob.metadata().map_err(|error| Error::File(name.into(), error))?.len();
        self.append(name, length, blob)
    }

    fn append(&mut self, name: &str, length: u64, bytes: impl std::io::Read) -> Result<()> {
        let mut header = tar::Header::new_gnu();
        header.set_size(length);
        header.set_mode(0o600);
        header.set_mtime(self.seconds);
        match &mut self.tar {
            Some(tar) => {
                tar.append_data(&mut header, name, bytes).map_err(|error| Error::File(self.part.clone(), error))
            }
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Result<()> {
        if let Some(tar) = self.tar.take() {
            let write = || {
                let mut file = tar.into_inner()?.finish()?;
                file.flush()?;
                file.get_ref().sync_all()
            };
            write().map_err(|error| self.told(error))?;
        }
        if self.file.exists() {
            return Err(Error::Exists(self.file.clone()));
        }
        std::fs::rename(&self.part, &self.file).map_err(|error| self.told(error))?;
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| self.told(error))
    }

    fn told(&self, error: std::io::Error) -> Error {
        Error::File(self.part.clone(), error)
    }
}

impl Drop for Tar {
    fn drop(&mut self) {
        // Nothing is there to remove after it has got its name.
        let _ = std::fs::remove_file(&self.part);
    }
}
