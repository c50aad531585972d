//! Beginning a chat: with one person, with several, with oneself.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::show::tree;
use crate::accounts::{Employee, Role, State, User, Viewer};
use crate::chats::privacy::{self, Wish};
use crate::chats::views::{ChoiceView, NewView, NoticeView};
use crate::chats::{found, looks};
use crate::id::UserId;
use crate::organization::person::{self, Sight};
use crate::organization::views::Doors;
use crate::organization::words::Words;
use crate::store::Conn;
use crate::web::{Error, Errors, Fields, House, Page, Place, Result, Ui, View, see_other};

/// People whom the page offers at once.
pub(super) const OFFERED: i64 = 50;
/// People whom one form may add.
pub(super) const ADDED: usize = 500;

/// Whom to look for.
#[derive(Deserialize)]
pub struct Find {
    #[serde(default)]
    q: String,
}

/// `GET /chats/new`: people to write to. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn new(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    find: Query<Find>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let fields = Fields::of(&[("q", &find.q)]);
    page(&request, &viewer, &ui, (fields, Errors::new()), &house).await
}

async fn page(
    request: &HttpRequest,
    viewer: &Viewer,
    ui: &Ui,
    (fields, errors): (Fields, Errors),
    house: &House,
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let (choices, more) = choices(&mut conn, viewer, (&fields, ui), house).await?;
    let notes = found::notes(&mut conn, viewer.user.id).await?.map(|chat| chat.0);
    let tree = tree(&mut conn, request, viewer, None, ui).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = NewView {
        ui: ui.clone(),
        tree: tree.beside(),
        choices,
        more,
        groups: viewer.user.role != Role::Guest,
        invites: Doors::extract(request).await?.invites,
        notes,
        fields,
        errors,
    };
    let page = Page::account(Place::Messages, ui.t("new-title"), view.html()?);
    Ok(page.status(status).respond_to(request))
}

/// People whom the words find, and those who are chosen already; whether there are more.
async fn choices(
    conn: &mut Conn,
    viewer: &Viewer,
    (fields, ui): (&Fields, &Ui),
    house: &House,
) -> Result<(Vec<ChoiceView>, bool)> {
    let sight = Sight::of(&viewer.user);
    let chosen: Vec<i64> = chosen(fields).iter().map(|user| user.0).collect();
    let seen: Vec<i64> = person::seen(conn, sight, &chosen).await?.iter().map(|user| user.0).collect();
    let mut people = User::find_many(conn, &seen).await?;
    let words = Words::parse(fields.get("q")).unwrap_or_else(Words::any);
    let mut found = person::search(conn, sight, &words, OFFERED + 1).await?;
    let more = found.len() as i64 > OFFERED;
    found.truncate(OFFERED as usize);
    for person in found.into_iter().map(|found| found.user) {
        if person.id != viewer.user.id && !seen.contains(&person.id.0) {
            people.push(person);
        }
    }
    let choice = |person: &User| {
        let presence = house.hub.attendance().of(person.id.0);
        ChoiceView::new(person, presence, seen.contains(&person.id.0), ui)
    };
    Ok((people.iter().map(choice).collect(), more))
}

/// The people that a form's ticks name.
pub(super) fn chosen(fields: &Fields) -> Vec<UserId> {
    let mut users: Vec<UserId> = fields.all("user").filter_map(|user| user.parse().ok()).collect();
    users.sort_unstable();
    users.dedup();
    users
}

/// The people of a form, who all have to be there, and seen by the viewer.
///
/// # Errors
/// 404 for somebody who is not, 400 for more than [`ADDED`].
pub(super) async fn people(conn: &mut Conn, viewer: &Viewer, fields: &Fields) -> Result<Vec<UserId>> {
    let users = chosen(fields);
    if users.len() > ADDED {
        return Err(Error::Bad("too many people"));
    }
    let ids: Vec<i64> = users.iter().map(|user| user.0).collect();
    let seen = person::seen(conn, Sight::of(&viewer.user), &ids).await?;
    let there = User::find_many(conn, &ids).await?;
    let active = there.iter().filter(|user| user.state == State::Active && seen.contains(&user.id));
    if active.count() != users.len() {
        return Err(Error::NotFound);
    }
    Ok(users)
}

/// `POST /chats/direct`: opens the chat with the one person `user`; nobody writes to who has left, so it is their page then.
/// For who may see them.
///
/// # Errors
/// 404 for somebody who is not there, 403 for who lets the viewer begin none.
pub async fn direct(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    if let &[user] = chosen(&fields).as_slice()
        && let Some(person) = person::find(&mut tx, Sight::of(&viewer.user), user).await?
        && person.state == State::Dismissed
    {
        return Ok(see_other(format!("/people/{user}")));
    }
    let &[user] = people(&mut tx, &viewer, &fields).await?.as_slice() else { return Err(Error::NotFound) };
    let now = house.clock.now();
    let chat = if user == viewer.user.id {
        found::notes(&mut tx, user).await?.ok_or(Error::NotFound)?
    } else {
        if found::direct_of(&mut tx, viewer.user.id, user).await?.is_none()
            && let Some(name) = privacy::refused(&mut tx, &viewer.user, &[user], Wish::Begin).await?
        {
            drop(tx);
            let sentence = ui.with("begin-closed", "name", name);
            let view = NoticeView { title: ui.t("begin-closed-title"), sentence, back: format!("/people/{user}"), ui };
            let page = Page::account(Place::Messages, view.title.clone(), view.html()?);
            return Ok(page.status(StatusCode::FORBIDDEN).respond_to(&request));
        }
        found::direct(&mut tx, viewer.user.id, user, now).await?
    };
    tx.commit().await?;
    Ok(see_other(format!("/chats/{chat}")))
}

/// `POST /chats`: makes a group of this `name` with these people (`user`, several). For who works here.
///
/// # Errors
/// 404 for somebody who is not there; the page again for a wrong name.
pub async fn create(
    request: HttpRequest,
    Employee(viewer): Employee,
    ui: Ui,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    let name = looks::name(&fields, &mut errors, &ui);
    // The button "find" looks for people and keeps the rest.
    if fields.has("find") {
        return page(&request, &viewer, &ui, (fields, Errors::new()), &house).await;
    }
    if !errors.is_empty() {
        return page(&request, &viewer, &ui, (fields, errors), &house).await;
    }
    let mut tx = house.store.begin().await?;
    let mut users = people(&mut tx, &viewer, &fields).await?;
    users.push(viewer.user.id);
    if let Some(name) = privacy::refused(&mut tx, &viewer.user, &users, Wish::Add).await? {
        drop(tx);
        let mut errors = Errors::new();
        errors.add("user", ui.with("add-closed", "name", name));
        return page(&request, &viewer, &ui, (fields, errors), &house).await;
    }
    let users = found::here(&mut tx, &users).await?;
    if !users.contains(&viewer.user.id) {
        // They were dismissed since the request came.
        return Err(Error::NotFound);
    }
    let chat = found::group(&mut tx, viewer.user.id, &name, &users, (&house.dice, house.clock.now())).await?;
    tx.commit().await?;
    Ok(see_other(format!("/chats/{chat}")))
}
