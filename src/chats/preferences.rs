//! How a person wants chats to behave. The settings page shows this area's part.

use crate::id::UserId;
use crate::store::{Conn, Result, Tx, on, run};

/// What sends a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SendKey {
    /// Enter; Shift + Enter begins a line.
    #[default]
    Enter,
    /// Ctrl + Enter; Enter begins a line.
    CtrlEnter,
}

impl SendKey {
    /// Its word in the database, in forms and in attributes.
    pub fn as_str(self) -> &'static str {
        match self {
            SendKey::Enter => "enter",
            SendKey::CtrlEnter => "ctrl",
        }
    }

    /// That of the word.
    pub fn of(word: &str) -> Option<SendKey> {
        [SendKey::Enter, SendKey::CtrlEnter].into_iter().find(|key| key.as_str() == word)
    }
}

impl From<String> for SendKey {
    /// A word that this program does not know is Enter.
    fn from(word: String) -> SendKey {
        SendKey::of(&word).unwrap_or_default()
    }
}

/// How a person wants chats to behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Preferences {
    /// What sends a message.
    #[sqlx(try_from = "String")]
    pub send_key: SendKey,
    /// Whether a new message sounds.
    pub sound: bool,
    /// How often frames without JavaScript are fetched anew; 0 is never.
    pub refresh_seconds: i64,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences { send_key: SendKey::Enter, sound: true, refresh_seconds: 30 }
    }
}

const FIND: &str = "SELECT send_key, sound, refresh_seconds FROM chat_preferences WHERE user_id = $1";
const SAVE: &str = "INSERT INTO chat_preferences (user_id, send_key, sound, refresh_seconds) VALUES ($1, $2, $3, $4)
    ON CONFLICT (user_id) DO UPDATE SET send_key = $2, sound = $3, refresh_seconds = $4";

impl Preferences {
    /// The seconds to choose among.
    pub const REFRESH: [i64; 4] = [15, 30, 60, 0];

    /// The person's; the usual ones if they never chose.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(conn: &mut Conn, user: UserId) -> Result<Preferences> {
        let found: Option<Preferences> = on!(conn, c => sqlx::query_as(FIND).bind(user).fetch_optional(&mut *c).await)?;
        Ok(found.unwrap_or_default())
    }

    /// What was read beside something else; the usual ones if there was nothing.
    pub(super) fn of(send_key: Option<String>, sound: Option<bool>, refresh_seconds: Option<i64>) -> Preferences {
        match (send_key, sound, refresh_seconds) {
            (Some(key), Some(sound), Some(refresh_seconds)) => {
                Preferences { send_key: SendKey::from(key), sound, refresh_seconds }
            }
            _ => Preferences::default(),
        }
    }

    /// Keeps them for the person.
    ///
    /// # Errors
    /// What the database says.
    pub async fn save(&self, tx: &mut Tx, user: UserId) -> Result<()> {
        run!(
            tx,
            sqlx::query(SAVE).bind(user).bind(self.send_key.as_str()).bind(self.sound).bind(self.refresh_seconds)
        )?;
        Ok(())
    }
}
