//! A new password by a letter, for who has forgotten theirs.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, Responder};

use crate::accounts::audit::{self, Act, By, Done};
use crate::accounts::views::{ForgottenView, GoneView};
use crate::accounts::{Company, Doorkeeper, State, User, reset};
use crate::event::Event;
use crate::mail::MailServer;
use crate::notice::Errand;
use crate::web::{Error, Fields, House, Page, Result, Ui, View, client_address};

/// `GET /sign-in/forgotten`. For anyone.
///
/// # Errors
/// 404 if the company sends no letters.
pub async fn new(ui: Ui, house: Data<House>) -> Result<Page> {
    server(&house).await?;
    let view = ForgottenView { fields: Fields::default(), ui };
    Ok(Page::gate(view.ui.t("forgotten"), view.html()?))
}

/// `POST /sign-in/forgotten` with `email`: a letter with a link, if there is such an account. Whether there is, nobody is told. For
/// anyone.
///
/// # Errors
/// 404 if the company sends no letters; [`TooMany`](Error::TooMany); what the database says.
pub async fn create(
    request: HttpRequest,
    (ui, company): (Ui, Company),
    fields: Fields,
    (house, door): (Data<House>, Data<Doorkeeper>),
) -> Result<HttpResponse> {
    let server = server(&house).await?;
    let email = fields.get("email").trim().to_owned();
    door.ask_for_letter(&email, client_address(&request), house.clock.now())?;
    let (to, by) = (house.clone(), By::of(&request));
    // Beside the request: what an address without an account takes would else be told apart by the time.
    tokio::spawn(async move {
        if let Err(error) = write(&email, &server, &company, (&to, by)).await {
            tracing::warn!(%error, "a letter with a link to a new password was not written");
        }
    });
    let heading = ui.t("forgotten-sent");
    let view = GoneView { text: ui.t("forgotten-sent-text"), heading: heading.clone(), ui };
    Ok(Page::gate(heading, view.html()?).status(StatusCode::OK).respond_to(&request))
}

async fn server(house: &House) -> Result<MailServer> {
    MailServer::find(&mut house.store.read().await?).await?.ok_or(Error::NotFound)
}

/// Writes the letter, if somebody active, or invited and not come yet, has the address.
pub(crate) async fn write(
    email: &str,
    server: &MailServer,
    company: &Company,
    (house, by): (&House, By),
) -> crate::store::Result<()> {
    let now = house.clock.now();
    let mut tx = house.store.begin().await?;
    let asked = if email.contains('\0') { "" } else { email };
    let user = User::by_email(&mut tx, asked).await?;
    let Some(user) = user.filter(|user| matches!(user.state, State::Active | State::Invited)) else { return Ok(()) };
    let token = reset::create(&mut tx, user.id, None, &house.dice, now).await?;
    let locale = user.locale(company);
    let errand = Errand {
        user: Some(user.id),
        address: user.email.clone(),
        name: user.name.clone(),
        language: locale.language.tag().to_owned(),
        subject: locale.t("forgotten-subject"),
        text: locale.with("forgotten-letter", "name", user.name.as_str()),
        link: (locale.t("forgotten-go"), reset::address(&server.own_address, &token)),
        foot: locale.t("forgotten-foot"),
        until: Some(now.after(reset::VALID)),
    };
    audit::write(&mut tx, &by, Done::to_user(Act::ResetMade, user.id, &user.name), now).await?;
    tx.emit(Event::LetterAsked { errand: errand.into() });
    tx.commit().await?;
    house.office.ring();
    Ok(())
}
