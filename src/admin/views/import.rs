//! Lists of people, and what becomes of their rows.

use askama::Template;

use super::TABS;
use crate::organization::import::table::Column;
use crate::organization::import::{Change, Counts, Import, Outcome, Reason, RowOutcome, Stage};
use crate::web::{Errors, Fields, Ui};

/// The form for a list, and those of before.
#[derive(Template)]
#[template(path = "admin/imports.html")]
pub struct ImportsView {
    ui: Ui,
    fields: Fields,
    errors: Errors,
    imports: Vec<(i64, String, String)>,
}

impl ImportsView {
    /// `fields`: `make`.
    pub fn new(ui: Ui, fields: Fields, errors: Errors, imports: &[Import]) -> ImportsView {
        let about = |one: &Import| {
            let rows = ui.count("import-rows", one.row_count);
            [ui.t(stage(one, &ui)), rows, ui.when_time(&one.created_at)].join(" · ")
        };
        let imports = imports.iter().map(|one| (one.id.0, one.file_name.clone(), about(one))).collect();
        ImportsView { ui, fields, errors, imports }
    }
}

fn stage(import: &Import, ui: &Ui) -> &'static str {
    match import.stage {
        _ if import.is_stuck(ui.now) => "import-stuck",
        Stage::Checking => "import-checking",
        Stage::Checked => "import-checked",
        Stage::Running => "import-running",
        Stage::Done => "import-done",
    }
}

/// A row of a list.
pub struct ImportRowView {
    number: i64,
    email: String,
    words: String,
    class: &'static str,
    why: Vec<String>,
}

/// What becomes of the rows of a list.
#[derive(Template)]
#[template(path = "admin/import.html")]
pub struct ImportView {
    ui: Ui,
    id: i64,
    file: String,
    stage: Stage,
    stuck: bool,
    progress: String,
    done: i64,
    all: i64,
    counts: Counts,
    segments: Vec<(&'static str, String, i64)>,
    outcome: String,
    rows: Vec<ImportRowView>,
    next: Option<i64>,
    waiting: i64,
}

impl ImportView {
    /// `outcome` is which rows are shown, empty for all, and after which row they go on; `waiting` have no password yet.
    pub fn new(
        ui: Ui,
        import: &Import,
        counts: Counts,
        rows: &[RowOutcome],
        (outcome, next): (&str, Option<i64>),
        waiting: i64,
    ) -> ImportView {
        let all = counts.new + counts.changed + counts.same + counts.left_out;
        let segments = vec![
            ("", ui.t("import-all"), all),
            ("new", ui.t("import-new"), counts.new),
            ("changed", ui.t("import-changed"), counts.changed),
            ("same", ui.t("import-same"), counts.same),
            ("left-out", ui.t("import-left-out"), counts.left_out),
        ];
        let progress = if import.stage == Stage::Running { "import-running-rows" } else { "import-checking-rows" };
        ImportView {
            id: import.id.0,
            file: import.file_name.clone(),
            stage: import.stage,
            stuck: import.is_stuck(ui.now),
            progress: ui.with2(progress, ("done", import.row_done), ("all", import.row_count)),
            done: import.row_done,
            all: import.row_count,
            counts,
            segments,
            outcome: outcome.to_owned(),
            rows: rows.iter().map(|row| row_view(row, &ui)).collect(),
            next,
            waiting,
            ui,
        }
    }

