//! Addresses in letters that somebody may use without signing in: marked by the house, so that nobody makes one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::id::{ChatId, UserId};
use crate::mail::Seal;

/// Bytes of the mark: enough against guessing, short enough for an address.
const MARK: usize = 16;
const OFF: &str = "mail-off";

/// What a link in a letter turns off: all letters to the person, or those of one chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Off {
    /// Whose letters.
    pub user: UserId,
    /// Of which chat; none: all.
    pub chat: Option<ChatId>,
}

impl Off {
    /// The last part of the link's address.
    pub fn token(self, seal: &Seal) -> String {
        let what = format!("{}-{}", self.user, self.chat.map_or(0, |chat| chat.0));
        let mark = URL_SAFE_NO_PAD.encode(&seal.mark(OFF, &what)[..MARK]);
        [what, mark].join("-")
    }

    /// What a link turns off; none if the house did not make it.
    pub fn of(token: &str, seal: &Seal) -> Option<Off> {
        let mut parts = token.splitn(3, '-');
        let (user, chat): (i64, i64) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let off = Off { user: UserId(user), chat: Some(ChatId(chat)).filter(|chat| chat.0 > 0) };
        let right = off.token(seal);
        bool::from(right.as_bytes().ct_eq(token.as_bytes())).then_some(off)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Dice;

    #[test]
    fn only_the_houses_own_links_count() {
        let seal = Seal::fleeting(&Dice::seeded(1));
        for off in [Off { user: UserId(7), chat: None }, Off { user: UserId(7), chat: Some(ChatId(3)) }] {
            let token = off.token(&seal);
            assert_eq!(Off::of(&token, &seal), Some(off));
            assert_eq!(Off::of(&token.replacen('7', "8", 1), &seal), None);
            assert_eq!(Off::of(&token, &Seal::fleeting(&Dice::seeded(2))), None);
        }
        for none in ["", "7", "7-0", "7-0-", "x-y-z", "-7-0-abc"] {
            assert_eq!(Off::of(none, &seal), None, "{none}");
        }
    }
}
