//! Messages that are posted at their time.

use super::draft::Draft;
use super::mention::{self, Call};
use super::post::{PostError, post};
use crate::accounts::User;
use crate::chats::attachments;
use crate::chats::chat::{Member, may_post};
use crate::chats::notices;
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{ChatId, MessageId, ScheduledId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

/// Messages of one person that wait, at most.
pub const MOST: i64 = 100;

/// A message that is to be posted.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Scheduled {
    /// Its number.
    pub id: ScheduledId,
    /// The chat.
    pub chat_id: ChatId,
    /// The word of the chat's kind.
    pub kind: String,
    /// A group's name.
    pub name: String,
    /// The other one of a direct chat.
    pub partner: Option<String>,
    /// What it says.
    pub text: String,
    /// By what it is known if it says nothing: its files.
    pub named: String,
    /// When it is posted.
    pub due_at: Moment,
    /// Whether it could not be posted then.
    pub failed: bool,
}

impl Scheduled {
    /// What it is known by in a list: its text, or its files.
    pub fn line(&self) -> &str {
        if self.text.is_empty() { &self.named } else { &self.text }
    }
}

/// What waits in a chat, of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Waiting {
    /// How many messages.
    #[sqlx(rename = "waiting")]
    pub count: i64,
    /// When the first of them is posted.
    #[sqlx(rename = "waiting_until")]
    pub next: Option<Moment>,
}

/// The columns of a [`Waiting`], of the member `m`.
macro_rules! waiting_columns {
    () => {
        "(SELECT COUNT(*) FROM scheduled w WHERE w.user_id = m.user_id AND w.chat_id = m.chat_id AND NOT w.failed) AS waiting, \
         (SELECT MIN(w.due_at) FROM scheduled w WHERE w.user_id = m.user_id AND w.chat_id = m.chat_id AND NOT w.failed) AS waiting_until"
    };
}
pub(in crate::chats) use waiting_columns;

/// A key that is there is the same message.
const ADD: &str = concat!(
    "INSERT INTO scheduled (user_id, chat_id, text, calls, reply_to_id, key, due_at, failed, named)
    SELECT m.user_id, m.chat_id, CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT), CAST($6 AS TEXT), CAST($7 AS BIGINT), FALSE, CAST($9 AS TEXT)
    FROM members m JOIN chats c ON c.id = m.chat_id JOIN users u ON u.id = m.user_id
    WHERE m.chat_id = $1 AND m.user_id = $2 AND ",
    may_post!(),
    " AND (SELECT COUNT(*) FROM scheduled s WHERE s.user_id = $2) < $8 ON CONFLICT (user_id, key) DO NOTHING RETURNING id"
);
const BY_KEY: &str = "SELECT id, chat_id, text FROM scheduled WHERE user_id = $1 AND key = $2";
const MOVE: &str = "UPDATE scheduled SET due_at = $2 WHERE id = $1";
const COUNT: &str = "SELECT COUNT(*) FROM scheduled WHERE user_id = $1";
/// Not through the membership: what somebody has written is theirs to read though they are in the chat no longer. Of a group they are no
/// longer in they do not learn what it is called now.
macro_rules! scheduled {
    () => {
        "SELECT s.id, s.chat_id, c.kind, CASE WHEN m.user_id IS NULL THEN '' ELSE c.name END AS name, p.name AS partner, s.text, s.named, s.due_at, s.failed \
         FROM scheduled s JOIN chats c ON c.id = s.chat_id LEFT JOIN members m ON m.chat_id = s.chat_id AND m.user_id = s.user_id \
         LEFT JOIN members o ON o.chat_id = CASE WHEN c.kind = 'direct' THEN c.id END AND o.user_id <> s.user_id \
         LEFT JOIN users p ON p.id = o.user_id "
    };
}
const OF_USER: &str = concat!(
    scheduled!(),
    "WHERE s.user_id = $1 ORDER BY CASE WHEN s.failed THEN 0 ELSE 1 END, s.due_at, s.id LIMIT CAST($2 AS BIGINT)"
);
const FIND: &str = concat!(scheduled!(), "WHERE s.user_id = $1 AND s.id = $2");
const CHANGE: &str =
    "UPDATE scheduled SET text = $3, calls = $4, due_at = $5, failed = FALSE WHERE user_id = $1 AND id = $2
    RETURNING chat_id";
