//! What a chat is to one of its members: read mark, pin, mute, hidden.

use std::time::Duration;

use super::chat::Member;
use super::group::take;
use super::list::unread_by_chat;
use super::viewed;
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{ChatId, MessageId, UserId};
use crate::store::{Conn, Result, Tx, on, run};
use crate::words::words;

words! {
    /// For how long somebody mutes a chat.
    Mute {
        /// Not at all.
        Off = "off",
        /// For good.
        On = "on",
        /// As long as it is muted already.
        As = "as",
        /// An hour.
        Hour = "1",
        /// Eight hours.
        EightHours = "8",
        /// A day.
        Day = "24",
        /// A week.
        Week = "168",
    }
}

impl Mute {
    /// For how long, where it is for a while.
    fn length(self) -> Duration {
        let hours = self.as_str().parse().unwrap_or(0);
        Duration::from_secs(3600 * hours)
    }
}

words! {
    /// What is mailed of a chat.
    Mailing {
        /// As of all chats of its kind.
        Usual = "",
        /// Whatever is unread.
        All = "all",
        /// Nothing.
        Nothing = "nothing",
    }
}

/// What a member is told of the chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Telling {
    /// Until when it is muted, if that ends.
    pub muted_until: Option<Moment>,
    /// What is mailed.
    #[sqlx(try_from = "String")]
    pub mailing: Mailing,
}

/// What the member is told.
///
/// # Errors
/// What the database says.
pub async fn telling(conn: &mut Conn, member: &Member) -> Result<Telling> {
    on!(conn, c => sqlx::query_as(TELLING).bind(member.chat).bind(member.user).fetch_one(&mut *c).await)
}

/// A chat of which its member is told otherwise than of others.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Apart {
    /// Which.
    #[sqlx(rename = "id")]
    pub chat: ChatId,
    /// The word of its kind.
    pub kind: String,
    /// Its own name; perhaps none.
    pub name: String,
    /// The other one of a direct chat.
    pub partner: Option<String>,
    /// Whether it is muted.
    pub muted: bool,
    /// What else is told.
    #[sqlx(flatten)]
    pub telling: Telling,
}

/// Those chats of the person that are muted, or of which letters are chosen; the newest first, at most so many.
///
/// # Errors
/// What the database says.
pub async fn apart(conn: &mut Conn, user: UserId, most: i64) -> Result<Vec<Apart>> {
    on!(conn, c => sqlx::query_as(APART).bind(user).bind(most).fetch_all(&mut *c).await)
}

/// Nothing of the chat is mailed to the person any more, if they are in it: by a link in a letter, which proves who they are.
///
/// # Errors
/// What the database says.
pub async fn stop_mailing(tx: &mut Tx, user: UserId, chat: ChatId) -> Result<()> {
    run!(tx, sqlx::query(MAIL).bind(chat).bind(user).bind(Mailing::Nothing.as_str())).map(drop)
}

/// All that is unread is read, in all chats of the user.
///
/// # Errors
/// What the database says.
pub async fn read_all(tx: &mut Tx, user: UserId, now: Moment) -> Result<()> {
    let mut chats: Vec<ChatId> = unread_by_chat(tx, &[user.0]).await?.into_iter().map(|(_, chat, ..)| chat).collect();
    // Several are taken in the order of their numbers.
    chats.sort_unstable();
    for chat in chats {
        if let Some(member) = Member::find(tx, user, chat).await? {
            member.mark_read(tx, member.last_message, now).await?;
        }
    }
    Ok(())
}

/// Whether the time of a mute is over.
///
/// # Errors
/// What the database says.
pub async fn is_over(conn: &mut Conn, now: Moment) -> Result<bool> {
    let over: Option<ChatId> = on!(conn, c => sqlx::query_scalar(IS_OVER).bind(now).fetch_optional(&mut *c).await)?;
    Ok(over.is_some())
}

/// Ends the mutes whose time is over.
///
/// # Errors
/// What the database says.
pub async fn unmute(tx: &mut Tx, now: Moment) -> Result<()> {
    let over: Vec<(ChatId, UserId)> = on!(tx, c => sqlx::query_as(OVER).bind(now).fetch_all(&mut *c).await)?;
    for (chat, user) in over {
        tx.emit(Event::TellingChanged { chat, user });
    }
    Ok(())
}

/// Forward only, from where it was seen (`$4`), and never past the newest message.
const READ: &str =
    "UPDATE members SET (read_message_id, viewed_message_id) = (SELECT c.upto,
    CASE WHEN viewed_message_id < c.upto THEN c.upto ELSE viewed_message_id END
    FROM (SELECT CASE WHEN c.last_message_id < $3 THEN c.last_message_id ELSE $3 END AS upto FROM chats c WHERE c.id = $1) AS c)
    WHERE chat_id = $1 AND user_id = $2 AND read_message_id = $4 AND read_message_id < $3
    AND read_message_id < (SELECT c.last_message_id FROM chats c WHERE c.id = $1)";
