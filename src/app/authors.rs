//! What who writes in a chat is told of it: who has viewed their newest message, what of theirs waits, what they have begun.

use std::collections::HashMap;

use super::variants::Variants;
use crate::chats::Writing;
use crate::chats::live::{self, chat_topic};
use crate::chats::viewed::{self, Line, Marks};
use crate::id::{ChatId, UserId};
use crate::live::Frame;
use crate::store::{Conn, Result};
use crate::web::{House, Ui};

/// What those who have a chat open were told last of who has viewed their newest message.
#[derive(Default)]
pub(super) struct Authors(HashMap<ChatId, HashMap<UserId, Option<Line>>>);

impl Authors {
    /// Who has viewed the newest message of each who has the chat open, where that is no longer what they were told.
    pub(super) async fn seen(
        &mut self,
        conn: &mut Conn,
        chat: ChatId,
        (house, variants): (&House, &Variants),
    ) -> Result<()> {
        let before = self.0.remove(&chat).unwrap_or_default();
        if house.hub.variants(chat_topic(chat)).is_empty() {
            return Ok(());
        }
        // To name those who have a large chat open costs more than to see that it is large.
        let Some(marks) = Marks::read(conn, chat).await? else {
            // It is large since then.
            for (user, _) in before.into_iter().filter(|(_, line)| line.is_some()) {
                send_line(chat, user, None, (house, variants));
            }
            return Ok(());
        };
        let here = house.hub.owners(chat_topic(chat));
        let newest = viewed::newest(conn, chat).await?;
        let mut told = HashMap::with_capacity(here.len());
        for user in here.into_iter().map(UserId) {
            let own = newest.iter().find(|(author, ..)| *author == user);
            let line = own.and_then(|(_, message, at)| Some((*message, marks.of(user, *message, *at)?)));
            if before.get(&user) != Some(&line) {
                send_line(chat, user, line, (house, variants));
            }
            told.insert(user, line);
        }
        self.0.insert(chat, told);
        Ok(())
    }
}

fn send_line(chat: ChatId, user: UserId, line: Option<Line>, (house, variants): (&House, &Variants)) {
    house.hub.send_rendered(user.0, |variant| {
        let locale = variants.locale(variant)?;
        Some(Frame::text(&live::seen(chat, line, &locale)))
    });
}

/// What the user has begun to write in the chat, and what of theirs waits, on their pages of it.
///
/// # Errors
/// What the database says.
pub(super) async fn begun(
    conn: &mut Conn,
    chat: ChatId,
    user: UserId,
    (house, variants): (&House, &Variants),
) -> Result<()> {
    if !house.hub.is_connected(user.0) {
        return Ok(());
    }
    let Some(writing) = Writing::find(conn, user, chat).await? else { return Ok(()) };
    house.hub.send_to_user(user.0, &Frame::text(&live::draft(chat, &writing.draft)));
    house.hub.send_rendered(user.0, |variant| {
        let ui = Ui::new(variants.locale(variant)?, house.clock.now());
        Some(Frame::text(&live::goes(chat, writing.waiting, &ui)))
    });
    Ok(())
}
