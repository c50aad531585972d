//! A new password by a link.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::{begin_session, read, signed_in};
use crate::accounts::password::NewPassword;
use crate::accounts::views::{GoneView, ResetView};
use crate::accounts::{Doorkeeper, User, reset};
use crate::web::{Errors, Fields, House, Page, Result, Ui, View};

/// `GET /reset/{token}`. For whoever holds the link.
///
/// # Errors
/// What the database says.
pub async fn edit(request: HttpRequest, ui: Ui, token: Path<String>, house: Data<House>) -> Result<HttpResponse> {
    match holder(&token, &house).await? {
        None => gone(&request, ui),
        Some(user) => page(&request, ui, user, Errors::new()),
    }
}

/// `POST /reset/{token}` with `password`: all sessions of the person end, and one begins here. For whoever holds the link.
///
/// # Errors
/// What the database says.
pub async fn update(
    request: HttpRequest,
    ui: Ui,
    token: Path<String>,
    (fields, house): (Fields, Data<House>),
    door: Data<Doorkeeper>,
) -> Result<HttpResponse> {
    let Some(user) = holder(&token, &house).await? else { return gone(&request, ui) };
    let mut errors = Errors::new();
    let Some(password) = read(&fields, "password", NewPassword::parse, &mut errors, &ui) else {
        return page(&request, ui, user, errors);
    };
    let hash = door.passwords.hash(password, &house.dice).await?;
    let mut tx = house.store.begin().await?;
    let Some(user) = reset::accept(&mut tx, &token, &hash, house.clock.now()).await? else { return gone(&request, ui) };
    let cookie = begin_session(&mut tx, user, true, &request, &house).await?;
    tx.commit().await?;
    Ok(signed_in("/", cookie, true, &house))
}

async fn holder(token: &str, house: &House) -> Result<Option<User>> {
    let mut conn = house.store.read().await?;
    match reset::find(&mut conn, token, house.clock.now()).await? {
        None => Ok(None),
        Some(user) => Ok(User::find(&mut conn, user).await?),
    }
}

fn page(request: &HttpRequest, ui: Ui, user: User, errors: Errors) -> Result<HttpResponse> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = ui.t("reset-title");
    let view = ResetView { ui, fields: Fields::default(), errors, name: user.name, email: user.email };
    Ok(Page::gate(title, view.html()?).status(status).respond_to(request))
}

fn gone(request: &HttpRequest, ui: Ui) -> Result<HttpResponse> {
    let title = ui.t("reset-gone-title");
    let view = GoneView { text: ui.t("reset-gone-text"), heading: title.clone(), ui };
    Ok(Page::gate(title, view.html()?).status(StatusCode::NOT_FOUND).respond_to(request))
}
