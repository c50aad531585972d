//! The structure's editor.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use actix_web::{Either, HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::chosen;
use super::levels::FIRST;
use crate::accounts::audit::{self, Act, By, Done, Subject};
use crate::accounts::{Administrator, Company, Name, User, Wrong, confirm};
use crate::id::{DepartmentId, UserId};
use crate::organization::colleague::{self, After};
use crate::organization::department::{self, Refused, Tree};
use crate::organization::mark;
use crate::organization::person;
use crate::organization::views::{ChoiceView, LimbView, RemoveView, SeatView, StructureView, TrunkView};
use crate::organization::words::Words;
use crate::store::{Conn, Tx};
use crate::web::{Error, Errors, Fields, House, Page, Place, Result, Ui, View, see_other};

/// People whom a search offers to add.
const OFFERED: i64 = 10;

/// Away after what was done, or the page again.
pub(super) type Answer = Either<HttpResponse, Page>;

pub(super) fn to(address: impl AsRef<str>) -> Answer {
    Either::Left(see_other(address))
}

/// What a department's page is asked for: whom to look for, and after whom its people go on.
#[derive(Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    after: Option<String>,
    /// The word of what was done before, if it was.
    #[serde(default)]
    done: String,
    /// To whom.
    who: Option<UserId>,
}

impl Asked {
    /// What a form of the page carries.
    pub(super) fn of(fields: &Fields) -> Asked {
        let after = Some(fields.get("after").to_owned()).filter(|after| !after.is_empty());
        Asked { q: fields.get("q").to_owned(), after, ..Asked::default() }
    }

    /// The same page of the department's people, after this was done to the person.
    pub(super) fn address(&self, department: DepartmentId, (done, user): (&str, UserId)) -> String {
        let (who, place) = match done {
            "out" => (user.to_string(), "user".to_owned()),
            _ => (user.to_string(), format!("seat{user}")),
        };
        let after = self.after.as_deref();
        let pairs = [("done", Some(done)), ("who", Some(&*who)), ("after", after)];
        let given: Vec<_> = pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let query = serde_urlencoded::to_string(given).unwrap_or_default();
        format!("{}?{query}#{place}", address(department))
    }
}

/// What was typed, what is wrong with it, and what is wrong with one person's row.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) asked: Asked,
    pub(super) fields: Fields,
    pub(super) errors: Errors,
    pub(super) row: Option<(UserId, String)>,
}

/// `GET /admin/departments`: the tree. For administrators.
///
/// # Errors
/// What the database says.
pub async fn index(_: Administrator, (ui, company): (Ui, Company), house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let tree = Tree::read(&mut conn, &company).await?;
    let root = tree.root().ok_or(Error::NotFound)?.id;
    let title = ui.t("structure");
    let view = TrunkView { trunk: LimbView::trunk(&tree, root, false, &ui), ui };
    Ok(framed(title, &view)?.listing())
}

/// `GET /admin/departments/{department}`: to edit it. For administrators.
///
/// # Errors
/// 404 if it is not there.
pub async fn show(
    _: Administrator,
    (ui, company): (Ui, Company),
    department: Path<DepartmentId>,
    asked: Query<Asked>,
    house: Data<House>,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let typed = Typed { asked: asked.into_inner(), ..Typed::default() };
    page(&mut conn, (&ui, &company), *department, typed, &house).await
}

