//! The trace that a backup leaves in the data folder, so that the server can say when the last one was made.

use std::io;
use std::path::Path;

/// Beside the blobs. It is no part of a backup.
const FILE: &str = "last-backup";

/// When the last backup was made, and how large it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastBackup {
    /// Microseconds since 1970-01-01 UTC.
    pub made_at: i64,
    /// Of its file.
    pub bytes: u64,
}

impl LastBackup {
    pub(super) fn read(data: &Path) -> Option<LastBackup> {
        let text = std::fs::read_to_string(data.join(FILE)).ok()?;
        let (made_at, bytes) = text.trim().split_once(' ')?;
        Some(LastBackup { made_at: made_at.parse().ok()?, bytes: bytes.parse().ok()? })
    }
}

/// Leaves the trace of a backup of this data folder.
///
/// # Errors
/// What the file system says.
pub fn note_backup(data: &Path, backup: LastBackup) -> io::Result<()> {
    let beside = data.join(FILE).with_extension("new");
    std::fs::write(&beside, format!("{} {}\n", backup.made_at, backup.bytes))?;
    std::fs::rename(beside, data.join(FILE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_backup_is_remembered() {
        let data = tempfile::tempdir().expect("a folder");
        assert_eq!(LastBackup::read(data.path()), None);
        for made_at in [1, 2] {
            let backup = LastBackup { made_at, bytes: 77 };
            note_backup(data.path(), backup).expect("written");
            assert_eq!(LastBackup::read(data.path()), Some(backup));
        }
        std::fs::write(data.path().join(FILE), "what is this").expect("written");
        assert_eq!(LastBackup::read(data.path()), None);
    }
}
