//! Pictures: of a person, cut to the shape of a door; in a message, made small enough to be looked at, without where it was taken.

use std::io::Cursor;
use std::panic::{UnwindSafe, catch_unwind};
use std::sync::LazyLock;
use std::thread;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, overlay};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits, Rgba, RgbaImage};
use img_parts::{Bytes, DynImage, ImageEXIF};
use tokio::sync::{mpsc, oneshot};

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
    /// How wide it is, upright.
    pub width: u32,
    /// How high.
    pub height: u32,
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

/// The one thread that cuts pictures. What a picture takes, 256 MB at most, several would take at once; and of what is freed glibc
/// keeps much, for each thread that has asked for it: 210 MB after forty pictures, eight at a time.
static CUTTER: LazyLock<mpsc::Sender<Job>> = LazyLock::new(|| {
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
    sender
});

/// The middle square of the picture as a JPEG of 192 × 192, turned upright, without any of its other data (place, camera); once
/// the pictures that came before are cut.
///
/// # Errors
/// [`CutError`]
pub async fn cut(bytes: Vec<u8>) -> Result<Vec<u8>, CutError> {
    in_turn(move || door(&bytes)).await
}

/// The picture as it is kept in a message, once those that came before are done.
///
/// # Errors
/// [`CutError`]
pub async fn shrink(bytes: Vec<u8>) -> Result<Shrunk, CutError> {
    in_turn(move || shrunk(&bytes)).await
}

/// A small picture of it, once those that came before are done.
///
/// # Errors
/// [`CutError`]
pub async fn thumb(bytes: Vec<u8>) -> Result<Thumb, CutError> {
    in_turn(move || thumbed(&bytes)).await
}

async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, PictureError> + Send + UnwindSafe + 'static,
) -> Result<T, CutError> {
    let (answer, done) = oneshot::channel();
    let job = move || {
        let done = catch_unwind(work).map_err(|_| CutError::Failed);
        // Who asked may be gone.
        let _ = answer.send(done.and_then(|done| Ok(done?)));
    };
    CUTTER.try_send(Box::new(job)).map_err(|_| CutError::Busy)?;
    done.await.unwrap_or(Err(CutError::Failed))
}

fn door(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    let picture = upright(bytes)?.0;
    jpeg(&picture.resize_to_fill(SIDE, SIDE, FilterType::Lanczos3))
}

fn shrunk(bytes: &[u8]) -> Result<Shrunk, PictureError> {
    let (picture, orientation) = upright(bytes)?;
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
    Ok(Shrunk { clean, width, height, preview })
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

/// Without where and when it was taken, with what, and what was written of it: only what a decoder needs is kept. None of what cannot be
/// taken apart, or is none of these three.
fn clean(bytes: &[u8], orientation: Orientation) -> Option<Vec<u8>> {
    let held = (orientation != Orientation::NoTransforms).then(|| held(orientation));
    if bytes.starts_with(&[0xff, 0xd8]) {
        return clean_jpeg(bytes, held.as_deref());
    }
    let mut parts = match DynImage::from_bytes(Bytes::copy_from_slice(bytes)).ok()?? {
        DynImage::Png(mut png) => {
            png.chunks_mut().retain(|chunk| PNG.contains(&&chunk.kind()));
            DynImage::Png(png)
        }
        DynImage::WebP(mut webp) => {
            webp.chunks_mut().retain(|chunk| WEBP.contains(&&chunk.id()));
            DynImage::WebP(webp)
        }
        DynImage::Jpeg(_) => return None,
    };
    parts.set_exif(held);
    Some(parts.encoder().bytes().to_vec())
}

/// What a PNG is drawn from.
const PNG: [&[u8; 4]; 17] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD",
    b"hIST", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];
/// What a WebP is drawn from.
const WEBP: [&[u8; 4]; 7] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];

/// The segments that a JPEG is drawn from, up to its end: what follows that may be another picture, or a film. Of what programs write into it,
/// the kind of its colours stays (APP0, ICC in APP2, Adobe's APP14).
fn clean_jpeg(bytes: &[u8], held: Option<&[u8]>) -> Option<Vec<u8>> {
    let mut out = vec![0xff, 0xd8];
    if let Some(held) = held {
        let length = u16::try_from(held.len() + 8).ok()?;
        out.extend([&[0xff, 0xe1][..], &length.to_be_bytes(), b"Exif\0\0", held].concat());
    }
    let mut at = 2;
    loop {
        // Any number of FF may stand before a marker.
        while *bytes.get(at)? == 0xff && *bytes.get(at + 1)? == 0xff {
            at += 1;
        }
        let (0xff, marker) = (*bytes.get(at)?, *bytes.get(at + 1)?) else { return None };
        if marker == 0xd9 {
            out.extend([0xff, 0xd9]);
            return Some(out);
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        let segment = bytes.get(at..at + 2 + length).filter(|_| length >= 2)?;
        let kept = match marker {
            0xe0 | 0xee => true,
            0xe2 => segment[4..].starts_with(b"ICC_PROFILE\0"),
            0xe1..=0xef | 0xfe => false,
            _ => true,
        };
        if kept {
            out.extend_from_slice(segment);
        }
        at += segment.len();
        if marker == 0xda {
            // The scan goes on to the next marker that is neither a stuffed FF nor a restart.
            let rest = bytes.get(at..)?;
            let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
            let end = rest.windows(2).position(ends)?;
            out.extend_from_slice(&rest[..end]);
            at += end;
        }
    }
}

/// EXIF that says how the picture is held, and nothing else (CIPA DC-008): one directory with one entry, big-endian.
fn held(orientation: Orientation) -> Bytes {
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation.to_exif(), 0, 0, 0, 0, 0, 0]);
    exif.into()
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
    use super::*;
    use image::{ImageFormat, RgbImage};

    /// A JPEG that is held sideways, with a place in it, in two ways.
    fn photo() -> Vec<u8> {
        let mut jpeg = Vec::new();
        let sheet = image::RgbImage::from_fn(2000, 500, |x, _| image::Rgb([(x / 8) as u8, 90, 90]));
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
        let photo = photo();
        let says = |bytes: &[u8]| bytes.windows(5).any(|window| window == b"52.1N");
        assert!(says(&photo));
        let shrunk = shrunk(&photo).expect("a picture");
        assert_eq!((shrunk.width, shrunk.height), (500, 2000));
        assert!(!says(&shrunk.clean));
        let (again, orientation) = upright(&shrunk.clean).expect("a picture still");
        assert_eq!((again.width(), again.height(), orientation), (500, 2000, Orientation::Rotate90));
        let preview = shrunk.preview.expect("it is large");
        let preview = image::load_from_memory(&preview).expect("a JPEG");
        assert_eq!((preview.width(), preview.height()), (200, 800));
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
        assert_eq!((shrunk.width, shrunk.preview.is_none(), shrunk.clean), (30, true, small));
    }

    #[test]
    fn beside_words_a_picture_is_small_and_never_made_larger() {
        let thumb = thumbed(&photo()).expect("a picture");
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
        let all = futures_util::future::join_all((0..3 * WAITING).map(|_| cut(png.clone()))).await;
        let (cut_ones, refused): (Vec<_>, Vec<_>) = all.into_iter().partition(Result::is_ok);
        assert!(cut_ones.len() >= WAITING, "{}", cut_ones.len());
        assert!(refused.iter().all(|one| matches!(one, Err(CutError::Busy))) && !refused.is_empty());
        assert!(cut(png).await.is_ok());
    }
}
