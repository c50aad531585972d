//! HEIC and AVIF: pictures of boxes (ISO/IEC 14496-12, 23008-12), in which offsets lead into the whole of the file. So what is written of the
//! picture is overwritten where it lies, and nothing moves.

use std::collections::BTreeSet;
use std::ops::Range;

/// What such a file says that it is.
const BRANDS: [&[u8; 4]; 13] = [
    b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1", b"avif", b"avis",
];
/// Those of sequences, which are films of pictures.
const SEQUENCES: [&[u8; 4]; 6] = [b"hevc", b"hevx", b"hevm", b"hevs", b"msf1", b"avis"];
/// What the picture is shown from; phones put films behind it, and whatever programs of theirs want to know.
const SHOWN: [&[u8; 4]; 5] = [b"ftyp", b"styp", b"meta", b"mdat", b"imda"];
/// What a sequence is shown from, too.
const FILM: [&[u8; 4]; 2] = [b"moov", b"moof"];
/// Items that say something of the picture, and are none.
const WRITTEN: [&[u8; 4]; 2] = [b"mime", b"uri "];
/// The same in `meta`.
const BESIDE: [&[u8; 4]; 3] = [b"xml ", b"bxml", b"uuid"];
/// The same of properties: words, when it was made, what a program has put there.
const SAID: [&[u8; 4]; 6] = [b"udes", b"altt", b"crtt", b"mdft", b"itai", b"uuid"];
/// EXIF without an entry, behind the four bytes that say where it begins.
pub(super) const NO_EXIF: &[u8; 18] = b"\0\0\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0";
/// More boxes beside each other than any camera writes.
const BOXES: usize = 65_536;

/// Whether what begins like this is a picture of boxes.
pub fn is_heif(head: &[u8]) -> bool {
    head.get(4..8) == Some(b"ftyp") && BRANDS.iter().any(|brand| head.get(8..12) == Some(&brand[..]))
}

/// The same picture without what its camera and programs wrote of it: EXIF, XMP, words, films behind it. None of one whose boxes cannot be
/// understood. A sequence of pictures keeps what is written of it as of a film.
pub(super) fn silenced(picture: &[u8]) -> Option<Vec<u8>> {
    let all = boxes(picture, 0..picture.len())?;
    let mut pen =
        Pen { bytes: picture.to_vec(), left: 2 * picture.len(), all: &all, pictured: BTreeSet::new(), end: 0 };
    // A second file begins where the picture ends.
    let ends = all.iter().skip(1).position(|one| &one.kind == b"ftyp").map_or(all.len(), |at| at + 1);
    for one in &all[..ends] {
        match &one.kind {
            b"meta" => pen.written_of(picture, one)?,
            // All of it in few bits, in a format of its own.
            b"mini" => return None,
            _ => {}
        }
    }
    let brands = picture.get(8..all.first()?.inside.end)?;
    let is_sequence = brands.chunks(4).any(|brand| SEQUENCES.iter().any(|one| &one[..] == brand));
    for (at, one) in all.iter().enumerate() {
        let is_shown = SHOWN.contains(&&one.kind) || is_sequence && FILM.contains(&&one.kind);
        if (at >= ends || !is_shown) && !pen.pictured.contains(&at) {
            pen.hush(one)?;
        }
    }
    // What follows the last box belongs to none.
    let end = all.last()?.inside.end.max(pen.end);
    pen.bytes.truncate(end);
    Some(pen.bytes)
}

/// A box: what it is, and where its head and what is in it lie.
struct Found {
    kind: [u8; 4],
    head: usize,
    inside: Range<usize>,
}

/// The boxes that lie there, one after the other, the last one up to the end if it was cut off; none if there are too many.
fn boxes(picture: &[u8], there: Range<usize>) -> Option<Vec<Found>> {
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
        if all.len() > BOXES {
            return None;
        }
        at = end;
    }
    Some(all)
}

/// The boxes in one that has a version and flags, and so many bytes, before them.
fn boxes_behind(picture: &[u8], one: &Found, before: usize) -> Option<Vec<Found>> {
    boxes(picture, (one.inside.start + 4 + before).min(one.inside.end)..one.inside.end)
}

fn find<'a>(all: &'a [Found], kind: &[u8; 4]) -> Option<&'a Found> {
    all.iter().find(|one| &one.kind == kind)
}

struct Pen<'a> {
    bytes: Vec<u8>,
    /// Bytes that may yet be overwritten: sixty thousand items may say that they lie in the same place.
    left: usize,
    all: &'a [Found],
    /// Of them, those in which parts of pictures lie, whatever they are called.
    pictured: BTreeSet<usize>,
    /// Where the last of these parts ends.
    end: usize,
}

