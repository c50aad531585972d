//! What the templates of the door show.

use askama::Template;

use super::device::Device;
use super::session::Session;
use crate::id::SessionId;
use crate::web::{Errors, Fields, Language, Ui, places};

/// Before there is a company.
#[derive(Template)]
#[template(path = "accounts/unset.html")]
pub struct UnsetView {
    /// The reader.
    pub ui: Ui,
}

/// Asking for a letter with a link to a new password.
#[derive(Template)]
#[template(path = "accounts/forgotten.html")]
pub struct ForgottenView {
    /// The reader.
    pub ui: Ui,
    /// `email`.
    pub fields: Fields,
}

/// Signing in.
#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
pub struct SignInView {
    /// The reader.
    pub ui: Ui,
    /// The company's name.
    pub company: String,
    /// `email`, `keep`, `next`.
    pub fields: Fields,
    /// Why it is there again.
    pub refusal: Option<Refusal>,
    /// Whether the company sends letters.
    pub mails: bool,
}

/// Why somebody is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// They were, and their session has ended.
    Ended,
    /// Address and password do not go together.
    Wrong,
    /// They do, and the account waits for approval.
    Waiting,
    /// The code of the second factor came too late, or was wrong too often.
    Late,
}

/// The code of the second factor.
#[derive(Template)]
#[template(path = "accounts/sign_in_code.html")]
pub struct SignInCodeView {
    /// The reader.
    pub ui: Ui,
    /// `next`; `recovery` if that was tried.
    pub fields: Fields,
    /// Whether the code was wrong.
    pub wrong: bool,
}

/// The password once more, before what is dangerous.
#[derive(Template)]
#[template(path = "accounts/confirm.html")]
pub struct ConfirmView {
    /// The reader.
    pub ui: Ui,
    /// Where it leads: where the act is done.
    pub action: String,
    /// What the act was asked with, to be sent again.
    pub fields: Vec<(String, String)>,
    /// Their address, for the browser's keeper of passwords.
    pub email: String,
    /// Whether it stands at the door: nothing of the account is shown yet.
    pub at_door: bool,
    /// Why the password was not taken.
    pub wrong: Option<String>,
}

