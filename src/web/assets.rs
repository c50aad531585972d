//! Style sheets, scripts and icons: embedded, with the hash of their content in their address, compressed once.
//!
//! Sheets that belong together are served as one, and icons that every page has as a sprite of their own: a first visit on a
//! slow line waits for each answer. Comments and indents of our own files stay at home.

use std::collections::HashMap;
use std::io::Write;
use std::sync::{LazyLock, OnceLock};

use actix_web::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ContentEncoding, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::Error;

/// The route of every asset.
pub const ROUTE: &str = "/assets/{hash}/{path:.*}";

#[derive(RustEmbed)]
#[folder = "static/"]
struct Static;

/// Sheets that are served as one.
const BUNDLES: [(&str, &[&str]); 2] = [
    ("css/account.css", &["css/tokens.css", "css/base.css", "css/shell.css", "css/messenger.css"]),
    ("css/gate.css", &["css/tokens.css", "css/base.css", "css/controls.css", "css/auth.css"]),
];
/// What scripts load by themselves: they name it by its path, and are served with its address. Those that are loaded come first.
const LOADED: [(&str, &[&str]); 4] = [
    ("js/sounds.js", &["js/ring.js"]),
    ("js/writing.js", &["css/writing.css"]),
    ("js/chat.js", &["js/files.js", "js/writing.js"]),
    ("js/live.js", &["js/ring.js", "js/chat.js", "css/rich.css"]),
];
/// All icons, as they are drawn.
const ICONS: &str = "icons.svg";
/// The sprite of the others.
const MORE_ICONS: &str = "more-icons.svg";
/// The icons of the messenger and of what is around every page.
const MESSENGER_ICONS: [&str; 17] = [
    "mark", "msg", "tune", "plus", "pin", "unpin", "bell", "bell-off", "unread", "eye-off", "people", "more", "back",
    "down", "warn", "send", "fold",
];

struct Asset {
    address: String,
    kind: String,
    plain: Bytes,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let files: HashMap<String, Bytes> = Static::iter()
        .filter_map(|path| {
            let plain = Bytes::from(Static::get(&path)?.data.into_owned());
            Some((path.to_string(), served(&path, plain)))
        })
        .collect();
    let bundle = |parts: &[&str]| -> Bytes {
        parts.iter().filter_map(|part| files.get(*part)).flat_map(|file| file.to_vec()).collect::<Vec<u8>>().into()
    };
    let bundles = BUNDLES.iter().map(|(path, parts)| ((*path).to_owned(), bundle(parts)));
    let drawn = files.get(ICONS).and_then(|file| std::str::from_utf8(file).ok()).unwrap_or_default();
    let sprites = [(ICONS, sprite(drawn, true)), (MORE_ICONS, sprite(drawn, false))];
    let sprites = sprites.map(|(path, sprite)| (path.to_owned(), Bytes::from(sprite)));
    // Later ones replace files of the same path.
    let all = files.clone().into_iter().chain(bundles).chain(sprites);
    let mut all: HashMap<String, Asset> = all.map(|(path, plain)| (path.clone(), Asset::new(&path, plain))).collect();
    for (path, loaded) in LOADED {
        let text = files.get(path).map(|file| String::from_utf8_lossy(file).into_owned()).unwrap_or_default();
        let text = loaded.iter().fold(text, |text, loaded| {
            let address = all.get(*loaded).map(|asset| asset.address.clone()).unwrap_or_default();
            text.replace(loaded, &address)
        });
        all.insert(path.to_owned(), Asset::new(path, text.into()));
    }
    all
});

/// A file of ours without its comments and indents; others' as they are.
fn served(path: &str, plain: Bytes) -> Bytes {
    match (std::str::from_utf8(&plain), path) {
        (Ok(text), path) if path.starts_with("css/") => lean_css(text).into(),
        (Ok(text), path) if path.starts_with("js/") => lean_js(text).into(),
        _ => plain,
    }
}

