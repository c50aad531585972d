//! Servers that mean ill, and some that do not, on this machine.

use std::io::Cursor;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::read::GzEncoder;
use image::{ImageFormat, RgbImage};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::{Found, Links, NoCard, Reach};

const PAGE: &str = "<title>Sheet 7</title><meta property=og:site_name content='Tidewater Press'>
    <meta name=description content='It is dry.'>";
/// More than any look may take, with what a busy machine adds.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is answered to a path: bytes that are written as they are, again and again if they are to go on, after a pause.
#[derive(Clone)]
struct Says {
    bytes: Vec<u8>,
    goes_on: Vec<u8>,
    pause: Duration,
}

/// These bytes, and then the end.
fn says(head: &str, body: &[u8]) -> Says {
    let bytes = [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat();
    Says { bytes, goes_on: Vec::new(), pause: Duration::ZERO }
}

fn page(html: &str) -> Says {
    says("200 OK\r\ncontent-type: text/html; charset=utf-8", html.as_bytes())
}

fn to(address: &str) -> Says {
    says(&format!("302 Found\r\nlocation: {address}\r\ncontent-length: 0"), b"")
}

/// A server on this machine, until it is dropped.
struct Server {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
    sent: Arc<AtomicUsize>,
    _runs: JoinSet<()>,
}

impl Server {
    async fn at(host: [u8; 4], says: impl Fn(&str) -> Says + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind(SocketAddr::from((host, 0))).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (heads, sent) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<AtomicUsize>::default());
        let mut runs = JoinSet::new();
        let (known, count) = (heads.clone(), sent.clone());
        runs.spawn(async move {
            let mut answers = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let head = read_head(stream).await;
                let Some((head, stream)) = head else { continue };
                let path = head.split(' ').nth(1).unwrap_or("").to_owned();
                known.lock().expect("nobody panicked").push(head);
                answers.spawn(answer(stream, says(&path), count.clone()));
            }
        });
        Server { address, heads, sent, _runs: runs }
    }

    async fn new(says: impl Fn(&str) -> Says + Send + Sync + 'static) -> Server {
        Server::at([127, 0, 0, 1], says).await
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn asked(&self) -> usize {
        self.heads.lock().expect("nobody panicked").len()
    }
}

async fn read_head(mut stream: TcpStream) -> Option<(String, TcpStream)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some((String::from_utf8(head).ok()?, stream))
}

async fn answer(mut stream: TcpStream, says: Says, sent: Arc<AtomicUsize>) {
    if stream.write_all(&says.bytes).await.is_err() {
        return;
    }
    while !says.goes_on.is_empty() && stream.write_all(&says.goes_on).await.is_ok() {
        sent.fetch_add(says.goes_on.len(), Ordering::Relaxed);
        if !says.pause.is_zero() {
            tokio::time::sleep(says.pause).await;
        }
    }
}

/// The way to servers on this machine.
fn links() -> Links {
    Links::new(Reach::of(|address| address.ip().is_loopback()))
}

/// The same, but that 127.0.0.1 stands for what is near.
fn far() -> Links {
    Links::new(Reach::of(|address| address.ip().is_loopback() && address.ip() != Ipv4Addr::LOCALHOST))
}

async fn look(links: &Links, url: &str) -> Result<Found, NoCard> {
    let begun = Instant::now();
    let found = links.look(url).await;
    assert!(begun.elapsed() < PATIENCE, "{url} took {:?}", begun.elapsed());
    found
}

fn picture() -> Vec<u8> {
    let mut png = Vec::new();
    RgbImage::new(1200, 630).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).expect("a picture");
    png
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    std::io::Read::read_to_end(&mut GzEncoder::new(bytes, Compression::best()), &mut packed).expect("a Vec");
    packed
}

