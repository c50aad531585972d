//! What a page says of itself: a few words, and where a picture of it is.
//!
//! It is read as tokens. Whatever it says is text, and is escaped where it is shown.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use super::fetch::Came;

/// Characters of a title, and of what a site is called; of a description.
const TITLE: usize = 200;
const SITE: usize = 80;
const DESCRIPTION: usize = 300;
/// Bytes of the address of a picture.
const ADDRESS: usize = 2048;
/// At the beginning of a page, bytes in which it says how its characters are written (HTML §4.2.5.4 has 1024).
const BEGINNING: usize = 2048;
/// Pieces of a page that are looked at.
const TOKENS: usize = 100_000;

/// What a page says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) site: String,
    pub(super) title: String,
    pub(super) description: String,
    /// Where a picture of it is.
    pub(super) picture: Option<String>,
}

/// What the page says, if it has a title.
pub(super) fn read(page: &Came) -> Option<Said> {
    let html = encoding_of(&page.kind, &page.bytes).decode(&page.bytes).0;
    let mut seen = Seen::default();
    let mut emitter = DefaultEmitter::<()>::default();
    // What stands in a title or a script is no element.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(&*html, emitter).take(TOKENS) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => seen.begin(&tag),
            Token::EndTag(tag) if tag.name.as_slice() == b"title" => seen.in_title = false,
            Token::String(text) if seen.in_title => seen.title.extend(std::str::from_utf8(&text).ok()),
            _ => {}
        }
    }
    let title = line(seen.first(&["og:title", "twitter:title"]).unwrap_or(&seen.title), TITLE);
    let picture = seen.first(&["og:image:secure_url", "og:image", "og:image:url", "twitter:image"]);
    let picture = picture.filter(|at| at.len() <= ADDRESS).and_then(|at| page.url.join(at.trim()).ok());
    let said = Said {
        site: line(seen.first(&["og:site_name"]).unwrap_or(""), SITE),
        description: line(
            seen.first(&["og:description", "twitter:description", "description"]).unwrap_or(""),
            DESCRIPTION,
        ),
        picture: picture.filter(|at| matches!(at.scheme(), "http" | "https")).map(String::from),
        title,
    };
    (!said.title.is_empty()).then_some(said)
}

/// What was seen of a page so far.
#[derive(Default)]
struct Seen {
    /// What it says of itself, under which name; the first of each name counts.
    says: Vec<(String, String)>,
    title: String,
    in_title: bool,
    /// Whether a title has begun: pictures within a page have titles, too.
    titled: bool,
}

/// Names that a page says something under and we read.
const READ: [&str; 11] = [
    "og:title",
    "og:site_name",
    "og:description",
    "og:image",
    "og:image:url",
    "og:image:secure_url",
    "twitter:title",
    "twitter:description",
    "twitter:image",
    "description",
    "title",
];

impl Seen {
    fn begin(&mut self, tag: &StartTag<()>) {
        match tag.name.as_slice() {
            b"title" if !self.titled => (self.titled, self.in_title) = (true, true),
            b"meta" => {
                let attribute = |name: &str| {
                    let value = tag.attributes.get(name.as_bytes());
                    value.map(|value| String::from_utf8_lossy(value).into_owned())
                };
                let name = attribute("property").or_else(|| attribute("name")).unwrap_or_default();
                let name = name.trim().to_ascii_lowercase();
                let fresh = READ.contains(&name.as_str()) && self.says.iter().all(|(known, _)| *known != name);
                if let Some(content) = attribute("content").filter(|content| fresh && !content.trim().is_empty()) {
                    self.says.push((name, content));
                }
            }
            _ => {}
        }
    }

    /// What it says under the first of these names under which it says something.
    fn first(&self, names: &[&str]) -> Option<&str> {
        let of = |name: &&str| self.says.iter().find(|(known, _)| known == name).map(|(_, content)| content.as_str());
        names.iter().find_map(of)
    }
}

/// The text as one line of at most so many characters, without what is not seen or turns its neighbours around.
fn line(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        let seen = word.chars().filter(|c| !turns(*c));
        for (at, c) in seen.enumerate() {
            let space = at == 0 && !line.is_empty();
            if length + usize::from(space) + 1 > most {
                if length == most {
                    line.pop();
                }
                return line.trim_end().to_owned() + "…";
            }
            if space {
                line.push(' ');
            }
            line.push(c);
            length += 1 + usize::from(space);
        }
    }
    line
}

/// Marks, embeddings, overrides and isolates of direction, and what is invisible. A joiner within an emoji stays.
fn turns(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// How the page's characters are written: as its head says, else as it says itself, else UTF-8 if that can be, else as old pages are.
fn encoding_of(kind: &str, bytes: &[u8]) -> &'static Encoding {
    let beginning = String::from_utf8_lossy(&bytes[..bytes.len().min(BEGINNING)]).to_ascii_lowercase();
    let said = [kind, &beginning].into_iter().find_map(|text| Encoding::for_label(charset(text)?.as_bytes()));
    let guessed = if is_utf8(bytes) { UTF_8 } else { WINDOWS_1252 };
    // A page whose beginning could be read is not written in pairs of bytes.
    said.map_or(guessed, Encoding::output_encoding)
}

/// Whether it is UTF-8, perhaps cut off within a character.
fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).err().is_none_or(|error| error.error_len().is_none())
}

