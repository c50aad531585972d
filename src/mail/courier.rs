//! Hands letters to the company's server, and says what came of it in the server's own words.

use std::error::Error as _;
use std::time::Duration;

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
    /// A rule of the server's is against it, or against whose letter it is.
    Rule,
    /// The server takes no letters for now, and says so.
    Busy,
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
        !matches!(self, Trouble::Later | Trouble::Rule)
    }

    /// Whether this letter may be what brings it about, so that it is not tried for ever.
    pub fn may_be_the_letters(self) -> bool {
        matches!(self, Trouble::Later | Trouble::Rule | Trouble::Silent | Trouble::Other)
    }

    /// The end of the key of its sentence.
    pub fn word(self) -> &'static str {
        match self {
            Trouble::Later => "later",
            Trouble::Rule => "rule",
            Trouble::Busy => "busy",
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

/// A letter may take so many times the patience: servers look at what they are given before they say that they have it.
const WHOLE: u32 = 8;

/// A page waits so long for a server to be there.
const KNOCK: Duration = Duration::from_secs(5);

/// A way to the company's server. A clone uses the same connections.
#[derive(Clone)]
pub struct Courier {
    pub(super) transport: AsyncSmtpTransport<Tokio1Executor>,
    /// How long one answer may take.
    pub(super) patience: Duration,
}

impl Courier {
    /// Hands one letter over. A server that falls silent is left after eight times the patience.
    pub async fn hand(&self, letter: Message) -> Handed {
        self.hand_within(letter, self.patience * WHOLE).await
    }

    /// The same while somebody waits for it: in one patience.
    pub async fn hand_soon(&self, letter: Message) -> Handed {
        self.hand_within(letter, self.patience).await
    }

    /// Whether the server takes us in, without a letter.
    ///
    /// # Errors
    /// What is in the way.
    pub async fn knock(&self) -> Result<(), (Trouble, String)> {
        let most = self.patience.min(KNOCK);
        match tokio::time::timeout(most, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err((Trouble::Other, String::new())),
            Ok(Err(error)) => Err((trouble(&error), words(&error))),
            Err(_) => Err((Trouble::Silent, format!("no answer within {} s", most.as_secs()))),
        }
    }

    async fn hand_within(&self, letter: Message, most: Duration) -> Handed {
        // The transport's own limit is for the beginning of a connection alone.
        let handed = tokio::time::timeout(most, self.try_to_hand(letter)).await;
        handed.unwrap_or_else(|_| Handed::NotNow(Trouble::Silent, format!("no answer within {} s", most.as_secs())))
    }

    async fn try_to_hand(&self, letter: Message) -> Handed {
        match self.transport.send(letter).await {
            Ok(answer) => {
                let words = answer.message().collect::<Vec<_>>().join(" ");
                Handed::Taken(format!("{} {words}", answer.code()).trim().to_owned())
            }
            Err(error) if error.is_permanent() => self.refused(error).await,
            Err(error) if error.is_transient() => {
                let words = words(&error);
                let trouble = if is_about_the_server(&words) { Trouble::Busy } else { Trouble::Later };
                Handed::NotNow(trouble, words)
            }
            // An address that the server does not speak: no later try helps, and other letters go.
            Err(error) if error.is_client() && words(&error).contains("SMTPUTF8") => Handed::Refused(words(&error)),
            Err(error) => Handed::NotNow(trouble(&error), words(&error)),
        }
    }

    /// A refusal is the letter's, unless the server takes nobody in.
    async fn refused(&self, refusal: Error) -> Handed {
        match self.transport.test_connection().await {
            Ok(true) if is_about_us(&words(&refusal)) => Handed::NotNow(Trouble::Rule, words(&refusal)),
            Ok(true) => Handed::Refused(words(&refusal)),
            Ok(false) => Handed::NotNow(Trouble::Other, words(&refusal)),
            Err(error) => Handed::NotNow(trouble(&error), words(&error)),
        }
    }
}

/// The enhanced status of an answer (RFC 3463) of the class: `5.1.1`.
fn enhanced(words: &str, class: &str) -> Option<[u16; 3]> {
    let tokens = words.split(|c: char| !c.is_ascii_digit() && c != '.');
    tokens.filter(|token| token.starts_with(class)).find_map(|token| {
        let numbers: Vec<u16> = token.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
        numbers.try_into().ok()
    })
}

/// Whether a refusal is about who sends, or about a rule, which an administrator can mend: it is not the recipient's (RFC 3463 §3.8;
/// §3.2 for 5.1.7 and 5.1.8).
fn is_about_us(words: &str) -> bool {
    matches!(enhanced(words, "5."), Some([5, 7, _] | [5, 1, 7 | 8]))
}

/// Whether "not now" is said of all letters: the server closes (421), cannot ask who we are (454), or is itself in trouble (4.3.x;
/// RFC 3463 §3.4). A list of delays (4.7.1), a full mailbox and the like are one letter's.
fn is_about_the_server(words: &str) -> bool {
    ["421", "454"].iter().any(|code| words.starts_with(code)) || matches!(enhanced(words, "4."), Some([4, 3, _]))
}

/// Whether a refusal says that there is no such mailbox, or none that takes letters (RFC 3463 §3.2, RFC 5321 §4.2.3).
pub fn is_about_the_address(words: &str) -> bool {
    match enhanced(words, "5.") {
        Some(status) => matches!(status, [5, 1, 1 | 2 | 3 | 6 | 10] | [5, 2, 1] | [5, 4, 4]),
        None => ["550", "551", "553"].iter().any(|code| words.starts_with(code)),
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
    if error.is_tls() || says(&["starttls", "tls", "corrupt message", "fatal alert"]) {
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

#[cfg(test)]
mod tests {
    use super::super::testing::server;
    use super::super::{Office, Seal};
    use super::*;
    use crate::clock::Dice;

    #[test]
    fn a_refusal_is_the_recipients_or_ours() {
        for (said, theirs, ours) in [
            ("550 5.1.1 no such user", true, false),
            ("550 no such user here", true, false),
            ("550 5.2.1 mailbox disabled", true, false),
            ("550 5.4.4 no such domain", true, false),
            ("550 5.2.2 mailbox full", false, false),
            ("553 5.7.1 Sender address rejected: not owned by user", false, true),
            ("550 5.7.60 client has no permission", false, true),
            ("550 5.1.8 bad sender's domain", false, true),
            ("554 5.7.1 [185.1.22.3] blocked", false, true),
            ("554 transaction failed by 5.1.22.3", false, false),
        ] {
            assert_eq!((is_about_the_address(said), is_about_us(said)), (theirs, ours), "{said}");
        }
    }

    #[test]
    fn not_now_is_the_servers_or_the_letters() {
        for (said, servers) in [
            ("421 4.7.0 too many connections", true),
            ("454 4.7.0 temporary authentication failure", true),
            ("452 4.3.1 insufficient system storage", true),
            ("451 4.7.1 greylisted, come back in 4.3 minutes", false),
            ("452 4.2.2 mailbox full", false),
            ("450 try again", false),
        ] {
            assert_eq!(is_about_the_server(said), servers, "{said}");
        }
    }

    #[tokio::test]
    async fn a_server_that_says_nothing_is_left() {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let server = server(listener.local_addr().expect("an address").port());
        let office = Office::new(Seal::fleeting(&Dice::seeded(1))).patient(Duration::from_millis(50));
        let courier = office.open(&server).expect("a way");
        let letter = || {
            let builder =
                Message::builder().from("a@b.example".parse().expect("one")).to("c@d.example".parse().expect("one"));
            builder.body("Hello".to_owned()).expect("a letter")
        };
        for handed in [courier.hand_soon(letter()).await, courier.hand(letter()).await] {
            assert!(matches!(handed, Handed::NotNow(Trouble::Silent, _)), "{handed:?}");
        }
    }
}
