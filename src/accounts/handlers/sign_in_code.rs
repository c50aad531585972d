//! The second half of signing in: the code of the second factor.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::sign_in::{self, Wanted};
use super::{enter, local, remember_refusal, with_next};
use crate::accounts::audit::{self, Act, By, Done};
use crate::accounts::second_factor::{self, Proof};
use crate::accounts::sign_in as waiting;
use crate::accounts::viewer::{sign_in_cookie, sign_in_token};
use crate::accounts::views::{Refusal, SignInCodeView};
use crate::accounts::{Company, Doorkeeper, State, User};
use crate::web::{Error, Fields, House, Page, Result, SIGN_IN, Ui, View, client_address, see_other};

/// `GET /sign-in/code`. For who has just given the password; others begin with that.
///
/// # Errors
/// What the database says.
pub async fn new(request: HttpRequest, ui: Ui, wanted: Query<Wanted>, house: Data<House>) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    if waiting::find(&mut conn, &token(&request), house.clock.now()).await?.is_none() {
        return Ok(see_other(with_next(SIGN_IN, &wanted.next)));
    }
    let fields = Fields::of(&[("next", local(&wanted.next))]);
    Ok(page(ui, fields, false)?.respond_to(&request))
}

/// `POST /sign-in/code` with `code`, which may be a recovery code, or `recovery`, and perhaps `next`. For who has just given
/// the password.
///
/// # Errors
/// [`TooMany`](crate::web::Error::TooMany); what the database says.
pub async fn create(
    request: HttpRequest,
    (ui, company): (Ui, Company),
    fields: Fields,
    house: Data<House>,
    door: Data<Doorkeeper>,
) -> Result<HttpResponse> {
    let (token, now, address) = (token(&request), house.clock.now(), client_address(&request));
    let Some(user) = person(&token, &house).await? else {
        let fields = Fields::of(&[("next", local(fields.get("next"))), ("keep", "1")]);
        return sign_in::page(&request, ui, company, fields, Some(Refusal::Late)).await;
    };
    door.knock(&user.email, address, now)?;
    let excuse = |_: &Error| door.excuse(&user.email, address);
    let looked = async {
        let mut tx = house.store.begin().await?;
        // The password was right up to ten minutes ago; who was dismissed since is told what a wrong code is.
        let tried = waiting::try_once(&mut tx, &token, now).await?.filter(|_| user.state == State::Active);
        let typed = if fields.has("recovery") { fields.get("recovery") } else { fields.get("code") };
        let proof = match tried {
            Some(_) => second_factor::prove(&mut tx, user.id, typed, now).await?,
            None => None,
        };
        Ok((tx, tried, proof))
    };
    let (mut tx, tried, proof) = looked.await.inspect_err(excuse)?;
    let (Some(tried), Some(proof)) = (tried, proof) else {
        tx.commit().await?;
        remember_refusal(&request, &user, "second factor");
        return Ok(page(ui, fields, true)?.again().respond_to(&request));
    };
    let entered = async {
        waiting::end(&mut tx, &token).await?;
        if proof == Proof::RecoveryCode {
            let by = By::of(&request).person(user.id, &user.name);
            audit::write(&mut tx, &by, Done::to_user(Act::RecoveryUsed, user.id, &user.name), now).await?;
        }
        enter(tx, &user, tried.kept, fields.get("next"), &request).await
    };
    let mut response = entered.await.inspect_err(excuse)?;
    door.welcome(&user.email, address);
    // It fails for a value that no cookie holds; this one is empty.
    let _ = response.add_cookie(&sign_in_cookie(String::new(), house.secure));
    Ok(response)
}

fn token(request: &HttpRequest) -> String {
    sign_in_token(request).unwrap_or_default().to_owned()
}

/// Whose code is waited for.
async fn person(token: &str, house: &House) -> Result<Option<User>> {
    let mut conn = house.store.read().await?;
    match waiting::find(&mut conn, token, house.clock.now()).await? {
        None => Ok(None),
        Some(waiting) => Ok(User::find(&mut conn, waiting.user_id).await?),
    }
}

fn page(ui: Ui, fields: Fields, wrong: bool) -> Result<Page> {
    let view = SignInCodeView { ui, fields, wrong };
    Ok(Page::gate(view.ui.t("code-title"), view.html()?))
}
