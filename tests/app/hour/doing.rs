//! What people do to each other, and to the company, without a pause.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::support::{Answer, House, Person, dice::Dice};

/// Farther than any message: to read up to it is to read everything.
const EVERYTHING: &str = "1099511627776";
/// Groups, and departments, that are made at most, besides those that are there from the beginning.
const MOST: usize = 30;
/// The company, North and South below it, and Works, which is moved.
const DEPARTMENTS: [&str; 4] = ["1", "2", "3", WORKS];
const WORKS: &str = "4";

const TEXTS: [&str; 6] = [
    "Good morning",
    "The parcel is at **reception**, see https://tidewater.example/parcels?id=7",
    "مرحبا بالجميع",
    "one\ntwo\n\n- milk\n- bread",
    "`let x = 1 < 2 && \"y\"`",
    "<b>not bold</b> & \"quoted\" 👩‍👩‍👧‍👦",
];

/// Pages that one looks at and leaves again.
const LOOKS: [&str; 12] = [
    "/people",
    "/people?q=li",
    "/people/2",
    "/departments/1",
    "/chats/new",
    "/settings/profile",
    "/settings/status",
    "/admin/people",
    "/admin/audit",
    "/admin/departments",
    "/admin/system",
    "/panel",
];

/// A group, and who was in it at first.
#[derive(Clone)]
pub struct Group {
    pub id: i64,
    members: Vec<usize>,
}

/// The company.
pub struct World<'w> {
    pub house: &'w House,
    /// The first is the administrator. The last ones are dismissed and rehired, and come to be guests.
    pub people: &'w [Person],
    /// So many of them.
    pub comers: usize,
    pub general: i64,
    pub groups: RefCell<Vec<Group>>,
    pub directs: RefCell<Vec<(usize, i64)>>,
    made: RefCell<Vec<i64>>,
    /// Who is dismissed, or just about to be, or to return.
    pub out: RefCell<BTreeSet<usize>>,
    /// How late this process is with what it has to do: then it does less, and does not wait for itself.
    pub late: Cell<Duration>,
    count: Cell<usize>,
    tally: RefCell<BTreeMap<(&'static str, u16), usize>>,
}

