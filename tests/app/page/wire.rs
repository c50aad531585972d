//! How a page is loaded, connected, and fetches what it missed: as static/js/live.js does.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use reqwest::Method;
use serde_json::Value;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{WebSocketStream, client_async};

use super::{GAP, Page, RETRY};
use crate::support::PATIENCE;

impl Page<'_> {
    // ── Loading and fetching ──

    pub(super) async fn load(&mut self) -> bool {
        let Ok(answer) = self.person.try_send(self.person.browse(Method::GET, &self.path)).await else { return false };
        assert!(answer.status < 500, "{} answered {}: {}", self.path, answer.status, answer.text);
        (self.root, self.status) = (answer.dom(), answer.status);
        (self.socket, self.wanted, self.gap, self.lost, self.dropping) = (None, 0, None, 0, 0);
        self.reload = None;
        self.lacks = false;
        self.reacted.clear();
        true
    }

    pub(super) fn location_reload(&mut self, why: &str) {
        self.reload.get_or_insert_with(|| why.to_owned());
    }

    pub(super) fn query(&self) -> String {
        let mut query = format!("epoch={}", self.root.attr("data-epoch").unwrap_or(""));
        if let (Some(chat), Some(revision)) = (self.list("chat"), self.list("revision")) {
            let newest = u8::from(self.list("newest").is_some());
            query += &format!("&chat={chat}&revision={revision}&newest={newest}");
        }
        if self.root.find("centre").is_some() {
            query += "&centre=1";
        }
        query
    }

    /// What it missed, over plain HTTP. False if the server does not answer well.
    pub async fn catch_up(&mut self) -> bool {
        while let (Some(chat), epoch) = (self.chat(), self.root.attr("data-epoch").unwrap_or("").to_owned()) {
            let before = self.revision();
            let path = format!("/chats/{chat}/messages?since={before}&epoch={epoch}");
            self.fetches += 1;
            let Ok(answer) = self.person.try_send(self.person.browse(Method::GET, &path)).await else { return false };
            if (300..400).contains(&answer.status) || [401, 403, 404].contains(&answer.status) {
                self.location_reload(&format!("{} of catch-up", answer.status));
                return true;
            }
            if answer.status != 200 {
                return false;
            }
            let head = if answer.text.is_empty() { Value::Null } else { self.take(&answer.text) };
            if head["more"].as_bool() != Some(true) || self.revision() == before {
                break;
            }
        }
        true
    }

    pub(super) fn behind(&mut self, to: i64) {
        self.wanted = self.wanted.max(to);
        self.gap.get_or_insert_with(|| Instant::now() + GAP);
    }

    // ── The socket ──

    pub(super) async fn connect(&mut self) {
        self.retry = None;
        if self.offline || self.socket.is_some() || self.root.attr("data-live").is_none() {
            return;
        }
        self.dropping = 0;
        self.socket = self.handshake().await;
        if self.socket.is_none() {
            self.retry = Some(Instant::now() + RETRY);
        }
    }

    async fn handshake(&self) -> Option<WebSocketStream<TcpStream>> {
        let live = self.root.attr("data-live")?;
        let url = self.person.url(&format!("{live}{}{}", if live.contains('?') { '&' } else { '?' }, self.query()));
        let mut request = url.as_str().replacen("http", "ws", 1).into_client_request().expect("an address");
        let headers = request.headers_mut();
        let origin = url.origin().ascii_serialization();
        for (name, value) in
            [("cookie", self.person.cookies()), ("origin", origin), ("accept-language", "en".to_owned())]
        {
            headers.insert(name, HeaderValue::from_str(&value).expect("a header"));
        }
        headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
        let socket = TcpSocket::new_v4().expect("a socket");
        if let Some(bytes) = self.buffer {
            socket.set_recv_buffer_size(bytes).expect("a small buffer");
        }
        let address = url.socket_addrs(|| None).expect("an address of numbers")[0];
        let stream = socket.connect(address).await.ok()?;
        // What is accepted while the server stops is never answered.
        let (socket, _) = timeout(PATIENCE, client_async(request, stream)).await.ok()?.ok()?;
        Some(socket)
    }

    fn closed(&mut self, code: u16) {
        self.socket = None;
        self.closes.push(code);
        if code == 4401 {
            return self.location_reload("4401");
        }
        self.retry = Some(Instant::now() + RETRY);
    }

    /// What is due: loading anew, connecting again, fetching what a gap has kept away.
    async fn due(&mut self) {
        let now = Instant::now();
        if let Some(why) = self.reload.clone()
            && self.load().await
        {
            self.reloads.push(why);
            self.connect().await;
        }
        if self.retry.is_some_and(|at| at <= now) {
            self.connect().await;
        }
        if self.lacks {
            // Nothing comes by the socket while this runs, for nobody reads it.
            let path = format!("/live/state?{}", self.query());
            if let Ok(answer) = self.person.try_send(self.person.browse(Method::GET, &path)).await {
                let (status, goes) = (answer.status, (300..400).contains(&answer.status));
                if status == 200 {
                    self.take(&answer.text);
                } else if goes || [401, 403, 404].contains(&status) {
                    self.location_reload(&format!("{status} of the state"));
                }
                // Else it asks once more.
                self.lacks = status != 200 && self.reload.is_none();
            }
        }
        if self.gap.is_some_and(|at| at <= now) {
            if self.revision() < self.wanted {
                self.catch_up().await;
            }
            self.gap = None;
            if self.revision() < self.wanted && self.reload.is_none() {
                self.behind(self.wanted);
            }
        }
    }

    pub(super) async fn run_until_quiet(&mut self, quiet: Duration) {
        assert!(self.run_until(quiet, Instant::now() + PATIENCE).await, "the page is never left in peace");
    }

    /// Lets it run until nothing has come for so long, or until the deadline; true if all was quiet before.
    pub(super) async fn run_until(&mut self, quiet: Duration, deadline: Instant) -> bool {
        while Instant::now() < deadline {
            self.due().await;
            let Some(socket) = &mut self.socket else { return true };
            match timeout(quiet, socket.next()).await {
                Err(_) => return true,
                Ok(Some(Ok(Message::Text(text)))) if text.is_empty() => {}
                Ok(Some(Ok(Message::Text(text)))) => {
                    if self.take(text.as_str())["more"].as_bool() == Some(true) {
                        self.catch_up().await;
                    }
                }
                Ok(Some(Ok(Message::Close(frame)))) => self.closed(frame.map_or(1005, |frame| frame.code.into())),
                Ok(Some(Ok(_))) => {}
                Ok(Some(Err(_)) | None) => self.closed(1006),
            }
        }
        false
    }
}
