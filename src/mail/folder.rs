//! A folder on an IMAP server: what is new in it, letter by letter, and waiting for more.

use std::error::Error as _;
use std::fmt::Debug;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_imap::error::Error;
use async_imap::types::UnsolicitedResponse;
use async_imap::{Client, Session};
use futures_util::{Stream, TryStreamExt};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::courier::Trouble;
use super::{Inbox, Seal, Security};

/// Who cannot say that something is new is asked so often.
const ASKED: Duration = Duration::from_secs(60);
/// Servers hang up on who waits for half an hour (RFC 9051 §5.4), and routers sooner.
const WAITED: Duration = Duration::from_secs(9 * 60);
/// A letter may take so many times the patience to arrive.
const WHOLE: u32 = 4;

/// What keeps a folder from being read, and what was said of it.
pub type Closed = (Trouble, String);
type Result<T> = std::result::Result<T, Closed>;

trait Line: AsyncRead + AsyncWrite + Unpin + Send + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Line for T {}
type Wire = Box<dyn Line>;

/// A letter of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number in the folder.
    pub uid: u32,
    /// Its bytes.
    pub size: u32,
}

/// An open folder.
#[derive(Debug)]
pub struct Folder {
    session: Session<Wire>,
    idles: bool,
    patience: Duration,
    /// Its UIDVALIDITY: with another one, numbers mean other letters.
    pub validity: u32,
    /// The number that the next letter will have, or less.
    pub next: u32,
}

impl Folder {
    /// Opens the folder of these settings; each answer may take as long as the patience.
    ///
    /// # Errors
    /// What keeps it closed.
    pub async fn open(inbox: &Inbox, seal: &Seal, patience: Duration) -> Result<Folder> {
        let client = within(patience, greeted(inbox)).await??;
        let Some(password) = inbox.password(seal) else { return Err((Trouble::Password, String::new())) };
        let signed_in = within(patience, client.login(&inbox.user_name, &password)).await?;
        let mut session = signed_in.map_err(|(error, _)| match error {
            Error::No(words) => (Trouble::Password, words),
            other => closed(&other),
        })?;
        let can = within(patience, session.capabilities()).await?.map_err(|error| closed(&error))?;
        let found = within(patience, session.select(&inbox.folder)).await?.map_err(|error| closed(&error))?;
        Ok(Folder {
            idles: can.has_str("IDLE"),
            validity: found.uid_validity.unwrap_or(0),
            next: found.uid_next.unwrap_or(1),
            session,
            patience,
        })
    }

    /// What has come after this number, the oldest first.
    ///
    /// # Errors
    /// What the server says, or the line.
    pub async fn after(&mut self, upto: u32) -> Result<Vec<Listed>> {
        let set = format!("{}:*", upto.saturating_add(1));
        let found = within(self.patience, async {
            let all = self.session.uid_fetch(set, "(UID RFC822.SIZE)").await?;
            all.try_filter_map(|one| async move { Ok(one.uid.zip(one.size)) }).try_collect::<Vec<_>>().await
        });
        let mut listed: Vec<Listed> =
            found.await?.map_err(|error| closed(&error))?.into_iter().map(|(uid, size)| Listed { uid, size }).collect();
        // `*` is the last one, however low its number is.
        listed.retain(|one| one.uid > upto);
        listed.sort_by_key(|one| one.uid);
        Ok(listed)
    }

    /// The letter, or its headers; none if it is gone. It is not marked as seen by that.
    ///
    /// # Errors
    /// What the server says, or the line.
    pub async fn letter(&mut self, uid: u32, whole: bool) -> Result<Option<Vec<u8>>> {
        let what = if whole { "(UID BODY.PEEK[])" } else { "(UID BODY.PEEK[HEADER])" };
        let found = within(self.patience * WHOLE, async {
            let all: Vec<_> = self.session.uid_fetch(uid.to_string(), what).await?.try_collect().await?;
            let bytes = all.iter().find_map(|one| if whole { one.body() } else { one.header() });
            Ok(bytes.map(<[u8]>::to_vec))
        });
        found.await?.map_err(|error: Error| closed(&error))
    }

    /// Marks the letter as seen.
    ///
    /// # Errors
    /// What the server says, or the line.
    pub async fn seen(&mut self, uid: u32) -> Result<()> {
        let marked = within(self.patience, async {
            drain(self.session.uid_store(uid.to_string(), "+FLAGS.SILENT (\\Seen)").await?).await
        });
        marked.await?.map_err(|error| closed(&error))
    }

