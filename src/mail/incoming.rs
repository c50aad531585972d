//! A letter that has arrived: to which marks, by whom, whether a program wrote it, what it says; or which letter comes back, and why.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use unicode_normalization::UnicodeNormalization;

use super::{Inbox, body};

/// The part of a returned letter that programs read (RFC 3464).
const STATUS: &str = "delivery-status";
/// Where a server writes to whom a letter was delivered, beside `To` and `Cc`.
const RECIPIENTS: [&str; 6] = ["to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to"];

/// What letters are signed with (RFC 3156, RFC 8551).
const SIGNATURES: [&str; 4] = ["pgp-signature", "pgp-keys", "pkcs7-signature", "x-pkcs7-signature"];

/// Marks of one letter that count.
const MARKS: usize = 20;
/// Parts that may hold parts, and their boundaries, in one letter.
const PARTS: usize = 60;

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
    /// Its text; where it has HTML alone, that of it.
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

/// Reads it; of one that is too big its headers do. None if it is no letter, or one made to be hard to read.
pub fn read(raw: &[u8], inbox: &Inbox) -> Option<Incoming> {
    if is_nested(raw) {
        return None;
    }
    let message = MessageParser::default().parse(raw)?;
    let mut marks: Vec<String> = Vec::new();
    for (name, value) in message.headers_raw() {
        if RECIPIENTS.iter().any(|one| name.eq_ignore_ascii_case(one)) {
            for mark in inbox.marks(value) {
                if marks.len() < MARKS && !marks.contains(&mark) {
                    marks.push(mark);
                }
            }
        }
    }
    // One address says whose it is; of several none does.
    let mut senders = message.header_values("From").filter_map(|from| from.as_address()).flat_map(|all| all.iter());
    let from = senders.next().filter(|_| senders.next().is_none()).and_then(|from| from.address());
    Some(Incoming {
        message_id: message.message_id().map(str::to_owned),
        from: from.unwrap_or_default().trim().to_owned(),
        marks,
        automatic: is_automatic(&message),
        // Some character sets write a letter and its accent as two.
        text: body::text(&message).nfc().collect(),
        has_files: message.attachments().any(is_file),
        returned: returned(&message),
    })
}

/// Whether it has more parts in parts than letters have: each takes the parser a frame of the stack, or a look at all that follows.
fn is_nested(raw: &[u8]) -> bool {
    let holds =
        |at: usize, word: &[u8]| raw[at..].get(..word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word));
    let opens = |at: &usize| match raw[*at] {
        b'm' | b'M' => holds(*at, b"message/") || holds(*at, b"multipart/"),
        b'b' | b'B' => holds(*at, b"boundary"),
        _ => false,
    };
    (0..raw.len()).filter(opens).nth(PARTS).is_some()
}

/// Whether somebody has added it: neither a picture that the text is drawn with nor a signature.
fn is_file(part: &MessagePart<'_>) -> bool {
    let drawn = matches!(part.body, PartType::InlineBinary(_)) && part.content_id().is_some();
    let subtype = part.content_type().and_then(|kind| kind.subtype()).unwrap_or_default().to_ascii_lowercase();
    !drawn && !SIGNATURES.contains(&subtype.as_str())
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
    let said = field("diagnostic-code").map_or("", |said| said.split_once(';').map_or(said, |(_, said)| said.trim()));
    let failed = status.starts_with('5') && field("action").is_none_or(|action| action.eq_ignore_ascii_case("failed"));
    // "5.0.0" says nothing that what was said by the other server does not say better.
    let status = if status.ends_with(".0.0") && !said.is_empty() { "" } else { status };
    Some(Returned { failed, words: [status, said].join(" ").trim().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::super::testing::inbox;
    use super::*;

    #[test]
    fn a_letter_that_is_made_to_be_hard_to_read_is_not_read() {
        let nested = "Content-Type: message/rfc822\n\n".repeat(300_000);
        assert_eq!(read(nested.as_bytes(), &inbox(0)), None);
        let parts = "--x\nContent-Type: multipart/mixed; boundary=never\n\n".repeat(100);
        let parts = format!("Content-Type: multipart/mixed; boundary=x\n\n{parts}");
        assert_eq!(read(parts.as_bytes(), &inbox(0)), None);
        let to = format!(
            "To: {}\n\nHello",
            (0..50_000).map(|n| format!("answers+{n}@harbour.example")).collect::<Vec<_>>().join(", ")
        );
        assert_eq!(read(to.as_bytes(), &inbox(0)).expect("a letter").marks.len(), MARKS);
    }

    #[test]
    fn of_several_senders_none_counts() {
        let of = |heads: &str| read(format!("{heads}\n\nHello").as_bytes(), &inbox(0)).expect("a letter").from;
        assert_eq!(of("From: Lan <lan@harbour.example>"), "lan@harbour.example");
        assert_eq!(of("From: a@b.example, lan@harbour.example"), "");
        assert_eq!(of("From: a@b.example\nFrom: lan@harbour.example"), "");
    }

    #[test]
    fn a_signature_and_a_drawn_picture_are_no_files() {
        let of = |heads: &str| {
            let part = format!("--x\nContent-Type: text/plain\n\nHello\n--x\n{heads}\n\nx\n--x--\n");
            let letter = format!("Content-Type: multipart/mixed; boundary=x\n\n{part}");
            read(letter.as_bytes(), &inbox(0)).expect("a letter").has_files
        };
        assert!(of("Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf"));
        assert!(of("Content-Type: image/jpeg\nContent-Disposition: inline; filename=a.jpg"), "dropped into the text");
        assert!(!of("Content-Type: image/png\nContent-Disposition: inline\nContent-ID: <logo>"));
        assert!(!of("Content-Type: application/pgp-signature; name=signature.asc"));
    }

    #[test]
    fn what_the_other_server_said_is_told() {
        let of = |fields: &str| {
            let report =
                format!("--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n{fields}\n--x--\n");
            let letter = format!("Content-Type: multipart/report; boundary=x\n\n{report}");
            let returned = read(letter.as_bytes(), &inbox(0)).expect("a letter").returned.expect("it came back");
            (returned.failed, returned.words)
        };
        let failed = "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 no such user";
        assert_eq!(of(failed), (true, "550 5.1.1 no such user".to_owned()));
        assert_eq!(of("Action: failed\nStatus: 5.4.4"), (true, "5.4.4".to_owned()));
        assert_eq!(of("Action: delayed\nStatus: 4.4.1"), (false, "4.4.1".to_owned()));
    }
}
