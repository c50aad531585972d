//! Pages of the organization.

mod departments;
mod invitations;
mod join;
mod levels;
mod people;
mod users;

use actix_web::http::Method;

use crate::web::{Access, Page, Place, Result, Route, View, route};

/// The organization's part of the URL map.
pub fn routes() -> Vec<Route> {
    use Access::{Administrator, Anyone, Employee, User};
    vec![
        route(Method::GET, "/invitations", Administrator, invitations::index),
        route(Method::POST, "/invitations", Administrator, invitations::create),
        route(Method::POST, "/invitations/{invitation}/revoke", Administrator, invitations::revoke),
        route(Method::GET, "/invitations/{token}", Anyone, join::new),
        route(Method::POST, "/invitations/{token}", Anyone, join::create),
        route(Method::GET, "/people", User, people::index),
        route(Method::GET, "/people/{user}", User, people::show),
        route(Method::GET, "/people/{user}/vcard", Employee, people::file),
        route(Method::GET, "/departments/{department}", Employee, departments::show),
        route(Method::GET, "/departments/{department}/part", Employee, departments::part),
        route(Method::GET, "/users", Administrator, users::index),
        route(Method::POST, "/users/{user}/reset-link", Administrator, users::create_reset_link),
    ]
}

/// A page beside the settings' list.
fn page(title: String, view: &impl View) -> Result<Page> {
    Ok(Page::account(Place::Settings, title, view.html()?).styles(&["css/controls.css", "css/settings.css"]))
}
