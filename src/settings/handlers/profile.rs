//! One's own name and picture.

use actix_multipart::Multipart;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::page;
use crate::accounts::handlers::{read, store_picture};
use crate::accounts::{Name, User, Viewer};
use crate::files::PictureError;
use crate::settings::views::ProfileView;
use crate::web::{Door, Errors, Fields, House, Limits, Page, Result, Ui, Upload, see_other};

/// What was done before.
#[derive(Deserialize)]
pub struct Done {
    saved: Option<String>,
}

/// `GET /settings/profile`. For who is signed in.
///
/// # Errors
/// None but defects.
pub async fn edit(viewer: Viewer, ui: Ui, done: Query<Done>) -> Result<Page> {
    let fields = Fields::of(&[("name", &viewer.user.name)]);
    show(&viewer, ui, fields, Errors::new(), done.saved.is_some())
}

/// `POST /settings/profile` with `name`. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn update(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    let Some(name) = read(&fields, "name", Name::parse, &mut errors, &ui) else {
        return Ok(show(&viewer, ui, fields, errors, false)?.again().respond_to(&request));
    };
    let mut tx = house.store.begin().await?;
    User::rename(&mut tx, viewer.user.id, &name, house.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other("/settings/profile?saved"))
}

/// `POST /settings/picture` with the file `picture`. For who is signed in.
///
/// # Errors
/// What the database or the disk says.
pub async fn create_picture(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    body: Multipart,
    house: Data<House>,
) -> Result<HttpResponse> {
    let sentence = match Upload::read(&request, body, "picture", Limits::PICTURE_BYTES).await? {
        Upload::Nothing => "picture-none",
        Upload::TooLarge => "picture-too-large",
        Upload::Bytes(bytes) => match store_picture(bytes, house.clone()).await? {
            Err(PictureError::Unreadable(_)) => "picture-unreadable",
            Err(PictureError::TooLarge) => "picture-too-many-pixels",
            Ok(name) => {
                set_picture(&viewer, Some(&name), &house).await?;
                return Ok(see_other("/settings/profile?saved"));
            }
        },
    };
    let mut errors = Errors::new();
    errors.add("picture", ui.t(sentence));
    let fields = Fields::of(&[("name", &viewer.user.name)]);
    Ok(show(&viewer, ui, fields, errors, false)?.again().respond_to(&request))
}

/// `POST /settings/picture/remove`. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn destroy_picture(viewer: Viewer, _: Fields, house: Data<House>) -> Result<HttpResponse> {
    set_picture(&viewer, None, &house).await?;
    Ok(see_other("/settings/profile?saved"))
}

async fn set_picture(viewer: &Viewer, picture: Option<&str>, house: &House) -> Result<()> {
    let mut tx = house.store.begin().await?;
    User::set_picture(&mut tx, viewer.user.id, picture, house.clock.now()).await?;
    Ok(tx.commit().await?)
}

fn show(viewer: &Viewer, ui: Ui, fields: Fields, errors: Errors, saved: bool) -> Result<Page> {
    let user = &viewer.user;
    let title = ui.t("settings-profile");
    let view = ProfileView {
        ui,
        at: "profile",
        administrator: user.is_administrator(),
        door: Door::of_person(user.id.0, &user.name, user.hue, user.picture.clone()).profile(),
        name: user.name.clone(),
        email: user.email.clone(),
        has_picture: user.picture.is_some(),
        fields,
        errors,
        saved,
    };
    page(title, &view)
}
