//! Style sheets, scripts and icons: embedded, with the hash of their content in their address, compressed once.

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

struct Asset {
    address: String,
    kind: String,
    plain: Bytes,
    brotli: OnceLock<Bytes>,
    gzip: OnceLock<Bytes>,
}

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    Static::iter()
        .filter_map(|path| {
            let plain = Bytes::from(Static::get(&path)?.data.into_owned());
            Some((path.to_string(), Asset::new(&path, plain)))
        })
        .collect()
});

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

fn accepts(header: &str, coding: &str) -> bool {
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
    fn a_coding_that_is_refused_is_not_used() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("br;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("brotli", "br"));
    }
}
