//! One person: what is known of them, where they are signed in, a link for a new password.

use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::page;
use crate::accounts::audit::{self, Act, By, Done};
use crate::accounts::handlers::{read, read_profile};
use crate::accounts::life::Refused;
use crate::accounts::profile::{Amendment, amend};
use crate::accounts::{
    Administrator, Company, Email, Name, Profile, State, User, confirm, reset, second_factor, session,
};
use crate::admin::people::{self, Row};
use crate::admin::views::{MadeLink, PersonView, SessionView};
use crate::id::{SessionId, UserId};
use crate::organization::department::Tree;
use crate::organization::position;
use crate::store;
use crate::web::security::own_address;
use crate::web::{Error, Errors, Fields, House, Page, Result, Ui, see_other};

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
pub async fn edit(
    Administrator(viewer): Administrator,
    (ui, company): (Ui, Company),
    user: Path<UserId>,
    before: Query<Before>,
    house: Data<House>,
) -> Result<Page> {
    let mut view = read_view(*user, viewer.user.id, &company, &house, &ui).await?;
    view.done = done(&before.done, &ui);
    page(ui.t("admin"), &view)
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

/// The person as the reader's page shows them, with what the forms begin with.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub(super) async fn read_view(
    user: UserId,
    viewer: UserId,
    company: &Company,
    house: &House,
    ui: &Ui,
) -> Result<PersonView> {
    let mut conn = house.store.read().await?;
    let row = people::find(&mut conn, user).await?.ok_or(Error::NotFound)?;
    let profile = Profile::find(&mut conn, user).await?.unwrap_or_default();
    let positions = position::of_user(&mut conn, user).await?;
    let mut places = Vec::new();
    if !positions.is_empty() {
        let tree = Tree::read(&mut conn, company).await?;
        for one in &positions {
            let path = tree.path_text(one.department_id);
            places.push(if one.title.is_empty() { path } else { [one.title.as_str(), &path].join(", ") });
        }
    } else if !row.former.is_empty() {
        places.push(ui.with("admin-department-was", "path", row.former.as_str()));
    }
    let sessions = session::list(&mut conn, user, house.clock.now()).await?;
    let mut view = PersonView::new(&row, house.hub.attendance().of(user.0), ui);
    let factor = second_factor::find(&mut conn, user).await?;
    view.second_factor = factor.map(|factor| ui.with("admin-since", "when", ui.when_time(&factor.confirmed_at)));
    view.places = places;
    view.me = user == viewer;
    view.fields = fields(&row, &profile);
    view.sessions = sessions.iter().map(|one| SessionView::new(one, ui)).collect();
    Ok(view)
}

fn fields(row: &Row, profile: &Profile) -> Fields {
    let profile = profile.fields();
    let own = [("name", row.name.as_str()), ("email", &row.email), ("role", row.role.as_str())];
    let all: Vec<_> = own.into_iter().chain(profile.iter().map(|(name, value)| (*name, value.as_str()))).collect();
    Fields::of(&all)
}

/// `POST /admin/people/{user}` with `name`, `email` and those of a [`Profile`]. For administrators.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn update(
    request: HttpRequest,
    (Administrator(viewer), by): (Administrator, By),
    (ui, company): (Ui, Company),
    (user, fields): (Path<UserId>, Fields),
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    let name = read(&fields, "name", Name::parse, &mut errors, &ui);
    let email = read(&fields, "email", Email::parse, &mut errors, &ui);
    let profile = read_profile(&fields, &mut errors, &ui);
    if let (Some(name), Some(email), Some(profile)) = (name, email, profile) {
        match change(*user, (&name, &email, &profile), &by, &house).await {
            Ok(()) => return Ok(see_other(format!("/admin/people/{user}?done=saved"))),
            Err(Error::Store(store::Error::Taken(_))) => errors.add("email", ui.t("admin-email-taken")),
            Err(error) => return Err(error),
        }
    }
    let mut view = read_view(*user, viewer.user.id, &company, &house, &ui).await?;
    (view.fields, view.errors) = (fields, errors);
    Ok(page(ui.t("admin"), &view)?.again().respond_to(&request))
}

