//! Hooks of a group: their page, and what they post.

use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, RETRY_AFTER};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, Responder};

use crate::accounts::audit::{self, Act, By, Done, Subject};
use crate::accounts::{Name, Viewer, handlers::read};
use crate::chats::Member;
use crate::chats::hooks::{self, slack};
use crate::chats::views::{HookView, HooksView};
use crate::clock::Moment;
use crate::id::{ChatId, HookId};
use crate::store::Tx;
use crate::web::security::own_address;
use crate::web::{Error, Errors, Fields, House, Limits, Page, Place, Result, Ui, View, see_other};

use super::members::manager;

/// `GET /chats/{chat}/hooks`: programs that write there. For who looks after the group.
///
/// # Errors
/// 404 for who is not a member, 403 for who does not look after it; what the database says.
pub async fn index(viewer: Viewer, ui: Ui, chat: Path<ChatId>, house: Data<House>) -> Result<Page> {
    let manager = manager(&mut house.store.read().await?, &viewer, *chat).await?;
    show(&manager, ui, (Fields::default(), Errors::new()), None, &house).await
}

/// `POST /chats/{chat}/hooks` with `name`: the page with its address, once. For who looks after the group.
///
/// # Errors
/// 404 for who is not a member, 403 for who does not look after it; what the database says.
pub async fn create(
    request: HttpRequest,
    (viewer, by): (Viewer, By),
    ui: Ui,
    chat: Path<ChatId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    let name = read(&fields, "name", Name::parse, &mut errors, &ui);
    let mut tx = house.store.begin().await?;
    let manager = manager(&mut tx, &viewer, *chat).await?;
    if manager.may_post(&mut tx).await? != Some(true) {
        return Err(Error::NotAllowed);
    }
    let mut token = None;
    if let Some(name) = &name {
        let now = house.clock.now();
        match hooks::create(&mut tx, &manager, name, (&house.dice, now)).await? {
            Some((hook, made)) => {
                log(&mut tx, &by, (Act::HookMade, hook, name.as_str(), &manager), now).await?;
                token = Some(made);
            }
            None => errors.add("name", ui.count("hooks-too-many", hooks::MOST)),
        }
    }
    let Some(token) = token else {
        drop(tx);
        return Ok(show(&manager, ui, (fields, errors), None, &house).await?.again().respond_to(&request));
    };
    tx.commit().await?;
    let address = [own_address(&request).as_str(), "/hooks/", &token].concat();
    Ok(show(&manager, ui, (Fields::default(), errors), Some(address), &house).await?.respond_to(&request))
}

/// `POST /chats/{chat}/hooks/{hook}`: it writes no more. For who looks after the group.
///
/// # Errors
/// 404 for who is not a member and for a hook that is not there, 403 for who does not look after it; what the database says.
pub async fn remove(
    (viewer, by): (Viewer, By),
    path: Path<(ChatId, HookId)>,
    _: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let (chat, hook) = path.into_inner();
    let mut tx = house.store.begin().await?;
    let manager = manager(&mut tx, &viewer, chat).await?;
    let now = house.clock.now();
    let all = hooks::list(&mut tx, &manager).await?;
    let found = all.iter().find(|one| one.id == hook).ok_or(Error::NotFound)?;
    if !hooks::remove(&mut tx, &manager, hook, now).await? {
        return Err(Error::NotFound);
    }
    log(&mut tx, &by, (Act::HookRemoved, hook, &found.name, &manager), now).await?;
    tx.commit().await?;
    Ok(see_other(format!("/chats/{chat}/hooks")))
}

async fn log(
    tx: &mut Tx,
    by: &By,
    (act, hook, name, manager): (Act, HookId, &str, &Member),
    now: Moment,
) -> Result<()> {
    // What a group is called is its members' alone.
    let detail = format!("#{}", manager.chat);
    let done = Done { act, subject: Subject::Hook, id: Some(hook.0), name, detail: &detail };
    Ok(audit::write(tx, by, done, now).await?)
}

async fn show(
    manager: &Member,
    ui: Ui,
    (fields, errors): (Fields, Errors),
    made: Option<String>,
    house: &House,
) -> Result<Page> {
    let hooks = hooks::list(&mut house.store.read().await?, manager).await?;
    let hooks = hooks.iter().map(|hook| HookView::new(hook, &ui)).collect();
    let title = ui.with("hooks-title", "title", manager.name.as_str());
    let view = HooksView { chat: manager.chat.0, title: title.clone(), hooks, made, fields, errors, ui };
    Ok(Page::account(Place::Messages, title, view.html()?).wide().styles(&["css/controls.css", "css/settings.css"]))
}

/// `POST /hooks/{token}`: what a program says, as Slack's clients send it: JSON, or a form with `payload`. Answers `ok`, or one of Slack's
/// words. Other sites may send it: the address is the proof. For whoever has it.
///
/// # Errors
/// What the database says.
pub async fn post(
    request: HttpRequest,
    token: Path<String>,
    payload: Payload,
    house: Data<House>,
) -> Result<HttpResponse> {
    let Some(hook) = hooks::find(&mut house.store.read().await?, &token).await? else {
        return Ok(said(StatusCode::NOT_FOUND, "no_service"));
    };
    if !hook.is_there() {
        return Ok(said(StatusCode::NOT_FOUND, "no_active_hooks"));
    }
    if !hook.is_open() {
        return Ok(said(StatusCode::GONE, "channel_is_archived"));
    }
    let now = house.clock.now();
    if let Err(wait) = house.turnstile.hook(hook.id.0, now) {
        let mut answer = said(StatusCode::TOO_MANY_REQUESTS, "rate_limited");
        answer.headers_mut().insert(RETRY_AFTER, wait.as_secs().max(1).into());
        return Ok(answer);
    }
    let body = tokio::time::timeout(Limits::FORM_TIME, payload.to_bytes_limited(Limits::FORM_BYTES)).await;
    let body = match body {
        Ok(Ok(Ok(body))) => body,
        Ok(Err(_)) => return Ok(said(StatusCode::PAYLOAD_TOO_LARGE, "invalid_payload")),
        Ok(Ok(Err(_))) | Err(_) => return Ok(said(StatusCode::BAD_REQUEST, "invalid_payload")),
    };
    let text = if request.content_type().eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        Fields::parse(&body).ok().map_or(Err(slack::Wrong::Payload), |form| slack::text(form.get("payload").as_bytes()))
    } else {
        slack::text(&body)
    };
    let text = match text {
        Ok(text) => text,
        Err(wrong) => return Ok(said(StatusCode::BAD_REQUEST, wrong.word())),
    };
    let calls = hooks::calls(&mut house.store.read().await?, &hook, &text).await?;
    let mut tx = house.store.begin().await?;
    if !hooks::post(&mut tx, hook, (&text, &calls), (&house.dice, now)).await? {
        return Ok(said(StatusCode::NOT_FOUND, "no_active_hooks"));
    }
    tx.commit().await?;
    Ok(said(StatusCode::OK, "ok"))
}

fn said(status: StatusCode, word: &'static str) -> HttpResponse {
    HttpResponse::build(status).insert_header(ContentType::plaintext()).body(word)
}
