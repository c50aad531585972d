//! The ledger: what leaves by mail, written before it does, with what became of it.

use std::time::Duration;

use super::decision::Why;
use crate::clock::Moment;
use crate::id::{ChatId, MailingId, MessageId, NotificationId, UserId};
use crate::store::{Conn, Result, Tx, on, run};
use crate::words::words;

words! {
    /// What a letter is made of.
    Made {
        /// What is unread in one chat.
        Chat = "chat",
        /// Unread notifications.
        Notices = "notices",
        /// All that is unread.
        Digest = "digest",
        /// Nothing: it is kept as it is.
        Letter = "letter",
    }
}

words! {
    /// What became of a letter.
    State {
        /// It is tried, or will be again.
        Waiting = "waiting",
        /// The server has it.
        Sent = "sent",
        /// The server will not have it.
        Refused = "refused",
        /// It was not sent: there was nothing to say any more, or nobody to say it to.
        Dropped = "dropped",
    }
}

/// Whoever tries a letter has so long for it; then somebody else may.
pub const LEASE: Duration = Duration::from_secs(5 * 60);
/// After so many tries, the last a day after the first, it is given up.
pub const TRIES: i64 = 12;
/// How long the ledger is kept.
pub const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    /// Which.
    pub id: MailingId,
    /// To whom; none: somebody who has no account.
    pub user_id: Option<UserId>,
    /// What it is made of.
    #[sqlx(try_from = "String", rename = "kind")]
    pub made: Made,
    /// Of which chat.
    pub chat_id: Option<ChatId>,
    /// To which address.
    pub address: String,
    /// The letter's own number.
    pub message_id: String,
    /// After which message.
    pub after_id: i64,
    /// Up to which message, or notification.
    pub upto: i64,
    /// What became of it.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// One that is kept as it is, sealed.
    pub letter: Vec<u8>,
    /// What the server said; of a dropped one, why.
    pub words: String,
    /// Messages, or notifications, in it.
    pub held: i64,
    /// How often it was tried.
    pub tries: i64,
    /// When it was made.
    pub made_at: Moment,
    /// When it is tried next.
    pub due_at: Moment,
    /// When it was sent, refused or dropped.
    pub ended_at: Option<Moment>,
}

/// What a row begins with.
#[derive(Clone, Debug)]
pub struct New<'n> {
    /// To whom.
    pub user: Option<UserId>,
    /// What it is made of.
    pub made: Made,
    /// Of which chat.
    pub chat: Option<ChatId>,
    /// To which address.
    pub address: &'n str,
    /// The letter's own number.
    pub message_id: &'n str,
    /// After which message.
    pub after: i64,
    /// Up to which message, or notification.
    pub upto: i64,
    /// One that is kept as it is, sealed.
    pub letter: &'n [u8],
}

impl<'n> New<'n> {
    /// A letter that is made of what is unread, to this person at this address.
    pub fn of((user, address): (UserId, &'n str), made: Made, message_id: &'n str) -> New<'n> {
        New { user: Some(user), made, chat: None, address, message_id, after: 0, upto: 0, letter: &[] }
    }

    /// The same of this chat; after the first number, up to the second.
    pub fn about(self, chat: Option<ChatId>, (after, upto): (i64, i64)) -> New<'n> {
        New { chat, after, upto, ..self }
    }
}

macro_rules! rows {
    ($rest:literal) => {
        concat!(
            "SELECT id, user_id, kind, chat_id, address, message_id, after_id, upto, state, letter, words, held, tries, made_at,
    due_at, ended_at     FROM mailings WHERE ",
            $rest
        )
    };
}
const CREATE: &str =
    "INSERT INTO mailings (user_id, kind, chat_id, address, message_id, after_id, upto, state, letter, words, held,
    tries, made_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, '', 0, 0, $9, $9) RETURNING id";
const WAITING: &str = rows!("state = 'waiting' AND due_at <= $1 ORDER BY due_at, id LIMIT CAST($2 AS BIGINT)");
const SOONEST: &str = "SELECT MIN(due_at) FROM mailings WHERE state = 'waiting'";
const CLAIM: &str =
    "UPDATE mailings SET tries = tries + 1, due_at = $3 WHERE id = $1 AND state = 'waiting' AND due_at = $2";
