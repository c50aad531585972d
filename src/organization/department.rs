//! The company structure: departments as a tree, whose root is the company.

mod tree;

pub use tree::Tree;

use crate::accounts::{Name, Wrong, sought};
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{DepartmentId, UserId};
use crate::markup::fold;
use crate::store::{Conn, Result, Tx, dialect, on, run};

/// Departments that a company may have. The tree is read as a whole: a thousand take two milliseconds.
pub const MOST: usize = 5_000;
/// Levels below the root.
pub const DEPTH: usize = 20;
/// What stands between the names of a path. A name cannot hold it.
pub const SLASH: char = '/';
/// What stands between the departments of a person in a list of people. Neither a name nor a title can hold it.
pub const BAR: char = '|';

/// A node of the tree.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Department {
    /// Which.
    pub id: DepartmentId,
    /// The one above it; none: it is the root.
    pub parent_id: Option<DepartmentId>,
    /// What it is called; the root is called as the company.
    pub name: String,
    /// Who heads it.
    pub head_id: Option<UserId>,
    /// What they are called.
    pub head: Option<String>,
    /// Whether they have arrived, so that lists name them.
    pub head_active: bool,
}

/// Why the tree was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is no such department, perhaps no longer.
    #[error("no such department")]
    Missing,
    /// The parent has another one of this name.
    #[error("the name is taken")]
    NameTaken,
    /// It would lie below itself.
    #[error("a department cannot lie below itself")]
    Cycle,
    /// The root has no parent and is not removed.
    #[error("the root stays")]
    Root,
    /// More levels than [`DEPTH`].
    #[error("too deep")]
    TooDeep,
    /// More departments than [`MOST`].
    #[error("too many")]
    TooMany,
}

/// What a change of the tree returns: the store's error outside, a refusal inside. Refused, nothing is changed.
pub type Change<T> = Result<std::result::Result<T, Refused>>;

/// The name of a department: a [`Name`] without what stands between names.
///
/// # Errors
/// [`Wrong`]
pub fn parse_name(typed: &str) -> std::result::Result<Name, Wrong> {
    match typed {
        _ if typed.contains(SLASH) => Err(Wrong::Slash),
        _ if typed.contains(BAR) => Err(Wrong::Bar),
        _ => Name::parse(typed),
    }
}

/// The names of a path, for [`Tree::by_path`]. A slash alone is the company.
///
/// # Errors
/// [`Wrong`]
pub fn parse_path(typed: &str) -> std::result::Result<Vec<Name>, Wrong> {
    match typed.trim() {
        "/" => Name::parse("/").map(|root| vec![root]),
        path => path.split(SLASH).map(str::trim).map(parse_name).collect(),
    }
}

const ALL: &str = "SELECT d.id, d.parent_id, d.name, u.id AS head_id, u.name AS head,
    u.state IS NOT NULL AND u.state = 'active' AS head_active FROM departments d
    LEFT JOIN positions p ON p.department_id = d.id AND p.standing = 0 LEFT JOIN users u ON u.id = p.user_id
    ORDER BY d.sort_order, d.id";
const ROOT: &str = "SELECT id FROM departments WHERE parent_id IS NULL";
const PLANT: &str = "INSERT INTO departments (parent_id, name, name_folded, sort_order, created_at)
    VALUES (NULL, '', '', 0, $1) RETURNING id";
const CREATE: &str = "INSERT INTO departments (parent_id, name, name_folded, sort_order, created_at)
    SELECT CAST($1 AS BIGINT), CAST($2 AS TEXT), CAST($3 AS TEXT), COALESCE(MAX(d.sort_order), 0) + 1,
    CAST($4 AS BIGINT) FROM departments d WHERE d.parent_id = $1 RETURNING id";
const NAMED: &str = "SELECT id FROM departments WHERE parent_id = $1 AND name_folded = $2";
const RENAME: &str = "UPDATE departments SET name = $2, name_folded = $3 WHERE id = $1 AND name <> $2";
const PLACE: &str = "UPDATE departments SET parent_id = $2, sort_order = $3 WHERE id = $1";
/// Frees the name of what is about to be removed: a child of it may have the same.
const VACATE: &str = "UPDATE departments SET name_folded = '/' WHERE id = $1";
const PEOPLE_UP: &str = "INSERT INTO positions (department_id, user_id, standing, title, title_folded, sort_order)
    SELECT CAST($2 AS BIGINT), p.user_id, 2, p.title, p.title_folded, p.sort_order FROM positions p
    WHERE p.department_id = $1 ON CONFLICT (department_id, user_id) DO NOTHING";
