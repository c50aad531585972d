//! What would become of each row of a list, one after the other: the dry run, and what the import does.

use std::collections::{HashMap, HashSet};

use super::row::{Change, Outcome, Place, Reason, Wanted};
use super::table::{Column, Row, Table};
use crate::accounts::{Company, Name, Profile, Role, State, User};
use crate::clock::Moment;
use crate::id::{DepartmentId, UserId};
use crate::markup::fold;
use crate::organization::department::{self, DEPTH, MOST, Tree};
use crate::organization::position::{self, Position, Standing, Title};
use crate::store::{Conn, Result, Tx};

/// A department that a person is to be in.
#[derive(Clone, Debug)]
pub enum Target {
    /// It is there.
    There(DepartmentId),
    /// It is made, by this path.
    ToMake(Vec<Name>),
}

/// What has to be done for a row.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Whose account; none: it is made.
    pub user: Option<UserId>,
    /// As a new account's.
    pub role: Role,
    /// All of the person's places, the main one first; none: they stay.
    pub places: Option<Vec<(Target, Title, Standing)>>,
    /// The name, if it is another.
    pub name: Option<Name>,
    /// Birthday and phones, if they are others.
    pub profile: Option<Profile>,
}

/// What is known while the rows of a list are gone through.
#[derive(Clone)]
pub struct Pass {
    tree: Tree,
    make: bool,
    emails: HashMap<String, i64>,
    heads: HashMap<String, i64>,
    /// Departments whose head an earlier row makes something else.
    freed: HashSet<DepartmentId>,
    /// The folded paths of departments that earlier rows would make.
    to_make: HashSet<String>,
}

impl Pass {
    /// At the first row. `make` says whether departments that are not there are made.
    ///
    /// # Errors
    /// What the database says.
    pub async fn begin(conn: &mut Conn, company: &Company, make: bool) -> Result<Pass> {
        let tree = Tree::read(conn, company).await?;
        Ok(Pass {
            tree,
            make,
            emails: HashMap::new(),
            heads: HashMap::new(),
            freed: HashSet::new(),
            to_make: HashSet::new(),
        })
    }

