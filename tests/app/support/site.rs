//! A site somewhere else, to which messages link.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// What is at the paths of a site: a content type and a body each.
type Pages = HashMap<String, (&'static str, Vec<u8>)>;

/// A site on this machine, until it is dropped.
pub struct Site {
    address: SocketAddr,
    pages: Arc<Mutex<Pages>>,
    asked: Arc<Mutex<Vec<String>>>,
    _runs: JoinSet<()>,
}

impl Site {
    /// One without pages.
    pub async fn open() -> Site {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (pages, asked) = (Arc::<Mutex<Pages>>::default(), Arc::<Mutex<Vec<String>>>::default());
        let (all, paths) = (pages.clone(), asked.clone());
        let mut runs = JoinSet::new();
        runs.spawn(async move {
            let mut answers = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                answers.spawn(answer(stream, all.clone(), paths.clone()));
            }
        });
        Site { address, pages, asked, _runs: runs }
    }

    /// This is at the path from now on.
    pub fn put(&self, path: &str, kind: &'static str, body: &[u8]) {
        self.pages.lock().expect("nobody panicked").insert(path.to_owned(), (kind, body.to_vec()));
    }

    /// The address of the path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The paths that were asked for.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("nobody panicked").clone()
    }
}

/// What is at no path is never answered.
async fn answer(mut stream: TcpStream, pages: Arc<Mutex<Pages>>, asked: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else { return };
        head.push(byte);
    }
    let path = String::from_utf8_lossy(&head).split(' ').nth(1).unwrap_or("").to_owned();
    asked.lock().expect("nobody panicked").push(path.clone());
    let page = pages.lock().expect("nobody panicked").get(&path).cloned();
    let Some((kind, body)) = page else { return std::future::pending().await };
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n", body.len());
    // Who asked may be gone.
    let _ = stream.write_all(&[head.as_bytes(), &body].concat()).await;
}
