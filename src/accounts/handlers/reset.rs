//! A new password by a link.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::{let_in, read};
use crate::accounts::audit::{self, Act, By, Done};
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

/// `POST /reset/{token}` with `password`: all sessions of the person end, and one begins here, once the
/// second factor is proved where one is on. For whoever holds the link.
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
    let now = house.clock.now();
    let mut tx = house.store.begin().await?;
    if reset::accept(&mut tx, &token, &hash, now).await?.is_none() {
        return gone(&request, ui);
    }
    let by = By::of(&request).person(user.id, &user.name);
    audit::write(&mut tx, &by, Done::to_user(Act::PasswordChanged, user.id, &user.name), now).await?;
    let_in(tx, &user, true, "/", &request).await
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
