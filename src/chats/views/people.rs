//! People: to begin a chat with, and who is in one.

use askama::Template;

use super::{BarView, DepartmentsView, TreeView, present};
use crate::accounts::User;
use crate::chats::group::Person;
use crate::chats::{Member, Role};
use crate::live::Presence;
use crate::web::{Door, Errors, Fields, Ui};

/// A person who can be chosen.
#[derive(Clone, Debug)]
pub struct ChoiceView {
    id: i64,
    name: String,
    door: Door,
    chosen: bool,
}

impl ChoiceView {
    /// `chosen`: their box is ticked.
    pub fn new(person: &User, presence: Presence, chosen: bool, ui: &Ui) -> ChoiceView {
        let door = Door::of_person(person.id.0, &person.name, person.hue, person.picture.clone());
        let door = present(door, &presence, ui);
        ChoiceView { id: person.id.0, name: person.name.clone(), door, chosen }
    }
}

#[cfg(test)]
impl ChoiceView {
    /// Examples: one who is here and chosen, one who is neither.
    pub fn samples() -> Vec<ChoiceView> {
        let choice = |id: i64, presence: Presence, chosen: bool| ChoiceView {
            id,
            name: "<b>Đặng & Dũng</b>".to_owned(),
            door: Door::of_person(id, "Đặng Dũng", id, None).with(&presence),
            chosen,
        };
        vec![choice(2, Presence::Online, true), choice(3, Presence::Unknown, false)]
    }
}

/// Where chats begin.
#[derive(Template)]
#[template(path = "chats/new.html")]
pub struct NewView {
    /// The reader.
    pub ui: Ui,
    /// The left column.
    pub tree: TreeView,
    /// People to choose from.
    pub choices: Vec<ChoiceView>,
    /// Whether there are more.
    pub more: bool,
    /// Whether the reader may make groups.
    pub groups: bool,
    /// Whether the reader may invite people.
    pub invites: bool,
    /// The reader's own chat.
    pub notes: Option<i64>,
    /// What was typed.
    pub fields: Fields,
    /// What is wrong with it.
    pub errors: Errors,
}

/// A member, or somebody who could be one.
#[derive(Clone, Debug)]
pub struct MemberView {
    id: i64,
    name: String,
    door: Door,
    me: bool,
    role: Role,
    removable: bool,
    promotable: bool,
    department: Option<String>,
    keepable: bool,
}

impl MemberView {
    /// The person as `viewer` sees them.
    pub fn new(person: &Person, viewer: &Member, presence: Presence, ui: &Ui) -> MemberView {
        let me = person.id == viewer.user;
        let door = Door::of_person(person.id.0, &person.name, person.hue, person.picture.clone());
        MemberView {
            id: person.id.0,
            name: person.name.clone(),
            door: present(door, &presence, ui),
            me,
            role: person.role(),
            removable: viewer.may_remove_one(person.id, person.role()),
            promotable: !me && viewer.owns(),
            department: None,
            keepable: false,
        }
    }

    /// Somebody whom a department holds in the group. Its name is for who may see it, and so is that they came with it.
    pub fn held(self, name: Option<String>, (person, viewer): (&Person, &Member)) -> MemberView {
        let keepable = name.is_some() && person.by_department && viewer.may_add();
        MemberView { removable: false, keepable, department: name, ..self }
    }
}

/// Who is in a chat.
#[derive(Template)]
#[template(path = "chats/members.html")]
pub struct MembersView {
    /// The reader.
    pub ui: Ui,
    /// The left column.
    pub tree: TreeView,
    /// The top of the chat: its title.
    pub bar: BarView,
    /// The chat.
    pub chat: i64,
    /// Whether it is a group, which can be left.
    pub group: bool,
    /// The department that holds the reader in it.
    pub held: Option<String>,
    /// The departments of the group, for who may see them.
    pub departments: Option<DepartmentsView>,
    /// Whether the reader looks after it.
    pub manages: bool,
    /// Whether the reader may add people.
    pub adds: bool,
    /// The address by which people join, for who may give it away.
    pub link: Option<String>,
    /// What the group is for.
    pub about: String,
    /// The members of this page.
    pub people: Vec<MemberView>,
    /// People who can be added.
    pub others: Vec<ChoiceView>,
    /// Where the next page begins.
    pub next: Option<(String, i64)>,
    /// What was typed.
    pub fields: Fields,
    /// What is wrong with it.
    pub errors: Errors,
}
