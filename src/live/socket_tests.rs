//! Sockets over a real server on a free port, with a client that is not ours.

use super::{CloseCode, Frame, Hub, Limits, Owner, Presence, Topic, Variant, upgrade};
use crate::clock::Clock;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, dev::ServerHandle, web};
use futures_util::{SinkExt, StreamExt};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        Message,
        protocol::frame::{
            CloseFrame, Frame as Raw,
            coding::{CloseCode as Code, Data, OpCode},
        },
    },
};

const CHAT: Topic = Topic::new("chat", 7);
const ENGLISH: Variant = Variant(0);

type Page = WebSocketStream<TcpStream>;

/// A server whose only route opens a connection of user 1, session 10, and says hello; until it is dropped.
struct Server {
    hub: Arc<Hub>,
    address: SocketAddr,
    handle: ServerHandle,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

impl Server {
    async fn start(limits: Limits) -> Server {
        let hub = Hub::new(limits, Clock::system());
        let shared = web::Data::from(hub.clone());
        let server = HttpServer::new(move || App::new().app_data(shared.clone()).route("/live", web::get().to(live)))
            .workers(1)
            .disable_signals()
            .bind(("127.0.0.1", 0))
            .expect("a free port");
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Server { hub, address, handle }
    }

    async fn open(&self) -> Page {
        let stream = TcpStream::connect(self.address).await.expect("connects");
        client_async(format!("ws://{}/live", self.address), stream).await.expect("a handshake").0
    }

    /// Asks until it is so: the server notices some things in its own time.
    async fn until(&self, so: impl Fn(&Hub) -> bool) {
        let asked = async {
            while !so(&self.hub) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), asked).await.expect("it becomes so within 10 s");
    }
}

async fn live(request: HttpRequest, payload: web::Payload, hub: web::Data<Hub>) -> actix_web::Result<HttpResponse> {
    let owner = Owner { user: 1, session: 10, variant: ENGLISH };
    let (response, connection) = upgrade(&request, payload, &hub.into_inner(), owner, Duration::ZERO)?;
    connection.subscribe(CHAT);
    connection.send_on(CHAT, &Frame::text("hello"));
    Ok(response)
}

/// A page that has got its hello.
async fn greeted(server: &Server) -> Page {
    let mut page = server.open().await;
    assert_eq!(next(&mut page).await, Message::text("hello"));
    page
}

async fn next(page: &mut Page) -> Message {
    let message = tokio::time::timeout(Duration::from_secs(10), page.next()).await.expect("within 10 s");
    message.expect("not the end").expect("a message")
}

/// Sends one frame and returns the code that the server closes with.
async fn answer(server: &Server, message: Message) -> u16 {
    let mut page = greeted(server).await;
    page.send(message).await.expect("is sent");
    close_code(&mut page).await
}

async fn close_code(page: &mut Page) -> u16 {
    match next(page).await {
        Message::Close(Some(frame)) => frame.code.into(),
        other => panic!("expected a close frame, not {other:?}"),
    }
}

#[actix_web::test]
async fn frames_arrive_in_order_after_the_hello() {
    let server = Server::start(Limits::default()).await;
    let mut page = greeted(&server).await;
    for number in 0..300 {
        assert_eq!(server.hub.send(CHAT, ENGLISH, &Frame::text(&format!("{number} {}", "x".repeat(1000)))), 1);
    }
    for number in 0..300 {
        assert!(next(&mut page).await.to_text().expect("text").starts_with(&format!("{number} ")));
    }
    assert!(server.hub.send_to_user(1, &Frame::text("{}\n<p>Phạm</p>")) == 1);
    assert_eq!(next(&mut page).await, Message::text("{}\n<p>Phạm</p>"));
}

#[actix_web::test]
async fn a_ping_is_answered_and_what_nobody_listens_to_is_ignored() {
    let server = Server::start(Limits::default()).await;
    let mut page = greeted(&server).await;
    page.send(Message::text("x".repeat(4096))).await.expect("is sent");
    for (part, last) in [(Data::Text, false), (Data::Continue, false), (Data::Continue, true)] {
        page.send(Message::Frame(Raw::message(vec![b'a'; 1300], OpCode::Data(part), last))).await.expect("is sent");
    }
    page.send(Message::Ping("are you there".into())).await.expect("is sent");
    assert_eq!(next(&mut page).await, Message::Pong("are you there".into()));
    server.hub.beat(std::time::Instant::now());
    assert_eq!(server.hub.open_connections(), 1);
}

