//! What the settings' templates show.

use askama::Template;

use crate::accounts::device::Device;
use crate::accounts::session::Session;
use crate::accounts::times::Quiet;
use crate::accounts::views::languages;
use crate::accounts::{Density, Role, Theme, User};
use crate::chats::preferences::Preferences;
use crate::id::SessionId;
use crate::web::{Door, Errors, Fields, Ui, places};

/// The list of settings as a page of its own.
#[derive(Template)]
#[template(path = "settings/list.html")]
pub struct ListView {
    ui: Ui,
    at: &'static str,
    administrator: bool,
}

impl ListView {
    /// `administrator`: whether the list has an administrator's places.
    pub fn new(ui: Ui, administrator: bool) -> ListView {
        ListView { ui, at: "", administrator }
    }
}

/// Chat settings.
#[derive(Template)]
#[template(path = "settings/chat.html")]
pub struct ChatView {
    ui: Ui,
    at: &'static str,
    administrator: bool,
    fields: Fields,
    errors: Errors,
    saved: bool,
    themes: Vec<(String, String)>,
    densities: Vec<(String, String)>,
    languages: Vec<(String, String)>,
    zones: Vec<(String, String)>,
    refresh: Vec<(String, String)>,
}

impl ChatView {
    /// The form with its values and what is wrong with them.
    pub fn new(ui: Ui, administrator: bool, fields: Fields, errors: Errors, saved: bool) -> ChatView {
        let choice = |of: &str, word: &str| (word.to_owned(), ui.t(&[of, "-", word].concat()));
        let seconds = |seconds: &i64| match seconds {
            0 => ("0".to_owned(), ui.t("refresh-never")),
            seconds => (seconds.to_string(), ui.count("refresh-seconds", seconds)),
        };
        ChatView {
            at: "chat",
            administrator,
            fields,
            errors,
            saved,
            themes: Theme::ALL.iter().map(|theme| choice("theme", theme.as_str())).collect(),
            densities: Density::ALL.iter().map(|density| choice("density", density.as_str())).collect(),
            languages: languages(),
            zones: places::zones(&ui),
            refresh: Preferences::REFRESH.iter().map(seconds).collect(),
            ui,
        }
    }
}

/// One's own name and picture.
#[derive(Template)]
#[template(path = "settings/profile.html")]
pub struct ProfileView {
    /// The reader.
    pub ui: Ui,
    /// Where the reader is in the list.
    pub at: &'static str,
    /// Whether the list has an administrator's places.
    pub administrator: bool,
    /// Their door, large.
    pub door: Door,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Whether there is a picture to remove.
    pub has_picture: bool,
    /// `name`.
    pub fields: Fields,
    /// What is wrong.
    pub errors: Errors,
    /// Whether something was saved just before.
    pub saved: bool,
}

