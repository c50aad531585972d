//! From what happened to what open pages receive.
//!
//! A transaction's events are doorbells: they only say where to look. One task takes what has rung, reads what is there, and
//! sends it, so that whatever order the bells ring in, frames of a chat come in the order of its revisions, and a burst is
//! read once.

mod rows;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::web::Data;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::authors::{self, Authors};
use super::bells::{Bells, Purged};
use super::notices;
use super::presence;
use super::recorders::{concerns, conclude, record};
use super::totals::Totals;
use super::typing::revoke;
use super::variants::Variants;
use crate::accounts::notices::ROLE_CHANGED;
use crate::accounts::{Company, State, User, status};
use crate::chats::history::{self, Changes, Entry};
use crate::chats::live::{self, chat_topic, person_topic};
use crate::chats::message::reaction;
use crate::chats::{self, Recent};
use crate::event::Event;
use crate::id::{ChatId, SessionId, UserId};
use crate::live::{CloseCode, Frame, Hub, Presence, Variant};
use crate::notifications::ADMINISTRATORS;
use crate::notifications::live::centre_topic;
use crate::notifications::mailings;
use crate::notifications::preferences::Preferences;
use crate::organization::live::departed_html;
use crate::organization::{mark, person};
use crate::store::{Conn, Listeners, Result};
use crate::web::{House, Ui};

/// How long to wait when the database does not answer.
const PAUSE: Duration = Duration::from_millis(500);
/// How long a chat rests after each frame that was queued for its people: what is said meanwhile goes out at once. A write costs
/// most of all, 8 µs.
const REST: Duration = Duration::from_micros(20);
/// No rest is longer, and one that would be shorter is none.
const RESTS: std::ops::RangeInclusive<Duration> = Duration::from_millis(4)..=Duration::from_millis(250);

/// The fan-out: listens to transactions and tells open pages.
pub struct Fanout {
    bells: Arc<Mutex<Bells>>,
    rung: Arc<Notify>,
    house: Data<House>,
    variants: Arc<Variants>,
    recent: Arc<Recent>,
    totals: Totals,
    /// Chats that were told to many, and until when they rest.
    resting: HashMap<ChatId, Instant>,
    authors: Authors,
}

impl Fanout {
    /// A fan-out that listens to the house's transactions from now on; [`run`](Fanout::run) sends.
    pub fn listen(house: Data<House>, (variants, recent): (Arc<Variants>, Arc<Recent>)) -> Fanout {
        let fanout = Fanout::new(house, (variants, recent));
        fanout.house.store.listen(fanout.listeners());
        fanout
    }

    /// A fan-out that hears nothing yet.
    pub(super) fn new(house: Data<House>, (variants, recent): (Arc<Variants>, Arc<Recent>)) -> Fanout {
        Fanout {
            bells: Arc::default(),
            rung: Arc::default(),
            house,
            variants,
            recent,
            totals: Totals::default(),
            resting: HashMap::new(),
            authors: Authors::default(),
        }
    }

    /// What it has to hear of the house's transactions.
    pub(super) fn listeners(&self) -> Listeners {
        let (bells, rung, recent) = (self.bells.clone(), self.rung.clone(), self.recent.clone());
        let (recorder, concluder, postman) = (self.house.clone(), self.house.clone(), self.house.clone());
        let hub = self.house.hub.clone();
        Listeners {
            record: Arc::new(move |tx, event| record(tx, event, recorder.clone())),
            conclude: Arc::new(move |tx| conclude(tx, concluder.dice.clone(), concluder.clock.now())),
            concerns: Arc::new(|conn, event| concerns(conn, event)),
            publish: Arc::new(move |mut events| {
                let mut gone = Vec::new();
                for event in &events {
                    match event {
                        // At once: nothing that is queued for them may go out any more.
                        Event::MemberRemoved { chat, user } => revoke(&hub, user.0, *chat),
                        Event::MembersLeft { chat, users } => gone.extend(left(&hub, *chat, users)),
                        Event::SessionEnded { session: SessionId(session) } => {
                            hub.close_session(*session, CloseCode::SIGNED_OUT);
                            hub.attendance().forget_session(*session);
                        }
                        Event::UserChanged { .. } | Event::UserJoined { .. } => recent.people_changed(),
                        Event::UserDismissed { user } => {
                            recent.people_changed();
                            hub.attendance().forget(user.0);
                        }
                        // Their pages show what they may see no longer, or not yet: this code has a page load itself anew.
                        Event::RoleChanged { user } | Event::PrivacyChanged { user } => {
                            hub.close_user(user.0, CloseCode::SIGNED_OUT)
                        }
                        // Of what is the administrators' their pages hear when they are loaded anew, if they are one.
                        Event::Noticed { notice } if notice.kind == &ROLE_CHANGED => {
                            hub.revoke(notice.subject, centre_topic(ADMINISTRATORS));
                        }
                        _ => {}
                    }
                }
                let told = |event: &Event| match event {
                    Event::NotificationsChanged { owner, .. } => *owner <= ADMINISTRATORS || hub.is_connected(owner.0),
                    _ => true,
                };
                mailings::hear(&postman, &events);
                events.retain(told);
                let mut bells = bells.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                events.into_iter().chain(gone).for_each(|event| bells.ring(event));
                drop(bells);
                rung.notify_one();
            }),
        }
    }

