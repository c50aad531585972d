//! Whether something leaves by mail, now, later or not at all, and why: one function for the postman, for what is shown of it, and for
//! the tests.

use std::time::Duration;

use crate::clock::Moment;
use crate::words::words;

words! {
    /// Why something leaves by mail, or does not.
    Why {
        /// It is due.
        Due = "due",
        /// The company has no mail server.
        NoServer = "no-server",
        /// The person has not turned letters on.
        Off = "off",
        /// Their address is not confirmed.
        Unconfirmed = "unconfirmed",
        /// A server refuses letters to their address.
        Stopped = "stopped",
        /// They do not want letters of this kind.
        Unwanted = "unwanted",
        /// They want none of this chat.
        ChatUnwanted = "chat-unwanted",
        /// They have muted the chat.
        Muted = "muted",
        /// The chat was put away.
        Archived = "archived",
        /// They are in the chat no longer.
        Left = "left",
        /// They have read it, or it is gone.
        Read = "read",
        /// One has left since they were last here.
        Mailed = "mailed",
        /// They use a page.
        Active = "active",
        /// They may still come and read it.
        Delay = "delay",
        /// They do not want to be disturbed.
        Quiet = "quiet",
        /// They are on leave.
        Leave = "leave",
        /// It goes into the next digest.
        Digest = "digest",
    }
}

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It leaves.
    Send,
    /// Not yet: it is looked at again then, or, without an instant, when something changes.
    Later(Why, Option<Moment>),
    /// It does not leave.
    Never(Why),
}

impl Verdict {
    /// Why.
    pub fn why(self) -> Why {
        match self {
            Verdict::Send => Why::Due,
            Verdict::Later(why, _) | Verdict::Never(why) => why,
        }
    }
}

/// The state of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Letters arrive.
    Fine,
    /// Nobody has confirmed it.
    Unconfirmed,
    /// A server refuses them.
    Stopped,
}

/// What is known of a person at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Whether the company has a mail server.
    pub server: bool,
    /// Whether they have turned letters on.
    pub mail: bool,
    /// Their address.
    pub reach: Reach,
    /// How long without activity before a letter.
    pub delay: Duration,
    /// Whether somebody uses a page of theirs.
    pub active: bool,
    /// When they were last here.
    pub seen_at: Option<Moment>,
    /// Until when they do not want to be disturbed: by hand or by quiet hours.
    pub quiet_until: Option<Moment>,
    /// Whether direct messages come through.
    pub quiet_direct: bool,
    /// Until when they are on leave.
    pub leave_until: Option<Moment>,
    /// When the next digest is, if they want one, and whether this is it.
    pub digest: Option<(Moment, bool)>,
}

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matter {
    /// Whether they want letters of this kind.
    pub wanted: bool,
    /// What they have chosen of this chat; none: as of the kind.
    pub chat_wanted: Option<bool>,
    /// Whether they have muted the chat.
    pub muted: bool,
    /// Whether it is a message to them alone.
    pub direct: bool,
    /// Whether it cannot wait.
    pub urgent: bool,
    /// Since when something is unread that was not mailed; none: nothing is.
    pub since: Option<Moment>,
    /// When a letter of it was last made.
    pub mailed_at: Option<Moment>,
}

/// Decides.
pub fn decide(person: &Person, matter: &Matter, now: Moment) -> Verdict {
    use Verdict::{Later, Never, Send};
    let Some(since) = matter.since else { return Never(Why::Read) };
    if !person.server {
        return Never(Why::NoServer);
    }
    if !person.mail {
        return Never(Why::Off);
    }
    match person.reach {
        Reach::Unconfirmed => return Never(Why::Unconfirmed),
        Reach::Stopped => return Never(Why::Stopped),
        Reach::Fine => {}
    }
    match matter.chat_wanted {
        Some(false) => return Never(Why::ChatUnwanted),
        None if !matter.wanted => return Never(Why::Unwanted),
        _ => {}
    }
    if matter.muted {
        return Never(Why::Muted);
    }
    if matter.urgent {
        return Send;
    }
    if let Some(until) = person.leave_until.filter(|until| now < *until) {
        return Later(Why::Leave, Some(until));
    }
    if let Some(until) = person.quiet_until.filter(|until| now < *until)
        && !(matter.direct && person.quiet_direct)
    {
        return Later(Why::Quiet, Some(until));
    }
    if let Some((next, false)) = person.digest {
        return Later(Why::Digest, Some(next));
    }
    // What else holds it back is said first: whoever asks why is here.
    if person.active {
        return Later(Why::Active, Some(now.after(person.delay.max(LOOK))));
    }
    if let Some(mailed) = matter.mailed_at
        && person.seen_at.is_none_or(|seen| seen <= mailed)
    {
        return Later(Why::Mailed, None);
    }
    if person.digest.is_some() {
        return Send;
    }
    let ready = since.max(person.seen_at.unwrap_or(since)).after(person.delay);
    if now < ready { Later(Why::Delay, Some(ready)) } else { Send }
}

