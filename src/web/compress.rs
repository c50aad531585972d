//! Pages, compressed as a whole.

use std::cell::RefCell;
use std::io::Write;

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT_ENCODING, ContentEncoding};
use bytes::Bytes;

use super::SCRIPT;
use super::assets::accepts;

/// Shorter bodies gain nothing.
const LEAST: usize = 600;
/// zstd's level for pages that a live browser loads. Measured on a chat's page of 39.2 KB with 60 messages, release build: zstd 1 gives 4,730
/// bytes in 0.04 ms, 3 4,596 in 0.16 ms; brotli 3 4,521 in 0.22 ms, 4 4,289 in 0.35 ms, 5 4,065 in 0.85 ms; gzip 6 5,235 in 0.67 ms.
/// With 1 the first load of the messenger is above its 30 KB. 5 gives 3 % less than 3, and takes almost five times as long.
const LEVEL: i32 = 3;
/// brotli's quality and window (2^16) for those that do not know zstd. A large window costs more to clear than it finds.
const QUALITY: (i32, i32) = (3, 16);
/// For those that load a page while there is time: 12 % less than zstd makes of it.
const SMALLER: (i32, i32) = (5, 18);
/// For browsers without script, and for a first visit: pages are all that they fetch, and often over a thin line. On the demo's messenger page
/// of 33.6 KB brotli 5 gives 6,294 bytes in 0.46 ms, 9 6,199 in 9.8 ms, 10 5,552 in 13 ms, 11 5,422 in 43 ms.
const HARDER: (i32, i32) = (10, 18);

/// The body in the best coding that the request accepts; `Identity` for none. Whether there is time to make it as small as can be is asked
/// where that is worth it.
pub fn compressed(request: &HttpRequest, body: String, has_time: impl Fn() -> bool) -> (ContentEncoding, Bytes) {
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let live = request.cookie(SCRIPT).is_some();
    let coded = if body.len() < LEAST {
        None
    } else if live && accepts(accepted, "br") && has_time() {
        brotli(body.as_bytes(), SMALLER).map(|coded| (ContentEncoding::Brotli, coded))
    } else if live && accepts(accepted, "zstd") {
        zstd(body.as_bytes()).map(|coded| (ContentEncoding::Zstd, coded))
    } else if accepts(accepted, "br") {
        let quality = if live || !has_time() { QUALITY } else { HARDER };
        brotli(body.as_bytes(), quality).map(|coded| (ContentEncoding::Brotli, coded))
    } else if accepts(accepted, "gzip") {
        gzip(body.as_bytes()).map(|coded| (ContentEncoding::Gzip, coded))
    } else {
        None
    };
    coded.map_or_else(|| (ContentEncoding::Identity, body.into()), |(coding, coded)| (coding, coded.into()))
}

thread_local! {
    /// Its tables are larger than a page.
    static COMPRESSOR: RefCell<Option<zstd::bulk::Compressor<'static>>> = RefCell::new(zstd::bulk::Compressor::new(LEVEL).ok());
}

fn zstd(body: &[u8]) -> Option<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|compressor| compressor.as_mut()?.compress(body).ok())
}

fn brotli(body: &[u8], (quality, lgwin): (i32, i32)) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len() / 4);
    let settings = brotli::enc::BrotliEncoderParams { quality, lgwin, size_hint: body.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &body[..], &mut out, &settings).ok().map(|_| out)
}

fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::with_capacity(body.len() / 4), flate2::Compression::default());
    encoder.write_all(body).and_then(|()| encoder.finish()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_live_browser_gets_what_takes_the_server_least_while_it_is_busy() {
        let page = "<p>the same words</p>".repeat(100);
        let request = TestRequest::get()
            .insert_header((ACCEPT_ENCODING, "gzip, deflate, br, zstd"))
            .cookie(actix_web::cookie::Cookie::new(SCRIPT, "1"))
            .to_http_request();
        assert_eq!(compressed(&request, page.clone(), || true).0, ContentEncoding::Brotli);
        let (coding, body) = compressed(&request, page.clone(), || false);
        assert_eq!(coding, ContentEncoding::Zstd);
        assert_eq!(zstd::bulk::decompress(&body, page.len()).expect("what was coded"), page.as_bytes());
    }

    #[test]
    fn a_page_is_sent_in_what_the_browser_accepts() {
        let page = "<p>the same words</p>".repeat(100);
        let coded = |header: &str, page: &str| {
            let request = TestRequest::get().insert_header((ACCEPT_ENCODING, header)).to_http_request();
            compressed(&request, page.to_owned(), || true)
        };
        let (coding, body) = coded("gzip, deflate, br", &page);
        assert_eq!(coding, ContentEncoding::Brotli);
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &body[..], &mut plain).expect("what was coded");
        assert_eq!(plain, page.as_bytes());
        assert_eq!(coded("gzip", &page).0, ContentEncoding::Gzip);
        assert_eq!(coded("", &page), (ContentEncoding::Identity, Bytes::from(page)));
        assert_eq!(coded("br", "short").0, ContentEncoding::Identity);
    }

    #[test]
    fn a_page_is_as_small_as_can_be_if_there_is_time() {
        let request = TestRequest::get().insert_header((ACCEPT_ENCODING, "br")).to_http_request();
        let page: String = (0..2000).map(|n| format!("<li>Sheet {} of run {n}</li>", n * n)).collect();
        let size = |has_time: bool| compressed(&request, page.clone(), || has_time).1.len();
        assert!(size(true) < size(false));
    }
}
