//! A mailbox that shows what a test puts into it. It uses nothing of the house: the tests of the whole program have it, too.

use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mailbox that has these letters and no more.
pub struct Mailbox {
    /// Where it listens, on the loopback.
    pub port: u16,
}

impl Mailbox {
    /// It ends with the test's runtime.
    pub async fn open(letters: Vec<Vec<u8>>) -> Mailbox {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let letters = Arc::new(letters);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(show(stream, letters.clone()));
            }
        });
        Mailbox { port }
    }
}

async fn show(stream: TcpStream, letters: Arc<Vec<Vec<u8>>>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    if write.write_all(b"* OK here\r\n").await.is_err() {
        return;
    }
    while let Ok(Some(line)) = lines.next_line().await {
        let words: Vec<&str> = line.split(' ').collect();
        let mut answer = Vec::new();
        match words.get(1..).unwrap_or_default() {
            ["CAPABILITY", ..] => answer.extend(b"* CAPABILITY IMAP4rev1\r\n"),
            ["SELECT", ..] => {
                let next = letters.len() + 1;
                answer.extend(format!("* OK [UIDVALIDITY 1] one\r\n* OK [UIDNEXT {next}] next\r\n").bytes());
            }
            ["UID", "FETCH", which, ..] => {
                let all = which.ends_with('*');
                for (n, letter) in letters.iter().enumerate().filter(|(n, _)| all || *which == (n + 1).to_string()) {
                    let (uid, size) = (n + 1, letter.len());
                    if all {
                        answer.extend(format!("* {uid} FETCH (UID {uid} RFC822.SIZE {size})\r\n").bytes());
                    } else {
                        answer.extend(format!("* {uid} FETCH (UID {uid} BODY[] {{{size}}}\r\n").bytes());
                        answer.extend(letter);
                        answer.extend(b")\r\n");
                    }
                }
            }
            _ => {}
        }
        answer.extend(format!("{} OK done\r\n", words[0]).bytes());
        if write.write_all(&answer).await.is_err() {
            return;
        }
    }
}
