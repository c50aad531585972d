//! Files of boxes (ISO/IEC 14496-12: films of phones, HEIC, AVIF; JPEG XL): what they say of where and when they were taken, and with what.
//! It is overwritten where it lies: offsets of a film lead into the whole of its file, so nothing in it may move.

use std::collections::BTreeSet;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

/// What such a file begins with, behind the length of its first box.
const FIRST: [&[u8; 4]; 5] = [b"ftyp", b"JXL ", b"moov", b"mdat", b"wide"];
/// Music: who plays it is what its sender wants to be read.
const MUSIC: [&[u8; 4]; 3] = [b"M4A ", b"M4B ", b"M4P "];
/// What a file needs to be shown; of `meta` there, what is in a picture is.
const FILE: [&[u8; 4]; 16] = [
    b"ftyp", b"styp", b"moov", b"moof", b"mfra", b"mdat", b"imda", b"sidx", b"ssix", b"wide", b"JXL ", b"jxlc",
    b"jxlp", b"jxll", b"jxli", b"jbrd",
];
/// What a film needs to be played.
const FILM: [&[u8; 4]; 9] = [b"mvhd", b"trak", b"mvex", b"iods", b"pssh", b"cmov", b"clip", b"ctab", b"prfl"];
/// What of a track is not for playing it.
const OF_TRACK: [&[u8; 4]; 3] = [b"udta", b"meta", b"uuid"];
/// The `uuid` of a film that looks to all sides, which says how (Spherical Video V1).
const SPHERICAL: [u8; 16] =
    [0xff, 0xcc, 0x82, 0x63, 0xf8, 0x55, 0x4a, 0x93, 0x88, 0x14, 0x58, 0x7a, 0x02, 0x52, 0x1f, 0xdd];
/// More boxes than any file of a camera has.
const BOXES: usize = 200_000;
/// Bytes of a table that is read.
const TABLE: u64 = 4 * 1024 * 1024;

/// Overwrites, in a file of so many bytes, all that it says beside what it shows or plays: places, times, cameras, names, tracks of measurements.
/// Whether there was any. Of a file that is not made of boxes, or is music, nothing is touched.
///
/// # Errors
/// What the file system says.
pub(super) fn silence(file: &mut (impl Read + Write + Seek), length: u64) -> io::Result<bool> {
    let mut head = [0; 12];
    if length < 12 {
        return Ok(false);
    }
    file.seek(SeekFrom::Start(0))?;
    file.read_exact(&mut head)?;
    let (first, brand) = (&head[4..8], &head[8..12]);
    if !FIRST.iter().any(|one| *one == first) || MUSIC.iter().any(|one| *one == brand) {
        return Ok(false);
    }
    let mut pen = Pen { file, length, left: 2 * length, boxes: BOXES, wrote: false };
    for one in pen.boxes(0..length)? {
        match &one.kind {
            b"moov" => pen.film(&one)?,
            b"moof" => pen.fragment(&one)?,
            b"meta" => pen.picture(&one)?,
            kind if FILE.contains(&kind) => {}
            _ => pen.hush(&one)?,
        }
    }
    Ok(pen.wrote)
}

/// A box: what it is, and where its head and what is in it lie.
#[derive(Clone, Debug)]
struct Found {
    kind: [u8; 4],
    head: u64,
    inside: Range<u64>,
}

struct Pen<'a, F> {
    file: &'a mut F,
    length: u64,
    /// Bytes that may yet be overwritten: tables may lead to the same place a million times.
    left: u64,
    /// Boxes that may yet be looked at.
    boxes: usize,
    wrote: bool,
}

