//! For everything that writes: its n-th statement fails, for all n, on both databases. Nothing has changed then, nobody is told
//! of anything, nothing is left behind, and doing it again does it.

mod accounts;
mod admin;
mod beside;
mod calls;
mod cards;
mod chats;
mod clock;
mod mail;
mod notifications;
mod organization;
mod trial;
mod typing;

use std::collections::BTreeSet;
use std::path::Path;
use std::thread;

use actix_web::rt::System;
use trial::{Mode, Trial};

use super::routes;
use crate::store::testing::Database;

/// Where transactions begin that nothing here fails, and why.
const LEFT: [(&str, &str); 7] = [
    ("accounts/viewer.rs", "one statement, beside the request, that nobody waits for"),
    ("store/dialect.rs", "has the database count its rows, and tries whether it can write"),
    ("store/open.rs", "is what begins them"),
    ("app/command/demo.rs", "fills a database that is thrown away if it fails"),
    ("app/command/crowd.rs", "fills a database that is thrown away if it fails"),
    ("app/command/talk.rs", "fills a database that is thrown away if it fails"),
    ("app/command/user.rs", "what the pages do, in one transaction each"),
];
/// Routes that have nothing to write.
const READS: [&str; 3] = ["POST /panel/fold", "POST /admin/mail/test", "POST /text/clean"];

#[derive(Clone, Copy)]
enum Kind {
    Sqlite,
    Postgres,
}

/// What is tried in one house. Each part waits most of its time, so they are tried beside each other.
#[derive(Clone, Copy, Debug)]
enum Part {
    People,
    Chats,
}

async fn everything(part: Part, trial: &Trial) {
    accounts::company(trial).await;
    match part {
        Part::People => {
            accounts::settings(trial).await;
            accounts::door(trial).await;
            mail::everything(trial).await;
            organization::everything(trial).await;
            admin::everything(trial).await;
        }
        Part::Chats => {
            chats::everything(trial).await;
            calls::everything(trial).await;
            notifications::everything(trial).await;
            beside::everything(trial).await;
        }
    }
}

/// What writes: the routes, and the files besides their handlers where transactions begin.
fn writers() -> BTreeSet<String> {
    let routes = routes::all().into_iter().filter(|route| route.method == "POST");
    let mut writers: BTreeSet<String> =
        routes.map(|route| format!("POST {}", route.path)).filter(|name| !READS.contains(&name.as_str())).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder of ours") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(&root).expect("below src").display().to_string();
            if path.is_dir() {
                folders.push(path);
            } else if !name.contains("tests")
                && !name.ends_with("testing.rs")
                && !name.contains("/handlers/")
                && begins(&path)
            {
                writers.insert(name);
            }
        }
    }
    writers
}

/// Whether the program itself begins a transaction in the file.
fn begins(path: &Path) -> bool {
    let text = std::fs::read_to_string(path).expect("a file of ours");
    text.split("#[cfg(test)]\nmod tests").next().is_some_and(|text| text.contains(".begin()"))
}

fn nothing_was_forgotten(tried: &BTreeSet<String>) {
    let mut known = tried.clone();
    known.extend(LEFT.map(|(file, _)| file.to_owned()));
    let (writers, known): (BTreeSet<_>, BTreeSet<_>) = (writers(), known);
    let missing: Vec<&String> = writers.difference(&known).collect();
    assert!(missing.is_empty(), "these write, and nothing here has them fail: {missing:#?}");
    let gone: Vec<&String> = known.difference(&writers).collect();
    assert!(gone.is_empty(), "these write no longer: {gone:#?}");
}

/// What became of it, of one part or of all.
#[derive(Default)]
struct Outcome {
    tried: BTreeSet<String>,
    rang: BTreeSet<String>,
}

/// Tries a part in a house of its own.
async fn tried(database: Kind, mode: Mode, part: Part) -> Outcome {
    let database = match database {
        Kind::Sqlite => Database::sqlite(),
        Kind::Postgres => Database::postgres().await,
    };
    let store = database.open().await;
    let trial = Trial::new(store.clone(), mode).await;
    everything(part, &trial).await;
    let (statements, frames) = (trial.statements(), trial.frames());
    eprintln!("{part:?}, {mode:?}: {statements} statements have failed, {frames} frames were sent");
    assert!(mode != Mode::Each || statements > 500 && frames > 10, "hardly anything of {part:?} was tried");
    let outcome = Outcome { tried: trial.tried(), rang: trial.rang() };
    store.close().await;
    outcome
}

fn each_statement_and_then_each_commit(database: Kind) {
    let modes = [Mode::Each, Mode::Unheard];
    let begun = modes.map(|mode| {
        let begin = |part| thread::spawn(move || System::new().block_on(tried(database, mode, part)));
        [Part::People, Part::Chats].map(begin)
    });
    let [each, unheard] = begun.map(|parts| {
        parts.into_iter().fold(Outcome::default(), |mut all, part| {
            let part = part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            all.tried.extend(part.tried);
            all.rang.extend(part.rang);
            all
        })
    });
    nothing_was_forgotten(&each.tried);
    let silent: Vec<_> = each.rang.difference(&unheard.rang).collect();
    assert!(silent.is_empty(), "when it was unclear whether it took place, pages were not told to look: {silent:#?}");
}

#[test]
fn what_fails_has_not_happened_on_sqlite() {
    each_statement_and_then_each_commit(Kind::Sqlite);
}

#[test]
fn what_fails_has_not_happened_on_postgresql() {
    each_statement_and_then_each_commit(Kind::Postgres);
}
