//! A transaction: what it changes is there as a whole or not at all, and is told of only after it is there.

use std::collections::HashSet;
use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::sync::Arc;

use super::conn::{Conn, Inner};
use super::{Error, Result};
use crate::event::Event;

/// Receives the events of each transaction after its COMMIT.
pub type Publish = Arc<dyn Fn(Vec<Event>) + Send + Sync>;

/// What a recorder returns.
pub type Recording<'t> = Pin<Box<dyn Future<Output = Result<()>> + Send + 't>>;

/// Adds to a transaction what else becomes true with an event, before COMMIT: a constant number of rows.
pub type Record = Arc<dyn for<'t> Fn(&'t mut Tx, Event) -> Recording<'t> + Send + Sync>;

/// Does once in a transaction what many of its events make necessary together, before COMMIT.
pub type Conclude = Arc<dyn for<'t> Fn(&'t mut Tx) -> Recording<'t> + Send + Sync>;

/// What somebody says who is asked whether an event concerns them.
pub type Asking<'c> = Pin<Box<dyn Future<Output = Result<bool>> + Send + 'c>>;

/// Says whether anything becomes true with an event: what is only that needs no transaction if nothing does. It reads.
pub type Ask = Arc<dyn for<'c> Fn(&'c mut Conn, &'c Event) -> Asking<'c> + Send + Sync>;

/// Who hears of events: recorders inside of the transaction, the publisher after it.
#[derive(Clone)]
pub struct Listeners {
    /// Runs for each event, those that it emits itself included.
    pub record: Record,
    /// Runs once, when each event is recorded. What it emits is recorded, too.
    pub conclude: Conclude,
    /// Runs once, after COMMIT.
    pub publish: Publish,
    /// Runs before there is a transaction.
    pub concerns: Ask,
}

impl Listeners {
    /// Whoever does not know may be concerned by anything.
    pub fn by_anything() -> Ask {
        Arc::new(|_, _| Box::pin(async { Ok(true) }))
    }
}

/// A transaction that writes. Dropped without [`commit`](Tx::commit), it leaves nothing behind.
pub struct Tx {
    conn: Conn,
    events: Vec<Event>,
    /// The same: each is there once.
    known: HashSet<Event>,
    listeners: Option<Listeners>,
}

impl Tx {
    pub(super) fn new(conn: Conn, listeners: Option<Listeners>) -> Tx {
        Tx { conn, events: Vec::new(), known: HashSet::new(), listeners }
    }

    /// Remembers what this transaction makes true, to be published after its COMMIT.
    pub fn emit(&mut self, event: Event) {
        if self.known.insert(event.clone()) {
            self.events.push(event);
        }
    }

    /// What it makes true so far.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Records its events, makes it durable, then publishes them. The last two happen in one task that goes on if the
    /// caller is dropped, for what is committed has to be told of.
    ///
    /// # Errors
    /// What a recorder or the COMMIT says. If it is unclear whether the COMMIT took place, the events are published too:
    /// they only say where to look.
    pub async fn commit(mut self) -> Result<()> {
        if let Some(listeners) = self.listeners.clone() {
            let recorded = self.record(&listeners, 0).await?;
            (listeners.conclude)(&mut self).await?;
            self.record(&listeners, recorded).await?;
        }
        #[cfg(test)]
        let fault = super::faults::before_commit(&mut self.conn).await;
        let Tx { conn, events, listeners, .. } = self;
        let task = tokio::spawn(async move {
            let outcome = match conn.0 {
                Inner::SqliteTx(tx) => tx.commit().await,
                Inner::PostgresTx(tx) => tx.commit().await,
                Inner::Sqlite(_) | Inner::Postgres(_) => Ok(()),
            };
            let outcome = outcome.map_err(Error::from);
            #[cfg(test)]
            let outcome = super::faults::after_commit(fault, outcome);
            let refused = outcome.as_ref().is_err_and(Error::is_refusal);
            if let Some(listeners) = listeners
                && !events.is_empty()
                && !refused
            {
                (listeners.publish)(events);
            }
            outcome
        });
        let outcome = task.await.unwrap_or(Err(Error::Failed(sqlx::Error::WorkerCrashed.into())));
        #[cfg(test)]
        super::faults::told(&outcome);
        outcome
    }

    /// Records the events from this one on; returns how many there are then.
    async fn record(&mut self, listeners: &Listeners, mut next: usize) -> Result<usize> {
        while let Some(event) = self.events.get(next).cloned() {
            (listeners.record)(self, event).await?;
            next += 1;
        }
        Ok(next)
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
