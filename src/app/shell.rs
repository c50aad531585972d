//! What is around every page: the head, the rail, the panel; and the page that an error becomes.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE, ContentEncoding, HeaderValue, VARY};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use askama::Template;

use crate::accounts::{User, Viewer, status};
use crate::chats::list::{self, Shown};
use crate::chats::live::{CounterView, fingerprint};
use crate::chats::{Member, preferences::Preferences};
use crate::clock::Moment;
use crate::id::ChatId;
use crate::live::Presence;
use crate::markup::Html;
use crate::notifications::{self, Reader, State, marks};
use crate::panel::handlers::is_folded;
use crate::panel::views::PanelView;
use crate::store::Conn;
use crate::web::{
    BUSY, CHAT, Door, Error, Failure, Frame, House, Language, Page, Place, RequestId, Result, SCRIPT, Typed, Ui,
    Unframed, View, compressed, is_prefetch,
};

/// The style sheets of every page of the account, and of every page at the door.
const ACCOUNT: [&str; 1] = ["css/account.css"];
const GATE: [&str; 1] = ["css/gate.css"];

/// Puts the frame of the house around what a handler returned.
pub async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = match next.call(request).await {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => return Err(error),
    };
    let (request, mut response) = response.into_parts();
    let page = response.extensions().get::<Unframed>().and_then(Unframed::take);
    let refused = response.status() == actix_web::http::StatusCode::METHOD_NOT_ALLOWED;
    let failure = refused.then_some(Failure { key: "bad-request", retry: None });
    let failure = response.extensions().get::<Failure>().copied().or(failure);
    let body = match (page, failure) {
        (Some(page), _) => match framed(&request, &page).await {
            // The form again, with what was typed: it is worth more than what is around it.
            Err(_) if !page.status.is_success() => gate(&request, &page, Ui::of(&request)),
            framed => framed,
        },
        (None, Some(failure)) => failed(&request, &response, failure).await,
        (None, None) => return Ok(ServiceResponse::new(request, response)),
    };
    let html = match body {
        Ok(html) => html.into_string(),
        // The frame needs the database, too. What is left is said without it.
        Err(error) => {
            tracing::error!(%error, "a page could not be framed");
            *response.status_mut() = actix_web::ResponseError::status_code(&error);
            bare(&request, &error)
        }
    };
    // Of a flood each answer has to cost next to nothing.
    let turned_away = failure.is_some_and(|failure| failure.key == BUSY);
    let (coding, body) = if turned_away {
        (ContentEncoding::Identity, html.into())
    } else {
        compressed(&request, html, || has_time(&request))
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding.as_str()));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    Ok(ServiceResponse::new(request, response.set_body(BoxBody::new(body))))
}

fn has_time(request: &HttpRequest) -> bool {
    let house = House::of(request);
    house.turnstile.has_time(house.clock.now())
}

async fn framed(request: &HttpRequest, page: &Page) -> Result<Html> {
    let ui = Ui::of(request);
    let viewer = request.extensions().get::<Viewer>().cloned();
    match (page.frame, viewer) {
        (Frame::Account { place, main, wide }, Some(viewer)) => {
            notice(request, &viewer, Some(ui.now));
            account(request, page, Body { place, main, wide }, &viewer, ui).await
        }
        (Frame::Inner { class, refresh }, Some(viewer)) => {
            // It loads itself: that somebody uses it is not said by that.
            notice(request, &viewer, None);
            inner(page, (class, refresh), &viewer.user, ui)
        }
        _ => gate(request, page, ui),
    }
}

/// Loading pages is being here, for who has no script to say so.
fn notice(request: &HttpRequest, viewer: &Viewer, used: Option<Moment>) {
    if request.cookie(SCRIPT).is_none() && !is_prefetch(request) {
        House::of(request).hub.attendance().look(viewer.user.id.0, viewer.session.0, used);
    }
}

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
    sound: bool,
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

struct Body {
    place: Place,
    main: bool,
    wide: bool,
}

