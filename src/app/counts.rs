//! How many people are in departments, told to the pages that show it.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use actix_web::web::Data;

use super::variants::Variants;
use crate::accounts::Company;
use crate::clock::Moment;
use crate::live::{Connection, Frame};
use crate::organization::live::{Counts, counts_topic};
use crate::organization::{census::Census, department::Tree};
use crate::store::Result;
use crate::web::{House, Locale};

/// How often it is counted, while somebody has a page open that shows it: a company comes and goes all the time, so that
/// being told of it would not be less work.
const EVERY: Duration = Duration::from_secs(5);

/// What pages were told last, and when that was counted. None while there is no such page.
#[derive(Default)]
pub struct Told(Mutex<Option<(Moment, Counts)>>);

/// Counts, and tells what has changed.
pub async fn tell(house: Data<House>, variants: Arc<Variants>, told: Arc<Told>) {
    let mut every = tokio::time::interval(EVERY);
    loop {
        every.tick().await;
        if let Err(error) = told.look(&house, &variants).await {
            tracing::warn!(%error, "it was not counted how many people are where");
        }
    }
}

impl Told {
    async fn look(&self, house: &House, variants: &Variants) -> Result<()> {
        if house.hub.variants(counts_topic()).is_empty() {
            *self.known() = None;
            return Ok(());
        }
        let mut conn = house.store.read().await?;
        let Some(company) = Company::find(&mut conn).await? else { return Ok(()) };
        let tree = Tree::read(&mut conn, &company).await?;
        let counts = Counts::new(&tree, &Census::read(&mut conn, &tree, &house.hub.attendance().all_here()).await?);
        drop(conn);
        self.tell(counts, house, variants);
        Ok(())
    }

    fn tell(&self, counts: Counts, house: &House, variants: &Variants) {
        let mut known = self.known();
        let news = counts.since(known.as_ref().map_or(&Counts::default(), |(_, before)| before));
        *known = Some((house.clock.now(), counts));
        if news.is_empty() {
            return;
        }
        for variant in house.hub.variants(counts_topic()) {
            if let Some(locale) = variants.locale(variant) {
                house.hub.send(counts_topic(), variant, &Frame::text(&news.text(&locale)));
            }
        }
    }

    /// Has a page that was made at that moment told from now on, and of what it has missed by now.
    pub fn follow(&self, connection: &Connection, made_at: Moment, locale: &Locale) {
        connection.subscribe(counts_topic());
        // Held while it is sent: what is counted meanwhile comes after it.
        let known = self.known();
        if let Some((_, counts)) = known.as_ref().filter(|(counted_at, _)| made_at <= *counted_at) {
            connection.send_on(counts_topic(), &Frame::text(&counts.text(locale)));
        }
    }

    fn known(&self) -> MutexGuard<'_, Option<(Moment, Counts)>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
