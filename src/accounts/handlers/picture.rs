//! Pictures of people.

use std::io;

use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, Responder};
use tokio::sync::Semaphore;

use crate::files::{PictureError, door};
use crate::web::{Error, House, Result};

/// Pictures that are cut at once: one that is unpacked takes up to 256 MB.
static CUT: Semaphore = Semaphore::const_new(2);

/// `GET /pictures/{name}`. For who is signed in.
///
/// # Errors
/// 404 for a name that no picture has.
pub async fn show(name: Path<String>, house: Data<House>) -> Result<impl Responder> {
    let bytes = web::block(move || house.files.get(&name)).await.map_err(|error| Error::Defect(error.to_string()))?;
    let bytes = bytes.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::NotFound,
        _ => Error::Defect(format!("a picture cannot be read: {error}")),
    })?;
    Ok(HttpResponse::Ok()
        .content_type("image/jpeg")
        .insert_header(("cache-control", "private, max-age=31536000, immutable"))
        .body(bytes))
}

/// Cuts the picture to the shape of a door and keeps it: the name of its blob.
///
/// # Errors
/// What the picture is not, inside; outside, what the disk says.
pub async fn store_picture(bytes: Vec<u8>, house: Data<House>) -> Result<std::result::Result<String, PictureError>> {
    let turn = CUT.acquire().await.map_err(|error| Error::Defect(error.to_string()))?;
    // The turn goes with the work, which a request that is dropped does not end.
    let stored = web::block(move || {
        let _turn = turn;
        door(&bytes).map(|cut| house.files.put(&cut))
    })
    .await;
    match stored.map_err(|error| Error::Defect(error.to_string()))? {
        Err(error) => Ok(Err(error)),
        Ok(Ok(name)) => Ok(Ok(name)),
        Ok(Err(error)) => Err(Error::Defect(format!("a picture cannot be kept: {error}"))),
    }
}
