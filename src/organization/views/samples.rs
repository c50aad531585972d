//! Examples of people's pages.

use super::*;
use crate::accounts::{Company, Role, State, User};
use crate::clock::{Clock, Moment};
use crate::id::{ChatId, DepartmentId, UserId};
use crate::live::{Hub, Limits};
use crate::markup::Html;
use crate::organization::census::Count;
use crate::organization::colleague::Colleague;
use crate::organization::department::{Concerned, Department, Tree};
use crate::organization::person::{Absent, Details, Found};
use crate::organization::position::{Position, Standing};
use crate::organization::shared::Shared;
use crate::web::{Sample, View, check_samples};

const NASTY: &str = "<b>\"Phạm\" & 'O'</b>";

fn user(id: i64, role: Role, state: State) -> User {
    let picture = (id == 2).then(|| "abcdefghijklmnopqrstuv".to_owned());
    let zone = Some("Asia/Kathmandu".to_owned());
    User { id: UserId(id), role, state, picture, time_zone: zone, ..crate::accounts::user::sample(NASTY) }
}

fn company() -> Company {
    Company {
        name: NASTY.to_owned(),
        language: "en".to_owned(),
        time_zone: "Europe/London".to_owned(),
        country: "GB".to_owned(),
        epoch: "e".to_owned(),
        posting: crate::accounts::Circle::Everybody,
        inviting: crate::accounts::Circle::Administrators,
        second_factor: false,
        notification_days: 90,
        edit_minutes: 1440,
        room: crate::accounts::company::Room { file: 1 << 20, person: 0, all: 0 },
        link_previews: true,
    }
}

fn place(id: i64, standing: Standing, title: &str) -> Position {
    Position { department_id: DepartmentId(id), standing, title: title.to_owned() }
}

fn department(id: i64, parent: Option<i64>, head: bool) -> Department {
    Department {
        id: DepartmentId(id),
        parent_id: parent.map(DepartmentId),
        name: NASTY.to_owned(),
        head_id: head.then_some(UserId(1)),
        head: head.then(|| NASTY.to_owned()),
        head_active: head,
    }
}

fn tree() -> Tree {
    Tree::new(vec![department(1, None, true), department(2, Some(1), true), department(3, Some(2), false)], NASTY)
}

fn reader<'r>(hub: &'r Hub, ui: &'r Ui, everybody: bool) -> Reader<'r> {
    Reader { hub, ui, everybody, current: Some(UserId(2)) }
}

fn found(id: i64, role: Role) -> Found {
    let (title, department) = (NASTY.to_owned(), "Sales".to_owned());
    Found { user: user(id, role, State::Active), title, department, inner_number: "214".to_owned() }
}

fn rows(reader: Reader<'_>) -> Vec<RowView> {
    let colleague = |id, standing| Colleague {
        user: user(id, Role::Employee, State::Active),
        standing,
        title: NASTY.to_owned(),
        inner_number: if id == 2 { String::new() } else { "214".to_owned() },
    };
    let absent = Absent { found: found(6, Role::Employee), leave_until: Moment(reader.ui.now.0 + 1_000_000) };
    vec![
        RowView::colleague(&colleague(1, Standing::Head), reader),
        RowView::colleague(&colleague(2, Standing::Deputy), reader),
        RowView::colleague(&colleague(3, Standing::Employee), reader),
        RowView::found(&found(4, Role::Guest), reader),
        RowView::absent(&absent, reader),
    ]
}

impl Sample for InsideView {
    fn samples(ui: &Ui) -> Vec<InsideView> {
        let hub = Hub::new(Limits::default(), Clock::standing(ui.now));
        let reader = reader(&hub, ui, true);
        let empty = || InsideView {
            ui: ui.clone(),
            branches: Vec::new(),
            more: None,
            people: Vec::new(),
            rest: None,
            nothing: ui.t("people-nobody-in"),
        };
        let count = Count { people: 10_208, present: 6_412 };
        let open = InsideView {
            branches: vec![
                BranchView::new(&department(2, Some(1), true), 0, count, Some(empty()), ui),
                BranchView::new(&department(3, Some(1), false), 1, count, None, ui),
                BranchView::new(&department(4, Some(1), false), 0, Count::default(), None, ui),
            ],
            more: Some(("/departments/1?below=4".to_owned(), ui.count("people-other-departments", 3))),
            people: rows(reader),
            rest: Some((DepartmentId(1), "2.3.pham & co".to_owned(), ui.with("people-others", "count", ui.number(35)))),
            ..empty()
        };
        vec![open, empty()]
    }
}