const CANCEL: &str = "DELETE FROM scheduled WHERE user_id = $1 AND id = $2 RETURNING chat_id";
const FORGET: &str = "DELETE FROM scheduled WHERE user_id = $1";
const DUE: &str =
    "SELECT s.user_id, s.id FROM scheduled s WHERE s.due_at <= $1 AND NOT s.failed ORDER BY s.due_at, s.id
    LIMIT CAST($2 AS BIGINT)";
/// Takes the row until the end of the transaction.
const TAKE: &str = "UPDATE scheduled SET failed = failed WHERE user_id = $1 AND id = $2 AND due_at <= $3
    RETURNING chat_id, text, named, calls, reply_to_id, key";
const FAIL: &str = "UPDATE scheduled SET failed = TRUE WHERE user_id = $1 AND id = $2";

/// What became of a wish to post later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Planned {
    /// It waits.
    Done,
    /// There are [`MOST`] already.
    TooMany,
    /// Its author may not post in the chat.
    Closed,
    /// One of its files is no longer there: nothing is to be committed.
    NoFile,
}

/// Keeps the draft until it is posted in the member's chat.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, member: &Member, draft: &Draft, due_at: Moment) -> Result<Planned> {
    match insert(tx, member, draft, due_at).await? {
        Some(planned) => Ok(planned),
        // The key is of another message.
        None => Ok(insert(tx, member, &draft.clone().rekeyed(member.chat), due_at).await?.unwrap_or(Planned::Done)),
    }
}

/// None if there is another message of this key. The same once more is the same, at this time.
async fn insert(tx: &mut Tx, member: &Member, draft: &Draft, due_at: Moment) -> Result<Option<Planned>> {
    let calls = mention::to_text(draft.calls());
    let files = attachments::take(tx, member, draft.files(), None).await?;
    let named = attachments::named(&files);
    let added: Option<ScheduledId> = on!(tx, c => sqlx::query_scalar(ADD)
        .bind(member.chat).bind(member.user).bind(draft.text()).bind(calls).bind(draft.reply()).bind(draft.key()).bind(due_at)
        .bind(MOST).bind(named).fetch_optional(&mut *c).await)?;
    if let Some(id) = added {
        if files.len() < draft.files().len() {
            return Ok(Some(Planned::NoFile));
        }
        attachments::plan(tx, id, &files).await?;
    } else {
        let there: Option<(ScheduledId, ChatId, String)> =
            on!(tx, c => sqlx::query_as(BY_KEY).bind(member.user).bind(draft.key()).fetch_optional(&mut *c).await)?;
        match there {
            Some((id, chat, text)) if chat == member.chat && text == draft.text() => {
                run!(tx, sqlx::query(MOVE).bind(id).bind(due_at))?;
            }
            Some(_) => return Ok(None),
            None => {
                let count: i64 = on!(tx, c => sqlx::query_scalar(COUNT).bind(member.user).fetch_one(&mut *c).await)?;
                return Ok(Some(if count >= MOST { Planned::TooMany } else { Planned::Closed }));
            }
        }
    }
    changed(tx, member.chat, member.user);
    Ok(Some(Planned::Done))
}

fn changed(tx: &mut Tx, chat: ChatId, user: UserId) {
    tx.emit(Event::ScheduledChanged { chat, user });
}

/// All of the user: first what could not be posted, then the next one.
///
/// # Errors
/// What the database says.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<Scheduled>> {
    on!(conn, c => sqlx::query_as(OF_USER).bind(user).bind(MOST).fetch_all(&mut *c).await)
}

/// The message, if it is the user's and waits.
///
/// # Errors
/// What the database says.
pub async fn find(conn: &mut Conn, user: UserId, id: ScheduledId) -> Result<Option<Scheduled>> {
    on!(conn, c => sqlx::query_as(FIND).bind(user).bind(id).fetch_optional(&mut *c).await)
}

/// It says this, and is posted then. False if it no longer waits.
///
/// # Errors
/// What the database says.
pub async fn change(
    tx: &mut Tx,
    (user, id): (UserId, ScheduledId),
    (text, calls): (&str, &[Call]),
    due_at: Moment,
) -> Result<bool> {
    let chat: Option<ChatId> = on!(tx, c => sqlx::query_scalar(CHANGE)
        .bind(user).bind(id).bind(text).bind(mention::to_text(calls)).bind(due_at).fetch_optional(&mut *c).await)?;
    chat.into_iter().for_each(|chat| changed(tx, chat, user));
    Ok(chat.is_some())
}