#[actix_web::test]
async fn a_page_says_that_nobody_uses_it_and_what_else_it_shows() {
    let server = Server::start(Limits { idle: Duration::from_secs(5), ..Limits::default() }).await;
    let heard = Arc::new(std::sync::Mutex::new(Vec::new()));
    let all = heard.clone();
    server.hub.listen(Box::new(move |connection, text| {
        all.lock().expect("no panic").push((connection.owner().user, text.to_owned()));
    }));
    let mut page = greeted(&server).await;
    page.send(Message::text("4")).await.expect("is sent");
    page.send(Message::text("5")).await.expect("is sent");
    server.until(|hub| hub.attendance().of(1) == Presence::Away).await;
    page.send(Message::text("0")).await.expect("is sent");
    server.until(|hub| hub.attendance().of(1) == Presence::Online).await;
    page.send(Message::text("+1,2")).await.expect("is sent");
    // As a proxy may cut it, in the middle of a letter, and with a ping in between.
    let parts = ["+3,\u{111}".as_bytes().split_at(4), (b"", b"4")];
    let parts = [parts[0].0, parts[0].1, parts[1].0, parts[1].1];
    for (at, part) in parts.into_iter().enumerate() {
        let data = if at == 0 { Data::Text } else { Data::Continue };
        page.send(Message::Frame(Raw::message(part.to_vec(), OpCode::Data(data), at == 3))).await.expect("is sent");
        page.send(Message::Ping("still here".into())).await.expect("is sent");
    }
    server.until(|_| heard.lock().expect("no panic").len() == 2).await;
    assert_eq!(*heard.lock().expect("no panic"), [(1, "+1,2".to_owned()), (1, "+3,\u{111}4".to_owned())]);
}

#[actix_web::test]
async fn garbage_is_closed_with_its_code() {
    let server = Server::start(Limits::default()).await;
    let stray = Message::Frame(Raw::message(vec![b'a'], OpCode::Data(Data::Continue), true));
    assert_eq!(answer(&server, Message::binary(vec![1, 2, 3])).await, CloseCode::UNSUPPORTED.0);
    assert_eq!(answer(&server, Message::text("x".repeat(4097))).await, CloseCode::TOO_BIG.0);
    assert_eq!(answer(&server, stray).await, CloseCode::PROTOCOL.0);
    server.until(|hub| hub.open_connections() == 0).await;
}

#[actix_web::test]
async fn a_frame_that_announces_too_much_is_refused_before_it_has_come() {
    let server = Server::start(Limits::default()).await;
    let mut page = greeted(&server).await;
    let stream = page.get_mut();
    let mut begun = vec![0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4];
    begun.resize(8000, b'x');
    stream.write_all(&begun).await.expect("is sent");
    assert_eq!(close_code(&mut page).await, CloseCode::TOO_BIG.0);
}

#[actix_web::test]
async fn a_page_that_closes_gets_its_code_back_and_is_forgotten() {
    let server = Server::start(Limits::default()).await;
    let away = CloseFrame { code: Code::Away, reason: "pagehide".into() };
    assert_eq!(answer(&server, Message::Close(Some(away))).await, 1001);
    server.until(|hub| hub.open_connections() == 0 && hub.variants(CHAT).is_empty()).await;
    assert!(server.hub.attendance().of(1).is_here());
}

#[actix_web::test]
async fn a_page_that_vanishes_is_forgotten() {
    let server = Server::start(Limits::default()).await;
    drop(greeted(&server).await);
    server.until(|hub| hub.open_connections() == 0).await;
}

#[actix_web::test]
async fn a_sign_out_closes_with_4401_and_the_connection_ends() {
    let server = Server::start(Limits::default()).await;
    let mut page = greeted(&server).await;
    server.hub.close_session(10, CloseCode::SIGNED_OUT);
    assert_eq!(close_code(&mut page).await, 4401);
    assert!(page.next().await.is_none_or(|end| end.is_err()));
}

#[actix_web::test]
async fn who_does_not_read_is_cut_off_and_comes_back() {
    let server = Server::start(Limits { frames: 8, ..Limits::default() }).await;
    let mut page = greeted(&server).await;
    let frame = Frame::text(&"x".repeat(100_000));
    let mut sent = 0;
    while server.hub.send(CHAT, ENGLISH, &frame) == 1 {
        sent += 1;
        assert!(sent < 10_000, "somewhere the buffers are full");
        tokio::task::yield_now().await;
    }
    server.until(|hub| hub.open_connections() == 0).await;
    loop {
        match next(&mut page).await {
            Message::Text(_) => {}
            Message::Close(Some(frame)) => break assert_eq!(u16::from(frame.code), 4408),
            other => panic!("neither a frame nor the end: {other:?}"),
        }
    }
    greeted(&server).await;
}

#[actix_web::test]
async fn a_request_that_is_no_handshake_opens_nothing() {
    let server = Server::start(Limits::default()).await;
    let mut stream = TcpStream::connect(server.address).await.expect("connects");
    stream.write_all(b"GET /live HTTP/1.1\r\nHost: hallway\r\nConnection: close\r\n\r\n").await.expect("is sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).await.expect("text");
    assert!(response.starts_with("HTTP/1.1 400"), "{response}");
    assert_eq!(server.hub.open_connections(), 0);
}