impl Sample for FlatView {
    fn samples(ui: &Ui) -> Vec<FlatView> {
        let hub = Hub::new(Limits::default(), Clock::standing(ui.now));
        let view = |people, next| FlatView { ui: ui.clone(), about: ui.t("people-by-name"), people, next };
        let guest = vec![RowView::found(&found(4, Role::Employee), reader(&hub, ui, false))];
        vec![view(rows(reader(&hub, ui, true)), Some("/people?az&after=6.pham".to_owned())), view(guest, None)]
    }
}

impl Sample for PersonView {
    fn samples(ui: &Ui) -> Vec<PersonView> {
        let hub = Hub::new(Limits::default(), Clock::standing(ui.now));
        let reader = reader(&hub, ui, true);
        let (viewer, company, tree) = (user(1, Role::Administrator, State::Active), company(), tree());
        let details = Details {
            birthday: "03-03".to_owned(),
            inner_number: "230".to_owned(),
            desk_phone: "+44 1632 960230".to_owned(),
            leave_from: Some(Moment(0)),
            leave_until: Some(Moment(ui.now.0 + 1)),
            substitute_id: Some(UserId(4)),
            substitute: Some(NASTY.to_owned()),
            former: NASTY.to_owned(),
            ..Details::default()
        };
        let shared = || {
            let chat = |id, name: &str| Shared { id: ChatId(id), name: name.to_owned(), hue: 2, picture: None };
            vec![chat(7, NASTY), chat(8, "")]
        };
        let places = [place(3, Standing::Head, NASTY), place(2, Standing::Employee, "")];
        let person = |of: &User| PersonView::new(of, &details, shared(), (&viewer, &company), reader);
        let (other, gone) = (user(2, Role::Employee, State::Active), user(3, Role::Employee, State::Dismissed));
        vec![
            person(&other),
            person(&other).for_colleagues(&other, &details, (&tree, &places), true),
            person(&viewer).for_colleagues(&viewer, &Details::default(), (&tree, &[]), false),
            person(&gone).for_colleagues(&gone, &details, (&tree, &[]), true),
        ]
    }
}

impl Sample for DepartedView {
    fn samples(_: &Ui) -> Vec<DepartedView> {
        vec![DepartedView { person: UserId(3) }]
    }
}

impl Sample for PeopleView {
    fn samples(ui: &Ui) -> Vec<PeopleView> {
        let segment = |current| SegmentView {
            address: "/people?leave",
            words: ui.t("people-on-leave"),
            count: "312".to_owned(),
            current,
        };
        let view = |person, list: Html| PeopleView {
            ui: ui.clone(),
            heading: NASTY.to_owned(),
            path: vec![(DepartmentId(1), NASTY.to_owned())],
            about: Some(("n1".to_owned(), NASTY.to_owned())),
            back: Some("/people".to_owned()),
            within: Some(DepartmentId(2)),
            invites: true,
            edits: Some(DepartmentId(2)),
            sought: ui.t("people-find"),
            q: NASTY.to_owned(),
            segments: vec![segment(true), segment(false)],
            list,
            person,
        };
        let list = || InsideView::samples(ui).remove(0).html().expect("a list");
        let bare = PeopleView {
            path: Vec::new(),
            back: None,
            within: None,
            invites: false,
            edits: None,
            segments: Vec::new(),
            ..view(None, Html::empty())
        };
        vec![view(None, list()), view(PersonView::samples(ui).pop(), Html::empty()), bare]
    }
}

