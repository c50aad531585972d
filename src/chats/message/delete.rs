//! Deleting a message: what it said is gone, that there was one stays.

use super::draft::digest;
use super::mention;
use super::reached::Reached;
use crate::chats::{notices, search};
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{MessageId, UserId};
use crate::store::{Result, Tx, run};

const DELETE: &str =
    "UPDATE messages SET text = '', reactions = '', poll = '', poll_closes_at = NULL, deleted_at = $2, deleted_by_id = $3, edited_at = NULL, files = '', named = '', card = '', card_blob_id = NULL, linked = FALSE,
    reply_to_id = NULL, forwarded_id = NULL, forwarded_author_id = NULL, forwarded_at = NULL,
    posted_digest = CASE WHEN posted_digest = '' THEN $4 ELSE posted_digest END WHERE id = $1";
/// What hangs on a message.
const FORGET: [&str; 8] = [VERSIONS, REACTIONS, VOTES, PINS, FAVOURITES, REMINDERS, FILES, CARD];
const VERSIONS: &str = "DELETE FROM message_versions WHERE message_id = $1";
const REACTIONS: &str = "DELETE FROM reactions WHERE message_id = $1";
const VOTES: &str = "DELETE FROM votes WHERE message_id = $1";
const PINS: &str = "DELETE FROM pins WHERE message_id = $1";
const FAVOURITES: &str = "DELETE FROM favourites WHERE message_id = $1";
const REMINDERS: &str = "DELETE FROM reminders WHERE message_id = $1";
/// Their bytes are [swept](crate::chats::attachments::lost).
const FILES: &str = "DELETE FROM attachments WHERE message_id = $1";
const CARD: &str = "DELETE FROM waiting_cards WHERE message_id = $1";

/// Deletes the message, with all that hangs on it, and what people were told of it. False if the user may not; true as well if it
/// is deleted already. None if there is no such message for the user.
///
/// # Errors
/// What the database says.
pub async fn delete(tx: &mut Tx, (user, message): (UserId, MessageId), now: Moment) -> Result<Option<bool>> {
    let Some(found) = Reached::hold(tx, user, message).await? else { return Ok(None) };
    if found.gone || !found.may_delete() {
        return Ok(Some(found.gone));
    }
    run!(tx, sqlx::query(DELETE).bind(message).bind(now).bind(user).bind(digest(found.text.as_bytes())))?;
    forget(tx, message).await?;
    mention::forget(tx, &found).await?;
    found.revise(tx).await?;
    if found.pinned {
        tx.emit(Event::ChatAltered { chat: found.member.chat });
    }
    notices::withdraw(tx, message);
    Ok(Some(true))
}

/// Nothing hangs on the message any more, and no search finds it.
///
/// # Errors
/// What the database says.
pub(super) async fn forget(tx: &mut Tx, message: MessageId) -> Result<()> {
    for statement in FORGET {
        run!(tx, sqlx::query(statement).bind(message))?;
    }
    search::forget(tx, message).await
}
