//! Settings: a flag is stronger than the environment, that than the file, that than the default.
//!
//! Every setting has one name in three spellings: `public_url` in the file, `--public-url`, `HALLWAY_PUBLIC_URL`. Who
//! misspells one, or gives a value that is none, is told where, and what to write instead.

mod error;
mod flags;
mod source;
mod value;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::fmt::Display;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

pub use error::{Problem, Problems};
pub use flags::Flags;
pub use source::Origin;
pub use value::{DatabaseUrl, Listen, LogFormat, LogLevel, PublicUrl, Seconds, Secret};

use source::Given;

/// Every setting, as the file spells it; also the order in which they are shown.
const NAMES: [&str; 18] = [
    "listen",
    "data",
    "database",
    "public_url",
    "trusted_proxies",
    "tls_certificate",
    "tls_key",
    "log_format",
    "log_level",
    "connections",
    "away_after",
    "forms_per_minute",
    "metrics_from",
    "s3_bucket",
    "s3_endpoint",
    "s3_region",
    "s3_key",
    "s3_secret",
];
/// The file that is read if none is named and it lies in the data folder.
const FILE: &str = "hallway.toml";
const DATA: &str = "./data";
const CONNECTIONS: u32 = 16;
/// Stores that know no regions take it for theirs.
const REGION: &str = "us-east-1";
/// Ten a second is more than anybody types, and less than a disk takes.
const FORMS_PER_MINUTE: usize = 600;
const AWAY_AFTER: Seconds = Seconds(Duration::from_secs(300));

/// How this house is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where the server listens.
    pub listen: Listen,
    /// The folder of the data: SQLite's file, blobs, and the configuration if it lies there.
    pub data: PathBuf,
    /// The PostgreSQL database; SQLite in the data folder without one.
    pub database: Option<DatabaseUrl>,
    /// Where browsers find the house.
    pub public_url: Option<PublicUrl>,
    /// The proxies whose word on a browser's address counts.
    pub trusted_proxies: Vec<IpNet>,
    /// The certificate to serve HTTPS with.
    pub tls: Option<Tls>,
    /// How the log is written.
    pub log_format: LogFormat,
    /// From which level on the log is written.
    pub log_level: LogLevel,
    /// Connections to PostgreSQL, at most.
    pub connections: u32,
    /// People count as away when nobody has used their pages for so long.
    pub away_after: Seconds,
    /// Forms that one person may post in a minute.
    pub forms_per_minute: usize,
    /// The networks from which the server's numbers may be asked for.
    pub metrics_from: Vec<IpNet>,
    /// The bucket in which files of messages are kept; the data folder without one.
    pub s3: Option<S3>,
}

/// A bucket of a store that speaks S3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3 {
    /// Its name.
    pub bucket: String,
    /// Where the store is; Amazon's own of the region without one.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: String,
    /// The name of the key.
    pub key: Secret,
    /// The key itself.
    pub secret: Secret,
}

/// The files of HTTPS, both in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tls {
    /// The certificate, and those between it and the root.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl Settings {
    /// Whether browsers come by HTTPS, to the server itself or to a proxy before it.
    pub fn secure(&self) -> bool {
        match &self.public_url {
            Some(url) => url.is_https(),
            None => self.tls.is_some(),
        }
    }

    /// Whether the address is one of the trusted proxies.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(&address.to_canonical()))
    }
}

/// One setting as it is shown: without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// Where that was said.
    pub origin: Origin,
}

/// The settings, and where each of them was said.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// The settings.
    pub settings: Settings,
    /// The file that was read.
    pub file: Option<PathBuf>,
    /// Each setting once.
    pub lines: Vec<Line>,
}

impl Configuration {
    /// Reads flags, environment and file.
    ///
    /// # Errors
    /// Everything that is wrong with them, at once.
    pub fn load(
        flags: &Flags,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Configuration, Problems> {
        let mut problems = Vec::new();
        let mut given = Given::new(flags, environment, &mut problems);
        let file = given.file(&mut problems);
        let mut reader = Reader { given, problems, lines: Vec::new() };
        let settings = reader.settings();
        match reader.problems.is_empty() {
            true => Ok(Configuration { settings, file, lines: reader.lines }),
            false => Err(Problems(reader.problems)),
        }
    }
}

struct Reader {
    given: Given,
    problems: Vec<Problem>,
    lines: Vec<Line>,
}

impl Reader {
    fn settings(&mut self) -> Settings {
        Settings {
            listen: self.value("listen", Listen::default(), value::listen),
            data: self.path("data").unwrap_or_else(|| self.unset("data", DATA).into()),
            database: self.optional("database", value::database),
            public_url: self.optional("public_url", value::public_url),
            trusted_proxies: self.value("trusted_proxies", value::Networks::default(), value::networks).0,
            tls: self.tls(),
            log_format: self.value("log_format", LogFormat::Text, value::log_format),
            log_level: self.value("log_level", LogLevel::Info, value::log_level),
            connections: self.value("connections", CONNECTIONS, value::connections),
            away_after: self.value("away_after", AWAY_AFTER, value::away_after),
            forms_per_minute: self.value("forms_per_minute", FORMS_PER_MINUTE, value::forms_per_minute),
            metrics_from: self.value("metrics_from", value::Networks::default(), value::networks).0,
            s3: self.s3(),
        }
    }

