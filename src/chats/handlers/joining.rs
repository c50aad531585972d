//! Groups that one joins by oneself, and those that were put away.

use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::show::tree;
use crate::accounts::{Employee, Viewer};
use crate::chats::Member;
use crate::chats::joining::{self, Offered};
use crate::chats::list;
use crate::chats::views::{ArchivedView, JoinView, OfferedView, OpenView};
use crate::id::ChatId;
use crate::web::{Error, Fields, House, Page, Place, Result, Ui, View, see_other};

/// Which groups, and after which one.
#[derive(Deserialize)]
pub struct Find {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    id: i64,
}

/// `GET /chats/open`: groups that all who work here may join, of whose names a word begins with `q`. For who works here.
///
/// # Errors
/// What the database says.
pub async fn index(
    request: HttpRequest,
    employee: Employee,
    ui: Ui,
    find: Query<Find>,
    house: Data<House>,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let after = (find.after.replace('\0', ""), ChatId(find.id));
    let (offered, more) = joining::page(&mut conn, &employee, &find.q, (&after.0, after.1)).await?;
    let view = OpenView {
        tree: tree(&mut conn, &request, &employee.0, None, &ui).await?.beside(),
        next: offered.last().filter(|_| more).map(|last| (last.name_folded.clone(), last.chat.0)),
        groups: offered.iter().map(|one| OfferedView::new(one, &ui)).collect(),
        fields: Fields::of(&[("q", &find.q)]),
        ui: ui.clone(),
    };
    Ok(Page::account(Place::Messages, ui.t("open-title"), view.html()?))
}

/// `POST /chats/{chat}/join`: joins the open group. For who works here.
///
/// # Errors
/// 404 for a group that is not open to them.
pub async fn join(employee: Employee, chat: Path<ChatId>, _: Fields, house: Data<House>) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    let joined = joining::join(&mut tx, &employee, *chat, (&house.dice, house.clock.now())).await?;
    joined.ok_or(Error::NotFound)?;
    tx.commit().await?;
    Ok(see_other(format!("/chats/{chat}")))
}

/// `GET /join/{link}`: the group to which the link leads. For who is signed in.
///
/// # Errors
/// 404 for a link that leads nowhere.
pub async fn show(viewer: Viewer, ui: Ui, link: Path<String>, house: Data<House>) -> Result<Page> {
    let offered = offered(&viewer, &link, &house).await?;
    let view = JoinView { group: OfferedView::new(&offered, &ui), link: link.into_inner(), ui: ui.clone() };
    let page = Page::account(Place::Messages, ui.t("join-group-title"), view.html()?);
    Ok(page.wide().styles(&["css/controls.css", "css/settings.css"]))
}

async fn offered(viewer: &Viewer, link: &str, house: &House) -> Result<Offered> {
    let mut conn = house.store.read().await?;
    let found = joining::by_link(&mut conn, viewer.user.id, &link.replace('\0', "")).await?;
    found.ok_or(Error::NotFound)
}

/// `POST /join/{link}`: joins that group. For who is signed in.
///
/// # Errors
/// 404 for a link that leads nowhere.
pub async fn create(viewer: Viewer, link: Path<String>, _: Fields, house: Data<House>) -> Result<HttpResponse> {
    let link = link.replace('\0', "");
    let mut tx = house.store.begin().await?;
    let joined = joining::join_by_link(&mut tx, viewer.user.id, &link, (&house.dice, house.clock.now())).await?;
    let chat = joined.ok_or(Error::NotFound)?;
    tx.commit().await?;
    Ok(see_other(format!("/chats/{chat}")))
}

/// `POST /chats/{chat}/link`: `link` is make, a new one, or remove. For who may add people.
///
/// # Errors
/// 404 for who is not a member, 403 for who may not add, 400 for anything else.
pub async fn set_link(viewer: Viewer, chat: Path<ChatId>, fields: Fields, house: Data<House>) -> Result<HttpResponse> {
    let link = match fields.get("link") {
        "make" => Some(house.dice.key()),
        "remove" => None,
        _ => return Err(Error::Bad("neither made nor removed")),
    };
    let mut tx = house.store.begin().await?;
    let member = Member::find(&mut tx, viewer.user.id, *chat).await?.ok_or(Error::NotFound)?;
    if !joining::set_link(&mut tx, &member, link.as_deref()).await? {
        return Err(Error::NotAllowed);
    }
    tx.commit().await?;
    Ok(see_other(format!("/chats/{chat}/members#link")))
}

/// Before which chat.
#[derive(Deserialize)]
pub struct Before {
    before: Option<ChatId>,
}

/// `GET /chats/archived`: groups of the viewer that were put away, the newest first. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn archived(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    page: Query<Before>,
    house: Data<House>,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let (groups, more) = list::archived(&mut conn, viewer.user.id, page.before).await?;
    let view = ArchivedView::new(tree(&mut conn, &request, &viewer, None, &ui).await?.beside(), &groups, more, &ui);
    Ok(Page::account(Place::Messages, ui.t("archived-title"), view.html()?))
}
