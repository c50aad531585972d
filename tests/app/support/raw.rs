//! Bytes that no browser sends, and what comes back.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::House;

/// After so long without a byte nothing more is awaited.
const CALM: Duration = Duration::from_millis(700);

/// What came back.
#[derive(Debug)]
pub struct Said {
    /// Everything, as text.
    pub text: String,
    /// Whether the server has ended the connection.
    pub over: bool,
}

impl Said {
    /// The status of each answer.
    pub fn statuses(&self) -> Vec<u16> {
        let heads = self.text.match_indices("HTTP/1.1 ").map(|(at, head)| &self.text[at + head.len()..]);
        heads.filter_map(|rest| rest.get(..3)?.parse().ok()).collect()
    }

    /// The value of the header in the first answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = self.text.split("\r\n\r\n").next()?;
        let pairs = head.lines().filter_map(|line| line.split_once(':'));
        pairs.into_iter().find(|(of, _)| of.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

impl House {
    /// Its host and port, as browsers write it.
    pub fn host(&self) -> String {
        self.url().split("//").nth(1).expect("a URL").to_owned()
    }

    /// A connection of bytes.
    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.host()).await.expect("the server listens")
    }

    /// Sends these bytes on a connection of their own and reads until nothing more comes.
    pub async fn raw(&self, bytes: impl AsRef<[u8]>) -> Said {
        let mut stream = self.connect().await;
        // It may be closed before all is sent.
        let _ = stream.write_all(bytes.as_ref()).await;
        hear(&mut stream).await
    }
}

/// Reads until nothing more comes.
pub async fn hear(stream: &mut TcpStream) -> Said {
    let (mut all, mut some) = (Vec::new(), vec![0; 65_536]);
    let over = loop {
        match timeout(CALM, stream.read(&mut some)).await {
            Err(_) => break false,
            Ok(Ok(0) | Err(_)) => break true,
            Ok(Ok(count)) => all.extend_from_slice(&some[..count]),
        }
    };
    Said { text: String::from_utf8_lossy(&all).into_owned(), over }
}
