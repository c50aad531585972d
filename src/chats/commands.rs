//! Commands: a text that begins with a slash and a word asks for something instead of being a message.

use super::chat::{Kind, Member};
use crate::words::words;

/// Characters behind a command, at most: they go into an address, which may be twelve times as long and has to pass proxies.
pub const REST: usize = 500;
/// Letters of a word that may be a command, at most.
const LONGEST: usize = 20;

words! {
    /// What a text can ask for.
    Command {
        /// Which commands there are.
        Help = "help",
        /// What was said here, or everywhere.
        Search = "search",
        /// The chat's files and links.
        Files = "files",
        /// Who is in the chat.
        Members = "members",
        /// Colleagues who could be added.
        Invite = "invite",
        /// A question with answers.
        Poll = "poll",
        /// A message that is sent at its time.
        Later = "later",
        /// The chat tells of nothing.
        Mute = "mute",
        /// It does again.
        Unmute = "unmute",
        /// The chat is unread.
        Unread = "unread",
        /// The chat is not shown until there is a new message.
        Hide = "hide",
        /// Not to be disturbed.
        Busy = "busy",
        /// To be disturbed again.
        Free = "free",
        /// What colleagues see of oneself.
        Status = "status",
    }
}

impl Command {
    /// Whether what stands behind it belongs to it.
    pub fn takes_text(self) -> bool {
        matches!(self, Command::Search | Command::Invite | Command::Poll | Command::Later | Command::Busy)
    }

    /// Whether it does something for this member in their chat.
    pub fn is_for(self, member: &Member) -> bool {
        match self {
            Command::Members => matches!(member.kind, Kind::Group | Kind::General),
            Command::Invite => member.may_add(),
            Command::Mute | Command::Unmute | Command::Unread => member.kind != Kind::Notes,
            Command::Poll | Command::Later => member.is_active(),
            _ => true,
        }
    }
}

/// What somebody has typed that is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed<'t> {
    /// A command, and what stands behind it.
    Command(Command, &'t str),
    /// It looks like one, and this is the word.
    Unknown(&'t str),
}

/// What a text is, if it is no message. Words have letters only: `/etc/hosts` and `/8` are messages, and so is what begins with two slashes and a
/// word, which is about a command.
pub fn read(typed: &str) -> Option<Typed<'_>> {
    let (word, rest) = word(typed.trim_start_matches('\n'))?;
    Some(match Command::of(&word.to_ascii_lowercase()) {
        Some(command) => Typed::Command(command, rest),
        None => Typed::Unknown(word),
    })
}

fn word(typed: &str) -> Option<(&str, &str)> {
    let typed = typed.strip_prefix('/')?;
    let (word, rest) = typed.split_at(typed.find(char::is_whitespace).unwrap_or(typed.len()));
    let is_word = (1..=LONGEST).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_word.then(|| (word, rest.trim()))
}

/// What a text says as a message: without the slash that keeps it from being a command.
pub fn said(typed: &str) -> &str {
    typed.strip_prefix('/').filter(|rest| word(rest).is_some()).unwrap_or(typed)
}

/// A text that is a message already, as it has to be typed to be one again.
pub fn escaped(text: String) -> String {
    if read(&text).is_none() { text } else { ["/", &text].concat() }
}

/// The text with this command at its beginning, instead of the word that may stand there.
pub fn chosen(command: &str, typed: &str) -> String {
    let typed = typed.trim_start_matches('\n');
    let rest = match word(typed) {
        Some((_, rest)) => rest,
        None => typed.strip_prefix('/').unwrap_or(typed),
    };
    match Command::of(command.trim_start_matches('/')) {
        Some(command) => ["/", command.as_str(), " ", rest].concat(),
        None => typed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_and_a_word_are_a_command() {
        for (typed, is) in [
            ("/mute", Some(Typed::Command(Command::Mute, ""))),
            ("\n/Mute \n", Some(Typed::Command(Command::Mute, ""))),
            ("/search  two\nwords ", Some(Typed::Command(Command::Search, "two\nwords"))),
            ("/serach two", Some(Typed::Unknown("serach"))),
            ("/", None),
            ("/ mute", None),
            (" /mute", None),
            ("//mute", None),
            ("/8 of it", None),
            ("/etc/hosts is wrong", None),
            ("/được rồi", None),
            ("/abcdefghijklmnopqrstu", None),
            ("say /mute", None),
            ("", None),
        ] {
            assert_eq!(read(typed), is, "{typed:?}");
        }
    }

    #[test]
    fn a_command_is_put_before_what_is_typed() {
        for (typed, is) in [
            ("", "/later "),
            ("/", "/later "),
            ("/la", "/later "),
            ("/mute the plates", "/later the plates"),
            ("the plates", "/later the plates"),
        ] {
            assert_eq!(chosen("/later", typed), is, "{typed:?}");
        }
        assert_eq!(chosen("/nothing", "/so"), "/so");
        assert_eq!(
            ["/mute it", "//mute it", "mute it"].map(|text| escaped(text.to_owned())),
            ["//mute it", "//mute it", "mute it"]
        );
    }

    #[test]
    fn two_slashes_are_one() {
        for (typed, is) in [
            ("//mute does it", "/mute does it"),
            ("//server/share", "//server/share"),
            ("///mute", "///mute"),
            ("// a comment", "// a comment"),
            ("/mute", "/mute"),
            ("text", "text"),
        ] {
            assert_eq!(said(typed), is, "{typed:?}");
        }
    }
}
