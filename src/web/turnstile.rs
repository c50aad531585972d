//! How much is worked on at once, and for whom: more than can be borne is turned away before it costs anything.
//!
//! A request passes before the database is asked who sends it. Whose session was met lately has a share of the room that
//! strangers cannot take; a person has a share that leaves others theirs. Passing costs a lock and two look-ups.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use actix_web::{HttpMessage, HttpRequest};

use super::{Error, House, Throttle};
use crate::clock::Moment;

/// Requests that are worked on at once of people who are signed in: half a second of work. Pages hold none while they are open.
const PEOPLE: usize = 1024;
/// Of one of them, on all of their devices.
const OF_PERSON: usize = 128;
/// Files that one of them sends at once: each lies in memory until it is there.
const FILES: usize = 2;
/// Of whom nobody knows: they take no database away that the others wait for.
const STRANGERS: usize = 128;
/// Sessions that are remembered; past that all are forgotten, and whoever comes next is a stranger once.
const SESSIONS: usize = 50_000;
/// Pages that are made as small as can be in a second: each takes as long as twenty others.
const SMALLEST: usize = 20;
/// What one hook says in a minute.
const HOOK: usize = 60;
/// After so many seconds a request that was turned away may come again.
const AGAIN: u64 = 5;

/// The turnstile of a house.
pub struct Turnstile {
    inside: Mutex<Inside>,
    /// Keyed by chance: nobody can send a token that is taken for another's.
    keys: RandomState,
    acts: Throttle<i64>,
    smallest: Throttle<()>,
    hooks: Throttle<i64>,
}

#[derive(Default)]
struct Inside {
    strangers: usize,
    people: usize,
    /// Whose session a token is of, by its key.
    sessions: HashMap<u64, i64>,
    /// What is worked on for whom.
    of: HashMap<i64, Busy>,
}

#[derive(Clone, Copy, Default)]
struct Busy {
    requests: usize,
    files: usize,
}

/// A request is worked on, until this is dropped with it.
pub struct Pass {
    turnstile: Arc<Turnstile>,
    of: Option<i64>,
}

/// A file is read, until this is dropped.
pub struct FilePass {
    turnstile: Arc<Turnstile>,
    of: i64,
}

impl Turnstile {
    /// One that nobody has passed yet. A person may post so many forms in a minute.
    pub fn new(acts: usize) -> Arc<Turnstile> {
        let acts = Throttle::new(acts, Duration::from_secs(60));
        let smallest = Throttle::new(SMALLEST, Duration::from_secs(1));
        let hooks = Throttle::new(HOOK, Duration::from_secs(60));
        Arc::new(Turnstile { inside: Mutex::default(), keys: RandomState::new(), acts, smallest, hooks })
    }

    /// Lets a request in that brings this session's token.
    ///
    /// # Errors
    /// [`Error::Busy`]
    pub fn pass(self: &Arc<Turnstile>, token: Option<&str>) -> Result<Pass, Error> {
        let key = token.map(|token| self.keys.hash_one(token));
        let mut inside = self.inside();
        let of = key.and_then(|key| inside.sessions.get(&key).copied());
        inside.enter(of)?;
        Ok(Pass { turnstile: self.clone(), of })
    }

    /// Whether there is time to make one more page as small as can be.
    pub fn has_time(&self, now: Moment) -> bool {
        self.smallest.try_once(&(), now).is_ok()
    }

