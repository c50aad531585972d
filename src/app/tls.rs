//! HTTPS with a certificate of the company's own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::Tls;

/// Why HTTPS is not possible with these files.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file that cannot be read.
    #[error("{}: {}", .0.display(), .1)]
    Unreadable(PathBuf, #[source] std::io::Error),
    /// No certificate in it.
    #[error("{}: no certificate in PEM (-----BEGIN CERTIFICATE-----) in this file", .0.display())]
    NoCertificate(PathBuf),
    /// No key in it.
    #[error("{}: no private key in PEM without a password (-----BEGIN PRIVATE KEY-----) in this file", .0.display())]
    NoKey(PathBuf),
    /// A file that is damaged.
    #[error("{}: {}", .0.display(), .1)]
    Broken(PathBuf, String),
    /// The two do not belong together, or are of a kind that is not known.
    #[error("{} and {}: {}", .0.display(), .1.display(), .2)]
    Refused(PathBuf, PathBuf, #[source] rustls::Error),
}

/// What rustls serves HTTPS with: TLS 1.2 and 1.3. The protocols inside (ALPN) are added by actix, which knows what it
/// speaks.
///
/// # Errors
/// [`Error`], which names the file.
pub fn server_config(files: &Tls) -> Result<rustls::ServerConfig, Error> {
    let chain = certificates(&files.certificate)?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| told(error, &files.key, Error::NoKey))?;
    let refused = |error| Error::Refused(files.certificate.clone(), files.key.clone(), error);
    // Said explicitly: a process-wide default would depend on which crates happen to be linked.
    rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(refused)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(refused)
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let none = Error::NoCertificate;
    let found = CertificateDer::pem_file_iter(file).map_err(|error| told(error, file, none))?;
    let chain = found.collect::<Result<Vec<_>, _>>().map_err(|error| told(error, file, none))?;
    if chain.is_empty() { Err(none(file.to_owned())) } else { Ok(chain) }
}

fn told(error: pem::Error, file: &Path, none: fn(PathBuf) -> Error) -> Error {
    match error {
        pem::Error::Io(error) => Error::Unreadable(file.to_owned(), error),
        pem::Error::NoItemsFound => none(file.to_owned()),
        error => Error::Broken(file.to_owned(), error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=localhost
    const CERTIFICATE: &str = include_str!("tls_tests/certificate.pem");
    const KEY: &str = include_str!("tls_tests/key.pem");
    const OTHER_KEY: &str = include_str!("tls_tests/other-key.pem");

    fn config(certificate: Option<&str>, key: Option<&str>) -> Result<rustls::ServerConfig, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let files = Tls { certificate: folder.path().join("c.pem"), key: folder.path().join("k.pem") };
        for (file, text) in [(&files.certificate, certificate), (&files.key, key)] {
            if let Some(text) = text {
                std::fs::write(file, text).expect("room on the disk");
            }
        }
        server_config(&files).map_err(|error| error.to_string())
    }

    #[test]
    fn a_certificate_with_its_key_serves() {
        config(Some(CERTIFICATE), Some(KEY)).expect("a certificate");
    }

    #[test]
    fn what_is_wrong_is_told_with_the_file() {
        let half = CERTIFICATE.split_at(CERTIFICATE.len() / 2).0;
        for (certificate, key, told) in [
            (None, Some(KEY), "c.pem: No such file"),
            (Some(CERTIFICATE), None, "k.pem: No such file"),
            (Some(KEY), Some(KEY), "c.pem: no certificate in PEM"),
            (Some(CERTIFICATE), Some(CERTIFICATE), "k.pem: no private key in PEM"),
            (Some(half), Some(KEY), "c.pem: "),
            (Some(CERTIFICATE), Some(OTHER_KEY), "k.pem: "),
        ] {
            let error = config(certificate, key).expect_err(told);
            assert!(error.contains(told), "{error}");
        }
    }
}
