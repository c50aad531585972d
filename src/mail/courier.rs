//! Hands letters to the company's server, and says what came of it in the server's own words.

use std::error::Error as _;

use lettre::transport::smtp::Error;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

/// What came of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handed {
    /// The server has it, and said this.
    Taken(String),
    /// The server will not have this letter, now or later.
    Refused(String),
    /// Not now: the server says so, or cannot be spoken with. Whether it has the letter is not known if the line broke.
    NotNow(Trouble, String),
}

/// What keeps letters from being handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The server asks to come back with this letter.
    Later,
    /// Name or password are not right.
    Password,
    /// Nobody knows such a host.
    Host,
    /// Nobody listens there.
    Closed,
    /// Nobody answers in time.
    Silent,
    /// The certificate is not one that can be trusted, or is another's.
    Certificate,
    /// The server does not encrypt, or not so.
    Encryption,
    /// Something else.
    Other,
}

impl Trouble {
    /// Whether it is the server's, and so keeps all letters back.
    pub fn is_servers(self) -> bool {
        self != Trouble::Later
    }

    /// The end of the key of its sentence.
    pub fn word(self) -> &'static str {
        match self {
            Trouble::Later => "later",
            Trouble::Password => "password",
            Trouble::Host => "host",
            Trouble::Closed => "closed",
            Trouble::Silent => "silent",
            Trouble::Certificate => "certificate",
            Trouble::Encryption => "encryption",
            Trouble::Other => "other",
        }
    }
}

/// A way to the company's server. A clone uses the same connections.
#[derive(Clone)]
pub struct Courier(pub(super) AsyncSmtpTransport<Tokio1Executor>);

impl Courier {
    /// Hands one letter over.
    pub async fn hand(&self, letter: Message) -> Handed {
        match self.0.send(letter).await {
            Ok(answer) => {
                let words = answer.message().collect::<Vec<_>>().join(" ");
                Handed::Taken(format!("{} {words}", answer.code()).trim().to_owned())
            }
            Err(error) if error.is_permanent() => self.refused(error).await,
            Err(error) if error.is_transient() => Handed::NotNow(Trouble::Later, words(&error)),
            Err(error) => Handed::NotNow(trouble(&error), words(&error)),
        }
    }

    /// A refusal is the letter's, unless the server takes nobody in.
    async fn refused(&self, refusal: Error) -> Handed {
        match self.0.test_connection().await {
            Ok(true) => Handed::Refused(words(&refusal)),
            Ok(false) => Handed::NotNow(Trouble::Other, words(&refusal)),
            Err(error) => Handed::NotNow(trouble(&error), words(&error)),
        }
    }
}

/// What the server said, or what is wrong with the line, as it was said.
fn words(error: &Error) -> String {
    let mut words = Vec::new();
    if let Some(code) = error.status() {
        words.push(code.to_string());
    }
    let mut source = error.source();
    while let Some(error) = source {
        let said = error.to_string();
        if !words.iter().any(|word| word.contains(&said)) {
            words.push(said);
        }
        source = error.source();
    }
    if words.is_empty() { error.to_string() } else { words.join(" ") }
}

fn trouble(error: &Error) -> Trouble {
    // 530, 534, 535, 538 (RFC 4954 §6).
    let code = error.status().map(|code| code.to_string());
    if code.is_some_and(|code| ["530", "534", "535", "538"].contains(&code.as_str())) {
        return Trouble::Password;
    }
    let said = words(error).to_lowercase();
    let says = |any: &[&str]| any.iter().any(|words| said.contains(words));
    if says(&["certificate", "unknownissuer", "notvalidforname"]) {
        return Trouble::Certificate;
    }
    if error.is_tls() || says(&["starttls", "tls", "corrupt message"]) {
        return Trouble::Encryption;
    }
    if error.is_timeout() || says(&["timed out", "timeout", "deadline"]) {
        return Trouble::Silent;
    }
    if says(&["lookup", "resolve", "name or service", "no such host"]) {
        return Trouble::Host;
    }
    if says(&["refused", "unreachable"]) {
        return Trouble::Closed;
    }
    if says(&["authentication", "credentials"]) {
        return Trouble::Password;
    }
    Trouble::Other
}
