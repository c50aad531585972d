//! Polls: a question, answers to choose from, and who chose which. A poll as it stands, with its sums, is in the row of its message, for whoever
//! reads that; each one's vote in a row of its own.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::post::take;
use super::reached::{Reached, revise};
use crate::chats::notices;
use crate::clock::Moment;
use crate::event::Event;
use crate::id::{ChatId, MessageId, UserId};
use crate::store::{Conn, Result, Tx, on, run};

/// How many answers there are. A vote has a bit for each.
pub const ANSWERS: RangeInclusive<usize> = 2..=12;
/// Most people who are named.
pub const NAMED: i64 = 500;
/// Polls that are closed at once.
const BATCH: i64 = 100;

/// A poll without its question, which is the text of its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poll {
    /// What one chooses from.
    pub answers: Vec<Answer>,
    /// Whether one may choose several.
    pub several: bool,
    /// Whether nobody learns who voted.
    pub anonymous: bool,
    /// How many people have voted.
    pub voters: i64,
    /// When it closes by itself.
    pub closes_at: Option<Moment>,
    /// Whether it is closed.
    pub closed: bool,
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What it says.
    pub text: String,
    /// How many chose it.
    pub votes: i64,
}

/// What became of a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voted {
    /// It is as it was asked for.
    Done,
    /// The poll is closed.
    Closed,
    /// The message was deleted.
    Gone,
    /// Nothing was chosen.
    Nothing,
    /// Several were chosen, of which one may be.
    Several,
    /// What was chosen is no answer of it.
    Unknown,
}

/// Somebody who voted.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Voter {
    /// For what: a bit for each answer.
    pub answers: i64,
    /// Who.
    pub user_id: UserId,
    /// What they are called.
    pub name: String,
    /// The colour of their door.
    pub hue: i64,
    /// Their picture.
    pub picture: Option<String>,
}

const VOTE: &str = "INSERT INTO votes (message_id, user_id, answers, made_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (message_id, user_id) DO UPDATE SET answers = $3, made_at = $4";
const TAKE_BACK: &str = "DELETE FROM votes WHERE message_id = $1 AND user_id = $2";
const OF_USER: &str = "SELECT answers FROM votes WHERE message_id = $1 AND user_id = $2";
/// Of who is no longer in the chat only who may see everybody learns.
const VOTERS: &str =
    "SELECT v.answers, v.user_id, u.name, u.hue, u.picture FROM votes v JOIN users u ON u.id = v.user_id
    LEFT JOIN members m ON m.chat_id = $2 AND m.user_id = v.user_id
    WHERE v.message_id = $1 AND (m.user_id IS NOT NULL OR $3) ORDER BY v.made_at, v.user_id LIMIT CAST($4 AS BIGINT)";
const COUNT: &str = "UPDATE messages SET poll = $2 WHERE id = $1";
const CLOSE: &str = "UPDATE messages SET poll = $2, poll_closes_at = NULL WHERE id = $1";
const DUE: &str = "SELECT chat_id, id FROM messages WHERE poll_closes_at <= $1 ORDER BY poll_closes_at, id
    LIMIT CAST($2 AS BIGINT)";
const DUE_STILL: &str = "SELECT poll, text FROM messages WHERE id = $1 AND poll_closes_at <= $2";

impl Poll {
    /// From what a message keeps of it; nothing, if the message is no poll.
    pub fn read(kept: &str) -> Option<Poll> {
        serde_json::from_str(kept).ok()
    }

    /// As a message keeps it.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Question and answers as a text.
    pub fn plain(&self, question: &str) -> String {
        let answers = self.answers.iter().map(|answer| format!("\n- {}", answer.text));
        [question.to_owned()].into_iter().chain(answers).collect()
    }

    /// Whether one may vote now.
    pub fn is_open(&self, now: Moment) -> bool {
        !self.closed && self.closes_at.is_none_or(|at| now < at)
    }

    /// The bits of these answers.
    fn chosen(&self, answers: &[&str]) -> Option<i64> {
        let number = |answer: &&str| answer.parse::<usize>().ok().filter(|number| *number < self.answers.len());
        answers.iter().try_fold(0, |bits, answer| Some(bits | 1 << number(answer)?))
    }

    /// Somebody votes so who voted so before; no bit is no vote.
    fn count(&mut self, before: i64, now: i64) {
        let is = |bits: i64| i64::from(bits != 0);
        self.voters += is(now) - is(before);
        for (number, answer) in self.answers.iter_mut().enumerate() {
            answer.votes += is(now & 1 << number) - is(before & 1 << number);
        }
    }
}

/// The numbers of the answers of these bits.
pub(super) fn numbers(bits: i64) -> impl Iterator<Item = usize> {
    (0..*ANSWERS.end()).filter(move |number| bits & 1 << number != 0)
}

