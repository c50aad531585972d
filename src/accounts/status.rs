//! What a person says of themselves: do not disturb, on leave, a substitute; and when they were last seen.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::user::user_columns;
use super::{Company, Role, State, User};
use crate::clock::Moment;
use crate::event::Event;
use crate::id::UserId;
use crate::live::{Leave, Plan, Presence};
use crate::store::{Conn, Result, Tx, dialect, on, run};
use crate::web::Locale;

/// People with plans who are read at once.
const PAGE: i64 = 500;
/// People whose last sight is written at once.
const WRITTEN: usize = 1000;

/// What a person says of themselves. Instants that have passed mean nothing any more.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Status {
    /// When they last had a page open that they used, to the minute; up to five minutes ago of who is here.
    pub seen_at: Option<Moment>,
    /// Whether others do not see that. Then they do not see it of others either.
    pub seen_hidden: bool,
    /// Do not disturb until then.
    pub quiet_until: Option<Moment>,
    /// The first instant of their leave.
    pub leave_from: Option<Moment>,
    /// The first instant after it.
    pub leave_until: Option<Moment>,
    /// Who answers for them while they are on leave.
    pub substitute_id: Option<UserId>,
}

const SET: &str = "UPDATE users SET seen_hidden = $2, quiet_until = $3, leave_from = $4, leave_until = $5,
    substitute_id = $6 WHERE id = $1";
const BE_QUIET: &str = "UPDATE users SET quiet_until = $2 WHERE id = $1";
const PLANNED: &str = concat!(
    "SELECT ",
    user_columns!(),
    " FROM users u
    WHERE u.id > $1 AND u.state = 'active' AND (u.quiet_until > $2 OR u.leave_until > $2) ORDER BY u.id LIMIT CAST($3 AS BIGINT)"
);
const STAND_IN_SQLITE: &str = "SELECT id FROM users WHERE substitute_id IN (SELECT value FROM json_each($1))";
const STAND_IN_POSTGRES: &str = "SELECT id FROM users WHERE substitute_id = ANY($1)";
const SEEN_SQLITE: &str = "UPDATE users SET seen_at = $2 WHERE id IN (SELECT value FROM json_each($1)) RETURNING id";
const SEEN_POSTGRES: &str = "UPDATE users SET seen_at = $2 WHERE id = ANY($1) RETURNING id";

/// Somebody does not want to be disturbed until then, or not any longer.
///
/// # Errors
/// What the database says.
pub async fn be_quiet(tx: &mut Tx, user: UserId, until: Option<Moment>) -> Result<()> {
    run!(tx, sqlx::query(BE_QUIET).bind(user).bind(until))?;
    tx.emit(Event::StatusChanged { user });
    Ok(())
}

impl Status {
    /// Makes it the user's. When they were last seen is not theirs to say.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set(&self, tx: &mut Tx, user: UserId) -> Result<()> {
        run!(
            tx,
            sqlx::query(SET)
                .bind(user)
                .bind(self.seen_hidden)
                .bind(self.quiet_until)
                .bind(self.leave_from)
                .bind(self.leave_until)
                .bind(self.substitute_id)
        )?;
        tx.emit(Event::StatusChanged { user });
        Ok(())
    }

    /// The same days of leave, for who has set their clock from the one zone to the other.
    fn rezoned(&self, from: &TimeZone, to: &TimeZone) -> Status {
        let midnight = |at: Moment| {
            let day = at.timestamp().to_zoned_datetime(from.clone()).date();
            let there = day.to_zoned_datetime(to.clone());
            there.map_or(at, |there| Moment(there.timestamp().as_microsecond()))
        };
        Status {
            leave_from: self.leave_from.map(midnight),
            leave_until: self.leave_until.map(midnight),
            ..self.clone()
        }
    }

    /// What lies over the presence of a person whose clock hangs in this zone, and whose substitute is called so.
    pub fn plan(&self, zone: &TimeZone, substitute: Option<Arc<str>>) -> Plan {
        let leave = self.leave_from.zip(self.leave_until).map(|(from, until)| Leave {
            from,
            until,
            last: (until.timestamp() - SignedDuration::from_micros(1)).to_zoned_datetime(zone.clone()).date(),
            substitute,
        });
        Plan { quiet_until: self.quiet_until, leave }
    }
}

/// Keeps the days of a person's leave when their clock is set from the one zone to the other.
///
/// # Errors
/// What the database says.
pub async fn rezone(tx: &mut Tx, person: &User, from: &TimeZone, to: &TimeZone) -> Result<()> {
    if person.status.leave_until.is_none() || from == to {
        return Ok(());
    }
    person.status.rezoned(from, to).set(tx, person.id).await
}

