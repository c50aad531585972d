//! Open pages whose session was ended by nobody of this process, or by time.

use std::time::Duration;

use actix_web::web::Data;

use crate::accounts::session;
use crate::live::CloseCode;
use crate::store::Result;
use crate::web::House;

/// How often is looked.
const EVERY: Duration = Duration::from_secs(10);

/// Closes the pages of sessions that the command line has ended, and of those that were not used for too long.
pub async fn close_ended(house: Data<House>) {
    let mut every = tokio::time::interval(EVERY);
    loop {
        every.tick().await;
        if let Err(error) = look(&house).await {
            tracing::warn!(%error, "it was not looked which sessions have ended");
        }
    }
}

async fn look(house: &House) -> Result<()> {
    let open = house.hub.sessions();
    if open.is_empty() {
        return Ok(());
    }
    for ended in session::ended(&mut house.store.read().await?, &open, house.clock.now()).await? {
        house.hub.close_session(ended, CloseCode::SIGNED_OUT);
        house.hub.attendance().forget_session(ended);
    }
    Ok(())
}