/// Who is here is looked at again after so long, however short their delay.
const LOOK: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_764_000_000_000_000);

    fn ago(minutes: u64) -> Moment {
        NOW.before(Duration::from_secs(minutes * 60))
    }

    fn away() -> Person {
        Person {
            server: true,
            mail: true,
            reach: Reach::Fine,
            delay: Duration::from_secs(600),
            active: false,
            seen_at: Some(ago(60)),
            quiet_until: None,
            quiet_direct: false,
            leave_until: None,
            digest: None,
        }
    }

    fn message() -> Matter {
        Matter {
            wanted: true,
            chat_wanted: None,
            muted: false,
            direct: true,
            urgent: false,
            since: Some(ago(20)),
            mailed_at: None,
        }
    }

    #[test]
    fn who_is_away_gets_a_letter_after_the_delay_and_one() {
        assert_eq!(decide(&away(), &message(), NOW), Verdict::Send);
        let fresh = Matter { since: Some(ago(3)), ..message() };
        assert_eq!(decide(&away(), &fresh, NOW), Verdict::Later(Why::Delay, Some(ago(3).after(away().delay))));
        let left = Person { seen_at: Some(ago(2)), ..away() };
        assert_eq!(decide(&left, &message(), NOW), Verdict::Later(Why::Delay, Some(ago(2).after(away().delay))));
        let mailed = Matter { mailed_at: Some(ago(30)), ..message() };
        assert_eq!(decide(&away(), &mailed, NOW), Verdict::Later(Why::Mailed, None));
        let back = Person { seen_at: Some(ago(25)), ..away() };
        assert_eq!(decide(&back, &mailed, NOW), Verdict::Send, "they were back since");
    }

    #[test]
    fn each_reason_keeps_it_back() {
        let why = |person: Person, matter: Matter| decide(&person, &matter, NOW).why();
        let later = Some(NOW.after(Duration::from_secs(60)));
        for (person, expected) in [
            (Person { server: false, ..away() }, Why::NoServer),
            (Person { mail: false, ..away() }, Why::Off),
            (Person { reach: Reach::Unconfirmed, ..away() }, Why::Unconfirmed),
            (Person { reach: Reach::Stopped, ..away() }, Why::Stopped),
            (Person { active: true, ..away() }, Why::Active),
            (Person { leave_until: later, ..away() }, Why::Leave),
            (Person { quiet_until: later, ..away() }, Why::Quiet),
            (Person { quiet_until: later, quiet_direct: true, ..away() }, Why::Due),
            (Person { quiet_until: Some(NOW), ..away() }, Why::Due),
            (Person { digest: Some((NOW, false)), ..away() }, Why::Digest),
            (Person { digest: Some((NOW, true)), seen_at: Some(ago(1)), ..away() }, Why::Due),
        ] {
            assert_eq!(why(person, message()), expected, "{person:?}");
        }
        for (matter, expected) in [
            (Matter { since: None, ..message() }, Why::Read),
            (Matter { wanted: false, ..message() }, Why::Unwanted),
            (Matter { wanted: false, chat_wanted: Some(true), ..message() }, Why::Due),
            (Matter { chat_wanted: Some(false), ..message() }, Why::ChatUnwanted),
            (Matter { muted: true, ..message() }, Why::Muted),
        ] {
            assert_eq!(why(away(), matter), expected, "{matter:?}");
        }
        let urgent = Matter { urgent: true, since: Some(NOW), ..message() };
        let busy = Person { active: true, quiet_until: later, leave_until: later, ..away() };
        assert_eq!(why(busy, urgent), Why::Due);
        assert_eq!(why(Person { mail: false, ..busy }, urgent), Why::Off, "off is off");
        let group = Matter { direct: false, ..message() };
        assert_eq!(why(Person { quiet_until: later, quiet_direct: true, ..away() }, group), Why::Quiet);
    }
}
