//! Examples of every view of this area. A test holds that each view has some.

mod messages;

pub(super) use messages::member;
pub(super) use messages::reached;
pub(super) use messages::{beside, entries};
use messages::{mine, names, window};

use super::chat::{Kind, Partner, Role};
use super::group::Person;
use super::history::{Entry, Names, Window};
use super::line::Line;
use super::list::{Counters, List, Row};
use super::live::{self, CounterView, NearsView};
use super::message::mention::Callee;
use super::views::*;
use crate::clock::Moment;
use crate::id::{ChatId, MessageId, UserId};
use crate::live::Presence;
use crate::web::{Errors, Fields, Sample, Ui, View, check_samples};

/// A name that would break out of anything that does not escape it.
pub(super) const NASTY: &str = "<b>\"Phạm\" & 'O\u{2019}Neil'</b> نور";

pub(super) fn row(id: i64, kind: &str, unread: i64) -> Row {
    let direct = kind == "direct";
    Row {
        user_id: UserId(1),
        chat_id: ChatId(id),
        kind: kind.to_owned(),
        name: NASTY.to_owned(),
        hue: 4,
        picture: (id == 9).then(|| "abcdefghijklmnopqrstuv".to_owned()),
        partner_id: direct.then_some(UserId(2)),
        partner: direct.then(|| NASTY.to_owned()),
        partner_hue: direct.then_some(5),
        partner_picture: None,
        last_message_id: MessageId(if unread < 0 { 0 } else { 44 }),
        last_message_at: Moment(1_763_900_000_000_000),
        last_author_id: (unread >= 0).then_some(UserId(id % 2 + 1)),
        last_author: (unread >= 0).then(|| NASTY.to_owned()),
        last_program: id == 3,
        last_kind: (unread >= 0).then(|| if id == 9 { "line" } else { "text" }.to_owned()),
        last_text: (unread >= 0).then(|| if id == 9 { Line::Left.to_text() } else { NASTY.to_owned() }),
        pinned: id == 3,
        muted: id == 4,
        listed: true,
        unread: unread.max(0),
        called: id == 4,
        draft: if unread == 0 { NASTY.to_owned() } else { String::new() },
    }
}

fn list() -> List {
    let rows =
        vec![row(3, "group", 100), row(4, "direct", 2), row(5, "general", -1), row(6, "notes", 0), row(9, "group", 0)];
    List { rows, more: true, names: names(), counters: Counters { unread: 102, muted: 2 } }
}

fn presence(user: i64) -> Presence {
    if user == 2 { Presence::Online } else { Presence::Unknown }
}

fn parts(ui: &Ui) -> Vec<RowParts> {
    list().rows.iter().map(|row| RowParts::new(row, &names(), presence, ui)).collect()
}

fn bars(ui: &Ui) -> Vec<BarView> {
    let partner = Partner { id: UserId(2), name: NASTY.to_owned(), hue: 2, picture: None, gone: false };
    vec![
        BarView::new(&member(Kind::Direct, Role::Member), Some(&partner), 0, (Presence::Away, NASTY.to_owned()), ui),
        BarView::new(
            &member(Kind::Direct, Role::Member),
            Some(&Partner { gone: true, hue: 0, ..partner.clone() }),
            -1,
            (Presence::Unknown, String::new()),
            ui,
        ),
        BarView::new(&member(Kind::Group, Role::Owner), None, 2, (Presence::Unknown, String::new()), ui)
            .with_pins(Some(PinnedParts { id: 45, line: NASTY.to_owned(), count: 3 })),
        BarView::new(&member(Kind::General, Role::Member), None, 1, (Presence::Unknown, String::new()), ui),
        BarView::new(&member(Kind::Notes, Role::Member), None, 0, (Presence::Unknown, String::new()), ui),
    ]
}

pub(super) fn tree(ui: &Ui, first: bool) -> TreeView {
    TreeView::new(&list(), ListView::new(&list(), Some(ChatId(4)), presence, ui), first, ui)
}

