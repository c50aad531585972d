//! A real mail server: OpenSMTPD takes letters, hands them to Dovecot, whose Sieve script answers some by itself, and which shows them
//! by IMAP.
//!
//! `./test` installs both. OpenSMTPD wants to be root, and there can be one on a machine: tests wait for each other.

use std::os::unix::fs::chown;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

/// How long a server may take to start, and a letter to arrive.
const PATIENCE: Duration = Duration::from_secs(20);

/// Both programs. They end with it.
pub struct RealServer {
    /// Where OpenSMTPD listens, on the loopback.
    pub port: u16,
    /// Where Dovecot shows mailboxes, on the loopback; the password is `none`. It encrypts when it is asked to.
    pub imap: u16,
    /// The same, encrypted from the first byte.
    pub imaps: u16,
    folder: TempDir,
    program: Child,
    /// The last of them, so that it is given back when both have ended.
    _only: MutexGuard<'static, ()>,
}

/// Who is in both lists always: one that was empty takes nothing up later.
const NOBODY: &str = "nobody@elsewhere.example";

static ONLY: Mutex<()> = Mutex::const_new(());

impl RealServer {
    /// Takes letters for anybody at `harbour.example`, each of whom is away and has that answered over the server at `answers`.
    pub async fn open(answers: u16) -> RealServer {
        let only = ONLY.lock().await;
        let folder = tempfile::tempdir().expect("a folder");
        let [port, lmtp, imap, imaps] = free();
        let log = std::fs::File::create(folder.path().join("said")).expect("a log");
        let program = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mail/server"))
            .arg(folder.path())
            .arg("harbour.example")
            .args([port, lmtp, imap, imaps, answers].map(|port| port.to_string()))
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("bash");
        let mut server = RealServer { port, imap, imaps, folder, program, _only: only };
        for port in [port, lmtp, imap, imaps] {
            server.until(|| std::net::TcpStream::connect(("127.0.0.1", port)).ok()).await;
        }
        let ended = server.program.try_wait().expect("an answer");
        assert!(ended.is_none(), "{}", server.said());
        server
    }

    /// The certificate of who has signed its own.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// Its certificate, and the key.
    pub fn pair(&self) -> [Vec<u8>; 2] {
        ["server.pem", "server.key"].map(|name| std::fs::read(self.folder.path().join(name)).expect("it is there"))
    }

    /// The letter to this name that holds these words, once it has arrived.
    pub async fn letter(&self, name: &str, words: &str) -> String {
        let folder = self.folder.path().join("box").join(name).join("new");
        self.until(|| {
            let files = std::fs::read_dir(&folder).ok()?;
            let mut letters = files.flatten().filter_map(|file| std::fs::read_to_string(file.path()).ok());
            letters.find(|letter| letter.contains(words))
        })
        .await
    }

    /// How many letters this name has got.
    pub fn got(&self, name: &str) -> usize {
        std::fs::read_dir(self.folder.path().join("box").join(name).join("new")).expect("a mailbox").count()
    }

    /// From now on letters to these addresses are to come back `later`, or the addresses are `gone`; to all others they are taken.
    pub fn refuse(&self, how: &str, addresses: &[&str]) {
        let all = [NOBODY].iter().chain(addresses).map(|address| [address, "\n"].concat());
        std::fs::write(self.folder.path().join(how), all.collect::<String>()).expect("written");
        let told = Command::new("smtpctl").args(["update", "table", how]).output().expect("smtpctl, of OpenSMTPD");
        assert!(told.status.success(), "{told:?}");
    }

    /// Sends a letter that says this, as people's programs do.
    pub fn send(&self, from: &str, to: &str, body: &str) {
        use lettre::Transport;
        let letter = lettre::Message::builder()
            .from(from.parse().expect("an address"))
            .to(to.parse().expect("an address"))
            .subject("Re: hello")
            .body(body.to_owned())
            .expect("a letter");
        lettre::SmtpTransport::builder_dangerous("127.0.0.1").port(self.port).build().send(&letter).expect("taken");
    }

    /// Puts a letter into this mailbox, as it is.
    pub fn deliver(&self, name: &str, raw: &[u8]) {
        let folder = self.folder.path().join("box").join(name);
        let unique = format!("{:?}", Instant::now()).replace(|c: char| !c.is_ascii_digit(), "");
        let (written, there) = (folder.join("tmp").join(&unique), folder.join("new").join(&unique));
        std::fs::write(&written, raw).expect("written");
        chown(&written, Some(number("-u")), Some(number("-g"))).expect("root");
        std::fs::rename(written, there).expect("there");
    }

