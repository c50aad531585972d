//! Blobs, named by the hash of their content; some have a key after it, which no other blob has. They lie in the data folder; those with a key in a
//! bucket instead, if there is one.

mod backups;
mod bucket;
#[cfg(test)]
mod bucket_tests;
mod clean;
mod heif;
#[cfg(test)]
mod heif_tests;
mod incoming;
mod kind;
mod name;
mod picture;
mod range;

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use futures_util::StreamExt;
use sha2::{Digest, Sha256};

use crate::clock::{Dice, Moment};
use crate::config::Settings;

pub use backups::{LastBackup, note_backup};
use bucket::Bucket;
pub use heif::is_heif;
pub use incoming::{Incoming, Whole};
pub use kind::{Kind, OTHER, clean_name, kind_of};
use name::{copy_hashed, named};
pub use name::{has_key, hash_of, is_name, is_named_by, name_of};
pub use picture::{CutError, PictureError, Shrunk, Thumb, cut, shrink, thumb};
pub use range::pieces;

/// The folder of the blobs, inside the data folder.
pub const FOLDER: &str = "files";

/// The blobs of this house.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
    bucket: Option<Bucket>,
}

/// Where it is written down that a blob of the bucket is no longer named, and since when.
const UNNAMED: &str = "unnamed";

impl Files {
    /// The blobs in this data folder; their own folder is made when the first is put there.
    pub fn new(data: &Path) -> Files {
        Files { folder: data.join(FOLDER), bucket: None }
    }

    /// Those of these settings, in the bucket that they name. Nothing is asked of it yet.
    ///
    /// # Errors
    /// The settings of the bucket make none.
    pub fn of(settings: &Settings) -> io::Result<Files> {
        let bucket = settings.s3.as_ref().map(Bucket::new).transpose()?;
        Ok(Files { bucket, ..Files::new(&settings.data) })
    }

    /// Whether blobs with a key go into a bucket.
    pub fn has_bucket(&self) -> bool {
        self.bucket.is_some()
    }

    /// Whether the bucket answers; `None` without one.
    pub async fn ping(&self) -> Option<io::Result<()>> {
        Some(self.bucket.as_ref()?.ping().await)
    }

    /// Keeps the bytes, on the disk before this returns. The answer names them: 22 characters of the URL-safe alphabet.
    /// The same bytes have the same name.
    ///
    /// # Errors
    /// What the file system says.
    pub fn put(&self, bytes: &[u8]) -> io::Result<String> {
        self.put_as(name_of(bytes)?, bytes)
    }

    /// The name under which these bytes are [put](Files::put_named), or that of a file that has arrived.
    pub fn name_for(&self, bytes: Option<&[u8]>, arrived: &str, dice: &Dice) -> String {
        bytes.map_or_else(|| arrived.to_owned(), |bytes| named(Sha256::new_with_prefix(bytes)) + &dice.key())
    }

    /// Keeps the bytes under this name, on the disk or in the bucket before this returns.
    ///
    /// # Errors
    /// What the file system says, or the bucket.
    pub async fn put_named(&self, name: String, bytes: Vec<u8>) -> io::Result<()> {
        if let Some(bucket) = &self.bucket {
            return bucket.put(&name, bytes).await;
        }
        let files = self.clone();
        tokio::task::spawn_blocking(move || files.put_as(name, &bytes)).await.map_err(io::Error::other)?.map(drop)
    }

    fn put_as(&self, name: String, bytes: &[u8]) -> io::Result<String> {
        let path = self.path(&name);
        if path.exists() {
            return Ok(name);
        }
        std::fs::create_dir_all(&self.folder)?;
        let beside = path.with_extension("new");
        let file = std::fs::File::create(&beside)?;
        io::Write::write_all(&mut &file, bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, &path)?;
        std::fs::File::open(&self.folder)?.sync_all()?;
        Ok(name)
    }

    /// The bytes of this name.
    ///
    /// # Errors
    /// `NotFound` if there are none, or the name is not one that [`put`](Files::put) gives.
    pub fn get(&self, name: &str) -> io::Result<Vec<u8>> {
        if !is_name(name) {
            return Err(io::ErrorKind::NotFound.into());
        }
        std::fs::read(self.path(name))
    }

