//! What people and outages do to each other in a random case.

use futures_util::future::{join, join_all};

use super::{Case, Known};

/// Farther than any message: to read up to it is to read everything.
const EVERYTHING: i64 = 1 << 40;

const TEXTS: [&str; 13] = [
    "Good morning",
    "@Bo Lind, and @Ada: look",
    "The parcel is at **reception**, see https://tidewater.example/parcels?id=7",
    "see {site}/7",
    "or [this]({site}/8), not {site}/7",
    "مرحبا بالجميع",
    "👩‍👩‍👧‍👦 🎉",
    "one\ntwo\n\nthree",
    "- milk\n- bread",
    "`let x = 1 < 2 && \"y\"`",
    "<b>not bold</b> & \"quoted\"",
    "[b]dry[/b] :tada: [quote=Ada]well[/quote]",
    "```rust\nfn main() {} // :tada:\n```",
];

impl<'w> Case<'w> {
    /// One thing happens, and some pages take notice.
    pub async fn step(&mut self) {
        match self.dice.below(120) {
            0..10 => self.post().await,
            10..20 => self.on_message().await,
            20..23 => self.poll().await,
            23 => self.write_on().await,
            24..27 => self.tidy().await,
            27 => self.go_on_leave().await,
            28..30 => self.call_oneself().await,
            30..34 => self.post_again().await,
            34..37 => self.post_other_text().await,
            37..39 => self.burst().await,
            39 => self.send_file().await,
            40..50 => self.read().await,
            50..65 => self.set().await,
            65..68 => self.rename().await,
            68..72 => self.add().await,
            72..76 => self.remove().await,
            76..78 => self.appoint().await,
            78 => self.leave().await,
            79 => self.new_group().await,
            80..82 => self.new_direct().await,
            82..85 => self.department(true).await,
            85..87 => self.department(false).await,
            87..90 => self.restructure().await,
            90..97 => self.outage().await,
            97 => self.there_and_back().await,
            98 => self.crash().await,
            99 => self.remove_and_add().await,
            100..103 => self.look().await,
            103..106 => self.rule().await,
            106..108 => self.stand().await,
            108..110 => self.join().await,
            110..113 => self.forget().await,
            113..118 => self.call_all().await,
            _ => self.listen().await,
        }
        for at in 0..self.pages.len() {
            if self.dice.one_in(3) {
                self.pages[at].glance().await;
            }
        }
    }

    /// A chat and one of its members.
    pub(super) fn somewhere(&mut self) -> (usize, i64) {
        let chat = self.dice.below(self.chats.len());
        let known = &self.chats[chat];
        let who = if known.members.is_empty() { 0 } else { *self.dice.of(&known.members) };
        (who, self.chats[chat].id)
    }

    pub(super) fn text(&mut self) -> String {
        let text = self.dice.of(&TEXTS).replace("{site}", &self.site.url(""));
        if self.dice.one_in(12) {
            format!("{} {}", self.story.len(), text.repeat(40))
        } else {
            format!("{} {text}", self.story.len())
        }
    }

    pub(super) async fn post_under(&mut self, (who, chat): (usize, i64), text: &str, key: &str) {
        let answer = self.people[who].post_under(chat, text, key).await;
        self.tell(format!("{} posts in {chat} under {key}: {}", self.people[who].name, answer.status));
        assert!([303, 403, 404].contains(&answer.status), "{}", answer.text);
    }

    async fn post(&mut self) {
        let (who, chat) = self.somewhere();
        let (text, key) = (self.text(), self.people[who].key());
        self.post_under((who, chat), &text, &key).await;
        self.last = Some((who, chat, text, key));
    }

    async fn post_again(&mut self) {
        if let Some((who, chat, text, key)) = self.last.clone() {
            self.post_under((who, chat), &text, &key).await;
        }
    }

    async fn post_other_text(&mut self) {
        if let Some((who, chat, text, key)) = self.last.clone() {
            self.post_under((who, chat), &format!("{text}, changed"), &key).await;
        }
    }

    /// Several at once; one in four calls everybody.
    async fn burst(&mut self) {
        let many: Vec<_> = (0..6)
            .map(|_| {
                let (who, chat) = self.somewhere();
                let (text, people) = (self.text(), self.chats.iter().find(|known| known.id == chat));
                let others = people.map_or(0, |known| known.members.len().saturating_sub(1)).to_string();
                let text = if self.dice.one_in(4) { format!("@all {text}") } else { text };
                (who, chat, text, others)
            })
            .collect();
        self.tell(format!("{} post at once", many.len()));
        let people = self.people;
        let sent = join_all(many.iter().map(async |(who, chat, text, others)| {
            let (person, key) = (&people[*who], people[*who].key());
            let fields = [("text", text.as_str()), ("key", &*key), ("all", others.as_str())];
            person.post(&format!("/chats/{chat}/messages"), &fields).await.status
        }))
        .await;
        assert!(sent.iter().all(|status| [303, 403, 404, 409].contains(status)), "{sent:?}");
    }

