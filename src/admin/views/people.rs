//! People: the list, those who were chosen, what became of them.

use askama::Template;

use super::{NamedView, TABS, role_words, state_tag};
use crate::accounts::{Role, State, Status, status};
use crate::admin::deed::{Deed, Said};
use crate::admin::people::{Counts, MOST, Row};
use crate::live::Presence;
use crate::web::{Door, Errors, Fields, Ui};

/// A filter by state: a link.
#[derive(Clone, Debug)]
pub struct Segment {
    address: String,
    words: String,
    count: String,
    current: bool,
}

impl Segment {
    /// Everybody, then each state with its number; `address` makes that of a filter's page.
    pub fn all(
        current: Option<State>,
        counts: Counts,
        address: impl Fn(Option<State>) -> String,
        ui: &Ui,
    ) -> Vec<Segment> {
        let everybody = Segment {
            address: address(None),
            words: ui.t("admin-everybody"),
            count: String::new(),
            current: current.is_none(),
        };
        let one = |state: &State| Segment {
            address: address(Some(*state)),
            words: ui.t(match state {
                State::Pending => "state-pending-short",
                State::Active => "state-active",
                State::Invited => "state-invited",
                State::Dismissed => "state-dismissed",
            }),
            count: match counts.of(*state) {
                count if count > MOST => format!("{}+", ui.number(MOST)),
                count => ui.number(count),
            },
            current: current == Some(*state),
        };
        std::iter::once(everybody).chain(State::ALL.iter().map(one)).collect()
    }
}

/// One person of the list.
#[derive(Clone, Debug)]
pub struct RowView {
    id: i64,
    door: Door,
    name: String,
    email: String,
    department: String,
    role: String,
    state: String,
    class: &'static str,
    pending: bool,
    gone: bool,
    /// Whether what is said of how they are follows it.
    live: bool,
    seen: String,
    chosen: bool,
}

impl RowView {
    /// The person; with their presence. `root` is what the root department is called, `reader` the reader's own status.
    pub fn new(row: &Row, presence: Presence, chosen: bool, (root, reader): (&str, &Status), ui: &Ui) -> RowView {
        let door = Door::of_person(row.id.0, &row.name, row.hue, row.picture.clone()).small();
        let (state, class) = state_of(row, ui);
        RowView {
            id: row.id.0,
            door: if row.state == State::Active { door.with(&presence) } else { door },
            name: row.name.clone(),
            email: row.email.clone(),
            department: department(row, root, ui),
            role: role_words(row.role, ui),
            state,
            class,
            pending: row.state == State::Pending,
            gone: row.state == State::Dismissed,
            live: row.state == State::Active,
            seen: seen(row, presence, reader, ui),
            chosen,
        }
    }
}

/// The state, or that the person is on leave.
pub fn state_of(row: &Row, ui: &Ui) -> (String, &'static str) {
    let left = row.leave_from.is_none_or(|from| from <= ui.now) && row.leave_until.is_some_and(|until| ui.now < until);
    if row.state == State::Active && left { (ui.t("state-leave"), "") } else { state_tag(row.state, ui) }
}

/// Where the person works, or worked.
fn department(row: &Row, root: &str, ui: &Ui) -> String {
    match &row.department {
        Some(name) => {
            let name = if name.is_empty() { root } else { name };
            match row.departments {
                ..=1 => name.to_owned(),
                more => ui.with2("admin-departments-more", ("name", name), ("more", more - 1)),
            }
        }
        None if row.state == State::Dismissed && !row.former.is_empty() => {
            ui.with("admin-department-was", "path", row.former.as_str())
        }
        None => String::new(),
    }
}

/// How the person is, as every list says it to this reader; of who was dismissed, when they were last here, and of who never
/// was, since when they are what they are.
pub fn seen(row: &Row, presence: Presence, reader: &Status, ui: &Ui) -> String {
    let of = Status { seen_at: row.seen_at, seen_hidden: row.seen_hidden, ..Status::default() };
    match (row.state, row.seen_at) {
        (State::Active, _) => status::words_since(&presence, (&of, reader), ui, ui.now),
        (State::Pending, _) => ui.with("admin-asked", "when", ui.when_time(&row.state_since)),
        (State::Invited, _) => ui.with("admin-invited", "when", ui.when_time(&row.state_since)),
        _ if row.seen_hidden || reader.seen_hidden => ui.t("admin-seen-hidden"),
        (State::Dismissed, Some(at)) => ui.when_time(&at),
        (State::Dismissed, None) => ui.t("admin-seen-never"),
    }
}

