//! Repeating messages in other chats.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::delete::{chosen, reach_all};
use super::{page, select};
use crate::accounts::Viewer;
use crate::chats::list::{self, Cursor};
use crate::chats::message::mention::{self, Call};
use crate::chats::message::{Draft, Forwarded, PostError, Reached, post_all};
use crate::chats::views::{ForwardView, TargetView, shown_all, title};
use crate::chats::{Member, title_of};
use crate::id::{ChatId, MessageId};
use crate::markup::fold;
use crate::store::{Conn, Tx};
use crate::web::{Error, Errors, Fields, House, Result, Ui, View, see_other};

/// Chats that one form forwards to.
const CHATS: usize = 10;
/// Chats that are offered at once, and through how many a name is looked for.
const OFFERED: usize = 30;
const SEARCHED: usize = 2000;

/// `GET /forward`: to which chats each `message` is to go, of those whose titles hold `q`. For the members of their chats.
///
/// # Errors
/// 404 for who is in none of their chats.
pub async fn ask(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    query: Query<Vec<(String, String)>>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let fields = Fields::of_query(&query);
    if let Some(again) = select::again(&fields)? {
        return Ok(again);
    }
    let ids = chosen(fields.all("message"))?;
    let key = if fields.has("key") { fields.get("key").to_owned() } else { house.dice.key() };
    show(&request, (&viewer, &ui), &ids, (fields.replaced("key", &key), Errors::new()), &house).await
}

async fn show(
    request: &HttpRequest,
    (viewer, ui): (&Viewer, &Ui),
    ids: &[MessageId],
    (fields, errors): (Fields, Errors),
    house: &House,
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let all = reach_all(&mut conn, viewer, ids).await?;
    let back = format!("/messages/{}", all.first().map_or(MessageId(0), |one| one.id));
    let there: Vec<Reached> = all.into_iter().filter(|one| !one.gone).collect();
    let entries = shown_all(&mut conn, &there, ui).await?;
    let (targets, more) = targets(&mut conn, viewer, (&fields, ui), house).await?;
    drop(conn);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = ForwardView { ui: ui.clone(), entries, targets, more, back, fields, errors };
    Ok(page(ui.t("forward-title"), view.html()?).status(status).respond_to(request))
}

/// The chats that the words find, and those that are chosen already; whether there are more.
async fn targets(
    conn: &mut Conn,
    viewer: &Viewer,
    (fields, ui): (&Fields, &Ui),
    house: &House,
) -> Result<(Vec<TargetView>, bool)> {
    let sought = fold(fields.get("q"));
    let chosen: BTreeSet<i64> = fields.all("chat").filter_map(|chat| chat.parse().ok()).collect();
    let most = if sought.is_empty() && chosen.is_empty() { OFFERED } else { SEARCHED };
    let list = list::page(conn, viewer.user.id, Cursor::START, most).await?;
    let name = |row: &list::Row| title(row.kind(), &row.name, row.partner.as_deref(), &ui.locale);
    let (first, rest): (Vec<_>, Vec<_>) = list.rows.iter().partition(|row| chosen.contains(&row.chat_id.0));
    let found: Vec<_> = rest.into_iter().filter(|row| fold(&name(row)).contains(&sought)).collect();
    let more = list.more || found.len() > OFFERED;
    let rows = first.into_iter().chain(found.into_iter().take(OFFERED));
    let view = |row: &list::Row| {
        let presence = |user: i64| house.hub.attendance().of(user);
        TargetView::new(row, chosen.contains(&row.chat_id.0), presence, ui)
    };
    Ok((rows.map(view).collect(), more))
}

