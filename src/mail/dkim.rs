//! Signatures by which receivers know that a letter comes from the company's domain (RFC 6376).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lettre::Message;
use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey,
};
use lettre::message::header::HeaderName;
use rsa::pkcs1::{DecodeRsaPrivateKey, EncodeRsaPrivateKey, LineEnding};
use rsa::pkcs8::EncodePublicKey;
use rsa::{RsaPrivateKey, RsaPublicKey};

/// Bits of a key: what receivers ask for (RFC 8301 §3.2) and one record of the name service holds.
const BITS: usize = 2048;
/// What is signed. Content-Type is not: its folding is changed on the way, which breaks a signature of several parts.
const HEADERS: [&str; 13] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Reply-To",
    "MIME-Version",
    "Auto-Submitted",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
];

/// A new key, as text to be sealed (PKCS #1 in PEM). It takes a second or more: not for the threads of requests.
///
/// # Errors
/// What no machine says that has random numbers.
pub fn make() -> Result<String, rsa::Error> {
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, BITS)?;
    Ok(key.to_pkcs1_pem(LineEnding::LF)?.to_string())
}

/// What stands in the name service for the key: the text of the record `SELECTOR._domainkey.DOMAIN`. None if it is no key.
pub fn record(key: &str) -> Option<String> {
    let key = RsaPrivateKey::from_pkcs1_pem(key).ok()?;
    let public = RsaPublicKey::from(&key).to_public_key_der().ok()?;
    Some(["v=DKIM1; k=rsa; p=", &STANDARD.encode(public.as_bytes())].concat())
}

/// Signs the letter; false if the key is none.
pub(super) fn sign(letter: &mut Message, (domain, selector, key): (&str, &str, &str)) -> bool {
    let Ok(key) = DkimSigningKey::new(key, DkimSigningAlgorithm::Rsa) else { return false };
    // Only what is there: a name without a header says that there is none, which a receiver's own additions would break.
    let there = HEADERS.iter().filter(|name| letter.headers().get_raw(name).is_some());
    let names = there.map(|name| HeaderName::new_from_ascii_str(name)).collect();
    let relaxed = DkimCanonicalizationType::Relaxed;
    let canonical = DkimCanonicalization { header: relaxed, body: relaxed };
    letter.sign(&DkimConfig::new(selector.to_owned(), domain.to_owned(), key, names, canonical));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_a_record_and_signs() {
        let key = make().expect("a key");
        let record = record(&key).expect("a record");
        assert!(record.starts_with("v=DKIM1; k=rsa; p=MII") && record.len() < 450, "{record}");
        let letter = || {
            let builder =
                Message::builder().from("a@b.example".parse().expect("one")).to("c@d.example".parse().expect("one"));
            builder.subject("Grüße").body("Hello".to_owned()).expect("a letter")
        };
        let mut signed = letter();
        assert!(sign(&mut signed, ("b.example", "hallway", &key)));
        let text = String::from_utf8(signed.formatted()).expect("text");
        assert!(text.contains("DKIM-Signature:") && text.contains("c=relaxed/relaxed") && !text.contains("List-Id"));
        assert!(!sign(&mut letter(), ("b.example", "hallway", "no key")));
        assert_eq!(super::record("no key"), None);
    }
}
