//! How the server's process does: memory, open files, threads, what it says of its pages and of its database.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;

use crate::support::{Database, House};

/// What the process holds on to while nobody has a page open: files by name, and threads by name, both without numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    files: BTreeMap<String, usize>,
    threads: BTreeMap<String, usize>,
    sockets: i64,
    people_here: i64,
    writes_waiting: i64,
    connections_in_use: i64,
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sum = |of: &BTreeMap<String, usize>| of.values().sum::<usize>();
        write!(f, "{} files, {} threads", sum(&self.files), sum(&self.threads))
    }
}

/// What it has in memory of its own, in KiB: without the program, and without the database's file, which it maps, and which grows
/// with what people write.
pub fn resident(house: &House) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", house.pid())).expect("a process of ours");
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("its memory");
    line.split_whitespace().next().and_then(|kb| kb.parse().ok()).expect("a number")
}

/// A number of `/metrics`.
pub async fn metric(house: &House, name: &str) -> i64 {
    let text = house.stranger().get("/metrics").await.expect(200).text;
    let found = text
        .lines()
        .find_map(|line| line.strip_prefix("hallway_")?.strip_prefix(name)?.strip_prefix(' ')?.parse().ok());
    found.unwrap_or_else(|| panic!("no {name}:\n{text}"))
}

/// What it holds on to, but for the database: its connections come and go with the work, each with its files and, for SQLite,
/// its thread, and so do threads that hash passwords.
pub async fn held(house: &House) -> Held {
    let connections = metric(house, "database_connections").await;
    let mut files = counted(house, "fd", |entry| {
        let to = fs::read_link(entry).ok()?.to_string_lossy().into_owned();
        (!to.contains("/hallway.db")).then_some(to)
    });
    if house.database() == Database::Postgres {
        let sockets = files.get_mut("socket:[]").expect("sockets");
        *sockets -= usize::try_from(connections).expect("a count");
    }
    let threads = counted(house, "task", |entry| {
        let name = fs::read_to_string(entry.join("comm")).ok()?.trim().to_owned();
        (!name.starts_with("sqlx-sqlite") && !name.starts_with("tokio-rt-worker")).then_some(name)
    });
    Held {
        files,
        threads,
        sockets: metric(house, "sockets").await,
        people_here: metric(house, "people_here").await,
        writes_waiting: metric(house, "writes_waiting").await,
        connections_in_use: metric(house, "database_connections").await
            - metric(house, "database_connections_idle").await,
    }
}

fn counted(house: &House, folder: &str, name: impl Fn(&std::path::Path) -> Option<String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let entries = fs::read_dir(format!("/proc/{}/{folder}", house.pid())).expect("a process of ours");
    // What was closed meanwhile has no name any more.
    for name in entries.filter_map(|entry| name(&entry.ok()?.path())) {
        let name = name.replace(|c: char| c.is_ascii_digit(), "");
        *counts.entry(name).or_default() += 1;
    }
    counts
}

/// Whether memory stays where it was once all was warm: the median of the last quarter of the samples is at most so many times
/// that of the second.
pub fn is_flat(samples: &[u64], most: f64) -> Result<String, String> {
    let quarter = samples.len() / 4;
    let median = |of: &[u64]| {
        let mut sorted = of.to_vec();
        sorted.sort_unstable();
        sorted[sorted.len() / 2]
    };
    let (second, last) = (median(&samples[quarter..2 * quarter]), median(&samples[3 * quarter..]));
    let grown = last as f64 / second as f64;
    let series = samples.iter().map(|kb| format!("{:.0}", *kb as f64 / 1024.0)).collect::<Vec<_>>().join(" ");
    let said = format!(
        "in MiB: {series}; median of the second quarter {:.1}, of the last {:.1}: {:+.1} %",
        second as f64 / 1024.0,
        last as f64 / 1024.0,
        (grown - 1.0) * 100.0
    );
    if grown <= most { Ok(said) } else { Err(said) }
}
