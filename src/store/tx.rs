//! A transaction: what it changes is there as a whole or not at all, and is told of only after it is there.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use super::conn::{Conn, Inner};
use super::{Error, Result};
use crate::event::Event;

/// Receives the events of each transaction after its COMMIT.
pub type Publish = Arc<dyn Fn(Vec<Event>) + Send + Sync>;

/// A transaction that writes. Dropped without [`commit`](Tx::commit), it leaves nothing behind.
pub struct Tx {
    conn: Conn,
    events: Vec<Event>,
    publish: Option<Publish>,
}

impl Tx {
    pub(super) fn new(conn: Conn, publish: Option<Publish>) -> Tx {
        Tx { conn, events: Vec::new(), publish }
    }

    /// Remembers what this transaction makes true, to be published after its COMMIT.
    pub fn emit(&mut self, event: Event) {
        if !self.events.contains(&event) {
            self.events.push(event);
        }
    }

    /// Makes it durable, then publishes its events. Both happen in one task that goes on if the caller is dropped, for
    /// what is committed has to be told of.
    ///
    /// # Errors
    /// What the database says of the COMMIT. If it is unclear whether that took place, the events are published too:
    /// they only say where to look.
    pub async fn commit(self) -> Result<()> {
        let Tx { conn, events, publish } = self;
        let task = tokio::spawn(async move {
            let outcome = match conn.0 {
                Inner::SqliteWrite(tx) => tx.commit().await,
                Inner::PostgresWrite(tx) => tx.commit().await,
                Inner::SqliteRead(_) | Inner::PostgresRead(_) => Ok(()),
            };
            let outcome = outcome.map_err(Error::from);
            let refused = matches!(outcome, Err(Error::ReadOnly(_) | Error::Full(_) | Error::Taken(_)));
            if let Some(publish) = publish
                && !events.is_empty()
                && !refused
            {
                publish(events);
            }
            outcome
        });
        task.await.unwrap_or(Err(Error::Failed(sqlx::Error::WorkerCrashed)))
    }
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}
