//! Answers to letters: to whom and which conversation they belong, what becomes of each, and the book of it.

use std::time::Duration;

use sha2::{Digest, Sha256};

use super::mailing;
use super::token::{Answer, Bounce};
use crate::accounts::{State as Life, User, fold_email};
use crate::chats::Member;
use crate::chats::message::mention::{self, Call};
use crate::chats::message::{Draft, PostError, post};
use crate::clock::Moment;
use crate::id::{AnswerId, ChatId, UserId};
use crate::mail::incoming::{Incoming, Returned};
use crate::mail::{Inbox, MailServer, is_about_the_address, written};
use crate::notice::{Audience, Notice};
use crate::notifications::address;
use crate::notifications::notices::{ANSWER_HELD, MAIL_REFUSED};
use crate::store::{Conn, Result, Tx, on, run};
use crate::web::{House, Language, Limits, Locale};
use crate::words::words;

words! {
    /// What became of what arrived.
    State {
        /// It is a message.
        Posted = "posted",
        /// A letter of ours came back.
        Returned = "returned",
        /// It is somebody's answer and no message: they were told why.
        Held = "held",
        /// It is nobody's answer.
        Dropped = "dropped",
    }
}

words! {
    /// Why it is no message.
    Reason {
        /// It is one.
        None = "",
        /// A program wrote it.
        Automatic = "automatic",
        /// It is to no mark of ours, or to one that was not made here.
        Foreign = "foreign",
        /// Its mark is too old.
        Expired = "expired",
        /// Somebody else wrote it than the one who got the letter.
        OtherSender = "other-sender",
        /// Whoever got the letter does not work here any more.
        Gone = "gone",
        /// They are not in the chat any more.
        NoMember = "no-member",
        /// They may read there, and not write.
        Closed = "closed",
        /// It says nothing of its own.
        Empty = "empty",
        /// They have written so many answers there that it may be a program.
        TooMany = "too-many",
        /// It is longer than messages are.
        TooLong = "too-long",
        /// It is bigger than letters that are read.
        TooBig = "too-big",
        /// It could not be read.
        Unreadable = "unreadable",
        /// Its text is a message; its files are not taken.
        Files = "files",
    }
}

/// Bytes of a letter that is read.
pub const SIZE: u32 = 10 * 1024 * 1024;
/// What came so much too late is not told of: in a folder whose numbers are new, it may have been before.
const STALE: Duration = Duration::from_secs(30 * 24 * 3600);
/// Answers of one person in one chat and hour: what goes on is a program that does not say that it is one, and another that answers it.
const AN_HOUR: i64 = 30;
/// How long the book is kept.
const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);

const RECORD: &str = "INSERT INTO mail_answers (digest, arrived_at, from_address, user_id, chat_id, state, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (digest) DO NOTHING";
const SETTLE: &str =
    "UPDATE mail_answers SET user_id = (SELECT u.id FROM users u WHERE u.id = $2), chat_id = (SELECT c.id FROM chats c
    WHERE c.id = $3), state = $4, reason = $5 WHERE digest = $1";
const PAGE: &str =
    "SELECT a.id, a.arrived_at, a.from_address, u.name AS user_name, a.state, a.reason FROM mail_answers a
    LEFT JOIN users u ON u.id = a.user_id WHERE a.id < $1 ORDER BY a.id DESC LIMIT CAST($2 AS BIGINT)";
/// Who answers a conversation is in it: the next letter of it may leave.
const WAS_BACK: &str = "UPDATE members SET mailed_at = NULL WHERE chat_id = $1 AND user_id = $2";
const POSTED: &str =
    "SELECT COUNT(*) FROM mail_answers WHERE user_id = $1 AND chat_id = $2 AND state = 'posted' AND arrived_at > $3";
const PURGE: &str = "DELETE FROM mail_answers WHERE id IN (SELECT id FROM mail_answers WHERE arrived_at < $1
    ORDER BY arrived_at LIMIT CAST($2 AS BIGINT))";

/// A line of the book, without what was written.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Line {
    /// Which.
    pub id: AnswerId,
    /// When.
    pub arrived_at: Moment,
    /// From which address.
    pub from_address: String,
    /// Whose answer it is.
    pub user_name: Option<String>,
    /// What became of it.
    #[sqlx(try_from = "String")]
    pub state: State,
    /// Why; of a returned one what was said.
    pub reason: String,
}

/// What becomes of a letter.
#[derive(Default)]
struct Fate {
    state: Option<State>,
    reason: String,
    user: Option<UserId>,
    chat: Option<ChatId>,
}

impl Fate {
    fn dropped(reason: Reason) -> Fate {
        Fate { state: Some(State::Dropped), reason: reason.as_str().to_owned(), ..Fate::default() }
    }

    fn held(reason: Reason, answer: Answer) -> Fate {
        let (user, chat) = (Some(answer.user), Some(answer.chat));
        Fate { state: Some(State::Held), reason: reason.as_str().to_owned(), user, chat }
    }
}

