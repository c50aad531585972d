//! A person in a department: their standing and title there.

use crate::accounts::{Wrong, sought};
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{DepartmentId, UserId};
use crate::markup::fold;
use crate::store::{Conn, Result, Tx, dialect, on, run};
use crate::web::{Limits, Ui};

use super::department::{self, BAR};

/// Departments that one person may be in.
pub const MOST: usize = 20;

/// What a person is in a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Heads it; there is one at most.
    Head,
    /// Stands in for the head.
    Deputy,
    /// Works there.
    Employee,
}

impl Standing {
    /// All of them, as lists are ordered.
    pub const ALL: [Standing; 3] = [Standing::Head, Standing::Deputy, Standing::Employee];

    /// Its word in forms and lists.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Head => "head",
            Standing::Deputy => "deputy",
            Standing::Employee => "employee",
        }
    }

    /// That of the word.
    pub fn of(word: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|one| one.as_str() == word)
    }

    /// As the database keeps it, in the order of lists.
    pub fn rank(self) -> i64 {
        match self {
            Standing::Head => 0,
            Standing::Deputy => 1,
            Standing::Employee => 2,
        }
    }
}

impl From<i64> for Standing {
    /// A number that this program does not know is an employee's.
    fn from(rank: i64) -> Standing {
        Standing::ALL.into_iter().find(|one| one.rank() == rank).unwrap_or(Standing::Employee)
    }
}

/// What a person is called in a department: at most [`Limits::NAME`] characters on one line without a [bar](BAR), or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    /// White space at the ends goes, and inside each run of it is one space.
    ///
    /// # Errors
    /// [`Wrong`]
    pub fn parse(typed: &str) -> std::result::Result<Title, Wrong> {
        if typed.contains('\0') {
            return Err(Wrong::Nul);
        }
        if typed.contains(BAR) {
            return Err(Wrong::Bar);
        }
        let words: Vec<&str> =
            typed.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
        let title = words.join(" ");
        match title.chars().count() {
            count if count > Limits::NAME => Err(Wrong::TooLong { count, most: Limits::NAME }),
            _ => Ok(Title(title)),
        }
    }

    /// One that is kept already.
    pub fn kept(title: &str) -> Title {
        Title(title.to_owned())
    }

    /// The title.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A person's place in a department, as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPosition {
    /// Where.
    pub department: DepartmentId,
    /// As what.
    pub standing: Standing,
    /// Called what.
    pub title: Title,
}

/// What is there, as it is to stay.
fn kept(positions: &[Position]) -> Vec<NewPosition> {
    let one = |of: &Position| NewPosition {
        department: of.department_id,
        standing: of.standing,
        title: Title(of.title.clone()),
    };
    positions.iter().map(one).collect()
}

/// A person's place in a department.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Position {
    /// Where.
    pub department_id: DepartmentId,
    /// As what.
    #[sqlx(try_from = "i64")]
    pub standing: Standing,
    /// Called what; perhaps nothing.
    pub title: String,
}

/// Why positions were not set. Nothing is changed then, if the transaction is dropped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// An employee is somewhere.
    #[error("an employee is in one department at least")]
    Nowhere,
    /// More than [`MOST`], or one twice.
    #[error("too many departments, or one twice")]
    TooMany,
    /// There is no such department, perhaps no longer.
    #[error("no such department")]
    Missing(DepartmentId),
    /// The department has a head.
    #[error("the department has a head")]
    HeadTaken {
        /// Which department.
        department: DepartmentId,
        /// Who heads it.
        head: String,
    },
    /// The person is no employee: guests and dismissed people are nowhere.
    #[error("not an employee")]
    NotEmployed,
    /// The person is in the department already.
    #[error("in the department already")]
    There,
    /// The person is not in the department, perhaps no longer.
    #[error("not in the department")]
    NotThere,
}

impl Refused {
    /// What is against it, and what to do instead.
    pub fn say(&self, ui: &Ui) -> String {
        match self {
            Refused::HeadTaken { head, .. } => ui.with("structure-head-taken", "head", head.as_str()),
            Refused::Nowhere => ui.t("structure-nowhere"),
            Refused::TooMany => ui.t("positions-too-many"),
            Refused::Missing(_) => ui.t("department-missing"),
            Refused::NotEmployed => ui.t("structure-guest"),
            Refused::There => ui.t("structure-there"),
            Refused::NotThere => ui.t("structure-not-there"),
        }
    }
}