fn composer(ui: &Ui, error: Option<&str>) -> ComposerView {
    ComposerView {
        ui: ui.clone(),
        chat: 7,
        key: "k".to_owned(),
        aim: None,
        all: error.map(|_| 9),
        ahead: error.map(|_| AheadView::samples(ui).remove(0).html().expect("HTML")),
        note: error.map(|_| NASTY.to_owned()),
        later: error.map(|_| LaterParts::typed(NASTY, Some(NASTY.to_owned()), ui)),
        draft: i64::from(error.is_some()),
        preview: error.map(|_| crate::markup::render(NASTY)),
        other: error.map(|_| OtherView::samples(ui).remove(0)),
        goes: error.map(|_| GoesView::samples(ui).remove(1)),
        tray: error.map(|_| TrayView::samples(ui).remove(0)),
        plain: error.is_some(),
        focus: error.is_some(),
        send_key: "enter",
        label: ui.with("message-write-to", "title", NASTY),
        text: error.map_or(String::new(), |_| format!("{NASTY}</textarea>")),
        error: error.map(ToOwned::to_owned),
        sent: i64::from(error.is_none()),
        old: error.is_some(),
        jump: JumpView { ui: ui.clone(), chat: 7, after: 44, newer: 3 }.html().expect("it renders"),
    }
}

fn person(role: &str) -> Person {
    Person {
        id: UserId(2),
        name: NASTY.to_owned(),
        name_folded: "pham".to_owned(),
        hue: 2,
        picture: None,
        role: role.to_owned(),
        by_department: role == "member",
    }
}

fn wrong() -> Errors {
    let mut errors = Errors::new();
    errors.add("name", NASTY.to_owned());
    errors.add("user", NASTY.to_owned());
    errors
}

impl Sample for EntryView {
    fn samples(ui: &Ui) -> Vec<EntryView> {
        let view =
            |(n, entry): (usize, &Entry)| EntryView::new(entry, &beside(), n == 0, &ui.locale).with_mine(&mine());
        entries().iter().enumerate().map(view).collect()
    }
}

impl Sample for RowView {
    fn samples(ui: &Ui) -> Vec<RowView> {
        parts(ui).into_iter().enumerate().map(|(n, parts)| RowView::new(parts, n == 0, ui)).collect()
    }
}

impl Sample for NearView {
    fn samples(ui: &Ui) -> Vec<NearView> {
        parts(ui).into_iter().map(|parts| NearView::new(parts, ui)).collect()
    }
}

impl Sample for ListView {
    fn samples(ui: &Ui) -> Vec<ListView> {
        let view = ListView::new(&list(), None, presence, ui);
        vec![view.clone(), view.later()]
    }
}

impl Sample for TreeView {
    fn samples(ui: &Ui) -> Vec<TreeView> {
        vec![tree(ui, true), tree(ui, false), tree(ui, true).beside()]
    }
}

impl Sample for IndexView {
    fn samples(ui: &Ui) -> Vec<IndexView> {
        vec![IndexView { ui: ui.clone(), tree: tree(ui, true) }]
    }
}

impl Sample for BarView {
    fn samples(ui: &Ui) -> Vec<BarView> {
        bars(ui)
    }
}

impl Sample for ComposerView {
    fn samples(ui: &Ui) -> Vec<ComposerView> {
        let aimed = |aim: AimView| ComposerView { aim: Some(aim), ..composer(ui, None) };
        let message = reached(true);
        vec![
            composer(ui, None),
            composer(ui, Some(NASTY)),
            aimed(AimView::answer(&message, ui)),
            aimed(AimView::edit(&message, ui)),
        ]
    }
}

impl Sample for AheadView {
    fn samples(ui: &Ui) -> Vec<AheadView> {
        let one = Callee { id: UserId(2), name: NASTY.to_owned(), name_folded: String::new(), hue: 2, picture: None };
        vec![AheadView::new(&[one], NASTY, 9, ui), AheadView::new(&[], "", 0, ui)]
    }
}

impl Sample for JumpView {
    fn samples(ui: &Ui) -> Vec<JumpView> {
        [0, 1, 100].into_iter().map(|newer| JumpView { ui: ui.clone(), chat: 7, after: 44, newer }).collect()
    }
}

impl Sample for EntriesView {
    fn samples(ui: &Ui) -> Vec<EntriesView> {
        let member = member(Kind::Group, Role::Member);
        let empty = Window { entries: Vec::new(), ..window(false, false) };
        vec![
            EntriesView::new(&member, (&window(true, true), &mine()), Some(MessageId(42)), ui),
            EntriesView::new(&member, (&window(true, true), &mine()), None, ui).older_part(),
            EntriesView::new(&member, (&empty, &mine()), None, ui),
        ]
    }
}