/// The user votes for these answers of the poll, instead of what they voted for before; for none of them any more, if there are none. None if
/// there is no such message for the user.
///
/// # Errors
/// What the database says.
pub async fn vote(
    tx: &mut Tx,
    (user, message): (UserId, MessageId),
    answers: Option<&[&str]>,
    now: Moment,
) -> Result<Option<(Reached, Voted)>> {
    let Some(mut found) = Reached::hold(tx, user, message).await? else { return Ok(None) };
    let Some(mut poll) = found.poll.take().filter(|_| !found.gone) else {
        let voted = if found.gone { Voted::Gone } else { Voted::Unknown };
        return Ok(Some((found, voted)));
    };
    if !poll.is_open(now) || !found.member.is_active() {
        return Ok(Some((found, Voted::Closed)));
    }
    let Some(bits) = poll.chosen(answers.unwrap_or_default()) else { return Ok(Some((found, Voted::Unknown))) };
    if bits.count_ones() > 1 && !poll.several {
        return Ok(Some((found, Voted::Several)));
    }
    let before: Option<i64> =
        on!(tx, c => sqlx::query_scalar(OF_USER).bind(message).bind(user).fetch_optional(&mut *c).await)?;
    let before = before.unwrap_or(0);
    if bits == before {
        let is_nothing = bits == 0 && answers.is_some();
        return Ok(Some((found, if is_nothing { Voted::Nothing } else { Voted::Done })));
    }
    if bits == 0 {
        run!(tx, sqlx::query(TAKE_BACK).bind(message).bind(user))?;
    } else {
        run!(tx, sqlx::query(VOTE).bind(message).bind(user).bind(bits).bind(now))?;
    }
    poll.count(before, bits);
    run!(tx, sqlx::query(COUNT).bind(message).bind(poll.to_text()))?;
    let chat = found.member.chat;
    revise(tx, chat, message).await?;
    tx.emit(Event::Reacted { chat, user, message });
    Ok(Some((found, Voted::Done)))
}

/// Closes the poll for good. False if the user may not, or it is none; true as well if it is closed already. None if there is no such message for
/// the user.
///
/// # Errors
/// What the database says.
pub async fn close(tx: &mut Tx, user: UserId, message: MessageId) -> Result<Option<(Reached, bool)>> {
    let Some(found) = Reached::hold(tx, user, message).await? else { return Ok(None) };
    let Some(poll) = found.poll.clone().filter(|_| found.may_close()) else { return Ok(Some((found, false))) };
    shut(tx, (found.member.chat, message), poll).await?;
    Ok(Some((found, true)))
}

/// Closes the poll of the chat, which is taken.
async fn shut(tx: &mut Tx, (chat, message): (ChatId, MessageId), poll: Poll) -> Result<()> {
    if !poll.closed {
        let poll = Poll { closed: true, ..poll };
        run!(tx, sqlx::query(CLOSE).bind(message).bind(poll.to_text()))?;
        revise(tx, chat, message).await?;
    }
    Ok(())
}

/// Polls whose time is over, and their chats; some of them.
///
/// # Errors
/// What the database says.
pub async fn due(conn: &mut Conn, now: Moment) -> Result<Vec<(ChatId, MessageId)>> {
    on!(conn, c => sqlx::query_as(DUE).bind(now).bind(BATCH).fetch_all(&mut *c).await)
}

/// Closes the poll, if its time is over and nobody else has closed it meanwhile, and tells its author.
///
/// # Errors
/// What the database says.
pub async fn close_due(tx: &mut Tx, (chat, message): (ChatId, MessageId), now: Moment) -> Result<()> {
    take(tx, chat).await?;
    let kept: Option<(String, String)> =
        on!(tx, c => sqlx::query_as(DUE_STILL).bind(message).bind(now).fetch_optional(&mut *c).await)?;
    let Some((poll, question)) = kept.and_then(|(poll, question)| Some((Poll::read(&poll)?, question))) else {
        return Ok(());
    };
    shut(tx, (chat, message), poll).await?;
    notices::poll_closed(tx, (chat, message), &question).await
}

/// Who voted, in order, at most so many; nobody, if the poll is anonymous. Of those who have left the chat too, if the reader may see everybody.
///
/// # Errors
/// What the database says.
pub async fn voters(conn: &mut Conn, message: &Reached, everybody: bool) -> Result<Vec<Voter>> {
    if message.poll.as_ref().is_none_or(|poll| poll.anonymous) {
        return Ok(Vec::new());
    }
    on!(conn, c => sqlx::query_as(VOTERS)
        .bind(message.id).bind(message.member.chat).bind(everybody).bind(NAMED).fetch_all(&mut *c).await)
}

#[cfg(test)]
impl Poll {
    /// An example: that many voted for each of these.
    pub fn sample(answers: &[(&str, i64)], several: bool) -> Poll {
        let answer = |(text, votes): &(&str, i64)| Answer { text: (*text).to_owned(), votes: *votes };
        Poll {
            answers: answers.iter().map(answer).collect(),
            several,
            anonymous: several,
            voters: answers.iter().map(|answer| answer.1).sum(),
            closes_at: several.then_some(Moment(1_764_100_000_000_000)),
            closed: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn votes_are_counted_once_each_and_can_be_changed() {
        let mut poll = Poll::sample(&[("A", 0), ("B", 0), ("C", 0)], true);
        let sums = |poll: &Poll| (poll.voters, poll.answers.iter().map(|answer| answer.votes).collect::<Vec<_>>());
        poll.count(0, 0b101);
        poll.count(0, 0b001);
        assert_eq!(sums(&poll), (2, vec![2, 0, 1]));
        poll.count(0b101, 0b010);
        assert_eq!(sums(&poll), (2, vec![1, 1, 0]));
        poll.count(0b010, 0);
        assert_eq!(sums(&poll), (1, vec![1, 0, 0]));
        assert_eq!(poll.chosen(&["0", "2", "2"]), Some(0b101));
        for unknown in ["3", "-1", "a", "", "99999999999999999999", "64"] {
            assert_eq!(poll.chosen(&["0", unknown]), None, "{unknown}");
        }
        assert_eq!(numbers(0b101).collect::<Vec<_>>(), [0, 2]);
    }
}
