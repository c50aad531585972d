//! How the server does: what it runs on, how much there is, how long it has been up.

use std::path::Path;

use super::people::{self, Counts};
use crate::files::{Files, LastBackup};
use crate::store::Result;
use crate::web::House;

/// What the server says of itself.
#[derive(Clone, Debug)]
pub struct Report {
    /// Its version.
    pub version: &'static str,
    /// The database and its version.
    pub database: String,
    /// Bytes of the database.
    pub database_bytes: i64,
    /// Blobs, and their bytes; none if they cannot be looked at.
    pub files: Option<(u64, u64)>,
    /// Bytes of the memory it takes; none where the system does not say.
    pub memory: Option<u64>,
    /// Pages that are open now.
    pub sockets: usize,
    /// People by state.
    pub people: Counts,
    /// The last backup of this data folder.
    pub last_backup: Option<LastBackup>,
}

impl Report {
    /// As it is now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(house: &House) -> Result<Report> {
        let files = house.files.clone();
        let looked = tokio::task::spawn_blocking(move || look(&files)).await;
        let (weight, memory, last_backup) = looked.unwrap_or((None, None, None));
        Ok(Report {
            version: env!("CARGO_PKG_VERSION"),
            database: house.store.version().await?,
            database_bytes: house.store.size().await?,
            files: weight,
            memory,
            sockets: house.hub.open_connections(),
            people: people::counts(&mut house.store.read().await?).await?,
            last_backup,
        })
    }
}

fn look(files: &Files) -> (Option<(u64, u64)>, Option<u64>, Option<LastBackup>) {
    (files.weight().ok(), memory(Path::new("/proc/self/status")), files.last_backup())
}

/// The resident set of this process (proc_pid_status(5): VmRSS, in kB of 1024 bytes).
pub fn memory(status: &Path) -> Option<u64> {
    let text = std::fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::memory;

    #[test]
    fn memory_is_what_the_system_says() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "Name:\thallway\nVmRSS:\t   20480 kB\nThreads:\t4\n").expect("written");
        assert_eq!(memory(file.path()), Some(20 * 1024 * 1024));
        std::fs::write(file.path(), "VmRSS: much").expect("written");
        assert_eq!(memory(file.path()), None);
        assert_eq!(memory(std::path::Path::new("/no/such/file")), None);
    }
}
