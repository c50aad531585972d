//! What a chat is called.

use super::chat::{Kind, Member, partner};
use crate::store::{Conn, Result};
use crate::web::Locale;

/// The title of a chat for one of its members.
pub fn title(kind: Kind, name: &str, partner: Option<&str>, locale: &Locale) -> String {
    match kind {
        Kind::Group => name.to_owned(),
        Kind::Direct => partner.map_or_else(|| locale.t("somebody"), ToOwned::to_owned),
        Kind::General => locale.t("chat-general"),
        Kind::Notes => locale.t("chat-notes"),
    }
}

/// What the member's chat is called in the words of its reader.
///
/// # Errors
/// What the database says.
pub async fn title_of(conn: &mut Conn, member: &Member, locale: &Locale) -> Result<String> {
    let partner = partner(conn, member).await?.map(|partner| partner.name);
    Ok(title(member.kind, &member.name, partner.as_deref(), locale))
}