impl<F: Read + Write + Seek> Pen<'_, F> {
    /// The boxes there; the last one, if it was cut off, up to the end.
    fn boxes(&mut self, there: Range<u64>) -> io::Result<Vec<Found>> {
        let (mut all, mut at) = (Vec::new(), there.start);
        while self.boxes > 0 && at + 8 <= there.end {
            self.boxes -= 1;
            let head = self.read(at..at + 8)?;
            let kind = [head[4], head[5], head[6], head[7]];
            let (begins, size) = match number(&head[..4]) {
                0 => (8, there.end - at),
                1 if at + 16 <= there.end => (16, number(&self.read(at + 8..at + 16)?)),
                size => (8, size),
            };
            if size < begins {
                break;
            }
            let end = at.saturating_add(size).min(there.end);
            all.push(Found { kind, head: at, inside: at + begins..end });
            at = end;
        }
        Ok(all)
    }

    fn film(&mut self, film: &Found) -> io::Result<()> {
        let all = self.boxes(film.inside.clone())?;
        // Fragments lead to their tracks by number.
        let is_whole = all.iter().all(|one| &one.kind != b"mvex");
        for one in &all {
            match &one.kind {
                b"trak" => self.track(one, is_whole)?,
                kind if FILM.contains(&kind) => {}
                _ => self.hush(one)?,
            }
        }
        Ok(())
    }

    fn track(&mut self, track: &Found, is_whole: bool) -> io::Result<()> {
        let all = self.boxes(track.inside.clone())?;
        if let Some(media) = all.iter().find(|one| &one.kind == b"mdia") {
            let media = self.boxes(media.inside.clone())?;
            let handler = media.iter().find(|one| &one.kind == b"hdlr");
            let measures = match handler {
                // A version, flags, what QuickTime says here, then which handler.
                Some(handler) => self.part(handler, 8..12)? == b"meta",
                None => false,
            };
            if measures && is_whole {
                self.samples(&media)?;
                return self.hush(track);
            }
        }
        for one in &all {
            if OF_TRACK.contains(&&one.kind) && !(&one.kind == b"uuid" && self.part(one, 0..16)? == SPHERICAL) {
                self.hush(one)?;
            }
        }
        Ok(())
    }

    /// Overwrites what was measured while the film was taken: the track's samples, chunk by chunk.
    fn samples(&mut self, media: &[Found]) -> io::Result<()> {
        let Some(information) = media.iter().find(|one| &one.kind == b"minf") else { return Ok(()) };
        let information = self.boxes(information.inside.clone())?;
        let Some(tables) = information.iter().find(|one| &one.kind == b"stbl") else { return Ok(()) };
        let tables = self.boxes(tables.inside.clone())?;
        let mut table = |kind: &[u8; 4]| match tables.iter().find(|one| &one.kind == kind) {
            Some(found) => self.table(found),
            None => Ok(Vec::new()),
        };
        let (sizes, runs) = (table(b"stsz")?, table(b"stsc")?);
        let (short, long) = (table(b"stco")?, table(b"co64")?);
        let chunks: Vec<u64> = match numbers(&short, 4, 4) {
            chunks if chunks.is_empty() => numbers(&long, 4, 8),
            chunks => chunks,
        };
        // All have one size, or each its own.
        let every = sizes.get(4..8).map_or(0, number);
        let mut sizes = numbers(&sizes, 8, 4).into_iter();
        let runs = numbers(&runs, 4, 4);
        let mut runs = runs.chunks_exact(3).map(|run| (run[0], run[1].min(TABLE))).peekable();
        let mut in_chunk = 0;
        for (n, at) in (1..).zip(chunks) {
            // A run says from which chunk on there are so many in each.
            while let Some((_, samples)) = runs.next_if(|(first, _)| *first <= n) {
                in_chunk = samples;
            }
            let bytes = match every {
                0 => sizes.by_ref().take(in_chunk as usize).sum(),
                every => every.saturating_mul(in_chunk),
            };
            self.blank(at..at.saturating_add(bytes))?;
        }
        Ok(())
    }

    fn fragment(&mut self, fragment: &Found) -> io::Result<()> {
        for one in self.boxes(fragment.inside.clone())? {
            if &one.kind == b"traf" {
                for inside in self.boxes(one.inside.clone())? {
                    if OF_TRACK.contains(&&inside.kind) && &inside.kind != b"uuid" {
                        self.hush(&inside)?;
                    }
                }
            } else if OF_TRACK.contains(&&one.kind) {
                self.hush(&one)?;
            }
        }
        Ok(())
    }

    /// Of what a picture is put together from, overwrites what is written of it: EXIF and XMP.
    fn picture(&mut self, meta: &Found) -> io::Result<()> {
        // A version and flags come first.
        let all = self.boxes(meta.inside.start.saturating_add(4)..meta.inside.end)?;
        let find = |kind: &[u8; 4]| all.iter().find(|one| &one.kind == kind);
        let handler = match find(b"hdlr") {
            Some(handler) => self.part(handler, 8..12)?,
            None => Vec::new(),
        };
        if handler != b"pict" {
            return self.hush(meta);
        }
        let (Some(listed), Some(located)) = (find(b"iinf"), find(b"iloc")) else { return Ok(()) };
        let written = self.written(listed)?;
        let version = self.part(located, 0..1)?.first().copied().unwrap_or_default();
        let places = places(version, &self.table(located)?, &written).unwrap_or_default();
        let data = find(b"idat").map(|data| data.inside.clone());
        for (is_inside, place) in places {
            match (is_inside, &data) {
                (false, _) => self.blank(place)?,
                (true, Some(data)) => {
                    let at = |offset: u64| data.start.saturating_add(offset).min(data.end);
                    self.blank(at(place.start)..at(place.end))?;
                }
                (true, None) => {}
            }
        }
        Ok(())
    }

    /// The numbers of the items that are written of a picture.
    fn written(&mut self, listed: &Found) -> io::Result<BTreeSet<u64>> {
        let version = self.part(listed, 0..1)?;
        let begins = if version.first() == Some(&0) { 6 } else { 8 };
        let mut items = BTreeSet::new();
        for item in self.boxes(listed.inside.start.saturating_add(begins)..listed.inside.end)? {
            let head = self.part(&item, 0..14)?;
            let (number_of, kind) = match head.first() {
                Some(2) => (head.get(4..6), head.get(8..12)),
                Some(3) => (head.get(4..8), head.get(10..14)),
                _ => continue,
            };
            if let (Some(item), Some(b"Exif" | b"mime" | b"uri ")) = (number_of, kind) {
                items.insert(number(item));
            }
        }
        Ok(items)
    }

    /// Makes a box one that is skipped, and has nothing in it.
    fn hush(&mut self, one: &Found) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(one.head + 4))?;
        self.file.write_all(b"free")?;
        self.wrote = true;
        self.blank(one.inside.clone())
    }

    /// Overwrites what lies there, as far as it is in the file.
    fn blank(&mut self, there: Range<u64>) -> io::Result<()> {
        let (mut at, end) = (there.start, there.end.min(self.length));
        if at >= end {
            return Ok(());
        }
        self.file.seek(SeekFrom::Start(at))?;
        while at < end && self.left > 0 {
            let piece = [0; 16 * 1024];
            let bytes = (end - at).min(piece.len() as u64).min(self.left);
            self.file.write_all(&piece[..bytes as usize])?;
            self.wrote = true;
            self.left -= bytes;
            at += bytes;
        }
        Ok(())
    }

    /// What is in a box, behind its version and flags; nothing of one that has too much.
    fn table(&mut self, one: &Found) -> io::Result<Vec<u8>> {
        let there = one.inside.start.saturating_add(4)..one.inside.end;
        if there.end.saturating_sub(there.start) > TABLE { Ok(Vec::new()) } else { self.read(there) }
    }

    /// Some bytes of what is in a box, as far as it has them.
    fn part(&mut self, one: &Found, part: Range<u64>) -> io::Result<Vec<u8>> {
        let at = |offset: u64| one.inside.start.saturating_add(offset).min(one.inside.end);
        self.read(at(part.start)..at(part.end))
    }

    fn read(&mut self, there: Range<u64>) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; there.end.saturating_sub(there.start) as usize];
        self.file.seek(SeekFrom::Start(there.start))?;
        self.file.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