    /// A file with a text or without one.
    async fn send_file(&mut self) {
        let (who, chat) = self.somewhere();
        let (text, key) = (if self.dice.one_in(2) { self.text() } else { String::new() }, self.people[who].key());
        let name = format!("{} sheet.txt", self.story.len());
        let fields = [("text", text.as_str()), ("key", &key)];
        let answer = self.people[who].send_files(chat, &[(&name, b"dry")], &fields, false).await;
        self.tell(format!("{} sends a file to {chat}: {}", self.people[who].name, answer.status));
        self.did("file", answer.status);
        assert!([303, 403, 404].contains(&answer.status), "{}", answer.text);
    }

    async fn read(&mut self) {
        let (who, chat) = self.somewhere();
        let shown = self.pages.iter().find_map(|page| {
            page.root.find("messages").filter(|list| list.attr("data-chat") == Some(&chat.to_string()))
        });
        let last =
            shown.and_then(|list| list.rows().into_iter().rfind(|row| row.is_message()).map(|row| row.number("m")));
        let upto = if self.dice.one_in(2) { EVERYTHING } else { last.unwrap_or(EVERYTHING) };
        let path = format!("/chats/{chat}/read");
        let answer = self.people[who].post(&path, &[("message", &upto.to_string())]).await;
        self.tell(format!("{} reads {chat} up to {upto}: {}", self.people[who].name, answer.status));
        self.did("read", answer.status);
        assert!([204, 404].contains(&answer.status), "{}", answer.text);
    }

    async fn set(&mut self) {
        let (who, chat) = self.somewhere();
        let choices =
            [("unread", "1"), ("pinned", "1"), ("pinned", "0"), ("muted", "1"), ("muted", "0"), ("hidden", "1")];
        let field = *self.dice.of(&choices);
        let answer = self.people[who].post(&format!("/chats/{chat}/membership"), &[field]).await;
        self.tell(format!("{} sets {chat} {field:?}: {}", self.people[who].name, answer.status));
        assert!([303, 404].contains(&answer.status), "{}", answer.text);
    }

    /// Somebody does something with a message that a page shows; it may be gone, or not theirs.
    async fn on_message(&mut self) {
        let pages: Vec<_> = self.pages.iter().filter(|page| page.root.find("messages").is_some()).collect();
        if pages.is_empty() {
            return;
        }
        let page = pages[self.dice.below(pages.len())];
        let list = page.root.find("messages").expect("it was there");
        let of = self.people.iter().position(|person| person.id == page.person().id).expect("one of them");
        let chat: i64 = list.attr("data-chat").and_then(|chat| chat.parse().ok()).expect("a chat");
        let rows = list.rows().into_iter().filter(|row| row.has_class("m"));
        let ids: Vec<i64> = rows.map(|row| row.number("m")).collect();
        if ids.is_empty() {
            return;
        }
        // The newest ones are those that all pages of the chat show.
        let newest = ids.len().saturating_sub(8);
        let message = if self.dice.one_in(3) { *self.dice.of(&ids) } else { *self.dice.of(&ids[newest..]) };
        let who = if self.dice.one_in(4) { self.dice.below(self.people.len()) } else { of };
        let (text, key, emoji) = (self.text(), self.people[who].key(), *self.dice.of(&["👍", "🎉", "❤️"]));
        let (number, to) = (message.to_string(), chat.to_string());
        let reacts = format!("{number} {emoji}");
        let version = self.dice.below(3).to_string();
        let so = if self.dice.one_in(3) { "0" } else { "1" };
        let on = |what: &str| format!("/messages/{message}{what}");
        let (path, fields): (String, Vec<(&str, &str)>) = match self.dice.below(12) {
            0..3 => (format!("/chats/{chat}/reactions"), vec![("r", &reacts)]),
            3..6 => (on("/edit"), vec![("text", &text), ("version", &version)]),
            6 => ("/deletion".to_owned(), vec![("message", &number)]),
            7 => (on("/pin"), vec![("pinned", so)]),
            8 => (on("/unread"), vec![]),
            9 => (on("/favourite"), vec![("favourite", so)]),
            10 => ("/forward".to_owned(), vec![("message", &number), ("chat", &to), ("key", &key), ("text", &text)]),
            _ => (format!("/chats/{chat}/messages"), vec![("text", &text), ("key", &key), ("reply", &number)]),
        };
        let answer = self.people[who].post(&path, &fields).await;
        self.tell(format!("{} posts {path} {fields:?}: {}", self.people[who].name, answer.status));
        assert!([303, 403, 404, 409, 410, 422].contains(&answer.status), "{path}: {} {}", answer.status, answer.text);
    }