const OF_USER: &str =
    "SELECT department_id, standing, title FROM positions WHERE user_id = $1 ORDER BY sort_order, department_id";
/// Takes the person until the end of the transaction: who is dismissed or made a guest meanwhile gets no position.
const TAKE: &str = "UPDATE users SET sought = sought WHERE id = $1 AND state <> 'dismissed' AND role <> 'guest'";
const CLEAR: &str = "DELETE FROM positions WHERE user_id = $1";
const EXISTS: &str = "SELECT id FROM departments WHERE id = $1";
const HEAD: &str = "SELECT u.name FROM positions p JOIN users u ON u.id = p.user_id
    WHERE p.department_id = $1 AND p.standing = 0 AND p.user_id <> $2";
const ADD: &str = "INSERT INTO positions (department_id, user_id, standing, title, title_folded, sort_order)
    VALUES ($1, $2, $3, $4, $5, $6)";
const SETTLE: &str = "INSERT INTO positions (department_id, user_id, standing, title, title_folded, sort_order)
    SELECT CAST($1 AS BIGINT), u.id, 2, '', '', 0 FROM users u WHERE u.id = $2 AND u.role <> 'guest'
    AND NOT EXISTS (SELECT 1 FROM positions p WHERE p.user_id = u.id)";

/// The person's positions, the main one first.
///
/// # Errors
/// What the database says.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<Position>> {
    on!(conn, c => sqlx::query_as(OF_USER).bind(user).fetch_all(&mut *c).await)
}