/// Where the mark is, if it is before the message; taken, it stays there until the end of the transaction.
const MARK: &str = "UPDATE members SET read_message_id = read_message_id WHERE chat_id = $1 AND user_id = $2
    AND read_message_id < $3 RETURNING read_message_id";
const LAST_OF_OTHERS: &str =
    "SELECT MAX(id) FROM messages WHERE chat_id = $1 AND id > $3 AND kind = 'text' AND deleted_at IS NULL
    AND author_id <> $2";
const UNREAD: &str =
    "UPDATE members SET read_message_id = $3 WHERE chat_id = $1 AND user_id = $2 AND read_message_id > $3";
const SET: &str = "UPDATE members SET read_message_id = $3, viewed_message_id = $3 WHERE chat_id = $1 AND user_id = $2";
const PIN: &str = "UPDATE members SET pinned = $3 WHERE chat_id = $1 AND user_id = $2 AND pinned <> $3";
const MUTE: &str = "UPDATE members SET muted = $3, muted_until = $4 WHERE chat_id = $1 AND user_id = $2
    AND (muted <> $3 OR muted_until IS NOT NULL OR CAST($4 AS BIGINT) IS NOT NULL)";
const TELLING: &str = "SELECT muted_until, mailing FROM members WHERE chat_id = $1 AND user_id = $2";
const APART: &str = "SELECT c.id, c.kind, c.name, p.name AS partner, m.muted, m.muted_until, m.mailing FROM members m
    JOIN chats c ON c.id = m.chat_id LEFT JOIN members o ON o.chat_id = CASE WHEN c.kind = 'direct' THEN c.id END AND o.user_id <> m.user_id
    LEFT JOIN users p ON p.id = o.user_id WHERE m.user_id = $1 AND (m.muted OR m.mailing <> '')
    ORDER BY c.last_message_at DESC, c.id DESC LIMIT CAST($2 AS BIGINT)";
const MAIL: &str = "UPDATE members SET mailing = $3 WHERE chat_id = $1 AND user_id = $2 AND mailing <> $3";
const IS_OVER: &str = "SELECT chat_id FROM members WHERE muted_until <= $1 LIMIT 1";
const OVER: &str =
    "UPDATE members SET muted = FALSE, muted_until = NULL WHERE muted_until <= $1 RETURNING chat_id, user_id";
const HIDE: &str = "UPDATE members SET pinned = FALSE, hidden_message_id = (SELECT c.last_message_id FROM chats c
    WHERE c.id = $1) WHERE chat_id = $1 AND user_id = $2
    AND (pinned OR hidden_message_id <> (SELECT c.last_message_id FROM chats c WHERE c.id = $1))";