/// Without comments, and with one space wherever there is white space between words.
fn lean_css(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let one_line = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let around = |css: String, mark: &&str| css.replace(&format!(" {mark}"), mark).replace(&format!("{mark} "), mark);
    let tight = ["{", "}", ";"].iter().fold(one_line, around);
    // White space before a colon, and around + and -, has a meaning; this has none.
    tight.replace(": ", ":").replace(", ", ",").replace(" > ", ">")
}

/// Without the comments that are a line, or the end of one after ` // `, without indents, and without the spaces around
/// operators and after commas. Our scripts hold no string of several lines, none with an operator between spaces, and none in which the
/// space after a comma means anything.
fn lean_js(text: &str) -> String {
    let tight = |js: String, operator: &&str| js.replace(&format!(" {operator} "), operator);
    let bare = OPERATORS.iter().fold(without_comments(text), tight);
    // After these, a line end means nothing.
    let one_line = [";", "{", ",", "("].iter().fold(bare, |js, mark| js.replace(&format!("{mark}\n"), mark));
    one_line.replace(", ", ",").replace(") {", "){").replace("if (", "if(").replace(";}", "}")
}

/// What our scripts have spaces around.
const OPERATORS: [&str; 13] = ["+", "*", "=>", "=", "==", "!=", "&&", "||", "?", ":", "<", ">", ">="];

