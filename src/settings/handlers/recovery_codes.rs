//! New recovery codes in place of those that are left.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::second_factor::{codes_page, unkept};
use crate::accounts::audit::{self, Act, By, Done};
use crate::accounts::{Company, SignedIn, confirm, second_factor};
use crate::web::{Fields, House, Result, Ui, see_other};

/// `POST /settings/second-factor/codes`: they are shown this once. For who is signed in and has a second factor.
///
/// # Errors
/// What the database says.
pub async fn create(
    request: HttpRequest,
    (who, by): (SignedIn, By),
    (ui, company): (Ui, Company),
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    if let Some(page) = confirm::needed(&request, &who.viewer, &fields).await? {
        return Ok(page);
    }
    let mut tx = house.store.begin().await?;
    if second_factor::find(&mut tx, who.viewer.user.id).await?.is_none() {
        return Ok(see_other("/settings/sign-in"));
    }
    let codes = second_factor::make_codes(&mut tx, who.viewer.user.id, &house.dice).await?;
    let user = &who.viewer.user;
    audit::write(&mut tx, &by, Done::to_user(Act::RecoveryMade, user.id, &user.name), house.clock.now()).await?;
    tx.commit().await?;
    Ok(unkept(codes_page((&who, &company), ui, codes, "")?, &request))
}
