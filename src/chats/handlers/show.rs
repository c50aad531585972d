//! The messages page and a chat's page.

use std::sync::Arc;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::composer::{aim, fresh_composer, tray};
use super::drafts;
use super::membership::{read_up_to, reads};
use crate::accounts::Viewer;
use crate::chats::history::{self, Span, Window};
use crate::chats::list::{self, Cursor, Shown};
use crate::chats::message::reaction;
use crate::chats::views::{EntriesView, IndexView, JumpView, ListView, ShowView, TreeView, closed};
use crate::chats::{Member, Opened, Recent, bar, viewed};
use crate::id::{ChatId, MessageId};
use crate::store::Conn;
use crate::web::{CHAT, Error, House, Page, Place, Result, Ui, View};

/// Where the list of chats begins.
#[derive(Deserialize)]
pub struct After {
    after: Option<String>,
}

/// `GET /messages`: the list of chats. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn index(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    query: Query<After>,
    house: Data<House>,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let tree = match query.after.as_deref().and_then(cursor) {
        Some(after) => later(&mut conn, &viewer, after, &house, &ui).await?,
        None => tree(&mut conn, &request, &viewer, None, &ui).await?,
    };
    let title = ui.t("rail-messages");
    let content = IndexView { tree, ui: ui.clone() }.html()?;
    Ok(Page::account(Place::Messages, title, content).styles(&[]).listing())
}

fn cursor(text: &str) -> Option<Cursor> {
    let mut parts = text.splitn(3, '.');
    Some(Cursor {
        pinned: parts.next()? == "1",
        last_message: parts.next()?.parse().ok()?,
        chat: parts.next()?.parse().ok()?,
    })
}

/// The left column.
///
/// # Errors
/// What the database says.
pub(super) async fn tree(
    conn: &mut Conn,
    request: &HttpRequest,
    viewer: &Viewer,
    member: Option<&Member>,
    ui: &Ui,
) -> Result<TreeView> {
    let list = list::page(conn, viewer.user.id, Cursor::START, list::PAGE).await?;
    let house = House::of(request);
    let view = ListView::new(&list, member.map(|member| member.chat), |user| house.hub.attendance().of(user), ui);
    let tree = TreeView::new(&list, view, member.is_none(), ui);
    request.extensions_mut().insert(Shown { list, member: None, preferences: None });
    Ok(tree)
}

/// A later page of the list, as the left column.
async fn later(conn: &mut Conn, viewer: &Viewer, after: Cursor, house: &House, ui: &Ui) -> Result<TreeView> {
    let list = list::page(conn, viewer.user.id, after, list::PAGE).await?;
    let view = ListView::new(&list, None, |user| house.hub.attendance().of(user), ui).later();
    Ok(TreeView::new(&list, view, true, ui))
}

/// Which part of the history is shown.
#[derive(Deserialize)]
pub struct Part {
    before: Option<MessageId>,
    after: Option<MessageId>,
    around: Option<MessageId>,
    /// The message that is answered.
    reply: Option<MessageId>,
}

impl Part {
    fn span(&self) -> Span {
        match (self.before, self.after, self.around) {
            (Some(message), ..) => Span::Before(message),
            (_, Some(message), _) => Span::After(message),
            (_, _, Some(message)) => Span::Around(message),
            _ => Span::Newest,
        }
    }
}

/// `GET /chats/{chat}`: the chat, at its newest message or where `before`, `after` or `around` says. For its members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn show(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    part: Query<Part>,
    (house, recent): (Data<House>, Data<Recent>),
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let opened = Opened::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let member = &opened.member;
    let window = match part.span() {
        Span::Newest => recent.read(&mut conn, member).await?,
        span => Arc::new(Window::read(&mut conn, member, span).await?),
    };
    if reads(&request)
        && let Some(last) = window.entries.last()
    {
        // Given back first: a transaction may need the connection that somebody else waits with.
        drop(conn);
        read_up_to(&house, member, last.id).await;
        conn = house.store.read().await?;
    }
    let page = page(&mut conn, &request, &viewer, (&opened, &window, &part), &ui).await?;
    drop(conn);
    let mut response = page.respond_to(&request);
    remember(&mut response, &request, member.chat, &house);
    Ok(response)
}

async fn page(
    conn: &mut Conn,
    request: &HttpRequest,
    viewer: &Viewer,
    (opened, window, part): (&Opened, &Window, &Part),
    ui: &Ui,
) -> Result<Page> {
    let house = House::of(request);
    let Opened { member, may_post, people, first_unread, preferences, waiting, files, draft } = opened;
    let tree = tree(conn, request, viewer, Some(member), ui).await?;
    let (bar, people) = bar::of(conn, (member, *people), &house, ui).await?;
    let seen = viewed::line(conn, member, window).await?;
    if let Some(shown) = request.extensions_mut().get_mut::<Shown>() {
        shown.member = Some((member.clone(), people.wrapping_add(viewed::seed(seen))));
        shown.preferences = Some(*preferences);
    }
    let title = bar.title().to_owned();
    let last = window.entries.last().map_or(MessageId(0), |entry| entry.id);
    let composer = fresh_composer(member, &title, (preferences, *waiting), &house.dice, ui);
    let mut composer = drafts::with(composer, draft, ui);
    composer.tray = tray(conn, member, *files, ui).await?;
    if window.newer {
        let newer = history::count_after(conn, member, last).await?;
        composer.old = true;
        composer.jump = JumpView { ui: ui.clone(), chat: member.chat.0, after: last.0, newer }.html()?;
    }
    composer.aim = aim(conn, member, part.reply.or(draft.reply), ui).await?;
    composer.focus = part.reply.is_some() && composer.aim.is_some();
    let mine = reaction::mine(conn, member.user, &window.entries).await?;
    let entries = EntriesView::new(member, (window, &mine), *first_unread, ui).around(part.around).seen(seen);
    let styles: &'static [&'static str] =
        if entries.is_rich() || composer.is_rich() || bar.is_rich() { &["css/rich.css"] } else { &[] };
    let view = ShowView {
        tree,
        bar,
        chat: member.chat.0,
        revision: member.revision,
        read: member.read.0,
        newest: !window.newer,
        entries,
        last: last.0,
        refresh: preferences.refresh_seconds,
        typing: preferences.shows_typing,
        composer,
        closed: (!may_post).then(|| closed(member, ui)),
        ui: ui.clone(),
    };
    let page = Page::account(Place::Messages, title, view.html()?).styles(styles);
    let writing = may_post.then(|| format!("text-{}", member.chat));
    Ok(Page { skip: ("log", "skip-to-messages"), writing, ..page })
}

fn remember(response: &mut HttpResponse, request: &HttpRequest, chat: ChatId, house: &House) {
    if request.cookie(CHAT).is_some_and(|known| known.value() == chat.to_string()) {
        return;
    }
    let cookie = Cookie::build(CHAT, chat.to_string()).path("/").http_only(true).same_site(SameSite::Lax);
    // A cookie of digits cannot be malformed.
    let _ = response.add_cookie(&cookie.secure(house.secure).finish());
}