#[tokio::test]
async fn a_page_and_its_picture_are_found_and_nothing_is_told_of_us() {
    let server = Server::new(|path| match path {
        "/7?a=1" => page(&format!("{PAGE}<meta property=og:image content=/seven.png>")),
        "/seven.png" => says("200 OK\r\ncontent-type: image/png", &picture()),
        "/packed" => says("200 OK\r\ncontent-type: text/html\r\ncontent-encoding: gzip", &packed(PAGE.as_bytes())),
        _ => to("/7?a=1#there"),
    })
    .await;
    let found = look(&links(), &server.url("/7?a=1#here")).await.expect("a page");
    assert_eq!((&*found.site, &*found.title, &*found.description), ("Tidewater Press", "Sheet 7", "It is dry."));
    let thumb = found.picture.clone().expect("a picture");
    assert_eq!((thumb.width, thumb.height), (320, 168));
    let plain = Found { picture: None, ..found.clone() };
    assert_eq!(look(&links(), &server.url("/packed")).await, Ok(plain));
    assert_eq!(look(&links(), &server.url("/short")).await, Ok(found));
    let heads = server.heads.lock().expect("nobody panicked").clone();
    let host = format!("host: {}", server.address);
    for head in &heads {
        let head = head.to_ascii_lowercase();
        assert!(head.contains(&host) && head.contains("user-agent: mozilla/5.0 (compatible; hallway/"), "{head}");
        assert!(!["cookie", "referer", "authorization", "#"].iter().any(|told| head.contains(told)), "{head}");
    }
}