/// A big-endian number of at most eight bytes.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}

/// The numbers of so many bytes each that begin there.
fn numbers(table: &[u8], begin: usize, width: usize) -> Vec<u64> {
    table.get(begin..).unwrap_or_default().chunks_exact(width).map(number).collect()
}

/// Where these items of a picture lie, in its file or (true) in its own box of data, as `iloc` says; none if it breaks off.
fn places(version: u8, located: &[u8], items: &BTreeSet<u64>) -> Option<Vec<(bool, Range<u64>)>> {
    let mut rest = located;
    let mut take = |bytes: u8| {
        let (taken, after) = rest.split_at_checked(bytes.into())?;
        rest = after;
        Some(number(taken))
    };
    let wide = if version < 2 { 2 } else { 4 };
    let widths = take(2)?;
    let width = |shift: u32| (widths >> shift & 0xf) as u8;
    let (offsets, lengths, bases) = (width(12), width(8), width(4));
    let indices = if version == 0 { 0 } else { width(0) };
    let mut all = Vec::new();
    for _ in 0..take(wide)? {
        let item = take(wide)?;
        let way = if version == 0 { 0 } else { take(2)? & 0xf };
        let elsewhere = take(2)? != 0;
        let (base, extents) = (take(bases)?, take(2)?);
        // Of those that have neither place nor length sixty thousand need no byte.
        for _ in 0..if indices + offsets + lengths > 0 { extents } else { 0 } {
            take(indices)?;
            let at = base.saturating_add(take(offsets)?);
            let place = at..at.saturating_add(take(lengths)?);
            // A third way leads to another item.
            if way < 2 && !elsewhere && items.contains(&item) {
                all.push((way == 1, place));
            }
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    const PLACE: &[u8] = b"+46.1591+007.1234/";

    fn boxed(kind: &[u8; 4], inside: &[&[u8]]) -> Vec<u8> {
        let inside = inside.concat();
        [&(inside.len() as u32 + 8).to_be_bytes()[..], kind, &inside].concat()
    }

    /// With a version and flags.
    fn full(version: u8, kind: &[u8; 4], inside: &[&[u8]]) -> Vec<u8> {
        boxed(kind, &[&[version, 0, 0, 0], &*inside.concat()])
    }

    fn words(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
    }

    fn silenced(bytes: &[u8]) -> (bool, Vec<u8>) {
        let mut file = Cursor::new(bytes.to_vec());
        let wrote = silence(&mut file, bytes.len() as u64).expect("bytes in memory");
        (wrote, file.into_inner())
    }

    fn holds(bytes: &[u8], part: &[u8]) -> bool {
        bytes.windows(part.len()).any(|window| window == part)
    }

    fn track(handler: &[u8; 4], tables: &[&[u8]], more: &[&[u8]]) -> Vec<u8> {
        let handler = full(0, b"hdlr", &[&[0; 4], handler, &[0; 12]]);
        let media = boxed(b"mdia", &[&handler, &boxed(b"minf", &[&boxed(b"stbl", tables)])]);
        boxed(b"trak", &[&[&full(0, b"tkhd", &[b"how it is held"]), &*media], more].concat())
    }

    /// A film whose track of measurements lies in chunks among the pictures; with `fragments` to come, if so.
    fn film(comes_in_fragments: bool) -> Vec<u8> {
        let ftyp = boxed(b"ftyp", &[b"qt  \0\0\0\0"]);
        let chunks = [&b"picture one "[..], b"12.5N", b"7.75E", b"picture two ", b"9.9"];
        let mdat = boxed(b"mdat", &chunks);
        let begins = ftyp.len() as u32 + 8;
        // Two samples in the first chunk, one in the second; the third lies behind the second picture.
        let sizes = full(0, b"stsz", &[&words(&[0, 3, 5, 5, 3])]);
        let runs = full(0, b"stsc", &[&words(&[2, 1, 2, 1, 2, 1, 1])]);
        let places = full(0, b"stco", &[&words(&[2, begins + 12, begins + 34])]);
        let sphere = boxed(b"uuid", &[&SPHERICAL, b"to all sides"]);
        let moov = boxed(
            b"moov",
            &[
                &full(0, b"mvhd", &[b"how long it is"]),
                &track(
                    b"vide",
                    &[b"\0\0\0\x08stss"],
                    &[&boxed(b"udta", &[PLACE]), &sphere, &boxed(b"uuid", &[&[7; 16], PLACE])],
                ),
                &track(b"meta", &[&sizes, &runs, &places], &[]),
                &boxed(b"udta", &[&boxed(b"\xa9xyz", &[PLACE])]),
                &full(0, b"meta", &[PLACE]),
                &if comes_in_fragments { boxed(b"mvex", &[]) } else { Vec::new() },
            ],
        );
        // As a camera of its own writes, and with 64 bits for its length.
        let wide = [&1u32.to_be_bytes()[..], b"CAMM", &(16 + PLACE.len() as u64).to_be_bytes(), PLACE].concat();
        let moof = boxed(
            b"moof",
            &[&boxed(b"mfhd", &[b"1"]), &boxed(b"traf", &[&boxed(b"tfhd", &[b"2"]), &full(0, b"meta", &[PLACE])])],
        );
        [ftyp, mdat, moov, wide, moof].concat()
    }

    #[test]
    fn a_film_does_not_say_where_it_was_taken_and_plays_as_before() {
        for comes_in_fragments in [false, true] {
            let film = film(comes_in_fragments);
            let (wrote, silent) = silenced(&film);
            assert!(wrote && silent.len() == film.len() && !holds(&silent, PLACE));
            for stays in
                [&b"picture one "[..], b"picture two ", b"how long it is", b"how it is held", b"to all sides", b"tfhd"]
            {
                assert!(holds(&silent, stays), "{}", String::from_utf8_lossy(stays));
            }
            for measured in [&b"12.5N"[..], b"7.75E", b"9.9"] {
                assert_eq!(holds(&silent, measured), comes_in_fragments, "{}", String::from_utf8_lossy(measured));
            }
            // What was changed are bytes in their places, and of what is skipped only the kind.
            let differs = |kind: &[u8]| {
                film.windows(4).filter(|at| at == &kind).count() - silent.windows(4).filter(|at| at == &kind).count()
            };
            assert_eq!(
                (differs(b"udta"), differs(b"trak"), differs(b"mdat")),
                (2, usize::from(!comes_in_fragments), 0)
            );
            assert_eq!(silenced(&silent).1, silent, "there is no more to be said");
        }
    }

    fn heic(version: u8) -> Vec<u8> {
        let ftyp = boxed(b"ftyp", &[b"heic\0\0\0\0"]);
        let item = |number: u8, kind: &[u8; 4]| match version {
            0 => full(2, b"infe", &[&[0, number, 0, 0], kind, b"\0"]),
            _ => full(3, b"infe", &[&[0, 0, 0, number, 0, 0], kind, b"\0"]),
        };
        let items = [item(1, b"hvc1"), item(2, b"Exif"), item(3, b"mime"), item(4, b"Exif")].concat();
        let listed = match version {
            0 => full(0, b"iinf", &[&[0, 4], &items]),
            _ => full(1, b"iinf", &[&[0, 0, 0, 4], &items]),
        };
        let handler = full(0, b"hdlr", &[&[0; 4], b"pict", &[0; 12]]);
        let idat = boxed(b"idat", &[b"kept", PLACE]);
        let made = |begins: u32| {
            let mut located = vec![0x44, 0x40];
            located.extend(&(4u32.to_be_bytes()[if version < 2 { 2 } else { 0 }..]));
            // The picture, what the camera says of it, XMP, and an item that is in another file.
            for (number, way, elsewhere, base, at, bytes) in [
                (1, 0, 0, 0, begins, 8),
                (2, 0, 0, begins, 8, PLACE.len() as u32),
                (3, 1, 0, 4, 0, PLACE.len() as u32),
                (4, 0, 1, 0, begins, 8),
            ] {
                if version == 0 && way == 1 {
                    located.extend([&[0, number, 0, 0][..], &words(&[base]), &[0, 0]].concat());
                    continue;
                }
                located.extend(if version < 2 { vec![0, number] } else { vec![0, 0, 0, number] });
                located.extend(if version == 0 { vec![] } else { vec![0, way] });
                located.extend([&[0, elsewhere][..], &words(&[base]), &[0, 1], &words(&[at, bytes])].concat());
            }
            full(0, b"meta", &[&handler, &listed, &full(version, b"iloc", &[&located]), &idat])
        };
        let begins = ftyp.len() + made(0).len() + 8;
        [ftyp, made(begins as u32), boxed(b"mdat", &[b"a bridge", PLACE])].concat()
    }

    #[test]
    fn a_picture_of_a_phone_does_not_say_where_it_was_taken() {
        for version in [0, 1, 2] {
            let picture = heic(version);
            let (wrote, silent) = silenced(&picture);
            assert!(
                wrote && silent.len() == picture.len() && holds(&silent, b"a bridge") && holds(&silent, b"kept"),
                "{version}"
            );
            // The first version knows no box of data.
            assert_eq!(holds(&silent, PLACE), version == 0, "{version}");
            assert!(!silent.ends_with(PLACE), "{version}");
        }
        let jxl = [
            boxed(b"JXL ", &[b"\r\n\x87\n"]),
            boxed(b"ftyp", &[b"jxl \0\0\0\0"]),
            boxed(b"Exif", &[PLACE]),
            boxed(b"jxlc", &[b"a bridge"]),
        ]
        .concat();
        let (_, silent) = silenced(&jxl);
        assert!(holds(&silent, b"a bridge") && !holds(&silent, PLACE));
    }

    #[test]
    fn what_is_no_such_file_or_is_music_stays_as_it_is() {
        let music = [boxed(b"ftyp", &[b"M4A \0\0\0\0"]), boxed(b"moov", &[&boxed(b"udta", &[b"who plays"])])].concat();
        for bytes in [&b""[..], b"ftyp", b"a text of some length", b"oh, ftypes in a text", &music] {
            assert_eq!(silenced(bytes), (false, bytes.to_vec()));
        }
    }

    #[test]
    fn what_breaks_off_or_leads_astray_is_read_to_its_end() {
        for whole in [film(false), film(true), heic(1)] {
            for end in 0..whole.len() {
                assert_eq!(silenced(&whole[..end]).1.len(), end);
            }
            for (at, byte) in (0..whole.len()).flat_map(|at| [0, 1, 0x7f, 0xff].map(|byte| (at, byte))) {
                let mut other = whole.clone();
                other[at] = byte;
                assert_eq!(silenced(&other).1.len(), whole.len());
            }
        }
    }

    #[test]
    fn a_table_that_leads_to_one_place_a_million_times_costs_no_more_than_the_file() {
        let ftyp = boxed(b"ftyp", &[b"qt  \0\0\0\0"]);
        let sizes = full(0, b"stsz", &[&words(&[u32::MAX, 1])]);
        let runs = full(0, b"stsc", &[&words(&[1, 1, u32::MAX, 1])]);
        let places = full(0, b"stco", &[&words(&vec![0; 1_000_000])]);
        let moov = boxed(b"moov", &[&track(b"meta", &[&sizes, &runs, &places], &[])]);
        let whole = [ftyp, moov].concat();
        struct Counted(Cursor<Vec<u8>>, u64);
        impl Read for Counted {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                self.0.read(into)
            }
        }
        impl Write for Counted {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.1 += bytes.len() as u64;
                self.0.write(bytes)
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        impl Seek for Counted {
            fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
                self.0.seek(to)
            }
        }
        let mut file = Counted(Cursor::new(whole.clone()), 0);
        assert!(silence(&mut file, whole.len() as u64).expect("bytes in memory"));
        assert!(file.1 <= 2 * whole.len() as u64 + 4, "{}", file.1);
    }

    #[test]
    fn tables_that_need_no_bytes_cost_no_time() {
        let item = [0, 1, 0, 0, 0xff, 0xff];
        let located = [&[0, 0, 0xff, 0xff][..], &item.repeat(0xffff)].concat();
        assert_eq!(places(0, &located, &BTreeSet::from([1])), Some(Vec::new()));
        let ftyp = boxed(b"ftyp", &[b"qt  \0\0\0\0"]);
        let whole = [ftyp, boxed(b"udta", &[]).repeat(BOXES + 10)].concat();
        let (_, silent) = silenced(&whole);
        assert_eq!(silent.windows(4).filter(|at| at == b"udta").count(), 11);
    }
}
