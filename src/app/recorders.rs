//! What else becomes true with what happens, in the same transaction.

use actix_web::web::Data;

use crate::chats::{self, departments, found, shift};
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::notifications::mailings::letters;
use crate::notifications::{marks, notification};
use crate::organization::position;
use crate::store::{Asking, Conn, Recording, Tx};
use crate::web::House;

/// What else becomes true with an event, inside of its transaction.
pub(super) fn record<'t>(tx: &'t mut Tx, event: Event, house: Data<House>) -> Recording<'t> {
    Box::pin(async move {
        let (dice, now) = (&house.dice, house.clock.now());
        if shift::moves(&event) {
            // Before any chat is taken.
            departments::in_turn(tx).await?;
        }
        match event {
            Event::UserJoined { user } => {
                position::settle(tx, user, now).await?;
                chats::life::joined(tx, user, now).await
            }
            Event::PostingChanged => {
                let chat = found::general(tx, now).await?;
                tx.emit(Event::WritersChanged { chat });
                Ok(())
            }
            Event::LetterAsked { errand } => letters::write(tx, &errand, &house, now).await.map(drop),
            Event::Noticed { notice } => notification::record(tx, &notice, now).await,
            Event::Answered { kind, subject, by, yes } => notification::answer(tx, (kind, subject), yes, by, now).await,
            Event::Unnoticed { kind, subject, by, to } => notification::withdraw(tx, (kind, subject), (by, to)).await,
            Event::Reworded { kinds, subject, detail, said } => {
                notification::reword(tx, (kinds, subject), (&detail, &said)).await
            }
            Event::MessagesSeen { chat, user, first, last } => marks::seen(tx, (user, chat), (first, last), now).await,
            Event::MemberRemoved { chat, user } => notification::left(tx, chat, &[user]).await,
            Event::MembersLeft { chat, users } => notification::left(tx, chat, &users).await,
            Event::UserDismissed { user } => chats::life::dismissed(tx, user, dice, now).await,
            Event::RoleChanged { user } => {
                position::settle(tx, user, now).await?;
                notification::role_changed(tx, user).await?;
                chats::life::role_changed(tx, user, dice, now).await
            }
            _ => Ok(()),
        }
    })
}

/// Whether anything becomes true with an event, of those that are asked about.
pub(super) fn concerns<'c>(conn: &'c mut Conn, event: &'c Event) -> Asking<'c> {
    Box::pin(async move {
        match event {
            Event::MessagesSeen { chat, user, first, last } => {
                marks::unseen(conn, (*user, *chat), (*first, *last)).await
            }
            _ => Ok(true),
        }
    })
}

/// What becomes true once with all events of a transaction: groups are as the tree says.
pub(super) fn conclude(tx: &mut Tx, dice: Dice, now: Moment) -> Recording<'_> {
    Box::pin(async move { shift::follow(tx, &dice, now).await })
}
