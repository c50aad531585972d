//! Pictures: of a person, cut to the shape of a door; in a message, made small enough to be looked at, without where it was taken.

use std::io::Cursor;
use std::panic::{UnwindSafe, catch_unwind};
use std::sync::LazyLock;
use std::thread;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, overlay};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits, Rgba, RgbaImage};
use tokio::sync::{mpsc, oneshot};

use super::clean::{clean, orientation};

/// The side of the square that is kept: twice the largest door on a page.
const SIDE: u32 = 192;
/// The longer side of what is shown of a picture in a message: twice its room on a page.
const PREVIEW: u32 = 800;
/// The longer side of a picture beside a few words.
const THUMB: u32 = 320;
/// Bytes of a picture that is shown as it is.
const SMALL: usize = 100 * 1024;
/// The same of one that moves.
const SMALL_MOVING: usize = 2 * 1024 * 1024;
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

/// A picture as it is kept in a message.
#[derive(Debug)]
pub struct Shrunk {
    /// The picture itself without what its camera wrote into it, but for how it is held, and for its colours.
    pub clean: Vec<u8>,
    /// How wide and how high it is, upright; none of one that is not looked at: HEIC, or too many pixels.
    pub size: Option<(u32, u32)>,
    /// A JPEG whose longer side has 800 pixels; none of a picture that is small enough itself.
    pub preview: Option<Vec<u8>>,
}

/// A small picture, drawn anew: none of the bytes that came is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumb {
    /// A JPEG whose longer side has 320 pixels at most.
    pub jpeg: Vec<u8>,
    /// How wide it is.
    pub width: u32,
    /// How high.
    pub height: u32,
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

/// What is to be done with a picture, and whom to tell what became of it.
type Job = Box<dyn FnOnce() + Send>;

/// The one cutter of the process. What a picture takes, 256 MB at most, several would take at once; and of what is freed glibc
/// keeps much, for each thread that has asked for it: 210 MB after forty pictures, eight at a time.
static CUTTER: LazyLock<Cutter> = LazyLock::new(Cutter::start);

/// A thread that does something with one picture after the other.
struct Cutter(mpsc::Sender<Job>);

impl Cutter {
    fn start() -> Cutter {
        let (sender, mut receiver) = mpsc::channel::<Job>(WAITING);
        let cut = move || {
            while let Some(job) = receiver.blocking_recv() {
                job();
            }
        };
        // Without a thread nobody receives, and every picture is refused.
        if let Err(error) = thread::Builder::new().name("pictures".to_owned()).spawn(cut) {
            tracing::error!(%error, "no thread for pictures");
        }
        Cutter(sender)
    }

    /// Does the work once that before it is done.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PictureError> + Send + UnwindSafe + 'static,
    ) -> Result<T, CutError> {
        let (answer, done) = oneshot::channel();
        let job = move || {
            let done = catch_unwind(work).map_err(|_| CutError::Failed);
            // Who asked may be gone.
            let _ = answer.send(done.and_then(|done| Ok(done?)));
        };
        self.0.try_send(Box::new(job)).map_err(|_| CutError::Busy)?;
        done.await.unwrap_or(Err(CutError::Failed))
    }
}

/// The middle square of the picture as a JPEG of 192 × 192, turned upright, without any of its other data (place, camera); once
/// the pictures that came before are cut.
///
/// # Errors
/// [`CutError`]
pub async fn cut(bytes: Vec<u8>) -> Result<Vec<u8>, CutError> {
    CUTTER.in_turn(move || door(&bytes)).await
}

/// The picture as it is kept in a message, once those that came before are done.
///
/// # Errors
/// [`CutError`]
pub async fn shrink(bytes: Vec<u8>) -> Result<Shrunk, CutError> {
    CUTTER.in_turn(move || shrunk(&bytes)).await
}

/// A small picture of it, once those that came before are done.
///
/// # Errors
/// [`CutError`]
pub async fn thumb(bytes: Vec<u8>) -> Result<Thumb, CutError> {
    CUTTER.in_turn(move || thumbed(&bytes)).await
}

