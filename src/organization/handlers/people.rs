//! People: the structure, lists by name, search, and each person's page.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::levels::Levels;
use crate::accounts::{Company, Employee, Role, Viewer};
use crate::id::{DepartmentId, UserId};
use crate::markup::Html;
use crate::organization::census::{Census, Count};
use crate::organization::department::Tree;
use crate::organization::person::{self, AfterName, Sight};
use crate::organization::vcard::vcard;
use crate::organization::views::{
    FlatView, PeopleView, PersonView, Reader, RowView, SegmentView, people_words, total_words,
};
use crate::organization::words::Words;
use crate::organization::{invitation, mark, position, shared};
use crate::store::Conn;
use crate::web::security::own_address;
use crate::web::{Error, House, Page, Part, Place, Result, Ui, View, see_other};

/// People on a page of a list by names.
const LISTED: i64 = 100;

/// Which people.
#[derive(Deserialize)]
pub struct Which {
    q: Option<String>,
    open: Option<DepartmentId>,
    #[serde(rename = "in")]
    present: Option<String>,
    leave: Option<String>,
    az: Option<String>,
    after: Option<String>,
    within: Option<DepartmentId>,
}

/// A way to look at people.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Structure,
    Present,
    Leave,
    Names,
    Search,
}

impl Which {
    fn way(&self, sight: Sight) -> Way {
        match self {
            _ if self.words().is_some() => Way::Search,
            _ if !sight.is_everybody() || self.az.is_some() => Way::Names,
            _ if self.present.is_some() => Way::Present,
            _ if self.leave.is_some() => Way::Leave,
            _ => Way::Structure,
        }
    }

    fn words(&self) -> Option<Words> {
        self.q.as_deref().and_then(Words::parse)
    }

    fn after(&self) -> AfterName {
        self.after.as_deref().and_then(AfterName::parse).unwrap_or_else(AfterName::start)
    }
}

/// `GET /people`: the structure with the department `open`; or who is in (`in`), on leave (`leave`), everybody by name (`az`),
/// whom the words `q` find. htmx gets the list alone. For who is signed in; a guest sees those with whom they share a chat,
/// by name. From the page of the department `within`, nothing to look for leads back to it.
///
/// # Errors
/// What the database says.
pub async fn index(
    request: HttpRequest,
    viewer: Viewer,
    (ui, company): (Ui, Company),
    which: Query<Which>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let sight = Sight::of(&viewer.user);
    let way = which.way(sight);
    let alone = request.headers().contains_key("hx-request");
    if let (Way::Structure, Some(department)) = (way, which.within) {
        return Ok(see_other(format!("/departments/{department}{}", if alone { "/part" } else { "" })));
    }
    let reader = Reader { hub: &house.hub, ui: &ui, everybody: sight.is_everybody(), current: None };
    let mut conn = house.store.read().await?;
    let here = mark::all_in(&house.hub);
    let (list, about) = match way {
        Way::Structure => {
            let tree = Tree::read(&mut conn, &company).await?;
            let root = tree.root().ok_or(Error::NotFound)?.id;
            let open = which.open.filter(|open| tree.find(*open).is_some()).unwrap_or(root);
            let census = Census::read(&mut conn, &tree, &here).await?;
            let list = Levels { tree: &tree, census: &census, reader }.opened(&mut conn, open).await?.html()?;
            (list, Some(total(&tree, census.of(root), &ui)))
        }
        _ => (flat(&mut conn, (sight, way), &which, (&here, reader)).await?.html()?, None),
    };
    if alone {
        return Ok(Part::new(list).respond_to(&request));
    }
    let view = PeopleView {
        about,
        q: which.q.clone().unwrap_or_default(),
        segments: segments(&mut conn, sight, way, &ui).await?,
        list,
        ..bare(&viewer, &company, &ui)
    };
    Ok(page(ui.t("people"), &view)?.respond_to(&request))
}