impl Sample for ShowView {
    fn samples(ui: &Ui) -> Vec<ShowView> {
        let entries = EntriesView::samples(ui);
        bars(ui)
            .into_iter()
            .zip(entries)
            .enumerate()
            .map(|(n, (bar, entries))| ShowView {
                ui: ui.clone(),
                tree: tree(ui, false),
                bar,
                chat: 7,
                revision: 12,
                read: 40,
                newest: true,
                entries,
                last: 44,
                refresh: 30,
                typing: n == 0,
                composer: composer(ui, None),
                closed: Some(closed(&member(Kind::Direct, Role::Member), ui)).filter(|_| n == 1),
            })
            .collect()
    }
}

impl Sample for SinceView {
    fn samples(ui: &Ui) -> Vec<SinceView> {
        vec![
            SinceView { entries: EntryView::samples(ui), words: String::new() },
            SinceView { entries: Vec::new(), words: NASTY.to_owned() },
        ]
    }
}

impl Sample for AgainView {
    fn samples(ui: &Ui) -> Vec<AgainView> {
        vec![AgainView { ui: ui.clone(), composer: composer(ui, Some(NASTY)), title: NASTY.to_owned() }]
    }
}

impl Sample for NewView {
    fn samples(ui: &Ui) -> Vec<NewView> {
        let view = |choices: Vec<ChoiceView>, errors: Errors| NewView {
            ui: ui.clone(),
            tree: tree(ui, false),
            more: !choices.is_empty(),
            groups: !choices.is_empty(),
            invites: true,
            choices,
            notes: Some(3),
            fields: Fields::of(&[("q", NASTY), ("name", NASTY)]),
            errors,
        };
        vec![view(ChoiceView::samples(), wrong()), view(Vec::new(), Errors::new())]
    }
}

impl Sample for MembersView {
    fn samples(ui: &Ui) -> Vec<MembersView> {
        let view = |role: Role, errors: Errors| {
            let viewer = member(Kind::Group, role);
            let held = |person: &Person| person.by_department.then(|| NASTY.to_owned());
            let view = |person: &Person| {
                let view = MemberView::new(person, &viewer, Presence::Away, ui);
                if person.by_department { view.held(held(person), (person, &viewer)) } else { view }
            };
            MembersView {
                ui: ui.clone(),
                tree: tree(ui, false),
                bar: bars(ui).remove(1),
                chat: 7,
                group: true,
                held: (role == Role::Member).then(|| NASTY.to_owned()),
                departments: (role == Role::Owner).then(|| DepartmentsView::samples(ui).remove(0)),
                manages: viewer.may_manage(),
                adds: viewer.may_add(),
                link: (role == Role::Owner).then(|| "https://hallway.example/join/k7".to_owned()),
                about: NASTY.to_owned(),
                people: ["owner", "administrator", "member"].map(person).iter().map(view).collect(),
                others: ChoiceView::samples(),
                next: Some((NASTY.to_owned(), 2)),
                fields: Fields::of(&[("name", NASTY)]),
                errors,
            }
        };
        vec![view(Role::Owner, wrong()), view(Role::Member, Errors::new())]
    }
}

impl Sample for CounterView {
    fn samples(ui: &Ui) -> Vec<CounterView> {
        let counters = |unread| Counters { unread, muted: 0 };
        vec![CounterView::rail(counters(0), ui), CounterView::panel(counters(100), ui)]
    }
}

impl Sample for NearsView {
    fn samples(ui: &Ui) -> Vec<NearsView> {
        let none = List { rows: Vec::new(), more: false, names: Names::new(), counters: Counters::default() };
        vec![NearsView::new(&list(), presence, ui), NearsView::new(&none, presence, ui)]
    }
}

#[test]
fn every_view_renders_its_samples() {
    check_samples::<EntryView>();
    check_samples::<RowView>();
    check_samples::<NearView>();
    check_samples::<ListView>();
    check_samples::<TreeView>();
    check_samples::<IndexView>();
    check_samples::<BarView>();
    check_samples::<ComposerView>();
    check_samples::<AheadView>();
    check_samples::<JumpView>();
    check_samples::<EntriesView>();
    check_samples::<ShowView>();
    check_samples::<SinceView>();
    check_samples::<AgainView>();
    check_samples::<NewView>();
    check_samples::<MembersView>();
    check_samples::<DepartmentsView>();
    check_samples::<CounterView>();
    check_samples::<NearsView>();
    live::samples::check();
}
