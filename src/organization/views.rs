//! What the organization's templates show.

mod contacts;
mod counts;
mod person;
#[cfg(test)]
mod samples;
mod structure;

pub use contacts::{BranchView, FlatView, InsideView, PeopleView, Reader, RowView, SegmentView};
pub use counts::{CountsView, count_words, people_words, total_words};
pub use person::{DepartedView, PersonView};
pub use structure::{
    ChoiceView, LimbView, PathsView, PositionView, PositionsView, RemoveView, SeatView, StructureView, TrunkView,
    page_of,
};

use askama::Template;

use super::department::Tree;
use super::invitation::{Invitation, State, may_invite};
use crate::accounts::{Company, Role, User};
use crate::id::InvitationId;
use crate::web::{Errors, Fields, Ui};

/// The pages of the administration, wherever they are made: a word for each, its address, and the key of its name.
pub const TABS: [(&str, &str, &str); 8] = [
    ("people", "/admin/people", "admin-people"),
    ("structure", "/admin/departments", "structure"),
    ("invitations", "/invitations", "invitations"),
    ("import", "/admin/import", "admin-import"),
    ("company", "/admin/company", "admin-company"),
    ("mail", "/admin/mail", "admin-mail"),
    ("audit", "/admin/audit", "admin-audit"),
    ("system", "/admin/system", "admin-system"),
];

/// Which of the company's places the settings' list leads to.
#[derive(Clone, Copy, Debug)]
pub struct Doors {
    /// Invitations.
    pub invites: bool,
    /// The administration.
    pub administrator: bool,
}

impl Doors {
    /// Those of the person.
    pub fn of(user: &User, company: &Company) -> Doors {
        Doors { invites: may_invite(user, company), administrator: user.is_administrator() }
    }
}

/// Invitations: a form for another one, the link that was just made, and those there are.
#[derive(Template)]
#[template(path = "organization/invitations.html")]
pub struct InvitationsView {
    /// The reader.
    pub ui: Ui,
    /// Where the reader is in the settings' list.
    pub at: &'static str,
    /// Where the list leads.
    pub doors: Doors,
    /// `uses`, `days`.
    pub fields: Fields,
    /// What is wrong with them.
    pub errors: Errors,
    /// The links that were just made.
    pub made: Vec<MadeInvitation>,
    /// Whether the form was sent once more.
    pub again: bool,
    /// Paths of departments to choose from.
    pub departments: Vec<String>,
    /// The newest first.
    pub invitations: Vec<InvitationView>,
    /// The list goes on before this one.
    pub older: Option<InvitationId>,
}

/// A link that was just made.
pub struct MadeInvitation {
    /// Whether a letter brings it.
    pub sent: bool,
    /// The one address that it is for; empty: anybody's.
    pub email: String,
    /// The link.
    pub link: String,
}

/// One invitation of the list.
pub struct InvitationView {
    id: InvitationId,
    email: String,
    uses: String,
    state: String,
    open: bool,
    about: String,
    terms: String,
}

impl InvitationView {
    /// As it is now.
    pub fn new(invitation: &Invitation, tree: &Tree, ui: &Ui) -> InvitationView {
        let state = invitation.state(ui.now);
        let words = match state {
            State::Open => "invitation-open",
            State::Used => "invitation-used",
            State::Expired => "invitation-expired",
            State::Revoked => "invitation-revoked",
            State::Suspended => "invitation-suspended",
        };
        let made = ui.when_time(&invitation.created_at);
        let made = match &invitation.made_by {
            Some(name) => ui.with2("invitation-made-by", ("name", name.as_str()), ("when", made)),
            None => ui.with("invitation-made-on-server", "when", made),
        };
        let end =
            (state == State::Open).then(|| ui.with("invitation-until", "when", ui.when_time(&invitation.expires_at)));
        InvitationView {
            id: invitation.id,
            email: invitation.email.clone(),
            terms: terms(invitation, tree, ui),
            uses: ui.with2(
                "invitation-uses-made",
                ("made", invitation.uses_made),
                ("allowed", invitation.uses_allowed),
            ),
            state: ui.t(words),
            open: state == State::Open,
            about: [Some(made), end].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        }
    }
}

