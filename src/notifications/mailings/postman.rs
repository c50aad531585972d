//! Looks at who may get a letter, writes down what leaves, and hands it over.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use actix_web::web::Data;
use futures_util::{StreamExt, stream};

use super::answers;
use super::content::{self, Desk};
use super::decision::{Verdict, Why};
use super::due::{self, Addressee, Conversation};
use super::leaving::Leaving;
use super::letters;
use super::mailing::{self, Made, Row};
use super::outcome;
use super::rounds::Rounds;
use super::token::Bounce;
use crate::accounts::Company;
use crate::clock::Moment;
use crate::event::Event;
use crate::id::UserId;
use crate::mail::{ABREAST, Handed, Inbox, Letter, MailServer, Trouble};
use crate::notifications::{ADMINISTRATORS, kind, of_members};
use crate::store::{Conn, Result, on};
use crate::web::House;

/// Letters that are read of the ledger at once.
const BATCH: i64 = 50;
/// How long nobody knocks at a server that is down, at first; each time twice as long.
const CLOSED: Duration = Duration::from_secs(30);
/// And at most.
const CLOSED_MOST: Duration = Duration::from_secs(10 * 60);
/// How often is looked though nothing rings.
const EVERY: Duration = Duration::from_secs(10);
/// Transactions in flight are over by then: which notifications have a lower number is known.
const SETTLED: Duration = Duration::from_secs(10);
/// Ledger rows that go at once.
const PURGED: i64 = 500;

const OPTED_IN: &str = "SELECT user_id FROM notification_preferences WHERE mail";
const MEMBERS: &str =
    "SELECT p.user_id, p.delay FROM members m JOIN notification_preferences p ON p.user_id = m.user_id AND p.mail
    WHERE m.chat_id = $1";

/// The house's postman. There is one.
pub struct Postman {
    house: Data<House>,
    rounds: Rounds,
    closed: Option<Closed>,
    /// Of which server it is known that it wants no marks in envelopes: when it was set.
    unmarked: AtomicI64,
}

/// A server that is left alone.
#[derive(Clone, Copy)]
struct Closed {
    until: Moment,
    /// For so long.
    rest: Duration,
    /// Which: that which was set then.
    server: Moment,
}

/// What came of asking the server that was set then.
struct Answered {
    answers: bool,
    server: Moment,
}

impl Postman {
    /// One who begins with everybody who wants letters: what was planned before a restart is found again.
    pub fn new(house: Data<House>) -> Postman {
        house.office.hear_everybody();
        Postman { house, rounds: Rounds::default(), closed: None, unmarked: AtomicI64::new(i64::MIN) }
    }

    /// Does his rounds, forever.
    pub async fn run(mut self) {
        loop {
            if let Err(error) = self.turn().await {
                tracing::warn!(%error, "letters wait: the database does not answer");
            }
            let now = self.house.clock.now();
            let next = self.rounds.soonest().map_or(EVERY, |at| at.since(now)).clamp(Duration::from_millis(200), EVERY);
            let rung = self.house.office.rung();
            // Whichever of both it was, all is looked at again.
            let _ = tokio::time::timeout(next, rung).await;
        }
    }

    /// Looks at those whose time has come, and tries all letters that are due.
    ///
    /// # Errors
    /// What the database says; what is left is done in the next turn.
    pub async fn turn(&mut self) -> Result<()> {
        let now = self.house.clock.now();
        self.hear(now).await?;
        let mut conn = self.house.store.read().await?;
        let (server, company) = (MailServer::find(&mut conn).await?, Company::find(&mut conn).await?);
        drop(conn);
        let Some(company) = company else { return Ok(()) };
        // Without a server, what waits is dropped and not kept for another one: its links would be dead by then.
        let Some(server) = server else { return self.send().await };
        while let Some(user) = self.rounds.next(now) {
            if let Err(error) = self.look(user, (&server, &company), now).await {
                self.rounds.plan(user, now);
                return Err(error);
            }
        }
        self.send().await
    }

    /// Plans to look at those of whom something was heard.
    async fn hear(&mut self, now: Moment) -> Result<()> {
        let heard = self.house.office.heard();
        let mut conn = self.house.store.read().await?;
        if heard.everybody {
            let all: Vec<UserId> = match on!(conn, c => sqlx::query_scalar(OPTED_IN).fetch_all(&mut *c).await) {
                Ok(all) => all,
                Err(error) => {
                    self.house.office.hear_everybody();
                    return Err(error);
                }
            };
            all.into_iter().for_each(|user| self.rounds.plan(user, now));
        }
        for user in heard.users {
            self.rounds.plan(user, now);
        }
        for chat in heard.chats {
            let members: Vec<(UserId, i64)> = match on!(conn, c => sqlx::query_as(MEMBERS).bind(chat).fetch_all(&mut *c).await)
            {
                Ok(members) => members,
                Err(error) => {
                    self.house.office.hear_everybody();
                    return Err(error);
                }
            };
            for (user, delay) in members {
                let delay = Duration::from_secs(60 * u64::try_from(delay).unwrap_or(0));
                self.rounds.plan(user, now.after(delay));
            }
        }
        Ok(())
    }

