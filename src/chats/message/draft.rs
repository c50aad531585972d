//! What is to be a message: what a composer, or whoever writes in somebody's name, hands over.

use std::borrow::Cow;
use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::mention::Call;
use super::poll::Poll;
use crate::chats::{attachments, commands};
use crate::clock::{Dice, Moment};
use crate::id::{AttachmentId, ChatId, MessageId, ScheduledId, UserId};
use crate::markup;
use crate::web::{Errors, Fields, Limits, Ui};

/// What may be posted: a text of at most [`Limits::MESSAGE`] characters without NUL, which is not empty if there is no file.
#[derive(Clone, Debug)]
pub struct Draft {
    pub(super) text: String,
    pub(super) key: String,
    pub(super) reply: Option<MessageId>,
    pub(super) forwarded: Option<Forwarded>,
    pub(super) calls: Vec<Call>,
    pub(super) files: Vec<AttachmentId>,
    pub(super) scheduled: Option<ScheduledId>,
    pub(super) poll: Option<Poll>,
    pub(super) absent: bool,
}

/// What a message repeats: another one, which its author could read.
#[derive(Clone, Copy, Debug)]
pub struct Forwarded {
    /// Which.
    pub message: MessageId,
    /// Who wrote it.
    pub author: UserId,
    /// When.
    pub at: Moment,
}

impl Draft {
    /// The longest key that is taken; ours have 16 characters.
    const KEY: usize = 64;

    /// Reads the composer's fields `text` (see [`written`](Draft::written); it is no command, see [`commands::said`]), `key` and `file`, the numbers of files that wait for it; without a key, or with
    /// one that cannot be ours, the draft gets a fresh one.
    ///
    /// # Errors
    /// A sentence for `text`.
    pub fn parse(fields: &Fields, dice: &Dice, ui: &Ui) -> std::result::Result<Draft, Errors> {
        let files: BTreeSet<AttachmentId> = fields.all("file").filter_map(|file| file.parse().ok()).collect();
        let text = understood(commands::said(fields.get("text").trim_start_matches('\n')));
        Draft::of(text, fields, files.into_iter().collect(), dice, ui)
    }

    /// The same with these files, of a text that is no command whatever it says.
    ///
    /// # Errors
    /// A sentence for `text`.
    pub fn with_files(
        fields: &Fields,
        files: Vec<AttachmentId>,
        dice: &Dice,
        ui: &Ui,
    ) -> std::result::Result<Draft, Errors> {
        Draft::of(Draft::written(fields), fields, files, dice, ui)
    }

    fn of(
        text: String,
        fields: &Fields,
        files: Vec<AttachmentId>,
        dice: &Dice,
        ui: &Ui,
    ) -> std::result::Result<Draft, Errors> {
        let mut errors = if text.is_empty() && !files.is_empty() { Errors::new() } else { Draft::wrong(&text, ui) };
        if files.len() > attachments::FILES {
            errors.add("text", ui.count("files-too-many", attachments::FILES as i64));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let draft = Draft::new(&text, key_of(fields).map_or_else(|| dice.key(), str::to_owned));
        Ok(draft.holding(files))
    }

    /// The field `text` as it is kept: without white space at its end and empty lines before it, with marks of ours for BB codes, and with
    /// emoji for their names. Marks may be longer than codes: a text that is too long only by them stays as it is typed.
    pub fn written(fields: &Fields) -> String {
        understood(fields.get("text"))
    }

    /// What is wrong with a text that is to be a message: a sentence for `text`, or nothing.
    pub fn wrong(text: &str, ui: &Ui) -> Errors {
        let mut errors = Errors::new();
        let length = text.chars().count();
        if text.trim().is_empty() {
            errors.add("text", ui.t("message-empty"));
        } else if length > Limits::MESSAGE {
            let too_many = i64::try_from(length - Limits::MESSAGE).unwrap_or(i64::MAX);
            errors.add("text", ui.count("message-too-long", too_many));
        } else if text.contains('\0') {
            errors.add("text", ui.t("field-nul"));
        }
        errors
    }

    /// A draft of a text that is known to be right, under a key of its own.
    pub fn new(text: &str, key: String) -> Draft {
        Draft {
            text: text.to_owned(),
            key,
            reply: None,
            forwarded: None,
            calls: Vec::new(),
            files: Vec::new(),
            scheduled: None,
            poll: None,
            absent: false,
        }
    }

    /// The same as an answer to this message of the same chat; to one that is not there, it is none.
    pub fn replying(self, to: Option<MessageId>) -> Draft {
        Draft { reply: to, ..self }
    }

    /// The same, which calls these.
    pub fn calling(self, calls: Vec<Call>) -> Draft {
        Draft { calls, ..self }
    }

    /// The same with these files, which its author has sent and no message has yet.
    pub fn holding(self, files: Vec<AttachmentId>) -> Draft {
        Draft { files, ..self }
    }

    /// The same as what was planned under this number: its files wait for it.
    pub fn planned(self, id: ScheduledId) -> Draft {
        Draft { scheduled: Some(id), ..self }
    }

    /// The same as what repeats this.
    pub fn forwarding(self, what: Forwarded) -> Draft {
        Draft { forwarded: Some(what), ..self }
    }

    /// The same as what is posted in the name of somebody who does not look: by it they have read and viewed nothing.
    pub fn unseen(self) -> Draft {
        Draft { absent: true, ..self }
    }

    /// The same as what is asked so.
    pub fn asking(self, poll: Poll) -> Draft {
        Draft { poll: Some(poll), ..self }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What makes it the same message when it comes twice.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The message that it answers.
    pub fn reply(&self) -> Option<MessageId> {
        self.reply
    }

    /// Its files.
    pub fn files(&self) -> &[AttachmentId] {
        &self.files
    }

    /// Whether it is a poll.
    pub fn is_poll(&self) -> bool {
        self.poll.is_some()
    }

    /// Whom it calls.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// All that is typed: what the same key has to come with to be the same message.
    pub(super) fn whole(&self) -> Cow<'_, str> {
        match &self.poll {
            Some(poll) => [&*self.text, &poll.to_text()].join("\0").into(),
            None => self.text.as_str().into(),
        }
    }

    /// The same under another key, which follows from the key, the chat, the text and the files: sent once more, it is the same
    /// message, too.
    pub fn rekeyed(self, chat: ChatId) -> Draft {
        let mut of = [self.key.as_bytes(), &chat.0.to_be_bytes(), self.whole().as_bytes()].join(&b"\0"[..]);
        self.files.iter().for_each(|file| of.extend(file.0.to_be_bytes()));
        Draft { key: digest(&of), ..self }
    }
}

fn understood(typed: &str) -> String {
    let typed = typed.trim_end().trim_start_matches('\n');
    let written = markup::written(typed);
    if written.chars().count() > Limits::MESSAGE { typed.to_owned() } else { written }
}

/// The form's key, if it can be ours.
pub fn key_of(fields: &Fields) -> Option<&str> {
    let key = fields.get("key");
    let ours = (1..=Draft::KEY).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    ours.then_some(key)
}

/// 16 bytes of the hash as text. By that of its first text a message is known, once that is no longer there.
pub(super) fn digest(of: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(of)[..16])
}