#[tokio::test]
async fn a_page_is_one_without_its_picture_too() {
    let server = Server::new(|path| match path {
        "/html" => page(PAGE),
        "/svg" => says("200 OK\r\ncontent-type: image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        "/lies" => says("200 OK\r\ncontent-type: image/png", b"no picture"),
        "/bomb" => {
            let mut bomb = picture();
            bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
            says("200 OK\r\ncontent-type: image/png", &bomb)
        }
        "/long" => Says { goes_on: vec![0; 65_536], ..says("200 OK\r\ncontent-type: image/png", b"\x89PNG\r\n\x1a\n") },
        "/gone" => says("404 Not Found", b""),
        other => page(&format!("<title>t</title><meta property=og:image content='{}'>", &other[1..])),
    })
    .await;
    let near = format!("http://10.0.0.1:{}/7.png", server.address.port());
    for at in ["/html", "/svg", "/lies", "/bomb", "/long", "/gone", "ftp://a.house/7.png", &near] {
        let found = look(&links(), &server.url(&format!("/{at}"))).await;
        assert_eq!(found.map(|found| found.picture), Ok(None), "{at}");
    }
}

#[tokio::test]
async fn nobody_near_is_asked() {
    let near = Server::new(|_| page("<title>secret</title>")).await;
    let port = near.address.port();
    let links = Links::new(Reach::default());
    for host in [
        "127.0.0.1",
        "127.1",
        "0x7f.0.0.1",
        "2130706433",
        "017700000001",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "0.0.0.0",
        "169.254.169.254",
        "metadata.google.internal",
        "intranet",
        "printer.local",
        "8.8.8.8",
    ] {
        for scheme in ["http", "https"] {
            let found = look(&links, &format!("{scheme}://{host}:{port}/")).await;
            assert!(matches!(found, Err(NoCard::Never(_))), "{host}: {found:?}");
        }
    }
    for url in [
        "http://user@press.house/",
        "http://:word@press.house/",
        "ftp://press.house/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "data:text/html,<title>t</title>",
        "//press.house",
        "press.house",
        "http://",
        "",
    ] {
        let found = look(&links, url).await;
        assert!(matches!(found, Err(NoCard::Never(_))), "{url}: {found:?}");
    }
    assert_eq!(near.asked(), 0);
}

#[tokio::test]
async fn who_sends_on_to_somebody_near_is_not_followed() {
    let near = Server::new(|_| page("<title>secret</title>")).await;
    let port = near.address.port();
    let far_off = Server::at([127, 0, 0, 2], move |path| match path {
        "/here" => to(&format!("http://127.0.0.1:{port}/")),
        "/named" => to(&format!("http://localhost:{port}/")),
        "/mapped" => to(&format!("http://[::ffff:127.0.0.1]:{port}/")),
        "/number" => to(&format!("//2130706433:{port}/")),
        "/user" => to(&format!("http://me@127.0.0.2:{port}/")),
        "/file" => to("file:///etc/passwd"),
        "/script" => to("javascript:alert(1)"),
        "/nowhere" => to("http://["),
        "/unsaid" => says("302 Found\r\ncontent-length: 0", b""),
        "/round" => to("/round"),
        "/1" => to("/2"),
        "/2" => to("/3"),
        "/3" => to("/here"),
        "/picture" => {
            page(&format!("<title>t</title><meta property=og:image content='http://127.0.0.1:{port}/7.png'>"))
        }
        "/sly" => page("<title>t</title><meta property=og:image content='/here'>"),
        _ => page(PAGE),
    })
    .await;
    for path in ["/here", "/named", "/mapped", "/number", "/user", "/file", "/script", "/nowhere", "/round", "/1"] {
        let found = look(&far(), &far_off.url(path)).await;
        assert!(matches!(found, Err(NoCard::Never(_))), "{path}: {found:?}");
    }
    assert!(look(&far(), &far_off.url("/unsaid")).await.is_err());
    for path in ["/picture", "/sly"] {
        assert_eq!(look(&far(), &far_off.url(path)).await.map(|found| found.picture), Ok(None), "{path}");
    }
    assert_eq!(near.asked(), 0);
    assert!(look(&far(), &far_off.url("/")).await.is_ok());
}

/// A name that means somebody else each time it is asked for.
#[tokio::test]
async fn a_name_that_changes_whom_it_means_gains_nothing() {
    let near = Server::new(|_| page("<title>secret</title>")).await;
    let port = near.address.port();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let moving = far().asking(move |name| {
        assert_eq!(name, "moving.house");
        match count.fetch_add(1, Ordering::Relaxed) {
            0 => vec![IpAddr::from([127, 0, 0, 2])],
            _ => vec![IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from([10, 0, 0, 1])],
        }
    });
    let server = {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 2], port))).await.expect("the same port");
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Some((_, stream)) = read_head(stream).await else { continue };
                answer(stream, to("/again"), Arc::default()).await;
            }
        })
    };
    // The first answer is far away and sends on to the same name, which then is near.
    let found = look(&moving, &format!("http://moving.house:{port}/")).await;
    assert_eq!((found, asked.load(Ordering::Relaxed)), (Err(NoCard::Never("out of reach")), 2));
    assert_eq!(near.asked(), 0);
    server.abort();

    // Of several answers only those that are far are tried.
    let server = Server::at([127, 0, 0, 2], |_| page(PAGE)).await;
    let both = far().asking(|_| vec![IpAddr::from(Ipv4Addr::LOCALHOST), IpAddr::from([127, 0, 0, 2])]);
    let found = look(&both, &format!("http://both.house:{}/", server.address.port())).await;
    assert_eq!(found.map(|found| found.title).as_deref(), Ok("Sheet 7"));
    // And what is not answered does not keep the next from it.
    let deaf = far().asking(|_| vec![IpAddr::from([127, 0, 0, 3]), IpAddr::from([127, 0, 0, 2])]);
    assert!(look(&deaf, &format!("http://deaf.house:{}/", server.address.port())).await.is_ok());
    let nobody = far().asking(|_| Vec::new());
    assert!(look(&nobody, "http://nobody.house/").await.is_err());
}

