//! Starting and stopping the server.

use crate::config::Settings;
use crate::store::{Address, Store, StoreOptions};

/// Serves until it is told to stop.
///
/// # Errors
/// What kept it from starting.
pub async fn serve(settings: Settings) -> anyhow::Result<()> {
    let url = settings.database.as_ref().map(|url| url.expose());
    let address = Address::new(&settings.data, url)?;
    let store = Store::open(address, StoreOptions { connections: settings.connections }).await?;
    store.close().await;
    anyhow::bail!("the server is not built yet")
}
