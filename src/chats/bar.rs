//! The top of a chat's page: read as a whole, by the page and by the fan-out.

use super::chat::{Kind, Member, Partner, partner};
use super::views::BarView;
use crate::store::{Conn, Result};
use crate::web::{House, Ui};

/// Instead of a number of people: the other one no longer works here.
const GONE: i64 = -1;

/// How many people the top of the member's chat shows; 0 if it shows none.
async fn people(conn: &mut Conn, member: &Member, partner: Option<&Partner>) -> Result<i64> {
    match member.kind {
        Kind::Group | Kind::General => member.count_all(conn).await,
        Kind::Direct if partner.is_some_and(|partner| partner.gone) => Ok(GONE),
        Kind::Direct | Kind::Notes => Ok(0),
    }
}

/// The top of the member's chat, and a number that changes with what it says of people: how many, or that one is gone.
///
/// # Errors
/// What the database says.
pub async fn read(conn: &mut Conn, member: &Member, house: &House, ui: &Ui) -> Result<(BarView, i64)> {
    let partner = partner(conn, member).await?;
    let people = people(conn, member, partner.as_ref()).await?;
    let here = partner.as_ref().is_some_and(|partner| house.hub.presence().here(partner.id.0));
    Ok((BarView::new(member, partner.as_ref(), people, here, ui), people))
}
