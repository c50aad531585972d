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

/// The member's row before the draft's, as whoever takes them out of the chat.
const TAKE_MEMBER: &str = "UPDATE members SET draft = draft WHERE chat_id = $1 AND user_id = $2";
/// The row as it stays until the end of the transaction; one that is not there yet is made.
const TAKE: &str = "INSERT INTO drafts (chat_id, user_id, text, other, reply_to_id, version, sent_key) VALUES ($1, $2, '', '', NULL, 0, '')
    ON CONFLICT (chat_id, user_id) DO UPDATE SET version = drafts.version
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

/// The draft and the key of what was sent last; none if the member is one no longer.
async fn take(tx: &mut Tx, member: &Member) -> Result<Option<(Draft, String)>> {
    if run!(tx, sqlx::query(TAKE_MEMBER).bind(member.chat).bind(member.user))? == 0 {
        return Ok(None);
    }
    let taken: Taken = on!(tx, c => sqlx::query_as(TAKE).bind(member.chat).bind(member.user).fetch_one(&mut *c).await)?;
    Ok(Some((taken.draft.into(), taken.sent_key)))
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

/// What is kept beside the text: what was there, and what another device has written. Of too much, the end.
fn beside(other: &str, text: &str) -> String {
    let all = match (other, text) {
        ("", one) | (one, "") => one.to_owned(),
        (other, text) => [other, text].join("\n\n"),
    };
    let cut = all.chars().count().saturating_sub(MOST);
    all.chars().skip(cut).collect()
}

impl Draft {
    /// What another device has kept that whoever typed this has not seen; empty: nothing.
    fn unseen(&self, typed: &Typed<'_>) -> &str {
        if self.version == typed.base || self.text.trim_end() == typed.text.trim_end() { "" } else { &self.text }
    }
}

/// Keeps what was typed in the member's chat. What another device has kept meanwhile is kept beside it. None for who is a member no longer.
///
/// # Errors
/// What the database says.
pub async fn save(tx: &mut Tx, member: &Member, typed: Typed<'_>) -> Result<Option<Draft>> {
    let Some((before, sent_key)) = take(tx, member).await? else { return Ok(None) };
    save_after(tx, member, typed, (before, &sent_key)).await.map(Some)
}

async fn save_after(
    tx: &mut Tx,
    member: &Member,
    typed: Typed<'_>,
    (before, sent_key): (Draft, &str),
) -> Result<Draft> {
    let (text, reply) = if typed.text.trim().is_empty() { ("", None) } else { (typed.text, typed.reply) };
    let same = before.text == text && before.reply == reply;
    if same || !typed.key.is_empty() && typed.key == sent_key {
        return Ok(before);
    }
    let other = beside(&before.other, before.unseen(&typed));
    set(tx, member, Draft { text: text.to_owned(), other, reply, version: before.version }, sent_key).await
}

/// Takes the other text in the place of what is typed, which stays beside it; where another device has written more meanwhile, all is
/// kept and shown again. None for who is a member no longer.
///
/// # Errors
/// What the database says.
pub async fn swap(tx: &mut Tx, member: &Member, typed: Typed<'_>) -> Result<Option<Draft>> {
    let Some((before, sent_key)) = take(tx, member).await? else { return Ok(None) };
    if before.other.is_empty() || !before.unseen(&typed).is_empty() {
        return save_after(tx, member, typed, (before, &sent_key)).await.map(Some);
    }
    let draft = Draft { text: before.other, other: typed.text.to_owned(), ..before };
    set(tx, member, draft, &sent_key).await.map(Some)
}

/// Keeps what is typed, and the other text no longer; where another device has written more meanwhile, all is kept and shown again. None
/// for who is a member no longer.
///
/// # Errors
/// What the database says.
pub async fn forget_other(tx: &mut Tx, member: &Member, typed: Typed<'_>) -> Result<Option<Draft>> {
    let Some((before, sent_key)) = take(tx, member).await? else { return Ok(None) };
    if before.version != typed.base {
        return save_after(tx, member, typed, (before, &sent_key)).await.map(Some);
    }
    let draft = Draft { text: typed.text.to_owned(), other: String::new(), ..before };
    set(tx, member, draft, &sent_key).await.map(Some)
}

/// What was typed is sent under its key: what was written beside it, if anything was, is the draft now. None for who is a member no longer.
///
/// # Errors
/// What the database says.
pub async fn sent(tx: &mut Tx, member: &Member, typed: Typed<'_>) -> Result<Option<Draft>> {
    let Some((before, _)) = take(tx, member).await? else { return Ok(None) };
    let text = beside(&before.other, before.unseen(&typed));
    let draft = Draft { text, other: String::new(), reply: None, version: before.version };
    set(tx, member, draft, typed.key).await.map(Some)
}
