//! Instants to come that somebody chooses: for a message that is posted then, or for being reminded of one.

use std::time::Duration;

use jiff::ToSpan;
use jiff::civil::{DateTime, Weekday};

use crate::clock::Moment;
use crate::web::{Locale, Ui};

/// Nobody plans farther ahead.
const FARTHEST: Duration = Duration::from_secs(366 * 24 * 3600);
/// When a working day begins.
const MORNING: i8 = 9;

/// Why what was typed is no instant to come: the key of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong(pub &'static str);

/// The instant that was typed as a form's field of a date and a time has it, `2026-12-03T09:00`, on the reader's clock. An hour that
/// the clock skips is the one after it.
///
/// # Errors
/// It is none, or past, or more than a year ahead.
pub fn parse(typed: &str, locale: &Locale, now: Moment) -> Result<Moment, Wrong> {
    let typed = typed.trim().replace(' ', "T");
    let at: DateTime = typed.parse().map_err(|_| Wrong("later-unreadable"))?;
    let zoned = at.to_zoned_datetime(locale.zone.clone()).map_err(|_| Wrong("later-unreadable"))?;
    let at = Moment(zoned.timestamp().as_microsecond());
    match at {
        at if at <= now => Err(Wrong("later-past")),
        at if at > now.after(FARTHEST) => Err(Wrong("later-far")),
        at => Ok(at),
    }
}

/// The instant as such a field shows it.
pub fn typed(at: Moment, locale: &Locale) -> String {
    locale.zoned(at).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// What most choose, with the words for it: in one hour, in three, tomorrow morning, on Monday morning.
pub fn choices(ui: &Ui) -> Vec<(String, String)> {
    let now = ui.zoned(ui.now);
    let hours = |hours: i64| {
        let at = typed(ui.now.after(Duration::from_secs(hours.unsigned_abs() * 3600)), ui);
        (at, ui.count("later-hours", hours))
    };
    let morning = |days: i64, key: &str| {
        let day = now.date().checked_add(days.days()).unwrap_or(now.date());
        let time = format!("{MORNING:02}:00");
        (format!("{day}T{time}"), ui.with(key, "time", time))
    };
    let monday = (1..=7).find(|days| {
        let day = now.date().checked_add(days.days());
        day.is_ok_and(|day| day.weekday() == Weekday::Monday)
    });
    let mut all = vec![hours(1), hours(3), morning(1, "later-tomorrow")];
    all.extend(monday.filter(|days| *days > 1).map(|days| morning(days, "later-monday")));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Language;

    /// Thursday, 3 December 2026, 10:00 in Berlin.
    const NOW: Moment = Moment(1_796_288_400_000_000);

    fn berlin() -> Locale {
        Locale::new(Language::English, "Europe/Berlin")
    }

    #[test]
    fn what_is_typed_is_an_instant_to_come_on_the_readers_clock() {
        let at = |typed: &str| parse(typed, &berlin(), NOW);
        assert_eq!(at("2026-12-03T10:01"), Ok(NOW.after(Duration::from_secs(60))));
        assert_eq!(at(" 2026-12-03 10:00:05 "), Ok(NOW.after(Duration::from_secs(5))));
        // The hour that is not there in spring.
        assert_eq!(at("2027-03-28T02:30"), at("2027-03-28T03:30"));
        for past in ["2026-12-03T10:00", "2026-12-02T23:00", "0001-01-01T00:00"] {
            assert_eq!(at(past), Err(Wrong("later-past")), "{past}");
        }
        assert_eq!(at("2028-01-01T00:00"), Err(Wrong("later-far")));
        for unreadable in ["", "tomorrow", "2026-13-01T00:00", "25:00"] {
            assert_eq!(at(unreadable), Err(Wrong("later-unreadable")), "{unreadable}");
        }
    }

    #[test]
    fn what_is_offered_is_to_come() {
        for (hours, count) in [(0, 4), (24, 4), (72, 3), (80, 3), (100, 4)] {
            let ui = Ui::new(berlin(), NOW.after(Duration::from_secs(hours * 3600)));
            let all = choices(&ui);
            assert_eq!(all.len(), count, "tomorrow is said once: {all:?}");
            for (at, words) in all {
                assert!(parse(&at, &ui, ui.now).is_ok(), "{at} {words}");
            }
        }
        let ui = Ui::new(berlin(), NOW);
        let offered: Vec<String> = choices(&ui).into_iter().map(|(at, _)| at).collect();
        assert_eq!(offered, ["2026-12-03T11:00", "2026-12-03T13:00", "2026-12-04T09:00", "2026-12-07T09:00"]);
        assert_eq!(typed(NOW, &ui), "2026-12-03T10:00");
    }
}
