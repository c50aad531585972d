//! A letter that has arrived: to which marks, by whom, whether a program wrote it, what it says; or which letter comes back, and why.

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use unicode_normalization::UnicodeNormalization;

use super::Inbox;

/// The part of a returned letter that programs read (RFC 3464).
const STATUS: &str = "delivery-status";
/// Where a server writes to whom a letter was delivered, beside `To` and `Cc`.
const RECIPIENTS: [&str; 6] = ["to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to"];

/// What is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    /// Its number, if it has one.
    pub message_id: Option<String>,
    /// Whose it says that it is.
    pub from: String,
    /// The marks of our address, each once.
    pub marks: Vec<String>,
    /// Whether a program wrote it (RFC 3834).
    pub automatic: bool,
    /// Its text; that of its HTML if it has no other.
    pub text: String,
    /// Whether it brings files.
    pub has_files: bool,
    /// What it says of a letter that was not delivered.
    pub returned: Option<Returned>,
}

/// Why a letter comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// Whether for good.
    pub failed: bool,
    /// The status and what was said.
    pub words: String,
}

/// Reads it; of one that is too big its headers do. None if it is no letter.
pub fn read(raw: &[u8], inbox: &Inbox) -> Option<Incoming> {
    let message = MessageParser::default().parse(raw)?;
    let mut marks: Vec<String> = Vec::new();
    for (name, value) in message.headers_raw() {
        if RECIPIENTS.iter().any(|one| name.eq_ignore_ascii_case(one)) {
            for mark in inbox.marks(value) {
                if !marks.contains(&mark) {
                    marks.push(mark);
                }
            }
        }
    }
    let from = message.from().and_then(|from| from.first()).and_then(|from| from.address());
    Some(Incoming {
        message_id: message.message_id().map(str::to_owned),
        from: from.unwrap_or_default().trim().to_owned(),
        marks,
        automatic: is_automatic(&message),
        // Some character sets write a letter and its accent as two.
        text: message.body_text(0).unwrap_or_default().replace("\r\n", "\n").nfc().collect(),
        has_files: message.attachments().any(|part| !matches!(part.body, PartType::InlineBinary(_))),
        returned: returned(&message),
    })
}

/// Whether a program wrote it, as programs say so (RFC 3834 §5, RFC 2919), or used to.
fn is_automatic(message: &Message<'_>) -> bool {
    let raw = |name: &'static str| message.header_raw(name).map(|value| value.trim().to_ascii_lowercase());
    let is = |name: &'static str, words: &[&str]| raw(name).is_some_and(|value| words.contains(&value.as_str()));
    raw("Auto-Submitted").is_some_and(|value| !value.starts_with("no"))
        || is("Precedence", &["bulk", "junk", "list", "auto_reply"])
        || is("Return-Path", &["<>"])
        || ["List-Id", "X-Autoreply", "X-Autorespond", "X-Auto-Reply"].iter().any(|name| raw(name).is_some())
}

fn returned(message: &Message<'_>) -> Option<Returned> {
    let status = message.parts.iter().find(|part| {
        part.content_type().is_some_and(|kind| kind.subtype().is_some_and(|of| of.eq_ignore_ascii_case(STATUS)))
    })?;
    let text = String::from_utf8_lossy(status.contents());
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if let Some((_, value)) = fields.last_mut().filter(|_| line.starts_with([' ', '\t'])) {
            *value += &[" ", line.trim()].concat();
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let field = |name: &str| fields.iter().find(|(of, _)| of == name).map(|(_, value)| value.as_str());
    let status = field("status")?;
    let said = field("diagnostic-code").map(|said| said.split_once(';').map_or(said, |(_, said)| said.trim()));
    let failed = status.starts_with('5') && field("action").is_none_or(|action| action.eq_ignore_ascii_case("failed"));
    Some(Returned { failed, words: [status, said.unwrap_or_default()].join(" ").trim().to_owned() })
}
