//! Pictures of boxes, put together here as phones do.

use super::heif::{NO_EXIF, is_heif, silenced};

const PLACE: &[u8] = b"46.1591 N 7.1234 E";

fn boxed(kind: &[u8; 4], inside: &[&[u8]]) -> Vec<u8> {
    let inside = inside.concat();
    [&(inside.len() as u32 + 8).to_be_bytes()[..], kind, &inside].concat()
}

/// With a version and flags.
fn full(version: u8, kind: &[u8; 4], inside: &[&[u8]]) -> Vec<u8> {
    boxed(kind, &[&[version, 0, 0, 0], &*inside.concat()])
}

fn item(number: u8, kind: &[u8; 4], words: &[u8]) -> Vec<u8> {
    match number % 2 {
        0 => full(2, b"infe", &[&[0, number, 0, 0], kind, words]),
        _ => full(3, b"infe", &[&[0, 0, 0, number, 0, 0], kind, words]),
    }
}

/// Of an item its number, whether it lies beside, and where its parts are: from, and how long.
type Located<'a> = (u8, bool, &'a [(usize, usize)]);

/// `iloc` of this version.
fn located(version: u8, items: &[Located]) -> Vec<u8> {
    let wide = |number: u8| if version == 2 { vec![0, 0, 0, number] } else { vec![0, number] };
    let mut list = [vec![0x44, 0], wide(items.len() as u8)].concat();
    for (number, is_beside, parts) in items {
        list.extend(wide(*number));
        if version > 0 {
            list.extend([0, u8::from(*is_beside)]);
        }
        list.extend([0, 0, 0, parts.len() as u8]);
        list.extend(parts.iter().flat_map(|(at, length)| [*at as u32, *length as u32]).flat_map(u32::to_be_bytes));
    }
    full(version, b"iloc", &[&list])
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A picture as phones take it: its data, EXIF and XMP in the file, more of it in `meta`, films behind it. `iloc` is of this version.
fn photo(version: u8) -> Vec<u8> {
    let ftyp = boxed(b"ftyp", &[b"heic\0\0\0\0mif1heic"]);
    let exif = [b"\0\0\0\0MM\0\x2a\0\0\0\x08", PLACE].concat();
    let parts: [&[u8]; 5] = [b"one half ", &exif, PLACE, b"other half", b"a small one"];
    let beside: &[u8] = if version > 0 { PLACE } else { b"" };
    let meta = |begins: usize| {
        let place = |part: usize| (begins + parts[..part].concat().len(), parts[part].len());
        // A part of the picture lies in a box of which nobody has heard.
        let odd = begins + parts.concat().len() + 8;
        let items: [Located; 6] = [
            (1, false, &[place(0), place(3)]),
            (2, false, &[place(1)]),
            (3, false, &[place(2)]),
            (5, false, &[place(4)]),
            (6, false, &[(odd, 8)]),
            (4, true, &[(0, beside.len())]),
        ];
        let infos = [
            item(1, b"hvc1", b"\0"),
            item(2, b"Exif", b"\0"),
            item(3, b"mime", b"\0application/rdf+xml\0deflate\0"),
            item(4, b"uri ", b"\0urn:place\0"),
            item(5, b"mime", b"\0image/jpeg\0"),
            item(6, b"hvc1", b"\0"),
        ];
        let properties = boxed(b"ipco", &[&full(0, b"ispe", &[b"its size"]), &full(0, b"udes", &[PLACE])]);
        full(
            0,
            b"meta",
            &[
                &full(0, b"hdlr", &[b"\0\0\0\0pict", &[0; 13]]),
                &full(0, b"iinf", &[&[0, 6], &*infos.concat()]),
                &located(version, &items[..if version > 0 { 6 } else { 5 }]),
                &boxed(b"iprp", &[&properties]),
                &full(0, b"xml ", &[PLACE]),
                &boxed(b"idat", &[beside, b"beside it"]),
            ],
        )
    };
    let begins = ftyp.len() + meta(0).len() + 16;
    let data = parts.concat();
    // With a length of 64 bits.
    let mdat = [&1u32.to_be_bytes()[..], b"mdat", &(data.len() as u64 + 16).to_be_bytes(), &data].concat();
    let film = [&*boxed(b"ftyp", &[b"mp42\0\0\0\0"]), &boxed(b"moov", &[PLACE]), &boxed(b"mdat", &[PLACE])].concat();
    let behind = [boxed(b"odd ", &[b"odd data"]), boxed(b"mpvd", &[PLACE]), film, b"SEFT".to_vec()].concat();
    [ftyp, meta(begins), mdat, behind].concat()
}

#[test]
fn a_photo_in_boxes_does_not_say_where_it_was_taken_and_lies_as_before() {
    for version in [0, 1, 2] {
        let photo = photo(version);
        assert!(is_heif(&photo) && holds(&photo, PLACE));
        let silent = silenced(&photo).expect("a picture");
        assert!(!holds(&silent, PLACE), "iloc {version}");
        assert_eq!(silent.len() + b"SEFT".len(), photo.len(), "only what is in no box is gone");
        let at = |bytes: &[u8], part: &[u8]| bytes.windows(part.len()).position(|window| window == part);
        let shown = ["one half", "other half", "a small one", "odd data", "its size", "beside it", "image/jpeg"];
        for stays in shown {
            assert!(at(&silent, stays.as_bytes()).is_some(), "{stays}");
            assert_eq!(at(&silent, stays.as_bytes()), at(&photo, stays.as_bytes()), "{stays}");
        }
        assert!(holds(&silent, NO_EXIF) && holds(&silent, b"rdf+xml\0"));
        for gone in ["mpvd", "udes", "moov", "xml \0", "deflate"] {
            assert!(!holds(&silent, gone.as_bytes()), "{gone}");
        }
        assert_eq!(silenced(&silent), Some(silent.clone()), "there is no more to be said");
    }
}

#[test]
fn a_sequence_of_pictures_keeps_what_it_is_played_from() {
    let moov = boxed(b"moov", &[b"how they follow"]);
    let file = |brand: &[u8; 4]| [&*boxed(b"ftyp", &[brand, b"\0\0\0\0mif1"]), &moov].concat();
    assert_eq!(silenced(&file(b"avis")), Some(file(b"avis")));
    assert!(!holds(&silenced(&file(b"heic")).expect("a picture"), b"how they follow"));
}

#[test]
fn what_is_no_picture_of_boxes_is_left_and_a_broken_one_does_no_harm() {
    assert!(!is_heif(b"\0\0\0\x14ftypqt  \0\0\0\0heic") && !is_heif(b"\xff\xd8\xff") && !is_heif(b""));
    let photo = photo(1);
    for end in 0..photo.len() {
        let _ = silenced(&photo[..end]);
    }
    for at in 0..photo.len() {
        for wrong in [0, 1, 0x7f, 0xff] {
            let mut broken = photo.clone();
            broken[at] = wrong;
            assert!(silenced(&broken).is_none_or(|silent| silent.len() <= photo.len()));
        }
    }
}

#[test]
fn of_what_says_not_where_it_is_written_nothing_is_said_to_be_gone() {
    let file = |item_of_it: &[u8], located: &[u8]| {
        let meta = full(0, b"meta", &[&full(0, b"iinf", &[&[0, 1], item_of_it]), located]);
        silenced(&[boxed(b"ftyp", &[b"heic\0\0\0\0mif1heic"]), meta].concat())
    };
    let exif = item(2, b"Exif", b"\0");
    assert!(file(&exif, &located(1, &[(2, false, &[(40, 20)])])).is_some());
    assert!(file(&exif, &located(1, &[(2, false, &[(40, 0)])])).is_none(), "up to the end of something");
    let mut elsewhere = located(1, &[(2, false, &[(40, 20)])]);
    elsewhere[12 + 2 + 2 + 2 + 1] = 2;
    assert!(file(&exif, &elsewhere).is_none(), "in another item");
    // Sixty thousand of them in one place cost no more than the file is long.
    let same: Vec<Located> = vec![(2, false, &[(0, 1 << 30)]); 200];
    assert!(file(&exif, &located(2, &same)).is_none());
}
