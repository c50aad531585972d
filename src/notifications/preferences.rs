//! How a person wants to be told: by which ways, of what, and when not.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::kind;
use crate::clock::Moment;
use crate::id::UserId;
use crate::live::Hush;
use crate::notice::Kind;
use crate::store::{Conn, Result, Tx, on, run};
use crate::words::words;

words! {
    /// A way to reach somebody.
    Way {
        /// The centre, the bell, a sound.
        Site = "site",
        /// E-mail.
        Mail = "mail",
    }
}

/// The minutes to choose among, without activity before a letter.
pub const DELAYS: [i64; 4] = [0, 10, 30, 60];
/// Minutes of a day.
pub const DAY: i64 = 24 * 60;
/// Monday to Friday.
const WEEKDAYS: i64 = 0b1_1111;

/// What a person has chosen. E-mail is off until they turn it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Preferences {
    /// Whether the site tells of what may be kept from it.
    pub site: bool,
    /// Whether letters leave.
    pub mail: bool,
    /// Minutes without activity before one does.
    pub delay: i64,
    /// Whether all goes into one letter a day.
    pub digest: bool,
    /// On which days: 1 Monday, 2 Tuesday, 4 Wednesday …
    pub digest_days: i64,
    /// At which minute of the day.
    pub digest_minute: i64,
    /// Whether letters say what was written.
    pub content: bool,
    /// Whether there are quiet hours.
    pub quiet: bool,
    /// The minute of the day at which they begin.
    pub quiet_from: i64,
    /// The minute at which they end, the next day if that is earlier.
    pub quiet_until: i64,
    /// Whether direct messages come through them, and through do not disturb.
    pub quiet_direct: bool,
    /// The newest notification that was mailed, or is not to be.
    pub mailed_notification_id: i64,
    /// When a letter of notifications was last made.
    pub noticed_at: Option<Moment>,
    /// When the digest was last made, or there was nothing for one.
    pub digested_at: Moment,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences {
            site: true,
            mail: false,
            delay: 10,
            digest: false,
            digest_days: WEEKDAYS,
            digest_minute: 8 * 60 + 30,
            content: true,
            quiet: false,
            quiet_from: 18 * 60 + 30,
            quiet_until: 8 * 60,
            quiet_direct: false,
            mailed_notification_id: 0,
            noticed_at: None,
            digested_at: Moment(0),
        }
    }
}

const FIND: &str =
    "SELECT site, mail, delay, digest, digest_days, digest_minute, content, quiet, quiet_from, quiet_until,
    quiet_direct, mailed_notification_id, noticed_at, digested_at FROM notification_preferences WHERE user_id = $1";
const SAVE: &str = "INSERT INTO notification_preferences (user_id, site, mail, delay, digest, digest_days, digest_minute, content,
    quiet, quiet_from, quiet_until, quiet_direct, mailed_notification_id, digested_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, (SELECT COALESCE(MAX(n.id), 0) FROM notifications n), $13)
    ON CONFLICT (user_id) DO UPDATE SET site = excluded.site, delay = excluded.delay, digest = excluded.digest,
    digest_days = excluded.digest_days, digest_minute = excluded.digest_minute, content = excluded.content,
    quiet = excluded.quiet, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
    quiet_direct = excluded.quiet_direct, mail = excluded.mail, digested_at = excluded.digested_at, mailed_notification_id = CASE WHEN notification_preferences.mail
    THEN notification_preferences.mailed_notification_id ELSE excluded.mailed_notification_id END";
const TURN_OFF: &str = "UPDATE notification_preferences SET mail = FALSE WHERE user_id = $1 AND mail";
const QUIET: &str =
    "SELECT p.user_id, p.site, p.mail, p.delay, p.digest, p.digest_days, p.digest_minute, p.content, p.quiet,
    p.quiet_from, p.quiet_until, p.quiet_direct, p.mailed_notification_id, p.noticed_at, p.digested_at FROM notification_preferences p
    JOIN users u ON u.id = p.user_id WHERE p.user_id > $1 AND (p.quiet OR p.quiet_direct) AND u.state = 'active'
    ORDER BY p.user_id LIMIT CAST($2 AS BIGINT)";
const CHOICES: &str = "SELECT kind, way, wanted FROM notification_choices WHERE user_id = $1";
const CHOOSE: &str = "INSERT INTO notification_choices (user_id, kind, way, wanted) VALUES ($1, $2, $3, $4)
    ON CONFLICT (user_id, kind, way) DO UPDATE SET wanted = excluded.wanted";
