//! Lists of people: uploaded, looked at, taken in; and everybody as such a list.

use std::collections::HashMap;

use actix_multipart::Multipart;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use actix_web::web::{Bytes, Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use futures_util::stream;
use serde::Deserialize;

use super::page;
use crate::accounts::audit::{self, Act, By, Done, Subject};
use crate::accounts::{Administrator, Company, confirm, reset};
use crate::admin::views::{ImportView, ImportsView, why};
use crate::clock::Moment;
use crate::id::ImportId;
use crate::organization::department::Tree;
use crate::organization::import::table::{self, Table, Unreadable};
use crate::organization::import::{self, BYTES, Outcome, PAGE, Stage, export, run};
use crate::web::security::own_address;
use crate::web::{Error, Errors, Fields, House, Page, Result, Ui, Upload, see_other};

/// Characters of a file's name that are kept.
const FILE_NAME: usize = 100;
/// Spreadsheets take what begins with it for UTF-8.
const MARK: &str = "\u{feff}";
/// How often a page looks whether a list was gone through, in seconds.
const LOOK: HeaderValue = HeaderValue::from_static("1");

/// `GET /admin/import`: the form, and the lists of before. For administrators.
///
/// # Errors
/// What the database says.
pub async fn index(_: Administrator, ui: Ui, house: Data<House>) -> Result<Page> {
    list(ui, Fields::of(&[("make", "1")]), Errors::new(), &house).await
}

async fn list(ui: Ui, fields: Fields, errors: Errors, house: &House) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let imports = import::list(&mut conn).await?;
    let title = ui.t("admin-import");
    page(title, &ImportsView::new(ui, fields, errors, &imports))
}

/// `POST /admin/import` with the file `list` and perhaps `make`: keeps the list and looks at it. For administrators.
///
/// # Errors
/// What the database says.
pub async fn create(
    request: HttpRequest,
    Administrator(viewer): Administrator,
    ui: Ui,
    body: Multipart,
    house: Data<House>,
) -> Result<HttpResponse> {
    let sent = Upload::form(&request, body, "list", BYTES).await?;
    let list_of = |sentence: String| {
        let mut errors = Errors::new();
        errors.add("list", sentence);
        errors
    };
    let read = match sent.file {
        Upload::Nothing => Err(ui.t("import-no-file")),
        Upload::TooLarge => Err(ui.t("import-too-large")),
        Upload::Bytes(bytes) => table::decode(bytes)
            .and_then(|text| Table::read(&text).map(|table| (text, table.rows.len())))
            .map_err(|unreadable| say(&unreadable, &ui)),
    };
    let (text, rows) = match read {
        Ok(read) => read,
        Err(sentence) => {
            return Ok(list(ui, sent.fields, list_of(sentence), &house).await?.again().respond_to(&request));
        }
    };
    let name: String = sent.name.chars().filter(|c| !c.is_control()).take(FILE_NAME).collect();
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let make = sent.fields.has("make");
    let mut tx = house.store.begin().await?;
    let id = import::create(&mut tx, viewer.user.id, (&name, &text, rows), make, house.clock.now()).await?;
    tx.commit().await?;
    look(house, id);
    Ok(see_other(format!("/admin/import/{id}")))
}

/// Why the file is no list, and what to do.
fn say(unreadable: &Unreadable, ui: &Ui) -> String {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    match unreadable {
        Unreadable::NotText => ui.t("import-not-text"),
        Unreadable::Empty => ui.t("import-empty"),
        Unreadable::Unknown(name) => ui.with("import-unknown-column", "name", name.as_str()),
        Unreadable::Twice(column) => ui.with("import-twice-column", "name", column.header()),
        Unreadable::Missing(column) => ui.with("import-missing-column", "name", column.header()),
        Unreadable::Quote(line) => ui.with("import-open-quote", "line", number(*line)),
        Unreadable::TooMany(count) => {
            ui.with2("import-too-many", ("count", number(*count)), ("most", number(table::ROWS)))
        }
    }
}

/// Looks at the rows, beside the request.
fn look(house: Data<House>, id: ImportId) {
    tokio::spawn(async move {
        if let Err(error) = run::check(&house, id).await {
            tracing::warn!(%error, import = id.0, "a list of people was not looked at to its end");
        }
    });
}

/// What of an import is shown.
#[derive(Debug, Default, Deserialize)]
pub struct Shown {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    after: i64,
}

/// `GET /admin/import/{import}`: what becomes of its rows, or how far it is. For administrators.
///
/// # Errors
/// 404 if there is none; what the database says.
pub async fn show(
    request: HttpRequest,
    (_, ui): (Administrator, Ui),
    id: Path<ImportId>,
    shown: Query<Shown>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    let found = import::find(&mut conn, *id).await?.ok_or(Error::NotFound)?;
    let counts = import::counts(&mut conn, *id).await?;
    let mut rows = import::rows(&mut conn, *id, &shown.outcome, shown.after).await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > most;
    rows.truncate(most);
    let next = rows.last().filter(|_| more).map(|last| last.number);
    let waiting = if found.stage == Stage::Done { import::count_waiting(&mut conn, *id).await? } else { 0 };
    let moving = matches!(found.stage, Stage::Checking | Stage::Running) && !found.is_stuck(house.clock.now());
    let title = ui.t("admin-import");
    let view = ImportView::new(ui, &found, counts, &rows, (&shown.outcome, next), waiting);
    let mut response = page(title, &view)?.respond_to(&request);
    if moving {
        response.headers_mut().insert(actix_web::http::header::REFRESH, LOOK);
    }
    Ok(response)
}

