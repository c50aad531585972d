//! Pages, compressed as a whole.

use std::io::Write;

use actix_web::HttpRequest;
use actix_web::http::header::{ACCEPT_ENCODING, ContentEncoding};
use bytes::Bytes;

use super::assets::accepts;

/// Shorter bodies gain nothing.
const LEAST: usize = 600;
/// brotli's quality for what is made anew each time. Measured on the demo's messenger page, 38 KB: 3 gives 7.7 KB, 5 7.0 KB,
/// 9 6.8 KB, 11 6.0 KB at fifty times the time of 5.
const QUALITY: i32 = 5;
/// As large as a page: 2^18.
const WINDOW: i32 = 18;

/// The body in the best coding that the request accepts; `Identity` for none.
pub fn compressed(request: &HttpRequest, body: String) -> (ContentEncoding, Bytes) {
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let coded = if body.len() < LEAST {
        None
    } else if accepts(accepted, "br") {
        brotli(body.as_bytes()).map(|coded| (ContentEncoding::Brotli, coded))
    } else if accepts(accepted, "gzip") {
        gzip(body.as_bytes()).map(|coded| (ContentEncoding::Gzip, coded))
    } else {
        None
    };
    coded.map_or_else(|| (ContentEncoding::Identity, body.into()), |(coding, coded)| (coding, coded.into()))
}

fn brotli(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len() / 4);
    let settings = brotli::enc::BrotliEncoderParams {
        quality: QUALITY,
        lgwin: WINDOW,
        size_hint: body.len(),
        mode: brotli::enc::backward_references::BrotliEncoderMode::BROTLI_MODE_TEXT,
        ..Default::default()
    };
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
    fn a_page_is_sent_in_what_the_browser_accepts() {
        let page = "<p>the same words</p>".repeat(100);
        let coded = |header: &str, page: &str| {
            let request = TestRequest::get().insert_header((ACCEPT_ENCODING, header)).to_http_request();
            compressed(&request, page.to_owned())
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
}