    /// Waits until something may be new.
    ///
    /// # Errors
    /// What the server says, or the line.
    pub async fn wait(mut self) -> Result<Folder> {
        if !self.idles {
            tokio::time::sleep(ASKED).await;
            within(self.patience, self.session.noop()).await?.map_err(|error| closed(&error))?;
            return Ok(self);
        }
        let told = self.session.unsolicited_responses.clone();
        // Whether the server has told by the way that there are more letters; it is forgotten by that.
        let is_more = || std::iter::from_fn(|| told.try_recv().ok()).filter(is_letter).count() > 0;
        if is_more() {
            return Ok(self);
        }
        let Folder { session, idles, patience, validity, next } = self;
        let mut idle = session.idle();
        within(patience, idle.init()).await?.map_err(|error| closed(&error))?;
        // What came before the server began to wait with us it tells before it says that it does.
        if !is_more() {
            let (news, _stop) = idle.wait_with_timeout(WAITED);
            news.await.map_err(|error| closed(&error))?;
        }
        let session = within(patience, idle.done()).await?.map_err(|error| closed(&error))?;
        Ok(Folder { session, idles, patience, validity, next })
    }

    /// Says good-bye. A server that does not answer is left.
    pub async fn close(mut self) {
        let _ = within(self.patience, self.session.logout()).await;
    }
}

fn is_letter(told: &UnsolicitedResponse) -> bool {
    matches!(told, UnsolicitedResponse::Exists(_))
}

async fn drain<T>(stream: impl Stream<Item = async_imap::error::Result<T>>) -> async_imap::error::Result<()> {
    stream.try_for_each(|_| async { Ok(()) }).await
}

/// A client that the server has greeted, over a line that is protected as it was set.
async fn greeted(inbox: &Inbox) -> Result<Client<Wire>> {
    let stream = TcpStream::connect((inbox.host.as_str(), inbox.port)).await.map_err(|error| broken(&error))?;
    let wire: Wire = match inbox.security {
        Security::Tls => encrypted(stream, &inbox.host).await?,
        Security::Plain => Box::new(stream),
        Security::StartTls => {
            let mut client = Client::new(stream);
            greet(&mut client).await?;
            let agreed = client.run_command_and_check_ok("STARTTLS", None).await;
            agreed.map_err(|error| (Trouble::Encryption, closed(&error).1))?;
            return Ok(Client::new(encrypted(client.into_inner(), &inbox.host).await?));
        }
    };
    let mut client = Client::new(wire);
    greet(&mut client).await?;
    Ok(client)
}

async fn greet<T: AsyncRead + AsyncWrite + Unpin + Send + Debug>(client: &mut Client<T>) -> Result<()> {
    match client.read_response().await {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err((Trouble::Other, Error::ConnectionLost.to_string())),
        Err(error) => Err(broken(&error)),
    }
}

async fn encrypted(stream: TcpStream, host: &str) -> Result<Wire> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| (Trouble::Encryption, error.to_string()))?.with_root_certificates(roots);
    let name = ServerName::try_from(host.to_owned()).map_err(|error| (Trouble::Host, error.to_string()))?;
    let connector = TlsConnector::from(Arc::new(config.with_no_client_auth()));
    Ok(Box::new(connector.connect(name, stream).await.map_err(|error| broken(&error))?))
}

async fn within<T>(patience: Duration, what: impl Future<Output = T>) -> Result<T> {
    let silent = |_| (Trouble::Silent, format!("no answer within {} s", patience.as_secs()));
    timeout(patience, what).await.map_err(silent)
}

fn closed(error: &Error) -> Closed {
    match error {
        Error::Io(error) => broken(error),
        // The server's own words, without what the library says around them.
        Error::No(words) | Error::Bad(words) => (Trouble::Other, words.clone()),
        // What the library could not read is no sentence.
        Error::Parse(_) => (Trouble::Other, UNREADABLE.to_owned()),
        other => (Trouble::Other, other.to_string()),
    }
}

/// What is said of a server that speaks something else than IMAP.
const UNREADABLE: &str = "the server does not speak IMAP";

fn broken(error: &io::Error) -> Closed {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let trouble = match (inner, error.kind()) {
        (Some(rustls::Error::InvalidCertificate(_)), _) => Trouble::Certificate,
        (Some(_), _) => Trouble::Encryption,
        (_, io::ErrorKind::ConnectionRefused | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => {
            Trouble::Closed
        }
        (_, io::ErrorKind::TimedOut) => Trouble::Silent,
        (_, io::ErrorKind::Other | io::ErrorKind::InvalidData) if error.to_string().contains("pars") => {
            return (Trouble::Other, UNREADABLE.to_owned());
        }
        _ if error.to_string().contains("lookup") => Trouble::Host,
        _ => Trouble::Other,
    };
    (trouble, error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}")))
}
