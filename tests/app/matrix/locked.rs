//! A chat with one of everything that can be in one, each with a word of its own, and every way to ask for it by a number: whoever is not in
//! it is told nothing, and counts nothing of it.

use super::company::{card, soon, wide};
use crate::page::Page;
use crate::support::{Answer, House, Person};

/// What is said in it, in small letters. Too long to stand in a random key by chance.
pub const SECRETS: [&str; 14] = [
    "tourmaline",
    "porphyry",
    "carnelian",
    "chrysoprase",
    "heliodor",
    "amazonite",
    "labradorite",
    "malachite",
    "rhodonite",
    "spessartine",
    "sodalite",
    "lapislazuli",
    "zirconia",
    "aventurine",
];

pub struct Locked {
    pub chat: i64,
    /// Numbers of its messages: with a file, a card, a poll, a quote, an answer, a forward, a mention, versions, a pin.
    pub messages: Vec<i64>,
    poll: i64,
    pub file: i64,
    /// A message of the author's that waits.
    pub scheduled: i64,
    /// Something that the other one is told of it.
    pub notification: i64,
}

impl Locked {
    /// Fills the chat of these two.
    pub async fn fill(house: &House, chat: i64, (author, other): (&Person, &Person)) -> Locked {
        let number = async |what: &str, table: &str| house.number(&format!("SELECT MAX({what}) FROM {table}")).await;
        let path = format!("/chats/{chat}/messages");
        let mut messages = Vec::new();
        let fields = [("text", "tourmaline in a strip"), ("key", &*author.key())];
        author.send_files(chat, &[("porphyry.png", wide())], &fields, false).await.expect(303);
        messages.push(number("id", "messages").await);
        author.say(chat, "as on the page").await;
        messages.push(number("id", "messages").await);
        card(house, messages[1], "Carnelian").await;
        let asks =
            [("question", "Chrysoprase?"), ("answer", "Heliodor"), ("answer", "Neither"), ("key", &*author.key())];
        author.post(&format!("/chats/{chat}/poll"), &asks).await.expect(303);
        let poll = number("id", "messages").await;
        messages.push(poll);
        let (poll_id, chosen, reacted) = (poll.to_string(), format!("v{poll}"), format!("{poll} 👍"));
        for fields in [&[("vote", &*poll_id), (&*chosen, "0")][..], &[("r", &*reacted)]] {
            other.post(&format!("/chats/{chat}/reactions"), fields).await.expect(303);
        }
        author.say(chat, "amazonite, as I said").await;
        messages.push(number("id", "messages").await);
        let reply = [("text", "labradorite then"), ("key", &*other.key()), ("reply", &*messages[3].to_string())];
        other.post(&path, &reply).await.expect(303);
        messages.push(number("id", "messages").await);
        let beside = author.direct(other).await;
        author.say(beside, "malachite at noon").await;
        let said = number("id", "messages").await;
        messages.push(said);
        let forward = [("message", &*said.to_string()), ("chat", &chat.to_string()), ("key", &*author.key())];
        author.post("/forward", &forward).await.expect(303);
        messages.push(number("id", "messages").await);
        author.say(chat, &format!("@{} rhodonite, please", other.name)).await;
        messages.push(number("id", "messages").await);
        let notification = number("id", "notifications").await;
        author.say(chat, "spessartine").await;
        messages.push(number("id", "messages").await);
        let edit = [("text", "sodalite"), ("version", "0")];
        author.post(&format!("/messages/{}/edit", messages[8]), &edit).await.expect(303);
        author.say(chat, "lapislazuli").await;
        messages.push(number("id", "messages").await);
        for (what, value) in
            [("pin", ("pinned", "1")), ("favourite", ("favourite", "1")), ("reminder", ("at", &*soon()))]
        {
            other.post(&format!("/messages/{}/{what}", messages[9]), &[value]).await.expect(303);
        }
        let later = [("text", "zirconia"), ("key", &*author.key()), ("at", &*soon())];
        author.post(&path, &later).await.expect(303);
        let draft = [("text", "aventurine"), ("key", &*author.key()), ("base", "0")];
        author.post(&format!("/chats/{chat}/draft"), &draft).await.expect(200);
        let (file, scheduled) = (number("id", "attachments").await, number("id", "scheduled").await);
        Locked { chat, messages, poll, file, scheduled, notification }
    }

    /// What those who are in it see of it, in small letters.
    pub async fn seen(&self, author: &Person, other: &Person) -> String {
        let pages =
            [format!("/chats/{}", self.chat), format!("/messages/{}/versions", self.messages[8]), "/later".to_owned()];
        let mut seen = String::new();
        for page in &pages {
            seen.push_str(&author.get(page).await.expect(200).text);
        }
        seen.push_str(&other.get(&format!("/chats/{}", self.chat)).await.expect(200).text);
        seen.to_lowercase()
    }

