//! What is kept of a picture's file: what it is drawn from.

use image::metadata::Orientation;
use img_parts::{Bytes, DynImage, ImageEXIF};

use super::heif::{is_heif, silenced};

/// Without where and when it was taken, with what, and what was written of it: of JPEG, PNG and WebP only what a decoder needs is kept. None of
/// what cannot be taken apart, or is of another kind.
pub(super) fn clean(bytes: &[u8], orientation: Orientation) -> Option<Vec<u8>> {
    let held = (orientation != Orientation::NoTransforms).then(|| held(orientation));
    if bytes.starts_with(&[0xff, 0xd8]) {
        return clean_jpeg(bytes, held.as_deref());
    }
    if is_heif(bytes) {
        return silenced(bytes);
    }
    let mut parts = match DynImage::from_bytes(Bytes::copy_from_slice(bytes)).ok()?? {
        // What a reader has to know to draw it has a capital letter; the rest is only said.
        DynImage::Png(png) if png.chunks().iter().any(|chunk| needs_more(&chunk.kind())) => return None,
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

/// Whether a PNG that has such a chunk is drawn from more than those (as Xcode's are).
fn needs_more(kind: &[u8; 4]) -> bool {
    kind[0].is_ascii_uppercase() && !PNG.contains(&kind)
}

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
pub(super) fn held(orientation: Orientation) -> Bytes {
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation.to_exif(), 0, 0, 0, 0, 0, 0]);
    exif.into()
}

/// How the picture is held, as its file says.
pub(super) fn orientation(bytes: &[u8]) -> Orientation {
    let parts = DynImage::from_bytes(Bytes::copy_from_slice(bytes)).ok().flatten();
    let exif = parts.and_then(|parts| parts.exif());
    exif.and_then(|exif| Orientation::from_exif_chunk(&exif)).unwrap_or(Orientation::NoTransforms)
}
