//! People, as administrators see them.

use actix_web::HttpRequest;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use super::page;
use crate::accounts::{Administrator, User, reset};
use crate::id::UserId;
use crate::organization::views::{MadeLink, UserView, UsersView};
use crate::web::security::own_address;
use crate::web::{Error, Fields, House, Page, Result, Ui};

/// People on a page.
const LISTED: usize = 50;

/// After whom the list goes on.
#[derive(Deserialize)]
pub struct After {
    after: Option<UserId>,
}

/// `GET /users`. For administrators.
///
/// # Errors
/// What the database says.
pub async fn index(viewer: Administrator, ui: Ui, after: Query<After>, house: Data<House>) -> Result<Page> {
    show(ui, &viewer, after.after, None, &house).await
}

/// `POST /users/{user}/reset-link`: the page with a link that gives the person a new password, once. For administrators.
///
/// # Errors
/// 404 if there is nobody; what the database says.
pub async fn create_reset_link(
    request: HttpRequest,
    (viewer, ui): (Administrator, Ui),
    user: Path<UserId>,
    _: Fields,
    house: Data<House>,
) -> Result<Page> {
    let mut tx = house.store.begin().await?;
    let person = User::find(&mut tx, *user).await?.ok_or(Error::NotFound)?;
    let made_by = Some(viewer.0.user.id);
    let token = reset::create(&mut tx, person.id, made_by, &house.dice, house.clock.now()).await?;
    tx.commit().await?;
    let link = MadeLink { name: person.name, address: reset::address(&own_address(&request), &token) };
    show(ui, &viewer, None, Some(link), &house).await
}

async fn show(
    ui: Ui,
    viewer: &Administrator,
    after: Option<UserId>,
    link: Option<MadeLink>,
    house: &House,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let after = match after {
        Some(after) => User::find(&mut conn, after).await?,
        None => None,
    };
    let after = after.as_ref().map_or(("", 0), |user| (user.name_folded.as_str(), user.id.0));
    let most = i64::try_from(LISTED).unwrap_or(i64::MAX).saturating_add(1);
    let mut found = User::page(&mut conn, crate::accounts::State::Active, after, most).await?;
    let more = found.len() > LISTED;
    found.truncate(LISTED);
    let next = found.last().filter(|_| more).map(|last| last.id);
    let users = found.into_iter().map(|user| UserView::new(user, viewer.0.user.id, &ui)).collect();
    let title = ui.t("users");
    page(title, &UsersView { ui, at: "users", administrator: true, link, users, next })
}
