//! One look at an address, bounded in every way.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, ACCEPT_ENCODING, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HOST, LOCATION, USER_AGENT};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Host, Position, Url};

use super::body::{Body, Goes};
use super::reach::is_public_name;
use super::{Links, NoCard, Result};

/// How often a page may send on to another one: from a short address, to HTTPS, to the name with `www`.
const SENT_ON: usize = 3;
/// Addresses of a name that are tried.
const TRIED: usize = 2;
/// How long one of them may take to answer.
const CONNECT: Duration = Duration::from_secs(2);
/// Bytes of a head, and how many lines it may have.
const HEAD: usize = 32 * 1024;
const HEAD_LINES: usize = 100;
/// Who asks, and what for.
const AGENT: &str = concat!("Mozilla/5.0 (compatible; Hallway/", env!("CARGO_PKG_VERSION"), "; link preview)");

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    accept: &'static str,
    /// What it may be.
    kinds: &'static [&'static str],
    /// Its bytes, at most.
    most: usize,
    /// Whether it is nothing if it is longer.
    whole: bool,
    /// How long all of it may take.
    time: Duration,
}

/// A page: what it says of itself stands at its beginning.
pub(super) const PAGE: Wanted = Wanted {
    accept: "text/html,application/xhtml+xml",
    kinds: &["text/html", "application/xhtml+xml"],
    most: 512 * 1024,
    whole: false,
    time: Duration::from_secs(5),
};
/// A picture.
pub(super) const PICTURE: Wanted = Wanted {
    accept: "image/jpeg,image/png,image/webp,image/gif",
    kinds: &["image/jpeg", "image/jpg", "image/png", "image/webp", "image/gif"],
    most: 5 * 1024 * 1024,
    whole: true,
    time: Duration::from_secs(5),
};

/// What came.
#[derive(Debug)]
pub(super) struct Came {
    /// From where at last.
    pub(super) url: Url,
    /// Its content type.
    pub(super) kind: String,
    pub(super) bytes: Vec<u8>,
}

enum Answer {
    Came(Came),
    SentOn(Url),
}

trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

static TLS: LazyLock<Option<TlsConnector>> = LazyLock::new(|| {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    Some(Arc::new(config.with_root_certificates(roots).with_no_client_auth()).into())
});

/// The addresses of a name, as this machine knows them.
pub(super) async fn addresses(name: String) -> io::Result<Vec<IpAddr>> {
    Ok(tokio::net::lookup_host((name, 0)).await?.map(|address| address.ip()).collect())
}

impl Links {
    /// What is at the address, or where that sends.
    ///
    /// # Errors
    /// [`NoCard`]
    pub(super) async fn fetch(&self, address: &str, wanted: Wanted) -> Result<Came> {
        timeout(wanted.time, self.follow(address, wanted)).await.unwrap_or(Err(NoCard::NotNow("too slow")))
    }

    async fn follow(&self, address: &str, wanted: Wanted) -> Result<Came> {
        let mut url = Url::parse(address).map_err(|_| NoCard::Never("no address"))?;
        for _ in 0..=SENT_ON {
            match self.ask(url, wanted).await? {
                Answer::Came(came) => return Ok(came),
                Answer::SentOn(to) => url = to,
            }
        }
        Err(NoCard::Never("sent on too often"))
    }

    async fn ask(&self, url: Url, wanted: Wanted) -> Result<Answer> {
        let wire = connect(&url, &self.addresses_of(&url).await?).await?;
        let mut builder = http1::Builder::new();
        builder.max_buf_size(HEAD).max_headers(HEAD_LINES);
        let broken = |_| NoCard::NotNow("no answer that can be read");
        let (mut sender, connection) = builder.handshake(TokioIo::new(wire)).await.map_err(broken)?;
        // It ends with this look, whatever is still to come.
        let mut driver = JoinSet::new();
        driver.spawn(connection);
        let request = Request::get(&url[Position::BeforePath..Position::AfterQuery])
            .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
            .header(USER_AGENT, AGENT)
            .header(ACCEPT, wanted.accept)
            .header(ACCEPT_ENCODING, "gzip")
            .header(CONNECTION, "close")
            .body(Empty::<Bytes>::new())
            .map_err(|_| NoCard::Never("no address"))?;
        let response = sender.send_request(request).await.map_err(broken)?;
        match response.status().as_u16() {
            200 => Ok(Answer::Came(read(url, response, wanted).await?)),
            301 | 302 | 303 | 307 | 308 => {
                let to = url.join(head(&response, LOCATION)).ok();
                to.map(Answer::SentOn).ok_or(NoCard::Never("sent on to nowhere"))
            }
            408 | 425 | 429 | 500..=599 => Err(NoCard::NotNow("not at its best")),
            _ => Err(NoCard::Never("no page")),
        }
    }

