//! Days and times that a person types, as instants.

use std::time::Duration;

use jiff::civil::{Date, Time, time};
use jiff::tz::TimeZone;

use crate::clock::Moment;
use crate::web::Ui;
use crate::words::words;

/// Nobody plans farther ahead; who seems to has mistyped a year.
const FARTHEST: Duration = Duration::from_secs(2 * 366 * 24 * 3600);
/// When a working day begins.
const MORNING: Time = time(8, 0, 0, 0);

/// What is wrong with a typed day or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongTime {
    /// Not a day.
    NotADay,
    /// Not a time of day.
    NotATime,
    /// A day is missing.
    NoDay,
    /// Over already.
    Past,
    /// Before the day on which it begins.
    Backwards,
    /// More than two years from now.
    TooFar,
}

impl WrongTime {
    /// What is wrong and what to write instead.
    pub fn say(self, ui: &Ui) -> String {
        ui.t(match self {
            WrongTime::NotADay => "time-not-a-day",
            WrongTime::NotATime => "time-not-a-time",
            WrongTime::NoDay => "time-no-day",
            WrongTime::Past => "time-past",
            WrongTime::Backwards => "time-backwards",
            WrongTime::TooFar => "time-too-far",
        })
    }
}

words! {
    /// For how long somebody does not want to be disturbed.
    Quiet {
        /// Not at all.
        Off = "off",
        /// Half an hour.
        HalfHour = "30",
        /// An hour.
        Hour = "60",
        /// Four hours.
        FourHours = "240",
        /// Until tomorrow at eight.
        Tomorrow = "tomorrow",
        /// Until a day and a time.
        At = "at",
    }
}

impl Quiet {
    /// Its end on a clock in this zone, from `now`; none for [`Off`](Quiet::Off). `typed` are the day, today if it is
    /// empty, and the time of day for [`At`](Quiet::At).
    ///
    /// # Errors
    /// What is wrong with them, and whether it is the time.
    pub fn until(self, typed: (&str, &str), zone: &TimeZone, now: Moment) -> Result<Option<Moment>, (WrongTime, bool)> {
        let today = now.timestamp().to_zoned_datetime(zone.clone()).date();
        let minutes = |minutes: u64| Ok(Some(now.after(Duration::from_secs(minutes * 60))));
        match self {
            Quiet::Off => Ok(None),
            Quiet::HalfHour => minutes(30),
            Quiet::Hour => minutes(60),
            Quiet::FourHours => minutes(240),
            Quiet::Tomorrow => Ok(today.tomorrow().ok().and_then(|day| instant(day, MORNING, zone))),
            Quiet::At => {
                let day = day(typed.0).map_err(|wrong| (wrong, false))?.unwrap_or(today);
                let time = time_of_day(typed.1).ok_or((WrongTime::NotATime, true))?;
                let until = instant(day, time, zone).ok_or((WrongTime::NotADay, false))?;
                match until {
                    until if until <= now => Err((WrongTime::Past, day >= today)),
                    until if until.since(now) > FARTHEST => Err((WrongTime::TooFar, false)),
                    until => Ok(Some(until)),
                }
            }
        }
    }
}

/// The first instant of a leave and the first one after it, in this zone, from its first day, today if it is empty, and its
/// last one; none without either.
///
/// # Errors
/// What is wrong with them, and whether it is the last one.
pub fn leave(typed: (&str, &str), zone: &TimeZone, now: Moment) -> Result<Option<(Moment, Moment)>, (WrongTime, bool)> {
    let first = day(typed.0).map_err(|wrong| (wrong, false))?;
    let last = day(typed.1).map_err(|wrong| (wrong, true))?;
    let today = now.timestamp().to_zoned_datetime(zone.clone()).date();
    let (first, last) = match (first, last) {
        (None, None) => return Ok(None),
        (Some(_), None) => return Err((WrongTime::NoDay, true)),
        (first, Some(last)) => (first.unwrap_or(today.min(last)), last),
    };
    if last < first {
        return Err((WrongTime::Backwards, true));
    }
    let from = instant(first, Time::midnight(), zone).ok_or((WrongTime::NotADay, false))?;
    let until = last.tomorrow().ok().and_then(|day| instant(day, Time::midnight(), zone));
    let until = until.ok_or((WrongTime::NotADay, true))?;
    match until {
        until if until <= now => Err((WrongTime::Past, true)),
        until if until.since(now) > FARTHEST => Err((WrongTime::TooFar, true)),
        until => Ok(Some((from, until))),
    }
}