    /// Counts what a program says by a hook; how long it has to wait if that was too much.
    ///
    /// # Errors
    /// The time after which it may come again.
    pub fn hook(&self, hook: i64, now: Moment) -> Result<(), Duration> {
        self.hooks.try_once(&hook, now)
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Inside {
    fn enter(&mut self, of: Option<i64>) -> Result<(), Error> {
        match of {
            None if self.strangers < STRANGERS => self.strangers += 1,
            Some(person) if self.people < PEOPLE => {
                let busy = self.of.entry(person).or_default();
                if busy.requests >= OF_PERSON {
                    return Err(Error::Busy(AGAIN));
                }
                busy.requests += 1;
                self.people += 1;
            }
            _ => return Err(Error::Busy(AGAIN)),
        }
        Ok(())
    }

    fn leave(&mut self, of: Option<i64>) {
        match of {
            None => self.strangers -= 1,
            Some(person) => {
                self.people -= 1;
                self.end(person, |busy| &mut busy.requests);
            }
        }
    }

    fn end(&mut self, person: i64, what: fn(&mut Busy) -> &mut usize) {
        if let Some(busy) = self.of.get_mut(&person) {
            *what(busy) -= 1;
            if busy.requests + busy.files == 0 {
                self.of.remove(&person);
            }
        }
    }
}

impl Pass {
    /// The token is that of a session of this person: from now on they are known by it. Their request goes on, however many
    /// of them there are.
    pub fn is_of(&mut self, token: &str, person: i64) {
        if self.of == Some(person) {
            return;
        }
        let key = self.turnstile.keys.hash_one(token);
        let mut inside = self.turnstile.inside();
        if inside.sessions.len() >= SESSIONS {
            inside.sessions.clear();
        }
        inside.sessions.insert(key, person);
        inside.leave(self.of);
        inside.people += 1;
        inside.of.entry(person).or_default().requests += 1;
        self.of = Some(person);
    }

    /// The token is no session's any more.
    pub fn is_nobodys(&mut self, token: &str) {
        let key = self.turnstile.keys.hash_one(token);
        self.turnstile.inside().sessions.remove(&key);
    }

    /// Of a stranger nothing is worked on while their form arrives: whoever sends it slowly would keep the others out. It is
    /// to [`come_back`](Pass::come_back).
    pub(super) fn rest(request: &HttpRequest) -> Option<Arc<Turnstile>> {
        let mut extensions = request.extensions_mut();
        extensions.get::<Pass>().filter(|pass| pass.of.is_none())?;
        extensions.remove::<Pass>().map(|pass| pass.turnstile.clone())
    }

    /// The form has arrived.
    ///
    /// # Errors
    /// [`Error::Busy`]
    pub(super) fn come_back(request: &HttpRequest, rested: Option<Arc<Turnstile>>) -> Result<(), Error> {
        if let Some(turnstile) = rested {
            request.extensions_mut().insert(turnstile.pass(None)?);
        }
        Ok(())
    }

    /// Counts a form that a person has posted.
    ///
    /// # Errors
    /// [`Error::TooFast`]
    pub(super) fn acts(request: &HttpRequest) -> Result<(), Error> {
        let extensions = request.extensions();
        let Some(Pass { turnstile, of: Some(person) }) = extensions.get::<Pass>() else { return Ok(()) };
        turnstile
            .acts
            .try_once(person, House::of(request).clock.now())
            .map_err(|wait| Error::TooFast(wait.as_secs() + 1))
    }

    /// Lets a person send a file. Nobody else sends any.
    ///
    /// # Errors
    /// [`Error::Busy`]
    pub(super) fn file(request: &HttpRequest) -> Result<Option<FilePass>, Error> {
        let extensions = request.extensions();
        let Some(Pass { turnstile, of: Some(person) }) = extensions.get::<Pass>() else { return Ok(None) };
        let mut inside = turnstile.inside();
        let busy = inside.of.entry(*person).or_default();
        if busy.files >= FILES {
            return Err(Error::Busy(AGAIN));
        }
        busy.files += 1;
        Ok(Some(FilePass { turnstile: turnstile.clone(), of: *person }))
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.turnstile.inside().leave(self.of);
    }
}

impl Drop for FilePass {
    fn drop(&mut self) {
        self.turnstile.inside().end(self.of, |busy| &mut busy.files);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(turnstile: &Arc<Turnstile>, token: Option<&str>, most: usize) -> Vec<Pass> {
        (0..most).map_while(|_| turnstile.pass(token).ok()).collect()
    }

    #[test]
    fn strangers_take_nothing_from_whom_the_house_knows() {
        let turnstile = Turnstile::new(1);
        turnstile.pass(Some("elin's")).expect("room").is_of("elin's", 7);
        let strangers = passes(&turnstile, Some("made up"), 1000);
        assert_eq!(strangers.len(), STRANGERS);
        assert!(turnstile.pass(None).is_err() && turnstile.pass(Some("another")).is_err());
        let mut own = turnstile.pass(Some("elin's")).expect("room for who is known");
        own.is_of("elin's", 7);
        drop(strangers);
        assert_eq!(passes(&turnstile, None, 1000).len(), STRANGERS);
        own.is_nobodys("elin's");
        drop(own);
        let full = passes(&turnstile, None, 1000);
        assert!(turnstile.pass(Some("elin's")).is_err(), "a session that has ended is a stranger's");
        drop(full);
        assert!(turnstile.inside().of.is_empty() && turnstile.inside().people == 0);
    }

    #[test]
    fn a_person_leaves_room_for_others_and_all_together_find_an_end() {
        let turnstile = Turnstile::new(1);
        let name = |person: usize| format!("of {person}");
        for person in 0..20 {
            turnstile.pass(Some(&name(person))).expect("room").is_of(&name(person), person as i64);
        }
        let mut held = passes(&turnstile, Some(&name(0)), 1000);
        assert_eq!(held.len(), OF_PERSON);
        for person in 1..20 {
            held.extend(passes(&turnstile, Some(&name(person)), 1000));
        }
        assert_eq!(held.len(), PEOPLE);
        assert!(turnstile.pass(None).is_ok(), "the door is not theirs to close");
        drop(held);
        assert!(turnstile.pass(Some(&name(0))).is_ok());
    }

    #[test]
    fn a_flood_gets_no_more_time_than_there_is() {
        let (turnstile, now) = (Turnstile::new(1), Moment(1_764_000_000_000_000));
        assert_eq!((0..1000).filter(|_| turnstile.has_time(now)).count(), SMALLEST);
        assert!(turnstile.has_time(Moment(now.0 + 1_000_001)));
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let turnstile = Turnstile::new(1);
        for person in 0..=SESSIONS {
            turnstile.pass(Some(&person.to_string())).expect("room").is_of(&person.to_string(), person as i64);
        }
        assert_eq!(turnstile.inside().sessions.len(), 1);
    }
}
