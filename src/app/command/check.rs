//! `hallway check`: what the server would start with. Nothing is changed by looking.

use std::fmt::Write;
use std::net::ToSocketAddrs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rustix::fs::{Access, access, statvfs};

use super::print;
use crate::app::database::address;
use crate::app::descriptors::Descriptors;
use crate::app::tls;
use crate::config::{Configuration, Settings};
use crate::files::{Files, bytes_text};
use crate::store::schema::{self, Schema};
use crate::store::{Address, Error, Store};

/// Free bytes below which the disk is told of, and below which that is an error.
const LITTLE_ROOM: u64 = 1 << 30;
const NO_ROOM: u64 = 100 << 20;
/// Open pages below which the limit is told of: two a person in a company of 500.
const FEW_SOCKETS: u64 = 1000;

pub(super) async fn run(configuration: &Configuration) -> anyhow::Result<ExitCode> {
    let mut report = Report::default();
    let settings = &configuration.settings;
    report.settings(configuration);
    report.data(&settings.data);
    report.database(address(settings)?).await;
    report.bucket(settings).await;
    report.descriptors();
    report.address(settings);
    report.https(settings);
    report.text.push_str(if report.is_wrong { "\nSomething is wrong.\n" } else { "\nEverything is in order.\n" });
    print(&report.text)?;
    Ok(if report.is_wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

#[derive(Default)]
struct Report {
    text: String,
    is_wrong: bool,
}

impl Report {
    fn ok(&mut self, what: &str, says: impl std::fmt::Display) {
        self.line("ok", what, says);
    }

    /// What need not be, and is worth knowing.
    fn note(&mut self, what: &str, says: impl std::fmt::Display) {
        self.line("note", what, says);
    }

    fn wrong(&mut self, what: &str, says: impl std::fmt::Display) {
        self.is_wrong = true;
        self.line("WRONG", what, says);
    }

    fn line(&mut self, mark: &str, what: &str, says: impl std::fmt::Display) {
        // Writing to a String does not fail.
        let _ = writeln!(self.text, "{mark:<6}{what}: {says}");
    }

    fn settings(&mut self, configuration: &Configuration) {
        let file = configuration.file.as_ref().map_or("none".to_owned(), |file| file.display().to_string());
        let _ = writeln!(self.text, "Configuration file: {file}\n");
        let width = configuration.lines.iter().map(|line| line.value.chars().count()).max().unwrap_or(0);
        for line in &configuration.lines {
            let _ = writeln!(self.text, "{:<17}{:<width$}  ({})", line.name, line.value, line.origin);
        }
        self.text.push('\n');
    }

    fn data(&mut self, data: &Path) {
        let what = format!("data folder {}", data.display());
        let Some(folder) = nearest_folder(data) else {
            return self.wrong(&what, "it is not there, and no folder above it either");
        };
        if let Err(error) = access(&folder, Access::WRITE_OK | Access::EXEC_OK) {
            return self.wrong(&what, format!("this user may not write in {}: {error}", folder.display()));
        }
        match statvfs(&folder).map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize)) {
            Err(error) => self.wrong(&what, error),
            Ok(free) if free < NO_ROOM => self.wrong(&what, format!("only {} free: make room", bytes_text(free))),
            Ok(free) if free < LITTLE_ROOM => self.note(&what, format!("only {} free", bytes_text(free))),
            Ok(free) => self.ok(&what, format!("{} free", bytes_text(free))),
        }
    }

    async fn database(&mut self, address: Address) {
        let what = "database";
        let place = match &address {
            Address::Sqlite(file) => file.display().to_string(),
            Address::Postgres(_) => "the server answers".to_owned(),
        };
        match Store::look(address).await {
            Err(error) => self.wrong(what, error),
            Ok(None) => self.note(what, format!("{place} is not there yet: the first start makes it")),
            Ok(Some(store)) => {
                match store.version().await {
                    Ok(version) => self.ok(what, format!("{version}, {place}")),
                    Err(error) => return self.wrong(what, error),
                }
                match store.schema().await {
                    Ok(schema) => self.schema(&store, schema).await,
                    Err(error) => self.wrong("schema", error),
                }
                store.close().await;
            }
        }
    }

    /// Where files of messages are, if not in the data folder.
    async fn bucket(&mut self, settings: &Settings) {
        let Some(s3) = &settings.s3 else { return };
        let what = format!("bucket {}", s3.bucket);
        let found = match Files::of(settings) {
            Ok(files) => files.ping().await.unwrap_or(Ok(())),
            Err(error) => Err(error),
        };
        match found {
            Ok(()) => self.ok(&what, "it answers, and lets this key look"),
            Err(error) => self.wrong(&what, error),
        }
    }

    async fn schema(&mut self, store: &Store, schema: Schema) {
        let newest = schema::newest();
        match schema {
            Schema::None => return self.note("schema", "no tables yet: the first start makes them"),
            Schema::Newer(version) => {
                let says =
                    format!("migration {version} is of a newer Hallway; this one knows {newest}: start that one");
                return self.wrong("schema", says);
            }
            Schema::Altered(version) => return self.wrong("schema", Error::Altered(version)),
            Schema::At(version) if version < newest => {
                self.note("schema", format!("migration {version}; the next start brings it up to {newest}"));
            }
            Schema::At(version) => self.ok("schema", format!("migration {version}, up to date")),
        }
        match store.has_company().await {
            Ok(true) => self.ok("company", "set up"),
            Ok(false) => self.note("company", "not set up yet: the start prints the address for it"),
            Err(error) => self.wrong("company", error),
        }
    }

    fn descriptors(&mut self) {
        match Descriptors::raise() {
            Err(error) => self.wrong("open files", error),
            Ok(limit) => {
                let says = format!("{} at most, so {} open pages", limit.files, limit.sockets());
                match limit.sockets() < FEW_SOCKETS {
                    true => self.note("open files", format!("{says}: raise the hard limit (ulimit -Hn) for more")),
                    false => self.ok("open files", says),
                }
            }
        }
    }

    fn address(&mut self, settings: &Settings) {
        match settings.listen.to_socket_addrs() {
            Err(error) => self.wrong("listen", format!("{}: {error}", settings.listen)),
            Ok(_) if settings.listen.is_local() => self.ok("listen", "this machine alone can reach it"),
            Ok(_) => self.ok("listen", "other machines can reach it"),
        }
    }

    /// What needs HTTPS: browsers allow push, microphone and installation in a secure context only
    /// (https://w3c.github.io/webappsec-secure-contexts/).
    fn https(&mut self, settings: &Settings) {
        if let Some(files) = &settings.tls {
            match tls::server_config(files) {
                Ok(_) => self.ok("certificate", files.certificate.display()),
                Err(error) => self.wrong("certificate", error),
            }
        }
        let is_https_outside = settings.public_url.as_ref().map(|url| url.is_https());
        match (is_https_outside, &settings.tls) {
            (Some(false), Some(_)) => {
                self.wrong("HTTPS", "there is a certificate, and public_url begins with http: write https");
            }
            (Some(true), None) => {
                self.ok("HTTPS", "by a proxy, as public_url says");
                if settings.trusted_proxies.is_empty() {
                    let says = "none, so that everybody seems to come from the proxy's address: name the proxy";
                    self.note("trusted_proxies", says);
                }
            }
            (_, Some(_)) => self.ok("HTTPS", "by the certificate"),
            (_, None) => self.no_https(settings),
        }
    }

    fn no_https(&mut self, settings: &Settings) {
        let needs = "push notifications, the microphone and the installed app need it, except on this machine itself: set \
                     tls_certificate and tls_key, or public_url if a proxy does it";
        self.note("HTTPS", format!("no; {needs}"));
        if !settings.listen.is_local() {
            self.note("HTTPS", "passwords and messages cross the network unencrypted");
        }
    }
}

/// The folder itself, or the one that it will be made in.
fn nearest_folder(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    path.ancestors().find(|folder| folder.exists()).map(Path::to_owned)
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
