//! What has rung: a transaction's events as doorbells, until somebody looks at what is there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tokio::time::Instant;

use crate::event::Event;
use crate::id::{ChatId, MessageId, NotificationId, UserId};

/// Messages of a chat that went by themselves.
#[derive(Debug, Default)]
pub(super) struct Purged {
    /// The newest revision without them.
    pub(super) revision: i64,
    /// Which.
    pub(super) messages: BTreeSet<MessageId>,
}

impl Purged {
    fn add(&mut self, revision: i64, messages: impl IntoIterator<Item = MessageId>) {
        self.revision = self.revision.max(revision);
        self.messages.extend(messages);
    }
}

/// What has rung and was not looked at yet. Bounded by what there is: each thing stands in it once.
#[derive(Debug, Default)]
pub(super) struct Bells {
    /// Chats with changed messages: the lowest revision that rang.
    pub(super) revised: BTreeMap<ChatId, i64>,
    /// Messages that went by themselves, and the newest revision without them.
    pub(super) purged: BTreeMap<ChatId, Purged>,
    /// Chats whose rows changed for all of their members.
    pub(super) rows: BTreeSet<ChatId>,
    /// Rows of single members.
    pub(super) mine: BTreeSet<(ChatId, UserId)>,
    /// Who was taken out of a chat. Their pages of it hear nothing more, even if they are in it again by now.
    pub(super) left: BTreeSet<(ChatId, UserId)>,
    /// Chats to which others may write than before: their pages have a composer to show, or to take away.
    pub(super) writers: BTreeSet<ChatId>,
    /// Chats whose top changed, for all members or for one.
    pub(super) bars: BTreeSet<ChatId>,
    /// The same, for one member.
    pub(super) my_bars: BTreeSet<(ChatId, UserId)>,
    /// People who look different.
    pub(super) people: BTreeSet<UserId>,
    /// People who left the company, or came back: whether one writes to them is another page.
    pub(super) turned: BTreeSet<UserId>,
    /// People whose plans changed.
    pub(super) plans: BTreeSet<UserId>,
    /// Whether the company's clock was set to another zone.
    pub(super) clock: bool,
    /// People who react otherwise than before, and to which message: told with the message.
    pub(super) reacted: BTreeSet<(ChatId, UserId, MessageId)>,
    /// Who has planned something else than before to post in a chat.
    pub(super) scheduled: BTreeSet<(ChatId, UserId)>,
    /// Who has begun to write something else than before in a chat.
    pub(super) drafts: BTreeSet<(ChatId, UserId)>,
    /// Notifications that came, changed or went, by whose they are.
    pub(super) notices: BTreeMap<UserId, BTreeSet<NotificationId>>,
    /// Who has left a chat or muted it, or reads from earlier on: what it tells all of its members is in their centre, or not.
    pub(super) centres: BTreeSet<UserId>,
}

impl Bells {
    /// Remembers where to look because of the event.
    pub(super) fn ring(&mut self, event: Event) {
        match event {
            Event::ChatRevised { chat, revision } => {
                let lowest = self.revised.entry(chat).or_insert(revision);
                *lowest = revision.min(*lowest);
                self.rows.insert(chat);
            }
            Event::ChatAltered { chat } => {
                self.rows.insert(chat);
                self.bars.insert(chat);
            }
            Event::MemberRemoved { chat, user } => {
                self.mine.insert((chat, user));
                self.left.insert((chat, user));
                self.centres.insert(user);
            }
            Event::MemberAdded { chat, user } | Event::ReadMoved { chat, user } => {
                self.mine.insert((chat, user));
            }
            Event::MembershipChanged { chat, user } => {
                self.mine.insert((chat, user));
                self.my_bars.insert((chat, user));
            }
            Event::TellingChanged { chat, user } => {
                self.ring(Event::MembershipChanged { chat, user });
                self.centres.insert(user);
            }
            Event::UserChanged { user } => {
                self.people.insert(user);
            }
            Event::UserDismissed { user } => {
                self.people.insert(user);
                self.turned.insert(user);
            }
            Event::StatusChanged { user } => {
                self.plans.insert(user);
            }
            Event::ClockChanged => self.clock = true,
            Event::NotificationsChanged { owner, ids } => {
                self.notices.entry(owner).or_default().extend(ids.iter().copied());
            }
            Event::Reacted { chat, user, message } => {
                self.reacted.insert((chat, user, message));
            }
            Event::DraftChanged { chat, user } => {
                self.mine.insert((chat, user));
                self.drafts.insert((chat, user));
            }
            Event::ScheduledChanged { chat, user } => {
                self.scheduled.insert((chat, user));
            }
            Event::UserJoined { user } => {
                self.turned.insert(user);
            }
            Event::MessagesPurged { chat, revision, messages } => {
                self.purged.entry(chat).or_default().add(revision, messages);
                self.ring(Event::ChatRevised { chat, revision });
            }
            Event::WritersChanged { chat } => {
                self.rows.insert(chat);
                self.writers.insert(chat);
            }
            // Those of them who are here come one by one.
            Event::MembersLeft { .. }
            | Event::MessagesSeen { .. }
            | Event::RoleChanged { .. }
            | Event::PostingChanged
            | Event::PrivacyChanged { .. }
            | Event::SessionEnded { .. }
            | Event::Noticed { .. }
            | Event::Answered { .. }
            | Event::Unnoticed { .. }
            | Event::Reworded { .. }
            | Event::LetterAsked { .. }
            | Event::PersonMoved { .. }
            | Event::DepartmentMoved { .. } => {}
        }
    }

