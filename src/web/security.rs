//! What keeps a browser safe: the headers of every answer, the refusal of what other sites send, and whom we believe an
//! address of.

use std::net::IpAddr;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue,
    ORIGIN, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, TRANSFER_ENCODING, UPGRADE, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::http::{Method, StatusCode, Version};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use ipnet::IpNet;

use super::{Error, House};

/// Own scripts, styles, pictures and frames; nothing inline, nothing of others.
const POLICY: &str = "default-src 'none';script-src 'self';style-src 'self';img-src 'self';media-src 'self';connect-src 'self';\
                      frame-src 'self';frame-ancestors 'self';form-action 'self';base-uri 'none'";
/// Nothing here looks, or asks where one is; the microphone is the page's own by itself. Frames in a page have it from the page.
const UNUSED: &str = "camera=(),geolocation=()";
/// A year of HTTPS only. Sub-domains may be others' machines.
const HTTPS_ONLY: &str = "max-age=31536000";

/// Puts the security headers on every answer, those of documents on documents, and refuses what is for no host, and a body without
/// a length. A page that says nothing of caches is private and asked for again; it may stay in the browser's memory for Back.
///
/// # Errors
/// None: what went wrong inside is answered here, so that it carries the headers, too.
pub async fn headers(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let secure = House::of(request.request()).secure;
    let old = request.version() < Version::HTTP_11;
    let mut response = if request.headers().contains_key(TRANSFER_ENCODING) {
        let (request, body) = request.into_parts();
        let mut response = HttpResponse::new(StatusCode::LENGTH_REQUIRED);
        response.extensions_mut().insert(Unread(body));
        ServiceResponse::new(request, response)
    } else if is_addressed(request.request()) {
        next.call(request).await?.map_into_boxed_body()
    } else {
        request.into_response(HttpResponse::new(StatusCode::BAD_REQUEST))
    };
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let document = kind.is_empty() || kind.starts_with("text/html");
    // What everybody may have is worth nothing to a page of a neighbour's, and each byte of a first visit counts.
    let shared = response.headers().get(CACHE_CONTROL).is_some_and(|kept| kept.as_bytes().starts_with(b"public"));
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    // What is no document runs nothing.
    if document {
        set(CONTENT_SECURITY_POLICY, POLICY);
        set(REFERRER_POLICY, "same-origin");
        set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        set(HeaderName::from_static("permissions-policy"), UNUSED);
    }
    if !shared {
        set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    }
    if secure {
        set(STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
    // w3m speaks HTTP/1.0, which knows no chunks (RFC 9112 §6.1), and actix sends what it compresses in chunks to everybody.
    if old && !headers.contains_key(CONTENT_ENCODING) {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("identity"));
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    Ok(response)
}

/// A body that does not say how long it is (RFC 9112 §6.3): no page sends one. Held until the head of the answer is written, it
/// ends the connection; of one that nobody holds actix reads the chunks to their end, and they may have none.
struct Unread(#[expect(dead_code, reason = "it is held and not read")] Payload);

/// Whether the request is for a host that can be one: links are made of it. Whoever writes an address into the first line
/// (RFC 9112 §3.2.2) has to mean the same.
fn is_addressed(request: &HttpRequest) -> bool {
    let host = request.headers().get(HOST).map(HeaderValue::as_bytes);
    let letters = |host: &[u8]| host.iter().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(byte));
    let written = request.uri().authority().map(|authority| authority.as_str().as_bytes());
    host.is_none_or(|host| !host.is_empty() && letters(host)) && (written.is_none() || written == host)
}

/// Which site's page a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// Ours, or nobody's: the address was typed.
    Own,
    /// Another site's.
    Foreign,
    /// An old browser does not say: its form has to carry the session's token.
    Unsaid,
}

impl Provenance {
    /// By Sec-Fetch-Site, else by Origin. `own` are the origins that are ours.
    fn of(headers: &HeaderMap, own: &[String]) -> Provenance {
        if let Some(site) = headers.get("sec-fetch-site") {
            let ours = [&b"same-origin"[..], b"none"].contains(&site.as_bytes());
            return if ours { Provenance::Own } else { Provenance::Foreign };
        }
        match headers.get(ORIGIN) {
            None => Provenance::Unsaid,
            Some(origin) if own.iter().any(|own| own.as_bytes().eq_ignore_ascii_case(origin.as_bytes())) => {
                Provenance::Own
            }
            Some(_) => Provenance::Foreign,
        }
    }
}

/// Whether a request can do something: what is not safe (RFC 9110 §9.2.1), and a handshake, which opens a door.
fn acts(request: &HttpRequest) -> bool {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE);
    !safe || request.headers().contains_key(UPGRADE)
}

/// Whether it says that it comes from a page of ours.
pub fn is_own(request: &HttpRequest) -> bool {
    Provenance::of(request.headers(), &own_origins(request)) == Provenance::Own
}

/// Whether the form of this request has to carry the session's token.
pub fn needs_token(request: &HttpRequest) -> bool {
    acts(request) && Provenance::of(request.headers(), &own_origins(request)) == Provenance::Unsaid
}

/// Where the address itself is the proof, whoever sends it: programs write so, and readers of letters on the web end them so.
const FROM_ANYWHERE: [&str; 2] = ["/hooks/", "/mail/off/"];

