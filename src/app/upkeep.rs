//! What is looked after now and then: what is too old goes, and administrators are told if nobody makes backups.

use std::collections::HashSet;
use std::time::Duration;

use actix_web::web::Data;

use crate::accounts::Company;
use crate::chats::{attachments, membership, viewed};
use crate::clock::{Clock, Moment};
use crate::files::LastBackup;
use crate::notice::{Audience, Notice};
use crate::notifications::notices::BACKUP_OVERDUE;
use crate::notifications::{self, mailings, retention};
use crate::store::{Conn, Result, on};
use crate::web::House;

/// How often is looked.
const EVERY: Duration = Duration::from_secs(3600);
/// How often whether a mute is over.
const MUTES: Duration = Duration::from_secs(30);
/// A week without a backup is too long; and so often is it said.
const OVERDUE: Duration = Duration::from_secs(7 * 24 * 3600);
/// How long bytes stay that no row names: longer than a backup takes.
const FORSAKEN: Duration = Duration::from_secs(24 * 3600);

const FOUNDED: &str = "SELECT created_at FROM company WHERE id = 1";
const SAID: &str = "SELECT MAX(made_at) FROM notifications WHERE tag = $1 AND owner_id = $2";

/// Looks after the house, forever.
pub async fn run(house: Data<House>) {
    let (mut every, mut mutes) = (tokio::time::interval(EVERY), tokio::time::interval(MUTES));
    loop {
        let looked = tokio::select! {
            _ = every.tick() => look(&house).await,
            _ = mutes.tick() => unmute(&house).await,
        };
        if let Err(error) = looked {
            tracing::warn!(%error, "the house was not looked after");
        }
    }
}

/// Once.
///
/// # Errors
/// What the database says.
pub(super) async fn look(house: &House) -> Result<()> {
    let now = house.clock.now();
    retention::purge(&house.store, now).await?;
    mailings::purge(house, now).await?;
    forget_views(house, now).await?;
    sweep(house, now).await?;
    let files = house.files.clone();
    let last = tokio::task::spawn_blocking(move || files.last_backup()).await.unwrap_or(None);
    remind(house, last, now).await
}

/// Forgets when messages were viewed, a while after that.
async fn forget_views(house: &House, now: Moment) -> Result<()> {
    let mut more = true;
    while more {
        let mut tx = house.store.begin().await?;
        more = viewed::purge(&mut tx, now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Removes files that were never sent, and what no file has any more: first the row, then, a day later, the bytes. A backup that runs
/// meanwhile has read the row.
pub(super) async fn sweep(house: &House, now: Moment) -> Result<()> {
    loop {
        let due = attachments::is_due(&mut house.store.read().await?, now).await?;
        if !due {
            break;
        }
        let mut tx = house.store.begin().await?;
        attachments::sweep(&mut tx, now).await?;
        tx.commit().await?;
    }
    forsaken(house).await?;
    loop {
        let lost = attachments::lost(&mut house.store.read().await?, now).await?;
        if lost.is_empty() {
            return Ok(());
        }
        let mut tx = house.store.begin().await?;
        for (blob, _) in &lost {
            attachments::forget(&mut tx, *blob).await?;
        }
        tx.commit().await?;
        for (_, name) in lost {
            // It may not have been put there whole.
            let _ = house.files.touch(&name, Clock::system().now());
        }
    }
}

/// Removes bytes that no row has named for a day: it is gone, or was never written.
async fn forsaken(house: &House) -> Result<()> {
    let mut names: HashSet<String> = match house.files.older_than(FORSAKEN).await {
        Ok(names) => names.into_iter().collect(),
        Err(error) => {
            tracing::warn!(%error, "the store of files cannot be read");
            return Ok(());
        }
    };
    let mut after = 0;
    while !names.is_empty() {
        let page = attachments::blobs_after(&mut house.store.read().await?, after).await?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        for (_, name) in &page {
            names.remove(name);
        }
    }
    for name in names {
        if let Err(error) = house.files.take_away(&name).await {
            tracing::warn!(name, %error, "bytes that no file has are still there");
        }
    }
    Ok(())
}

/// Ends the mutes whose time is over; if there is none, nothing is written.
///
/// # Errors
/// What the database says.
pub(super) async fn unmute(house: &House) -> Result<()> {
    let now = house.clock.now();
    if !membership::is_over(&mut house.store.read().await?, now).await? {
        return Ok(());
    }
    let mut tx = house.store.begin().await?;
    membership::unmute(&mut tx, now).await?;
    tx.commit().await
}

/// Tells administrators that the last backup is more than a week old, once a week.
async fn remind(house: &House, last: Option<LastBackup>, now: Moment) -> Result<()> {
    let mut conn = house.store.read().await?;
    let Some(company) = Company::find(&mut conn).await? else { return Ok(()) };
    let founded: Moment = on!(conn, c => sqlx::query_scalar(FOUNDED).fetch_one(&mut *c).await)?;
    let since = last.map_or(founded, |last| Moment(last.made_at));
    if now.since(since) < OVERDUE || now.since(said(&mut conn).await?) < OVERDUE {
        return Ok(());
    }
    drop(conn);
    let mut tx = house.store.begin().await?;
    let name = last
        .map_or_else(|| "none".to_owned(), |last| Moment(last.made_at).timestamp().strftime("%Y-%m-%d").to_string());
    let notice = Notice::new(&BACKUP_OVERDUE, Audience::Administrators, (0, &company.name));
    tx.emit(notice.detail(&name).into());
    tx.commit().await
}

/// When that was said last.
async fn said(conn: &mut Conn) -> Result<Moment> {
    let tag = BACKUP_OVERDUE.tag_of(0);
    let said: Option<Moment> = on!(conn, c => sqlx::query_scalar(SAID)
        .bind(&tag).bind(notifications::ADMINISTRATORS).fetch_one(&mut *c).await)?;
    Ok(said.unwrap_or(Moment(i64::MIN)))
}
