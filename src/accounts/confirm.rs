//! The password once more, before what is dangerous or cannot be undone.
//!
//! `confirm::needed(&request, &viewer, &fields).await?` is a `web::Result<Option<HttpResponse>>`. The handler of a dangerous
//! POST asks it before it does anything:
//!
//! ```text
//! if let Some(page) = confirm::needed(&request, &viewer, &fields).await? {
//!     return Ok(page);
//! }
//! ```

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, Responder};

use super::audit::{self, Act, By, Done};
use super::views::ConfirmView;
use super::{Doorkeeper, User, Viewer, session};
use crate::web::{Error, Fields, FormToken, House, Page, Place, Result, Ui, View, client_address};

/// How long a password that was typed counts.
pub const LASTS: Duration = Duration::from_secs(15 * 60);
/// The field of the password.
const PASSWORD: &str = "confirm-password";
/// What htmx is to do with the page, whatever the form said: it takes the place of the page that asked.
const WHOLE: [(&str, &str); 3] = [("hx-retarget", "#main"), ("hx-reselect", "#main"), ("hx-reswap", "outerHTML")];

/// None if the viewer has typed their password in this session within 15 minutes, or types it with this request: then the
/// handler goes on. Else the page that asks for it, to be returned as it is: its form posts all the fields to the same
/// address again. Call it in handlers of a POST that reads [`Fields`]; what an `Upload` carries cannot be repeated.
///
/// The page comes with 403, since nothing was done and typing the password allows it (401 would have to name a scheme of
/// HTTP, RFC 9110 §15.5.2); with 422 after a wrong password, as every form that is
/// shown again, and with 429 after too many.
///
/// # Errors
/// What the database says.
pub async fn needed(request: &HttpRequest, viewer: &Viewer, fields: &Fields) -> Result<Option<HttpResponse>> {
    let house = House::of(request);
    let now = house.clock.now();
    let typed = fields.has(PASSWORD);
    let right = if typed { knows_password(request, viewer, fields.get(PASSWORD)).await } else { Ok(false) };
    // What was asked for is kept, to be asked for again.
    if let Err(Error::TooMany(seconds)) = right {
        let again = page(request, viewer, fields, Some(Refusal::TooMany(seconds)));
        return again.map(Some);
    }
    if right? {
        let mut tx = house.store.begin().await?;
        session::confirm(&mut tx, viewer.session, now).await?;
        tx.commit().await?;
        return Ok(None);
    }
    // A wrong password is told of, whether one was needed or not.
    if !typed && now.is_within(LASTS, viewer.confirmed_at) {
        return Ok(None);
    }
    page(request, viewer, fields, typed.then_some(Refusal::Wrong)).map(Some)
}

/// Whether this is the viewer's password. Tries are counted as those to sign in; a wrong one is in the audit log.
///
/// # Errors
/// [`TooMany`](crate::web::Error::TooMany); what the database says.
pub async fn knows_password(request: &HttpRequest, viewer: &Viewer, typed: &str) -> Result<bool> {
    let (house, door) = (House::of(request), Doorkeeper::of(request));
    let (email, address, now) = (&viewer.user.email, client_address(request), house.clock.now());
    door.knock(email, address, now)?;
    let looked = async {
        let hash = User::password_hash(&mut house.store.read().await?, viewer.user.id).await?;
        Ok::<bool, Error>(door.passwords.is_right(typed, hash).await?)
    };
    let right = looked.await.inspect_err(|_| door.excuse(email, address))?;
    if right {
        door.welcome(email, address);
        return Ok(true);
    }
    let done = Done::to_user(Act::SignInRefused, viewer.user.id, &viewer.user.name);
    let mut tx = house.store.begin().await?;
    audit::write(&mut tx, &By::of(request), done, now).await?;
    tx.commit().await?;
    Ok(false)
}

/// Why the password was not taken.
#[derive(Clone, Copy)]
enum Refusal {
    /// It is another.
    Wrong,
    /// It was not looked at; after so many seconds it is.
    TooMany(u64),
}

impl Refusal {
    fn say(self, ui: &Ui) -> String {
        match self {
            Refusal::Wrong => ui.t("password-not-yours"),
            Refusal::TooMany(seconds) => ui.count("confirm-too-many", i64::try_from(seconds.div_ceil(60)).unwrap_or(1)),
        }
    }
}

fn page(request: &HttpRequest, viewer: &Viewer, fields: &Fields, refusal: Option<Refusal>) -> Result<HttpResponse> {
    let ui = Ui::of(request);
    let title = ui.t("confirm-title");
    let again = fields.iter().filter(|(name, _)| name != PASSWORD && name != FormToken::NAME);
    let view = ConfirmView {
        wrong: refusal.map(|refusal| refusal.say(&ui)),
        ui,
        action: request.uri().path_and_query().map_or_else(String::new, ToString::to_string),
        fields: again.cloned().collect(),
        email: viewer.user.email.clone(),
        at_door: request.extensions().get::<Viewer>().is_none(),
    };
    let status = match refusal {
        Some(Refusal::Wrong) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(Refusal::TooMany(_)) => StatusCode::TOO_MANY_REQUESTS,
        None => StatusCode::FORBIDDEN,
    };
    let page = Page::account(Place::Between, title, view.html()?).wide().status(status);
    let mut response = page.respond_to(request);
    if request.headers().contains_key("hx-request") {
        for (name, value) in WHOLE {
            response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }
    Ok(response)
}
