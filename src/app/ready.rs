//! Whether the house can do its work: read, and write durably.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::store::{Error, Result, Store};

/// How long an answer counts. Anyone may ask, and each try writes to the disk.
const GOOD: Duration = Duration::from_secs(5);
const BAD: Duration = Duration::from_secs(1);
/// How long a try may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// What was found at the last try.
#[derive(Default)]
pub struct Readiness(Mutex<Option<(Instant, Option<&'static str>)>>);

impl Readiness {
    /// What keeps the house from its work, if anything does. Who asks while it is tried waits for what comes of it.
    pub async fn lacks(&self, store: &Store) -> Option<&'static str> {
        let mut last = self.0.lock().await;
        if let Some((at, found)) = *last
            && at.elapsed() < found.map_or(GOOD, |_| BAD)
        {
            return found;
        }
        let tried = tokio::time::timeout(PATIENCE, try_out(store)).await;
        let found = match tried {
            Ok(Ok(())) => None,
            Ok(Err(error)) => {
                tracing::warn!(%error, "not ready");
                Some(words(&error))
            }
            Err(_) => {
                tracing::warn!("not ready: the database takes its time");
                Some(SILENT)
            }
        };
        *last = Some((Instant::now(), found));
        found
    }
}

async fn try_out(store: &Store) -> Result<()> {
    store.ping().await?;
    store.try_to_write().await
}

const SILENT: &str = "the database does not answer\n";

fn words(error: &Error) -> &'static str {
    match error {
        Error::Full(_) => "the disk of the database is full\n",
        Error::ReadOnly(_) => "the database is read-only\n",
        Error::Unavailable(_) => SILENT,
        _ => "the database fails\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::faults::{Fault, during};
    use crate::store::testing::each_database;

    #[tokio::test]
    async fn it_is_not_tried_again_for_a_while() {
        each_database(|store| async move {
            let readiness = Readiness::default();
            let (found, came) = during(Fault::Refused, 2, readiness.lacks(&store)).await;
            assert_eq!((found, came.struck), (Some("the database fails\n"), true));
            let (found, came) = during(Fault::Refused, 1, readiness.lacks(&store)).await;
            assert_eq!((found, came.struck), (Some("the database fails\n"), false), "known");
            tokio::time::sleep(BAD).await;
            assert_eq!(readiness.lacks(&store).await, None);
            let (found, came) = during(Fault::Refused, 1, readiness.lacks(&store)).await;
            assert_eq!((found, came.struck), (None, false), "known");
        })
        .await;
    }
}
