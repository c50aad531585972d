//! What came of a letter, in the ledger and elsewhere: sent, refused, to be tried again, not sent at all.

use super::decision::Why;
use super::mailing::{Made, Row, State, TRIES};
use crate::clock::Moment;
use crate::mail::{Handed, MailServer, Trouble, is_about_the_address, server};
use crate::notice::{Audience, Notice};
use crate::notifications::address;
use crate::notifications::notices::{MAIL_DOWN, MAIL_REFUSED};
use crate::store::{Result, Tx, run};
use crate::web::House;

/// What was to be mailed is not: it counts as never made.
const UNMAILED: &str = "UPDATE members SET mailed_at = NULL, mailed_message_id = $4
    WHERE user_id = $1 AND mailed_at = $2 AND chat_id = $3";
const UNDIGESTED: &str =
    "UPDATE members SET mailed_at = NULL, mailed_message_id = (SELECT d.after_id FROM mailing_chats d
    WHERE d.mailing_id = $3 AND d.chat_id = members.chat_id) WHERE user_id = $1 AND mailed_at = $2
    AND chat_id IN (SELECT d.chat_id FROM mailing_chats d WHERE d.mailing_id = $3)";
const UNNOTICED: &str = "UPDATE notification_preferences SET mailed_notification_id = $3, noticed_at = NULL
    WHERE user_id = $1 AND mailed_notification_id = $2";

/// Writes down what came of it. Whether the server answers.
///
/// # Errors
/// What the database says.
pub async fn settle(
    house: &House,
    row: &Row,
    (handed, held): (Handed, usize),
    (server, now): (Moment, Moment),
) -> Result<bool> {
    let mut tx = house.store.begin().await?;
    let mut answers = true;
    match handed {
        Handed::Taken(words) => row.end(&mut tx, State::Sent, &words, held, now).await?,
        Handed::Refused(words) => {
            row.end(&mut tx, State::Refused, &words, held, now).await?;
            refused(&mut tx, row, &words, now).await?;
        }
        Handed::NotNow(trouble, words) if row.tries >= TRIES && trouble.may_be_the_letters() => {
            row.end(&mut tx, State::Refused, &words, held, now).await?;
        }
        Handed::NotNow(trouble, words) if trouble.is_servers() => {
            if trouble.may_be_the_letters() {
                row.again(&mut tx, &words, now.after(Row::rest(row.tries))).await?;
            } else {
                row.untried(&mut tx, &words, now.after(Row::rest(1))).await?;
            }
            answers = false;
            down(&mut tx, (trouble, &words), server, now).await?;
        }
        Handed::NotNow(_, words) => row.again(&mut tx, &words, now.after(Row::rest(row.tries))).await?,
    }
    tx.commit().await?;
    Ok(answers)
}

/// A server will not have letters to somebody's address: they are told on the site, and none is tried any more.
async fn refused(tx: &mut Tx, row: &Row, words: &str, now: Moment) -> Result<()> {
    let Some(user) = row.user_id.filter(|_| is_about_the_address(words)) else { return Ok(()) };
    if address::stop(tx, (user, &row.address), words, now).await? {
        let notice = Notice::new(&MAIL_REFUSED, Audience::user(user), (0, &row.address)).detail(words);
        tx.emit(notice.into());
    }
    Ok(())
}

/// The company's server takes no letters: administrators are told once.
async fn down(tx: &mut Tx, (trouble, words): (Trouble, &str), server: Moment, now: Moment) -> Result<()> {
    tracing::warn!(trouble = trouble.word(), words, "the mail server takes no letters");
    if server::is_down(tx, words, server, now).await? {
        let notice = Notice::new(&MAIL_DOWN, Audience::Administrators, (0, "")).detail(words);
        tx.emit(notice.into());
    }
    Ok(())
}

/// That server takes letters again, if it is still the company's and was down.
///
/// # Errors
/// What the database says.
pub async fn opened(house: &House, of: Moment) -> Result<()> {
    let server = MailServer::find(&mut house.store.read().await?).await?;
    if server.is_none_or(|server| server.down_since.is_none()) {
        return Ok(());
    }
    let mut tx = house.store.begin().await?;
    server::is_up(&mut tx, of).await?;
    tx.commit().await
}

/// It is not sent. What it was made of may be mailed later, if it is still there then.
///
/// # Errors
/// What the database says.
pub async fn give_up(house: &House, row: &Row, why: Why, now: Moment) -> Result<()> {
    let mut tx = house.store.begin().await?;
    row.drop(&mut tx, why, now).await?;
    if row.made == Made::Chat {
        run!(tx, sqlx::query(UNMAILED).bind(row.user_id).bind(row.made_at).bind(row.chat_id).bind(row.after_id))?;
    }
    if row.made == Made::Digest {
        run!(tx, sqlx::query(UNDIGESTED).bind(row.user_id).bind(row.made_at).bind(row.id))?;
    }
    if matches!(row.made, Made::Notices | Made::Digest) && row.upto > row.after_id {
        run!(tx, sqlx::query(UNNOTICED).bind(row.user_id).bind(row.upto).bind(row.after_id))?;
    }
    tx.commit().await?;
    if let Some(user) = row.user_id {
        house.office.hear_user(user);
    }
    Ok(())
}
