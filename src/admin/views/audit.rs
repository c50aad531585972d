//! The audit log, in sentences.

use askama::Template;

use super::TABS;
use crate::accounts::audit::{Act, Line, Subject};
use crate::web::{Errors, Fields, Ui};

/// Who did what to whom, in a sentence.
pub fn sentence(line: &Line, ui: &Ui) -> String {
    let actor = actor(line, ui);
    let subject = if line.subject_name.is_empty() { ui.t("audit-something") } else { line.subject_name.clone() };
    let key = match (line.act, line.detail.rsplit_once("→ ")) {
        (Act::RoleChanged, Some((_, "employee"))) => "audit-role-employee".to_owned(),
        (Act::RoleChanged, Some((_, "guest"))) => "audit-role-guest".to_owned(),
        (Act::RoleChanged, Some((_, "administrator"))) => "audit-role-administrator".to_owned(),
        (Act::Exported, _) if line.subject == Subject::Audit => "audit-exported-audit".to_owned(),
        (act, _) => ["audit-", act.as_str()].concat(),
    };
    ui.with2(&key, ("actor", actor), ("subject", subject))
}

/// Who did it; the command line has no address.
pub fn actor(line: &Line, ui: &Ui) -> String {
    match (line.actor.as_str(), line.address.as_str()) {
        ("", "") => ui.t("audit-command-line"),
        ("", _) => ui.t("audit-nobody"),
        (name, _) => name.to_owned(),
    }
}

/// One line.
#[derive(Clone, Debug)]
pub struct LineView {
    datetime: String,
    when: String,
    sentence: String,
    detail: String,
    address: String,
}

impl LineView {
    /// The line, in the reader's words and time.
    pub fn new(line: &Line, ui: &Ui) -> LineView {
        // The sentence says it.
        let said = line.act == Act::RoleChanged;
        LineView {
            datetime: ui.datetime(line.at),
            when: ui.when_time(&line.at),
            sentence: sentence(line, ui),
            detail: if said { String::new() } else { line.detail.clone() },
            address: line.address.clone(),
        }
    }
}

/// The log.
#[derive(Template)]
#[template(path = "admin/audit.html")]
pub struct AuditView {
    /// The reader.
    pub ui: Ui,
    /// `actor`, `act`, `person`, `from`, `until`.
    pub fields: Fields,
    /// What is wrong with them.
    pub errors: Errors,
    /// What can be looked for.
    pub acts: Vec<(String, String)>,
    /// The lines, the newest first.
    pub lines: Vec<LineView>,
    /// The address of the older ones.
    pub older: Option<String>,
}

impl AuditView {
    /// The acts that the log knows.
    pub fn acts(ui: &Ui) -> Vec<(String, String)> {
        let any = (String::new(), ui.t("audit-any"));
        let one = |act: &Act| (act.as_str().to_owned(), ui.t(&["act-", act.as_str()].concat()));
        std::iter::once(any).chain(Act::ALL.iter().map(one)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::views::samples::{NASTY, errors};
    use crate::clock::Moment;
    use crate::id::{AuditId, UserId};
    use crate::web::{Language, Locale, Sample, check_samples};

    fn line(act: Act, actor: &str, subject: &str, detail: &str) -> Line {
        Line {
            id: AuditId(1),
            at: Moment(0),
            actor_id: Some(UserId(1)),
            actor: actor.to_owned(),
            act,
            subject: Subject::User,
            subject_id: Some(2),
            subject_name: subject.to_owned(),
            detail: detail.to_owned(),
            address: "192.0.2.1".to_owned(),
        }
    }

    impl Sample for AuditView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let lines: Vec<LineView> =
                Act::ALL.iter().map(|act| LineView::new(&line(*act, NASTY, NASTY, "a → b"), ui)).collect();
            let view = |lines: Vec<LineView>, errors: Errors| AuditView {
                ui: ui.clone(),
                fields: Fields::of(&[("actor", NASTY), ("act", "role-changed"), ("from", "2026-11-24")]),
                errors,
                acts: AuditView::acts(ui),
                older: (!lines.is_empty()).then(|| "/admin/audit?before=7".to_owned()),
                lines,
            };
            let all = ["actor", "act", "person", "from", "until"];
            vec![view(lines, Errors::new()), view(Vec::new(), errors(ui, &all))]
        }
    }

    #[test]
    fn lines_are_sentences() {
        let ui = |language| Ui::new(Locale::new(language, "UTC"), Moment(0));
        let (english, vietnamese) = (ui(Language::English), ui(Language::Vietnamese));
        let made = line(Act::RoleChanged, "Elin", "Tomasz", "employee → administrator");
        assert_eq!(sentence(&made, &english), "Elin made Tomasz an administrator");
        assert_eq!(sentence(&made, &vietnamese), "Elin đã đưa Tomasz lên làm quản trị viên");
        let shell = Line { address: String::new(), ..line(Act::RoleChanged, "", "Tomasz", "guest → employee") };
        assert_eq!(sentence(&shell, &english), "The command line made Tomasz an employee");
        for act in Act::ALL {
            for ui in [&english, &vietnamese] {
                let said = sentence(&line(*act, "Elin", "Tomasz", ""), ui);
                assert!(!said.starts_with("audit-") && !said.contains('{'), "{said}");
            }
        }
    }

    #[test]
    fn samples() {
        check_samples::<AuditView>();
    }
}