async fn account(
    request: &HttpRequest,
    page: &Page,
    Body { place, main, wide }: Body,
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
    let (mut bell, here) = notifications::list::unread_and(&mut conn, Reader::of(&viewer.user), request.path()).await?;
    if here && opens(request, page) {
        drop(conn);
        read_here(&house, viewer, request.path()).await;
        conn = house.store.read().await?;
        bell = notifications::list::unread(&mut conn, Reader::of(&viewer.user)).await?;
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
    let fold = is_folded(request);
    AccountView {
        title: page.title.clone(),
        styles: ACCOUNT.iter().chain(page.styles).copied().collect(),
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
        sound: preferences.sound,
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
pub(super) async fn read_here(house: &House, viewer: &Viewer, address: &str) {
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

#[derive(Template)]
#[template(path = "app/gate.html")]
struct GateView {
    ui: Ui,
    title: String,
    styles: Vec<&'static str>,
    unread: i64,
    content: Html,
    languages: Vec<(Language, String)>,
}

fn gate(request: &HttpRequest, page: &Page, ui: Ui) -> Result<Html> {
    let address = |language: Language| (language, in_language(request, language));
    GateView {
        ui,
        title: page.title.clone(),
        styles: GATE.iter().chain(page.styles).copied().collect(),
        unread: 0,
        content: page.content.clone(),
        languages: Language::ALL.into_iter().map(address).collect(),
    }
    .html()
}

/// The address of the page in another language. What else its query says is kept.
fn in_language(request: &HttpRequest, language: Language) -> String {
    let kept = request.query_string().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
    let mut query: Vec<&str> = kept.collect();
    let lang = format!("lang={language}");
    query.push(&lang);
    // Without the path: one of two slashes would be another's address.
    format!("?{}", query.join("&"))
}

#[derive(Template)]
#[template(path = "app/inner.html")]
struct InnerView {
    ui: Ui,
    title: String,
    styles: Vec<&'static str>,
    unread: i64,
    theme: &'static str,
    density: &'static str,
    refresh: i64,
    class: &'static str,
    content: Html,
}

fn inner(page: &Page, (class, refresh): (&'static str, i64), user: &User, ui: Ui) -> Result<Html> {
    InnerView {
        ui,
        title: page.title.clone(),
        styles: ACCOUNT.iter().chain(page.styles).copied().collect(),
        unread: 0,
        theme: user.theme.as_str(),
        density: user.density.as_str(),
        refresh,
        class,
        content: page.content.clone(),
    }
    .html()
}

#[derive(Template)]
#[template(path = "app/failure.html")]
struct FailureView {
    ui: Ui,
    class: &'static str,
    heading: String,
    text: String,
    /// Where what was typed is sent again, and what it was.
    again: Option<(String, Vec<(String, String)>)>,
}

#[derive(Template)]
#[template(path = "app/failure_part.html")]
struct FailurePart {
    ui: Ui,
    heading: String,
    text: String,
}

/// The page of an error; for htmx the part.
async fn failed(request: &HttpRequest, response: &HttpResponse, failure: Failure) -> Result<Html> {
    let ui = Ui::of(request);
    let (heading, text) = words(request, failure, &ui);
    if request.headers().contains_key("hx-request") {
        return FailurePart { ui, heading, text }.html();
    }
    let viewer = request.extensions().get::<Viewer>().is_some();
    let class = if viewer { "main" } else { "gate" };
    let again = request.extensions_mut().remove::<Typed>().map(|typed| (address(request), typed.0));
    let content = FailureView { ui, class, heading: heading.clone(), text, again }.html()?;
    let page =
        if viewer { Page::account(Place::Between, heading, content).wide() } else { Page::gate(heading, content) };
    framed(request, &page.status(response.status())).await
}

fn address(request: &HttpRequest) -> String {
    request.uri().path_and_query().map_or_else(String::new, ToString::to_string)
}

fn words(request: &HttpRequest, failure: Failure, ui: &Ui) -> (String, String) {
    let text = format!("{}-text", failure.key);
    let text = match (failure.key, failure.retry) {
        ("too-many", Some(seconds)) => ui.with(&text, "minutes", seconds.div_ceil(60)),
        (_, Some(seconds)) => ui.with(&text, "seconds", seconds),
        (_, None) => {
            let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
            ui.with(&text, "request", id)
        }
    };
    (ui.t(&format!("{}-title", failure.key)), text)
}

/// An error without anything of the database around it.
fn bare(request: &HttpRequest, error: &Error) -> String {
    let response = actix_web::ResponseError::error_response(error);
    let failure = response.extensions().get::<Failure>().copied().unwrap_or(Failure { key: "defect", retry: None });
    let ui = Ui::of(request);
    let (heading, text) = words(request, failure, &ui);
    let content = FailureView { ui: ui.clone(), class: "gate", heading: heading.clone(), text, again: None }.html();
    let page = content.and_then(|content| gate(request, &Page::gate(heading, content), ui));
    page.map_or_else(|_| "Hallway".to_owned(), Html::into_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{Sample, check_samples};

    const NASTY: &str = "<b>\"Phạm\" & 'O'</b>";

    fn content() -> Html {
        Html::escape(NASTY)
    }

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
                sound: some,
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
                content: content(),
                refresh: if some { 30 } else { 0 },
                panel,
                ui: ui.clone(),
            };
            let mut panels = PanelView::samples(ui);
            vec![view(panels.remove(1), Place::Messages, true), view(panels.remove(0), Place::Settings, false)]
        }
    }

    impl Sample for GateView {
        fn samples(ui: &Ui) -> Vec<GateView> {
            vec![GateView {
                ui: ui.clone(),
                title: NASTY.to_owned(),
                styles: GATE.to_vec(),
                unread: 0,
                content: content(),
                languages: Language::ALL.map(|language| (language, format!("?a=1&lang={language}"))).to_vec(),
            }]
        }
    }

    impl Sample for InnerView {
        fn samples(ui: &Ui) -> Vec<InnerView> {
            let view = |refresh| InnerView {
                ui: ui.clone(),
                title: NASTY.to_owned(),
                styles: ACCOUNT.to_vec(),
                unread: 0,
                theme: "light",
                density: "compact",
                refresh,
                class: "embed",
                content: content(),
            };
            vec![view(0), view(30)]
        }
    }

    impl Sample for FailureView {
        fn samples(ui: &Ui) -> Vec<FailureView> {
            let view = |again| FailureView {
                ui: ui.clone(),
                class: "gate",
                heading: NASTY.to_owned(),
                text: NASTY.to_owned(),
                again,
            };
            let typed = vec![("text".to_owned(), NASTY.to_owned()), (NASTY.to_owned(), "a\nb".to_owned())];
            vec![view(None), view(Some(("/chats/7/messages?a=1&b=2".to_owned(), typed)))]
        }
    }

    impl Sample for FailurePart {
        fn samples(ui: &Ui) -> Vec<FailurePart> {
            vec![FailurePart { ui: ui.clone(), heading: NASTY.to_owned(), text: NASTY.to_owned() }]
        }
    }

    #[test]
    fn every_view_renders_its_samples() {
        check_samples::<AccountView>();
        check_samples::<GateView>();
        check_samples::<InnerView>();
        check_samples::<FailureView>();
        check_samples::<FailurePart>();
    }
}
