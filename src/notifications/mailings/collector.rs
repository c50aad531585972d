//! Collects answers and letters that come back from the company's mailbox.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;

use super::answers::{self, Arrived, SIZE};
use crate::mail::incoming::Incoming;
use crate::mail::{Folder, Inbox, Trouble, incoming};
use crate::notice::{Audience, Notice};
use crate::notifications::notices::INBOX_DOWN;
use crate::store;
use crate::web::House;

/// How long a mailbox that is out of reach is left alone, at first; each time twice as long.
const REST: Duration = Duration::from_secs(10);
/// And at most.
const REST_MOST: Duration = Duration::from_secs(10 * 60);
/// How often it is looked whether there is a mailbox at all, though nothing rings.
const EVERY: Duration = Duration::from_secs(60);

/// What keeps answers from being collected.
#[derive(Debug)]
enum Stop {
    /// The mailbox.
    Closed(Trouble, String),
    /// The database.
    Store(store::Error),
}

impl From<(Trouble, String)> for Stop {
    fn from((trouble, words): (Trouble, String)) -> Stop {
        Stop::Closed(trouble, words)
    }
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Stop {
        Stop::Store(error)
    }
}

/// What came of looking into the mailbox.
#[derive(Debug)]
pub enum Turn {
    /// There is none.
    None,
    /// It is out of reach.
    OutOfReach,
    /// All up to this number is taken in, and the folder is open.
    Open(Box<(Inbox, Folder, u32)>),
}

/// The house's collector. There is one.
pub struct Collector {
    house: Data<House>,
    rest: Duration,
}

impl Collector {
    /// Of this house.
    pub fn new(house: Data<House>) -> Collector {
        Collector { house, rest: REST }
    }

    /// Collects what comes, forever.
    pub async fn run(mut self) {
        loop {
            let turn = match self.turn().await {
                Ok(turn) => turn,
                Err(error) => {
                    tracing::warn!(%error, "answers wait: the database does not answer");
                    Turn::OutOfReach
                }
            };
            match turn {
                Turn::None => self.pause(EVERY).await,
                Turn::OutOfReach => {
                    let rest = self.rest;
                    self.rest = (rest * 2).min(REST_MOST);
                    self.pause(rest).await;
                }
                Turn::Open(open) => {
                    let (inbox, folder, upto) = *open;
                    self.rest = REST;
                    let house = self.house.clone();
                    tokio::select! {
                        // Not at once: who hangs up on us would be knocked at without end.
                        () = self.watch(&inbox, folder, upto) => self.pause(REST).await,
                        () = house.office.inbox_bell.notified() => {}
                    }
                }
            }
        }
    }

    /// Takes in what is new.
    ///
    /// # Errors
    /// What the database says; what is left is taken in the next time.
    pub async fn turn(&self) -> store::Result<Turn> {
        let Some(inbox) = Inbox::find(&mut self.house.store.read().await?).await? else { return Ok(Turn::None) };
        match self.open(&inbox).await {
            Ok((folder, upto)) => Ok(Turn::Open(Box::new((inbox, folder, upto)))),
            Err(stop) => self.stopped(&inbox, stop).await.map(|()| Turn::OutOfReach),
        }
    }

    async fn pause(&self, most: Duration) {
        // Whichever of both it was, all is looked at again.
        let _ = tokio::time::timeout(most, self.house.office.inbox_bell.notified()).await;
    }

    /// Opens the folder, and takes in what came until now: up to which.
    async fn open(&self, inbox: &Inbox) -> Result<(Folder, u32), Stop> {
        let office = &self.house.office;
        let mut folder = Folder::open(inbox, &office.seal, office.patience).await?;
        if inbox.down_since.is_some() {
            let mut tx = self.house.store.begin().await?;
            inbox.is_up(&mut tx).await?;
            tx.commit().await?;
        }
        let from = first(inbox, &folder);
        let upto = take_new(&self.house, inbox, &mut folder, from).await?;
        Ok((folder, upto))
    }

    /// Waits for more and takes it in, until something goes wrong: then all is begun anew, which says what it is.
    async fn watch(&self, inbox: &Inbox, folder: Folder, mut upto: u32) {
        let mut open = Some(folder);
        while let Some(folder) = open.take() {
            let more = async {
                let mut folder = folder.wait().await?;
                upto = take_new(&self.house, inbox, &mut folder, upto).await?;
                Ok::<Folder, Stop>(folder)
            };
            match more.await {
                Ok(folder) => open = Some(folder),
                Err(stop) => tracing::info!(?stop, "the mailbox of answers is opened anew"),
            }
        }
    }

    async fn stopped(&self, inbox: &Inbox, stop: Stop) -> store::Result<()> {
        match stop {
            Stop::Closed(trouble, words) => {
                tracing::warn!(trouble = trouble.word(), words, "the mailbox of answers is out of reach");
                self.down(inbox, &words).await
            }
            Stop::Store(error) => Err(error),
        }
    }

    /// Administrators are told once.
    async fn down(&self, inbox: &Inbox, words: &str) -> store::Result<()> {
        let mut tx = self.house.store.begin().await?;
        if inbox.is_down(&mut tx, words, self.house.clock.now()).await? {
            let notice = Notice::new(&INBOX_DOWN, Audience::Administrators, (0, "")).detail(words);
            tx.emit(notice.into());
        }
        tx.commit().await
    }
}

/// The last number that was looked at in this folder: none if its numbers mean other letters now. Those that were taken in before are known
/// by their bytes.
fn first(inbox: &Inbox, folder: &Folder) -> u32 {
    let known = i64::from(folder.validity) == inbox.validity;
    if known { u32::try_from(inbox.upto).unwrap_or(0) } else { 0 }
}

/// Takes in what came after this number: up to which.
async fn take_new(house: &House, inbox: &Inbox, folder: &mut Folder, mut upto: u32) -> Result<u32, Stop> {
    for one in folder.after(upto).await? {
        let too_big = one.size > SIZE;
        if let Some(raw) = folder.letter(one.uid, !too_big).await? {
            let raw = Arc::new(raw);
            let arrived = Arrived { at: (one.uid, folder.validity), raw: &raw, read: read(&raw, inbox).await, too_big };
            answers::take(house, inbox, &arrived).await?;
            // Only now: what was not taken in is new for who looks into the mailbox.
            folder.seen(one.uid).await?;
        }
        upto = one.uid;
    }
    Ok(upto)
}

/// What the letter says: it may be long, and take a while. None if it cannot be read; one on which our reading breaks is one of those, so
/// that it does not keep back all that lie behind it.
async fn read(raw: &Arc<Vec<u8>>, inbox: &Inbox) -> Option<Incoming> {
    let (raw, inbox) = (raw.clone(), inbox.clone());
    let read = tokio::task::spawn_blocking(move || incoming::read(&raw, &inbox)).await;
    read.inspect_err(|error| tracing::warn!(%error, "a letter could not be read")).ok().flatten()
}
