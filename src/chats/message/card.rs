//! The card of a message: what it shows of the page that its first link leads to.
//!
//! A message with a link waits for its card: a row that is written with it. Who asks for pages (`app/cards`) takes it from there, and the card is
//! a change of the message.

use serde::{Deserialize, Serialize};

use super::post::take;
use super::reached::{Reached, revise};
use crate::chats::attachments;
use crate::clock::Moment;
use crate::id::{ChatId, MessageId, UserId};
use crate::links::Found;
use crate::markup;
use crate::store::{Conn, Result, Tx, on, run};

/// Bytes of an address that is asked for: a longer one holds what is nobody else's business.
const ADDRESS: usize = 2048;

/// What is shown of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Where the message links to.
    pub url: String,
    /// The host of that.
    pub host: String,
    /// What the page says that its site is called; may be empty.
    pub site: String,
    /// What the page is called.
    pub title: String,
    /// What is on it; may be empty.
    pub description: String,
    /// Its picture.
    pub picture: Option<Picture>,
}

/// A picture of a page, which its message gives out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// Another one has another number.
    pub blob: i64,
    /// How wide it is.
    pub width: i64,
    /// How high.
    pub height: i64,
}

/// A message that waits for its card.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Waiting {
    /// Which.
    pub message_id: MessageId,
    /// Its chat.
    pub chat_id: ChatId,
    /// Where it links to.
    pub url: String,
    /// How often that was asked for.
    pub tries: i64,
}

/// The page of a message waits to be asked for, if the company wishes cards.
const WAIT: &str = "INSERT INTO waiting_cards (message_id, url, tries, due_at)
    SELECT CAST($1 AS BIGINT), CAST($2 AS TEXT), 0, CAST($3 AS BIGINT) FROM company WHERE id = 1 AND link_previews";
const WAIT_TOO: &str = "INSERT INTO waiting_cards (message_id, url, tries, due_at)
    SELECT CAST($2 AS BIGINT), w.url, w.tries, w.due_at FROM waiting_cards w WHERE w.message_id = $1";
const COPY: &str =
    "UPDATE messages SET (card, card_blob_id) = (SELECT f.card, f.card_blob_id FROM messages f WHERE f.id = $1)
    WHERE id = $2";
const DUE: &str =
    "SELECT w.message_id, x.chat_id, w.url, w.tries FROM waiting_cards w JOIN messages x ON x.id = w.message_id
    WHERE w.due_at <= $1 ORDER BY w.due_at, w.message_id LIMIT CAST($2 AS BIGINT)";
const AUTHOR: &str = "SELECT x.author_id FROM waiting_cards w JOIN messages x ON x.id = w.message_id
    WHERE w.message_id = $1 AND w.url = $2";
const SHOW: &str = "UPDATE messages SET card = $2, card_blob_id = $3 WHERE id = $1";
const CLEAR: &str = "UPDATE messages SET card = '', card_blob_id = NULL WHERE id = $1";
const PUT_OFF: &str = "UPDATE waiting_cards SET tries = tries + 1, due_at = $3 WHERE message_id = $1 AND url = $2";
const GIVE_UP: &str = "DELETE FROM waiting_cards WHERE message_id = $1 AND url = $2";
const WAIT_NO_MORE: &str = "DELETE FROM waiting_cards WHERE message_id = $1";
const PICTURE: &str = "SELECT b.name, b.bytes FROM messages x JOIN blobs b ON b.id = x.card_blob_id WHERE x.id = $1";

impl Card {
    /// From what a message keeps of it; nothing, if it keeps none.
    pub fn read(kept: &str) -> Option<Card> {
        serde_json::from_str(kept).ok()
    }

    /// As a message keeps it.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What was found where the message links to, with its picture.
    fn new(url: &str, found: &Found, picture: Option<Picture>) -> Card {
        let host = url::Url::parse(url).ok().and_then(|url| url.host_str().map(ToOwned::to_owned));
        Card {
            url: url.to_owned(),
            host: host.unwrap_or_default(),
            site: found.site.clone(),
            title: found.title.clone(),
            description: found.description.clone(),
            picture,
        }
    }
}

/// The address of which a message with this text shows a card.
fn of_text(text: &str) -> Option<String> {
    markup::first_page(text).filter(|url| url.len() <= ADDRESS)
}

/// A message that was just posted with this text waits for its card.
///
/// # Errors
/// What the database says.
pub(super) async fn seek(tx: &mut Tx, message: MessageId, text: &str, now: Moment) -> Result<()> {
    let Some(url) = of_text(text) else { return Ok(()) };
    run!(tx, sqlx::query(WAIT).bind(message).bind(url).bind(now)).map(drop)
}

/// A message that was just posted and repeats another one shows its card, or waits for it, too.
///
/// # Errors
/// What the database says.
pub(super) async fn copy(tx: &mut Tx, (from, to): (MessageId, MessageId), text: &str) -> Result<()> {
    if of_text(text).is_none() {
        return Ok(());
    }
    // In this order: a card that comes between the two is copied.
    run!(tx, sqlx::query(WAIT_TOO).bind(from).bind(to))?;
    run!(tx, sqlx::query(COPY).bind(from).bind(to)).map(drop)
}

