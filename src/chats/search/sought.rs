//! What a search looks for, with the people and chats that it names found: as its viewer may see them.

use super::hits;
use super::query::{MOST, Named, Query};
use crate::chats::Kind;
use crate::chats::title::title;
use crate::clock::Moment;
use crate::id::{ChatId, MessageId, UserId};
use crate::markup::fold;
use crate::organization::person::Sight;
use crate::store::{Conn, Result, on};
use crate::web::{Errors, Locale, Ui};

/// A chat in which its member may look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which.
    pub chat: ChatId,
    /// What kind.
    pub kind: Kind,
    /// What it is called for the member.
    pub title: String,
    /// The colour of a group's door.
    pub hue: i64,
    /// The group's picture.
    pub picture: Option<String>,
    /// The other one of a direct chat.
    pub partner: Option<UserId>,
    pub(super) revision: i64,
    pub(super) last_message: MessageId,
}

impl Place {
    /// Whether that may be meant by what was typed: the title begins with it, or a word of the title.
    pub fn may_be(&self, folded: &str) -> bool {
        let title = fold(&self.title);
        !folded.is_empty() && (title.starts_with(folded) || title.contains(&[" ", folded].concat()))
    }
}

#[cfg(test)]
impl Place {
    /// An example.
    pub fn sample(chat: ChatId, kind: Kind, title: &str) -> Place {
        let title = title.to_owned();
        Place { chat, kind, title, hue: 3, picture: None, partner: None, revision: 4, last_message: MessageId(45) }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    chat: ChatId,
    kind: String,
    name: String,
    hue: i64,
    picture: Option<String>,
    partner_id: Option<UserId>,
    partner: Option<String>,
    revision: i64,
    last_message: MessageId,
}

const PLACES: &str = "SELECT c.id AS chat, c.kind, c.name, c.hue, c.picture, p.id AS partner_id, p.name AS partner, c.revision,
    c.last_message_id AS last_message FROM members m JOIN chats c ON c.id = m.chat_id
    LEFT JOIN members o ON o.chat_id = CASE WHEN c.kind = 'direct' THEN c.id END AND o.user_id <> m.user_id
    LEFT JOIN users p ON p.id = o.user_id WHERE m.user_id = $1 AND c.last_message_id > 0 ORDER BY c.last_message_id DESC, c.id DESC";
/// Who may be named by the viewer `$1`, who is a guest if `$2` is not 0: whom they may see, and programs that write into their groups. First
/// who is called so and no more, then who is in a chat with the viewer that is not everybody's, or in the only one that is looked through.
const NAMED: &str = "SELECT u.id, u.name_folded = $6 AS whole FROM users u WHERE (u.name_folded LIKE CAST($3 AS TEXT) OR u.name_folded LIKE CAST($4 AS TEXT))
    AND ((u.state IN ('active', 'dismissed') AND (CAST($2 AS BIGINT) = 0 OR u.id = $1 OR EXISTS (SELECT 1 FROM members a
    JOIN members b ON b.chat_id = a.chat_id WHERE a.user_id = $1 AND b.user_id = u.id)))
    OR EXISTS (SELECT 1 FROM hooks h JOIN members g ON g.chat_id = h.chat_id WHERE h.author_id = u.id AND g.user_id = $1))
    ORDER BY u.name_folded = $6 DESC, EXISTS (SELECT 1 FROM members a JOIN members b ON b.chat_id = a.chat_id JOIN chats c ON c.id = a.chat_id
    WHERE a.user_id = $1 AND b.user_id = u.id AND (c.id = $7 OR (CAST($7 AS BIGINT) = 0 AND c.kind <> 'general'))) DESC, u.name_folded, u.id
    LIMIT CAST($5 AS BIGINT)";

/// The chats of the user in which something was said, the newest message first.
///
/// # Errors
/// What the database says.
pub async fn places(conn: &mut Conn, user: UserId, locale: &Locale) -> Result<Vec<Place>> {
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(PLACES).bind(user).fetch_all(&mut *c).await)?;
    let place = |row: Row| {
        let kind = Kind::of(&row.kind);
        Place {
            chat: row.chat,
            kind,
            title: title(kind, &row.name, row.partner.as_deref(), locale),
            hue: row.hue,
            picture: row.picture,
            partner: row.partner_id,
            revision: row.revision,
            last_message: row.last_message,
        }
    };
    Ok(rows.into_iter().map(place).collect())
}