#[tokio::test]
async fn what_does_not_end_is_cut_off() {
    let html = "200 OK\r\ncontent-type: text/html";
    let server = Server::new(move |path| match path {
        "/endless" => Says { goes_on: vec![b' '; 65_536], ..says(html, PAGE.as_bytes()) },
        "/slow" => Says { goes_on: b" ".to_vec(), pause: Duration::from_millis(100), ..says(html, PAGE.as_bytes()) },
        "/silent" => Says { bytes: Vec::new(), ..says("", b"") },
        "/head" => Says { goes_on: vec![b'a'; 65_536], ..says("200 OK\r\nx: a", b"") }.headless(),
        "/lines" => Says { goes_on: b"x: a\r\n".to_vec(), ..says("200 OK\r\nx: a", b"") }.headless(),
        "/before" => Says { goes_on: b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), ..says("100 Continue", b"") },
        "/bomb" => says(&format!("{html}\r\ncontent-encoding: gzip"), &packed(&vec![b' '; 40_000_000])),
        "/nothing" => Says { goes_on: packed(b""), ..says(&format!("{html}\r\ncontent-encoding: gzip"), b"") },
        _ => says("200 OK", b""),
    })
    .await;
    // Its beginning is a page.
    let found = look(&links(), &server.url("/endless")).await;
    assert_eq!(found.map(|found| found.title).as_deref(), Ok("Sheet 7"));
    // What lies in buffers of the system, and no more.
    assert!(server.sent.load(Ordering::Relaxed) < 32 << 20, "{}", server.sent.load(Ordering::Relaxed));
    assert_eq!(look(&links(), &server.url("/slow")).await, Err(NoCard::NotNow("too slow")));
    for path in ["/silent", "/head", "/lines", "/before", "/bomb", "/nothing"] {
        let found = look(&links(), &server.url(path)).await;
        assert!(found.is_err(), "{path}: {found:?}");
    }
}

impl Says {
    /// Without the end of its head.
    fn headless(mut self) -> Says {
        self.bytes.truncate(self.bytes.len() - 4);
        self
    }
}

#[tokio::test]
async fn another_kind_of_thing_has_no_card_and_who_is_not_at_their_best_is_asked_again() {
    let server = Server::new(|path| match path {
        "/pdf" => says("200 OK\r\ncontent-type: application/pdf", PAGE.as_bytes()),
        "/text" => says("200 OK\r\ncontent-type: text/plain", PAGE.as_bytes()),
        "/unsaid" => says("200 OK", PAGE.as_bytes()),
        "/brotli" => says("200 OK\r\ncontent-type: text/html\r\ncontent-encoding: br", PAGE.as_bytes()),
        "/part" => says("206 Partial Content\r\ncontent-type: text/html", PAGE.as_bytes()),
        "/gone" => says("410 Gone\r\ncontent-type: text/html", PAGE.as_bytes()),
        "/inside" => says("401 Unauthorized\r\nwww-authenticate: Basic", b""),
        "/untitled" => page("<p>words"),
        "/broken" => says("503 Service Unavailable", b""),
        "/busy" => says("429 Too Many Requests", b""),
        "/torn" => says("200 OK\r\ncontent-type: text/html\r\ncontent-length: 10000", PAGE.as_bytes()),
        _ => Says { bytes: b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(), ..says("200 OK", b"") },
    })
    .await;
    for path in ["/pdf", "/text", "/unsaid", "/brotli", "/part", "/gone", "/inside", "/untitled"] {
        let found = look(&links(), &server.url(path)).await;
        assert!(matches!(found, Err(NoCard::Never(_))), "{path}: {found:?}");
    }
    for path in ["/broken", "/busy", "/torn", "/ssh"] {
        let found = look(&links(), &server.url(path)).await;
        assert!(matches!(found, Err(NoCard::NotNow(_))), "{path}: {found:?}");
    }
    let encrypted = server.url("/").replace("http:", "https:");
    assert!(matches!(look(&links(), &encrypted).await, Err(NoCard::NotNow(_))));
    let gone = server.url("/");
    drop(server);
    let found = look(&links(), &gone).await;
    assert!(matches!(found, Err(NoCard::NotNow(_))), "{found:?}");
}
