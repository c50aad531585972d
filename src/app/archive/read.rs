//! Reading an archive: once to see that it is whole, and once to restore it.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use flate2::read::GzDecoder;

use super::{Error, FILES, FORMAT, MANIFEST, Manifest, Result, TABLES};
use crate::files::{self, Files};
use crate::store::backup::{Loading, Row};
use crate::store::schema::{self, Table};
use crate::store::{Address, Store};

/// Bytes of a manifest or of a piece of a table that are read: what is longer was not written by us.
const MOST: u64 = 64 * 1024 * 1024;

/// An archive that was read from its first to its last byte and found whole.
#[derive(Debug)]
pub struct Archive {
    file: File,
    manifest: Manifest,
    tables: Vec<Table>,
}

impl Archive {
    /// Opens an archive and checks it: what is compressed, packed and said of it, every row, and the content of every blob.
    ///
    /// # Errors
    /// [`Error::Newer`] if this program is too old for it, [`Error::Broken`] if it is not as it was written.
    pub async fn open(path: &Path) -> Result<Archive> {
        let file = File::open(path).map_err(|error| Error::File(path.to_owned(), error))?;
        let manifest = manifest(&file)?;
        let tables = schema::tables(manifest.schema).await?;
        let archive = Archive { file, manifest, tables };
        archive.check()?;
        Ok(archive)
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    fn check(&self) -> Result<()> {
        let mut tar = tar(&self.file)?;
        let mut seen = Seen::default();
        for entry in tar.entries().map_err(broken)? {
            let mut entry = entry.map_err(broken)?;
            match Item::of(&mut entry, &self.tables)? {
                Item::Manifest => seen.manifests += 1,
                Item::Rows(place, rows) => seen.rows(&self.tables[place], &rows),
                Item::Blob(name) if files::is_named_by(&name, &files::name_of(&mut entry).map_err(broken)?) => {
                    seen.blobs += 1
                }
                Item::Blob(name) => return Err(Error::Broken(format!("{FILES}{name} has another content"))),
            }
        }
        // gzip's checksum comes last.
        std::io::copy(&mut tar.into_inner(), &mut std::io::sink()).map_err(broken)?;
        seen.compare(&self.manifest, &self.tables)
    }

    /// Restores it into an empty database and its data folder, under a new epoch, and brings the schema up to date.
    ///
    /// # Errors
    /// What [`Store::vacant`], the database and the file system say. Before the last step, all rows are there or none is.
    pub async fn restore(&self, address: Address, files: &Files, epoch: &str) -> Result<()> {
        let (store, lock) = Store::vacant(address, self.manifest.schema).await?;
        let mut kept = Vec::new();
        let loaded = self.load(&store, files, epoch, &mut kept).await;
        if loaded.is_err() {
            for name in kept {
                // What stays is a blob that nothing speaks of, and the first error is the one to tell.
                let _ = files.take_away(&name).await;
            }
        }
        let outcome = match loaded {
            Ok(()) => store.migrate().await.map_err(Error::from),
            Err(error) => Err(error),
        };
        store.close().await;
        drop(lock);
        outcome
    }

    async fn load(&self, store: &Store, files: &Files, epoch: &str, kept: &mut Vec<String>) -> Result<()> {
        let mut loading = Loading::begin(store, &self.tables).await?;
        let mut tar = tar(&self.file)?;
        for entry in tar.entries().map_err(broken)? {
            let mut entry = entry.map_err(broken)?;
            match Item::of(&mut entry, &self.tables)? {
                Item::Manifest => {}
                Item::Rows(place, rows) => loading.insert(&self.tables[place], &rows).await?,
                Item::Blob(name) => {
                    let told = |error| Error::File(Path::new(FILES).join(&name), error);
                    let is_new = files.keep(&name, &mut entry).map_err(told)?;
                    if is_new {
                        kept.push(name.clone());
                        files.send(&name).await.map_err(told)?;
                    }
                }
            }
        }
        for (table, counted) in self.tables.iter().zip(&self.manifest.tables) {
            loading.count_on(table, counted.last_number.unwrap_or(0)).await?;
        }
        Ok(loading.finish(epoch).await?)
    }
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::Broken(error.to_string())
}

type Gzip = GzDecoder<BufReader<File>>;

fn tar(file: &File) -> Result<tar::Archive<Gzip>> {
    let mut file = file.try_clone().map_err(broken)?;
    file.rewind().map_err(broken)?;
    Ok(tar::Archive::new(GzDecoder::new(BufReader::new(file))))
}

/// The manifest, which is the first entry.
fn manifest(file: &File) -> Result<Manifest> {
    let mut tar = tar(file)?;
    let first = tar.entries().map_err(broken)?.next();
    let mut entry = first.ok_or_else(|| Error::Broken("it is empty".to_owned()))?.map_err(broken)?;
    if entry.path().map_err(broken)?.to_str() != Some(MANIFEST) {
        return Err(Error::Broken(format!("it does not begin with {MANIFEST}")));
    }
    let json: serde_json::Value = serde_json::from_slice(&whole(&mut entry)?).map_err(broken)?;
    let by = json["hallway"].as_str().unwrap_or("?").to_owned();
    // A later format may say everything else in another way.
    if json["format"].as_u64().is_some_and(|format| format > FORMAT) {
        return Err(Error::Newer(by));
    }
    let manifest: Manifest = serde_json::from_value(json).map_err(broken)?;
    match manifest.schema > schema::newest() {
        true => Err(Error::Newer(by)),
        false => Ok(manifest),
    }
}

fn whole(entry: &mut impl Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    entry.take(MOST + 1).read_to_end(&mut bytes).map_err(broken)?;
    match bytes.len() as u64 > MOST {
        true => Err(Error::Broken("an entry is too long".to_owned())),
        false => Ok(bytes),
    }
}

/// What an entry is.
enum Item {
    Manifest,
    /// Rows of the table at this place.
    Rows(usize, Vec<Row>),
    /// A blob, which is still to be read.
    Blob(String),
}

impl Item {
    fn of(entry: &mut tar::Entry<'_, impl Read>, tables: &[Table]) -> Result<Item> {
        let path = entry.path().map_err(broken)?.to_string_lossy().into_owned();
        if path == MANIFEST {
            return Ok(Item::Manifest);
        }
        if let Some(name) = path.strip_prefix(FILES).filter(|name| files::is_name(name)) {
            return Ok(Item::Blob(name.to_owned()));
        }
        let table = path.strip_prefix(TABLES).and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let Some(place) = tables.iter().position(|known| known.name == table) else {
            return Err(Error::Broken(format!("{path} is nothing of ours")));
        };
        let bytes = whole(entry)?;
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let row = |(n, line): (usize, &[u8])| {
            tables[place].row(line).map_err(|says| Error::Broken(format!("{path}, line {}: {says}", n + 1)))
        };
        Ok(Item::Rows(place, lines.enumerate().map(row).collect::<Result<Vec<Row>>>()?))
    }
}

/// What was met on the way, to be compared with what the manifest says.
#[derive(Default)]
struct Seen {
    manifests: u64,
    blobs: u64,
    /// By table: rows, and the highest number.
    tables: HashMap<String, (i64, i64)>,
}

impl Seen {
    fn rows(&mut self, table: &Table, rows: &[Row]) {
        let (count, highest) = self.tables.entry(table.name.clone()).or_default();
        *count += rows.len() as i64;
        *highest = rows.iter().filter_map(|row| table.number(row)).fold(*highest, i64::max);
    }

    fn compare(&self, manifest: &Manifest, tables: &[Table]) -> Result<()> {
        let said: Vec<&str> = manifest.tables.iter().map(|table| table.name.as_str()).collect();
        let are: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        if said != are || self.manifests != 1 {
            return Err(Error::Broken("it holds other tables than its schema has".to_owned()));
        }
        for counted in &manifest.tables {
            let (rows, highest) = self.tables.get(&counted.name).copied().unwrap_or_default();
            if rows != counted.rows {
                let said = counted.rows;
                return Err(Error::Broken(format!("{rows} rows of {} instead of {said}", counted.name)));
            }
            if counted.last_number.is_some_and(|last| last < highest) {
                return Err(Error::Broken(format!("{} has numbers after its last", counted.name)));
            }
        }
        if self.blobs != manifest.files {
            return Err(Error::Broken(format!("{} files instead of {}", self.blobs, manifest.files)));
        }
        Ok(())
    }
}
