//! A chat as its page needs it: read at once, for it is what people load most.

use super::Member;
use super::attachments::files_column;
use super::chat::{MemberRow, may_post, member_columns};
use super::message::scheduled::{Waiting, waiting_columns};
use super::preferences::{Preferences, PreferencesRow, preferences_columns};
use super::saved::{Draft, DraftRow, draft_columns};
use crate::id::{ChatId, MessageId, UserId};
use crate::store::{Conn, Result, on};

/// A chat whose page is opened by one of its members.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The member.
    pub member: Member,
    /// Whether they may post.
    pub may_post: bool,
    /// How many people are in a group; 0 in the other kinds.
    pub people: i64,
    /// The first message that they have not read.
    pub first_unread: Option<MessageId>,
    /// How they have set chats.
    pub preferences: Preferences,
    /// What the member has planned to post in it.
    pub waiting: Waiting,
    /// How many files of the member wait in it for their message.
    pub files: i64,
    /// What the member has begun to write in it.
    pub draft: Draft,
}

/// A chat in which one of its members writes.
#[derive(Clone, Debug)]
pub struct Writing {
    /// The member.
    pub member: Member,
    /// The name of the other person of a direct chat.
    pub partner: Option<String>,
    /// How the member has set chats.
    pub preferences: Preferences,
    /// What the member has planned to post in it.
    pub waiting: Waiting,
    /// How many files of the member wait in it for their message.
    pub files: i64,
    /// What the member has begun to write in it.
    pub draft: Draft,
}

#[derive(sqlx::FromRow)]
struct WritingRow {
    #[sqlx(flatten)]
    member: MemberRow,
    partner: Option<String>,
    #[sqlx(flatten)]
    preferences: PreferencesRow,
    #[sqlx(flatten)]
    waiting: Waiting,
    files: i64,
    #[sqlx(flatten)]
    draft: DraftRow,
}

/// The other one is looked for by a chat that is none where the chat is not direct: else all members of a group would be looked through.
const WRITE: &str = concat!(
    "SELECT ",
    member_columns!(),
    ", p.name AS partner, ",
    preferences_columns!(),
    ", ",
    waiting_columns!(),
    ", ",
    files_column!(),
    ", ",
    draft_columns!(),
    "
    FROM members m JOIN chats c ON c.id = m.chat_id
    LEFT JOIN members o ON o.chat_id = CASE WHEN c.kind = 'direct' THEN c.id END AND o.user_id <> m.user_id
    LEFT JOIN users p ON p.id = o.user_id
    LEFT JOIN chat_preferences f ON f.user_id = m.user_id
    LEFT JOIN drafts d ON d.chat_id = m.chat_id AND d.user_id = m.user_id
    WHERE m.chat_id = $1 AND m.user_id = $2"
);

impl Writing {
    /// The chat, if the user is a member of it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(conn: &mut Conn, user: UserId, chat: ChatId) -> Result<Option<Writing>> {
        let row: Option<WritingRow> =
            on!(conn, c => sqlx::query_as(WRITE).bind(chat).bind(user).fetch_optional(&mut *c).await)?;
        Ok(row.map(|row| Writing {
            member: row.member.into_member(user, chat),
            partner: row.partner,
            preferences: row.preferences.into(),
            waiting: row.waiting,
            files: row.files,
            draft: row.draft.into(),
        }))
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    member: MemberRow,
    may_post: bool,
    people: i64,
    first_unread: Option<MessageId>,
    #[sqlx(flatten)]
    preferences: PreferencesRow,
    #[sqlx(flatten)]
    waiting: Waiting,
    files: i64,
    #[sqlx(flatten)]
    draft: DraftRow,
}

const OPEN: &str = concat!(
    "SELECT ",
    member_columns!(),
    ", ",
    may_post!(),
    " AS may_post,
    CASE WHEN c.kind IN ('group', 'general') THEN (SELECT COUNT(*) FROM members a WHERE a.chat_id = c.id) ELSE 0 END AS people,
    (SELECT MIN(x.id) FROM messages x WHERE x.chat_id = c.id AND x.id > m.read_message_id AND x.kind = 'text'
        AND x.deleted_at IS NULL AND x.author_id <> m.user_id) AS first_unread, ",
    preferences_columns!(),
    ", ",
    waiting_columns!(),
    ", ",
    files_column!(),
    ", ",
    draft_columns!(),
    "
    FROM members m JOIN chats c ON c.id = m.chat_id JOIN users u ON u.id = m.user_id
    LEFT JOIN chat_preferences f ON f.user_id = m.user_id
    LEFT JOIN drafts d ON d.chat_id = m.chat_id AND d.user_id = m.user_id
    WHERE m.chat_id = $1 AND m.user_id = $2"
);

impl Opened {
    /// The chat, if the user is a member of it. Nobody else learns whether there is one.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find(conn: &mut Conn, user: UserId, chat: ChatId) -> Result<Option<Opened>> {
        let row: Option<Row> =
            on!(conn, c => sqlx::query_as(OPEN).bind(chat).bind(user).fetch_optional(&mut *c).await)?;
        Ok(row.map(|row| Opened {
            member: row.member.into_member(user, chat),
            may_post: row.may_post,
            people: row.people,
            first_unread: row.first_unread,
            preferences: row.preferences.into(),
            waiting: row.waiting,
            files: row.files,
            draft: row.draft.into(),
        }))
    }
}
