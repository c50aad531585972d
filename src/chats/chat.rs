//! A chat, and the one gate to it: being a member.

use super::line::Line;
use super::rights::{Closed, Rights, Standing, Whoever};
use crate::chats::attachments::shown;
use crate::id::{ChatId, MessageId, UserId};
use crate::store::{Conn, Result, on};

/// What kind of chat it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Two people.
    Direct,
    /// Those who were added.
    Group,
    /// Everybody.
    General,
    /// Oneself.
    Notes,
}

impl Kind {
    /// As the database keeps it.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Direct => "direct",
            Kind::Group => "group",
            Kind::General => "general",
            Kind::Notes => "notes",
        }
    }

    /// From what the database keeps. Only our own words are there.
    pub fn of(text: &str) -> Kind {
        match text {
            "direct" => Kind::Direct,
            "group" => Kind::Group,
            "general" => Kind::General,
            _ => Kind::Notes,
        }
    }
}

/// What a member may do in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Writes and reads.
    Member,
    /// Names the group, adds and removes members.
    Administrator,
    /// Also names administrators; there is one.
    Owner,
}

impl Role {
    /// As the database keeps it.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Member => "member",
            Role::Administrator => "administrator",
            Role::Owner => "owner",
        }
    }

    /// From what the database keeps.
    pub fn of(text: &str) -> Role {
        match text {
            "owner" => Role::Owner,
            "administrator" => Role::Administrator,
            _ => Role::Member,
        }
    }
}

/// A chat as one of its members has it. Only the member's own row makes one ([`Member::find`]; [`Opened`](super::opened::Opened) and
/// [`Writing`](super::opened::Writing) with what else they read), so holding it proves the right to read and write.
#[derive(Clone, Debug)]
pub struct Member {
    /// The chat.
    pub chat: ChatId,
    /// Who.
    pub user: UserId,
    /// What kind of chat.
    pub kind: Kind,
    /// The group's name; empty for the other kinds.
    pub name: String,
    /// The colour of the chat's door.
    pub hue: i64,
    /// Its picture.
    pub picture: Option<String>,
    /// What the group is for.
    pub about: String,
    /// Whether it goes on.
    pub standing: Standing,
    /// Who may do what in the group.
    pub rights: Rights,
    /// The chat's revision when this was read.
    pub revision: i64,
    /// Changes up to this one are no longer all there.
    pub purged_revision: i64,
    /// The newest message; 0 if there is none.
    pub last_message: MessageId,
    /// What this member may do.
    pub role: Role,
    /// The read mark: what comes after it is unread.
    pub read: MessageId,
    /// Up to here the member sees nothing.
    pub past: MessageId,
    /// Counted apart, and silent.
    pub muted: bool,
    /// Kept on top of the list.
    pub pinned: bool,
    /// Whether messages are pinned in the chat.
    pub has_pins: bool,
}

/// What the database keeps of a member and the chat.
#[derive(sqlx::FromRow)]
pub(super) struct MemberRow {
    kind: String,
    name: String,
    hue: i64,
    picture: Option<String>,
    about: String,
    standing: String,
    #[sqlx(flatten)]
    rights: Rights,
    revision: i64,
    purged_revision: i64,
    last_message_id: i64,
    role: String,
    read_message_id: i64,
    past_message_id: i64,
    muted: bool,
    pinned: bool,
    has_pins: bool,
}

impl MemberRow {
    pub(super) fn into_member(self, user: UserId, chat: ChatId) -> Member {
        Member {
            chat,
            user,
            kind: Kind::of(&self.kind),
            name: self.name,
            hue: self.hue,
            picture: self.picture,
            about: self.about,
            standing: self.standing.into(),
            rights: self.rights,
            revision: self.revision,
            purged_revision: self.purged_revision,
            last_message: MessageId(self.last_message_id),
            role: Role::of(&self.role),
            read: MessageId(self.read_message_id),
            past: MessageId(self.past_message_id),
            muted: self.muted,
            pinned: self.pinned,
            has_pins: self.has_pins,
        }
    }
}

/// The columns of a [`MemberRow`], of the member `m` of the chat `c`.
macro_rules! member_columns {
    () => {
        "c.kind, c.name, c.hue, c.picture, c.about, c.standing, c.writers, c.adders, c.removers, c.pinners, c.callers, c.revision, \
         c.purged_revision, c.last_message_id, m.role, m.read_message_id, m.past_message_id, m.muted, m.pinned, \
         EXISTS (SELECT 1 FROM pins g WHERE g.chat_id = c.id AND g.message_id > m.past_message_id) AS has_pins"
    };
}
pub(super) use member_columns;

