//! Why somebody was told of something, or not: what the decision says now, and what has left.

use actix_web::web::{Data, Path};

use crate::accounts::Viewer;
use crate::chats::{self, Member};
use crate::id::{ChatId, MailingId, MessageId, NotificationId};
use crate::notifications::mailings::decision::{Verdict, Why};
use crate::notifications::mailings::due::{self, Addressee};
use crate::notifications::mailings::mailing::{self, Made, Row, State as Sent};
use crate::notifications::mailings::views::{Item, SentRowView, WhyView, said};
use crate::notifications::preferences::Way;
use crate::notifications::{Notification, Reader, State, list, sentence};
use crate::store::{self, Conn};
use crate::web::{Error, House, Page, Place, Result, Ui, View};

/// Letters that are shown.
const LETTERS: i64 = 10;
/// Notifications of a letter that are named.
const NAMED: i64 = 50;
/// Characters of a message that are shown.
const TEXT: usize = 100;
const CHANGE: Option<&str> = Some("/settings/notifications");

/// `GET /notifications/{notification}/why`. For who is told of it.
///
/// # Errors
/// 404 for others' and what is not there; what the database says.
pub async fn of_notification(viewer: Viewer, ui: Ui, id: Path<NotificationId>, house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let found = list::find(&mut conn, Reader::of(&viewer.user), *id).await?.ok_or(Error::NotFound)?;
    let of = due::addressee(&mut conn, viewer.user.id, &house).await?.ok_or(Error::NotFound)?;
    let waits = matches!(found.state, State::Unread | State::MailOnly) && id.0 > of.preferences.mailed_notification_id;
    let verdict = waits.then(|| of.decide_notice(&found.kind_name, found.made_at, house.clock.now()));
    let kept = due::kept_back(&mut conn, viewer.user.id, *id).await?;
    let verdict = verdict.map(|verdict| match kept {
        Some(why) if !matches!(verdict, Verdict::Never(_)) => Verdict::Never(why),
        _ => verdict,
    });
    let letters = mailing::of_notice(&mut conn, viewer.user.id, *id, LETTERS).await?;
    drop(conn);
    let site = match found.state {
        State::MailOnly => ui.t("why-site-unwanted"),
        _ => ui.with("why-site-told", "time", ui.when_time(&found.made_at)),
    };
    let mail = mailed(verdict, &letters, &ui);
    let rows = letters.iter().map(|row| SentRowView::new(row, None, &ui).explained(row, &ui)).collect();
    let facts = vec![("way-site", site), ("way-mail", mail)];
    page(&ui, WhyView::new(&ui, about(&found, &ui), facts, rows, ("/notifications".to_owned(), CHANGE)))
}

/// The sentence of the notification.
fn about(of: &Notification, ui: &Ui) -> String {
    let pieces = of.kind().map(|kind| sentence::of(kind, (&of.actor, &of.subject, &of.detail), &ui.locale));
    sentence::plain(&pieces.unwrap_or_default())
}

/// `GET /messages/{message}/why`: of one message. For the chat's members.
///
/// # Errors
/// 404 for who is not a member, and for what is no message any more; what the database says.
pub async fn of_message(viewer: Viewer, ui: Ui, message: Path<MessageId>, house: Data<House>) -> Result<Page> {
    let user = viewer.user.id;
    let mut conn = house.store.read().await?;
    let member = Member::find_by_message(&mut conn, user, *message).await?.ok_or(Error::NotFound)?;
    let found = chats::said(&mut conn, *message).await?.ok_or(Error::NotFound)?;
    let of = due::addressee(&mut conn, user, &house).await?.ok_or(Error::NotFound)?;
    let letters = mailing::of_message(&mut conn, user, (member.chat, *message), LETTERS).await?;
    let unread = due::conversation(&mut conn, user, member.chat).await?;
    let title = chats::title_of(&mut conn, &member, &ui).await?;
    drop(conn);
    let own = found.author_id == user;
    let unread = unread.filter(|one| !own && one.first_id.is_some_and(|first| first <= *message));
    let is_read = *message <= member.read;
    let site = match is_read {
        _ if own => ui.t("why-own"),
        true => ui.t("why-site-read"),
        false => site(&member, &ui),
    };
    let mail = match unread.map(|one| of.decide(&one, house.clock.now())) {
        _ if own => ui.t("why-own"),
        None if letters.is_empty() && is_read => said(Verdict::Never(Why::Read), &ui),
        verdict => mailed(verdict, &letters, &ui),
    };
    let facts = vec![("way-site", site), ("way-mail", mail)];
    let line = chats::views::lined((&found.text, found.poll), TEXT, &ui.locale);
    let about = format!("{}: {line}", found.author);
    let rows = letters.iter().map(|row| SentRowView::new(row, Some(title.clone()), &ui).explained(row, &ui)).collect();
    page(&ui, WhyView::new(&ui, about, facts, rows, (format!("/messages/{message}"), CHANGE)))
}