    fn s3(&mut self) -> Option<S3> {
        let bucket = self.optional("s3_bucket", value::bucket);
        let endpoint = self.optional("s3_endpoint", value::endpoint);
        let region = self.value("s3_region", REGION.to_owned(), value::word);
        let (key, secret) = (self.optional("s3_key", value::secret), self.optional("s3_secret", value::secret));
        match (bucket, key, secret) {
            (Some(bucket), Some(key), Some(secret)) => Some(S3 { bucket, endpoint, region, key, secret }),
            (bucket, key, secret) => {
                let all = [("s3_bucket", bucket.is_some()), ("s3_key", key.is_some()), ("s3_secret", secret.is_some())];
                let given = all.iter().find(|(name, is)| *is && self.given.get(name).is_some());
                // One that was given and is wrong is told of already.
                let missing = all.iter().find(|(name, _)| self.given.get(name).is_none());
                given.zip(missing).and_then(|(given, missing)| self.alone(given.0, missing.0))
            }
        }
    }

    fn tls(&mut self) -> Option<Tls> {
        let (certificate, key) = (self.path("tls_certificate"), self.path("tls_key"));
        for (name, file) in [("tls_certificate", &certificate), ("tls_key", &key)] {
            if file.is_none() {
                self.show(name, "none", Origin::Default);
            }
        }
        match (certificate, key) {
            (Some(certificate), Some(key)) => Some(Tls { certificate, key }),
            (None, None) => None,
            (Some(_), None) => self.alone("tls_certificate", "tls_key"),
            (None, Some(_)) => self.alone("tls_key", "tls_certificate"),
        }
    }

    /// One of two settings that need each other.
    fn alone<T>(&mut self, given: &'static str, missing: &'static str) -> Option<T> {
        if let Some((_, origin)) = self.given.get(given) {
            let says = format!("`{given}` needs `{missing}` beside it: set both, or neither");
            self.problems.push(Problem::Value { origin: origin.clone(), says });
        }
        None
    }

    fn value<T: Display>(&mut self, name: &'static str, default: T, parse: fn(&str) -> Result<T, String>) -> T {
        match self.parsed(name, parse) {
            Some(value) => value,
            None => self.unset(name, default),
        }
    }

    fn optional<T: Display>(&mut self, name: &'static str, parse: fn(&str) -> Result<T, String>) -> Option<T> {
        let value = self.parsed(name, parse);
        if value.is_none() {
            self.show(name, "none", Origin::Default);
        }
        value
    }

    fn parsed<T: Display>(&mut self, name: &'static str, parse: fn(&str) -> Result<T, String>) -> Option<T> {
        let (text, origin) = self.given.get(name)?.clone();
        match parse(text.trim()) {
            Ok(value) => {
                self.show(name, &value.to_string(), origin);
                Some(value)
            }
            Err(says) => {
                self.problems.push(Problem::Value { origin, says });
                None
            }
        }
    }

    /// A path of the file is meant from the folder of the file.
    fn path(&mut self, name: &'static str) -> Option<PathBuf> {
        let (text, origin) = self.given.get(name)?.clone();
        if text.is_empty() {
            self.problems.push(Problem::Value { origin, says: "an empty path: write one, or leave it out".to_owned() });
            return None;
        }
        let path = match &origin {
            Origin::File(file, _) => file.parent().map_or_else(|| PathBuf::from(&text), |folder| folder.join(&text)),
            _ => PathBuf::from(&text),
        };
        self.show(name, &path.display().to_string(), origin);
        Some(path)
    }

    fn unset<T: Display>(&mut self, name: &'static str, default: T) -> T {
        self.show(name, &default.to_string(), Origin::Default);
        default
    }

    fn show(&mut self, name: &'static str, value: &str, origin: Origin) {
        self.lines.push(Line { name, value: value.to_owned(), origin });
    }
}
