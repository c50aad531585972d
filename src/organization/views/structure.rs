//! The structure's editor: the tree, a department, a person's positions.

use askama::Template;
use askama::filters::HtmlSafe;

use super::TABS;
use crate::accounts::{State, User};
use crate::id::{DepartmentId, UserId};
use crate::organization::colleague::Colleague;
use crate::organization::department::{Concerned, Department, Tree};
use crate::organization::person::Found;
use crate::organization::position::{Position, Standing};
use crate::web::{Door, Errors, Fields, Ui};

/// Departments right below one that the tree shows at once.
const LIMBS: usize = 100;

/// A department of the tree, with those below it if it is open.
#[derive(Clone, Template)]
#[template(path = "organization/limb.html")]
pub struct LimbView {
    id: DepartmentId,
    parent: Option<DepartmentId>,
    name: String,
    about: String,
    current: bool,
    limbs: Vec<LimbView>,
    /// So many are not shown, in words.
    more: Option<String>,
}

impl HtmlSafe for LimbView {}

impl LimbView {
    /// The root, with all open that leads to the department, and the department itself; it is the `current` one.
    pub fn trunk(tree: &Tree, department: DepartmentId, current: bool, ui: &Ui) -> LimbView {
        let path = tree.path(department);
        let mut open: Option<LimbView> = None;
        for one in path.iter().rev() {
            let all: Vec<&Department> = tree.children(one.id).collect();
            let kept = |child: &Department| open.as_ref().is_some_and(|open| open.id == child.id);
            let shown = all.iter().enumerate().filter(|(at, child)| *at < LIMBS || kept(child));
            let limbs: Vec<LimbView> = shown
                .map(|(_, child)| {
                    open.clone().filter(|open| open.id == child.id).unwrap_or_else(|| LimbView::of(child))
                })
                .collect();
            let hidden = all.len() - limbs.len();
            let more =
                (hidden > 0).then(|| ui.count("people-other-departments", i64::try_from(hidden).unwrap_or(i64::MAX)));
            open = Some(LimbView { limbs, more, current: current && one.id == department, ..LimbView::of(one) });
        }
        open.unwrap_or_else(|| LimbView {
            id: department,
            parent: None,
            name: String::new(),
            about: String::new(),
            current: false,
            limbs: Vec::new(),
            more: None,
        })
    }

    fn of(department: &Department) -> LimbView {
        LimbView {
            id: department.id,
            parent: department.parent_id,
            name: department.name.clone(),
            about: department.head.clone().unwrap_or_default(),
            current: false,
            limbs: Vec::new(),
            more: None,
        }
    }
}

/// The tree alone.
#[derive(Template)]
#[template(path = "organization/trunk.html")]
pub struct TrunkView {
    /// The reader.
    pub ui: Ui,
    /// The tree.
    pub trunk: LimbView,
}

/// A person of the department, to change.
pub struct SeatView {
    id: UserId,
    door: Door,
    name: String,
    title: String,
    standing: &'static str,
    invited: bool,
    wrong: Option<String>,
}

impl SeatView {
    /// The person as they are, or as `typed`.
    pub fn new(of: &Colleague, door: Door, typed: Option<&Fields>, wrong: Option<String>) -> SeatView {
        let standing = typed.and_then(|typed| Standing::of(typed.get("standing"))).unwrap_or(of.standing);
        SeatView {
            id: of.user.id,
            door,
            name: of.user.name.clone(),
            title: typed.map_or_else(|| of.title.clone(), |typed| typed.get("title").to_owned()),
            standing: standing.as_str(),
            invited: of.user.state == State::Invited,
            wrong,
        }
    }
}

/// A person who can be added.
pub struct ChoiceView {
    id: UserId,
    door: Door,
    name: String,
    about: String,
    invited: bool,
}

impl ChoiceView {
    /// The person.
    pub fn new(of: &Found, door: Door) -> ChoiceView {
        let about = [of.title.as_str(), of.department.as_str()];
        let about = about.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ");
        let invited = of.user.state == State::Invited;
        ChoiceView { id: of.user.id, door, name: of.user.name.clone(), about, invited }
    }
}

