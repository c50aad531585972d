//! One-time codes by the clock: RFC 6238 over RFC 4226, with SHA-1, 6 digits and 30 seconds, which every authenticator app
//! knows without being told.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

use crate::clock::{Dice, Moment};

/// Digits of a code.
pub const DIGITS: usize = 6;
/// Microseconds for which a code is shown.
const STEP: i64 = 30_000_000;
/// Steps that a phone's clock may be off, either way (RFC 6238 §5.2 advises one).
const DRIFT: i64 = 1;
/// RFC 4648 §6, in small letters: none of them looks like a digit that is there too.
pub const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// Characters of the company's name that an app shows: more would make the picture too fine to be read.
const ISSUER: usize = 40;

/// What a person's app and the house know, and nobody else: 20 bytes, as many as SHA-1 has (RFC 4226 §4).
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub(super) Vec<u8>);

impl Secret {
    /// A new one.
    pub fn new(dice: &Dice) -> Secret {
        Secret(dice.bytes::<20>().to_vec())
    }

    /// In groups of four letters, to be typed.
    pub fn groups(&self) -> String {
        grouped(&self.base32(), " ")
    }

    /// The address that an app reads from a picture
    /// (https://github.com/google/google-authenticator/wiki/Key-Uri-Format).
    pub fn address(&self, company: &str, email: &str) -> String {
        let issuer = encoded(&company.chars().take(ISSUER).collect::<String>());
        let secret = self.base32().to_ascii_uppercase();
        format!("otpauth://totp/{issuer}:{}?secret={secret}&issuer={issuer}", encoded(email))
    }

    /// The step of the code that was typed, if it is that of now or of a neighbour, and later than `last`. Spaces do not
    /// count. Every step is looked at, so that the time it takes tells nothing.
    pub fn step(&self, typed: &str, now: Moment, last: i64) -> Option<i64> {
        let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
        let here = now.0.div_euclid(STEP);
        let matching = |step: &i64| bool::from(self.code(*step).as_bytes().ct_eq(typed.as_bytes()));
        let found: Vec<i64> = (here - DRIFT..=here + DRIFT).filter(matching).collect();
        found.into_iter().find(|step| *step > last)
    }

    /// The code of the moment.
    #[cfg(test)]
    pub fn code_at(&self, now: Moment) -> String {
        self.code(now.0.div_euclid(STEP))
    }

    fn code(&self, step: i64) -> String {
        format!("{:06}", self.truncated(step) % 10_u32.pow(DIGITS as u32))
    }

    /// RFC 4226 §5.3.
    fn truncated(&self, step: i64) -> u32 {
        // HMAC takes keys of every length.
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(&self.0) else { unreachable!("a key of any length") };
        mac.update(&step.to_be_bytes());
        let mac = mac.finalize().into_bytes();
        let at = usize::from(mac[19] & 15);
        u32::from_be_bytes([mac[at] & 0x7f, mac[at + 1], mac[at + 2], mac[at + 3]])
    }

    fn base32(&self) -> String {
        let bits = self.0.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
        let bits: Vec<u8> = bits.collect();
        let letter = |five: &[u8]| five.iter().fold(0, |sum, bit| sum << 1 | bit);
        bits.chunks(5).map(|five| char::from(ALPHABET[usize::from(letter(five))])).collect()
    }
}

/// The text in groups of four.
pub(super) fn grouped(text: &str, between: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(between)
}

/// As a part of an address (RFC 3986 §2.1): apps read `+` as a plus.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let write = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(write).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Secret {
        Secret(b"12345678901234567890".to_vec())
    }

    #[test]
    fn the_vectors_of_rfc_6238() {
        for (seconds, code) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            assert_eq!(known().truncated(seconds / 30) % 100_000_000, code, "{seconds}");
        }
    }

    #[test]
    fn a_code_is_right_one_step_early_and_late_and_once() {
        let at = |seconds: i64| Moment(seconds * 1_000_000);
        for (seconds, step) in [(29, None), (30, Some(2)), (60, Some(2)), (119, Some(2)), (120, None)] {
            assert_eq!(known().step(&known().code(2), at(seconds), 0), step, "{seconds}");
        }
        let code = known().code(2);
        assert_eq!(known().step(&format!(" {} {} ", &code[..3], &code[3..]), at(60), 1), Some(2));
        assert_eq!(known().step(&code, at(60), 2), None, "a code is good once");
        for wrong in ["", "000000", &code[1..], &format!("{code}0"), "२८७०८२"] {
            assert_eq!(known().step(wrong, at(60), 0), None, "{wrong}");
        }
    }

    #[test]
    fn what_an_app_reads() {
        assert_eq!(known().groups(), "gezd gnbv gy3t qojq gezd gnbv gy3t qojq");
        assert_eq!(
            known().address("Nhà in & Co", "lan+x@harbour.example"),
            "otpauth://totp/Nh%C3%A0%20in%20%26%20Co:lan%2Bx%40harbour.example\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Nh%C3%A0%20in%20%26%20Co"
        );
        assert_eq!(Secret::new(&Dice::seeded(1)).base32().len(), 32);
    }
}
