//! What has its time: messages that are posted later, messages that somebody is told of again, polls that close, and messages that go by
//! themselves.

use std::time::Duration;

use actix_web::web::Data;

use crate::chats::message::{expiry, poll, reminder, scheduled};
use crate::clock::Moment;
use crate::store::Result;
use crate::web::House;

/// How often is looked whether something is due: four reads of an index.
const EVERY: Duration = Duration::from_secs(2);

/// Does what is due, forever.
pub async fn run(house: Data<House>) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        if let Err(error) = act(&house).await {
            tracing::warn!(%error, "what is due waits");
        }
    }
}

/// Does what is due by now. Each message is posted in a transaction of its own, with which it no longer waits: once, whenever the server
/// stops.
///
/// # Errors
/// What the database says of one of them; it waits.
pub(super) async fn act(house: &House) -> Result<()> {
    let now = house.clock.now();
    let posted = post(house, now).await.and(close(house, now).await).and(expire(house, now).await);
    loop {
        let due = reminder::is_due(&mut house.store.read().await?, now).await?;
        if !due {
            return posted;
        }
        let mut tx = house.store.begin().await?;
        reminder::tell(&mut tx, now).await?;
        tx.commit().await?;
    }
}

/// Posts what is due. One that cannot be posted now keeps no other from it.
async fn post(house: &House, now: Moment) -> Result<()> {
    let due = scheduled::due(&mut house.store.read().await?, now).await?;
    let mut all = Ok(());
    for next in due {
        let sent = async {
            let mut tx = house.store.begin().await?;
            scheduled::send(&mut tx, next, (now, now), true).await?;
            tx.commit().await
        };
        all = all.and(sent.await);
    }
    all
}

/// Lets go what has to, one chat after the other; of a chat in which it is much the rest the next time. One where that cannot be done now keeps no
/// other from it.
async fn expire(house: &House, now: Moment) -> Result<()> {
    let due = expiry::due(&mut house.store.read().await?, now).await?;
    let mut all = Ok(());
    for chat in due {
        let expired = async {
            let mut tx = house.store.begin().await?;
            expiry::expire(&mut tx, chat, now).await?;
            tx.commit().await
        };
        all = all.and(expired.await);
    }
    all
}

/// Closes the polls whose time is over. One that cannot be closed now keeps no other from it.
async fn close(house: &House, now: Moment) -> Result<()> {
    let due = poll::due(&mut house.store.read().await?, now).await?;
    let mut all = Ok(());
    for next in due {
        let closed = async {
            let mut tx = house.store.begin().await?;
            poll::close_due(&mut tx, next, now).await?;
            tx.commit().await
        };
        all = all.and(closed.await);
    }
    all
}