const NO_CHOICE: &str = "DELETE FROM notification_choices WHERE user_id = $1 AND kind = $2 AND way = $3";

impl Preferences {
    /// The person's; the usual ones if they never chose.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(conn: &mut Conn, user: UserId) -> Result<Preferences> {
        let found: Option<Preferences> = on!(conn, c => sqlx::query_as(FIND).bind(user).fetch_optional(&mut *c).await)?;
        Ok(found.unwrap_or_default())
    }

    /// Keeps them for the person. What was there before letters were turned on is not mailed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn save(&self, tx: &mut Tx, user: UserId, now: Moment) -> Result<()> {
        run!(
            tx,
            sqlx::query(SAVE)
                .bind(user)
                .bind(self.site)
                .bind(self.mail)
                .bind(self.delay)
                .bind(self.digest)
                .bind(self.digest_days)
                .bind(self.digest_minute)
                .bind(self.content)
                .bind(self.quiet)
                .bind(self.quiet_from)
                .bind(self.quiet_until)
                .bind(self.quiet_direct)
                .bind(now)
        )?;
        Ok(())
    }

    /// The quiet hours, for what sounds; none if none are kept and nothing comes through.
    pub fn hush(&self, zone: &TimeZone) -> Option<Hush> {
        let (from, until) = if self.quiet { (self.quiet_from, self.quiet_until) } else { (0, 0) };
        let hush = Hush { from, until, zone: zone.clone(), direct: self.quiet_direct };
        (self.quiet || self.quiet_direct).then_some(hush)
    }

    /// Whether the quiet hours hold at this instant on a clock of the zone, and until when then.
    pub fn quiet_until(&self, zone: &TimeZone, now: Moment) -> Option<Moment> {
        if !self.quiet || self.quiet_from == self.quiet_until {
            return None;
        }
        let here = now.timestamp().to_zoned_datetime(zone.clone());
        let minute = i64::from(here.hour()) * 60 + i64::from(here.minute());
        let over_night = self.quiet_from > self.quiet_until;
        let inside = match over_night {
            true => minute >= self.quiet_from || minute < self.quiet_until,
            false => (self.quiet_from..self.quiet_until).contains(&minute),
        };
        let day = match over_night && minute >= self.quiet_from {
            true => here.date().tomorrow().ok()?,
            false => here.date(),
        };
        if inside { at(day, self.quiet_until, zone) } else { None }
    }

    /// The next digest after this instant, on a clock of the zone; none without a day.
    pub fn next_digest(&self, zone: &TimeZone, after: Moment) -> Option<Moment> {
        let mut day = after.timestamp().to_zoned_datetime(zone.clone()).date();
        for _ in 0..8 {
            let bit = 1 << (i64::from(day.weekday().to_monday_one_offset()) - 1);
            if self.digest_days & bit != 0
                && let Some(at) = at(day, self.digest_minute, zone)
                && at > after
            {
                return Some(at);
            }
            day = day.tomorrow().ok()?;
        }
        None
    }
}

/// That minute of that day in the zone.
fn at(day: jiff::civil::Date, minute: i64, zone: &TimeZone) -> Option<Moment> {
    let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    let zoned = day.at(hour, minute, 0, 0).to_zoned_datetime(zone.clone()).ok()?;
    Some(Moment(zoned.timestamp().as_microsecond()))
}

/// Letters leave no more. False if none did.
///
/// # Errors
/// What the database says.
pub async fn turn_off(tx: &mut Tx, user: UserId) -> Result<bool> {
    Ok(run!(tx, sqlx::query(TURN_OFF).bind(user))? > 0)
}

#[derive(sqlx::FromRow)]
struct Of {
    user_id: UserId,
    #[sqlx(flatten)]
    preferences: Preferences,
}

/// Those after this person who keep quiet hours, or let something through, in the order of their numbers; at most so many.
///
/// # Errors
/// What the database says.
pub async fn quiet(conn: &mut Conn, after: UserId, most: i64) -> Result<Vec<(UserId, Preferences)>> {
    let all: Vec<Of> = on!(conn, c => sqlx::query_as(QUIET).bind(after).bind(most).fetch_all(&mut *c).await)?;
    Ok(all.into_iter().map(|of| (of.user_id, of.preferences)).collect())
}

