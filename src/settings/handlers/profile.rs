//! One's own name, picture, phones and birthday.

use actix_multipart::Multipart;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::page;
use crate::accounts::audit::By;
use crate::accounts::handlers::{read, read_profile, store_picture};
use crate::accounts::profile::{Amendment, amend};
use crate::accounts::{Name, Profile, User, Viewer};
use crate::files::PictureError;
use crate::organization::views::Doors;
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
pub async fn edit(viewer: Viewer, (ui, doors): (Ui, Doors), done: Query<Done>, house: Data<House>) -> Result<Page> {
    let fields = own_fields(&viewer, &house).await?;
    show(&viewer, (ui, doors), (fields.clone(), fields), Errors::new(), done.saved.is_some())
}

/// What the forms begin with.
async fn own_fields(viewer: &Viewer, house: &House) -> Result<Fields> {
    let mut conn = house.store.read().await?;
    let profile = Profile::find(&mut conn, viewer.user.id).await?.unwrap_or_default().fields();
    let name = [("name", viewer.user.name.as_str())];
    let all: Vec<_> = name.into_iter().chain(profile.iter().map(|(name, value)| (*name, value.as_str()))).collect();
    Ok(Fields::of(&all))
}

/// `POST /settings/profile` with `name`. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn update(
    request: HttpRequest,
    (viewer, by): (Viewer, By),
    (ui, doors): (Ui, Doors),
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    let Some(name) = read(&fields, "name", Name::parse, &mut errors, &ui) else {
        let fields = (fields, own_fields(&viewer, &house).await?);
        return Ok(show(&viewer, (ui, doors), fields, errors, false)?.again().respond_to(&request));
    };
    let mut tx = house.store.begin().await?;
    let to = Amendment { name: Some(&name), ..Amendment::default() };
    amend(&mut tx, &viewer.user, to, &by, house.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other("/settings/profile?saved"))
}

/// `POST /settings/contact` with the fields of a [`Profile`]. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn update_contact(
    request: HttpRequest,
    (viewer, by): (Viewer, By),
    (ui, doors): (Ui, Doors),
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    let Some(profile) = read_profile(&fields, &mut errors, &ui) else {
        let fields = (own_fields(&viewer, &house).await?, fields);
        return Ok(show(&viewer, (ui, doors), fields, errors, false)?.again().respond_to(&request));
    };
    let mut tx = house.store.begin().await?;
    let to = Amendment { profile: Some(&profile), ..Amendment::default() };
    amend(&mut tx, &viewer.user, to, &by, house.clock.now()).await?;
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
    (ui, doors): (Ui, Doors),
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
    let fields = own_fields(&viewer, &house).await?;
    Ok(show(&viewer, (ui, doors), (fields.clone(), fields), errors, false)?.again().respond_to(&request))
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

fn show(
    viewer: &Viewer,
    (ui, doors): (Ui, Doors),
    (fields, contact): (Fields, Fields),
    errors: Errors,
    saved: bool,
) -> Result<Page> {
    let user = &viewer.user;
    let title = ui.t("settings-profile");
    let view = ProfileView {
        at: "profile",
        doors,
        door: Door::of_person(user.id.0, &user.name, user.hue, user.picture.clone()).profile(),
        name: user.name.clone(),
        email: user.email.clone(),
        has_picture: user.picture.is_some(),
        fields,
        contact,
        months: ui.months(),
        errors,
        saved,
        ui,
    };
    page(title, &view)
}