/// Positions as data: `Sales/North (head, Sales lead), Studio`.
pub fn said(positions: &[Position], tree: &department::Tree) -> String {
    let one = |position: &Position| {
        let standing = Some(position.standing).filter(|standing| *standing != Standing::Employee);
        let about = [standing.map_or("", Standing::as_str), position.title.as_str()];
        let about = about.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ");
        let path = tree.path_text(position.department_id);
        if about.is_empty() { path } else { format!("{path} ({about})") }
    };
    positions.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The person's positions, the main one first, which nobody else changes until the end of the transaction. None if the
/// person is no employee.
///
/// # Errors
/// What the database says.
pub async fn take(tx: &mut Tx, user: UserId) -> Result<Option<Vec<Position>>> {
    dialect::in_turn(tx).await?;
    match run!(tx, sqlx::query(TAKE).bind(user))? {
        0 => Ok(None),
        _ => of_user(tx, user).await.map(Some),
    }
}

/// Gives the person these positions, the main one first, in place of all that they have.
///
/// # Errors
/// What the database says; inside, [`Refused`].
pub async fn set(tx: &mut Tx, user: UserId, positions: &[NewPosition]) -> Result<std::result::Result<(), Refused>> {
    let Some(before) = take(tx, user).await? else { return Ok(Err(Refused::NotEmployed)) };
    replace(tx, user, (&before, positions)).await
}

/// The same for who is taken and has these positions before.
async fn replace(
    tx: &mut Tx,
    user: UserId,
    (before, positions): (&[Position], &[NewPosition]),
) -> Result<std::result::Result<(), Refused>> {
    if positions.is_empty() {
        return Ok(Err(Refused::Nowhere));
    }
    let twice = |at: usize| positions[..at].iter().any(|one| one.department == positions[at].department);
    if positions.len() > MOST || (0..positions.len()).any(twice) {
        return Ok(Err(Refused::TooMany));
    }
    let same = before.len() == positions.len()
        && before.iter().zip(positions).all(|(old, new)| {
            old.department_id == new.department && old.standing == new.standing && old.title == new.title.as_str()
        });
    if same {
        return Ok(Ok(()));
    }
    run!(tx, sqlx::query(CLEAR).bind(user))?;
    for (position, at) in positions.iter().zip(0_i64..) {
        if let Err(refused) = add(tx, user, position, at).await? {
            return Ok(Err(refused));
        }
    }
    sought::refresh(tx, user).await?;
    tx.emit(Event::PersonMoved { user });
    Ok(Ok(()))
}

async fn add(tx: &mut Tx, user: UserId, new: &NewPosition, at: i64) -> Result<std::result::Result<(), Refused>> {
    let department = new.department;
    let found: Option<DepartmentId> =
        on!(tx, c => sqlx::query_scalar(EXISTS).bind(department).fetch_optional(&mut *c).await)?;
    if found.is_none() {
        return Ok(Err(Refused::Missing(department)));
    }
    if new.standing == Standing::Head {
        let head: Option<String> =
            on!(tx, c => sqlx::query_scalar(HEAD).bind(department).bind(user).fetch_optional(&mut *c).await)?;
        if let Some(head) = head {
            return Ok(Err(Refused::HeadTaken { department, head }));
        }
    }
    let title = new.title.as_str();
    let standing = new.standing.rank();
    run!(tx, sqlx::query(ADD).bind(department).bind(user).bind(standing).bind(title).bind(fold(title)).bind(at))?;
    Ok(Ok(()))
}

/// Puts an employee who is nowhere into the root department: everybody is somewhere.
///
/// # Errors
/// What the database says.
pub async fn settle(tx: &mut Tx, user: UserId, now: Moment) -> Result<()> {
    dialect::in_turn(tx).await?;
    let root = department::root(tx, now).await?;
    if run!(tx, sqlx::query(SETTLE).bind(root).bind(user))? > 0 {
        sought::refresh(tx, user).await?;
        tx.emit(Event::PersonMoved { user });
    }
    Ok(())
}

/// Makes the department the person's main one, in place of the one that was: there they are an employee under the same
/// title, or what they are there already. False if it is their main one.
///
/// # Errors
/// What the database says; inside, [`Refused`].
pub async fn transfer(tx: &mut Tx, user: UserId, to: DepartmentId) -> Result<std::result::Result<bool, Refused>> {
    let Some(before) = take(tx, user).await? else { return Ok(Err(Refused::NotEmployed)) };
    let title = before.first().map_or_else(Title::default, |main| Title(main.title.clone()));
    if before.first().is_some_and(|main| main.department_id == to) {
        return Ok(Ok(false));
    }
    let mut others = kept(before.get(1..).unwrap_or_default());
    let there = others.iter().position(|one| one.department == to).map(|at| others.remove(at));
    let main = there.unwrap_or(NewPosition { department: to, standing: Standing::Employee, title });
    others.insert(0, main);
    Ok(replace(tx, user, (&before, &others)).await?.map(|()| true))
}

/// Gives the person this position beside their others.
///
/// # Errors
/// What the database says; inside, [`Refused`]: nobody is put into a department twice.
pub async fn enroll(tx: &mut Tx, user: UserId, new: NewPosition) -> Result<std::result::Result<(), Refused>> {
    let Some(before) = take(tx, user).await? else { return Ok(Err(Refused::NotEmployed)) };
    if before.iter().any(|one| one.department_id == new.department) {
        return Ok(Err(Refused::There));
    }
    let mut positions = kept(&before);
    positions.push(new);
    replace(tx, user, (&before, &positions)).await
}

/// Makes the person something else in a department that they are in.
///
/// # Errors
/// What the database says; inside, [`Refused`]: nobody is put into a department by that.
pub async fn amend(tx: &mut Tx, user: UserId, new: NewPosition) -> Result<std::result::Result<(), Refused>> {
    let Some(before) = take(tx, user).await? else { return Ok(Err(Refused::NotEmployed)) };
    let mut positions = kept(&before);
    match positions.iter_mut().find(|one| one.department == new.department) {
        Some(there) => *there = new,
        None => return Ok(Err(Refused::NotThere)),
    }
    replace(tx, user, (&before, &positions)).await
}

/// Takes the person out of the department. Whoever is nowhere else is in the root then.
///
/// # Errors
/// What the database says; inside, [`Refused`]: nobody is taken out of the root who is nowhere else.
pub async fn withdraw(
    tx: &mut Tx,
    user: UserId,
    department: DepartmentId,
    now: Moment,
) -> Result<std::result::Result<(), Refused>> {
    let Some(before) = take(tx, user).await? else { return Ok(Err(Refused::NotEmployed)) };
    let mut left = kept(&before);
    left.retain(|one| one.department != department);
    if left.is_empty() {
        let root = department::root(tx, now).await?;
        if root == department {
            return Ok(Err(Refused::Nowhere));
        }
        left.push(NewPosition { department: root, standing: Standing::Employee, title: Title::default() });
    }
    replace(tx, user, (&before, &left)).await
}
