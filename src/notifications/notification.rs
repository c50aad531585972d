//! An entry of the centre: kept when something happens, answered, replaced by a newer one with the same tag.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ADMINISTRATORS, kind, kinds, members_of, sentence};
use crate::chats::keywords;
use crate::chats::notices::KEYWORD;
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{ChatId, NotificationId, UserId};
use crate::markup::fold;
use crate::notice::{Audience, Kind, Notice};
use crate::store::dialect::id_list;
use crate::store::{Conn, Result, Tx, either, on};
use crate::web::{Language, Locale};
use crate::words::words;

words! {
    /// What a notification is to its reader.
    State {
        /// Counted.
        Unread = "unread",
        /// Still there.
        Read = "read",
        /// Gone, unless it is undone.
        Deleted = "deleted",
        /// In no centre: the reader wants none of its kind on the site, and letters of it.
        MailOnly = "mail-only",
    }
}

/// An entry of the centre, as one reader has it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Notification {
    /// Which; later ones have higher numbers.
    pub id: NotificationId,
    /// Whose.
    pub owner_id: UserId,
    /// The name of its kind.
    #[sqlx(rename = "kind")]
    pub kind_name: String,
    /// Who did it.
    pub actor_id: Option<UserId>,
    /// What they are called; as then, if they are gone. Empty: nobody is named.
    pub actor: String,
    /// The colour of their door.
    pub actor_hue: Option<i64>,
    /// Their picture.
    pub actor_picture: Option<String>,
    /// The number of what it speaks of.
    pub subject_id: i64,
    /// What that was called.
    pub subject: String,
    /// What else is said.
    pub detail: String,
    /// Where it leads; empty: nowhere.
    pub link: String,
    /// When.
    pub made_at: Moment,
    /// Whether it waits for an answer.
    pub waits: bool,
    /// `yes` or `no`; empty: none was given, or asked for.
    pub answer: String,
    /// Who answered.
    pub answerer_id: Option<UserId>,
    /// What they are called.
    pub answerer: String,
    /// When.
    pub answered_at: Option<Moment>,
    /// What it is to the reader.
    #[sqlx(try_from = "String")]
    pub state: State,
}

impl Notification {
    /// Its kind; none for one of a newer program.
    pub fn kind(&self) -> Option<&'static Kind> {
        kind(&self.kind_name)
    }
}

const NAME: &str = "SELECT name FROM users WHERE id = $1";
const REPLACE_SQLITE: &str = "DELETE FROM notifications WHERE tag = $2
    AND owner_id IN (SELECT value FROM json_each($1)) RETURNING owner_id, id";
const REPLACE_POSTGRES: &str = "DELETE FROM notifications WHERE tag = $2 AND owner_id = ANY($1) RETURNING owner_id, id";
/// To those of these owners who are here and want to be told of it on the site (`$14`: whether they want or not), or else by letters, which
/// are made of what is here (`$15`: whether they tell of it if nothing else is chosen): these are in no centre. What speaks of the structure
/// (`$16`) is not for guests. What is for members of a message's chat (`$17`) goes when they do.
macro_rules! insert {
    ($owners:literal) => {
        concat!(
            "INSERT INTO notifications (owner_id, kind, area, tag, actor_id, actor, subject_id, subject, detail, link, sought,
    made_at, waits, answer, answerer, state, was, changed_at, chat_id)
    SELECT y.owner_id, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT), CAST($6 AS TEXT),
    CAST($7 AS BIGINT), CAST($8 AS TEXT), CAST($9 AS TEXT), CAST($10 AS TEXT), CAST($11 AS TEXT), CAST($12 AS BIGINT), $13, '', '',
    y.state, y.state, CAST($12 AS BIGINT), CASE WHEN $17 THEN (SELECT m.chat_id FROM messages m WHERE m.id = $7) END FROM (
    SELECT x.value AS owner_id, CASE WHEN x.value <= 0 OR $14 OR NOT EXISTS (SELECT 1 FROM notification_choices h
        WHERE h.user_id = x.value AND h.kind = $2 AND h.way = 'site' AND NOT h.wanted)
        AND NOT EXISTS (SELECT 1 FROM notification_preferences p WHERE p.user_id = x.value AND NOT p.site)
        THEN 'unread' ELSE 'mail-only' END AS state FROM ",
            $owners,
            ") AS y WHERE y.owner_id <= 0 OR EXISTS (SELECT 1 FROM users u WHERE u.id = y.owner_id AND u.state = 'active'
        AND NOT ($16 AND u.role = 'guest'))
    AND (y.state = 'unread' OR EXISTS (SELECT 1 FROM notification_preferences q LEFT JOIN notification_choices w ON w.user_id = q.user_id AND w.kind = $2
            AND w.way = 'mail' WHERE q.user_id = y.owner_id AND q.mail AND COALESCE(w.wanted, $15)))
    RETURNING owner_id, id"
        )
    };
}
const INSERT_SQLITE: &str = insert!("json_each($1) x");
const INSERT_POSTGRES: &str = insert!("unnest(CAST($1 AS BIGINT[])) AS x(value)");
const ANSWER: &str =
    "UPDATE notifications SET waits = FALSE, answer = $2, answerer_id = $3, answerer = $4, answered_at = $5,
    state = 'read', was = 'read', changed_at = $5 WHERE tag = $1 AND waits RETURNING owner_id, id";

