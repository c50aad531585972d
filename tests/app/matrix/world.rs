//! A guest among people of whom they see three.

use std::collections::BTreeMap;

use hallway::app::routes;

use super::company::{GIF, bring, department, enroll, form_token, picture, soon, upload};
use super::locked::{Locked, SECRETS};
use crate::support::{Answer, Database, House, Person};

pub const GROUP: &str = "Zephyrine council";

/// What a guest does not see, in small letters: people they share no chat with, those of the group besides their names, the
/// structure, what is written elsewhere. Too long to stand in a random key by chance.
pub const UNSEEN: [&str; 33] = [
    "quillfeather",
    "brandworthy",
    "xanthippe",
    "marigold",
    "thistlewick",
    "sophronia",
    "blackadder",
    "bartholomew",
    "quickthorn",
    "clothilde",
    "ravenscar",
    "ottoline",
    "farthingale",
    "crispin",
    "dewhurst",
    "cartography",
    "zincography",
    "typefoundry",
    "xylography",
    "luthiery",
    "merestone",
    "foundry reeve",
    "reeve of",
    "7700 900417",
    "7700900417",
    "7700 900418",
    "7700900418",
    "peregrine@",
    "thessaly@",
    "lysander@",
    "hyacinth@",
    "obsidian",
    "the vault",
];

pub struct World {
    pub house: House,
    pub guest: Person,
    /// In the guest's group, and its owner.
    pub owner: Person,
    /// In it by a department.
    pub friend: Person,
    /// In a direct chat with the guest.
    pub partner: Person,
    /// Comes into the group by a department, for a while.
    pub passer: Person,
    /// In no chat with the guest, and so all of these.
    pub administrator: Person,
    pub stranger: Person,
    pub colleague: Person,
    pub pending: Person,
    pub other_guest: Person,
    pub group: i64,
    pub direct: i64,
    /// Everybody's, but for guests.
    pub general: i64,
    /// Of the owner with strangers.
    pub elsewhere: i64,
    /// What is in it.
    pub locked: Locked,
    /// A message of the guest's in the group.
    pub said: i64,
    pub departments: Departments,
    /// Numbers of what is hidden from the guest, by the parameter of a route that names such things.
    hidden: BTreeMap<&'static str, Vec<String>>,
    /// All that a guest's pages must not hold: words, and numbers that name people.
    unseen: Vec<String>,
}

#[derive(Clone, Copy)]
pub struct Departments {
    pub cartography: i64,
    pub zincography: i64,
    /// The group's.
    pub typefoundry: i64,
    pub xylography: i64,
    pub luthiery: i64,
}

impl Departments {
    async fn make(by: &Person) -> Departments {
        Departments {
            cartography: department(by, "Cartography").await,
            zincography: department(by, "Zincography").await,
            typefoundry: department(by, "Typefoundry").await,
            xylography: department(by, "Xylography").await,
            luthiery: department(by, "Luthiery").await,
        }
    }
}

/// What the guest is told of, and keeps, in everybody's chat while they work here: by whom they do not see afterwards.
async fn told_before(house: &House, general: i64, (guest, stranger, colleague): (&Person, &Person, &Person)) {
    let newest = async || house.number("SELECT MAX(id) FROM messages").await.to_string();
    let path = format!("/chats/{general}/messages");
    guest.say(general, "the bucket is empty").await;
    let own = newest().await;
    stranger.post(&path, &[("text", "the vault is not"), ("key", "answers"), ("reply", &own)]).await.expect(303);
    stranger.post(&format!("/chats/{general}/reactions"), &[("r", &format!("{own} 👍"))]).await.expect(303);
    stranger.say(general, "@Fenwick Applegarth, the vault needs you").await;
    let called = newest().await;
    guest.post(&format!("/messages/{called}/favourite"), &[("favourite", "1")]).await.expect(303);
    guest.post(&format!("/messages/{called}/reminder"), &[("at", &soon())]).await.expect(303);
    guest
        .send_files(general, &[("bucket.txt", b"empty")], &[("text", "as on it"), ("key", "bucket")], false)
        .await
        .expect(303);
    let poll = [("question", "Which bucket?"), ("answer", "That"), ("answer", "None"), ("key", "poll")];
    guest.post(&format!("/chats/{general}/poll"), &poll).await.expect(303);
    let poll = newest().await;
    stranger
        .post(&format!("/chats/{general}/reactions"), &[("vote", &poll), (&format!("v{poll}"), "0")])
        .await
        .expect(303);
    // Somebody on leave, for whom they stood in.
    colleague.leave_to(guest).await;
    stranger.say(stranger.direct(colleague).await, "the vault, for you alone").await;
}