async fn change(user: UserId, (name, email, profile): (&Name, &Email, &Profile), by: &By, house: &House) -> Result<()> {
    let mut tx = house.store.begin().await?;
    let person = User::find(&mut tx, user).await?.ok_or(Error::NotFound)?;
    let to = Amendment { name: Some(name), email: Some(email), profile: Some(profile) };
    amend(&mut tx, &person, to, by, house.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// `POST /admin/people/{user}/sessions` with `end`, which is a session or `all`. For administrators, who type their
/// password.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn end_sessions(
    request: HttpRequest,
    (Administrator(viewer), by): (Administrator, By),
    (user, fields): (Path<UserId>, Fields),
    house: Data<House>,
) -> Result<HttpResponse> {
    if let Some(page) = confirm::needed(&request, &viewer, &fields).await? {
        return Ok(page);
    }
    let mut tx = house.store.begin().await?;
    let person = User::find(&mut tx, *user).await?.ok_or(Error::NotFound)?;
    match fields.get("end").parse::<SessionId>() {
        Ok(session) => session::end(&mut tx, person.id, session).await?,
        // One's own page stays.
        Err(_) => session::end_others(&mut tx, person.id, Some(viewer.session)).await?,
    }
    let done = Done::to_user(Act::SessionsEnded, person.id, &person.name);
    audit::write(&mut tx, &by, done, house.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other(format!("/admin/people/{user}?done=sessions")))
}

/// `POST /admin/people/{user}/reset-link`: the page with a link that gives the person a new password, once. For
/// administrators, who type their password.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn create_reset_link(
    request: HttpRequest,
    (Administrator(viewer), by): (Administrator, By),
    (ui, company): (Ui, Company),
    (user, fields): (Path<UserId>, Fields),
    house: Data<House>,
) -> Result<HttpResponse> {
    if let Some(page) = confirm::needed(&request, &viewer, &fields).await? {
        return Ok(page);
    }
    let now = house.clock.now();
    let mut tx = house.store.begin().await?;
    let person = User::find(&mut tx, *user).await?.ok_or(Error::NotFound)?;
    if matches!(person.state, State::Pending | State::Dismissed) {
        drop(tx);
        let mut view = read_view(*user, viewer.user.id, &company, &house, &ui).await?;
        view.refused = Some(Refused::State(person.state).say(&ui)?);
        return Ok(page(ui.t("admin"), &view)?.again().respond_to(&request));
    }
    let token = reset::create(&mut tx, person.id, Some(viewer.user.id), &house.dice, now).await?;
    audit::write(&mut tx, &by, Done::to_user(Act::ResetMade, person.id, &person.name), now).await?;
    tx.commit().await?;
    let link = MadeLink { name: person.name, address: reset::address(&own_address(&request), &token) };
    let mut view = read_view(*user, viewer.user.id, &company, &house, &ui).await?;
    view.link = Some(link);
    Ok(page(ui.t("admin"), &view)?.respond_to(&request))
}

/// `POST /admin/people/{user}/second-factor`: the person signs in with the password alone. For administrators, who type
/// theirs.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn end_second_factor(
    request: HttpRequest,
    (Administrator(viewer), by): (Administrator, By),
    (user, fields): (Path<UserId>, Fields),
    house: Data<House>,
) -> Result<HttpResponse> {
    if let Some(page) = confirm::needed(&request, &viewer, &fields).await? {
        return Ok(page);
    }
    let mut tx = house.store.begin().await?;
    let person = User::find(&mut tx, *user).await?.ok_or(Error::NotFound)?;
    if second_factor::turn_off(&mut tx, person.id).await? {
        let done = Done::to_user(Act::SecondFactorOff, person.id, &person.name);
        audit::write(&mut tx, &by, done, house.clock.now()).await?;
        tx.commit().await?;
    }
    Ok(see_other(format!("/admin/people/{user}?done=second-factor")))
}