const WITHDRAW: &str = "DELETE FROM notifications WHERE tag = $1 AND (CAST($2 AS BIGINT) IS NULL OR actor_id = $2)
    AND (CAST($3 AS BIGINT) IS NULL OR owner_id = $3) RETURNING owner_id, id";
const TOLD_SQLITE: &str =
    "SELECT DISTINCT kind, actor, subject FROM notifications WHERE tag IN (SELECT value FROM json_each($1))";
const TOLD_POSTGRES: &str = "SELECT DISTINCT kind, actor, subject FROM notifications WHERE tag = ANY($1)";
const UNSAID: &str = "DELETE FROM notifications WHERE tag = $1 AND subject = $2 RETURNING owner_id, id";
const REWORD: &str = "UPDATE notifications SET detail = $4, sought = $5 WHERE tag = $1 AND actor = $2 AND subject = $3
    RETURNING owner_id, id";
const LEFT_SQLITE: &str = "DELETE FROM notifications WHERE chat_id = $2 AND owner_id IN (SELECT value FROM json_each($1)) RETURNING owner_id, id";
const LEFT_POSTGRES: &str =
    "DELETE FROM notifications WHERE chat_id = $2 AND owner_id = ANY($1) RETURNING owner_id, id";
const NOT_FOR_GUESTS: &str = "DELETE FROM notifications WHERE owner_id = $1 AND kind = $2
    AND EXISTS (SELECT 1 FROM users WHERE id = $1 AND role = 'guest') RETURNING owner_id, id";

type Owned = (UserId, NotificationId);

/// Keeps what people are told of: a constant number of statements, whoever they are. One with the same tag goes.
///
/// # Errors
/// What the database says.
pub async fn record(tx: &mut Tx, notice: &Notice, now: Moment) -> Result<()> {
    let owners: Vec<i64> = match &notice.to {
        Audience::Administrators => vec![ADMINISTRATORS.0],
        Audience::Members(chat) => vec![members_of(*chat).0],
        Audience::Users(users) => users.iter().filter(|user| Some(**user) != notice.by).map(|user| user.0).collect(),
    };
    if owners.is_empty() {
        return Ok(());
    }
    let tag = notice.kind.tag_of(notice.subject);
    let gone: Vec<Owned> = either!(tx,
        c => sqlx::query_as(REPLACE_SQLITE).bind(id_list(&owners)).bind(&tag).fetch_all(&mut *c).await,
        c => sqlx::query_as(REPLACE_POSTGRES).bind(&owners).bind(&tag).fetch_all(&mut *c).await)?;
    let actor = name(tx, notice.by).await?;
    let made = insert(tx, (&owners, &tag), notice, &actor, now).await?;
    tell(tx, gone.into_iter().chain(made));
    Ok(())
}

async fn insert(
    tx: &mut Tx,
    (owners, tag): (&[i64], &str),
    notice: &Notice,
    actor: &str,
    now: Moment,
) -> Result<Vec<Owned>> {
    let Notice { kind, by, subject, name, detail, path, .. } = notice;
    let link = path.clone().unwrap_or_else(|| kind.path_of(*subject));
    let sought = sought(kind, (actor, name, detail));
    macro_rules! bound {
        ($text:expr, $owners:expr) => {
            sqlx::query_as($text)
                .bind($owners)
                .bind(kind.name)
                .bind(kind.area.as_str())
                .bind(tag)
                .bind(*by)
                .bind(actor)
                .bind(*subject)
                .bind(name)
                .bind(detail)
                .bind(&link)
                .bind(&sought)
                .bind(now)
                .bind(kind.asks)
                .bind(kind.always)
                .bind(kind.mail)
                .bind(kind.structure)
                .bind(kind.for_members)
        };
    }
    either!(tx,
        c => bound!(INSERT_SQLITE, id_list(owners)).fetch_all(&mut *c).await,
        c => bound!(INSERT_POSTGRES, owners).fetch_all(&mut *c).await)
}

/// The sentence in every language, and the names in it, folded.
fn sought(kind: &Kind, told: (&str, &str, &str)) -> String {
    let said = Language::ALL.map(|language| {
        let locale = Locale::new(language, "UTC");
        let said = sentence::of(kind, told, &locale);
        fold(&sentence::plain(&said))
    });
    said.join("\n")
}