/// A new password.
#[derive(Template)]
#[template(path = "accounts/reset.html")]
pub struct ResetView {
    /// The reader.
    pub ui: Ui,
    /// Nothing: passwords are not kept.
    pub fields: Fields,
    /// What is wrong.
    pub errors: Errors,
    /// Whose password.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// A door that does not open: what was here, and what to do.
#[derive(Template)]
#[template(path = "accounts/gone.html")]
pub struct GoneView {
    /// The reader.
    pub ui: Ui,
    /// What is the matter.
    pub heading: String,
    /// What to do.
    pub text: String,
}

/// Founding the company.
#[derive(Template)]
#[template(path = "accounts/set_up.html")]
pub struct SetUpView {
    ui: Ui,
    fields: Fields,
    errors: Errors,
    languages: Vec<(String, String)>,
    countries: Vec<(String, String)>,
    zones: Vec<(String, String)>,
}

impl SetUpView {
    /// The form with what was typed and what is wrong with it.
    pub fn new(ui: Ui, fields: Fields, errors: Errors) -> SetUpView {
        let (languages, countries, zones) = (languages(), places::countries(&ui), places::zones(&ui));
        SetUpView { ui, fields, errors, languages, countries, zones }
    }
}

/// The languages to choose among, each in its own words.
pub fn languages() -> Vec<(String, String)> {
    Language::ALL.iter().map(|language| (language.tag().to_owned(), language.own_name().to_owned())).collect()
}

/// One session of a list.
#[derive(Clone, Debug)]
pub struct SessionView {
    /// Which.
    pub id: SessionId,
    /// The device, in words.
    pub device: String,
    /// Whether it is a phone or a tablet.
    pub mobile: bool,
    /// Whether it is the one that looks.
    pub here: bool,
    /// From where.
    pub address: String,
    /// When it was used last.
    pub used: String,
}

impl SessionView {
    /// A session; `here` if it is the one that looks.
    pub fn new(session: &Session, here: bool, ui: &Ui) -> SessionView {
        let device = Device::of(&session.agent);
        SessionView {
            id: session.id,
            device: device.words(ui),
            mobile: device.is_mobile(),
            here,
            address: session.address.clone(),
            used: if here { ui.t("session-now") } else { ui.when_time(&session.used_at) },
        }
    }
}

#[cfg(test)]
impl SessionView {
    /// One of each kind; the first one looks.
    pub fn samples(ui: &Ui) -> Vec<SessionView> {
        let agents = ["Firefox/145 (X11; Linux)", "Chrome/142 (Android)", "w3m/0.5", ""];
        let session = |(id, agent): (i64, &str)| Session {
            id: SessionId(id),
            agent: agent.to_owned(),
            address: "192.0.2.17".to_owned(),
            used_at: ui.now,
        };
        (1..).zip(agents).map(|of| SessionView::new(&session(of), of.0 == 1, ui)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::{Sample, check_samples};

    fn wrong(ui: &Ui, fields: &[&'static str]) -> Errors {
        let mut errors = Errors::new();
        fields.iter().for_each(|field| errors.add(field, ui.t("field-missing")));
        errors
    }

    impl Sample for UnsetView {
        fn samples(ui: &Ui) -> Vec<Self> {
            vec![UnsetView { ui: ui.clone() }]
        }
    }

    impl Sample for ForgottenView {
        fn samples(ui: &Ui) -> Vec<Self> {
            vec![ForgottenView { ui: ui.clone(), fields: Fields::of(&[("email", "a\"b@harbour.example")]) }]
        }
    }

    impl Sample for SignInView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let view = |refusal: Option<Refusal>| SignInView {
                ui: ui.clone(),
                company: "Harbour & <Sons>".to_owned(),
                fields: Fields::of(&[("email", "a\"b@harbour.example"), ("next", "/chats/7?a=1&b=2"), ("keep", "1")]),
                refusal,
                mails: refusal.is_none(),
            };
            let refusals = [Refusal::Ended, Refusal::Wrong, Refusal::Waiting, Refusal::Late];
            [None].into_iter().chain(refusals.map(Some)).map(view).collect()
        }
    }

    impl Sample for SignInCodeView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let view = |field: &str, wrong| SignInCodeView {
                ui: ui.clone(),
                fields: Fields::of(&[("next", "/chats/7?a=1&b=2"), (field, "\"<b>")]),
                wrong,
            };
            vec![view("code", false), view("code", true), view("recovery", true)]
        }
    }

    impl Sample for ConfirmView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let field = |value: &str| ("user".to_owned(), value.to_owned());
            let view = |wrong: Option<String>| ConfirmView {
                ui: ui.clone(),
                action: "/admin/people?a=1&b=2".to_owned(),
                fields: vec![field("7"), field("\"<b>\n&'")],
                email: "nour@harbour.example".to_owned(),
                at_door: wrong.is_some(),
                wrong,
            };
            vec![view(None), view(Some(ui.t("password-not-yours"))), view(Some(ui.count("confirm-too-many", 4)))]
        }
    }

    impl Sample for ResetView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let view = |errors| ResetView {
                ui: ui.clone(),
                fields: Fields::default(),
                errors,
                name: "نور عزيز".to_owned(),
                email: "nour@harbour.example".to_owned(),
            };
            vec![view(Errors::new()), view(wrong(ui, &["password"]))]
        }
    }

    impl Sample for GoneView {
        fn samples(ui: &Ui) -> Vec<Self> {
            vec![GoneView { ui: ui.clone(), heading: ui.t("reset-gone-title"), text: ui.t("reset-gone-text") }]
        }
    }

    impl Sample for SetUpView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let fields =
                Fields::of(&[("company", "Nhà in \"Bến Cảng\""), ("country", "VN"), ("time_zone", "Asia/Ho_Chi_Minh")]);
            let all = ["company", "language", "country", "time_zone", "name", "email", "password"];
            vec![
                SetUpView::new(ui.clone(), Fields::default(), Errors::new()),
                SetUpView::new(ui.clone(), fields, wrong(ui, &all)),
            ]
        }
    }

    #[test]
    fn samples() {
        check_samples::<UnsetView>();
        check_samples::<SignInView>();
        check_samples::<ForgottenView>();
        check_samples::<SignInCodeView>();
        check_samples::<ConfirmView>();
        check_samples::<ResetView>();
        check_samples::<GoneView>();
        check_samples::<SetUpView>();
    }
}
