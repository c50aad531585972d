//! What a setting may be. Each parser answers what to write instead of what it does not take.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use std::time::Duration;

use ipnet::IpNet;

/// Where the server listens: a host, or an address of this machine, and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    /// A name or an address, IPv6 without brackets.
    pub host: String,
    /// The port; 0 is any that is free.
    pub port: u16,
}

impl Listen {
    /// Whether only this machine can reach it.
    pub fn is_local(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

impl Default for Listen {
    fn default() -> Listen {
        Listen { host: "127.0.0.1".to_owned(), port: 8080 }
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.contains(':') {
            true => write!(f, "[{}]:{}", self.host, self.port),
            false => write!(f, "{}:{}", self.host, self.port),
        }
    }
}

impl ToSocketAddrs for Listen {
    type Iter = std::vec::IntoIter<SocketAddr>;

    fn to_socket_addrs(&self) -> std::io::Result<Self::Iter> {
        (self.host.as_str(), self.port).to_socket_addrs()
    }
}

pub(super) fn listen(text: &str) -> Result<Listen, String> {
    let wrong = || format!("`{text}` is no address to listen at: write HOST:PORT, like 127.0.0.1:8080 or 0.0.0.0:8080");
    let (host, port) = split_port(text).ok_or_else(wrong)?;
    Ok(Listen { host: host.to_owned(), port: port.ok_or_else(wrong)? })
}

/// Host, without brackets, and port. Names are ASCII letters, digits, dots, hyphens and underlines.
fn split_port(text: &str) -> Option<(&str, Option<u16>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        address.parse::<Ipv6Addr>().ok()?;
        let port = match port {
            "" => None,
            port => Some(port.strip_prefix(':')?.parse().ok()?),
        };
        return Some((address, port));
    }
    let (host, port) = match text.split_once(':') {
        Some((host, port)) => (host, Some(port.parse().ok()?)),
        None => (text, None),
    };
    let is_name = !host.is_empty() && host.bytes().all(|c| c.is_ascii_alphanumeric() || b".-_".contains(&c));
    is_name.then_some((host, port))
}

/// What is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret: for showing it to whom it is for.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

pub(super) fn secret(text: &str) -> Result<Secret, String> {
    word(text).map(Secret).map_err(|_| "no key: write it without spaces, as the store shows it".to_owned())
}

pub(super) fn word(text: &str) -> Result<String, String> {
    let is_word = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_word { Ok(text.to_owned()) } else { Err(format!("`{text}` has spaces or letters that are not ASCII")) }
}

/// By the rules of Amazon (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html); other stores have the same.
pub(super) fn bucket(text: &str) -> Result<String, String> {
    let fits = (3..=63).contains(&text.len());
    let is_name = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte));
    if fits && is_name {
        return Ok(text.to_owned());
    }
    Err(format!("`{text}` is no bucket: write 3 to 63 small letters, digits, dots and hyphens"))
}

pub(super) fn endpoint(text: &str) -> Result<String, String> {
    let wrong = || format!("`{text}` is no place of a store: write https://HOST or http://HOST:PORT, without a path");
    let url = url::Url::parse(text).map_err(|_| wrong())?;
    let bare = matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.query().is_none();
    let nobody = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if bare && nobody { Ok(text.trim_end_matches('/').to_owned()) } else { Err(wrong()) }
}

/// The URL of a PostgreSQL database. It holds a password, so it is never printed whole.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The URL, password included: for connecting only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DatabaseUrl {
    /// Without password and parameters. Where it is unclear what the password is, nothing is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, rest) = self.0.split_once("://").unwrap_or(("postgres", ""));
        let (login, place) = match rest.rsplit_once('@') {
            Some((login, _)) if login.contains(['?', '#']) => return write!(f, "{scheme}://…"),
            Some((login, place)) => (login.split(':').next().map(|user| format!("{user}@")), place),
            None => (None, rest),
        };
        let place = place.split(['?', '#']).next().unwrap_or_default();
        write!(f, "{scheme}://{}{place}", login.unwrap_or_default())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

