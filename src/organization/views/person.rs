//! A person's page.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::accounts::{Company, Role, State, User};
use crate::clock::Moment;
use crate::id::{ChatId, DepartmentId, UserId};
use crate::organization::department::Tree;
use crate::organization::mark;
use crate::organization::person::Details;
use crate::organization::position::{Position, Standing};
use crate::organization::shared::Shared;
use crate::web::{Door, Locale, Ui};

use super::Reader;

/// A person, as one viewer sees them.
#[derive(Template)]
#[template(path = "organization/person.html")]
pub struct PersonView {
    ui: Ui,
    id: UserId,
    name: String,
    door: Door,
    title: String,
    /// A dismissed person: since when.
    gone: Option<String>,
    status: String,
    me: bool,
    writes: bool,
    file: bool,
    edits: bool,
    places: Vec<PlaceView>,
    phones: Vec<PhoneView>,
    email: String,
    local: String,
    birthday: String,
    leave: String,
    substitute: Option<(UserId, String)>,
    former: String,
    shared: Vec<SharedView>,
}

impl HtmlSafe for PersonView {}

/// What is not on the page of a person who no longer works here.
#[derive(Template)]
#[template(path = "organization/departed.html")]
pub struct DepartedView {
    /// Whose page it is.
    pub person: UserId,
}

struct PlaceView {
    path: Vec<(DepartmentId, String)>,
    about: String,
}

struct PhoneView {
    number: String,
    dialled: String,
    about: String,
}

struct SharedView {
    id: ChatId,
    door: Door,
    title: String,
}

impl PersonView {
    /// What anybody who may see the person sees: name, presence, local time, chats that both are in.
    pub fn new(
        of: &User,
        details: &Details,
        shared: Vec<Shared>,
        (viewer, company): (&User, &Company),
        reader: Reader<'_>,
    ) -> PersonView {
        let ui = reader.ui;
        let gone = (of.state == State::Dismissed)
            .then(|| ui.with("person-gone", "when", ui.locale.day_brief(details.state_since, ui.now)));
        PersonView {
            id: of.id,
            name: of.name.clone(),
            door: mark::door(of, reader.hub).profile(),
            title: String::new(),
            status: mark::words_since(of, viewer, reader.hub, ui),
            me: of.id == viewer.id,
            writes: gone.is_none(),
            file: false,
            edits: false,
            places: Vec::new(),
            phones: Vec::new(),
            email: String::new(),
            local: if gone.is_some() { String::new() } else { local(of, company, ui) },
            birthday: String::new(),
            leave: String::new(),
            substitute: None,
            former: String::new(),
            shared: shared.into_iter().map(|chat| SharedView::new(chat, ui)).collect(),
            gone,
            ui: ui.clone(),
        }
    }

    /// With what only those see who work here.
    pub fn for_colleagues(
        self,
        of: &User,
        details: &Details,
        (tree, positions): (&Tree, &[Position]),
        edits: bool,
    ) -> PersonView {
        let ui = &self.ui;
        if self.gone.is_some() {
            return PersonView { former: details.former.clone(), ..self };
        }
        let number = |number: &str, about: &str| PhoneView {
            number: number.to_owned(),
            dialled: number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
            about: ui.t(about),
        };
        let phones = [
            number(&details.inner_number, "phone-inner"),
            number(&details.desk_phone, "phone-desk"),
            number(&details.mobile_phone, "phone-mobile"),
        ];
        let guest = if of.role == Role::Guest { ui.t("role-guest") } else { String::new() };
        PersonView {
            title: positions.first().map_or(guest, |main| main.title.clone()),
            file: true,
            edits: edits && !positions.is_empty(),
            places: positions.iter().map(|one| PlaceView::new(one, tree, ui)).collect(),
            phones: phones.into_iter().filter(|phone| !phone.number.is_empty()).collect(),
            email: of.email.clone(),
            birthday: birthday(&details.birthday, ui),
            leave: details.leave(ui.now).map_or_else(String::new, |until| mark::leave(until, ui)),
            substitute: details.substitute_id.zip(details.substitute.clone()),
            ..self
        }
    }
}

impl PlaceView {
    fn new(of: &Position, tree: &Tree, ui: &Ui) -> PlaceView {
        let standing = match of.standing {
            Standing::Head => ui.t("standing-head"),
            Standing::Deputy => ui.t("standing-deputy"),
            Standing::Employee => String::new(),
        };
        let about = [standing, of.title.clone()];
        PlaceView {
            path: tree.path(of.department_id).iter().map(|one| (one.id, one.name.clone())).collect(),
            about: about.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · "),
        }
    }
}

impl SharedView {
    fn new(chat: Shared, ui: &Ui) -> SharedView {
        let title = if chat.name.is_empty() { ui.t("chat-general") } else { chat.name };
        SharedView { id: chat.id, door: Door::of_chat(&title, chat.hue, chat.picture.clone()).small(), title }
    }
}

/// `3 March`
fn birthday(kept: &str, ui: &Ui) -> String {
    let parts =
        kept.split_once('-').and_then(|(month, day)| Some((month.parse::<u8>().ok()?, day.parse::<u8>().ok()?)));
    match parts {
        Some((month, day)) if (1..=12).contains(&month) => {
            ui.with2("date-brief", ("day", i64::from(day)), ("month", ui.t(&format!("month-{month}"))))
        }
        _ => String::new(),
    }
}

/// `11:42 in Oslo, 1 hour ahead of you`
fn local(of: &User, company: &Company, ui: &Ui) -> String {
    let zone = of.time_zone.as_deref().unwrap_or(&company.time_zone);
    let city = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
    let there = Locale::new(ui.language, zone);
    let here = ui.with2("local-in", ("time", there.time(ui.now)), ("city", city));
    let offset = |locale: &Locale, at: Moment| i64::from(locale.zoned(at).offset().seconds()) / 60;
    let apart = offset(&there, ui.now) - offset(&ui.locale, ui.now);
    let span = match (apart.abs() / 60, apart.abs() % 60) {
        (0, minutes) => ui.count("local-minutes", minutes),
        (hours, 0) => ui.count("local-hours", hours),
        (hours, minutes) => ui.with2("local-hours-minutes", ("hours", hours), ("minutes", minutes)),
    };
    match apart {
        0 => here,
        1.. => ui.with2("local-ahead", ("here", here), ("span", span)),
        _ => ui.with2("local-behind", ("here", here), ("span", span)),
    }
}
