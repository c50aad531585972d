//! How one is told: ways, kinds, letters, quiet hours; a test of each way, and what was sent.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Deserialize;

use super::page;
use crate::accounts::Doorkeeper;
use crate::accounts::{Company, User, Viewer};
use crate::chats::keywords::{self, Keyword, Wrong};
use crate::chats::notices::{MESSAGE_DIRECT, MESSAGE_GROUP};
use crate::chats::{self, membership};
use crate::id::MailingId;
use crate::mail::MailServer;
use crate::notice::{Audience, Notice};
use crate::notifications::mailings::decision::Reach;
use crate::notifications::mailings::letters;
use crate::notifications::mailings::mailing;
use crate::notifications::mailings::try_out::{hand, test_letter};
use crate::notifications::mailings::views::SentRowView;
use crate::notifications::notices::TEST;
use crate::notifications::preferences::{Choices, DAY, DELAYS, Preferences, Way};
use crate::notifications::{address, kinds};
use crate::organization::views::Doors;
use crate::settings::views::{NotificationsView, SentView, Tried};
use crate::web::{Errors, Fields, House, Page, Result, Ui, client_address, see_other};

/// Chats of which one is told otherwise, as the page lists them.
const APART: i64 = 100;
/// Letters of one page of what was sent.
const PAGE: i64 = 50;

/// How the page is looked at.
#[derive(Default, Deserialize)]
pub struct How {
    #[serde(default)]
    by: String,
    saved: Option<String>,
    asked: Option<String>,
}

/// `GET /settings/notifications`; `by` event for the table of kinds. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn edit(viewer: Viewer, (ui, doors): (Ui, Doors), how: Query<How>, house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let preferences = Preferences::find(&mut conn, viewer.user.id).await?;
    let choices = Choices::find(&mut conn, viewer.user.id).await?;
    let words = keywords::of_user(&mut conn, viewer.user.id).await?;
    drop(conn);
    let said = match &*how {
        How { asked: Some(_), .. } => Some("mail-asked"),
        How { saved: Some(_), .. } => Some("settings-saved"),
        _ => None,
    };
    let fields = fields(&preferences, &choices, &words);
    let shown = Shown { choices, by_event: how.by == "event", said, ..Shown::default() };
    show(&viewer.user, (ui, doors), (fields, Errors::new()), shown, &house).await
}

/// What else a page shows.
#[derive(Default)]
struct Shown {
    choices: Choices,
    by_event: bool,
    said: Option<&'static str>,
    site: Option<Tried>,
    mail: Option<Tried>,
}

/// Which messages are mailed: `all`, `direct`; empty: what only the table can say.
fn messages(of: &Choices) -> &'static str {
    match [&MESSAGE_DIRECT, &MESSAGE_GROUP].map(|kind| of.wants(kind, Way::Mail)) {
        [true, true] => "all",
        [true, false] => "direct",
        _ => "",
    }
}

fn fields(of: &Preferences, choices: &Choices, words: &str) -> Fields {
    let [delay, digest, from, until] =
        [of.delay.to_string(), clock(of.digest_minute), clock(of.quiet_from), clock(of.quiet_until)];
    let mut pairs = vec![
        ("delay", delay.as_str()),
        ("digest", if of.digest { "daily" } else { "each" }),
        ("mail_messages", messages(choices)),
        ("digest_at", &digest),
        ("quiet_from", &from),
        ("quiet_until", &until),
        ("keywords", words),
    ];
    let switches = [
        ("site", of.site),
        ("mail", of.mail),
        ("content", of.content),
        ("quiet", of.quiet),
        ("quiet_direct", of.quiet_direct),
    ];
    pairs.extend(switches.iter().filter(|(_, on)| *on).map(|(name, _)| (*name, "1")));
    let days: Vec<String> = (0..7).filter(|day| of.digest_days & (1 << day) != 0).map(|day| day.to_string()).collect();
    pairs.extend(days.iter().map(|day| ("day", day.as_str())));
    Fields::of(&pairs)
}

