//! One person, and what it means to dismiss them.

use askama::Template;

use super::people::{seen, state_of};
use super::{MadeLink, NamedView, TABS, role_words};
use crate::accounts::views::SessionView;
use crate::accounts::{Role, State, Status};
use crate::admin::people::Row;
use crate::chats::group::Owned;
use crate::live::Presence;
use crate::web::{Door, Errors, Fields, Ui};

/// One person.
#[derive(Template)]
#[template(path = "admin/person.html")]
pub struct PersonView {
    ui: Ui,
    id: i64,
    door: Door,
    name: String,
    email: String,
    state: State,
    state_words: String,
    class: &'static str,
    since: String,
    seen: String,
    role: String,
    /// Where they work, with their titles; where they worked.
    pub places: Vec<String>,
    /// Whether there are places to change.
    placed: bool,
    /// Whether it is the reader.
    pub me: bool,
    /// `name`, `email`, `inner_number`, `desk_phone`, `mobile_phone`, `birth_day`, `birth_month`, `role`.
    pub fields: Fields,
    /// What is wrong with them.
    pub errors: Errors,
    /// What was done before.
    pub done: Option<String>,
    /// Why something was not done.
    pub refused: Option<String>,
    /// The link that was just made.
    pub link: Option<MadeLink>,
    /// Since when they have a second factor, if they have one.
    pub second_factor: Option<String>,
    /// Where they are signed in.
    pub sessions: Vec<SessionView>,
    months: Vec<(String, String)>,
    roles: Vec<(String, String)>,
}

impl PersonView {
    /// The person with nothing in the form yet; with their presence. `reader` is the reader's own status.
    pub fn new(row: &Row, presence: Presence, reader: &Status, ui: &Ui) -> PersonView {
        let (state_words, class) = state_of(row, ui);
        let door = Door::of_person(row.id.0, &row.name, row.hue, row.picture.clone()).profile();
        PersonView {
            id: row.id.0,
            door: if row.state == State::Active { door.with(&presence) } else { door },
            name: row.name.clone(),
            email: row.email.clone(),
            state: row.state,
            state_words,
            class,
            since: ui.with("admin-since", "when", ui.when_time(&row.state_since)),
            seen: seen(row, presence, reader, ui),
            role: role_words(row.role, ui),
            places: Vec::new(),
            placed: row.state != State::Dismissed && row.role != Role::Guest,
            me: false,
            fields: Fields::default(),
            errors: Errors::new(),
            done: None,
            refused: None,
            link: None,
            second_factor: None,
            sessions: Vec::new(),
            months: ui.months(),
            roles: Role::ALL.iter().map(|role| (role.as_str().to_owned(), role_words(*role, ui))).collect(),
            ui: ui.clone(),
        }
    }
}

/// Before somebody is dismissed.
#[derive(Template)]
#[template(path = "admin/dismiss.html")]
pub struct DismissView {
    /// The reader.
    pub ui: Ui,
    /// Who.
    pub person: NamedView,
    /// Why it cannot be done.
    pub refused: Option<String>,
    /// The paths of the departments that they head.
    pub heads: Vec<String>,
    /// The groups that they own, and who inherits them.
    pub groups: Vec<Owned>,
    /// Whether it is the reader, who does not do this for themselves.
    pub me: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::views::samples::{NASTY, errors, row};
    use crate::web::{Sample, check_samples};

    impl Sample for PersonView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let view = |state: State| PersonView {
                places: vec![NASTY.to_owned()],
                second_factor: (state == State::Active).then(|| NASTY.to_owned()),
                sessions: SessionView::samples(ui),
                link: (state == State::Dismissed)
                    .then(|| MadeLink { name: NASTY.to_owned(), address: "https://chat.example/reset/T".to_owned() }),
                done: (state == State::Active).then(|| NASTY.to_owned()),
                refused: (state == State::Pending).then(|| NASTY.to_owned()),
                fields: Fields::of(&[("name", NASTY), ("birth_month", "2"), ("role", "guest")]),
                ..PersonView::new(&Row { state, ..row() }, Presence::Away, &Status::default(), ui)
            };
            let all = ["name", "email", "inner_number", "desk_phone", "mobile_phone", "birth_day"];
            let wrong = PersonView { errors: errors(ui, &all), me: true, sessions: Vec::new(), ..view(State::Active) };
            State::ALL.iter().map(|state| view(*state)).chain([wrong]).collect()
        }
    }

    impl Sample for DismissView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let view = |groups, refused: Option<String>| DismissView {
                ui: ui.clone(),
                person: NamedView {
                    id: 3,
                    door: Door::of_person(3, NASTY, 3, None),
                    name: NASTY.to_owned(),
                    email: "lan@harbour.example".to_owned(),
                },
                me: refused.is_some(),
                heads: if refused.is_some() { Vec::new() } else { vec![NASTY.to_owned()] },
                refused,
                groups,
            };
            let owned = |heir: Option<&str>| Owned { name: NASTY.to_owned(), heir: heir.map(ToOwned::to_owned) };
            vec![view(vec![owned(Some(NASTY)), owned(None)], None), view(Vec::new(), Some(NASTY.to_owned()))]
        }
    }

    #[test]
    fn samples() {
        check_samples::<PersonView>();
        check_samples::<DismissView>();
    }
}
