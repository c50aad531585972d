//! The rows of a chat in the lists of its members who are here, and the top of its page.

use std::collections::{BTreeSet, HashMap};

use super::Fanout;
use crate::app::bells::Bells;
use crate::chats::history::Entry;
use crate::chats::list::Counters;
use crate::chats::live::{RowFrame, chat_topic, person_topic};
use crate::chats::message::mention;
use crate::chats::rows::{Own, Rows};
use crate::chats::views::BarView;
use crate::chats::{Member, bar};
use crate::id::{ChatId, UserId};
use crate::live::{Frame, Variant};
use crate::store::{Conn, Result};

/// What a row's frame is made of: who has the same gets the same bytes.
type Alike = (Variant, Own, Counters, Option<(i64, u8)>, bool);

/// Members who are read at once.
const MEMBERS: i64 = 2000;

impl Fanout {
    /// The chat's row in the lists of its members who are here, with their counters; of this one alone, if one is named.
    pub(super) async fn send_rows(
        &mut self,
        conn: &mut Conn,
        (chat, only): (ChatId, Option<UserId>),
        newest: Option<&Entry>,
        bells: &Bells,
    ) -> Result<()> {
        let rows = Rows::read(conn, chat).await?;
        let (mut after, most) = only.map_or((0, MEMBERS), |user| (user.0 - 1, 1));
        let mut told = BTreeSet::new();
        while let Some(rows) = &rows {
            let mut members = rows.members(conn, after, most).await?;
            let last = members.last().map_or(after, |(user, _)| user.0);
            let more = only.is_none() && members.len() as i64 == most;
            members.retain(|(user, _)| self.house.hub.is_connected(user.0) && only.is_none_or(|only| only == *user));
            told.extend(members.iter().map(|(user, _)| *user));
            self.send_members(conn, (chat, rows), &members, newest, bells).await?;
            if !more {
                break;
            }
            after = last;
        }
        let mine = bells.mine.range((chat, UserId(0))..).take_while(|(of, _)| *of == chat).map(|(_, user)| *user);
        let gone: Vec<i64> = mine
            .filter(|user| only.is_none_or(|only| only == *user) && !told.contains(user))
            .filter(|user| self.house.hub.is_connected(user.0))
            .map(|user| user.0)
            .collect();
        self.totals.learn(conn, &self.house.hub, &gone).await?;
        for user in gone {
            let counters = self.totals.set(user, chat, None);
            self.house.hub.send_rendered(user, |variant| {
                let ui = self.ui(variant)?;
                let frame = RowFrame { row: None, chat, left: true, counters, ring: None, bar: None };
                Some(Frame::text(&frame.text(|user| self.house.hub.attendance().of(user), &ui)))
            });
        }
        Ok(())
    }

    /// The same for these members. Whose rows are alike get the same bytes.
    async fn send_members(
        &mut self,
        conn: &mut Conn,
        (chat, rows): (ChatId, &Rows),
        members: &[(UserId, Own)],
        newest: Option<&Entry>,
        bells: &Bells,
    ) -> Result<()> {
        let users: Vec<i64> = members.iter().map(|(user, _)| user.0).collect();
        self.totals.learn(conn, &self.house.hub, &users).await?;
        let mine = || bells.my_bars.iter().any(|(of, _)| *of == chat);
        let barred = bells.bars.contains(&chat) || !bells.people.is_empty() || mine();
        // To sort them costs more than a message does, and hardly any message changes the top.
        let viewers = if barred { self.house.hub.owners(chat_topic(chat)) } else { Vec::new() };
        let mut alike: HashMap<Alike, Frame> = HashMap::new();
        for (user, own) in members {
            let counters = self.totals.set(user.0, chat, Some(own));
            let ring = ring((*user, own), newest)
                .filter(|_| !self.house.hub.attendance().is_quiet(user.0, own.partner.is_some()));
            let turned = own.partner.is_some_and(|partner| bells.turned.contains(&partner));
            let left = turned || bells.writers.contains(&chat) || bells.left.contains(&(chat, *user));
            if let Some(partner) = own.partner {
                // Pages that get a row of a person show from now on how that person is.
                self.house.hub.subscribe_user(user.0, person_topic(partner.0));
            }
            let bar = self.bar(conn, (chat, *user, own), &viewers, bells).await?;
            let frame = |variant: Variant, bar: Option<BarView>| {
                let row = rows.row(own);
                let frame = RowFrame { row: Some((&row, rows.names())), chat, left, counters, ring, bar };
                Some(Frame::text(&frame.text(|user| self.house.hub.attendance().of(user), &self.ui(variant)?)))
            };
            self.house.hub.send_rendered(user.0, |variant| {
                if bar.is_some() {
                    return frame(variant, bar.clone());
                }
                let key = (variant, own.clone(), counters, ring, left);
                if let Some(known) = alike.get(&key) {
                    return Some(known.clone());
                }
                let made = frame(variant, None)?;
                alike.insert(key, made.clone());
                Some(made)
            });
        }
        Ok(())
    }

    /// The top of the chat's page, if it changed and a page of the user shows it.
    async fn bar(
        &self,
        conn: &mut Conn,
        (chat, user, own): (ChatId, UserId, &Own),
        viewers: &[i64],
        bells: &Bells,
    ) -> Result<Option<BarView>> {
        let renamed = own.partner.is_some_and(|partner| bells.people.contains(&partner));
        let changed = renamed || bells.bars.contains(&chat) || bells.my_bars.contains(&(chat, user));
        // The users come in order, without repetition.
        if !changed || viewers.binary_search(&user.0).is_err() {
            return Ok(None);
        }
        let ui = self.house.hub.variant_of(user.0).and_then(|variant| self.ui(variant));
        let (Some(member), Some(ui)) = (Member::find(conn, user, chat).await?, ui) else { return Ok(None) };
        Ok(Some(bar::read(conn, &member, &self.house, &ui).await?.0))
    }
}

/// The message to sound for: somebody else's, new, in a chat that is not muted, and not read yet.
fn ring((user, own): (UserId, &Own), newest: Option<&Entry>) -> Option<(i64, u8)> {
    let entry = newest?;
    let calls = || mention::read(&entry.calls).iter().any(|call| call.user.is_none_or(|called| called == user));
    let called = calls();
    let kind = match (own.partner, called) {
        (Some(_), _) => 0,
        (None, false) => 1,
        (None, true) => 2,
    };
    ((!own.muted || called) && own.unread > 0 && entry.author_id != user).then_some((entry.id.0, kind))
}
