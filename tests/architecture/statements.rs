//! Every statement of the program is prepared on both databases, so that none works on one only.

use sqlx::{AssertSqlSafe, Executor, SqlSafeStr};

use crate::databases;
use crate::source::{files, literal};

struct Statement {
    place: String,
    text: String,
    sqlite: bool,
    postgres: bool,
    /// Asks a database about itself: `…_OF_SQLITE`, `…_OF_POSTGRES`.
    of_itself: bool,
}

/// Pairs of texts, one for each database: what the dialects make necessary. More of them is a decision.
/// 0025 has four for the index of words.
const PAIRS: usize = 32;

/// What asks one database about itself (its tables, its counters), for backups and for `hallway check`, or lets transactions
/// wait for each other. Not each has a partner, and only the store has any.
const OF_ITSELF: usize = 14;

#[tokio::test]
async fn every_statement_is_understood_by_both_databases() {
    let statements = statements();
    assert!(statements.len() > 30, "only {} statements were found", statements.len());
    let (_folder, mut sqlite) = databases::sqlite().await;
    let mut postgres = databases::postgres("statements").await;
    let mut wrong = Vec::new();
    for statement in &statements {
        let text = || AssertSqlSafe(statement.text.clone()).into_sql_str();
        if statement.sqlite
            && let Err(error) = (&mut sqlite).prepare(text()).await
        {
            wrong.push(format!("{} on SQLite: {error}", statement.place));
        }
        if statement.postgres
            && let Err(error) = (&mut postgres).prepare(text()).await
        {
            wrong.push(format!("{} on PostgreSQL: {error}", statement.place));
        }
    }
    databases::drop_postgres("statements", postgres).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// SQLite looks at a number that is bound to LIMIT while it plans, and so plans anew each time one is bound: a sixth of a page's time.
/// Of an expression it does not.
#[test]
fn no_statement_is_planned_anew_for_its_limit() {
    let bare = |one: &&Statement| one.text.contains("LIMIT $") || one.text.contains("LIMIT ?");
    let statements = statements();
    let bare: Vec<&str> = statements.iter().filter(bare).map(|one| one.place.as_str()).collect();
    assert!(bare.is_empty(), "write LIMIT CAST($n AS BIGINT): {}", bare.join(", "));
    assert!(statements.iter().any(|one| one.text.contains("LIMIT CAST($")), "no statement has a limit");
}

#[test]
fn pairs_of_texts_are_few() {
    // Texts with a number in their name are one, in several shapes: `FIND_1_POSTGRES`.
    let shape = |place: &str| {
        let numbered = |digit| place.strip_suffix(&format!("_{digit}_POSTGRES"));
        (1..=9).find_map(numbered).map_or_else(|| place.to_owned(), |base| format!("{base}_n_POSTGRES"))
    };
    let only = |of: fn(&Statement) -> bool| {
        let all = statements();
        let shapes = all.iter().filter(|statement| of(statement)).map(|one| shape(&one.place));
        shapes.collect::<std::collections::BTreeSet<_>>().len()
    };
    let (sqlite, postgres) = (only(|one| !one.postgres && !one.of_itself), only(|one| !one.sqlite && !one.of_itself));
    assert_eq!(sqlite, postgres, "a text for one database has no partner for the other");
    assert!(sqlite <= PAIRS, "{sqlite} pairs of texts");
    assert!(only(|one| one.of_itself) <= OF_ITSELF, "more texts about a database itself");
    assert!(
        only(|one| one.of_itself && !one.place.starts_with("store/")) == 0,
        "only the store asks a database of itself"
    );
}

#[test]
fn statements_stand_in_constants() {
    for file in files().iter().filter(|file| !file.path.starts_with("store/")) {
        for call in ["sqlx::query(\"", "sqlx::query_as(\"", "sqlx::query_scalar(\""] {
            assert!(!file.text.contains(call), "{} has a statement outside of a constant", file.path);
        }
    }
}

/// All constants of the program that hold SQL.
fn statements() -> Vec<Statement> {
    let mut all = Vec::new();
    let files = files();
    // Macros may stand in another file.
    let everything: String = files.iter().map(|file| file.text.as_str()).collect();
    for file in &files {
        for (at, _) in file.text.match_indices("const ") {
            let rest = &file.text[at + 6..];
            let Some((name, value)) = rest.split_once(": &str =") else { continue };
            if name.contains(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '_') {
                continue;
            }
            let Some(text) = value_of(value, &everything) else { continue };
            let sql = ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "].iter().any(|word| text.starts_with(word));
            // Advisory locks are PostgreSQL's own; SQLite's lock is a file.
            if sql && !text.contains("pg_try_advisory_lock") {
                all.push(Statement {
                    place: format!("{} {name}", file.path),
                    sqlite: !name.ends_with("_POSTGRES"),
                    postgres: !name.ends_with("_SQLITE"),
                    of_itself: name.ends_with("_OF_SQLITE") || name.ends_with("_OF_POSTGRES"),
                    text,
                });
            }
        }
    }
    all
}

/// The text of a constant: a literal, a `concat!`, or a macro that is a `concat!` around what it is given.
fn value_of(value: &str, file: &str) -> Option<String> {
    if let Some((text, _)) = literal(value) {
        return Some(text);
    }
    let value = value.trim_start();
    let (name, arguments) = value.split_once("!(")?;
    if name == "concat" {
        return joined(arguments, "", file);
    }
    let (given, _) = literal(arguments)?;
    joined(body(name, file)?.split_once("concat!(")?.1, &given, file)
}

/// What stands in the macro's braces, to the end of the file.
fn body<'f>(name: &str, file: &'f str) -> Option<&'f str> {
    Some(file.split_once(&format!("macro_rules! {name} {{"))?.1)
}

/// The pieces of a `concat!`: literals, what the macro was given, macros that are one literal, and those that are a `concat!` around what
/// they are given.
fn joined(mut pieces: &str, given: &str, file: &str) -> Option<String> {
    let mut text = String::new();
    loop {
        pieces = pieces.trim_start().trim_start_matches(',').trim_start();
        if let Some((piece, rest)) = literal(pieces) {
            text.push_str(&piece);
            pieces = rest;
        } else if pieces.starts_with('$') {
            text.push_str(given);
            pieces = pieces.trim_start_matches(|c: char| c == '$' || c.is_alphanumeric());
        } else if let Some((name, rest)) = pieces.split_once("!()")
            && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        {
            let inside = body(name, file)?.split_once("=>")?.1.trim_start().trim_start_matches('{');
            text.push_str(&literal(inside)?.0);
            pieces = rest;
        } else if let Some((name, rest)) = pieces.split_once("!(")
            && name.chars().all(|c| c.is_alphanumeric() || c == '_')
            && let Some((given, rest)) = literal(rest)
        {
            text.push_str(&joined(body(name, file)?.split_once("concat!(")?.1, &given, file)?);
            pieces = rest.trim_start().strip_prefix(')')?;
        } else {
            return Some(text);
        }
    }
}
