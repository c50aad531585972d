//! The house's own post office: the seal, the connections to the server, and a bell for whoever sends.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use tokio::sync::Notify;

use super::courier::{Courier, Trouble};
use super::seal::Seal;
use super::server::{MailServer, Security};
use crate::clock::Moment;
use crate::id::{ChatId, UserId};

/// How long the server may take for an answer (RFC 5321 §4.5.3.2 gives minutes, people do not).
const PATIENCE: Duration = Duration::from_secs(30);
/// Connections to the server at once.
pub const ABREAST: u32 = 4;

/// Of whom something was heard since the postman last asked: it may have something for him.
#[derive(Debug, Default)]
pub struct Heard {
    /// Everybody.
    pub everybody: bool,
    /// These people.
    pub users: BTreeSet<UserId>,
    /// Whoever is in these chats.
    pub chats: BTreeSet<ChatId>,
}

/// The post office of a house.
pub struct Office {
    /// What is secret and has to be read again.
    pub seal: Seal,
    kept: Mutex<Option<(Moment, Courier)>>,
    heard: Mutex<Heard>,
    bell: Notify,
    /// For whoever collects answers: the mailbox was set anew.
    pub inbox_bell: Notify,
    /// How long a server may take for an answer.
    pub patience: Duration,
}

impl Office {
    /// With this seal.
    pub fn new(seal: Seal) -> Office {
        Office {
            seal,
            kept: Mutex::default(),
            heard: Mutex::default(),
            bell: Notify::new(),
            inbox_bell: Notify::new(),
            patience: PATIENCE,
        }
    }

    /// The same with another patience: for tests of what never answers.
    pub fn patient(self, patience: Duration) -> Office {
        Office { patience, ..self }
    }

    /// A way to this server; the same connections as long as it is set so.
    ///
    /// # Errors
    /// What keeps it from being one.
    pub fn courier(&self, server: &MailServer) -> Result<Courier, (Trouble, String)> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, courier)) = kept.as_ref().filter(|(at, _)| *at == server.changed_at) {
            debug_assert_eq!(*at, server.changed_at);
            return Ok(courier.clone());
        }
        let courier = self.open(server)?;
        *kept = Some((server.changed_at, courier.clone()));
        Ok(courier)
    }

    /// A way to a server that is not kept, for a test of it.
    ///
    /// # Errors
    /// What keeps it from being one.
    pub fn open(&self, server: &MailServer) -> Result<Courier, (Trouble, String)> {
        let host = server.host.as_str();
        let tls = || TlsParameters::new(host.to_owned()).map_err(|error| (Trouble::Certificate, error.to_string()));
        let tls = match server.security {
            Security::Plain => Tls::None,
            Security::Tls => Tls::Wrapper(tls()?),
            Security::StartTls => Tls::Required(tls()?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(server.port)
            .tls(tls)
            .timeout(Some(self.patience))
            .pool_config(PoolConfig::new().max_size(ABREAST).idle_timeout(Duration::from_secs(60)));
        if !server.user_name.is_empty() {
            let password = server.password(&self.seal).unwrap_or_default();
            builder = builder.credentials(Credentials::new(server.user_name.clone(), password));
        }
        Ok(Courier { transport: builder.build(), patience: self.patience })
    }

    /// All may have something.
    pub fn hear_everybody(&self) {
        self.change(|heard| heard.everybody = true);
    }

    /// The person may have something.
    pub fn hear_user(&self, user: UserId) {
        self.change(|heard| heard.users.extend([user]));
    }

    /// Whoever is in these chats may have something; that can wait until it is looked anyhow.
    pub fn hear_chats(&self, chats: BTreeSet<ChatId>) {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).chats.extend(chats);
    }

    fn change(&self, change: impl FnOnce(&mut Heard)) {
        change(&mut self.heard.lock().unwrap_or_else(PoisonError::into_inner));
        self.ring();
    }

    /// Of whom something was heard; from now on of nobody.
    pub fn heard(&self) -> Heard {
        std::mem::take(&mut self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// There may be something to send.
    pub fn ring(&self) {
        self.bell.notify_one();
    }

    /// Waits until somebody rings.
    pub async fn rung(&self) {
        self.bell.notified().await;
    }
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Office").finish_non_exhaustive()
    }
}
