//! Posting by many at once: what arrives while a transaction runs goes into the next one together.
//!
//! Messages of a chat wait for each other anyway, for its row, and with SQLite all that is written waits for the one writer. A
//! transaction for each message costs its BEGIN, its COMMIT and the chat's row each time; one of twenty messages, once.

use std::collections::BTreeMap;
use std::slice;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;
use tokio::sync::oneshot::error::TryRecvError;

use super::chat::Member;
use super::message::{Draft, PostError, Posted, post_all};
use crate::clock::Clock;
use crate::id::ChatId;
use crate::store::{Error, Result, Store};

/// Messages of one transaction, at most.
const MOST: usize = 64;
/// Lanes of a server that runs on PostgreSQL: chats of one lane wait for each other.
const LANES: usize = 64;

type Outcome = std::result::Result<Posted, PostError>;

/// Where messages wait to be posted.
pub struct Lanes {
    lanes: Vec<Lane>,
}

#[derive(Default)]
struct Lane {
    waiting: Mutex<Vec<Waiting>>,
    /// Whoever has it posts what waits, for all of them.
    turn: tokio::sync::Mutex<()>,
}

struct Waiting {
    member: Member,
    draft: Draft,
    answer: oneshot::Sender<Outcome>,
}

impl Default for Lanes {
    fn default() -> Lanes {
        Lanes { lanes: (0..LANES).map(|_| Lane::default()).collect() }
    }
}

impl Lanes {
    /// Posts the draft in the member's chat, as [`post`](super::message::post) does, and commits. If this is dropped, the message may
    /// be posted all the same.
    ///
    /// # Errors
    /// [`PostError`].
    pub async fn post(&self, store: &Store, clock: &Clock, member: &Member, draft: &Draft) -> Outcome {
        // SQLite has one writer, so everything waits in one lane. Elsewhere a chat waits for those of its lane alone.
        let (lane, apart) = if store.is_file() {
            (0, None)
        } else {
            (member.chat.0.unsigned_abs() as usize % LANES, Some(member.chat))
        };
        let lane = &self.lanes[lane];
        'again: loop {
            let (answer, mut answered) = oneshot::channel();
            let waits = store.waits();
            lane.waiting().push(Waiting { member: member.clone(), draft: draft.clone(), answer });
            let _turn = tokio::select! {
                biased;
                outcome = &mut answered => match outcome {
                    Ok(outcome) => return outcome,
                    // Whoever posted for all was dropped, and how far that came is unclear: once more it is the same message.
                    Err(_) => continue 'again,
                },
                turn = lane.turn.lock() => turn,
            };
            drop(waits);
            loop {
                match answered.try_recv() {
                    Ok(outcome) => return outcome,
                    Err(TryRecvError::Empty) => lane.post_some(store, clock, apart).await,
                    Err(TryRecvError::Closed) => continue 'again,
                }
            }
        }
    }
}

impl Lane {
    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        // Nothing that could fail is done while it is held.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those who came first; of this chat, if there is one.
    fn take(&self, apart: Option<ChatId>) -> Vec<Waiting> {
        let mut all = self.waiting();
        all.retain(|one| !one.answer.is_closed());
        let mut taken = 0;
        all.extract_if(.., |one| {
            let takes = taken < MOST && apart.is_none_or(|chat| chat == one.member.chat);
            taken += usize::from(takes);
            takes
        })
        .collect()
    }

    async fn post_some(&self, store: &Store, clock: &Clock, apart: Option<ChatId>) {
        let mut some = self.take(apart);
        let outcomes = match transaction(store, clock, &some).await {
            Ok(outcomes) => outcomes,
            // What the database refuses may be one of them.
            Err(error) if some.len() > 1 && error.is_refusal() => {
                let mut outcomes = Vec::with_capacity(some.len());
                for one in &some {
                    outcomes.extend(transaction(store, clock, slice::from_ref(one)).await.unwrap_or_else(refused));
                }
                outcomes
            }
            Err(error) => {
                if matches!(error, Error::Unavailable(_)) {
                    // Nobody need wait as long as that once more, to hear the same.
                    some.append(&mut self.waiting());
                }
                some.iter().map(|_| Err(error.clone().into())).collect()
            }
        };
        for (one, outcome) in some.into_iter().zip(outcomes) {
            // Whoever is gone need not know.
            let _ = one.answer.send(outcome);
        }
    }
}

fn refused(error: Error) -> Vec<Outcome> {
    vec![Err(error.into())]
}

