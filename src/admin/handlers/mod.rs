//! Pages of the administration.

mod answers;
mod audit;
mod case;
mod chosen;
mod company;
mod import;
mod life;
mod mail;
mod people;
mod person;
mod system;

use actix_web::http::Method;

use crate::web::{Access, Page, Place, Result, Route, View, route};

/// The administration's part of the URL map.
pub fn routes() -> Vec<Route> {
    use Access::Administrator;
    vec![
        route(Method::GET, "/admin", Administrator, people::home),
        route(Method::GET, "/admin/people", Administrator, people::index),
        route(Method::POST, "/admin/people", Administrator, chosen::new),
        route(Method::POST, "/admin/people/change", Administrator, chosen::create),
        route(Method::GET, "/admin/people/{user}", Administrator, person::edit),
        route(Method::POST, "/admin/people/{user}", Administrator, person::update),
        route(Method::GET, "/admin/people/{user}/letters", Administrator, person::show_letters),
        route(Method::POST, "/admin/people/{user}/role", Administrator, life::set_role),
        route(Method::POST, "/admin/people/{user}/sessions", Administrator, person::end_sessions),
        route(Method::POST, "/admin/people/{user}/reset-link", Administrator, person::create_reset_link),
        route(Method::POST, "/admin/people/{user}/second-factor", Administrator, person::end_second_factor),
        route(Method::GET, "/admin/people/{user}/dismiss", Administrator, life::confirm_dismiss),
        route(Method::POST, "/admin/people/{user}/dismiss", Administrator, life::dismiss),
        route(Method::POST, "/admin/people/{user}/rehire", Administrator, life::rehire),
        route(Method::POST, "/admin/people/{user}/approve", Administrator, life::approve),
        route(Method::POST, "/admin/people/{user}/refuse", Administrator, life::refuse),
        route(Method::GET, "/admin/import", Administrator, import::index),
        route(Method::POST, "/admin/import", Administrator, import::create),
        route(Method::GET, "/admin/import/template", Administrator, import::template),
        route(Method::GET, "/admin/import/{import}", Administrator, import::show),
        route(Method::POST, "/admin/import/{import}/run", Administrator, import::take_in),
        route(Method::POST, "/admin/import/{import}/forget", Administrator, import::forget),
        route(Method::GET, "/admin/import/{import}/left-out", Administrator, import::left_out),
        route(Method::POST, "/admin/import/{import}/links", Administrator, import::links),
        route(Method::POST, "/admin/export", Administrator, import::export_all),
        route(Method::GET, "/admin/company", Administrator, company::edit),
        route(Method::POST, "/admin/company", Administrator, company::update),
        route(Method::GET, "/admin/mail", Administrator, mail::edit),
        route(Method::POST, "/admin/mail", Administrator, mail::update),
        route(Method::POST, "/admin/mail/test", Administrator, mail::test),
        route(Method::GET, "/admin/mail/remove", Administrator, mail::confirm_remove),
        route(Method::POST, "/admin/mail/remove", Administrator, mail::remove),
        route(Method::GET, "/admin/mail/answers", Administrator, answers::edit),
        route(Method::POST, "/admin/mail/answers", Administrator, answers::update),
        route(Method::POST, "/admin/mail/answers/remove", Administrator, answers::remove),
        route(Method::GET, "/admin/audit", Administrator, audit::index),
        route(Method::POST, "/admin/audit/export", Administrator, audit::export),
        route(Method::GET, "/admin/system", Administrator, system::show),
    ]
}

/// A page of the administration, which has the width for tables.
fn page(title: String, view: &impl View) -> Result<Page> {
    Ok(Page::account(Place::Settings, title, view.html()?).wide().styles(&["css/controls.css", "css/admin.css"]))
}
