//! What a chat is to one of its members: read mark, pin, mute, hidden.

use super::chat::Member;
use crate::event::Event;
use crate::id::MessageId;
use crate::store::{Result, Tx, on, run};

/// Forward only, and never past the newest message.
const READ: &str =
    "UPDATE members SET read_message_id = (SELECT CASE WHEN c.last_message_id < $3 THEN c.last_message_id
    ELSE $3 END FROM chats c WHERE c.id = $1)
    WHERE chat_id = $1 AND user_id = $2 AND read_message_id < $3
    AND read_message_id < (SELECT c.last_message_id FROM chats c WHERE c.id = $1)";
const LAST_OF_OTHERS: &str = "SELECT MAX(id) FROM messages WHERE chat_id = $1 AND kind = 'text' AND deleted_at IS NULL
    AND author_id <> $2";
const UNREAD: &str =
    "UPDATE members SET read_message_id = $3 WHERE chat_id = $1 AND user_id = $2 AND read_message_id > $3";
const SET: &str = "UPDATE members SET read_message_id = $3 WHERE chat_id = $1 AND user_id = $2";
const PIN: &str = "UPDATE members SET pinned = $3 WHERE chat_id = $1 AND user_id = $2 AND pinned <> $3";
const MUTE: &str = "UPDATE members SET muted = $3 WHERE chat_id = $1 AND user_id = $2 AND muted <> $3";
const HIDE: &str = "UPDATE members SET pinned = FALSE, hidden_message_id = (SELECT c.last_message_id FROM chats c
    WHERE c.id = $1) WHERE chat_id = $1 AND user_id = $2";

impl Member {
    /// Moves the read mark on to the message; never back. Messages up to it are read everywhere.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mark_read(&self, tx: &mut Tx, upto: MessageId) -> Result<()> {
        let done = run!(tx, sqlx::query(READ).bind(self.chat).bind(self.user).bind(upto))?;
        self.moved(tx, done);
        Ok(())
    }

    /// Moves the read mark back to before the newest message of somebody else, so that the chat counts as unread.
    ///
    /// # Errors
    /// What the database says.
    pub async fn mark_unread(&self, tx: &mut Tx) -> Result<()> {
        let last: Option<i64> = on!(tx, c => sqlx::query_scalar(LAST_OF_OTHERS)
            .bind(self.chat).bind(self.user).fetch_one(&mut *c).await)?;
        if let Some(last) = last {
            let done = run!(tx, sqlx::query(UNREAD).bind(self.chat).bind(self.user).bind(last - 1))?;
            self.moved(tx, done);
        }
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
        self.set(tx, MUTE, muted).await
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

    fn changed(&self, tx: &mut Tx, rows: u64) {
        if rows > 0 {
            tx.emit(Event::MembershipChanged { chat: self.chat, user: self.user });
        }
    }
}