/// `POST /admin/import/{import}/run`: takes in the rows that are right, or goes on with what was interrupted. For
/// administrators.
///
/// # Errors
/// 404 if there is none; what the database says.
pub async fn take_in(
    (_, by): (Administrator, By),
    id: Path<ImportId>,
    _: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let now = house.clock.now();
    let mut tx = house.store.begin().await?;
    let found = import::find(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    // Before the answer: the page that it leads to says how far it is.
    let started = run::start(&mut tx, *id, now).await?;
    if started && found.stage == Stage::Checked {
        let name = found.file_name.as_str();
        let done = Done { act: Act::ImportRun, subject: Subject::Import, id: Some(id.0), name, detail: "" };
        audit::write(&mut tx, &by, done, now).await?;
    }
    tx.commit().await?;
    if found.stage == Stage::Checking {
        look(house, *id);
    } else if started {
        let id = *id;
        tokio::spawn(async move {
            if let Err(error) = run::take_in(&house, id, &by).await {
                tracing::warn!(%error, import = id.0, "a list of people was not taken in to its end");
            }
        });
    }
    Ok(see_other(format!("/admin/import/{id}")))
}

/// `POST /admin/import/{import}/forget`. For administrators.
///
/// # Errors
/// What the database says.
pub async fn forget(_: Administrator, id: Path<ImportId>, _: Fields, house: Data<House>) -> Result<HttpResponse> {
    let mut tx = house.store.begin().await?;
    import::forget(&mut tx, *id).await?;
    tx.commit().await?;
    Ok(see_other("/admin/import"))
}

/// `GET /admin/import/{import}/left-out`: the rows that were left out as a list, each with why. For administrators.
///
/// # Errors
/// 404 if there is none; what the database says.
pub async fn left_out(_: Administrator, ui: Ui, id: Path<ImportId>, house: Data<House>) -> Result<HttpResponse> {
    let mut conn = house.store.read().await?;
    import::find(&mut conn, *id).await?.ok_or(Error::NotFound)?;
    let source = import::source(&mut conn, *id).await?;
    let list = Table::read(&source).map_err(|_| Error::NotFound)?;
    let by_number: HashMap<i64, &table::Row> = list.rows.iter().map(|row| (row.number, row)).collect();
    let (mut left, mut after) = (Vec::new(), 0);
    loop {
        let rows = import::rows(&mut conn, *id, "left-out", after).await?;
        let Some(last) = rows.last() else { break };
        after = last.number;
        for one in rows {
            if let (Some(row), Outcome::LeftOut { reason }) = (by_number.get(&one.number), &one.outcome) {
                left.push((*row, why(reason, &ui)));
            }
        }
    }
    Ok(download("left-out.csv", [MARK, &list.some(&left)].concat()))
}

/// `POST /admin/import/{import}/links`: for each account that it made and that has no password yet, a link to choose one, as
/// a list. Earlier links of these people are void. For administrators.
///
/// # Errors
/// 404 if there is none; what the database says.
pub async fn links(
    request: HttpRequest,
    (Administrator(viewer), by): (Administrator, By),
    (id, fields): (Path<ImportId>, Fields),
    house: Data<House>,
) -> Result<HttpResponse> {
    if let Some(page) = confirm::needed(&request, &viewer, &fields).await? {
        return Ok(page);
    }
    let now = house.clock.now();
    let mut tx = house.store.begin().await?;
    import::find(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let mut list = [MARK, &table::write_row(["name", "email", "link"].into_iter())].concat();
    for (user, name, email) in import::waiting(&mut tx, *id).await? {
        let token = reset::create(&mut tx, user, Some(viewer.user.id), &house.dice, now).await?;
        let link = reset::address(&own_address(&request), &token);
        list.push_str(&table::write_row([name.as_str(), &email, &link].into_iter()));
        audit::write(&mut tx, &by, Done::to_user(Act::ResetMade, user, &name), now).await?;
    }
    tx.commit().await?;
    Ok(download("links.csv", list))
}

/// `GET /admin/import/template`. For administrators.
///
/// # Errors
/// None.
pub async fn template(_: Administrator) -> Result<HttpResponse> {
    Ok(download("people.csv", [MARK, &table::template()].concat()))
}

/// `POST /admin/export`: everybody as a list of the form that an import reads. For administrators.
///
/// # Errors
/// What the database says.
pub async fn export_all(
    (_, by, company): (Administrator, By, Company),
    _: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let now: Moment = house.clock.now();
    let mut tx = house.store.begin().await?;
    let done = Done { act: Act::Exported, subject: Subject::Company, id: None, name: &company.name, detail: "" };
    audit::write(&mut tx, &by, done, now).await?;
    tx.commit().await?;
    let tree = Tree::read(&mut house.store.read().await?, &company).await?;
    let parts =
        stream::unfold((house, tree, export::Place::default(), true), |(house, tree, mut place, first)| async move {
            let part = async {
                let mut conn = house.store.read().await?;
                export::next(&mut conn, &tree, &mut place).await
            };
            match part.await {
                Ok(None) => None,
                Ok(Some(part)) => {
                    let part = if first { [MARK, &part].concat() } else { part };
                    Some((Ok(Bytes::from(part)), (house, tree, place, false)))
                }
                Err(error) => Some((Err(Error::from(error)), (house, tree, place, false))),
            }
        });
    Ok(as_file("people.csv").streaming(Box::pin(parts)))
}

fn download(name: &str, text: String) -> HttpResponse {
    as_file(name).body(text)
}

fn as_file(name: &str) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .insert_header(("cache-control", "no-store"));
    response
}
