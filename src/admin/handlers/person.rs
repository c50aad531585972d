//! One person: what is known of them, where they are signed in, a link for a new password.

use actix_web::web::Query;
use actix_web::{HttpResponse, Responder};
use serde::Deserialize;

use super::case::Case;
use super::page;
use crate::accounts::audit::{self, Act, Done};
use crate::accounts::handlers::{read, read_profile};
use crate::accounts::life::Refused;
use crate::accounts::profile::{Amendment, amend};
use crate::accounts::{Email, Name, Profile, State, User, fold_email, reset, second_factor, session};
use crate::admin::views::MadeLink;
use crate::id::SessionId;
use crate::notifications::mailings::decision::{Verdict, Why};
use crate::notifications::mailings::views::{SentRowView, WhyView, said};
use crate::notifications::mailings::{due, letters, mailing};
use crate::notifications::preferences::Preferences;
use crate::store;
use crate::web::security::own_address;
use crate::web::{Error, Errors, Fields, Page, Place, Result, Ui, View};

/// Letters that are shown of a person.
const LETTERS: i64 = 50;

/// What was done before.
#[derive(Deserialize)]
pub struct Before {
    #[serde(default)]
    done: String,
}

/// `GET /admin/people/{user}`. For administrators.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn edit(case: Case, before: Query<Before>) -> Result<Page> {
    let mut view = case.view().await?;
    view.done = done(&before.done, &case.ui);
    page(case.ui.t("admin"), &view)
}

fn done(word: &str, ui: &Ui) -> Option<String> {
    Some(ui.t(match word {
        "saved" => "settings-saved",
        "role" => "admin-done-role",
        "sessions" => "admin-done-sessions",
        "second-factor" => "admin-done-factor",
        "dismissed" => "admin-done-dismissed",
        "approved" => "admin-done-approved",
        _ => return None,
    }))
}

/// `GET /admin/people/{user}/letters`: what was mailed and why not, without what it said or of which chat. For administrators.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn show_letters(case: Case) -> Result<Page> {
    let Case { ui, house, user, .. } = &case;
    let now = house.clock.now();
    let mut conn = house.store.read().await?;
    let user = User::find(&mut conn, *user).await?.ok_or(Error::NotFound)?;
    let of = due::addressee(&mut conn, user.id, house).await?;
    let rows = mailing::of_user(&mut conn, user.id, None, LETTERS).await?;
    drop(conn);
    let facts = of.map(|of| match of.decide_bare(now, now) {
        Verdict::Send | Verdict::Later(Why::Delay, _) => ("way-mail", ui.t("why-nothing")),
        verdict => ("way-mail", said(verdict, ui)),
    });
    let rows = rows.iter().map(|row| SentRowView::new(row, None, ui)).collect();
    let back = (format!("/admin/people/{}", user.id), None);
    let view = WhyView::new(ui, user.name.clone(), facts.into_iter().collect(), rows, back);
    let page = Page::account(Place::Settings, ui.t("why-title"), view.html()?);
    Ok(page.wide().styles(&["css/controls.css", "css/settings.css"]))
}

/// `POST /admin/people/{user}` with `name`, `email` and those of a [`Profile`]. For administrators.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn update(case: Case, fields: Fields) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    let name = read(&fields, "name", Name::parse, &mut errors, &case.ui);
    let email = read(&fields, "email", Email::parse, &mut errors, &case.ui);
    let profile = read_profile(&fields, &mut errors, &case.ui);
    if let (Some(name), Some(email), Some(profile)) = (name, email, profile) {
        match change(&case, (&name, &email, &profile)).await {
            Ok(()) => return Ok(case.done("saved")),
            Err(Error::Store(store::Error::Taken(_))) => errors.add("email", case.ui.t("admin-email-taken")),
            Err(error) => return Err(error),
        }
    }
    let mut view = case.view().await?;
    (view.fields, view.errors) = (fields, errors);
    case.again(&view)
}

async fn change(case: &Case, (name, email, profile): (&Name, &Email, &Profile)) -> Result<()> {
    let mut tx = case.house.store.begin().await?;
    let person = User::find(&mut tx, case.user).await?.ok_or(Error::NotFound)?;
    let to = Amendment { name: Some(name), email: Some(email), profile: Some(profile) };
    let now = case.house.clock.now();
    amend(&mut tx, &person, to, &case.by, now).await?;
    // Letters go to an address that has said yes: the new one is asked at once.
    if fold_email(&person.email) != email.folded() && Preferences::find(&mut tx, person.id).await?.mail {
        letters::ask(&mut tx, &User { email: email.as_str().to_owned(), ..person }, &case.house, now).await?;
    }
    tx.commit().await?;
    case.house.office.ring();
    Ok(())
}

/// `POST /admin/people/{user}/sessions` with `end`, which is a session or `all`. For administrators, who type their
/// password.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn end_sessions(case: Case, fields: Fields) -> Result<HttpResponse> {
    if let Some(page) = case.unconfirmed(&fields).await? {
        return Ok(page);
    }
    let mut tx = case.house.store.begin().await?;
    let person = User::find(&mut tx, case.user).await?.ok_or(Error::NotFound)?;
    match fields.get("end").parse::<SessionId>() {
        Ok(session) => session::end(&mut tx, person.id, session).await?,
        // One's own page stays.
        Err(_) => session::end_others(&mut tx, person.id, Some(case.viewer.session)).await?,
    }
    let done = Done::to_user(Act::SessionsEnded, person.id, &person.name);
    audit::write(&mut tx, &case.by, done, case.house.clock.now()).await?;
    tx.commit().await?;
    Ok(case.done("sessions"))
}

/// `POST /admin/people/{user}/reset-link`: the page with a link that gives the person a new password, once. For
/// administrators, who type their password.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn create_reset_link(case: Case, fields: Fields) -> Result<HttpResponse> {
    if let Some(page) = case.unconfirmed(&fields).await? {
        return Ok(page);
    }
    let now = case.house.clock.now();
    let mut tx = case.house.store.begin().await?;
    let person = User::find(&mut tx, case.user).await?.ok_or(Error::NotFound)?;
    if matches!(person.state, State::Pending | State::Dismissed) {
        drop(tx);
        return case.refused(Refused::State(person.state).say(&case.ui)?).await;
    }
    let token = reset::create(&mut tx, person.id, Some(case.viewer.user.id), &case.house.dice, now).await?;
    audit::write(&mut tx, &case.by, Done::to_user(Act::ResetMade, person.id, &person.name), now).await?;
    tx.commit().await?;
    let mut view = case.view().await?;
    view.link = Some(MadeLink { name: person.name, address: reset::address(&own_address(&case.request), &token) });
    Ok(page(case.ui.t("admin"), &view)?.respond_to(&case.request))
}

/// `POST /admin/people/{user}/second-factor`: the person signs in with the password alone. For administrators, who type
/// theirs.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn end_second_factor(case: Case, fields: Fields) -> Result<HttpResponse> {
    if let Some(page) = case.unconfirmed(&fields).await? {
        return Ok(page);
    }
    let mut tx = case.house.store.begin().await?;
    let person = User::find(&mut tx, case.user).await?.ok_or(Error::NotFound)?;
    if second_factor::turn_off(&mut tx, person.id).await? {
        let done = Done::to_user(Act::SecondFactorOff, person.id, &person.name);
        audit::write(&mut tx, &case.by, done, case.house.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(case.done("second-factor"))
}
