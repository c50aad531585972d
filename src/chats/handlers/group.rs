//! The settings of a group: its looks, for who looks after it, and its rules, for its owner.

use actix_multipart::Multipart;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, Responder};

use super::members::manager;
use crate::accounts::Viewer;
use crate::accounts::handlers::store_picture;
use crate::chats::Member;
use crate::chats::looks::{self, Looks};
use crate::chats::rights::Standing;
use crate::chats::rules::{self, Rules};
use crate::chats::views::{GroupView, group_fields};
use crate::files::PictureError;
use crate::id::ChatId;
use crate::store::{Conn, Tx};
use crate::web::{Error, Errors, Fields, House, Limits, Page, Place, Result, Ui, Upload, View, see_other};

/// `GET /chats/{chat}/settings`: what the group looks like and who may do what. For who looks after it.
///
/// # Errors
/// 404 for who is not a member, 403 for who does not look after it.
pub async fn edit(viewer: Viewer, ui: Ui, chat: Path<ChatId>, house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let manager = manager(&mut conn, &viewer, *chat).await?;
    let fields = own_fields(&mut conn, &manager).await?;
    page(&manager, &ui, (fields.clone(), fields), Errors::new())
}

/// What the forms begin with.
async fn own_fields(conn: &mut Conn, member: &Member) -> Result<Fields> {
    let rules = Rules::find(conn, member).await?;
    Ok(group_fields(member, &rules))
}

fn page(member: &Member, ui: &Ui, (looks, rules): (Fields, Fields), errors: Errors) -> Result<Page> {
    let view = GroupView::new(member, (looks, rules), errors, ui);
    let page = Page::account(Place::Messages, view.title.clone(), view.html()?);
    Ok(page.wide().styles(&["css/controls.css", "css/settings.css"]))
}

/// The page with what is wrong; one of the two forms as it was typed.
async fn again(
    request: &HttpRequest,
    (manager, ui): (&Member, &Ui),
    (looks, rules): (Option<Fields>, Option<Fields>),
    errors: Errors,
    house: &House,
) -> Result<HttpResponse> {
    let own = own_fields(&mut house.store.read().await?, manager).await?;
    let fields = (looks.unwrap_or_else(|| own.clone()), rules.unwrap_or(own));
    Ok(page(manager, ui, fields, errors)?.again().respond_to(request))
}

/// Commits what was done, if it was the member's to do.
async fn done(tx: Tx, is_done: bool, chat: ChatId) -> Result<HttpResponse> {
    if !is_done {
        return Err(Error::NotAllowed);
    }
    tx.commit().await?;
    Ok(see_other(format!("/chats/{chat}/settings")))
}

/// `POST /chats/{chat}/settings` with `name`, `about` and `hue`. For who looks after the group.
///
/// # Errors
/// 404 for who is not a member, 403 for who does not look after it, the page again for what is wrong.
pub async fn update(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let looks = Looks::parse(&fields, &ui);
    let mut tx = house.store.begin().await?;
    let manager = manager(&mut tx, &viewer, *chat).await?;
    match looks {
        Ok(looks) => {
            let is_done = looks::set(&mut tx, &manager, &looks, &house.dice, house.clock.now()).await?;
            done(tx, is_done, *chat).await
        }
        Err(errors) => {
            drop(tx);
            again(&request, (&manager, &ui), (Some(fields), None), errors, &house).await
        }
    }
}

/// `POST /chats/{chat}/picture` with the file `picture`. For who looks after the group.
///
/// # Errors
/// 404 for who is not a member, 403 for who does not look after it, the page again for what is no picture.
pub async fn create_picture(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    body: Multipart,
    house: Data<House>,
) -> Result<HttpResponse> {
    let manager = manager(&mut house.store.read().await?, &viewer, *chat).await?;
    let sentence = match Upload::read(&request, body, "picture", Limits::PICTURE_BYTES).await? {
        Upload::Nothing => "picture-none",
        Upload::TooLarge => "picture-too-large",
        Upload::Bytes(bytes) => match store_picture(bytes, house.clone()).await? {
            Err(PictureError::Unreadable(_)) => "picture-unreadable",
            Err(PictureError::TooLarge) => "picture-too-many-pixels",
            Ok(name) => return set_picture(&manager, Some(&name), &house).await,
        },
    };
    let mut errors = Errors::new();
    errors.add("picture", ui.t(sentence));
    again(&request, (&manager, &ui), (None, None), errors, &house).await
}

/// `POST /chats/{chat}/picture/remove`. For who looks after the group.
///
/// # Errors
/// 404 for who is not a member, 403 for who does not look after it.
pub async fn destroy_picture(
    viewer: Viewer,
    chat: Path<ChatId>,
    _: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let manager = manager(&mut house.store.read().await?, &viewer, *chat).await?;
    set_picture(&manager, None, &house).await
}

async fn set_picture(manager: &Member, picture: Option<&str>, house: &House) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    let is_done = looks::set_picture(&mut tx, manager, picture, (&house.dice, house.clock.now())).await?;
    done(tx, is_done, manager.chat).await
}

/// The chat, if the viewer owns it.
async fn owner(conn: &mut Conn, viewer: &Viewer, chat: ChatId) -> Result<Member> {
    let member = Member::find(conn, viewer.user.id, chat).await?.ok_or(Error::NotFound)?;
    if member.owns() { Ok(member) } else { Err(Error::NotAllowed) }
}

/// `POST /chats/{chat}/rules` with the fields of [`Rules::parse`]. For the owner of the group.
///
/// # Errors
/// 404 for who is not a member, 403 for who does not own it, the page again for what is wrong.
pub async fn set_rules(
    request: HttpRequest,
    viewer: Viewer,
    ui: Ui,
    chat: Path<ChatId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let rules = Rules::parse(&fields, &ui);
    let mut tx = house.store.begin().await?;
    let owner = owner(&mut tx, &viewer, *chat).await?;
    match rules {
        Ok(rules) => {
            let is_done = rules::set(&mut tx, &owner, &rules, &house.dice, house.clock.now()).await?;
            done(tx, is_done, *chat).await
        }
        Err(errors) => {
            drop(tx);
            again(&request, (&owner, &ui), (None, Some(fields)), errors, &house).await
        }
    }
}

/// `POST /chats/{chat}/standing` with `standing`. For the owner of the group.
///
/// # Errors
/// 404 for who is not a member, 403 for who does not own it, 400 for what is no standing.
pub async fn stand(viewer: Viewer, chat: Path<ChatId>, fields: Fields, house: Data<House>) -> Result<HttpResponse> {
    let standing = Standing::of(fields.get("standing")).ok_or(Error::Bad("no such standing"))?;
    let mut tx = house.store.begin().await?;
    let owner = owner(&mut tx, &viewer, *chat).await?;
    let is_done = rules::stand(&mut tx, &owner, standing, (&house.dice, house.clock.now())).await?;
    done(tx, is_done, *chat).await
}
