//! Pages of the organization.

mod departments;
mod invitations;
mod join;
mod levels;
mod people;
mod positions;
mod seats;
mod structure;

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::department::Tree;
use super::views::Doors;
use crate::accounts::{Company, Viewer};
use crate::id::DepartmentId;
use crate::web::{Access, Error, Page, Place, Result, Route, Ui, View, route};

/// The organization's part of the URL map.
pub fn routes() -> Vec<Route> {
    use Access::{Administrator, Anyone, Employee, User};
    vec![
        route(Method::GET, "/invitations", Employee, invitations::index),
        route(Method::POST, "/invitations", Employee, invitations::create),
        route(Method::POST, "/invitations/{invitation}/revoke", Employee, invitations::revoke),
        route(Method::GET, "/invitations/{token}", Anyone, join::new),
        route(Method::POST, "/invitations/{token}", Anyone, join::create),
        route(Method::GET, "/people", User, people::index),
        route(Method::GET, "/people/{user}", User, people::show),
        route(Method::GET, "/people/{user}/vcard", Employee, people::file),
        route(Method::GET, "/departments/paths", Employee, departments::paths),
        route(Method::GET, "/departments/{department}", Employee, departments::show),
        route(Method::GET, "/departments/{department}/part", Employee, departments::part),
        route(Method::GET, "/admin/departments", Administrator, structure::index),
        route(Method::GET, "/admin/departments/{department}", Administrator, structure::show),
        route(Method::POST, "/admin/departments/{department}/name", Administrator, structure::rename),
        route(Method::POST, "/admin/departments/{department}/departments", Administrator, structure::create),
        route(Method::POST, "/admin/departments/{department}/place", Administrator, structure::place),
        route(Method::GET, "/admin/departments/{department}/remove", Administrator, structure::confirm_remove),
        route(Method::POST, "/admin/departments/{department}/remove", Administrator, structure::remove),
        route(Method::POST, "/admin/departments/{department}/people", Administrator, seats::enroll),
        route(Method::POST, "/admin/departments/{department}/people/{user}", Administrator, seats::update),
        route(Method::GET, "/admin/people/{user}/positions", Administrator, positions::edit),
        route(Method::POST, "/admin/people/{user}/positions", Administrator, positions::update),
    ]
}

/// The department of the path that was typed; else what is wrong with it, and which is meant perhaps.
///
/// # Errors
/// The sentence.
pub fn chosen(tree: &Tree, typed: &str, ui: &Ui) -> std::result::Result<DepartmentId, String> {
    let typed = typed.trim();
    match tree.by_path(typed).filter(|_| !typed.is_empty()) {
        Some(found) => Ok(found.id),
        None => Err(match tree.closest(typed) {
            Some(closest) => ui.with("department-missing-closest", "closest", tree.path_text(closest)),
            None => ui.t("department-missing"),
        }),
    }
}

impl FromRequest for Doors {
    type Error = Error;
    type Future = Ready<Result<Doors>>;

    /// Those of the viewer.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let extensions = request.extensions();
        let (viewer, company) = (extensions.get::<Viewer>(), extensions.get::<Company>());
        let doors = viewer.zip(company).map(|(viewer, company)| Doors::of(&viewer.user, company));
        ready(doors.ok_or(Error::SignedOut))
    }
}

/// A page beside the settings' list.
fn page(title: String, view: &impl View) -> Result<Page> {
    Ok(Page::account(Place::Settings, title, view.html()?).styles(&["css/controls.css", "css/settings.css"]))
}
