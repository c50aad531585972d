//! Accepting an invitation.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, Responder};

use crate::accounts::audit::{self, Act, By, Done};
use crate::accounts::handlers::{NewPerson, begin_session, signed_in};
use crate::accounts::views::GoneView;
use crate::accounts::{Company, Doorkeeper, NewUser, Role, State, Viewer};
use crate::organization::invitation::{self, Accepted, Open};
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
    let Some(open) = find(&token, &house).await? else { return void(&request, ui) };
    let fields = Fields::of(&[("email", &open.email)]);
    match viewer {
        Some(viewer) => inside(&request, ui, &viewer),
        None => page(&request, (ui, company, &open), fields, Errors::new()),
    }
}

/// `POST /invitations/{token}` with `name`, `email`, `password`: an account, and a session of it. For whoever holds the
/// link.
///
/// # Errors
/// What the database says.
pub async fn create(
    request: HttpRequest,
    (ui, company, by): (Ui, Company, By),
    token: Path<String>,
    (fields, house): (Fields, Data<House>),
    door: Data<Doorkeeper>,
) -> Result<HttpResponse> {
    let Some(open) = find(&token, &house).await? else { return void(&request, ui) };
    let mut errors = Errors::new();
    let Some(person) = NewPerson::parse(&fields, &mut errors, &ui) else {
        return page(&request, (ui, company, &open), fields, errors);
    };
    let password_hash = door.passwords.hash(person.password, &house.dice).await?;
    let language = (ui.language != company.language()).then_some(ui.language);
    let (name, now) = (person.name.clone(), house.clock.now());
    let new = NewUser {
        name: person.name,
        email: person.email,
        password_hash,
        role: Role::Employee,
        state: State::Active,
        language,
    };
    let mut tx = house.store.begin().await?;
    let accepted = invitation::accept(&mut tx, &token, new, now).await?;
    if let Accepted::User(user) | Accepted::Waits(user) = accepted {
        let by = by.person(user, name.as_str());
        audit::write(&mut tx, &by, Done::to_user(Act::UserJoined, user, name.as_str()), now).await?;
    }
    match accepted {
        Accepted::User(user) => {
            let cookie = begin_session(&mut tx, user, true, &request, &house).await?;
            tx.commit().await?;
            return Ok(signed_in("/", cookie, true, &house));
        }
        Accepted::Waits(_) => {
            tx.commit().await?;
            return waits(&request, ui);
        }
        Accepted::Void => return void(&request, ui),
        Accepted::EmailTaken => errors.add("email", ui.t("join-email-taken")),
        Accepted::NotForAddress => errors.add("email", ui.t("join-not-for-address")),
    }
    page(&request, (ui, company, &open), fields, errors)
}

async fn find(token: &str, house: &House) -> Result<Option<Open>> {
    let mut conn = house.store.read().await?;
    Ok(invitation::find(&mut conn, token, house.clock.now()).await?)
}

fn page(
    request: &HttpRequest,
    (ui, company, open): (Ui, Company, &Open),
    fields: Fields,
    errors: Errors,
) -> Result<HttpResponse> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = ui.with("join-title", "company", company.name.as_str());
    let (approval, domains) = (open.approval, open.domains.clone());
    let view = JoinView { ui, company: company.name, approval, domains, fields, errors };
    Ok(Page::gate(title, view.html()?).status(status).respond_to(request))
}

/// Who has joined and has to wait is told so.
fn waits(request: &HttpRequest, ui: Ui) -> Result<HttpResponse> {
    let heading = ui.t("join-waits-title");
    let view = GoneView { text: ui.t("join-waits-text"), heading: heading.clone(), ui };
    Ok(Page::gate(heading, view.html()?).respond_to(request))
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
