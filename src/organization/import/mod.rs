//! A list of people that was uploaded: looked at first, then taken in, row by row and safe to repeat.

pub mod export;
mod plan;
mod row;
pub mod run;
pub mod table;

#[cfg(test)]
mod names_tests;
#[cfg(test)]
mod tests;

pub use row::{Change, Outcome, Reason};

use std::time::Duration;

use crate::clock::Moment;
use crate::id::{ImportId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

/// Bytes of a list.
pub const BYTES: usize = 10 * 1024 * 1024;
/// Rows that a page of an import shows.
pub const PAGE: i64 = 100;
/// Imports that are listed.
const LISTED: i64 = 20;
/// An import that has not moved for so long was interrupted, and may be gone on with.
const STUCK: Duration = Duration::from_secs(60);

/// Where an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Its rows are being looked at.
    Checking,
    /// It was looked at; nothing is written of it.
    Checked,
    /// Its rows are being taken in.
    Running,
    /// They were.
    Done,
}

impl From<String> for Stage {
    fn from(word: String) -> Stage {
        match word.as_str() {
            "checking" => Stage::Checking,
            "checked" => Stage::Checked,
            "running" => Stage::Running,
            _ => Stage::Done,
        }
    }
}

/// An import.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Import {
    /// Which.
    pub id: ImportId,
    /// What the file was called.
    pub file_name: String,
    /// Whether departments that are not there are made.
    pub make_departments: bool,
    /// Where it is.
    #[sqlx(try_from = "String", rename = "state")]
    pub stage: Stage,
    /// Rows below the first.
    pub row_count: i64,
    /// Rows that were gone through in this stage.
    pub row_done: i64,
    /// When it was uploaded.
    pub created_at: Moment,
    /// When it last moved on.
    pub moved_at: Moment,
}

impl Import {
    /// Whether it stands though it should move: the server was stopped meanwhile.
    pub fn is_stuck(&self, now: Moment) -> bool {
        matches!(self.stage, Stage::Checking | Stage::Running) && !now.is_within(STUCK, self.moved_at)
    }
}

const FIND: &str = "SELECT id, file_name, make_departments, state, row_count, row_done, created_at, moved_at
    FROM imports WHERE id = $1";
const LIST: &str = "SELECT id, file_name, make_departments, state, row_count, row_done, created_at, moved_at
    FROM imports ORDER BY id DESC LIMIT CAST($1 AS BIGINT)";
const SOURCE: &str = "SELECT source FROM imports WHERE id = $1";
const CREATE: &str = "INSERT INTO imports (made_by, file_name, source, make_departments, state, row_count, row_done,
    created_at, moved_at) VALUES ($1, $2, $3, $4, 'checking', $5, 0, $6, $6) RETURNING id";
const FORGET: &str = "DELETE FROM imports WHERE id = $1 AND state IN ('checked', 'done')";
/// One statement looks and takes, so that two who press at once do not both run it.
const CLAIM: &str = "UPDATE imports SET state = 'running', moved_at = $2,
    row_done = CASE WHEN state = 'running' THEN row_done ELSE 0 END
    WHERE id = $1 AND (state = 'checked' OR state = 'running' AND moved_at < $3)";
const CLAIM_CHECK: &str = "UPDATE imports SET moved_at = $2, row_done = 0
    WHERE id = $1 AND state = 'checking' AND (row_done = 0 OR moved_at < $3)";
const MOVE: &str = "UPDATE imports SET row_done = $2, moved_at = $3 WHERE id = $1";
const SETTLE: &str = "UPDATE imports SET state = $2, moved_at = $3 WHERE id = $1 RETURNING made_by, file_name";
const CLEAR: &str = "DELETE FROM import_rows WHERE import_id = $1";
const WRITE: &str = "INSERT INTO import_rows (import_id, row_number, outcome, email, detail)
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (import_id, row_number) DO UPDATE
    SET outcome = excluded.outcome, email = excluded.email, detail = excluded.detail";
const ROWS: &str = "SELECT row_number, email, detail FROM import_rows
    WHERE import_id = $1 AND row_number > $2 AND (CAST($3 AS TEXT) = '' OR outcome = $3) ORDER BY row_number LIMIT CAST($4 AS BIGINT)";
const COUNTS: &str = "SELECT outcome, COUNT(*) FROM import_rows WHERE import_id = $1 GROUP BY outcome";
const MADE: &str = "SELECT u.id, u.name, u.email FROM import_rows r JOIN users u ON u.email_folded = r.email
    WHERE r.import_id = $1 AND r.outcome = 'new' AND u.state = 'invited' ORDER BY r.row_number";
const COUNT_MADE: &str = "SELECT COUNT(*) FROM import_rows r JOIN users u ON u.email_folded = r.email
    WHERE r.import_id = $1 AND r.outcome = 'new' AND u.state = 'invited'";
