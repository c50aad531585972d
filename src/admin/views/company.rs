//! The company.

use askama::Template;

use super::TABS;
use crate::accounts::views::languages;
use crate::chats::attachments::Used;
use crate::chats::message::edit::MINUTES;
use crate::files::bytes_text;
use crate::notifications::retention::DAYS;
use crate::web::{Errors, Fields, Ui, places};

/// What an administrator chooses for all.
#[derive(Template)]
#[template(path = "admin/company.html")]
pub struct CompanyView {
    ui: Ui,
    fields: Fields,
    errors: Errors,
    saved: bool,
    languages: Vec<(String, String)>,
    countries: Vec<(String, String)>,
    zones: Vec<(String, String)>,
    posting: Vec<(String, String)>,
    inviting: Vec<(String, String)>,
    days: Vec<(String, String)>,
    minutes: Vec<(String, String)>,
    used: String,
}

impl CompanyView {
    /// The form with what was typed and what is wrong with it; so much is kept.
    pub fn new(ui: Ui, (fields, errors): (Fields, Errors), saved: bool, used: Used) -> CompanyView {
        let circles = || {
            vec![
                ("everybody".to_owned(), ui.t("circle-everybody")),
                ("administrators".to_owned(), ui.t("circle-administrators")),
            ]
        };
        CompanyView {
            languages: languages(),
            countries: places::countries(&ui),
            zones: places::zones(&ui),
            posting: circles(),
            inviting: circles(),
            minutes: MINUTES.map(|minutes| (minutes.to_string(), minutes_words(minutes, &ui))).into(),
            used: ui.with2(
                "company-files-used",
                ("count", used.files),
                ("size", bytes_text(used.bytes.unsigned_abs())),
            ),
            days: DAYS.map(|days| (days.to_string(), days_words(days, &ui))).into(),
            ui,
            fields,
            errors,
            saved,
        }
    }
}

fn days_words(days: i64, ui: &Ui) -> String {
    match days {
        0 => ui.t("notices-for-ever"),
        days => ui.count("notices-days", days),
    }
}

fn minutes_words(minutes: i64, ui: &Ui) -> String {
    match minutes {
        -1 => ui.t("edit-for-ever"),
        0 => ui.t("edit-never"),
        minutes if minutes < 60 => ui.count("edit-minutes", minutes),
        minutes if minutes < 24 * 60 => ui.count("edit-hours", minutes / 60),
        minutes => ui.count("notices-days", minutes / (24 * 60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::views::samples::{NASTY, errors};
    use crate::web::{Sample, check_samples};

    impl Sample for CompanyView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let fields = Fields::of(&[("company", NASTY), ("posting", "administrators"), ("second_factor", "1")]);
            let all = [
                "company",
                "language",
                "time_zone",
                "country",
                "posting",
                "inviting",
                "notification_days",
                "edit_minutes",
                "file_room",
                "person_room",
                "company_room",
            ];
            vec![
                CompanyView::new(ui.clone(), (Fields::default(), Errors::new()), true, Used { files: 1, bytes: 5 }),
                CompanyView::new(ui.clone(), (fields, errors(ui, &all)), false, Used { files: 0, bytes: 0 }),
            ]
        }
    }

    #[test]
    fn samples() {
        check_samples::<CompanyView>();
    }
}