fn door(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let picture = upright(bytes)?.0;
    jpeg(&picture.resize_to_fill(SIDE, SIDE, FilterType::Lanczos3))
}

fn shrunk(bytes: &[u8]) -> Result<Shrunk, PictureError> {
    let (picture, orientation) = match upright(bytes) {
        Ok(read) => read,
        // A panorama, or of a kind that is not decoded here: a file, but one that says no more than a picture does.
        Err(why) => {
            let clean = clean(bytes, orientation(bytes)).ok_or(why)?;
            return Ok(Shrunk { clean, size: None, preview: None });
        }
    };
    let (width, height) = (picture.width(), picture.height());
    // What moves does so only as it is.
    let moves = bytes.starts_with(b"GIF8");
    let small = bytes.len() <= if moves { SMALL_MOVING } else { SMALL } && width.max(height) <= 2 * PREVIEW;
    let preview = if small { None } else { Some(jpeg(&opaque(picture.thumbnail(PREVIEW, PREVIEW)))?) };
    // A GIF holds no place; what cannot be taken apart is drawn anew.
    let clean = match clean(bytes, orientation) {
        Some(clean) => clean,
        None if moves => bytes.to_vec(),
        None => jpeg(&opaque(picture))?,
    };
    Ok(Shrunk { clean, size: Some((width, height)), preview })
}

fn thumbed(bytes: &[u8]) -> Result<Thumb, PictureError> {
    let picture = upright(bytes)?.0;
    let large = picture.width().max(picture.height()) > THUMB;
    let small = opaque(if large { picture.thumbnail(THUMB, THUMB) } else { picture });
    Ok(Thumb { jpeg: jpeg(&small)?, width: small.width(), height: small.height() })
}

/// On white, which a JPEG has where a picture lets the page through.
fn opaque(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let mut under = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255; 4]));
    overlay(&mut under, &picture.to_rgba8(), 0, 0);
    under.into()
}

/// The picture, turned upright, and how it was held.
fn upright(bytes: &[u8]) -> Result<(DynamicImage, Orientation), PictureError> {
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
    Ok((picture, orientation))
}

