//! What a chat of the story is made of, and all of them.

use super::{bindery, colleagues, direct, everybody, morning_shift, press_room, studio};

/// What kind of chat it is. Numbers of people are places in [`PEOPLE`](super::PEOPLE).
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Everybody's chat. There is one.
    General,
    /// A group.
    Group {
        /// What it is called.
        name: &'static str,
        /// Who made it; a member too.
        owner: usize,
        /// All who are in it.
        members: &'static [usize],
    },
    /// Two people.
    Direct(usize, usize),
    /// One's own notes.
    Notes(usize),
}

/// A chat with everything said in it.
#[derive(Clone, Copy, Debug)]
pub struct Chat {
    /// What kind of chat, and who is in it.
    pub kind: Kind,
    /// The messages, oldest first.
    pub said: &'static [Said],
    /// Who has not read how many of the last messages, none of which are their own. All others have read everything.
    pub unread: &'static [(usize, usize)],
    /// Who has pinned the chat.
    pub pinned: &'static [usize],
    /// Who has muted it.
    pub muted: &'static [usize],
}

/// A message.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// Who said it.
    pub by: usize,
    /// How many minutes before the end of the story, which falls at a quarter to eleven of a working morning: texts
    /// speak of lunch and of the afternoon as still to come. Never more than the message before.
    pub minutes: i64,
    /// The text as typed, in the dialect of `markup`.
    pub text: &'static str,
}

/// The short way to write a message down.
pub(super) const fn said(by: usize, minutes: i64, text: &'static str) -> Said {
    Said { by, minutes, text }
}

/// All chats.
pub const CHATS: &[Chat] = &[
    press_room::PRESS_ROOM,
    everybody::GENERAL,
    everybody::LUNCH_TABLE,
    studio::STUDIO,
    studio::MUSEUM,
    bindery::BINDERY,
    bindery::PLATE_ROOM,
    morning_shift::MORNING_SHIFT,
    morning_shift::HUONG_AND_DUNG,
    morning_shift::NOTES_OF_HUONG,
    direct::FARID_TO_ELIN,
    direct::LEILA_TO_ELIN,
    direct::AIKO_TO_ELIN,
    direct::NOUR_TO_ELIN,
    direct::NOTES_OF_ELIN,
    colleagues::MAREN_AND_TOMASZ,
    colleagues::BRAM_AND_FARID,
];