/// Posts them all, and says what became of each, in their order.
async fn transaction(store: &Store, clock: &Clock, all: &[Waiting]) -> Result<Vec<Outcome>> {
    let mut chats: BTreeMap<ChatId, Vec<usize>> = BTreeMap::new();
    for (at, one) in all.iter().enumerate() {
        chats.entry(one.member.chat).or_default().push(at);
    }
    let mut outcomes: Vec<(usize, Outcome)> = Vec::with_capacity(all.len());
    let mut tx = store.begin().await?;
    for places in chats.values() {
        let drafts: Vec<_> = places.iter().map(|at| (&all[*at].member, &all[*at].draft)).collect();
        let posted = post_all(&mut tx, &drafts, clock.now()).await?;
        outcomes.extend(places.iter().copied().zip(posted));
    }
    // What was there before has changed nothing that should stay, and what was refused neither.
    if outcomes.iter().any(|(_, outcome)| outcome.as_ref().is_ok_and(|posted| !posted.repeated)) {
        tx.commit().await?;
    }
    outcomes.sort_unstable_by_key(|(at, _)| *at);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}

#[cfg(test)]
mod tests {
    use futures_util::future::{join_all, try_join_all};
    use futures_util::poll;

    use super::*;
    use crate::chats::found;
    use crate::chats::history::{Span, Window};
    use crate::chats::message::post;
    use crate::chats::testing::{self, NOW, colleague, member};
    use crate::event::Event;
    use crate::id::{MessageId, UserId};
    use crate::store::Tx;
    use crate::store::faults::{Fault, during};
    use crate::store::testing::{each_database, heard};

    /// A company of two people: the members of everybody's chat, and of the first one's notes.
    async fn company(store: &Store) -> [Member; 3] {
        let mut tx = store.begin().await.expect("a transaction");
        testing::company(&mut tx).await;
        let (elin, jonas) = (colleague(&mut tx, "Elin").await, colleague(&mut tx, "Jonas").await);
        let all = found::general(&mut tx, NOW).await.expect("a chat");
        let notes = found::notes_of(&mut tx, elin, NOW).await.expect("a chat");
        let members =
            [member(&mut tx, elin, all).await, member(&mut tx, jonas, all).await, member(&mut tx, elin, notes).await];
        tx.commit().await.expect("a commit");
        members
    }

    async fn texts(store: &Store, member: &Member) -> Vec<String> {
        let mut conn = store.read().await.expect("a connection");
        let window = Window::read(&mut conn, member, Span::Newest).await.expect("a window");
        window.entries.iter().filter(|entry| entry.kind == "text").map(|entry| entry.text.clone()).collect()
    }

    #[tokio::test]
    async fn many_post_at_once_and_each_message_is_there_once_in_its_order() {
        each_database(|store| async move {
            let (lanes, clock, [elin, jonas, notes]) = (Lanes::default(), Clock::system(), company(&store).await);
            let heard = heard(&store);
            let drafts: Vec<(&Member, Draft)> = (0..MOST + 20)
                .map(|n| ([&elin, &jonas, &notes][n % 3], Draft::new(&format!("Sheet {n}"), format!("key-{n}"))))
                .collect();
            let posts = drafts.iter().map(|(member, draft)| lanes.post(&store, &clock, member, draft));
            let posted = try_join_all(posts).await.expect("all are posted");
            assert!(posted.iter().all(|one| !one.repeated));
            let rung = |(member, posted): (&Member, &Posted)| {
                let event = Event::ChatRevised { chat: member.chat, revision: posted.revision };
                heard.lock().expect("nobody panicked").contains(&event)
            };
            assert!(drafts.iter().map(|(member, _)| *member).zip(&posted).all(rung), "each rings");
            for chat in [elin.chat, notes.chat] {
                let of_chat = drafts.iter().zip(&posted).filter(|((member, _), _)| member.chat == chat);
                let (said, revisions): (Vec<_>, Vec<_>) =
                    of_chat.map(|((_, draft), posted)| (draft.text().to_owned(), posted.revision)).unzip();
                assert!(revisions.windows(2).all(|two| two[0] + 1 == two[1]), "{revisions:?}");
                let reader = if chat == elin.chat { &jonas } else { &notes };
                let last = texts(&store, reader).await;
                assert_eq!(last, said[said.len() - last.len()..], "the newest, in their order");
            }
            let again = lanes.post(&store, &clock, drafts[0].0, &drafts[0].1).await.expect("the same message");
            assert_eq!((again.message, again.repeated), (posted[0].message, true));
        })
        .await;
    }