    /// Looks at one person: writes down what leaves now, and plans when to look again.
    async fn look(&mut self, user: UserId, (server, company): (&MailServer, &Company), now: Moment) -> Result<()> {
        let mut conn = self.house.store.read().await?;
        let attendance = self.house.hub.attendance();
        let Some(of) = Addressee::read(&mut conn, user, (Some(server), attendance, company), now).await? else {
            return Ok(());
        };
        if !of.person.mail {
            return Ok(());
        }
        let (mut chats, mut plan) = (Vec::new(), None::<Moment>);
        for one in due::conversations(&mut conn, user).await? {
            match of.decide(&one, now) {
                Verdict::Send => chats.push(one),
                Verdict::Later(_, Some(at)) => plan = Some(plan.map_or(at, |plan| plan.min(at))),
                _ => {}
            }
        }
        let (mut first, mut last, mut urgent) = (None, None, false);
        let mut soon = |at: Moment| plan = Some(plan.map_or(at, |plan| plan.min(at)));
        for (id, name, made_at) in
            due::notices(&mut conn, &of, (of.preferences.mailed_notification_id, i64::MAX)).await?
        {
            if now < made_at.after(SETTLED) {
                soon(made_at.after(SETTLED));
                break;
            }
            let verdict = of.decide_notice(&name, made_at, now);
            if let Verdict::Later(_, Some(at)) = verdict {
                soon(at);
            }
            // One that is due takes along those that wait.
            if !matches!(verdict, Verdict::Never(_)) {
                first = first.or(Some(id));
            }
            if verdict == Verdict::Send {
                last = Some(id);
                urgent |= kind(&name).is_some_and(|kind| kind.urgent);
            }
        }
        drop(conn);
        let digests = of.person.digest.is_some_and(|(_, is_now)| is_now);
        if let Some((next, _)) = of.person.digest {
            plan = Some(plan.map_or(next, |plan| plan.min(next)));
        }
        let notices = first.zip(last).map(|(first, last)| (first.0 - 1, last.0));
        if !chats.is_empty() || notices.is_some() || digests {
            let leaving = Leaving { chats, notices, digest: digests, apart: urgent };
            leaving.write(&of, (&self.house, server), now).await?;
        }
        if let Some(at) = plan {
            self.rounds.plan(user, at);
        }
        Ok(())
    }

    /// Tries all that is due, some at once, until the server is closed.
    async fn send(&mut self) -> Result<()> {
        loop {
            let now = self.house.clock.now();
            let server = MailServer::find(&mut self.house.store.read().await?).await?;
            let changed_at = server.as_ref().map(|server| server.changed_at);
            self.closed = self.closed.filter(|closed| Some(closed.server) == changed_at);
            if self.closed.is_some_and(|closed| now < closed.until) {
                return Ok(());
            }
            let rows = mailing::waiting(&mut self.house.store.read().await?, now, BATCH).await?;
            if rows.is_empty() {
                return Ok(());
            }
            let this = &*self;
            let tried = stream::iter(rows.into_iter().map(|row| this.attempt(row)));
            let outcomes: Vec<Result<Option<Answered>>> = tried.buffer_unordered(ABREAST as usize).collect().await;
            let mut answered = None;
            for outcome in outcomes {
                answered = outcome?.or(answered);
            }
            match answered {
                Some(Answered { answers: true, server }) => {
                    self.closed = None;
                    outcome::opened(&self.house, server).await?;
                }
                Some(Answered { answers: false, server }) => {
                    let rest = self.closed.map_or(CLOSED, |closed| (closed.rest * 2).min(CLOSED_MOST));
                    self.closed = Some(Closed { until: now.after(rest), rest, server });
                }
                None => {}
            }
        }
    }

