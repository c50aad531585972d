//! The links of a chat: its messages that show one, with those.
//!
//! Whether a message shows a link stands on it, so that an index has those that do; which links they are is read from its text.

use super::Member;
use crate::clock::Moment;
use crate::id::MessageId;
use crate::markup::{self, Link};
use crate::store::{Conn, Result, on};

/// Messages of one page.
const PAGE: usize = 30;
/// How often is looked for them: of what was said before that stood on messages it says that they may show one.
const LOOKS: usize = 10;

/// Through the membership: what the member does not see of the past is not here.
const PAGE_OF: &str =
    "SELECT x.id AS message_id, u.name AS author, x.text, x.card, x.posted_at FROM messages x JOIN users u ON u.id = x.author_id
    WHERE x.chat_id = $1 AND x.id < $2 AND x.id > $3 AND x.linked ORDER BY x.id DESC LIMIT CAST($4 AS BIGINT)";

#[derive(sqlx::FromRow)]
struct Row {
    message_id: MessageId,
    author: String,
    text: String,
    card: String,
    posted_at: Moment,
}

/// A message with links.
#[derive(Clone, Debug)]
pub struct OfChat {
    /// Which.
    pub message: MessageId,
    /// Who wrote it.
    pub author: String,
    /// When it was posted.
    pub posted_at: Moment,
    /// Its links: one at least.
    pub links: Vec<Link>,
    /// What it shows of a page, as it keeps it.
    pub card: String,
}

/// Some of a chat's messages with links.
#[derive(Clone, Debug)]
pub struct Page {
    /// They, the newest first.
    pub rows: Vec<OfChat>,
    /// The message before which there may be more.
    pub older: Option<MessageId>,
}

/// The messages of the member's chat before this one that show links.
///
/// # Errors
/// What the database says.
pub async fn page(conn: &mut Conn, member: &Member, mut before: MessageId) -> Result<Page> {
    let (mut rows, mut more) = (Vec::new(), true);
    for _ in 0..LOOKS {
        let most = PAGE - rows.len();
        let found: Vec<Row> = on!(conn, c => sqlx::query_as(PAGE_OF).bind(member.chat).bind(before)
            .bind(member.past).bind(most as i64 + 1).fetch_all(&mut *c).await)?;
        more = found.len() > most;
        for row in found.into_iter().take(most) {
            before = row.message_id;
            rows.extend(of_row(row));
        }
        if !more || rows.len() == PAGE {
            break;
        }
    }
    Ok(Page { rows, older: more.then_some(before) })
}

fn of_row(row: Row) -> Option<OfChat> {
    let links = markup::links(&row.text);
    let Row { message_id: message, author, card, posted_at, .. } = row;
    (!links.is_empty()).then_some(OfChat { message, author, posted_at, links, card })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ChatId, UserId};
    use crate::store::testing::Databases;
    use crate::store::{Store, run};

    /// The schema before messages said whether they show a link.
    const BEFORE: i64 = 24;
    const SOMEBODY: &str =
        "INSERT INTO users (name, name_folded, email, email_folded, password_hash, role, hue, theme, density,
        created_at, changed_at) VALUES ('', '', '', '', '', 'employee', 1, '', '', 1, 1)";
    const CHAT: &str =
        "INSERT INTO chats (kind, name, hue, revision, purged_revision, last_message_id, last_message_at, created_at)
        VALUES ('group', '', 1, 9, 0, 9, 1, 1)";
    const MEMBER: &str =
        "INSERT INTO members (chat_id, user_id, role, joined_at, read_message_id, muted, pinned, hidden_message_id)
        VALUES (1, 1, 'owner', 1, 0, FALSE, FALSE, 0)";
    const SAY: &str = "INSERT INTO messages (chat_id, author_id, kind, text, key, revision, posted_revision, posted_at)
        VALUES (1, 1, $1, $2, CAST($3 AS TEXT), $4, $4, 1)";
    const LINKED: &str = "SELECT COUNT(*) FROM messages WHERE linked";

    #[tokio::test]
    async fn what_was_said_before_messages_said_that_they_show_links_is_there() {
        let linked = [
            "see HTTPS://a.example",
            "WWW.a.example",
            "[a](mailto:me@host)",
            "Ask me@a.example",
            "hi @Elin: me@a.example",
        ];
        let plain = ["no link", "@Elin: look", "12:30 // later", "a. b. c.", "`https://a.example`"];
        let databases = Databases::new().await;
        for database in [&databases.sqlite, &databases.postgres] {
            let (store, lock) = Store::vacant(database.address.clone(), BEFORE).await.expect("a database");
            let mut tx = store.begin().await.expect("a transaction");
            for statement in [SOMEBODY, CHAT, MEMBER] {
                run!(tx, sqlx::query(statement)).expect("a row");
            }
            let said = linked.iter().chain(&plain).map(|text| ("text", text));
            for (n, (kind, text)) in said.chain([("line", &linked[0])]).enumerate() {
                let n = n as i64 + 1;
                run!(tx, sqlx::query(SAY).bind(kind).bind(*text).bind(n.to_string()).bind(n)).expect("a message");
            }
            tx.commit().await.expect("rows");
            store.migrate().await.expect("the newest schema");
            let mut conn = store.read().await.expect("a connection");
            let may: i64 = on!(conn, c => sqlx::query_scalar(LINKED).fetch_one(&mut *c).await).expect("a number");
            assert_eq!(may, linked.len() as i64 + 1, "and what is code");
            let member = Member::find(&mut conn, UserId(1), ChatId(1)).await.expect("an answer").expect("a member");
            let page = page(&mut conn, &member, MessageId(i64::MAX)).await.expect("a page");
            let shown: Vec<i64> = page.rows.iter().map(|row| row.message.0).collect();
            assert_eq!((shown, page.older), (vec![5, 4, 3, 2, 1], None));
            drop(conn);
            store.close().await;
            drop(lock);
        }
    }
}
