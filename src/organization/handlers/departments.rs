//! A department: a page of its own, and the part of the contact list that opening it brings.

use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::levels::{Levels, NEXT, Span};
use super::people::{bare, page};
use crate::accounts::{Company, Employee};
use crate::id::DepartmentId;
use crate::organization::census::Census;
use crate::organization::colleague::After;
use crate::organization::department::Tree;
use crate::organization::mark;
use crate::organization::views::{PathsView, PeopleView, Reader, count_words};
use crate::web::{Error, House, Page, Part, Result, Ui, View};

/// Where its lists go on.
#[derive(Deserialize)]
pub struct From {
    after: Option<String>,
    below: Option<DepartmentId>,
}

impl From {
    fn span(self, most: usize) -> Span {
        Span { below: self.below, after: self.after.as_deref().and_then(After::parse), most }
    }
}

/// `GET /departments/{department}`: those below it, and its people, the head first. For who works here.
///
/// # Errors
/// 404 if it is not there.
pub async fn show(
    Employee(viewer): Employee,
    ui: Ui,
    (company, department): (Company, Path<DepartmentId>),
    from: Query<From>,
    house: Data<House>,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let tree = Tree::read(&mut conn, &company).await?;
    let path = tree.path(*department);
    let Some((found, above)) = path.split_last() else { return Err(Error::NotFound) };
    let reader = Reader { hub: &house.hub, ui: &ui, everybody: true, current: None };
    let census = Census::read(&mut conn, &tree, &mark::all_in(&house.hub)).await?;
    let levels = Levels { tree: &tree, census: &census, reader };
    let list = levels.level(&mut conn, *department, from.into_inner().span(NEXT), None).await?;
    let title = ui.with("people-title", "name", found.name.as_str());
    let view = PeopleView {
        heading: found.name.clone(),
        path: above.iter().map(|one| (one.id, one.name.clone())).collect(),
        about: Some((format!("n{department}"), count_words(census.of(*department), &ui))),
        back: Some("/people".to_owned()),
        within: Some(*department),
        edits: viewer.user.is_administrator().then_some(*department),
        list: list.html()?,
        ..bare(&viewer, &company, &ui)
    };
    page(title, &view)
}

/// `GET /departments/{department}/part`: the same without what is around it; after a person, the people alone. For who works
/// here.
///
/// # Errors
/// 404 if it is not there.
pub async fn part(
    _: Employee,
    ui: Ui,
    (company, department): (Company, Path<DepartmentId>),
    from: Query<From>,
    house: Data<House>,
) -> Result<Part> {
    let mut conn = house.store.read().await?;
    let tree = Tree::read(&mut conn, &company).await?;
    tree.find(*department).ok_or(Error::NotFound)?;
    let reader = Reader { hub: &house.hub, ui: &ui, everybody: true, current: None };
    let census = match from.after {
        Some(_) => Census::default(),
        None => Census::read(&mut conn, &tree, &mark::all_in(&house.hub)).await?,
    };
    let levels = Levels { tree: &tree, census: &census, reader };
    let span = match from.after {
        Some(_) => from.into_inner().span(NEXT),
        None => Span::START,
    };
    Ok(Part::new(levels.level(&mut conn, *department, span, None).await?.html()?))
}

/// `GET /departments/paths` with what was typed into a field of whatever name: paths that hold it, for the field to offer.
/// For who works here.
///
/// # Errors
/// What the database says.
pub async fn paths(
    _: Employee,
    company: Company,
    typed: Query<Vec<(String, String)>>,
    house: Data<House>,
) -> Result<Part> {
    let tree = Tree::read(&mut house.store.read().await?, &company).await?;
    let typed = typed.first().map_or("", |(_, typed)| typed.as_str());
    Ok(Part::new(PathsView { paths: tree.paths(typed) }.html()?))
}