impl World {
    pub async fn make(database: Database) -> World {
        let names = [
            "Ottoline Farthingale",
            "Fenwick Applegarth",
            "Peregrine Sandiway",
            "Thessaly Umberfield",
            "Lysander Crookhaven",
            "Hyacinth Meadowlark",
            "Quillfeather Brandworthy",
            "Marigold Thistlewick",
            "Clothilde Ravenscar",
            "Sophronia Blackadder",
            "Bartholomew Quickthorn",
        ];
        let (house, people) = House::with_people(database, names).await;
        let [administrator, guest, owner, friend, partner, passer, stranger, colleague, pending, other_guest, gone] =
            people;
        let departments = Departments::make(&administrator).await;
        for (person, department, title) in [
            (&stranger, departments.cartography, "Merestone keeper"),
            (&guest, departments.cartography, "Merestone guest"),
            (&friend, departments.typefoundry, "Foundry reeve"),
            (&passer, departments.xylography, "Reeve of blocks"),
        ] {
            enroll(&administrator, person, department, title).await;
        }
        stranger.post("/settings/contact", &[("mobile_phone", "+44 7700 900417")]).await.expect(303);
        owner.post("/settings/contact", &[("mobile_phone", "+44 7700 900418")]).await.expect(303);
        upload(&stranger, "/settings/picture", ("picture", GIF), &form_token(&stranger).await).await.expect(303);
        friend.leave_to(&colleague).await;

        // The guest has worked here, and somebody answered for them.
        let general = guest.general().await;
        stranger.say(general, "the vault opens at nine").await;
        guest.leave_to(&stranger).await;
        told_before(&house, general, (&guest, &stranger, &colleague)).await;
        let of = |person: &Person, what: &str| format!("/admin/people/{}/{what}", person.id);
        for person in [&guest, &other_guest] {
            administrator.post(&of(person, "role"), &[("role", "guest")]).await.expect(303);
        }
        administrator.post(&of(&gone, "dismiss"), &[]).await.expect(303);
        house.execute(&format!("UPDATE users SET state = 'pending' WHERE id = {}", pending.id)).await;

        let group = owner.group(GROUP, &[&friend, &guest]).await;
        owner.with_member(group, &guest, "promote").await.expect(303);
        bring(&owner, group, departments.typefoundry).await;
        owner.say(group, "the lantern is under the stair").await;
        let direct = partner.direct(&guest).await;
        partner.say(direct, "the ladder is yours").await;
        guest.say(group, "the kettle is mine").await;
        let said = house.number("SELECT MAX(id) FROM messages").await;
        let elsewhere = owner.group("Obsidian circle", &[&stranger, &friend, &other_guest]).await;
        owner.say(elsewhere, "the vault is open").await;
        let locked = Locked::fill(&house, elsewhere, (&stranger, &owner)).await;
        stranger.say(elsewhere, "the stove is warm").await;
        let repeated = house.number("SELECT MAX(id) FROM messages").await.to_string();
        owner.post("/forward", &[("message", &repeated), ("chat", &group.to_string()), ("key", "w")]).await.expect(303);

        let mut world = World {
            house,
            guest,
            owner,
            friend,
            partner,
            passer,
            administrator,
            stranger,
            colleague,
            pending,
            other_guest,
            group,
            direct,
            general,
            elsewhere,
            locked,
            said,
            departments,
            hidden: BTreeMap::new(),
            unseen: Vec::new(),
        };
        world.hide(gone.id).await;
        world
    }

    /// Notes what is hidden, and a person besides those of the fields.
    async fn hide(&mut self, gone: i64) {
        let words = |numbers: &[i64]| numbers.iter().map(ToString::to_string).collect::<Vec<_>>();
        let Departments { cartography, zincography, typefoundry, xylography, luthiery } = self.departments;
        let mut messages = self.locked.messages.clone();
        for chat in [self.general, self.elsewhere] {
            messages.extend(self.stranger.messages(chat).await.last().map(|(message, _)| *message));
        }
        let people = [&self.administrator, &self.stranger, &self.colleague, &self.pending, &self.other_guest];
        let people: Vec<i64> = people.iter().map(|person| person.id).chain([gone]).collect();
        let picture = picture(&self.stranger).await;
        self.unseen = UNSEEN.iter().chain(&SECRETS).map(|word| (*word).to_owned()).collect();
        self.unseen.extend([picture.to_lowercase(), "\"/departments/".to_owned()]);
        for person in &people {
            let marks =
                ["data-u=\"", "data-uw=\"", "data-w=\"", "data-a=\"", "name=\"user\" value=\"", "href=\"/people/"];
            self.unseen.extend(marks.map(|mark| format!("{mark}{person}\"")));
            self.unseen.push(format!("href=\"/people/{person}#"));
            // In the head of a frame.
            self.unseen.push(format!("[{person},\""));
        }
        self.hidden = BTreeMap::from([
            ("user", words(&people)),
            ("department", words(&[1, cartography, zincography, typefoundry, xylography, luthiery])),
            ("chat", words(&[self.general, self.elsewhere])),
            ("message", words(&messages)),
            ("attachment", words(&[self.locked.file])),
            ("scheduled", words(&[self.locked.scheduled])),
            ("notification", words(&[self.locked.notification])),
            ("name", vec![picture]),
        ]);
    }

