//! What a file is, by its own bytes: what its sender says of it is not believed.

use crate::words::words;

words! {
    /// As what a file is shown.
    Kind {
        /// To be taken along.
        File = "file",
        /// Looked at in the page.
        Picture = "picture",
        /// Played in the page.
        Video = "video",
        /// Listened to.
        Audio = "audio",
        /// Spoken into the page.
        Voice = "voice",
    }
}

/// What a browser shows by itself, and runs nothing of.
const SHOWN: [(&str, Kind, &str); 17] = [
    ("image/png", Kind::Picture, "image/png"),
    ("image/jpeg", Kind::Picture, "image/jpeg"),
    ("image/gif", Kind::Picture, "image/gif"),
    ("image/webp", Kind::Picture, "image/webp"),
    ("video/mp4", Kind::Video, "video/mp4"),
    ("video/x-m4v", Kind::Video, "video/mp4"),
    ("video/quicktime", Kind::Video, "video/quicktime"),
    ("video/webm", Kind::Video, "video/webm"),
    ("video/x-matroska", Kind::Video, "video/webm"),
    ("audio/mpeg", Kind::Audio, "audio/mpeg"),
    ("audio/ogg", Kind::Audio, "audio/ogg"),
    ("application/ogg", Kind::Audio, "audio/ogg"),
    ("audio/opus", Kind::Audio, "audio/ogg"),
    ("audio/m4a", Kind::Audio, "audio/mp4"),
    ("audio/x-wav", Kind::Audio, "audio/wav"),
    ("audio/x-flac", Kind::Audio, "audio/flac"),
    ("audio/aac", Kind::Audio, "audio/aac"),
];
/// Of everything else: a browser keeps it and does not open it.
pub const OTHER: &str = "application/octet-stream";

/// Characters of a file's name.
const NAME: usize = 200;
/// Of them, those of its ending.
const ENDING: usize = 16;

/// What the bytes that begin like this are, and as what they are given to a browser.
pub fn kind_of(head: &[u8]) -> (Kind, &'static str) {
    let found = infer::get(head).and_then(|found| SHOWN.iter().find(|(word, ..)| *word == found.mime_type()));
    found.map_or((Kind::File, OTHER), |(_, kind, media)| (*kind, media))
}

/// The name of a file as it is kept: without folders, without what writes backwards or cannot be seen, at most 200 characters of which
/// the ending stays. One that has nothing left is `file`.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|c| !c.is_control() && !hides(*c)).collect();
    let seen = seen.trim().trim_start_matches('.');
    if seen.is_empty() {
        return "file".to_owned();
    }
    let length = seen.chars().count();
    if length <= NAME {
        return seen.to_owned();
    }
    let ending = seen.rfind('.').map(|at| &seen[at..]).filter(|ending| ending.chars().count() <= ENDING).unwrap_or("");
    let rest = NAME - 1 - ending.chars().count();
    seen.chars().take(rest).chain(['…']).chain(ending.chars()).collect()
}

/// Marks of direction, joiners without a width, and separators of lines: they make a name read as another.
fn hides(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{61c}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(kind_of(b"\x89PNG\r\n\x1a\n........"), (Kind::Picture, "image/png"));
        assert_eq!(kind_of(b"OggS\0\x02............................OpusHead").0, Kind::Audio);
        assert_eq!(kind_of(b"\x1aE\xdf\xa3\x93\x42\x82\x88webm\x42\x87\x81"), (Kind::Video, "video/webm"));
        for other in [
            &b""[..],
            b"\0",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            b"<html>",
            b"%PDF-1.7",
            b"MZ",
        ] {
            assert_eq!(kind_of(other), (Kind::File, OTHER), "{other:?}");
        }
    }

    #[test]
    fn a_name_names_a_file_and_nothing_else() {
        for (given, kept) in [
            ("report.pdf", "report.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\báo cáo.docx", "báo cáo.docx"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("a\nb\0c.txt", "abc.txt"),
            (".htaccess", "htaccess"),
            ("", "file"),
            ("/", "file"),
            ("\u{200f} ..", "file"),
        ] {
            assert_eq!(clean_name(given), kept, "{given:?}");
        }
        let long = clean_name(&format!("{}.tar.gz", "ả".repeat(300)));
        assert!(long.chars().count() == NAME && long.ends_with("….gz"), "{long}");
        assert_eq!(clean_name(&"x".repeat(201)).chars().count(), NAME);
        assert_eq!(clean_name(&format!("x.{}", "y".repeat(300))).chars().count(), NAME);
    }
}
