//! HEIC and AVIF: pictures of boxes (ISO/IEC 14496-12, 23008-12), in which offsets lead into the whole of the file. So what is written of the
//! picture is overwritten where it lies, and nothing moves.

use std::collections::BTreeSet;
use std::ops::Range;

/// What the picture is shown from; phones put films behind it, and whatever programs of theirs want to know.
const SHOWN: [&[u8; 4]; 7] = [b"ftyp", b"styp", b"meta", b"moov", b"moof", b"mdat", b"mini"];
/// Items that say something of the picture, and are none.
const WRITTEN: [&[u8; 4]; 3] = [b"Exif", b"mime", b"uri "];
/// The same of properties: words, when it was made, what a program has put there.
const SAID: [&[u8; 4]; 4] = [b"udes", b"crtt", b"mdft", b"uuid"];
/// EXIF without an entry, behind the four bytes that say where it begins.
const NO_EXIF: &[u8; 18] = b"\0\0\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0";

/// Whether what begins like this is a picture of boxes.
pub fn is_heif(head: &[u8]) -> bool {
    infer::get(head).is_some_and(|found| matches!(found.mime_type(), "image/heif" | "image/avif"))
}

/// The same picture without what its camera and programs wrote of it: EXIF, XMP, words, films behind it. None of what cannot be understood. A sequence of
/// pictures keeps what is written of it as of a film.
pub(super) fn silenced(picture: &[u8]) -> Option<Vec<u8>> {
    let mut pen = Pen { bytes: picture.to_vec(), left: 2 * picture.len() };
    let all = boxes(picture, 0..picture.len());
    // What follows the last box belongs to none.
    pen.bytes.truncate(all.last()?.inside.end);
    for one in &all {
        if &one.kind == b"meta" {
            pen.written_of(picture, one)?;
        } else if !SHOWN.contains(&&one.kind) {
            pen.hush(one)?;
        }
    }
    Some(pen.bytes)
}

/// A box: what it is, and where its head and what is in it lie.
struct Found {
    kind: [u8; 4],
    head: usize,
    inside: Range<usize>,
}

/// The boxes that lie there, one after the other; the last one, if it was cut off, up to the end.
fn boxes(picture: &[u8], there: Range<usize>) -> Vec<Found> {
    let mut all = Vec::new();
    let mut at = there.start;
    while let Some(head) = picture.get(at..at + 8).filter(|_| at + 8 <= there.end) {
        let kind = [head[4], head[5], head[6], head[7]];
        let (begins, size) = match number(&head[..4]) {
            0 => (8, there.end - at),
            1 => (16, picture.get(at + 8..at + 16).map_or(0, number)),
            size => (8, size),
        };
        let end = at.saturating_add(size).min(there.end);
        if size < begins || end < at + begins {
            break;
        }
        all.push(Found { kind, head: at, inside: at + begins..end });
        at = end;
    }
    all
}

/// The boxes in one that has a version and flags first.
fn boxes_of_full(picture: &[u8], one: &Found, before: usize) -> Vec<Found> {
    boxes(picture, (one.inside.start + 4 + before).min(one.inside.end)..one.inside.end)
}

fn find<'a>(all: &'a [Found], kind: &[u8; 4]) -> Option<&'a Found> {
    all.iter().find(|one| &one.kind == kind)
}

struct Pen {
    bytes: Vec<u8>,
    /// Bytes that may yet be overwritten: sixty thousand items may say that they lie in the same place.
    left: usize,
}

impl Pen {
    /// Overwrites what `meta` leads to that is no picture; none if it does not say where that is.
    fn written_of(&mut self, picture: &[u8], meta: &Found) -> Option<()> {
        let all = boxes_of_full(picture, meta, 0);
        let inside = |all: &[Found], kind: &[u8; 4]| {
            find(all, kind).map(|one| boxes(picture, one.inside.clone())).unwrap_or_default()
        };
        for one in inside(&inside(&all, b"iprp"), b"ipco") {
            if SAID.contains(&&one.kind) {
                self.hush(&one)?;
            }
        }
        let Some(listed) = find(&all, b"iinf") else { return Some(()) };
        let (exif, others) = written(picture, listed)?;
        if exif.is_empty() && others.is_empty() {
            return Some(());
        }
        let data = find(&all, b"idat").map(|data| data.inside.clone());
        for Place { item, is_inside, range } in places(&picture[find(&all, b"iloc")?.inside.clone()])? {
            let range = match (is_inside, &data) {
                (false, _) => range,
                (true, Some(data)) => {
                    let at = |offset: usize| data.start.saturating_add(offset).min(data.end);
                    at(range.start)..at(range.end)
                }
                (true, None) => return None,
            };
            if exif.contains(&item) {
                self.blank(range.clone(), 0)?;
                if let Some(begin) = self.bytes.get_mut(range).and_then(|there| there.first_chunk_mut()) {
                    *begin = *NO_EXIF;
                }
            } else if others.contains(&item) {
                self.blank(range, b' ')?;
            }
        }
        Some(())
    }