/// `18:30`
fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `POST /settings/notifications`. For who is signed in. Turning letters on asks the address, by a letter.
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
    let (user, now) = (&viewer.user, house.clock.now());
    let mut errors = Errors::new();
    let by_event = fields.is("by", "event");
    let choices = chosen(&fields);
    let words = Keyword::read_all(fields.get("keywords"));
    if let Err(wrong) = &words {
        errors.add("keywords", said_of(wrong, &ui));
    }
    let mut tx = house.store.begin().await?;
    let before = Preferences::find(&mut tx, user.id).await?;
    let (Some(preferences), Ok(words)) = (parse(&fields, &before, &mut errors, &ui), words) else {
        drop(tx);
        let shown = Shown { choices, by_event, ..Shown::default() };
        let page = show(user, (ui, doors), (fields, errors), shown, &house).await?;
        return Ok(page.again().respond_to(&request));
    };
    // A switch that cannot be moved says nothing of what the person wants.
    let server = MailServer::find(&mut tx).await?;
    let preferences = Preferences {
        mail: if server.is_some() { preferences.mail } else { before.mail },
        content: if server.is_some_and(|server| server.hides_content) { before.content } else { preferences.content },
        ..preferences
    };
    preferences.save(&mut tx, user.id, now).await?;
    if fields.has("keywords") {
        keywords::keep(&mut tx, user.id, &words).await?;
    }
    if by_event {
        choices.save(&mut tx, user.id).await?;
    } else if fields.has("mail_messages") {
        let mut choices = Choices::find(&mut tx, user.id).await?;
        choices.set(&MESSAGE_DIRECT, Way::Mail, true);
        choices.set(&MESSAGE_GROUP, Way::Mail, fields.is("mail_messages", "all"));
        choices.save(&mut tx, user.id).await?;
    }
    let known = address::find(&mut tx, user.id).await?;
    let asks = preferences.mail && !before.mail && address::reach(user, known.as_ref()) != Reach::Fine;
    if asks {
        letters::ask(&mut tx, user, &house, now).await?;
    }
    tx.emit(crate::event::Event::StatusChanged { user: user.id });
    tx.commit().await?;
    house.office.ring();
    let said = if asks { "asked" } else { "saved" };
    Ok(see_other(format!("/settings/notifications?{said}{}", if by_event { "&by=event" } else { "" })))
}

fn said_of(wrong: &Wrong, ui: &Ui) -> String {
    match wrong {
        Wrong::TooMany => ui.count("keywords-too-many", i64::try_from(keywords::MOST).unwrap_or(i64::MAX)),
        Wrong::TooLong(line) => {
            ui.with2("keywords-too-long", ("line", line.as_str()), ("most", keywords::LENGTH.end().to_string()))
        }
        Wrong::TooShort(line) => ui.with("keywords-too-short", "line", line.as_str()),
        Wrong::Nul => ui.t("field-nul"),
    }
}

/// What the table says of each kind that may be chosen.
fn chosen(fields: &Fields) -> Choices {
    let mut choices = Choices::default();
    for kind in kinds().filter(|kind| kind.chosen) {
        for way in Way::ALL {
            let name = [kind.name, ".", way.as_str()].concat();
            choices.set(kind, *way, fields.all("on").any(|on| on == name));
        }
    }
    choices
}

