//! What is around a page of the account: the rail, the panel, the counters; and what is read by opening the page.

use actix_web::http::Method;
use actix_web::{HttpMessage, HttpRequest};
use askama::Template;

use crate::accounts::{OwnSide, TextSize, User, Viewer, status};
use crate::chats::list::{self, Shown};
use crate::chats::live::{CounterView, fingerprint};
use crate::chats::{Member, preferences::Preferences};
use crate::id::ChatId;
use crate::live::Presence;
use crate::markup::Html;
use crate::notifications::{self, Reader, State, marks};
use crate::panel::handlers::is_folded;
use crate::panel::views::PanelView;
use crate::store::Conn;
use crate::web::{CHAT, Door, House, Page, Place, Result, Ui, View, is_prefetch};

/// The style sheets of every page of the account.
pub(super) const ACCOUNT: [&str; 1] = ["css/account.css"];
/// And of those for who wants them to look otherwise.
const LOOK: [&str; 1] = ["css/look.css"];

#[derive(Template)]
#[template(path = "app/account.html")]
struct AccountView {
    ui: Ui,
    title: String,
    styles: Vec<&'static str>,
    unread: i64,
    theme: &'static str,
    density: &'static str,
    at: i64,
    counts: bool,
    state: String,
    epoch: String,
    sound: Option<String>,
    look: String,
    closed: Option<&'static str>,
    user: i64,
    main: bool,
    wide: bool,
    fold: bool,
    skip: (&'static str, &'static str),
    writing: Option<String>,
    messages: String,
    place: Place,
    current: &'static str,
    counter: CounterView,
    bell: CounterView,
    door: Door,
    name: String,
    content: Html,
    refresh: i64,
    panel: PanelView,
}

