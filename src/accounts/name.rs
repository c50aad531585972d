//! Names and e-mail addresses, as they may be typed.

use unicode_normalization::UnicodeNormalization;

use super::Wrong;
use crate::web::Limits;

/// A name of a person or of the company: one line, something of it can be seen, at most [`Limits::NAME`] characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// White space at the ends goes, and inside each run of it is one space.
    ///
    /// # Errors
    /// [`Wrong`]
    pub fn parse(typed: &str) -> std::result::Result<Name, Wrong> {
        if typed.contains('\0') {
            return Err(Wrong::Nul);
        }
        let words: Vec<&str> =
            typed.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
        let name: String = words.join(" ").nfc().collect();
        if !name.chars().any(is_visible) {
            return Err(Wrong::Missing);
        }
        match name.chars().count() {
            count if count > Limits::NAME => Err(Wrong::TooLong { count, most: Limits::NAME }),
            _ => Ok(Name(name)),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a character shows: spaces, joiners, direction marks and blank fillers do not.
fn is_visible(c: char) -> bool {
    let blank = matches!(c, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{feff}' | '\u{2800}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0000}'..='\u{e0fff}');
    !blank && !c.is_whitespace() && !c.is_control()
}

/// An e-mail address, as it was typed; two that differ in case only are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Something, an `@`, and something, without white space: whether mail arrives there, only mail can tell.
    ///
    /// # Errors
    /// [`Wrong`]
    pub fn parse(typed: &str) -> std::result::Result<Email, Wrong> {
        if typed.contains('\0') {
            return Err(Wrong::Nul);
        }
        let email: String = typed.trim().nfc().collect();
        if email.is_empty() {
            return Err(Wrong::Missing);
        }
        let count = email.chars().count();
        if count > Limits::EMAIL {
            return Err(Wrong::TooLong { count, most: Limits::EMAIL });
        }
        let parts = email.rsplit_once('@');
        let is_address = parts.is_some_and(|(local, domain)| {
            let dots = domain.starts_with('.') || domain.ends_with('.') || domain.contains("..");
            !local.is_empty() && !domain.is_empty() && !dots
        });
        if !is_address || email.chars().any(|c| !is_visible(c) || matches!(c, '<' | '>' | ',' | ';')) {
            return Err(Wrong::NotAnAddress);
        }
        Ok(Email(email))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What addresses are compared by.
    pub fn folded(&self) -> String {
        fold_email(&self.0)
    }
}

/// What addresses are compared by: lower case, composed.
pub fn fold_email(email: &str) -> String {
    email.trim().to_lowercase().nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_script_are_kept_and_white_space_is_not() {
        let name = |typed: &str| Name::parse(typed).map(|name| name.as_str().to_owned());
        assert_eq!(name("  Elin \t  Lindqvist\n"), Ok("Elin Lindqvist".to_owned()));
        for script in ["Nguyễn Thị Hương", "نور عزيز", "李小龍", "Þóra 🙂", "Ὀδυσσεύς", "अनिल"]
        {
            assert_eq!(name(script), Ok(script.to_owned()));
        }
        // Typed decomposed, as some input methods do.
        assert_eq!(name("Hu\u{31b}o\u{31b}ng"), Ok("Hương".to_owned()));
        for empty in ["", "  ", "\u{200b}\u{202e}", "\u{3164}"] {
            assert_eq!(name(empty), Err(Wrong::Missing), "{empty:?}");
        }
        assert_eq!(name("a\0b"), Err(Wrong::Nul));
        let most = "đ".repeat(Limits::NAME);
        assert!(name(&most).is_ok());
        assert_eq!(name(&(most + "đ")), Err(Wrong::TooLong { count: Limits::NAME + 1, most: Limits::NAME }));
    }

    #[test]
    fn addresses_are_compared_without_case() {
        let email = Email::parse("  Elin@Harbour.EXAMPLE ").expect("an address");
        assert_eq!(email.as_str(), "Elin@Harbour.EXAMPLE");
        assert_eq!(email.folded(), "elin@harbour.example");
        for right in ["a@b", "tomasz.żak@młyn.example", "用户@例子.广告", "\"odd@one\"@harbour.example"] {
            assert!(Email::parse(right).is_ok(), "{right}");
        }
        for wrong in ["elin", "@harbour", "elin@", "elin@.example", "elin@a..b", "e lin@b", "a@b, c@d", "<a@b>"] {
            assert_eq!(Email::parse(wrong), Err(Wrong::NotAnAddress), "{wrong}");
        }
        assert_eq!(Email::parse(" "), Err(Wrong::Missing));
        assert_eq!(Email::parse("a@\0"), Err(Wrong::Nul));
        assert!(matches!(Email::parse(&("a".repeat(250) + "@b.cd")), Err(Wrong::TooLong { count: 255, most: 254 })));
    }
}
