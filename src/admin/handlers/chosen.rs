//! Many people at once: who was chosen, once more before it is done, and what became of each.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::case::Case;
use super::people::{Asked, again};
use super::{life, page};
use crate::accounts::audit::By;
use crate::accounts::{Administrator, Company, State, User, confirm};
use crate::admin::deed::{self, Deed, act};
use crate::admin::people::PAGE;
use crate::admin::views::{ChosenView, DoneView, NamedView};
use crate::id::{DepartmentId, UserId};
use crate::organization::department::Tree;
use crate::organization::handlers::chosen;
use crate::web::{Door, Error, Errors, Fields, House, Page, Result, Ui};

/// `POST /admin/people` with `user` for each who is chosen and `what`: the page that asks once more. With `approve`, a
/// person: lets them in. For administrators.
///
/// # Errors
/// What the database says.
pub async fn new(
    request: HttpRequest,
    Administrator(viewer): Administrator,
    (ui, company): (Ui, Company),
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    if let Ok(user) = fields.get("approve").parse::<UserId>() {
        return life::let_in(&Case::of(&request, user)?).await;
    }
    let people = people(&fields, &house).await?;
    let mut errors = Errors::new();
    match Deed::of(fields.get("what")) {
        None => errors.add("what", ui.t("deed-none")),
        Some(_) if people.is_empty() => errors.add("user", ui.t("deed-nobody")),
        Some(Deed::Approve) if people.iter().all(|user| user.state != State::Pending) => {
            errors.add("user", ui.t("deed-nobody-waits"));
        }
        Some(deed) => {
            let concerns = |user: &User| deed != Deed::Approve || user.state == State::Pending;
            let people = people.into_iter().filter(concerns).collect();
            let list = Asked::of(&fields).here();
            let paths = offered(deed, &deed::tree(&house, &company).await?);
            return Ok(ask(&ui, (deed, paths, list), (people, Fields::default(), errors))?.respond_to(&request));
        }
    }
    let chosen = people.iter().map(|user| user.id.0).collect();
    again(&request, (ui, &company, &viewer), (Asked::of(&fields), chosen, errors), &house).await
}

/// `POST /admin/people/change` with `user` for each, `what`, perhaps the path `department`, and `list`, where one goes on from
/// there: does it, and says what became of each. For administrators, who type their password before what is dangerous.
///
/// # Errors
/// 404 for what cannot be done; what the database says.
pub async fn create(
    request: HttpRequest,
    (Administrator(viewer), by): (Administrator, By),
    (ui, company): (Ui, Company),
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let deed = Deed::of(fields.get("what")).ok_or(Error::NotFound)?;
    let people = people(&fields, &house).await?;
    let tree = deed::tree(&house, &company).await?;
    let mut errors = Errors::new();
    let department = department(deed, &fields, &tree, &mut errors, &ui);
    if !errors.is_empty() {
        let asked = (deed, offered(deed, &tree), list(&fields));
        return Ok(ask(&ui, asked, (people, fields, errors))?.again().respond_to(&request));
    }
    if deed.is_dangerous(&people)
        && let Some(page) = confirm::needed(&request, &viewer, &fields).await?
    {
        return Ok(page);
    }
    let mut said = Vec::with_capacity(people.len());
    for user in &people {
        said.push(act(deed, user, (department, &tree), (&by, &house), &ui).await);
    }
    let done = said.iter().filter(|one| one.done).count();
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let view = DoneView {
        summary: ui.with2("deed-summary", ("done", count(done)), ("all", count(said.len()))),
        all: done == said.len(),
        said,
        list: list(&fields),
        ui: ui.clone(),
    };
    Ok(page(ui.t("admin"), &view)?.respond_to(&request))
}

/// The address of the list that people were chosen of, as the form says it; nothing else than the list.
fn list(fields: &Fields) -> String {
    let list = fields.get("list");
    if list.starts_with("/admin/people?") { list.to_owned() } else { "/admin/people".to_owned() }
}

/// Those who were chosen, of the one page that they stand on.
async fn people(fields: &Fields, house: &House) -> Result<Vec<User>> {
    let mut ids: Vec<i64> = fields.all("user").filter_map(|user| user.parse().ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > PAGE {
        return Err(Error::Bad("too many people"));
    }
    Ok(User::find_many(&mut house.store.read().await?, &ids).await?)
}

/// Where they are moved, if they are.
fn department(deed: Deed, fields: &Fields, tree: &Tree, errors: &mut Errors, ui: &Ui) -> Option<DepartmentId> {
    if deed != Deed::Move {
        return None;
    }
    chosen(tree, fields.get("department"), ui).map_err(|sentence| errors.add("department", sentence)).ok()
}

/// Departments that the field offers, if one is asked for.
fn offered(deed: Deed, tree: &Tree) -> Option<Vec<String>> {
    (deed == Deed::Move).then(|| tree.paths(""))
}

fn ask(
    ui: &Ui,
    (deed, paths, list): (Deed, Option<Vec<String>>, String),
    (people, fields, errors): (Vec<User>, Fields, Errors),
) -> Result<Page> {
    let count = i64::try_from(people.len()).unwrap_or(i64::MAX);
    let key = |rest: &str| ["deed-", deed.as_str(), rest].concat();
    let named = |user: User| NamedView {
        id: user.id.0,
        door: Door::of_person(user.id.0, &user.name, user.hue, user.picture.clone()).small(),
        name: user.name,
        email: user.email,
    };
    let view = ChosenView {
        question: ui.count(&key("-ask"), count),
        help: ui.t(&key("-help")),
        go: ui.t(&key("")),
        deed: deed.as_str(),
        danger: deed.is_dangerous(&people),
        paths,
        list,
        fields,
        errors,
        people: people.into_iter().map(named).collect(),
        ui: ui.clone(),
    };
    page(ui.t("admin"), &view)
}
