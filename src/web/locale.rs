//! Languages: texts, plural rules, dates and times.
//!
//! The texts are Fluent files, one per language, embedded in the binary. A test holds that both have the same keys and that
//! every key a template or a handler names is there.

use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::clock::Moment;
use crate::words::words;

/// A language that Hallway is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// English.
    English,
    /// Tiếng Việt.
    Vietnamese,
}

impl Language {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Language; 2] = [Language::English, Language::Vietnamese];

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Vietnamese => "vi",
        }
    }

    /// Its own name for itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::Vietnamese => "Tiếng Việt",
        }
    }

    /// The language of a tag; of `vi-VN` too.
    pub fn of(tag: &str) -> Option<Language> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or("");
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The first language of an Accept-Language header that there is (RFC 9110 §12.5.4: by weight, then by order).
    pub fn accepted(header: &str) -> Option<Language> {
        let mut choices: Vec<(f32, Language)> = header
            .split(',')
            .filter_map(|range| {
                let mut parts = range.split(';');
                let language = Language::of(parts.next()?)?;
                let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
                (weight > 0.0).then_some((weight, language))
            })
            .collect();
        choices.sort_by(|one, other| other.0.total_cmp(&one.0));
        choices.first().map(|choice| choice.1)
    }

    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        match self {
            Language::English => &ENGLISH,
            Language::Vietnamese => &VIETNAMESE,
        }
    }
}

macro_rules! texts {
    ($($area:literal)*) => { [
        $((Language::English, include_str!(concat!("../../locales/en/", $area, ".ftl"))),)*
        $((Language::Vietnamese, include_str!(concat!("../../locales/vi/", $area, ".ftl"))),)*
    ] };
}

/// The texts: a folder per language, a file per area.
pub const TEXTS: [(Language, &str); 22] = texts!("house" "countries" "accounts" "organization" "people" "chats" "writing" "notifications" "mail" "settings" "admin");

static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::English));
static VIETNAMESE: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::Vietnamese));

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let tag = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Names stand in elements or between white space, with dir="auto" where it matters: isolates would be shown by
    // text browsers.
    bundle.set_use_isolating(false);
    for (_, text) in TEXTS.iter().filter(|(of, _)| *of == language) {
        let resource = match FluentResource::try_new((*text).to_owned()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                tracing::error!(?errors, "the texts of {} have mistakes", language.tag());
                resource
            }
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

words! {
    /// How somebody counts hours.
    Hours {
        /// 0 to 23.
        Day = "24",
        /// Twice 12.
        Half = "12",
    }
}

/// A language, a time zone, how hours are counted, and whether the company's structure may be shown: all that a rendering depends on besides what
/// it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Locale {
    /// The language.
    pub language: Language,
    /// Where the reader's clock hangs.
    pub zone: TimeZone,
    /// Whether the reader works here: only then a line says the names of departments.
    pub structure: bool,
    /// How the reader counts hours.
    pub hours: Hours,
}