/// `POST /forward`: repeats each `message` in each `chat`, after `text` if there is one. For the members of their chats, in chats
/// where they may post: in all of these, or in none.
///
/// # Errors
/// 404 for who is in none of the chats; what the database says.
pub async fn create(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let ids = chosen(fields.all("message"))?;
    if fields.has("find") {
        return show(&request, (&viewer, &ui), &ids, (fields, Errors::new()), &house).await;
    }
    let mut errors = Errors::new();
    let to: BTreeSet<ChatId> = fields.all("chat").filter_map(|chat| chat.parse().ok()).collect();
    if to.is_empty() {
        errors.add("chat", ui.t("forward-nowhere"));
    } else if to.len() > CHATS {
        errors.add("chat", ui.count("forward-too-many", CHATS as i64));
    }
    let comment = Draft::written(&fields);
    let comment = comment.as_str();
    if let Some(wrong) = Draft::wrong(comment, &ui).of("text").filter(|_| !comment.is_empty()) {
        errors.add("text", wrong.to_owned());
    }
    let calls = if errors.is_empty() { called(&viewer, &to, comment, &house).await? } else { BTreeMap::new() };
    let mut tx = house.store.begin().await?;
    let all = reach_all(&mut tx, &viewer, &ids).await?;
    let texts: Vec<&Reached> = all.iter().filter(|one| !one.gone).collect();
    if texts.len() < ids.len() {
        errors.add("chat", ui.t("forward-gone"));
    }
    if errors.is_empty() {
        for chat in &to {
            let found = Member::find(&mut tx, viewer.user.id, *chat).await?;
            let said =
                if comment.is_empty() { None } else { Some((comment, calls.get(chat).map_or(&[][..], Vec::as_slice))) };
            let sent = match &found {
                Some(member) => send(&mut tx, member, (said, &texts), fields.get("key"), &house).await?,
                None => false,
            };
            if !sent {
                let title = match &found {
                    Some(member) => title_of(&mut tx, member, &ui.locale).await?,
                    None => ui.t("forward-somewhere"),
                };
                errors.add("chat", ui.with("forward-closed", "title", title));
                break;
            }
        }
    }
    if !errors.is_empty() {
        drop(tx);
        return show(&request, (&viewer, &ui), &ids, (fields, errors), &house).await;
    }
    tx.commit().await?;
    Ok(see_other(to.first().map_or_else(|| "/messages".to_owned(), |chat| format!("/chats/{chat}"))))
}

/// Whom a comment calls in each of the chats by name. How many all are has been asked of no one.
async fn called(
    viewer: &Viewer,
    to: &BTreeSet<ChatId>,
    comment: &str,
    house: &House,
) -> Result<BTreeMap<ChatId, Vec<Call>>> {
    let mut calls = BTreeMap::new();
    if comment.contains('@') {
        let mut conn = house.store.read().await?;
        for chat in to {
            if let Some(member) = Member::find(&mut conn, viewer.user.id, *chat).await? {
                calls.insert(*chat, mention::resolve(&mut conn, &member, comment, false).await?);
            }
        }
    }
    Ok(calls)
}

/// Posts them in the chat, in order; what is repeated calls nobody once more. False if the member may not post there. The form twice is the
/// same messages.
async fn send(
    tx: &mut Tx,
    member: &Member,
    (comment, all): (Option<(&str, &[Call])>, &[&Reached]),
    key: &str,
    house: &House,
) -> Result<bool> {
    let said =
        comment.map(|(text, calls)| Draft::new(text, format!("{key}.0")).rekeyed(member.chat).calling(calls.to_vec()));
    let repeat = |one: &&Reached| {
        let itself = Forwarded { message: one.id, author: one.author_id, at: one.posted_at };
        // Of what is forwarded once more, the words are still those of who said them first.
        let what = one.forwarded.map_or(itself, |first| Forwarded { message: one.id, ..first });
        Draft::new(&one.plain(), format!("{key}.{}", one.id)).rekeyed(member.chat).forwarding(what)
    };
    let drafts: Vec<Draft> = said.into_iter().chain(all.iter().map(repeat)).collect();
    let drafts: Vec<(&Member, &Draft)> = drafts.iter().map(|draft| (member, draft)).collect();
    for outcome in post_all(tx, &drafts, house.clock.now()).await? {
        match outcome {
            Ok(_) => {}
            Err(PostError::Store(error)) => return Err(Error::from(error)),
            Err(PostError::Closed | PostError::Gone | PostError::NoFile | PostError::KeyTaken) => return Ok(false),
        }
    }
    Ok(true)
}
