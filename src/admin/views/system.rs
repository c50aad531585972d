//! How the server does.

use askama::Template;

use super::TABS;
use crate::accounts::State;
use crate::admin::system::Report;
use crate::clock::Moment;
use crate::files::bytes_text;
use crate::web::Ui;

/// The system.
#[derive(Template)]
#[template(path = "admin/system.html")]
pub struct SystemView {
    ui: Ui,
    rows: Vec<(String, String, String)>,
}

impl SystemView {
    /// The report of a server that was started at this moment.
    pub fn new(report: &Report, started_at: Moment, ui: Ui) -> SystemView {
        let row = |key: &str, value: String, about: String| (ui.t(key), value, about);
        let none = String::new;
        let people = State::ALL.iter().map(|state| {
            let words = super::state_tag(*state, &ui).0;
            ui.with2("system-people-of", ("state", words), ("count", ui.number(report.people.of(*state))))
        });
        let files = match report.files {
            Some((count, size)) => {
                let count = i64::try_from(count).unwrap_or(i64::MAX);
                (size_words(size, &ui), ui.with("system-files-count", "count", ui.number(count)))
            }
            None => (ui.t("system-unknown"), none()),
        };
        let backup = match report.last_backup {
            Some(backup) => (ui.when_time(&Moment(backup.made_at)), size_words(backup.bytes, &ui)),
            None => (ui.t("system-backup-none"), ui.t("system-backup-help")),
        };
        let memory = report.memory.map_or_else(|| ui.t("system-unknown"), |bytes| size_words(bytes, &ui));
        let database = u64::try_from(report.database_bytes).unwrap_or(0);
        let sockets = i64::try_from(report.sockets).unwrap_or(i64::MAX);
        let rows = vec![
            row("system-version", format!("Hallway {}", report.version), none()),
            row("system-up", up_for(started_at, &ui), ui.with("system-up-since", "when", ui.when_time(&started_at))),
            row("system-database", report.database.clone(), size_words(database, &ui)),
            row("system-files", files.0, files.1),
            row("system-backup", backup.0, backup.1),
            row("system-sockets", ui.number(sockets), ui.t("system-sockets-help")),
            row("system-people", people.collect::<Vec<_>>().join(" · "), none()),
            row("system-memory", memory, none()),
        ];
        SystemView { ui, rows }
    }
}

/// Short of a kilobyte in the reader's words.
fn size_words(bytes: u64, ui: &Ui) -> String {
    match i64::try_from(bytes) {
        Ok(few @ 0..1024) => ui.count("system-bytes", few),
        _ => bytes_text(bytes),
    }
}

/// In its two largest units.
fn up_for(started_at: Moment, ui: &Ui) -> String {
    let minutes = i64::try_from(ui.now.since(started_at).as_secs() / 60).unwrap_or(i64::MAX);
    let (days, hours) = (minutes / (24 * 60), minutes / 60 % 24);
    match (days, hours) {
        (0, 0) => ui.count("system-minutes", minutes),
        (0, hours) => [ui.count("system-hours", hours), ui.count("system-minutes", minutes % 60)].join(" "),
        (days, hours) => [ui.count("system-days", days), ui.count("system-hours", hours)].join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::people::Counts;
    use crate::files::LastBackup;
    use crate::web::{Language, Locale, Sample, check_samples};

    impl Sample for SystemView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let full = Report {
                version: "0.1.0",
                database: "SQLite 3".to_owned(),
                database_bytes: 1 << 20,
                files: Some((1, 77)),
                memory: Some(1 << 30),
                sockets: 1,
                people: Counts { active: 10_001, ..Counts::default() },
                last_backup: Some(LastBackup { made_at: ui.now.0, bytes: 7 }),
            };
            let bare = Report { files: None, memory: None, last_backup: None, ..full.clone() };
            vec![SystemView::new(&full, Moment(0), ui.clone()), SystemView::new(&bare, ui.now, ui.clone())]
        }
    }

    #[test]
    fn time_is_told_in_two_units() {
        let minutes = |minutes: i64| {
            up_for(Moment(0), &Ui::new(Locale::new(Language::English, "UTC"), Moment(minutes * 60_000_000)))
        };
        assert_eq!(minutes(0), "0 minutes");
        assert_eq!(minutes(61), "1 hour 1 minute");
        assert_eq!(minutes(49 * 60 + 5), "2 days 1 hour");
    }

    #[test]
    fn samples() {
        check_samples::<SystemView>();
    }
}