    /// Somebody begins to write, on a page that may be old, or thinks better of it.
    async fn write_on(&mut self) {
        let (who, at) = (self.dice.below(self.people.len()), self.dice.below(self.chats.len()));
        let (chat, text, base) = (self.chats[at].id, self.text(), self.dice.below(4).to_string());
        let text = if self.dice.one_in(4) { String::new() } else { text };
        let fields = [("text", &*text), ("base", &base), ("key", "begun")];
        let answer = self.people[who].post(&format!("/chats/{chat}/draft"), &fields).await;
        self.tell(format!("{} begins {text:?} in {chat}: {}", self.people[who].name, answer.status));
        self.did("draft", answer.status);
        assert!([200, 404].contains(&answer.status), "{}", answer.text);
    }

    /// Somebody has another name.
    async fn call_oneself(&mut self) {
        let person = self.dice.of(self.people);
        let name = format!("{} {}", person.name, self.story.len());
        person.post("/settings/profile", &[("name", &name)]).await.expect(303);
        self.tell(format!("{} is called {name}", person.name));
    }

    /// Somebody reads or deletes notifications, or all come back.
    async fn tidy(&mut self) {
        let person = self.dice.of(self.people);
        let does = *self.dice.of(&["read-all", "read", "unread", "delete"]);
        let page = person.get("/notifications").await.expect(200).dom();
        let rows = page.all(|element| element.has_class("nt"));
        let id = rows.first().map(|row| row.id().trim_start_matches("nt").to_owned()).unwrap_or_default();
        person.post("/notifications", &[("do", does), ("id", &id)]).await.expect(303);
        self.tell(format!("{}: {does} {id}", person.name));
    }

    /// Somebody is on leave from today on, and another one gets a copy, or is not any more.
    async fn go_on_leave(&mut self) {
        let (person, other) = (self.dice.of(self.people), self.dice.of(self.people));
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a clock that is right");
        let days = i64::try_from(now.as_secs()).expect("a time") / 86_400 + 9;
        let until = (jiff::civil::date(1970, 1, 1) + jiff::SignedDuration::from_hours(24 * days)).to_string();
        let mut fields = vec![("quiet", "off")];
        if self.dice.one_in(2) && person.id != other.id {
            fields.extend([("leave_until", until.as_str()), ("substitute", &*other.email)]);
        }
        person.post("/settings/status", &fields).await.expect(303);
        self.tell(format!("{} is on leave: {fields:?}", person.name));
    }

    pub async fn new_direct(&mut self) {
        let (one, other) = (self.dice.below(self.people.len()), self.dice.below(self.people.len()));
        let id = self.people[one].direct(&self.people[other]).await;
        self.tell(format!("{} opens {id} with {}", self.people[one].name, self.people[other].name));
        if !self.chats.iter().any(|chat| chat.id == id) {
            self.chats.push(Known { id, group: false, members: vec![one, other], turns: false, forgets: false });
        }
    }

    async fn outage(&mut self) {
        let at = self.dice.below(self.pages.len());
        match self.dice.below(16) {
            0..5 => {
                self.tell(format!("page {at} is cut off"));
                self.pages[at].cut();
            }
            5..10 => {
                self.tell(format!("page {at} connects again"));
                self.pages[at].reconnect().await;
            }
            10..12 => {
                self.tell(format!("page {at} loses frames"));
                self.pages[at].drop_frames(2);
            }
            12 => self.pages[at] = self.new_page().await,
            _ => self.pages[at].run().await,
        }
    }

    /// A page is told of something, and while it is away that is taken back: all is as it was when the page was made.
    async fn there_and_back(&mut self) {
        let mut page = self.new_page().await;
        let person = page.person();
        let mine: Vec<i64> = {
            let who = self.people.iter().position(|one| one.id == person.id).expect("one of them");
            self.chats.iter().filter(|chat| chat.members.contains(&who)).map(|chat| chat.id).collect()
        };
        let (chat, what) = (*self.dice.of(&mine), *self.dice.of(&["pinned", "muted"]));
        self.tell(format!("{} sets {chat} {what} and back while {} is away", person.name, page.path()));
        for (value, away) in [("1", false), ("0", true)] {
            if away {
                page.cut();
            }
            person.set(chat, what, value).await;
            page.run().await;
        }
        page.reconnect().await;
        self.pages[0] = page;
        self.compare().await;
    }

    /// The server is killed while somebody posts; who got no answer posts again, under the same key.
    async fn crash(&mut self) {
        self.tell("the server is killed".to_owned());
        let (who, chat) = self.somewhere();
        let (text, key, person) = (self.text(), self.people[who].key(), &self.people[who]);
        let fields = [("text", text.as_str()), ("key", key.as_str())];
        let request = person.form(&format!("/chats/{chat}/messages"), &fields);
        let house = self.house;
        let (answer, ()) = join(person.try_send(request), async {
            tokio::task::yield_now().await;
            house.kill();
        })
        .await;
        house.start().await;
        if answer.is_err() {
            self.post_under((who, chat), &text, &key).await;
        }
    }
}
