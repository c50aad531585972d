//! Pages of the organization.

mod departments;
mod invitations;
mod join;
mod levels;
mod people;
mod positions;
mod structure;

use actix_web::http::Method;

use crate::web::{Access, Page, Place, Result, Route, View, route};

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
        route(Method::GET, "/departments/{department}", Employee, departments::show),
        route(Method::GET, "/departments/{department}/part", Employee, departments::part),
        route(Method::GET, "/admin/departments", Administrator, structure::index),
        route(Method::GET, "/admin/departments/{department}", Administrator, structure::show),
        route(Method::POST, "/admin/departments/{department}/name", Administrator, structure::rename),
        route(Method::POST, "/admin/departments/{department}/departments", Administrator, structure::create),
        route(Method::POST, "/admin/departments/{department}/place", Administrator, structure::place),
        route(Method::POST, "/admin/departments/{department}/remove", Administrator, structure::remove),
        route(Method::POST, "/admin/departments/{department}/people", Administrator, structure::enroll),
        route(Method::POST, "/admin/departments/{department}/people/{user}", Administrator, structure::update),
        route(Method::GET, "/admin/people/{user}/positions", Administrator, positions::edit),
        route(Method::POST, "/admin/people/{user}/positions", Administrator, positions::update),
    ]
}

/// A page beside the settings' list.
fn page(title: String, view: &impl View) -> Result<Page> {
    Ok(Page::account(Place::Settings, title, view.html()?).styles(&["css/controls.css", "css/settings.css"]))
}
