//! What has happened: past-tense facts that carry ids only. They are published after COMMIT.

use std::sync::Arc;

use crate::id::{ChatId, DepartmentId, MessageId, NotificationId, SessionId, UserId};
use crate::notice::{Errand, Kind, Notice};

/// A fact that a transaction has made true.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A person has an account now.
    UserJoined {
        /// Who.
        user: UserId,
    },
    /// A person is an employee now who was a guest, or the other way round.
    RoleChanged {
        /// Who.
        user: UserId,
    },
    /// A person no longer works here: has no sessions and no positions any more.
    UserDismissed {
        /// Who.
        user: UserId,
    },
    /// A person is in other departments than before.
    PersonMoved {
        /// Who.
        user: UserId,
    },
    /// A department has another parent than before, or took in what was below another.
    DepartmentMoved {
        /// Which.
        department: DepartmentId,
    },
    /// A message of the chat was posted or changed.
    ChatRevised {
        /// The chat.
        chat: ChatId,
        /// The revision that the change took.
        revision: i64,
    },
    /// The chat's name, picture, members or their roles changed.
    ChatAltered {
        /// The chat.
        chat: ChatId,
    },
    /// A user became a member of the chat.
    MemberAdded {
        /// The chat.
        chat: ChatId,
        /// Who.
        user: UserId,
    },
    /// A user is no longer a member of the chat.
    MemberRemoved {
        /// The chat.
        chat: ChatId,
        /// Who.
        user: UserId,
    },
    /// These users are no longer members of the chat: their departments are no longer in it, or they in those.
    MembersLeft {
        /// The chat.
        chat: ChatId,
        /// Who, in ascending order.
        users: Arc<[UserId]>,
    },
    /// A member's read mark moved.
    ReadMoved {
        /// The chat.
        chat: ChatId,
        /// Whose mark.
        user: UserId,
    },
    /// A member has seen messages of the chat: what tells them of these is read.
    MessagesSeen {
        /// The chat.
        chat: ChatId,
        /// Who.
        user: UserId,
        /// The first.
        first: MessageId,
        /// The last.
        last: MessageId,
    },
    /// What else the chat is to one member changed: pin, hidden.
    MembershipChanged {
        /// The chat.
        chat: ChatId,
        /// Whose membership.
        user: UserId,
    },
    /// What the chat tells one member changed: it is muted or no longer, or they read from earlier on.
    TellingChanged {
        /// The chat.
        chat: ChatId,
        /// Whom.
        user: UserId,
    },
    /// What a user has begun to write in the chat changed.
    DraftChanged {
        /// The chat.
        chat: ChatId,
        /// Who.
        user: UserId,
    },
    /// What a user has planned to post in the chat changed.
    ScheduledChanged {
        /// The chat.
        chat: ChatId,
        /// Who.
        user: UserId,
    },
    /// A user's name, picture, language or the like changed.
    UserChanged {
        /// Who.
        user: UserId,
    },
    /// What a user says of themselves changed: do not disturb, on leave, hidden last sight.
    StatusChanged {
        /// Whose.
        user: UserId,
    },
    /// A user tells others of other things than before, and learns other things of them.
    PrivacyChanged {
        /// Who.
        user: UserId,
    },
    /// Others than before may write to everybody's chat.
    PostingChanged,
    /// Messages went by themselves: nothing of them is left.
    MessagesPurged {
        /// The chat.
        chat: ChatId,
        /// The revision without them.
        revision: i64,
        /// Which.
        messages: Vec<MessageId>,
    },
    /// Others than before may write to the chat.
    WritersChanged {
        /// The chat.
        chat: ChatId,
    },
    /// Somebody is to be told of something in the notification centre.
    Noticed {
        /// Of what, and who.
        notice: Arc<Notice>,
    },
    /// What was asked for in the notification centre was answered, there or elsewhere.
    Answered {
        /// What kind of thing was asked.
        kind: &'static Kind,
        /// Of what.
        subject: i64,
        /// By whom; none: the command line.
        by: Option<UserId>,
        /// What.
        yes: bool,
    },
    /// What people were told of the subject is no longer so.
    Unnoticed {
        /// What kind of thing.
        kind: &'static Kind,
        /// Of what.
        subject: i64,
        /// Only what this person did; none: whoever did it.
        by: Option<UserId>,
        /// Only this person; none: whoever was told.
        to: Option<UserId>,
    },
    /// A message that people were told of says something else.
    Reworded {
        /// What may have told of it.
        kinds: &'static [&'static Kind],
        /// Which message.
        subject: i64,
        /// What it says, as what tells of it has it.
        detail: Arc<str>,
        /// What somebody says in it, part by part: who was told of a word that is not there any more is told of nothing.
        said: Arc<[String]>,
    },
    /// A user's own reactions to a message, or their vote, changed.
    Reacted {
        /// In which chat.
        chat: ChatId,
        /// Whose.
        user: UserId,
        /// To which message.
        message: MessageId,
    },
    /// Somebody is to get a letter.
    LetterAsked {
        /// Which.
        errand: Arc<Errand>,
    },
    /// Everybody who goes by the company's clock has another one.
    ClockChanged,
    /// Notifications came, changed or went.
    NotificationsChanged {
        /// Whose; 0: all administrators'.
        owner: UserId,
        /// Which.
        ids: Arc<[NotificationId]>,
    },
    /// A session was ended; its pages have no right to live on.
    SessionEnded {
        /// Which.
        session: SessionId,
    },
}

impl From<Notice> for Event {
    fn from(notice: Notice) -> Event {
        Event::Noticed { notice: Arc::new(notice) }
    }
}