/// It is not posted. False if it no longer waits.
///
/// # Errors
/// What the database says.
pub async fn cancel(tx: &mut Tx, user: UserId, id: ScheduledId) -> Result<bool> {
    let chat: Option<ChatId> =
        on!(tx, c => sqlx::query_scalar(CANCEL).bind(user).bind(id).fetch_optional(&mut *c).await)?;
    chat.into_iter().for_each(|chat| changed(tx, chat, user));
    Ok(chat.is_some())
}

/// Nothing of the user is posted any more.
///
/// # Errors
/// What the database says.
pub(in crate::chats) async fn forget(tx: &mut Tx, user: UserId) -> Result<()> {
    run!(tx, sqlx::query(FORGET).bind(user)).map(drop)
}

/// Those whose time has come, and whose they are; some of them.
///
/// # Errors
/// What the database says.
pub async fn due(conn: &mut Conn, now: Moment) -> Result<Vec<(UserId, ScheduledId)>> {
    on!(conn, c => sqlx::query_as(DUE).bind(now).bind(MOST).fetch_all(&mut *c).await)
}

/// What became of a message whose time had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// It is posted.
    Posted(MessageId),
    /// Its author may not post there any more; it waits to be looked at.
    Failed,
    /// It was posted, changed or cancelled meanwhile.
    Gone,
}

#[derive(sqlx::FromRow)]
struct Taken {
    chat_id: ChatId,
    text: String,
    named: String,
    calls: String,
    reply_to_id: Option<MessageId>,
    key: String,
}

/// The draft without a call of everybody, if its author may no longer do that, and whether that is so. Whom it calls otherwise is whoever is in the chat
/// now: who planned it was told so.
async fn allowed(tx: &mut Tx, member: &Member, draft: Draft) -> Result<(Draft, bool)> {
    if draft.calls().iter().all(|call| call.user.is_some()) {
        return Ok((draft, false));
    }
    let administrator = User::find(tx, member.user).await?.is_some_and(|user| user.is_administrator());
    if member.may_call_all(administrator) {
        return Ok((draft, false));
    }
    let calls = draft.calls().iter().filter(|call| call.user.is_some()).cloned().collect();
    Ok((draft.calling(calls), true))
}

/// Posts the user's message, if it is due by `due`, and no longer keeps it: both, or neither. An author who is `absent` has read nothing
/// by that, and is told if it cannot be posted. One who may no longer call everybody is told that it does not.
///
/// # Errors
/// What the database says.
pub async fn send(
    tx: &mut Tx,
    (user, id): (UserId, ScheduledId),
    (due, now): (Moment, Moment),
    absent: bool,
) -> Result<Sent> {
    let taken: Option<Taken> =
        on!(tx, c => sqlx::query_as(TAKE).bind(user).bind(id).bind(due).fetch_optional(&mut *c).await)?;
    let Some(taken) = taken else { return Ok(Sent::Gone) };
    let chat = taken.chat_id;
    let files: Vec<_> = attachments::of_scheduled(tx, user, id).await?.into_iter().map(|file| file.id).collect();
    let draft = Draft::new(&taken.text, taken.key).replying(taken.reply_to_id).calling(mention::read(&taken.calls));
    let nothing = taken.text.is_empty() && files.is_empty();
    let draft = draft.holding(files).planned(id);
    let posted = match Member::find(tx, user, chat).await? {
        Some(_) if nothing => Err(PostError::NoFile),
        Some(member) => {
            let (draft, uncalled) = allowed(tx, &member, draft).await?;
            let draft = if absent { draft.unseen() } else { draft };
            let posted = match post(tx, &member, &draft, now).await {
                Err(PostError::KeyTaken) => post(tx, &member, &draft.rekeyed(chat), now).await,
                posted => posted,
            };
            if let (Ok(posted), true) = (&posted, uncalled) {
                notices::uncalled(tx, user, (posted.message, &taken.text));
            }
            posted
        }
        None => Err(PostError::Gone),
    };
    changed(tx, chat, user);
    match posted {
        Ok(posted) => {
            run!(tx, sqlx::query(CANCEL).bind(user).bind(id))?;
            Ok(Sent::Posted(posted.message))
        }
        Err(PostError::Store(error)) => Err(error),
        Err(_) => {
            run!(tx, sqlx::query(FAIL).bind(user).bind(id))?;
            if absent {
                let line = if taken.text.is_empty() { &taken.named } else { &taken.text };
                notices::unsent(tx, user, (id, line));
            }
            Ok(Sent::Failed)
        }
    }
}