/// What the link makes besides plain accounts.
fn terms(invitation: &Invitation, tree: &Tree, ui: &Ui) -> String {
    let department = invitation.department_id.filter(|_| invitation.role == Role::Employee);
    let terms = [
        (invitation.role == Role::Guest).then(|| ui.t("role-guest")),
        department.map(|id| tree.path_text(id)).filter(|path| !path.is_empty()),
        invitation.approval.then(|| ui.t("invitation-approval-short")),
        Some(invitation.domains.clone()).filter(|domains| !domains.is_empty()),
    ];
    terms.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Making an account by an invitation.
#[derive(Template)]
#[template(path = "organization/join.html")]
pub struct JoinView {
    /// The reader.
    pub ui: Ui,
    /// The company's name.
    pub company: String,
    /// Whether an administrator lets people in.
    pub approval: bool,
    /// Domains of the addresses that may join, apart by spaces; empty: all.
    pub domains: String,
    /// `name`, `email`.
    pub fields: Fields,
    /// What is wrong with them.
    pub errors: Errors,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::web::{Language, Locale, Sample, View, check_samples};

    fn errors(ui: &Ui, fields: &[&'static str]) -> Errors {
        let mut errors = Errors::new();
        fields.iter().for_each(|field| errors.add(field, ui.t("field-missing")));
        errors
    }

    fn invitations(ui: &Ui) -> Vec<InvitationView> {
        let tree = Tree::sample();
        let one = Invitation {
            id: InvitationId(1),
            made_by: Some("Elin <b>".to_owned()),
            counts: true,
            uses_allowed: 5,
            uses_made: 2,
            created_at: Moment(ui.now.0 - 1_000_000),
            expires_at: Moment(ui.now.0 + 1_000_000_000_000),
            revoked_at: None,
            department_id: Some(crate::id::DepartmentId(2)),
            role: Role::Employee,
            approval: true,
            domains: "harbour.example".to_owned(),
            email: "<b>@harbour.example".to_owned(),
        };
        let guest = Invitation { role: Role::Guest, email: String::new(), ..one.clone() };
        let used = Invitation { id: InvitationId(2), uses_made: 5, made_by: None, ..one.clone() };
        let expired = Invitation { id: InvitationId(3), expires_at: Moment(0), ..one.clone() };
        let revoked = Invitation { id: InvitationId(4), revoked_at: Some(ui.now), ..one.clone() };
        [one, guest, used, expired, revoked].iter().map(|one| InvitationView::new(one, &tree, ui)).collect()
    }

    impl Sample for InvitationsView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let full = InvitationsView {
                made: ["", "<i>@harbour.example"].map(made).into(),
                departments: vec!["Sales/<b>".to_owned()],
                invitations: invitations(ui),
                older: Some(InvitationId(1)),
                ..empty_of(ui)
            };
            let wrong = InvitationsView {
                again: true,
                errors: errors(ui, &["emails", "uses", "days", "role", "department", "domains"]),
                ..empty_of(ui)
            };
            vec![empty_of(ui), full, wrong]
        }
    }

    fn made(email: &str) -> MadeInvitation {
        MadeInvitation {
            sent: !email.is_empty(),
            email: email.to_owned(),
            link: "https://chat.example/invitations/TOKEN".to_owned(),
        }
    }

    fn empty_of(ui: &Ui) -> InvitationsView {
        InvitationsView {
            ui: ui.clone(),
            at: "invitations",
            doors: Doors { invites: true, administrator: true },
            fields: Fields::default(),
            errors: Errors::new(),
            made: Vec::new(),
            again: false,
            departments: Vec::new(),
            invitations: Vec::new(),
            older: None,
        }
    }

    impl Sample for JoinView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let view = |errors: Errors| JoinView {
                approval: errors.is_empty(),
                domains: if errors.is_empty() { "harbour.example <b>".to_owned() } else { String::new() },
                ui: ui.clone(),
                company: "Nhà in \"Bến Cảng\"".to_owned(),
                fields: Fields::of(&[("name", "نور <عزيز>"), ("email", "nour@harbour.example")]),
                errors,
            };
            vec![view(Errors::new()), view(errors(ui, &["name", "email", "password"]))]
        }
    }

    #[test]
    fn invitations_stand_among_the_other_pages_of_who_administers() {
        let ui = Ui::new(Locale::new(Language::English, "UTC"), Moment(0));
        let page = |administrator| {
            let doors = Doors { invites: true, administrator };
            InvitationsView { doors, ..empty_of(&ui) }.html().expect("a page").into_string()
        };
        let here = "<a href=\"/invitations\" aria-current=\"page\">";
        assert!(page(true).contains(here) && page(true).contains("href=\"/admin/audit\""));
        assert!(!page(false).contains(here) && !page(false).contains("/admin/"));
    }

    #[test]
    fn samples() {
        check_samples::<InvitationsView>();
        check_samples::<JoinView>();
    }
}
