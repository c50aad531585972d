//! Invitations, for administrators.

use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::page;
use crate::accounts::Administrator;
use crate::id::InvitationId;
use crate::organization::invitation::{self, Terms};
use crate::organization::views::{InvitationView, InvitationsView};
use crate::web::security::own_address;
use crate::web::{Errors, Fields, House, Page, Result, Ui, see_other};

/// Invitations on a page.
const LISTED: usize = 50;

/// Where the list goes on.
#[derive(Deserialize)]
pub struct Before {
    before: Option<InvitationId>,
}

/// `GET /invitations`. For administrators.
///
/// # Errors
/// What the database says.
pub async fn index(_: Administrator, ui: Ui, before: Query<Before>, house: Data<House>) -> Result<Page> {
    let fields = Fields::of(&[("uses", "1"), ("days", "7")]);
    show(ui, before.before, (fields, Errors::new(), None), &house).await
}

/// `POST /invitations` with `uses` and `days`: the page with the link, once. For administrators.
///
/// # Errors
/// What the database says.
pub async fn create(
    request: HttpRequest,
    Administrator(viewer): Administrator,
    ui: Ui,
    fields: Fields,
    house: Data<House>,
) -> Result<Page> {
    let mut errors = Errors::new();
    let uses = Terms::parse_uses(fields.get("uses"));
    let days = Terms::parse_days(fields.get("days"));
    if uses.is_err() {
        errors.add("uses", ui.t("invitation-uses-wrong"));
    }
    if days.is_err() {
        errors.add("days", ui.t("invitation-days-wrong"));
    }
    let (Ok(uses), Ok(days)) = (uses, days) else {
        return Ok(show(ui, None, (fields, errors, None), &house).await?.again());
    };
    let mut tx = house.store.begin().await?;
    let now = house.clock.now();
    let token = invitation::create(&mut tx, Terms::new(uses, days), Some(viewer.user.id), &house.dice, now).await?;
    tx.commit().await?;
    let link = invitation::address(&own_address(&request), &token);
    show(ui, None, (fields, errors, Some(link)), &house).await
}

/// `POST /invitations/{invitation}/revoke`. For administrators.
///
/// # Errors
/// What the database says.
pub async fn revoke(
    _: Administrator,
    invitation: Path<InvitationId>,
    _: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    invitation::revoke(&mut tx, *invitation, house.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other("/invitations"))
}

async fn show(
    ui: Ui,
    before: Option<InvitationId>,
    (fields, errors, link): (Fields, Errors, Option<String>),
    house: &House,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let most = i64::try_from(LISTED).unwrap_or(i64::MAX).saturating_add(1);
    let mut found = invitation::list(&mut conn, before, most).await?;
    let more = found.len() > LISTED;
    found.truncate(LISTED);
    let older = found.last().filter(|_| more).map(|last| last.id);
    let invitations = found.iter().map(|one| InvitationView::new(one, &ui)).collect();
    let title = ui.t("invitations");
    let view = InvitationsView { ui, at: "invitations", administrator: true, fields, errors, link, invitations, older };
    page(title, &view)
}
