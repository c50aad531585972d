//! Signing in and out.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::{let_in, local, remember_refusal};
use crate::accounts::viewer::{has_session_cookie, no_session_cookie};
use crate::accounts::views::{Refusal, SignInView};
use crate::accounts::{Company, Doorkeeper, SignedIn, State, User, Viewer, second_factor, session};
use crate::id::UserId;
use crate::mail::MailServer;
use crate::web::{Error, Fields, House, Page, Result, Ui, View, client_address, see_other};

/// Where one wanted to go.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    pub(super) next: String,
}

/// `GET /sign-in`. For anyone; who is signed in goes on.
///
/// # Errors
/// None but defects.
pub async fn new(
    request: HttpRequest,
    viewer: Option<Viewer>,
    ui: Ui,
    company: Company,
    wanted: Query<Wanted>,
) -> Result<HttpResponse> {
    let next = local(&wanted.next);
    if viewer.is_some() {
        return Ok(see_other(next));
    }
    let fields = Fields::of(&[("next", next), ("keep", "1")]);
    let ended = has_session_cookie(&request).then_some(Refusal::Ended);
    page(&request, ui, company, fields, ended).await
}

/// The form, and why it is there again.
pub(super) async fn page(
    request: &HttpRequest,
    ui: Ui,
    company: Company,
    fields: Fields,
    refusal: Option<Refusal>,
) -> Result<HttpResponse> {
    let status = match refusal {
        None | Some(Refusal::Ended) => StatusCode::OK,
        Some(Refusal::Wrong | Refusal::Late) => StatusCode::UNPROCESSABLE_ENTITY,
        Some(Refusal::Waiting) => StatusCode::FORBIDDEN,
    };
    let mails = MailServer::find(&mut House::of(request).store.read().await?).await?.is_some();
    let view = SignInView { ui, company: company.name, fields, refusal, mails };
    Ok(Page::gate(view.ui.t("sign-in"), view.html()?).status(status).respond_to(request))
}

/// `POST /sign-in` with `email`, `password`, perhaps `keep` and `next`. For anyone.
///
/// # Errors
/// [`TooMany`](crate::web::Error::TooMany); what the database says.
pub async fn create(
    request: HttpRequest,
    (ui, company): (Ui, Company),
    fields: Fields,
    house: Data<House>,
    door: Data<Doorkeeper>,
) -> Result<HttpResponse> {
    let (email, address) = (fields.get("email"), client_address(&request));
    door.knock(email, address, house.clock.now())?;
    let looked = async {
        let (user, hash) = find(email, &house).await?;
        let right = door.passwords.is_right(fields.get("password"), hash).await?;
        Ok((user, right))
    };
    let excuse = |_: &Error| door.excuse(email, address);
    let (user, right) = looked.await.inspect_err(excuse)?;
    match user {
        Some(user) if right && user.state == State::Active => {
            let (response, asked) = welcome(&user, &fields, &request).await.inspect_err(excuse)?;
            if asked {
                door.let_on(address)
            } else {
                door.welcome(email, address)
            }
            Ok(response)
        }
        // Only who knows the password learns that the account is there and waits.
        Some(user) if right && user.state == State::Pending => {
            door.welcome(email, address);
            page(&request, ui, company, fields, Some(Refusal::Waiting)).await
        }
        // Who was dismissed, or invited and has chosen no password, is told what a stranger is: from this page nobody learns
        // who has left, and the dismissed learn it from a person.
        user => {
            if let Some(user) = user {
                remember_refusal(&request, &user, "");
            }
            page(&request, ui, company, fields, Some(Refusal::Wrong)).await
        }
    }
}

/// Lets them in, and whether a code is asked for first.
async fn welcome(user: &User, fields: &Fields, request: &HttpRequest) -> Result<(HttpResponse, bool)> {
    let mut tx = House::of(request).store.begin().await?;
    let asked = second_factor::find(&mut tx, user.id).await?.is_some();
    let response = let_in(tx, user, fields.has("keep"), fields.get("next"), request).await?;
    Ok((response, asked))
}

/// Who has the address, and the hash of their password. What cannot be an address is asked for as well, and who has no
/// password yet has no hash, so that every answer takes the same time.
async fn find(email: &str, house: &House) -> Result<(Option<User>, Option<String>)> {
    let mut conn = house.store.read().await?;
    let asked = if email.contains('\0') { "" } else { email };
    let user = User::by_email(&mut conn, asked).await?;
    let id = user.as_ref().map_or(UserId(0), |user| user.id);
    let hash = User::password_hash(&mut conn, id).await?;
    Ok((user, hash.filter(|hash| !hash.is_empty())))
}

/// `POST /sign-out`. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn destroy(SignedIn { viewer, .. }: SignedIn, _: Fields, house: Data<House>) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    session::end(&mut tx, viewer.user.id, viewer.session).await?;
    tx.commit().await?;
    let mut response = see_other("/sign-in");
    // It fails for a value that no cookie holds; this one is empty.
    let _ = response.add_cookie(&no_session_cookie(house.secure));
    Ok(response)
}
