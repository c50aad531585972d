//! The contact list: the company's structure, opened department by department, and lists by name.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::accounts::{Role, User};
use crate::id::{DepartmentId, UserId};
use crate::live::Hub;
use crate::markup::Html;
use crate::organization::census::Count;
use crate::organization::colleague::Colleague;
use crate::organization::department::Department;
use crate::organization::mark;
use crate::organization::person::{Absent, Found};
use crate::organization::position::Standing;
use crate::web::{Door, Ui};

use super::{PersonView, count_words};

/// Who reads a list, and beside whose page.
#[derive(Clone, Copy)]
pub struct Reader<'r> {
    /// Presence is asked here.
    pub hub: &'r Hub,
    /// The reader.
    pub ui: &'r Ui,
    /// Whether they see the company's structure.
    pub everybody: bool,
    /// Whose page is beside the list.
    pub current: Option<UserId>,
}

/// A person of a list.
pub struct RowView {
    id: UserId,
    door: Door,
    name: String,
    tag: Option<String>,
    position: String,
    status: String,
    /// Whether the words follow the person's presence.
    live: bool,
    inner: String,
    current: bool,
}

impl RowView {
    /// A person of a department.
    pub fn colleague(of: &Colleague, reader: Reader<'_>) -> RowView {
        let tag = match of.standing {
            Standing::Head => Some(reader.ui.t("standing-head")),
            Standing::Deputy => Some(reader.ui.t("standing-deputy")),
            Standing::Employee => None,
        };
        RowView { tag, position: of.title.clone(), inner: of.inner_number.clone(), ..RowView::of(&of.user, reader) }
    }

    /// A person of a list by names. A guest reads nothing but the name.
    pub fn found(of: &Found, reader: Reader<'_>) -> RowView {
        let row = RowView::of(&of.user, reader);
        if !reader.everybody {
            return row;
        }
        let position = [of.title.as_str(), of.department.as_str()];
        let position = position.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ");
        let tag = (of.user.role == Role::Guest).then(|| reader.ui.t("role-guest"));
        RowView { tag, position, inner: of.inner_number.clone(), ..row }
    }

    /// A person who is on leave.
    pub fn absent(of: &Absent, reader: Reader<'_>) -> RowView {
        RowView { status: mark::leave(of.leave_until, reader.ui), live: false, ..RowView::found(&of.found, reader) }
    }

    fn of(user: &User, reader: Reader<'_>) -> RowView {
        RowView {
            id: user.id,
            door: mark::door(user, reader.hub).small(),
            name: user.name.clone(),
            tag: None,
            position: String::new(),
            status: mark::words(user.id, reader.hub, reader.ui),
            live: true,
            inner: String::new(),
            current: reader.current == Some(user.id),
        }
    }
}

/// A department of the list, closed or open.
pub struct BranchView {
    id: DepartmentId,
    name: String,
    about: String,
    count: String,
    inside: Option<InsideView>,
}

impl BranchView {
    /// The department, which has so many right below it, and so many people in it and below. Open if there is something
    /// `inside`.
    pub fn new(of: &Department, below: i64, count: Count, inside: Option<InsideView>, ui: &Ui) -> BranchView {
        let about = match &of.head {
            Some(head) if of.head_active => head.clone(),
            _ if below > 0 => ui.count("people-departments", below),
            _ => ui.t("people-no-head"),
        };
        BranchView { id: of.id, name: of.name.clone(), about, count: count_words(count, ui), inside }
    }
}

/// What is in an open department: those right below it, then its people.
#[derive(Template)]
#[template(path = "organization/inside.html")]
pub struct InsideView {
    /// The reader.
    pub ui: Ui,
    /// Those right below it.
    pub branches: Vec<BranchView>,
    /// There are more of them: where they are, in words.
    pub more: Option<(String, String)>,
    /// Its people, the head first.
    pub people: Vec<RowView>,
    /// There are more of them: their department, after whom, in words.
    pub rest: Option<(DepartmentId, String, String)>,
    /// What to say if there is nothing.
    pub nothing: String,
}

impl HtmlSafe for InsideView {}

/// A list by names.
#[derive(Template)]
#[template(path = "organization/flat.html")]
pub struct FlatView {
    /// The reader.
    pub ui: Ui,
    /// What it is a list of, in words.
    pub about: String,
    /// Its people.
    pub people: Vec<RowView>,
    /// Where it goes on.
    pub next: Option<String>,
}

/// One way to look at people.
pub struct SegmentView {
    /// Where it is.
    pub address: &'static str,
    /// What it is called.
    pub words: String,
    /// How many people it has.
    pub count: String,
    /// Whether it is the one that is shown.
    pub current: bool,
}

/// The page of people: a list, perhaps with a person beside it.
#[derive(Template)]
#[template(path = "organization/people.html")]
pub struct PeopleView {
    /// The reader.
    pub ui: Ui,
    /// The heading.
    pub heading: String,
    /// What stands above it: departments by number and name.
    pub path: Vec<(DepartmentId, String)>,
    /// How many people the page is of, as stands below the heading: under which id it is told anew, and the words.
    pub about: Option<(String, String)>,
    /// Where a phone goes back to.
    pub back: Option<String>,
    /// The department whose page it is, to which a search without words leads back.
    pub within: Option<DepartmentId>,
    /// Whether the reader may invite people.
    pub invites: bool,
    /// The department to edit, for who may.
    pub edits: Option<DepartmentId>,
    /// What one may look for, in words.
    pub sought: String,
    /// What is looked for.
    pub q: String,
    /// Ways to look at people; none for a guest.
    pub segments: Vec<SegmentView>,
    /// The list.
    pub list: Html,
    /// The person beside it.
    pub person: Option<PersonView>,
}