const FIND: &str = concat!(
    "SELECT ",
    member_columns!(),
    " FROM members m JOIN chats c ON c.id = m.chat_id WHERE m.chat_id = $1 AND m.user_id = $2"
);
const SAID: &str = concat!(
    "SELECT x.author_id, u.name AS author, ",
    shown!("x"),
    " AS text, x.poll <> '' AS poll FROM messages x JOIN users u ON u.id = x.author_id
    WHERE x.id = $1 AND x.kind = 'text' AND x.deleted_at IS NULL"
);
const CHAT_OF_MESSAGE: &str =
    "SELECT m.chat_id FROM messages x JOIN members m ON m.chat_id = x.chat_id AND m.user_id = $2
    AND x.id > m.past_message_id WHERE x.id = $1";
/// Whether the member `m` of the chat `c`, who is the user `u`, may post there. A macro, because every statement is one
/// literal.
macro_rules! may_post {
    () => {
        "(c.kind <> 'direct' OR NOT EXISTS (SELECT 1 FROM members o JOIN users p ON p.id = o.user_id \
         WHERE o.chat_id = c.id AND o.user_id <> m.user_id AND p.state = 'dismissed')) \
         AND (c.kind <> 'general' OR u.role = 'administrator' \
         OR NOT EXISTS (SELECT 1 FROM company k WHERE k.posting = 'administrators')) \
         AND c.standing = 'active' AND (c.writers = 'all' OR m.role = 'owner' \
         OR (m.role = 'administrator' AND c.writers = 'administrators'))"
    };
}
pub(super) use may_post;

const MAY_POST: &str = concat!(
    "SELECT ",
    may_post!(),
    " AS open FROM members m JOIN chats c ON c.id = m.chat_id JOIN users u ON u.id = m.user_id
    WHERE m.chat_id = $1 AND m.user_id = $2"
);
const COUNT: &str = "SELECT COUNT(*) FROM members WHERE chat_id = $1";

impl Member {
    /// The chat, if the user is a member of it. Nobody else learns whether there is one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(conn: &mut Conn, user: UserId, chat: ChatId) -> Result<Option<Member>> {
        let row: Option<MemberRow> =
            on!(conn, c => sqlx::query_as(FIND).bind(chat).bind(user).fetch_optional(&mut *c).await)?;
        Ok(row.map(|row| row.into_member(user, chat)))
    }

    /// The chat of the message, if the user is a member of it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_by_message(conn: &mut Conn, user: UserId, message: MessageId) -> Result<Option<Member>> {
        let chat: Option<ChatId> =
            on!(conn, c => sqlx::query_scalar(CHAT_OF_MESSAGE).bind(message).bind(user).fetch_optional(&mut *c).await)?;
        match chat {
            Some(chat) => Member::find(conn, user, chat).await,
            None => Ok(None),
        }
    }

    /// How many members the chat has.
    ///
    /// # Errors
    /// What the database says.
    pub async fn count_all(&self, conn: &mut Conn) -> Result<i64> {
        on!(conn, c => sqlx::query_scalar(COUNT).bind(self.chat).fetch_one(&mut *c).await)
    }

    /// Whether this member may post: not to who no longer works here, nor to everybody where only administrators do. None
    /// for who is no longer a member.
    ///
    /// # Errors
    /// What the database says.
    pub async fn may_post(&self, conn: &mut Conn) -> Result<Option<bool>> {
        on!(conn, c => sqlx::query_scalar(MAY_POST).bind(self.chat).bind(self.user).fetch_optional(&mut *c).await)
    }

    /// Why the member does not write there, who [may not](Member::may_post).
    pub fn closed(&self) -> Closed {
        match (self.kind, self.standing) {
            (Kind::General, _) => Closed::General,
            (_, Standing::ReadOnly) => Closed::ReadOnly,
            (_, Standing::Archived) => Closed::Archived,
            (Kind::Group, Standing::Active) => Closed::Writers,
            (Kind::Direct | Kind::Notes, Standing::Active) => Closed::Gone,
        }
    }

    /// Whether the member is one of those in the group.
    fn is_one_of(&self, whoever: Whoever) -> bool {
        self.kind == Kind::Group && whoever.has(self.role)
    }

    /// Whether the member may add people to the group.
    pub fn may_add(&self) -> bool {
        self.is_active() && self.is_one_of(self.rights.adders)
    }

    /// Whether the member may remove people from the group.
    pub fn may_remove(&self) -> bool {
        self.is_one_of(self.rights.removers)
    }

    /// Whether the member may remove this person of this role from the group: nobody who looks after it is removed but by its owner.
    pub fn may_remove_one(&self, user: UserId, role: Role) -> bool {
        let below = role < self.role || role == Role::Member;
        self.may_remove() && user != self.user && below
    }

    /// Whether the member may call everybody: where all of the company is, who looks after it.
    pub fn may_call_all(&self, administrator: bool) -> bool {
        self.is_one_of(self.rights.callers) || (self.kind == Kind::General && administrator)
    }

    /// Whether the member may pin messages: in everybody's chat, who looks after the company.
    pub fn may_pin(&self, administrator: bool) -> bool {
        let may = match self.kind {
            Kind::Group => self.rights.pinners.has(self.role),
            Kind::General => administrator,
            Kind::Direct | Kind::Notes => true,
        };
        self.is_active() && may
    }

    /// Whether anything is done in the chat but to read it.
    pub fn is_active(&self) -> bool {
        self.standing == Standing::Active
    }

    /// Whether the member owns the group.
    pub fn owns(&self) -> bool {
        self.is_one_of(Whoever::Owner)
    }

    /// Whether this member may say what the group is called, and who may do what.
    pub fn may_manage(&self) -> bool {
        self.kind == Kind::Group && self.role >= Role::Administrator
    }
}

