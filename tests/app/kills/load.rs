//! Writers, each of whom changes what nobody else does, so that they know what it has to be.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

use super::claims::{Claims, Register, attempt, taken};
use crate::support::{Answer, House, Person, dice::Dice};

/// The first departments of the company, in the order in which they are made: `North`, `South`, and `Works` below one of both.
pub const NORTH: &str = "2";
pub const SOUTH: &str = "3";
pub const WORKS: &str = "4";

/// The people of a house that is killed, at one kind of work: Ada is its administrator.
pub struct Crew<'h> {
    pub house: &'h House,
    pub ada: &'h Person,
    pub bo: &'h Person,
    pub chi: &'h Person,
    pub dag: &'h Person,
    pub over: &'h AtomicBool,
    /// Changes of this work that were acknowledged, counted as they are.
    pub acknowledged: &'h Cell<usize>,
}

impl Crew<'_> {
    fn goes_on(&self) -> bool {
        !self.over.load(Ordering::Relaxed)
    }

    /// What this work sets, which is this now.
    fn register(&self, value: &str) -> Register<'_> {
        Register::new(value, self.acknowledged)
    }

    /// Whether a form was taken, as [`taken`] says it, which is a change.
    fn changed(&self, answer: Option<&Answer>) -> Option<bool> {
        let taken = taken(answer);
        self.acknowledged.update(|count| count + usize::from(taken == Some(true)));
        taken
    }

    /// Bo makes groups, and changes each.
    pub async fn groups(&self) -> Claims {
        let mut claims = Claims::default();
        let (ada, chi) = (self.ada.id.to_string(), self.chi.id.to_string());
        for n in 0.. {
            if !self.goes_on() {
                break;
            }
            let name = format!("Group {n}");
            let answer = attempt(self.bo, "/chats", &[("name", &name), ("user", &ada), ("user", &chi)]).await;
            match answer {
                Some(answer) => claims = claims.and(self.change_group(answer.expect(303).chat(), &name).await),
                None => claims.once(&format!("chats WHERE name = '{name}'"), None),
            }
        }
        claims
    }

    /// Each change tells one line.
    async fn change_group(&self, chat: i64, name: &str) -> Claims {
        let [mut named, mut dag, mut chi, mut ada] =
            [self.register(name), self.register("0"), self.register("1"), self.register("member")];
        let renamed = format!("{name}, renamed");
        let post = async |path: String, fields: &[(&str, &str)]| {
            taken(attempt(self.bo, &format!("/chats/{chat}/{path}"), fields).await.as_ref())
        };
        named.set(&renamed, post("name".to_owned(), &[("name", &renamed)]).await);
        dag.set("1", post("members".to_owned(), &[("user", &self.dag.id.to_string())]).await);
        ada.set("administrator", post(format!("members/{}", self.ada.id), &[("do", "promote")]).await);
        chi.set("0", post(format!("members/{}", self.chi.id), &[("do", "remove")]).await);
        ada.set("member", post(format!("members/{}", self.ada.id), &[("do", "demote")]).await);
        let mut claims = Claims::default();
        claims.is("name", &format!("chats WHERE id = {chat}"), &named);
        let member = |person: &Person| format!("members WHERE chat_id = {chat} AND user_id = {}", person.id);
        claims.is("COUNT(*)", &member(self.dag), &dag);
        claims.is("COUNT(*)", &member(self.chi), &chi);
        claims.is("role", &member(self.ada), &ada);
        // Each is told once, and of the newest.
        let told = |person: &Person, kind: &str| {
            format!("notifications WHERE tag = 'member:{chat}' AND owner_id = {} AND kind = 'chat-{kind}'", person.id)
        };
        claims.is("COUNT(*)", &told(self.dag, "added"), &dag);
        claims.is("COUNT(*)", &told(self.chi, "added"), &chi);
        // Two that it began with: who made it, and who was added.
        let lines = format!("messages WHERE chat_id = {chat} AND kind = 'line' AND revision > 2");
        claims.changes(&lines, &[&named, &dag, &chi, &ada]);
        claims
    }

    /// Ada makes groups of departments.
    pub async fn crowds(&self) -> Claims {
        let mut claims = Claims::default();
        for n in 0.. {
            if !self.goes_on() {
                break;
            }
            let name = format!("Crowd {n}");
            let Some(made) = attempt(self.ada, "/chats", &[("name", &name)]).await else {
                claims.once(&format!("chats WHERE name = '{name}'"), None);
                continue;
            };
            let (chat, mut linked) = (made.expect(303).chat(), self.register("0"));
            let path = format!("/chats/{chat}/departments");
            let adds = attempt(self.ada, &path, &[("department", WORKS), ("below", "1")]).await;
            linked.set("1", taken(adds.as_ref()));
            if n % 2 == 1 {
                let removes = attempt(self.ada, &format!("{path}/{WORKS}"), &[("do", "remove")]).await;
                linked.set("0", taken(removes.as_ref()));
            }
            claims.is("COUNT(*)", &format!("chat_departments WHERE chat_id = {chat}"), &linked);
        }
        claims
    }

    /// Ada makes departments, changes and removes them, and moves one of them and a person about.
    pub async fn structure(&self) -> Claims {
        let (mut claims, mut works, mut dag) = (Claims::default(), self.register(NORTH), self.register("1"));
        let mut dice = Dice::new(3);
        for n in 0.. {
            if !self.goes_on() {
                break;
            }
            let (path, to) = (format!("/admin/departments/{WORKS}/place"), *dice.of(&[NORTH, SOUTH]));
            works.set(to, taken(attempt(self.ada, &path, &[("parent", to)]).await.as_ref()));
            let (place, to) = *dice.of(&[("North", NORTH), ("South", SOUTH)]);
            let path = format!("/admin/people/{}/positions", self.dag.id);
            let fields = [("department", place), ("standing", "employee"), ("title", "")];
            dag.set(to, taken(attempt(self.ada, &path, &fields).await.as_ref()));

            let (name, path) = (format!("Made {n}"), format!("/admin/departments/{NORTH}/departments"));
            let answer = attempt(self.ada, &path, &[("below", &name)]).await;
            let log = format!("audit WHERE act = 'department-made' AND subject_name = '{name}'");
            claims.once(&log, self.changed(answer.as_ref()));
            match answer {
                Some(answer) => claims = claims.and(self.change_department(&department(&answer), &name, n).await),
                None => claims.once(&format!("departments WHERE name = '{name}'"), None),
            }
        }
        claims.is("parent_id", &format!("departments WHERE id = {WORKS}"), &works);
        claims.changes(&log("department", "department-moved", WORKS), &[&works]);
        claims.is("department_id", &format!("positions WHERE user_id = {}", self.dag.id), &dag);
        claims.changes(&log("user", "positions-changed", &self.dag.id.to_string()), &[&dag]);
        claims
    }

    async fn change_department(&self, id: &str, name: &str, n: u32) -> Claims {
        let [mut named, mut below, mut there] = [self.register(name), self.register(NORTH), self.register("1")];
        let post = async |what: &str, field: (&str, &str)| {
            taken(attempt(self.ada, &format!("/admin/departments/{id}/{what}"), &[field]).await.as_ref())
        };
        let renamed = format!("{name} again");
        named.set(&renamed, post("name", ("name", &renamed)).await);
        below.set(SOUTH, post("place", ("parent", SOUTH)).await);
        let mut claims = Claims::default();
        claims.changes(&log("department", "department-renamed", id), &[&named]);
        claims.changes(&log("department", "department-moved", id), &[&below]);
        if n.is_multiple_of(2) {
            claims.is("name", &format!("departments WHERE id = {id}"), &named);
            claims.is("parent_id", &format!("departments WHERE id = {id}"), &below);
        } else {
            there.set("0", post("remove", ("", "")).await);
            claims.changes(&log("department", "department-removed", id), &[&there]);
        }
        claims.is("COUNT(*)", &format!("departments WHERE id = {id}"), &there);
        claims
    }

    /// Ada invites people, who come, and go, and return, and come to be guests.
    pub async fn hires(&self) -> Claims {
        let mut claims = Claims::default();
        for n in 0.. {
            if !self.goes_on() {
                break;
            }
            let key = format!("hire-{n}");
            let invited = attempt(self.ada, "/invitations", &[("uses", "1"), ("days", "7"), ("key", &key)]).await;
            claims.once(&format!("invitations WHERE form_key = '{key}'"), self.changed(invited.as_ref()));
            let Some(page) = invited else { continue };
            let link = page.dom().find("link-1").and_then(|link| link.attr("value")).expect("a link").to_owned();
            let path = &link[link.find("/invitations/").expect("an invitation")..];
            let person = Person::new(&self.house.url(), &format!("Hire{n} Newcomer"));
            let joins = attempt(&person, path, &person.sign_up()).await;
            let there = self.changed(joins.as_ref());
            claims.once(&format!("users WHERE email = '{}'", person.email), there);
            let log = format!("audit WHERE act = 'user-joined' AND subject_name = '{}'", person.name);
            claims.once(&log, there);
            if there == Some(true) {
                let id = format!("SELECT id FROM users WHERE email = '{}'", person.email);
                claims = claims.and(self.change_person(self.house.number(&id).await, n).await);
            }
        }
        claims
    }

    async fn change_person(&self, id: i64, n: u32) -> Claims {
        let [mut state, mut role, mut direct] =
            [self.register("active"), self.register("employee"), self.register("0")];
        let text = id.to_string();
        let opens = attempt(self.bo, "/chats/direct", &[("user", &text)]).await;
        direct.set("1", taken(opens.as_ref()));
        let post = async |what: &str, field: (&str, &str)| {
            taken(attempt(self.ada, &format!("/admin/people/{id}/{what}"), &[field]).await.as_ref())
        };
        if n.is_multiple_of(3) {
            role.set("guest", post("role", ("role", "guest")).await);
        } else {
            state.set("dismissed", post("dismiss", ("", "")).await);
            if n % 3 == 1 {
                state.set("active", post("rehire", ("", "")).await);
            }
        }
        let mut claims = Claims::default();
        claims.is("state", &format!("users WHERE id = {id}"), &state);
        claims.is("role", &format!("users WHERE id = {id}"), &role);
        let comes_and_goes =
            format!("audit WHERE subject = 'user' AND subject_id = {id} AND act IN ('user-dismissed', 'user-rehired')");
        claims.changes(&comes_and_goes, &[&state]);
        claims.changes(&log("user", "role-changed", &text), &[&role]);
        let identity = format!("direct:{}:{id}", self.bo.id);
        claims.is("COUNT(*)", &format!("chats WHERE identity = '{identity}'"), &direct);
        claims
    }

    /// Somebody comes by a link that wants Ada's consent, and is let in or not.
    pub async fn asking_to_join(&self) -> Claims {
        let mut claims = Claims::default();
        for n in 0_u32.. {
            if !self.goes_on() {
                break;
            }
            let fields = [("uses", "1"), ("days", "7"), ("approval", "1"), ("key", &format!("door-{n}"))];
            let Some(page) = attempt(self.ada, "/invitations", &fields).await else { continue };
            let link = page.dom().find("link-1").and_then(|link| link.attr("value")).expect("a link").to_owned();
            let path = &link[link.find("/invitations/").expect("an invitation")..];
            let person = Person::new(&self.house.url(), &format!("Door{n} Newcomer"));
            if taken(attempt(&person, path, &person.sign_up()).await.as_ref()) != Some(true) {
                continue;
            }
            let of = format!("users WHERE email = '{}'", person.email);
            let id = self.house.number(&format!("SELECT id FROM {of}")).await;
            let ask = format!("notifications WHERE kind = 'asks-to-join' AND subject_id = {id}");
            let notice = self.house.number(&format!("SELECT id FROM {ask}")).await;
            let (mut state, mut answer) = (self.register("pending"), self.register(""));
            let (word, becomes) = if n.is_multiple_of(2) { ("yes", "active") } else { ("no", "") };
            let done =
                taken(attempt(self.ada, &format!("/notifications/{notice}"), &[("answer", word)]).await.as_ref());
            state.set(becomes, done);
            answer.set(word, done);
            // Of who was not let in there is no account.
            claims.is("COALESCE(MAX(state), '')", &of, &state);
            claims.is("answer", &ask, &answer);
        }
        claims
    }

    /// Ada makes invitations and withdraws them.
    pub async fn invitations(&self) -> Claims {
        let mut claims = Claims::default();
        for n in 0.. {
            if !self.goes_on() {
                break;
            }
            let (key, mut revoked) = (format!("withdrawn-{n}"), self.register("0"));
            let made = attempt(self.ada, "/invitations", &[("uses", "3"), ("days", "1"), ("key", &key)]).await;
            let from = format!("invitations WHERE form_key = '{key}'");
            claims.once(&from, self.changed(made.as_ref()));
            if made.is_some() {
                let id = self.house.number(&format!("SELECT id FROM {from}")).await;
                revoked.set("1", taken(attempt(self.ada, &format!("/invitations/{id}/revoke"), &[]).await.as_ref()));
                claims.is("COUNT(*)", &format!("{from} AND revoked_at IS NOT NULL"), &revoked);
                claims.changes(&log("invitation", "invitation-revoked", &id.to_string()), &[&revoked]);
            }
        }
        claims
    }

    /// Dag changes name and telephone.
    pub async fn profile(&self) -> Claims {
        let (mut name, mut phone) = (self.register(&self.dag.name), self.register(""));
        for n in 0.. {
            if !self.goes_on() {
                break;
            }
            let called = format!("Dag Vik {n}");
            name.set(&called, taken(attempt(self.dag, "/settings/profile", &[("name", &called)]).await.as_ref()));
            let number = format!("{n:06}");
            let fields = [("desk_phone", number.as_str())];
            phone.set(&number, taken(attempt(self.dag, "/settings/contact", &fields).await.as_ref()));
        }
        let (mut claims, id) = (Claims::default(), self.dag.id);
        claims.is("name", &format!("users WHERE id = {id}"), &name);
        claims.is("desk_phone", &format!("users WHERE id = {id}"), &phone);
        claims.changes(&log("user", "user-changed", &id.to_string()), &[&name, &phone]);
        claims
    }

    /// Chi is not to be disturbed, and is, and hides when they were last seen.
    pub async fn status(&self) -> Claims {
        let (mut quiet, mut hidden) = (self.register("0"), self.register("0"));
        let mut dice = Dice::new(4);
        while self.goes_on() {
            let (is_quiet, hides) = (dice.one_in(2), dice.one_in(2));
            let mut fields = vec![("quiet", if is_quiet { "60" } else { "off" })];
            fields.extend(hides.then_some(("seen_hidden", "1")));
            let done = taken(attempt(self.chi, "/settings/status", &fields).await.as_ref());
            quiet.set(if is_quiet { "1" } else { "0" }, done);
            hidden.set(if hides { "1" } else { "0" }, done);
        }
        let (mut claims, from) = (Claims::default(), format!("users WHERE id = {}", self.chi.id));
        claims.is("COUNT(*)", &format!("{from} AND quiet_until IS NOT NULL"), &quiet);
        claims.is("COUNT(*)", &format!("{from} AND seen_hidden"), &hidden);
        claims
    }

    /// Dag reads what they are told of chats, one by one, and deletes some of it, and takes some of that back.
    pub async fn centre(&self) -> Claims {
        let (mut claims, mut last, mut dice) = (Claims::default(), 0, Dice::new(6));
        while self.goes_on() {
            let next = format!(
                "SELECT COALESCE(MIN(id), 0) FROM notifications WHERE owner_id = {} AND area = 'chats' AND id > {last}",
                self.dag.id
            );
            let id = self.house.number(&next).await;
            if id == 0 {
                // Nothing new: to ask on and on would take the database from those who make it.
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                continue;
            }
            last = id;
            let (mut state, text) = (self.register("unread"), id.to_string());
            for (does, becomes) in [("read", "read"), ("delete", "deleted"), ("unread", "unread")] {
                let done = attempt(self.dag, "/notifications", &[("do", does), ("id", &text)]).await;
                state.set(becomes, taken(done.as_ref()));
                if dice.one_in(2) {
                    break;
                }
            }
            claims.is("state", &format!("notifications WHERE id = {id}"), &state);
        }
        claims
    }

    /// Chi reads everybody's chat, in which they never write, pins and mutes it.
    pub async fn reading(&self, chat: i64) -> Claims {
        let (mut pinned, mut muted, mut read) = (self.register("0"), self.register("0"), 0);
        let mut dice = Dice::new(5);
        while self.goes_on() {
            let last = self.house.number(&format!("SELECT last_message_id FROM chats WHERE id = {chat}")).await;
            let path = format!("/chats/{chat}/read");
            let seen = attempt(self.chi, &path, &[("message", &last.to_string())]).await;
            read = if taken(seen.as_ref()) == Some(true) { last } else { read };
            let value = *dice.of(&["0", "1"]);
            let (what, register) = if dice.one_in(2) { ("pinned", &mut pinned) } else { ("muted", &mut muted) };
            let set = attempt(self.chi, &format!("/chats/{chat}/membership"), &[(what, value)]).await;
            register.set(value, taken(set.as_ref()));
        }
        let (mut claims, from) =
            (Claims::default(), format!("members WHERE chat_id = {chat} AND user_id = {}", self.chi.id));
        claims.is("COUNT(*)", &format!("{from} AND pinned"), &pinned);
        claims.is("COUNT(*)", &format!("{from} AND muted"), &muted);
        claims.count(&format!("{from} AND read_message_id >= {read}"), 1, 1);
        claims
    }
}

/// Entries of the audit log.
fn log(subject: &str, act: &str, id: &str) -> String {
    format!("audit WHERE subject = '{subject}' AND act = '{act}' AND subject_id = {id}")
}

/// The department to whose page the answer leads.
fn department(answer: &Answer) -> String {
    let location = answer.location.as_deref().unwrap_or_else(|| panic!("{}: {}", answer.status, answer.text));
    let rest = location.strip_prefix("/admin/departments/").expect("a department");
    rest.split('?').next().expect("a number").to_owned()
}