/// What is said of letters: what is decided, while it waits to be decided; else what became of the newest.
fn mailed(verdict: Option<Verdict>, letters: &[Row], ui: &Ui) -> String {
    match (verdict, letters.first().map(|row| row.state)) {
        (Some(verdict), _) => said(verdict, ui),
        (None, Some(Sent::Sent)) => ui.t("why-sent"),
        (None, Some(Sent::Waiting)) => ui.t("why-waiting"),
        (None, Some(Sent::Refused)) => ui.t("why-refused"),
        (None, Some(Sent::Dropped)) => ui.t("why-dropped"),
        (None, None) => ui.t("why-see-letters"),
    }
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
    let unread = due::conversation(&mut conn, user, *chat).await?;
    let letters = mailing::of_chat(&mut conn, user, *chat, LETTERS).await?;
    let title = chats::title_of(&mut conn, &member, &ui).await?;
    let has_unread = member.has_unread(&mut conn).await?;
    drop(conn);
    let site = if has_unread { site(&member, &ui) } else { ui.t("why-site-read") };
    let unmailed = unread.filter(|one| one.first_id.is_some());
    let mail = unmailed.map_or_else(|| ui.t("why-see-letters"), |one| said(of.decide(&one, house.clock.now()), &ui));
    let facts = vec![("way-site", site), ("way-mail", mail)];
    let rows = letters.iter().map(|row| SentRowView::new(row, Some(title.clone()), &ui).explained(row, &ui)).collect();
    page(&ui, WhyView::new(&ui, title, facts, rows, (format!("/chats/{chat}/notifications"), CHANGE)))
}

/// How the site tells of what is unread in the chat.
fn site(member: &Member, ui: &Ui) -> String {
    ui.t(if member.muted { "why-site-muted" } else { "why-site-counted" })
}

/// `GET /settings/notifications/sent/{mailing}`: why a letter came, and what it was made of. For whom it was for.
///
/// # Errors
/// 404 for others' and what is not kept any more; what the database says.
pub async fn of_letter(viewer: Viewer, ui: Ui, id: Path<MailingId>, house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let row = mailing::find(&mut conn, *id).await?.filter(|row| row.user_id == Some(viewer.user.id));
    let row = row.ok_or(Error::NotFound)?;
    let of = due::addressee(&mut conn, viewer.user.id, &house).await?.ok_or(Error::NotFound)?;
    let (items, urgent) = items(&mut conn, &row, &of, &ui).await?;
    drop(conn);
    let why = ui.t(match (row.made, row.state) {
        (_, Sent::Dropped) => "why-dropped",
        (Made::Chat, _) => "mail-foot-chat",
        (Made::Digest, _) => "mail-foot-digest",
        (Made::Notices, _) if urgent => "mail-foot-urgent",
        (Made::Notices, _) => "mail-foot-notices",
        (Made::Letter, _) => "mail-made-letter",
    });
    let title = items.first().filter(|_| row.made == Made::Chat).map(|item| item.words.clone());
    let shown = SentRowView::new(&row, title, &ui);
    let back = ("/settings/notifications/sent".to_owned(), CHANGE);
    let view = WhyView::new(&ui, shown.what().to_owned(), vec![("way-mail", why)], vec![shown], back);
    page(&ui, view.holding(items))
}

/// What a letter was about, as far as it is still there, and whether it is of what cannot wait.
async fn items(conn: &mut Conn, row: &Row, of: &Addressee, ui: &Ui) -> store::Result<(Vec<Item>, bool)> {
    let parts = row.parts(conn).await?;
    let (mut items, mut urgent) = (Vec::new(), false);
    for chat in row.chat_id.into_iter().chain(parts.iter().map(|part| part.chat_id)) {
        if let Some(member) = Member::find(conn, of.user.id, chat).await? {
            items.push(Item { words: chats::title_of(conn, &member, ui).await?, path: format!("/chats/{chat}") });
        }
    }
    if matches!(row.made, Made::Digest | Made::Notices) {
        let bounds = (NotificationId(row.after_id), NotificationId(row.upto));
        let mut told = list::between(conn, Reader::of(&of.user), bounds, NAMED).await?;
        told.retain(|one| one.kind().is_some_and(|kind| of.choices.wants(kind, Way::Mail)));
        urgent = !told.is_empty() && told.iter().all(|one| one.kind().is_some_and(|kind| kind.urgent));
        items.extend(
            told.iter().map(|one| Item { words: about(one, ui), path: format!("/notifications/{}/why", one.id) }),
        );
    }
    Ok((items, urgent))
}

fn page(ui: &Ui, view: WhyView) -> Result<Page> {
    let page = Page::account(Place::Notifications, ui.t("why-title"), view.html()?);
    Ok(page.wide().styles(&["css/controls.css", "css/notifications.css", "css/settings.css"]))
}