pub(super) async fn page(
    conn: &mut Conn,
    (ui, company): (&Ui, &Company),
    department: DepartmentId,
    typed: Typed,
    house: &House,
) -> Result<Page> {
    let tree = Tree::read(conn, company).await?;
    let found = tree.find(department).ok_or(Error::NotFound)?;
    let after = typed.asked.after.as_deref().and_then(After::parse).unwrap_or_else(After::start);
    let most = i64::try_from(FIRST).unwrap_or(i64::MAX).saturating_add(1);
    let mut people = colleague::expected(conn, department, &after, most).await?;
    let more = people.len() > FIRST;
    people.truncate(FIRST);
    let choices = match Words::parse(&typed.asked.q) {
        Some(words) => person::expected(conn, &words, OFFERED).await?,
        None => Vec::new(),
    };
    let door = |user: &User| mark::door(user, &house.hub);
    let seat = |one: &colleague::Colleague| {
        let wrong = typed.row.as_ref().filter(|(user, _)| *user == one.user.id).map(|(_, sentence)| sentence.clone());
        let typed = wrong.as_ref().map(|_| &typed.fields);
        SeatView::new(one, door(&one.user), typed, wrong.clone())
    };
    let above = found.parent_id.map_or_else(String::new, |parent| tree.path_text(parent));
    let begins = [("name", found.name.as_str()), ("above", above.as_str()), ("standing", "employee")];
    let mut view = StructureView::of(&tree, found, ui);
    view.people = people.iter().map(seat).collect();
    view.next = people.last().filter(|_| more).map(|last| After::colleague(last).to_string());
    view.choices = choices.iter().map(|one| ChoiceView::new(one, door(&one.user).small())).collect();
    view.fields = begun(&typed.fields, &begins);
    let fine = typed.errors.is_empty() && typed.row.is_none();
    view.q = typed.asked.q.clone();
    view.after = typed.asked.after.clone().unwrap_or_default();
    view.errors = typed.errors;
    // Somebody else has moved them to another page of the list.
    if let Some((_, sentence)) = typed.row.filter(|(user, _)| people.iter().all(|one| one.user.id != *user)) {
        view.errors.add("user", sentence);
    }
    let seated = |user: UserId| people.iter().any(|one| one.user.id == user);
    view.done = said(conn, &typed.asked, seated, ui).await?;
    let title = ui.with("structure-title", "name", found.name.as_str());
    let status = if fine { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(framed(title, &view)?.status(status))
}

/// What was done before, where on the page that is said.
async fn said(
    conn: &mut Conn,
    asked: &Asked,
    seated: impl Fn(UserId) -> bool,
    ui: &Ui,
) -> Result<Option<(String, String)>> {
    let done = asked.done.as_str();
    let key = match done {
        "renamed" => "structure-done-renamed",
        "made" => "structure-done-made",
        "removed" => "structure-done-removed",
        "moved" => "structure-done-moved",
        "in" => "structure-done-in",
        "saved" => "structure-done-saved",
        "out" => "structure-done-out",
        _ => return Ok(None),
    };
    let person = match (done, asked.who) {
        ("renamed" | "made" | "removed", _) => return Ok(Some(("top".to_owned(), ui.t(key)))),
        ("moved", _) => return Ok(Some(("place".to_owned(), ui.t(key)))),
        (_, Some(user)) => User::find(conn, user).await?,
        (_, None) => None,
    };
    let Some(User { id, name, .. }) = person else { return Ok(None) };
    let place = match done {
        "out" => "people".to_owned(),
        _ if seated(id) => format!("seat{id}"),
        // Another standing has another place in the list, perhaps on another page.
        _ => "top".to_owned(),
    };
    Ok(Some((place, ui.with(key, "name", name))))
}

fn framed(title: String, view: &impl View) -> Result<Page> {
    let page = Page::account(Place::Settings, title, view.html()?);
    Ok(page.styles(&["css/controls.css", "css/structure.css"]))
}

/// What was typed, and where nothing was, what the form begins with.
fn begun(typed: &Fields, begins: &[(&str, &str)]) -> Fields {
    let value = |name: &'static str| match typed.has(name) {
        true => typed.get(name),
        false => begins.iter().find(|(of, _)| *of == name).map_or("", |(_, value)| value),
    };
    Fields::of(&["name", "below", "above", "user", "title", "standing"].map(|name| (name, value(name))))
}