const END: &str = "UPDATE mailings SET state = $2, words = $3, held = $4, ended_at = $5, letter = $6 WHERE id = $1 AND state = 'waiting'";
const AGAIN: &str = "UPDATE mailings SET words = $2, due_at = $3, tries = $4 WHERE id = $1 AND state = 'waiting'";
const HASTEN: &str = "UPDATE mailings SET due_at = $1 WHERE state = 'waiting' AND due_at > $2";
const FIND: &str = rows!("id = $1");
const CAME_BACK: &str = "UPDATE mailings SET state = 'refused', words = $2, ended_at = $3 WHERE id = $1";
const OF_USER: &str = rows!("user_id = $1 AND id < $2 ORDER BY id DESC LIMIT CAST($3 AS BIGINT)");
const LAST_OF_CHAT: &str = rows!("user_id = $1 AND chat_id = $2 ORDER BY id DESC LIMIT 1");
const OF_NOTICE: &str = rows!(
    "user_id = $1 AND kind IN ('notices', 'digest') AND after_id < $2 AND upto >= $2
    ORDER BY id DESC LIMIT CAST($3 AS BIGINT)"
);
const OF_CHAT: &str = rows!(
    "user_id = $1 AND (chat_id = $2 OR id IN (SELECT d.mailing_id FROM mailing_chats d WHERE d.chat_id = $2)) ORDER BY id DESC LIMIT CAST($3 AS BIGINT)"
);
const OF_MESSAGE: &str = rows!(
    "user_id = $1 AND (chat_id = $2 AND after_id < $3 AND upto >= $3 OR id IN (SELECT d.mailing_id FROM mailing_chats d
        WHERE d.chat_id = $2 AND d.after_id < $3 AND d.upto >= $3)) ORDER BY id DESC LIMIT CAST($4 AS BIGINT)"
);
const COVER: &str = "INSERT INTO mailing_chats (mailing_id, chat_id, after_id, upto) VALUES ($1, $2, $3, $4)";
const COVERED: &str =
    "SELECT chat_id, after_id, upto FROM mailing_chats WHERE mailing_id = $1 ORDER BY upto DESC, chat_id";
const BEFORE: &str =
    "SELECT message_id FROM mailings WHERE user_id = $1 AND chat_id = $2 AND id < $3 AND state = 'sent'
    ORDER BY id DESC LIMIT 1";
const PURGE: &str =
    "DELETE FROM mailings WHERE id IN (SELECT id FROM mailings WHERE made_at < $1 AND state <> 'waiting'
    ORDER BY made_at LIMIT CAST($2 AS BIGINT))";

/// Writes that a letter is to leave; it is tried at once.
///
/// # Errors
/// What the database says.
pub async fn create(tx: &mut Tx, new: &New<'_>, now: Moment) -> Result<MailingId> {
    on!(tx, c => sqlx::query_scalar(CREATE)
        .bind(new.user).bind(new.made.as_str()).bind(new.chat).bind(new.address).bind(new.message_id).bind(new.after)
        .bind(new.upto).bind(new.letter).bind(now).fetch_one(&mut *c).await)
}

/// What of one chat a digest holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Part {
    /// Which chat.
    pub chat_id: ChatId,
    /// After which message.
    pub after_id: i64,
    /// Up to which.
    pub upto: i64,
}

/// Writes that the digest holds this of a chat.
///
/// # Errors
/// What the database says.
pub async fn cover(tx: &mut Tx, digest: MailingId, part: Part) -> Result<()> {
    run!(tx, sqlx::query(COVER).bind(digest).bind(part.chat_id).bind(part.after_id).bind(part.upto))?;
    Ok(())
}

/// Those that are to be tried now; at most so many.
///
/// # Errors
/// What the database says.
pub async fn waiting(conn: &mut Conn, now: Moment, most: i64) -> Result<Vec<Row>> {
    on!(conn, c => sqlx::query_as(WAITING).bind(now).bind(most).fetch_all(&mut *c).await)
}

/// When the next of them is to be tried.
///
/// # Errors
/// What the database says.
pub async fn soonest(conn: &mut Conn) -> Result<Option<Moment>> {
    on!(conn, c => sqlx::query_scalar(SOONEST).fetch_one(&mut *c).await)
}

impl Row {
    /// Takes it to be tried. False if somebody else does.
    ///
    /// # Errors
    /// What the database says.
    pub async fn claim(&self, tx: &mut Tx, now: Moment) -> Result<bool> {
        Ok(run!(tx, sqlx::query(CLAIM).bind(self.id).bind(self.due_at).bind(now.after(LEASE)))? > 0)
    }