    /// What is not there for who is not in it.
    fn behind(&self) -> Vec<String> {
        let below =
            ["", "/actions", "/versions", "/reactions", "/edit", "/reminder", "/picture", "/votes", "/views", "/why"];
        let mut all: Vec<String> = Vec::new();
        for message in &self.messages {
            all.extend(below.map(|what| format!("/messages/{message}{what}")));
            all.extend(["forward", "deletion"].map(|page| format!("/{page}?message={message}")));
        }
        let pages = [
            "",
            "?around=1",
            "/messages?since=0",
            "/messages?before=999999",
            "/jump?after=0",
            "/since?after=0",
            "/composer",
            "/composer?reply=1",
            "/files",
            "/files?kind=pictures",
            "/links",
            "/uploads",
            "/select",
            "/search",
            "/search?q=strip",
            "/day?on=2026-01-01",
            "/poll",
            "/tools",
            "/mentions",
            "/commands",
            "/commands?q=mute",
            "/mentions?q=a",
            "/pins",
            "/notifications",
            "/notifications/why",
            "/members",
            "/hooks",
            "/settings",
        ];
        all.extend(pages.map(|page| format!("/chats/{}{page}", self.chat)));
        all.push(format!("/live/state?chat={}&revision=0&epoch=x", self.chat));
        all.extend([format!("/files/{}", self.file), format!("/files/{}/preview", self.file)]);
        all.extend([format!("/scheduled/{}", self.scheduled), format!("/notifications/{}/why", self.notification)]);
        all
    }

    /// What is there for somebody who is in a chat of their own, where this message was said, and asks for it with numbers, or with words, of this
    /// one: their last letters are not typed, for what was typed comes back.
    pub fn beside(&self, (own, said): (i64, i64)) -> Vec<String> {
        let mut all = Vec::new();
        for message in &self.messages {
            all.extend(
                [
                    "?reply=",
                    "?around=",
                    "?before=",
                    "?after=",
                    "/composer?reply=",
                    "/messages?before=",
                    "/select?message=",
                    "/select?around=",
                    "/files?before=",
                    "/links?before=",
                    "/jump?after=",
                    "/since?after=",
                ]
                .map(|asked| format!("/chats/{own}{asked}{message}")),
            );
            all.extend(["forward", "deletion"].map(|page| format!("/{page}?message={said}&message={message}")));
            all.push(format!("/favourites?before={message}"));
        }
        all.push(format!("/forward?message={said}&chat={}", self.chat));
        for word in SECRETS.iter().map(|word| &word[..word.len() - 1]) {
            all.extend(
                ["/search?", "/search?order=best&", "/notifications?", "/chats/open?"]
                    .map(|page| format!("{page}q={word}")),
            );
            all.extend(["search", "mentions", "members"].map(|page| format!("/chats/{own}/{page}?q={word}")));
            all.push(format!("/forward?message={said}&q={word}"));
        }
        all.extend(
            ["/search?q=has:file", "/search?q=has:link", "/search?q=strip", "/later", "/favourites"].map(str::to_owned),
        );
        all
    }

