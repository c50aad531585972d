//! Which database the settings name.

use anyhow::Context;

use crate::config::Settings;
use crate::store::Address;

/// The database that the settings name.
pub fn address(settings: &Settings) -> anyhow::Result<Address> {
    let url = settings.database.as_ref().map(|url| url.expose());
    Address::new(&settings.data, url).context("the database")
}
