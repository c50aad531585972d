//! The company.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::page;
use crate::accounts::audit::By;
use crate::accounts::company::{NewCompany, Room, Terms};
use crate::accounts::handlers::read;
use crate::accounts::{Administrator, Circle, Company, Name, Wrong, confirm};
use crate::admin::views::CompanyView;
use crate::chats::attachments::Used;
use crate::chats::message::edit::MINUTES;
use crate::notifications::retention::DAYS;
use crate::web::{Errors, Fields, House, Language, Page, Result, Ui, places, see_other};

/// Bytes of a megabyte; and how many of them may be set: a thousand terabytes.
const MEGABYTE: i64 = 1 << 20;
const MOST_ROOM: i64 = 1 << 30;

/// What was done before.
#[derive(Deserialize)]
pub struct Before {
    saved: Option<String>,
}

/// `GET /admin/company`. For administrators.
///
/// # Errors
/// None but defects.
pub async fn edit(
    _: Administrator,
    (ui, company): (Ui, Company),
    before: Query<Before>,
    house: Data<House>,
) -> Result<Page> {
    let (days, minutes) = (company.notification_days.to_string(), company.edit_minutes.to_string());
    let room = [company.room.file, company.room.person, company.room.all].map(|bytes| (bytes / MEGABYTE).to_string());
    let mut pairs = vec![
        ("company", company.name.as_str()),
        ("language", company.language.as_str()),
        ("time_zone", company.time_zone.as_str()),
        ("country", company.country.as_str()),
        ("posting", company.posting.as_str()),
        ("inviting", company.inviting.as_str()),
        ("notification_days", &days),
        ("edit_minutes", &minutes),
        ("file_room", &room[0]),
        ("person_room", &room[1]),
        ("company_room", &room[2]),
    ];
    if company.second_factor {
        pairs.push(("second_factor", "1"));
    }
    if company.link_previews {
        pairs.push(("link_previews", "1"));
    }
    show(ui, (Fields::of(&pairs), Errors::new()), before.saved.is_some(), &house).await
}

/// `POST /admin/company`. For administrators, who type their password before they ask everybody for a second factor, or no
/// longer.
///
/// # Errors
/// What the database says.
pub async fn update(
    request: HttpRequest,
    (Administrator(viewer), by): (Administrator, By),
    (ui, company): (Ui, Company),
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    let Some(terms) = terms(&fields, &mut errors, &ui) else {
        return Ok(show(ui, (fields, errors), false, &house).await?.again().respond_to(&request));
    };
    if terms.second_factor != company.second_factor
        && let Some(page) = confirm::needed(&request, &viewer, &fields).await?
    {
        return Ok(page);
    }
    let mut tx = house.store.begin().await?;
    Company::change(&mut tx, &terms, &by, house.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other("/admin/company?saved"))
}

fn terms(fields: &Fields, errors: &mut Errors, ui: &Ui) -> Option<Terms> {
    let known = |list: &[&str], word: &str| list.contains(&word).then(|| word.to_owned()).ok_or(Wrong::Unknown);
    let circle = |word: &str| Circle::of(word).ok_or(Wrong::Unknown);
    let name = read(fields, "company", Name::parse, errors, ui);
    let language = read(fields, "language", |tag| Language::of(tag).ok_or(Wrong::Unknown), errors, ui);
    let zone = |name: &str| places::is_zone(name).then(|| name.to_owned()).ok_or(Wrong::Unknown);
    let time_zone = read(fields, "time_zone", zone, errors, ui);
    let country = read(fields, "country", |code| known(&places::COUNTRIES, code), errors, ui);
    let posting = read(fields, "posting", circle, errors, ui);
    let inviting = read(fields, "inviting", circle, errors, ui);
    let days = |typed: &str| typed.parse().ok().filter(|days| DAYS.contains(days)).ok_or(Wrong::Unknown);
    let notification_days = read(fields, "notification_days", days, errors, ui);
    let minutes = |typed: &str| typed.parse().ok().filter(|typed| MINUTES.contains(typed)).ok_or(Wrong::Unknown);
    let edit_minutes = read(fields, "edit_minutes", minutes, errors, ui);
    let mut bytes = |field| read(fields, field, megabytes, errors, ui);
    let room = (bytes("file_room"), bytes("person_room"), bytes("company_room"));
    Some(Terms {
        company: NewCompany { name: name?, language: language?, time_zone: time_zone?, country: country? },
        posting: posting?,
        inviting: inviting?,
        second_factor: fields.has("second_factor"),
        notification_days: notification_days?,
        edit_minutes: edit_minutes?,
        room: Room { file: room.0?, person: room.1?, all: room.2? },
        link_previews: fields.has("link_previews"),
    })
}

/// So many megabytes, in bytes.
fn megabytes(typed: &str) -> std::result::Result<i64, Wrong> {
    let number: i64 = if typed.trim().is_empty() { 0 } else { typed.trim().parse().map_err(|_| Wrong::Unknown)? };
    (0..=MOST_ROOM).contains(&number).then_some(number * MEGABYTE).ok_or(Wrong::Unknown)
}

async fn show(ui: Ui, (fields, errors): (Fields, Errors), saved: bool, house: &House) -> Result<Page> {
    let title = ui.t("admin");
    let used = Used::by_all(&mut house.store.read().await?).await?;
    page(title, &CompanyView::new(ui, (fields, errors), saved, used))
}