/// What is said of the company.
fn total(tree: &Tree, count: Count, ui: &Ui) -> (String, String) {
    let departments = i64::try_from(tree.len().saturating_sub(1)).unwrap_or(i64::MAX);
    ("total".to_owned(), total_words(count, departments, ui))
}

/// A list by names.
async fn flat(
    conn: &mut Conn,
    (sight, way): (Sight, Way),
    which: &Which,
    (here, reader): (&[i64], Reader<'_>),
) -> Result<FlatView> {
    let ui = reader.ui;
    let (after, most) = (which.after(), LISTED + 1);
    let found = |people: &[person::Found]| -> Vec<(AfterName, RowView)> {
        people.iter().map(|one| (AfterName::person(&one.user), RowView::found(one, reader))).collect()
    };
    let (mut rows, address) = match way {
        Way::Search => {
            let words = which.words().unwrap_or_else(Words::any);
            (found(&person::search(conn, sight, &words, person::FOUND + 1).await?), None)
        }
        Way::Present => (found(&person::among(conn, here, after.key(), most).await?), Some("/people?in&after=")),
        Way::Leave => {
            let people = person::on_leave(conn, ui.now, after.key(), most).await?;
            let row = |one: &person::Absent| (AfterName::person(&one.found.user), RowView::absent(one, reader));
            (people.iter().map(row).collect(), Some("/people?leave&after="))
        }
        Way::Structure | Way::Names => {
            (found(&person::page(conn, sight, after.key(), most).await?), Some("/people?az&after="))
        }
    };
    let shown = if address.is_some() { LISTED } else { person::FOUND };
    let shown = usize::try_from(shown).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    let last = rows.last().filter(|_| more).map(|(after, _)| after.to_string());
    let next = address.zip(last).map(|(address, after)| [address, &form_urlencoded(&after)].concat());
    Ok(FlatView {
        about: match way {
            Way::Names if !sight.is_everybody() => ui.t("people-yours"),
            _ => about(way, rows.len(), more, ui),
        },
        people: rows.into_iter().map(|(_, row)| row).collect(),
        next,
        ui: ui.clone(),
    })
}

/// What a list says of itself.
fn about(way: Way, count: usize, more: bool, ui: &Ui) -> String {
    match (way, count) {
        (Way::Search, 0) => ui.t("people-none-found"),
        (Way::Search, _) if more => ui.t("people-more-found"),
        (Way::Leave, 0) => ui.t("people-none-on-leave"),
        (Way::Present, 0) => ui.t("people-none-in"),
        (Way::Search, _) => people_words(i64::try_from(count).unwrap_or(i64::MAX), ui),
        (Way::Present, _) => ui.t("people-present-now"),
        (Way::Leave, _) => ui.t("people-leave-now"),
        (Way::Names | Way::Structure, _) => ui.t("people-by-name"),
    }
}

fn form_urlencoded(text: &str) -> String {
    let pair = serde_urlencoded::to_string([("", text)]).unwrap_or_default();
    pair.trim_start_matches('=').to_owned()
}

async fn segments(conn: &mut Conn, sight: Sight, way: Way, ui: &Ui) -> Result<Vec<SegmentView>> {
    if !sight.is_everybody() {
        return Ok(Vec::new());
    }
    let away = person::count_on_leave(conn, ui.now).await?;
    let segment = |of: Way, address, words| SegmentView {
        address,
        words: ui.t(words),
        count: if of == Way::Leave && away > 0 { ui.number(away) } else { String::new() },
        current: of == way,
    };
    Ok(vec![
        segment(Way::Structure, "/people", "people-structure"),
        segment(Way::Present, "/people?in", "people-in-now"),
        segment(Way::Leave, "/people?leave", "people-on-leave"),
        segment(Way::Names, "/people?az", "people-az"),
    ])
}

/// `GET /people/{user}`: the person, beside the structure. For who may see them.
///
/// # Errors
/// 404 for anybody else.
pub async fn show(
    viewer: Viewer,
    (ui, company): (Ui, Company),
    user: Path<UserId>,
    house: Data<House>,
) -> Result<Page> {
    let sight = Sight::of(&viewer.user);
    let mut conn = house.store.read().await?;
    let of = person::find(&mut conn, sight, *user).await?.ok_or(Error::NotFound)?;
    let reader = Reader { hub: &house.hub, ui: &ui, everybody: sight.is_everybody(), current: Some(of.id) };
    let details = person::details(&mut conn, &of).await?;
    let shared = match of.id == viewer.user.id {
        true => Vec::new(),
        false => shared::of_both(&mut conn, &viewer.user, &of).await?,
    };
    let mut person = PersonView::new(&of, &details, shared, (&viewer.user, &company), reader);
    let here = mark::all_in(&house.hub);
    let (list, about) = if sight.is_everybody() {
        let tree = Tree::read(&mut conn, &company).await?;
        let positions = position::of_user(&mut conn, of.id).await?;
        person = person.for_colleagues(&of, &details, (&tree, &positions), viewer.user.is_administrator());
        let root = tree.root().ok_or(Error::NotFound)?.id;
        let open = positions.first().map_or(root, |main| main.department_id);
        let census = Census::read(&mut conn, &tree, &here).await?;
        let list = Levels { tree: &tree, census: &census, reader }.opened(&mut conn, open).await?.html()?;
        (list, Some(total(&tree, census.of(root), &ui)))
    } else {
        (names(&mut conn, sight, (&here, reader)).await?, None)
    };
    let title = ui.with("people-title", "name", of.name.as_str());
    let view = PeopleView {
        about,
        back: Some("/people".to_owned()),
        segments: segments(&mut conn, sight, Way::Structure, &ui).await?,
        list,
        person: Some(person),
        ..bare(&viewer, &company, &ui)
    };
    page(title, &view)
}

async fn names(conn: &mut Conn, sight: Sight, beside: (&[i64], Reader<'_>)) -> Result<Html> {
    let all = Which { q: None, open: None, present: None, leave: None, az: None, after: None, within: None };
    flat(conn, (sight, Way::Names), &all, beside).await?.html()
}

/// `GET /people/{user}/vcard`: the person as a file of contacts. For who works here.
///
/// # Errors
/// 404 for who is not there any more.
pub async fn file(
    request: HttpRequest,
    Employee(viewer): Employee,
    company: Company,
    user: Path<UserId>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let of = person::find(&mut conn, Sight::of(&viewer.user), *user).await?;
    let of = of.filter(|of| of.state == crate::accounts::State::Active).ok_or(Error::NotFound)?;
    let details = person::details(&mut conn, &of).await?;
    let tree = Tree::read(&mut conn, &company).await?;
    let positions = position::of_user(&mut conn, of.id).await?;
    let page = format!("{}/people/{user}", own_address(&request));
    let card = vcard(&of, &details, (&tree, &positions), &company, &page);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/vcard; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"contact-{user}.vcf\"")))
        .body(card))
}

/// A page of people with nothing on it yet.
pub(super) fn bare(viewer: &Viewer, company: &Company, ui: &Ui) -> PeopleView {
    PeopleView {
        ui: ui.clone(),
        heading: ui.t("people"),
        path: Vec::new(),
        about: None,
        back: None,
        within: None,
        invites: invitation::may_invite(&viewer.user, company),
        edits: None,
        sought: ui.t(if viewer.user.role == Role::Guest { "people-find-name" } else { "people-find" }),
        q: String::new(),
        segments: Vec::new(),
        list: Html::empty(),
        person: None,
    }
}

pub(super) fn page(title: String, view: &PeopleView) -> Result<Page> {
    let page = Page::account(Place::People, title, view.html()?).wide();
    let page = page.styles(&["css/controls.css", "css/people.css"]);
    Ok(if view.about.is_some() { page.counting() } else { page })
}
