//! A chat as a row in the lists of many of its members at once: what all of them see is read once, and of each only what is
//! theirs.

use super::chat::Kind;
use super::history::{self, Names};
use super::list::{MOST, Row};
use crate::chats::attachments::shown;
use crate::id::{ChatId, MessageId, UserId};
use crate::store::{Conn, Error, Result, either, on};

const HEAD: &str = concat!("SELECT CAST(0 AS BIGINT) AS user_id, c.id AS chat_id, c.kind, c.name, c.hue, c.picture,
    CAST(NULL AS BIGINT) AS partner_id, CAST(NULL AS TEXT) AS partner, CAST(NULL AS BIGINT) AS partner_hue,
    CAST(NULL AS TEXT) AS partner_picture, c.last_message_id, c.last_message_at, x.author_id AS last_author_id,
    a.name AS last_author, COALESCE(a.state = 'integration', FALSE) AS last_program, CASE WHEN x.deleted_at IS NOT NULL THEN 'gone' WHEN x.poll <> '' THEN 'poll' ELSE x.kind END AS last_kind, ",
    shown!("x"),
    " AS last_text, 1 = 0 AS pinned, 1 = 0 AS muted, 1 = 0 AS listed,
    CAST(0 AS BIGINT) AS unread, 1 = 0 AS called, CAST('' AS TEXT) AS draft, c.called_message_id, c.standing = 'archived' AS archived
    FROM chats c LEFT JOIN messages x ON x.id = c.last_message_id LEFT JOIN users a ON a.id = x.author_id WHERE c.id = $1");
const PEOPLE: &str =
    "SELECT p.id, p.name, p.hue, p.picture FROM members m JOIN users p ON p.id = m.user_id WHERE m.chat_id = $1
    LIMIT 2";
const NEWEST: &str = "SELECT id, author_id FROM messages WHERE chat_id = $1 AND kind = 'text' AND deleted_at IS NULL
    ORDER BY id DESC LIMIT CAST($2 AS BIGINT)";
const UNREAD: &str = "SELECT COUNT(*) FROM (SELECT 1 FROM messages WHERE chat_id = $1 AND id > $2 AND kind = 'text'
    AND deleted_at IS NULL AND author_id <> $3 LIMIT CAST($4 AS BIGINT)) AS counted";
// One value for all of them: a row for each costs ten times as much as to find it.
const MEMBERS_SQLITE: &str = "SELECT json_group_array(json_array(user_id, read_message_id, hidden_message_id,
    CASE WHEN pinned THEN 1 ELSE 0 END, CASE WHEN muted THEN 1 ELSE 0 END, called_message_id, draft))
    FROM (SELECT * FROM members WHERE chat_id = $1 AND user_id > $2 ORDER BY user_id LIMIT CAST($3 AS BIGINT))";
const MEMBERS_POSTGRES: &str =
    "SELECT CAST(COALESCE(json_agg(json_build_array(user_id, read_message_id, hidden_message_id,
    CASE WHEN pinned THEN 1 ELSE 0 END, CASE WHEN muted THEN 1 ELSE 0 END, called_message_id, draft)), '[]') AS TEXT)
    FROM (SELECT * FROM members WHERE chat_id = $1 AND user_id > $2 ORDER BY user_id LIMIT CAST($3 AS BIGINT)) AS part";

/// What the rows of a chat have in common.
#[derive(Debug)]
pub struct Rows {
    head: Row,
    /// Whether nobody has it in a list.
    archived: bool,
    /// The newest message that calls everybody.
    called: MessageId,
    /// The people of a direct chat.
    people: Vec<Person>,
    /// The newest messages that may be unread, the newest first, and who wrote each.
    newest: Vec<(MessageId, UserId)>,
    names: Names,
}

#[derive(Debug, sqlx::FromRow)]
struct Person {
    id: UserId,
    name: String,
    hue: i64,
    picture: Option<String>,
}

/// What a member's row has of its own. Two members of whom it is the same have the same row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Own {
    /// The other person of a direct chat.
    pub partner: Option<UserId>,
    /// Whether the newest message is theirs.
    pub last: bool,
    /// Kept on top.
    pub pinned: bool,
    /// Counted apart.
    pub muted: bool,
    /// Whether the list shows it.
    pub listed: bool,
    /// Unread messages, up to [`MOST`].
    pub unread: i64,
    /// Whether something unread calls them.
    pub called: bool,
    /// How what they have begun to write begins.
    pub draft: String,
}

#[derive(sqlx::FromRow)]
struct Head {
    #[sqlx(flatten)]
    row: Row,
    called_message_id: MessageId,
    archived: bool,
}

impl Rows {
    /// Those of the chat, if it is there.
    ///
    /// # Errors
    /// What the database says.
    pub async fn read(conn: &mut Conn, chat: ChatId) -> Result<Option<Rows>> {
        let head: Option<Head> = on!(conn, c => sqlx::query_as(HEAD).bind(chat).fetch_optional(&mut *c).await)?;
        let Some(Head { row: head, called_message_id: called, archived }) = head else { return Ok(None) };
        let newest = on!(conn, c => sqlx::query_as(NEWEST).bind(chat).bind(MOST).fetch_all(&mut *c).await)?;
        let people = match head.kind() {
            Kind::Direct => on!(conn, c => sqlx::query_as(PEOPLE).bind(chat).fetch_all(&mut *c).await)?,
            _ => Vec::new(),
        };
        let names = history::names_of(conn, &head.spoken_of()).await?;
        Ok(Some(Rows { head, called, archived, people, newest, names }))
    }

