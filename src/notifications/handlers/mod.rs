//! The centre's page, what is done on it, and answers; what links in letters do.

mod letters;
mod reply;
mod why;

use actix_web::http::Method;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

use crate::accounts::Viewer;
use crate::accounts::audit::By;
use crate::accounts::life::{self, Refused};
use crate::clock::Moment;
use crate::id::{NotificationId, UserId};
use crate::markup::fold;
use crate::notice::Area;
use crate::notifications::list::{self, Cursor, Filter, Waiting};
use crate::notifications::views::{CentrePage, CentreView, DoneView, ReadAllView, SummaryView, is_answered_here};
use crate::notifications::{Reader, State, counts, kind, kinds, marks, retention};
use crate::web::{Access, Error, Fields, House, Page, Place, Result, Route, Ui, View, route, see_other};

/// Characters of a search; what is longer is cut.
const WORDS: usize = 200;
/// Notifications that one form may name.
const CHOSEN: usize = list::PAGE;

/// The centre's part of the URL map.
pub fn routes() -> Vec<Route> {
    use Access::{Anyone, User};
    vec![
        route(Method::GET, "/notifications", User, index),
        route(Method::POST, "/notifications", User, update),
        route(Method::POST, "/notifications/{notification}", User, answer),
        route(Method::POST, "/notifications/{notification}/reply", User, reply::create),
        route(Method::GET, "/notifications/{notification}/why", User, why::of_notification),
        route(Method::GET, "/messages/{message}/why", User, why::of_message),
        route(Method::GET, "/settings/notifications/sent/{mailing}", User, why::of_letter),
        route(Method::GET, "/chats/{chat}/notifications/why", User, why::of_chat),
        route(Method::GET, "/mail/off/{token}", Anyone, letters::off),
        route(Method::POST, "/mail/off/{token}", Anyone, letters::turn_off),
        route(Method::GET, "/mail/confirm/{token}", Anyone, letters::confirm),
        route(Method::POST, "/mail/confirm/{token}", Anyone, letters::confirmed),
    ]
}

/// Which notifications, and what was done just before.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Which {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    view: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    what: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    who: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    when: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    q: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    before: String,
    #[serde(default, skip_serializing)]
    choose: String,
    #[serde(default, skip_serializing)]
    done: String,
    #[serde(default, skip_serializing)]
    n: i64,
    #[serde(default, skip_serializing)]
    at: i64,
}

impl Which {
    /// What of it a page keeps when something on it is done.
    fn back(&self) -> String {
        serde_urlencoded::to_string(self).unwrap_or_default()
    }

    fn filter(&self, ui: &Ui) -> Filter {
        let days = match self.when.as_str() {
            "today" => Some(0),
            "week" => Some(6),
            "month" => Some(29),
            _ => None,
        };
        let from = days.and_then(|days| {
            let first = ui.zoned(ui.now).date().checked_sub(jiff::ToSpan::days(days)).ok()?;
            Some(ui.day_of(&first.to_string())?.0)
        });
        let words: String = self.q.chars().take(WORDS).collect();
        Filter {
            area: Area::of(&self.what),
            kind: kind(&self.what),
            actor: self.who.parse().ok(),
            unread: self.view == "unread",
            from,
            words: fold(&words),
        }
    }
}