    /// What a page says that asks how people are: all whom it may not know, and some whom it may.
    pub fn everybody(&self) -> String {
        let known = [self.owner.id, self.passer.id].map(|id| id.to_string());
        format!("+{}", [&self.hidden["user"][..], &known].concat().join(","))
    }

    /// Fails if the text says what a guest does not see.
    #[track_caller]
    pub fn unseen(&self, text: &str, what: &str) {
        let small = text.to_lowercase();
        if let Some((word, at)) = self.unseen.iter().find_map(|word| Some((word, small.find(word)?))) {
            let before = small[..at].chars().rev().take(300).collect::<Vec<_>>().into_iter().rev();
            let around: String = before.chain(small[at..].chars().take(300)).collect();
            panic!("{what} tells the guest of {word}: … {around} …");
        }
    }

    /// Where no link leads the guest: every page of the table with numbers of what is hidden, and searches for it.
    pub fn typed(&self) -> Vec<String> {
        let mut typed = self.locked.beside((self.group, self.said));
        let turns = self.hidden.values().map(Vec::len).max().unwrap_or_default();
        for route in routes::all().into_iter().filter(|route| route.method == "GET") {
            for turn in 0..turns {
                let part = |part| match self.hidden.get(part) {
                    Some(hidden) => &hidden[turn % hidden.len()],
                    None => "1",
                };
                let parts = route.path.split('/').map(|word| match word.strip_prefix('{') {
                    Some(parameter) => part(parameter.trim_end_matches('}')),
                    None => word,
                });
                let path = parts.collect::<Vec<_>>().join("/");
                typed.extend([format!("{path}?since=0&after=0"), path]);
            }
        }
        // Without their last letters: what was typed comes back.
        let words = UNSEEN.iter().map(|word| word[..word.len() - 1].replace(' ', "+"));
        for word in ('a'..='z').map(String::from).chain(words) {
            typed.extend(["/people?q=", "/chats/new?q="].map(|page| format!("{page}{word}")));
            typed.push(format!("/chats/{}/members?q={word}&d={word}", self.group));
            typed.extend(["", "from:", "in:"].map(|field| format!("/search?q={field}{word}")));
            typed.extend(["search", "mentions"].map(|page| format!("/chats/{}/{page}?q={word}", self.group)));
            typed.push(format!("/notifications?q={word}"));
        }
        typed.extend(self.hidden["user"].iter().map(|user| format!("/people?az&after={user}.a")));
        typed.extend(self.hidden["chat"].iter().map(|chat| format!("/live/state?chat={chat}&revision=0&epoch=x")));
        typed.extend(self.hidden["department"].iter().map(|department| format!("/people?open={department}")));
        typed.extend(
            ["?before=9999", "?after=1", "/messages?before=9999"].map(|part| format!("/chats/{}{part}", self.group)),
        );
        typed.extend(["/people?in", "/people?leave", "/settings?list", "/live/state?at=0"].map(ToOwned::to_owned));
        typed
    }

    /// What the guest is told who posts numbers of what is hidden, or nothing.
    pub async fn refusals(&self) -> Vec<(String, Answer)> {
        let chat = |what: &str| format!("/chats/{}{what}", self.group);
        let stranger = &*self.stranger.id.to_string();
        let mut told = Vec::new();
        for (path, fields) in [
            ("/chats".to_owned(), &[("user", stranger), ("name", "Ours")][..]),
            ("/chats/direct".to_owned(), &[("user", stranger)]),
            (chat("/members"), &[("user", stranger)]),
            (chat("/members"), &[("user", ""), ("q", "a")]),
            (chat(&format!("/members/{stranger}")), &[("do", "promote")]),
            (chat(&format!("/members/{}", self.friend.id)), &[("do", "remove")]),
            (chat("/departments"), &[("department", &*self.departments.cartography.to_string())]),
            (chat("/settings"), &[("name", ""), ("hue", "9")]),
            (chat("/messages"), &[("text", ""), ("key", "g")]),
            (format!("/chats/{}/messages", self.elsewhere), &[("text", "who is there"), ("key", "g")]),
            (format!("/chats/{}/leave", self.direct), &[]),
            ("/settings/status".to_owned(), &[("substitute", &*self.stranger.email), ("leave_until", "x")]),
            ("/settings/status".to_owned(), &[("substitute_id", stranger), ("leave_until", "x")]),
            ("/settings/profile".to_owned(), &[("name", "")]),
            ("/settings/contact".to_owned(), &[("inner_number", "x")]),
            ("/invitations".to_owned(), &[("uses", "0")]),
        ] {
            told.push((path.clone(), self.guest.post(&path, fields).await));
            let by_htmx = self.guest.form(&path, fields).header("hx-request", "true");
            told.push((path, self.guest.send(by_htmx).await));
        }
        told.extend(self.locked.posts(&self.guest, (self.group, self.said)).await);
        told
    }
}
