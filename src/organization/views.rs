//! What the organization's templates show.

mod contacts;
mod person;
#[cfg(test)]
mod samples;
mod structure;

pub use contacts::{BranchView, FlatView, InsideView, PeopleView, Reader, RowView, SegmentView};
pub use person::PersonView;
pub use structure::{ChoiceView, LimbView, PositionView, PositionsView, SeatView, StructureView, TrunkView};

use askama::Template;

use super::invitation::{Invitation, State};
use crate::accounts::User;
use crate::id::{InvitationId, UserId};
use crate::web::{Door, Errors, Fields, Ui};

/// Invitations: a form for another one, the link that was just made, and those there are.
#[derive(Template)]
#[template(path = "organization/invitations.html")]
pub struct InvitationsView {
    /// The reader.
    pub ui: Ui,
    /// Where the reader is in the settings' list.
    pub at: &'static str,
    /// Whether the list has an administrator's places.
    pub administrator: bool,
    /// `uses`, `days`.
    pub fields: Fields,
    /// What is wrong with them.
    pub errors: Errors,
    /// The link that was just made.
    pub link: Option<String>,
    /// The newest first.
    pub invitations: Vec<InvitationView>,
    /// The list goes on before this one.
    pub older: Option<InvitationId>,
}

/// One invitation of the list.
pub struct InvitationView {
    id: InvitationId,
    uses: String,
    state: String,
    open: bool,
    about: String,
}

impl InvitationView {
    /// As it is now.
    pub fn new(invitation: &Invitation, ui: &Ui) -> InvitationView {
        let state = invitation.state(ui.now);
        let words = match state {
            State::Open => "invitation-open",
            State::Used => "invitation-used",
            State::Expired => "invitation-expired",
            State::Revoked => "invitation-revoked",
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

/// A link that was just made for somebody.
pub struct MadeLink {
    /// Their name.
    pub name: String,
    /// The link.
    pub address: String,
}

/// People, with a link for who cannot sign in.
#[derive(Template)]
#[template(path = "organization/users.html")]
pub struct UsersView {
    /// The reader.
    pub ui: Ui,
    /// Where the reader is in the settings' list.
    pub at: &'static str,
    /// Whether the list has an administrator's places.
    pub administrator: bool,
    /// The link that was just made.
    pub link: Option<MadeLink>,
    /// By their names.
    pub users: Vec<UserView>,
    /// The list goes on after this one.
    pub next: Option<UserId>,
}

/// One person of the list.
pub struct UserView {
    id: UserId,
    door: Door,
    name: String,
    email: String,
    tag: Option<String>,
    me: bool,
}

impl UserView {
    /// The person, as `viewer` sees them.
    pub fn new(user: User, viewer: UserId, ui: &Ui) -> UserView {
        UserView {
            id: user.id,
            door: Door::of_person(user.id.0, &user.name, user.hue, user.picture.clone()),
            tag: user.is_administrator().then(|| ui.t("role-administrator")),
            name: user.name,
            email: user.email,
            me: user.id == viewer,
        }
    }
}

/// Making an account by an invitation.
#[derive(Template)]
#[template(path = "organization/join.html")]
pub struct JoinView {
    /// The reader.
    pub ui: Ui,
    /// The company's name.
    pub company: String,
    /// `name`, `email`.
    pub fields: Fields,
    /// What is wrong with them.
    pub errors: Errors,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{Density, Role, Theme};
    use crate::clock::Moment;
    use crate::web::{Sample, check_samples};

    fn errors(ui: &Ui, fields: &[&'static str]) -> Errors {
        let mut errors = Errors::new();
        fields.iter().for_each(|field| errors.add(field, ui.t("field-missing")));
        errors
    }

    fn invitations(ui: &Ui) -> Vec<InvitationView> {
        let one = Invitation {
            id: InvitationId(1),
            made_by: Some("Elin <b>".to_owned()),
            uses_allowed: 5,
            uses_made: 2,
            created_at: Moment(ui.now.0 - 1_000_000),
            expires_at: Moment(ui.now.0 + 1_000_000_000_000),
            revoked_at: None,
        };
        let used = Invitation { id: InvitationId(2), uses_made: 5, made_by: None, ..one.clone() };
        let expired = Invitation { id: InvitationId(3), expires_at: Moment(0), ..one.clone() };
        let revoked = Invitation { id: InvitationId(4), revoked_at: Some(ui.now), ..one.clone() };
        [one, used, expired, revoked].iter().map(|one| InvitationView::new(one, ui)).collect()
    }

    impl Sample for InvitationsView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let full = InvitationsView {
                link: Some("https://chat.example/invitations/TOKEN".to_owned()),
                invitations: invitations(ui),
                older: Some(InvitationId(1)),
                ..empty_of(ui)
            };
            let wrong = InvitationsView { errors: errors(ui, &["uses", "days"]), ..empty_of(ui) };
            vec![empty_of(ui), full, wrong]
        }
    }

    fn empty_of(ui: &Ui) -> InvitationsView {
        InvitationsView {
            ui: ui.clone(),
            at: "invitations",
            administrator: true,
            fields: Fields::default(),
            errors: Errors::new(),
            link: None,
            invitations: Vec::new(),
            older: None,
        }
    }

    impl Sample for UsersView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let user = User {
                id: UserId(1),
                name: "Đặng <i>Lan</i>".to_owned(),
                name_folded: "dang lan".to_owned(),
                email: "lan@harbour.example".to_owned(),
                role: Role::Administrator,
                state: crate::accounts::State::Active,
                hue: 3,
                picture: Some("aaaaaaaaaaaaaaaaaaaaaa".to_owned()),
                language: None,
                time_zone: None,
                theme: Theme::Device,
                density: Density::Airy,
                created_at: Moment(0),
            };
            let member = User { id: UserId(2), role: Role::Employee, picture: None, ..user.clone() };
            let users = || [&user, &member].map(|user| UserView::new(user.clone(), UserId(1), ui)).into();
            let view =
                |link, next| UsersView { ui: ui.clone(), at: "users", administrator: true, link, users: users(), next };
            let link = MadeLink { name: "Lan".to_owned(), address: "https://chat.example/reset/TOKEN".to_owned() };
            vec![view(None, None), view(Some(link), Some(UserId(2)))]
        }
    }

    impl Sample for JoinView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let view = |errors| JoinView {
                ui: ui.clone(),
                company: "Nhà in \"Bến Cảng\"".to_owned(),
                fields: Fields::of(&[("name", "نور <عزيز>"), ("email", "nour@harbour.example")]),
                errors,
            };
            vec![view(Errors::new()), view(errors(ui, &["name", "email", "password"]))]
        }
    }

    #[test]
    fn samples() {
        check_samples::<InvitationsView>();
        check_samples::<UsersView>();
        check_samples::<JoinView>();
    }
}
