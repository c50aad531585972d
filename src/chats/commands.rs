//! Commands: a text that begins with a slash and a word asks for something instead of being a message.

use super::chat::{Kind, Member};
use crate::words::words;

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

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'t> {
    /// A message; one that begins with two slashes and a word is one about a command.
    Message,
    /// A command, and what stands behind it.
    Command(Command, &'t str),
    /// It looks like one, and this is the word.
    Unknown(&'t str),
}

/// What somebody has typed. Words have letters only: `/etc/hosts` and `/8` are messages.
pub fn read(typed: &str) -> Line<'_> {
    match word(typed.trim_start_matches('\n')) {
        None => Line::Message,
        Some((word, rest)) => match Command::of(&word.to_ascii_lowercase()) {
            Some(command) => Line::Command(command, rest),
            None => Line::Unknown(word),
        },
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_and_a_word_are_a_command() {
        for (typed, is) in [
            ("/mute", Line::Command(Command::Mute, "")),
            ("\n/Mute \n", Line::Command(Command::Mute, "")),
            ("/search  two\nwords ", Line::Command(Command::Search, "two\nwords")),
            ("/serach two", Line::Unknown("serach")),
            ("/", Line::Message),
            ("/ mute", Line::Message),
            (" /mute", Line::Message),
            ("//mute", Line::Message),
            ("/8 of it", Line::Message),
            ("/etc/hosts is wrong", Line::Message),
            ("/được rồi", Line::Message),
            ("/abcdefghijklmnopqrstu", Line::Message),
            ("say /mute", Line::Message),
            ("", Line::Message),
        ] {
            assert_eq!(read(typed), is, "{typed:?}");
        }
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