    /// What that person is told who posts numbers of this one.
    pub async fn posts(&self, by: &Person, (own, said): (i64, i64)) -> Vec<(String, Answer)> {
        let (own, said, here) = (own.to_string(), said.to_string(), self.chat.to_string());
        let (poll, file, soon) = (self.poll.to_string(), self.file.to_string(), soon());
        let (chosen, mine) = (format!("v{poll}"), format!("/chats/{own}/messages"));
        let mut told = Vec::new();
        let mut post = async |path: &str, fields: &[(&str, &str)]| {
            let what = format!("{path} {fields:?}");
            told.push((what.clone(), by.post(path, fields).await));
            told.push((what + " by htmx", by.send(by.form(path, fields).header("hx-request", "true")).await));
        };
        for message in self.messages.iter().map(ToString::to_string) {
            let reacted = format!("{message} 👍");
            post(&mine, &[("text", "so it is"), ("key", "locked"), ("reply", &message)]).await;
            post("/forward", &[("message", &message), ("chat", &own), ("key", "locked")]).await;
            post("/forward", &[("message", &said), ("message", &message), ("chat", &own), ("key", "locked")]).await;
            post("/forward", &[("message", &message), ("find", "1"), ("q", "")]).await;
            post("/deletion", &[("message", &message)]).await;
            post("/deletion", &[("message", &said), ("message", &message)]).await;
            for chat in [&own, &here] {
                post(&format!("/chats/{chat}/reactions"), &[("r", &reacted)]).await;
                post(&format!("/chats/{chat}/reactions"), &[("message", &message), ("emoji", "no such")]).await;
            }
            for (what, fields) in [
                ("pin", &[("pinned", "1")][..]),
                ("favourite", &[("favourite", "1")]),
                ("reminder", &[("at", &soon)]),
                ("reminder", &[("when", "soon"), ("later", "1")]),
                ("reminder", &[("remove", "1")]),
                ("unread", &[]),
                ("edit", &[("text", "mine now"), ("version", "0")]),
                ("card", &[("card", "0")]),
                ("poll", &[("closed", "1")]),
            ] {
                post(&format!("/messages/{message}/{what}"), fields).await;
            }
            post(&format!("/chats/{here}/read"), &[("message", &message)]).await;
        }
        for chat in [&own, &here] {
            let path = format!("/chats/{chat}/reactions");
            post(&path, &[("vote", &poll), (&chosen, "0")]).await;
            post(&path, &[("vote", &poll)]).await;
            post(&path, &[("unvote", &poll)]).await;
        }
        post(&mine, &[("text", "with a file"), ("key", "locked"), ("file", &file)]).await;
        post("/forward", &[("message", &said), ("chat", &here), ("key", "locked")]).await;
        for (what, fields) in [
            ("messages", &[("text", "who is there?"), ("key", "locked")][..]),
            ("messages", &[("text", "later"), ("key", "locked"), ("at", &soon)]),
            ("messages", &[("text", "@"), ("find", "1")]),
            ("messages", &[("text", "kept"), ("draft", "keep"), ("base", "0")]),
            ("messages", &[("text", "without"), ("remove", &file)]),
            ("draft", &[("text", "who is there?"), ("key", "locked"), ("base", "0")]),
            ("poll", &[("question", "Who?"), ("answer", "You"), ("answer", "Me"), ("key", "locked")]),
            ("membership", &[("pinned", "1")]),
            ("membership", &[("hidden", "1")]),
            ("notifications", &[("mute", "8"), ("mailing", "all")]),
            ("settings", &[("name", "Ours"), ("hue", "1")]),
            ("rules", &[("findable", "1")]),
            ("standing", &[("standing", "archived")]),
            ("link", &[("link", "make")]),
            ("hooks", &[("name", "Robot")]),
            ("members", &[("user", &by.id.to_string())]),
            ("join", &[]),
            ("leave", &[]),
            ("picture/remove", &[]),
        ] {
            post(&format!("/chats/{here}/{what}"), fields).await;
        }
        for fields in [&[("do", "send")][..], &[("do", "cancel")], &[("text", "mine now"), ("at", &soon)]] {
            post(&format!("/scheduled/{}", self.scheduled), fields).await;
        }
        post(&format!("/notifications/{}", self.notification), &[("answer", "yes")]).await;
        post(&format!("/notifications/{}/reply", self.notification), &[("text", "in a minute"), ("key", "locked")])
            .await;
        for script in [false, true] {
            let sent =
                by.send_files(self.chat, &[("a.txt", b"a")], &[("text", "a file"), ("key", "locked")], script).await;
            told.push((format!("files, by script: {script}"), sent));
        }
        told
    }
}

/// Fails if the text says anything of it.
#[track_caller]
fn silent(text: &str, what: &str) {
    let small = text.to_lowercase();
    for word in SECRETS.iter().chain(&["obsidian"]) {
        assert!(!small.contains(word), "{what} tells of {word}: {text}");
    }
}

/// How many messages the page of a search shows, and what it says of that.
async fn hits(person: &Person, path: &str) -> (usize, String) {
    let page = person.get(path).await.expect(200).dom();
    let lists = page.all(|one| one.name == "ol" && one.has_class("hits"));
    let said = page.all(|one| one.name == "p" && one.attr("role") == Some("status") && one.text().contains("found"));
    let said = said.first().map(|said| said.text()).unwrap_or_default();
    (lists.first().map_or(0, |list| list.all(|one| one.name == "li").len()), said)
}

/// How much the person's centre has that is unread.
async fn unread_notices(person: &Person) -> usize {
    let page = person.get("/notifications?view=unread").await.expect(200).dom();
    page.all(|one| one.id().strip_prefix("nt").is_some_and(|id| id.parse::<i64>().is_ok())).len()
}

