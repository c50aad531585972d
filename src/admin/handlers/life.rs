//! One person's time with the company: role, dismissal, return, approval.

use actix_web::{HttpResponse, Responder};

use super::case::Case;
use super::page;
use crate::accounts::life::{self, Refused};
use crate::accounts::{Role, User, reset};
use crate::admin::deed;
use crate::admin::people::main_path;
use crate::admin::views::{DismissView, MadeLink, NamedView};
use crate::chats::group;
use crate::organization::department::Tree;
use crate::organization::position::{self, Standing};
use crate::web::security::own_address;
use crate::web::{Door, Error, Fields, Page, Result, see_other};

/// `POST /admin/people/{user}/role` with `role`. For administrators, who type their password before they make or unmake one,
/// and before somebody becomes a guest.
///
/// # Errors
/// 404 if there is nobody or no such role; what the database says.
pub async fn set_role(case: Case, fields: Fields) -> Result<HttpResponse> {
    let role = Role::of(fields.get("role")).ok_or(Error::NotFound)?;
    let person = User::find(&mut case.house.store.read().await?, case.user).await?.ok_or(Error::NotFound)?;
    if deed::is_dangerous(role, &person)
        && let Some(page) = case.unconfirmed(&fields).await?
    {
        return Ok(page);
    }
    let mut tx = case.house.store.begin().await?;
    let outcome = life::set_role(&mut tx, case.user, role, &case.by, case.house.clock.now()).await;
    case.settle(tx, outcome, case.done("role")).await
}

/// `GET /admin/people/{user}/dismiss`: what will happen. For administrators.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn confirm_dismiss(case: Case) -> Result<Page> {
    let oneself = case.user == case.viewer.user.id;
    dismiss_page(&case, oneself.then(|| case.ui.t("life-oneself"))).await
}

async fn dismiss_page(case: &Case, refused: Option<String>) -> Result<Page> {
    let Case { user, ui, .. } = case;
    let (mut conn, user) = (case.house.store.read().await?, *user);
    let person = User::find(&mut conn, user).await?.ok_or(Error::NotFound)?;
    let positions = position::of_user(&mut conn, user).await?;
    let tree = Tree::read(&mut conn, &case.company).await?;
    let headed = positions.iter().filter(|one| one.standing == Standing::Head);
    let view = DismissView {
        heads: headed.map(|one| tree.path_text(one.department_id)).collect(),
        groups: group::owned(&mut conn, user).await?,
        me: user == case.viewer.user.id,
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
pub async fn dismiss(case: Case, fields: Fields) -> Result<HttpResponse> {
    if let Some(page) = case.unconfirmed(&fields).await? {
        return Ok(page);
    }
    let tree = deed::tree(&case.house, &case.company).await?;
    let mut tx = case.house.store.begin().await?;
    let former = main_path(&mut tx, case.user, &tree).await?;
    match life::dismiss(&mut tx, case.user, &former, &case.by, case.house.clock.now()).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(case.done("dismissed"))
        }
        Err(against) => {
            drop(tx);
            let sentence = against.say(&case.ui)?;
            let page = dismiss_page(&case, Some(sentence)).await?;
            Ok(page.again().respond_to(&case.request))
        }
    }
}

/// `POST /admin/people/{user}/rehire`: the person's page with a link to hand over, once. For administrators, who type their
/// password.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn rehire(case: Case, fields: Fields) -> Result<HttpResponse> {
    if let Some(page) = case.unconfirmed(&fields).await? {
        return Ok(page);
    }
    let now = case.house.clock.now();
    let mut tx = case.house.store.begin().await?;
    let outcome = match life::rehire(&mut tx, case.user, &case.by, now).await {
        Ok(person) => {
            let token = reset::create(&mut tx, person.id, Some(case.viewer.user.id), &case.house.dice, now).await;
            token.map(|token| (person, token)).map_err(Refused::from)
        }
        Err(refused) => Err(refused),
    };
    let (person, token) = match outcome {
        Ok(made) => made,
        Err(against) => {
            drop(tx);
            return case.refused(against.say(&case.ui)?).await;
        }
    };
    tx.commit().await?;
    let link = MadeLink { name: person.name, address: reset::address(&own_address(&case.request), &token) };
    let mut view = case.view().await?;
    (view.link, view.done) = (Some(link), Some(case.ui.t("admin-done-rehired")));
    Ok(page(case.ui.t("admin"), &view)?.respond_to(&case.request))
}

/// `POST /admin/people/{user}/approve`. For administrators.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn approve(case: Case, _: Fields) -> Result<HttpResponse> {
    let_in(&case).await
}

/// Lets in who waits.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub(super) async fn let_in(case: &Case) -> Result<HttpResponse> {
    let mut tx = case.house.store.begin().await?;
    let outcome = life::approve(&mut tx, case.user, &case.by, case.house.clock.now()).await;
    case.settle(tx, outcome, case.done("approved")).await
}

/// `POST /admin/people/{user}/refuse`: the account is gone. For administrators.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn refuse(case: Case, _: Fields) -> Result<HttpResponse> {
    let mut tx = case.house.store.begin().await?;
    let outcome = life::refuse(&mut tx, case.user, &case.by, case.house.clock.now()).await;
    case.settle(tx, outcome, see_other("/admin/people?done=refused")).await
}