    /// Makes a box one that is skipped, and has nothing in it.
    fn hush(&mut self, one: &Found) -> Option<()> {
        self.bytes[one.head + 4..one.head + 8].copy_from_slice(b"free");
        self.blank(one.inside.clone(), 0)
    }

    /// Overwrites what lies there, as far as it is in the file; none if that was done too often.
    fn blank(&mut self, there: Range<usize>, with: u8) -> Option<()> {
        let end = there.end.min(self.bytes.len());
        if let Some(there) = self.bytes.get_mut(there.start..end) {
            self.left = self.left.checked_sub(there.len())?;
            there.fill(with);
        }
        Some(())
    }
}

/// The numbers of the items that say something of the picture: EXIF, and all others.
fn written(picture: &[u8], listed: &Found) -> Option<(BTreeSet<usize>, BTreeSet<usize>)> {
    let count = if *picture.get(listed.inside.start)? == 0 { 2 } else { 4 };
    let (mut exif, mut others) = (BTreeSet::new(), BTreeSet::new());
    for item in boxes_of_full(picture, listed, count) {
        let head = &picture[item.inside];
        let (item, kind) = match head.first()? {
            2 => (head.get(4..6)?, head.get(8..12)?),
            3 => (head.get(4..8)?, head.get(10..14)?),
            _ => return None,
        };
        if kind == b"Exif" {
            exif.insert(number(item));
        } else if WRITTEN.iter().any(|one| *one == kind) {
            others.insert(number(item));
        }
    }
    Some((exif, others))
}

/// Where a part of an item lies: in the file, or in the box of data beside it.
struct Place {
    item: usize,
    is_inside: bool,
    range: Range<usize>,
}

/// All that `iloc` says; none if it breaks off, or leads elsewhere.
fn places(located: &[u8]) -> Option<Vec<Place>> {
    let (version, mut rest) = (*located.first()?, located.get(4..)?);
    let mut take = |bytes: usize| {
        let (taken, after) = rest.split_at_checked(bytes)?;
        rest = after;
        Some(number(taken))
    };
    let wide = if version < 2 { 2 } else { 4 };
    let widths = take(2)?;
    let width = |shift: u32| widths >> shift & 0xf;
    let (offsets, lengths, bases) = (width(12), width(8), width(4));
    let indices = if version == 0 { 0 } else { width(0) };
    let mut all = Vec::new();
    for _ in 0..take(wide)? {
        let item = take(wide)?;
        let way = if version == 0 { 0 } else { take(2)? & 0xf };
        let elsewhere = take(2)?;
        let (base, extents) = (take(bases)?, take(2)?);
        // An extent without a length is all there is: nothing that cameras write.
        if lengths == 0 && extents > 0 {
            return None;
        }
        for _ in 0..extents {
            take(indices)?;
            let start = base.saturating_add(take(offsets)?);
            let range = start..start.saturating_add(take(lengths)?);
            // A third way leads to another item.
            if way < 2 && elsewhere == 0 {
                all.push(Place { item, is_inside: way == 1, range });
            }
        }
    }
    Some(all)
}

