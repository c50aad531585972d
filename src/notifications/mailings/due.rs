//! What of one person may leave by mail, with what the decision needs to know.

use std::time::Duration;

use super::decision::{Matter, Person, Verdict, Why, decide};
use crate::accounts::{Company, User};
use crate::chats::notices::{MESSAGE_DIRECT, MESSAGE_GROUP};
use crate::clock::Moment;
use crate::id::{ChatId, MessageId, NotificationId, UserId};
use crate::live::Attendance;
use crate::mail::MailServer;
use crate::notifications::address;
use crate::notifications::gate::{chat_unread, of_chats, of_own, own_unread};
use crate::notifications::kind;
use crate::notifications::preferences::{Choices, Preferences, Way};
use crate::store::{Conn, Result, on};
use crate::web::House;

/// Notifications that are read at once.
const NOTICES: i64 = 100;
/// A digest that could not be made in its hour comes at most so much later.
const LATE: Duration = Duration::from_secs(2 * 3600);

/// A person who may get letters, with all that they have chosen.
#[derive(Clone, Debug)]
pub struct Addressee {
    /// Who.
    pub user: User,
    /// How they read.
    pub locale: crate::web::Locale,
    /// What they have chosen.
    pub preferences: Preferences,
    /// Of which kinds.
    pub choices: Choices,
    /// What the decision knows of them.
    pub person: Person,
}

/// A chat in which something is unread.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Conversation {
    /// Which.
    pub chat_id: ChatId,
    /// `direct`, `group`, `general`.
    pub kind: String,
    /// Whether it is muted.
    pub muted: bool,
    /// What is mailed of it: `all`, `nothing`, or as the settings say.
    pub mailing: String,
    /// When a letter was last made of it.
    pub mailed_at: Option<Moment>,
    /// The first message that was not read nor mailed.
    pub first_id: Option<MessageId>,
    /// When that was posted.
    pub first_at: Option<Moment>,
    /// The newest message of the chat.
    pub last_message_id: MessageId,
}

macro_rules! conversations {
    ($rest:literal) => {
        concat!(
            "SELECT w.chat_id, w.kind, w.muted, w.mailing, w.mailed_at, w.first_id, x.posted_at AS first_at, w.last_message_id FROM (
    SELECT c.id AS chat_id, c.kind, m.muted, m.mailing, m.mailed_at, c.last_message_id, (SELECT MIN(y.id) FROM messages y
        WHERE y.chat_id = c.id AND y.id > m.read_message_id AND y.id > m.mailed_message_id AND y.kind = 'text'
        AND y.deleted_at IS NULL AND y.author_id <> m.user_id) AS first_id
    FROM members m JOIN chats c ON c.id = m.chat_id AND c.last_message_id > m.read_message_id
    WHERE m.user_id = $1 AND c.kind <> 'notes' AND c.standing <> 'archived'",
            $rest,
            ") AS w LEFT JOIN messages x ON x.id = w.first_id ORDER BY w.chat_id"
        )
    };
}
const CONVERSATIONS: &str = conversations!(" AND c.last_message_id > m.mailed_message_id");
const CONVERSATION: &str = conversations!(" AND c.id = $2");
/// What keeps what tells `$1` of a message from letters, whatever they want of its kind; empty: nothing does. They are no longer in its chat, that
/// was put away, or they want no letters of it, or have muted it, through which only calls by name come.
macro_rules! kept_back {
    () => {
        "COALESCE((SELECT CASE WHEN w.user_id IS NULL THEN 'left' WHEN c.standing = 'archived' THEN 'archived'
        WHEN w.mailing = 'nothing' THEN 'chat-unwanted' WHEN w.muted AND n.kind <> 'message-mentioned' THEN 'muted' END
        FROM messages x JOIN chats c ON c.id = x.chat_id
        LEFT JOIN members w ON w.chat_id = x.chat_id AND w.user_id = $1 AND x.id > w.past_message_id
        WHERE x.id = n.subject_id AND n.kind IN ('message-mentioned', 'message-called-all', 'message-keyword', 'message-replied', 'message-reacted', 'poll-closed')), '')"
    };
}
/// Of what is unread or for letters alone, each with its kind and since when; own ones, those of chats, and for administrators what is all
/// theirs (`$2`).
const NOTICED: &str = concat!(
    "SELECT n.id, n.kind, n.made_at",
    of_own!("$1"),
    "($1, $2) AND ",
    own_unread!(),
    " AND n.id > $3 AND n.id <= $5 AND ",
    kept_back!(),
    " = '' UNION ALL SELECT n.id, n.kind, n.made_at",
    of_chats!("$1"),
    chat_unread!(),
    " AND n.id > $3 AND n.id <= $5 AND ",
    kept_back!(),
    " = '' UNION ALL SELECT n.id, n.kind, n.made_at FROM notifications n WHERE n.owner_id = $1 AND n.state = 'mail-only' AND n.id > $3 AND n.id <= $5 AND ",
    kept_back!(),
    " = '' ORDER BY 1 LIMIT CAST($4 AS BIGINT)"
);
const KEPT_BACK: &str = concat!("SELECT ", kept_back!(), " FROM notifications n WHERE n.id = $2");

