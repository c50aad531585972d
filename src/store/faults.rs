//! Statements that fail when a test wants them to: the n-th of what one task does, connections and COMMIT included.
//!
//! The database itself refuses: what it then thinks of the transaction is what it would think of any other.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use sqlx::Executor;

use super::conn::{Conn, Inner};
use super::{Error, Result};

/// How a statement fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The database refuses it. PostgreSQL then refuses the rest of the transaction, too; SQLite would go on.
    Refused,
    /// The connection breaks. SQLite has none, and rolls back by itself, as it does when a disk fails: whoever went on would
    /// write for good.
    Cut,
    /// Only COMMIT: it takes place, and its answer does not arrive.
    Unheard,
}

/// What came of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Came {
    /// Whether the statement was reached, and failed.
    pub struck: bool,
    /// Whether it was a COMMIT.
    pub is_commit: bool,
    /// Transactions that were committed before it.
    pub commits: usize,
}

#[derive(Debug)]
struct Plan {
    fault: Fault,
    at: usize,
    statements: AtomicUsize,
    is_commit: AtomicBool,
    commits: AtomicUsize,
}

tokio::task_local! {
    static PLAN: Arc<Plan>;
}

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

/// How often this thread, which is one test's with all of its tasks, has asked for anything of a database: connections, statements, COMMITs.
pub fn asked() -> usize {
    ASKED.get()
}

/// Does it, while the statement of this number fails: 1 is the first. Other tasks are left alone.
pub async fn during<F: Future>(fault: Fault, at: usize, done: F) -> (F::Output, Came) {
    let plan = Arc::new(Plan {
        fault,
        at,
        statements: AtomicUsize::new(0),
        is_commit: AtomicBool::new(false),
        commits: AtomicUsize::new(0),
    });
    let output = PLAN.scope(plan.clone(), done).await;
    let came = Came {
        struck: plan.statements.load(Ordering::Relaxed) >= at,
        is_commit: plan.is_commit.load(Ordering::Relaxed),
        commits: plan.commits.load(Ordering::Relaxed),
    };
    (output, came)
}

impl Plan {
    fn next(&self, is_commit: bool) -> Option<Fault> {
        let number = self.statements.fetch_add(1, Ordering::Relaxed) + 1;
        if number != self.at {
            return None;
        }
        self.is_commit.store(is_commit, Ordering::Relaxed);
        Some(self.fault)
    }
}

/// The fault of the next statement, if it has one.
fn next(is_commit: bool) -> Option<Fault> {
    ASKED.set(ASKED.get() + 1);
    let counts = |plan: &Arc<Plan>| is_commit || plan.fault != Fault::Unheard;
    PLAN.try_with(|plan| if counts(plan) { plan.next(is_commit) } else { None }).ok().flatten()
}

/// Instead of a connection.
pub(super) fn connects() -> Result<()> {
    match next(false) {
        Some(_) => Err(Error::from(sqlx::Error::PoolTimedOut)),
        None => Ok(()),
    }
}

/// A connection whose next statement fails.
pub struct Broken<'c>(&'c mut Inner, Fault);

/// That connection, if its next statement is to fail.
pub(super) fn broken(inner: &mut Inner) -> std::result::Result<Broken<'_>, &mut Inner> {
    match next(false) {
        Some(fault) => Ok(Broken(inner, fault)),
        None => Err(inner),
    }
}

const NO_STATEMENT: &str = "THIS IS NO STATEMENT";
/// PostgreSQL ends the connection that asks for it.
const END: &str = "DO $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); END $$";
const VIOLATION_OF_SQLITE: &str = "CREATE TEMP TABLE whole (n INTEGER PRIMARY KEY);
    CREATE TEMP TABLE part (n INTEGER REFERENCES whole (n) DEFERRABLE INITIALLY DEFERRED); INSERT INTO part VALUES (1)";
const VIOLATION_OF_POSTGRES: &str = "CREATE TEMP TABLE whole (n INTEGER PRIMARY KEY);
    CREATE TEMP TABLE part (n INTEGER REFERENCES whole (n) DEFERRABLE INITIALLY DEFERRED);
    SET CONSTRAINTS part_n_fkey DEFERRED; INSERT INTO part VALUES (1)";

impl Broken<'_> {
    /// Has the statement fail: what the database says.
    pub async fn fail(self) -> Error {
        let Broken(inner, fault) = self;
        let said = match (inner, fault) {
            (Inner::Sqlite(c), Fault::Refused) => c.execute(NO_STATEMENT).await.map(drop),
            (Inner::SqliteTx(c), Fault::Refused) => c.execute(NO_STATEMENT).await.map(drop),
            (Inner::Postgres(c), Fault::Refused) => c.execute(NO_STATEMENT).await.map(drop),
            (Inner::PostgresTx(c), Fault::Refused) => c.execute(NO_STATEMENT).await.map(drop),
            (Inner::SqliteTx(c), _) => {
                c.execute("ROLLBACK").await.expect("a transaction");
                Err(cut())
            }
            (Inner::Sqlite(_), _) => Err(cut()),
            (Inner::Postgres(c), _) => c.execute(END).await.map(drop),
            (Inner::PostgresTx(c), _) => c.execute(END).await.map(drop),
        };
        said.expect_err("it fails").into()
    }
}

fn cut() -> sqlx::Error {
    sqlx::Error::Io(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
}

/// Before a COMMIT: has it fail, if it is to, by what the database holds then.
pub(super) async fn before_commit(conn: &mut Conn) -> Option<Fault> {
    let fault = next(true);
    let prepared = match (&mut conn.0, fault) {
        (Inner::SqliteTx(c), Some(Fault::Refused)) => c.execute(VIOLATION_OF_SQLITE).await.map(drop),
        (Inner::PostgresTx(c), Some(Fault::Refused)) => c.execute(sqlx::raw_sql(VIOLATION_OF_POSTGRES)).await.map(drop),
        (Inner::SqliteTx(c), Some(Fault::Cut)) => c.execute("ROLLBACK").await.map(drop),
        (Inner::PostgresTx(c), Some(Fault::Cut)) => {
            // It breaks at once.
            let _ = c.execute(END).await;
            Ok(())
        }
        _ => Ok(()),
    };
    prepared.expect("what makes COMMIT fail");
    fault
}

/// After a COMMIT: what is heard of it.
pub(super) fn after_commit(fault: Option<Fault>, said: Result<()>) -> Result<()> {
    match fault {
        Some(Fault::Unheard) => {
            said.expect("it takes place");
            Err(cut().into())
        }
        Some(_) => {
            said.as_ref().expect_err("it fails");
            said
        }
        None => said,
    }
}

/// Counts a COMMIT that took place, before the statement that fails.
pub(super) fn told(said: &Result<()>) {
    if said.is_ok() {
        // Most tests have no plan.
        let _ = PLAN.try_with(|plan| {
            let before = plan.statements.load(Ordering::Relaxed) < plan.at;
            plan.commits.fetch_add(usize::from(before), Ordering::Relaxed)
        });
    }
}
