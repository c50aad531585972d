//! A mail server that says what a test wants it to say, and one that is real.

#[cfg(test)]
mod encrypting;
mod mailbox;
pub mod real;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

pub use mailbox::Mailbox;

use super::{Inbox, MailServer, Security};
use crate::clock::Moment;

/// A server on the loopback at this port that asks for nothing.
pub fn server(port: u16) -> MailServer {
    MailServer {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::Plain,
        user_name: String::new(),
        password: Vec::new(),
        from_address: "hallway@harbour.example".to_owned(),
        hides_content: false,
        dkim_signs: true,
        dkim_domain: String::new(),
        dkim_selector: String::new(),
        dkim_key: Vec::new(),
        own_address: "https://hallway.example".to_owned(),
        changed_at: Moment(i64::from(port)),
        down_since: None,
        down_words: String::new(),
    }
}

/// A mailbox on the loopback at this port.
pub fn inbox(port: u16) -> Inbox {
    Inbox {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::Plain,
        user_name: "answers".to_owned(),
        password: Vec::new(),
        folder: "INBOX".to_owned(),
        address: "answers@harbour.example".to_owned(),
        validity: 1,
        upto: 0,
        changed_at: Moment(i64::from(port)),
        down_since: None,
        down_words: String::new(),
    }
}

/// What it does with the next letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Takes it.
    Take,
    /// Says this to the recipient instead.
    Say(&'static str),
    /// Says this to senders with a mark, of this and of all that follow.
    SayToMarks(&'static str),
    /// Takes it, and breaks the line before it says so.
    TakeInSilence,
    /// Breaks the line before the letter.
    Break,
}

/// Letters that were taken, whole.
pub type Box_ = Arc<Mutex<Vec<String>>>;

/// The server. It ends with the test's runtime.
pub struct Peer {
    /// Where it listens, on the loopback.
    pub port: u16,
    /// What it has taken.
    pub letters: Box_,
    acts: Arc<Mutex<VecDeque<Act>>>,
    refused: Arc<AtomicUsize>,
}

impl Peer {
    /// One that takes everything.
    pub async fn open() -> Peer {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (letters, acts): (Box_, Arc<Mutex<VecDeque<Act>>>) = Default::default();
        let refused = Arc::<AtomicUsize>::default();
        let peer = Peer { port, letters: letters.clone(), acts: acts.clone(), refused: refused.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, (letters.clone(), refused.clone()), acts.clone()));
            }
        });
        peer
    }

    /// What it does with the next letters; with all others it does what it always does.
    pub fn then(&self, acts: impl IntoIterator<Item = Act>) {
        self.acts.lock().expect("nobody panicked").extend(acts);
    }

    /// How many senders it has not let send.
    pub fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }

    /// The letters that it has, and has no more.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.letters.lock().expect("nobody panicked"))
    }
}

async fn serve(stream: TcpStream, (letters, refused): (Box_, Arc<AtomicUsize>), acts: Arc<Mutex<VecDeque<Act>>>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut act = Act::Take;
    if write.write_all(b"220 peer ESMTP\r\n").await.is_err() {
        return;
    }
    while let Ok(Some(line)) = lines.next_line().await {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-peer\r\n250 8BITMIME".to_owned(),
            "MAIL" => {
                let mut acts = acts.lock().expect("nobody panicked");
                act = match acts.front() {
                    Some(always @ Act::SayToMarks(_)) => always.clone(),
                    _ => acts.pop_front().unwrap_or(Act::Take),
                };
                match act {
                    Act::SayToMarks(words) if line.contains('+') => {
                        refused.fetch_add(1, Ordering::Relaxed);
                        words.to_owned()
                    }
                    _ => "250 ok".to_owned(),
                }
            }
            "RCPT" => match act {
                Act::Say(words) => words.to_owned(),
                Act::Break => return,
                _ => "250 ok".to_owned(),
            },
            "DATA" => {
                if write.write_all(b"354 go on\r\n").await.is_err() {
                    return;
                }
                let mut letter = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    letter.push_str(line.strip_prefix('.').unwrap_or(&line));
                    letter.push('\n');
                }
                letters.lock().expect("nobody panicked").push(letter);
                if act == Act::TakeInSilence {
                    return;
                }
                "250 2.0.0 queued as 7F2A".to_owned()
            }
            "QUIT" => "221 bye".to_owned(),
            _ => "250 ok".to_owned(),
        };
        if write.write_all([&answer, "\r\n"].concat().as_bytes()).await.is_err() || verb == "QUIT" {
            return;
        }
    }
}

/// A header of a letter.
pub fn header<'l>(letter: &'l str, name: &str) -> &'l str {
    letter.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_default()
}