/// The same for all who go by the company's clock.
///
/// # Errors
/// What the database says.
pub async fn rezone_all(tx: &mut Tx, from: &TimeZone, to: &TimeZone, now: Moment) -> Result<()> {
    let mut after = UserId(0);
    loop {
        let people = planned(tx, after, now).await?;
        let Some(last) = people.last() else { return Ok(()) };
        after = last.id;
        for person in people.iter().filter(|person| person.time_zone.is_none()) {
            rezone(tx, person, from, to).await?;
        }
    }
}

/// The people after this one, in the order of their ids, whose status says something of the future; at most 500.
///
/// # Errors
/// What the database says.
pub async fn planned(conn: &mut Conn, after: UserId, now: Moment) -> Result<Vec<User>> {
    on!(conn, c => sqlx::query_as(PLANNED).bind(after).bind(now).bind(PAGE).fetch_all(&mut *c).await)
}

/// What lies over the presence of each of these people.
///
/// # Errors
/// What the database says.
pub async fn plans(conn: &mut Conn, people: &[User], company: &Company) -> Result<Vec<(UserId, Plan)>> {
    let named = substitutes(conn, people).await?;
    let plan = |person: &User| {
        let substitute = person.status.substitute_id.and_then(|of| named.get(&of).cloned());
        (person.id, person.status.plan(&person.locale(company).zone, substitute))
    };
    Ok(people.iter().map(plan).collect())
}

/// What those are called who stand in for these people, if they can.
///
/// # Errors
/// What the database says.
pub async fn substitutes(conn: &mut Conn, people: &[User]) -> Result<BTreeMap<UserId, Arc<str>>> {
    let ids: Vec<i64> = people.iter().filter_map(|person| person.status.substitute_id.map(|of| of.0)).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = User::find_many(conn, &ids).await?;
    let able = found.into_iter().filter(|one| one.state == State::Active && one.role != Role::Guest);
    Ok(able.map(|one| (one.id, Arc::from(one.name))).collect())
}

/// Those for whom one of these people stands in.
///
/// # Errors
/// What the database says.
pub async fn with_substitutes(conn: &mut Conn, users: &[i64]) -> Result<Vec<UserId>> {
    let found: Vec<(UserId,)> = dialect::fetch_by_ids(conn, STAND_IN_SQLITE, STAND_IN_POSTGRES, users).await?;
    Ok(found.into_iter().map(|(user,)| user).collect())
}

/// Writes down when people were last seen, to the minute, so that a company that leaves together is a few statements.
///
/// # Errors
/// What the database says.
pub async fn saw(tx: &mut Tx, seen: &[(i64, Moment)]) -> Result<()> {
    let mut minutes = std::collections::BTreeMap::<Moment, Vec<i64>>::new();
    for (user, at) in seen {
        minutes.entry(at.minute()).or_default().push(*user);
    }
    for (at, users) in minutes {
        for some in users.chunks(WRITTEN) {
            let _: Vec<(UserId,)> = dialect::fetch_by_ids_of(tx, (SEEN_SQLITE, SEEN_POSTGRES), some, at.0).await?;
        }
    }
    Ok(())
}

/// A presence in the reader's words, as everybody may know it: `Away`, `Do not disturb until 14:00`, `On leave until
/// Thu 3 Dec · copies to Rhys Evans`, whom a guest is not told by name. Empty for what is not known.
pub fn words(presence: &Presence, reader: &Locale, now: Moment) -> String {
    match presence {
        Presence::Online => reader.t("presence-on"),
        Presence::Away => reader.t("presence-away"),
        Presence::Quiet(until) => reader.with("presence-busy", "time", reader.ahead(*until, now)),
        Presence::Leave(last, None) => reader.with("presence-leave", "day", reader.weekday(*last)),
        Presence::Leave(last, Some(substitute)) => {
            let name = if reader.structure { substitute.to_string() } else { reader.t("presence-colleague") };
            reader.with2("presence-leave-copied", ("day", reader.weekday(*last)), ("name", name))
        }
        Presence::Offline => reader.t("presence-off"),
        Presence::Unknown => String::new(),
    }
}