impl Addressee {
    /// The person as they are now; none if they are not here any more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(
        conn: &mut Conn,
        user: UserId,
        (server, attendance, company): (Option<&MailServer>, &Attendance, &Company),
        now: Moment,
    ) -> Result<Option<Addressee>> {
        let Some(user) = User::find(conn, user).await?.filter(|user| user.state == crate::accounts::State::Active)
        else {
            return Ok(None);
        };
        let preferences = Preferences::find(conn, user.id).await?;
        let choices = Choices::find(conn, user.id).await?;
        let known = address::find(conn, user.id).await?;
        let locale = user.locale(company);
        let by_hand = user.status.quiet_until.filter(|until| now < *until);
        let by_hours = preferences.quiet_until(&locale.zone, now);
        let leave = user.status.leave_from.zip(user.status.leave_until);
        let since = preferences.digested_at.max(now.before(LATE));
        let is_now = preferences.next_digest(&locale.zone, since).is_some_and(|next| next <= now);
        let next = || preferences.next_digest(&locale.zone, now);
        let person = Person {
            server: server.is_some(),
            mail: preferences.mail,
            reach: address::reach(&user, known.as_ref()),
            delay: Duration::from_secs(60 * u64::try_from(preferences.delay).unwrap_or(0)),
            active: attendance.is_active(user.id.0),
            seen_at: user.status.seen_at,
            quiet_until: by_hand.max(by_hours),
            quiet_direct: preferences.quiet_direct,
            leave_until: leave.filter(|(from, until)| *from <= now && now < *until).map(|(_, until)| until),
            digest: if preferences.digest { next().map(|next| (next, is_now)) } else { None },
        };
        Ok(Some(Addressee { locale, preferences, choices, person, user }))
    }

    /// What is decided of the conversation.
    pub fn decide(&self, of: &Conversation, now: Moment) -> Verdict {
        let direct = of.kind == "direct";
        let kind = if direct { &MESSAGE_DIRECT } else { &MESSAGE_GROUP };
        let matter = Matter {
            wanted: self.choices.wants(kind, Way::Mail),
            chat_wanted: match of.mailing.as_str() {
                "all" => Some(true),
                "nothing" => Some(false),
                _ => None,
            },
            muted: of.muted,
            direct,
            urgent: false,
            since: of.first_at,
            mailed_at: of.mailed_at,
        };
        decide(&self.person, &matter, now)
    }

    /// What is decided of the person, whatever it is about, since this instant.
    pub fn decide_bare(&self, since: Moment, now: Moment) -> Verdict {
        let matter = Matter {
            wanted: true,
            chat_wanted: None,
            muted: false,
            direct: false,
            urgent: false,
            since: Some(since),
            mailed_at: None,
        };
        decide(&self.person, &matter, now)
    }

    /// What is decided of a notification of the kind that came then, of which nothing [keeps back](kept_back) letters.
    pub fn decide_notice(&self, name: &str, made_at: Moment, now: Moment) -> Verdict {
        let kind = kind(name);
        let matter = Matter {
            wanted: kind.is_some_and(|kind| self.choices.wants(kind, Way::Mail)),
            chat_wanted: None,
            muted: false,
            direct: false,
            urgent: kind.is_some_and(|kind| kind.urgent),
            since: Some(made_at),
            mailed_at: self.preferences.noticed_at,
        };
        decide(&self.person, &matter, now)
    }
}