    /// A transaction that has the chat's row, and with SQLite the writer: whoever posts now waits for it.
    async fn blocking(store: &Store, member: &Member) -> Tx {
        let mut tx = store.begin().await.expect("a transaction");
        post(&mut tx, member, &Draft::new("Never there", "key".to_owned()), NOW).await.expect("posted");
        tx
    }

    /// Whether it says that the member has seen the message.
    fn sees(event: &Event, member: &Member, message: MessageId) -> bool {
        matches!(event, Event::MessagesSeen { user, first, last, .. }
            if *user == member.user && (*first..=*last).contains(&message))
    }

    /// `Sheet 0` and so on.
    fn drafts(count: usize) -> Vec<Draft> {
        (0..count).map(|n| Draft::new(&format!("Sheet {n}"), format!("key-{n}"))).collect()
    }

    /// What waits while somebody else has the turn and the chat's row, both of which are let go then.
    async fn behind<F: Future + Unpin>(store: &Store, (lanes, clock): (&Lanes, &Clock), of: &Member, mut rest: F) -> F {
        let blocking = blocking(store, of).await;
        let draft = Draft::new("Never there, either", "another-key".to_owned());
        let mut first = Box::pin(lanes.post(store, clock, of, &draft));
        assert!(poll!(&mut first).is_pending(), "it has the turn");
        assert!(poll!(&mut rest).is_pending());
        drop((first, blocking));
        rest
    }

    #[tokio::test]
    async fn each_has_read_up_to_their_own_message_and_no_further() {
        each_database(|store| async move {
            let (lanes, clock, [elin, jonas, _]) = (Lanes::default(), Clock::system(), company(&store).await);
            let drafts = drafts(3);
            let all = [&elin, &jonas, &elin].into_iter().zip(&drafts);
            let all = join_all(all.map(|(of, draft)| lanes.post(&store, &clock, of, draft)));
            let all = behind(&store, (&lanes, &clock), &elin, all).await;
            let posted: Vec<Posted> = all.await.into_iter().map(|one| one.expect("posted")).collect();
            let mut conn = store.read().await.expect("a connection");
            assert_eq!(member(&mut conn, elin.user, elin.chat).await.read, posted[2].message);
            assert_eq!(member(&mut conn, jonas.user, elin.chat).await.read, posted[1].message);
        })
        .await;
    }

    #[tokio::test]
    async fn whoever_writes_has_seen_what_came_until_then() {
        each_database(|store| async move {
            let (lanes, clock, [elin, jonas, _]) = (Lanes::default(), Clock::system(), company(&store).await);
            let heard = heard(&store);
            let drafts = drafts(2);
            // Elin's post begins before the other is there.
            let first = lanes.post(&store, &clock, &jonas, &drafts[0]).await.expect("posted").message;
            lanes.post(&store, &clock, &elin, &drafts[1]).await.expect("posted");
            assert!(heard.lock().expect("nobody panicked").iter().any(|event| sees(event, &elin, first)));
        })
        .await;
    }

    #[tokio::test]
    async fn whoever_writes_has_seen_what_is_posted_together_with_it() {
        each_database(|store| async move {
            let (lanes, clock, [elin, jonas, _]) = (Lanes::default(), Clock::system(), company(&store).await);
            let (heard, drafts) = (heard(&store), drafts(2));
            let all = [&jonas, &elin].into_iter().zip(&drafts);
            let all = join_all(all.map(|(of, draft)| lanes.post(&store, &clock, of, draft)));
            let all = behind(&store, (&lanes, &clock), &jonas, all).await;
            let first = all.await.swap_remove(0).expect("posted").message;
            assert!(heard.lock().expect("nobody panicked").iter().any(|event| sees(event, &elin, first)));
        })
        .await;
    }

    #[tokio::test]
    async fn what_is_posted_for_who_does_not_look_reads_nothing() {
        each_database(|store| async move {
            let (lanes, clock, [elin, jonas, _]) = (Lanes::default(), Clock::system(), company(&store).await);
            let (heard, drafts) = (heard(&store), drafts(2));
            let first = lanes.post(&store, &clock, &jonas, &drafts[0]).await.expect("posted").message;
            lanes.post(&store, &clock, &elin, &drafts[1].clone().unseen()).await.expect("posted");
            assert!(!heard.lock().expect("nobody panicked").iter().any(|event| sees(event, &elin, first)));
            let mut conn = store.read().await.expect("a connection");
            assert_eq!(member(&mut conn, elin.user, elin.chat).await.read, elin.read);
        })
        .await;
    }

