//! A person's positions, to change.

use actix_web::Either;
use actix_web::web::{Data, Path};

use super::chosen;
use super::seats::{before, moved, refused_words};
use super::structure::{Answer, to};
use crate::accounts::audit::By;
use crate::accounts::{Administrator, Company, State, User};
use crate::id::UserId;
use crate::organization::department::Tree;
use crate::organization::position::{self, NewPosition, Standing, Title};
use crate::organization::views::{PositionView, PositionsView, page_of};
use crate::store::Conn;
use crate::web::{Error, Errors, Fields, House, Page, Place, Result, Ui, View};

/// `GET /admin/people/{user}/positions`. For administrators.
///
/// # Errors
/// 404 if there is nobody.
pub async fn edit(
    _: Administrator,
    (ui, company): (Ui, Company),
    user: Path<UserId>,
    house: Data<House>,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let person = find(&mut conn, *user).await?;
    let positions = position::of_user(&mut conn, person.id).await?;
    let tree = Tree::read(&mut conn, &company).await?;
    let mut rows: Vec<PositionView> = positions.iter().map(|one| PositionView::new(one, &tree)).collect();
    rows.push(PositionView::empty());
    page((&ui, &tree), &person, (rows, 0), Errors::new())
}

/// `POST /admin/people/{user}/positions`: rows of `department`, `standing`, `title`, of which `main` is the first; one without a
/// department is none. `more` asks for another row. For administrators.
///
/// # Errors
/// 404 if there is nobody; the page again if they cannot be placed so.
pub async fn update(
    _: Administrator,
    (ui, company, by): (Ui, Company, By),
    user: Path<UserId>,
    fields: Fields,
    house: Data<House>,
) -> Result<Answer> {
    let mut rows = rows(&fields);
    let tree = Tree::read(&mut house.store.read().await?, &company).await?;
    let main: usize = fields.get("main").parse().unwrap_or(0);
    let mut errors = Errors::new();
    let person = if fields.has("more") {
        let mut conn = house.store.read().await?;
        find(&mut conn, *user).await?
    } else {
        let positions = parse(&mut rows, (&tree, main), &mut errors, &ui);
        let mut tx = house.store.begin().await?;
        let person = find(&mut tx, *user).await?;
        if errors.is_empty() {
            let before = before(&mut tx, &company, person.id).await?;
            match position::set(&mut tx, person.id, &positions).await? {
                Ok(()) => {
                    moved(&mut tx, &by, (&person, &before), &company, &house).await?;
                    tx.commit().await?;
                    return Ok(to(page_of(&person)));
                }
                Err(refused) => errors.add("department", refused_words(&refused, &ui)?),
            }
        }
        person
    };
    if fields.has("more") || rows.is_empty() {
        rows.push(PositionView::empty());
    }
    let asked = fields.has("more");
    let page = page((&ui, &tree), &person, (rows, main), errors)?;
    Ok(Either::Right(if asked { page } else { page.again() }))
}

async fn find(conn: &mut Conn, user: UserId) -> Result<User> {
    let found = User::find(conn, user).await?.filter(|person| person.state != State::Dismissed);
    found.ok_or(Error::NotFound)
}

fn page((ui, tree): (&Ui, &Tree), person: &User, rows: (Vec<PositionView>, usize), errors: Errors) -> Result<Page> {
    let title = ui.with("positions-title", "name", person.name.as_str());
    let view = PositionsView::new(person, tree, rows, errors, ui);
    let page = Page::account(Place::Settings, title, view.html()?);
    Ok(page.styles(&["css/controls.css", "css/structure.css"]))
}

/// What the form sent, a row for each department, title and standing that stand side by side.
fn rows(fields: &Fields) -> Vec<PositionView> {
    let (departments, titles) = (fields.all("department"), fields.all("title"));
    let row = |((department, title), standing)| PositionView::typed(department, standing, title);
    departments.zip(titles).zip(fields.all("standing")).map(row).take(position::MOST + 1).collect()
}

/// The positions of the rows, the main one first. What is wrong stands in its row.
fn parse(rows: &mut [PositionView], (tree, main): (&Tree, usize), errors: &mut Errors, ui: &Ui) -> Vec<NewPosition> {
    let mut positions = Vec::new();
    for (at, row) in rows.iter_mut().enumerate() {
        let (path, title) = (row.department.trim(), Title::parse(&row.title));
        if path.is_empty() && row.title.trim().is_empty() {
            continue;
        }
        let department = match path {
            "" => Err(ui.t("positions-title-alone")),
            path => chosen(tree, path, ui),
        };
        match (department, title) {
            (Ok(department), Ok(title)) => {
                let standing = Standing::of(&row.standing).unwrap_or(Standing::Employee);
                let to = if at == main { 0 } else { positions.len() };
                positions.insert(to, NewPosition { department, standing, title });
            }
            (department, title) => {
                row.wrong_department = department.err();
                row.wrong_title = title.err().map(|wrong| wrong.say(ui));
                let first = row.wrong_department.iter().chain(&row.wrong_title).next().cloned().unwrap_or_default();
                let number = (at + 1).to_string();
                errors.add("department", ui.with2("positions-at", ("number", number), ("sentence", first)));
            }
        }
    }
    positions
}
