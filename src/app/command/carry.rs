//! `hallway move`.

use std::path::Path;

use anyhow::Context;

use super::print;
use crate::app::archive;
use crate::app::database::address;
use crate::clock::Dice;
use crate::config::Settings;
use crate::files::Files;
use crate::store::{Address, Store};

/// Rows of one table after which it is said again how far it is.
const SAID: i64 = 100_000;

/// Moves everything to this place: the URL of a PostgreSQL database, or a data folder for SQLite.
pub(super) async fn carry(settings: &Settings, to: &str) -> anyhow::Result<()> {
    let is_url = to.contains("://");
    let folder = if is_url { settings.data.as_path() } else { Path::new(to) };
    let (from, target) = (address(settings)?, Address::new(folder, is_url.then_some(to))?);
    anyhow::ensure!(from != target, "that is the database that is there already: name another one");
    let (store, lock) = Store::resting(from).await?;
    let told = |table: &str, there: i64, count: i64| {
        if there == count || there % SAID == 0 {
            eprintln!("{table}: {there} of {count}");
        }
    };
    let moved = archive::carry(&store, target, &Dice::system().key(), told).await;
    store.close().await;
    drop(lock);
    let rows = moved?;
    let files = copy(&Files::new(&settings.data), &Files::new(folder))?;
    let start = if is_url { "--database with the URL".to_owned() } else { format!("--data {to} and no --database") };
    print(&format!(
        "moved {rows} rows, copied {files} files: start the server with {start}; what was there stays as it was\n"
    ))
}

/// Copies the blobs that are not there yet.
fn copy(from: &Files, to: &Files) -> anyhow::Result<usize> {
    let mut copied = 0;
    for name in from.names()? {
        let told = || format!("the file {name}");
        copied += usize::from(to.keep(&name, from.open(&name).with_context(told)?).with_context(told)?);
    }
    Ok(copied)
}
