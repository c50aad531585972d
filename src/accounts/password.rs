//! Passwords: argon2id, at once on half of the cores, and no slower for an address that somebody has.

use std::sync::{Arc, LazyLock};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{CustomizedPasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use unicode_normalization::UnicodeNormalization;

use super::Wrong;
use crate::clock::Dice;
use crate::web::Limits;

/// Hashes that may wait for each of these cores; a hash takes some 20 ms.
const WAITING: usize = 50;
/// Salt of what stands for the hash of a person who is not there; nobody has its password.
const DUMMY_SALT: &[u8; 16] = b"nobody is here..";

/// A password that may be chosen: from [`Limits::PASSWORD_LEAST`] to [`Limits::PASSWORD_MOST`] characters. It is kept in
/// the form NFKC, so that what one keyboard composes is what another one types (NIST SP 800-63B §3.1.1.2).
#[derive(Clone)]
pub struct NewPassword(String);

impl NewPassword {
    /// Every character counts, spaces too.
    ///
    /// # Errors
    /// [`Wrong`]
    pub fn parse(typed: &str) -> Result<NewPassword, Wrong> {
        let password = normal(typed);
        match password.chars().count() {
            0 => Err(Wrong::Missing),
            count if count < Limits::PASSWORD_LEAST => Err(Wrong::TooShort { count, least: Limits::PASSWORD_LEAST }),
            count if count > Limits::PASSWORD_MOST => Err(Wrong::TooLong { count, most: Limits::PASSWORD_MOST }),
            _ => Ok(NewPassword(password)),
        }
    }
}

fn normal(typed: &str) -> String {
    typed.nfkc().collect()
}

/// Why a password was not hashed or compared.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too many wait already.
    #[error("too many passwords wait to be hashed")]
    Busy,
    /// A defect.
    #[error("a password could not be hashed: {0}")]
    Failed(String),
}

impl From<PasswordError> for crate::web::Error {
    fn from(error: PasswordError) -> Self {
        match error {
            PasswordError::Busy => crate::web::Error::Busy(5),
            PasswordError::Failed(why) => crate::web::Error::Defect(why),
        }
    }
}

/// Hashes and compares passwords. The other half of the cores is left to pages, however many come to sign in.
#[derive(Clone)]
pub struct Passwords {
    cores: Arc<Semaphore>,
    queue: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Passwords {
        let cores = std::thread::available_parallelism().map_or(1, usize::from).div_ceil(2);
        Passwords { cores: Arc::new(Semaphore::new(cores)), queue: Arc::new(Semaphore::new(cores * WAITING)) }
    }
}

impl Passwords {
    /// The hash of the password in the PHC string format.
    ///
    /// # Errors
    /// [`PasswordError`]
    pub async fn hash(&self, password: NewPassword, dice: &Dice) -> Result<String, PasswordError> {
        let salt = dice.bytes::<16>();
        self.work(move || hash(&password.0, &salt)).await?
    }

    /// Whether the hash is that of the password. Without a hash it takes as long, and is not.
    ///
    /// # Errors
    /// [`PasswordError`]
    pub async fn is_right(&self, typed: &str, hash: Option<String>) -> Result<bool, PasswordError> {
        // A longer one was never chosen, and an endless one is not worth the time.
        let password: String = normal(typed).chars().take(Limits::PASSWORD_MOST + 1).collect();
        let is_there = hash.is_some();
        let right = self.work(move || verify(&password, hash.as_deref().unwrap_or(&DUMMY))).await?;
        Ok(right && is_there)
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PasswordError> {
        let waiting = self.queue.clone().try_acquire_owned().map_err(|_| PasswordError::Busy)?;
        let core =
            self.cores.clone().acquire_owned().await.map_err(|error| PasswordError::Failed(error.to_string()))?;
        // The permits go with the work: a request that is dropped does not free a core that still hashes.
        let done = spawn_blocking(move || {
            let _held = (waiting, core);
            work()
        });
        done.await.map_err(|error| PasswordError::Failed(error.to_string()))
    }
}

static DUMMY: LazyLock<String> = LazyLock::new(|| hash("", DUMMY_SALT).unwrap_or_default());

fn hash(password: &str, salt: &[u8]) -> Result<String, PasswordError> {
    Hasher
        .hash_password_customized(password.as_bytes(), salt, None, None, cost())
        .map(|hash| hash.to_string())
        .map_err(|error| PasswordError::Failed(error.to_string()))
}

/// What a hash costs. Unit tests make thousands of what nobody guesses; those of the program itself make them as it does.
fn cost() -> Params {
    if cfg!(test) { Params::new(Params::MIN_M_COST, 1, 1, None).expect("a small cost") } else { Params::default() }
}

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Hasher.verify_password(password.as_bytes(), &hash).is_ok())
}