/// `POST /admin/departments/{department}/name`: renames it (`name`). For administrators.
///
/// # Errors
/// 404 if it is not there; the page again for a wrong name.
pub async fn rename(
    _: Administrator,
    (ui, company, by): (Ui, Company, By),
    department: Path<DepartmentId>,
    fields: Fields,
    house: Data<House>,
) -> Result<Answer> {
    let mut errors = Errors::new();
    if let Some(name) = name(&fields, "name", &mut errors, &ui) {
        let mut tx = house.store.begin().await?;
        let before = called(&mut tx, &company, *department).await?;
        let done = department::rename(&mut tx, *department, &name).await?;
        if fits(done, "name", &mut errors, &ui)?.is_some() {
            let detail = format!("{before} → {}", name.as_str());
            log(&mut tx, &by, Act::DepartmentRenamed, (*department, name.as_str(), &detail), &house).await?;
            tx.commit().await?;
            return Ok(to(page_after(*department, "renamed")));
        }
    }
    again((&ui, &company), *department, fields, errors, &house).await
}

/// `POST /admin/departments/{department}/departments`: makes one below it, called `below`. For administrators.
///
/// # Errors
/// 404 if it is not there; the page again for a wrong name.
pub async fn create(
    _: Administrator,
    (ui, company, by): (Ui, Company, By),
    department: Path<DepartmentId>,
    fields: Fields,
    house: Data<House>,
) -> Result<Answer> {
    let mut errors = Errors::new();
    if let Some(name) = name(&fields, "below", &mut errors, &ui) {
        let now = house.clock.now();
        let mut tx = house.store.begin().await?;
        let done = department::create(&mut tx, *department, &name, now).await?;
        if let Some(made) = fits(done, "below", &mut errors, &ui)? {
            let path = path(&mut tx, &company, made).await?;
            log(&mut tx, &by, Act::DepartmentMade, (made, name.as_str(), &path), &house).await?;
            tx.commit().await?;
            return Ok(to(page_after(made, "made")));
        }
    }
    again((&ui, &company), *department, fields, errors, &house).await
}

/// `POST /admin/departments/{department}/place`: moves it below the department of the path `above`, or below the
/// one of the number `parent`, before one of those there if `before` names it. For administrators.
///
/// # Errors
/// 404 if it is not there; the page again if it cannot be moved there.
pub async fn place(
    _: Administrator,
    (ui, company, by): (Ui, Company, By),
    department: Path<DepartmentId>,
    fields: Fields,
    house: Data<House>,
) -> Result<Answer> {
    let mut errors = Errors::new();
    let parent = match fields.has("above") {
        true => {
            let tree = Tree::read(&mut house.store.read().await?, &company).await?;
            chosen(&tree, fields.get("above"), &ui)
        }
        false => fields.get("parent").parse().map_err(|_| Wrong::Unknown.say(&ui)),
    };
    let parent = parent.map_err(|sentence| errors.add("above", sentence));
    let Ok(parent) = parent else {
        return again((&ui, &company), *department, fields, errors, &house).await;
    };
    let mut tx = house.store.begin().await?;
    let before = path(&mut tx, &company, *department).await?;
    let done = department::place(&mut tx, *department, parent, fields.get("before").parse().ok()).await?;
    if fits(done, "above", &mut errors, &ui)?.is_some() {
        let after = path(&mut tx, &company, *department).await?;
        if before != after {
            let name = called(&mut tx, &company, *department).await?;
            let detail = format!("{before} → {after}");
            log(&mut tx, &by, Act::DepartmentMoved, (*department, &name, &detail), &house).await?;
        }
        tx.commit().await?;
        return Ok(to(page_after(*department, "moved")));
    }
    drop(tx);
    again((&ui, &company), *department, fields, errors, &house).await
}

/// `GET /admin/departments/{department}/remove`: what will happen. For administrators.
///
/// # Errors
/// 404 if it is not there, or the company.
pub async fn confirm_remove(
    _: Administrator,
    (ui, company): (Ui, Company),
    department: Path<DepartmentId>,
    house: Data<House>,
) -> Result<Page> {
    remove_page((&ui, &company), *department, None, &house).await
}

async fn remove_page(
    (ui, company): (&Ui, &Company),
    department: DepartmentId,
    refused: Option<String>,
    house: &House,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let tree = Tree::read(&mut conn, company).await?;
    let found = tree.find(department).filter(|one| one.parent_id.is_some() || refused.is_some());
    let found = found.ok_or(Error::NotFound)?;
    let concerned = department::concerned(&mut conn, department, house.clock.now()).await?;
    let title = ui.with("structure-title", "name", found.name.as_str());
    let page = framed(title, &RemoveView::new(&tree, found, concerned, refused, ui))?;
    Ok(page.styles(&["css/controls.css", "css/structure.css", "css/admin.css"]))
}

