//! Accepting an invitation.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, Responder};

use crate::accounts::handlers::{NewPerson, begin_session, signed_in};
use crate::accounts::views::GoneView;
use crate::accounts::{Company, Doorkeeper, NewUser, Role, Viewer};
use crate::organization::invitation::{self, Accepted};
use crate::organization::views::JoinView;
use crate::web::{Errors, Fields, House, Page, Result, Ui, View};

/// `GET /invitations/{token}`. For whoever holds the link.
///
/// # Errors
/// What the database says.
pub async fn new(
    request: HttpRequest,
    viewer: Option<Viewer>,
    (ui, company): (Ui, Company),
    token: Path<String>,
    house: Data<House>,
) -> Result<HttpResponse> {
    if !is_open(&token, &house).await? {
        return void(&request, ui);
    }
    match viewer {
        Some(viewer) => inside(&request, ui, &viewer),
        None => page(&request, ui, company, Fields::default(), Errors::new()),
    }
}

/// `POST /invitations/{token}` with `name`, `email`, `password`: an account, and a session of it. For whoever holds the
/// link.
///
/// # Errors
/// What the database says.
pub async fn create(
    request: HttpRequest,
    (ui, company): (Ui, Company),
    token: Path<String>,
    (fields, house): (Fields, Data<House>),
    door: Data<Doorkeeper>,
) -> Result<HttpResponse> {
    if !is_open(&token, &house).await? {
        return void(&request, ui);
    }
    let mut errors = Errors::new();
    let Some(person) = NewPerson::parse(&fields, &mut errors, &ui) else {
        return page(&request, ui, company, fields, errors);
    };
    let password_hash = door.passwords.hash(person.password, &house.dice).await?;
    let language = (ui.language != company.language()).then_some(ui.language);
    let new = NewUser {
        name: person.name,
        email: person.email,
        password_hash,
        role: Role::Employee,
        state: crate::accounts::State::Active,
        language,
    };
    let mut tx = house.store.begin().await?;
    match invitation::accept(&mut tx, &token, &new, house.clock.now()).await? {
        Accepted::User(user) => {
            let cookie = begin_session(&mut tx, user, true, &request, &house).await?;
            tx.commit().await?;
            Ok(signed_in("/", cookie, true, &house))
        }
        Accepted::Void => void(&request, ui),
        Accepted::EmailTaken => {
            errors.add("email", ui.t("join-email-taken"));
            page(&request, ui, company, fields, errors)
        }
    }
}

async fn is_open(token: &str, house: &House) -> Result<bool> {
    let mut conn = house.store.read().await?;
    Ok(invitation::find(&mut conn, token, house.clock.now()).await?.is_some())
}

fn page(request: &HttpRequest, ui: Ui, company: Company, fields: Fields, errors: Errors) -> Result<HttpResponse> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = ui.with("join-title", "company", company.name.as_str());
    let view = JoinView { ui, company: company.name, fields, errors };
    Ok(Page::gate(title, view.html()?).status(status).respond_to(request))
}

fn void(request: &HttpRequest, ui: Ui) -> Result<HttpResponse> {
    let heading = ui.t("join-void-title");
    let view = GoneView { text: ui.t("join-void-text"), heading: heading.clone(), ui };
    Ok(Page::gate(heading, view.html()?).status(StatusCode::NOT_FOUND).respond_to(request))
}

/// Who is in already is told so: an administrator who tries the link, for one.
fn inside(request: &HttpRequest, ui: Ui, viewer: &Viewer) -> Result<HttpResponse> {
    let heading = ui.t("join-inside-title");
    let text = ui.with("join-inside-text", "name", viewer.user.name.as_str());
    let view = GoneView { text, heading: heading.clone(), ui };
    Ok(Page::gate(heading, view.html()?).respond_to(request))
}
