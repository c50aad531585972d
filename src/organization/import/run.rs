//! Going through the rows of a list: to look, and to take in. Each goes on by itself, beside the requests, in transactions of
//! some rows, so that others write in between.

use super::plan::{Effect, Pass, Target};
use super::row::{Outcome, Reason};
use super::table::{Column, Row, Table};
use super::{CLAIM, CLAIM_CHECK, CLEAR, MOVE, RowOutcome, SETTLE, STUCK, find, source, write};
use crate::accounts::audit::{self, Act, By, Done, Subject};
use crate::accounts::{Company, Email, Name, NewUser, Profile, State, User};
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{DepartmentId, ImportId, UserId};
use crate::notice::{Audience, Notice};
use crate::organization::department;
use crate::organization::notices::{self, IMPORT_DONE};
use crate::organization::position::{self, NewPosition, Standing, Title};
use crate::store::{self, Result, Tx, dialect, on, run};
use crate::web::House;

/// Rows of one transaction: each takes about a millisecond, and others wait meanwhile.
const BATCH: usize = 50;

/// Why a row was not taken in.
enum Failure {
    /// It is left out.
    Refused(Reason),
    /// The database did not do it.
    Store(store::Error),
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Failure {
        Failure::Store(error)
    }
}

/// Looks at all rows; nothing but what becomes of them is written. False if somebody else does so.
///
/// # Errors
/// What the database says.
pub async fn check(house: &House, id: ImportId) -> Result<bool> {
    let mut tx = house.store.begin().await?;
    let claimed = claim(&mut tx, CLAIM_CHECK, id, house.clock.now()).await?;
    tx.commit().await?;
    if !claimed {
        return Ok(false);
    }
    let Some((company, table, make, _)) = begin(house, id).await? else { return Ok(false) };
    let mut conn = house.store.read().await?;
    let mut pass = Pass::begin(&mut conn, &company, make).await?;
    drop(conn);
    let mut done = 0;
    for rows in table.rows.chunks(BATCH) {
        let mut outcomes = Vec::new();
        {
            let mut conn = house.store.read().await?;
            for row in rows {
                let (outcome, _) = pass.look(&mut conn, &table, row).await?;
                outcomes.push(told(&table, row, outcome));
            }
        }
        done += rows.len();
        let mut tx = house.store.begin().await?;
        note(&mut tx, house, id, &outcomes, done).await?;
        tx.commit().await?;
    }
    settle(house, id, "checked").await?;
    Ok(true)
}

/// Begins to take a list in, or goes on with what was interrupted: whoever is told true calls [`take_in`]. False if somebody
/// else does so, or it was done.
///
/// # Errors
/// What the database says.
pub async fn start(tx: &mut Tx, id: ImportId, now: Moment) -> Result<bool> {
    claim(tx, CLAIM, id, now).await
}

/// Takes in all rows that are right, from where it stands, after [`start`].
///
/// # Errors
/// What the database says: what was taken in by then stays, and the import can be gone on with.
pub async fn take_in(house: &House, id: ImportId, by: &By) -> Result<()> {
    let Some((company, table, make, mut done)) = begin(house, id).await? else { return Ok(()) };
    let mut conn = house.store.read().await?;
    let mut pass = Pass::begin(&mut conn, &company, make).await?;
    // What earlier rows say of addresses and heads counts for those that are left.
    for row in &table.rows[..done] {
        pass.look(&mut conn, &table, row).await?;
    }
    drop(conn);
    while done < table.rows.len() {
        let rows = &table.rows[done..table.rows.len().min(done + BATCH)];
        let mut import = Import { house, id, company: &company, table: &table, by };
        let before = pass.clone();
        match import.batch(&mut pass, rows, done + rows.len()).await {
            Ok(()) => {}
            // One of them cannot be: each alone then, and that one is left out.
            Err(Failure::Refused(_) | Failure::Store(store::Error::Taken(_))) => {
                pass = before;
                for (row, at) in rows.iter().zip(done + 1..) {
                    import.alone(&mut pass, row, at).await?;
                }
            }
            // They may be there all the same: it is gone on with from where the database says.
            Err(Failure::Store(error)) => return Err(error),
        }
        done += rows.len();
        if (done / BATCH).is_power_of_two() {
            dialect::count_anew(&house.store).await?;
        }
    }
    settle(house, id, "done").await
}