fn without_comments(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.map(|line| line.split(" // ").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

/// The symbols of the messenger, or all others. The messenger's sprite shows, by itself, the icon of the site.
fn sprite(drawn: &str, messenger: bool) -> String {
    let symbols = drawn.split_inclusive("</symbol>").filter_map(|part| {
        let symbol = &part[part.find("<symbol")?..];
        let name = symbol.split('"').nth(1)?;
        (MESSENGER_ICONS.contains(&name) == messenger).then_some(symbol)
    });
    let symbols: String = symbols.collect();
    let (head, site) = match messenger {
        true => ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\">", site_icon()),
        false => ("<svg xmlns=\"http://www.w3.org/2000/svg\">", String::new()),
    };
    [head, &symbols, &site, "</svg>"].concat()
}

/// What `icon.svg` draws.
fn site_icon() -> String {
    let file = Static::get("icon.svg").map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default();
    let inside = file.split_once('>').map_or("", |(_, inside)| inside);
    inside.replace("</svg>", "").trim().to_owned()
}

/// The address of an icon: a symbol of one of the sprites.
pub fn icon(name: &str) -> String {
    let sprite = if MESSENGER_ICONS.contains(&name) { ICONS } else { MORE_ICONS };
    [address(sprite), "#", name].concat()
}

impl Asset {
    fn new(path: &str, plain: Bytes) -> Asset {
        let hash = URL_SAFE_NO_PAD.encode(&Sha256::digest(&plain)[..6]);
        Asset {
            address: format!("/assets/{hash}/{path}"),
            kind: mime_guess::from_path(path).first_or_octet_stream().to_string(),
            plain,
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    fn brotli(&self) -> Bytes {
        self.brotli
            .get_or_init(|| {
                let mut out = Vec::new();
                let settings = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
                match brotli::BrotliCompress(&mut &self.plain[..], &mut out, &settings) {
                    Ok(_) => out.into(),
                    Err(_) => Bytes::new(),
                }
            })
            .clone()
    }

    fn gzip(&self) -> Bytes {
        self.gzip
            .get_or_init(|| {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
                encoder.write_all(&self.plain).and_then(|()| encoder.finish()).unwrap_or_default().into()
            })
            .clone()
    }
}

/// The address of the asset at this path of `static/`; the path itself, which leads to 404, if there is none.
pub fn address(path: &str) -> &str {
    ASSETS.get(path).map_or(path, |asset| &asset.address)
}

/// The text of an asset; empty if there is none or it is not text.
pub fn text(path: &str) -> &'static str {
    ASSETS.get(path).and_then(|asset| std::str::from_utf8(&asset.plain).ok()).unwrap_or("")
}

/// Serves an asset. Anyone may.
///
/// # Errors
/// [`Error::NotFound`] for another path, and for an old hash, which no page of ours names any more.
pub async fn show(request: HttpRequest, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let (hash, path) = path.into_inner();
    let asset = ASSETS.get(&path).ok_or(Error::NotFound)?;
    if asset.address.split('/').nth(2) != Some(&hash) {
        return Err(Error::NotFound);
    }
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let mut response = HttpResponse::Ok();
    response
        .content_type(asset.kind.as_str())
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((VARY, "accept-encoding"));
    let (encoding, body) = if accepts(accepted, "br") {
        (ContentEncoding::Brotli, asset.brotli())
    } else if accepts(accepted, "gzip") {
        (ContentEncoding::Gzip, asset.gzip())
    } else {
        (ContentEncoding::Identity, Bytes::new())
    };
    // Pictures do not become smaller.
    if body.is_empty() || body.len() >= asset.plain.len() {
        response.insert_header((CONTENT_ENCODING, "identity"));
        return Ok(response.body(asset.plain.clone()));
    }
    Ok(response.insert_header((CONTENT_ENCODING, encoding)).body(body))
}

/// Whether the header Accept-Encoding takes this coding.
pub(super) fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|choice| {
        let mut parts = choice.split(';');
        let named = parts.next().is_some_and(|name| name.trim().eq_ignore_ascii_case(coding));
        named && !parts.any(|part| matches!(part.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_the_hash_of_the_content() {
        assert!(address("css/base.css").starts_with("/assets/"));
        assert!(address("css/base.css").ends_with("/css/base.css"));
        assert_eq!(address("no/such.css"), "no/such.css");
        assert!(text("css/base.css").contains("@layer"));
    }

    #[test]
    fn sheets_are_served_lean() {
        assert_eq!(lean_css("/* a */\n.a  { color: red;\n  b: c }\n"), ".a{color:red;b:c}");
        assert_eq!(lean_js("// a\n  const a = 'http://b'; // c\n\n  d() }\n e"), "const a='http://b';d() }\ne");
        assert!(text("css/account.css").contains(".composer") && !text("css/account.css").contains("/*"));
    }

    #[test]
    fn what_scripts_load_is_named_by_its_address() {
        for (path, loaded) in LOADED {
            for loaded in loaded {
                assert!(text(path).contains(&format!("'{}'", address(loaded))), "{path} loads {loaded}");
            }
        }
    }

    /// What makes scripts lean knows nothing of strings.
    #[test]
    fn strings_of_scripts_stay_as_they_are() {
        for path in Static::iter().filter(|path| path.starts_with("js/")) {
            let script = String::from_utf8(Static::get(&path).expect("a script").data.into_owned()).expect("text");
            let script = without_comments(&script);
            for quote in ['\'', '`'] {
                for string in script.split(quote).skip(1).step_by(2) {
                    assert!(!string.contains('\n'), "{path}: {string}");
                    assert!(!OPERATORS.iter().any(|one| string.contains(&format!(" {one} "))), "{path}: {string}");
                }
            }
        }
    }

    #[test]
    fn every_icon_is_in_one_sprite() {
        let drawn = String::from_utf8(Static::get(ICONS).expect("the icons").data.into_owned()).expect("text");
        let names: Vec<&str> = drawn.split("<symbol id=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
        assert!(names.len() > MESSENGER_ICONS.len());
        for name in names {
            let id = format!("id=\"{name}\"");
            let places = [ICONS, MORE_ICONS].map(|sprite| text(sprite).matches(&id).count());
            assert_eq!(places.iter().sum::<usize>(), 1, "{name}");
            assert!(icon(name).starts_with("/assets/"));
        }
        assert!(MESSENGER_ICONS.iter().all(|name| text(ICONS).contains(&format!("id=\"{name}\""))));
    }

    #[test]
    fn a_coding_that_is_refused_is_not_used() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("br;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("brotli", "br"));
    }
}
