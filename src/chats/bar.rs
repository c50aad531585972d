//! The top of a chat's page: read as a whole, by the page and by the fan-out.

use super::chat::{Kind, Member, partner};
use super::views::BarView;
use crate::store::{Conn, Result};
use crate::web::{House, Ui};

/// The top of the member's chat.
///
/// # Errors
/// What the database says.
pub async fn read(conn: &mut Conn, member: &Member, house: &House, ui: &Ui) -> Result<BarView> {
    let partner = partner(conn, member).await?;
    let people = match member.kind {
        Kind::Group | Kind::General => member.count_all(conn).await?,
        Kind::Direct | Kind::Notes => 0,
    };
    let here = partner.as_ref().is_some_and(|partner| house.hub.presence().here(partner.id.0));
    Ok(BarView::new(member, partner.as_ref(), people, here, ui))
}