    /// Takes what there is, but the messages and rows of these chats.
    pub(super) fn take(&mut self, resting: &HashMap<ChatId, Instant>) -> Bells {
        let mut taken = std::mem::take(self);
        let held = |chat: &ChatId| resting.contains_key(chat);
        self.revised = taken.revised.extract_if(.., |chat, _| held(chat)).collect();
        self.purged = taken.purged.extract_if(.., |chat, _| held(chat)).collect();
        self.rows = taken.rows.extract_if(.., held).collect();
        self.writers = taken.writers.extract_if(.., held).collect();
        self.bars = taken.bars.extract_if(.., held).collect();
        self.reacted = taken.reacted.extract_if(.., |(chat, ..)| held(chat)).collect();
        taken
    }

    /// Whether there is nothing to look at.
    pub(super) fn is_empty(&self) -> bool {
        let chats = self.revised.is_empty() && self.rows.is_empty() && self.mine.is_empty();
        chats
            && self.people.is_empty()
            && self.reacted.is_empty()
            && self.scheduled.is_empty()
            && self.drafts.is_empty()
            && self.plans.is_empty()
            && self.notices.is_empty()
            && !self.clock
    }

    /// Puts back what could not be sent.
    pub(super) fn again(&mut self, other: Bells) {
        for (chat, revision) in other.revised {
            let lowest = self.revised.entry(chat).or_insert(revision);
            *lowest = revision.min(*lowest);
        }
        for (chat, purged) in other.purged {
            self.purged.entry(chat).or_default().add(purged.revision, purged.messages);
        }
        self.rows.extend(other.rows);
        self.mine.extend(other.mine);
        self.left.extend(other.left);
        self.writers.extend(other.writers);
        self.bars.extend(other.bars);
        self.reacted.extend(other.reacted);
        self.scheduled.extend(other.scheduled);
        self.drafts.extend(other.drafts);
        self.my_bars.extend(other.my_bars);
        self.people.extend(other.people);
        self.turned.extend(other.turned);
        self.centres.extend(other.centres);
        self.plans.extend(other.plans);
        self.clock |= other.clock;
        for (owner, ids) in other.notices {
            self.notices.entry(owner).or_default().extend(ids);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_centre_is_told_only_where_what_is_in_it_may_be_other_than_before() {
        let (chat, user) = (ChatId(1), UserId(7));
        let rings = |event: Event| {
            let mut bells = Bells::default();
            bells.ring(event);
            assert!(!bells.is_empty() && bells.mine.contains(&(chat, user)));
            bells.centres.contains(&user)
        };
        assert!(!rings(Event::MembershipChanged { chat, user }), "pinned, or hidden");
        assert!(rings(Event::TellingChanged { chat, user }) && rings(Event::MemberRemoved { chat, user }));
    }

    #[test]
    fn what_a_chat_that_rests_has_to_say_waits_and_nothing_else_does() {
        let (resting, awake, user) = (ChatId(1), ChatId(2), UserId(7));
        let mut bells = Bells::default();
        for chat in [resting, awake] {
            bells.ring(Event::ChatRevised { chat, revision: 5 });
            bells.ring(Event::ChatRevised { chat, revision: 4 });
            bells.ring(Event::ChatAltered { chat });
            bells.ring(Event::WritersChanged { chat });
            bells.ring(Event::MemberRemoved { chat, user });
        }
        bells.ring(Event::UserChanged { user });
        let taken = bells.take(&HashMap::from([(resting, Instant::now())]));
        let of = |bells: &Bells| {
            let rows: Vec<ChatId> = bells.rows.iter().copied().collect();
            let others = [&bells.bars, &bells.writers].map(|chats| chats.iter().copied().collect::<Vec<_>>());
            assert!(others.iter().all(|chats| *chats == rows), "{bells:?}");
            (bells.revised.clone().into_iter().collect::<Vec<_>>(), rows)
        };
        assert_eq!(of(&taken), (vec![(awake, 4)], vec![awake]));
        assert_eq!((taken.mine.len(), taken.left.len(), taken.people.len()), (2, 2, 1));
        assert_eq!(of(&bells), (vec![(resting, 4)], vec![resting]));
        assert!(bells.mine.is_empty() && bells.people.is_empty());
        let taken = bells.take(&HashMap::new());
        assert_eq!(of(&taken), (vec![(resting, 4)], vec![resting]));
        assert!(bells.is_empty());
    }
}
