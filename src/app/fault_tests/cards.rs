//! Messages that wait for their cards, get them, and lose them.

use std::time::Duration;

use super::accounts::{HUONG, TOMASZ};
use super::trial::{How, NOW, Trial};
use crate::app::cards::{self, Outcome};
use crate::chats::message::card;
use crate::files::Thumb;
use crate::links::{Found, NoCard};

/// What is asked for once all that waits is due.
const LATER: Duration = Duration::from_secs(30 * 60);

fn found() -> Found {
    let picture = Thumb { jpeg: b"a picture".to_vec(), width: 320, height: 168 };
    let of = |words: &str| words.to_owned();
    Found { site: of("Press"), title: of("Sheet 7"), description: of("It is dry."), picture: Some(picture) }
}

/// What messages wait for is settled so.
async fn settle(trial: &Trial, outcome: Outcome, after: Duration) {
    trial
        .beside("app/cards.rs", How::InSteps, async || {
            let due = async {
                let mut conn = trial.house.store.read().await?;
                card::due(&mut conn, NOW.after(after), 100).await
            };
            let given = match due.await {
                Ok(waiting) => cards::give(&trial.house, &waiting, &outcome).await,
                Err(error) => Err(error),
            };
            if given.is_ok() { 200 } else { 503 }
        })
        .await;
}

pub async fn everything(trial: &Trial, chat: i64) {
    let (newest, waiting) = ("SELECT MAX(id) FROM messages WHERE kind = 'text'", "SELECT COUNT(*) FROM waiting_cards");
    let shown = "SELECT COUNT(*) FROM messages WHERE card <> '' AND card_blob_id IS NOT NULL";
    let posted = async |text: &str, key: &str| {
        trial.post("/chats/{chat}/messages", &[&chat], TOMASZ, &[("text", text), ("key", key)]).await;
        trial.number(newest).await
    };
    let repeated = async |message: i64, key: &str| {
        let fields = [("message", &*message.to_string()), ("chat", &chat.to_string()), ("key", key)];
        trial.post("/forward", &[], HUONG, &fields).await;
        trial.number(newest).await
    };
    let message = posted("see https://press.house/7", "card-0").await;
    let copy = repeated(message, "card-1").await;
    assert_eq!(trial.number(waiting).await, 2);
    let change = [("text", "see https://press.house/8"), ("version", "0")];
    trial.post("/messages/{message}/edit", &[&message], TOMASZ, &change).await;
    assert_eq!(trial.number("SELECT COUNT(DISTINCT url) FROM waiting_cards").await, 2);
    settle(trial, Err(NoCard::NotNow("busy")), Duration::ZERO).await;
    assert_eq!((trial.number(waiting).await, trial.number("SELECT MIN(tries) FROM waiting_cards").await), (2, 1));
    settle(trial, Ok(found()), LATER).await;
    assert_eq!((trial.number(waiting).await, trial.number(shown).await), (0, 2));

    let again = repeated(message, "card-2").await;
    assert_eq!((trial.number(waiting).await, trial.number(shown).await), (0, 3));
    trial.post("/messages/{message}/card", &[&message], TOMASZ, &[]).await;
    trial.post("/deletion", &[], HUONG, &[("message", &copy.to_string())]).await;
    assert_eq!(trial.number(shown).await, 1);
    assert_eq!(trial.number(&format!("SELECT COUNT(*) FROM messages WHERE id = {again} AND card <> ''")).await, 1);

    posted("see https://press.house/9", "card-3").await;
    settle(trial, Err(NoCard::Never("no page")), Duration::ZERO).await;
    let gone = posted("see https://press.house/10", "card-4").await;
    trial.post("/deletion", &[], TOMASZ, &[("message", &gone.to_string())]).await;
    assert_eq!(trial.number(waiting).await, 0);
}