    fn ready(&self) -> i64 {
        self.counts.new + self.counts.changed
    }
}

fn row_view(row: &RowOutcome, ui: &Ui) -> ImportRowView {
    let (words, class, why) = match &row.outcome {
        Outcome::New { name, departments } => {
            let told = [name.as_str(), departments].into_iter().filter(|words| !words.is_empty());
            ("import-new", " ok", vec![told.collect::<Vec<_>>().join(", ")])
        }
        Outcome::Changed { changes } => {
            ("import-changed", "", changes.iter().map(|change| changed(change, ui)).collect())
        }
        Outcome::Same => ("import-same", "", vec![ui.t("import-nothing")]),
        Outcome::LeftOut { reason } => ("import-left-out", " bad", vec![why(reason, ui)]),
    };
    ImportRowView { number: row.number, email: row.email.clone(), words: ui.t(words), class, why }
}

fn changed(change: &Change, ui: &Ui) -> String {
    let from = if change.from.is_empty() { "–" } else { &change.from };
    format!("{}: {from} → {}", column(change.column, ui), change.to)
}

fn column(column: Column, ui: &Ui) -> String {
    ui.t(&column.key())
}

/// Why a row is left out, and what to write instead.
pub fn why(reason: &Reason, ui: &Ui) -> String {
    match reason {
        Reason::Extra => ui.t("import-extra"),
        Reason::Field { column: of, wrong } => format!("{}: {}", column(*of, ui), wrong.say(ui)),
        Reason::Again { row } => ui.with("import-again", "row", *row),
        Reason::NoDepartment { path, closest: Some(closest) } => {
            ui.with2("import-no-department-closest", ("path", path.as_str()), ("closest", closest.as_str()))
        }
        Reason::NoDepartment { path, closest: None } => ui.with("import-no-department", "path", path.as_str()),
        Reason::Department { path } => ui.with("import-department", "path", path.as_str()),
        Reason::TwoHeads { path, row } => ui.with2("import-two-heads", ("path", path.as_str()), ("row", *row)),
        Reason::HeadTaken { path, head } => {
            ui.with2("import-head-taken", ("path", path.as_str()), ("head", head.as_str()))
        }
        Reason::Dismissed => ui.t("import-dismissed"),
        Reason::Pending => ui.t("import-pending"),
        Reason::GuestPlaced => ui.t("import-guest-placed"),
        Reason::RoleHere => ui.t("import-role-here"),
        Reason::Administrator => ui.t("import-administrator"),
        Reason::Uneven => ui.t("import-uneven"),
        Reason::Meanwhile => ui.t("import-meanwhile"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Wrong;
    use crate::admin::views::samples::{NASTY, errors};
    use crate::clock::Moment;
    use crate::id::ImportId;
    use crate::web::{Sample, check_samples};

    fn import(stage: Stage, moved_at: Moment) -> Import {
        Import {
            id: ImportId(1),
            file_name: NASTY.to_owned(),
            make_departments: true,
            stage,
            row_count: 300,
            row_done: 120,
            created_at: moved_at,
            moved_at,
        }
    }

    fn reasons() -> Vec<Reason> {
        let path = || NASTY.to_owned();
        vec![
            Reason::Extra,
            Reason::Field { column: Column::Mobile, wrong: Wrong::Missing },
            Reason::Again { row: 3 },
            Reason::NoDepartment { path: path(), closest: Some(path()) },
            Reason::NoDepartment { path: path(), closest: None },
            Reason::Department { path: path() },
            Reason::TwoHeads { path: path(), row: 3 },
            Reason::HeadTaken { path: path(), head: path() },
            Reason::Dismissed,
            Reason::Pending,
            Reason::GuestPlaced,
            Reason::RoleHere,
            Reason::Administrator,
            Reason::Uneven,
            Reason::Meanwhile,
        ]
    }

    impl Sample for ImportsView {
        fn samples(ui: &Ui) -> Vec<ImportsView> {
            let imports: Vec<Import> = [Stage::Checking, Stage::Checked, Stage::Running, Stage::Done]
                .into_iter()
                .map(|stage| import(stage, ui.now))
                .chain([import(Stage::Running, Moment(0))])
                .collect();
            let view = |errors, imports: &[Import]| {
                ImportsView::new(ui.clone(), Fields::of(&[("make", "1")]), errors, imports)
            };
            vec![view(Errors::new(), &[]), view(errors(ui, &["list"]), &imports)]
        }
    }

    impl Sample for ImportView {
        fn samples(ui: &Ui) -> Vec<ImportView> {
            let change = |column, from: &str| Change { column, from: from.to_owned(), to: NASTY.to_owned() };
            let outcomes = [
                Outcome::New { name: NASTY.to_owned(), departments: NASTY.to_owned() },
                Outcome::New { name: NASTY.to_owned(), departments: String::new() },
                Outcome::Changed { changes: Column::ALL.map(|column| change(column, "")).into() },
                Outcome::Same,
            ];
            let left = reasons().into_iter().map(|reason| Outcome::LeftOut { reason });
            let rows: Vec<RowOutcome> = outcomes
                .into_iter()
                .chain(left)
                .map(|outcome| RowOutcome { number: 2, email: NASTY.to_owned(), outcome })
                .collect();
            let counts = Counts { new: 2, changed: 1, same: 1, left_out: 15 };
            let view = |import: &Import, waiting| {
                ImportView::new(ui.clone(), import, counts, &rows, ("left-out", Some(7)), waiting)
            };
            vec![
                view(&import(Stage::Checking, ui.now), 0),
                view(&import(Stage::Checked, ui.now), 0),
                view(&import(Stage::Running, ui.now), 0),
                view(&import(Stage::Running, Moment(0)), 0),
                view(&import(Stage::Done, ui.now), 2),
            ]
        }
    }

    #[test]
    fn samples() {
        check_samples::<ImportsView>();
        check_samples::<ImportView>();
    }
}