/// A letter as it lies in the folder.
pub struct Arrived<'a> {
    /// Its number there, and the folder's validity.
    pub at: (u32, u32),
    /// All of it, or its headers if it is too big.
    pub raw: &'a [u8],
    /// What it is; none if it could not be read.
    pub read: Option<Incoming>,
    /// Whether it is too big.
    pub too_big: bool,
}

/// What somebody says by an answer of theirs, and whom that calls.
#[derive(Default)]
struct Said {
    text: String,
    calls: Vec<Call>,
}

impl Said {
    /// Read before the transaction in which it is posted, as of every message: names are looked up one by one.
    async fn read(house: &House, inbox: &Inbox, read: &Incoming) -> Result<Said> {
        let Some(answer) = answered(house, read).filter(|_| !is_automatic(read)) else { return Ok(Said::default()) };
        let markers: Vec<String> =
            Language::ALL.iter().map(|of| Locale::new(*of, "UTC").t("mail-answer-above")).collect();
        let marked = inbox.address.to_lowercase();
        let local = marked.rsplit_once('@').map_or(marked.as_str(), |(local, _)| local);
        let mut conn = house.store.read().await?;
        let from = MailServer::find(&mut conn).await?.map(|server| server.from_address.to_lowercase());
        let named = [local, "+"].concat();
        let addresses: Vec<&str> =
            [Some(marked.as_str()), Some(named.as_str()), from.as_deref()].into_iter().flatten().collect();
        let text = written(&read.text.replace('\0', ""), &markers, &addresses);
        if !text.contains('@') || text.chars().count() > Limits::MESSAGE {
            return Ok(Said { text, calls: Vec::new() });
        }
        let calls = match Member::find(&mut conn, answer.user, answer.chat).await? {
            // Everybody is called from the chat itself, where one is told how many that are.
            Some(member) => mention::resolve(&mut conn, &member, &text, false).await?,
            None => Vec::new(),
        };
        Ok(Said { text, calls })
    }
}

/// Which of our letters it answers.
fn answered(house: &House, read: &Incoming) -> Option<Answer> {
    read.marks.iter().find_map(|mark| Answer::of(mark, &house.office.seal))
}

/// Whether nobody wrote it.
fn is_automatic(read: &Incoming) -> bool {
    read.automatic || read.returned.is_some()
}

/// Takes in what has arrived, once: what came before under the same number, or with the same bytes, is the same letter. That it was looked
/// at is written in the same transaction.
///
/// # Errors
/// What the database says; nothing is done then.
pub async fn take(house: &House, inbox: &Inbox, arrived: &Arrived<'_>) -> Result<()> {
    let now = house.clock.now();
    let digest = digest(arrived);
    let none = Incoming::default();
    let read = arrived.read.as_ref().unwrap_or(&none);
    let said = Said::read(house, inbox, read).await?;
    let mut tx = house.store.begin().await?;
    if run!(
        tx,
        sqlx::query(RECORD)
            .bind(digest.as_slice())
            .bind(now)
            .bind(short(&read.from))
            .bind(None::<UserId>)
            .bind(None::<ChatId>)
            .bind(State::Dropped.as_str())
            .bind(Reason::Foreign.as_str())
    )? > 0
    {
        let fate = judge(&mut tx, house, (arrived, said), &digest, now).await?;
        let state = fate.state.unwrap_or(State::Dropped).as_str();
        run!(
            tx,
            sqlx::query(SETTLE)
                .bind(digest.as_slice())
                .bind(fate.user)
                .bind(fate.chat)
                .bind(state)
                .bind(short(&fate.reason))
        )?;
    }
    let (uid, validity) = arrived.at;
    inbox.advance(&mut tx, (validity, uid)).await?;
    tx.commit().await
}

/// What makes it the same letter: its number with its marks, or all of it.
fn digest(arrived: &Arrived<'_>) -> Vec<u8> {
    let mut hash = Sha256::new();
    match arrived.read.as_ref().and_then(|read| read.message_id.as_ref().map(|id| (read, id))) {
        Some((read, id)) => {
            hash.update(id.as_bytes());
            for mark in &read.marks {
                hash.update(b"\0");
                hash.update(mark.as_bytes());
            }
        }
        None => hash.update(arrived.raw),
    }
    hash.finalize().to_vec()
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(Limits::EMAIL).collect()
}

