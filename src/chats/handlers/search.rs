//! Search, everywhere and in a chat, and the way to a day.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query as Asked};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::message::actions::place;
use crate::accounts::Viewer;
use crate::accounts::times::{WrongTime, whole_day};
use crate::chats::search::{self, Cursor, Order, Place, Query, Searches, day, filling};
use crate::chats::views::{FoundParts, MeantParts, SearchView};
use crate::chats::{Kind, Member, title_of};
use crate::id::ChatId;
use crate::markup::fold;
use crate::organization::person::{self, Sight};
use crate::organization::words::Words;
use crate::store::{self, Conn};
use crate::web::{Door, Error, Errors, Fields, House, Page, Place as At, Result, Ui, View, see_other};

/// People, and chats, that may be meant and are named above the hits.
const MEANT: usize = 6;

type Pairs = Vec<(String, String)>;

/// `GET /search`: what the fields ask for in all chats of the viewer. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn everywhere(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    asked: Asked<Pairs>,
    (house, searches): (Data<House>, Data<Searches>),
) -> Result<HttpResponse> {
    let fields = Fields::of_query(&asked);
    let looked = looked((&viewer, None), &fields, (&house, &searches), &ui).await?;
    respond(&request, None, (fields, looked), &house, ui).await
}

/// `GET /chats/{chat}/search`: the same in the chat. For its members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn in_chat(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    (chat, asked): (Path<ChatId>, Asked<Pairs>),
    (house, searches): (Data<House>, Data<Searches>),
) -> Result<HttpResponse> {
    let member = Member::find(&mut house.store.read().await?, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let fields = Fields::of_query(&asked);
    let looked = looked((&viewer, Some(&member)), &fields, (&house, &searches), &ui).await?;
    respond(&request, Some(&member), (fields, looked), &house, ui).await
}

/// `GET /chats/{chat}/day`: to the first message of the day `on`, or the nearest after it. For the chat's members.
///
/// # Errors
/// 404 for who is not a member.
pub async fn to_day(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    (chat, asked): (Path<ChatId>, Asked<Pairs>),
    house: Data<House>,
) -> Result<HttpResponse> {
    let fields = Fields::of_query(&asked);
    let mut conn = house.store.read().await?;
    let member = Member::find(&mut conn, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    let wrong = match whole_day(fields.get("on"), &ui.zone) {
        Ok(Some((begin, _))) => {
            let to = match day::first(&mut conn, &member, begin).await? {
                Some(message) => place(&mut conn, &member, message).await?,
                None => format!("/chats/{chat}"),
            };
            return Ok(see_other(to));
        }
        Ok(None) => WrongTime::NoDay,
        Err(wrong) => wrong,
    };
    drop(conn);
    let mut errors = Errors::new();
    errors.add("on", wrong.say(&ui));
    respond(&request, Some(&member), (fields, Looked::Wrong(errors)), &house, ui).await
}

/// What became of a search.
enum Looked {
    /// Nothing was asked for.
    Not,
    Found(FoundParts),
    Wrong(Errors),
    /// It was not done: the key of a sentence.
    Refused(&'static str),
}

/// Looks, when it is the viewer's turn; without a connection until then.
async fn looked(
    (viewer, member): (&Viewer, Option<&Member>),
    fields: &Fields,
    (house, searches): (&House, &Searches),
    ui: &Ui,
) -> Result<Looked> {
    if Query::is_blank(fields) {
        return Ok(Looked::Not);
    }
    let query = match Query::parse(fields, ui) {
        Ok(query) => query,
        Err(errors) => return Ok(Looked::Wrong(errors)),
    };
    let Some(_turn) = searches.turn(viewer.user.id).await else { return Ok(Looked::Refused("search-busy")) };
    let mut conn = house.store.impatient(Searches::LONGEST).await?;
    match look(&mut conn, (viewer, member), (&query, fields), ui).await {
        Ok(Ok(parts)) => Ok(Looked::Found(parts)),
        Ok(Err(errors)) => Ok(Looked::Wrong(errors)),
        Err(Error::Store(store::Error::TooSlow)) => Ok(Looked::Refused("search-slow")),
        Err(error) => Err(error),
    }
}

async fn respond(
    request: &HttpRequest,
    member: Option<&Member>,
    (fields, looked): (Fields, Looked),
    house: &House,
    ui: Ui,
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let chat = match member {
        Some(member) => Some((member.chat.0, title_of(&mut conn, member, &ui.locale).await?)),
        None => None,
    };
    let preparing = filling::is_going_on(&mut conn).await?;
    drop(conn);
    let title = match &chat {
        Some((_, title)) => ui.with("search-in-title", "title", title.as_str()),
        None => ui.t("search-title"),
    };
    let view = SearchView { ui, chat, fields, errors: Errors::new(), found: None, refused: None, preparing };
    let (view, status) = match looked {
        Looked::Not => (view, StatusCode::OK),
        Looked::Found(found) => (SearchView { found: Some(found), ..view }, StatusCode::OK),
        Looked::Wrong(errors) => (SearchView { errors, ..view }, StatusCode::UNPROCESSABLE_ENTITY),
        Looked::Refused(key) => (SearchView { refused: Some(view.ui.t(key)), ..view }, StatusCode::SERVICE_UNAVAILABLE),
    };
    let page = Page::account(At::Messages, title, view.html()?).wide().status(status);
    Ok(page.styles(&["css/controls.css", "css/rich.css", "css/find.css"]).respond_to(request))
}

async fn look(
    conn: &mut Conn,
    (viewer, member): (&Viewer, Option<&Member>),
    (query, fields): (&Query, &Fields),
    ui: &Ui,
) -> Result<std::result::Result<FoundParts, Errors>> {
    let order = Order::from(fields.get("order").to_owned());
    let cursor: Option<Cursor> = fields.get("at").parse().ok();
    let mut places = search::places(conn, viewer.user.id, &ui.locale).await?;
    if let Some(member) = member {
        places.retain(|place| place.chat == member.chat);
    }
    let found = match search::find(conn, &viewer.user, (query, &places), (order, cursor), ui).await? {
        Ok(found) => found,
        Err(errors) => return Ok(Err(errors)),
    };
    let chat = member.map(|member| member.chat.0);
    let mut parts = FoundParts::new(query, &found, (&places, member.is_none()), ui);
    parts.next = found.next.map(|next| address(chat, fields, (order, &next.to_text())));
    let to = |one: &Order| (address(chat, fields, (*one, "")), one.as_str().to_owned(), *one == order);
    parts.orders = Order::ALL.iter().map(to).collect();
    if member.is_none() && cursor.is_none() && query.is_words() {
        parts.meant = meant(conn, viewer, (fields.get("q"), &places), ui).await?;
    }
    Ok(Ok(parts))
}

/// The address of the same search in this order, from there on.
fn address(chat: Option<i64>, fields: &Fields, (order, at): (Order, &str)) -> String {
    let order = if order == Order::ALL[0] { "" } else { order.as_str() };
    // A field may be there more than once.
    let typed = Query::FIELDS.iter().flat_map(|field| fields.all(field).map(move |value| (*field, value)));
    let pairs: Vec<(&str, &str)> =
        typed.chain([("order", order), ("at", at)]).filter(|(_, value)| !value.is_empty()).collect();
    [&SearchView::address(chat), "?", &serde_urlencoded::to_string(pairs).unwrap_or_default()].concat()
}

/// Chats of the viewer that are called so, and people whom they may see.
async fn meant(
    conn: &mut Conn,
    viewer: &Viewer,
    (typed, places): (&str, &[Place]),
    ui: &Ui,
) -> Result<Vec<MeantParts>> {
    let folded = fold(typed);
    let folded = folded.trim_matches(|c: char| !c.is_alphanumeric());
    // People are found by themselves, and lead to the chat with them.
    let chats = places.iter().filter(|place| place.kind != Kind::Direct && place.may_be(folded));
    let mut meant: Vec<MeantParts> = chats.take(MEANT).map(chat).collect();
    let Some(words) = Words::parse(folded) else { return Ok(meant) };
    for found in person::search(conn, Sight::of(&viewer.user), &words, MEANT as i64).await? {
        let user = found.user;
        let chat = places.iter().find(|place| place.partner == Some(user.id));
        meant.push(MeantParts {
            href: chat.map_or_else(|| format!("/people/{}", user.id), |place| format!("/chats/{}", place.chat)),
            door: Door::of_person(user.id.0, user.name.as_str(), user.hue, user.picture.clone()).small(),
            name: user.name.to_string(),
            about: if chat.is_some() { ui.t("search-chat") } else { found.title },
        });
    }
    Ok(meant)
}

fn chat(place: &Place) -> MeantParts {
    MeantParts {
        href: format!("/chats/{}", place.chat),
        door: Door::of_chat(&place.title, place.hue, place.picture.clone()).small(),
        name: place.title.clone(),
        about: String::new(),
    }
}