fn parse(fields: &Fields, before: &Preferences, errors: &mut Errors, ui: &Ui) -> Option<Preferences> {
    let delay = fields.get("delay").parse().ok().filter(|delay| DELAYS.contains(delay));
    if delay.is_none() {
        errors.add("delay", ui.t("field-unknown"));
    }
    if fields.has("mail_messages") && !["direct", "all"].contains(&fields.get("mail_messages")) {
        errors.add("mail_messages", ui.t("field-unknown"));
    }
    let mut time = |field: &'static str, kept: i64| match fields.get(field).trim() {
        "" => Some(kept),
        typed => {
            let minute = minute(typed);
            if minute.is_none() {
                errors.add(field, ui.t("time-not-a-time"));
            }
            minute
        }
    };
    let digest_minute = time("digest_at", before.digest_minute);
    let quiet_from = time("quiet_from", before.quiet_from);
    let quiet_until = time("quiet_until", before.quiet_until);
    let days = fields.all("day").filter_map(|day| day.parse::<u32>().ok()).filter(|day| *day < 7);
    let digest_days = days.fold(0, |days, day| days | 1 << day);
    let digest = fields.is("digest", "daily");
    if fields.has("quiet") && quiet_from.is_some() && quiet_from == quiet_until {
        errors.add("quiet_until", ui.t("hours-none"));
    }
    if digest && digest_days == 0 {
        errors.add("day", ui.t("mail-digest-no-day"));
    }
    if !errors.is_empty() {
        return None;
    }
    Some(Preferences {
        site: fields.has("site"),
        mail: fields.has("mail"),
        delay: delay?,
        digest,
        digest_days,
        digest_minute: digest_minute?,
        content: fields.has("content"),
        quiet: fields.has("quiet"),
        quiet_from: quiet_from?,
        quiet_until: quiet_until?,
        quiet_direct: fields.has("quiet_direct"),
        ..*before
    })
}

/// `14:00` or `8:05` as a minute of the day.
fn minute(typed: &str) -> Option<i64> {
    let (hour, minute) = typed.split_once(':')?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute).filter(|at| *at < DAY)
}

/// `POST /settings/notifications/address`: asks the address once more, if it has not said yes. For who is signed in.
///
/// # Errors
/// [`TooMany`](crate::web::Error::TooMany); what the database says.
pub async fn ask_again(
    request: HttpRequest,
    viewer: Viewer,
    _: Fields,
    (house, door): (Data<House>, Data<Doorkeeper>),
) -> Result<HttpResponse> {
    let user = &viewer.user;
    let known = address::find(&mut house.store.read().await?, user.id).await?;
    if address::reach(user, known.as_ref()) == Reach::Fine {
        return Ok(see_other("/settings/notifications#try"));
    }
    let from = client_address(&request);
    door.ask_for_letter(&user.email, from, house.clock.now())?;
    let asked = async {
        let mut tx = house.store.begin().await?;
        letters::ask(&mut tx, user, &house, house.clock.now()).await?;
        tx.commit().await
    };
    if let Err(error) = asked.await {
        door.excuse_letter(&user.email, from);
        return Err(error.into());
    }
    house.office.ring();
    Ok(see_other("/settings/notifications?asked#try"))
}

/// `POST /settings/notifications/test` with `way`: tells the viewer something by it, now, and says what came of it; what stands in the
/// form is kept, and not saved. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn test(
    request: HttpRequest,
    viewer: Viewer,
    (ui, doors): (Ui, Doors),
    company: Company,
    fields: Fields,
    (house, door): (Data<House>, Data<Doorkeeper>),
) -> Result<Page> {
    let user = &viewer.user;
    let mut shown = Shown::default();
    let way = Way::of(fields.get("way"));
    let asked = match way {
        Some(Way::Mail) => door.ask_for_letter(&user.email, client_address(&request), house.clock.now()),
        _ => Ok(()),
    };
    match way {
        // What stands in the form is not lost by it.
        _ if asked.is_err() => shown.mail = Some((ui.t("try-mail-too-many"), true)),
        Some(Way::Mail) => shown.mail = Some(try_mail(user, &ui, &company, &house).await?),
        _ => shown.site = Some(try_site(user, &ui, &house).await?),
    }
    // What stood in the form, saved or not; a bare request has none of it.
    if fields.has("delay") {
        (shown.choices, shown.by_event) = (chosen(&fields), fields.is("by", "event"));
        return show(user, (ui, doors), (fields, Errors::new()), shown, &house).await;
    }
    let mut conn = house.store.read().await?;
    let preferences = Preferences::find(&mut conn, user.id).await?;
    shown.choices = Choices::find(&mut conn, user.id).await?;
    let words = keywords::of_user(&mut conn, user.id).await?;
    drop(conn);
    let fields = self::fields(&preferences, &shown.choices, &words);
    show(user, (ui, doors), (fields, Errors::new()), shown, &house).await
}