/// A query with the numbers of what it names.
#[derive(Clone, Debug)]
pub(super) struct Sought<'q> {
    pub(super) viewer: UserId,
    pub(super) query: &'q Query,
    /// Who may have written it; nobody: anybody.
    pub(super) authors: Vec<UserId>,
    /// Names that more people have than are looked for.
    pub(super) crowded: Vec<String>,
    /// Where to look, by number, and how much may have been said there.
    pub(super) chats: Vec<(ChatId, i64)>,
    /// How much that is in all of them, or in all chats of the viewer, if it is several of many.
    pub(super) said: i64,
    /// How many messages there may be, of all chats.
    pub(super) all: i64,
    /// The first message after all that are looked at.
    pub(super) end: MessageId,
    /// When it was posted: from here on, and before that.
    pub(super) times: (Moment, Moment),
}

impl<'q> Sought<'q> {
    /// Finds what the query names, in these chats of the viewer.
    ///
    /// # Errors
    /// What the database says; sentences if nobody and nothing is called so.
    pub(super) async fn new(
        conn: &mut Conn,
        (viewer, sight): (UserId, Sight),
        query: &'q Query,
        places: &[Place],
        ui: &Ui,
    ) -> Result<std::result::Result<Sought<'q>, Errors>> {
        let mut errors = Errors::new();
        let (mut authors, mut crowded) = (Vec::new(), Vec::new());
        let only = if let [only] = places { only.chat } else { ChatId(0) };
        for named in &query.from {
            let (found, more) = people(conn, (viewer, sight), only, named).await?;
            if found.is_empty() {
                errors.add(named.field, ui.with("search-nobody", "name", named.name.as_str()));
            }
            crowded.extend(more.then(|| named.name.clone()));
            authors.extend(found);
        }
        let mut meant: Vec<&Place> = Vec::new();
        for named in &query.places {
            let found = chats(places, named);
            if found.is_empty() {
                errors.add(named.field, ui.with("search-no-chat", "name", named.name.as_str()));
            }
            meant.extend(found);
        }
        if !errors.is_empty() {
            return Ok(Err(errors));
        }
        let narrowed = distinct(meant.iter().map(|place| (place.chat, place.revision)).collect());
        let every = distinct(places.iter().map(|place| (place.chat, place.revision)).collect());
        let newest = places.iter().map(|place| place.last_message.0).max().unwrap_or(0);
        let chats = if query.places.is_empty() { every.clone() } else { narrowed };
        let looked = if chats.len() == 1 { &chats } else { &every };
        let said = looked.iter().map(|(_, said)| *said).sum::<i64>().max(1);
        Ok(Ok(Sought {
            viewer,
            query,
            authors: distinct(authors),
            crowded,
            chats,
            said,
            all: said.max(newest),
            end: MessageId(newest + 1),
            times: (query.after.unwrap_or(hits::EVER.0), query.before.unwrap_or(hits::EVER.1)),
        }))
    }
}

fn distinct<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all.dedup();
    all
}

/// Who may be meant, the nearest [`MOST`] of them, and whether there are more: those who are called exactly so, else those with such a word.
async fn people(
    conn: &mut Conn,
    (viewer, sight): (UserId, Sight),
    only: ChatId,
    named: &Named,
) -> Result<(Vec<UserId>, bool)> {
    let name = fold(&named.name);
    if matches!(&*name, "me" | "toi") {
        return Ok((vec![viewer], false));
    }
    // Marks of a pattern are in no name.
    let name: String = name.chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
    if name.is_empty() {
        return Ok((Vec::new(), false));
    }
    let guest = i64::from(!sight.is_everybody());
    let mut found: Vec<(UserId, bool)> = on!(conn, c => sqlx::query_as(NAMED).bind(viewer).bind(guest)
        .bind(format!("{name}%")).bind(format!("% {name}%")).bind(MOST as i64 + 1).bind(&name).bind(only)
        .fetch_all(&mut *c).await)?;
    if found.first().is_some_and(|(_, whole)| *whole) {
        found.retain(|(_, whole)| *whole);
    }
    let more = found.len() > MOST;
    found.truncate(MOST);
    Ok((found.into_iter().map(|(user, _)| user).collect(), more))
}

/// Which may be meant: those that are called exactly so, else those with such a word.
fn chats<'p>(places: &'p [Place], named: &Named) -> Vec<&'p Place> {
    let name = fold(&named.name);
    let exactly: Vec<&Place> = places.iter().filter(|place| fold(&place.title) == name).collect();
    if exactly.is_empty() { places.iter().filter(|place| place.may_be(&name)).collect() } else { exactly }
}
