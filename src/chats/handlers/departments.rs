//! Departments in a group: they are added and removed on the page of its people.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::members::{manager, page};
use crate::accounts::Employee;
use crate::chats::departments::{self, Refused};
use crate::id::{ChatId, DepartmentId, UserId};
use crate::web::{Error, Errors, Fields, House, Result, Ui, see_other};

/// `POST /chats/{chat}/departments`: adds the one `department`, with those `below` or without. For employees who look
/// after the group.
///
/// # Errors
/// 404 for who is not a member, 403 for who does not look after it, the page again if none is chosen or it is gone.
pub async fn create(
    request: HttpRequest,
    employee: Employee,
    ui: Ui,
    chat: Path<ChatId>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    let mut tx = house.store.begin().await?;
    let manager = manager(&mut tx, &employee.0, *chat).await?;
    let chosen = (fields.get("department").parse::<DepartmentId>(), fields.has("below"));
    if let (Ok(department), below) = chosen {
        let with = (&house.dice, house.clock.now());
        match departments::add(&mut tx, &manager, (department, below), with).await? {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see_other(format!("/chats/{chat}/members")));
            }
            Err(Refused::NotAllowed) => return Err(Error::NotAllowed),
            Err(Refused::Missing) => errors.add("department", ui.t("departments-gone")),
            Err(Refused::TooMany) => errors.add("department", ui.count("departments-too-many", departments::MOST)),
        }
    } else {
        errors.add("department", ui.t("departments-none-chosen"));
    }
    drop(tx);
    let fields = fields.replaced("name", &manager.name);
    page(&request, &employee.0, &ui, &manager, (fields, errors, (String::new(), UserId(0))), &house).await
}

/// `POST /chats/{chat}/departments/{department}`: `do` is remove, below or alone. For employees who look after the group.
///
/// # Errors
/// 404 for who is not a member and for a department that is not there, 403 for who does not look after the group.
pub async fn update(
    employee: Employee,
    path: Path<(ChatId, DepartmentId)>,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let (chat, department) = path.into_inner();
    let mut tx = house.store.begin().await?;
    let manager = manager(&mut tx, &employee.0, chat).await?;
    let with = (&house.dice, house.clock.now());
    let below = match fields.get("do") {
        "remove" => None,
        "below" => Some(true),
        "alone" => Some(false),
        _ => return Err(Error::Bad("no such change")),
    };
    let linked = departments::list(&mut tx, &manager).await?;
    if !linked.iter().any(|one| one.department_id == department) {
        return Err(Error::NotFound);
    }
    let done = match below {
        None => departments::remove(&mut tx, &manager, department, with).await?,
        Some(below) => departments::add(&mut tx, &manager, (department, below), with).await?.is_ok(),
    };
    if !done {
        return Err(Error::NotAllowed);
    }
    tx.commit().await?;
    Ok(see_other(format!("/chats/{chat}/members")))
}
