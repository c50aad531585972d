//! The pages at the door, and pictures of people.

mod forgotten;
mod picture;
mod reset;
mod set_up;
mod sign_in;
mod sign_in_code;

use actix_web::http::Method;
use actix_web::http::header::USER_AGENT;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};

use super::audit::{self, Act, By, Done};
use super::name::{Email, Name};
use super::password::NewPassword;
use super::profile::{Birthday, Profile, parse_inner, parse_phone};
use super::session::{self, Origin};
use super::viewer::{session_cookie, sign_in_cookie};
use super::wrong::Wrong;
use super::{SignedIn, User, known, notices, second_factor, sign_in as waiting};
use crate::id::UserId;
use crate::notice::{Audience, Notice};
use crate::store::Tx;
use crate::web::{Access, Error, Errors, Fields, House, Result, Route, SIGN_IN, Ui, client_address, route, see_other};

#[cfg(test)]
pub(crate) use forgotten::write as write_forgotten;
pub use picture::store_picture;

/// The door's part of the URL map.
pub fn routes() -> Vec<Route> {
    use Access::{Anyone, SettingUp, User};
    vec![
        route(Method::GET, "/setup", Anyone, set_up::new),
        route(Method::POST, "/setup", Anyone, set_up::create),
        route(Method::GET, "/sign-in", Anyone, sign_in::new),
        route(Method::POST, "/sign-in", Anyone, sign_in::create),
        route(Method::GET, "/sign-in/forgotten", Anyone, forgotten::new),
        route(Method::POST, "/sign-in/forgotten", Anyone, forgotten::create),
        route(Method::GET, "/sign-in/code", Anyone, sign_in_code::new),
        route(Method::POST, "/sign-in/code", Anyone, sign_in_code::create),
        route(Method::POST, "/sign-out", SettingUp, sign_in::destroy),
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

/// Reads `inner_number`, `desk_phone`, `mobile_phone`, `birth_day` and `birth_month`, all of which may be empty; says in
/// `errors` what is wrong with them.
pub fn read_profile(fields: &Fields, errors: &mut Errors, ui: &Ui) -> Option<Profile> {
    let inner_number = read(fields, "inner_number", parse_inner, errors, ui);
    let desk_phone = read(fields, "desk_phone", parse_phone, errors, ui);
    let mobile_phone = read(fields, "mobile_phone", parse_phone, errors, ui);
    let birthday = |day: &str| Birthday::parse(day, fields.get("birth_month"));
    let birthday = read(fields, "birth_day", birthday, errors, ui);
    Some(Profile {
        birthday: birthday?.map_or_else(String::new, Birthday::to_text),
        inner_number: inner_number?,
        desk_phone: desk_phone?,
        mobile_phone: mobile_phone?,
    })
}

/// Begins a session of the person in this browser: the token of its cookie. They are told of it if the browser, or where it is,
/// was not seen with them before.
///
/// # Errors
/// 403 for who was dismissed meanwhile; what the database says.
pub async fn begin_session(
    tx: &mut Tx,
    user: UserId,
    kept: bool,
    request: &HttpRequest,
    house: &House,
) -> Result<String> {
    let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let origin = Origin { agent: agent.to_owned(), address: client_address(request).to_string(), kept };
    let now = house.clock.now();
    let (session, token) = session::create(tx, user, &origin, &house.dice, now).await?.ok_or(Error::NotAllowed)?;
    if known::meet(tx, user, &origin, now).await? {
        let notice = Notice::new(&notices::NEW_DEVICE, Audience::user(user), (session.0, &origin.agent));
        tx.emit(notice.detail(&origin.address).into());
    }
    Ok(token)
}

/// Goes there with the cookie of a new session.
pub fn signed_in(to: &str, token: String, kept: bool, house: &House) -> HttpResponse {
    let mut response = see_other(to);
    // It fails for a value that no cookie holds; a token of ours is one.
    let _ = response.add_cookie(&session_cookie(token, kept, house.secure));
    response
}

/// Lets in whose password was right: a session begins here in place of the one that was, or, where a second factor is on,
/// its code is asked for first. Commits the transaction.
///
/// # Errors
/// What the database says.
pub async fn let_in(mut tx: Tx, user: &User, kept: bool, next: &str, request: &HttpRequest) -> Result<HttpResponse> {
    let house = House::of(request);
    if second_factor::find(&mut tx, user.id).await?.is_none() {
        return enter(tx, user, kept, next, request).await;
    }
    let token = waiting::begin(&mut tx, user.id, kept, &house.dice, house.clock.now()).await?;
    tx.commit().await?;
    let mut response = see_other(with_next("/sign-in/code", next));
    // As in `signed_in`.
    let _ = response.add_cookie(&sign_in_cookie(token, house.secure));
    Ok(response)
}

/// Begins the session of somebody who has proved all that they have to. Commits the transaction.
async fn enter(mut tx: Tx, user: &User, kept: bool, next: &str, request: &HttpRequest) -> Result<HttpResponse> {
    let house = House::of(request);
    let before = request.extensions().get::<SignedIn>().cloned();
    if let Some(SignedIn { viewer, .. }) = before {
        session::end(&mut tx, viewer.user.id, viewer.session).await?;
    }
    let token = begin_session(&mut tx, user.id, kept, request, &house).await?;
    let by = By::of(request).person(user.id, &user.name);
    audit::write(&mut tx, &by, Done::to_user(Act::SignedIn, user.id, &user.name), house.clock.now()).await?;
    tx.commit().await?;
    Ok(signed_in(local(next), token, kept, &house))
}

/// Writes into the audit log that somebody was not let in, beside the request: what an address without an account takes
/// would else be told apart by the time.
fn remember_refusal(request: &HttpRequest, user: &User, detail: &'static str) {
    let (house, by, user) = (House::of(request), By::of(request), user.clone());
    tokio::spawn(async move {
        let done = Done::to_user(Act::SignInRefused, user.id, &user.name).detail(detail);
        let written = async {
            let mut tx = house.store.begin().await?;
            audit::write(&mut tx, &by, done, house.clock.now()).await?;
            tx.commit().await
        };
        if let Err(error) = written.await {
            tracing::warn!(%error, "a refused sign-in was not written");
        }
    });
}

/// The address, with where one wanted to go.
pub fn with_next(path: &str, next: &str) -> String {
    match local(next) {
        "/" => path.to_owned(),
        next => {
            serde_urlencoded::to_string([("next", next)]).map_or(path.to_owned(), |query| [path, "?", &query].concat())
        }
    }
}

/// The path, if it is one of this server that is not of signing in; else `/`. Browsers read `\` as `/`, and skip tabs and line
/// ends.
pub fn local(path: &str) -> &str {
    let plain = path.bytes().all(|b| b > b' ' && b != 0x7f && b != b'\\');
    let local = path.starts_with('/') && !path.starts_with("//");
    if plain && local && !path.starts_with(SIGN_IN) { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_inside_of_the_house_only() {
        for path in ["/chats/7?at=3", "/settings/profile", "/", "/messages?q=%C4%91"] {
            assert_eq!(local(path), path);
        }
        for other in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "",
            "chats",
            "/\t/evil.example",
            "/a\r\nb",
            "/sign-in",
        ] {
            assert_eq!(local(other), "/", "{other:?}");
        }
    }
}
