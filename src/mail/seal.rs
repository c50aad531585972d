//! What is secret and has to be read again: sealed with a key that lies beside the database and in no backup.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::clock::Dice;

/// In the data folder, for the server's own user to read alone.
const FILE: &str = "secrets.key";
/// Bytes of the nonce before each text.
const NONCE: usize = 24;

/// Seals and opens. A clone has the same key.
#[derive(Clone)]
pub struct Seal([u8; 32]);

impl Seal {
    /// The seal of this data folder; it is made the first time.
    ///
    /// # Errors
    /// What the file system says; a key that is no key.
    pub fn of(data: &Path, dice: &Dice) -> io::Result<Seal> {
        let path = data.join(FILE);
        match File::open(&path) {
            Ok(mut file) => {
                let mut key = Vec::new();
                file.read_to_end(&mut key)?;
                let key = key.try_into().map_err(|_| io::Error::other(format!("{} is no key", path.display())))?;
                Ok(Seal(key))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let seal = Seal(dice.bytes());
                let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
                file.write_all(&seal.0)?;
                file.sync_all()?;
                Ok(seal)
            }
            Err(error) => Err(error),
        }
    }

    /// One that is kept nowhere: for tests, and for the time before there is a data folder.
    pub fn fleeting(dice: &Dice) -> Seal {
        Seal(dice.bytes())
    }

    /// The text, sealed (XChaCha20-Poly1305).
    pub fn close(&self, text: &str, dice: &Dice) -> Vec<u8> {
        let nonce: [u8; NONCE] = dice.bytes();
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), text.as_bytes());
        // It fails for texts of 256 GiB.
        [&nonce[..], &sealed.unwrap_or_default()].concat()
    }

    /// The text again; none if another key has sealed it, or it was changed.
    pub fn open(&self, sealed: &[u8]) -> Option<String> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let text = self.cipher().decrypt(&XNonce::from(*nonce), sealed).ok()?;
        String::from_utf8(text).ok()
    }

    /// A mark of the text that nobody else can make (HMAC-SHA-256); `purpose` keeps marks of one kind from passing as another.
    pub fn mark(&self, purpose: &str, text: &str) -> [u8; 32] {
        // HMAC takes keys of every length.
        let Ok(mut mac) = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.0) else {
            unreachable!("a key of any length")
        };
        for part in [purpose, "\0", text] {
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&self.0).into())
    }
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn what_is_sealed_is_opened_by_the_same_key_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let dice = Dice::system();
        let seal = Seal::of(folder.path(), &dice).expect("made");
        let sealed = seal.close("pässword", &dice);
        assert_ne!(sealed, seal.close("pässword", &dice));
        assert_eq!(Seal::of(folder.path(), &dice).expect("there").open(&sealed).as_deref(), Some("pässword"));
        assert_eq!(Seal::fleeting(&dice).open(&sealed), None);
        let mut changed = sealed.clone();
        *changed.last_mut().expect("bytes") ^= 1;
        assert_eq!((seal.open(&changed), seal.open(&sealed[..9])), (None, None));
        let mode = std::fs::metadata(folder.path().join(FILE)).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(folder.path().join(FILE), "short").expect("written");
        assert!(Seal::of(folder.path(), &dice).is_err());
    }

    #[test]
    fn marks_of_one_purpose_are_none_of_another() {
        let seal = Seal::fleeting(&Dice::seeded(1));
        assert_eq!(seal.mark("a", "x"), seal.mark("a", "x"));
        assert_ne!(seal.mark("a", "x"), seal.mark("b", "x"));
        assert_ne!(seal.mark("a", "x"), Seal::fleeting(&Dice::seeded(2)).mark("a", "x"));
    }
}
