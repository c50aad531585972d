//! Groups that one joins by oneself: those that are open to all who work here, and those to which somebody has given a link.

use super::chat::{Kind, Member};
use super::found;
use super::group::take;
use super::line::Line;
use super::message::tell;
use super::rights::Standing;
use crate::accounts::Employee;
use crate::clock::{Dice, Moment};
use crate::event::Event;
use crate::id::{ChatId, UserId};
use crate::markup::fold;
use crate::store::{Conn, Result, Tx, on, run};

/// Groups of one page.
pub const PAGE: usize = 30;

/// A group that one may join.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Offered {
    /// Which.
    #[sqlx(rename = "id")]
    pub chat: ChatId,
    /// What it is called.
    pub name: String,
    /// The same, folded: the list is in its order.
    pub name_folded: String,
    /// What it is for.
    pub about: String,
    /// The colour of its door.
    pub hue: i64,
    /// Its picture.
    pub picture: Option<String>,
    /// How many people are in it; it stops at 100.
    pub people: i64,
    /// Whether the one who asks is.
    pub joined: bool,
    kind: String,
    standing: String,
    findable: bool,
}

macro_rules! offered {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.name, c.name_folded, c.about, c.hue, c.picture, (SELECT COUNT(*) FROM (SELECT 1 FROM members o WHERE o.chat_id = c.id LIMIT 100) AS counted) AS people,
    EXISTS (SELECT 1 FROM members m WHERE m.chat_id = c.id AND m.user_id = $1) AS joined, c.kind, c.standing, c.findable FROM chats c WHERE ",
            $rest
        )
    };
}
const PAGE_OF: &str = offered!(
    "c.findable AND c.standing <> 'archived' AND (c.name_folded LIKE CAST($2 AS TEXT) OR c.name_folded LIKE CAST($3 AS TEXT))
    AND (c.name_folded, c.id) > ($4, $5) ORDER BY c.name_folded, c.id LIMIT CAST($6 AS BIGINT)"
);
const FIND: &str = offered!("c.id = $2");
const BY_LINK: &str = offered!("c.link = $2");
const SET_LINK: &str = "UPDATE chats SET link = $2 WHERE id = $1";
const LINK: &str = "SELECT link FROM chats WHERE id = $1";

impl Offered {
    /// Whether anybody joins it now.
    pub fn goes_on(&self) -> bool {
        Kind::of(&self.kind) == Kind::Group && Standing::of(&self.standing) == Some(Standing::Active)
    }
}

/// The groups that are open to all who work here and have a word that begins so, by name, after this one; and whether there are more.
///
/// # Errors
/// What the database says.
pub async fn page(
    conn: &mut Conn,
    Employee(viewer): &Employee,
    typed: &str,
    after: (&str, ChatId),
) -> Result<(Vec<Offered>, bool)> {
    // Marks of a pattern are in no name.
    let begin: String = fold(typed.trim()).chars().filter(|c| !matches!(c, '%' | '_' | '\\' | '\0')).collect();
    let limit = PAGE as i64 + 1;
    let mut all: Vec<Offered> = on!(conn, c => sqlx::query_as(PAGE_OF)
        .bind(viewer.user.id).bind(format!("{begin}%")).bind(format!("% {begin}%")).bind(after.0).bind(after.1).bind(limit)
        .fetch_all(&mut *c).await)?;
    let more = all.len() > PAGE;
    all.truncate(PAGE);
    Ok((all, more))
}

/// Joins the open group; none if there is no such group for who works here.
///
/// # Errors
/// What the database says.
pub async fn join(
    tx: &mut Tx,
    Employee(viewer): &Employee,
    chat: ChatId,
    (dice, now): (&Dice, Moment),
) -> Result<Option<()>> {
    let user = viewer.user.id;
    if found::here(tx, &[user]).await?.is_empty() {
        return Ok(None);
    }
    take(tx, chat).await?;
    let offered: Option<Offered> =
        on!(tx, c => sqlx::query_as(FIND).bind(user).bind(chat).fetch_optional(&mut *c).await)?;
    match offered.filter(|offered| offered.findable && offered.goes_on()) {
        Some(_) => enter(tx, (chat, user), (dice, now)).await.map(Some),
        None => Ok(None),
    }
}

/// The group of this link, as the user is offered it.
///
/// # Errors
/// What the database says.
pub async fn by_link(conn: &mut Conn, user: UserId, link: &str) -> Result<Option<Offered>> {
    let offered: Option<Offered> =
        on!(conn, c => sqlx::query_as(BY_LINK).bind(user).bind(link).fetch_optional(&mut *c).await)?;
    Ok(offered.filter(Offered::goes_on))
}

/// Joins the group of this link: which; none if it leads nowhere.
///
/// # Errors
/// What the database says.
pub async fn join_by_link(
    tx: &mut Tx,
    user: UserId,
    link: &str,
    (dice, now): (&Dice, Moment),
) -> Result<Option<ChatId>> {
    if found::here(tx, &[user]).await?.is_empty() {
        return Ok(None);
    }
    let Some(offered) = by_link(tx, user, link).await? else { return Ok(None) };
    take(tx, offered.chat).await?;
    // It may have been taken back until the row of the chat was.
    let Some(offered) = by_link(tx, user, link).await? else { return Ok(None) };
    enter(tx, (offered.chat, user), (dice, now)).await?;
    Ok(Some(offered.chat))
}

async fn enter(tx: &mut Tx, (chat, user): (ChatId, UserId), (dice, now): (&Dice, Moment)) -> Result<()> {
    if found::enter(tx, chat, user, now).await? {
        tell(tx, chat, user, &Line::Joined, dice.key(), now).await?;
        tx.emit(Event::ChatAltered { chat });
    }
    Ok(())
}

/// The link of the member's group, if there is one and they may give it away.
///
/// # Errors
/// What the database says.
pub async fn link(conn: &mut Conn, member: &Member) -> Result<Option<String>> {
    if !member.may_add() {
        return Ok(None);
    }
    let link = on!(conn, c => sqlx::query_scalar(LINK).bind(member.chat).fetch_optional(&mut *c).await)?;
    Ok(link.flatten())
}

/// Gives the member's group a link, which no other leads to any more, or takes it away. `false` if that is not theirs to do.
///
/// # Errors
/// What the database says.
pub async fn set_link(tx: &mut Tx, member: &Member, link: Option<&str>) -> Result<bool> {
    take(tx, member.chat).await?;
    let now = Member::find(tx, member.user, member.chat).await?;
    if !now.is_some_and(|member| member.may_add()) {
        return Ok(false);
    }
    run!(tx, sqlx::query(SET_LINK).bind(member.chat).bind(link))?;
    Ok(true)
}

#[cfg(test)]
impl Offered {
    /// An example.
    pub fn sample(chat: i64, name: &str, joined: bool) -> Offered {
        Offered {
            chat: ChatId(chat),
            name: name.to_owned(),
            name_folded: fold(name),
            about: name.to_owned(),
            hue: 3,
            picture: None,
            people: if joined { 100 } else { 1 },
            joined,
            kind: "group".to_owned(),
            standing: "active".to_owned(),
            findable: true,
        }
    }
}