fn errors(ui: &Ui, fields: &[&'static str]) -> Errors {
    let mut errors = Errors::new();
    fields.iter().for_each(|field| errors.add(field, ui.t("field-missing")));
    errors
}

impl Sample for LimbView {
    fn samples(ui: &Ui) -> Vec<LimbView> {
        let wide = (10..200).map(|id| department(id, Some(1), false));
        let wide = Tree::new(std::iter::once(department(1, None, true)).chain(wide).collect(), NASTY);
        vec![
            LimbView::trunk(&tree(), DepartmentId(3), true, ui),
            LimbView::trunk(&wide, DepartmentId(199), true, ui),
            LimbView::trunk(&tree(), DepartmentId(9), true, ui),
        ]
    }
}

impl Sample for TrunkView {
    fn samples(ui: &Ui) -> Vec<TrunkView> {
        vec![TrunkView { ui: ui.clone(), trunk: LimbView::samples(ui).remove(0) }]
    }
}

impl Sample for StructureView {
    fn samples(ui: &Ui) -> Vec<StructureView> {
        let tree = tree();
        let hub = Hub::new(Limits::default(), Clock::standing(ui.now));
        let view = |id| StructureView::of(&tree, tree.find(DepartmentId(id)).expect("a department"), ui);
        let colleague = Colleague {
            user: user(2, Role::Employee, State::Active),
            standing: Standing::Head,
            title: NASTY.to_owned(),
            inner_number: String::new(),
        };
        let door = |user: &User| crate::organization::mark::door(user, &hub);
        let typed = Fields::of(&[("title", NASTY), ("standing", "deputy")]);
        let wrong = Some(ui.with("structure-head-taken", "head", NASTY));
        let other = Colleague { user: user(4, Role::Employee, State::Active), ..colleague.clone() };
        let seats = vec![
            SeatView::new(&colleague, door(&colleague.user), None, None),
            SeatView::new(&other, door(&other.user), Some(&typed), wrong),
        ];
        let found = found(5, Role::Employee);
        let (mut full, mut nobody) = (view(2), view(3));
        full.people = seats;
        full.next = Some("2.4.pham & co".to_owned());
        full.choices = vec![ChoiceView::new(&found, door(&found.user))];
        full.q = NASTY.to_owned();
        full.fields = Fields::of(&[("user", "5"), ("parent", "1"), ("name", NASTY)]);
        full.errors = errors(ui, &["name", "below", "parent", "user", "title", "remove"]);
        nobody.q = NASTY.to_owned();
        full.done = Some(("seat2".to_owned(), NASTY.to_owned()));
        nobody.done = Some(("place".to_owned(), NASTY.to_owned()));
        vec![view(1), full, nobody]
    }
}

impl Sample for RemoveView {
    fn samples(ui: &Ui) -> Vec<RemoveView> {
        let tree = tree();
        let view = |concerned, refused| {
            let department = tree.find(DepartmentId(2)).expect("a department");
            RemoveView::new(&tree, department, concerned, refused, ui)
        };
        let one = Concerned { people: 1, departments: 1, groups: 1, invitations: 1 };
        let many = Concerned { people: 10_208, departments: 4, groups: 3, invitations: 2 };
        vec![view(one, None), view(many, None), view(Concerned::default(), Some(NASTY.to_owned()))]
    }
}

impl Sample for PathsView {
    fn samples(_: &Ui) -> Vec<PathsView> {
        vec![PathsView { paths: vec![NASTY.to_owned()] }]
    }
}

impl Sample for PositionsView {
    fn samples(ui: &Ui) -> Vec<PositionsView> {
        let row = PositionView::new(&place(3, Standing::Head, NASTY), &tree());
        let wrong = Some(NASTY.to_owned());
        let bad = PositionView { wrong_department: wrong.clone(), wrong_title: wrong, ..row.clone() };
        let view =
            |rows, errors| PositionsView::new(&user(2, Role::Employee, State::Active), &tree(), (rows, 0), errors, ui);
        vec![view(vec![row, PositionView::empty()], Errors::new()), view(vec![bad], errors(ui, &["department"]))]
    }
}

#[test]
fn every_view_renders_its_samples() {
    check_samples::<InsideView>();
    check_samples::<FlatView>();
    check_samples::<PersonView>();
    check_samples::<DepartedView>();
    check_samples::<PeopleView>();
    check_samples::<LimbView>();
    check_samples::<TrunkView>();
    check_samples::<StructureView>();
    check_samples::<PositionsView>();
    check_samples::<PathsView>();
    check_samples::<RemoveView>();
}