each_database! {
    async fn who_is_not_in_a_chat_learns_nothing_of_it_and_counts_nothing(database) {
        let names = ["Ada Marsh", "Bo Lind", "Cy Vale", "Dag Vik", "Gus Holm", "Eva Reed"];
        let (house, [ada, bo, cy, dag, gus, eva]) = House::with_people(database, names).await;
        ada.post(&format!("/admin/people/{}/role", gus.id), &[("role", "guest")]).await.expect(303);
        // Who looks after the company, works here, is a guest, was in it.
        let askers = [&ada, &dag, &gus, &eva];
        let own = bo.group("Halyard club", &askers).await;
        let chat = bo.group("Circle", &[&cy, &eva]).await;
        bo.with_member(chat, &eva, "remove").await.expect(303);
        // Of which she has heard nothing.
        bo.rename(chat, "Obsidian circle").await.expect(303);
        for asker in askers {
            asker.runs_script();
            asker.post("/notifications", &[("do", "read-all")]).await.expect(303);
        }
        let mut pages = Vec::new();
        for asker in askers {
            pages.push(Page::open(asker, "/messages").await);
            let mut curious = Page::open(asker, "/messages").await;
            curious.root.attributes.insert("data-live".to_owned(), format!("/live?at=0&chat={chat}&revision=0"));
            curious.reconnect().await;
            pages.push(curious);
        }
        for page in &mut pages {
            page.heard = Some(String::new());
        }
        let locked = Locked::fill(&house, chat, (&bo, &cy)).await;
        bo.say(own, "a strip of paper").await;
        for page in &mut pages {
            page.until("what is theirs", |page| {
                page.unread() == "1" && page.heard.as_deref().is_some_and(|heard| heard.contains("a strip of paper"))
            })
            .await;
            silent(page.heard.as_deref().unwrap_or(""), "a frame");
        }
        drop(pages);
        let said = bo.messages(own).await.last().expect("a message").0;
        let before = house.rows().await;
        for asker in askers {
            let who = &asker.name;
            assert_eq!(asker.unread().await, "1", "{who}");
            assert_eq!((asker.row(own).await, asker.row(chat).await), (Some(("1".to_owned(), false)), None), "{who}");
            assert_eq!(unread_notices(asker).await, 0, "{who}");
            assert_eq!(hits(asker, "/search?q=strip").await, (1, "1 message found".to_owned()), "{who}");
            assert_eq!(hits(asker, &format!("/chats/{own}/search?q=strip")).await.0, 1, "{who}");
            for nothing in SECRETS.into_iter().chain(["has:file", "has:link", "from:cy", "from:bo+as"]) {
                for path in [format!("/search?q={nothing}"), format!("/chats/{own}/search?q={nothing}")] {
                    let found = asker.get(&path).await;
                    assert!(matches!(found.status, 200 | 422), "{who}: {path}: {}", found.status);
                    assert!(!found.text.contains("class=\"lines hits\""), "{who}: {path}: {}", found.text);
                }
            }
            for path in locked.behind() {
                for htmx in [false, true] {
                    let request = asker.browse(reqwest::Method::GET, &path);
                    let answer = asker.send(if htmx { request.header("hx-request", "true") } else { request }).await;
                    assert_eq!(answer.status, 404, "{who}: {path}");
                    silent(&answer.text, &format!("{who}: {path}"));
                }
            }
            for path in locked.beside((own, said)) {
                let answer = asker.get(&path).await;
                assert!(answer.status < 500, "{who}: {path}");
                silent(&answer.text, &format!("{who}: {path}"));
                silent(answer.location.as_deref().unwrap_or(""), &format!("{who}: {path}"));
            }
            for (what, answer) in locked.posts(asker, (own, said)).await {
                assert!(matches!(answer.status, 400..500), "{who}: {what}: {} {:?}", answer.status, answer.location);
                silent(&answer.text, &format!("{who}: {what}"));
            }
        }
        let after = house.rows().await;
        let changed: Vec<_> = before.symmetric_difference(&after).collect();
        assert!(changed.is_empty(), "what was refused has changed {changed:#?}");
        // Those who are in it see all of that.
        let seen = locked.seen(&bo, &cy).await;
        let nowhere: Vec<_> = SECRETS.iter().filter(|word| !seen.contains(**word)).collect();
        assert!(nowhere.is_empty(), "nobody sees {nowhere:?}");
        assert_eq!(hits(&cy, "/search?q=strip").await.0, 1);
        assert_eq!(hits(&cy, "/search?q=has:file").await.0, 1);
        let mut there = 0;
        for path in locked.behind() {
            there += usize::from(matches!(cy.get(&path).await.status, 200 | 303));
        }
        assert!(there > 70, "only {there} addresses lead anybody anywhere");
    }
}
