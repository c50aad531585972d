//! Pages of the settings.

mod chat;
mod notifications;
mod profile;
mod recovery_codes;
mod second_factor;
mod sign_in;
mod status;

use actix_web::http::Method;

use crate::web::{Access, Page, Place, Result, Route, SECOND_FACTOR, View, route};

/// The settings' part of the URL map.
pub fn routes() -> Vec<Route> {
    use Access::{SettingUp, User};
    vec![
        route(Method::GET, "/settings", User, chat::edit),
        route(Method::POST, "/settings", User, chat::update),
        route(Method::GET, "/settings/profile", User, profile::edit),
        route(Method::POST, "/settings/profile", User, profile::update),
        route(Method::POST, "/settings/contact", User, profile::update_contact),
        route(Method::POST, "/settings/picture", User, profile::create_picture),
        route(Method::POST, "/settings/picture/remove", User, profile::destroy_picture),
        route(Method::GET, "/settings/notifications", User, notifications::edit),
        route(Method::POST, "/settings/notifications", User, notifications::update),
        route(Method::POST, "/settings/notifications/address", User, notifications::ask_again),
        route(Method::POST, "/settings/notifications/test", User, notifications::test),
        route(Method::GET, "/settings/notifications/sent", User, notifications::sent),
        route(Method::GET, "/settings/status", User, status::edit),
        route(Method::POST, "/settings/status", User, status::update),
        route(Method::GET, "/settings/sign-in", User, sign_in::edit),
        route(Method::POST, "/settings/sign-in", User, sign_in::update),
        route(Method::GET, SECOND_FACTOR, SettingUp, second_factor::new),
        route(Method::POST, SECOND_FACTOR, SettingUp, second_factor::create),
        route(Method::POST, "/settings/second-factor/confirm", SettingUp, second_factor::update),
        route(Method::POST, "/settings/second-factor/codes", User, recovery_codes::create),
        route(Method::POST, "/settings/second-factor/off", User, second_factor::destroy),
        route(Method::POST, "/settings/sessions", User, sign_in::destroy),
    ]
}

fn page(title: String, view: &impl View) -> Result<Page> {
    Ok(Page::account(Place::Settings, title, view.html()?).styles(&["css/controls.css", "css/settings.css"]))
}