    async fn until<T>(&self, found: impl Fn() -> Option<T>) -> T {
        let from = Instant::now();
        loop {
            if let Some(found) = found() {
                return found;
            }
            assert!(from.elapsed() < PATIENCE, "not within {PATIENCE:?}: {}", self.said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn said(&self) -> String {
        let logs = ["said", "dovecot.log"].map(|name| std::fs::read_to_string(self.folder.path().join(name)));
        logs.map(Result::unwrap_or_default).join("\n")
    }
}

impl Drop for RealServer {
    fn drop(&mut self) {
        // It ends both when it is asked to, and only then.
        let _ = Command::new("kill").arg(self.program.id().to_string()).status();
        let _ = self.program.wait();
    }
}

/// What dkimpy says of the letter's signature, the name service having this record at this name.
pub fn signature_holds(letter: &str, name: &str, record: &str) -> bool {
    use std::io::Write;
    const CHECK: &str = "import dkim, sys\nname, record = sys.argv[1].encode(), sys.argv[2].encode()\n\
        ask = lambda asked, timeout=5: record if asked.rstrip(b'.') == name else None\n\
        sys.exit(0 if dkim.verify(sys.stdin.buffer.read(), dnsfunc=ask) else 1)";
    let mut python = Command::new("/usr/bin/python3")
        .args(["-c", CHECK, name, record])
        .stdin(Stdio::piped())
        .spawn()
        .expect("python3; ./test installs it");
    python.stdin.take().expect("a pipe").write_all(letter.as_bytes()).expect("it reads");
    python.wait().expect("an answer").success()
}

/// Ports that nobody has, below those that the system gives away by itself.
fn free() -> [u16; 4] {
    let mut next = 30_000 + (std::process::id() % 500) as u16 * 4;
    [(); 4].map(|()| {
        loop {
            next += 1;
            if std::net::TcpListener::bind(("127.0.0.1", next)).is_ok() {
                return next;
            }
        }
    })
}

/// The number of the user or group `mail`.
fn number(which: &str) -> u32 {
    let said = Command::new("id").args([which, "mail"]).output().expect("id");
    String::from_utf8_lossy(&said.stdout).trim().parse().expect("the user mail, of Debian")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::process::Command;

    use super::super::encrypting::encrypting;
    use super::super::{Peer, inbox, server};
    use super::RealServer;
    use crate::clock::Dice;
    use crate::mail::{Folder, Inbox, MailServer, Office, Seal, Security, Trouble};

    /// Where a process of its own, which trusts the authority, finds the servers: four ports.
    const TRUSTED: &str = "TRUSTED_MAIL_SERVER";
    const NAME: &str = "mail::testing::real::tests::an_encrypted_line_is_taken_if_its_certificate_is_trusted";

    #[tokio::test]
    async fn an_encrypted_line_is_taken_if_its_certificate_is_trusted() {
        if let Ok(ports) = std::env::var(TRUSTED) {
            let ports: Vec<u16> = ports.split(' ').map(|port| port.parse().expect("a port")).collect();
            let [smtp, smtps, imap, imaps] = ports.try_into().expect("four");
            for said in [lines(Security::StartTls, smtp, imap).await, lines(Security::Tls, smtps, imaps).await] {
                assert!(matches!(said, (Ok(()), Ok(()))), "{said:?}");
            }
            return;
        }
        let answers = Peer::open().await;
        let real = RealServer::open(answers.port).await;
        // Debian's OpenSMTPD says that it has no private key, whatever it is given: another line is before it.
        let pair = real.pair();
        let smtp = encrypting(&pair, "220 harbour.example ESMTP", Some(real.port)).await;
        let smtps = encrypting(&pair, "", Some(real.port)).await;
        // Whom a program trusts it is told when it starts.
        let told = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", NAME])
            .env(TRUSTED, format!("{smtp} {smtps} {} {}", real.imap, real.imaps))
            .env("SSL_CERT_FILE", real.authority())
            .output()
            .await
            .expect("it starts");
        let told = (told.status.success(), String::from_utf8_lossy(&told.stdout).into_owned());
        assert!(told.0 && told.1.contains("1 passed"), "{}", told.1);
        let said = lines(Security::Tls, smtps, real.imaps).await;
        assert!(matches!(said, (Err(Trouble::Certificate), Err(Trouble::Certificate))), "{said:?}");
    }

    /// What comes of both lines, so protected.
    async fn lines(security: Security, smtp: u16, imap: u16) -> (Result<(), Trouble>, Result<(), Trouble>) {
        let (patience, dice) = (Duration::from_secs(10), Dice::seeded(1));
        let office = Office::new(Seal::fleeting(&dice)).patient(patience);
        let knocked = office.open(&MailServer { security, ..server(smtp) }).expect("a way").knock().await;
        let password = MailServer::sealed("none", &office.seal, &dice);
        let opened = Folder::open(&Inbox { security, password, ..inbox(imap) }, &office.seal, patience).await;
        (knocked.map_err(|(trouble, _)| trouble), opened.map(drop).map_err(|(trouble, _)| trouble))
    }
}