/// How the person wants pages to look, where it is not as usual: words of an attribute.
fn look(user: &User) -> String {
    let words = [
        (user.text_size != TextSize::Usual).then_some(user.text_size.as_str()),
        (user.own_side != OwnSide::End).then_some(user.own_side.as_str()),
        (!user.previews).then_some("plain"),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// How what the handler returned is put into it.
pub(super) struct Fit {
    pub(super) place: Place,
    pub(super) main: bool,
    pub(super) wide: bool,
}

/// The page of an account: what a handler returned, with the rail, the panel and the counters around it.
///
/// # Errors
/// What the database says.
pub(super) async fn account(
    request: &HttpRequest,
    page: &Page,
    Fit { place, main, wide }: Fit,
    viewer: &Viewer,
    ui: Ui,
) -> Result<Html> {
    let house = House::of(request);
    let mut conn = house.store.read().await?;
    let shown = request.extensions_mut().remove::<Shown>();
    let Shown { list, member, preferences } = match shown {
        Some(shown) => shown,
        None => {
            let list = list::page(&mut conn, viewer.user.id, list::Cursor::START, list::PAGE).await?;
            Shown { list, member: None, preferences: None }
        }
    };
    let (mut bell, here) =
        notifications::counts::unread_and(&mut conn, Reader::of(&viewer.user), request.path()).await?;
    if here && opens(request, page) {
        drop(conn);
        read_here(&house, viewer, request.path()).await;
        conn = house.store.read().await?;
        bell = notifications::counts::unread(&mut conn, Reader::of(&viewer.user)).await?;
    }
    let preferences = match preferences {
        Some(preferences) => preferences,
        None => Preferences::find(&mut conn, viewer.user.id).await?,
    };
    let last = last_chat(&mut conn, request, place, viewer).await?;
    let user = &viewer.user;
    let presence = |user: i64| house.hub.attendance().of(user);
    // Whoever has this page made is here.
    let substitute = status::substitutes(&mut conn, std::slice::from_ref(user)).await?.into_values().next();
    let own = user.status.plan(&ui.zone, substitute).over(Presence::Online, ui.now);
    let door = Door::of_person(user.id.0, &user.name, user.hue, user.picture.clone());
    let (fold, look) = (is_folded(request), look(user));
    AccountView {
        title: page.title.clone(),
        styles: ACCOUNT.iter().chain(page.styles).chain(LOOK.iter().filter(|_| !look.is_empty())).copied().collect(),
        unread: list.counters.unread,
        theme: user.theme.as_str(),
        density: user.density.as_str(),
        at: ui.now.0,
        counts: page.counts,
        state: notifications::live::with_unread(
            &fingerprint(&list, member.as_ref().map(|(member, people)| (member, *people)), &ui),
            bell,
        ),
        epoch: viewer.epoch.clone(),
        sound: preferences.sounds.attribute(),
        look,
        closed: member.as_ref().filter(|_| page.writing.is_none()).map(|(member, _)| member.closed().as_str()),
        user: user.id.0,
        main,
        wide,
        fold,
        skip: page.skip,
        writing: page.writing.clone(),
        // From elsewhere it brings back the chat one was in; from a chat it goes to the list.
        messages: last.map_or_else(|| "/messages".to_owned(), |chat| format!("/chats/{chat}")),
        place,
        current: if member.is_some() { "true" } else { "page" },
        counter: CounterView::rail(list.counters, &ui),
        bell: notifications::live::rail(bell, &ui),
        door: door.clone().with(&own),
        name: user.name.clone(),
        content: page.content.clone(),
        refresh: preferences.refresh_seconds,
        panel: PanelView::new((user.id.0, &user.name, door, own), (&list, bell), presence, fold, &ui),
        ui,
    }
    .html()
}

/// Whether somebody looks at what stands at the address.
fn opens(request: &HttpRequest, page: &Page) -> bool {
    page.status.is_success() && *request.method() == Method::GET && !is_prefetch(request)
}

/// Whoever opens what a notification speaks of has read it. If that cannot be written, the page can still be looked at.
async fn read_here(house: &House, viewer: &Viewer, address: &str) {
    let (reader, now) = (Reader::of(&viewer.user), house.clock.now());
    let read = async {
        let mut tx = house.store.begin().await?;
        let ids = marks::leading_to(&mut tx, reader, address).await?;
        marks::set(&mut tx, reader, &ids, State::Read, now).await?;
        tx.commit().await
    };
    if let Err(error) = read.await {
        tracing::warn!(%error, "what was opened is still unread");
    }
}

/// The chat that the viewer was in before this page, if they may still see it. A page of Messages leads to the list.
async fn last_chat(conn: &mut Conn, request: &HttpRequest, place: Place, viewer: &Viewer) -> Result<Option<ChatId>> {
    let cookie = request.cookie(CHAT).filter(|_| place != Place::Messages);
    Ok(match cookie.and_then(|cookie| cookie.value().parse().ok()) {
        Some(chat) => Member::find(conn, viewer.user.id, chat).await?.map(|member| member.chat),
        None => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{Sample, check_samples};

    const NASTY: &str = "<b>\"Phạm\" & 'O'</b>";

    impl Sample for AccountView {
        fn samples(ui: &Ui) -> Vec<AccountView> {
            let view = |panel: PanelView, place: Place, some: bool| AccountView {
                title: NASTY.to_owned(),
                styles: ACCOUNT.to_vec(),
                unread: if some { 100 } else { 0 },
                theme: "dark",
                density: "airy",
                at: 1,
                counts: some,
                state: "0".to_owned(),
                epoch: "e".to_owned(),
                sound: some.then(|| "chime knock none".to_owned()),
                closed: some.then_some("read-only"),
                look: if some { "large start".to_owned() } else { String::new() },
                user: 1,
                main: some,
                wide: some,
                fold: some,
                skip: ("main", "skip-to-content"),
                writing: some.then(|| "text-7".to_owned()),
                messages: "/chats/7".to_owned(),
                place,
                current: "page",
                counter: CounterView::samples(ui).remove(0),
                bell: notifications::live::rail(if some { 100 } else { 0 }, ui),
                door: Door::of_person(1, NASTY, 3, Some("abcdefghijklmnopqrstuv".to_owned())).with(if some {
                    &Presence::Online
                } else {
                    &Presence::Away
                }),
                name: NASTY.to_owned(),
                content: Html::escape(NASTY),
                refresh: if some { 30 } else { 0 },
                panel,
                ui: ui.clone(),
            };
            let mut panels = PanelView::samples(ui);
            vec![view(panels.remove(1), Place::Messages, true), view(panels.remove(0), Place::Settings, false)]
        }
    }

    #[test]
    fn the_view_renders_its_samples() {
        check_samples::<AccountView>();
    }
}
