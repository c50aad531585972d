//! A letter: text and HTML, and the headers that keep it calm: it says that a program wrote it, belongs to a conversation, and how it is
//! turned off.

use std::time::{Duration, UNIX_EPOCH};

use lettre::Message;
use lettre::address::{Address, AddressError, Envelope};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};

use super::MailServer;
use super::dkim;
use super::seal::Seal;
use crate::clock::Moment;

/// A letter to one person.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    /// To which address.
    pub to: String,
    /// Whose it is.
    pub to_name: String,
    /// Who writes, beside the company's address.
    pub from_name: String,
    /// The subject.
    pub subject: String,
    /// For those who read text.
    pub text: String,
    /// For all others.
    pub html: String,
    /// Its own number (RFC 5322 §3.6.4), without angle brackets: the same for each try.
    pub message_id: String,
    /// When it is from.
    pub at: Moment,
    /// Where it comes back if nobody takes it; none: to the company's address.
    pub bounces: Option<String>,
    /// What makes it one of many.
    pub mailing: Option<Mailing>,
}

/// What makes a letter one of many: the conversation it belongs to, and how one gets no more of them.
#[derive(Clone, Debug, Default)]
pub struct Mailing {
    /// The number of the conversation's first letter, whether or not that was ever sent: all of one conversation refer to it.
    pub thread: String,
    /// The letter before this one in the conversation.
    pub before: Option<String>,
    /// What the conversation is called, and its number as a name of a list (RFC 2919).
    pub list: (String, String),
    /// Where one POST turns these letters off (RFC 8058).
    pub off: String,
    /// Where answers go, if they are taken.
    pub reply_to: Option<String>,
}

/// Why no letter could be made.
#[derive(Debug, thiserror::Error)]
pub enum Unmade {
    /// An address is none.
    #[error("the address {0} is none: {1}")]
    Address(String, AddressError),
    /// A part of it.
    #[error(transparent)]
    Content(#[from] lettre::error::Error),
}

/// The domain of an address.
pub fn domain_of(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

impl Letter {
    /// As it is handed to the server, signed if the company signs.
    ///
    /// # Errors
    /// [`Unmade`]
    pub fn make(&self, server: &MailServer, seal: &Seal) -> Result<Message, Unmade> {
        let mailbox = |name: &str, address: &str| {
            let parsed: Result<Address, _> = address.parse();
            let name = Some(line(name).trim().to_owned()).filter(|name| !name.is_empty());
            parsed.map(|one| Mailbox::new(name, one)).map_err(|error| Unmade::Address(address.to_owned(), error))
        };
        let mut builder = Message::builder()
            .from(mailbox(&self.from_name, &server.from_address)?)
            .to(mailbox(&self.to_name, &self.to)?)
            .subject(line(&self.subject))
            .date(UNIX_EPOCH + Duration::from_micros(u64::try_from(self.at.0).unwrap_or(0)))
            .message_id(Some(bracketed(&self.message_id)));
        // RFC 3834 §5; the second is what Exchange asks of.
        let mut headers =
            vec![("Auto-Submitted", "auto-generated".to_owned()), ("X-Auto-Response-Suppress", "All".to_owned())];
        if let Some(bounces) = &self.bounces {
            let parse =
                |address: &str| address.parse::<Address>().map_err(|error| Unmade::Address(address.to_owned(), error));
            builder = builder.envelope(Envelope::new(Some(parse(bounces)?), vec![parse(&self.to)?])?);
        }
        if let Some(mailing) = &self.mailing {
            if let Some(reply_to) = &mailing.reply_to {
                builder = builder.reply_to(mailbox(&self.from_name, reply_to)?);
            }
            let references = [Some(&mailing.thread), mailing.before.as_ref()].into_iter().flatten();
            let references: Vec<String> = references.map(|id| bracketed(id)).collect();
            builder =
                builder.in_reply_to(references.last().cloned().unwrap_or_default()).references(references.join(" "));
            headers.push(("List-Id", format!("{} <{}>", plain(&mailing.list.0), mailing.list.1)));
            headers.push(("List-Unsubscribe", bracketed(&mailing.off)));
            headers.push(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        for (name, value) in headers {
            builder = builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
        }
        let part = |kind: ContentType, body: &str| {
            // Letters of every language arrive so, through servers of every age.
            SinglePart::builder().header(kind).header(ContentTransferEncoding::QuotedPrintable).body(body.to_owned())
        };
        let alternative = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, &self.text))
            .singlepart(part(ContentType::TEXT_HTML, &self.html));
        let mut message = builder.multipart(alternative)?;
        if server.dkim_signs
            && !server.dkim_domain.is_empty()
            && let Some(key) = seal.open(&server.dkim_key)
        {
            dkim::sign(&mut message, (&server.dkim_domain, &server.dkim_selector, &key));
        }
        Ok(message)
    }
}

fn bracketed(id: &str) -> String {
    ["<", id, ">"].concat()
}

/// On one line.
fn line(text: &str) -> String {
    text.split(|c: char| c.is_control()).collect::<Vec<_>>().join(" ")
}

/// A phrase (RFC 5322 §3.2.5) that needs no quotes.
fn plain(name: &str) -> String {
    let plain = line(name).replace(['<', '>', '"', '\\', '(', ')', ',', ';', ':', '@', '[', ']'], " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::testing::server;
    use super::*;
    use crate::clock::Dice;

    #[test]
    fn a_letter_says_what_it_is() {
        let letter = Letter {
            to: "lan@harbour.example".to_owned(),
            to_name: "Phạm Lan, \"x\"".to_owned(),
            from_name: "Maren\r\nBcc: evil@example.com".to_owned(),
            subject: "Xưởng in\r\nBcc: evil@example.com".to_owned(),
            text: "Xin chào".to_owned(),
            html: "<p>Xin chào</p>".to_owned(),
            message_id: "m7@harbour.example".to_owned(),
            at: Moment(1_764_000_000_000_000),
            bounces: Some("answers+b7@harbour.example".to_owned()),
            mailing: Some(Mailing {
                thread: "chat-7@harbour.example".to_owned(),
                before: Some("m6@harbour.example".to_owned()),
                list: ("Xưởng <in>".to_owned(), "chat-7.harbour.example".to_owned()),
                off: "https://hallway.example/mail/off/abc".to_owned(),
                reply_to: None,
            }),
        };
        let made = letter.make(&server(25), &Seal::fleeting(&Dice::seeded(1))).expect("a letter");
        let text = String::from_utf8(made.formatted()).expect("ASCII");
        assert!(text.is_ascii());
        for header in [
            "Message-ID: <m7@harbour.example>",
            "In-Reply-To: <m6@harbour.example>",
            "References: <chat-7@harbour.example> <m6@harbour.example>",
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: All",
            "<chat-7.harbour.example>",
            "List-Unsubscribe: <https://hallway.example/mail/off/abc>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Date: Mon, 24 Nov 2025 16:00:00 +0000",
        ] {
            assert!(text.contains(header), "{header}\n{text}");
        }
        assert!(!text.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc")), "{text}");
        let envelope = made.envelope();
        assert_eq!(
            (envelope.to().len(), envelope.from().map(ToString::to_string)),
            (1, Some("answers+b7@harbour.example".to_owned()))
        );
        let wrong = Letter { to: "nobody".to_owned(), ..letter };
        assert!(matches!(wrong.make(&server(25), &Seal::fleeting(&Dice::seeded(1))), Err(Unmade::Address(..))));
    }
}