/// `GET /notifications`: `view` unread or waiting, `what` an area or a kind, `who` a person, `when` today, week or month, `q` words,
/// `before` where the page begins, `choose` for several. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn index(viewer: Viewer, ui: Ui, which: Query<Which>, house: Data<House>) -> Result<Page> {
    let reader = Reader::of(&viewer.user);
    let filter = which.filter(&ui);
    let mut after = Cursor::parse(&which.before);
    let only_waiting = which.view == "waiting";
    let mut conn = house.store.read().await?;
    let unread = counts::unread(&mut conn, reader).await?;
    let (waiting, page, more) = loop {
        let waiting = list::waiting(&mut conn, reader, after.filter(|_| only_waiting)).await?;
        let (page, more) = match only_waiting {
            true => (Vec::new(), false),
            false => list::page(&mut conn, reader, &filter, after).await?,
        };
        let nothing = if only_waiting { waiting.page.is_empty() } else { page.is_empty() };
        // What stood on a later page may be gone by now: then it is the first one.
        if !nothing || after.take().is_none() {
            break (waiting, page, more);
        }
    };
    let actors = list::actors(&mut conn, reader).await?;
    let days = retention::days(&mut conn).await?;
    drop(conn);
    let first = after.is_none() && !only_waiting;
    let (back, choosing) = (which.back(), !which.choose.is_empty() && !only_waiting);
    let (last, more) = if only_waiting { (waiting.page.last(), waiting.more) } else { (page.last(), more) };
    let older = last.filter(|_| more).map(|last| {
        let older = Which { before: Cursor::after(last).to_string(), ..which.0.clone() };
        ["/notifications?", &older.back()].concat()
    });
    let waits = waiting.count;
    let asked = if first && filter.is_empty() || only_waiting { waiting } else { Waiting::default() };
    let centre = CentreView::new(&asked, (&page, more), &ui);
    let page = CentrePage {
        summary: SummaryView::new(unread, waits, &ui),
        read_all: ReadAllView::new(unread, &ui),
        unread,
        waiting: waits,
        fields: Fields::of(&[
            ("view", &which.view),
            ("what", &which.what),
            ("who", &which.who),
            ("when", &which.when),
            ("q", &which.q),
        ]),
        sieves: [
            ("what", "notices-what", whats(reader, &ui)),
            ("who", "notices-by", whos(actors, &ui)),
            ("when", "notices-when", whens(&ui)),
        ],
        sifts: Filter { unread: false, ..filter.clone() } != Filter::default(),
        centre: match only_waiting {
            true => CentrePage::waiting(centre, &back),
            false => CentrePage::listed(centre, (&filter, first), (choosing, which.choose == "all"), &back),
        },
        choosing,
        back,
        older,
        days,
        done: done(&which, &ui),
        ui: ui.clone(),
    };
    let page = Page::account(Place::Notifications, ui.t("rail-notifications"), page.html()?);
    Ok(page.wide().styles(&["css/controls.css", "css/notifications.css"]))
}

/// All areas that the reader may be told of, each with its kinds.
fn whats(reader: Reader, ui: &Ui) -> Vec<(String, String)> {
    let mut whats = vec![(String::new(), ui.t("notices-everything"))];
    for area in Area::ALL {
        let told = || {
            kinds()
                .filter(|kind| kind.entry && kind.area == *area && (reader.is_administrator() || !kind.administrators))
        };
        if told().next().is_none() {
            continue;
        }
        whats.push((area.as_str().to_owned(), ui.t(&["area-", area.as_str()].concat())));
        whats.extend(told().map(|kind| {
            let words = ui.t(&["notice-", kind.name].concat());
            (kind.name.to_owned(), ui.with("notices-kind-of", "kind", words))
        }));
    }
    whats
}

fn whos(actors: Vec<(UserId, String)>, ui: &Ui) -> Vec<(String, String)> {
    let anybody = (String::new(), ui.t("notices-anybody"));
    std::iter::once(anybody).chain(actors.into_iter().map(|(user, name)| (user.to_string(), name))).collect()
}

fn whens(ui: &Ui) -> Vec<(String, String)> {
    let all = [
        ("", "notices-any-day"),
        ("today", "notices-from-today"),
        ("week", "notices-from-week"),
        ("month", "notices-from-month"),
    ];
    all.map(|(when, key)| (when.to_owned(), ui.t(key))).into()
}

