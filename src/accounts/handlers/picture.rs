//! Pictures of people.

use std::io;

use actix_web::web::{self, Data, Path};
use actix_web::{HttpResponse, Responder};

use crate::files::{CutError, PictureError, cut};
use crate::web::{Error, House, Result};

/// Seconds after which to try again, if too many pictures wait to be cut.
const BUSY: u64 = 5;

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
/// What the picture is not, inside; outside, what the disk says, and that too many wait.
pub async fn store_picture(bytes: Vec<u8>, house: Data<House>) -> Result<std::result::Result<String, PictureError>> {
    let cut = match cut(bytes).await {
        Ok(cut) => cut,
        Err(CutError::Busy) => return Err(Error::Busy(BUSY)),
        Err(error @ CutError::Failed) => return Err(Error::Defect(error.to_string())),
        Err(CutError::Picture(error)) => return Ok(Err(error)),
    };
    let stored = web::block(move || house.files.put(&cut)).await.map_err(|error| Error::Defect(error.to_string()))?;
    stored.map(Ok).map_err(|error| Error::Defect(format!("a picture cannot be kept: {error}")))
}
