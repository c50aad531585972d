//! From who is here to what open pages receive, and to when people were last seen.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Data;

use super::variants::Variants;
use crate::accounts::{Company, State, Status, User, status};
use crate::chats::live::{self, person_topic};
use crate::clock::Moment;
use crate::id::UserId;
use crate::live::{Connection, Frame, Presence, Topic};
use crate::notifications::preferences;
use crate::organization::mark;
use crate::organization::person::{self, Sight};
use crate::store::{Conn, Result};
use crate::web::{House, Locale};

/// How often it is written that those who are here are.
const SEEN: Duration = Duration::from_secs(5 * 60);
/// People with quiet hours who are read at once.
const QUIET: i64 = 500;
/// People whom a page shows beside its lists, at most; of others it hears when it is loaded.
const SHOWN: usize = 500;

/// Learns what people have planned, before the first page is made.
///
/// # Errors
/// What the database says.
pub async fn load(house: &House) -> Result<()> {
    let mut conn = house.store.read().await?;
    let Some(company) = Company::find(&mut conn).await? else { return Ok(()) };
    let mut after = UserId(0);
    hush(&mut conn, &company, house).await?;
    loop {
        let people = status::planned(&mut conn, after, house.clock.now()).await?;
        let Some(last) = people.last() else { return Ok(()) };
        after = last.id;
        for (user, plan) in status::plans(&mut conn, &people, &company).await? {
            house.hub.attendance().plan(user.0, plan);
        }
    }
}

/// Learns who keeps quiet hours.
async fn hush(conn: &mut Conn, company: &Company, house: &House) -> Result<()> {
    let mut after = UserId(0);
    loop {
        let quiet = preferences::quiet(conn, after, QUIET).await?;
        let Some((last, _)) = quiet.last() else { return Ok(()) };
        after = *last;
        let users: Vec<i64> = quiet.iter().map(|(user, _)| user.0).collect();
        for person in User::find_many(conn, &users).await? {
            let of = quiet.iter().find(|(user, _)| *user == person.id);
            let hush = of.and_then(|(_, preferences)| preferences.hush(&person.locale(company).zone));
            house.hub.attendance().hush(person.id.0, hush);
        }
    }
}

/// Tells pages that show somebody how they are, whenever that changes: one frame for each page and batch, without since
/// when, for all who read one language in one time zone share it.
pub async fn tell(house: Data<House>, variants: Arc<Variants>) {
    loop {
        let batch = house.hub.attendance().next_batch().await;
        // Before anybody is told: whoever then asks for the page is shown since when.
        write(&house, &batch.seen).await;
        // They were back since the last letter: there may be something for the next one.
        batch.seen.iter().for_each(|(user, _)| house.office.hear_user(UserId(*user)));
        let topics: Vec<Topic> = batch.told.iter().map(|(user, _)| person_topic(*user)).collect();
        let now = house.clock.now();
        house.hub.send_together(&topics, |variant, places| {
            let locale = variants.locale(variant)?;
            let people = places.iter().map(|at| &batch.told[*at]);
            let people = people.map(|(user, how)| (*user, how.clone(), status::words(how, &locale, now)));
            Some(Frame::text(&live::presence(people).to_string()))
        });
    }
}

/// Writes now and then that those who are here are, so that a crash forgets little.
pub async fn remember(house: Data<House>) {
    let mut every = tokio::time::interval(SEEN);
    every.tick().await;
    loop {
        every.tick().await;
        write_active(&house).await;
    }
}

/// Writes that those who are here are.
pub async fn write_active(house: &House) {
    let now = house.clock.now();
    let seen: Vec<(i64, _)> = house.hub.attendance().all_active().into_iter().map(|user| (user, now)).collect();
    write(house, &seen).await;
}

async fn write(house: &House, seen: &[(i64, Moment)]) {
    if seen.is_empty() {
        return;
    }
    let written = async {
        let mut tx = house.store.begin().await?;
        status::saw(&mut tx, seen).await?;
        tx.commit().await
    };
    if let Err(error) = written.await {
        tracing::warn!(%error, "when people were last seen was not written");
    }
}

/// How these people are, and since when where the reader may know it.
pub fn of(people: &[User], (reader, locale): (&Status, &Locale), house: &House) -> Vec<(i64, Presence, String)> {
    let now = house.clock.now();
    let of = |person: &User| {
        if person.state == State::Dismissed {
            return (person.id.0, Presence::Unknown, mark::gone(locale));
        }
        let how = house.hub.attendance().of(person.id.0);
        let words = status::words_since(&how, (&person.status, reader), locale, now);
        (person.id.0, how, words)
    };
    people.iter().map(of).collect()
}

