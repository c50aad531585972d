//! Why somebody was told of something, or not: what the decision says now, and what has left.

use actix_web::web::{Data, Path};

use crate::accounts::Viewer;
use crate::chats::{self, Member};
use crate::id::{ChatId, NotificationId};
use crate::notifications::mailings::decision::{Verdict, Why};
use crate::notifications::mailings::due;
use crate::notifications::mailings::mailing;
use crate::notifications::mailings::views::{SentRowView, WhyView, said};
use crate::notifications::{Reader, State, list, sentence};
use crate::web::{Error, House, Page, Place, Result, Ui, View};

/// Letters that are shown.
const LETTERS: i64 = 10;
const CHANGE: Option<&str> = Some("/settings/notifications");

/// `GET /notifications/{notification}/why`. For who is told of it.
///
/// # Errors
/// 404 for others' and what is not there; what the database says.
pub async fn of_notification(viewer: Viewer, ui: Ui, id: Path<NotificationId>, house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let found = list::find(&mut conn, Reader::of(&viewer.user), *id).await?.ok_or(Error::NotFound)?;
    let of = due::addressee(&mut conn, viewer.user.id, &house).await?.ok_or(Error::NotFound)?;
    let verdict = match found.state {
        State::Unread | State::Letter => of.decide_notice(&found.kind_name, found.made_at, house.clock.now()),
        _ => Verdict::Never(Why::Read),
    };
    let letters = mailing::of_notice(&mut conn, viewer.user.id, *id, LETTERS).await?;
    drop(conn);
    let pieces = found.kind().map(|kind| sentence::of(kind, (&found.actor, &found.subject, &found.detail), &ui.locale));
    let about = sentence::plain(&pieces.unwrap_or_default());
    let site = match found.state {
        State::Letter => ui.t("why-site-unwanted"),
        _ => ui.with("why-site-told", "time", ui.when_time(&found.made_at)),
    };
    // Of what has left, the letters say it.
    let mail = if letters.is_empty() { said(verdict, &ui) } else { ui.t("why-see-letters") };
    let facts = vec![("way-site", site), ("way-mail", mail)];
    let rows = letters.iter().map(|row| SentRowView::new(row, None, &ui)).collect();
    page(&ui, WhyView::new(&ui, about, facts, rows, ("/notifications".to_owned(), CHANGE)))
}

/// `GET /chats/{chat}/notifications/why`: of what is unread in it. For the chat's members.
///
/// # Errors
/// 404 for who is not a member; what the database says.
pub async fn of_chat(viewer: Viewer, ui: Ui, chat: Path<ChatId>, house: Data<House>) -> Result<Page> {
    let user = viewer.user.id;
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, user, *chat).await?.ok_or(Error::NotFound)?;
    let of = due::addressee(&mut conn, user, &house).await?.ok_or(Error::NotFound)?;
    let unread = due::conversation(&mut conn, user, *chat).await?.filter(|one| one.first_id.is_some());
    let verdict = unread.map(|one| of.decide(&one, house.clock.now()));
    let letters = mailing::of_chat(&mut conn, user, *chat, LETTERS).await?;
    let partner = chats::partner(&mut conn, &member).await?.map(|partner| partner.name);
    drop(conn);
    let title = chats::views::title(member.kind, &member.name, partner.as_deref(), &ui);
    let site = ui.t(if member.muted { "why-site-muted" } else { "why-site-counted" });
    let mail = verdict.map_or_else(|| ui.t("why-see-letters"), |verdict| said(verdict, &ui));
    let facts = vec![("way-site", site), ("way-mail", mail)];
    let rows = letters.iter().map(|row| SentRowView::new(row, Some(title.clone()), &ui)).collect();
    page(&ui, WhyView::new(&ui, title, facts, rows, (format!("/chats/{chat}/notifications"), CHANGE)))
}

fn page(ui: &Ui, view: WhyView) -> Result<Page> {
    let page = Page::account(Place::Notifications, ui.t("why-title"), view.html()?);
    Ok(page.wide().styles(&["css/controls.css", "css/notifications.css", "css/settings.css"]))
}
