//! The panel as a document of its own, and its fold.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::Method;
use actix_web::http::header::REFERER;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::FOLD;
use super::views::SinceView;
use crate::accounts::Viewer;
use crate::chats::list;
use crate::chats::live::NearsView;
use crate::chats::preferences::Preferences;
use crate::clock::Moment;
use crate::web::{Access, Fields, Frame, House, Page, Place, Result, Route, Ui, View, route, see_other};

/// How long a device remembers that its panel is folded.
const REMEMBERED: Duration = Duration::days(365);

/// The panel's part of the URL map.
pub fn routes() -> Vec<Route> {
    vec![route(Method::GET, "/panel", Access::User, show), route(Method::POST, "/panel/fold", Access::User, fold)]
}

/// Since when.
#[derive(Deserialize)]
pub struct Since {
    #[serde(default)]
    at: i64,
}

/// `GET /panel`: the chats with unread messages that came since the instant `at`, for a frame of pages without JavaScript,
/// which loads itself anew. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn show(viewer: Viewer, ui: Ui, since: Query<Since>, house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let mut list = list::page(&mut conn, viewer.user.id, list::Cursor::START, list::PAGE).await?;
    list.rows.retain(|row| row.unread > 0 && row.last_message_at > Moment(since.at));
    let refresh = Preferences::find(&mut conn, viewer.user.id).await?.refresh_seconds;
    let nears = NearsView::new(&list, |user| house.hub.attendance().of(user), &ui);
    let words = match refresh {
        0 => ui.with("nothing-since", "time", ui.time(ui.now)),
        seconds => ui.with2("nothing-since-refresh", ("time", ui.time(ui.now)), ("seconds", seconds)),
    };
    let content = SinceView { nears, words, ui: ui.clone() }.html()?;
    let page = Page::account(Place::Messages, ui.t("panel-since"), content).styles(&[]);
    Ok(Page { frame: Frame::Inner { class: "embed", refresh }, ..page })
}

/// Whether the panel of this device is folded.
pub fn is_folded(request: &HttpRequest) -> bool {
    request.cookie(FOLD).is_some_and(|cookie| cookie.value() == "1")
}

/// `POST /panel/fold`: folds the panel to a strip (`fold` 1) or unfolds it. For who is signed in.
///
/// # Errors
/// None of its own.
pub async fn fold(_: Viewer, request: HttpRequest, fields: Fields, house: Data<House>) -> Result<HttpResponse> {
    let mut response = see_other(back(&request));
    let value = if fields.is("fold", "1") { "1" } else { "0" };
    let cookie = Cookie::build(FOLD, value).path("/").max_age(REMEMBERED).http_only(true).same_site(SameSite::Lax);
    // A cookie of one digit cannot be malformed.
    let _ = response.add_cookie(&cookie.secure(house.secure).finish());
    Ok(response)
}

/// The page of ours that the form was on, by path; else the first one.
fn back(request: &HttpRequest) -> String {
    let referer = request.headers().get(REFERER).and_then(|value| value.to_str().ok()).unwrap_or("");
    let path = referer.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    // From inside the frame, the panel itself.
    format!("/{}", path.trim_start_matches(['/', '\\']))
}
