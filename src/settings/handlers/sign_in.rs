//! Where one is signed in, and the password.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::page;
use crate::accounts::audit::{self, Act, By};
use crate::accounts::handlers::read;
use crate::accounts::password::NewPassword;
use crate::accounts::views::SessionView;
use crate::accounts::{Company, Doorkeeper, User, Viewer, confirm, second_factor, session};
use crate::id::SessionId;
use crate::organization::views::Doors;
use crate::settings::views::{FactorView, SignInView};
use crate::web::{Errors, Fields, House, Page, Result, Ui, see_other};

/// What was done before.
#[derive(Deserialize)]
pub struct Done {
    changed: Option<String>,
    off: Option<String>,
}

impl Done {
    /// The key of the words for it.
    fn words(&self) -> Option<&'static str> {
        match self {
            Done { changed: Some(_), .. } => Some("password-changed"),
            Done { off: Some(_), .. } => Some("second-factor-off"),
            Done { .. } => None,
        }
    }
}

/// `GET /settings/sign-in`. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn edit((viewer, company): (Viewer, Company), ui: Ui, done: Query<Done>, house: Data<House>) -> Result<Page> {
    show(&viewer, &company, (ui, Errors::new(), done.words()), &house).await
}

/// `POST /settings/sign-in` with `current` and `new`: another password; all other sessions end. For who is signed in.
///
/// # Errors
/// [`TooMany`](crate::web::Error::TooMany); what the database says.
pub async fn update(
    request: HttpRequest,
    (viewer, company): (Viewer, Company),
    (ui, by): (Ui, By),
    fields: Fields,
    (house, door): (Data<House>, Data<Doorkeeper>),
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    if !confirm::knows_password(&request, &viewer, fields.get("current")).await? {
        errors.add("current", ui.t("password-not-yours"));
    }
    let password = read(&fields, "new", NewPassword::parse, &mut errors, &ui);
    let Some(password) = password.filter(|_| errors.is_empty()) else {
        return Ok(show(&viewer, &company, (ui, errors, None), &house).await?.again().respond_to(&request));
    };
    let hash = door.passwords.hash(password, &house.dice).await?;
    let mut tx = house.store.begin().await?;
    User::set_password(&mut tx, viewer.user.id, &hash).await?;
    session::end_others(&mut tx, viewer.user.id, Some(viewer.session)).await?;
    let (done, now) =
        (audit::Done::to_user(Act::PasswordChanged, viewer.user.id, &viewer.user.name), house.clock.now());
    audit::write(&mut tx, &by, done, now).await?;
    session::confirm(&mut tx, viewer.session, now).await?;
    tx.commit().await?;
    Ok(see_other("/settings/sign-in?changed"))
}

/// `POST /settings/sessions` with `end`, which is a session or `others`. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn destroy(viewer: Viewer, fields: Fields, house: Data<House>) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    match fields.get("end").parse::<SessionId>() {
        Ok(session) if session != viewer.session => session::end(&mut tx, viewer.user.id, session).await?,
        Ok(_) => {}
        Err(_) if fields.is("end", "others") => {
            session::end_others(&mut tx, viewer.user.id, Some(viewer.session)).await?;
        }
        Err(_) => {}
    }
    tx.commit().await?;
    Ok(see_other("/settings/sign-in"))
}

/// The page; `done` is the key of the words for what was done, or was not.
pub(super) async fn show(
    viewer: &Viewer,
    company: &Company,
    (ui, errors, done): (Ui, Errors, Option<&'static str>),
    house: &House,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let found = session::list(&mut conn, viewer.user.id, house.clock.now()).await?;
    let mut sessions: Vec<SessionView> =
        found.iter().map(|one| SessionView::new(one, one.id == viewer.session, &ui)).collect();
    let factor = second_factor::find(&mut conn, viewer.user.id).await?;
    // The one that is looked at comes first.
    sessions.sort_by_key(|session| !session.here);
    let title = ui.t("settings-sign-in");
    let factor = factor.map(|factor| FactorView::new(factor, company.second_factor, &ui));
    let view = SignInView {
        ui,
        at: "sign-in",
        doors: Doors::of(&viewer.user, company),
        email: viewer.user.email.clone(),
        sessions,
        fields: Fields::default(),
        errors,
        done,
        factor,
    };
    page(title, &view)
}
