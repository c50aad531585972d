//! One person's time with the company: role, dismissal, return, approval.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::page;
use super::person::read_view;
use crate::accounts::audit::By;
use crate::accounts::life::{self, Refused};
use crate::accounts::{Administrator, Company, Role, User, confirm, reset};
use crate::admin::deed;
use crate::admin::people::main_path;
use crate::admin::views::{DismissView, MadeLink, NamedView};
use crate::chats::group;
use crate::id::UserId;
use crate::store::Tx;
use crate::web::security::own_address;
use crate::web::{Door, Error, Fields, House, Page, Result, Ui, see_other};

/// Keeps what was done, or says why nothing was.
async fn settle(tx: Tx, outcome: life::Outcome, ui: &Ui) -> Result<std::result::Result<User, String>> {
    match outcome {
        Ok(person) => {
            tx.commit().await?;
            Ok(Ok(person))
        }
        Err(refused) => Ok(Err(refused.say(ui)?)),
    }
}

/// The person's page with the rule that is against it.
async fn refused(
    request: &HttpRequest,
    (user, viewer): (UserId, UserId),
    sentence: String,
    (ui, company): (&Ui, &Company),
    house: &House,
) -> Result<HttpResponse> {
    let mut view = read_view(user, viewer, company, house, ui).await?;
    view.refused = Some(sentence);
    Ok(page(ui.t("admin"), &view)?.again().respond_to(request))
}

/// `POST /admin/people/{user}/role` with `role`. For administrators, who type their password before they make or unmake one,
/// and before somebody becomes a guest.
///
/// # Errors
/// 404 if there is nobody or no such role; what the database says.
pub async fn set_role(
    request: HttpRequest,
    (Administrator(viewer), by): (Administrator, By),
    (ui, company): (Ui, Company),
    (user, fields): (Path<UserId>, Fields),
    house: Data<House>,
) -> Result<HttpResponse> {
    let role = Role::of(fields.get("role")).ok_or(Error::NotFound)?;
    let person = User::find(&mut house.store.read().await?, *user).await?.ok_or(Error::NotFound)?;
    if deed::is_dangerous(role, &person)
        && let Some(page) = confirm::needed(&request, &viewer, &fields).await?
    {
        return Ok(page);
    }
    let mut tx = house.store.begin().await?;
    let outcome = life::set_role(&mut tx, *user, role, &by, house.clock.now()).await;
    match settle(tx, outcome, &ui).await? {
        Ok(_) => Ok(see_other(format!("/admin/people/{user}?done=role"))),
        Err(sentence) => refused(&request, (*user, viewer.user.id), sentence, (&ui, &company), &house).await,
    }
}

/// `GET /admin/people/{user}/dismiss`: what will happen. For administrators.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn confirm_dismiss(_: Administrator, ui: Ui, user: Path<UserId>, house: Data<House>) -> Result<Page> {
    dismiss_page(*user, None, &ui, &house).await
}

async fn dismiss_page(user: UserId, refused: Option<String>, ui: &Ui, house: &House) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let person = User::find(&mut conn, user).await?.ok_or(Error::NotFound)?;
    let view = DismissView {
        groups: group::owned(&mut conn, user).await?,
        person: NamedView {
            id: user.0,
            door: Door::of_person(user.0, &person.name, person.hue, person.picture.clone()).profile(),
            name: person.name,
            email: person.email,
        },
        refused,
        ui: ui.clone(),
    };
    page(ui.t("admin"), &view)
}

/// `POST /admin/people/{user}/dismiss`. For administrators, who type their password.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn dismiss(
    request: HttpRequest,
    (Administrator(viewer), by): (Administrator, By),
    (ui, company): (Ui, Company),
    (user, fields): (Path<UserId>, Fields),
    house: Data<House>,
) -> Result<HttpResponse> {
    if let Some(page) = confirm::needed(&request, &viewer, &fields).await? {
        return Ok(page);
    }
    let tree = deed::tree(&house, &company).await?;
    let mut tx = house.store.begin().await?;
    let former = main_path(&mut tx, *user, &tree).await?;
    let outcome = life::dismiss(&mut tx, *user, &former, &by, house.clock.now()).await;
    match settle(tx, outcome, &ui).await? {
        Ok(_) => Ok(see_other(format!("/admin/people/{user}?done=dismissed"))),
        Err(sentence) => Ok(dismiss_page(*user, Some(sentence), &ui, &house).await?.again().respond_to(&request)),
    }
}

/// `POST /admin/people/{user}/rehire`: the person's page with a link to hand over, once. For administrators, who type their
/// password.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn rehire(
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
    let outcome = match life::rehire(&mut tx, *user, &by, now).await {
        Ok(person) => {
            let token = reset::create(&mut tx, person.id, Some(viewer.user.id), &house.dice, now).await;
            token.map(|token| (person, token)).map_err(Refused::from)
        }
        Err(refused) => Err(refused),
    };
    let (person, token) = match outcome {
        Ok(made) => made,
        Err(against) => {
            drop(tx);
            let sentence = against.say(&ui)?;
            return refused(&request, (*user, viewer.user.id), sentence, (&ui, &company), &house).await;
        }
    };
    tx.commit().await?;
    let link = MadeLink { name: person.name, address: reset::address(&own_address(&request), &token) };
    let mut view = read_view(*user, viewer.user.id, &company, &house, &ui).await?;
    (view.link, view.done) = (Some(link), Some(ui.t("admin-done-rehired")));
    Ok(page(ui.t("admin"), &view)?.respond_to(&request))
}

/// `POST /admin/people/{user}/approve`. For administrators.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn approve(
    request: HttpRequest,
    (_, by): (Administrator, By),
    (ui, company): (Ui, Company),
    (user, _): (Path<UserId>, Fields),
    house: Data<House>,
) -> Result<HttpResponse> {
    let_in(&request, *user, (&by, &house), (ui, &company)).await
}

/// Lets in who waits.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub(super) async fn let_in(
    request: &HttpRequest,
    user: UserId,
    (by, house): (&By, &House),
    (ui, company): (Ui, &Company),
) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    let outcome = life::approve(&mut tx, user, by, house.clock.now()).await;
    match settle(tx, outcome, &ui).await? {
        Ok(_) => Ok(see_other(format!("/admin/people/{user}?done=approved"))),
        Err(sentence) => {
            let viewer = by.user().unwrap_or(UserId(0));
            refused(request, (user, viewer), sentence, (&ui, company), house).await
        }
    }
}

/// `POST /admin/people/{user}/refuse`: the account is gone. For administrators.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn refuse(
    request: HttpRequest,
    (Administrator(viewer), by): (Administrator, By),
    (ui, company): (Ui, Company),
    (user, _): (Path<UserId>, Fields),
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    let outcome = life::refuse(&mut tx, *user, &by, house.clock.now()).await;
    match settle(tx, outcome, &ui).await? {
        Ok(_) => Ok(see_other("/admin/people?done=refused")),
        Err(sentence) => refused(&request, (*user, viewer.user.id), sentence, (&ui, &company), &house).await,
    }
}
