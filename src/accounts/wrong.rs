//! What is wrong with a value that somebody typed.

use crate::web::Ui;

/// Why a typed value is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Wrong {
    /// Nothing, or nothing that can be seen.
    Missing,
    /// More characters than `most`.
    TooLong {
        /// How many there are.
        count: usize,
        /// How many there may be.
        most: usize,
    },
    /// Fewer characters than `least`.
    TooShort {
        /// How many there are.
        count: usize,
        /// How many there have to be.
        least: usize,
    },
    /// It holds U+0000, which PostgreSQL cannot keep.
    Nul,
    /// Not an e-mail address.
    NotAnAddress,
    /// Not one of the choices.
    Unknown,
    /// It holds a slash, which stands between the names of a path.
    Slash,
    /// It holds a bar, which stands between the departments of a person in a list.
    Bar,
    /// Not a phone number.
    NotAPhone,
    /// Something besides digits.
    NotDigits,
    /// Not a day of the year.
    NotADay,
}

impl Wrong {
    /// What is wrong and what to write instead.
    pub fn say(self, ui: &Ui) -> String {
        match self {
            Wrong::Missing => ui.t("field-missing"),
            Wrong::TooLong { count, most } => {
                ui.with2("field-too-long", ("count", number(count)), ("most", number(most)))
            }
            Wrong::TooShort { count, least } => {
                ui.with2("field-too-short", ("count", number(count)), ("more", number(least - count.min(least))))
            }
            Wrong::Nul => ui.t("field-nul"),
            Wrong::NotAnAddress => ui.t("field-not-an-address"),
            Wrong::Unknown => ui.t("field-unknown"),
            Wrong::Slash => ui.t("field-slash"),
            Wrong::Bar => ui.t("field-bar"),
            Wrong::NotAPhone => ui.t("field-not-a-phone"),
            Wrong::NotDigits => ui.t("field-not-digits"),
            Wrong::NotADay => ui.t("field-not-a-day"),
        }
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
