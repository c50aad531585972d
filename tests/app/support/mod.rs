//! What the tests stand on.

mod audit;
#[path = "../../../src/files/bucket_server.rs"]
pub mod bucket;
pub mod dice;
mod dom;
mod house;
#[path = "../../../src/mail/testing/mailbox.rs"]
mod mailbox;
mod person;
mod proxy;
pub mod raw;
mod site;

use std::time::{Duration, Instant};

pub use dom::{Element, Node};
pub use house::{Database, House};
pub use mailbox::Mailbox;
pub use person::{Answer, Person};
pub use proxy::{Proxy, Way};
pub use site::Site;

/// How long anything may take that has to happen.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Makes two tests of one: on SQLite and on PostgreSQL. The body gets the kind of database. Requests go on in a thread beside it:
/// the server does not wait for a test that is busy.
macro_rules! each_database {
    ($($(#[$attribute:meta])* async fn $name:ident($database:ident) $body:block)*) => { $(
        mod $name {
            use super::*;
            use $crate::support::Database;

            async fn run($database: Database) $body

            $(#[$attribute])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
            async fn sqlite() {
                run(Database::Sqlite).await;
            }

            $(#[$attribute])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
            async fn postgres() {
                run(Database::Postgres).await;
            }
        }
    )* };
}

/// Asks again until the answer is `Ok`; after [`PATIENCE`] it panics with the last answer.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Result<T, String>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match ask().await {
            Ok(done) => return done,
            Err(still) if Instant::now() > deadline => panic!("it did not come true that {what}: {still}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

/// Whether the long tests run: `./test --long`.
pub fn long() -> bool {
    std::env::var_os("HALLWAY_LONG").is_some()
}