/// The same for one reader, who may be told since when: `Away since 10:20`, `Offline since Mon, 17:02`. Who hides when
/// they were last seen is not told it of others.
///
/// `of` is the status of the person, `reader` the reader's own.
pub fn words_since(presence: &Presence, (of, reader): (&Status, &Status), locale: &Locale, now: Moment) -> String {
    let key = match presence {
        Presence::Away => "presence-away-since",
        Presence::Offline => "presence-off-since",
        _ => return words(presence, locale, now),
    };
    match of.seen_at.filter(|_| !of.seen_hidden && !reader.seen_hidden) {
        Some(at) => locale.with(key, "time", locale.brief_time(at, now)),
        None => words(presence, locale, now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Language;
    use jiff::civil::date;

    fn at(year: i16, month: i8, day: i8, hour: i8) -> Moment {
        let zone = TimeZone::get("Asia/Ho_Chi_Minh").expect("a zone");
        Moment(
            date(year, month, day)
                .at(hour, 20, 0, 0)
                .to_zoned_datetime(zone)
                .expect("a time")
                .timestamp()
                .as_microsecond(),
        )
    }

    fn seen(hidden: bool) -> Status {
        Status { seen_at: Some(at(2026, 11, 24, 10)), seen_hidden: hidden, ..Status::default() }
    }

    #[test]
    fn presence_is_said_in_the_readers_words() {
        let hanoi = Locale::new(Language::Vietnamese, "Asia/Ho_Chi_Minh");
        let oslo = Locale::new(Language::English, "Europe/Oslo");
        let now = at(2026, 11, 24, 12);
        let quiet = Presence::Quiet(at(2026, 11, 24, 14));
        assert_eq!(words(&quiet, &oslo, now), "Do not disturb until 08:20");
        assert_eq!(words(&quiet, &hanoi, now), "Không làm phiền đến 14:20");
        let tomorrow = Presence::Quiet(at(2026, 11, 25, 14));
        assert_eq!(words(&tomorrow, &oslo, now), "Do not disturb until Wed 25 Nov, 08:20");
        let leave = Presence::Leave(date(2026, 12, 3), None);
        assert_eq!(words(&leave, &oslo, now), "On leave until Thu 3 Dec");
        assert_eq!(words(&leave, &hanoi, now), "Nghỉ phép đến hết T5, 3 thg 12");
        let copied = Presence::Leave(date(2026, 12, 3), Some("Rhys".into()));
        let (guest, employee) = (oslo.clone(), oslo.clone().with_structure(true));
        assert_eq!(words(&copied, &guest, now), "On leave until Thu 3 Dec · copies to a colleague");
        assert_eq!(words(&copied, &employee, now), "On leave until Thu 3 Dec · copies to Rhys");
        assert_eq!(words(&Presence::Unknown, &oslo, now), "");
    }

    #[test]
    fn since_when_is_told_to_who_tells_it_too() {
        let hanoi = Locale::new(Language::English, "Asia/Ho_Chi_Minh");
        let now = at(2026, 11, 24, 12);
        let said = |presence, of: &Status, reader: &Status, now| words_since(&presence, (of, reader), &hanoi, now);
        let (open, hidden, never) = (seen(false), seen(true), Status::default());
        assert_eq!(said(Presence::Away, &open, &open, now), "Away since 10:20");
        assert_eq!(said(Presence::Offline, &open, &open, at(2026, 11, 26, 12)), "Offline since Tue, 10:20");
        assert_eq!(said(Presence::Offline, &hidden, &open, now), "Offline");
        assert_eq!(said(Presence::Offline, &open, &hidden, now), "Offline");
        assert_eq!(said(Presence::Away, &never, &open, now), "Away");
        assert_eq!(said(Presence::Online, &open, &open, now), "Available");
        assert_eq!(said(Presence::Unknown, &open, &open, now), "");
    }

    #[test]
    fn a_leave_keeps_its_days_in_another_zone() {
        let zone = |name| TimeZone::get(name).expect("a zone");
        let [hanoi, sydney, oslo] = ["Asia/Ho_Chi_Minh", "Australia/Sydney", "Europe/Oslo"].map(zone);
        let midnight = |day: jiff::civil::Date, zone: &TimeZone| {
            Moment(day.to_zoned_datetime(zone.clone()).expect("a day").timestamp().as_microsecond())
        };
        let of = |zone: &TimeZone| Status {
            leave_from: Some(midnight(date(2026, 12, 1), zone)),
            leave_until: Some(midnight(date(2026, 12, 4), zone)),
            ..Status::default()
        };
        for other in [&sydney, &oslo] {
            assert_eq!(of(&hanoi).rezoned(&hanoi, other), of(other));
            assert_eq!(of(other).plan(other, None).leave.map(|leave| leave.last), Some(date(2026, 12, 3)));
        }
    }

    #[test]
    fn the_last_day_of_a_leave_is_the_persons_own() {
        let hanoi = TimeZone::get("Asia/Ho_Chi_Minh").expect("a zone");
        let midnight = date(2026, 12, 4).to_zoned_datetime(hanoi.clone()).expect("a day").timestamp().as_microsecond();
        let status = Status { leave_from: Some(Moment(0)), leave_until: Some(Moment(midnight)), ..Status::default() };
        assert_eq!(status.plan(&hanoi, None).leave.map(|leave| leave.last), Some(date(2026, 12, 3)));
        assert_eq!(Status::default().plan(&hanoi, None), Plan::default());
    }
}