    /// The members after this user, in the order of their numbers, at most so many; each with what is theirs.
    ///
    /// # Errors
    /// What the database says.
    pub async fn members(&self, conn: &mut Conn, after: i64, most: i64) -> Result<Vec<(UserId, Own)>> {
        let chat = self.head.chat_id;
        let (text,): (String,) = either!(conn,
            c => sqlx::query_as(MEMBERS_SQLITE).bind(chat).bind(after).bind(most).fetch_one(c).await,
            c => sqlx::query_as(MEMBERS_POSTGRES).bind(chat).bind(after).bind(most).fetch_one(c).await)?;
        let members: Vec<(UserId, MessageId, MessageId, u8, u8, MessageId, String)> =
            serde_json::from_str(&text).map_err(|error| Error::Failed(sqlx::Error::Decode(error.into()).into()))?;
        let mut all = Vec::with_capacity(members.len());
        for (user, read, hidden, pinned, muted, called, draft) in members {
            let own = Own {
                partner: self.people.iter().find(|person| person.id != user).map(|person| person.id),
                last: self.head.last_author_id == Some(user),
                pinned: pinned == 1,
                muted: muted == 1,
                listed: self.head.last_message_id > hidden && !self.archived,
                unread: if self.archived { 0 } else { self.unread(conn, user, read).await? },
                called: called.max(self.called) > read,
                draft,
            };
            all.push((user, own));
        }
        Ok(all)
    }

    /// How many messages the member has not read, up to [`MOST`].
    async fn unread(&self, conn: &mut Conn, user: UserId, read: MessageId) -> Result<i64> {
        let after = self.newest.partition_point(|(message, _)| *message > read);
        let theirs = self.newest[..after].iter().filter(|(_, author)| *author == user).count();
        let count = i64::try_from(after - theirs).unwrap_or(MOST);
        // Older ones stand in the place of their own, which they marked as unread.
        if theirs > 0 && after as i64 == MOST {
            let chat = self.head.chat_id;
            return on!(conn, c => sqlx::query_scalar(UNREAD).bind(chat).bind(read).bind(user).bind(MOST)
                .fetch_one(&mut *c).await);
        }
        Ok(count)
    }

    /// The row of a member of whom this is their own. Whose it is, it says of who wrote the newest message only.
    pub fn row(&self, own: &Own) -> Row {
        let partner = self.people.iter().find(|person| Some(person.id) == own.partner);
        Row {
            user_id: self.head.last_author_id.filter(|_| own.last).unwrap_or(UserId(0)),
            partner_id: own.partner,
            partner: partner.map(|person| person.name.clone()),
            partner_hue: partner.map(|person| person.hue),
            partner_picture: partner.and_then(|person| person.picture.clone()),
            pinned: own.pinned,
            muted: own.muted,
            listed: own.listed,
            unread: own.unread,
            called: own.called,
            draft: own.draft.clone(),
            ..self.head.clone()
        }
    }

    /// The names that its last line shows.
    pub fn names(&self) -> &Names {
        &self.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Role;
    use crate::chats::message::{Draft, post};
    use crate::chats::testing::{NOW, company, member, user};
    use crate::chats::{found, list};
    use crate::clock::Dice;
    use crate::store::Tx;
    use crate::store::testing::each_database;

    async fn say(tx: &mut Tx, user: UserId, chat: ChatId, times: usize) {
        let member = member(tx, user, chat).await;
        for _ in 0..times {
            let draft = Draft::new("Dry by noon", Dice::system().key());
            assert!(post(tx, &member, &draft, NOW).await.is_ok());
        }
    }

    /// What the rows of many say of each member, and what that member's own list says.
    async fn assert_same(tx: &mut Tx, chat: ChatId, of: &[UserId]) {
        let rows = Rows::read(tx, chat).await.expect("an answer").expect("a chat");
        let members = rows.members(tx, 0, 100).await.expect("members");
        assert_eq!(members.iter().map(|(user, _)| *user).collect::<Vec<_>>(), of);
        for (user, own) in members {
            let listed = list::page(tx, user, list::Cursor::START, 10).await.expect("a list");
            let listed = listed.rows.into_iter().find(|row| row.chat_id == chat).expect("its row");
            let row = Row { user_id: user, ..rows.row(&own) };
            assert_eq!(format!("{row:?}"), format!("{listed:?}"));
        }
    }

    #[tokio::test]
    async fn the_rows_of_many_are_those_of_each() {
        each_database(|store| async move {
            let mut tx = store.begin().await.expect("a transaction");
            company(&mut tx).await;
            let [ada, bo, chi] = [
                user(&mut tx, "Ada", Role::Employee).await,
                user(&mut tx, "Bo", Role::Employee).await,
                user(&mut tx, "Chi", Role::Employee).await,
            ];
            let group = found::group(&mut tx, ada, "Press", &[bo, chi], (&Dice::system(), NOW)).await.expect("a group");
            say(&mut tx, bo, group, 60).await;
            say(&mut tx, ada, group, 60).await;
            assert_same(&mut tx, group, &[ada, bo, chi]).await;
            // Her own stand before what she has not read, and more of it than is read for everybody.
            let member = member(&mut tx, ada, group).await;
            member.set_read(&mut tx, MessageId(0)).await.expect("unread");
            member.pin(&mut tx, true).await.expect("pinned");
            member.mute(&mut tx, true).await.expect("muted");
            assert_same(&mut tx, group, &[ada, bo, chi]).await;
            let direct = found::direct(&mut tx, ada, chi, NOW).await.expect("a chat");
            say(&mut tx, chi, direct, 2).await;
            assert_same(&mut tx, direct, &[ada, chi]).await;
            let rows = Rows::read(&mut tx, group).await.expect("an answer").expect("a chat");
            let after = rows.members(&mut tx, ada.0, 1).await.expect("one");
            assert_eq!((after[0].0, after[0].1.unread), (bo, 60), "who comes after her");
        })
        .await;
    }
}
