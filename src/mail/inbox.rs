//! The mailbox that answers to letters, and letters that come back, arrive in.

use super::Security;
use super::seal::Seal;
use crate::clock::Moment;
use crate::store::{Conn, Result, Tx, on, run};

/// Characters of the address before the `@`: with a mark behind, it may have 64 (RFC 5321 §4.5.3.1.1).
pub const LOCAL: usize = 20;

/// The mailbox as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Inbox {
    /// The IMAP server's name or address.
    pub host: String,
    /// Its port.
    #[sqlx(try_from = "i64")]
    pub port: u16,
    /// How the line is protected.
    #[sqlx(try_from = "String")]
    pub security: Security,
    /// As whom one signs in.
    pub user_name: String,
    /// The password, sealed.
    pub password: Vec<u8>,
    /// The folder.
    pub folder: String,
    /// The address, to which marks are added.
    pub address: String,
    /// The folder's UIDVALIDITY (RFC 9051 §2.3.1.1).
    pub validity: i64,
    /// The last UID that was looked at.
    pub upto: i64,
    /// When it was set.
    pub changed_at: Moment,
    /// Since when it is out of reach.
    pub down_since: Option<Moment>,
    /// What it, or the line to it, said then.
    pub down_words: String,
}

const FIND: &str =
    "SELECT host, port, security, user_name, password, folder, address, validity, upto, changed_at, down_since,
    down_words FROM mail_inbox WHERE id = 1";
const SAVE: &str = "INSERT INTO mail_inbox (id, host, port, security, user_name, password, folder, address, validity, upto,
    changed_at, down_since, down_words) VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, '')
    ON CONFLICT (id) DO UPDATE SET host = excluded.host, port = excluded.port, security = excluded.security,
    user_name = excluded.user_name, password = excluded.password, folder = excluded.folder, address = excluded.address,
    validity = excluded.validity, upto = excluded.upto, changed_at = excluded.changed_at, down_since = NULL, down_words = ''";
const REMOVE: &str = "DELETE FROM mail_inbox WHERE id = 1";
const ADVANCE: &str = "UPDATE mail_inbox SET validity = $2, upto = $3 WHERE id = 1 AND changed_at = $1";
const DOWN: &str =
    "UPDATE mail_inbox SET down_since = $2, down_words = $3 WHERE id = 1 AND changed_at = $1 AND down_since IS NULL";
const UP: &str = "UPDATE mail_inbox SET down_since = NULL, down_words = '' WHERE id = 1 AND changed_at = $1";

impl Inbox {
    /// The company's; none if answers are not taken.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(conn: &mut Conn) -> Result<Option<Inbox>> {
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
                .bind(&self.folder)
                .bind(&self.address)
                .bind(self.validity)
                .bind(self.upto)
                .bind(self.changed_at)
        )?;
        Ok(())
    }

    /// All up to this one was looked at, in a folder of this validity.
    ///
    /// # Errors
    /// What the database says.
    pub async fn advance(&self, tx: &mut Tx, (validity, upto): (u32, u32)) -> Result<()> {
        run!(tx, sqlx::query(ADVANCE).bind(self.changed_at).bind(i64::from(validity)).bind(i64::from(upto)))?;
        Ok(())
    }

    /// It is out of reach since now. False if that is known, or there is another.
    ///
    /// # Errors
    /// What the database says.
    pub async fn is_down(&self, tx: &mut Tx, words: &str, now: Moment) -> Result<bool> {
        Ok(run!(tx, sqlx::query(DOWN).bind(self.changed_at).bind(now).bind(words))? > 0)
    }

    /// It can be reached.
    ///
    /// # Errors
    /// What the database says.
    pub async fn is_up(&self, tx: &mut Tx) -> Result<()> {
        run!(tx, sqlx::query(UP).bind(self.changed_at))?;
        Ok(())
    }

    /// The password, if this server's key has sealed it.
    pub fn password(&self, seal: &Seal) -> Option<String> {
        seal.open(&self.password)
    }

    /// The address with a mark (RFC 5233).
    pub fn marked(&self, mark: &str) -> String {
        let (local, domain) = self.address.rsplit_once('@').unwrap_or((&self.address, ""));
        format!("{local}+{mark}@{domain}")
    }

    /// The marks with which the address is named in the text, which is one of headers.
    pub fn marks(&self, text: &str) -> Vec<String> {
        let (address, text) = (self.address.to_ascii_lowercase(), text.to_ascii_lowercase());
        let Some((local, domain)) = address.rsplit_once('@') else { return Vec::new() };
        let marked = [local, "+"].concat();
        let marks = text.split(marked.as_str()).skip(1).filter_map(|part| part.split_once('@'));
        marks.filter(|(_, rest)| rest.starts_with(domain)).map(|(mark, _)| mark.to_owned()).collect()
    }
}

/// Answers are taken no more. False if they were not.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx) -> Result<bool> {
    Ok(run!(tx, sqlx::query(REMOVE))? > 0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::inbox;

    #[test]
    fn marks_are_found_where_the_address_is_named() {
        let inbox = inbox(0);
        assert_eq!(inbox.marked("a7"), "answers+a7@harbour.example");
        let said = "\"Bram\" <Answers+A7@Harbour.example>, answers+b@elsewhere.example, answers+c\r\n answers+d@harbour.example";
        assert_eq!(inbox.marks(said), ["a7", "d"]);
        assert!(inbox.marks("answers@harbour.example").is_empty());
    }
}
