//! How one is told, and what was mailed.

use askama::Template;

use crate::accounts::User;
use crate::chats::Kind;
use crate::chats::membership::{Apart, Mailing};
use crate::chats::views::title;
use crate::mail::MailServer;
use crate::notice::{self, Area};
use crate::notifications::kinds;
use crate::notifications::mailings::views::SentRowView;
use crate::notifications::preferences::{Choices, DELAYS, Way};
use crate::organization::views::Doors;
use crate::web::{Errors, Fields, Ui};

/// What came of a test, and whether that is bad.
pub type Tried = (String, bool);

/// How one is told.
#[derive(Template)]
#[template(path = "settings/notifications.html")]
pub struct NotificationsView {
    ui: Ui,
    at: &'static str,
    doors: Doors,
    fields: Fields,
    errors: Errors,
    said: Option<String>,
    mails: bool,
    hides: bool,
    asks: bool,
    reach: String,
    reach_bad: bool,
    by_event: bool,
    areas: Vec<(String, Vec<KindView>)>,
    messages: Vec<(String, String)>,
    apart: Vec<ApartView>,
    /// Whether there are more.
    apart_more: bool,
    address: String,
    delays: Vec<(String, String)>,
    days: Vec<(String, String, bool)>,
    tried_site: Option<Tried>,
    tried_mail: Option<Tried>,
}

/// A chat of which one is told otherwise than of others.
pub struct ApartView {
    title: String,
    path: String,
    words: String,
}

impl ApartView {
    fn new(of: &Apart, ui: &Ui) -> ApartView {
        let muted = match of.telling.muted_until {
            _ if !of.muted => None,
            Some(until) => Some(ui.with("apart-muted-until", "time", ui.ahead(until, ui.now))),
            None => Some(ui.t("apart-muted")),
        };
        let mailed = match of.telling.mailing {
            Mailing::Usual => None,
            Mailing::All => Some(ui.t("apart-mail-all")),
            Mailing::Nothing => Some(ui.t("apart-mail-nothing")),
        };
        ApartView {
            title: title(Kind::of(&of.kind), &of.name, of.partner.as_deref(), ui),
            path: format!("/chats/{}/notifications", of.chat),
            words: muted.into_iter().chain(mailed).collect::<Vec<_>>().join(" · "),
        }
    }
}

/// A kind of notification as a row of the table.
pub struct KindView {
    name: &'static str,
    words: String,
    always: bool,
    site: bool,
    mail: bool,
}

impl NotificationsView {
    /// The person's form with its values and what is wrong with them.
    pub fn new(
        (ui, doors): (Ui, Doors),
        user: &User,
        (fields, errors): (Fields, Errors),
        choices: &Choices,
    ) -> NotificationsView {
        let kind = |kind: &'static notice::Kind| KindView {
            name: kind.name,
            words: ui.t(&["notice-", kind.name].concat()),
            always: kind.always,
            site: choices.wants(kind, Way::Site),
            mail: choices.wants(kind, Way::Mail),
        };
        let told = |one: &&'static notice::Kind| one.chosen && (user.is_administrator() || !one.administrators);
        let area = |area: &Area| {
            let of: Vec<KindView> = kinds().filter(told).filter(|one| one.area == *area).map(kind).collect();
            (ui.t(&["area-", area.as_str()].concat()), of)
        };
        let delay = |minutes: i64| {
            let words = if minutes == 0 { ui.t("mail-delay-none") } else { ui.count("mail-delay-minutes", minutes) };
            (minutes.to_string(), words)
        };
        let day = |day: i64| {
            let on = fields.all("day").any(|typed| typed == day.to_string());
            (day.to_string(), ui.t(&format!("weekday-short-{}", day + 1)), on)
        };
        NotificationsView {
            at: "notifications",
            doors,
            said: None,
            mails: false,
            hides: false,
            asks: false,
            reach: String::new(),
            reach_bad: false,
            by_event: false,
            messages: vec![
                ("direct".to_owned(), ui.t("mail-messages-direct")),
                ("all".to_owned(), ui.t("mail-messages-all")),
            ],
            apart: Vec::new(),
            apart_more: false,
            areas: Area::ALL.iter().map(area).filter(|(_, of)| !of.is_empty()).collect(),
            address: user.email.clone(),
            delays: DELAYS.map(delay).into(),
            days: (0..7).map(day).collect(),
            tried_site: None,
            tried_mail: None,
            fields,
            errors,
            ui,
        }
    }

    /// The same with how letters reach the person, which is bad or not; `asks` says that their address can be asked again.
    pub fn reached(
        self,
        (reach, reach_bad): (String, bool),
        (server, asks): (Option<&MailServer>, bool),
    ) -> NotificationsView {
        let hides = server.is_some_and(|server| server.hides_content);
        NotificationsView { reach, reach_bad, mails: server.is_some(), hides, asks: asks && server.is_some(), ..self }
    }

    /// The same with the chats of which the person is told otherwise than of others, at most so many.
    pub fn apart(self, of: &[Apart], most: usize) -> NotificationsView {
        let apart = of.iter().take(most).map(|one| ApartView::new(one, &self.ui)).collect();
        NotificationsView { apart, apart_more: of.len() > most, ..self }
    }

    /// The same with what was done just before, and tests.
    pub fn said(
        self,
        said: Option<&'static str>,
        by_event: bool,
        (tried_site, tried_mail): (Option<Tried>, Option<Tried>),
    ) -> NotificationsView {
        NotificationsView { said: said.map(|key| self.ui.t(key)), by_event, tried_site, tried_mail, ..self }
    }

    /// The title of its page.
    pub fn title(&self) -> String {
        self.ui.t("rail-notifications")
    }
}

