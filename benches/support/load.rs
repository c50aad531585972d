//! Requests over many connections at once, written and read without a client's own cost.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::LocalSet;

/// What came of them.
pub struct Load {
    /// From the first to the last.
    pub took: Duration,
    /// How long each took, the shortest first.
    pub each: Vec<Duration>,
    /// Bytes of the last answer's body.
    pub bytes: usize,
}

impl Load {
    /// Answers per second.
    pub fn rate(&self) -> f64 {
        self.each.len() as f64 / self.took.as_secs_f64()
    }

    /// What so many of a hundred took at most.
    pub fn percentile(&self, percent: usize) -> Duration {
        self.each[(self.each.len() * percent).div_ceil(100).saturating_sub(1)]
    }
}

/// Sends so many requests over so many connections, one after another on each, all on this thread. `request` writes the
/// nth. Every answer has to be one of success, with its length.
pub fn load(address: SocketAddr, connections: usize, times: usize, request: impl Fn(usize) -> Vec<u8>) -> Load {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let (next, each, bytes) = (Cell::new(0), RefCell::new(Vec::with_capacity(times)), Cell::new(0));
    let connection = async |mut stream: TcpStream| {
        let mut buffer = Vec::with_capacity(64 * 1024);
        loop {
            let at = next.replace(next.get() + 1);
            if at >= times {
                break;
            }
            let from = Instant::now();
            stream.write_all(&request(at)).await.expect("it is sent");
            bytes.set(answer(&mut stream, &mut buffer).await);
            each.borrow_mut().push(from.elapsed());
        }
    };
    let took = LocalSet::new().block_on(&runtime, async {
        let mut streams = Vec::new();
        for _ in 0..connections {
            streams.push(TcpStream::connect(address).await.expect("a connection"));
        }
        let from = Instant::now();
        futures_util::future::join_all(streams.into_iter().map(connection)).await;
        from.elapsed()
    });
    let mut each = each.into_inner();
    each.sort_unstable();
    Load { took, each, bytes: bytes.get() }
}

/// The body of the answer to this one request.
pub fn body_of(address: SocketAddr, request: &[u8]) -> Vec<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        stream.write_all(request).await.expect("it is sent");
        let mut buffer = Vec::new();
        let bytes = answer(&mut stream, &mut buffer).await;
        buffer.split_off(buffer.len() - bytes)
    })
}

/// Reads one answer; the bytes of its body.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> usize {
    buffer.clear();
    let mut ends = None;
    while ends.is_none_or(|(_, ends)| buffer.len() < ends) {
        assert!(stream.read_buf(buffer).await.expect("an answer") > 0, "{}", String::from_utf8_lossy(buffer));
        if ends.is_none() {
            ends = buffer
                .windows(4)
                .position(|four| four == b"\r\n\r\n")
                .map(|end| (end + 4, end + 4 + body(&buffer[..end])));
        }
    }
    ends.map_or(0, |(head, ends)| ends - head)
}

/// The length of the body that this head announces.
fn body(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    assert!(head.starts_with("http/1.1 2") || head.starts_with("http/1.1 303"), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    length.map_or(0, |length| length.parse().expect("a number"))
}
