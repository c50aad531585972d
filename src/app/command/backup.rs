//! `hallway backup` and `hallway restore`.

use std::path::Path;

use anyhow::Context;

use super::print;
use crate::app::archive::{self, Archive, Manifest};
use crate::app::database::address;
use crate::clock::{Clock, Dice};
use crate::config::Settings;
use crate::files::{Files, LastBackup, bytes_text, note_backup};
use crate::store::Store;

pub(super) async fn backup(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    let store = Store::look(address(settings)?).await?;
    let store = store.with_context(|| format!("there is no database in {}", settings.data.display()))?;
    let files = Files::of(settings)?;
    let now = Clock::system().now();
    let manifest = tokio::select! {
        written = archive::write(file, &store, &files, now) => written?,
        // Dropped in the middle, it leaves no file.
        _ = tokio::signal::ctrl_c() => anyhow::bail!("stopped: no backup was made"),
    };
    store.close().await;
    let length = std::fs::metadata(file).map(|file| file.len()).unwrap_or(0);
    // The backup is there, whether or not this user may write beside the data.
    if let Err(error) = note_backup(&settings.data, LastBackup { made_at: now.0, bytes: length }) {
        eprintln!("the administration will not tell of this backup: {}: {error}", settings.data.display());
    }
    print(&format!("{}: {}, {}\n", file.display(), holds(&manifest), bytes_text(length)))
}

pub(super) async fn restore(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    let address = address(settings)?;
    eprintln!("checking {}", file.display());
    let archive = Archive::open(file).await?;
    let manifest = archive.manifest();
    eprintln!("restoring {} of {} (Hallway {})", holds(manifest), manifest.made_at, manifest.hallway);
    archive.restore(address, &Files::of(settings)?, &Dice::system().key()).await?;
    print("restored: start the server\n")
}

fn holds(manifest: &Manifest) -> String {
    format!("{} rows and {} files", manifest.rows(), manifest.files)
}