impl Locale {
    /// A language in a zone by its IANA name; UTC if there is no such zone. For who may not see the structure.
    pub fn new(language: Language, zone: &str) -> Locale {
        Locale { language, zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC), structure: false, hours: Hours::Day }
    }

    /// The same for who may, or may not.
    pub fn with_structure(self, structure: bool) -> Locale {
        Locale { structure, ..self }
    }

    /// The same for who counts hours so.
    pub fn with_hours(self, hours: Hours) -> Locale {
        Locale { hours, ..self }
    }

    /// The text of the key.
    pub fn t(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of the key with one value in it.
    pub fn with<'v>(&self, key: &str, name: &'static str, value: impl Into<FluentValue<'v>>) -> String {
        let mut args = FluentArgs::new();
        args.set(name, value);
        self.format(key, Some(&args))
    }

    /// The text of the key with two values in it.
    pub fn with2<'v>(
        &self,
        key: &str,
        one: (&'static str, impl Into<FluentValue<'v>>),
        two: (&'static str, impl Into<FluentValue<'v>>),
    ) -> String {
        let mut args = FluentArgs::new();
        args.set(one.0, one.1);
        args.set(two.0, two.1);
        self.format(key, Some(&args))
    }

    /// The text of the key with these values in it.
    pub fn filled(&self, key: &str, values: &[(&'static str, String)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, value.as_str());
        }
        self.format(key, Some(&args))
    }

    /// The text of the key for so many: its plural rule chooses, `$count` is the number.
    pub fn count(&self, key: &str, count: impl std::borrow::Borrow<i64>) -> String {
        self.with(key, "count", *count.borrow())
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = self.language.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, language = self.language.tag(), "a text is missing");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(key, ?errors, "a text could not be filled in");
        }
        text
    }

    /// A number with its thousands apart: `10,208`, `10.208`.
    pub fn number(&self, number: i64) -> String {
        let mark = match self.language {
            Language::English => ',',
            Language::Vietnamese => '.',
        };
        let digits = number.unsigned_abs().to_string();
        let mut text = if number < 0 { "-".to_owned() } else { String::new() };
        for (n, digit) in digits.chars().enumerate() {
            if n > 0 && (digits.len() - n).is_multiple_of(3) {
                text.push(mark);
            }
            text.push(digit);
        }
        text
    }

    /// The months to choose among: `("2", "February")`.
    pub fn months(&self) -> Vec<(String, String)> {
        let none = (String::new(), "–".to_owned());
        let month = |month: i8| (month.to_string(), self.t(&format!("month-{month}")));
        std::iter::once(none).chain((1..=12).map(month)).collect()
    }

    /// When a day of the reader's calendar begins, `2026-11-24`, and when it has ended.
    pub fn day_of(&self, date: &str) -> Option<(Moment, Moment)> {
        let day: jiff::civil::Date = date.parse().ok()?;
        let begin = |day: jiff::civil::Date| {
            let zoned = day.to_zoned_datetime(self.zone.clone()).ok()?;
            Some(Moment(zoned.timestamp().as_microsecond()))
        };
        Some((begin(day)?, begin(day.tomorrow().ok()?)?))
    }

    /// The instant on the reader's calendar.
    pub fn zoned(&self, at: Moment) -> ZonedDateTime {
        at.timestamp().to_zoned_datetime(self.zone.clone())
    }

    /// `2026-11-24T10:42+07:00`: for the attribute of `<time>`.
    pub fn datetime(&self, at: Moment) -> String {
        self.zoned(at).strftime("%Y-%m-%dT%H:%M%:z").to_string()
    }

    /// `10:42`, or `10:42 am`.
    pub fn time(&self, at: Moment) -> String {
        let at = self.zoned(at);
        match self.hours {
            Hours::Day => at.strftime("%H:%M").to_string(),
            Hours::Half if at.hour() < 12 => self.with("time-am", "time", at.strftime("%-I:%M").to_string()),
            Hours::Half => self.with("time-pm", "time", at.strftime("%-I:%M").to_string()),
        }
    }

    /// `2026-11-24`: the day, to compare and for ids.
    pub fn date(&self, at: Moment) -> String {
        self.zoned(at).strftime("%Y-%m-%d").to_string()
    }

    /// `Tuesday, 24 November 2026`
    pub fn day(&self, at: Moment) -> String {
        let day = self.zoned(at);
        let mut args = FluentArgs::new();
        args.set("weekday", self.t(&format!("weekday-{}", day.weekday().to_monday_one_offset())));
        args.set("day", day.day().to_string());
        args.set("month", self.t(&format!("month-{}", day.month())));
        args.set("year", day.year().to_string());
        self.format("date-long", Some(&args))
    }

    /// As short as it can be read from `now`: `10:42` today, `Mon` within six days, `12 Nov`, `12 Nov 2024`.
    pub fn brief(&self, at: Moment, now: Moment) -> String {
        let (day, today) = (self.zoned(at), self.zoned(now));
        let apart = today.date().since(day.date()).map_or(i32::MAX, |span| span.get_days());
        if apart == 0 {
            return self.time(at);
        }
        if (1..=6).contains(&apart) {
            return self.t(&format!("weekday-short-{}", day.weekday().to_monday_one_offset()));
        }
        self.day_brief(at, now)
    }

    /// A day, never a time: `12 Nov`, in another year `12 Nov 2024`.
    pub fn day_brief(&self, at: Moment, now: Moment) -> String {
        let (day, today) = (self.zoned(at), self.zoned(now));
        let mut args = FluentArgs::new();
        args.set("day", day.day().to_string());
        args.set("month", self.t(&format!("month-short-{}", day.month())));
        args.set("year", day.year().to_string());
        self.format(if day.year() == today.year() { "date-brief" } else { "date-brief-year" }, Some(&args))
    }

    /// `Thu 3 Dec`
    pub fn weekday(&self, day: Date) -> String {
        let mut args = FluentArgs::new();
        args.set("weekday", self.t(&format!("weekday-short-{}", day.weekday().to_monday_one_offset())));
        args.set("day", day.day().to_string());
        args.set("month", self.t(&format!("month-short-{}", day.month())));
        self.format("date-weekday", Some(&args))
    }

    /// An instant to come: `14:00` today, else `Thu 3 Dec, 08:00`.
    pub fn ahead(&self, at: Moment, now: Moment) -> String {
        let day = self.zoned(at).date();
        if day == self.zoned(now).date() {
            return self.time(at);
        }
        self.with2("date-and-time", ("date", self.weekday(day)), ("time", self.time(at)))
    }

    /// [`brief`](Locale::brief) with the time of day where that is not said: `Mon, 17:02`.
    pub fn brief_time(&self, at: Moment, now: Moment) -> String {
        if self.date(at) == self.date(now) {
            return self.time(at);
        }
        self.with2("date-and-time", ("date", self.brief(at, now)), ("time", self.time(at)))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}
