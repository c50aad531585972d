//! Changing what a message says, and reading what it said.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, ResponseError};

use super::{page, reach};
use crate::accounts::{Company, Viewer};
use crate::chats::commands::escaped;
use crate::chats::handlers::composer::{self, again, composer_of, sent_again};
use crate::chats::handlers::mentions;
use crate::chats::message::edit::{Edited, edit as change, versions};
use crate::chats::message::{Draft, Reached, mention};
use crate::chats::views::{AimView, ComposerView, VersionsView, shown};
use crate::clock::Moment;
use crate::id::{ChatId, MessageId};
use crate::store::{self, Conn};
use crate::web::{Error, Fields, House, Page, Result, Ui, View};

/// `GET /messages/{message}/edit`: the composer with what the message says. For its author, in the company's time.
///
/// # Errors
/// 404 for who is not a member, 403 for who may not change it.
pub async fn edit(
    request: HttpRequest,
    viewer: Viewer,
    (ui, company): (Ui, Company),
    message: Path<MessageId>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let reached = reach(&mut conn, &viewer, *message).await?;
    if !reached.may_edit(company.edit_minutes, ui.now) {
        return Err(Error::NotAllowed);
    }
    let mut composer = composer(&mut conn, &viewer, &reached, &house, &ui).await?;
    composer.text.clone_from(&reached.text);
    again(&request, composer, StatusCode::OK, &ui)
}

/// The composer of the message's chat, in which this message is changed.
async fn composer(conn: &mut Conn, viewer: &Viewer, reached: &Reached, house: &House, ui: &Ui) -> Result<ComposerView> {
    let (_, composer) = composer_of(conn, viewer, reached.member.chat, house, ui).await?.ok_or(Error::NotFound)?;
    // What was begun beside it waits.
    Ok(ComposerView { aim: Some(AimView::edit(reached, ui)), draft: 0, other: None, ..composer })
}

/// `POST /messages/{message}/edit`: the message says `text` from now on; `version` is the one that its author has seen, `chat` where it stands, for
/// the form that comes back if nobody can look. htmx gets a fresh composer, or the same one with what is wrong. For its author, in the company's time.
///
/// # Errors
/// 404 for who is not a member, 410 if the message is gone; what the database says, with what was typed.
pub async fn update(
    request: HttpRequest,
    viewer: Viewer,
    (ui, company): (Ui, Company),
    message: Path<MessageId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let (reached, mut composer) = match prepared(&viewer, *message, &house, &ui).await {
        Ok(Some(found)) => found,
        Ok(None) => return unreached(&request, &viewer, (*message, &fields), &house, &ui).await,
        Err(error) => return lost(&request, &ui, (*message, &fields), &house, error),
    };
    if mentions::asks(&fields) {
        return mentions::found(&request, &viewer, (reached.member, composer), &fields, (&house, &ui)).await;
    }
    let seen = fields.get("version").parse().unwrap_or(-1);
    composer.text = fields.get("text").to_owned();
    // What comes back is a change of what its author has seen, whatever it says by now.
    composer.aim = composer.aim.map(|aim| aim.seen(seen));
    let text = Draft::written(&fields);
    let text = text.as_str();
    let wrong = Draft::wrong(text, &ui);
    // Files say something by themselves.
    let says_nothing = text.is_empty() && !reached.files.is_empty();
    if let Some(sentence) = wrong.of("text").filter(|_| !says_nothing) {
        composer.error = Some(sentence.to_owned());
        return again(&request, composer, StatusCode::UNPROCESSABLE_ENTITY, &ui);
    }
    let edited = match changed(&house, &reached, (text, seen), (company.edit_minutes, ui.now)).await {
        Ok(edited) => edited,
        Err(error) => return failed(&request, composer, error.into(), &ui),
    };
    let (status, key) = match edited {
        Some(Edited::Done(_)) => {
            return match sent_again(&request, &viewer, &reached, &house, &ui).await {
                // It is done, which the same text sent again finds.
                Err(error) => failed(&request, composer, error, &ui),
                answer => answer,
            };
        }
        Some(Edited::Meanwhile(now)) => {
            // Both are there: what it says now above, what was typed in the field.
            composer.aim = Some(AimView::edit(&now, &ui));
            (StatusCode::CONFLICT, "edit-meanwhile")
        }
        Some(Edited::Gone) => (StatusCode::GONE, "edit-gone"),
        Some(Edited::Closed) => (StatusCode::FORBIDDEN, "edit-closed"),
        Some(Edited::TooOften) => (StatusCode::FORBIDDEN, "edit-too-often"),
        None => return unreached(&request, &viewer, (*message, &fields), &house, &ui).await,
    };
    if status != StatusCode::CONFLICT {
        composer = anew(composer);
    }
    composer.error = Some(ui.t(key));
    again(&request, composer, status, &ui)
}