    /// This became of it. What was kept of the letter goes.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end(&self, tx: &mut Tx, state: State, words: &str, held: usize, now: Moment) -> Result<()> {
        let held = i64::try_from(held).unwrap_or(i64::MAX);
        let none: &[u8] = &[];
        run!(tx, sqlx::query(END).bind(self.id).bind(state.as_str()).bind(words).bind(held).bind(now).bind(none))?;
        Ok(())
    }

    /// It is not sent, for this.
    ///
    /// # Errors
    /// What the database says.
    pub async fn drop(&self, tx: &mut Tx, why: Why, now: Moment) -> Result<()> {
        self.end(tx, State::Dropped, why.as_str(), 0, now).await
    }

    /// What a digest holds of which chats, that of the newest message first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn parts(&self, conn: &mut Conn) -> Result<Vec<Part>> {
        on!(conn, c => sqlx::query_as(COVERED).bind(self.id).fetch_all(&mut *c).await)
    }

    /// It is tried again then.
    ///
    /// # Errors
    /// What the database says.
    pub async fn again(&self, tx: &mut Tx, words: &str, at: Moment) -> Result<()> {
        run!(tx, sqlx::query(AGAIN).bind(self.id).bind(words).bind(at).bind(self.tries))?;
        Ok(())
    }

    /// It is tried again then. What kept it back was not the letter: this try does not count.
    ///
    /// # Errors
    /// What the database says.
    pub async fn untried(&self, tx: &mut Tx, words: &str, at: Moment) -> Result<()> {
        run!(tx, sqlx::query(AGAIN).bind(self.id).bind(words).bind(at).bind(self.tries - 1))?;
        Ok(())
    }

    /// When it is tried after this many tries: 1, 2, 4 … minutes, at most 4 hours.
    pub fn rest(tries: i64) -> Duration {
        let doubled = u32::try_from(tries.clamp(1, 9) - 1).unwrap_or(0);
        Duration::from_secs(60 * (1 << doubled)).min(Duration::from_secs(4 * 3600))
    }
}

/// Those that would be tried much later are tried now: there is another server. Who has taken one keeps it.
///
/// # Errors
/// What the database says.
pub async fn hasten(tx: &mut Tx, now: Moment) -> Result<()> {
    run!(tx, sqlx::query(HASTEN).bind(now).bind(now.after(LEASE)))?;
    Ok(())
}

/// The letter of this number.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, id: MailingId) -> Result<Option<Row>> {
    on!(conn, c => sqlx::query_as(FIND).bind(id).fetch_optional(&mut *c).await)
}

/// A server had it, and another one would not.
///
/// # Errors
/// What the database says.
pub async fn came_back(tx: &mut Tx, id: MailingId, words: &str, now: Moment) -> Result<()> {
    run!(tx, sqlx::query(CAME_BACK).bind(id).bind(words).bind(now))?;
    Ok(())
}

/// The person's letters before this one, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of_user(conn: &mut Conn, user: UserId, before: Option<MailingId>, most: i64) -> Result<Vec<Row>> {
    let before = before.unwrap_or(MailingId(i64::MAX));
    on!(conn, c => sqlx::query_as(OF_USER).bind(user).bind(before).bind(most).fetch_all(&mut *c).await)
}

/// The newest letters to the person that tell of the notification.
///
/// # Errors
/// What the database says.
pub async fn of_notice(conn: &mut Conn, user: UserId, notice: NotificationId, most: i64) -> Result<Vec<Row>> {
    on!(conn, c => sqlx::query_as(OF_NOTICE).bind(user).bind(notice).bind(most).fetch_all(&mut *c).await)
}

/// The newest letters to the person that tell of the chat.
///
/// # Errors
/// What the database says.
pub async fn of_chat(conn: &mut Conn, user: UserId, chat: ChatId, most: i64) -> Result<Vec<Row>> {
    on!(conn, c => sqlx::query_as(OF_CHAT).bind(user).bind(chat).bind(most).fetch_all(&mut *c).await)
}

/// The newest letters to the person that tell of this message of the chat.
///
/// # Errors
/// What the database says.
pub async fn of_message(
    conn: &mut Conn,
    user: UserId,
    (chat, message): (ChatId, MessageId),
    most: i64,
) -> Result<Vec<Row>> {
    on!(conn, c => sqlx::query_as(OF_MESSAGE).bind(user).bind(chat).bind(message).bind(most).fetch_all(&mut *c).await)
}

/// The last letter of the chat to the person.
///
/// # Errors
/// What the database says.
pub async fn last_of_chat(conn: &mut Conn, user: UserId, chat: ChatId) -> Result<Option<Row>> {
    on!(conn, c => sqlx::query_as(LAST_OF_CHAT).bind(user).bind(chat).fetch_optional(&mut *c).await)
}

/// The number of the letter before this one that was sent to the person of the chat.
///
/// # Errors
/// What the database says.
pub async fn before(conn: &mut Conn, row: &Row) -> Result<Option<String>> {
    on!(conn, c => sqlx::query_scalar(BEFORE).bind(row.user_id).bind(row.chat_id).bind(row.id).fetch_optional(&mut *c).await)
}

/// Takes out so many that are older than the ledger is kept. How many it were.
///
/// # Errors
/// What the database says.
pub async fn purge(tx: &mut Tx, now: Moment, most: i64) -> Result<u64> {
    run!(tx, sqlx::query(PURGE).bind(now.before(KEPT)).bind(most))
}
