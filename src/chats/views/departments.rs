//! The departments of a group.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::chats::departments::Linked;
use crate::id::DepartmentId;
use crate::markup::fold;
use crate::organization::department::Tree;
use crate::web::{Errors, Fields, Ui};

/// Departments that the page offers at once.
const OFFERED: usize = 50;

/// A department of the group, or one that can be added.
#[derive(Clone, Debug)]
pub struct DepartmentView {
    id: i64,
    path: String,
    below: bool,
    people: i64,
    chosen: bool,
}

/// The departments of a group, for who may see the company's structure.
#[derive(Clone, Debug, Template)]
#[template(path = "chats/departments.html")]
pub struct DepartmentsView {
    ui: Ui,
    chat: i64,
    manages: bool,
    there: Vec<DepartmentView>,
    choices: Vec<DepartmentView>,
    more: bool,
    fields: Fields,
    errors: Errors,
}

impl HtmlSafe for DepartmentsView {}

impl DepartmentsView {
    /// Those of the group; who `manages` it gets those to choose from whose names hold what is looked for (the field `d`).
    pub fn new(
        (chat, manages): (i64, bool),
        linked: &[Linked],
        tree: &Tree,
        (fields, errors): (&Fields, &Errors),
        ui: &Ui,
    ) -> DepartmentsView {
        let there = linked.iter().map(|one| DepartmentView {
            id: one.department_id.0,
            path: path(tree, one.department_id),
            below: one.below,
            people: one.people,
            chosen: false,
        });
        let sought = fold(fields.get("d"));
        let others = tree.walk().into_iter().map(|(_, one)| one).filter(|one| {
            manages && fold(&one.name).contains(&sought) && !linked.iter().any(|there| there.department_id == one.id)
        });
        let mut choices: Vec<DepartmentView> = others
            .take(OFFERED + 1)
            .map(|one| DepartmentView {
                id: one.id.0,
                path: path(tree, one.id),
                below: false,
                people: 0,
                chosen: fields.is("department", &one.id.to_string()),
            })
            .collect();
        let more = choices.len() > OFFERED;
        choices.truncate(OFFERED);
        DepartmentsView {
            ui: ui.clone(),
            chat,
            manages,
            there: there.collect(),
            choices,
            more,
            fields: fields.clone(),
            errors: errors.clone(),
        }
    }
}

/// `Sales › North`
fn path(tree: &Tree, department: DepartmentId) -> String {
    let path = tree.path(department);
    let below = if path.len() > 1 { &path[1..] } else { &path[..] };
    below.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(" › ")
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::web::Sample;

    impl Sample for DepartmentsView {
        fn samples(ui: &Ui) -> Vec<DepartmentsView> {
            let one = |id: i64, people: i64| DepartmentView {
                id,
                path: "<b>Xưởng in</b> › Ca \"đêm\"".to_owned(),
                below: people > 1,
                people,
                chosen: people > 1,
            };
            let view = |there: Vec<DepartmentView>, choices: Vec<DepartmentView>, manages: bool| {
                let mut errors = Errors::new();
                if manages {
                    errors.add("department", "<b>Choose</b>".to_owned());
                }
                let fields = Fields::of(&[("d", "<b>"), ("below", "1")]);
                DepartmentsView { ui: ui.clone(), chat: 7, manages, more: manages, there, choices, fields, errors }
            };
            let both = || vec![one(2, 1), one(3, 1200)];
            vec![view(both(), both(), true), view(both(), Vec::new(), false), view(Vec::new(), Vec::new(), true)]
        }
    }
}
