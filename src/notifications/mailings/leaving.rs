//! What leaves of one person, which is written down before it does.

use super::due::{Addressee, Conversation};
use super::letters;
use super::mailing::{self, Made, New, Part};
use crate::clock::Moment;
use crate::mail::MailServer;
use crate::store::{Result, run};
use crate::web::House;

const MAILED: &str = "UPDATE members SET mailed_at = $3, mailed_message_id = $4 WHERE chat_id = $1 AND user_id = $2";
const NOTICED: &str = "UPDATE notification_preferences SET mailed_notification_id = $2, noticed_at = $3
    WHERE user_id = $1 AND mailed_notification_id < $2";
const DIGESTED: &str = "UPDATE notification_preferences SET digested_at = $2 WHERE user_id = $1";

/// What leaves of one person.
pub struct Leaving {
    /// Chats in which something is unread.
    pub chats: Vec<Conversation>,
    /// After which notification, and up to which.
    pub notices: Option<(i64, i64)>,
    /// Whether a digest is due, which tells of all of it.
    pub digest: bool,
    /// Whether one of the notifications cannot wait: they have a letter of their own.
    pub apart: bool,
}

impl Leaving {
    /// Writes down what leaves, before it does.
    ///
    /// # Errors
    /// What the database says.
    pub async fn write(&self, of: &Addressee, (house, server): (&House, &MailServer), now: Moment) -> Result<()> {
        let user = of.user.id;
        let mut tx = house.store.begin().await?;
        let address = of.user.email.as_str();
        let mut digest = None;
        let among = self.notices.filter(|_| !self.apart);
        if self.digest && (!self.chats.is_empty() || among.is_some()) {
            let id = letters::message_id(house, server);
            let new = New::of((user, address), Made::Digest, &id).about(None, among.unwrap_or((0, 0)));
            digest = Some(mailing::create(&mut tx, &new, now).await?);
        }
        for one in &self.chats {
            let (after_id, upto) = (one.first_id.map_or(0, |first| first.0 - 1), one.last_message_id.0);
            if let Some(digest) = digest {
                mailing::cover(&mut tx, digest, Part { chat_id: one.chat_id, after_id, upto }).await?;
            } else {
                let id = letters::message_id(house, server);
                let new = New::of((user, address), Made::Chat, &id).about(Some(one.chat_id), (after_id, upto));
                mailing::create(&mut tx, &new, now).await?;
            }
            run!(tx, sqlx::query(MAILED).bind(one.chat_id).bind(user).bind(now).bind(one.last_message_id))?;
        }
        if let Some((after, upto)) = self.notices {
            if !self.digest || self.apart {
                let id = letters::message_id(house, server);
                let new = New::of((user, address), Made::Notices, &id).about(None, (after, upto));
                mailing::create(&mut tx, &new, now).await?;
            }
            run!(tx, sqlx::query(NOTICED).bind(user).bind(upto).bind(now))?;
        }
        if self.digest {
            run!(tx, sqlx::query(DIGESTED).bind(user).bind(now))?;
        }
        tx.commit().await
    }
}