    /// Reads the tree anew: departments were made, or heads changed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn refresh(&mut self, conn: &mut Conn, company: &Company) -> Result<()> {
        self.tree = Tree::read(conn, company).await?;
        self.freed.clear();
        self.to_make.clear();
        Ok(())
    }

    /// Makes the department of this path below its parent, which is there. None: it cannot be.
    ///
    /// # Errors
    /// What the database says.
    pub async fn make(
        &mut self,
        tx: &mut Tx,
        parent: DepartmentId,
        path: &[Name],
        now: Moment,
    ) -> Result<Option<DepartmentId>> {
        let Some(name) = path.last() else { return Ok(None) };
        let Ok(made) = department::create_in(tx, &self.tree, parent, name, now).await? else { return Ok(None) };
        self.to_make.remove(&fold(&text(path)));
        self.tree.add(made, parent, name);
        Ok(Some(made))
    }

    /// The path of a department.
    pub fn path(&self, department: DepartmentId) -> String {
        self.tree.path_text(department)
    }

    /// The department that the path names.
    pub fn find(&self, path: &[Name]) -> Option<DepartmentId> {
        self.tree.by_path(&text(path)).map(|one| one.id)
    }

    /// Looks at a row: what becomes of it, and what has to be done.
    ///
    /// # Errors
    /// What the database says.
    pub async fn look(&mut self, conn: &mut Conn, table: &Table, row: &Row) -> Result<(Outcome, Option<Effect>)> {
        let planned = match Wanted::read(table, row) {
            Ok(wanted) => self.plan(conn, &wanted, row.number).await?,
            Err(reason) => Err(reason),
        };
        Ok(match planned {
            Ok((outcome, effect)) => (outcome, effect),
            Err(reason) => (Outcome::LeftOut { reason }, None),
        })
    }

    async fn plan(
        &mut self,
        conn: &mut Conn,
        wanted: &Wanted,
        number: i64,
    ) -> Result<std::result::Result<(Outcome, Option<Effect>), Reason>> {
        if let Some(row) = self.emails.get(&wanted.email.folded()) {
            return Ok(Err(Reason::Again { row: *row }));
        }
        let user = User::by_email(conn, wanted.email.as_str()).await?;
        let planned = match user {
            Some(user) => {
                let profile = Profile::find(conn, user.id).await?.unwrap_or_default();
                let positions = position::of_user(conn, user.id).await?;
                self.change(wanted, &user, profile, &positions, number)
            }
            None => self.welcome(wanted, number),
        };
        if planned.is_ok() {
            self.emails.insert(wanted.email.folded(), number);
        }
        Ok(planned)
    }

    fn welcome(&mut self, wanted: &Wanted, number: i64) -> std::result::Result<(Outcome, Option<Effect>), Reason> {
        let role = wanted.role.unwrap_or(Role::Employee);
        match role {
            Role::Administrator => return Err(Reason::Administrator),
            Role::Guest if !wanted.places.is_empty() => return Err(Reason::GuestPlaced),
            Role::Guest | Role::Employee => {}
        }
        let places = self.places(wanted, None, &[], number)?;
        let (profile, _) = profile(wanted, Profile::default());
        let departments = wanted.places.iter().map(Place::text).collect::<Vec<_>>().join(" | ");
        let outcome = Outcome::New { name: wanted.name.as_str().to_owned(), departments };
        let name = Some(wanted.name.clone());
        Ok((outcome, Some(Effect { user: None, role, places: Some(places), name, profile: Some(profile) })))
    }

    fn change(
        &mut self,
        wanted: &Wanted,
        user: &User,
        known: Profile,
        positions: &[Position],
        number: i64,
    ) -> std::result::Result<(Outcome, Option<Effect>), Reason> {
        match user.state {
            State::Dismissed => return Err(Reason::Dismissed),
            State::Pending => return Err(Reason::Pending),
            State::Active | State::Invited => {}
        }
        if wanted.role.is_some_and(|role| role != user.role) {
            return Err(Reason::RoleHere);
        }
        if user.role == Role::Guest && !wanted.places.is_empty() {
            return Err(Reason::GuestPlaced);
        }
        let mut changes = Vec::new();
        let renamed = wanted.name.as_str() != user.name;
        if renamed {
            let to = wanted.name.as_str().to_owned();
            changes.push(Change { column: Column::Name, from: user.name.clone(), to });
        }
        let places = if wanted.places.is_empty() {
            None
        } else {
            let places = self.places(wanted, Some(user.id), positions, number)?;
            let (from, to) = (self.said(positions), self.meant(&places));
            let moved = from != to;
            if moved {
                let left = positions.iter().filter(|one| one.standing == Standing::Head);
                self.freed.extend(left.map(|one| one.department_id).filter(|id| !heads(&places, *id)));
                changes.push(Change { column: Column::Department, from, to });
            }
            moved.then_some(places)
        };
        let (profile, told) = profile(wanted, known);
        let same = told.is_empty();
        changes.extend(told);
        if changes.is_empty() {
            return Ok((Outcome::Same, None));
        }
        let name = renamed.then(|| wanted.name.clone());
        let profile = (!same).then_some(profile);
        let effect = Effect { user: Some(user.id), role: user.role, places, name, profile };
        Ok((Outcome::Changed { changes }, Some(effect)))
    }

    /// The places that the row wants: what it says nothing of stays as it is.
    fn places(
        &mut self,
        wanted: &Wanted,
        user: Option<UserId>,
        positions: &[Position],
        number: i64,
    ) -> std::result::Result<Vec<(Target, Title, Standing)>, Reason> {
        let mut places = Vec::new();
        let mut headed = Vec::new();
        for place in &wanted.places {
            let target = match (place.path.is_empty(), positions.first()) {
                (true, Some(main)) => Target::There(main.department_id),
                _ => self.target(place)?,
            };
            let before = match target {
                Target::There(id) => positions.iter().find(|one| one.department_id == id),
                Target::ToMake(_) => None,
            };
            let title = place.title.clone().or_else(|| before.map(|one| Title::kept(&one.title))).unwrap_or_default();
            let standing = place.standing.or(before.map(|one| one.standing)).unwrap_or(Standing::Employee);
            if standing == Standing::Head {
                self.may_head(&target, place, user, number)?;
                headed.push(self.key(&target));
            }
            places.push((target, title, standing));
        }
        // A title alone is the main department's: the others stay.
        if wanted.places.len() == 1 && wanted.places[0].path.is_empty() {
            let others = positions.iter().skip(1);
            places.extend(others.map(|one| (Target::There(one.department_id), Title::kept(&one.title), one.standing)));
        }
        self.heads.extend(headed.into_iter().map(|key| (key, number)));
        Ok(places)
    }

    fn target(&mut self, place: &Place) -> std::result::Result<Target, Reason> {
        match self.find(&place.path) {
            Some(id) => Ok(Target::There(id)),
            None if self.make => {
                let above = (1..=place.path.len()).map(|levels| &place.path[..levels]);
                let new: Vec<String> =
                    above.filter(|path| self.find(path).is_none()).map(|path| fold(&text(path))).collect();
                let more = new.iter().filter(|path| !self.to_make.contains(*path)).count();
                if place.path.len() > DEPTH || self.tree.len() + self.to_make.len() + more > MOST {
                    return Err(Reason::Department { path: place.text() });
                }
                self.to_make.extend(new);
                Ok(Target::ToMake(place.path.clone()))
            }
            None => {
                let closest = self.tree.closest(&place.text()).map(|id| self.tree.path_text(id));
                Err(Reason::NoDepartment { path: place.text(), closest })
            }
        }
    }

    fn may_head(
        &self,
        target: &Target,
        place: &Place,
        user: Option<UserId>,
        number: i64,
    ) -> std::result::Result<(), Reason> {
        if let Some(row) = self.heads.get(&self.key(target)).filter(|row| **row != number) {
            return Err(Reason::TwoHeads { path: place.text(), row: *row });
        }
        let Target::There(id) = target else { return Ok(()) };
        let found = self.tree.find(*id).filter(|_| !self.freed.contains(id));
        match found.and_then(|one| one.head_id.zip(one.head.clone())) {
            Some((head, name)) if Some(head) != user => {
                Err(Reason::HeadTaken { path: self.tree.path_text(*id), head: name })
            }
            _ => Ok(()),
        }
    }

    /// What a department is known by, whether it is there or is to be made.
    fn key(&self, target: &Target) -> String {
        match target {
            Target::There(id) => fold(&self.tree.path_text(*id)),
            Target::ToMake(path) => fold(&text(path)),
        }
    }

    fn said(&self, positions: &[Position]) -> String {
        let one = |one: &Position| said(&self.tree.path_text(one.department_id), &one.title, one.standing);
        positions.iter().map(one).collect::<Vec<_>>().join(" | ")
    }

    fn meant(&self, places: &[(Target, Title, Standing)]) -> String {
        let one = |(target, title, standing): &(Target, Title, Standing)| {
            let path = match target {
                Target::There(id) => self.tree.path_text(*id),
                Target::ToMake(path) => text(path),
            };
            said(&path, title.as_str(), *standing)
        };
        places.iter().map(one).collect::<Vec<_>>().join(" | ")
    }
}

