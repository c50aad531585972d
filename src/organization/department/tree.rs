//! All departments of the company at once: what lies where, and what a path names.

use std::collections::HashMap;

use super::{ALL, BAR, Department, SLASH};
use crate::accounts::{Company, Name};
use crate::id::DepartmentId;
use crate::markup::fold;
use crate::store::{Conn, Result, on};

/// Paths that a field offers at once.
const OFFERED: usize = 100;
/// How like a path has to be to be meant, by Jaro and Winkler: 1 is the same.
const ALIKE: f64 = 0.8;

/// All departments of the company.
#[derive(Clone, Debug)]
pub struct Tree {
    departments: Vec<Department>,
    index: HashMap<DepartmentId, usize>,
    children: HashMap<DepartmentId, Vec<DepartmentId>>,
}

impl Tree {
    /// Reads the tree; its root has the company's name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(conn: &mut Conn, company: &Company) -> Result<Tree> {
        let departments: Vec<Department> = on!(conn, c => sqlx::query_as(ALL).fetch_all(&mut *c).await)?;
        Ok(Tree::new(departments, &company.name))
    }

    pub(in crate::organization) fn new(mut departments: Vec<Department>, company: &str) -> Tree {
        let (mut index, mut children) = (HashMap::new(), HashMap::<_, Vec<_>>::new());
        for (at, department) in departments.iter_mut().enumerate() {
            index.insert(department.id, at);
            match department.parent_id {
                Some(parent) => children.entry(parent).or_default().push(department.id),
                None => company.clone_into(&mut department.name),
            }
        }
        Tree { departments, index, children }
    }

    /// Puts in one that was made, as the last of its siblings.
    pub fn add(&mut self, id: DepartmentId, parent: DepartmentId, name: &Name) {
        self.index.insert(id, self.departments.len());
        self.children.entry(parent).or_default().push(id);
        let name = name.as_str().to_owned();
        self.departments.push(Department {
            id,
            parent_id: Some(parent),
            name,
            head_id: None,
            head: None,
            head_active: false,
        });
    }

    /// The one of this number.
    pub fn find(&self, id: DepartmentId) -> Option<&Department> {
        self.index.get(&id).map(|at| &self.departments[*at])
    }

    /// The company. None only before it is set up.
    pub fn root(&self) -> Option<&Department> {
        self.departments.iter().find(|one| one.parent_id.is_none())
    }

    /// How many there are, the root among them.
    pub fn len(&self) -> usize {
        self.departments.len()
    }

    /// Whether there is none: only before the company is set up.
    pub fn is_empty(&self) -> bool {
        self.departments.is_empty()
    }

    /// Those right below it, in their order.
    pub fn children(&self, id: DepartmentId) -> impl Iterator<Item = &Department> {
        self.children.get(&id).into_iter().flatten().filter_map(|id| self.find(*id))
    }

    /// From the root down to it, both included; empty for what is not there.
    pub fn path(&self, id: DepartmentId) -> Vec<&Department> {
        let mut path: Vec<&Department> =
            std::iter::successors(self.find(id), |one| self.find(one.parent_id?)).collect();
        path.reverse();
        path
    }

    /// The names of its path below the root, as a list of people names it: `Sales/North`. The root's is its name, or a slash
    /// where that would be read as something else.
    pub fn path_text(&self, id: DepartmentId) -> String {
        match &self.path(id)[..] {
            [root] if root.name.contains(BAR) || self.by_path(&root.name) != Some(*root) => SLASH.to_string(),
            [root] => root.name.clone(),
            path => path.iter().skip(1).map(|one| one.name.as_str()).collect::<Vec<_>>().join("/"),
        }
    }

    /// It and all below it, each parent before its children.
    pub fn below(&self, id: DepartmentId) -> Vec<DepartmentId> {
        let mut all = Vec::from_iter(self.find(id).map(|one| one.id));
        let mut next = 0;
        while let Some(id) = all.get(next) {
            all.extend(self.children.get(id).into_iter().flatten());
            next += 1;
        }
        all
    }

    /// All in the order of a page: each before those below it, with its level; the root's is 0.
    pub fn walk(&self) -> Vec<(usize, &Department)> {
        let mut all = Vec::with_capacity(self.len());
        let mut open: Vec<(usize, &Department)> = self.root().map(|root| (0, root)).into_iter().collect();
        while let Some((level, one)) = open.pop() {
            all.push((level, one));
            let at = open.len();
            open.extend(self.children(one.id).map(|child| (level + 1, child)));
            open[at..].reverse();
        }
        all
    }

    /// Paths for a field to offer, at most [`OFFERED`]: those that hold what was typed, in the order of the tree.
    pub fn paths(&self, typed: &str) -> Vec<String> {
        let typed = fold(typed);
        let all = self.walk().into_iter().map(|(_, one)| self.path_text(one.id));
        all.filter(|path| fold(path).contains(&typed)).take(OFFERED).collect()
    }

    /// The department whose path is most like what was typed, if one is like it at all.
    pub fn closest(&self, typed: &str) -> Option<DepartmentId> {
        let typed = fold(typed);
        let like = |one: &Department| {
            let path = strsim::jaro_winkler(&fold(&self.path_text(one.id)), &typed);
            path.max(strsim::jaro_winkler(&fold(&one.name), &typed))
        };
        let all = self.departments.iter().filter(|one| one.parent_id.is_some()).map(|one| (like(one), one.id));
        all.filter(|(like, _)| *like > ALIKE).max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, id)| id)
    }

    /// The department that the path names, whatever its case and accents; spaces around slashes do not count. Nothing, a
    /// slash alone, or the company's own name, which may stand in front of a path as well, is the root.
    pub fn by_path(&self, path: &str) -> Option<&Department> {
        let root = self.root()?;
        let names = |path: &str| path.split(SLASH).map(fold).collect::<Vec<String>>();
        let (wanted, own) = (names(path), names(&root.name));
        if wanted.iter().all(String::is_empty) {
            return Some(root);
        }
        let below = |names: &[String]| {
            names.iter().try_fold(root, |at, name| self.children(at.id).find(|one| fold(&one.name) == *name))
        };
        below(&wanted).or_else(|| below(wanted.strip_prefix(&own[..])?))
    }
}

#[cfg(test)]
impl Tree {
    /// A small tree for samples: the company, and one department below it.
    pub fn sample() -> Tree {
        let one = |id, parent: Option<i64>, name: &str| Department {
            id: DepartmentId(id),
            parent_id: parent.map(DepartmentId),
            name: name.to_owned(),
            head_id: None,
            head: None,
            head_active: false,
        };
        Tree::new(vec![one(1, None, ""), one(2, Some(1), "Sales & <b>North</b>")], "Harbour")
    }
}
