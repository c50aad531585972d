//! Pages of the organization.

mod invitations;
mod join;

use actix_web::http::Method;

use crate::web::{Access, Page, Place, Result, Route, View, route};

/// The organization's part of the URL map.
pub fn routes() -> Vec<Route> {
    use Access::{Anyone, Employee};
    vec![
        route(Method::GET, "/invitations", Employee, invitations::index),
        route(Method::POST, "/invitations", Employee, invitations::create),
        route(Method::POST, "/invitations/{invitation}/revoke", Employee, invitations::revoke),
        route(Method::GET, "/invitations/{token}", Anyone, join::new),
        route(Method::POST, "/invitations/{token}", Anyone, join::create),
    ]
}

/// A page beside the settings' list.
fn page(title: String, view: &impl View) -> Result<Page> {
    Ok(Page::account(Place::Settings, title, view.html()?).styles(&["css/controls.css", "css/settings.css"]))
}