/// Do not disturb, on leave, last seen.
#[derive(Template)]
#[template(path = "settings/status.html")]
pub struct StatusView {
    ui: Ui,
    at: &'static str,
    administrator: bool,
    fields: Fields,
    errors: Errors,
    saved: bool,
    guest: bool,
    quiets: [(&'static str, String); 6],
    offered: Vec<(i64, String, String)>,
}

impl StatusView {
    /// The person's form with its values and what is wrong with them; `offered` could be the substitute that is meant.
    pub fn new(ui: Ui, person: &User, (fields, errors): (Fields, Errors), offered: &[User], saved: bool) -> StatusView {
        let quiet = |quiet: Quiet, key: &str| (quiet.as_str(), ui.t(key));
        StatusView {
            at: "status",
            administrator: person.is_administrator(),
            fields,
            errors,
            saved,
            guest: person.role == Role::Guest,
            quiets: [
                quiet(Quiet::Off, "quiet-off"),
                quiet(Quiet::HalfHour, "quiet-30"),
                quiet(Quiet::Hour, "quiet-60"),
                quiet(Quiet::FourHours, "quiet-240"),
                quiet(Quiet::Tomorrow, "quiet-tomorrow"),
                quiet(Quiet::At, "quiet-at"),
            ],
            offered: offered.iter().map(|one| (one.id.0, one.name.clone(), one.email.clone())).collect(),
            ui,
        }
    }
}

/// Where one is signed in, and the password.
#[derive(Template)]
#[template(path = "settings/sign_in.html")]
pub struct SignInView {
    /// The reader.
    pub ui: Ui,
    /// Where the reader is in the list.
    pub at: &'static str,
    /// Whether the list has an administrator's places.
    pub administrator: bool,
    /// Their address, for the browser's keeper of passwords.
    pub email: String,
    /// The one that is looked at first.
    pub sessions: Vec<SessionView>,
    /// Nothing: passwords are not kept.
    pub fields: Fields,
    /// What is wrong with the passwords.
    pub errors: Errors,
    /// Whether the password was changed just before.
    pub changed: bool,
}

/// One session of the list.
pub struct SessionView {
    id: SessionId,
    device: String,
    mobile: bool,
    /// Whether it is the one that looks.
    pub here: bool,
    address: String,
    used: String,
}

impl SessionView {
    /// A session; `here` if it is the one that looks.
    pub fn new(session: &Session, here: bool, ui: &Ui) -> SessionView {
        let device = Device::of(&session.agent);
        SessionView {
            id: session.id,
            device: name_of(device, ui),
            mobile: device.is_mobile(),
            here,
            address: session.address.clone(),
            used: if here { ui.t("session-now") } else { ui.when_time(&session.used_at) },
        }
    }
}

/// `Firefox on Linux`, `w3m`.
fn name_of(device: Device, ui: &Ui) -> String {
    match (device.browser, device.system) {
        (Some(browser), Some(system)) => ui.with2("device-on", ("browser", browser), ("system", system)),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => ui.t("device-unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::web::{Sample, check_samples};

    fn errors(ui: &Ui, fields: &[&'static str]) -> Errors {
        let mut errors = Errors::new();
        fields.iter().for_each(|field| errors.add(field, ui.t("field-missing")));
        errors
    }

    impl Sample for ListView {
        fn samples(ui: &Ui) -> Vec<ListView> {
            vec![ListView::new(ui.clone(), true), ListView::new(ui.clone(), false)]
        }
    }

    impl Sample for ChatView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let fields = Fields::of(&[("send_key", "ctrl"), ("theme", "dark"), ("density", "airy"), ("sound", "1")]);
            let all = ["send_key", "theme", "density", "language", "time_zone", "refresh_seconds"];
            vec![
                ChatView::new(ui.clone(), false, fields.clone(), Errors::new(), true),
                ChatView::new(ui.clone(), true, fields, errors(ui, &all), false),
            ]
        }
    }

    impl Sample for ProfileView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let view = |administrator, errors, picture: Option<String>| ProfileView {
                ui: ui.clone(),
                at: "profile",
                administrator,
                door: Door::of_person(1, "Lan <i>", 3, picture.clone()).profile(),
                name: "Lan <i>".to_owned(),
                email: "lan@harbour.example".to_owned(),
                has_picture: picture.is_some(),
                fields: Fields::of(&[("name", "Lan \"<i>")]),
                errors,
                saved: picture.is_some(),
            };
            vec![
                view(false, Errors::new(), Some("aaaaaaaaaaaaaaaaaaaaaa".to_owned())),
                view(true, errors(ui, &["name", "picture"]), None),
            ]
        }
    }

    impl Sample for SignInView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let session = |id, agent: &str| Session {
                id: SessionId(id),
                agent: agent.to_owned(),
                address: "192.0.2.17".to_owned(),
                used_at: Moment(0),
            };
            let agents = ["Firefox/145 (X11; Linux)", "Chrome/142 (Android)", "w3m/0.5", ""];
            let sessions = || {
                let all = agents.iter().zip(1..).map(|(agent, id)| SessionView::new(&session(id, agent), id == 1, ui));
                all.collect::<Vec<_>>()
            };
            let view = |sessions, errors, changed| SignInView {
                ui: ui.clone(),
                at: "sign-in",
                administrator: changed,
                email: "lan@harbour.example".to_owned(),
                sessions,
                fields: Fields::default(),
                errors,
                changed,
            };
            vec![
                view(sessions(), Errors::new(), true),
                view(sessions().into_iter().take(1).collect(), errors(ui, &["current", "new"]), false),
            ]
        }
    }

    impl Sample for StatusView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let view = |guest, errors, offered: Vec<(i64, String, String)>, saved| StatusView {
                at: "status",
                administrator: saved,
                fields: Fields::of(&[("quiet", "at"), ("quiet_time", "\"<i>"), ("seen_hidden", "1")]),
                errors,
                saved,
                guest,
                quiets: ["off", "30", "60", "240", "tomorrow", "at"].map(|word| (word, "<i>".to_owned())),
                offered,
                ui: ui.clone(),
            };
            let all = ["quiet", "quiet_day", "quiet_time", "leave_from", "leave_until", "substitute"];
            let offered = vec![(2, "Lan <i>".to_owned(), "lan@harbour.example".to_owned())];
            vec![view(true, Errors::new(), vec![], true), view(false, errors(ui, &all), offered, false)]
        }
    }

    #[test]
    fn samples() {
        check_samples::<ListView>();
        check_samples::<ChatView>();
        check_samples::<ProfileView>();
        check_samples::<StatusView>();
        check_samples::<SignInView>();
    }
}
