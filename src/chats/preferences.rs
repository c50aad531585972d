//! How a person wants chats to behave. The settings page shows this area's part.

use crate::id::UserId;
use crate::store::{Conn, Result, Tx, on, run};
use crate::words::words;

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

words! {
    /// A sound; the page's script makes it.
    Sound {
        /// Two tones, the second one higher.
        Chime = "chime",
        /// Twice on wood.
        Knock = "knock",
        /// Two tones, the second one lower.
        Drop = "drop",
        /// None.
        Silence = "none",
    }
}

words! {
    /// Those colleagues who may do something with a person.
    Colleagues {
        /// All of them.
        All = "all",
        /// Who is in a department of theirs.
        Departments = "departments",
        /// Nobody.
        Nobody = "nobody",
    }
}

/// What sounds how: the order is that of [`RowFrame::ring`](super::live::RowFrame).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sounds {
    /// What one person writes to the reader alone.
    pub direct: Sound,
    /// What is written in chats of several.
    pub group: Sound,
    /// What calls the reader.
    pub call: Sound,
}

impl Default for Sounds {
    fn default() -> Sounds {
        Sounds { direct: Sound::Chime, group: Sound::Chime, call: Sound::Chime }
    }
}

impl Sounds {
    /// As an attribute of a page: their words in order; none if they are the usual ones.
    pub fn attribute(self) -> Option<String> {
        let words = || [self.direct, self.group, self.call].map(Sound::as_str).join(" ");
        (self != Sounds::default()).then(words)
    }
}

/// How a person wants chats to behave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// What sends a message.
    pub send_key: SendKey,
    /// How new messages sound.
    pub sounds: Sounds,
    /// How often frames without JavaScript are fetched anew; 0 is never.
    pub refresh_seconds: i64,
    /// Whether others learn what the person has viewed, and the person what they have.
    pub shows_viewed: bool,
    /// Whether others learn that the person is writing, and the person that they are.
    pub shows_typing: bool,
    /// Who may begin a chat with the person.
    pub beginners: Colleagues,
    /// Who may add the person to groups.
    pub adders: Colleagues,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences {
            send_key: SendKey::Enter,
            sounds: Sounds::default(),
            refresh_seconds: 30,
            shows_viewed: true,
            shows_typing: true,
            beginners: Colleagues::All,
            adders: Colleagues::All,
        }
    }
}

/// The columns of a [`PreferencesRow`], of whom `f` is.
macro_rules! preferences_columns {
    () => {
        "f.send_key, f.sound_direct, f.sound_group, f.sound_call, f.refresh_seconds, f.shows_viewed, f.shows_typing, f.beginners, f.adders AS adders_of_me"
    };
}
pub(super) use preferences_columns;

/// What was read of them beside something else; nothing of who never chose.
#[derive(sqlx::FromRow)]
pub(super) struct PreferencesRow {
    send_key: Option<String>,
    sound_direct: Option<String>,
    sound_group: Option<String>,
    sound_call: Option<String>,
    refresh_seconds: Option<i64>,
    shows_viewed: Option<bool>,
    shows_typing: Option<bool>,
    beginners: Option<String>,
    adders_of_me: Option<String>,
}

impl From<PreferencesRow> for Preferences {
    fn from(row: PreferencesRow) -> Preferences {
        let usual = Preferences::default();
        Preferences {
            send_key: row.send_key.map_or(usual.send_key, SendKey::from),
            sounds: Sounds {
                direct: row.sound_direct.map_or(usual.sounds.direct, Sound::from),
                group: row.sound_group.map_or(usual.sounds.group, Sound::from),
                call: row.sound_call.map_or(usual.sounds.call, Sound::from),
            },
            refresh_seconds: row.refresh_seconds.unwrap_or(usual.refresh_seconds),
            shows_viewed: row.shows_viewed.unwrap_or(usual.shows_viewed),
            shows_typing: row.shows_typing.unwrap_or(usual.shows_typing),
            beginners: row.beginners.map_or(usual.beginners, Colleagues::from),
            adders: row.adders_of_me.map_or(usual.adders, Colleagues::from),
        }
    }
}

const FIND: &str = concat!("SELECT ", preferences_columns!(), " FROM chat_preferences f WHERE f.user_id = $1");
const SAVE: &str = "INSERT INTO chat_preferences (user_id, send_key, refresh_seconds, shows_viewed, shows_typing, sound_direct, sound_group,
    sound_call, beginners, adders) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (user_id) DO UPDATE SET send_key = $2, refresh_seconds = $3, shows_viewed = $4, shows_typing = $5, sound_direct = $6,
    sound_group = $7, sound_call = $8, beginners = $9, adders = $10";

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
                .bind(self.refresh_seconds)
                .bind(self.shows_viewed)
                .bind(self.shows_typing)
                .bind(self.sounds.direct.as_str())
                .bind(self.sounds.group.as_str())
                .bind(self.sounds.call.as_str())
                .bind(self.beginners.as_str())
                .bind(self.adders.as_str())
        )?;
        Ok(())
    }
}
