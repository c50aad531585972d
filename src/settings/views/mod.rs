//! What the settings' templates show.

mod notifications;
#[cfg(test)]
mod samples;

pub use notifications::{NotificationsView, SentView, Tried};

use askama::Template;

use crate::accounts::qr::Qr;
use crate::accounts::second_factor::SecondFactor;
use crate::accounts::times::Quiet;
use crate::accounts::views::{SessionView, languages};
use crate::accounts::{Company, Density, OwnSide, Role, SignedIn, TextSize, Theme, User};
use crate::chats::preferences::{Colleagues, Preferences, Sound};
use crate::organization::views::Doors;
use crate::web::{Door, Errors, Fields, Hours, Ui, places};

/// The list of settings as a page of its own.
#[derive(Template)]
#[template(path = "settings/list.html")]
pub struct ListView {
    ui: Ui,
    at: &'static str,
    doors: Doors,
}

impl ListView {
    /// The list that leads there.
    pub fn new(ui: Ui, doors: Doors) -> ListView {
        ListView { ui, at: "", doors }
    }
}

/// Chat settings.
#[derive(Template)]
#[template(path = "settings/chat.html")]
pub struct ChatView {
    ui: Ui,
    at: &'static str,
    doors: Doors,
    fields: Fields,
    errors: Errors,
    saved: bool,
    themes: Vec<(String, String)>,
    densities: Vec<(String, String)>,
    sizes: Vec<(String, String)>,
    sides: Vec<(String, String)>,
    clocks: Vec<(String, String)>,
    sounds: Vec<(String, String)>,
    colleagues: Vec<(String, String)>,
    languages: Vec<(String, String)>,
    zones: Vec<(String, String)>,
    refresh: Vec<(String, String)>,
}

impl ChatView {
    /// The form with its values and what is wrong with them.
    pub fn new((ui, doors): (Ui, Doors), fields: Fields, errors: Errors, saved: bool) -> ChatView {
        let choice = |of: &str, word: &str| (word.to_owned(), ui.t(&[of, "-", word].concat()));
        let seconds = |seconds: &i64| match seconds {
            0 => ("0".to_owned(), ui.t("refresh-never")),
            seconds => (seconds.to_string(), ui.count("refresh-seconds", seconds)),
        };
        ChatView {
            at: "chat",
            doors,
            fields,
            errors,
            saved,
            themes: Theme::ALL.iter().map(|theme| choice("theme", theme.as_str())).collect(),
            densities: Density::ALL.iter().map(|density| choice("density", density.as_str())).collect(),
            sizes: TextSize::ALL.iter().map(|size| choice("text-size", size.as_str())).collect(),
            sides: OwnSide::ALL.iter().map(|side| choice("own-side", side.as_str())).collect(),
            clocks: Hours::ALL.iter().map(|hours| choice("clock", hours.as_str())).collect(),
            sounds: Sound::ALL.iter().map(|sound| choice("sound", sound.as_str())).collect(),
            colleagues: Colleagues::ALL.iter().map(|circle| choice("colleagues", circle.as_str())).collect(),
            languages: languages(),
            zones: places::zones(&ui),
            refresh: Preferences::REFRESH.iter().map(seconds).collect(),
            ui,
        }
    }

    /// What sounds, with the words for it.
    fn kinds(&self) -> [(&'static str, String); 3] {
        [("sound_direct", "sound-direct"), ("sound_group", "sound-group"), ("sound_call", "sound-call")]
            .map(|(field, key)| (field, self.ui.t(key)))
    }
}

/// One's own name, picture, phones and birthday.
#[derive(Template)]
#[template(path = "settings/profile.html")]
pub struct ProfileView {
    /// The reader.
    pub ui: Ui,
    /// Where the reader is in the list.
    pub at: &'static str,
    /// Where the list leads.
    pub doors: Doors,
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
    /// `inner_number`, `desk_phone`, `mobile_phone`, `birth_day`, `birth_month`.
    pub contact: Fields,
    /// The months to choose among.
    pub months: Vec<(String, String)>,
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
    doors: Doors,
    fields: Fields,
    errors: Errors,
    saved: bool,
    guest: bool,
    quiets: [(&'static str, String); 6],
    offered: Vec<(i64, String, String)>,
}

impl StatusView {
    /// The person's form with its values and what is wrong with them; `offered` could be the substitute that is meant.
    pub fn new(
        (ui, doors): (Ui, Doors),
        person: &User,
        (fields, errors): (Fields, Errors),
        offered: &[User],
        saved: bool,
    ) -> StatusView {
        let quiet = |quiet: Quiet, key: &str| (quiet.as_str(), ui.t(key));
        StatusView {
            at: "status",
            doors,
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
    /// Where the list leads.
    pub doors: Doors,
    /// Their address, for the browser's keeper of passwords.
    pub email: String,
    /// The one that is looked at first.
    pub sessions: Vec<SessionView>,
    /// Nothing: passwords are not kept.
    pub fields: Fields,
    /// What is wrong with the passwords.
    pub errors: Errors,
    /// The key of the words for what was done just before, or was not.
    pub done: Option<&'static str>,
    /// The second factor, if it is on.
    pub factor: Option<FactorView>,
}

/// A second factor that is on.
pub struct FactorView {
    since: String,
    left: i64,
    kept: bool,
}

impl FactorView {
    /// `kept`: the company asks for it, so that it cannot be turned off.
    pub fn new(factor: SecondFactor, kept: bool, ui: &Ui) -> FactorView {
        FactorView { since: ui.when(&factor.confirmed_at), left: factor.codes_left, kept }
    }
}

/// Where a page of the second factor stands: beside the list of settings, or at the door.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// At the door: the company asks for a second factor, and nothing else is shown before.
    pub door: bool,
    /// Where the list leads.
    pub doors: Doors,
}

impl At {
    /// That of the person.
    pub fn of(who: &SignedIn, company: &Company) -> At {
        At { door: who.lacks_factor, doors: Doors::of(&who.viewer.user, company) }
    }
}

/// Setting the second factor up.
#[derive(Template)]
#[template(path = "settings/second_factor.html")]
pub struct SecondFactorView {
    /// The reader.
    pub ui: Ui,
    /// Where the page stands.
    pub place: At,
    /// The secret that waits to be confirmed; none before it is made.
    pub secret: Option<SecretView>,
    /// `next`.
    pub fields: Fields,
    /// Whether the code was wrong.
    pub wrong: bool,
}

/// A secret to be taken into an app.
pub struct SecretView {
    /// As a picture.
    pub picture: Option<Qr>,
    /// As letters.
    pub groups: String,
}

/// The recovery codes, this once.
#[derive(Template)]
#[template(path = "settings/recovery_codes.html")]
pub struct CodesView {
    /// The reader.
    pub ui: Ui,
    /// Where the page stands.
    pub place: At,
    /// `abcd-efgh-ijkl`.
    pub codes: Vec<String>,
    /// Where one goes on.
    pub next: String,
}

impl CodesView {
    /// The same as the address of a text file, a line for each.
    fn file(&self) -> String {
        ["data:text/plain;charset=utf-8,", &self.codes.join("%0A"), "%0A"].concat()
    }
}
