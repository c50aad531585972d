//! What a session was begun with, in words: "Firefox on Linux", "w3m".

use crate::web::Locale;

/// Browsers by what their User-Agent says, the more special first: nearly all claim to be Chrome and Safari, too.
const BROWSERS: [(&str, &str); 19] = [
    ("w3m/", "w3m"),
    ("Lynx/", "Lynx"),
    ("ELinks/", "ELinks"),
    ("Links (", "Links"),
    ("NetSurf/", "NetSurf"),
    ("Dillo/", "Dillo"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("coc_coc_browser/", "Cốc Cốc"),
    ("Vivaldi/", "Vivaldi"),
    ("OPR/", "Opera"),
    ("Edg", "Edge"),
    ("YaBrowser/", "Yandex"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// Systems likewise.
const SYSTEMS: [(&str, &str); 9] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
    ("FreeBSD", "FreeBSD"),
    ("OpenBSD", "OpenBSD"),
];

/// The longest User-Agent that is kept, in characters.
pub const AGENT: usize = 400;

/// A browser and the system it runs on, as far as it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Device {
    /// `Firefox`.
    pub browser: Option<&'static str>,
    /// `Linux`.
    pub system: Option<&'static str>,
}

impl Device {
    /// That of a User-Agent.
    pub fn of(agent: &str) -> Device {
        let first =
            |list: &[(&str, &'static str)]| list.iter().find(|(said, _)| agent.contains(said)).map(|(_, name)| *name);
        Device { browser: first(&BROWSERS), system: first(&SYSTEMS) }
    }

    /// `Firefox on Linux`, `w3m`.
    pub fn words(self, locale: &Locale) -> String {
        match (self.browser, self.system) {
            (Some(browser), Some(system)) => locale.with2("device-on", ("browser", browser), ("system", system)),
            (Some(one), None) | (None, Some(one)) => one.to_owned(),
            (None, None) => locale.t("device-unknown"),
        }
    }

    /// Whether it fits in a pocket.
    pub fn is_mobile(&self) -> bool {
        matches!(self.system, Some("Android" | "iPhone"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_told_by_what_they_say() {
        for (agent, browser, system) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", Some("Firefox"), Some("Linux")),
            (
                "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36",
                Some("Chrome"),
                Some("Android"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) \
                 Version/18.1 Mobile/15E148 Safari/604.1",
                Some("Safari"),
                Some("iPhone"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 \
                 Safari/537.36 Edg/142.0",
                Some("Edge"),
                Some("Windows"),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/18.1 Safari/605.1.15",
                Some("Safari"),
                Some("Mac"),
            ),
            ("w3m/0.5.3+git20230121", Some("w3m"), None),
            ("Lynx/2.9.2 libwww-FM/2.14", Some("Lynx"), None),
            ("NetSurf/3.11 (Linux)", Some("NetSurf"), Some("Linux")),
            ("", None, None),
        ] {
            assert_eq!(Device::of(agent), Device { browser, system }, "{agent}");
        }
        assert!(Device::of("Mozilla/5.0 (Linux; Android 16) Chrome/142.0").is_mobile());
        assert!(!Device::of("NetSurf/3.11 (Linux)").is_mobile());
    }
}