fn done(which: &Which, ui: &Ui) -> Option<DoneView> {
    let at = Some(which.at).filter(|at| *at > 0);
    let said = |key| DoneView { words: ui.t(key), at: None, go: None };
    let counted = |key| DoneView { words: ui.count(key, which.n), at, go: None };
    Some(match which.done.as_str() {
        "read" => counted("notices-done-read"),
        "unread" => counted("notices-done-unread"),
        "delete" => counted("notices-done-deleted"),
        "undo" => said("notices-done-undone"),
        "yes" => said("notices-done-yes"),
        "no" => said("notices-done-no"),
        "answered" => said("notices-done-answered"),
        "reply" => DoneView { go: Some(format!("/chats/{}", which.n)), ..said("notices-done-reply") },
        _ => return None,
    })
}

/// `POST /notifications`: `do` is read, unread or delete for each `id`; read-all; undo for what was done `at` a moment. For who is
/// signed in; others' notifications are left alone.
///
/// # Errors
/// 400 for anything else; what the database says.
pub async fn update(viewer: Viewer, fields: Fields, house: Data<House>) -> Result<HttpResponse> {
    let (reader, now) = (Reader::of(&viewer.user), house.clock.now());
    let ids: Vec<NotificationId> = fields.all("id").filter_map(|id| id.parse().ok()).take(CHOSEN).collect();
    let mut tx = house.store.begin().await?;
    let (word, count) = match fields.get("do") {
        "read-all" => ("read", marks::read_all(&mut tx, reader, now).await?),
        "read" => ("read", marks::set(&mut tx, reader, &ids, State::Read, now).await?),
        "unread" => ("unread", marks::set(&mut tx, reader, &ids, State::Unread, now).await?),
        "delete" => ("delete", marks::set(&mut tx, reader, &ids, State::Deleted, now).await?),
        "undo" => {
            let at = fields.get("at").parse().map_err(|_| Error::Bad("at is not a moment"))?;
            ("undo", marks::undo(&mut tx, reader, Moment(at), now).await?)
        }
        _ => return Err(Error::Bad("no such change")),
    };
    tx.commit().await?;
    let said = if count > 0 { format!("done={word}&n={count}&at={}", now.0) } else { String::new() };
    Ok(see_other(back(&fields, &said)))
}

/// The page that the form was on, which says what was done.
fn back(fields: &Fields, said: &str) -> String {
    // Only what is ours of it.
    let kept: Which = serde_urlencoded::from_str(fields.get("back")).unwrap_or_default();
    let query: Vec<String> = [kept.back(), said.to_owned()].into_iter().filter(|part| !part.is_empty()).collect();
    match query.is_empty() {
        true => "/notifications".to_owned(),
        false => ["/notifications?", &query.join("&")].concat(),
    }
}

/// `POST /notifications/{notification}`: `answer` is yes or no. For who is asked: of administrators the first to answer has, and the
/// others are shown that.
///
/// # Errors
/// 404 for what is not there or asks nothing, 400 for another answer; what the database says.
pub async fn answer(
    (viewer, by): (Viewer, By),
    id: Path<NotificationId>,
    request: HttpRequest,
    fields: Fields,
    house: Data<House>,
) -> Result<HttpResponse> {
    let yes = match fields.get("answer") {
        "yes" => true,
        "no" => false,
        _ => return Err(Error::Bad("neither yes nor no")),
    };
    let (mut tx, now) = (house.store.begin().await?, house.clock.now());
    let found = list::find(&mut tx, Reader::of(&viewer.user), *id).await?.filter(is_answered_here);
    let user = UserId(found.ok_or(Error::NotFound)?.subject_id);
    let outcome = match yes {
        true => life::approve(&mut tx, user, &by, now).await,
        false => life::refuse(&mut tx, user, &by, now).await,
    };
    let said = match outcome {
        Ok(_) => {
            tx.commit().await?;
            if yes { "done=yes" } else { "done=no" }
        }
        Err(Refused::State(_) | Refused::Nobody) => "done=answered",
        Err(against) => {
            against.say(&Ui::of(&request))?;
            return Err(Error::NotAllowed);
        }
    };
    Ok(see_other(back(&fields, said)))
}
