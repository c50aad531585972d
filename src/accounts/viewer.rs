//! Who looks at a page: found by the session's cookie, once for each request.

use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::time::Duration as CookieTime;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, COOKIE, HeaderValue, SET_COOKIE};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, Responder, ResponseError};

use super::company::Company;
use super::session::{self, Found};
use super::sign_in;
use super::user::{Role, User};
use super::views::UnsetView;
use crate::clock::Moment;
use crate::id::SessionId;
use crate::web::security::{is_own, needs_token};
use crate::web::{
    Access, Error, FormToken, Granted, House, Language, Locale, Page, Result, Typed, Ui, View, client_address,
};

/// The cookie that holds the token of a session, by HTTP and by HTTPS. By HTTPS browsers take one of such a name from this
/// very host only, for all of its addresses (RFC 6265bis §4.1.3.2): a neighbour under the same domain cannot sign somebody in
/// as another.
pub const SESSION: [&str; 2] = ["hallway_session", "__Host-hallway_session"];
/// The cookie that holds the token of a sign-in until its code is given.
pub const SIGNING_IN: [&str; 2] = ["hallway_sign_in", "__Host-hallway_sign_in"];
/// The cookie of a language that somebody chose before they signed in.
pub const LANGUAGE: &str = "language";
/// The language of whom nobody knows anything.
const FIRST: Language = Language::English;
/// What needs neither a session nor a company, and is answered however much there is to do: assets, and how the server does.
const WITHOUT: [&str; 3] = ["/healthz", "/readyz", "/metrics"];
const ASSETS: &str = "/assets/";
/// Where the company is set up.
pub const SET_UP: &str = "/setup";

/// Who is signed in. An extractor; the address's access says before it that there is one.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The person.
    pub user: User,
    /// The session that the page is looked at in.
    pub session: SessionId,
    /// When the person last typed their password in it.
    pub confirmed_at: Moment,
    /// The company's epoch.
    pub epoch: String,
}

/// Who is signed in, also one who lacks the second factor that the company asks for: they are no [`Viewer`] before they have it.
/// An extractor.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The person.
    pub viewer: Viewer,
    /// Whether they lack it.
    pub lacks_factor: bool,
}

/// A viewer who works here, and so may see the company's people and structure: no guest. An extractor.
#[derive(Clone, Debug)]
pub struct Employee(pub Viewer);

/// A viewer who looks after the company. An extractor.
#[derive(Clone, Debug)]
pub struct Administrator(pub Viewer);

impl FromRequest for Viewer {
    type Error = Error;
    type Future = Ready<Result<Viewer>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<Viewer>().cloned().ok_or(Error::SignedOut))
    }
}

impl FromRequest for SignedIn {
    type Error = Error;
    type Future = Ready<Result<SignedIn>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<SignedIn>().cloned().ok_or(Error::SignedOut))
    }
}

impl FromRequest for Employee {
    type Error = Error;
    type Future = Ready<Result<Employee>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match request.extensions().get::<Viewer>() {
            None => Err(Error::SignedOut),
            Some(viewer) if viewer.user.role == Role::Guest => Err(Error::NotAllowed),
            Some(viewer) => Ok(Employee(viewer.clone())),
        })
    }
}

impl FromRequest for Administrator {
    type Error = Error;
    type Future = Ready<Result<Administrator>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match request.extensions().get::<Viewer>() {
            None => Err(Error::SignedOut),
            Some(viewer) if viewer.user.is_administrator() => Ok(Administrator(viewer.clone())),
            Some(_) => Err(Error::NotAllowed),
        })
    }
}

impl FromRequest for Company {
    type Error = Error;
    type Future = Ready<Result<Company>>;

    /// The company, signed in or not.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<Company>().cloned().ok_or(Error::NotFound))
    }
}

