//! The second factor: set up and turned off.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::{page, sign_in};
use crate::accounts::audit::{self, Act, By, Done};
use crate::accounts::handlers::{local, with_next};
use crate::accounts::qr::Qr;
use crate::accounts::{Company, SignedIn, Viewer, confirm, second_factor};
use crate::settings::views::{At, CodesView, SecondFactorView, SecretView};
use crate::web::{Errors, Fields, House, Page, Result, SECOND_FACTOR, Ui, View, see_other};

/// Where one wanted to go.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

/// `GET /settings/second-factor`: the secret that waits to be confirmed, or what a second factor is. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn new(
    request: HttpRequest,
    (who, company): (SignedIn, Company),
    ui: Ui,
    wanted: Query<Wanted>,
    house: Data<House>,
) -> Result<HttpResponse> {
    if second_factor::find(&mut house.store.read().await?, who.viewer.user.id).await?.is_some() {
        return Ok(see_other(local(&wanted.next)));
    }
    let fields = Fields::of(&[("next", local(&wanted.next))]);
    Ok(unkept(show(&who, &company, (ui, fields, false), &house).await?, &request))
}

/// `POST /settings/second-factor`: a secret is made, which waits to be confirmed. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn create(request: HttpRequest, who: SignedIn, fields: Fields, house: Data<House>) -> Result<HttpResponse> {
    if let Some(page) = confirm::needed(&request, &who.viewer, &fields).await? {
        return Ok(page);
    }
    let mut tx = house.store.begin().await?;
    second_factor::begin(&mut tx, who.viewer.user.id, &house.dice, house.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other(with_next(SECOND_FACTOR, fields.get("next"))))
}

/// `POST /settings/second-factor/confirm` with `code`: it is on, and its recovery codes are shown this once. For who is signed
/// in.
///
/// # Errors
/// What the database says.
pub async fn update(
    request: HttpRequest,
    (who, company): (SignedIn, Company),
    (ui, by): (Ui, By),
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let (user, now) = (&who.viewer.user, house.clock.now());
    let mut tx = house.store.begin().await?;
    let Some(codes) = second_factor::confirm(&mut tx, user.id, fields.get("code"), &house.dice, now).await? else {
        let is_on = second_factor::find(&mut tx, user.id).await?.is_some();
        drop(tx);
        if is_on {
            return Ok(see_other("/settings/sign-in"));
        }
        let page = show(&who, &company, (ui, fields, true), &house).await?;
        return Ok(unkept(page.again(), &request));
    };
    audit::write(&mut tx, &by, Done::to_user(Act::SecondFactorOn, user.id, &user.name), now).await?;
    tx.commit().await?;
    Ok(unkept(codes_page((&who, &company), ui, codes, fields.get("next"))?, &request))
}

/// `POST /settings/second-factor/off`. For who is signed in, unless the company asks for it.
///
/// # Errors
/// What the database says.
pub async fn destroy(
    request: HttpRequest,
    (viewer, company): (Viewer, Company),
    (ui, by): (Ui, By),
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    if company.second_factor {
        let page = sign_in::show(&viewer, &company, (ui, Errors::new(), Some("second-factor-kept")), &house).await?;
        return Ok(page.status(StatusCode::FORBIDDEN).respond_to(&request));
    }
    if let Some(page) = confirm::needed(&request, &viewer, &fields).await? {
        return Ok(page);
    }
    let mut tx = house.store.begin().await?;
    if second_factor::turn_off(&mut tx, viewer.user.id).await? {
        let done = Done::to_user(Act::SecondFactorOff, viewer.user.id, &viewer.user.name);
        audit::write(&mut tx, &by, done, house.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(see_other("/settings/sign-in?off"))
}

async fn show(
    who: &SignedIn,
    company: &Company,
    (ui, fields, wrong): (Ui, Fields, bool),
    house: &House,
) -> Result<Page> {
    let user = &who.viewer.user;
    let secret = second_factor::begun(&mut house.store.read().await?, user.id).await?;
    let secret = secret.map(|secret| SecretView {
        picture: Qr::of(&secret.address(&company.name, &user.email)),
        groups: secret.groups(),
    });
    let title = ui.t("second-factor");
    framed(who, title, &SecondFactorView { ui, place: At::of(who, company), secret, fields, wrong })
}

/// The recovery codes that were just made.
pub(super) fn codes_page(
    (who, company): (&SignedIn, &Company),
    ui: Ui,
    codes: Vec<String>,
    next: &str,
) -> Result<Page> {
    let title = ui.t("recovery-codes");
    let next = if who.lacks_factor { local(next) } else { "/settings/sign-in" };
    framed(who, title, &CodesView { ui, place: At::of(who, company), codes, next: next.to_owned() })
}

/// Beside the list of settings, or at the door for who may not see them yet.
fn framed(who: &SignedIn, title: String, view: &impl View) -> Result<Page> {
    if who.lacks_factor {
        return Ok(Page::gate(title, view.html()?).styles(&["css/settings.css"]));
    }
    page(title, view)
}

/// Secrets stay in no cache.
pub(super) fn unkept(page: Page, request: &HttpRequest) -> HttpResponse {
    let mut response = page.respond_to(request);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
