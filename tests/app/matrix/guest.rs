//! A guest walks through the whole house, with a page open meanwhile: nothing says that there are people whom they share no
//! chat with, nor who is where.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use hallway::app::routes;
use reqwest::Method;

use super::company::{GIF, department, enroll, form_token, picture, upload};
use crate::page::Page;
use crate::support::{Answer, Database, Element, House, Person};

const GROUP: &str = "Zephyrine council";
/// What a guest sees.
const SEEN: [&str; 6] =
    [GROUP, "the lantern", "the last word", "Peregrine Sandiway", "Thessaly Umberfield", "Lysander Crookhaven"];
/// What a guest does not see, in small letters: people they share no chat with, those of the group besides their names, the
/// structure, what is written elsewhere. Too long to stand in a random key by chance.
const UNSEEN: [&str; 33] = [
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
    "meridian",
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

struct World {
    house: House,
    guest: Person,
    administrator: Person,
    owner: Person,
    friend: Person,
    partner: Person,
    /// In no chat with the guest, and so the others below.
    stranger: Person,
    colleague: Person,
    pending: Person,
    other_guest: Person,
    /// Comes into the group by a department, for a while.
    passer: Person,
    group: i64,
    direct: i64,
    general: i64,
    /// Of the owner and the stranger.
    elsewhere: i64,
    cartography: i64,
    zincography: i64,
    typefoundry: i64,
    xylography: i64,
    luthiery: i64,
    /// Numbers of everybody and everything that the guest must not see, by the parameter that names it.
    hidden: BTreeMap<&'static str, Vec<String>>,
}

async fn last_message(person: &Person, chat: i64) -> i64 {
    person.messages(chat).await.last().expect("a message").0
}

impl World {
    async fn make(database: Database) -> World {
        let names = [
            "Ottoline Farthingale",
            "Fenwick Applegarth",
            "Peregrine Sandiway",
            "Thessaly Umberfield",
            "Lysander Crookhaven",
            "Quillfeather Brandworthy",
            "Marigold Thistlewick",
            "Clothilde Ravenscar",
            "Sophronia Blackadder",
            "Bartholomew Quickthorn",
            "Hyacinth Meadowlark",
        ];
        let (house, people) = House::with_people(database, names).await;
        let [
            administrator,
            guest,
            owner,
            friend,
            partner,
            stranger,
            colleague,
            pending,
            other_guest,
            dismissed,
            passer,
        ] = people;
        let of = |person: &Person, what: &str| format!("/admin/people/{}/{what}", person.id);
        let ada = &administrator;
        let (cartography, zincography) = (department(ada, "Cartography").await, department(ada, "Zincography").await);
        let (typefoundry, xylography) = (department(ada, "Typefoundry").await, department(ada, "Xylography").await);
        let luthiery = department(ada, "Luthiery").await;
        enroll(ada, &stranger, cartography, "Meridian keeper").await;
        enroll(ada, &guest, cartography, "Meridian guest").await;
        enroll(ada, &friend, typefoundry, "Foundry reeve").await;
        enroll(ada, &passer, xylography, "Reeve of blocks").await;

        // The guest has worked here, and somebody answered for them.
        let general = guest.general().await;
        stranger.say(general, "the vault opens at nine").await;
        let leave =
            [("quiet", "off"), ("leave_from", ""), ("leave_until", "2027-11-30"), ("substitute", &*stranger.email)];
        guest.post("/settings/status", &leave).await.expect(303);
        for person in [&guest, &other_guest] {
            ada.post(&of(person, "role"), &[("role", "guest")]).await.expect(303);
        }
        ada.post(&of(&dismissed, "dismiss"), &[]).await.expect(303);
        house.execute(&format!("UPDATE users SET state = 'pending' WHERE id = {}", pending.id)).await;

        for (person, number) in [(&stranger, "+44 7700 900417"), (&owner, "+44 7700 900418")] {
            person.post("/settings/contact", &[("mobile_phone", number)]).await.expect(303);
        }
        upload(&stranger, "/settings/picture", ("picture", GIF), &form_token(&stranger).await).await.expect(303);
        let leave =
            [("quiet", "off"), ("leave_from", ""), ("leave_until", "2027-11-30"), ("substitute", &*colleague.email)];
        friend.post("/settings/status", &leave).await.expect(303);

        let group = owner.group(GROUP, &[&friend, &guest]).await;
        owner.with_member(group, &guest, "promote").await.expect(303);
        owner
            .post(&format!("/chats/{group}/departments"), &[("department", &*typefoundry.to_string())])
            .await
            .expect(303);
        for n in 0..55 {
            owner.say(group, &format!("the lantern, {n}")).await;
        }
        let direct = partner.direct(&guest).await;
        partner.say(direct, "the lantern is yours").await;
        let elsewhere = owner.group("Obsidian circle", &[&stranger, &friend, &other_guest]).await;
        owner.say(elsewhere, "the vault is open").await;

        let people = [&administrator, &stranger, &colleague, &pending, &other_guest, &dismissed];
        let words = |numbers: &[i64]| numbers.iter().map(ToString::to_string).collect::<Vec<_>>();
        let messages = [last_message(&stranger, general).await, last_message(&stranger, elsewhere).await];
        let hidden = BTreeMap::from([
            ("user", people.iter().map(|person| person.id.to_string()).collect()),
            ("department", words(&[1, cartography, zincography, typefoundry, xylography, luthiery])),
            ("chat", words(&[general, elsewhere])),
            ("message", words(&messages)),
            ("name", vec![picture(&stranger).await]),
        ]);
        World {
            house,
            guest,
            administrator,
            owner,
            friend,
            partner,
            stranger,
            colleague,
            pending,
            other_guest,
            passer,
            group,
            direct,
            general,
            elsewhere,
            cartography,
            zincography,
            typefoundry,
            xylography,
            luthiery,
            hidden,
        }
    }

    /// Where no link leads the guest: every page of the table with numbers of what is hidden, searches for strangers.
    fn typed(&self) -> Vec<String> {
        let mut typed = Vec::new();
        for route in routes::all().into_iter().filter(|route| route.method == "GET") {
            for turn in 0..6 {
                let parts = route.path.split('/').map(|part| {
                    let Some(parameter) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else {
                        return part;
                    };
                    self.hidden.get(parameter).map_or("1", |known| &known[turn % known.len()])
                });
                let path = parts.collect::<Vec<_>>().join("/");
                typed.push(format!("{path}?since=0&after=0"));
                typed.push(path);
            }
        }
        let letters = ('a'..='z').map(String::from);
        let hidden = self.hidden["user"].iter().map(|user| format!("{user}.x"));
        // Without its last letter: what was typed comes back.
        let words = UNSEEN.iter().map(|word| word[..word.len() - 1].replace(' ', "+"));
        for word in letters.chain(words).chain(hidden) {
            for page in ["/people?q=", "/people?az&after=", "/people?open=", "/chats/new?q=", "/settings?list&q="] {
                typed.push(format!("{page}{word}"));
            }
            typed.push(format!("/chats/{}/members?q={word}&d={word}", self.group));
        }
        for page in ["/people?in", "/people?leave", "/people?az", "/settings?list", "/live/state?at=0"] {
            typed.push(page.to_owned());
        }
        typed
    }

    /// What the guest is told who posts numbers of what is hidden, or nothing.
    async fn refusals(&self) -> Vec<Answer> {
        let (group, stranger) = (self.group, self.stranger.id.to_string());
        let chat = |what: &str| format!("/chats/{group}{what}");
        let mut told = Vec::new();
        for (path, fields) in [
            ("/chats/direct".to_owned(), &[("user", &*stranger)][..]),
            ("/chats".to_owned(), &[("user", &*stranger), ("name", "Ours")]),
            (chat("/members"), &[("user", &*stranger)]),
            (chat("/members"), &[("user", ""), ("q", "a")]),
            (chat(&format!("/members/{stranger}")), &[("do", "promote")]),
            (chat(&format!("/members/{}", self.friend.id)), &[("do", "remove")]),
            (chat("/departments"), &[("department", &*self.cartography.to_string())]),
            (chat("/name"), &[("name", "")]),
            (chat("/messages"), &[("text", ""), ("key", "g")]),
            (format!("/chats/{}/messages", self.elsewhere), &[("text", "who is there"), ("key", "g")]),
            (format!("/chats/{}/leave", self.direct), &[]),
            (
                "/settings/status".to_owned(),
                &[("quiet", "off"), ("substitute", &*self.stranger.email), ("leave_from", "x")],
            ),
            ("/settings/status".to_owned(), &[("quiet", "off"), ("substitute_id", &*stranger), ("leave_from", "x")]),
            ("/settings/profile".to_owned(), &[("name", "")]),
            ("/settings/contact".to_owned(), &[("inner_number", "x")]),
            ("/settings/second-factor".to_owned(), &[]),
            ("/invitations".to_owned(), &[("uses", "0")]),
        ] {
            told.push(self.guest.post(&path, fields).await);
            told.push(self.guest.send(self.guest.form(&path, fields).header("hx-request", "true")).await);
        }
        told
    }
}

/// Fails if the text says what a guest does not see.
#[track_caller]
fn unseen(text: &str, what: &str) {
    let small = text.to_lowercase();
    if let Some((word, at)) = UNSEEN.iter().find_map(|word| Some((word, small.find(word)?))) {
        let around: String = small.chars().skip(small[..at].chars().count().saturating_sub(300)).take(600).collect();
        panic!("{what} tells the guest of {word}: … {around} …");
    }
}

/// The addresses of ours that the text names: links, parts, frames, pictures, forms; and what live.js fetches of a page.
fn named(text: &str, at: &str, person: &Person) -> Vec<String> {
    let mut named: Vec<String> = Vec::new();
    for attribute in ["href", "src", "hx-get", "data-get", "action"] {
        let begin = format!("{attribute}=\"");
        let ends = text.match_indices(&begin).map(|(start, found)| start + found.len());
        named.extend(ends.filter_map(|end| text[end..].split('"').next()).map(|address| address.replace("&amp;", "&")));
    }
    let page = Element::document(text);
    if let (Some(live), Some(epoch)) = (page.attr("data-live"), page.attr("data-epoch")) {
        let state = live.replacen("/live?", "/live/state?", 1);
        named.push(format!("{state}&epoch={epoch}"));
        if let Some(chat) = page.find("messages").and_then(|list| list.attr("data-chat")) {
            named.push(format!("{state}&epoch={epoch}&chat={chat}&revision=0"));
            named.push(format!("/chats/{chat}/messages?since=0&epoch={epoch}"));
        }
    }
    let here = person.url(at);
    let ours = named.iter().filter_map(|address| here.join(address).ok()).filter(|url| url.origin() == here.origin());
    ours.map(|url| url.query().map_or(url.path().to_owned(), |query| format!("{}?{query}", url.path()))).collect()
}

/// The address without what is new in it on every page.
fn key(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let kept = query.split('&').filter(|pair| !pair.starts_with("at=") && !pair.starts_with("state="));
    format!("{path}?{}", kept.collect::<Vec<_>>().join("&"))
}

/// What a walk came by.
struct Walk {
    /// Addresses.
    pages: usize,
    text: String,
}

impl Walk {
    /// Goes to these addresses and wherever they lead, until nothing is new, as browsers and as htmx do. Nothing on the way
    /// says what a guest does not see.
    async fn from(guest: &Person, addresses: Vec<String>) -> Walk {
        let mut walk = Walk { pages: 0, text: String::new() };
        let mut met = BTreeSet::new();
        let mut ahead: Vec<String> = addresses.into_iter().filter(|address| met.insert(key(address))).collect();
        while !ahead.is_empty() {
            let now = std::mem::take(&mut ahead);
            for some in now.chunks(4) {
                let ways = some.iter().flat_map(|address| [(address, false), (address, true)]);
                let asked = ways.map(async |(address, htmx)| {
                    let request = guest.browse(Method::GET, address);
                    let request = if htmx { request.header("hx-request", "true") } else { request };
                    (address, guest.send(request).await)
                });
                for (address, answer) in join_all(asked).await {
                    let location = answer.location.as_deref().unwrap_or("");
                    assert!(answer.status < 500 && !location.starts_with("/sign-in?"), "{address}: {answer:?}");
                    unseen(&answer.text, address);
                    unseen(location, address);
                    let leads = named(&answer.text, address, guest).into_iter().chain([location.to_owned()]);
                    ahead.extend(leads.filter(|to| !to.is_empty() && met.insert(key(to))));
                    walk.text.push_str(&answer.text);
                }
            }
            assert!(met.len() < 3_000, "the walk does not end: {ahead:?}");
        }
        walk.pages = met.len();
        walk
    }
}

/// What others do of which a guest learns nothing.
async fn strangers_live(world: &World) {
    let World { administrator, owner, stranger, colleague, general, elsewhere, .. } = world;
    let of = |person: &Person, what: &str| format!("/admin/people/{}/{what}", person.id);
    let department = |department: i64, what: &str| format!("/admin/departments/{department}/{what}");
    stranger.submit("/settings/profile", &[("name", "Xanthippe Brandworthy")]).await;
    let status = [("quiet", "60"), ("leave_from", ""), ("leave_until", ""), ("seen_hidden", "1")];
    stranger.post("/settings/status", &status).await.expect(303);
    let mut page = Page::of_chat(colleague, *general).await;
    page.run().await;
    colleague.say(*general, "the vault is closed").await;
    owner.say(*elsewhere, "the vault is empty").await;
    let beside = owner.direct(stranger).await;
    stranger.say(beside, "the vault, once more").await;
    page.cut();

    administrator
        .post(&department(world.typefoundry, "name"), &[("name", "Typefoundry and casting")])
        .await
        .expect(303);
    let parent = world.zincography.to_string();
    administrator.post(&department(world.cartography, "place"), &[("parent", &parent)]).await.expect(303);
    enroll(administrator, stranger, world.zincography, "Meridian deputy").await;
    administrator.post(&department(world.luthiery, "remove"), &[]).await.expect(303);
    administrator.post(&of(colleague, "dismiss"), &[]).await.expect(303);
    administrator.post(&of(colleague, "rehire"), &[]).await.expect(200);
    administrator.post(&of(&world.other_guest, "role"), &[("role", "employee")]).await.expect(303);
    administrator.post(&of(&world.pending, "approve"), &[]).await.expect(303);
    world.house.invite(administrator, "Crispin Dewhurst").await;

    let brought = world.xylography.to_string();
    owner.post(&format!("/chats/{}/departments", world.group), &[("department", &brought)]).await.expect(303);
    owner.with_department(world.group, world.xylography, "remove").await.expect(303);
    enroll(administrator, &world.passer, world.typefoundry, "Foundry reeve").await;
    let moves = department(world.typefoundry, &format!("people/{}", world.passer.id));
    administrator.post(&moves, &[("do", "remove")]).await.expect(303);
}

each_database! {
    async fn a_guest_learns_nothing_of_those_they_share_no_chat_with(database) {
        let world = World::make(database).await;
        let World { guest, owner, friend, group, direct, .. } = &world;
        let first = Walk::from(guest, vec!["/".to_owned()]).await;
        for words in SEEN.iter().filter(|words| **words != "the last word") {
            assert!(first.text.contains(words), "the walk came by no {words}");
        }
        assert!(first.pages > 30 && first.text.contains("data-uw"), "only {} pages", first.pages);

        // Pages that stay open, and one of an employee, who hears of it all.
        let everybody = world.hidden["user"].iter().cloned().chain([world.passer.id, owner.id].map(|id| id.to_string()));
        let everybody = format!("+{}", everybody.collect::<Vec<_>>().join(","));
        let mut pages = Vec::new();
        for path in ["/messages", "/people", &format!("/people/{}", friend.id), &format!("/chats/{direct}"), &format!("/chats/{group}/members"), &format!("/chats/{group}")] {
            pages.push(Page::open(guest, path).await);
        }
        pages.push(Page::open(friend, &format!("/chats/{group}")).await);
        for page in &mut pages {
            page.heard = Some(String::new());
            page.say(&everybody).await;
        }
        let _owner_is_here = Page::open(owner, "/messages").await;
        strangers_live(&world).await;
        world.partner.submit("/settings/profile", &[("name", "Lysander Crookhaven-Vane")]).await;
        owner.say(*group, "the last word").await;
        owner.post("/settings/status", &[("quiet", "60")]).await.expect(303);
        let quiet = format!("[{},\"busy\"", owner.id);
        for page in &mut pages {
            page.until("the owner's rest, which is told last", |page| {
                page.heard.as_ref().is_some_and(|heard| heard.contains(&quiet) && heard.contains("Crookhaven-Vane"))
            })
            .await;
        }
        let of_friend = pages.pop().expect("a page").heard.expect("all").to_lowercase();
        for word in ["xanthippe", "typefoundry", "xylography"] {
            assert!(of_friend.contains(word), "an employee hears of {word}");
        }
        let chat = pages.last().expect("a page");
        assert!(chat.texts().contains(&"the last word".to_owned()) && chat.root.text().contains("Hyacinth Meadowlark"));
        for page in &pages {
            unseen(page.heard.as_deref().unwrap_or(""), &format!("a frame for {}", page.path()));
            unseen(&page.root.html(), page.path());
        }

        for answer in world.refusals().await {
            assert!(answer.status != 200 && answer.status < 500, "{answer:?}");
            unseen(&answer.text, "a refusal");
        }
        let second = Walk::from(guest, [vec!["/".to_owned()], world.typed()].concat()).await;
        for words in SEEN.iter().chain(&["Hyacinth Meadowlark"]) {
            assert!(second.text.contains(words), "the walk came by no {words}");
        }
        assert!(second.pages > 300, "only {} pages", second.pages);

        let mut of_others = String::new();
        for (person, path) in [
            (&world.administrator, "/admin/people".to_owned()),
            (&world.administrator, "/admin/audit".to_owned()),
            (&world.administrator, "/admin/departments".to_owned()),
            (&world.administrator, format!("/people/{}", world.stranger.id)),
            (&world.administrator, format!("/people/{}", owner.id)),
            (&world.administrator, format!("/people/{}", friend.id)),
            (&world.administrator, format!("/people/{}", world.passer.id)),
            (owner, format!("/chats/{}", world.elsewhere)),
        ] {
            of_others.push_str(&person.get(&path).await.expect(200).text.to_lowercase());
        }
        let nowhere: Vec<_> = UNSEEN.iter().filter(|word| !of_others.contains(*word)).collect();
        assert!(nowhere.is_empty(), "nobody sees {nowhere:?}, so that a guest does not says nothing");
    }
}
