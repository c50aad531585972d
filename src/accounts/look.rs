//! How a person wants pages to look.

use super::user::User;
use crate::id::UserId;
use crate::store::{Result, Tx, run};
use crate::web::{Hours, Language};
use crate::words::words;

words! {
    /// Light or dark.
    Theme {
        /// As the device.
        Device = "device",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
    }
}

words! {
    /// How much space is between lines.
    Density {
        /// More.
        Airy = "airy",
        /// Less.
        Compact = "compact",
    }
}

words! {
    /// How large letters are.
    TextSize {
        /// As elsewhere.
        Usual = "usual",
        /// An eighth more.
        Large = "large",
        /// A quarter more.
        Larger = "larger",
    }
}

words! {
    /// Where what one writes oneself stands.
    OwnSide {
        /// At the other side than what others write.
        End = "end",
        /// With the rest.
        Start = "start",
    }
}

/// How a person wants pages to look.
#[derive(Clone, Debug)]
pub struct Look {
    /// Light or dark.
    pub theme: Theme,
    /// Space between lines.
    pub density: Density,
    /// How large letters are.
    pub text_size: TextSize,
    /// Where what they write themselves stands.
    pub own_side: OwnSide,
    /// How the hours are counted.
    pub clock: Hours,
    /// Whether links are shown with what they lead to.
    pub previews: bool,
    /// Their language.
    pub language: Language,
    /// The IANA name of their time zone.
    pub time_zone: String,
}

const LOOK: &str = "UPDATE users SET theme = $2, density = $3, language = $4, time_zone = $5, text_size = $6, own_side = $7, clock = $8,
    previews = $9 WHERE id = $1";

impl User {
    /// Has pages look as the person wants.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_look(tx: &mut Tx, user: UserId, look: &Look) -> Result<()> {
        run!(
            tx,
            sqlx::query(LOOK)
                .bind(user)
                .bind(look.theme.as_str())
                .bind(look.density.as_str())
                .bind(look.language.tag())
                .bind(&look.time_zone)
                .bind(look.text_size.as_str())
                .bind(look.own_side.as_str())
                .bind(look.clock.as_str())
                .bind(look.previews)
        )?;
        Ok(())
    }
}