impl<'w> World<'w> {
    pub async fn begin(house: &'w House, people: &'w [Person], comers: usize) -> World<'w> {
        let world = World {
            house,
            people,
            comers,
            general: people[0].general().await,
            groups: RefCell::default(),
            directs: RefCell::default(),
            made: RefCell::default(),
            out: RefCell::default(),
            late: Cell::default(),
            count: Cell::default(),
            tally: RefCell::default(),
        };
        for (parent, below) in [(1, "North"), (1, "South"), (2, "Works")] {
            let path = format!("/admin/departments/{parent}/departments");
            people[0].post(&path, &[("below", below)]).await.expect(303);
        }
        let mut dice = Dice::new(1);
        for _ in 0..people.len() / 2 {
            world.new_group(&mut dice).await;
            world.new_direct(&mut dice).await;
        }
        world
    }

    /// What was done how often, with what answer.
    pub fn tally(&self) -> String {
        let tally = self.tally.borrow();
        tally.iter().map(|((what, status), count)| format!("{what} {status}: {count}")).collect::<Vec<_>>().join(", ")
    }

    /// A number that was not used before.
    fn next(&self) -> usize {
        self.count.set(self.count.get() + 1);
        self.count.get()
    }

    fn told(&self, what: &'static str, answer: Answer) -> Answer {
        assert!(answer.status < 500, "{what}: {} {}", answer.status, answer.text);
        *self.tally.borrow_mut().entry((what, answer.status)).or_default() += 1;
        answer
    }

    async fn post(&self, what: &'static str, who: usize, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.told(what, self.people[who].post(path, fields).await)
    }

    /// As the administrator, who types the password where it is asked for.
    async fn order(&self, what: &'static str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let ada = &self.people[0];
        let answer = ada.post(path, fields).await;
        if answer.status == 403 && answer.text.contains("confirm-password") {
            let again = [fields, &[("confirm-password", &*ada.password)]].concat();
            return self.told(what, ada.post(path, &again).await);
        }
        self.told(what, answer)
    }

    /// Somebody who is in.
    pub fn anybody(&self, dice: &mut Dice) -> usize {
        loop {
            let who = dice.below(self.people.len());
            if !self.out.borrow().contains(&who) {
                return who;
            }
        }
    }

    /// Somebody who stays what they are.
    pub fn regular(&self, dice: &mut Dice) -> usize {
        dice.below(self.people.len() - self.comers)
    }

    /// A chat, and somebody who was in it at first.
    pub fn somewhere(&self, dice: &mut Dice) -> (usize, i64) {
        match dice.below(40) {
            0 => (self.anybody(dice), self.general),
            1..12 => *dice.of(&self.directs.borrow()),
            _ => {
                let group = self.some_group(dice);
                (*dice.of(&group.members), group.id)
            }
        }
    }

    fn some_group(&self, dice: &mut Dice) -> Group {
        dice.of(&self.groups.borrow()).clone()
    }

    /// One thing.
    pub async fn deed(&self, dice: &mut Dice) {
        match dice.below(100) {
            0..40 => self.say(dice).await,
            40..52 => self.read(dice).await,
            52..62 => self.set(dice).await,
            62..66 => self.rename_group(dice).await,
            66..75 => self.change_members(dice).await,
            75..79 => self.link(dice).await,
            79..83 => self.restructure(dice).await,
            83..85 => self.departments(dice).await,
            85 => self.new_group(dice).await,
            86 => self.new_direct(dice).await,
            87..90 => self.profile(dice).await,
            90..94 => self.status(dice).await,
            94..96 => self.invite(dice).await,
            96..98 => self.comes_and_goes(dice).await,
            _ => self.another_device(dice).await,
        }
    }

    /// A page is looked at, and left.
    pub async fn look(&self, dice: &mut Dice) {
        let (who, path) = (self.anybody(dice), *dice.of(&LOOKS));
        self.told("look", self.people[who].get(path).await);
    }

    async fn say(&self, dice: &mut Dice) {
        let (who, chat) = self.somewhere(dice);
        let text = format!("{} {}", self.next(), dice.of(&TEXTS).repeat(if dice.one_in(12) { 40 } else { 1 }));
        let key = self.people[who].key();
        for _ in 0..if dice.one_in(10) { 2 } else { 1 } {
            self.told("post", self.people[who].post_under(chat, &text, &key).await);
        }
    }

    async fn read(&self, dice: &mut Dice) {
        let (who, chat) = self.somewhere(dice);
        self.post("read", who, &format!("/chats/{chat}/read"), &[("message", EVERYTHING)]).await;
    }

    async fn set(&self, dice: &mut Dice) {
        let (who, chat) = self.somewhere(dice);
        let choices =
            [("unread", "1"), ("pinned", "1"), ("pinned", "0"), ("muted", "1"), ("muted", "0"), ("hidden", "1")];
        self.post("set", who, &format!("/chats/{chat}/membership"), &[*dice.of(&choices)]).await;
    }

    async fn rename_group(&self, dice: &mut Dice) {
        let group = self.some_group(dice);
        let name = format!("Group <{}>", self.next());
        self.post("rename", *dice.of(&group.members), &format!("/chats/{}/name", group.id), &[("name", &name)]).await;
    }

    async fn change_members(&self, dice: &mut Dice) {
        let group = self.some_group(dice);
        let (who, whom) = (group.members[0], self.people[dice.below(self.people.len())].id);
        let members = format!("/chats/{}/members", group.id);
        match dice.below(8) {
            0..4 => self.post("add", who, &members, &[("user", &whom.to_string())]).await,
            4..6 => self.post("remove", who, &format!("{members}/{whom}"), &[("do", "remove")]).await,
            6 => self.post("promote", who, &format!("{members}/{whom}"), &[("do", "promote")]).await,
            _ => self.post("leave", *dice.of(&group.members), &format!("/chats/{}/leave", group.id), &[]).await,
        };
    }

    async fn link(&self, dice: &mut Dice) {
        let (group, which) = (self.some_group(dice), *dice.of(&DEPARTMENTS));
        let path = format!("/chats/{}/departments", group.id);
        if dice.one_in(2) {
            self.post("link", group.members[0], &path, &[("department", which), ("below", "1")]).await;
        } else {
            self.post("unlink", group.members[0], &format!("{path}/{which}"), &[("do", "remove")]).await;
        }
    }

    async fn restructure(&self, dice: &mut Dice) {
        if dice.one_in(2) {
            let path = format!("/admin/people/{}/positions", self.people[dice.below(self.people.len())].id);
            let fields = [("department", *dice.of(&["North", "South", "/"])), ("standing", "employee"), ("title", "")];
            self.order("move person", &path, &fields).await;
        } else {
            let path = format!("/admin/departments/{WORKS}/place");
            self.order("move department", &path, &[("parent", *dice.of(&DEPARTMENTS[..3]))]).await;
        }
    }

    async fn departments(&self, dice: &mut Dice) {
        let last = self.made.borrow_mut().pop();
        let Some(id) = last.filter(|_| dice.one_in(2) || self.made.borrow().len() > MOST) else {
            self.made.borrow_mut().extend(last);
            let path = format!("/admin/departments/{}/departments", dice.of(&DEPARTMENTS));
            let made = self.order("make department", &path, &[("below", &format!("Made {}", self.next()))]).await;
            let location = made.location.unwrap_or_default();
            let id = location.strip_prefix("/admin/departments/").and_then(|rest| rest.split('?').next()?.parse().ok());
            self.made.borrow_mut().extend::<Option<i64>>(id);
            return;
        };
        self.order("remove department", &format!("/admin/departments/{id}/remove"), &[]).await;
    }

    async fn new_group(&self, dice: &mut Dice) {
        if self.groups.borrow().len() > self.people.len() + MOST {
            return;
        }
        let owner = self.regular(dice);
        let mut members = vec![owner];
        members.extend((0..self.people.len() - self.comers).filter(|who| *who != owner && dice.one_in(7)));
        let ids: Vec<String> = members[1..].iter().map(|who| self.people[*who].id.to_string()).collect();
        let name = format!("Group {}", self.next());
        let mut fields = vec![("name", name.as_str())];
        fields.extend(ids.iter().map(|id| ("user", id.as_str())));
        let made = self.post("make group", owner, "/chats", &fields).await;
        self.groups.borrow_mut().push(Group { id: made.chat(), members });
    }

    async fn new_direct(&self, dice: &mut Dice) {
        let (one, other) = (self.regular(dice), self.regular(dice));
        let made = self.post("direct", one, "/chats/direct", &[("user", &self.people[other].id.to_string())]).await;
        self.directs.borrow_mut().extend([(one, made.chat()), (other, made.chat())]);
    }

    async fn profile(&self, dice: &mut Dice) {
        let who = self.anybody(dice);
        let name = format!("{} {}", self.people[who].name, self.next());
        self.post("profile", who, "/settings/profile", &[("name", &name)]).await;
    }

    async fn status(&self, dice: &mut Dice) {
        let who = self.anybody(dice);
        let mut fields = vec![("quiet", *dice.of(&["60", "off"]))];
        fields.extend(dice.one_in(4).then_some(("seen_hidden", "1")));
        self.post("status", who, "/settings/status", &fields).await;
    }

    async fn invite(&self, dice: &mut Dice) {
        if dice.one_in(2) {
            self.order("invite", "/invitations", &[("uses", "2"), ("days", "3")]).await;
        } else {
            let id = dice.below(200) + 1;
            self.order("withdraw", &format!("/invitations/{id}/revoke"), &[]).await;
        }
    }

    /// One of those who come and go is dismissed, or returns, or comes to be a guest, or an employee again.
    async fn comes_and_goes(&self, dice: &mut Dice) {
        let who = self.people.len() - 1 - dice.below(self.comers);
        let person = &self.people[who];
        let path = |what: &str| format!("/admin/people/{}/{what}", person.id);
        if !self.out.borrow_mut().insert(who) {
            // Dismissed before, or somebody is just about it.
            let back = self.order("rehire", &path("rehire"), &[]).await;
            let link = back.dom().find("link").and_then(|link| link.attr("value")).map(str::to_owned);
            if let Some(link) = link.filter(|_| back.status == 200) {
                let reset = &link[link.find("/reset/").expect("a link")..];
                let answer = self.told("return", person.post(reset, &[("password", &person.password)]).await);
                if answer.status == 303 {
                    self.out.borrow_mut().remove(&who);
                }
            }
        } else if dice.one_in(2) {
            let role = *dice.of(&["guest", "employee"]);
            self.order("role", &path("role"), &[("role", role)]).await;
            self.out.borrow_mut().remove(&who);
        } else {
            self.order("dismiss", &path("dismiss"), &[]).await;
        }
    }

    async fn another_device(&self, dice: &mut Dice) {
        let person = &self.people[self.regular(dice)];
        let device = Person::new(&self.house.url(), &person.name);
        let fields = [("email", person.email.as_str()), ("password", person.password.as_str())];
        if self.told("sign in", device.post("/sign-in", &fields).await).status == 303 {
            self.told("look", device.get("/messages").await);
            self.told("sign out", device.post("/sign-out", &[]).await);
        }
    }
}
