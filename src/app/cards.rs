//! Asks for the pages that messages link to, and gives the messages their cards.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;
use quick_cache::sync::Cache;
use tokio::task::{Id, JoinSet};
use tokio::time::MissedTickBehavior;

use crate::accounts::Company;
use crate::chats::message::card::{self, Waiting};
use crate::clock::Moment;
use crate::files::Thumb;
use crate::links::{Found, Links, NoCard};
use crate::store::Result;
use crate::web::House;

/// How often is looked whether a message waits: one read of an index.
const EVERY: Duration = Duration::from_secs(1);
/// Messages that are read at once, and pages that are asked for at once.
const BATCH: i64 = 64;
const AT_ONCE: usize = 8;
/// After how long a page is asked for again that was not to be had, the first and the second time; then no more.
const AGAIN: [Duration; 2] = [Duration::from_secs(60), Duration::from_secs(600)];
/// Pages that are remembered, each with a picture of some 20 KB: many post the same link. And for how long; and what was not to be had, which is
/// less than until it is asked for again.
const REMEMBERED: usize = 128;
const REMEMBER: Duration = Duration::from_secs(600);
const REMEMBER_TROUBLE: Duration = Duration::from_secs(30);

/// What came of asking for a page.
pub(super) type Outcome = std::result::Result<Found, NoCard>;

/// Who asks for pages.
pub struct Cards {
    house: Data<House>,
    links: Links,
    under_way: JoinSet<()>,
    /// What they ask for.
    urls: HashMap<Id, String>,
    recent: Arc<Cache<String, (Moment, Outcome)>>,
}

impl Cards {
    /// Of this house, by this way.
    pub fn new(house: Data<House>, links: Links) -> Cards {
        let recent = Arc::new(Cache::new(REMEMBERED));
        Cards { house, links, under_way: JoinSet::new(), urls: HashMap::new(), recent }
    }

    /// Gives cards, forever.
    pub async fn run(mut self) {
        let mut every = tokio::time::interval(EVERY);
        every.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = every.tick() => {
                    if let Err(error) = self.begin().await {
                        tracing::warn!(%error, "cards of messages wait");
                    }
                }
                Some(ended) = self.under_way.join_next_with_id() => {
                    let id = ended.map_or_else(|error| error.id(), |(id, ())| id);
                    self.urls.remove(&id);
                }
            }
        }
    }

    /// Begins to ask for what messages wait for, each page once, as many at once as may be.
    async fn begin(&mut self) -> Result<()> {
        let mut conn = self.house.store.read().await?;
        let due = card::due(&mut conn, self.house.clock.now(), BATCH).await?;
        if due.is_empty() {
            return Ok(());
        }
        let wished = Company::find(&mut conn).await?.is_some_and(|company| company.link_previews);
        drop(conn);
        let mut by_url: BTreeMap<String, Vec<Waiting>> = BTreeMap::new();
        for waiting in due {
            by_url.entry(waiting.url.clone()).or_default().push(waiting);
        }
        for (url, waiting) in by_url {
            if self.urls.len() >= AT_ONCE {
                break;
            }
            if self.urls.values().any(|asked| *asked == url) {
                continue;
            }
            let known =
                if wished && !self.is_own(&url) { self.known(&url) } else { Some(Err(NoCard::Never("not wished"))) };
            let id = self.under_way.spawn(self.ask(url.clone(), waiting, known)).id();
            self.urls.insert(id, url);
        }
        Ok(())
    }

    /// What came of it a moment ago.
    fn known(&self, url: &str) -> Option<Outcome> {
        let (at, outcome) = self.recent.get(url)?;
        let holds = if matches!(outcome, Err(NoCard::NotNow(_))) { REMEMBER_TROUBLE } else { REMEMBER };
        self.house.clock.now().is_within(holds, at).then_some(outcome)
    }

    /// Whether the address is one of this house, of which a stranger sees the door.
    fn is_own(&self, url: &str) -> bool {
        let own = self.house.public_url.as_deref().and_then(|own| url.strip_prefix(own));
        own.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    }

    /// Asks for the page, unless it is known, and gives these messages their cards.
    fn ask(
        &self,
        url: String,
        waiting: Vec<Waiting>,
        known: Option<Outcome>,
    ) -> impl Future<Output = ()> + Send + use<> {
        let (house, links, recent) = (self.house.clone(), self.links.clone(), self.recent.clone());
        async move {
            let outcome = match known {
                Some(known) => known,
                None => {
                    let found = links.look(&url).await;
                    recent.insert(url, (house.clock.now(), found.clone()));
                    found
                }
            };
            if let Err(reason) = &outcome {
                tracing::debug!(%reason, "a link has no card");
            }
            if let Err(error) = give(&house, &waiting, &outcome).await {
                tracing::warn!(%error, "a card waits");
            }
        }
    }
}

/// Gives each of the messages its card, has it wait longer, or no longer. One for which that fails keeps no other from it.
///
/// # Errors
/// What the database says of one of them; it waits.
pub(super) async fn give(house: &House, waiting: &[Waiting], outcome: &Outcome) -> Result<()> {
    let mut all = Ok(());
    for one in waiting {
        let given = match outcome {
            Ok(found) => show(house, one, found).await,
            Err(_) => settle(house, one, outcome).await,
        };
        all = all.and(given);
    }
    all
}

/// First the bytes of the picture, then the row that names them.
async fn show(house: &House, waiting: &Waiting, found: &Found) -> Result<()> {
    let picture = match &found.picture {
        Some(thumb) => keep(house, thumb).await,
        None => None,
    };
    let now = house.clock.now();
    let mut tx = house.store.begin().await?;
    let shown = card::show(&mut tx, waiting, (found, picture.as_deref()), now).await?;
    tx.commit().await?;
    if let Some(name) = picture.filter(|_| !shown) {
        // Else the sweep finds it.
        let _ = house.files.take_away(&name).await;
    }
    Ok(())
}

/// Keeps a picture: its name. A card is one without its picture, too.
async fn keep(house: &House, thumb: &Thumb) -> Option<String> {
    let name = house.files.name_for(Some(&thumb.jpeg), "", &house.dice);
    let kept = house.files.put_named(name.clone(), thumb.jpeg.clone()).await;
    kept.inspect_err(|error| tracing::warn!(%error, "a card has no picture")).ok().map(|()| name)
}

/// The page is asked for another time, or no more.
async fn settle(house: &House, waiting: &Waiting, outcome: &Outcome) -> Result<()> {
    let again = usize::try_from(waiting.tries).ok().and_then(|tries| AGAIN.get(tries));
    let again = again.filter(|_| matches!(outcome, Err(NoCard::NotNow(_))));
    let mut tx = house.store.begin().await?;
    match again {
        Some(again) => card::put_off(&mut tx, waiting, house.clock.now().after(*again)).await?,
        None => card::give_up(&mut tx, waiting).await?,
    }
    tx.commit().await
}