/// The list.
#[derive(Template)]
#[template(path = "admin/people.html")]
pub struct PeopleView {
    /// The reader.
    pub ui: Ui,
    /// What was done before.
    pub done: Option<String>,
    /// What is wrong.
    pub errors: Errors,
    /// The filter by state.
    pub segments: Vec<Segment>,
    /// `state`, `role`, `department`, its path as `in`, `q`; `after` and `id`, where the page begins.
    pub fields: Fields,
    /// Paths of departments that the filter offers.
    pub paths: Vec<String>,
    /// The roles to filter by.
    pub roles: Vec<(String, String)>,
    /// What can be done with those who are chosen.
    pub deeds: Vec<(String, String)>,
    /// The people of this page.
    pub rows: Vec<RowView>,
    /// The address of the next page.
    pub next: Option<String>,
    /// The address of this page with everybody chosen, unless they are.
    pub all: Option<String>,
    /// The address of this page with nobody chosen.
    pub none: String,
}

impl PeopleView {
    /// What the filter by role offers.
    pub fn roles(ui: &Ui) -> Vec<(String, String)> {
        let any = (String::new(), ui.t("admin-any-role"));
        std::iter::once(any)
            .chain(Role::ALL.iter().map(|role| (role.as_str().to_owned(), role_words(*role, ui))))
            .collect()
    }

    /// What can be done with many.
    pub fn deeds(ui: &Ui) -> Vec<(String, String)> {
        let none = (String::new(), ui.t("deed-choose"));
        let one = |deed: Deed| (deed.as_str().to_owned(), ui.t(&["deed-", deed.as_str()].concat()));
        std::iter::once(none).chain(Deed::ALL.into_iter().map(one)).collect()
    }
}

/// Once more before it is done.
#[derive(Template)]
#[template(path = "admin/chosen.html")]
pub struct ChosenView {
    /// The reader.
    pub ui: Ui,
    /// What is asked.
    pub question: String,
    /// What will happen.
    pub help: String,
    /// What the button says.
    pub go: String,
    /// The word of the deed.
    pub deed: &'static str,
    /// Whether it cannot be taken back.
    pub danger: bool,
    /// Paths that the field offers, if a department is asked for.
    pub paths: Option<Vec<String>>,
    /// `department`.
    pub fields: Fields,
    /// What is wrong with it.
    pub errors: Errors,
    /// To whom.
    pub people: Vec<NamedView>,
    /// The address of the list that they were chosen of.
    pub list: String,
}

/// What became of each.
#[derive(Template)]
#[template(path = "admin/done.html")]
pub struct DoneView {
    /// The reader.
    pub ui: Ui,
    /// "2 of 3".
    pub summary: String,
    /// Whether all of it was done.
    pub all: bool,
    /// Each.
    pub said: Vec<Said>,
    /// The address of the list that they were chosen of.
    pub list: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::views::samples::{NASTY, errors, row};
    use crate::clock::Moment;
    use crate::id::UserId;
    use crate::web::{Language, Locale, Sample, View, check_samples};

    fn rows(ui: &Ui) -> Vec<RowView> {
        let of = |state: State| Row { id: UserId(2 + state as i64), state, ..row() };
        let mut rows: Vec<Row> = State::ALL.iter().map(|state| of(*state)).collect();
        rows[3].department = None;
        rows.push(Row { id: UserId(9), seen_hidden: true, department: Some(String::new()), ..row() });
        rows.push(Row { id: UserId(10), seen_at: None, leave_until: Some(Moment(i64::MAX)), departments: 3, ..row() });
        let view = |(n, row): (usize, &Row)| {
            let presence = if n == 0 { Presence::Online } else { Presence::Offline };
            RowView::new(row, presence, n == 1, ("Tidewater", &Status::default()), ui)
        };
        rows.iter().enumerate().map(view).collect()
    }