    #[tokio::test]
    async fn who_may_not_post_keeps_nobody_else_from_it() {
        each_database(|store| async move {
            let (lanes, clock, [elin, jonas, _]) = (Lanes::default(), Clock::system(), company(&store).await);
            let stranger = Member { user: UserId(4711), ..elin.clone() };
            let key = || "one-key".to_owned();
            let drafts = [Draft::new("Before", key()), Draft::new("Other words", key()), Draft::new("After", key())];
            let posts = [(&elin, 0), (&stranger, 0), (&elin, 1), (&jonas, 2), (&elin, 0)];
            let posts = posts.map(|(member, draft)| lanes.post(&store, &clock, member, &drafts[draft]));
            let outcomes = join_all(posts).await;
            let [Ok(first), Err(PostError::Gone), Err(PostError::KeyTaken), Ok(last), Ok(again)] = outcomes[..] else {
                panic!("{outcomes:?}");
            };
            assert_eq!((first.repeated, last.repeated, again), (false, false, Posted { repeated: true, ..first }));
            assert_eq!(texts(&store, &elin).await, ["Before", "After"]);
            let chat = member(&mut store.read().await.expect("a connection"), elin.user, elin.chat).await;
            assert_eq!((last.revision, chat.revision), (first.revision + 1, last.revision), "there is no gap");
        })
        .await;
    }

    #[tokio::test]
    async fn what_is_refused_for_one_is_posted_for_the_others() {
        each_database(|store| async move {
            let (lanes, clock, [elin, jonas, _]) = (Lanes::default(), Clock::system(), company(&store).await);
            let drafts = drafts(3);
            let rest = join_all(drafts.iter().map(|draft| lanes.post(&store, &clock, &jonas, draft)));
            let rest = behind(&store, (&lanes, &clock), &elin, rest).await;
            // A connection, the chat's row, and the first message come before it.
            let (outcomes, came) = during(Fault::Refused, 4, rest).await;
            assert!(came.struck && outcomes.iter().all(|one| one.as_ref().is_ok_and(|posted| !posted.repeated)));
            assert_eq!(texts(&store, &elin).await, ["Sheet 0", "Sheet 1", "Sheet 2"]);
        })
        .await;
    }

    #[tokio::test]
    async fn that_the_database_does_not_answer_is_said_to_all_at_once() {
        each_database(|store| async move {
            let (lanes, clock, [elin, jonas, _]) = (Lanes::default(), Clock::system(), company(&store).await);
            let drafts = drafts(MOST + 20);
            let rest = join_all(drafts.iter().map(|draft| lanes.post(&store, &clock, &jonas, draft)));
            let rest = behind(&store, (&lanes, &clock), &elin, rest).await;
            // Only the connection of the first transaction; a second one would post what is above its MOST.
            let (outcomes, came) = during(Fault::Cut, 1, rest).await;
            let is_unavailable = |one: &Outcome| matches!(one, Err(PostError::Store(Error::Unavailable(_))));
            assert!(came.struck && outcomes.iter().all(is_unavailable), "{outcomes:?}");
            assert_eq!(texts(&store, &elin).await, Vec::<String>::new());
            assert!(lanes.post(&store, &clock, &jonas, &drafts[1]).await.is_ok(), "and then it goes on");
        })
        .await;
    }

    #[tokio::test]
    async fn who_goes_while_posting_for_all_takes_nobody_along() {
        each_database(|store| async move {
            let (lanes, clock, [elin, jonas, _]) = (Lanes::default(), Clock::system(), company(&store).await);
            let drafts = drafts(4);
            let blocking = blocking(&store, &elin).await;
            let mut first = Box::pin(lanes.post(&store, &clock, &elin, &drafts[0]));
            assert!(poll!(&mut first).is_pending(), "it has the turn");
            let mut leader = Box::pin(lanes.post(&store, &clock, &elin, &drafts[1]));
            assert!(poll!(&mut leader).is_pending());
            let mut rest = join_all([2, 3].map(|n| lanes.post(&store, &clock, &jonas, &drafts[n])));
            assert!(poll!(&mut rest).is_pending());
            drop(first);
            assert!(poll!(&mut leader).is_pending(), "it has the turn, and what the others wait with");
            drop((leader, blocking));
            assert!(rest.await.iter().all(|one| one.as_ref().is_ok_and(|posted| !posted.repeated)));
            assert_eq!(texts(&store, &jonas).await, ["Sheet 2", "Sheet 3"]);
        })
        .await;
    }
}