async fn claim(tx: &mut Tx, statement: &'static str, id: ImportId, now: Moment) -> Result<bool> {
    Ok(run!(tx, sqlx::query(statement).bind(id).bind(now).bind(now.before(STUCK)))? > 0)
}

/// The company, the list, whether departments are made, and how many rows are done.
async fn begin(house: &House, id: ImportId) -> Result<Option<(Company, Table, bool, usize)>> {
    let mut conn = house.store.read().await?;
    let (Some(import), Some(company)) = (find(&mut conn, id).await?, Company::find(&mut conn).await?) else {
        return Ok(None);
    };
    let source = source(&mut conn, id).await?;
    let Ok(table) = Table::read(&source) else { return Ok(None) };
    let done = usize::try_from(import.row_done).unwrap_or(0).min(table.rows.len());
    if done == 0 {
        drop(conn);
        let mut tx = house.store.begin().await?;
        run!(tx, sqlx::query(CLEAR).bind(id))?;
        tx.commit().await?;
    }
    Ok(Some((company, table, import.make_departments, done)))
}

async fn settle(house: &House, id: ImportId, state: &str) -> Result<()> {
    let mut tx = house.store.begin().await?;
    let settled: Option<(Option<UserId>, String)> = on!(tx, c => sqlx::query_as(SETTLE)
        .bind(id).bind(state).bind(house.clock.now()).fetch_optional(&mut *c).await)?;
    if let (Some((Some(maker), file)), "done") = (settled, state) {
        tx.emit(Notice::new(&IMPORT_DONE, Audience::user(maker), (id.0, &file)).into());
    }
    tx.commit().await
}

async fn note(tx: &mut Tx, house: &House, id: ImportId, rows: &[RowOutcome], done: usize) -> Result<()> {
    for row in rows {
        write(tx, id, row).await?;
    }
    run!(tx, sqlx::query(MOVE).bind(id).bind(i64::try_from(done).unwrap_or(i64::MAX)).bind(house.clock.now()))?;
    Ok(())
}

fn told(table: &Table, row: &Row, outcome: Outcome) -> RowOutcome {
    let typed = table.cell(row, Column::Email).unwrap_or_default();
    let email = Email::parse(typed).map_or_else(|_| typed.to_owned(), |email| email.folded());
    RowOutcome { number: row.number, email, outcome }
}

struct Import<'i> {
    house: &'i House,
    id: ImportId,
    company: &'i Company,
    table: &'i Table,
    by: &'i By,
}