/// A department, to change.
#[derive(Template)]
#[template(path = "organization/structure.html")]
pub struct StructureView {
    /// The reader.
    pub ui: Ui,
    /// The tree beside it.
    pub trunk: LimbView,
    id: DepartmentId,
    root: bool,
    name: String,
    above: Vec<(DepartmentId, String)>,
    parent: DepartmentId,
    /// Paths that the field of its place offers.
    paths: Vec<String>,
    /// Before which one it goes one step up, or down; 0 is the end.
    earlier: Option<DepartmentId>,
    later: Option<DepartmentId>,
    /// Where its people and departments go if it is removed.
    goes: String,
    standings: Vec<(&'static str, String)>,
    /// Its people.
    pub people: Vec<SeatView>,
    /// They go on after this one.
    pub next: Option<String>,
    /// They begin after this one; empty for the first page.
    pub after: String,
    /// People who can be added.
    pub choices: Vec<ChoiceView>,
    /// Who is looked for.
    pub q: String,
    /// What was typed.
    pub fields: Fields,
    /// What is wrong with it.
    pub errors: Errors,
    /// Where it is said what was done before: `top`, `people`, `place`, or `seat` and a person's number; and the words.
    pub done: Option<(String, String)>,
}

impl StructureView {
    fn said(&self, place: &str) -> Option<&str> {
        self.done.as_ref().filter(|done| done.0 == place).map(|done| done.1.as_str())
    }

    fn said_of(&self, one: &SeatView) -> Option<&str> {
        self.said(&format!("seat{}", one.id))
    }

    /// The department without people.
    pub fn of(tree: &Tree, department: &Department, ui: &Ui) -> StructureView {
        let parent = department.parent_id.unwrap_or(department.id);
        let path = tree.path(department.id);
        let siblings: Vec<DepartmentId> =
            department.parent_id.map_or_else(Vec::new, |parent| tree.children(parent).map(|one| one.id).collect());
        let at = siblings.iter().position(|one| *one == department.id);
        let goes = tree.find(parent).map_or("", |parent| parent.name.as_str());
        StructureView {
            trunk: LimbView::trunk(tree, department.id, true, ui),
            id: department.id,
            root: department.parent_id.is_none(),
            name: department.name.clone(),
            above: path.iter().take(path.len() - 1).map(|one| (one.id, one.name.clone())).collect(),
            parent,
            paths: tree.paths(""),
            earlier: at.and_then(|at| siblings.get(at.checked_sub(1)?).copied()),
            later: at
                .filter(|at| at + 1 < siblings.len())
                .map(|at| siblings.get(at + 2).copied().unwrap_or(DepartmentId(0))),
            goes: ui.with("structure-goes", "name", goes),
            standings: standings(ui),
            people: Vec::new(),
            next: None,
            after: String::new(),
            choices: Vec::new(),
            q: String::new(),
            fields: Fields::default(),
            errors: Errors::new(),
            done: None,
            ui: ui.clone(),
        }
    }
}

/// Before a department is removed.
#[derive(Template)]
#[template(path = "organization/remove.html")]
pub struct RemoveView {
    ui: Ui,
    trunk: LimbView,
    id: DepartmentId,
    name: String,
    /// Where its people and departments go.
    goes: Option<String>,
    /// How many.
    tells: Vec<String>,
    /// Why it cannot be done.
    refused: Option<String>,
}

impl RemoveView {
    /// The department with what its removal would concern.
    pub fn new(
        tree: &Tree,
        department: &Department,
        concerned: Concerned,
        refused: Option<String>,
        ui: &Ui,
    ) -> RemoveView {
        let parent = department.parent_id.and_then(|parent| tree.find(parent));
        let goes = parent.map(|parent| ui.with("structure-goes", "name", parent.name.as_str()));
        let all = [
            ("structure-remove-people", concerned.people),
            ("structure-remove-departments", concerned.departments),
            ("structure-remove-groups", concerned.groups),
            ("structure-remove-invitations", concerned.invitations),
        ];
        let tell = |(key, count): (&str, i64)| ui.with2(key, ("count", count), ("number", ui.number(count)));
        RemoveView {
            trunk: LimbView::trunk(tree, department.id, true, ui),
            id: department.id,
            name: department.name.clone(),
            goes,
            tells: all.into_iter().filter(|(_, count)| *count > 0).map(tell).collect(),
            refused,
            ui: ui.clone(),
        }
    }
}

/// Paths that a field offers for what was typed.
#[derive(Template)]
#[template(path = "organization/paths.html")]
pub struct PathsView {
    /// The paths.
    pub paths: Vec<String>,
}

fn standings(ui: &Ui) -> Vec<(&'static str, String)> {
    let words = |standing| match standing {
        Standing::Head => ui.t("standing-head"),
        Standing::Deputy => ui.t("standing-deputy"),
        Standing::Employee => ui.t("standing-employee"),
    };
    Standing::ALL.map(|standing| (standing.as_str(), words(standing))).to_vec()
}

/// A row of a person's positions; without a department, an empty one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionView {
    /// The path of the department, or nothing.
    pub department: String,
    /// The word of the standing.
    pub standing: String,
    /// The title.
    pub title: String,
    /// What is wrong with the department.
    pub wrong_department: Option<String>,
    /// What is wrong with the title.
    pub wrong_title: Option<String>,
}

