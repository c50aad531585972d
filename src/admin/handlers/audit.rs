//! The audit log: looked through, and taken along.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use bytes::Bytes;
use futures_util::stream;
use serde::Deserialize;

use super::page;
use crate::accounts::Administrator;
use crate::accounts::audit::{self, Act, By, Done, Filter, Line, Subject};
use crate::admin::people::{self, Meant};
use crate::admin::views::{AuditView, LineView, actor, sentence};
use crate::id::{AuditId, UserId};
use crate::organization::import::table::write_row;
use crate::store::Conn;
use crate::web::{Errors, Fields, House, Result, Ui};

/// Lines of a page.
const LISTED: usize = 50;
/// Lines that an export reads at once.
const PIECE: i64 = 500;
/// Spreadsheets take what begins with it for UTF-8.
const MARK: &str = "\u{feff}";

/// What is looked for, and where the list goes on.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    actor: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    before: Option<AuditId>,
}

impl Asked {
    fn fields(&self) -> Fields {
        Fields::of(&self.pairs())
    }

    fn pairs(&self) -> [(&'static str, &str); 5] {
        [
            ("actor", &self.actor),
            ("act", &self.act),
            ("person", &self.person),
            ("from", &self.from),
            ("until", &self.until),
        ]
    }

    fn older(&self, before: AuditId) -> String {
        let before = before.to_string();
        let pairs = self.pairs().into_iter().chain([("before", before.as_str())]);
        let given: Vec<_> = pairs.filter(|(_, value)| !value.is_empty()).collect();
        ["/admin/audit?", &serde_urlencoded::to_string(given).unwrap_or_default()].concat()
    }
}

/// `GET /admin/audit`: the newest lines first; `actor`, `act`, `person`, `from` and `until` filter. For administrators.
///
/// # Errors
/// What the database says.
pub async fn index(
    request: HttpRequest,
    _: Administrator,
    ui: Ui,
    asked: Query<Asked>,
    house: Data<House>,
) -> Result<HttpResponse> {
    let fields = asked.fields();
    let (mut errors, mut lines) = (Errors::new(), Vec::new());
    let mut conn = house.store.read().await?;
    if let Some(filter) = filter(&mut conn, &fields, &mut errors, &ui).await? {
        let most = i64::try_from(LISTED).unwrap_or(i64::MAX).saturating_add(1);
        lines = audit::page(&mut conn, &filter, asked.before, most).await?;
    }
    drop(conn);
    let more = lines.len() > LISTED;
    lines.truncate(LISTED);
    let wrong = !errors.is_empty();
    let view = AuditView {
        fields,
        errors,
        acts: AuditView::acts(&ui),
        older: lines.last().filter(|_| more).map(|last| asked.older(last.id)),
        lines: lines.iter().map(|line| LineView::new(line, &ui)).collect(),
        ui: ui.clone(),
    };
    let page = page(ui.t("admin-audit"), &view)?;
    Ok(if wrong { page.again() } else { page }.respond_to(&request))
}

/// What the fields ask for; none if something is wrong with them.
async fn filter(conn: &mut Conn, fields: &Fields, errors: &mut Errors, ui: &Ui) -> Result<Option<Filter>> {
    let actor = meant(conn, fields, "actor", errors, ui).await?;
    let user = meant(conn, fields, "person", errors, ui).await?;
    let act = Act::of(fields.get("act"));
    if act.is_none() && !fields.get("act").is_empty() {
        errors.add("act", ui.t("field-unknown"));
    }
    let mut day = |field: &'static str| {
        let typed = fields.get(field).trim();
        let day = ui.day_of(typed);
        if day.is_none() && !typed.is_empty() {
            errors.add(field, ui.t("audit-day-wrong"));
        }
        day
    };
    let (from, until) = (day("from").map(|day| day.0), day("until").map(|day| day.1));
    Ok(errors.is_empty().then_some(Filter { actor, act, user, from, until }))
}

/// The person whom the field means.
async fn meant(
    conn: &mut Conn,
    fields: &Fields,
    field: &'static str,
    errors: &mut Errors,
    ui: &Ui,
) -> Result<Option<UserId>> {
    match people::meant(conn, fields.get(field)).await? {
        Meant::Nobody => {}
        Meant::One(user) => return Ok(Some(user)),
        Meant::Unknown => errors.add(field, ui.t("audit-person-unknown")),
        Meant::Several(some) => {
            let addresses: Vec<&str> = some.iter().map(|one| one.email.as_str()).collect();
            errors.add(field, ui.with("audit-person-several", "addresses", addresses.join(", ")));
        }
    }
    Ok(None)
}

/// `POST /admin/audit/export` with the fields of the filter: the lines as a table of text, the newest first. It is a line of
/// the log itself. For administrators.
///
/// # Errors
/// What the database says before the first line.
pub async fn export(
    request: HttpRequest,
    (_, by): (Administrator, By),
    ui: Ui,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let mut errors = Errors::new();
    let found = filter(&mut house.store.read().await?, &fields, &mut errors, &ui).await?;
    let Some(filter) = found else {
        let view =
            AuditView { fields, errors, acts: AuditView::acts(&ui), lines: Vec::new(), older: None, ui: ui.clone() };
        return Ok(page(ui.t("admin-audit"), &view)?.again().respond_to(&request));
    };
    let now = house.clock.now();
    let mut tx = house.store.begin().await?;
    let done = Done { act: Act::Exported, subject: Subject::Audit, id: None, name: "", detail: "" };
    audit::write(&mut tx, &by, done, now).await?;
    tx.commit().await?;
    let name = format!("attachment; filename=\"audit-{}.csv\"", ui.date(now));
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header(("cache-control", "no-store"))
        .streaming(lines(house, filter, ui)))
}

/// The header, then page after page: memory does not grow with the log.
fn lines(house: Data<House>, filter: Filter, ui: Ui) -> impl stream::Stream<Item = Result<Bytes>> {
    let keys = ["audit-when", "audit-who", "audit-what", "audit-detail", "audit-where", "audit-act"];
    let header: Vec<String> = keys.iter().map(|key| ui.t(key)).collect();
    let header = write_row(header.iter().map(String::as_str));
    let first = stream::iter([Ok(Bytes::from([MARK, &header].concat()))]);
    let rest = stream::try_unfold(Some(AuditId(i64::MAX)), move |before| {
        let (house, filter, ui) = (house.clone(), filter.clone(), ui.clone());
        async move {
            let Some(before) = before else { return Ok(None) };
            let lines = audit::page(&mut house.store.read().await?, &filter, Some(before), PIECE).await?;
            let Some(last) = lines.last().map(|line| line.id) else { return Ok(None) };
            let text: String = lines.iter().map(|line| cells(line, &ui)).collect();
            Ok(Some((Bytes::from(text), Some(last))))
        }
    });
    futures_util::StreamExt::chain(first, rest)
}

fn cells(line: &Line, ui: &Ui) -> String {
    let (when, who, what) = (ui.datetime(line.at), actor(line, ui), sentence(line, ui));
    write_row([&*when, &who, &what, &line.detail, &line.address, line.act.as_str()].into_iter())
}
