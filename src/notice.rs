//! What people are told of in the notification centre: kinds, which each area declares for itself, and what it has to say.
//!
//! A kind is declared once, as a constant. Settings, centre, letters and tests follow from the declaration.

use std::sync::Arc;

use crate::clock::Moment;
use crate::id::{ChatId, UserId};
use crate::words::words;

words! {
    /// Where a kind belongs: the groups of the settings, and a filter of the centre.
    Area {
        /// Chats and groups.
        Chats = "chats",
        /// Colleagues and the company's structure.
        People = "people",
        /// One's own account.
        Account = "account",
        /// What administrators look after.
        Company = "company",
    }
}

/// A kind of notification. Its texts are `notice-NAME` (what happens, in the settings), `told-NAME` (the sentence of the
/// centre) and, with an actor, `told-NAME-by`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Kind {
    /// Its word in the database and in forms.
    pub name: &'static str,
    /// Where it belongs.
    pub area: Area,
    /// Whether it asks for an answer: listed first, with buttons, until somebody has given one.
    pub asks: bool,
    /// Whether the site tells of it whatever somebody has chosen.
    pub always: bool,
    /// Whether only administrators are told of it.
    pub administrators: bool,
    /// Whether it speaks of the company's structure, or of colleagues by what they are in it, which guests do not see.
    pub structure: bool,
    /// Whether letters tell of it, once somebody has turned letters on, if they choose nothing else.
    pub mail: bool,
    /// Whether a letter of it waits for nothing: neither for quiet hours nor for who is here.
    pub urgent: bool,
    /// Whether it stands among what one chooses.
    pub chosen: bool,
    /// Whether the detail is what somebody wrote, which letters hide from who wants no content in them.
    pub quotes: bool,
    /// Whether who did it can be written to from the centre.
    pub replies: bool,
    /// Whether its subject is a message, and who sees that has read it.
    pub of_message: bool,
    /// Whether its subject is a message, and only members of its chat are told of it: who leaves is told of it no longer.
    pub for_members: bool,
    /// Whether it is an entry of the centre; what is not has a place of its own, as messages have.
    pub entry: bool,
    /// The beginning of the tag: of those with one tag only the newest stays. The subject is the rest of it.
    pub tag: &'static str,
    /// Where it leads, with the subject in the place of `{}`.
    pub path: &'static str,
    /// The icon where it has no actor.
    pub icon: &'static str,
}

impl Kind {
    /// What most kinds are. Name, tag and path are each kind's own.
    pub const PLAIN: Kind = Kind {
        name: "",
        area: Area::Account,
        asks: false,
        always: false,
        administrators: false,
        structure: false,
        mail: false,
        urgent: false,
        chosen: true,
        quotes: false,
        replies: false,
        of_message: false,
        for_members: false,
        entry: true,
        tag: "",
        path: "/notifications",
        icon: "bell",
    };

    /// The tag of one that speaks of this subject.
    pub fn tag_of(&self, subject: i64) -> String {
        format!("{}:{subject}", self.tag)
    }

    /// Where one leads that speaks of this subject.
    pub fn path_of(&self, subject: i64) -> String {
        self.path.replace("{}", &subject.to_string())
    }
}

/// Who is told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// These people, each by an entry of their own.
    Users(Arc<[UserId]>),
    /// Whoever looks after the company, by one entry for all.
    Administrators,
    /// Whoever is in the chat by then and has not muted it, by one entry for all.
    Members(ChatId),
}

impl Audience {
    /// One person.
    pub fn user(user: UserId) -> Audience {
        Audience::Users(Arc::from([user]))
    }
}

/// Something that people are told of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Notice {
    /// What kind of thing.
    pub kind: &'static Kind,
    /// Who is told. Who does it themselves is not.
    pub to: Audience,
    /// Who does it; none: nobody in particular, or somebody who is not to be named.
    pub by: Option<UserId>,
    /// The number of what it speaks of: a chat, a person, a session.
    pub subject: i64,
    /// What that is called now.
    pub name: String,
    /// What else the sentence says, as data. The kind knows how to read it.
    pub detail: String,
    /// Where it leads, if not where its kind does; empty: nowhere.
    pub path: Option<String>,
}

impl Notice {
    /// Of this kind to these people, about the thing of this number and name.
    pub fn new(kind: &'static Kind, to: Audience, (subject, name): (i64, &str)) -> Notice {
        Notice { kind, to, by: None, subject, name: name.to_owned(), detail: String::new(), path: None }
    }

    /// The same, done by somebody.
    pub fn by(self, user: impl Into<Option<UserId>>) -> Notice {
        Notice { by: user.into(), ..self }
    }

    /// The same with what else is to be said.
    pub fn detail(self, detail: &str) -> Notice {
        Notice { detail: detail.to_owned(), ..self }
    }

    /// The same, leading elsewhere.
    pub fn leading(self, path: String) -> Notice {
        Notice { path: Some(path), ..self }
    }
}

/// A letter that somebody is to get once: what it says, ready to be read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Errand {
    /// To whom; none: somebody who has no account.
    pub user: Option<UserId>,
    /// To which address.
    pub address: String,
    /// What they are called; perhaps nothing.
    pub name: String,
    /// The tag of the language that it is written in.
    pub language: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// A link: its words and its address.
    pub link: (String, String),
    /// Why it came.
    pub foot: String,
    /// When its link leads nowhere any more; none: it does not end by itself.
    pub until: Option<Moment>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: Kind = Kind { name: "chat-added", tag: "member", path: "/chats/{}", ..Kind::PLAIN };

    #[test]
    fn tags_and_paths_hold_the_subject() {
        assert_eq!((KIND.tag_of(7), KIND.path_of(7)), ("member:7".to_owned(), "/chats/7".to_owned()));
        assert_eq!(Kind::PLAIN.path_of(7), "/notifications");
    }
}