    /// Where the address may be asked for: each of these was looked at, and nothing is resolved once more after that.
    async fn addresses_of(&self, url: &Url) -> Result<Vec<SocketAddr>> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(NoCard::Never("neither http nor https"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NoCard::Never("a user before the host"));
        }
        let all = match url.host() {
            Some(Host::Ipv4(address)) => vec![address.into()],
            Some(Host::Ipv6(address)) => vec![address.into()],
            Some(Host::Domain(name)) if is_public_name(name) => {
                (self.names)(name.to_owned()).await.map_err(|_| NoCard::NotNow("nobody has that name"))?
            }
            _ => return Err(NoCard::Never("a name of a network of one's own")),
        };
        let port = url.port_or_known_default().unwrap_or(0);
        let all = all.into_iter().map(|address| SocketAddr::new(address, port));
        let within: Vec<SocketAddr> = all.filter(|address| self.reach.may(*address)).take(TRIED).collect();
        if within.is_empty() { Err(NoCard::Never("out of reach")) } else { Ok(within) }
    }
}

/// A connection to the first of the addresses that answers, encrypted if the address says so.
async fn connect(url: &Url, addresses: &[SocketAddr]) -> Result<Pin<Box<dyn Wire>>> {
    let broken = NoCard::NotNow("no connection");
    let mut stream = Err(broken);
    for address in addresses {
        stream = timeout(CONNECT, TcpStream::connect(address)).await.ok().and_then(io::Result::ok).ok_or(broken);
        if stream.is_ok() {
            break;
        }
    }
    let stream = stream?;
    if url.scheme() == "http" {
        return Ok(Box::pin(stream));
    }
    let name = match url.host() {
        Some(Host::Domain(name)) => ServerName::try_from(name.to_owned()).ok(),
        Some(Host::Ipv4(address)) => Some(IpAddr::from(address).into()),
        Some(Host::Ipv6(address)) => Some(IpAddr::from(address).into()),
        None => None,
    };
    let (tls, name) = TLS.as_ref().zip(name).ok_or(broken)?;
    Ok(Box::pin(tls.connect(name, stream).await.map_err(|_| NoCard::NotNow("nobody who can show who they are"))?))
}

/// A line of the head; an empty one if it is not there, or no text.
fn head<B>(response: &Response<B>, name: hyper::header::HeaderName) -> &str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

async fn read(url: Url, response: Response<hyper::body::Incoming>, wanted: Wanted) -> Result<Came> {
    let kind = head(&response, CONTENT_TYPE).to_ascii_lowercase();
    let media = kind.split(';').next().unwrap_or("").trim();
    if !wanted.kinds.contains(&media) {
        return Err(NoCard::Never("another kind of thing"));
    }
    let body = Body::new(head(&response, CONTENT_ENCODING), wanted.most);
    let mut body = body.ok_or(NoCard::Never("packed in a way that nobody asked for"))?;
    let mut coming = response.into_body();
    while let Some(frame) = coming.frame().await {
        let frame = frame.map_err(|_| NoCard::NotNow("it broke off"))?;
        let goes = frame.into_data().map_or(Goes::On, |piece| body.take(&piece));
        match goes {
            Goes::On => {}
            Goes::TooLong if wanted.whole => return Err(NoCard::Never("too long")),
            Goes::TooLong => break,
            Goes::Broken => return Err(NoCard::Never("it cannot be unpacked")),
        }
    }
    Ok(Came { url, kind, bytes: body.bytes() })
}
