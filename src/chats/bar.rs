//! The top of a chat's page: read as a whole, by the page and by the fan-out.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::chat::{Kind, Member, Partner, partner};
use super::message::pin;
use super::views::{BarView, PinnedParts};
use crate::accounts::{User, status};
use crate::id::UserId;
use crate::live::Presence;
use crate::store::{Conn, Result};
use crate::web::{House, Ui};

/// Instead of a number of people: the other one no longer works here.
const GONE: i64 = -1;

/// How many people the top of the member's chat shows, which has so many members; 0 if it shows none.
fn people(member: &Member, members: i64, partner: Option<&Partner>) -> i64 {
    match member.kind {
        Kind::Group | Kind::General => members,
        Kind::Direct if partner.is_some_and(|partner| partner.gone) => GONE,
        Kind::Direct | Kind::Notes => 0,
    }
}

/// How the partner is, and since when if the member may know it.
async fn said(conn: &mut Conn, member: &Member, partner: UserId, house: &House, ui: &Ui) -> Result<(Presence, String)> {
    let both = User::find_many(conn, &[member.user.0, partner.0]).await?;
    let status =
        |user: UserId| both.iter().find(|one| one.id == user).map(|one| one.status.clone()).unwrap_or_default();
    let presence = house.hub.attendance().of(partner.0);
    let words = status::words_since(&presence, (&status(partner), &status(member.user)), ui, ui.now);
    Ok((presence, words))
}

/// The top of the member's chat, and a number that changes with what it says: how many people, or that one is gone, or what
/// the other one is called, and what is pinned.
///
/// # Errors
/// What the database says.
pub async fn read(conn: &mut Conn, member: &Member, house: &House, ui: &Ui) -> Result<(BarView, i64)> {
    let members = match member.kind {
        Kind::Group | Kind::General => member.count_all(conn).await?,
        Kind::Direct | Kind::Notes => 0,
    };
    of(conn, (member, members), house, ui).await
}

/// The same, if it is known how many members the chat has.
///
/// # Errors
/// What the database says.
pub async fn of(conn: &mut Conn, (member, members): (&Member, i64), house: &House, ui: &Ui) -> Result<(BarView, i64)> {
    let partner = partner(conn, member).await?;
    let people = people(member, members, partner.as_ref());
    let presence = match &partner {
        Some(partner) => said(conn, member, partner.id, house, ui).await?,
        None => (Presence::Unknown, String::new()),
    };
    let newest = if member.has_pins { pin::newest(conn, member).await? } else { None };
    let mut seed = DefaultHasher::new();
    (partner.as_ref().map(|partner| &partner.name), &newest).hash(&mut seed);
    let view = BarView::new(member, partner.as_ref(), people, presence, ui);
    let view = view.with_pins(newest.map(|(pin, count)| PinnedParts::new(&pin, count, ui)));
    Ok((view, people.wrapping_add(seed.finish().cast_signed())))
}