fn jpeg(picture: &DynamicImage) -> Result<Vec<u8>, PictureError> {
    let mut out = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
    picture.to_rgb8().write_with_encoder(encoder).map_err(unreadable)?;
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
    use super::super::clean::held;
    use super::*;
    use image::{ImageFormat, RgbImage};
    use img_parts::{Bytes, ImageEXIF};

    /// A JPEG that is held sideways, with a place in it, in several ways.
    fn photo(width: u32, height: u32) -> Vec<u8> {
        let mut jpeg = Vec::new();
        let sheet = image::RgbImage::from_fn(width, height, |x, _| image::Rgb([(x / 8) as u8, 90, 90]));
        sheet.write_with_encoder(JpegEncoder::new(&mut jpeg)).expect("a JPEG");
        let mut parts = img_parts::jpeg::Jpeg::from_bytes(jpeg.into()).expect("its parts");
        let mut exif = held(Orientation::Rotate90).to_vec();
        exif.extend_from_slice(b"GPS 52.1N 4.3E");
        parts.set_exif(Some(exif.into()));
        for (marker, says) in [
            (img_parts::jpeg::markers::APP1, "http://ns.adobe.com/xap/1.0/\0<x>52.1N</x>"),
            (img_parts::jpeg::markers::COM, "at 52.1N"),
        ] {
            let segment = img_parts::jpeg::JpegSegment::new_with_contents(marker, Bytes::from(says));
            parts.segments_mut().insert(2, segment);
        }
        // Phones put a film behind the picture.
        [&parts.encoder().bytes()[..], b"ftyp film at 52.1N"].concat()
    }

    #[test]
    fn a_photo_is_upright_small_and_says_nothing_of_where_it_was_taken() {
        let photo = photo(2000, 500);
        let says = |bytes: &[u8]| bytes.windows(5).any(|window| window == b"52.1N");
        assert!(says(&photo));
        let shrunk = shrunk(&photo).expect("a picture");
        assert_eq!(shrunk.size, Some((500, 2000)));
        assert!(!says(&shrunk.clean));
        let (again, orientation) = upright(&shrunk.clean).expect("a picture still");
        assert_eq!((again.width(), again.height(), orientation), (500, 2000, Orientation::Rotate90));
        let preview = shrunk.preview.expect("it is large");
        let preview = image::load_from_memory(&preview).expect("a JPEG");
        assert_eq!((preview.width(), preview.height()), (200, 800));
    }

    #[test]
    fn a_panorama_is_not_read_but_says_nothing_of_where_it_was_taken() {
        let photo = photo(MOST_SIDE + 8, 8);
        assert!(matches!(upright(&photo), Err(PictureError::TooLarge)));
        let shrunk = shrunk(&photo).expect("a file");
        assert_eq!((shrunk.size, shrunk.preview), (None, None));
        assert!(!shrunk.clean.windows(5).any(|window| window == b"52.1N"));
        assert_eq!(orientation(&shrunk.clean), Orientation::Rotate90, "it is held as before");
        assert_eq!(clean(&shrunk.clean, Orientation::Rotate90), Some(shrunk.clean.clone()), "and whole");
    }

    #[test]
    fn what_is_small_is_its_own_preview_and_what_is_clear_stands_on_white() {
        let mut png = Vec::new();
        image::RgbaImage::new(1700, 40).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("a PNG");
        let mut parts = img_parts::png::Png::from_bytes(png.into()).expect("its parts");
        parts.chunks_mut().insert(1, img_parts::png::PngChunk::new(*b"tEXt", Bytes::from("Comment\0at home")));
        let shrunk = shrunk(&parts.encoder().bytes()).expect("a picture");
        assert!(!shrunk.clean.windows(7).any(|window| window == b"at home"));
        let preview = image::load_from_memory(&shrunk.preview.expect("it is wide")).expect("a JPEG").to_rgb8();
        assert_eq!((preview.width(), preview.get_pixel(3, 3).0), (800, [255; 3]));
        let mut small = Vec::new();
        RgbImage::new(30, 20).write_to(&mut Cursor::new(&mut small), ImageFormat::WebP).expect("a WebP");
        let shrunk = super::shrunk(&small).expect("a picture");
        assert_eq!((shrunk.size, shrunk.preview.is_none(), shrunk.clean), (Some((30, 20)), true, small));
    }

    #[test]
    fn beside_words_a_picture_is_small_and_never_made_larger() {
        let thumb = thumbed(&photo(2000, 500)).expect("a picture");
        assert_eq!((thumb.width, thumb.height), (80, 320));
        let drawn = image::load_from_memory(&thumb.jpeg).expect("a JPEG");
        assert_eq!((drawn.width(), drawn.height()), (80, 320));
        let mut clear = Vec::new();
        RgbaImage::new(30, 20).write_to(&mut Cursor::new(&mut clear), ImageFormat::WebP).expect("a WebP");
        let thumb = thumbed(&clear).expect("a picture");
        assert_eq!((thumb.width, thumb.height), (30, 20));
        assert!(matches!(thumbed(b"<svg/>"), Err(PictureError::Unreadable(_))));
    }

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
        // One of its own: in that of the process others' pictures would be refused meanwhile.
        let cutter = Cutter::start();
        let one = || {
            let png = png.clone();
            cutter.in_turn(move || door(&png))
        };
        let all = futures_util::future::join_all((0..3 * WAITING).map(|_| one())).await;
        let (cut_ones, refused): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
        assert!(cut_ones.len() >= WAITING, "{}", cut_ones.len());
        assert!(refused.iter().all(|one| matches!(one, Err(CutError::Busy))) && !refused.is_empty());
        assert!(one().await.is_ok());
    }
}