/// Refuses what another site's page sends, but for what comes with its own proof.
///
/// # Errors
/// What is inside of it says.
pub async fn same_site(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let proven = FROM_ANYWHERE.iter().any(|path| request.path().starts_with(path));
    let foreign = !proven
        && acts(request.request())
        && Provenance::of(request.headers(), &own_origins(request.request())) == Provenance::Foreign;
    if foreign {
        let response = Error::CrossSite.error_response();
        return Ok(request.into_response(response));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// The origins under which this server is reached. A page of another site can choose neither the Host of what it sends nor
/// its Origin, so a Host that equals the Origin is ours whatever it is.
fn own_origins(request: &HttpRequest) -> Vec<String> {
    let mut own: Vec<String> = House::of(request).public_url.iter().map(|url| origin_of(url).to_owned()).collect();
    if let Some(host) = host(request) {
        own.extend(["http://", "https://"].map(|scheme| [scheme, host].concat()));
    }
    own
}

/// Scheme, host and port of a URL.
fn origin_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url[host..].find('/').map_or(url.len(), |at| host + at);
    &url[..end]
}

fn host(request: &HttpRequest) -> Option<&str> {
    request
        .headers()
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .or_else(|| request.uri().authority().map(|a| a.as_str()))
}

/// The beginning of every absolute link: `https://chat.example.com`, of the configuration, else of the request.
pub fn own_address(request: &HttpRequest) -> String {
    let house = House::of(request);
    match &house.public_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => {
            let scheme = if house.secure { "https://" } else { "http://" };
            [scheme, host(request).unwrap_or("localhost")].concat()
        }
    }
}

/// Proxies whose X-Forwarded-For is believed. Lives in the server's data as `Data<TrustedProxies>`.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Those of these networks.
    pub fn new(networks: Vec<IpNet>) -> TrustedProxies {
        TrustedProxies(networks)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Of the peer and what X-Forwarded-For says, the nearest address that is not one of these proxies.
    fn client(&self, peer: IpAddr, forwarded: &str) -> IpAddr {
        let mut client = peer.to_canonical();
        for said in forwarded.rsplit(',') {
            if !self.trusts(client) {
                break;
            }
            match said.trim().parse::<IpAddr>() {
                Ok(address) => client = address.to_canonical(),
                Err(_) => break,
            }
        }
        client
    }
}

/// Whether a browser fetches the page in advance: nobody looks at it yet.
pub fn is_prefetch(request: &HttpRequest) -> bool {
    let purpose = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    purpose("sec-purpose").contains("prefetch") || purpose("purpose").contains("prefetch")
}

/// Where the request comes from: the peer, or what trusted proxies say of it. `::` where nobody knows.
pub fn client_address(request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::from([0_u16; 8]), |peer| peer.ip());
    match request.app_data::<Data<TrustedProxies>>() {
        None => peer.to_canonical(),
        Some(proxies) => {
            let all = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
            proxies.client(peer, &all.collect::<Vec<_>>().join(","))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers_of(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        HeaderMap::from_iter(pairs.iter().map(pair))
    }

    #[test]
    fn sec_fetch_site_counts_before_origin_and_silence_is_neither() {
        use Provenance::{Foreign, Own, Unsaid};
        let own = ["https://chat.example".to_owned(), "http://chat.example".to_owned()];
        for (headers, expected) in [
            (&[("sec-fetch-site", "same-origin")][..], Own),
            (&[("sec-fetch-site", "none")], Own),
            (&[("sec-fetch-site", "same-site")], Foreign),
            (&[("sec-fetch-site", "cross-site")], Foreign),
            (&[("sec-fetch-site", "cross-site"), ("origin", "https://chat.example")], Foreign),
            (&[("origin", "https://chat.example")], Own),
            (&[("origin", "HTTPS://Chat.example")], Own),
            (&[("origin", "https://chat.example.evil")], Foreign),
            (&[("origin", "https://chat.example:8443")], Foreign),
            (&[("origin", "null")], Foreign),
            (&[], Unsaid),
        ] {
            assert_eq!(Provenance::of(&headers_of(headers), &own), expected, "{headers:?}");
        }
    }

    #[test]
    fn an_origin_is_what_stands_before_the_path() {
        assert_eq!(origin_of("https://chat.example/"), "https://chat.example");
        assert_eq!(origin_of("https://chat.example:8443/in/here"), "https://chat.example:8443");
        assert_eq!(origin_of("http://[::1]:80"), "http://[::1]:80");
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let proxies = TrustedProxies::new(
            ["10.0.0.0/8", "192.0.2.1/32", "fd00::/8"].map(|network| network.parse().expect("a network")).to_vec(),
        );
        let client =
            |peer: &str, forwarded: &str| proxies.client(peer.parse().expect("an address"), forwarded).to_string();
        assert_eq!(client("203.0.113.9", "198.51.100.7"), "203.0.113.9");
        assert_eq!(client("10.1.2.3", "198.51.100.7"), "198.51.100.7");
        assert_eq!(client("::ffff:10.1.2.3", "198.51.100.7"), "198.51.100.7");
        assert_eq!(client("10.1.2.3", "1.1.1.1, 198.51.100.7, 192.0.2.1"), "198.51.100.7");
        assert_eq!(client("fd00::1", "2001:db8::5"), "2001:db8::5");
        assert_eq!(client("10.1.2.3", "unknown"), "10.1.2.3");
        assert_eq!(client("10.1.2.3", ""), "10.1.2.3");
    }
}