    /// Sends what rings, forever.
    pub async fn run(mut self) {
        loop {
            self.wait().await;
            while let Err(error) = self.answer().await {
                tracing::warn!(%error, "open pages could not be told; again in a moment");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    /// Waits until something rings, or a chat has rested.
    async fn wait(&self) {
        let rung = self.rung.notified();
        match self.resting.values().min() {
            // Whichever of both it was, all is looked at again.
            Some(until) => drop(tokio::time::timeout_at(*until, rung).await),
            None => rung.await,
        }
    }

    /// Has the chat rest after so many frames.
    fn rest(&mut self, chat: ChatId, frames: u64) {
        let rest = REST.saturating_mul(u32::try_from(frames).unwrap_or(u32::MAX)).min(*RESTS.end());
        if rest >= *RESTS.start() {
            self.resting.insert(chat, Instant::now() + rest);
        }
    }

    /// Sends what has rung, until nothing does but what rests.
    ///
    /// # Errors
    /// What the database says. Then what is left rings again; frames that went out go out once more, which changes nothing.
    pub(super) async fn answer(&mut self) -> Result<()> {
        loop {
            let now = Instant::now();
            self.resting.retain(|_, until| *until > now);
            let bells = self.bells.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).take(&self.resting);
            if bells.is_empty() {
                return Ok(());
            }
            if let Err(error) = self.send(&bells).await {
                self.bells.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).again(bells);
                return Err(error);
            }
        }
    }

    async fn send(&mut self, bells: &Bells) -> Result<()> {
        self.plan(bells).await?;
        if bells.clock {
            presence::load(&self.house).await?;
        }
        // Nobody is here: nothing to read.
        if self.house.hub.open_connections() == 0 {
            return Ok(());
        }
        let mut conn = self.house.store.read().await?;
        // Before the messages: a page that has one knows whose reactions are its reader's, however its line breaks.
        self.send_mine(&mut conn, bells).await?;
        let chats: BTreeSet<ChatId> = bells.revised.keys().chain(&bells.rows).copied().collect();
        for chat in chats {
            let before = self.house.hub.sent().frames;
            let newest = match bells.revised.get(&chat) {
                Some(revision) => self.queue_changes(&mut conn, (chat, revision - 1), bells.purged.get(&chat)).await,
                None => Ok(None),
            };
            let told = match newest {
                Ok(newest) if bells.rows.contains(&chat) => {
                    self.send_rows(&mut conn, (chat, None), newest.as_ref(), bells).await
                }
                newest => newest.map(drop),
            };
            self.house.hub.wake(chat_topic(chat));
            told?;
            self.authors.seen(&mut conn, chat, (&self.house, &self.variants)).await?;
            self.rest(chat, self.house.hub.sent().frames - before);
        }
        // And after: a page that came in between has got the messages without, and drops the replay that says it once more.
        self.send_mine(&mut conn, bells).await?;
        for (chat, user) in bells.mine.iter().filter(|(chat, _)| !bells.rows.contains(chat)) {
            if self.house.hub.is_connected(user.0) {
                self.send_rows(&mut conn, (*chat, Some(*user)), None, bells).await?;
            }
        }
        // Whoever has read something has viewed it.
        let read: BTreeSet<ChatId> = bells.mine.iter().map(|(chat, _)| *chat).collect();
        for chat in read.into_iter().filter(|chat| !bells.rows.contains(chat)) {
            self.authors.seen(&mut conn, chat, (&self.house, &self.variants)).await?;
        }
        for (chat, user) in bells.drafts.union(&bells.scheduled) {
            authors::begun(&mut conn, *chat, *user, (&self.house, &self.variants)).await?;
        }
        for user in &bells.people {
            self.send_person(&mut conn, *user, bells).await?;
        }
        for (owner, ids) in &bells.notices {
            notices::send(&mut conn, (*owner, ids), &self.house, &self.variants).await?;
        }
        for user in &bells.centres {
            notices::send_whole(&mut conn, *user, &self.house, &self.variants).await?;
        }
        Ok(())
    }

    /// What people have put at messages, to those of their pages that are open.
    async fn send_mine(&self, conn: &mut Conn, bells: &Bells) -> Result<()> {
        for (_, user, message) in &bells.reacted {
            if self.house.hub.is_connected(user.0) {
                let mine = reaction::mine_of(conn, *user, *message).await?;
                let frame = Frame::text(&live::mine([(*message, mine)].into_iter()).to_string());
                self.house.hub.send_to_user(user.0, &frame);
            }
        }
        Ok(())
    }

    /// What lies over people's presence from now on. What changes by it is told with the next batch.
    async fn plan(&self, bells: &Bells) -> Result<()> {
        if bells.plans.is_empty() && bells.people.is_empty() {
            return Ok(());
        }
        let mut conn = self.house.store.read().await?;
        // Who is called otherwise now stands in under that name.
        let people: Vec<i64> = bells.people.iter().map(|user| user.0).collect();
        let mut users = bells.plans.clone();
        users.extend(status::with_substitutes(&mut conn, &people).await?);
        let Some(company) = Company::find(&mut conn).await? else { return Ok(()) };
        for user in &users {
            let person = User::find(&mut conn, *user).await?.filter(|person| person.state == State::Active);
            let plans = status::plans(&mut conn, person.as_slice(), &company).await?;
            let plan = plans.into_iter().next().map(|(_, plan)| plan);
            self.house.hub.attendance().plan(user.0, plan.unwrap_or_default());
            let preferences = Preferences::find(&mut conn, *user).await?;
            let hush = person.map(|person| preferences.hush(&person.locale(&company).zone));
            self.house.hub.attendance().hush(user.0, hush.flatten());
        }
        Ok(())
    }

    /// The messages that changed after the revision, once for each language and time zone; the newest text among them. The
    /// pages write them together with their rows, or when they are woken.
    async fn queue_changes(
        &self,
        conn: &mut Conn,
        (chat, after): (ChatId, i64),
        purged: Option<&Purged>,
    ) -> Result<Option<Entry>> {
        let topic = chat_topic(chat);
        let (mut from, mut newest) = (after, None);
        loop {
            let mut changes = Changes::read(conn, chat, from).await?;
            if let Some(purged) = purged.filter(|_| !changes.more) {
                changes = changes.without(purged.revision, purged.messages.iter().copied());
            }
            let whole = changes.is_for_all(history::past(conn, chat).await?);
            for variant in self.house.hub.variants(topic) {
                if let Some(locale) = self.variants.locale(variant) {
                    let text = match whole {
                        true => live::changes(&Changes { more: false, ..changes.clone() }, chat, from, None, &locale),
                        false => live::unsaid(chat, changes.to),
                    };
                    self.house.hub.queue(topic, variant, &Frame::text(&text));
                }
            }
            from = changes.to;
            let posted = changes.entries.into_iter().rfind(|entry| entry.is_said() && entry.posted_revision > after);
            newest = posted.or(newest);
            if !changes.more {
                return Ok(newest);
            }
        }
    }

    /// How the readers of this rendering read.
    fn ui(&self, variant: Variant) -> Option<Ui> {
        Some(Ui::new(self.variants.locale(variant)?, self.house.clock.now()))
    }

    /// A person's name and door, on the pages that show them, and what else says the name.
    async fn send_person(&mut self, conn: &mut Conn, user: UserId, bells: &Bells) -> Result<()> {
        // Nobody is shown who has not come in yet.
        let found = User::find(conn, user).await?;
        let Some(found) = found.filter(|found| matches!(found.state, State::Active | State::Dismissed)) else {
            return Ok(());
        };
        let who = (user, found.name.as_str(), found.hue, found.picture.as_deref());
        let frame = Frame::text(&live::people([who].into_iter()));
        // To every page of who may see the person: any may show them, in old messages, in lists of people.
        let all = self.house.hub.attendance().all_here();
        for viewer in person::seers(conn, user, &all).await? {
            self.house.hub.send_to_user(viewer, &frame);
        }
        if found.state == State::Dismissed {
            self.send_gone(user);
        }
        let (in_them, out_of_them) = (chats::of_user(conn, user).await?, chats::telling_of(conn, user).await?);
        for chat in in_them.into_iter().chain(out_of_them) {
            self.send_rows(conn, (chat, None), None, bells).await?;
        }
        Ok(())
    }

    /// In the place of a presence, that somebody no longer works here; their page has nothing to do any more.
    fn send_gone(&self, user: UserId) {
        let topic = person_topic(user.0);
        for variant in self.house.hub.variants(topic) {
            let Some(locale) = self.variants.locale(variant) else { continue };
            let here = live::presence([(user.0, Presence::Unknown, mark::gone(&locale))].into_iter());
            self.house.hub.send(topic, variant, &Frame::text(&format!("{here}\n{}", departed_html(user))));
        }
    }
}

/// Takes the chat from those of these users who have it open, and names all of them who have any page open: who comes later
/// reads what is there.
fn left<'l>(hub: &'l Hub, chat: ChatId, users: &'l [UserId]) -> impl Iterator<Item = Event> + 'l {
    let readers = hub.owners(chat_topic(chat));
    for reader in readers.into_iter().filter(|reader| users.binary_search(&UserId(*reader)).is_ok()) {
        revoke(hub, reader, chat);
    }
    let here = users.iter().filter(|user| hub.is_connected(user.0));
    here.map(move |user| Event::MemberRemoved { chat, user: *user })
}
