//! `hallway backup` and `hallway restore`.

use std::path::Path;

use anyhow::Context;

use super::print;
use crate::app::archive::{self, Archive, Manifest};
use crate::app::database::address;
use crate::clock::{Clock, Dice};
use crate::config::Settings;
use crate::files::Files;
use crate::store::Store;

pub(super) async fn backup(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    let store = Store::look(address(settings)?).await?;
    let store = store.with_context(|| format!("there is no database in {}", settings.data.display()))?;
    let files = Files::new(&settings.data);
    let manifest = tokio::select! {
        written = archive::write(file, &store, &files, Clock::system().now()) => written?,
        // Dropped in the middle, it leaves no file.
        _ = tokio::signal::ctrl_c() => anyhow::bail!("stopped: no backup was made"),
    };
    store.close().await;
    let length = std::fs::metadata(file).map(|file| file.len()).unwrap_or(0);
    print(&format!("{}: {}, {}\n", file.display(), holds(&manifest), bytes(length)))
}

pub(super) async fn restore(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    let address = address(settings)?;
    eprintln!("checking {}", file.display());
    let archive = Archive::open(file).await?;
    let manifest = archive.manifest();
    eprintln!("restoring {} of {} (Hallway {})", holds(manifest), manifest.made_at, manifest.hallway);
    archive.restore(address, &Files::new(&settings.data), &Dice::system().key()).await?;
    print("restored: start the server\n")
}

fn holds(manifest: &Manifest) -> String {
    format!("{} rows and {} files", manifest.rows(), manifest.files)
}

/// A number of bytes for people.
pub(super) fn bytes(number: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)];
    match UNITS.iter().find(|(_, unit)| number >= *unit) {
        Some((name, unit)) => format!("{}.{} {name}", number / unit, number % unit * 10 / unit),
        None => format!("{number} bytes"),
    }
}