impl PositionView {
    /// A position as it is.
    pub fn new(of: &Position, tree: &Tree) -> PositionView {
        PositionView::typed(&tree.path_text(of.department_id), of.standing.as_str(), &of.title)
    }

    /// A row as it was typed.
    pub fn typed(department: &str, standing: &str, title: &str) -> PositionView {
        PositionView {
            department: department.to_owned(),
            standing: standing.to_owned(),
            title: title.to_owned(),
            wrong_department: None,
            wrong_title: None,
        }
    }

    /// An empty row.
    pub fn empty() -> PositionView {
        PositionView::typed("", Standing::Employee.as_str(), "")
    }
}

/// A person's positions, to change.
#[derive(Template)]
#[template(path = "organization/positions.html")]
pub struct PositionsView {
    /// The reader.
    pub ui: Ui,
    /// The tree beside it.
    pub trunk: LimbView,
    /// Who.
    pub id: UserId,
    /// What they are called.
    pub name: String,
    /// Where one comes from, and goes back to.
    pub back: String,
    /// Their positions, and an empty row.
    pub rows: Vec<PositionView>,
    /// Which row is the main one, from 0.
    pub main: usize,
    /// Paths that the fields offer.
    pub paths: Vec<String>,
    /// All standings.
    pub standings: Vec<(&'static str, String)>,
    /// What is wrong.
    pub errors: Errors,
}

/// The page of a person: that for everybody, once they have arrived.
pub fn page_of(of: &User) -> String {
    match of.state {
        State::Active => format!("/people/{}", of.id),
        _ => format!("/admin/people/{}", of.id),
    }
}

impl PositionsView {
    /// What an empty field says of itself.
    fn help(&self, row: &PositionView) -> String {
        if row.department.is_empty() { self.ui.t("structure-above-help") } else { String::new() }
    }

    /// The form with these rows.
    pub fn new(
        of: &User,
        tree: &Tree,
        (rows, main): (Vec<PositionView>, usize),
        errors: Errors,
        ui: &Ui,
    ) -> PositionsView {
        let first = rows.first().and_then(|row| tree.by_path(&row.department)).map(|one| one.id);
        let open = first.or(tree.root().map(|root| root.id));
        PositionsView {
            trunk: LimbView::trunk(tree, open.unwrap_or(DepartmentId(0)), false, ui),
            id: of.id,
            name: of.name.clone(),
            back: page_of(of),
            rows,
            main,
            paths: tree.paths(""),
            standings: standings(ui),
            errors,
            ui: ui.clone(),
        }
    }
}