/// Takes from those who have left the chat what they were told of its messages, which they read no longer: a constant number of statements.
///
/// # Errors
/// What the database says.
pub async fn left(tx: &mut Tx, chat: ChatId, users: &[UserId]) -> Result<()> {
    let owners: Vec<i64> = users.iter().map(|user| user.0).collect();
    let gone: Vec<Owned> = either!(tx,
        c => sqlx::query_as(LEFT_SQLITE).bind(id_list(&owners)).bind(chat).fetch_all(&mut *c).await,
        c => sqlx::query_as(LEFT_POSTGRES).bind(&owners).bind(chat).fetch_all(&mut *c).await)?;
    tell(tx, gone.into_iter());
    Ok(())
}

/// Takes from who is a guest now what guests are not told.
///
/// # Errors
/// What the database says.
pub async fn role_changed(tx: &mut Tx, user: UserId) -> Result<()> {
    for kind in kinds().filter(|kind| kind.structure) {
        let gone: Vec<Owned> =
            on!(tx, c => sqlx::query_as(NOT_FOR_GUESTS).bind(user).bind(kind.name).fetch_all(&mut *c).await)?;
        tell(tx, gone.into_iter());
    }
    Ok(())
}

/// What was asked about the subject has this answer; what has one already keeps it.
///
/// # Errors
/// What the database says.
pub async fn answer(
    tx: &mut Tx,
    (kind, subject): (&Kind, i64),
    yes: bool,
    by: Option<UserId>,
    now: Moment,
) -> Result<()> {
    let (word, answerer) = (if yes { "yes" } else { "no" }, name(tx, by).await?);
    let answered: Vec<Owned> = on!(tx, c => sqlx::query_as(ANSWER)
        .bind(kind.tag_of(subject)).bind(word).bind(by).bind(&answerer).bind(now).fetch_all(&mut *c).await)?;
    tell(tx, answered.into_iter());
    Ok(())
}

/// Takes away what people were told of the subject; only what the first person did, and only from the second, if they are named.
///
/// # Errors
/// What the database says.
pub async fn withdraw(
    tx: &mut Tx,
    (kind, subject): (&Kind, i64),
    (by, to): (Option<UserId>, Option<UserId>),
) -> Result<()> {
    let gone: Vec<Owned> = on!(tx, c => sqlx::query_as(WITHDRAW)
        .bind(kind.tag_of(subject)).bind(by).bind(to).fetch_all(&mut *c).await)?;
    tell(tx, gone.into_iter());
    Ok(())
}

/// What people were told of the subject has this detail now: nothing becomes unread by that. Who was told of a word that the parts do not say any
/// more is told of nothing. A statement for each who did something, and each name that stands in it.
///
/// # Errors
/// What the database says.
pub async fn reword(
    tx: &mut Tx,
    (kinds, subject): (&[&'static Kind], i64),
    (detail, said): (&str, &[String]),
) -> Result<()> {
    let tags: Vec<String> = kinds.iter().map(|kind| kind.tag_of(subject)).collect();
    let told: Vec<(String, String, String)> = either!(tx,
        c => sqlx::query_as(TOLD_SQLITE).bind(serde_json::json!(tags).to_string()).fetch_all(&mut *c).await,
        c => sqlx::query_as(TOLD_POSTGRES).bind(&tags).fetch_all(&mut *c).await)?;
    for (told, actor, about) in told {
        let Some(kind) = kinds.iter().find(|kind| kind.name == told) else { continue };
        if **kind == KEYWORD && !keywords::say(said, &about) {
            let gone: Vec<Owned> = on!(tx, c => sqlx::query_as(UNSAID)
                .bind(kind.tag_of(subject)).bind(&about).fetch_all(&mut *c).await)?;
            tell(tx, gone.into_iter());
            continue;
        }
        let reworded: Vec<Owned> = on!(tx, c => sqlx::query_as(REWORD)
            .bind(kind.tag_of(subject)).bind(&actor).bind(&about).bind(detail).bind(sought(kind, (&actor, &about, detail)))
            .fetch_all(&mut *c).await)?;
        tell(tx, reworded.into_iter());
    }
    Ok(())
}

async fn name(conn: &mut Conn, user: Option<UserId>) -> Result<String> {
    let Some(user) = user else { return Ok(String::new()) };
    let name: Option<String> = on!(conn, c => sqlx::query_scalar(NAME).bind(user).fetch_optional(&mut *c).await)?;
    Ok(name.unwrap_or_default())
}

/// Rings for each owner.
fn tell(tx: &mut Tx, changed: impl Iterator<Item = Owned>) {
    let mut by_owner = BTreeMap::<UserId, Vec<NotificationId>>::new();
    for (owner, id) in changed {
        by_owner.entry(owner).or_default().push(id);
    }
    for (owner, ids) in by_owner {
        tx.emit(Event::NotificationsChanged { owner, ids: Arc::from(ids) });
    }
}
