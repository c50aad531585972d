//! The pages at the door, and pictures of people.

mod picture;
mod reset;
mod set_up;
mod sign_in;

use actix_web::http::Method;
use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, HttpResponse};

use super::name::{Email, Name};
use super::password::NewPassword;
use super::session::{self, Origin};
use super::viewer::session_cookie;
use super::wrong::Wrong;
use crate::id::UserId;
use crate::store::Tx;
use crate::web::{Access, Errors, Fields, House, Result, Route, Ui, client_address, route};

pub use picture::store_picture;

/// The door's part of the URL map.
pub fn routes() -> Vec<Route> {
    use Access::{Anyone, User};
    vec![
        route(Method::GET, "/setup", Anyone, set_up::new),
        route(Method::POST, "/setup", Anyone, set_up::create),
        route(Method::GET, "/sign-in", Anyone, sign_in::new),
        route(Method::POST, "/sign-in", Anyone, sign_in::create),
        route(Method::POST, "/sign-out", User, sign_in::destroy),
        route(Method::GET, "/reset/{token}", Anyone, reset::edit),
        route(Method::POST, "/reset/{token}", Anyone, reset::update),
        route(Method::GET, "/pictures/{name}", User, picture::show),
    ]
}

/// What a person types to get an account.
pub struct NewPerson {
    /// Their name.
    pub name: Name,
    /// Their address.
    pub email: Email,
    /// Their password.
    pub password: NewPassword,
}

impl NewPerson {
    /// Reads `name`, `email` and `password`; says in `errors` what is wrong with them.
    pub fn parse(fields: &Fields, errors: &mut Errors, ui: &Ui) -> Option<NewPerson> {
        let name = read(fields, "name", Name::parse, errors, ui);
        let email = read(fields, "email", Email::parse, errors, ui);
        let password = read(fields, "password", NewPassword::parse, errors, ui);
        Some(NewPerson { name: name?, email: email?, password: password? })
    }
}

/// Reads one field; says in `errors` what is wrong with it.
pub fn read<T>(
    fields: &Fields,
    field: &'static str,
    parse: impl FnOnce(&str) -> std::result::Result<T, Wrong>,
    errors: &mut Errors,
    ui: &Ui,
) -> Option<T> {
    parse(fields.get(field)).map_err(|wrong| errors.add(field, wrong.say(ui))).ok()
}

/// Begins a session of the person in this browser: the token of its cookie.
///
/// # Errors
/// What the database says.
pub async fn begin_session(
    tx: &mut Tx,
    user: UserId,
    kept: bool,
    request: &HttpRequest,
    house: &House,
) -> Result<String> {
    let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let origin = Origin { agent: agent.to_owned(), address: client_address(request).to_string(), kept };
    Ok(session::create(tx, user, &origin, &house.dice, house.clock.now()).await?)
}

/// Goes there with the cookie of a new session.
pub fn signed_in(to: &str, token: String, kept: bool, house: &House) -> HttpResponse {
    let mut response = crate::web::see_other(to);
    // It fails for a value that no cookie holds; a token of ours is one.
    let _ = response.add_cookie(&session_cookie(token, kept, house.secure));
    response
}