    /// Tries one letter with the company's server as it is now. Whether that answers at all, if it was asked.
    async fn attempt(&self, row: Row) -> Result<Option<Answered>> {
        let (house, now) = (&self.house, self.house.clock.now());
        let mut tx = house.store.begin().await?;
        if !row.claim(&mut tx, now).await? {
            return Ok(None);
        }
        tx.commit().await?;
        let row = &Row { tries: row.tries + 1, ..row };
        let mut conn = house.store.read().await?;
        let (server, company) = (MailServer::find(&mut conn).await?, Company::find(&mut conn).await?);
        let inbox = Inbox::find(&mut conn).await?;
        drop(conn);
        let (Some(server), Some(company)) = (&server, &company) else {
            outcome::give_up(house, row, Why::NoServer, now).await?;
            return Ok(None);
        };
        let desk = Desk { company, server, seal: &house.office.seal, inbox: inbox.as_ref(), now };
        let (mut letter, held) = match self.letter(row, desk).await? {
            Ok(made) => made,
            Err(why) => {
                outcome::give_up(house, row, why, now).await?;
                return Ok(None);
            }
        };
        if self.unmarked.load(Ordering::Relaxed) != server.changed_at.0 {
            letter.bounces = inbox.map(|inbox| inbox.marked(&Bounce { mailing: row.id }.mark(&house.office.seal)));
        }
        let mut handed = self.hand(&letter, server).await;
        // Some servers let nobody send under another address than their own. What comes back then goes to that.
        if matches!(handed, Handed::NotNow(Trouble::Rule, _)) && letter.bounces.take().is_some() {
            handed = self.hand(&letter, server).await;
            if matches!(handed, Handed::Taken(_)) {
                self.unmarked.store(server.changed_at.0, Ordering::Relaxed);
            }
        }
        let answers = outcome::settle(house, row, (handed, held), (server.changed_at, house.clock.now())).await?;
        Ok(Some(Answered { answers, server: server.changed_at }))
    }

    async fn hand(&self, letter: &Letter, server: &MailServer) -> Handed {
        let office = &self.house.office;
        match (letter.make(server, &office.seal), office.courier(server)) {
            (Ok(message), Ok(courier)) => courier.hand(message).await,
            (Err(unmade), _) => Handed::Refused(unmade.to_string()),
            (_, Err((trouble, words))) => Handed::NotNow(trouble, words),
        }
    }

    /// The letter as it is now, and how much is in it; or why it is not sent any more.
    async fn letter(&self, row: &Row, desk: Desk<'_>) -> Result<std::result::Result<content::Filled, Why>> {
        let now = desk.now;
        if row.made == Made::Letter {
            return Ok(letters::kept(row, &self.house, now).map(|letter| (letter, 1)).ok_or(Why::Read));
        }
        let mut conn = self.house.store.read().await?;
        let attendance = self.house.hub.attendance();
        let Some(user) = row.user_id else { return Ok(Err(Why::Off)) };
        let of = Addressee::read(&mut conn, user, (Some(desk.server), attendance, desk.company), now).await?;
        let Some(of) = of else { return Ok(Err(Why::Off)) };
        if of.user.email != row.address {
            return Ok(Err(Why::Unconfirmed));
        }
        if let Some(why) = self.still(&mut conn, row, &of, now).await? {
            return Ok(Err(why));
        }
        Ok(content::fill(&mut conn, row, &of, desk).await?.ok_or(Why::Read))
    }

    /// What keeps it back now that did not when it was written down; none if nothing does.
    async fn still(&self, conn: &mut Conn, row: &Row, of: &Addressee, now: Moment) -> Result<Option<Why>> {
        let Some(chat) = row.chat_id else {
            // They wait for nothing any more; that there is somebody to send them to is looked at again.
            let verdict = of.decide_bare(row.made_at, now);
            return Ok(matches!(verdict, Verdict::Never(_)).then(|| verdict.why()));
        };
        let Some(one) = due::conversation(conn, of.user.id, chat).await? else { return Ok(Some(Why::Read)) };
        // It is this letter that was made of it.
        let one = Conversation { mailed_at: None, first_at: Some(row.made_at), ..one };
        Ok(match of.decide(&one, now) {
            // Who is here reads it here, whatever is said first of why it waits.
            Verdict::Later(Why::Digest, _) if of.person.active => Some(Why::Active),
            Verdict::Send | Verdict::Later(Why::Delay | Why::Digest | Why::Mailed, _) => None,
            other => Some(other.why()),
        })
    }
}

/// Takes out of the ledger what is too old.
///
/// # Errors
/// What the database says.
pub async fn purge(house: &House, now: Moment) -> Result<()> {
    loop {
        let mut tx = house.store.begin().await?;
        let gone = mailing::purge(&mut tx, now, PURGED).await? + answers::purge(&mut tx, now, PURGED).await?;
        tx.commit().await?;
        if gone < PURGED.unsigned_abs() {
            return Ok(());
        }
    }
}

/// What the postman has to hear of a transaction's events.
pub fn hear(house: &House, events: &[Event]) {
    let office = &house.office;
    let mut chats = BTreeSet::new();
    for event in events {
        match event {
            Event::ChatRevised { chat, .. } => drop(chats.insert(*chat)),
            Event::NotificationsChanged { owner: ADMINISTRATORS, .. } => office.hear_everybody(),
            Event::NotificationsChanged { owner, .. } if owner.0 < 0 => chats.extend(of_members(*owner)),
            Event::NotificationsChanged { owner: user, .. } | Event::StatusChanged { user } => office.hear_user(*user),
            _ => {}
        }
    }
    office.hear_chats(chats);
}
