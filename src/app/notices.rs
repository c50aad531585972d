//! From what became of notifications to what open pages receive.

use std::collections::{BTreeSet, HashMap};

use super::variants::Variants;
use crate::accounts::User;
use crate::id::{NotificationId, UserId};
use crate::live::{Frame, Variant};
use crate::notifications::live::{Change, centre_topic, counters_frame, summary_of};
use crate::notifications::{ADMINISTRATORS, Reader, list};
use crate::store::{Conn, Result};
use crate::web::{House, Ui};

/// Tells pages of what became of these notifications: everywhere the counters, in the centre rows.
///
/// # Errors
/// What the database says.
pub(super) async fn send(
    conn: &mut Conn,
    (owner, ids): (UserId, &BTreeSet<NotificationId>),
    house: &House,
    variants: &Variants,
) -> Result<()> {
    let ids: Vec<NotificationId> = ids.iter().copied().collect();
    let ui = |variant: Variant| Some(Ui::new(variants.locale(variant)?, house.clock.now()));
    let topic = centre_topic(owner);
    let reader = match owner {
        ADMINISTRATORS => Reader::UNTOUCHED,
        user => match User::find(conn, user).await?.filter(|_| house.hub.is_connected(user.0)) {
            Some(user) => Reader::of(&user),
            None => return Ok(()),
        },
    };
    let centres = house.hub.variants(topic);
    let (mut change, mut waiting) = (None, None);
    if !centres.is_empty() {
        change = Some(Change::read(conn, reader, &ids).await?);
        waiting = Some(list::waits(conn, reader).await?);
    }
    let unread = match owner {
        user if user != ADMINISTRATORS => vec![(user.0, list::unread(conn, reader).await?)],
        _ => {
            let mut here = list::administrators(conn).await?;
            here.retain(|user| house.hub.is_connected(*user));
            list::unread_of_administrators(conn, &here).await?
        }
    };
    let mut alike: HashMap<(Variant, i64), Frame> = HashMap::new();
    for &(user, unread) in &unread {
        house.hub.queue_rendered(user, |variant| {
            if let Some(known) = alike.get(&(variant, unread)) {
                return Some(known.clone());
            }
            let ui = ui(variant)?;
            let summary = waiting.map_or_else(String::new, |waiting| summary_of(unread, waiting, &ui));
            let made = Frame::text(&(counters_frame(unread, &ui) + &summary));
            alike.insert((variant, unread), made.clone());
            Some(made)
        });
    }
    // The same bytes for all of them, after what is each one's: a page that is just being told its whole state is told it anew if
    // that has come in between. A page of the centre writes both at once.
    for variant in centres {
        if let (Some(change), Some(ui)) = (&change, ui(variant)) {
            house.hub.send(topic, variant, &Frame::text(&change.text(&ui)));
        }
    }
    unread.iter().for_each(|(user, _)| house.hub.wake_user(*user));
    Ok(())
}