/// `POST /admin/departments/{department}/remove`: its departments and people go to its parent. For administrators, who type
/// their password.
///
/// # Errors
/// 404 if it is not there; the page again if it cannot be removed.
pub async fn remove(
    request: HttpRequest,
    (Administrator(viewer), by): (Administrator, By),
    (ui, company): (Ui, Company),
    (department, fields): (Path<DepartmentId>, Fields),
    house: Data<House>,
) -> Result<HttpResponse> {
    if let Some(page) = confirm::needed(&request, &viewer, &fields).await? {
        return Ok(page);
    }
    let mut errors = Errors::new();
    let mut tx = house.store.begin().await?;
    let tree = Tree::read(&mut tx, &company).await?;
    let found = tree.find(*department).ok_or(Error::NotFound)?;
    let done = department::remove(&mut tx, *department).await?;
    if fits(done, "remove", &mut errors, &ui)?.is_some() {
        let path = tree.path_text(*department);
        log(&mut tx, &by, Act::DepartmentRemoved, (*department, &found.name, &path), &house).await?;
        tx.commit().await?;
        let parent = found.parent_id.unwrap_or(*department);
        return Ok(see_other(page_after(parent, "removed")));
    }
    drop(tx);
    let sentence = errors.of("remove").map(str::to_owned);
    Ok(remove_page((&ui, &company), *department, sentence, &house).await?.again().respond_to(&request))
}

pub(super) async fn again(
    (ui, company): (&Ui, &Company),
    department: DepartmentId,
    fields: Fields,
    errors: Errors,
    house: &House,
) -> Result<Answer> {
    let mut conn = house.store.read().await?;
    let asked = Asked::of(&fields);
    let typed = Typed { asked, fields, errors, row: None };
    Ok(Either::Right(page(&mut conn, (ui, company), department, typed, house).await?))
}

fn address(department: DepartmentId) -> String {
    format!("/admin/departments/{department}")
}

/// The department's page after this was done to it, where that is said.
fn page_after(department: DepartmentId, done: &str) -> String {
    let place = if done == "moved" { "place" } else { "main" };
    format!("{}?done={done}#{place}", address(department))
}

/// The field as the name of a department.
fn name(fields: &Fields, field: &'static str, errors: &mut Errors, ui: &Ui) -> Option<Name> {
    department::parse_name(fields.get(field)).map_err(|wrong| errors.add(field, wrong.say(ui))).ok()
}

/// What was done; else says at the field why it was not.
fn fits<T>(
    done: std::result::Result<T, Refused>,
    field: &'static str,
    errors: &mut Errors,
    ui: &Ui,
) -> Result<Option<T>> {
    let words = match done {
        Ok(done) => return Ok(Some(done)),
        Err(Refused::Missing) => return Err(Error::NotFound),
        Err(Refused::NameTaken) => "structure-name-taken",
        Err(Refused::Cycle) => "structure-cycle",
        Err(Refused::Root) => "structure-root",
        Err(Refused::TooDeep) => "structure-too-deep",
        Err(Refused::TooMany) => "structure-too-many",
    };
    errors.add(field, ui.t(words));
    Ok(None)
}

/// The name of a department that is there.
async fn called(tx: &mut Tx, company: &Company, department: DepartmentId) -> Result<String> {
    let tree = Tree::read(tx, company).await?;
    Ok(tree.find(department).ok_or(Error::NotFound)?.name.clone())
}

async fn path(tx: &mut Tx, company: &Company, department: DepartmentId) -> Result<String> {
    Ok(Tree::read(tx, company).await?.path_text(department))
}

async fn log(
    tx: &mut Tx,
    by: &By,
    act: Act,
    (department, name, detail): (DepartmentId, &str, &str),
    house: &House,
) -> Result<()> {
    let done = Done { act, subject: Subject::Department, id: Some(department.0), name, detail };
    Ok(audit::write(tx, by, done, house.clock.now()).await?)
}