const INVITATIONS_UP: &str = "UPDATE invitations SET department_id = $2 WHERE department_id = $1";
const PEOPLE_OUT: &str = "DELETE FROM positions WHERE department_id = $1";
const CONCERNED: &str = "SELECT (SELECT COUNT(*) FROM positions p WHERE p.department_id = $1) AS people,
    (SELECT COUNT(*) FROM departments d WHERE d.parent_id = $1) AS departments,
    (SELECT COUNT(*) FROM chat_departments g WHERE g.department_id = $1) AS groups,
    (SELECT COUNT(*) FROM invitations i WHERE i.department_id = $1 AND i.revoked_at IS NULL AND i.expires_at > $2
    AND i.uses_made < i.uses_allowed) AS invitations";
const REMOVE: &str = "DELETE FROM departments WHERE id = $1";

/// The root; it is made with the first person of the company.
///
/// # Errors
/// What the database says.
pub async fn root(tx: &mut Tx, now: Moment) -> Result<DepartmentId> {
    let found: Option<DepartmentId> = on!(tx, c => sqlx::query_scalar(ROOT).fetch_optional(&mut *c).await)?;
    match found {
        Some(root) => Ok(root),
        None => on!(tx, c => sqlx::query_scalar(PLANT).bind(now).fetch_one(&mut *c).await),
    }
}

/// Makes a department, the last of its parent's.
///
/// # Errors
/// What the database says; inside, [`Refused`].
pub async fn create(tx: &mut Tx, parent: DepartmentId, name: &Name, now: Moment) -> Change<DepartmentId> {
    let tree = take(tx).await?;
    create_in(tx, &tree, parent, name, now).await
}

/// The same, for who knows the tree since it is their turn.
///
/// # Errors
/// What the database says; inside, [`Refused`].
pub async fn create_in(
    tx: &mut Tx,
    tree: &Tree,
    parent: DepartmentId,
    name: &Name,
    now: Moment,
) -> Change<DepartmentId> {
    if tree.find(parent).is_none() {
        return Ok(Err(Refused::Missing));
    }
    if tree.path(parent).len() > DEPTH {
        return Ok(Err(Refused::TooDeep));
    }
    if tree.len() >= MOST {
        return Ok(Err(Refused::TooMany));
    }
    let folded = fold(name.as_str());
    if is_taken(tx, parent, &folded, None).await? {
        return Ok(Err(Refused::NameTaken));
    }
    let made: DepartmentId = on!(tx, c => sqlx::query_scalar(CREATE)
        .bind(parent).bind(name.as_str()).bind(folded).bind(now).fetch_one(&mut *c).await)?;
    Ok(Ok(made))
}

/// Gives it another name. The root's is the company's, and changed there.
///
/// # Errors
/// What the database says; inside, [`Refused`].
pub async fn rename(tx: &mut Tx, department: DepartmentId, name: &Name) -> Change<()> {
    let tree = take(tx).await?;
    let Some(found) = tree.find(department) else { return Ok(Err(Refused::Missing)) };
    let Some(parent) = found.parent_id else { return Ok(Err(Refused::Root)) };
    let folded = fold(name.as_str());
    if is_taken(tx, parent, &folded, Some(department)).await? {
        return Ok(Err(Refused::NameTaken));
    }
    run!(tx, sqlx::query(RENAME).bind(department).bind(name.as_str()).bind(folded))?;
    sought::refresh_department(tx, department).await?;
    Ok(Ok(()))
}

