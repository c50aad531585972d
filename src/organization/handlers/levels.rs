//! Levels of the structure, as lists and pages show them.

use crate::id::DepartmentId;
use crate::organization::census::Census;
use crate::organization::colleague::{self, After};
use crate::organization::department::{Department, Tree};
use crate::organization::views::{BranchView, InsideView, Reader, RowView};
use crate::store::Conn;
use crate::web::Result;

/// Departments right below one that a list shows at once.
const BRANCHES: usize = 100;
/// People of an open department that a list shows at first.
pub(super) const FIRST: usize = 30;
/// People of a department that follow at once.
pub(super) const NEXT: usize = 100;

/// The tree, and how many are where.
pub(super) struct Levels<'l> {
    pub tree: &'l Tree,
    pub census: &'l Census,
    pub reader: Reader<'l>,
}

/// Which part of a department.
pub(super) struct Span {
    /// Departments below it after this one.
    pub below: Option<DepartmentId>,
    /// People after this one.
    pub after: Option<After>,
    /// So many people.
    pub most: usize,
}

impl Span {
    /// The beginning, as an open department shows it.
    pub const START: Span = Span { below: None, after: None, most: FIRST };
}

impl Levels<'_> {
    /// What is in the root, with the department open, and those above it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn opened(&self, conn: &mut Conn, department: DepartmentId) -> Result<InsideView> {
        let mut inside: Option<(DepartmentId, InsideView)> = None;
        for one in self.tree.path(department).iter().rev() {
            let level = self.level(conn, one.id, Span::START, inside.take()).await?;
            inside = Some((one.id, level));
        }
        Ok(match inside {
            Some((_, root)) => root,
            None => self.empty(),
        })
    }

    /// What is in the department; one of those below it may be open.
    ///
    /// # Errors
    /// What the database says.
    pub async fn level(
        &self,
        conn: &mut Conn,
        department: DepartmentId,
        span: Span,
        mut open: Option<(DepartmentId, InsideView)>,
    ) -> Result<InsideView> {
        let most = i64::try_from(span.most).unwrap_or(i64::MAX);
        let continued = span.after.is_some();
        let after = span.after.unwrap_or_else(After::start);
        let mut people = colleague::people(conn, department, &after, most.saturating_add(1)).await?;
        let mut view = self.empty();
        if people.len() > span.most {
            people.truncate(span.most);
            let hidden = self.census.own(department).people - most;
            let words = match continued {
                false => self.reader.ui.with("people-others", "count", self.reader.ui.number(hidden)),
                true => self.reader.ui.t("people-more"),
            };
            view.rest = people.last().map(|last| (department, After::colleague(last).to_string(), words));
        }
        view.people = people.iter().map(|one| RowView::colleague(one, self.reader)).collect();
        if continued {
            return Ok(view);
        }
        let (shown, more) = self.branches(department, span.below, open.as_ref().map(|(id, _)| *id));
        view.more = more;
        for one in shown {
            let below = i64::try_from(self.tree.children(one.id).count()).unwrap_or(i64::MAX);
            let inside = open.take_if(|(id, _)| *id == one.id).map(|(_, inside)| inside);
            view.branches.push(BranchView::new(one, below, self.census.of(one.id), inside, self.reader.ui));
        }
        Ok(view)
    }

    /// The departments right below it, after the one given, and where the others are. The open one is among them, however
    /// many there are.
    fn branches(
        &self,
        department: DepartmentId,
        after: Option<DepartmentId>,
        open: Option<DepartmentId>,
    ) -> (Vec<&Department>, Option<(String, String)>) {
        let all: Vec<&Department> = self.tree.children(department).collect();
        let from = after.and_then(|after| all.iter().position(|one| one.id == after)).map_or(0, |at| at + 1);
        let left = &all[from..];
        let mut shown: Vec<&Department> = left.iter().take(BRANCHES).copied().collect();
        let (Some(last), hidden @ 1..) = (shown.last(), left.len() - shown.len()) else { return (shown, None) };
        let words = self.reader.ui.count("people-other-departments", i64::try_from(hidden).unwrap_or(i64::MAX));
        let more = (format!("/departments/{department}?below={}", last.id), words);
        let open = left[BRANCHES..].iter().find(|one| Some(one.id) == open);
        shown.extend(open);
        (shown, Some(more))
    }

    fn empty(&self) -> InsideView {
        InsideView {
            ui: self.reader.ui.clone(),
            branches: Vec::new(),
            more: None,
            people: Vec::new(),
            rest: None,
            nothing: self.reader.ui.t("people-nobody-in"),
        }
    }
}
