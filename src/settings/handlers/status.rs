//! Do not disturb, on leave, last seen.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::page;
use crate::accounts::times::{Quiet, WrongTime, leave};
use crate::accounts::{Role, Status, User, Viewer};
use crate::clock::Moment;
use crate::id::UserId;
use crate::organization::views::Doors;
use crate::settings::substitute::{self, Substitute};
use crate::settings::views::StatusView;
use crate::store::Conn;
use crate::web::{Errors, Fields, House, Page, Result, Ui, see_other};

/// What was done before.
#[derive(Deserialize)]
pub struct Done {
    saved: Option<String>,
}

/// `GET /settings/status`. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn edit(viewer: Viewer, (ui, doors): (Ui, Doors), done: Query<Done>, house: Data<House>) -> Result<Page> {
    let status = &viewer.user.status;
    let substitute = match status.substitute_id.filter(|_| ahead(status.leave_until, &ui).is_some()) {
        Some(user) => User::find(&mut house.store.read().await?, user).await?,
        None => None,
    };
    let fields = fields(status, substitute.as_ref(), &ui);
    show(&viewer, (ui, doors), (fields, Errors::new(), Vec::new()), done.saved.is_some())
}

/// `POST /settings/status` with `quiet`, `quiet_day`, `quiet_time`, `leave_from`, `leave_until`, `substitute` (a name or an
/// e-mail address; `substitute_id` is one of those who were offered), `seen_hidden`. For who is signed in; a guest has no
/// substitute.
///
/// # Errors
/// What the database says.
pub async fn update(
    request: HttpRequest,
    viewer: Viewer,
    (ui, doors): (Ui, Doors),
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    let quiet_until = quiet(&fields, &mut errors, &ui);
    let leave = on_leave(&fields, &mut errors, &ui);
    let mut offered = Vec::new();
    let substitute_id = {
        let mut conn = house.store.read().await?;
        substitute_of(&mut conn, &viewer, (&fields, &mut errors), &mut offered, &ui).await?
    };
    if substitute_id.is_some() && leave.is_none() {
        errors.add("leave_until", WrongTime::NoDay.say(&ui));
    }
    if !errors.is_empty() {
        return Ok(show(&viewer, (ui, doors), (fields, errors, offered), false)?.again().respond_to(&request));
    }
    let (leave_from, leave_until) = leave.unzip();
    let seen_hidden = fields.has("seen_hidden");
    let status = Status { seen_hidden, quiet_until, leave_from, leave_until, substitute_id, ..viewer.user.status };
    let mut tx = house.store.begin().await?;
    status.set(&mut tx, viewer.user.id).await?;
    tx.commit().await?;
    Ok(see_other("/settings/status?saved"))
}

/// Until when not to disturb.
fn quiet(fields: &Fields, errors: &mut Errors, ui: &Ui) -> Option<Moment> {
    let Some(quiet) = Quiet::of(fields.get("quiet")) else {
        errors.add("quiet", ui.t("field-unknown"));
        return None;
    };
    match quiet.until((fields.get("quiet_day"), fields.get("quiet_time")), &ui.zone, ui.now) {
        Ok(until) => until,
        Err((wrong, is_time)) => {
            errors.add(if is_time { "quiet_time" } else { "quiet_day" }, wrong.say(ui));
            None
        }
    }
}

/// The first instant of the leave, and the first one after it.
fn on_leave(fields: &Fields, errors: &mut Errors, ui: &Ui) -> Option<(Moment, Moment)> {
    match leave((fields.get("leave_from"), fields.get("leave_until")), &ui.zone, ui.now) {
        Ok(leave) => leave,
        Err((wrong, is_last)) => {
            errors.add(if is_last { "leave_until" } else { "leave_from" }, wrong.say(ui));
            None
        }
    }
}

/// Who answers meanwhile; in `offered` those who could be meant.
async fn substitute_of(
    conn: &mut Conn,
    viewer: &Viewer,
    (fields, errors): (&Fields, &mut Errors),
    offered: &mut Vec<User>,
    ui: &Ui,
) -> Result<Option<UserId>> {
    let (typed, chosen) = (fields.get("substitute"), fields.get("substitute_id"));
    if viewer.user.role == Role::Guest {
        return Ok(None);
    }
    if let Ok(user) = chosen.parse() {
        let user = substitute::chosen(conn, user, viewer.user.id).await?;
        if user.is_none() {
            errors.add("substitute", ui.t("field-unknown"));
        }
        return Ok(user);
    }
    if typed.trim().is_empty() {
        return Ok(None);
    }
    match substitute::find(conn, typed, viewer.user.id).await? {
        Substitute::One(user) => return Ok(Some(user)),
        Substitute::Several(people) => *offered = people,
    }
    errors.add("substitute", ui.t(if offered.is_empty() { "substitute-nobody" } else { "substitute-several" }));
    Ok(None)
}

/// What has not passed yet.
fn ahead(at: Option<Moment>, ui: &Ui) -> Option<Moment> {
    at.filter(|at| *at > ui.now)
}

fn fields(status: &Status, substitute: Option<&User>, ui: &Ui) -> Fields {
    let mut pairs = Vec::new();
    match ahead(status.quiet_until, ui) {
        Some(until) => pairs.extend([
            ("quiet", Quiet::At.as_str().to_owned()),
            ("quiet_day", ui.date(until)),
            // As a field of a form wants it, however its reader counts hours.
            ("quiet_time", ui.zoned(until).strftime("%H:%M").to_string()),
        ]),
        None => pairs.push(("quiet", Quiet::Off.as_str().to_owned())),
    }
    if let (Some(leave), Some(_)) = (status.plan(&ui.zone, None).leave, ahead(status.leave_until, ui)) {
        pairs.push(("leave_from", ui.date(leave.from)));
        pairs.push(("leave_until", leave.last.to_string()));
    }
    // The address, for a name may be several people's.
    pairs.extend(substitute.map(|person| ("substitute", person.email.clone())));
    if status.seen_hidden {
        pairs.push(("seen_hidden", "1".to_owned()));
    }
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Fields::of(&pairs)
}

fn show(
    viewer: &Viewer,
    (ui, doors): (Ui, Doors),
    (fields, errors, offered): (Fields, Errors, Vec<User>),
    saved: bool,
) -> Result<Page> {
    page(ui.t("settings-status"), &StatusView::new((ui, doors), &viewer.user, (fields, errors), &offered, saved))
}
