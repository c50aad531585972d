//! Changing what a message says, and reading what it said.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::{page, reach};
use crate::accounts::{Company, Viewer};
use crate::chats::handlers::composer::{again, composer_of, sent_again};
use crate::chats::handlers::mentions;
use crate::chats::message::edit::{Edited, edit as change, versions};
use crate::chats::message::{Draft, Reached, mention};
use crate::chats::views::{AimView, ComposerView, VersionsView, shown};
use crate::id::MessageId;
use crate::store::Conn;
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

/// `POST /messages/{message}/edit`: the message says `text` from now on; `version` is the one that its author has seen. htmx gets a fresh
/// composer, or the same one with what is wrong. For its author, in the company's time.
///
/// # Errors
/// 404 for who is not a member; what the database says.
pub async fn update(
    request: HttpRequest,
    viewer: Viewer,
    (ui, company): (Ui, Company),
    message: Path<MessageId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let reached = reach(&mut conn, &viewer, *message).await?;
    let mut composer = composer(&mut conn, &viewer, &reached, &house, &ui).await?;
    drop(conn);
    if mentions::asks(&fields) {
        return mentions::found(&request, &viewer, (reached.member, composer), &fields, (&house, &ui)).await;
    }
    composer.text = fields.get("text").to_owned();
    let text = Draft::written(&fields);
    let text = text.as_str();
    let wrong = Draft::wrong(text, &ui);
    // Files say something by themselves.
    let says_nothing = text.is_empty() && !reached.files.is_empty();
    if let Some(sentence) = wrong.of("text").filter(|_| !says_nothing) {
        composer.error = Some(sentence.to_owned());
        return again(&request, composer, StatusCode::UNPROCESSABLE_ENTITY, &ui);
    }
    let seen = fields.get("version").parse().unwrap_or(-1);
    let calls = mention::resolve(&mut house.store.read().await?, &reached.member, text, false).await?;
    let mut tx = house.store.begin().await?;
    let to = (viewer.user.id, *message);
    let edited =
        change(&mut tx, to, (text, seen, &calls), company.edit_minutes, ui.now).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    let (status, key) = match edited {
        Edited::Done(_) => return sent_again(&request, &viewer, &reached, &house, &ui).await,
        Edited::Meanwhile(now) => {
            // Both are there: what it says now above, what was typed in the field.
            composer.aim = Some(AimView::edit(&now, &ui));
            (StatusCode::CONFLICT, "edit-meanwhile")
        }
        Edited::Gone => (StatusCode::GONE, "edit-gone"),
        Edited::Closed => (StatusCode::FORBIDDEN, "edit-closed"),
        Edited::TooOften => (StatusCode::FORBIDDEN, "edit-too-often"),
    };
    if status != StatusCode::CONFLICT {
        // What was typed is a new message, if it is sent again.
        composer.aim = None;
    }
    composer.error = Some(ui.t(key));
    again(&request, composer, status, &ui)
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
