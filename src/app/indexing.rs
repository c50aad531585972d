//! Puts messages into the index of search that were there before it, while the house goes on.

use std::time::{Duration, Instant};

use actix_web::web::Data;

use crate::chats::search::filling;
use crate::web::House;

/// How often is looked whether there are any, once all are in it.
const EVERY: Duration = Duration::from_secs(60);

/// Fills it, forever: some, and then a rest as long as they took.
pub async fn run(house: Data<House>) {
    loop {
        let begun = Instant::now();
        let rest = match filling::go_on(&house.store).await {
            Ok(true) => begun.elapsed(),
            Ok(false) => EVERY,
            Err(error) => {
                tracing::warn!(%error, "older messages wait to be put into the index of search");
                EVERY
            }
        };
        tokio::time::sleep(rest).await;
    }
}
