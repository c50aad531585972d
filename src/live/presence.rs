//! What a person is at the moment, as others see it.

use std::sync::Arc;

use crate::clock::Moment;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Whether and how a person is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Has a page open and uses it.
    Online,
    /// Has pages open that nobody has used for a while.
    Away,
    /// Has pages open and does not want to be disturbed until then.
    Quiet(Moment),
    /// Is on leave; this is the last day of it on the person's own calendar, and what their substitute is called.
    Leave(Date, Option<Arc<str>>),
    /// Has no page open.
    Offline,
    /// The server has only just started: whoever has pages open may still be coming back.
    Unknown,
}

impl Presence {
    /// The word for it in attributes, by which style sheets choose its shape. None for what is not known.
    pub fn mark(&self) -> &'static str {
        match self {
            Presence::Online => "on",
            Presence::Away => "away",
            Presence::Quiet(_) => "busy",
            Presence::Leave(..) => "leave",
            Presence::Offline => "off",
            Presence::Unknown => "",
        }
    }

    /// Whether the person has a page open that may show what is sent.
    pub fn is_here(&self) -> bool {
        matches!(self, Presence::Online | Presence::Away | Presence::Quiet(_))
    }
}

/// What a person has said in advance of their presence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Do not disturb until then.
    pub quiet_until: Option<Moment>,
    /// On leave.
    pub leave: Option<Leave>,
}

/// A leave: instants, and its last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    /// The first instant of it.
    pub from: Moment,
    /// The first instant after it.
    pub until: Moment,
    /// Its last day on the person's own calendar.
    pub last: Date,
    /// What the substitute is called, if there is one.
    pub substitute: Option<Arc<str>>,
}

impl Plan {
    /// What others see of a person who would be `base` without any plan: leave is stronger than do not disturb, and that
    /// is shown of who has pages open only.
    pub fn over(&self, base: Presence, now: Moment) -> Presence {
        match (&self.leave, self.quiet_until) {
            (Some(leave), _) if leave.from <= now && now < leave.until => {
                Presence::Leave(leave.last, leave.substitute.clone())
            }
            (_, Some(until)) if now < until && base.is_here() => Presence::Quiet(until),
            _ => base,
        }
    }

    /// The instants at which it begins or ends something.
    pub(super) fn turns(&self) -> impl Iterator<Item = Moment> {
        let leave = self.leave.as_ref().map(|leave| [leave.from, leave.until]);
        self.quiet_until.into_iter().chain(leave.into_iter().flatten())
    }
}

/// Hours of each day in which a person is told of nothing by a sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hush {
    /// The minute of the day at which they begin.
    pub from: i64,
    /// The minute at which they end; the next day if that is earlier.
    pub until: i64,
    /// Where the person's clock hangs.
    pub zone: TimeZone,
    /// Whether direct messages come through, and through do not disturb.
    pub direct: bool,
}

impl Hush {
    /// Whether they hold at this instant.
    pub fn holds(&self, now: Moment) -> bool {
        let here = now.timestamp().to_zoned_datetime(self.zone.clone());
        let minute = i64::from(here.hour()) * 60 + i64::from(here.minute());
        match self.from <= self.until {
            true => (self.from..self.until).contains(&minute),
            false => minute >= self.from || minute < self.until,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Hush, Leave, Plan, Presence};
    use crate::clock::Moment;
    use jiff::civil::date;

    #[test]
    fn quiet_hours_are_on_the_persons_own_clock() {
        let zone = jiff::tz::TimeZone::get("Asia/Ho_Chi_Minh").expect("a zone");
        let hush = Hush { from: 22 * 60, until: 6 * 60, zone, direct: false };
        let at = |hour: i64| Moment(1_764_000_000_000_000 - 16 * 3_600_000_000 + hour * 3_600_000_000);
        let holds: Vec<i64> = (0..24).filter(|hour| hush.holds(at(*hour))).collect();
        assert_eq!(
            holds,
            [0, 1, 2, 3, 4, 5, 6, 7, 15, 16, 17, 18, 19, 20, 21, 22, 23]
                .iter()
                .copied()
                .filter(|utc| {
                    let there = (utc + 7) % 24;
                    !(6..22).contains(&there)
                })
                .collect::<Vec<_>>()
        );
        assert!(!Hush { until: hush.from, ..hush.clone() }.holds(at(15)));
    }

    #[test]
    fn leave_is_stronger_than_quiet_and_quiet_needs_a_page() {
        let last = date(2026, 12, 3);
        let leave = Leave { from: Moment(10), until: Moment(20), last, substitute: Some("Rhys".into()) };
        let plan = Plan { quiet_until: Some(Moment(15)), leave: Some(leave) };
        let over = |base, now| plan.over(base, Moment(now));
        assert_eq!(over(Presence::Online, 9), Presence::Quiet(Moment(15)));
        assert_eq!(over(Presence::Away, 9), Presence::Quiet(Moment(15)));
        assert_eq!(over(Presence::Offline, 9), Presence::Offline);
        assert_eq!(over(Presence::Unknown, 9), Presence::Unknown);
        for base in [Presence::Online, Presence::Offline, Presence::Unknown] {
            let away = Presence::Leave(last, Some("Rhys".into()));
            assert_eq!([over(base.clone(), 10), over(base, 19)], [away.clone(), away]);
        }
        assert_eq!(over(Presence::Away, 20), Presence::Away, "both are over");
        assert_eq!(Plan::default().over(Presence::Online, Moment(0)), Presence::Online);
    }
}
