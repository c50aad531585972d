//! What the administration's templates show.

mod answers;
mod audit;
mod company;
mod import;
mod mail;
mod people;
mod person;
mod system;

pub use answers::{AnswersView, ArrivedView};
pub use audit::{AuditView, LineView, actor, sentence};
pub use company::CompanyView;
pub use import::{ImportView, ImportsView, why};
pub use mail::{MailView, RemoveView};
pub use people::{ChosenView, DoneView, PeopleView, RowView, Segment};
pub use person::{DismissView, PersonView};
pub use system::SystemView;

use crate::accounts::{Role, State};
use crate::organization::views::TABS;
use crate::web::{Door, Ui};

/// A role in words.
pub fn role_words(role: Role, ui: &Ui) -> String {
    ui.t(match role {
        Role::Employee => "role-employee",
        Role::Guest => "role-guest",
        Role::Administrator => "role-administrator",
    })
}

/// A state in words, and the class of its tag: what is fine is tinted, what waits for somebody has the lamp's colour.
pub fn state_tag(state: State, ui: &Ui) -> (String, &'static str) {
    let (key, class) = match state {
        State::Active => ("state-active", " ok"),
        State::Invited => ("state-invited", ""),
        State::Pending => ("state-pending", " at"),
        State::Dismissed => ("state-dismissed", ""),
    };
    (ui.t(key), class)
}

/// A link that was just made for somebody.
pub struct MadeLink {
    /// Their name.
    pub name: String,
    /// The link.
    pub address: String,
}

/// A person by door, name and address: what confirmation pages name.
#[derive(Clone, Debug)]
pub struct NamedView {
    /// Who.
    pub id: i64,
    /// Their door.
    pub door: Door,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

#[cfg(test)]
mod samples {
    use crate::accounts::{Role, State};
    use crate::admin::people::Row;
    use crate::clock::Moment;
    use crate::id::UserId;
    use crate::web::{Errors, Ui};

    /// A name that would break out of anything that does not escape it.
    pub const NASTY: &str = "<b>\"Phạm\" & 'O\u{2019}Neil'</b>";

    pub fn errors(ui: &Ui, fields: &[&'static str]) -> Errors {
        let mut errors = Errors::new();
        fields.iter().for_each(|field| errors.add(field, ui.t("field-missing")));
        errors
    }

    pub fn row() -> Row {
        Row {
            id: UserId(3),
            name: NASTY.to_owned(),
            name_folded: "pham".to_owned(),
            email: "lan@harbour.example".to_owned(),
            role: Role::Administrator,
            state: State::Active,
            state_since: Moment(0),
            former: NASTY.to_owned(),
            hue: 3,
            picture: Some("abcdefghijklmnopqrstuv".to_owned()),
            seen_at: Some(Moment(0)),
            seen_hidden: false,
            leave_until: None,
            leave_from: None,
            department: Some(NASTY.to_owned()),
            departments: 1,
        }
    }
}