/// Leaves in the request who looks at it ([`SignedIn`], [`Viewer`], [`Granted`]), in which language and with which token of its forms
/// ([`Ui`], [`FormToken`]), and the [`Company`]. Before there is a company, every page but the set-up's says so.
///
/// # Errors
/// None of its own: what goes wrong is answered.
pub async fn identify(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if request.path().starts_with(ASSETS) || WITHOUT.contains(&request.path()) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let house = House::of(request.request());
    let now = house.clock.now();
    // Even what goes wrong before we know anybody is told in words that they read.
    let guess = Ui::new(Locale::new(asked(request.request()).unwrap_or(FIRST), "UTC"), now);
    request.extensions_mut().insert(guess.clone());
    let token = session_token(request.request()).map(ToOwned::to_owned);
    let mut pass = match house.turnstile.pass(token.as_deref()) {
        Ok(pass) => pass,
        Err(error) => return Ok(turned_away(request, &error).await),
    };
    match look(&house, token.as_deref(), now).await {
        Err(error) => {
            let response = error.error_response();
            return Ok(request.into_response(response));
        }
        Ok(Seen::Nothing) if request.path() != SET_UP => {
            let page = unset(guess)?;
            let response = page.respond_to(request.request());
            return Ok(request.into_response(response));
        }
        Ok(Seen::Nothing) => {}
        Ok(Seen::Company(company)) => {
            if let Some(token) = &token {
                pass.is_nobodys(token);
            }
            stranger(&request, company, now);
        }
        Ok(Seen::User(found)) => {
            let token = token.as_deref().unwrap_or_default();
            pass.is_of(token, found.user.id.0);
            let token = session::form_token(token);
            remember_use(&house, request.request(), &found, now);
            known(&request, *found, token, now);
        }
    }
    request.extensions_mut().insert(pass);
    let chosen = chosen_now(request.request()).map(|language| language_cookie(language, house.secure));
    let mut response = next.call(request).await?.map_into_boxed_body();
    if let Some(value) = chosen.and_then(|cookie| HeaderValue::from_str(&cookie.to_string()).ok()) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    Ok(response)
}

/// Too much is asked of the house. What was typed goes back with the answer.
async fn turned_away(mut request: ServiceRequest, error: &Error) -> ServiceResponse<BoxBody> {
    let (own, payload) = request.parts_mut();
    if is_own(own) {
        Typed::read(own, payload).await;
    }
    let response = error.error_response();
    request.into_response(response)
}

enum Seen {
    Nothing,
    Company(Company),
    User(Box<Found>),
}

async fn look(house: &House, token: Option<&str>, now: Moment) -> Result<Seen> {
    let mut conn = house.store.read().await?;
    if let Some(token) = token
        && let Some(found) = session::find(&mut conn, token, now).await?
    {
        return Ok(Seen::User(Box::new(found)));
    }
    Ok(Company::find(&mut conn).await?.map_or(Seen::Nothing, Seen::Company))
}

fn unset(ui: Ui) -> Result<Page> {
    let title = ui.t("unset-title");
    Ok(Page::gate(title, UnsetView { ui }.html()?).status(StatusCode::SERVICE_UNAVAILABLE))
}

fn stranger(request: &ServiceRequest, company: Company, now: Moment) {
    let language = asked(request.request()).unwrap_or_else(|| company.language());
    let mut extensions = request.extensions_mut();
    extensions.insert(Ui::new(Locale::new(language, &company.time_zone), now));
    extensions.insert(company);
}

fn known(request: &ServiceRequest, found: Found, token: String, now: Moment) {
    let Found { session, confirmed_at, lacks_factor, user, company, .. } = found;
    let locale = match asked_here(request.request()) {
        // Their settings are closed to them, and the pages at the door offer the languages.
        Some(language) if lacks_factor => Locale { language, ..user.locale(&company) },
        _ => user.locale(&company),
    };
    let needs_token = needs_token(request.request());
    let mut extensions = request.extensions_mut();
    if needs_token {
        extensions.insert(FormToken(token.clone()));
    }
    extensions.insert(Ui::new(locale, now).with_token(Some(token)));
    extensions.insert(Granted(match user.role {
        _ if lacks_factor => Access::SettingUp,
        Role::Guest => Access::User,
        Role::Employee => Access::Employee,
        Role::Administrator => Access::Administrator,
    }));
    let viewer = Viewer { user, session, confirmed_at, epoch: company.epoch.clone() };
    if !lacks_factor {
        extensions.insert(viewer.clone());
    }
    extensions.insert(SignedIn { viewer, lacks_factor });
    extensions.insert(company);
}

/// Writes down that the session is used, beside the request: nobody waits for it, and nothing is lost if it fails.
fn remember_use(house: &Data<House>, request: &HttpRequest, found: &Found, now: Moment) {
    if now.since(found.used_at) < session::USED {
        return;
    }
    let (store, session, address) = (house.store.clone(), found.session, client_address(request).to_string());
    tokio::spawn(async move {
        let written = async {
            let mut tx = store.begin().await?;
            session::was_used(&mut tx, session, &address, now).await?;
            tx.commit().await
        };
        if let Err(error) = written.await {
            tracing::warn!(%error, "the last use of a session was not written");
        }
    });
}

/// The language that whoever is not signed in asks for: the address's, the cookie's, the browser's.
fn asked(request: &HttpRequest) -> Option<Language> {
    let header = || request.headers().get(ACCEPT_LANGUAGE).and_then(|value| Language::accepted(value.to_str().ok()?));
    asked_here(request).or_else(header)
}

