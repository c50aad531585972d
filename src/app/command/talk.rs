//! What a crowd has said: many made-up messages, to see how a company looks after years.

use anyhow::Context;

use super::crowd::Team;
use crate::chats::found;
use crate::clock::{Dice, Moment};
use crate::id::{ChatId, UserId};
use crate::store::{Store, Tx, backup, dialect, on, run};

/// Messages of one statement, all in one chat: so chats lie among one another as if people had talked in turn.
const BATCH: i64 = 2_000;
/// Of so many batches one is of the chat of everybody.
const EVERYBODY: usize = 10;

const SAID: [&str; 6] = [
    "The proofs are back, I have left them on your desk. Sheet ",
    "Bản in thử đã về, mình để trên bàn của bạn. Số ",
    "**Done**: the order is with the binder now, number ",
    "Who has the key of the paper store? I need to count pallet ",
    "Cảm ơn, mình xem rồi. Còn thiếu trang ",
    "Have a look at https://press.example/orders, the second column is wrong since line ",
];

/// `$2` to `$3` are the revisions, `$4` what is said before the number, `$5` when the first of them is, `$6` how long there is
/// between two, `$7` how many members there are.
const SAY: &str = "WITH RECURSIVE numbers (n) AS (
        SELECT CAST($2 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < $3
    ), authors AS (
        SELECT user_id, ROW_NUMBER() OVER (ORDER BY user_id) - 1 AS place FROM members WHERE chat_id = $1
    )
    INSERT INTO messages (chat_id, author_id, kind, text, key, revision, posted_revision, posted_at, linked)
    SELECT CAST($1 AS BIGINT), a.user_id, 'text', CAST($4 AS TEXT) || n, 'crowd-' || CAST($1 AS BIGINT) || '-' || n, n, n,
        CAST($5 AS BIGINT) + (n - $2) * CAST($6 AS BIGINT), CAST($4 AS TEXT) LIKE '%://%'
    FROM numbers JOIN authors a ON a.place = n % $7 ORDER BY n";
const SETTLE: &str = "UPDATE chats SET revision = $2, last_message_at = $3,
    last_message_id = (SELECT MAX(id) FROM messages WHERE chat_id = $1) WHERE id = $1";
/// Every fourth has read nothing of it.
const READ: &str = "UPDATE members SET read_message_id = (SELECT c.last_message_id FROM chats c WHERE c.id = chat_id)
    WHERE chat_id = $1 AND user_id % 4 <> 1";
const MEMBERS: &str = "SELECT COUNT(*), (SELECT revision FROM chats WHERE id = $1) FROM members WHERE chat_id = $1";

/// A chat, and how far its talk is.
struct Chat {
    id: ChatId,
    members: i64,
    revision: i64,
}

/// Has the crowd say so many messages, from `from` to `to`: in the chat of everybody, and in a group for each department, which the
/// owner is in as well. Says on stderr how far it is, and returns the chats.
///
/// # Errors
/// What the database says.
pub(super) async fn talk(
    store: &Store,
    (teams, messages): (&[Team], u64),
    owner: UserId,
    (dice, (from, to)): (&Dice, (Moment, Moment)),
) -> anyhow::Result<Vec<ChatId>> {
    if messages == 0 {
        return Ok(Vec::new());
    }
    let mut chats = chats(store, teams, owner, (dice, from)).await?;
    let apart = to.since(from).as_micros() as i64 / i64::try_from(messages)?.max(1);
    let (mut left, mut turn, mut now) = (i64::try_from(messages)?, 0, from.0);
    while left > 0 {
        let at = if turn % EVERYBODY == 0 || chats.len() == 1 {
            0
        } else {
            1 + (turn - turn / EVERYBODY - 1) % (chats.len() - 1)
        };
        let batch = left.min(BATCH);
        let mut tx = store.begin().await?;
        say(&mut tx, &mut chats[at], batch, (SAID[turn % SAID.len()], now, apart)).await?;
        tx.commit().await?;
        (left, turn, now) = (left - batch, turn + 1, now + batch * apart);
        if turn % 100 == 0 || left == 0 {
            eprintln!("{} of {messages} messages", messages - left.unsigned_abs());
        }
    }
    // The server puts their words into the index.
    let mut tx = store.begin().await?;
    backup::words_anew(&mut tx).await?;
    tx.commit().await?;
    dialect::count_anew(store).await?;
    Ok(chats.into_iter().map(|chat| chat.id).collect())
}

/// Has three of four people read what was said in these chats.
///
/// # Errors
/// What the database says.
pub(super) async fn read(store: &Store, chats: &[ChatId]) -> anyhow::Result<()> {
    let mut tx = store.begin().await?;
    for chat in chats {
        run!(tx, sqlx::query(READ).bind(chat))?;
    }
    Ok(tx.commit().await?)
}

async fn chats(
    store: &Store,
    teams: &[Team],
    owner: UserId,
    (dice, now): (&Dice, Moment),
) -> anyhow::Result<Vec<Chat>> {
    let mut ids = Vec::new();
    let mut tx = store.begin().await?;
    ids.push(found::general(&mut tx, now).await?);
    for team in teams {
        ids.push(found::group(&mut tx, owner, &team.name, &team.people, (dice, now)).await?);
    }
    tx.commit().await?;
    let (mut conn, mut chats) = (store.read().await?, Vec::new());
    for id in ids {
        let (members, revision) = on!(conn, c => sqlx::query_as(MEMBERS).bind(id).fetch_one(&mut *c).await)?;
        chats.push(Chat { id, members, revision });
    }
    Ok(chats)
}

async fn say(tx: &mut Tx, chat: &mut Chat, batch: i64, (text, from, apart): (&str, i64, i64)) -> anyhow::Result<()> {
    let last = chat.revision + batch;
    run!(
        tx,
        sqlx::query(SAY)
            .bind(chat.id)
            .bind(chat.revision + 1)
            .bind(last)
            .bind(text)
            .bind(from)
            .bind(apart)
            .bind(chat.members)
    )
    .context("a crowd's talk")?;
    run!(tx, sqlx::query(SETTLE).bind(chat.id).bind(last).bind(from + (batch - 1) * apart))?;
    chat.revision = last;
    Ok(())
}
