//! The company's mail server: where letters are handed over, as whom, and how they are signed.

use super::seal::Seal;
use crate::clock::{Dice, Moment};
use crate::store::{Conn, Result, Tx, on, run};
use crate::words::words;

words! {
    /// How the line to the server is protected.
    Security {
        /// It begins in the clear and is encrypted before anything is said (RFC 3207).
        StartTls = "starttls",
        /// From the first byte (RFC 8314).
        Tls = "tls",
        /// Not at all: for a server on this machine.
        Plain = "plain",
    }
}

impl Security {
    /// The port that servers listen on for it.
    pub fn port(self) -> u16 {
        match self {
            Security::StartTls => 587,
            Security::Tls => 465,
            Security::Plain => 25,
        }
    }
}

/// The server as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct MailServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    #[sqlx(try_from = "i64")]
    pub port: u16,
    /// How the line is protected.
    #[sqlx(try_from = "String")]
    pub security: Security,
    /// As whom one signs in; empty: not at all.
    pub user_name: String,
    /// The password, sealed.
    pub password: Vec<u8>,
    /// Whose letters they are.
    pub from_address: String,
    /// Whether the company hides what was written in all letters.
    pub hides_content: bool,
    /// Whether letters are signed.
    pub dkim_signs: bool,
    /// The domain that signs; empty: none does.
    pub dkim_domain: String,
    /// The name of its key.
    pub dkim_selector: String,
    /// The key, sealed; empty: none was made.
    pub dkim_key: Vec<u8>,
    /// Where browsers find the house: links in letters begin with it.
    pub own_address: String,
    /// When it was set.
    pub changed_at: Moment,
    /// Since when it takes no letters; none: it does, as far as is known.
    pub down_since: Option<Moment>,
    /// What it, or the line to it, said then.
    pub down_words: String,
}

const FIND: &str =
    "SELECT host, port, security, user_name, password, from_address, hides_content, dkim_signs, dkim_domain,
    dkim_selector, dkim_key, own_address, changed_at, down_since, down_words FROM mail_server WHERE id = 1";
const SAVE: &str = "INSERT INTO mail_server (id, host, port, security, user_name, password, from_address, hides_content,
    dkim_signs, dkim_domain, dkim_selector, dkim_key, own_address, changed_at, down_since, down_words)
    VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, NULL, '') ON CONFLICT (id) DO UPDATE SET host = excluded.host,
    port = excluded.port, security = excluded.security, user_name = excluded.user_name, password = excluded.password,
    from_address = excluded.from_address, hides_content = excluded.hides_content, dkim_signs = excluded.dkim_signs, dkim_domain = excluded.dkim_domain,
    dkim_selector = excluded.dkim_selector, dkim_key = excluded.dkim_key, own_address = excluded.own_address, changed_at = excluded.changed_at, down_since = NULL,
    down_words = ''";
const REMOVE: &str = "DELETE FROM mail_server WHERE id = 1";
const DOWN: &str =
    "UPDATE mail_server SET down_since = $1, down_words = $2 WHERE id = 1 AND down_since IS NULL AND changed_at = $3";
const UP: &str = "UPDATE mail_server SET down_since = NULL, down_words = '' WHERE id = 1 AND down_since IS NOT NULL AND changed_at = $1";

impl MailServer {
    /// The company's; none if letters are not sent.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(conn: &mut Conn) -> Result<Option<MailServer>> {
        on!(conn, c => sqlx::query_as(FIND).fetch_optional(&mut *c).await)
    }

    /// Makes it the company's.
    ///
    /// # Errors
    /// What the database says.
    pub async fn save(&self, tx: &mut Tx) -> Result<()> {
        run!(
            tx,
            sqlx::query(SAVE)
                .bind(&self.host)
                .bind(i64::from(self.port))
                .bind(self.security.as_str())
                .bind(&self.user_name)
                .bind(&self.password)
                .bind(&self.from_address)
                .bind(self.hides_content)
                .bind(self.dkim_signs)
                .bind(&self.dkim_domain)
                .bind(&self.dkim_selector)
                .bind(&self.dkim_key)
                .bind(&self.own_address)
                .bind(self.changed_at)
        )?;
        Ok(())
    }

    /// The password, if there is one that this server's key has sealed.
    pub fn password(&self, seal: &Seal) -> Option<String> {
        seal.open(&self.password)
    }

    /// Seals a password to be kept; an empty one is none.
    pub fn sealed(password: &str, seal: &Seal, dice: &Dice) -> Vec<u8> {
        if password.is_empty() { Vec::new() } else { seal.close(password, dice) }
    }

    /// Whether it is told as its own that it has a password which can be read no more: it was sealed with another key.
    pub fn lacks_password(&self, seal: &Seal) -> bool {
        !self.password.is_empty() && self.password(seal).is_none()
    }
}

/// The company sends no letters any more. False if it sent none.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx) -> Result<bool> {
    Ok(run!(tx, sqlx::query(REMOVE))? > 0)
}

/// The server that was set `of` then takes no letters since now, and says this. False if that is known, or there is another.
///
/// # Errors
/// What the database says.
pub async fn is_down(tx: &mut Tx, words: &str, of: Moment, now: Moment) -> Result<bool> {
    Ok(run!(tx, sqlx::query(DOWN).bind(now).bind(words).bind(of))? > 0)
}

/// The server that was set `of` then takes letters again. False if that is known, or there is another.
///
/// # Errors
/// What the database says.
pub async fn is_up(tx: &mut Tx, of: Moment) -> Result<bool> {
    Ok(run!(tx, sqlx::query(UP).bind(of))? > 0)
}
