//! How blobs are named: by the hash of their bytes, some with a key after it.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// Characters of a name that are of the hash of its bytes; those after it, if there are any, are [a key](Dice::key).
const HASH: usize = 22;
const KEY: usize = 16;

/// Whether a blob could have this name.
pub fn is_name(name: &str) -> bool {
    [HASH, HASH + KEY].contains(&name.len())
        && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_')
}

/// Whether the blob is one whose name nobody else has.
pub fn has_key(name: &str) -> bool {
    name.len() > HASH
}

/// Whether this hash of bytes is that of the name.
pub fn is_named_by(name: &str, hash: &str) -> bool {
    hash_of(name) == hash
}

/// The part of a blob's name that is of its bytes.
pub fn hash_of(name: &str) -> &str {
    name.get(..HASH).unwrap_or(name)
}

/// The name that these bytes have.
///
/// # Errors
/// What the reader says.
pub fn name_of(mut bytes: impl io::Read) -> io::Result<String> {
    copy_hashed(&mut bytes, &mut io::sink())
}

/// The name of bytes that have this hash.
pub(super) fn named(hash: Sha256) -> String {
    URL_SAFE_NO_PAD.encode(&hash.finalize()[..16])
}

/// Copies the bytes and answers their name.
pub(super) fn copy_hashed(from: &mut impl io::Read, to: &mut impl io::Write) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(named(hash)),
            length => {
                hash.update(&buffer[..length]);
                to.write_all(&buffer[..length])?;
            }
        }
    }
}