/// The language that was chosen on a page at the door: the address's, the cookie's.
fn asked_here(request: &HttpRequest) -> Option<Language> {
    let cookie = || request.cookie(LANGUAGE).and_then(|cookie| Language::of(cookie.value()));
    chosen_now(request).or_else(cookie)
}

/// The language that a link of the page's foot names: `?lang=vi`.
fn chosen_now(request: &HttpRequest) -> Option<Language> {
    let mut pairs = request.query_string().split('&');
    pairs.find_map(|pair| Language::of(pair.strip_prefix("lang=")?))
}

fn language_cookie(language: Language, secure: bool) -> Cookie<'static> {
    Cookie::build(LANGUAGE, language.tag())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .max_age(kept_for())
        .finish()
}

/// The token of the session that the request is sent in.
fn session_token(request: &HttpRequest) -> Option<&str> {
    one_of(request, SESSION)
}

/// The token of the sign-in that waits for its code.
pub fn sign_in_token(request: &HttpRequest) -> Option<&str> {
    one_of(request, SIGNING_IN)
}

/// Whether the browser keeps the cookie of a session, which may be over.
pub fn has_session_cookie(request: &HttpRequest) -> bool {
    values(request, named(SESSION, House::of(request).secure)).next().is_some()
}

/// The value of the cookie, if it is there once: of two, one is somebody else's, and nobody knows which.
fn one_of<'r>(request: &'r HttpRequest, names: [&'static str; 2]) -> Option<&'r str> {
    let mut values = values(request, named(names, House::of(request).secure));
    values.next().filter(|_| values.next().is_none())
}

/// The values of the cookie as they were sent. A name that has to be decoded first is not the one that the browser looked at.
fn values<'r>(request: &'r HttpRequest, name: &'static str) -> impl Iterator<Item = &'r str> {
    let headers = request.headers().get_all(COOKIE).filter_map(|header| header.to_str().ok());
    let pairs = headers.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(move |(of, _)| *of == name).map(|(_, value)| value)
}

fn named(names: [&'static str; 2], secure: bool) -> &'static str {
    names[usize::from(secure)]
}

/// The cookie of a session; without `kept` it goes when the browser is closed.
pub fn session_cookie(token: String, kept: bool, secure: bool) -> Cookie<'static> {
    let cookie =
        Cookie::build(named(SESSION, secure), token).path("/").http_only(true).same_site(SameSite::Lax).secure(secure);
    if kept { cookie.max_age(kept_for()).finish() } else { cookie.finish() }
}

/// Takes the cookie of a session away.
pub fn no_session_cookie(secure: bool) -> Cookie<'static> {
    let mut cookie = session_cookie(String::new(), false, secure);
    cookie.make_removal();
    cookie
}

/// The cookie that holds the token of a sign-in until its code is given; an empty token takes it away.
pub fn sign_in_cookie(token: String, secure: bool) -> Cookie<'static> {
    let gone = token.is_empty();
    let mut cookie = Cookie::build(named(SIGNING_IN, secure), token)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(secure)
        .max_age(seconds(sign_in::VALID))
        .finish();
    if gone {
        cookie.make_removal();
    }
    cookie
}

fn kept_for() -> CookieTime {
    seconds(session::KEPT)
}

fn seconds(length: Duration) -> CookieTime {
    CookieTime::seconds(i64::try_from(length.as_secs()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_language_is_the_addresses_then_the_cookies_then_the_browsers() {
        let asked = |uri: &str, cookie: Option<&'static str>, header: &str| {
            let mut request = TestRequest::get().uri(uri).insert_header((ACCEPT_LANGUAGE, header));
            if let Some(value) = cookie {
                request = request.cookie(Cookie::new(LANGUAGE, value));
            }
            super::asked(&request.to_http_request())
        };
        let (english, vietnamese) = (Some(Language::English), Some(Language::Vietnamese));
        assert_eq!(asked("/sign-in?next=%2F&lang=vi", Some("en"), "en"), vietnamese);
        assert_eq!(asked("/sign-in?lang=xx", Some("vi"), "en"), vietnamese);
        assert_eq!(asked("/sign-in", Some("xx"), "fr, vi;q=0.5, en;q=0.9"), english);
        assert_eq!(asked("/sign-in", None, "vi-VN,vi;q=0.9,en;q=0.8"), vietnamese);
        assert_eq!(asked("/sign-in?slang=vi", None, "fr"), None);
    }

    #[test]
    fn cookies_stay_with_us() {
        let kept = session_cookie("token".to_owned(), true, true).to_string();
        assert_eq!(kept, "__Host-hallway_session=token; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=31536000");
        let brief = session_cookie("token".to_owned(), false, false).to_string();
        assert_eq!(brief, "hallway_session=token; HttpOnly; SameSite=Lax; Path=/");
        assert!(no_session_cookie(false).to_string().contains("Max-Age=0"));
    }
}
