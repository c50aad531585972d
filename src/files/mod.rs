//! Blobs in the data folder, under the hash of their content.

mod picture;

use std::io;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

pub use picture::{PictureError, door};

/// The folder of the blobs, inside the data folder.
pub const FOLDER: &str = "files";

/// The blobs of this house.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
}

impl Files {
    /// The blobs in this data folder; their own folder is made when the first is put there.
    pub fn new(data: &Path) -> Files {
        Files { folder: data.join(FOLDER) }
    }

    /// Keeps the bytes, on the disk before this returns. The answer names them: 22 characters of the URL-safe alphabet.
    /// The same bytes have the same name.
    ///
    /// # Errors
    /// What the file system says.
    pub fn put(&self, bytes: &[u8]) -> io::Result<String> {
        let name = URL_SAFE_NO_PAD.encode(&Sha256::digest(bytes)[..16]);
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
        let ours = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
        if name.len() != 22 || !name.bytes().all(ours) {
            return Err(io::ErrorKind::NotFound.into());
        }
        std::fs::read(self.path(name))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
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
}