/// Blocks of 1 KiB for which glibc always asks the system, and which it gives back: from 32 MiB on (mallopt(3),
/// M_MMAP_THRESHOLD). The 19 MiB of a hash it would keep, in each thread that has hashed: 490 MB after sixty sign-ins. What is
/// not written to is not there.
const APART: usize = 33 * 1024;

/// Argon2 in memory that is gone afterwards.
struct Hasher;

impl CustomizedPasswordHasher<PasswordHash> for Hasher {
    type Params = Params;

    fn hash_password_customized(
        &self,
        password: &[u8],
        salt: &[u8],
        algorithm: Option<&str>,
        version: Option<u32>,
        params: Params,
    ) -> argon2::password_hash::Result<PasswordHash> {
        let algorithm = algorithm.map(Algorithm::try_from).transpose()?.unwrap_or_default();
        let version = version.map(Version::try_from).transpose()?.unwrap_or_default();
        let mut memory = Vec::with_capacity(params.block_count().max(APART));
        memory.resize(params.block_count(), Block::new());
        let mut out = vec![0; params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)];
        let argon2 = Argon2::new(algorithm, version, params.clone());
        argon2.hash_password_into_with_memory(password, salt, &mut out, memory)?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(&params)?,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(&out)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_is_right_however_it_is_typed() {
        let passwords = Passwords::default();
        let chosen = NewPassword::parse("một cánh cửa mở").expect("long enough");
        let hash = passwords.hash(chosen.clone(), &Dice::seeded(1)).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$"));
        let decomposed: String = "một cánh cửa mở".nfd().collect();
        assert!(passwords.is_right("một cánh cửa mở", Some(hash.clone())).await.expect("an answer"));
        assert!(passwords.is_right(&decomposed, Some(hash.clone())).await.expect("an answer"));
        assert!(!passwords.is_right("một cánh cửa mở ", Some(hash.clone())).await.expect("an answer"));
        assert_ne!(passwords.hash(chosen, &Dice::seeded(2)).await.expect("a hash"), hash);
    }

    /// What others have written with this crate, or will. The program's own is tried in `tests/app`.
    #[test]
    fn hashes_are_those_of_argon2() {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost());
        let theirs = argon2::PasswordHasher::hash_password_with_salt(&argon2, b"lamplight", DUMMY_SALT);
        let theirs = theirs.expect("a hash").to_string();
        assert_eq!(hash("lamplight", DUMMY_SALT).expect("a hash"), theirs);
        assert!(verify("lamplight", &theirs) && !verify("lamplights", &theirs));
        let small = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 2, 1, Some(24)).expect("params"));
        let small = argon2::PasswordHasher::hash_password_with_salt(&small, b"lamplight", DUMMY_SALT).expect("a hash");
        assert!(verify("lamplight", &small.to_string()) && !verify("lamp", &small.to_string()) && !verify("", ""));
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        let passwords = Passwords::default();
        for typed in ["", "a door that is left ajar"] {
            assert!(!passwords.is_right(typed, None).await.expect("an answer"));
        }
        assert!(DUMMY.starts_with("$argon2id$"));
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(NewPassword::parse("lamplight").err(), Some(Wrong::TooShort { count: 9, least: 12 }));
        assert_eq!(NewPassword::parse("").err(), Some(Wrong::Missing));
        assert!(NewPassword::parse("mười hai chữ").is_ok());
        assert!(NewPassword::parse(&"ạ".repeat(200)).is_ok());
        assert_eq!(NewPassword::parse(&"ạ".repeat(201)).err(), Some(Wrong::TooLong { count: 201, most: 200 }));
    }
}