    /// The names of all blobs, in order.
    ///
    /// # Errors
    /// What the file system says.
    pub fn names(&self) -> io::Result<Vec<String>> {
        let entries = match std::fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            names.extend(entry?.file_name().into_string().ok().filter(|name| is_name(name)));
        }
        names.sort();
        Ok(names)
    }

    /// The names of the blobs that nobody else has, and that were put here so long ago, by the clock of the disk.
    ///
    /// # Errors
    /// What the file system says, or the bucket.
    pub async fn older_than(&self, age: Duration) -> io::Result<Vec<String>> {
        let files = self.clone();
        let here = move || {
            let old = |name: &String| has_key(name) && is_older(&files.path(name), age);
            Ok::<_, io::Error>(files.names()?.into_iter().filter(old).collect::<Vec<_>>())
        };
        let mut names = tokio::task::spawn_blocking(here).await.map_err(io::Error::other)??;
        if let Some(bucket) = &self.bucket {
            let there = bucket.older_than(age).await?;
            let rests = |name: &String| {
                let mark = self.folder.join(UNNAMED).join(name);
                !mark.exists() || is_older(&mark, age)
            };
            names.extend(there.into_iter().filter(rests));
        }
        Ok(names)
    }

    /// How many blobs there are, and their bytes.
    ///
    /// # Errors
    /// What the file system says.
    pub fn weight(&self) -> io::Result<(u64, u64)> {
        let (mut count, mut bytes) = (0, 0);
        for name in self.names()? {
            count += 1;
            // It may be gone by now.
            bytes += std::fs::metadata(self.path(&name)).map_or(0, |file| file.len());
        }
        Ok((count, bytes))
    }

    /// The last backup that was made of this data folder, if one was.
    pub fn last_backup(&self) -> Option<LastBackup> {
        LastBackup::read(self.folder.parent()?)
    }

    /// The blob of this name, to read from.
    ///
    /// # Errors
    /// `NotFound` if there is none, or the name is not one that [`put`](Files::put) gives.
    pub fn open(&self, name: &str) -> io::Result<std::fs::File> {
        if !is_name(name) {
            return Err(io::ErrorKind::NotFound.into());
        }
        std::fs::File::open(self.path(name))
    }

    /// Keeps a blob that has its name already, on the disk before this returns. Whether it was not there before.
    ///
    /// # Errors
    /// `InvalidData` if the bytes are not those of the name; else what the file system says.
    pub fn keep(&self, name: &str, mut bytes: impl io::Read) -> io::Result<bool> {
        if !is_name(name) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let path = self.path(name);
        if path.exists() {
            return Ok(false);
        }
        std::fs::create_dir_all(&self.folder)?;
        let beside = path.with_extension("new");
        let mut file = std::fs::File::create(&beside)?;
        let found = copy_hashed(&mut bytes, &mut file)?;
        if !is_named_by(name, &found) {
            std::fs::remove_file(&beside)?;
            return Err(io::ErrorKind::InvalidData.into());
        }
        file.sync_all()?;
        std::fs::rename(&beside, &path)?;
        std::fs::File::open(&self.folder)?.sync_all()?;
        Ok(true)
    }

    /// Removes a blob.
    ///
    /// # Errors
    /// What the file system says.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        if !is_name(name) {
            return Err(io::ErrorKind::NotFound.into());
        }
        std::fs::remove_file(self.path(name))
    }

    /// Counts the blob as [put](Files::older_than) just now. A store that speaks S3 knows when something came and nothing else: what is there is written
    /// down here.
    ///
    /// # Errors
    /// What the file system says.
    pub fn touch(&self, name: &str, now: Moment) -> io::Result<()> {
        let at = UNIX_EPOCH + Duration::from_micros(now.0.unsigned_abs());
        match self.open(name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.bucket.is_some() && is_name(name) => {
                let folder = self.folder.join(UNNAMED);
                std::fs::create_dir_all(&folder)?;
                std::fs::File::create(folder.join(name))?.set_modified(at)
            }
            file => file?.set_modified(at),
        }
    }

    /// Removes a blob, wherever it lies; it may be gone already.
    ///
    /// # Errors
    /// What the file system says, or the bucket.
    pub async fn take_away(&self, name: &str) -> io::Result<()> {
        if let Some(bucket) = &self.bucket {
            bucket.remove(name).await?;
            gone(tokio::fs::remove_file(self.folder.join(UNNAMED).join(name)).await)?;
        }
        gone(tokio::fs::remove_file(self.path(name)).await)
    }

    /// The blob of this name on this disk, to read from: itself, or a copy of what the bucket has, which is gone with it.
    ///
    /// # Errors
    /// `NotFound` if there is none; what the file system says, or the bucket.
    pub async fn fetch(&self, name: &str, length: u64) -> io::Result<std::fs::File> {
        let (here, bucket) = (self.open(name), self.bucket.as_ref());
        let Some(bucket) = bucket.filter(|_| here.is_err() && is_name(name)) else { return here };
        let mut pieces = bucket.pieces(name, (0, length)).await?;
        std::fs::create_dir_all(&self.folder)?;
        let path = self.folder.join(name).with_extension("copy");
        let file = std::fs::File::options().read(true).write(true).create(true).truncate(true).open(&path)?;
        std::fs::remove_file(&path)?;
        while let Some(piece) = pieces.next().await {
            io::Write::write_all(&mut &file, &piece?)?;
        }
        io::Seek::rewind(&mut &file)?;
        Ok(file)
    }

    /// A blob that was [kept](Files::keep) here goes where such blobs are.
    ///
    /// # Errors
    /// What the file system says, or the bucket; then it is still here.
    pub async fn send(&self, name: &str) -> io::Result<()> {
        let Some(bucket) = self.bucket.as_ref().filter(|_| has_key(name)) else { return Ok(()) };
        bucket.put_file(name, &self.path(name)).await?;
        gone(tokio::fs::remove_file(self.path(name)).await)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Whether this is not so because the bucket cannot be asked.
pub fn is_away(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotConnected
}

fn is_older(file: &Path, age: Duration) -> bool {
    let put = std::fs::metadata(file).and_then(|file| file.modified());
    put.is_ok_and(|put| put.elapsed().is_ok_and(|elapsed| elapsed > age))
}

/// What was to be removed may be gone already.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A number of bytes for people.
pub fn bytes_text(number: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)];
    match UNITS.iter().find(|(_, unit)| number >= *unit) {
        Some((name, unit)) => format!("{}.{} {name}", number / unit, number % unit * 10 / unit),
        None => format!("{number} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_is_got_and_other_names_are_not_read() {
        let data = tempfile::tempdir().expect("a folder");
        let files = Files::new(data.path());
        let name = files.put(b"door").expect("room on the disk");
        assert_eq!(files.put(b"door").expect("again"), name);
        assert_eq!(files.get(&name).expect("the bytes"), b"door");
        for other in ["../../../../etc/passwd", "aaaaaaaaaaaaaaaaaaaaaa", "", "......................"] {
            assert!(files.get(other).is_err(), "{other}");
        }
    }

    #[tokio::test]
    async fn what_nobody_else_has_is_found_once_it_is_old() {
        let data = tempfile::tempdir().expect("a folder");
        let (files, dice) = (Files::new(data.path()), Dice::seeded(1));
        files.put(b"of a person").expect("room on the disk");
        let name = files.name_for(Some(b"of a message"), "", &dice);
        files.put_named(name.clone(), b"of a message".to_vec()).await.expect("room on the disk");
        let hour = Duration::from_secs(3600);
        assert_eq!(files.older_than(hour).await.expect("the folder"), [""; 0]);
        for name in files.names().expect("the folder") {
            let file = std::fs::File::options().write(true).open(files.path(&name)).expect("a blob");
            file.set_modified(std::time::UNIX_EPOCH).expect("a time");
        }
        assert_eq!(files.older_than(hour).await.expect("the folder"), [name.as_str()]);
        files.take_away(&name).await.expect("it is there");
        files.take_away(&name).await.expect("it is gone already");
    }

    #[test]
    fn a_blob_is_kept_under_its_own_name_only() {
        let data = tempfile::tempdir().expect("a folder");
        let files = Files::new(data.path());
        assert_eq!(files.names().expect("no folder yet"), [""; 0]);
        let name = name_of(&b"door"[..]).expect("a name");
        let other = name_of(&b"window"[..]).expect("a name");
        files.keep(&other, &b"door"[..]).expect_err("another's name");
        files.keep("../door", &b"door"[..]).expect_err("no name");
        assert!(files.keep(&name, &b"door"[..]).expect("room on the disk"));
        assert!(!files.keep(&name, &b"door"[..]).expect("there already"));
        assert_eq!(files.names().expect("the folder"), [name.as_str()]);
        files.remove(&name).expect("it is there");
        assert!(files.open(&name).is_err() && files.names().expect("the folder").is_empty());
    }
}