impl Import<'_> {
    /// Some rows in one transaction.
    async fn batch(&mut self, pass: &mut Pass, rows: &[Row], done: usize) -> std::result::Result<(), Failure> {
        let mut tx = self.house.store.begin().await?;
        dialect::in_turn(&mut tx).await?;
        pass.refresh(&mut tx, self.company).await?;
        let mut outcomes = Vec::new();
        for row in rows {
            let outcome = self.take(&mut tx, pass, row).await?;
            outcomes.push(told(self.table, row, outcome));
        }
        note(&mut tx, self.house, self.id, &outcomes, done).await?;
        tx.commit().await?;
        Ok(())
    }

    /// One row in a transaction of its own; what cannot be is left out.
    async fn alone(&mut self, pass: &mut Pass, row: &Row, done: usize) -> Result<()> {
        let before = pass.clone();
        let reason = match self.batch(pass, std::slice::from_ref(row), done).await {
            Ok(()) => return Ok(()),
            Err(Failure::Refused(reason)) => reason,
            Err(Failure::Store(store::Error::Taken(_))) => Reason::Meanwhile,
            Err(Failure::Store(error)) => return Err(error),
        };
        // Its address and what it heads are free for a later row.
        *pass = before;
        let outcome = told(self.table, row, Outcome::LeftOut { reason });
        let mut tx = self.house.store.begin().await?;
        note(&mut tx, self.house, self.id, &[outcome], done).await?;
        tx.commit().await
    }

    async fn take(&self, tx: &mut Tx, pass: &mut Pass, row: &Row) -> std::result::Result<Outcome, Failure> {
        let (outcome, effect) = pass.look(tx, self.table, row).await?;
        let Some(effect) = effect else { return Ok(outcome) };
        let now = self.house.clock.now();
        let (user, act) = match effect.user {
            Some(user) => (user, Act::UserChanged),
            None => (self.make(tx, row, &effect).await?, Act::UserMade),
        };
        if let Some(name) = effect.name.as_ref().filter(|_| effect.user.is_some()) {
            User::rename(tx, user, name, now).await?;
        }
        if let Some(profile) = effect.profile.as_ref().filter(|profile| **profile != Profile::default()) {
            profile.update(tx, user).await?;
        }
        if let Some(places) = &effect.places {
            self.place(tx, pass, user, places).await?;
            if effect.user.is_some() && tx.events().contains(&Event::PersonMoved { user }) {
                let after = position::of_user(tx, user).await?;
                let path = |one: &position::Position| pass.path(one.department_id);
                let after = after.iter().map(path).collect::<Vec<_>>().join(", ");
                let name = self.table.cell(row, Column::Name).unwrap_or_default();
                notices::moved(tx, (user, name), &after, self.by.user());
            }
        }
        let name = self.table.cell(row, Column::Name).unwrap_or_default();
        let detail = detail(&outcome);
        audit::write(tx, self.by, Done::to_user(act, user, name).detail(&detail), now).await?;
        Ok(outcome)
    }

    async fn make(&self, tx: &mut Tx, row: &Row, effect: &Effect) -> std::result::Result<UserId, Failure> {
        let typed = self.table.cell(row, Column::Email).unwrap_or_default();
        let (Some(name), Ok(email)) = (effect.name.clone(), Email::parse(typed)) else {
            return Err(Failure::Refused(Reason::Meanwhile));
        };
        let new = NewUser {
            name,
            email,
            password_hash: String::new(),
            role: effect.role,
            state: State::Invited,
            language: None,
        };
        Ok(User::create(tx, &new, self.house.clock.now()).await?)
    }

    async fn place(
        &self,
        tx: &mut Tx,
        pass: &mut Pass,
        user: UserId,
        places: &[(Target, Title, Standing)],
    ) -> std::result::Result<(), Failure> {
        let now = self.house.clock.now();
        if places.is_empty() {
            return Ok(position::settle(tx, user, now).await?);
        }
        let mut positions = Vec::new();
        for (target, title, standing) in places {
            let department = match target {
                Target::There(id) => *id,
                Target::ToMake(path) => self.department(tx, pass, path).await?,
            };
            positions.push(NewPosition { department, standing: *standing, title: title.clone() });
        }
        position::set(tx, user, &positions).await?.map_err(|refused| {
            Failure::Refused(match refused {
                position::Refused::HeadTaken { head, department } => {
                    Reason::HeadTaken { path: pass.path(department), head }
                }
                _ => Reason::Meanwhile,
            })
        })
    }

    /// The department of the path; what is not there of the path is made.
    async fn department(
        &self,
        tx: &mut Tx,
        pass: &mut Pass,
        path: &[Name],
    ) -> std::result::Result<DepartmentId, Failure> {
        let mut parent = department::root(tx, self.house.clock.now()).await?;
        for at in 0..path.len() {
            parent = match pass.find(&path[..=at]) {
                Some(found) => found,
                None => self.found(tx, pass, parent, &path[..=at]).await?,
            };
        }
        Ok(parent)
    }

    async fn found(
        &self,
        tx: &mut Tx,
        pass: &mut Pass,
        parent: DepartmentId,
        names: &[Name],
    ) -> std::result::Result<DepartmentId, Failure> {
        let now = self.house.clock.now();
        let path = names.iter().map(Name::as_str).collect::<Vec<_>>().join("/");
        let made = pass.make(tx, parent, names, now).await?;
        let made = made.ok_or_else(|| Failure::Refused(Reason::Department { path: path.clone() }))?;
        let done =
            Done { act: Act::DepartmentMade, subject: Subject::Department, id: Some(made.0), name: &path, detail: "" };
        audit::write(tx, self.by, done, now).await?;
        Ok(made)
    }
}

/// What changed, in data alone, for the log.
fn detail(outcome: &Outcome) -> String {
    match outcome {
        Outcome::New { departments, .. } => departments.clone(),
        Outcome::Changed { changes } => {
            let one = |change: &super::Change| format!("{} → {}", change.from, change.to);
            changes.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        Outcome::Same | Outcome::LeftOut { .. } => String::new(),
    }
}
