//! One of each of the settings' pages, for the tests of all templates.

use super::*;
use crate::web::{Sample, check_samples};

fn errors(ui: &Ui, fields: &[&'static str]) -> Errors {
    let mut errors = Errors::new();
    fields.iter().for_each(|field| errors.add(field, ui.t("field-missing")));
    errors
}

fn doors((invites, administrator): (bool, bool)) -> Doors {
    Doors { invites, administrator }
}

impl Sample for ListView {
    fn samples(ui: &Ui) -> Vec<ListView> {
        [(true, true), (true, false), (false, false)].map(|of| ListView::new(ui.clone(), doors(of))).into()
    }
}

impl Sample for ChatView {
    fn samples(ui: &Ui) -> Vec<Self> {
        let fields = Fields::of(&[("send_key", "ctrl"), ("theme", "dark"), ("density", "airy"), ("sound", "1")]);
        let all = ["send_key", "theme", "density", "language", "time_zone", "refresh_seconds"];
        vec![
            ChatView::new((ui.clone(), doors((false, false))), fields.clone(), Errors::new(), true),
            ChatView::new((ui.clone(), doors((true, true))), fields, errors(ui, &all), false),
        ]
    }
}

impl Sample for ProfileView {
    fn samples(ui: &Ui) -> Vec<Self> {
        let view = |all, errors, picture: Option<String>| ProfileView {
            ui: ui.clone(),
            at: "profile",
            doors: doors((all, all)),
            door: Door::of_person(1, "Lan <i>", 3, picture.clone()).profile(),
            name: "Lan <i>".to_owned(),
            email: "lan@harbour.example".to_owned(),
            has_picture: picture.is_some(),
            fields: Fields::of(&[("name", "Lan \"<i>")]),
            contact: Fields::of(&[("desk_phone", "\"<i>"), ("birth_month", "2")]),
            months: ui.months(),
            errors,
            saved: picture.is_some(),
        };
        vec![
            view(false, Errors::new(), Some("aaaaaaaaaaaaaaaaaaaaaa".to_owned())),
            view(
                true,
                errors(ui, &["name", "picture", "inner_number", "desk_phone", "mobile_phone", "birth_day"]),
                None,
            ),
        ]
    }
}

impl Sample for SignInView {
    fn samples(ui: &Ui) -> Vec<Self> {
        let sessions = || SessionView::samples(ui);
        let view = |sessions, errors, changed| SignInView {
            ui: ui.clone(),
            at: "sign-in",
            doors: doors((changed, changed)),
            email: "lan@harbour.example".to_owned(),
            sessions,
            fields: Fields::default(),
            errors,
            done: changed.then_some("password-changed"),
            factor: changed.then(|| FactorView { since: "12 Nov".to_owned(), left: 1, kept: false }),
        };
        let kept = FactorView { since: "12 Nov".to_owned(), left: 10, kept: true };
        vec![
            view(sessions(), Errors::new(), true),
            view(sessions().into_iter().take(1).collect(), errors(ui, &["current", "new"]), false),
            SignInView { factor: Some(kept), ..view(sessions(), Errors::new(), true) },
        ]
    }
}

impl Sample for SecondFactorView {
    fn samples(ui: &Ui) -> Vec<Self> {
        let view = |door, secret: Option<&str>, wrong| SecondFactorView {
            ui: ui.clone(),
            place: At { door, doors: doors((wrong, wrong)) },
            secret: secret
                .map(|secret| SecretView { picture: Qr::of(secret), groups: "gezd gnbv gy3t qojq".to_owned() }),
            fields: Fields::of(&[("next", "/chats/7?a=1&b=2")]),
            wrong,
        };
        let long = "a".repeat(3000);
        vec![
            view(false, None, false),
            view(true, None, false),
            view(false, Some("otpauth://"), false),
            view(true, Some(&long), true),
        ]
    }
}

impl Sample for CodesView {
    fn samples(ui: &Ui) -> Vec<Self> {
        let view = |door| CodesView {
            ui: ui.clone(),
            place: At { door, doors: doors((true, false)) },
            codes: vec!["abcd-efgh-ijkl".to_owned(), "mnop-qrst-uvwx".to_owned()],
            next: "/chats/7?a=1&b=2".to_owned(),
        };
        vec![view(false), view(true)]
    }
}

impl Sample for StatusView {
    fn samples(ui: &Ui) -> Vec<Self> {
        let view = |guest, errors, offered: Vec<(i64, String, String)>, saved| StatusView {
            at: "status",
            doors: doors((saved, saved)),
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
    check_samples::<SecondFactorView>();
    check_samples::<CodesView>();
}
