//! The list of people.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::page;
use crate::accounts::{Administrator, Company, Role, State, Viewer};
use crate::admin::people::{self, Filter, PAGE};
use crate::admin::views::{PeopleView, RowView, Segment};
use crate::id::DepartmentId;
use crate::organization::department::Tree;
use crate::organization::person::Words;
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
    #[serde(default)]
    after: String,
    #[serde(default)]
    id: i64,
    #[serde(default)]
    done: String,
}

impl Asked {
    /// What a form of the list sends besides whom it chose: the filter that the list has.
    pub(super) fn of(fields: &Fields) -> Asked {
        let get = |name: &str| fields.get(name).to_owned();
        Asked { q: get("q"), state: get("state"), role: get("role"), department: get("department"), ..Asked::default() }
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

/// `GET /admin/people`: everybody by name; `state`, `role`, `department` and `q` filter. For administrators.
///
/// # Errors
/// What the database says.
pub async fn index(
    Administrator(viewer): Administrator,
    (ui, company): (Ui, Company),
    asked: Query<Asked>,
    house: Data<House>,
) -> Result<Page> {
    show(ui, (&company, &viewer), &asked, (Vec::new(), Errors::new()), &house).await
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
    let department = match filter.department {
        Some(department) => named(&Tree::read(&mut conn, company).await?, department, asked),
        None => None,
    };
    drop(conn);
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|last| asked.address(Some((&last.name_folded, last.id.0))));
    let row = |row: &people::Row| {
        let presence = house.hub.attendance().of(row.id.0);
        let (chosen, reader) = (chosen.contains(&row.id.0), &viewer.user.status);
        RowView::new(row, presence, chosen, (&company.name, reader), &ui)
    };
    let state_address = |state: Option<State>| {
        Asked { state: state.map_or("", State::as_str).to_owned(), ..asked.clone() }.address(None)
    };
    let fields = [("q", &*asked.q), ("state", &asked.state), ("role", &asked.role), ("department", &asked.department)];
    let view = PeopleView {
        done: (asked.done == "refused").then(|| ui.t("admin-done-refused")),
        errors,
        segments: Segment::all(filter.state, counts, state_address, &ui),
        fields: Fields::of(&fields),
        department,
        roles: PeopleView::roles(&ui),
        deeds: PeopleView::deeds(&ui),
        rows: found.iter().map(row).collect(),
        next,
        ui: ui.clone(),
    };
    page(ui.t("admin"), &view)
}

/// The path of the department, and the list without it.
fn named(tree: &Tree, department: DepartmentId, asked: &Asked) -> Option<(String, String)> {
    tree.find(department)?;
    let without = Asked { department: String::new(), ..asked.clone() };
    Some((tree.path_text(department), without.address(None)))
}