/// What a person has chosen of each kind, by each way; what is not there is as the kind is by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices(BTreeMap<(&'static str, &'static str), bool>);

impl Choices {
    /// The person's.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(conn: &mut Conn, user: UserId) -> Result<Choices> {
        let rows: Vec<(String, String, bool)> =
            on!(conn, c => sqlx::query_as(CHOICES).bind(user).fetch_all(&mut *c).await)?;
        let mut choices = Choices::default();
        for (name, way, wanted) in rows {
            if let (Some(kind), Some(way)) = (kind(&name), Way::of(&way)) {
                choices.set(kind, way, wanted);
            }
        }
        Ok(choices)
    }

    /// Chooses.
    pub fn set(&mut self, kind: &'static Kind, way: Way, wanted: bool) {
        self.0.insert((kind.name, way.as_str()), wanted);
    }

    /// Whether the person wants to be told of the kind by the way.
    pub fn wants(&self, kind: &Kind, way: Way) -> bool {
        let by_itself = match way {
            Way::Site => true,
            Way::Mail => kind.mail,
        };
        let chosen = self.0.get(&(kind.name, way.as_str())).copied().unwrap_or(by_itself);
        chosen || way == Way::Site && kind.always
    }

    /// Keeps for the person what differs from what the kinds are by themselves.
    ///
    /// # Errors
    /// What the database says.
    pub async fn save(&self, tx: &mut Tx, user: UserId) -> Result<()> {
        let before = Choices::find(tx, user).await?;
        for ((name, way), wanted) in &self.0 {
            let (Some(kind), Some(of)) = (kind(name), Way::of(way)) else { continue };
            if before.wants(kind, of) == *wanted {
                continue;
            }
            if Choices::default().wants(kind, of) == *wanted {
                run!(tx, sqlx::query(NO_CHOICE).bind(user).bind(*name).bind(*way))?;
            } else {
                run!(tx, sqlx::query(CHOOSE).bind(user).bind(*name).bind(*way).bind(*wanted))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn zone() -> TimeZone {
        TimeZone::get("Europe/Berlin").expect("a zone")
    }

    fn moment(day: jiff::civil::Date, hour: i64, minute: i64) -> Moment {
        at(day, hour * 60 + minute, &zone()).expect("an instant")
    }

    #[test]
    fn quiet_hours_go_over_midnight_and_over_changes_of_the_clock() {
        let night = Preferences { quiet: true, ..Preferences::default() };
        let until = |day, hour, minute| night.quiet_until(&zone(), moment(day, hour, minute));
        let monday = date(2026, 11, 23);
        assert_eq!(until(monday, 18, 29), None);
        assert_eq!(until(monday, 18, 30), Some(moment(date(2026, 11, 24), 8, 0)));
        assert_eq!(until(monday, 7, 59), Some(moment(monday, 8, 0)));
        assert_eq!(until(monday, 8, 0), None);
        // The clocks are put forward at two.
        assert_eq!(until(date(2027, 3, 28), 1, 0), Some(moment(date(2027, 3, 28), 8, 0)));
        let noon = Preferences { quiet_from: 12 * 60, quiet_until: 13 * 60, ..night };
        assert_eq!(noon.quiet_until(&zone(), moment(monday, 12, 59)), Some(moment(monday, 13, 0)));
        assert_eq!(noon.quiet_until(&zone(), moment(monday, 13, 0)), None);
        assert_eq!(Preferences::default().quiet_until(&zone(), moment(monday, 20, 0)), None);
        let never = Preferences { quiet_until: night.quiet_from, ..night };
        assert_eq!(never.quiet_until(&zone(), moment(monday, 20, 0)), None);
    }

    #[test]
    fn a_digest_comes_on_its_days() {
        let weekdays = Preferences::default();
        let next = |of: &Preferences, day, hour| of.next_digest(&zone(), moment(day, hour, 30));
        let friday = date(2026, 11, 27);
        assert_eq!(next(&weekdays, friday, 7), Some(moment(friday, 8, 30)));
        assert_eq!(next(&weekdays, friday, 8), Some(moment(date(2026, 11, 30), 8, 30)));
        let sundays = Preferences { digest_days: 1 << 6, ..weekdays };
        assert_eq!(next(&sundays, date(2026, 11, 29), 8), Some(moment(date(2026, 12, 6), 8, 30)));
        assert_eq!(next(&Preferences { digest_days: 0, ..weekdays }, friday, 7), None);
    }
}
