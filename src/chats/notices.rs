//! What people are told of the groups they are in.

mod kinds;

use std::sync::Arc;

use crate::clock::Moment;
use crate::markup;

use crate::chats::chat::{Kind as ChatKind, Member};
use crate::chats::message::Reached;
use crate::event::Event;
use crate::id::{ChatId, MessageId, ScheduledId, UserId};
use crate::notice::{Audience, Kind, Notice};
use crate::store::dialect::fetch_by_ids_of;
use crate::store::{Conn, Result, Tx, on};

pub use kinds::{
    ADDED, CALLED_ALL, COPIED, KEYWORD, KINDS, MENTIONED, MESSAGE_DIRECT, MESSAGE_GROUP, OWNED, POLL_CLOSED, REACTED,
    REMINDED, REMOVED, REPLIED, UNCALLED, UNSENT,
};
use kinds::{FOR_MEMBERS, OF_MESSAGE};

/// Characters of a message that a copy holds.
const TEXT: usize = 1000;
/// What a detail begins with that is the question of a poll. Of a private use area, and taken away from what is typed.
pub const POLL: char = '\u{F0004}';

/// The detail of what speaks of a message that says this, or, if it is a poll, asks it.
fn detail((text, poll): (&str, bool)) -> String {
    if poll { format!("{POLL}{}", markup::bare(text, TEXT)) } else { markup::lined(text, TEXT).replace(POLL, "") }
}

const NAME: &str = "SELECT name FROM chats WHERE id = $1";
/// Members of the chat who are on leave, and who stands in for them.
const AWAY: &str =
    "SELECT u.id, u.name, s.id FROM members m JOIN users u ON u.id = m.user_id JOIN users s ON s.id = u.substitute_id
    WHERE m.chat_id = $1 AND u.leave_from <= $2 AND u.leave_until > $2 AND s.state = 'active' AND s.role <> 'guest'";

/// Tells these people what becomes of them in the group.
///
/// # Errors
/// What the database says.
pub async fn tell(tx: &mut Tx, kind: &'static Kind, chat: ChatId, users: &[UserId], by: Option<UserId>) -> Result<()> {
    if users.is_empty() {
        return Ok(());
    }
    let name = name(tx, chat).await?;
    tx.emit(Notice::new(kind, Audience::Users(Arc::from(users)), (chat.0, &name)).by(by).into());
    Ok(())
}

async fn name(conn: &mut Conn, chat: ChatId) -> Result<String> {
    on!(conn, c => sqlx::query_scalar(NAME).bind(chat).fetch_one(&mut *c).await)
}

/// Copies what these people have written in a chat of two to the substitute of who is on leave; a substitute needs none of what they wrote
/// themselves.
///
/// # Errors
/// What the database says.
pub async fn copy(
    tx: &mut Tx,
    chat: ChatId,
    posted: &[(MessageId, UserId, (String, bool))],
    now: Moment,
) -> Result<()> {
    let away: Vec<(UserId, String, UserId)> =
        on!(tx, c => sqlx::query_as(AWAY).bind(chat).bind(now).fetch_all(&mut *c).await)?;
    for (user, name, substitute) in away {
        for (message, author, (said, is_poll)) in
            posted.iter().filter(|(_, author, _)| ![user, substitute].contains(author))
        {
            let notice = Notice::new(&COPIED, Audience::user(substitute), (message.0, &name)).by(*author);
            let text = detail((said.as_str(), *is_poll));
            tx.emit(notice.detail(&text).leading(format!("/people/{author}")).into());
        }
    }
    Ok(())
}

const MEMBERS_SQLITE: &str = "SELECT user_id, past_message_id, muted FROM members WHERE user_id IN (SELECT value FROM json_each($1)) AND chat_id = $2";
const MEMBERS_POSTGRES: &str =
    "SELECT user_id, past_message_id, muted FROM members WHERE user_id = ANY($1) AND chat_id = $2";
/// Who wrote the message of the chat, if they are still in it, see so far back as `$3` and have not muted it.
const AUTHOR: &str =
    "SELECT m.user_id FROM messages x JOIN members m ON m.chat_id = x.chat_id AND m.user_id = x.author_id
    WHERE x.id = $1 AND x.chat_id = $2 AND x.deleted_at IS NULL AND NOT m.muted AND m.past_message_id < $3";

/// Tells these people that the member calls them in the message, though they have muted the chat; in a chat of two the message says so
/// itself. Where `all` are told that everybody is called, only those who have muted it.
///
/// # Errors
/// What the database says.
pub async fn mention(
    tx: &mut Tx,
    by: &Member,
    (people, all): (&[UserId], bool),
    (message, text): (MessageId, &str),
) -> Result<()> {
    if by.kind == ChatKind::Direct {
        return Ok(());
    }
    mention_in(tx, (by.chat, by.user), (people, all), (message, text)).await
}

/// The same of a message in a chat of several, whoever wrote it.
///
/// # Errors
/// What the database says.
pub(super) async fn mention_in(
    tx: &mut Tx,
    (chat, author): (ChatId, UserId),
    (people, all): (&[UserId], bool),
    (message, text): (MessageId, &str),
) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = people.iter().map(|user| user.0).collect();
    let here: Vec<(UserId, MessageId, bool)> =
        fetch_by_ids_of(tx, (MEMBERS_SQLITE, MEMBERS_POSTGRES), &ids, chat.0).await?;
    // Who came later does not see the message.
    let here = here.into_iter().filter(|(_, past, muted)| message > *past && (*muted || !all));
    let here: Vec<UserId> = here.map(|(user, ..)| user).collect();
    let notice = Notice::new(&MENTIONED, Audience::Users(Arc::from(here)), (message.0, "")).by(author);
    tx.emit(notice.detail(&detail((text, false))).into());
    Ok(())
}