/// The message, if there is one in a chat that the viewer is in, and the composer in which it is changed.
async fn prepared(
    viewer: &Viewer,
    message: MessageId,
    house: &House,
    ui: &Ui,
) -> Result<Option<(Reached, ComposerView)>> {
    let mut conn = house.store.read().await?;
    let Some(reached) = Reached::find(&mut conn, viewer.user.id, message).await? else { return Ok(None) };
    let composer = composer(&mut conn, viewer, &reached, house, ui).await?;
    Ok(Some((reached, composer)))
}

/// What was typed is a new message, if it is sent again.
fn anew(composer: ComposerView) -> ComposerView {
    ComposerView { aim: None, text: escaped(composer.text), ..composer }
}

/// Who does not reach the message is no longer in its chat, or came in again without what was before, or it went by its time: what they typed
/// is there again, as a new one.
async fn unreached(
    request: &HttpRequest,
    viewer: &Viewer,
    (message, fields): (MessageId, &Fields),
    house: &House,
    ui: &Ui,
) -> Result<HttpResponse> {
    let composer = match composer::prepared(viewer, ui, (chat_of(fields), None), house).await {
        Ok(Some((_, composer))) if !fields.get("text").is_empty() => composer,
        Ok(_) => return lost(request, ui, (message, fields), house, Error::NotFound),
        Err(error) => return lost(request, ui, (message, fields), house, error),
    };
    let text = fields.get("text").to_owned();
    let composer = anew(ComposerView { text, draft: 0, other: None, error: Some(ui.t("edit-gone")), ..composer });
    again(request, composer, StatusCode::GONE, ui)
}

/// The chat of the message, as the form says it.
fn chat_of(fields: &Fields) -> ChatId {
    fields.get("chat").parse().unwrap_or(ChatId(0))
}

/// Sets what it says, of which its author has seen this version; none if they no longer reach it.
async fn changed(
    house: &House,
    reached: &Reached,
    (text, seen): (&str, i64),
    (minutes, now): (i64, Moment),
) -> store::Result<Option<Edited>> {
    let calls = mention::resolve(&mut house.store.read().await?, &reached.member, text, false).await?;
    let mut tx = house.store.begin().await?;
    let to = (reached.member.user, reached.id);
    let edited = change(&mut tx, to, (text, seen, &calls), minutes, now).await?;
    tx.commit().await?;
    Ok(edited)
}

/// The composer with what was typed, which may be sent again.
fn failed(request: &HttpRequest, composer: ComposerView, error: Error, ui: &Ui) -> Result<HttpResponse> {
    tracing::error!(%error, "a message was not changed");
    let composer = ComposerView { error: Some(error.sentence(ui)), ..composer };
    again(request, composer, error.status_code(), ui)
}

/// Who no longer reaches the message gets back what they typed, as a new one; whose database does not answer, the same form.
fn lost(
    request: &HttpRequest,
    ui: &Ui,
    (message, fields): (MessageId, &Fields),
    house: &House,
    error: Error,
) -> Result<HttpResponse> {
    let (aim, sentence) = match &error {
        Error::NotFound => (None, ui.t("message-not-member")),
        error => {
            tracing::error!(%error, "a message was not changed");
            let seen = fields.get("version").parse().unwrap_or(-1);
            (Some(AimView::edit_unread(message, seen, ui)), error.sentence(ui))
        }
    };
    composer::lost(request, ui, (chat_of(fields), aim, fields), house, (error, sentence))
}

/// `GET /messages/{message}/versions`: what it said before. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn history(viewer: Viewer, ui: Ui, message: Path<MessageId>, house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let reached = reach(&mut conn, &viewer, *message).await?;
    let before = versions(&mut conn, &reached).await?;
    let entry = shown(&mut conn, &reached, &ui).await?;
    let title = ui.t("versions-title");
    Ok(page(title, VersionsView::new(&reached, entry, before, &ui).html()?))
}
