//! What was said, where, under which name.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::error::Problem;
use super::{DATA, FILE, Flags, NAMES};

const PREFIX: &str = "HALLWAY_";
/// What ./test tells the tests. A developer's shell may hold it, and no setting begins like that.
const OF_TESTS: &str = "HALLWAY_TEST_";
const CONFIG: &str = "HALLWAY_CONFIG";

/// Where a setting was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nowhere: Hallway's own value.
    Default,
    /// A line of a file.
    File(PathBuf, usize),
    /// An environment variable.
    Environment(String),
    /// A flag.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File(file, line) => write!(f, "{}, line {line}", file.display()),
            Origin::Environment(name) | Origin::Flag(name) => f.write_str(name),
        }
    }
}

/// All that was said, the strongest word for each setting.
pub(super) struct Given {
    values: HashMap<&'static str, (String, Origin)>,
    config: Option<(String, Origin)>,
}

impl Given {
    pub(super) fn new(
        flags: &Flags,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
        problems: &mut Vec<Problem>,
    ) -> Given {
        let mut given = Given { values: HashMap::new(), config: None };
        for (name, value) in environment {
            // A name of ours is text; what is not text is somebody else's.
            if let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) {
                given.variable(name, &value, problems);
            }
        }
        for (name, value) in flags.given() {
            given.values.insert(name, (value.clone(), Origin::Flag(flag(name))));
        }
        if let Some(file) = &flags.config {
            given.config = Some((file.clone(), Origin::Flag("--config".to_owned())));
        }
        given
    }

    pub(super) fn get(&self, name: &str) -> Option<&(String, Origin)> {
        self.values.get(name)
    }

    fn variable(&mut self, name: &str, value: &OsString, problems: &mut Vec<Problem>) {
        let origin = Origin::Environment(name.to_owned());
        let known = NAMES.iter().find(|known| variable(known) == name);
        if known.is_none() && name != CONFIG {
            if !name.starts_with(OF_TESTS) && !is_of_kubernetes(name) {
                let near = nearest(name, NAMES.iter().map(|known| variable(known)).chain([CONFIG.to_owned()]));
                problems.push(Problem::Unknown { origin, name: name.to_owned(), near });
            }
            return;
        }
        let Some(value) = value.to_str() else {
            problems.push(Problem::Value { origin, says: "not UTF-8: write it in UTF-8".to_owned() });
            return;
        };
        // Compose files and unit files say `HALLWAY_X=` for "not set".
        if value.is_empty() {
            return;
        }
        match known {
            Some(known) => drop(self.values.insert(known, (value.to_owned(), origin))),
            None => self.config = Some((value.to_owned(), origin)),
        }
    }

    /// Reads the file that is named, or the one in the data folder if there is one; returns which.
    pub(super) fn file(&mut self, problems: &mut Vec<Problem>) -> Option<PathBuf> {
        let named = self.config.as_ref().map(|(file, _)| PathBuf::from(file));
        let data = self.get("data").map_or(DATA, |(folder, _)| folder.as_str());
        let file = named.clone().unwrap_or_else(|| Path::new(data).join(FILE));
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound && named.is_none() => return None,
            Err(error) => {
                problems.push(Problem::File { file, error });
                return None;
            }
        };
        self.table(&file, &text, named.is_some(), problems);
        Some(file)
    }

    fn table(&mut self, file: &Path, text: &str, named: bool, problems: &mut Vec<Problem>) {
        let line_of = |at: usize| text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                let line = line_of(error.span().map_or(0, |span| span.start));
                let says = error.message().to_owned();
                problems.push(Problem::Syntax { file: file.to_owned(), line, says });
                return;
            }
        };
        for (key, value) in table.get_ref() {
            let origin = Origin::File(file.to_owned(), line_of(key.span().start));
            let name: &str = key.get_ref();
            let Some(known) = NAMES.iter().find(|known| **known == name) else {
                let near = nearest(name, NAMES.iter().map(|known| (*known).to_owned()));
                problems.push(Problem::Unknown { origin, name: name.to_owned(), near });
                continue;
            };
            if *known == "data" && !named {
                let says = "this file was found in the data folder, so it cannot say where the data folder is: say it \
                            with --data or HALLWAY_DATA, or name this file with --config"
                    .to_owned();
                problems.push(Problem::Value { origin, says });
                continue;
            }
            match text_of(value.get_ref()) {
                Some(text) => drop(self.values.entry(known).or_insert((text, origin))),
                None => {
                    let says = format!("`{known}` takes a text in quotes{}", or_else(known));
                    problems.push(Problem::Value { origin, says });
                }
            }
        }
    }
}

fn or_else(name: &str) -> &'static str {
    match name {
        "connections" | "away_after" | "forms_per_minute" => " or a number",
        "trusted_proxies" | "metrics_from" => " or a list of such",
        _ => "",
    }
}

fn text_of(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Array(values) => {
            let texts: Option<Vec<String>> = values
                .iter()
                .map(|value| match value.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    _ => None,
                })
                .collect();
            Some(texts?.join(","))
        }
        _ => None,
    }
}

pub(super) fn flag(name: &str) -> String {
    format!("--{}", name.replace('_', "-"))
}

pub(super) fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.to_uppercase())
}

/// A service called `hallway` puts its addresses into every container beside it, under names that begin as ours do
/// (https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables).
fn is_of_kubernetes(name: &str) -> bool {
    name == "HALLWAY_PORT"
        || name == "HALLWAY_SERVICE_HOST"
        || name.starts_with("HALLWAY_SERVICE_PORT")
        || (name.starts_with("HALLWAY_PORT_") && ["_TCP", "_UDP", "_SCTP"].iter().any(|of| name.contains(of)))
}

/// The name that is at most three letters away, if there is one.
fn nearest(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    known
        .map(|known| (distance(&name.to_lowercase(), &known.to_lowercase()), known))
        .min()
        .filter(|(distance, _)| *distance <= 3)
        .map(|(_, known)| known)
}

/// Levenshtein's: letters to put in, take out or change.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (n, x) in a.chars().enumerate() {
        let mut before = n;
        row[0] = n + 1;
        for (m, y) in b.iter().enumerate() {
            let change = before + usize::from(x != *y);
            before = row[m + 1];
            row[m + 1] = change.min(before + 1).min(row[m] + 1);
        }
    }
    row[b.len()]
}
