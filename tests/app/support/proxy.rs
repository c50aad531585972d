//! What stands between a house and PostgreSQL, and breaks.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// Which way something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the database.
    There,
    /// From it.
    Back,
}

#[derive(Debug)]
struct Line {
    /// Whether it lets anybody through.
    is_down: AtomicBool,
    /// Pieces that still get through, for each way; negative: all.
    left: [AtomicI64; 2],
    open: Mutex<Vec<AbortHandle>>,
}

/// A line to a server that can be cut.
#[derive(Debug)]
pub struct Proxy {
    line: Arc<Line>,
    port: u16,
    listening: AbortHandle,
}

impl Proxy {
    /// Begins to listen; `to` is host and port.
    pub async fn to(to: String) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let line = Arc::new(Line {
            is_down: AtomicBool::new(false),
            left: [AtomicI64::new(-1), AtomicI64::new(-1)],
            open: Mutex::default(),
        });
        let all = line.clone();
        let listening = tokio::spawn(async move {
            while let Ok((from, _)) = listener.accept().await {
                // Who is refused is cut off at once.
                if !all.is_down.load(Ordering::SeqCst) {
                    Line::join(&all, from, &to).await;
                }
            }
        });
        Proxy { line, port, listening: listening.abort_handle() }
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Breaks all that is open; nothing gets through until it is [`mend`](Proxy::mend)ed.
    pub fn cut(&self) {
        self.line.is_down.store(true, Ordering::SeqCst);
        self.line.cut();
    }

    /// Breaks all that is open when so many pieces more have gone this way. What comes afterwards gets through.
    pub fn cut_after(&self, way: Way, pieces: i64) {
        self.line.left[way as usize].store(pieces, Ordering::SeqCst);
    }

    /// Whether what [`cut_after`](Proxy::cut_after) has asked for has not come yet; takes it back.
    pub fn is_whole(&self, way: Way) -> bool {
        self.line.left[way as usize].swap(-1, Ordering::SeqCst) >= 0
    }

    /// Lets everything through.
    pub fn mend(&self) {
        self.line.is_down.store(false, Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
        self.line.cut();
    }
}

impl Line {
    fn cut(&self) {
        self.open.lock().expect("nobody panicked").drain(..).for_each(|one| one.abort());
    }

    async fn join(line: &Arc<Line>, from: TcpStream, to: &str) {
        let Ok(to) = TcpStream::connect(to).await else { return };
        from.set_nodelay(true).expect("a socket of ours");
        to.set_nodelay(true).expect("a socket of ours");
        let (here, there) = (from.into_split(), to.into_split());
        let both = [(Way::There, here.0, there.1), (Way::Back, there.0, here.1)];
        for (way, from, to) in both {
            let carried = tokio::spawn(carry(line.clone(), way, from, to));
            line.open.lock().expect("nobody panicked").push(carried.abort_handle());
        }
    }

    /// Whether one piece more gets through.
    fn passes(&self, way: Way) -> bool {
        let left = &self.left[way as usize];
        let before = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| (left >= 0).then_some(left - 1));
        before != Ok(0)
    }
}

async fn carry(line: Arc<Line>, way: Way, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
    let mut piece = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        if !line.passes(way) {
            line.cut();
            return;
        }
        if to.write_all(&piece[..length]).await.is_err() {
            return;
        }
    }
}
