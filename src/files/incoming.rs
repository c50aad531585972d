//! Bytes that arrive: on the disk at once, so that a large file costs no memory, and beside the blobs until they are one.

use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use super::{Files, named};
use crate::clock::Dice;

/// The folder of what arrives, inside the blobs' own.
const FOLDER: &str = "incoming";
/// Bytes of the beginning that are remembered: what a file is, is seen there.
const HEAD: usize = 4096;

/// A file that arrives. Unless it is [kept](Whole::keep), nothing is left of it.
#[derive(Debug)]
pub struct Incoming {
    lying: Lying,
    file: File,
    hash: Sha256,
    bytes: u64,
    head: Vec<u8>,
}

/// A file that has arrived, and is on the disk.
#[derive(Debug)]
pub struct Whole {
    lying: Lying,
    /// The name of the blob that it is to be: no other has it, even of the same bytes.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// Its beginning.
    pub head: Vec<u8>,
}

/// Where it lies until it is a blob.
#[derive(Debug)]
struct Lying(PathBuf);

impl Drop for Lying {
    fn drop(&mut self) {
        // It is no longer there if it was kept.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Files {
    /// Begins to take a file in.
    ///
    /// # Errors
    /// What the file system says.
    pub async fn begin(&self, dice: &Dice) -> io::Result<Incoming> {
        let folder = self.folder.join(FOLDER);
        tokio::fs::create_dir_all(&folder).await?;
        let path = folder.join(dice.key());
        let file = File::create_new(&path).await?;
        Ok(Incoming { lying: Lying(path), file, hash: Sha256::new(), bytes: 0, head: Vec::new() })
    }

    /// Removes what an earlier process had not taken in whole.
    ///
    /// # Errors
    /// What the file system says.
    pub fn forget_incoming(&self) -> io::Result<()> {
        match std::fs::remove_dir_all(self.folder.join(FOLDER)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl Incoming {
    /// How many bytes have arrived.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// More of it.
    ///
    /// # Errors
    /// What the file system says.
    pub async fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.hash.update(piece);
        self.bytes += piece.len() as u64;
        let missing = HEAD.saturating_sub(self.head.len()).min(piece.len());
        self.head.extend_from_slice(&piece[..missing]);
        self.file.write_all(piece).await
    }

    /// That was all: it is on the disk.
    ///
    /// # Errors
    /// What the file system says.
    pub async fn finish(mut self, dice: &Dice) -> io::Result<Whole> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        let name = named(self.hash) + &dice.key();
        Ok(Whole { lying: self.lying, name, bytes: self.bytes, head: self.head })
    }
}

impl Whole {
    /// All of its bytes.
    ///
    /// # Errors
    /// What the file system says.
    pub async fn read(&self) -> io::Result<Vec<u8>> {
        tokio::fs::read(&self.lying.0).await
    }

    /// Makes it the blob of its name, on the disk or in the bucket before this returns.
    ///
    /// # Errors
    /// What the file system says, or the bucket.
    pub async fn keep(self, files: &Files) -> io::Result<()> {
        if let Some(bucket) = &files.bucket {
            return bucket.put_file(&self.name, &self.lying.0).await;
        }
        tokio::fs::rename(&self.lying.0, files.path(&self.name)).await?;
        sync(&files.folder).await
    }
}

async fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder).await?.sync_all().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_arrives_is_a_blob_only_once_it_is_kept() {
        let data = tempfile::tempdir().expect("a folder");
        let (files, dice) = (Files::new(data.path()), Dice::seeded(1));
        let lying = || std::fs::read_dir(data.path().join("files/incoming")).expect("the folder").count();
        for kept in [false, true, true] {
            let mut incoming = files.begin(&dice).await.expect("room on the disk");
            for piece in [&b"do"[..], b"or"] {
                incoming.write(piece).await.expect("room on the disk");
            }
            assert_eq!((incoming.bytes(), lying()), (4, 1));
            let whole = incoming.finish(&dice).await.expect("room on the disk");
            assert_eq!(
                (whole.bytes, &*whole.head, &*whole.read().await.expect("its bytes")),
                (4, &b"door"[..], &b"door"[..])
            );
            if kept {
                whole.keep(&files).await.expect("room on the disk");
            }
        }
        let names = files.names().expect("the folder");
        assert_eq!(names.len(), 2, "the same bytes twice are two blobs");
        for name in &names {
            assert_eq!(files.get(name).expect("its bytes"), b"door");
            assert!(!files.keep(name, &b"door"[..]).expect("there already"));
        }
        assert_eq!(lying(), 0);
        drop(files.begin(&dice).await.expect("room on the disk"));
        assert_eq!(lying(), 0, "it broke off");
        files.forget_incoming().expect("a folder that goes");
        files.forget_incoming().expect("none any more");
    }
}
