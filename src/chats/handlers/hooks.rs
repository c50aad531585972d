//! Hooks of a group: their page, and what they post.

use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, RETRY_AFTER};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, Responder};

use crate::accounts::{Name, Viewer, handlers::read};
use crate::chats::Member;
use crate::chats::hooks::{self, slack};
use crate::chats::views::{HookView, HooksView};
use crate::id::{ChatId, HookId};
use crate::web::security::own_address;
use crate::web::{Errors, Fields, House, Limits, Page, Place, Result, Ui, View, see_other};

use super::members::manager;

/// `GET /chats/{chat}/hooks`: programs that write there. For who looks after the group.
///
/// # Errors
/// 404 for who is not a member, 403 for who does not look after it; what the database says.
pub async fn index(viewer: Viewer, ui: Ui, chat: Path<ChatId>, house: Data<House>) -> Result<Page> {
    let mut tx = house.store.begin().await?;
    let manager = manager(&mut tx, &viewer, *chat).await?;
    drop(tx);
    show(&manager, ui, (Fields::default(), Errors::new()), None, &house).await
}

/// `POST /chats/{chat}/hooks` with `name`: the page with its address, once. For who looks after the group.
///
/// # Errors
/// 404 for who is not a member, 403 for who does not look after it; what the database says.
pub async fn create(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    let name = read(&fields, "name", Name::parse, &mut errors, &ui);
    let mut tx = house.store.begin().await?;
    let manager = manager(&mut tx, &viewer, *chat).await?;
    let mut token = None;
    if let Some(name) = &name {
        token = hooks::create(&mut tx, &manager, name, (&house.dice, house.clock.now())).await?;
        if token.is_none() {
            errors.add("name", ui.count("hooks-too-many", hooks::MOST));
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
    viewer: Viewer,
    path: Path<(ChatId, HookId)>,
    _: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let (chat, hook) = path.into_inner();
    let mut tx = house.store.begin().await?;
    let manager = manager(&mut tx, &viewer, chat).await?;
    if !hooks::remove(&mut tx, &manager, hook, house.clock.now()).await? {
        return Err(crate::web::Error::NotFound);
    }
    tx.commit().await?;
    Ok(see_other(format!("/chats/{chat}/hooks")))
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
    let mut tx = house.store.begin().await?;
    if !hooks::post(&mut tx, hook, &text, (&house.dice, now)).await? {
        return Ok(said(StatusCode::NOT_FOUND, "no_active_hooks"));
    }
    tx.commit().await?;
    Ok(said(StatusCode::OK, "ok"))
}

fn said(status: StatusCode, word: &'static str) -> HttpResponse {
    HttpResponse::build(status).insert_header(ContentType::plaintext()).body(word)
}