async fn try_site(user: &User, ui: &Ui, house: &House) -> Result<Tried> {
    let mut tx = house.store.begin().await?;
    tx.emit(Notice::new(&TEST, Audience::user(user.id), (0, "")).into());
    tx.commit().await?;
    let pages = i64::try_from(house.hub.pages_of(user.id.0)).unwrap_or(i64::MAX);
    let others = ui.count("try-site-pages", pages);
    Ok((ui.with2("try-site-done", ("time", ui.time(ui.now)), ("pages", others)), false))
}

/// Hands a letter to the server while the page waits, and says what it said.
async fn try_mail(user: &User, ui: &Ui, company: &Company, house: &House) -> Result<Tried> {
    let server = MailServer::find(&mut house.store.read().await?).await?;
    let Some(server) = server else { return Ok((ui.t("try-mail-no-server"), true)) };
    let letter = test_letter(user, ui, company, letters::message_id(house, &server));
    Ok(hand(letter, &server, ui, house).await)
}

/// Which letters.
#[derive(Deserialize)]
pub struct Before {
    before: Option<MailingId>,
}

/// `GET /settings/notifications/sent`: what was mailed to the viewer, and what was not after all. For who is signed in.
///
/// # Errors
/// What the database says.
pub async fn sent(viewer: Viewer, (ui, doors): (Ui, Doors), before: Query<Before>, house: Data<House>) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let rows = mailing::of_user(&mut conn, viewer.user.id, before.before, PAGE).await?;
    let mut views = Vec::new();
    for row in &rows {
        let chat = match row.chat_id {
            Some(chat) => chats::Member::find(&mut conn, viewer.user.id, chat).await?,
            None => None,
        };
        let title = match &chat {
            Some(member) => Some(chats::title_of(&mut conn, member, &ui).await?),
            None => None,
        };
        views.push(SentRowView::new(row, title, &ui).explained(row, &ui));
    }
    let older = (rows.len() as i64 == PAGE).then(|| rows.last().map(|row| row.id.0)).flatten();
    page(ui.t("mail-sent"), &SentView::new((ui, doors), views, older))
}

async fn show(
    user: &User,
    (ui, doors): (Ui, Doors),
    (fields, errors): (Fields, Errors),
    shown: Shown,
    house: &House,
) -> Result<Page> {
    let mut conn = house.store.read().await?;
    let server = MailServer::find(&mut conn).await?;
    let known = address::find(&mut conn, user.id).await?;
    let apart = membership::apart(&mut conn, user.id, APART + 1).await?;
    drop(conn);
    let reach = address::reach(user, known.as_ref());
    let on = fields.has("mail");
    let (words, bad) = match (&server, on, reach) {
        (None, ..) => (ui.t("reach-no-server"), false),
        (Some(_), true, Reach::Unconfirmed) => (ui.with("reach-unconfirmed", "address", user.email.as_str()), false),
        (Some(_), _, Reach::Stopped) => {
            let said = known.map(|known| known.stopped_words).unwrap_or_default();
            (ui.with2("reach-stopped", ("address", user.email.as_str()), ("words", said)), true)
        }
        (Some(_), true, Reach::Fine) => (ui.with("reach-fine", "address", user.email.as_str()), false),
        (Some(_), false, _) => (ui.t("reach-off"), false),
    };
    let view = NotificationsView::new((ui, doors), user, (fields, errors), &shown.choices)
        .reached((words, bad), (server.as_ref(), on && reach != Reach::Fine))
        .apart(&apart, APART as usize)
        .said(shown.said, shown.by_event, (shown.site, shown.mail));
    let title = view.title();
    page(title, &view)
}