/// What the message says is another text now. If it links to another page, that one's card is to come.
///
/// # Errors
/// What the database says.
pub(super) async fn moved(tx: &mut Tx, message: MessageId, (was, is): (&str, &str), now: Moment) -> Result<()> {
    if of_text(was) == of_text(is) {
        return Ok(());
    }
    clear(tx, message).await?;
    seek(tx, message, is, now).await
}

/// The message shows no card and waits for none.
async fn clear(tx: &mut Tx, message: MessageId) -> Result<()> {
    run!(tx, sqlx::query(WAIT_NO_MORE).bind(message))?;
    run!(tx, sqlx::query(CLEAR).bind(message)).map(drop)
}

/// Some of the messages whose pages are to be asked for by now.
///
/// # Errors
/// What the database says.
pub async fn due(conn: &mut Conn, now: Moment, most: i64) -> Result<Vec<Waiting>> {
    on!(conn, c => sqlx::query_as(DUE).bind(now).bind(most).fetch_all(&mut *c).await)
}

/// The message shows what was found, with the picture of this name, if it still waits for that. Whether it does.
///
/// # Errors
/// What the database says.
pub async fn show(
    tx: &mut Tx,
    waiting: &Waiting,
    (found, picture): (&Found, Option<&str>),
    now: Moment,
) -> Result<bool> {
    let message = waiting.message_id;
    take(tx, waiting.chat_id).await?;
    let author: Option<UserId> =
        on!(tx, c => sqlx::query_scalar(AUTHOR).bind(message).bind(&waiting.url).fetch_optional(&mut *c).await)?;
    let Some(author) = author else { return Ok(false) };
    let picture = match picture.zip(found.picture.as_ref()) {
        Some((name, thumb)) => {
            let blob = attachments::blob(tx, author, (name, thumb.jpeg.len() as i64), now).await?;
            Some(Picture { blob, width: i64::from(thumb.width), height: i64::from(thumb.height) })
        }
        None => None,
    };
    let card = Card::new(&waiting.url, found, picture).to_text();
    run!(tx, sqlx::query(SHOW).bind(message).bind(card).bind(picture.map(|picture| picture.blob)))?;
    run!(tx, sqlx::query(WAIT_NO_MORE).bind(message))?;
    revise(tx, waiting.chat_id, message).await?;
    Ok(true)
}

/// The page of the message is asked for again at this time.
///
/// # Errors
/// What the database says.
pub async fn put_off(tx: &mut Tx, waiting: &Waiting, until: Moment) -> Result<()> {
    run!(tx, sqlx::query(PUT_OFF).bind(waiting.message_id).bind(&waiting.url).bind(until)).map(drop)
}

/// The message no longer waits for the card of this page.
///
/// # Errors
/// What the database says.
pub async fn give_up(tx: &mut Tx, waiting: &Waiting) -> Result<()> {
    run!(tx, sqlx::query(GIVE_UP).bind(waiting.message_id).bind(&waiting.url)).map(drop)
}

/// Takes the card off the user's message, for all. False if the message is not theirs; true as well if it has none. None if there is no such
/// message for the user.
///
/// # Errors
/// What the database says.
pub async fn remove(tx: &mut Tx, (user, message): (UserId, MessageId)) -> Result<Option<(Reached, bool)>> {
    let Some(found) = Reached::hold(tx, user, message).await? else { return Ok(None) };
    if !found.own() {
        return Ok(Some((found, false)));
    }
    if found.card {
        clear(tx, message).await?;
        found.revise(tx).await?;
    }
    Ok(Some((found, true)))
}

/// The name of the picture of the message's card, and its bytes.
///
/// # Errors
/// What the database says.
pub async fn picture(conn: &mut Conn, message: &Reached) -> Result<Option<(String, i64)>> {
    on!(conn, c => sqlx::query_as(PICTURE).bind(message.id).fetch_optional(&mut *c).await)
}

#[cfg(test)]
impl Card {
    /// An example, in which these are the words.
    pub fn sample(words: &str) -> Card {
        Card {
            url: "https://press.house/7?a=1&b=%22".to_owned(),
            host: "press.house".to_owned(),
            site: words.to_owned(),
            title: words.to_owned(),
            description: words.to_owned(),
            picture: Some(Picture { blob: 7, width: 320, height: 168 }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_read_as_it_is_written() {
        let card = Card::sample("a \"word\" <b> \u{7}\n");
        assert_eq!(Card::read(&card.to_text()), Some(card));
        assert_eq!(Card::read(""), None);
        let found = Found { site: String::new(), title: "t".to_owned(), description: String::new(), picture: None };
        let card = Card::new("https://Bücher.house:443/%E2%80%9C", &found, None);
        assert_eq!((&*card.host, &*card.title), ("xn--bcher-kva.house", "t"));
    }

    #[test]
    fn a_long_address_is_not_asked_for() {
        let link = |length: usize| format!("https://a.house/{}", "a".repeat(length - 16));
        assert!(of_text(&link(ADDRESS)).is_some() && of_text(&link(ADDRESS + 1)).is_none());
    }
}