/// What stands behind `charset=`.
fn charset(text: &str) -> Option<&str> {
    let rest = text.split_once("charset")?.1.trim_start().strip_prefix('=')?.trim_start();
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(rest.len());
    Some(&rest[..end]).filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn came(kind: &str, bytes: &[u8]) -> Came {
        let url = Url::parse("https://press.house/7/").expect("an address");
        Came { url, kind: kind.to_owned(), bytes: bytes.to_vec() }
    }

    fn said(html: &str) -> Option<Said> {
        read(&came("text/html; charset=utf-8", html.as_bytes()))
    }

    #[test]
    fn a_page_says_what_it_is() {
        let page = said(
            "<!doctype html><html><head><title>\n The &amp; title </title><meta name=description content='of old'>
             <meta property=\"og:title\" content=\"Sheet&nbsp;7 &lt;dry&gt;\"><meta property='og:title' content='another'>
             <META NAME='OG:Description' CONTENT='Two\n lines'><meta property=og:site_name content='Tidewater Press'>
             <meta property=og:image content='../seven.png?a=1&amp;b=2'></head><body><svg><title>no</title></svg>",
        );
        let page = page.expect("it has a title");
        assert_eq!(page.title, "Sheet 7 <dry>");
        assert_eq!((&*page.site, &*page.description), ("Tidewater Press", "Two lines"));
        assert_eq!(page.picture.as_deref(), Some("https://press.house/seven.png?a=1&b=2"));
        let page = said("<title>Only <b>this</b></title><p>words").expect("it has a title");
        assert_eq!(page, Said { title: "Only <b>this</b>".to_owned(), ..Said::default() });
    }

    #[test]
    fn a_page_without_a_title_says_nothing() {
        for html in ["", "<p>words", "<title> \u{200b}\n </title>", "<meta property=og:title content=' '>", "\0\u{1}"] {
            assert_eq!(said(html), None, "{html}");
        }
    }

    #[test]
    fn what_is_said_is_short_and_turns_nothing_around() {
        let page = said(&format!(
            "<title>{}</title><meta name=description content=\"{}\">",
            "word ".repeat(90),
            "đ".repeat(9000)
        ));
        let page = page.expect("it has a title");
        assert_eq!((page.title.chars().count(), page.description.chars().count()), (200, 300));
        assert!(page.title.ends_with('…') && page.description.ends_with("đ…"), "{}", page.title);
        let page = said("<title>pay\u{202e}lap \u{2066}x\u{2069}\u{7}\u{200f} 👩\u{200d}🔬</title>").expect("a title");
        assert_eq!(page.title, "paylap x 👩\u{200d}🔬");
        assert_eq!(line("one two three", 7), "one tw…");
        assert_eq!(line("one two", 7), "one two");
        assert_eq!(line("one two three", 8), "one two…");
    }

    #[test]
    fn only_addresses_of_the_web_are_pictures() {
        for (at, found) in [
            ("javascript:alert(1)", None),
            ("data:image/png;base64,AAAA", None),
            ("file:///etc/passwd", None),
            ("http://[", None),
            ("//cdn.house/a b.png", Some("https://cdn.house/a%20b.png")),
        ] {
            let page = said(&format!("<title>t</title><meta property=og:image content='{at}'>")).expect("a title");
            assert_eq!(page.picture.as_deref(), found, "{at}");
        }
        let long = format!("<title>t</title><meta property=og:image content='/{}'>", "a".repeat(3000));
        assert_eq!(said(&long).expect("a title").picture, None);
    }

    #[test]
    fn old_pages_can_be_read() {
        let latin = b"<title>Caf\xe9 M\xfcller</title>";
        let title = |kind: &str, bytes: &[u8]| read(&came(kind, bytes)).map(|said| said.title);
        assert_eq!(title("text/html; charset=\"ISO-8859-1\"", latin).as_deref(), Some("Café Müller"));
        assert_eq!(title("text/html", latin).as_deref(), Some("Café Müller"));
        let meta = [&b"<meta charset=windows-1258>"[..], b"<title>Ch\xe0o</title>"].concat();
        assert_eq!(title("text/html", &meta).as_deref(), Some("Chào"));
        let equiv =
            b"<meta http-equiv=content-type content='text/html; charset=euc-jp'><title>\xc6\xfc\xcb\xdc</title>";
        assert_eq!(title("text/html", equiv).as_deref(), Some("日本"));
        assert_eq!(title("text/html; charset=nonsense", "<title>Phạm</title>".as_bytes()).as_deref(), Some("Phạm"));
        let pairs: Vec<u8> = "\u{feff}<title>Phạm</title>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(title("text/html", &pairs).as_deref(), Some("Phạm"), "its first mark says how it is written");
        let cut = "<title>Phạm</title>ạ".as_bytes();
        assert_eq!(title("text/html", &cut[..cut.len() - 1]).as_deref(), Some("Phạm"));
    }

    /// What people have tried on readers of pages; it is escaped where it is shown, and that is looked at there.
    #[test]
    fn hostile_pages_are_texts() {
        for html in [
            "<title></title><script>alert(1)</script>",
            "<title><img src=x onerror=alert(1)>",
            "<title><!--</title><script>alert(1)</script>-->",
            "<meta property='og:title' content='\"><script>alert(1)</script>'>",
            "<meta property=og:title content=`><svg/onload=alert(1)>`>",
            "<math><title><mglyph><style></title><img src onerror=alert(1)>",
            "<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>",
            "<base href='javascript:alert(1)//'><title>t</title><meta property=og:image content=x>",
            "<textarea><meta property=og:title content=hidden></textarea>",
        ] {
            let page = said(html);
            if let Some(page) = page {
                assert!(page.picture.is_none_or(|at| at.starts_with("https://press.house/")), "{html}");
            }
        }
        let many = "<meta property=og:title content=''>".repeat(200_000);
        assert_eq!(said(&format!("{many}<title>late</title>")), None, "a page is looked at up to a length");
    }
}