/// A big-endian number of at most eight bytes.
fn number(bytes: &[u8]) -> usize {
    let number = bytes.iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &[u8] = b"46.1591 N 7.1234 E";

    fn boxed(kind: &[u8; 4], inside: &[&[u8]]) -> Vec<u8> {
        let inside = inside.concat();
        [&(inside.len() as u32 + 8).to_be_bytes()[..], kind, &inside].concat()
    }

    /// With a version and flags.
    fn full(version: u8, kind: &[u8; 4], inside: &[&[u8]]) -> Vec<u8> {
        boxed(kind, &[&[version, 0, 0, 0], &*inside.concat()])
    }

    fn item(number: u8, kind: &[u8; 4]) -> Vec<u8> {
        full(2, b"infe", &[&[0, number, 0, 0], kind, b"\0"])
    }

    fn holds(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|window| window == part)
    }

    /// A picture as phones take it: its data, EXIF and XMP in the file, more of it in `meta`, a film behind it. Items lie where `iloc` says, which is of
    /// this version.
    fn photo(version: u8) -> Vec<u8> {
        let ftyp = boxed(b"ftyp", &[b"heic\0\0\0\0mif1heic"]);
        let exif = [b"\0\0\0\0MM\0\x2a\0\0\0\x08", PLACE].concat();
        let parts: [&[u8]; 4] = [b"one half ", &exif, PLACE, b"other half"];
        let meta = |begins: u32| {
            // Number, way and place of each item, each place in extents.
            let at = |part: usize| begins + parts[..part].concat().len() as u32;
            let place = |part: usize| [at(part).to_be_bytes(), (parts[part].len() as u32).to_be_bytes()].concat();
            let located: &[u8] = if version == 2 { &[0x44, 0, 0, 0, 0, 4] } else { &[0x44, 0, 0, 4] };
            let inside = [&0u32.to_be_bytes()[..], &(PLACE.len() as u32).to_be_bytes()].concat();
            let mut list = Vec::new();
            for (number, way, extents) in [
                (1u8, 0u8, vec![place(0), place(3)]),
                (2, 0, vec![place(1)]),
                (3, 0, vec![place(2)]),
                (4, 1, vec![inside]),
            ] {
                list.extend(if version == 2 { vec![0, 0, 0, number] } else { vec![0, number] });
                list.extend([0, way, 0, 0, 0, extents.len() as u8]);
                list.extend(extents.concat());
            }
            let properties = boxed(b"ipco", &[&full(0, b"ispe", &[b"its size"]), &full(0, b"udes", &[PLACE])]);
            full(
                0,
                b"meta",
                &[
                    &full(0, b"hdlr", &[b"\0\0\0\0pict", &[0; 13]]),
                    &full(
                        0,
                        b"iinf",
                        &[&[0, 4], &item(1, b"hvc1"), &item(2, b"Exif"), &item(3, b"mime"), &item(4, b"uri ")],
                    ),
                    &full(version, b"iloc", &[located, &list]),
                    &boxed(b"iprp", &[&properties]),
                    &boxed(b"idat", &[PLACE, b"beside it"]),
                ],
            )
        };
        let begins = ftyp.len() + meta(0).len() + 8;
        let film = boxed(b"mpvd", &[b"ftyp film at ", PLACE]);
        [ftyp, meta(begins as u32), boxed(b"mdat", &parts), film, b"SEFT".to_vec()].concat()
    }

    #[test]
    fn a_photo_in_boxes_does_not_say_where_it_was_taken_and_lies_as_before() {
        for version in [1, 2] {
            let photo = photo(version);
            assert!(is_heif(&photo) && holds(&photo, PLACE));
            let silent = silenced(&photo).expect("a picture");
            assert!(!holds(&silent, PLACE), "iloc {version}");
            assert_eq!(silent.len() + b"SEFT".len(), photo.len(), "only what is in no box is gone");
            let place = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).position(|window| window == part);
            for stays in [&b"one half "[..], b"other half", b"its size", b"beside it", b"hvc1", b"Exif", NO_EXIF] {
                assert!(place(&silent, stays).is_some(), "{}", String::from_utf8_lossy(stays));
            }
            assert_eq!(place(&silent, b"other half"), place(&photo, b"other half"));
            assert!(!holds(&silent, b"mpvd") && !holds(&silent, b"udes"));
            assert_eq!(silenced(&silent), Some(silent.clone()), "there is no more to be said");
        }
    }

    #[test]
    fn what_is_no_picture_of_boxes_is_left_and_a_broken_one_does_no_harm() {
        assert!(!is_heif(b"\0\0\0\x14ftypqt  \0\0\0\0qt  ") && !is_heif(b"\xff\xd8\xff") && !is_heif(b""));
        let photo = photo(1);
        for end in 0..photo.len() {
            let _ = silenced(&photo[..end]);
        }
        for at in 0..photo.len() {
            for wrong in [0, 1, 0x7f, 0xff] {
                let mut broken = photo.clone();
                broken[at] = wrong;
                let silent = silenced(&broken);
                assert!(silent.is_none_or(|silent| silent.len() <= photo.len()));
            }
        }
    }

    #[test]
    fn items_that_lie_in_the_same_place_cost_no_more_than_the_file_is_long() {
        let count = 60_000u32;
        let items: Vec<u8> = (0..count)
            .flat_map(|_| [&[0, 2, 0, 0, 0, 1][..], &0u32.to_be_bytes(), &u32::MAX.to_be_bytes()].concat())
            .collect();
        let located = full(0, b"iloc", &[&[0x44, 0], &(count as u16).to_be_bytes(), &items]);
        let meta = full(0, b"meta", &[&full(0, b"iinf", &[&[0, 1], &item(2, b"mime")]), &located]);
        assert_eq!(silenced(&[boxed(b"ftyp", &[b"heic\0\0\0\0mif1heic"]), meta].concat()), None);
    }
}
