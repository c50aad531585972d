//! A line that is encrypted, before a server that does not do that.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Its port, on the loopback. With this certificate and key it greets so, and encrypts when it is asked to; without a greeting from the
/// first byte. What comes then is for the server behind, at this port of the loopback.
pub async fn encrypting([certificate, key]: &[Vec<u8>; 2], greeting: &'static str, behind: Option<u16>) -> u16 {
    let chain = CertificateDer::pem_slice_iter(certificate);
    let chain = chain.collect::<Result<Vec<_>, _>>().expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(key).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions");
    let acceptor =
        TlsAcceptor::from(Arc::new(config.with_no_client_auth().with_single_cert(chain, key).expect("a pair")));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Some(stream) = agreed(stream, greeting).await else { return };
                // Whoever does not trust it hangs up here.
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let Some(behind) = behind else { return };
                let mut server = TcpStream::connect(("127.0.0.1", behind)).await.expect("a server");
                if !greeting.is_empty() {
                    while server.read_u8().await.expect("another greeting") != b'\n' {}
                }
                // Whoever has got an answer may leave without a word.
                let _ = copy_bidirectional(&mut stream, &mut server).await;
            });
        }
    });
    port
}

/// The line when both have agreed to encrypt it.
async fn agreed(stream: TcpStream, greeting: &str) -> Option<TcpStream> {
    if greeting.is_empty() {
        return Some(stream);
    }
    let mut stream = BufReader::new(stream);
    stream.write_all(format!("{greeting}\r\n").as_bytes()).await.ok()?;
    let mut line = String::new();
    while stream.read_line(&mut line).await.ok()? > 0 {
        let words: Vec<&str> = line.split_whitespace().collect();
        let answer = match words.as_slice() {
            ["STARTTLS"] => "220 go on".to_owned(),
            [tag, "STARTTLS"] => format!("{tag} OK go on"),
            _ => "250-stranger\r\n250 STARTTLS".to_owned(),
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
        if answer.ends_with("go on") {
            return Some(stream.into_inner());
        }
        line.clear();
    }
    None
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{inbox, server};
    use super::encrypting;
    use crate::clock::Dice;
    use crate::mail::{Folder, Inbox, MailServer, Office, Seal, Security, Trouble};

    #[tokio::test]
    async fn a_certificate_that_nobody_trusts_is_told_as_that() {
        let patience = Duration::from_secs(10);
        let stranger =
            [&include_bytes!("../../app/tls_tests/certificate.pem")[..], include_bytes!("../../app/tls_tests/key.pem")];
        let stranger = stranger.map(<[u8]>::to_vec);
        let office = Office::new(Seal::fleeting(&Dice::seeded(1))).patient(patience);
        for (security, smtp, imap) in
            [(Security::Tls, "", ""), (Security::StartTls, "220 stranger ESMTP", "* OK stranger")]
        {
            let server = MailServer { security, ..server(encrypting(&stranger, smtp, None).await) };
            let knocked = office.open(&server).expect("a way").knock().await;
            assert!(matches!(knocked, Err((Trouble::Certificate, _))), "{security:?} {knocked:?}");
            let inbox = Inbox { security, ..inbox(encrypting(&stranger, imap, None).await) };
            let opened = Folder::open(&inbox, &office.seal, patience).await;
            assert!(matches!(opened, Err((Trouble::Certificate, _))), "{security:?} {opened:?}");
        }
    }
}
