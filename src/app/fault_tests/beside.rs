//! What writes without being asked by a page: lists of people, who is here, moving and restoring.

use std::time::{Duration, Instant};

use super::accounts::ELIN;
use super::chats;
use super::trial::{How, Mode, NOW, Trial};
use crate::accounts::audit::By;
use crate::app::{archive, presence, timer, upkeep};
use crate::chats::search::filling;
use crate::id::ImportId;
use crate::organization::import::run;
use crate::store::faults::{Fault, during};
use crate::store::schema::{self, Schema};
use crate::store::testing::{self, Database};
use crate::store::{Store, backup};

const LIST: &str = "name,email,department,title\nCrispin Dewhurst,crispin@harbour.example,Maps/North,Keeper\n\
    Nobody at all,nowhere,,\nLan Vũ,lan@harbour.example,Maps/South,Keeper\nElin Lindqvist,elin@harbour.example,,\n";

const AGAIN: &str = "name,email\nMai Trần,mai@harbour.example\n";

pub async fn everything(trial: &Trial) {
    lists(trial).await;
    trial.open_page(ELIN, trial.number("SELECT id FROM chats WHERE kind = 'general'").await).await;
    trial
        .beside("app/presence.rs", How::Quietly, async || {
            presence::write_active(&trial.house).await;
            200
        })
        .await;
    due(trial).await;
    words(trial).await;
    upkeep(trial).await;
    if trial.mode == Mode::Each {
        moving(trial).await;
    }
}

/// Two days later a message is posted, somebody is reminded of one, a poll is closed, and a message goes by itself.
async fn due(trial: &Trial) {
    let chat = trial.number("SELECT id FROM chats WHERE kind = 'general'").await;
    let message = trial.number("SELECT MAX(id) FROM messages WHERE kind = 'text' AND deleted_at IS NULL").await;
    chats::later(trial, (chat, ELIN), (message, ELIN)).await;
    let open = "SELECT COUNT(*) FROM messages WHERE poll_closes_at IS NOT NULL";
    assert_eq!(trial.number(open).await, 1);
    let goes = "SELECT COUNT(*) FROM messages WHERE expires_at IS NOT NULL";
    assert_eq!(trial.number(goes).await, 1);
    trial.house.clock.set(NOW.after(Duration::from_secs(60 * 3600)));
    trial
        .beside("app/timer.rs", How::InSteps, async || match timer::act(&trial.house).await {
            Ok(()) => 200,
            Err(_) => 503,
        })
        .await;
    trial.house.clock.set(NOW);
    assert_eq!(trial.number("SELECT COUNT(*) FROM scheduled WHERE NOT failed").await, 0);
    assert_eq!(trial.number("SELECT COUNT(*) FROM reminders").await, 0);
    assert_eq!(trial.number(open).await, 0);
    assert_eq!(trial.number(goes).await, 0);
}

/// Messages that were there before the index of words are put into it.
async fn words(trial: &Trial) {
    let mut tx = trial.house.store.begin().await.expect("a transaction");
    backup::words_anew(&mut tx).await.expect("anew");
    tx.commit().await.expect("committed");
    trial
        .beside("chats/search/filling.rs", How::InSteps, async || {
            loop {
                match filling::go_on(&trial.house.store).await {
                    Ok(true) => {}
                    Ok(false) => return 200,
                    Err(_) => return 503,
                }
            }
        })
        .await;
    assert_eq!(trial.number("SELECT COUNT(*) FROM search_progress").await, 0);
}

/// A week later nobody has made a backup, and what was deleted goes.
async fn upkeep(trial: &Trial) {
    let elin = trial.number(&format!("SELECT id FROM users WHERE email_folded = '{ELIN}'")).await;
    let deleted = format!("SELECT COUNT(*) FROM notifications WHERE owner_id = {elin} AND state = 'deleted'");
    assert!(trial.number(&deleted).await > 0, "something has to go");
    let unsent = "SELECT COUNT(*) FROM attachments WHERE message_id IS NULL AND scheduled_id IS NULL";
    assert!(trial.number(unsent).await > 0, "a file was never sent");
    trial.house.clock.set(NOW.after(Duration::from_secs(8 * 24 * 3600)));
    trial.covers("notifications/retention.rs");
    trial
        .beside("app/upkeep.rs", How::InSteps, async || match upkeep::look(&trial.house).await {
            Ok(()) => 200,
            Err(_) => 503,
        })
        .await;
    trial.house.clock.set(NOW);
    assert_eq!(trial.number(&deleted).await, 0);
    assert_eq!(trial.number(unsent).await, 0);
    // What is still there is what a message has, or one that is planned, and what is on a card.
    let blobs = trial.number("SELECT COUNT(*) FROM blobs").await;
    let on_cards = trial.number("SELECT COUNT(DISTINCT card_blob_id) FROM messages").await;
    assert_eq!(on_cards, 1);
    assert_eq!(blobs, on_cards + trial.number("SELECT COUNT(DISTINCT blob_id) FROM attachments").await);
    let kept = || {
        let names = trial.house.files.names().expect("the folder");
        names.into_iter().filter(|name| crate::files::has_key(name)).collect::<Vec<_>>()
    };
    assert!(kept().len() as i64 > blobs, "what nobody has stays for a day");
    for name in kept() {
        trial.house.files.touch(&name, crate::clock::Moment(0)).expect("a time");
    }
    upkeep::sweep(&trial.house, NOW).await.expect("swept");
    assert_eq!(kept().len() as i64, blobs);
}

