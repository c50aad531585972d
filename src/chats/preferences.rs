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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// What sends a message.
    pub send_key: SendKey,
    /// Whether a new message sounds.
    pub sound: bool,
    /// How often frames without JavaScript are fetched anew; 0 is never.
    pub refresh_seconds: i64,
    /// Whether others learn what the person has viewed, and the person what they have.
    pub shows_viewed: bool,
    /// Whether others learn that the person is writing, and the person that they are.
    pub shows_typing: bool,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences {
            send_key: SendKey::Enter,
            sound: true,
            refresh_seconds: 30,
            shows_viewed: true,
            shows_typing: true,
        }
    }
}

/// The columns of a [`PreferencesRow`], of whom `f` is.
macro_rules! preferences_columns {
    () => {
        "f.send_key, f.sound, f.refresh_seconds, f.shows_viewed, f.shows_typing"
    };
}
pub(super) use preferences_columns;

/// What was read of them beside something else; nothing of who never chose.
#[derive(sqlx::FromRow)]
pub(super) struct PreferencesRow {
    send_key: Option<String>,
    sound: Option<bool>,
    refresh_seconds: Option<i64>,
    shows_viewed: Option<bool>,
    shows_typing: Option<bool>,
}

impl From<PreferencesRow> for Preferences {
    fn from(row: PreferencesRow) -> Preferences {
        let usual = Preferences::default();
        Preferences {
            send_key: row.send_key.map_or(usual.send_key, SendKey::from),
            sound: row.sound.unwrap_or(usual.sound),
            refresh_seconds: row.refresh_seconds.unwrap_or(usual.refresh_seconds),
            shows_viewed: row.shows_viewed.unwrap_or(usual.shows_viewed),
            shows_typing: row.shows_typing.unwrap_or(usual.shows_typing),
        }
    }
}

const FIND: &str = concat!("SELECT ", preferences_columns!(), " FROM chat_preferences f WHERE f.user_id = $1");
const SAVE: &str = "INSERT INTO chat_preferences (user_id, send_key, sound, refresh_seconds, shows_viewed, shows_typing)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (user_id) DO UPDATE SET send_key = $2, sound = $3, refresh_seconds = $4, shows_viewed = $5, shows_typing = $6";

impl Preferences {
    /// The seconds to choose among.
    pub const REFRESH: [i64; 4] = [15, 30, 60, 0];

    /// The person's; the usual ones if they never chose.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(conn: &mut Conn, user: UserId) -> Result<Preferences> {
        let found: Option<PreferencesRow> =
            on!(conn, c => sqlx::query_as(FIND).bind(user).fetch_optional(&mut *c).await)?;
        Ok(found.map(Preferences::from).unwrap_or_default())
    }

    /// Keeps them for the person.
    ///
    /// # Errors
    /// What the database says.
    pub async fn save(&self, tx: &mut Tx, user: UserId) -> Result<()> {
        run!(
            tx,
            sqlx::query(SAVE)
                .bind(user)
                .bind(self.send_key.as_str())
                .bind(self.sound)
                .bind(self.refresh_seconds)
                .bind(self.shows_viewed)
                .bind(self.shows_typing)
        )?;
        Ok(())
    }
}
