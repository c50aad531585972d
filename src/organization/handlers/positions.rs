//! A person's positions, to change.

use actix_web::Either;
use actix_web::web::{Data, Path};

use super::structure::{Answer, before, moved, refused_words, to};
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
    let mut rows: Vec<PositionView> = positions.iter().map(PositionView::new).collect();
    rows.push(PositionView::empty());
    page(&mut conn, (&ui, &company), &person, (rows, 0), Errors::new()).await
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
    let rows = rows(&fields);
    let main: usize = fields.get("main").parse().unwrap_or(0);
    let mut errors = Errors::new();
    let person = if fields.has("more") {
        let mut conn = house.store.read().await?;
        find(&mut conn, *user).await?
    } else {
        let positions = parse(&rows, main, &mut errors, &ui);
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
    let mut rows = rows;
    if fields.has("more") || rows.is_empty() {
        rows.push(PositionView::empty());
    }
    let asked = fields.has("more");
    let mut conn = house.store.read().await?;
    let page = page(&mut conn, (&ui, &company), &person, (rows, main), errors).await?;
    Ok(Either::Right(if asked { page } else { page.again() }))
}

async fn find(conn: &mut Conn, user: UserId) -> Result<User> {
    let found = User::find(conn, user).await?.filter(|person| person.state != State::Dismissed);
    found.ok_or(Error::NotFound)
}

async fn page(
    conn: &mut Conn,
    (ui, company): (&Ui, &Company),
    person: &User,
    rows: (Vec<PositionView>, usize),
    errors: Errors,
) -> Result<Page> {
    let tree = Tree::read(conn, company).await?;
    let title = ui.with("positions-title", "name", person.name.as_str());
    let view = PositionsView::new(person, &tree, rows, errors, ui);
    let page = Page::account(Place::Settings, title, view.html()?);
    Ok(page.styles(&["css/controls.css", "css/structure.css"]))
}

/// What the form sent, a row for each department, title and standing that stand side by side.
fn rows(fields: &Fields) -> Vec<PositionView> {
    let (departments, titles) = (fields.all("department"), fields.all("title"));
    let row = |((department, title), standing): ((&str, &str), &str)| PositionView {
        department: department.to_owned(),
        standing: standing.to_owned(),
        title: title.to_owned(),
    };
    departments.zip(titles).zip(fields.all("standing")).map(row).take(position::MOST + 1).collect()
}

/// The positions of the rows, the main one first.
fn parse(rows: &[PositionView], main: usize, errors: &mut Errors, ui: &Ui) -> Vec<NewPosition> {
    let mut positions = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let Ok(department) = row.department.parse() else { continue };
        match Title::parse(&row.title) {
            Ok(title) => {
                let standing = Standing::of(&row.standing).unwrap_or(Standing::Employee);
                let to = if at == main { 0 } else { positions.len() };
                positions.insert(to, NewPosition { department, standing, title });
            }
            Err(wrong) => errors.add("title", wrong.say(ui)),
        }
    }
    positions
}
