//! Choosing several messages of a chat, to repeat them elsewhere or to delete them.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};

use super::delete::numbers;
use super::{CHOSEN, page};
use crate::accounts::Viewer;
use crate::chats::Member;
use crate::chats::history::{Span, Window};
use crate::chats::views::SelectView;
use crate::id::{ChatId, MessageId};
use crate::web::{Error, Fields, House, Page, Result, Ui, View, see_other};

/// `GET /chats/{chat}/select`: the messages `around` one, `before` or `after` one, of which each `message` is chosen. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn show(
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    query: Query<Vec<(String, String)>>,
    house: Data<House>,
) -> Result<Page> {
    let fields = Fields::of_query(&query);
    let chosen = numbers(fields.all("message"))?;
    let number = |name: &str| fields.get(name).parse::<MessageId>().ok();
    let span = match (number("before"), number("after"), number("around")) {
        (Some(message), ..) => Span::Before(message),
        (_, Some(message), _) => Span::After(message),
        (_, _, Some(message)) => Span::Around(message),
        _ => Span::Newest,
    };
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let window = Window::read(&mut conn, &member, span).await?;
    drop(conn);
    let wrong = match chosen.len() {
        0 if fields.has("from") => Some(ui.t("select-none")),
        many if many > CHOSEN => Some(ui.count("select-many", CHOSEN as i64)),
        _ => None,
    };
    let view = SelectView::new(*chat, &window, &chosen, wrong, &ui);
    Ok(page(ui.t("select-title"), view.html()?))
}

/// Back to where messages are chosen, if nothing can be done with what was chosen there.
pub(super) fn again(fields: &Fields) -> Result<Option<HttpResponse>> {
    let Ok(chat) = fields.get("from").parse::<ChatId>() else { return Ok(None) };
    let chosen = numbers(fields.all("message"))?;
    if (1..=CHOSEN).contains(&chosen.len()) {
        return Ok(None);
    }
    let chosen: String = chosen.iter().map(|message| format!("&message={message}")).collect();
    Ok(Some(see_other(format!("/chats/{chat}/select?from={chat}{chosen}"))))
}