async fn judge(
    tx: &mut Tx,
    house: &House,
    (arrived, Said { text, calls }): (&Arrived<'_>, Said),
    digest: &[u8],
    now: Moment,
) -> Result<Fate> {
    let Some(read) = &arrived.read else { return Ok(Fate::dropped(Reason::Unreadable)) };
    let seal = &house.office.seal;
    if let Some(bounce) = read.marks.iter().find_map(|mark| Bounce::of(mark, seal)) {
        return match &read.returned {
            Some(returned) => came_back(tx, bounce, returned, now).await,
            None => Ok(Fate::dropped(Reason::Automatic)),
        };
    }
    let Some(answer) = answered(house, read) else { return Ok(Fate::dropped(Reason::Foreign)) };
    if is_automatic(read) {
        return Ok(Fate::dropped(Reason::Automatic));
    }
    let user = User::find(tx, answer.user).await?.filter(|user| user.state == Life::Active);
    let Some(user) = user else { return Ok(Fate { user: Some(answer.user), ..Fate::dropped(Reason::Gone) }) };
    if answer.is_over(now.before(STALE)) {
        return Ok(Fate::dropped(Reason::Expired));
    }
    if fold_email(&read.from) != fold_email(&user.email) {
        return hold(tx, Reason::OtherSender, answer).await;
    }
    if answer.is_over(now) {
        return hold(tx, Reason::Expired, answer).await;
    }
    if arrived.too_big {
        return hold(tx, Reason::TooBig, answer).await;
    }
    if text.is_empty() {
        return hold(tx, if read.has_files { Reason::Files } else { Reason::Empty }, answer).await;
    }
    if text.chars().count() > Limits::MESSAGE {
        return hold(tx, Reason::TooLong, answer).await;
    }
    let Some(member) = Member::find(tx, user.id, answer.chat).await? else {
        return hold(tx, Reason::NoMember, answer).await;
    };
    let since = now.before(Duration::from_secs(3600));
    let posted: i64 = on!(tx, c => sqlx::query_scalar(POSTED)
        .bind(user.id).bind(answer.chat).bind(since).fetch_one(&mut *c).await)?;
    if posted >= AN_HOUR {
        return hold(tx, Reason::TooMany, answer).await;
    }
    let key: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    // What came after the letter they have not seen: unlike a post from the page, this reads nothing.
    match post(tx, &member, &Draft::new(&text, key).calling(calls).unseen(), now).await {
        Ok(_) => {}
        Err(PostError::Store(error)) => return Err(error),
        Err(PostError::Gone) => return hold(tx, Reason::NoMember, answer).await,
        Err(PostError::Closed | PostError::NoFile | PostError::KeyTaken) => {
            return hold(tx, Reason::Closed, answer).await;
        }
    }
    run!(tx, sqlx::query(WAS_BACK).bind(answer.chat).bind(user.id))?;
    let fate = Fate { state: Some(State::Posted), user: Some(user.id), chat: Some(answer.chat), ..Fate::default() };
    if read.has_files {
        return Ok(Fate { state: fate.state, ..hold(tx, Reason::Files, answer).await? });
    }
    Ok(fate)
}

/// It is no message, and whose it is is told so.
async fn hold(tx: &mut Tx, reason: Reason, answer: Answer) -> Result<Fate> {
    let subject = (answer.chat.0, reason.as_str());
    let notice = Notice::new(&ANSWER_HELD, Audience::user(answer.user), subject).detail(reason.as_str());
    // There is nothing to open any more.
    tx.emit(if reason == Reason::NoMember { notice.leading(String::new()) } else { notice }.into());
    Ok(Fate::held(reason, answer))
}

/// A letter of ours was not delivered after all.
async fn came_back(tx: &mut Tx, bounce: Bounce, returned: &Returned, now: Moment) -> Result<Fate> {
    let mut fate = Fate { state: Some(State::Returned), reason: returned.words.clone(), ..Fate::default() };
    let Some(row) = mailing::find(tx, bounce.mailing).await? else { return Ok(fate) };
    (fate.user, fate.chat) = (row.user_id, row.chat_id);
    if !returned.failed {
        return Ok(fate);
    }
    mailing::came_back(tx, row.id, &returned.words, now).await?;
    if let Some(user) = row.user_id.filter(|_| is_about_the_address(&returned.words))
        && address::stop(tx, (user, &row.address), &returned.words, now).await?
    {
        let notice = Notice::new(&MAIL_REFUSED, Audience::user(user), (0, &row.address)).detail(&returned.words);
        tx.emit(notice.into());
    }
    Ok(fate)
}

/// The book before this line, the newest first.
///
/// # Errors
/// What the database says.
pub async fn page(conn: &mut Conn, before: Option<AnswerId>, most: i64) -> Result<Vec<Line>> {
    let before = before.unwrap_or(AnswerId(i64::MAX));
    on!(conn, c => sqlx::query_as(PAGE).bind(before).bind(most).fetch_all(&mut *c).await)
}

/// Takes out so many lines that are older than the book is kept. How many it were.
///
/// # Errors
/// What the database says.
pub async fn purge(tx: &mut Tx, now: Moment, most: i64) -> Result<u64> {
    run!(tx, sqlx::query(PURGE).bind(now.before(KEPT)).bind(most))
}