/// Hears which people a page shows, beside those of its lists: from now on it is told of them. A page of somebody who may
/// not know of a person is not.
pub fn hear(house: &Data<House>, variants: &Arc<Variants>, connection: Connection, text: &str) {
    let Some(shown) = text.strip_prefix('+') else { return };
    let news: Vec<i64> = listed(shown).into_iter().filter(|user| !connection.listens(person_topic(*user))).collect();
    if news.is_empty() || !connection.may_ask(news.len()) {
        return;
    }
    let (house, variants) = (house.clone(), variants.clone());
    tokio::spawn(async move {
        if let Err(error) = show(&house, &variants, &connection, &news).await {
            tracing::warn!(%error, "a page could not be told how people are");
        }
    });
}

/// The numbers of people as a page lists them, each once; what is too many is left out.
pub fn listed(text: &str) -> BTreeSet<i64> {
    text.split(',').take(SHOWN).filter_map(|id| id.parse().ok()).collect()
}

/// Those of these people whom the reader may see.
///
/// # Errors
/// What the database says.
pub async fn seen(conn: &mut Conn, reader: &User, users: &[i64]) -> Result<Vec<User>> {
    let seen = person::seen(conn, Sight::of(reader), users).await?;
    User::find_many(conn, &seen.iter().map(|user| user.0).collect::<Vec<_>>()).await
}

async fn show(house: &House, variants: &Variants, connection: &Connection, users: &[i64]) -> Result<()> {
    let mut conn = house.store.read().await?;
    let owner = connection.owner();
    let reader = User::find(&mut conn, UserId(owner.user)).await?;
    let (Some(reader), Some(locale)) = (reader, variants.locale(owner.variant)) else { return Ok(()) };
    let known = seen(&mut conn, &reader, users).await?;
    for person in &known {
        connection.subscribe(person_topic(person.id.0));
    }
    let people = of(&known, (&reader.status, &locale), house);
    connection.send(&Frame::text(&live::presence(people.into_iter()).to_string()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Email, Name, NewUser, Role, State};
    use crate::chats::found;
    use crate::clock::{Clock, Dice};
    use crate::files::Files;
    use crate::live::{Hub, Limits, Owner};
    use crate::store::Store;
    use crate::store::testing::each_database;
    use crate::web::Language;

    const NOW: Moment = Moment(1_764_000_000_000_000);

    fn house(store: Store, clock: Clock) -> House {
        House {
            store,
            clock: clock.clone(),
            dice: Dice::seeded(1),
            hub: Hub::new(Limits::default(), clock),
            files: Files::new(std::path::Path::new("nowhere")),
            office: crate::mail::Office::new(crate::mail::Seal::fleeting(&Dice::seeded(1))),
            public_url: None,
            metrics: crate::web::Metrics::default(),
            turnstile: crate::web::Turnstile::new(1000),
            started_at: NOW,
            secure: false,
        }
    }

    async fn person(store: &Store, name: &str, role: Role) -> UserId {
        let mut tx = store.begin().await.expect("a transaction");
        let new = NewUser {
            name: Name::parse(name).expect("a name"),
            email: Email::parse(&format!("{name}@harbour.example")).expect("an address"),
            password_hash: "none".to_owned(),
            role,
            state: State::Active,
            language: None,
        };
        let user = User::create(&mut tx, &new, NOW).await.expect("a user");
        tx.commit().await.expect("committed");
        user
    }

    #[actix_web::test]
    async fn a_guest_is_told_of_nobody_but_those_they_share_a_chat_with() {
        each_database(|store| async move {
            let [employee, other] = ["elin", "tomasz"].map(|name| person(&store, name, Role::Employee));
            let (employee, other) = (employee.await, other.await);
            let guest = person(&store, "gast", Role::Guest).await;
            let mut tx = store.begin().await.expect("a transaction");
            let dice = Dice::seeded(1);
            found::group(&mut tx, employee, "Proofs", &[guest], (&dice, NOW)).await.expect("a group");
            tx.commit().await.expect("committed");
            let (house, variants) = (house(store, Clock::standing(NOW)), Variants::default());
            let variant = variants.of(&Locale::new(Language::English, "UTC"));
            let told = async |user: UserId| {
                let owner = Owner { user: user.0, session: 1, variant };
                let page = house.hub.open(owner, Duration::ZERO);
                show(&house, &variants, &page, &[employee.0, other.0, guest.0, 99]).await.expect("shown");
                [employee.0, other.0, guest.0, 99].map(|user| page.listens(person_topic(user)))
            };
            assert_eq!(told(guest).await, [true, false, true, false]);
            assert_eq!(told(other).await, [true, true, true, false], "99 is nobody");
        })
        .await;
    }
}
