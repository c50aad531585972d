//! Countries and time zones: the choices of a company and of its people.

use std::sync::LazyLock;

use jiff::tz::TimeZone;

use super::{Locale, Ui};
use crate::markup::fold;

/// The countries that a company can be in: ISO 3166 alpha-2. Their names are the texts `country-VN`.
#[rustfmt::skip]
pub const COUNTRIES: [&str; 247] = [
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ", "BA", "BB", "BD",
    "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS", "BT", "BW", "BY", "BZ", "CA", "CC",
    "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE", "DJ",
    "DK", "DM", "DO", "DZ", "EC", "EE", "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB",
    "GD", "GE", "GF", "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY", "HK", "HN",
    "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM", "JO", "JP", "KE", "KG",
    "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV",
    "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK", "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU",
    "MV", "MW", "MX", "MY", "MZ", "NA", "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA",
    "PE", "PF", "PG", "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW",
    "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS", "ST", "SV", "SX",
    "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO", "TR", "TT", "TV", "TW", "TZ", "UA",
    "UG", "UM", "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI", "VN", "VU", "WF", "WS", "YE", "YT", "ZA", "ZM", "ZW",
];

/// The areas of the IANA data base that hold places; the others hold offsets and old names.
const AREAS: [&str; 10] =
    ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];

static ZONES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let names = jiff::tz::db().available().map(|name| name.as_str().to_owned());
    let offered = |name: &String| name == "UTC" || name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area));
    names.filter(offered).collect()
});

/// Whether this is the IANA name of a time zone that is offered.
pub fn is_zone(name: &str) -> bool {
    ZONES.iter().any(|zone| zone == name)
}

/// The zone of this machine's own clock, if it is one that is offered.
pub fn machine_zone() -> Option<String> {
    TimeZone::system().iana_name().filter(|name| is_zone(name)).map(str::to_owned)
}

/// The time zones by their cities, with what the clock shows there: `("Asia/Ho_Chi_Minh", "Ho Chi Minh, 17:42")`.
pub fn zones(ui: &Ui) -> Vec<(String, String)> {
    let choice = |name: &String| {
        let city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
        let time = Locale::new(ui.language, name).with_hours(ui.hours).time(ui.now);
        (name.clone(), ui.with2("zone-choice", ("city", city), ("time", time)))
    };
    sorted(ZONES.iter().map(choice).collect())
}

/// The countries by their names in the reader's language: `("VN", "Vietnam")`.
pub fn countries(ui: &Ui) -> Vec<(String, String)> {
    sorted(COUNTRIES.iter().map(|code| ((*code).to_owned(), ui.t(&["country-", code].concat()))).collect())
}

fn sorted(mut choices: Vec<(String, String)>) -> Vec<(String, String)> {
    choices.sort_by_cached_key(|(_, words)| fold(words));
    choices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::web::Language;

    #[test]
    fn places_are_offered_by_their_names() {
        for language in Language::ALL {
            let ui = Ui::new(Locale::new(language, "UTC"), Moment(1_764_000_000_000_000));
            assert!(countries(&ui).iter().all(|(_, name)| !name.starts_with("country-")));
            assert!(zones(&ui).contains(&("Asia/Ho_Chi_Minh".to_owned(), "Ho Chi Minh, 23:00".to_owned())));
        }
        let ui = Ui::new(Locale::new(Language::Vietnamese, "UTC"), Moment(0));
        assert!(countries(&ui).contains(&("DE".to_owned(), "Đức".to_owned())));
        assert!(is_zone("Europe/London") && is_zone("America/Argentina/Buenos_Aires") && is_zone("UTC"));
        assert!(!is_zone("Etc/GMT+5") && !is_zone("europe/london") && !is_zone(""));
    }
}