/// What was mailed to somebody.
#[derive(Template)]
#[template(path = "settings/sent.html")]
pub struct SentView {
    ui: Ui,
    at: &'static str,
    doors: Doors,
    rows: Vec<SentRowView>,
    older: Option<i64>,
}

impl SentView {
    /// These letters; `older` is where the list goes on.
    pub fn new((ui, doors): (Ui, Doors), rows: Vec<SentRowView>, older: Option<i64>) -> SentView {
        SentView { ui, at: "notifications", doors, rows, older }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chats::membership::Telling;
    use crate::id::ChatId;
    use crate::web::{Sample, check_samples};

    const NASTY: &str = "<b>\"Phạm\" & 'O'</b>";

    impl Sample for NotificationsView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let mut errors = Errors::new();
            let all = ["mail_messages", "delay", "digest_at", "day", "quiet_from", "quiet_until"];
            all.into_iter().for_each(|field| errors.add(field, ui.t("field-unknown")));
            let fields = Fields::of(&[("mail", "1"), ("delay", "10"), ("digest_at", NASTY), ("day", "2")]);
            let doors = Doors { invites: true, administrator: true };
            let view = |errors: Errors, by_event: bool, tried: Option<Tried>| {
                let user = crate::accounts::user::sample(NASTY);
                let view =
                    NotificationsView::new((ui.clone(), doors), &user, (fields.clone(), errors), &Choices::default());
                let said = (!by_event).then_some("settings-saved");
                let apart = |muted_until, mailing| Apart {
                    chat: ChatId(7),
                    kind: "group".to_owned(),
                    name: NASTY.to_owned(),
                    partner: None,
                    muted: mailing != Mailing::All,
                    telling: Telling { muted_until, mailing },
                };
                let all =
                    [apart(Some(ui.now), Mailing::Usual), apart(None, Mailing::Nothing), apart(None, Mailing::All)];
                view.apart(if by_event { &[] } else { &all }, 2)
                    .reached((NASTY.to_owned(), by_event), (None, false))
                    .said(said, by_event, (tried.clone(), tried))
            };
            vec![
                view(Errors::new(), false, Some((NASTY.to_owned(), false))),
                view(errors, true, Some((NASTY.to_owned(), true))),
            ]
        }
    }

    impl Sample for SentView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let doors = Doors { invites: false, administrator: false };
            let rows = crate::notifications::mailings::views::rows(ui);
            vec![
                SentView::new((ui.clone(), doors), rows, Some(7)),
                SentView::new((ui.clone(), doors), Vec::new(), None),
            ]
        }
    }

    #[test]
    fn samples() {
        check_samples::<NotificationsView>();
        check_samples::<SentView>();
    }
}
