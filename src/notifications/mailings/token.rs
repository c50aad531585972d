//! Addresses in letters that somebody may use without signing in: marked by the house, so that nobody makes one. Those of pages turn
//! letters off; those of letters take answers, and letters that come back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::clock::Moment;
use crate::id::{ChatId, MailingId, UserId};
use crate::mail::Seal;

/// Bytes of the mark: enough against guessing, short enough for an address.
const MARK: usize = 16;
const OFF: &str = "mail-off";
/// The same of an address of letters, in which a `B` may become a `b` on the way.
const SHORT: usize = 10;
const ANSWER: &str = "mail-answer";
const BOUNCE: &str = "mail-bounce";
/// Days in which a letter is answered.
const DAYS: i64 = 60;
const DAY: i64 = 24 * 3600 * 1_000_000;

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

/// Who answers in which chat, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Who.
    pub user: UserId,
    /// Where.
    pub chat: ChatId,
    /// The last day, counted from 1970.
    day: i64,
}

impl Answer {
    /// From now on for sixty days.
    pub fn new(user: UserId, chat: ChatId, now: Moment) -> Answer {
        Answer { user, chat, day: now.0 / DAY + DAYS }
    }

    /// Whether it came too late.
    pub fn is_over(self, now: Moment) -> bool {
        now.0 / DAY > self.day
    }

    /// The mark of the address: `a`, three numbers, what nobody else can make. At most 43 characters for numbers below ten million.
    pub fn mark(self, seal: &Seal) -> String {
        let what = format!("a{}-{}-{}", self.user, self.chat, self.day);
        marked(ANSWER, &what, seal)
    }

    /// Who answers where; none if the house did not make it.
    pub fn of(mark: &str, seal: &Seal) -> Option<Answer> {
        let mut parts = mark.strip_prefix('a')?.splitn(4, '-');
        let mut number = || parts.next()?.parse::<i64>().ok();
        let answer = Answer { user: UserId(number()?), chat: ChatId(number()?), day: number()? };
        same(&answer.mark(seal), mark).then_some(answer)
    }
}

/// A letter that may come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounce {
    /// Which.
    pub mailing: MailingId,
}

impl Bounce {
    /// The mark of the address.
    pub fn mark(self, seal: &Seal) -> String {
        marked(BOUNCE, &format!("b{}", self.mailing), seal)
    }

    /// Which letter; none if the house did not make it.
    pub fn of(mark: &str, seal: &Seal) -> Option<Bounce> {
        let (number, _) = mark.strip_prefix('b')?.split_once('-')?;
        let bounce = Bounce { mailing: MailingId(number.parse().ok()?) };
        same(&bounce.mark(seal), mark).then_some(bounce)
    }
}

fn marked(purpose: &str, what: &str, seal: &Seal) -> String {
    let mark: String = seal.mark(purpose, what)[..SHORT].iter().map(|byte| format!("{byte:02x}")).collect();
    [what, &mark].join("-")
}

fn same(right: &str, mark: &str) -> bool {
    bool::from(right.as_bytes().ct_eq(mark.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Dice;

    #[test]
    fn only_the_houses_own_addresses_count_and_for_sixty_days() {
        let (seal, now) = (Seal::fleeting(&Dice::seeded(1)), Moment(1_764_000_000_000_000));
        let answer = Answer::new(UserId(9_999_999), ChatId(9_999_999), now);
        let mark = answer.mark(&seal);
        assert!(mark.len() + crate::mail::LOCAL < 64, "{mark}");
        assert_eq!((Answer::of(&mark, &seal), mark.to_lowercase()), (Some(answer), mark.clone()));
        assert_eq!(Answer::of(&mark.replacen('9', "8", 1), &seal), None);
        assert_eq!(Answer::of(&mark, &Seal::fleeting(&Dice::seeded(2))), None);
        assert!(!answer.is_over(Moment(now.0 + 60 * DAY)) && answer.is_over(Moment(now.0 + 61 * DAY)));
        let bounce = Bounce { mailing: MailingId(7) };
        let mark = bounce.mark(&seal);
        assert_eq!((Bounce::of(&mark, &seal), Answer::of(&mark, &seal)), (Some(bounce), None));
        for none in ["", "a", "a1-2", "a1-2-3", "a-1-2-3-x", "b", "b7", "b7-", "b-7-x"] {
            assert_eq!((Answer::of(none, &seal), Bounce::of(none, &seal)), (None, None), "{none}");
        }
    }

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