/// Waits until nobody goes through the list any more. Who was not told that it is there has not begun with it: somebody goes
/// on with it later.
async fn rested(trial: &Trial, import: i64) {
    if trial.mode == Mode::Unheard {
        run::check(&trial.house, ImportId(import)).await.expect("looked at");
        let running = format!("SELECT COUNT(*) FROM imports WHERE id = {import} AND state = 'running'");
        if trial.number(&running).await > 0 {
            run::take_in(&trial.house, ImportId(import), &By::command_line()).await.expect("taken in");
        }
    }
    let text = format!("SELECT COUNT(*) FROM imports WHERE id = {import} AND state IN ('checking', 'running')");
    let deadline = Instant::now() + Duration::from_secs(30);
    while trial.number(&text).await > 0 {
        assert!(Instant::now() < deadline, "the list is not gone through");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    // What whoever went through it has committed is told a moment later, and is nobody else's.
    trial.calm().await;
}

async fn lists(trial: &Trial) {
    trial.upload("/admin/import", &[], ELIN, ("list", LIST.as_bytes())).await;
    let import = trial.number("SELECT MAX(id) FROM imports").await;
    rested(trial, import).await;
    through(trial, import).await;
    trial.post("/admin/import/{import}/links", &[&import], ELIN, &[]).await;
    trial.upload("/admin/import", &[], ELIN, ("list", AGAIN.as_bytes())).await;
    let import = trial.number("SELECT MAX(id) FROM imports").await;
    rested(trial, import).await;
    trial.post("/admin/import/{import}/run", &[&import], ELIN, &[]).await;
    rested(trial, import).await;
    trial.post("/admin/import/{import}/forget", &[&import], ELIN, &[]).await;
}

/// Takes the list in, in steps.
async fn through(trial: &Trial, import: i64) {
    let (by, import) = (By::command_line(), ImportId(import));
    let mut tx = trial.house.store.begin().await.expect("a transaction");
    assert!(run::start(&mut tx, import, NOW).await.expect("an answer"));
    tx.commit().await.expect("committed");
    trial
        .beside("organization/import/run.rs", How::InSteps, async || {
            match run::take_in(&trial.house, import, &by).await {
                Ok(()) => 200,
                Err(_) => 503,
            }
        })
        .await;
    for (outcome, count) in [("new", 2), ("same", 1), ("left-out", 1)] {
        let text = format!("SELECT COUNT(*) FROM import_rows WHERE import_id = {import} AND outcome = '{outcome}'");
        assert_eq!(trial.number(&text).await, count, "{outcome}");
    }
}

/// A database that could not be filled has no row, and can be filled.
async fn moving(trial: &Trial) {
    trial.covers("store/backup.rs");
    let rows = trial.rows().await;
    let mut tables = schema::tables(schema::newest()).await.expect("tables");
    // That the words are to be made anew is said of the new one alone.
    tables.retain(|table| table.name != "search_progress");
    for target in [Database::sqlite(), Database::postgres().await] {
        for at in 1.. {
            let (moved, came) = during(Fault::Refused, at, async {
                archive::carry(&trial.house.store, target.address.clone(), "epoch", |_, _, _| {}).await
            })
            .await;
            if !came.struck {
                moved.expect("moved");
                break;
            }
            assert!(moved.is_err(), "statement {at}");
            let Some(store) = Store::look(target.address.clone()).await.expect("a database") else { continue };
            if store.schema().await.expect("a schema") != Schema::None {
                let left = testing::rows(&store, &tables).await;
                assert_eq!(left, "", "statement {at}");
            }
            store.close().await;
        }
        let store = target.open().await;
        let there = testing::rows(&store, &tables).await;
        assert_eq!(there.lines().count(), rows.lines().count());
        store.close().await;
    }
}