fn heads(places: &[(Target, Title, Standing)], department: DepartmentId) -> bool {
    places.iter().any(|(target, _, standing)| {
        matches!(target, Target::There(id) if *id == department) && *standing == Standing::Head
    })
}

fn text(path: &[Name]) -> String {
    path.iter().map(Name::as_str).collect::<Vec<_>>().join("/")
}

/// A position in data alone: `Sales/North: Lead (head)`.
fn said(path: &str, title: &str, standing: Standing) -> String {
    let title = if title.is_empty() { String::new() } else { [": ", title].concat() };
    match standing {
        Standing::Employee => [path, &title].concat(),
        standing => format!("{path}{title} ({})", standing.as_str()),
    }
}

/// The profile that the row wants, and in what it differs.
fn profile(wanted: &Wanted, known: Profile) -> (Profile, Vec<Change>) {
    let mut changes = Vec::new();
    let mut take = |column, from: String, to: &Option<String>| match to {
        Some(to) if *to != from => {
            changes.push(Change { column, from, to: to.clone() });
            to.clone()
        }
        _ => from,
    };
    let profile = Profile {
        birthday: take(Column::Birthday, known.birthday, &wanted.birthday),
        inner_number: take(Column::Inner, known.inner_number, &wanted.inner),
        desk_phone: take(Column::Desk, known.desk_phone, &wanted.desk),
        mobile_phone: take(Column::Mobile, known.mobile_phone, &wanted.mobile),
    };
    (profile, changes)
}