/// A list is personal data of a whole company: it stays as long as it is in sight.
const FORGET_OLD: &str = "DELETE FROM imports WHERE state IN ('checked', 'done')
    AND id NOT IN (SELECT id FROM imports ORDER BY id DESC LIMIT CAST($1 AS BIGINT))";

/// What became, or would become, of a row.
#[derive(Clone, Debug)]
pub struct RowOutcome {
    /// The row's number in the list.
    pub number: i64,
    /// The address in it, folded.
    pub email: String,
    /// What.
    pub outcome: Outcome,
}

/// How many rows there are of each outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Accounts made.
    pub new: i64,
    /// People changed.
    pub changed: i64,
    /// Rows that change nothing.
    pub same: i64,
    /// Rows left out.
    pub left_out: i64,
}

/// The import.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, id: ImportId) -> Result<Option<Import>> {
    on!(conn, c => sqlx::query_as(FIND).bind(id).fetch_optional(&mut *c).await)
}

/// The newest imports, at most twenty.
///
/// # Errors
/// What the database says.
pub async fn list(conn: &mut Conn) -> Result<Vec<Import>> {
    on!(conn, c => sqlx::query_as(LIST).bind(LISTED).fetch_all(&mut *c).await)
}

/// The text of its list.
///
/// # Errors
/// What the database says.
pub async fn source(conn: &mut Conn, id: ImportId) -> Result<String> {
    on!(conn, c => sqlx::query_scalar(SOURCE).bind(id).fetch_one(&mut *c).await)
}

/// Keeps an uploaded list, to be looked at. Those that are listed no more by then are forgotten.
///
/// # Errors
/// What the database says.
pub async fn create(
    tx: &mut Tx,
    made_by: UserId,
    (file_name, source, rows): (&str, &str, i64),
    make_departments: bool,
    now: Moment,
) -> Result<ImportId> {
    let id = on!(tx, c => sqlx::query_scalar(CREATE)
        .bind(made_by).bind(file_name).bind(source).bind(make_departments).bind(rows).bind(now)
        .fetch_one(&mut *c).await)?;
    run!(tx, sqlx::query(FORGET_OLD).bind(LISTED))?;
    Ok(id)
}

/// Forgets a list, with what became of its rows; people stay. Not while it is gone through.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, id: ImportId) -> Result<bool> {
    Ok(run!(tx, sqlx::query(FORGET).bind(id))? > 0)
}

/// Rows of the import with this outcome (empty: all), after the given one; at most [`PAGE`] and one, so that one knows
/// whether there are more.
///
/// # Errors
/// What the database says.
pub async fn rows(conn: &mut Conn, id: ImportId, outcome: &str, after: i64) -> Result<Vec<RowOutcome>> {
    let rows: Vec<(i64, String, String)> = on!(conn, c => sqlx::query_as(ROWS)
        .bind(id).bind(after).bind(outcome).bind(PAGE + 1).fetch_all(&mut *c).await)?;
    let one =
        |(number, email, detail): (i64, String, String)| RowOutcome { number, email, outcome: Outcome::of(&detail) };
    Ok(rows.into_iter().map(one).collect())
}

/// How many rows there are of each outcome.
///
/// # Errors
/// What the database says.
pub async fn counts(conn: &mut Conn, id: ImportId) -> Result<Counts> {
    let rows: Vec<(String, i64)> = on!(conn, c => sqlx::query_as(COUNTS).bind(id).fetch_all(&mut *c).await)?;
    let of = |word: &str| rows.iter().find(|(outcome, _)| outcome == word).map_or(0, |(_, count)| *count);
    Ok(Counts { new: of("new"), changed: of("changed"), same: of("same"), left_out: of("left-out") })
}

/// Whom the import made an account for, and who has not chosen a password yet: number, name, address; at most as many as
/// a list has rows.
///
/// # Errors
/// What the database says.
pub async fn waiting(conn: &mut Conn, id: ImportId) -> Result<Vec<(UserId, String, String)>> {
    on!(conn, c => sqlx::query_as(MADE).bind(id).fetch_all(&mut *c).await)
}

/// How many these are.
///
/// # Errors
/// What the database says.
pub async fn count_waiting(conn: &mut Conn, id: ImportId) -> Result<i64> {
    on!(conn, c => sqlx::query_scalar(COUNT_MADE).bind(id).fetch_one(&mut *c).await)
}

async fn write(tx: &mut Tx, id: ImportId, row: &RowOutcome) -> Result<()> {
    run!(
        tx,
        sqlx::query(WRITE)
            .bind(id)
            .bind(row.number)
            .bind(row.outcome.as_str())
            .bind(&row.email)
            .bind(row.outcome.to_text())
    )?;
    Ok(())
}