impl Pen<'_> {
    /// Overwrites what `meta` leads to that is no picture; none if it does not say where that is.
    fn written_of(&mut self, picture: &[u8], meta: &Found) -> Option<()> {
        let all = boxes_behind(picture, meta, 0)?;
        for one in all.iter().filter(|one| BESIDE.contains(&&one.kind)) {
            self.hush(one)?;
        }
        let inside = |all: &[Found], kind: &[u8; 4]| match find(all, kind) {
            Some(one) => boxes(picture, one.inside.clone()),
            None => Some(Vec::new()),
        };
        for one in inside(&inside(&all, b"iprp")?, b"ipco")? {
            if SAID.contains(&&one.kind) {
                self.hush(&one)?;
            }
        }
        let (Some(listed), Some(located)) = (find(&all, b"iinf"), find(&all, b"iloc")) else { return Some(()) };
        let items = self.written(picture, listed)?;
        let data = find(&all, b"idat").map_or(0..0, |data| data.inside.clone());
        each_part(&picture[located.inside.clone()], |part| {
            let wanted = items.exif.contains(&part.item) || items.others.contains(&part.item);
            if !wanted {
                if part.way == Way::File {
                    self.pictured(&part.range);
                }
                return Some(());
            }
            let range = match part.way {
                // Without a length it is all that follows, which nothing that cameras write is.
                _ if part.range.is_empty() => return None,
                Way::File => part.range.start..part.range.end.min(picture.len()),
                Way::Beside => {
                    let at = |offset: usize| data.start.saturating_add(offset).min(data.end);
                    at(part.range.start)..at(part.range.end)
                }
                Way::Elsewhere => return None,
            };
            let is_exif = items.exif.contains(&part.item);
            self.blank(range.clone(), if is_exif { 0 } else { b' ' })?;
            if is_exif && let Some(begin) = self.bytes.get_mut(range).and_then(|there| there.first_chunk_mut()) {
                *begin = *NO_EXIF;
            }
            Some(())
        })
    }

    /// The items that say something of the picture. That they are packed is no longer so.
    fn written(&mut self, picture: &[u8], listed: &Found) -> Option<Items> {
        let count = if *picture.get(listed.inside.start)? == 0 { 2 } else { 4 };
        let mut items = Items::default();
        for one in boxes_behind(picture, listed, count)? {
            let head = &picture[one.inside.clone()];
            let words = match head.first()? {
                2 => 12,
                3 => 14,
                // Of items without a kind, which are not of pictures.
                _ => continue,
            };
            let (item, kind) = (number(head.get(4..words - 6)?), head.get(words - 4..words)?);
            if kind == b"Exif" {
                items.exif.insert(item);
            } else if WRITTEN.iter().any(|one| &one[..] == kind) {
                // Its name, its kind of content, how that is packed.
                let mut ends = (words..).zip(&head[words..]).filter(|(_, byte)| **byte == 0).map(|(at, _)| at);
                let name = ends.next().unwrap_or(head.len());
                let content = ends.next().unwrap_or(head.len());
                if head.get(name..content).is_some_and(|content| content.starts_with(b"\0image/")) {
                    continue;
                }
                items.others.insert(item);
                self.blank(one.inside.start + content..one.inside.end, 0)?;
            }
        }
        Some(items)
    }

    /// Notes where a part of a picture lies.
    fn pictured(&mut self, part: &Range<usize>) {
        let at = self.all.partition_point(|one| one.inside.end <= part.start);
        if self.all.get(at).is_some_and(|one| one.head <= part.start) {
            self.pictured.insert(at);
        }
        self.end = self.end.max(part.end);
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

/// The numbers of items that say something of a picture.
#[derive(Default)]
struct Items {
    exif: BTreeSet<usize>,
    others: BTreeSet<usize>,
}

/// Where to look for a part of an item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    File,
    /// In the box of data beside it.
    Beside,
    /// In another item, or another file.
    Elsewhere,
}

struct Part {
    item: usize,
    way: Way,
    range: Range<usize>,
}

/// Each part of an item, of which `iloc` says where it lies; none if that breaks off, or `what` is none.
fn each_part(located: &[u8], mut what: impl FnMut(Part) -> Option<()>) -> Option<()> {
    let (version, mut rest) = (*located.first()?, located.get(4..)?);
    let mut take = |bytes: usize| {
        let (taken, after) = rest.split_at_checked(bytes)?;
        rest = after;
        Some(number(taken))
    };
    let wide = if version < 2 { 2 } else { 4 };
    let widths = take(2)?;
    let width = |shift: u32| Some(widths >> shift & 0xf).filter(|width| matches!(width, 0 | 4 | 8));
    let (offsets, lengths, bases) = (width(12)?, width(8)?, width(4)?);
    let indices = if version == 0 { 0 } else { width(0)? };
    for _ in 0..take(wide)? {
        let item = take(wide)?;
        let way = if version == 0 { 0 } else { take(2)? & 0xf };
        let way = match (way, take(2)?) {
            (0, 0) => Way::File,
            (1, 0) => Way::Beside,
            _ => Way::Elsewhere,
        };
        let (base, extents) = (take(bases)?, take(2)?);
        // Of those that have neither place nor length sixty thousand need no byte.
        for _ in 0..if indices + offsets + lengths > 0 { extents } else { extents.min(1) } {
            take(indices)?;
            let start = base.saturating_add(take(offsets)?);
            let range = start..start.saturating_add(take(lengths)?);
            what(Part { item, way, range })?;
        }
    }
    Some(())
}

/// A big-endian number of at most eight bytes.
fn number(bytes: &[u8]) -> usize {
    let number = bytes.iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    usize::try_from(number).unwrap_or(usize::MAX)
}