/// Tells whoever is in the chat and has not muted it that the member calls everybody.
pub fn call_all(tx: &mut Tx, by: &Member, (message, text): (MessageId, &str)) {
    let notice = Notice::new(&CALLED_ALL, Audience::Members(by.chat), (message.0, "")).by(by.user);
    tx.emit(notice.detail(&detail((text, false))).into());
}

/// What members were told of the message says what it says now: in its text, or else by the names of its files.
pub fn reword(tx: &mut Tx, message: MessageId, line: &str, said: Vec<String>) {
    let (detail, said) = (detail((line, false)).into(), said.into());
    tx.emit(Event::Reworded { kinds: &FOR_MEMBERS, subject: message.0, detail, said });
}

/// The message calls everybody no longer.
pub fn calls_no_more(tx: &mut Tx, message: MessageId) {
    tx.emit(Event::Unnoticed { kind: &CALLED_ALL, subject: message.0, by: None, to: None });
}

/// The message calls this person no longer.
pub fn calls_not(tx: &mut Tx, message: MessageId, user: UserId) {
    tx.emit(Event::Unnoticed { kind: &MENTIONED, subject: message.0, by: None, to: Some(user) });
}

/// Tells these people that the author's message says this word of theirs.
pub(super) fn keyword(
    tx: &mut Tx,
    (author, users): (UserId, Vec<UserId>),
    phrase: &str,
    (message, said): (MessageId, (&str, bool)),
) {
    let notice = Notice::new(&KEYWORD, Audience::Users(Arc::from(users)), (message.0, phrase)).by(author);
    tx.emit(notice.detail(&detail(said)).into());
}

/// Tells the author of a message that the member has answered it, if they are not among those who were called; in a chat of two the answer
/// says so itself. Who was told.
///
/// # Errors
/// What the database says.
pub async fn reply(
    tx: &mut Tx,
    by: &Member,
    (to, called): (MessageId, &[UserId]),
    (answer, text): (MessageId, &str),
) -> Result<Option<UserId>> {
    if by.kind == ChatKind::Direct {
        return Ok(None);
    }
    let author = author(tx, by.chat, (to, answer)).await?.filter(|author| !called.contains(author));
    if let Some(author) = author {
        let notice = Notice::new(&REPLIED, Audience::user(author), (answer.0, "")).by(by.user);
        tx.emit(notice.detail(&detail((text, false))).into());
    }
    Ok(author)
}

/// Tells the author of the message that the member reacts so, or no longer does.
///
/// # Errors
/// What the database says.
pub async fn reaction(tx: &mut Tx, message: &Reached, emoji: Option<&str>) -> Result<()> {
    let by = message.member.user;
    let Some(emoji) = emoji else {
        tx.emit(Event::Unnoticed { kind: &REACTED, subject: message.id.0, by: Some(by), to: None });
        return Ok(());
    };
    if let Some(author) = author(tx, message.member.chat, (message.id, message.id)).await? {
        let notice = Notice::new(&REACTED, Audience::user(author), (message.id.0, emoji)).by(by);
        tx.emit(notice.detail(&detail((message.line(), message.poll.is_some()))).into());
    }
    Ok(())
}

async fn author(conn: &mut Conn, chat: ChatId, (message, shown): (MessageId, MessageId)) -> Result<Option<UserId>> {
    on!(conn, c => sqlx::query_scalar(AUTHOR).bind(message).bind(chat).bind(shown).fetch_optional(&mut *c).await)
}

/// Tells the user of the message again, as they wished.
pub fn remind(tx: &mut Tx, user: UserId, (message, author, said): (MessageId, &str, (&str, bool))) {
    let notice = Notice::new(&REMINDED, Audience::user(user), (message.0, author));
    tx.emit(notice.detail(&detail(said)).into());
}

/// Tells the user that what they had planned to post was not posted.
pub fn unsent(tx: &mut Tx, user: UserId, (id, text): (ScheduledId, &str)) {
    let notice = Notice::new(&UNSENT, Audience::user(user), (id.0, ""));
    tx.emit(notice.detail(&detail((text, false))).into());
}

/// Tells the user that what they had planned to post was posted, without the call of everybody that is in it.
pub fn uncalled(tx: &mut Tx, user: UserId, (message, text): (MessageId, &str)) {
    let notice = Notice::new(&UNCALLED, Audience::user(user), (message.0, ""));
    tx.emit(notice.detail(&detail((text, false))).into());
}

/// Tells the author of the poll that its time is over.
///
/// # Errors
/// What the database says.
pub async fn poll_closed(tx: &mut Tx, (chat, message): (ChatId, MessageId), question: &str) -> Result<()> {
    if let Some(author) = author(tx, chat, (message, message)).await? {
        let notice = Notice::new(&POLL_CLOSED, Audience::user(author), (message.0, ""));
        tx.emit(notice.detail(&markup::bare(question, TEXT).replace(POLL, "")).into());
    }
    Ok(())
}

/// Takes back what people were told of the message, which is gone.
pub fn withdraw(tx: &mut Tx, message: MessageId) {
    for kind in OF_MESSAGE {
        tx.emit(Event::Unnoticed { kind, subject: message.0, by: None, to: None });
    }
}

#[cfg(test)]
mod tests;