const PARTNER: &str = "SELECT u.id, u.name, u.hue, u.picture, u.state = 'dismissed' AS gone FROM members m JOIN users u ON u.id = m.user_id
    WHERE m.chat_id = $1 AND m.user_id <> $2 LIMIT 1";
const OF_USER: &str = "SELECT chat_id FROM members WHERE user_id = $1";
const LAST_LINES: &str = "SELECT c.id, m.author_id, m.text FROM chats c JOIN messages m ON m.id = c.last_message_id
    WHERE m.kind = 'line' AND (m.author_id = $1 OR m.text LIKE CAST($2 AS TEXT))
    AND NOT EXISTS (SELECT 1 FROM members o WHERE o.chat_id = c.id AND o.user_id = $1)";

/// The other person of the member's chat, if it is a direct one.
///
/// # Errors
/// What the database says.
pub async fn partner(conn: &mut Conn, member: &Member) -> Result<Option<Partner>> {
    if member.kind != Kind::Direct {
        return Ok(None);
    }
    on!(conn, c => sqlx::query_as(PARTNER).bind(member.chat).bind(member.user).fetch_optional(&mut *c).await)
}

/// What somebody said.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Said {
    /// Who.
    pub author_id: UserId,
    /// Their name.
    pub author: String,
    /// What; of a poll its question.
    pub text: String,
    /// Whether it is one.
    pub poll: bool,
}

/// The message of this number, if it is one and was not deleted.
///
/// # Errors
/// What the database says.
pub async fn said(conn: &mut Conn, message: MessageId) -> Result<Option<Said>> {
    on!(conn, c => sqlx::query_as(SAID).bind(message).fetch_optional(&mut *c).await)
}

/// The other person of a direct chat.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Partner {
    /// Who.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// The colour of their door.
    pub hue: i64,
    /// Their picture.
    pub picture: Option<String>,
    /// Whether they no longer work here.
    pub gone: bool,
}

/// The chats that the user is a member of.
///
/// # Errors
/// What the database says.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<ChatId>> {
    on!(conn, c => sqlx::query_scalar(OF_USER).bind(user).fetch_all(&mut *c).await)
}

/// The chats whose rows name the user, who is in them no longer: the last that was told there is that they went, or who came
/// after them.
///
/// # Errors
/// What the database says.
pub async fn telling_of(conn: &mut Conn, user: UserId) -> Result<Vec<ChatId>> {
    let lines: Vec<(ChatId, UserId, String)> = on!(conn, c => sqlx::query_as(LAST_LINES)
        .bind(user).bind(format!("%{user}%")).fetch_all(&mut *c).await)?;
    let tells =
        |author: UserId, text: &str| author == user || Line::of(text).is_some_and(|line| line.users().contains(&user));
    Ok(lines.into_iter().filter(|(_, author, text)| tells(*author, text)).map(|(chat, _, _)| chat).collect())
}