    impl Sample for PeopleView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let counts = Counts { active: 10_001, invited: 14, pending: 1, dismissed: 0 };
            let view = |some: bool| PeopleView {
                ui: ui.clone(),
                done: some.then(|| NASTY.to_owned()),
                errors: if some { errors(ui, &["what", "in"]) } else { Errors::new() },
                segments: Segment::all(
                    some.then_some(State::Pending),
                    counts,
                    |_| "/admin/people?q=a&b".to_owned(),
                    ui,
                ),
                fields: Fields::of(&[
                    ("q", NASTY),
                    ("role", "guest"),
                    ("state", "pending"),
                    ("department", "3"),
                    ("in", NASTY),
                ]),
                paths: vec![NASTY.to_owned()],
                roles: PeopleView::roles(ui),
                deeds: PeopleView::deeds(ui),
                rows: if some { rows(ui) } else { Vec::new() },
                next: some.then(|| "/admin/people?after=dang%20lan&id=7".to_owned()),
                all: some.then(|| "/admin/people?q=a&all".to_owned()),
                none: "/admin/people?q=a&b".to_owned(),
            };
            vec![view(true), view(false)]
        }
    }

    fn named() -> Vec<NamedView> {
        let door = Door::of_person(3, NASTY, 3, None);
        vec![NamedView { id: 3, door, name: NASTY.to_owned(), email: "lan@harbour.example".to_owned() }]
    }

    impl Sample for ChosenView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let view = |deed: Deed| ChosenView {
                ui: ui.clone(),
                question: NASTY.to_owned(),
                help: NASTY.to_owned(),
                go: NASTY.to_owned(),
                deed: deed.as_str(),
                danger: deed == Deed::Dismiss,
                paths: (deed == Deed::Move).then(|| vec![NASTY.to_owned()]),
                fields: Fields::of(&[("department", NASTY)]),
                errors: errors(ui, if deed == Deed::Move { &["department"] } else { &[] }),
                people: named(),
                list: "/admin/people?q=a&state=active".to_owned(),
            };
            vec![view(Deed::Move), view(Deed::Dismiss)]
        }
    }

    impl Sample for DoneView {
        fn samples(ui: &Ui) -> Vec<Self> {
            let said = |done| Said { user: UserId(2), name: NASTY.to_owned(), done, sentence: NASTY.to_owned() };
            let view = |all| DoneView {
                ui: ui.clone(),
                summary: NASTY.to_owned(),
                all,
                said: vec![said(true), said(all)],
                list: "/admin/people?q=a&state=active".to_owned(),
            };
            vec![view(true), view(false)]
        }
    }

    #[test]
    fn since_when_is_told_to_an_administrator_who_tells_it_too() {
        let ui = Ui::new(Locale::new(Language::English, "UTC"), Moment(1_764_000_000_000_000));
        let (open, hidden) = (Status::default(), Status { seen_hidden: true, ..Status::default() });
        let of = |state: State, presence, reader: &Status| {
            let seen_at = Some(Moment(ui.now.0 - 3_600_000_000));
            RowView::new(&Row { state, seen_at, ..row() }, presence, false, ("Tidewater", reader), &ui)
        };
        let of_active = |presence, reader| of(State::Active, presence, reader).seen;
        assert_eq!(of_active(Presence::Online, &open), "Available");
        assert_eq!(of_active(Presence::Offline, &open), "Offline since 15:00");
        assert_eq!(of_active(Presence::Offline, &hidden), "Offline");
        assert_eq!(of(State::Dismissed, Presence::Offline, &hidden).seen, "Hidden");
        assert!(!of(State::Dismissed, Presence::Offline, &open).live, "nobody is told of them any more");
    }

    #[test]
    fn how_somebody_is_follows() {
        let ui = Ui::new(Locale::new(Language::English, "UTC"), Moment(1_764_000_000_000_000));
        let view = PeopleView::samples(&ui).remove(0);
        let (active, invited) = (State::Active as i64 + 2, State::Invited as i64 + 2);
        let html = view.html().expect("a page").into_string();
        assert!(html.contains(&format!("data-uw=\"{active}\">Available<")), "{html}");
        assert!(!html.contains(&format!("data-uw=\"{invited}\"")), "{html}");
    }

    #[test]
    fn samples() {
        check_samples::<PeopleView>();
        check_samples::<ChosenView>();
        check_samples::<DoneView>();
    }
}
