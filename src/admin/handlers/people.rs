//! The list of people.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::page;
use crate::accounts::{Administrator, Company, Role, State, Viewer};
use crate::admin::deed;
use crate::admin::people::{self, Filter, PAGE};
use crate::admin::views::{PeopleView, RowView, Segment};
use crate::organization::department::Tree;
use crate::organization::handlers::chosen;
use crate::organization::words::Words;
use crate::web::{Errors, Fields, House, Page, Result, Ui, see_other};

/// Who is looked for, and where the list goes on.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    department: String,
    /// The path of a department, as it was typed; its number comes in its place.
    #[serde(default, rename = "in")]
    within: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    id: i64,
    #[serde(default)]
    done: String,
    /// Everybody on the page is chosen.
    all: Option<String>,
}

impl Asked {
    /// What a form of the list sends besides whom it chose: the filter that the list has, and its page.
    pub(super) fn of(fields: &Fields) -> Asked {
        let get = |name: &str| fields.get(name).to_owned();
        Asked {
            q: get("q"),
            state: get("state"),
            role: get("role"),
            department: get("department"),
            after: get("after"),
            id: fields.get("id").parse().unwrap_or_default(),
            ..Asked::default()
        }
    }

    /// The address of this page of the list.
    pub(super) fn here(&self) -> String {
        self.address((self.id > 0).then_some((&self.after, self.id)))
    }

    fn filter(&self) -> Filter {
        Filter {
            state: State::of(&self.state),
            role: Role::of(&self.role),
            department: self.department.parse().ok(),
            words: Words::parse(&self.q),
        }
    }

    /// The address of the list with this filter.
    fn address(&self, after: Option<(&str, i64)>) -> String {
        let id = after.map_or_else(String::new, |(_, id)| id.to_string());
        let pairs = [
            ("state", self.state.as_str()),
            ("role", &self.role),
            ("department", &self.department),
            ("q", &self.q),
            ("after", after.map_or("", |(name, _)| name)),
            ("id", &id),
        ];
        let given: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        match serde_urlencoded::to_string(given) {
            Ok(query) if !query.is_empty() => ["/admin/people?", &query].concat(),
            _ => "/admin/people".to_owned(),
        }
    }
}

/// `GET /admin`: to the people. For administrators.
///
/// # Errors
/// None.
pub async fn home() -> impl Responder {
    see_other("/admin/people")
}

/// `GET /admin/people`: everybody by name; `state`, `role`, `department` and `q` filter; with `all`, all on the page
/// are chosen. For administrators.
///
/// # Errors
/// What the database says.
pub async fn index(
    request: HttpRequest,
    Administrator(viewer): Administrator,
    (ui, company): (Ui, Company),
    asked: Query<Asked>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let asked = asked.into_inner();
    if asked.within.trim().is_empty() {
        return Ok(show(ui, (&company, &viewer), &asked, (Vec::new(), Errors::new()), &house)
            .await?
            .respond_to(&request));
    }
    let tree = deed::tree(&house, &company).await?;
    match chosen(&tree, &asked.within, &ui) {
        Ok(department) => {
            let asked = Asked { department: department.to_string(), ..asked };
            Ok(see_other(asked.address(None)))
        }
        Err(sentence) => {
            let mut errors = Errors::new();
            errors.add("in", sentence);
            again(&request, (ui, &company, &viewer), (asked, Vec::new(), errors), &house).await
        }
    }
}

/// The list again, with those who were chosen and what is wrong.
///
/// # Errors
/// What the database says.
pub(super) async fn again(
    request: &HttpRequest,
    (ui, company, viewer): (Ui, &Company, &Viewer),
    (asked, chosen, errors): (Asked, Vec<i64>, Errors),
    house: &House,
) -> Result<HttpResponse> {
    Ok(show(ui, (company, viewer), &asked, (chosen, errors), house).await?.again().respond_to(request))
}

async fn show(
    ui: Ui,
    (company, viewer): (&Company, &Viewer),
    asked: &Asked,
    (chosen, errors): (Vec<i64>, Errors),
    house: &House,
) -> Result<Page> {
    let filter = asked.filter();
    let after = asked.after.replace('\0', "");
    let mut conn = house.store.read().await?;
    let counts = people::counts(&mut conn).await?;
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX).saturating_add(1);
    let mut found = people::list(&mut conn, &filter, (&after, asked.id), most).await?;
    let tree = Tree::read(&mut conn, company).await?;
    let path = filter.department.filter(|id| tree.find(*id).is_some()).map(|department| tree.path_text(department));
    drop(conn);
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|last| asked.address(Some((&last.name_folded, last.id.0))));
    let row = |row: &people::Row| {
        let presence = house.hub.attendance().of(row.id.0);
        let (chosen, reader) = (asked.all.is_some() || chosen.contains(&row.id.0), &viewer.user.status);
        RowView::new(row, presence, chosen, (&company.name, reader), &ui)
    };
    let state_address = |state: Option<State>| {
        Asked { state: state.map_or("", State::as_str).to_owned(), ..asked.clone() }.address(None)
    };
    let (path, id) = (path.as_ref().unwrap_or(&asked.within), asked.id.to_string());
    let mut fields = vec![("q", &*asked.q), ("state", &asked.state), ("role", &asked.role), ("in", path)];
    fields.push(("department", &asked.department));
    if asked.id > 0 {
        fields.extend([("after", &*asked.after), ("id", &*id)]);
    }
    let here = asked.here();
    let apart = if here.contains('?') { '&' } else { '?' };
    let view = PeopleView {
        all: asked.all.is_none().then(|| format!("{here}{apart}all")),
        none: here,
        done: (asked.done == "refused").then(|| ui.t("admin-done-refused")),
        errors,
        segments: Segment::all(filter.state, counts, state_address, &ui),
        fields: Fields::of(&fields),
        paths: tree.paths(""),
        roles: PeopleView::roles(&ui),
        deeds: PeopleView::deeds(&ui),
        rows: found.iter().map(row).collect(),
        next,
        ui: ui.clone(),
    };
    page(ui.t("admin"), &view)
}
