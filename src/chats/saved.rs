//! Drafts: what somebody has begun to write in a chat, on any of their devices. Two that were written beside each other are both kept.

use super::chat::Member;
use crate::event::Event;
use crate::id::MessageId;
use crate::markup;
use crate::store::{Result, Tx, on, run};
use crate::web::Limits;

/// Characters of a draft, at most: more than a message may have, for it may be cut into several.
pub const MOST: usize = 4 * Limits::MESSAGE;
/// Characters that lists of chats show.
const LINE: usize = 120;

/// What somebody has begun to write in a chat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// What was written last; empty: nothing.
    pub text: String,
    /// What was written on another device beside it; empty: nothing.
    pub other: String,
    /// The message that it answers.
    pub reply: Option<MessageId>,
    /// Grows with each change; 0: there never was one.
    pub version: i64,
}

/// The columns of a [`DraftRow`], of `d`, which may be missing.
macro_rules! draft_columns {
    () => {
        "d.text AS draft_text, d.other AS draft_other, d.reply_to_id AS draft_reply_to_id, d.version AS draft_version"
    };
}
pub(super) use draft_columns;

/// What was read of a draft beside something else.
#[derive(sqlx::FromRow)]
pub(super) struct DraftRow {
    draft_text: Option<String>,
    draft_other: Option<String>,
    draft_reply_to_id: Option<MessageId>,
    draft_version: Option<i64>,
}

impl From<DraftRow> for Draft {
    fn from(row: DraftRow) -> Draft {
        Draft {
            text: row.draft_text.unwrap_or_default(),
            other: row.draft_other.unwrap_or_default(),
            reply: row.draft_reply_to_id,
            version: row.draft_version.unwrap_or_default(),
        }
    }
}

/// What is kept, and where it comes from.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'t> {
    /// What was typed.
    pub text: &'t str,
    /// The message that it answers.
    pub reply: Option<MessageId>,
    /// The version that whoever typed had before.
    pub base: i64,
    /// The key of the message that it is to become.
    pub key: &'t str,
}

/// The row as it stays until the end of the transaction.
const TAKE: &str = "UPDATE drafts SET version = version WHERE chat_id = $1 AND user_id = $2
    RETURNING text AS draft_text, other AS draft_other, reply_to_id AS draft_reply_to_id, version AS draft_version, sent_key";
const SET: &str = "INSERT INTO drafts (chat_id, user_id, text, other, reply_to_id, version, sent_key) VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (chat_id, user_id) DO UPDATE SET text = $3, other = $4, reply_to_id = $5, version = $6, sent_key = $7";
const SHOW: &str = "UPDATE members SET draft = $3 WHERE chat_id = $1 AND user_id = $2 AND draft <> $3";

#[derive(sqlx::FromRow)]
struct Taken {
    #[sqlx(flatten)]
    draft: DraftRow,
    sent_key: String,
}

/// The draft and the key of what was sent last.
async fn take(tx: &mut Tx, member: &Member) -> Result<(Draft, String)> {
    let taken: Option<Taken> =
        on!(tx, c => sqlx::query_as(TAKE).bind(member.chat).bind(member.user).fetch_optional(&mut *c).await)?;
    Ok(taken.map(|taken| (taken.draft.into(), taken.sent_key)).unwrap_or_default())
}

async fn set(tx: &mut Tx, member: &Member, draft: Draft, sent_key: &str) -> Result<Draft> {
    let draft = Draft { version: draft.version + 1, ..draft };
    run!(
        tx,
        sqlx::query(SET)
            .bind(member.chat)
            .bind(member.user)
            .bind(&draft.text)
            .bind(&draft.other)
            .bind(draft.reply)
            .bind(draft.version)
            .bind(sent_key)
    )?;
    let line = if draft.text.is_empty() { String::new() } else { markup::lined(&draft.text, LINE) };
    run!(tx, sqlx::query(SHOW).bind(member.chat).bind(member.user).bind(line))?;
    tx.emit(Event::DraftChanged { chat: member.chat, user: member.user });
    Ok(draft)
}

/// Keeps what was typed in the member's chat. What another device has kept meanwhile is kept beside it.
///
/// # Errors
/// What the database says.
pub async fn save(tx: &mut Tx, member: &Member, typed: Typed<'_>) -> Result<Draft> {
    let (before, sent_key) = take(tx, member).await?;
    let text = if typed.text.trim().is_empty() { "" } else { typed.text };
    let same = before.text == text && before.reply == typed.reply;
    if same || !typed.key.is_empty() && typed.key == sent_key {
        return Ok(before);
    }
    let beside = before.version != typed.base && !before.text.is_empty() && before.text != text;
    let other = match (beside, before.other.is_empty()) {
        (false, _) => before.other,
        (true, true) => before.text,
        (true, false) => [before.other, before.text].join("\n\n"),
    };
    let draft = Draft { text: text.to_owned(), other, reply: typed.reply, version: before.version };
    set(tx, member, draft, &sent_key).await
}

/// Takes the other text in the place of what is typed, which stays beside it.
///
/// # Errors
/// What the database says.
pub async fn swap(tx: &mut Tx, member: &Member, typed: &str) -> Result<Draft> {
    let (before, sent_key) = take(tx, member).await?;
    let draft = Draft { text: before.other, other: typed.to_owned(), ..before };
    set(tx, member, draft, &sent_key).await
}

/// Keeps what is typed, and the other text no longer.
///
/// # Errors
/// What the database says.
pub async fn forget_other(tx: &mut Tx, member: &Member, typed: &str) -> Result<Draft> {
    let (before, sent_key) = take(tx, member).await?;
    set(tx, member, Draft { text: typed.to_owned(), other: String::new(), ..before }, &sent_key).await
}

/// What was typed is sent under this key: the other text, if there is one, is the draft now.
///
/// # Errors
/// What the database says.
pub async fn sent(tx: &mut Tx, member: &Member, key: &str) -> Result<Draft> {
    let (before, _) = take(tx, member).await?;
    let draft = Draft { text: before.other, other: String::new(), reply: None, version: before.version };
    set(tx, member, draft, key).await
}
