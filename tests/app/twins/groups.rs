//! What becomes of groups in a random case: who is in them, who looks after them, what they look like, who may do what, whether they go on.

use super::{Case, Known};
use crate::matrix::company::GIF;
use crate::support::Element;

/// The company, North and South below it, and Works, which is moved: the first departments of a company, in this order.
const DEPARTMENTS: [&str; 4] = ["1", "2", "3", WORKS];
const WORKS: &str = "4";

impl Case<'_> {
    /// A group and one of its members.
    pub(super) fn some_group(&mut self) -> (usize, usize) {
        let groups: Vec<usize> = (0..self.chats.len()).filter(|at| self.chats[*at].group).collect();
        let at = *self.dice.of(&groups);
        let known = &self.chats[at];
        let who = if known.members.is_empty() { 0 } else { *self.dice.of(&known.members) };
        (who, at)
    }

    pub(super) async fn rename(&mut self) {
        let (who, at) = self.some_group();
        let (chat, name) = (self.chats[at].id, format!("Group <{}>", self.story.len()));
        let answer = self.people[who].rename(chat, &name).await;
        self.tell(format!("{} renames {chat}: {}", self.people[who].name, answer.status));
        self.did("rename", answer.status);
        assert!([303, 403, 404].contains(&answer.status), "{}", answer.text);
    }

    pub(super) async fn add(&mut self) {
        let (who, at) = self.some_group();
        let whom = self.dice.below(self.people.len());
        self.do_add(who, at, whom).await;
    }

    async fn do_add(&mut self, who: usize, at: usize, whom: usize) {
        let chat = self.chats[at].id;
        let user = self.people[whom].id.to_string();
        let answer = self.people[who].post(&format!("/chats/{chat}/members"), &[("user", &user)]).await;
        self.tell(format!("{} adds {} to {chat}: {}", self.people[who].name, self.people[whom].name, answer.status));
        self.did("add", answer.status);
        assert!([303, 403, 404].contains(&answer.status), "{}", answer.text);
        if answer.status == 303 && !self.chats[at].members.contains(&whom) {
            self.chats[at].members.push(whom);
        }
    }

    pub(super) async fn remove(&mut self) {
        let (who, at) = self.some_group();
        if let Some(whom) = self.chats[at].members.iter().copied().find(|member| *member != who) {
            self.do_remove(who, at, whom).await;
        }
    }

    async fn do_remove(&mut self, who: usize, at: usize, whom: usize) {
        let chat = self.chats[at].id;
        let answer = self.people[who].with_member(chat, &self.people[whom], "remove").await;
        self.tell(format!(
            "{} removes {} from {chat}: {}",
            self.people[who].name, self.people[whom].name, answer.status
        ));
        self.did("remove", answer.status);
        // 422: who is there by a department stays.
        assert!([303, 403, 404, 422].contains(&answer.status), "{}", answer.text);
        if answer.status == 303 {
            self.went(at, whom);
        }
    }

    /// A department comes into a group with its people, or goes with those whom it brought.
    pub(super) async fn department(&mut self, adds: bool) {
        let (who, at) = self.some_group();
        let (person, chat, which) = (&self.people[who], self.chats[at].id, *self.dice.of(&DEPARTMENTS));
        let answer = if adds {
            let mut fields = vec![("department", which)];
            fields.extend(self.dice.one_in(2).then_some(("below", "1")));
            person.post(&format!("/chats/{chat}/departments"), &fields).await
        } else {
            person.post(&format!("/chats/{chat}/departments/{which}"), &[("do", "remove")]).await
        };
        let does = if adds { "adds" } else { "removes" };
        self.tell(format!("{} {does} department {which} in {chat}: {}", person.name, answer.status));
        assert!([303, 403, 404].contains(&answer.status), "{}", answer.text);
        self.look_again().await;
    }

    /// Somebody is in another department, or a department has another parent.
    pub(super) async fn restructure(&mut self) {
        let (ada, which) = (&self.people[0], *self.dice.of(&DEPARTMENTS));
        let path;
        let (address, fields) = if self.dice.one_in(2) {
            let whom = self.dice.of(self.people).id;
            let page = ada.get(&format!("/admin/departments/{which}")).await.expect(200).dom();
            path = department_path(&page);
            (
                format!("/admin/people/{whom}/positions"),
                [("department", path.as_str()), ("standing", "employee"), ("title", "")],
            )
        } else {
            (format!("/admin/departments/{WORKS}/place"), [("parent", which), ("", ""), ("", "")])
        };
        let answer = ada.post(&address, &fields).await;
        self.tell(format!("{address} to department {which}: {}", answer.status));
        // Works is not moved into itself.
        let expected = if address.ends_with("/place") && which == WORKS { 422 } else { 303 };
        assert_eq!(answer.status, expected, "{}", answer.text);
        self.look_again().await;
    }

    /// Who is in the groups after something that concerns many.
    async fn look_again(&mut self) {
        for at in (0..self.chats.len()).filter(|at| self.chats[*at].group).collect::<Vec<_>>() {
            for whom in 0..self.people.len() {
                let path = format!("/chats/{}/members", self.chats[at].id);
                let there = self.people[whom].get(&path).await.status == 200;
                match (self.chats[at].members.contains(&whom), there) {
                    (false, true) => self.chats[at].members.push(whom),
                    (true, false) => self.went(at, whom),
                    _ => {}
                }
            }
        }
    }

    fn went(&mut self, at: usize, whom: usize) {
        self.gone.insert((self.people[whom].id, self.chats[at].id));
        self.chats[at].members.retain(|member| *member != whom);
    }

    /// The owner of the group; somebody, if it has none any more, or one out of ten times anyhow.
    async fn owner(&mut self, at: usize) -> usize {
        let owner = format!(
            "SELECT COALESCE((SELECT user_id FROM members WHERE chat_id = {} AND role = 'owner'), 0)",
            self.chats[at].id
        );
        let owner = self.house.number(&owner).await;
        let found = self.people.iter().position(|person| person.id == owner).filter(|_| !self.dice.one_in(10));
        found.unwrap_or_else(|| self.dice.below(self.people.len()))
    }

    /// What the group looks like: what it is called and for, its colour, its picture.
    pub(super) async fn look(&mut self) {
        let at = self.some_group().1;
        let (who, chat) = (self.owner(at).await, self.chats[at].id);
        let (person, number) = (&self.people[who], self.story.len());
        let (what, answer) = match self.dice.below(5) {
            0 => ("remove picture", person.post(&format!("/chats/{chat}/picture/remove"), &[]).await),
            1 => ("picture", person.give_picture(chat, GIF).await),
            some => {
                let (about, hue) = (format!("For *{number}*"), (1 + self.dice.below(8)).to_string());
                // Of a colour alone nothing is told.
                let about = if some == 2 { about.as_str() } else { "" };
                let looks = [("name", "Group & looks"), ("about", about), ("hue", hue.as_str())];
                ("look", person.post(&format!("/chats/{chat}/settings"), &looks).await)
            }
        };
        self.tell(format!("{}: {what} of {chat}: {}", person.name, answer.status));
        self.did(what, answer.status);
        assert!([303, 403, 404].contains(&answer.status), "{}", answer.text);
    }

    /// Who may do what, who finds it, what those see who come.
    pub(super) async fn rule(&mut self) {
        let at = self.some_group().1;
        let (who, chat) = (self.owner(at).await, self.chats[at].id);
        let mut fields: Vec<(&str, &str)> = Vec::new();
        for right in ["writers", "adders", "removers", "pinners", "callers"] {
            fields.push((right, *self.dice.of(&["all", "all", "administrators", "owner"])));
        }
        fields.push(("keep_days", *self.dice.of(&["0", "7"])));
        for switch in ["findable", "shows_past"] {
            fields.extend(self.dice.one_in(2).then_some((switch, "1")));
        }
        let answer = self.people[who].rules(chat, &fields).await;
        self.tell(format!("{} rules {chat} by {fields:?}: {}", self.people[who].name, answer.status));
        self.did("rule", answer.status);
        assert!([303, 403, 404].contains(&answer.status), "{}", answer.text);
        self.chats[at].turns |= answer.status == 303;
    }

    /// Whether it goes on, is read only, or was put away.
    pub(super) async fn stand(&mut self) {
        let at = self.some_group().1;
        let (who, chat) = (self.owner(at).await, self.chats[at].id);
        let standing = *self.dice.of(&["active", "active", "read-only", "archived"]);
        let answer = self.people[who].stand(chat, standing).await;
        self.tell(format!("{} lets {chat} be {standing}: {}", self.people[who].name, answer.status));
        self.did(standing, answer.status);
        assert!([303, 403, 404].contains(&answer.status), "{}", answer.text);
        self.chats[at].turns |= answer.status == 303;
    }

    /// Somebody comes by themselves, if it is open.
    pub(super) async fn join(&mut self) {
        let at = self.some_group().1;
        let (whom, chat) = (self.dice.below(self.people.len()), self.chats[at].id);
        let answer = self.people[whom].post(&format!("/chats/{chat}/join"), &[]).await;
        self.tell(format!("{} joins {chat}: {}", self.people[whom].name, answer.status));
        assert!([303, 404].contains(&answer.status), "{}", answer.text);
        if answer.status == 303 && !self.chats[at].members.contains(&whom) {
            self.did("join", answer.status);
            self.chats[at].members.push(whom);
        }
    }

    /// The time of some messages is over; of a group where none has one, some are posted that do. They go when the house looks next.
    pub(super) async fn forget(&mut self) {
        let at = self.some_group().1;
        let chat = self.chats[at].id;
        if self.chats[at].members.is_empty() {
            return;
        }
        let kept = format!("FROM messages WHERE chat_id = {chat} AND expires_at > 1");
        if self.house.number(&format!("SELECT COUNT(*) {kept}")).await == 0 {
            let who = self.owner(at).await;
            let answer = self.people[who].rules(chat, &[("keep_days", "1"), ("shows_past", "1")]).await;
            self.tell(format!("{} has {chat} kept for a day: {}", self.people[who].name, answer.status));
            self.chats[at].turns |= answer.status == 303;
            for _ in 0..3 {
                let (who, text) = (*self.dice.of(&self.chats[at].members), self.text());
                let key = self.people[who].key();
                self.post_under((who, chat), &text, &key).await;
            }
        }
        let (part, of) = (self.dice.below(2), if self.dice.one_in(3) { 1 } else { 2 });
        let some = format!("{kept} AND id % {of} = {}", part % of);
        let some = if self.dice.one_in(4) { format!("{some} AND poll = ''") } else { some };
        if self.house.number(&format!("SELECT COUNT(*) {some}")).await > 0 {
            self.tell(format!("of {chat} what is {} by {of} is over", part % of));
            self.did("forget", 303);
            self.chats[at].forgets = true;
            let (_, some) = some.split_once("WHERE").expect("which");
            self.house.execute(&format!("UPDATE messages SET expires_at = 1 WHERE {some}")).await;
        }
    }

    /// Out and in again, before anybody can look.
    pub(super) async fn remove_and_add(&mut self) {
        let (who, at) = self.some_group();
        if let Some(whom) = self.chats[at].members.iter().copied().find(|member| *member != who) {
            self.do_remove(who, at, whom).await;
            self.do_add(who, at, whom).await;
        }
    }

    pub(super) async fn appoint(&mut self) {
        let at = self.some_group().1;
        let (who, chat) = (self.owner(at).await, self.chats[at].id);
        let others: Vec<usize> = self.chats[at].members.iter().copied().filter(|member| *member != who).collect();
        if !others.is_empty() {
            let (whom, act) = (*self.dice.of(&others), *self.dice.of(&["promote", "demote", "hand-over"]));
            let answer = self.people[who].with_member(chat, &self.people[whom], act).await;
            self.tell(format!(
                "{}: {act} {} in {chat}: {}",
                self.people[who].name, self.people[whom].name, answer.status
            ));
            self.did(act, answer.status);
            assert!([303, 403, 404].contains(&answer.status), "{}", answer.text);
        }
    }

    pub(super) async fn leave(&mut self) {
        let (who, at) = self.some_group();
        let answer = self.people[who].post(&format!("/chats/{}/leave", self.chats[at].id), &[]).await;
        self.tell(format!("{} leaves {}: {}", self.people[who].name, self.chats[at].id, answer.status));
        self.did("leave", answer.status);
        assert!([303, 404, 422].contains(&answer.status), "{}", answer.text);
        if answer.status != 422 {
            self.went(at, who);
        }
    }

    pub async fn new_group(&mut self) {
        let owner = self.dice.below(self.people.len());
        let mut members = vec![owner];
        members.extend((0..self.people.len()).filter(|who| *who != owner && self.dice.one_in(2)));
        let others: Vec<_> = members[1..].iter().map(|who| &self.people[*who]).collect();
        let id = self.people[owner].group(&format!("Group {}", self.story.len()), &others).await;
        self.tell(format!("{} makes the group {id} of {members:?}", self.people[owner].name));
        self.chats.push(Known { id, group: true, members, turns: false, forgets: false });
    }
}

/// The path of the department whose page it is; the company's is its name.
fn department_path(page: &Element) -> String {
    let bar = page.all(|element| element.name == "header" && element.has_class("bar"))[0];
    let above = bar.all(|element| element.name == "p")[0].all(|element| element.name == "a");
    let own = bar.all(|element| element.name == "h1");
    above.iter().skip(1).chain(&own).map(|name| name.text()).collect::<Vec<_>>().join("/")
}