pub(super) fn database(text: &str) -> Result<DatabaseUrl, String> {
    let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
    match rest {
        Some(rest) if !rest.is_empty() => Ok(DatabaseUrl(text.to_owned())),
        _ => Err("not the URL of a PostgreSQL database: write postgres://USER:PASSWORD@HOST/NAME, or leave it out to \
                  use SQLite"
            .to_owned()),
    }
}

/// Where browsers find the house: scheme, host and a port that is not the scheme's own, like `https://chat.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The URL, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether browsers come by HTTPS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(super) fn public_url(text: &str) -> Result<PublicUrl, String> {
    let wrong = || format!("`{text}` is not where a browser finds Hallway: write it like https://chat.example.com");
    let lower = text.to_ascii_lowercase();
    let (scheme, rest) = lower.split_once("://").ok_or_else(wrong)?;
    let own_port = match scheme {
        "https" => 443,
        "http" => 80,
        _ => return Err(wrong()),
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    if rest.contains('/') {
        return Err(format!("`{text}` has a path, and Hallway needs a host of its own, like https://chat.example.com"));
    }
    let (host, port) = split_port(rest).ok_or_else(wrong)?;
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    Ok(PublicUrl(match port {
        // Browsers leave it out of what they send.
        Some(port) if port != own_port => format!("{scheme}://{host}:{port}"),
        _ => format!("{scheme}://{host}"),
    }))
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Networks(pub(super) Vec<IpNet>);

impl fmt::Display for Networks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("none");
        }
        let texts: Vec<String> = self.0.iter().map(IpNet::to_string).collect();
        f.write_str(&texts.join(", "))
    }
}

pub(super) fn networks(text: &str) -> Result<Networks, String> {
    let one = |text: &str| {
        let address = text.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
        address.or_else(|_| text.parse::<IpNet>().map(|network| network.trunc())).map_err(|_| {
            format!(
                "`{text}` is neither an address nor a network: write them like 127.0.0.1 or 10.0.0.0/8, with commas \
                 between them"
            )
        })
    };
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(one).collect::<Result<Vec<IpNet>, String>>().map(Networks)
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LogFormat::Text => "text",
            LogFormat::Json => "json",
        })
    }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err(format!("`{text}` is no format: write text or json")),
    }
}

/// From which level on something is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogLevel {
    /// What failed.
    Error,
    /// And what may soon.
    Warn,
    /// And what the server did.
    Info,
    /// And every request.
    Debug,
    /// And everything else.
    Trace,
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LogLevel::Error => "error",
            LogLevel::Warn => "warn",
            LogLevel::Info => "info",
            LogLevel::Debug => "debug",
            LogLevel::Trace => "trace",
        })
    }
}

pub(super) fn log_level(text: &str) -> Result<LogLevel, String> {
    match text {
        "error" => Ok(LogLevel::Error),
        "warn" => Ok(LogLevel::Warn),
        "info" => Ok(LogLevel::Info),
        "debug" => Ok(LogLevel::Debug),
        "trace" => Ok(LogLevel::Trace),
        _ => Err(format!("`{text}` is no level: write error, warn, info, debug or trace")),
    }
}

/// The most connections that are of use: PostgreSQL itself allows 100 unless it is told otherwise.
const MOST_CONNECTIONS: u32 = 1000;

pub(super) fn connections(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(number) if (1..=MOST_CONNECTIONS).contains(&number) => Ok(number),
        _ => Err(format!("`{text}` is no number of connections: write one from 1 to {MOST_CONNECTIONS}, like 16")),
    }
}

/// More than a person could post, and a program by which somebody wants to measure.
const MOST_FORMS: usize = 10_000_000;

pub(super) fn forms_per_minute(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if (1..=MOST_FORMS).contains(&number) => Ok(number),
        _ => Err(format!("`{text}` is no number of forms: write one from 1 to {MOST_FORMS}, like 600")),
    }
}

/// A length of time in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seconds(pub Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.as_secs())
    }
}

/// Who has not been seen for a day is not away any more.
const LONGEST_AWAY: u64 = 24 * 3600;

pub(super) fn away_after(text: &str) -> Result<Seconds, String> {
    match text.parse() {
        Ok(seconds @ 1..=LONGEST_AWAY) => Ok(Seconds(Duration::from_secs(seconds))),
        _ => Err(format!("`{text}` is no number of seconds: write one from 1 to {LONGEST_AWAY}, like 300")),
    }
}
