//! From what became of notifications to what open pages receive.

use std::collections::{BTreeSet, HashMap};

use super::variants::Variants;
use crate::accounts::User;
use crate::id::{ChatId, NotificationId, UserId};
use crate::live::{Frame, Variant};
use crate::notifications::live::{self, Change, centre_topic, counters_frame, summary_of};
use crate::notifications::{ADMINISTRATORS, Reader, counts, list, of_members};
use crate::store::{Conn, Result};
use crate::web::{House, Ui};

/// Members who are read at once.
const MEMBERS: i64 = 500;

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
    if let Some(chat) = of_members(owner) {
        return send_members(conn, (chat, ids), house, variants).await;
    }
    let reader = match owner {
        ADMINISTRATORS => Reader::UNTOUCHED,
        user => match reader(conn, user, house).await? {
            Some(reader) => reader,
            None => return Ok(()),
        },
    };
    let ids: Vec<NotificationId> = ids.iter().copied().collect();
    let topic = centre_topic(owner);
    let centres = house.hub.variants(topic);
    let (mut change, mut waiting) = (None, None);
    if !centres.is_empty() {
        change = Some(Change::read(conn, reader, &ids).await?);
        waiting = Some(counts::waits(conn, reader).await?);
    }
    let unread = match owner {
        user if user != ADMINISTRATORS => vec![(user.0, counts::unread(conn, reader).await?)],
        _ => {
            let mut here = list::administrators(conn).await?;
            here.retain(|user| house.hub.is_connected(*user));
            counts::unread_of_all(conn, &here).await?
        }
    };
    queue(&unread, waiting, house, variants);
    // The same bytes for all of them, after what is each one's: a page that is just being told its whole state is told it anew if
    // that has come in between. A page of the centre writes both at once.
    for variant in centres {
        if let (Some(change), Some(ui)) = (&change, ui(variant, house, variants)) {
            house.hub.send(topic, variant, &Frame::text(&change.text(&ui)));
        }
    }
    unread.iter().for_each(|(user, _)| house.hub.wake_user(*user));
    Ok(())
}

/// The same for what is told to all members of the chat: those who have the centre open are told as of their own.
async fn send_members(
    conn: &mut Conn,
    (chat, ids): (ChatId, &BTreeSet<NotificationId>),
    house: &House,
    variants: &Variants,
) -> Result<()> {
    let mut after = 0;
    loop {
        let members = list::members(conn, chat, after, MEMBERS).await?;
        let here = members.iter().copied().filter(|user| house.hub.is_connected(*user));
        let (centres, pages): (Vec<i64>, Vec<i64>) =
            here.partition(|user| !house.hub.variants(centre_topic(UserId(*user))).is_empty());
        if !pages.is_empty() {
            let unread = counts::unread_of_all(conn, &pages).await?;
            queue(&unread, None, house, variants);
            unread.iter().for_each(|(user, _)| house.hub.wake_user(*user));
        }
        for user in centres {
            Box::pin(send(conn, (UserId(user), ids), house, variants)).await?;
        }
        match members.last() {
            Some(last) if members.len() as i64 == MEMBERS => after = *last,
            _ => return Ok(()),
        }
    }
}

/// Tells the pages of this person all that the centre shows, for what is in it may be other than before.
///
/// # Errors
/// What the database says.
pub(super) async fn send_whole(conn: &mut Conn, user: UserId, house: &House, variants: &Variants) -> Result<()> {
    let Some(reader) = reader(conn, user, house).await? else { return Ok(()) };
    let unread = counts::unread(conn, reader).await?;
    queue(&[(user.0, unread)], None, house, variants);
    let topic = centre_topic(user);
    for variant in house.hub.variants(topic) {
        if let Some(ui) = ui(variant, house, variants) {
            let centre = live::centre(conn, reader, unread, &ui).await?;
            house.hub.send(topic, variant, &Frame::text(&["{}\n", &centre].concat()));
        }
    }
    house.hub.wake_user(user.0);
    Ok(())
}

/// The person as a reader, if a page of theirs is open.
async fn reader(conn: &mut Conn, user: UserId, house: &House) -> Result<Option<Reader>> {
    if !house.hub.is_connected(user.0) {
        return Ok(None);
    }
    Ok(User::find(conn, user).await?.as_ref().map(Reader::of))
}

fn ui(variant: Variant, house: &House, variants: &Variants) -> Option<Ui> {
    Some(Ui::new(variants.locale(variant)?, house.clock.now()))
}

/// How much is unread of each of these people, to all of their pages; the same bytes for those of whom it is as much.
fn queue(unread: &[(i64, i64)], waiting: Option<i64>, house: &House, variants: &Variants) {
    let mut alike: HashMap<(Variant, i64), Frame> = HashMap::new();
    for &(user, unread) in unread {
        house.hub.queue_rendered(user, |variant| {
            if let Some(known) = alike.get(&(variant, unread)) {
                return Some(known.clone());
            }
            let ui = ui(variant, house, variants)?;
            let summary = waiting.map_or_else(String::new, |waiting| summary_of(unread, waiting, &ui));
            let made = Frame::text(&(counters_frame(unread, &ui) + &summary));
            alike.insert((variant, unread), made.clone());
            Some(made)
        });
    }
}