impl Member {
    /// Moves the read mark on to the message; never back. Messages from where it was up to there are read everywhere, whether or not that is
    /// where it was when the member was read.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mark_read(&self, tx: &mut Tx, upto: MessageId, now: Moment) -> Result<()> {
        if self.moves_on(tx, (self.read, upto), now).await? {
            return Ok(());
        }
        let mark: Option<MessageId> = on!(tx, c => sqlx::query_scalar(MARK)
            .bind(self.chat).bind(self.user).bind(upto).fetch_optional(&mut *c).await)?;
        // Somebody moved it meanwhile, on another page of theirs.
        if let Some(mark) = mark.filter(|mark| *mark != self.read) {
            self.moves_on(tx, (mark, upto), now).await?;
        }
        Ok(())
    }

    /// Moves the read mark on to the message, if it is where it was seen. Whether it was.
    async fn moves_on(&self, tx: &mut Tx, (from, upto): (MessageId, MessageId), now: Moment) -> Result<bool> {
        let done = run!(tx, sqlx::query(READ).bind(self.chat).bind(self.user).bind(upto).bind(from))?;
        if done > 0 {
            viewed::note(tx, self.chat, self.user, now).await?;
            self.has_seen(tx, (MessageId(from.0 + 1), upto));
        }
        self.moved(tx, done);
        Ok(done > 0)
    }

    /// The member has seen the messages from the first to the last, wherever the read mark is.
    pub fn has_seen(&self, tx: &mut Tx, messages: (MessageId, MessageId)) {
        tx.emit(self.seeing(messages));
    }

    /// That the member has seen the messages from the first to the last.
    pub fn seeing(&self, (first, last): (MessageId, MessageId)) -> Event {
        Event::MessagesSeen { chat: self.chat, user: self.user, first, last }
    }

    /// Whether a message of somebody else is unread.
    ///
    /// # Errors
    /// What the database says.
    pub async fn has_unread(&self, conn: &mut Conn) -> Result<bool> {
        let last: Option<i64> = on!(conn, c => sqlx::query_scalar(LAST_OF_OTHERS)
            .bind(self.chat).bind(self.user).bind(self.past).fetch_one(&mut *c).await)?;
        Ok(last.is_some_and(|last| last > self.read.0))
    }

    /// Moves the read mark back to before the newest message of somebody else, so that the chat counts as unread.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mark_unread(&self, tx: &mut Tx) -> Result<()> {
        take(tx, self.chat).await?;
        let last: Option<i64> = on!(tx, c => sqlx::query_scalar(LAST_OF_OTHERS)
            .bind(self.chat).bind(self.user).bind(self.past).fetch_one(&mut *c).await)?;
        match last {
            Some(last) => self.moves_back(tx, MessageId(last - 1)).await,
            None => Ok(()),
        }
    }

    /// Moves the read mark back to before this message, so that what comes from it on counts as unread.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mark_unread_from(&self, tx: &mut Tx, message: MessageId) -> Result<()> {
        take(tx, self.chat).await?;
        self.moves_back(tx, MessageId(message.0 - 1)).await
    }

    /// Moves the read mark back to there. The chat's row is taken, so that nobody posts from where the mark was meanwhile: what they then have seen
    /// is said from where it is.
    async fn moves_back(&self, tx: &mut Tx, to: MessageId) -> Result<()> {
        let done = run!(tx, sqlx::query(UNREAD).bind(self.chat).bind(self.user).bind(to))?;
        self.moved_back(tx, done);
        Ok(())
    }

    /// Sets the read mark wherever it is: for the demo, which tells of the past.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_read(&self, tx: &mut Tx, to: MessageId) -> Result<()> {
        run!(tx, sqlx::query(SET).bind(self.chat).bind(self.user).bind(to)).map(drop)
    }

    /// Keeps the chat on top of the member's list, or no longer.
    ///
    /// # Errors
    /// What the database says.
    pub async fn pin(&self, tx: &mut Tx, pinned: bool) -> Result<()> {
        self.set(tx, PIN, pinned).await
    }

    /// Counts the chat apart and lets it be silent, or no longer.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mute(&self, tx: &mut Tx, muted: bool) -> Result<()> {
        self.mute_until(tx, muted, None).await
    }

    async fn mute_until(&self, tx: &mut Tx, muted: bool, until: Option<Moment>) -> Result<()> {
        let done = run!(tx, sqlx::query(MUTE).bind(self.chat).bind(self.user).bind(muted).bind(until))?;
        self.told_otherwise(tx, done);
        Ok(())
    }

    /// The same as it is chosen: for good, for a while from `now`, or as it is.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mute_for(&self, tx: &mut Tx, mute: Mute, now: Moment) -> Result<()> {
        match mute {
            Mute::As => Ok(()),
            Mute::Off => self.mute_until(tx, false, None).await,
            Mute::On => self.mute_until(tx, true, None).await,
            Mute::Hour | Mute::EightHours | Mute::Day | Mute::Week => {
                self.mute_until(tx, true, Some(now.after(mute.length()))).await
            }
        }
    }

    /// Sets what is mailed of the chat.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_mailing(&self, tx: &mut Tx, mailing: Mailing) -> Result<()> {
        run!(tx, sqlx::query(MAIL).bind(self.chat).bind(self.user).bind(mailing.as_str())).map(drop)
    }

    /// Takes the chat from the member's list until it has a new message.
    ///
    /// # Errors
    /// What the database says.
    pub async fn hide(&self, tx: &mut Tx) -> Result<()> {
        let done = run!(tx, sqlx::query(HIDE).bind(self.chat).bind(self.user))?;
        self.changed(tx, done);
        Ok(())
    }

    async fn set(&self, tx: &mut Tx, statement: &'static str, value: bool) -> Result<()> {
        let done = run!(tx, sqlx::query(statement).bind(self.chat).bind(self.user).bind(value))?;
        self.changed(tx, done);
        Ok(())
    }

    fn moved(&self, tx: &mut Tx, rows: u64) {
        if rows > 0 {
            tx.emit(Event::ReadMoved { chat: self.chat, user: self.user });
        }
    }

    /// What the chat tells all members of these messages is unread again, too.
    fn moved_back(&self, tx: &mut Tx, rows: u64) {
        self.moved(tx, rows);
        self.told_otherwise(tx, rows);
    }

    fn told_otherwise(&self, tx: &mut Tx, rows: u64) {
        if rows > 0 {
            tx.emit(Event::TellingChanged { chat: self.chat, user: self.user });
        }
    }

    fn changed(&self, tx: &mut Tx, rows: u64) {
        if rows > 0 {
            tx.emit(Event::MembershipChanged { chat: self.chat, user: self.user });
        }
    }
}
