//! Signing in and out.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::{begin_session, signed_in};
use crate::accounts::session;
use crate::accounts::viewer::no_session_cookie;
use crate::accounts::views::SignInView;
use crate::accounts::{Company, Doorkeeper, User, Viewer};
use crate::web::{Fields, House, Page, Result, Ui, View, client_address, see_other};

/// Where one wanted to go.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`. For anyone; who is signed in goes on.
///
/// # Errors
/// None but defects.
pub async fn new(
    request: HttpRequest,
    viewer: Option<Viewer>,
    ui: Ui,
    company: Company,
    wanted: Query<Wanted>,
) -> Result<HttpResponse> {
    let next = local(&wanted.next);
    if viewer.is_some() {
        return Ok(see_other(next));
    }
    let fields = Fields::of(&[("next", next), ("keep", "1")]);
    let view = SignInView { ui, company: company.name, fields, wrong: false };
    Ok(page(view)?.respond_to(&request))
}

fn page(view: SignInView) -> Result<Page> {
    Ok(Page::gate(view.ui.t("sign-in"), view.html()?))
}

/// `POST /sign-in` with `email`, `password`, perhaps `keep` and `next`. For anyone.
///
/// # Errors
/// [`TooMany`](crate::web::Error::TooMany); what the database says.
pub async fn create(
    request: HttpRequest,
    (viewer, ui, company): (Option<Viewer>, Ui, Company),
    fields: Fields,
    house: Data<House>,
    door: Data<Doorkeeper>,
) -> Result<HttpResponse> {
    let (email, address) = (fields.get("email"), client_address(&request));
    door.knock(email, address, house.clock.now())?;
    let (user, hash) = find(email, &house).await?;
    let right = door.passwords.is_right(fields.get("password"), hash).await?;
    let Some(user) = user.filter(|_| right) else {
        let view = SignInView { ui, company: company.name, fields, wrong: true };
        return Ok(page(view)?.status(StatusCode::UNPROCESSABLE_ENTITY).respond_to(&request));
    };
    door.welcome(email, address);
    let kept = fields.has("keep");
    let mut tx = house.store.begin().await?;
    if let Some(before) = viewer {
        session::end(&mut tx, before.user.id, before.session).await?;
    }
    let token = begin_session(&mut tx, user.id, kept, &request, &house).await?;
    tx.commit().await?;
    Ok(signed_in(local(fields.get("next")), token, kept, &house))
}

/// Who has the address, and the hash of their password. What cannot be an address is asked for as well, so that every
/// answer takes the same time.
async fn find(email: &str, house: &House) -> Result<(Option<User>, Option<String>)> {
    let mut conn = house.store.read().await?;
    let asked = if email.contains('\0') { "" } else { email };
    let user = User::by_email(&mut conn, asked).await?;
    let id = user.as_ref().map_or(crate::id::UserId(0), |user| user.id);
    let hash = User::password_hash(&mut conn, id).await?;
    Ok((user, hash))
}

/// `POST /sign-out`. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn destroy(viewer: Viewer, _: Fields, house: Data<House>) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    session::end(&mut tx, viewer.user.id, viewer.session).await?;
    tx.commit().await?;
    let mut response = see_other("/sign-in");
    // It fails for a value that no cookie holds; this one is empty.
    let _ = response.add_cookie(&no_session_cookie(house.secure));
    Ok(response)
}

/// The path, if it is one of this server; else `/`. Browsers read `\` as `/`, and skip tabs and line ends.
fn local(path: &str) -> &str {
    let plain = path.bytes().all(|b| b > b' ' && b != 0x7f && b != b'\\');
    let local = path.starts_with('/') && !path.starts_with("//");
    if plain && local && !path.starts_with("/sign-in") { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_inside_of_the_house_only() {
        for path in ["/chats/7?at=3", "/settings/profile", "/", "/messages?q=%C4%91"] {
            assert_eq!(local(path), path);
        }
        for other in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "",
            "chats",
            "/\t/evil.example",
            "/a\r\nb",
            "/sign-in",
        ] {
            assert_eq!(local(other), "/", "{other:?}");
        }
    }
}