/// When the typed day begins in this zone, and when it has ended; none if nothing was typed.
///
/// # Errors
/// It is not a day.
pub fn whole_day(typed: &str, zone: &TimeZone) -> Result<Option<(Moment, Moment)>, WrongTime> {
    let Some(day) = day(typed)? else { return Ok(None) };
    let begin = |day: Date| instant(day, Time::midnight(), zone).ok_or(WrongTime::NotADay);
    Ok(Some((begin(day)?, begin(day.tomorrow().map_err(|_| WrongTime::NotADay)?)?)))
}

/// `2026-12-03` as browsers send a day, or `3/12/2026` and `3.12.2026` as people write it; none if nothing was typed.
fn day(typed: &str) -> Result<Option<Date>, WrongTime> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let numbers: Option<Vec<i16>> = typed.split(['-', '/', '.']).map(|part| part.trim().parse().ok()).collect();
    let (year, month, day) = match numbers.as_deref() {
        Some(&[year, month, day]) if typed.contains('-') => (year, month, day),
        Some(&[day, month, year]) => (year, month, day),
        _ => return Err(WrongTime::NotADay),
    };
    let small = |number: i16| i8::try_from(number).map_err(|_| WrongTime::NotADay);
    Date::new(year, small(month)?, small(day)?).map(Some).map_err(|_| WrongTime::NotADay)
}

/// `14:00` or `8:05`.
fn time_of_day(typed: &str) -> Option<Time> {
    let (hour, minute) = typed.trim().split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// That time of that day in the zone; where clocks are put forward over it, as much later.
fn instant(day: Date, time: Time, zone: &TimeZone) -> Option<Moment> {
    let zoned = day.to_datetime(time).to_zoned_datetime(zone.clone()).ok()?;
    Some(Moment(zoned.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn hanoi() -> TimeZone {
        TimeZone::get("Asia/Ho_Chi_Minh").expect("a zone")
    }

    fn at(day: Date, hour: i8) -> Moment {
        instant(day, time(hour, 0, 0, 0), &hanoi()).expect("an instant")
    }

    const TODAY: Date = date(2026, 11, 24);

    #[test]
    fn quiet_ends_where_it_was_chosen() {
        let now = at(TODAY, 12);
        let until = |quiet: Quiet, day: &str, time: &str| quiet.until((day, time), &hanoi(), now);
        assert_eq!(until(Quiet::Off, "", ""), Ok(None));
        assert_eq!(until(Quiet::HalfHour, "x", "x"), Ok(Some(now.after(Duration::from_secs(1800)))));
        assert_eq!(until(Quiet::Tomorrow, "", ""), Ok(Some(at(date(2026, 11, 25), 8))));
        assert_eq!(until(Quiet::At, "", "14:00"), Ok(Some(at(TODAY, 14))));
        assert_eq!(until(Quiet::At, "25/11/2026", "9:00"), Ok(Some(at(date(2026, 11, 25), 9))));
        assert_eq!(until(Quiet::At, "", ""), Err((WrongTime::NotATime, true)));
        assert_eq!(until(Quiet::At, "", "24:00"), Err((WrongTime::NotATime, true)));
        assert_eq!(until(Quiet::At, "tomorrow", "14:00"), Err((WrongTime::NotADay, false)));
        assert_eq!(until(Quiet::At, "", "12:00"), Err((WrongTime::Past, true)));
        assert_eq!(until(Quiet::At, "2026-11-23", "14:00"), Err((WrongTime::Past, false)));
        assert_eq!(until(Quiet::At, "2206-11-25", "14:00"), Err((WrongTime::TooFar, false)));
    }

    #[test]
    fn a_leave_is_whole_days() {
        let now = at(TODAY, 12);
        let leave = |from: &str, until: &str| leave((from, until), &hanoi(), now);
        assert_eq!(leave("", " "), Ok(None));
        assert_eq!(leave("2026-12-01", "3.12.2026"), Ok(Some((at(date(2026, 12, 1), 0), at(date(2026, 12, 4), 0)))));
        assert_eq!(leave("", "24/11/2026"), Ok(Some((at(TODAY, 0), at(date(2026, 11, 25), 0)))), "from today");
        assert_eq!(leave("2026-12-01", ""), Err((WrongTime::NoDay, true)));
        assert_eq!(leave("2026-12-03", "2026-12-01"), Err((WrongTime::Backwards, true)));
        assert_eq!(leave("2026-11-01", "2026-11-23"), Err((WrongTime::Past, true)));
        assert_eq!(leave("", "2026-11-23"), Err((WrongTime::Past, true)));
        assert_eq!(leave("2026-02-30", "2026-12-01"), Err((WrongTime::NotADay, false)));
        assert_eq!(leave("", "2062-12-01"), Err((WrongTime::TooFar, true)));
        assert_eq!(leave("", "9999-12-31"), Err((WrongTime::NotADay, true)));
    }
}