/// Moves it, with all below it, to a parent, in front of one of that parent's departments or, without one, to the end.
///
/// # Errors
/// What the database says; inside, [`Refused`].
pub async fn place(
    tx: &mut Tx,
    department: DepartmentId,
    parent: DepartmentId,
    before: Option<DepartmentId>,
) -> Change<()> {
    let tree = take(tx).await?;
    let Some(found) = tree.find(department) else { return Ok(Err(Refused::Missing)) };
    if tree.find(parent).is_none() {
        return Ok(Err(Refused::Missing));
    }
    let Some(from) = found.parent_id else { return Ok(Err(Refused::Root)) };
    let above = tree.path(parent);
    if above.iter().any(|one| one.id == department) {
        return Ok(Err(Refused::Cycle));
    }
    let under = tree.below(department);
    let height = under.iter().map(|one| tree.path(*one).len()).max().unwrap_or(0) - tree.path(department).len();
    if above.len() + height > DEPTH {
        return Ok(Err(Refused::TooDeep));
    }
    if is_taken(tx, parent, &fold(&found.name), Some(department)).await? {
        return Ok(Err(Refused::NameTaken));
    }
    let mut order: Vec<DepartmentId> =
        tree.children(parent).map(|one| one.id).filter(|one| *one != department).collect();
    let at = before.and_then(|before| order.iter().position(|one| *one == before)).unwrap_or(order.len());
    order.insert(at, department);
    for (one, at) in order.iter().zip(1_i64..) {
        run!(tx, sqlx::query(PLACE).bind(one).bind(parent).bind(at))?;
    }
    if from != parent {
        tx.emit(Event::DepartmentMoved { department });
    }
    Ok(Ok(()))
}

/// What goes to its parent with a department that is removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Concerned {
    /// People in it, those among them who have not arrived.
    pub people: i64,
    /// Departments right below it.
    pub departments: i64,
    /// Groups that have it: who is in them by it alone leaves them.
    pub groups: i64,
    /// Invitations into it that are open.
    pub invitations: i64,
}

/// What the removal of the department would concern.
///
/// # Errors
/// What the database says.
pub async fn concerned(conn: &mut Conn, department: DepartmentId, now: Moment) -> Result<Concerned> {
    on!(conn, c => sqlx::query_as(CONCERNED).bind(department).bind(now).fetch_one(&mut *c).await)
}

/// Removes it. Its departments, its people and the invitations into it go to its parent.
///
/// # Errors
/// What the database says; inside, [`Refused`].
pub async fn remove(tx: &mut Tx, department: DepartmentId) -> Change<()> {
    let tree = take(tx).await?;
    let Some(found) = tree.find(department) else { return Ok(Err(Refused::Missing)) };
    let Some(parent) = found.parent_id else { return Ok(Err(Refused::Root)) };
    let last = tree.children(parent).count();
    let names: Vec<String> =
        tree.children(parent).filter(|one| one.id != department).map(|one| fold(&one.name)).collect();
    run!(tx, sqlx::query(VACATE).bind(department))?;
    for (child, at) in tree.children(department).zip(1_i64..) {
        if names.contains(&fold(&child.name)) {
            return Ok(Err(Refused::NameTaken));
        }
        let at = i64::try_from(last).unwrap_or(i64::MAX).saturating_add(at);
        run!(tx, sqlx::query(PLACE).bind(child.id).bind(parent).bind(at))?;
    }
    run!(tx, sqlx::query(PEOPLE_UP).bind(department).bind(parent))?;
    run!(tx, sqlx::query(PEOPLE_OUT).bind(department))?;
    run!(tx, sqlx::query(INVITATIONS_UP).bind(department).bind(parent))?;
    run!(tx, sqlx::query(REMOVE).bind(department))?;
    sought::refresh_department(tx, parent).await?;
    tx.emit(Event::DepartmentMoved { department: parent });
    Ok(Ok(()))
}

/// Takes the tree until the end of the transaction: two moves at once would make a cycle that neither sees.
async fn take(tx: &mut Tx) -> Result<Tree> {
    dialect::in_turn(tx).await?;
    let departments: Vec<Department> = on!(tx, c => sqlx::query_as(ALL).fetch_all(&mut *c).await)?;
    Ok(Tree::new(departments, ""))
}

async fn is_taken(tx: &mut Tx, parent: DepartmentId, folded: &str, but: Option<DepartmentId>) -> Result<bool> {
    let named: Option<DepartmentId> =
        on!(tx, c => sqlx::query_scalar(NAMED).bind(parent).bind(folded).fetch_optional(&mut *c).await)?;
    Ok(named.is_some() && named != but)
}
