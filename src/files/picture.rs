//! A picture of a person, cut to the shape of a door.

use std::io::Cursor;
use std::panic::catch_unwind;
use std::sync::LazyLock;
use std::thread;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};
use tokio::sync::{mpsc, oneshot};

/// The side of the square that is kept: twice the largest door on a page.
const SIDE: u32 = 192;
/// The longest side that is read; a bomb of a few bytes could else ask for gigabytes.
const MOST_SIDE: u32 = 12_000;
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// JPEG quality.
const QUALITY: u8 = 84;
/// Pictures that may wait for those before them.
const WAITING: usize = 16;

/// Why a picture is not one.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// Not a PNG, JPEG, WebP or GIF, or a broken one.
    #[error("not a picture that can be read: {0}")]
    Unreadable(ImageError),
    /// More pixels than are read.
    #[error("too many pixels")]
    TooLarge,
}

/// Why a picture was not cut.
#[derive(Debug, thiserror::Error)]
pub enum CutError {
    /// It is not one.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// Too many wait already.
    #[error("too many pictures wait to be cut")]
    Busy,
    /// A defect: it was too much for the decoder.
    #[error("a picture could not be cut")]
    Failed,
}

/// Bytes of a picture, and whom to tell what became of them.
type Job = (Vec<u8>, oneshot::Sender<Result<Vec<u8>, CutError>>);

/// The one thread that cuts pictures. What a picture takes, 256 MB at most, several would take at once; and of what is freed glibc
/// keeps much, for each thread that has asked for it: 210 MB after forty pictures, eight at a time.
static CUTTER: LazyLock<mpsc::Sender<Job>> = LazyLock::new(|| {
    let (sender, mut receiver) = mpsc::channel::<Job>(WAITING);
    let cut = move || {
        while let Some((bytes, answer)) = receiver.blocking_recv() {
            let done = catch_unwind(|| door(&bytes)).map_err(|_| CutError::Failed);
            // Who asked may be gone.
            let _ = answer.send(done.and_then(|cut| Ok(cut?)));
        }
    };
    // Without a thread nobody receives, and every picture is refused.
    if let Err(error) = thread::Builder::new().name("pictures".to_owned()).spawn(cut) {
        tracing::error!(%error, "no thread for pictures");
    }
    sender
});

/// The middle square of the picture as a JPEG of 192 × 192, turned upright, without any of its other data (place, camera); once
/// the pictures that came before are cut.
///
/// # Errors
/// [`CutError`]
pub async fn cut(bytes: Vec<u8>) -> Result<Vec<u8>, CutError> {
    let (answer, done) = oneshot::channel();
    CUTTER.try_send((bytes, answer)).map_err(|_| CutError::Busy)?;
    done.await.unwrap_or(Err(CutError::Failed))
}

fn door(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| unreadable(error.into()))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(orientation);
    let square = picture.resize_to_fill(SIDE, SIDE, FilterType::Lanczos3).to_rgb8();
    let mut out = Vec::new();
    square.write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY)).map_err(unreadable)?;
    Ok(out)
}

fn unreadable(error: ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::TooLarge,
        error => PictureError::Unreadable(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageFormat, RgbImage};

    #[test]
    fn a_picture_becomes_a_square_and_other_bytes_are_refused() {
        let mut png = Vec::new();
        RgbImage::new(300, 90).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("a PNG");
        let cut = door(&png).expect("a door");
        let cut = image::load_from_memory(&cut).expect("a JPEG");
        assert_eq!((cut.width(), cut.height()), (SIDE, SIDE));
        for bytes in [&b""[..], b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", &png[..40]] {
            assert!(matches!(door(bytes), Err(PictureError::Unreadable(_))));
        }
    }

    #[tokio::test]
    async fn pictures_are_cut_one_after_the_other_and_too_many_are_refused() {
        let mut png = Vec::new();
        RgbImage::new(600, 600).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("a PNG");
        let all = futures_util::future::join_all((0..3 * WAITING).map(|_| cut(png.clone()))).await;
        let (cut_ones, refused): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
        assert!(cut_ones.len() >= WAITING, "{}", cut_ones.len());
        assert!(refused.iter().all(|one| matches!(one, Err(CutError::Busy))) && !refused.is_empty());
        assert!(cut(png).await.is_ok());
    }
}