/// The person as they are now, with the company's server; none if they are not here.
///
/// # Errors
/// What the database says.
pub async fn addressee(conn: &mut Conn, user: UserId, house: &House) -> Result<Option<Addressee>> {
    let server = MailServer::find(conn).await?;
    let Some(company) = Company::find(conn).await? else { return Ok(None) };
    Addressee::read(conn, user, (server.as_ref(), house.hub.attendance(), &company), house.clock.now()).await
}

/// The person's chats in which something is neither read nor mailed.
///
/// # Errors
/// What the database says.
pub async fn conversations(conn: &mut Conn, user: UserId) -> Result<Vec<Conversation>> {
    let mut all: Vec<Conversation> = on!(conn, c => sqlx::query_as(CONVERSATIONS).bind(user).fetch_all(&mut *c).await)?;
    all.retain(|one| one.first_id.is_some());
    Ok(all)
}

/// One of the person's chats, if something is unread in it.
///
/// # Errors
/// What the database says.
pub async fn conversation(conn: &mut Conn, user: UserId, chat: ChatId) -> Result<Option<Conversation>> {
    on!(conn, c => sqlx::query_as(CONVERSATION).bind(user).bind(chat).fetch_optional(&mut *c).await)
}

/// The person's notifications that are unread, or for letters alone, after the one and up to the other, the oldest first: number, kind and since when.
///
/// # Errors
/// What the database says.
pub async fn notices(
    conn: &mut Conn,
    of: &Addressee,
    (after, upto): (i64, i64),
) -> Result<Vec<(NotificationId, String, Moment)>> {
    let shared = crate::notifications::Reader::of(&of.user).owners().last().unwrap_or(of.user.id);
    let (mut all, mut after) = (Vec::new(), NotificationId(after));
    loop {
        let page: Vec<(NotificationId, String, Moment)> = on!(conn, c => sqlx::query_as(NOTICED)
            .bind(of.user.id).bind(shared).bind(after).bind(NOTICES).bind(upto).fetch_all(&mut *c).await)?;
        let Some((last, _, _)) = page.last() else { return Ok(all) };
        after = *last;
        all.extend(page);
    }
}

/// What keeps a notification of the person's from letters that is of a message, because of its chat.
///
/// # Errors
/// What the database says.
pub async fn kept_back(conn: &mut Conn, user: UserId, id: NotificationId) -> Result<Option<Why>> {
    let why: Option<String> =
        on!(conn, c => sqlx::query_scalar(KEPT_BACK).bind(user).bind(id).fetch_optional(&mut *c).await)?;
    Ok(why.and_then(|why| Why::of(&why)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::KEPT_BACK;
    use crate::notice::Kind;
    use crate::notifications::kinds;

    /// Kinds that tell of a message and that nothing of its chat keeps back, and why.
    const REGARDLESS: [(&str, &str); 2] = [
        ("message-reminded", "its reader has asked for it"),
        ("message-uncalled", "is of a message of the reader's own"),
    ];
    /// Kinds for members that came after migration 0027: their rows have named the chat from the first on.
    const CAME_LATER: [&str; 0] = [];
    const MIGRATIONS: [&str; 2] = [
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite/0027_told_in_chats.sql")),
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/postgres/0027_told_in_chats.sql")),
    ];

    /// The kinds that a statement names.
    fn named(statement: &'static str) -> BTreeSet<&'static str> {
        let list = statement.split_once("kind IN (").expect("a list of kinds").1;
        list.split_once(')').expect("its end").0.split(", ").map(|name| name.trim_matches('\'')).collect()
    }

    fn of(is: impl Fn(&Kind) -> bool) -> BTreeSet<&'static str> {
        kinds().filter(|kind| is(kind)).map(|kind| kind.name).collect()
    }

    #[test]
    fn of_each_kind_that_tells_of_a_message_is_said_whether_its_chat_keeps_letters_back() {
        let (kept, regardless) = (named(KEPT_BACK), BTreeSet::from(REGARDLESS.map(|(name, _)| name)));
        assert!(kept.is_disjoint(&regardless), "{kept:?}");
        assert_eq!(&kept | &regardless, of(|kind| kind.of_message || kind.for_members));
    }

    #[test]
    fn of_each_kind_for_members_a_chat_is_known_from_whenever_it_is() {
        for migration in MIGRATIONS {
            assert_eq!(&named(migration) | &BTreeSet::from(CAME_LATER), of(|kind| kind.for_members));
        }
    }
}
