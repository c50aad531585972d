//! A person with a browser that shows nothing: cookies, forms as they stand on the page, no redirects unless asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hallway::clock::Clock;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use reqwest::cookie::{CookieStore, Jar};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, RequestBuilder, Url};
use tokio::task::JoinSet;

use super::Element;

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where it leads, script or not.
    pub location: Option<String>,
    /// The body.
    pub text: String,
}

impl Answer {
    /// The same, if the status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{:?}\n{}", self.location, self.text);
        self
    }

    /// The body as a page.
    pub fn dom(&self) -> Element {
        Element::document(&self.text)
    }

    /// The number in an address such as `/chats/7`, to which it leads.
    #[track_caller]
    pub fn chat(&self) -> i64 {
        let location =
            self.location.as_deref().unwrap_or_else(|| panic!("{} leads nowhere: {}", self.status, self.text));
        let number = location.strip_prefix("/chats/").and_then(|rest| rest.split(['/', '?']).next()?.parse().ok());
        number.unwrap_or_else(|| panic!("{location} is no chat"))
    }
}

/// One device of one person.
pub struct Person {
    /// The number of the account.
    pub id: i64,
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    origin: String,
    client: Client,
    jar: Arc<Jar>,
}

impl Person {
    /// Somebody of this name who is not signed in.
    pub fn new(origin: &str, name: &str) -> Person {
        let jar = Arc::new(Jar::default());
        let client = Client::builder()
            .cookie_provider(jar.clone())
            .redirect(reqwest::redirect::Policy::none())
            // A kept connection breaks when the server is killed, and hides which request that hit.
            .pool_max_idle_per_host(0)
            .build()
            .expect("a client");
        let first = name.split_whitespace().next().unwrap_or("nobody").to_lowercase();
        Person {
            id: 0,
            name: name.to_owned(),
            email: format!("{first}@tidewater.example"),
            password: format!("a door that {first} left ajar"),
            origin: origin.to_owned(),
            client,
            jar,
        }
    }

    /// The fields of the forms that make an account.
    pub fn sign_up(&self) -> Vec<(&'static str, &str)> {
        vec![("name", &self.name), ("email", &self.email), ("password", &self.password)]
    }

    /// The same person, who now knows the number of their account: the page names it.
    pub async fn arrived(mut self) -> Person {
        let page = self.get("/messages").await.expect(200);
        let own = page.text.split("/own.css?user=").nth(1).or_else(|| page.text.split("data-user=\"").nth(1));
        let id = own.and_then(|own| own.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
        self.id = id.unwrap_or_else(|| panic!("the page does not say whose it is: {}", page.text));
        self
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> Url {
        Url::parse(&self.origin).and_then(|origin| origin.join(path)).expect("an address")
    }

    /// The Cookie header of this device.
    pub fn cookies(&self) -> String {
        let cookies = self.jar.cookies(&self.url("/"));
        cookies.and_then(|cookies| cookies.to_str().ok().map(ToOwned::to_owned)).unwrap_or_default()
    }

    /// What live.js does first: from now on opening a chat is not reading it.
    pub fn runs_script(&self) {
        self.jar.add_cookie_str("script=1; Path=/; SameSite=Lax", &self.url("/"));
    }

    /// A request with nothing but the cookies.
    pub fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path)).header("accept-language", "en")
    }

    /// A request as browsers of today send it from a page of ours.
    pub fn browse(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).header("sec-fetch-site", "same-origin")
    }

    /// Sends it. A server that is not there is an error. Dropped, the request is given up.
    pub async fn try_send(&self, request: RequestBuilder) -> Result<Answer, reqwest::Error> {
        let mut sending = JoinSet::new();
        sending.spawn(async {
            let response = request.send().await?;
            let head = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
            let location = head("location").or_else(|| head("hx-redirect"));
            Ok(Answer { status: response.status().as_u16(), location, text: response.text().await? })
        });
        sending.join_next().await.expect("one task").expect("it does not panic")
    }

    /// Sends it.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        self.try_send(request).await.expect("the server answers")
    }

    /// GET; redirects are not followed.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.browse(Method::GET, path)).await
    }

    /// The request of a form of ours.
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        self.browse(Method::POST, path).form(fields)
    }

    /// POST of a form; redirects are not followed.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(self.form(path, fields)).await
    }

    /// Fills the one form of the page that has all these fields, and posts it as it stands on the page; what it leads to
    /// has to be a page.
    pub async fn submit(&self, path: &str, values: &[(&str, &str)]) -> Answer {
        let page = self.get(path).await.expect(200);
        let dom = page.dom();
        let holds = |form: &&Element| {
            let names: Vec<&str> =
                form.all(|control| control.has("name")).iter().filter_map(|one| one.attr("name")).collect();
            form.attr("method") == Some("post") && values.iter().all(|(name, _)| names.contains(name))
        };
        let forms = dom.all(|element| element.name == "form");
        let form = forms
            .into_iter()
            .find(holds)
            .unwrap_or_else(|| panic!("{path} has no form with {values:?}:\n{}", page.text));
        let mut fields = form.controls();
        for (name, value) in values {
            fields.retain(|(of, _)| of != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let action = self.url(path).join(form.attr("action").unwrap_or("")).expect("an address");
        let mut answer = self.post(action.as_str(), &fields).await;
        for _ in 0..5 {
            let Some(location) = answer.location.as_deref() else { break };
            answer = self.get(location).await;
        }
        answer.expect(200)
    }

    /// A key that no other message of this run has.
    pub fn key(&self) -> String {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        format!("key-{}", COUNT.fetch_add(1, Ordering::Relaxed))
    }

    /// Posts under this key.
    pub async fn post_under(&self, chat: i64, text: &str, key: &str) -> Answer {
        self.post(&format!("/chats/{chat}/messages"), &[("text", text), ("key", key)]).await
    }

    /// Posts a text that has to be taken.
    pub async fn say(&self, chat: i64, text: &str) {
        self.post_under(chat, text, &self.key()).await.expect(303);
    }

    /// Sends files to the chat as a form does, or as script does.
    pub async fn send_files(
        &self,
        chat: i64,
        files: &[(&str, &[u8])],
        fields: &[(&str, &str)],
        script: bool,
    ) -> Answer {
        let form =
            fields.iter().fold(Form::new(), |form, (name, value)| form.text((*name).to_owned(), (*value).to_owned()));
        let part = |bytes: &[u8], name: &str| Part::bytes(bytes.to_vec()).file_name(name.to_owned());
        let form = files.iter().fold(form, |form, (name, bytes)| form.part("files", part(bytes, name)));
        let request = self.browse(Method::POST, &format!("/chats/{chat}/uploads"));
        let request = if script { request.header("hx-request", "true") } else { request };
        self.send(request.multipart(form)).await
    }

    /// Makes a group of these people.
    pub async fn group(&self, name: &str, people: &[&Person]) -> i64 {
        let ids: Vec<String> = people.iter().map(|person| person.id.to_string()).collect();
        let mut fields = vec![("name", name)];
        fields.extend(ids.iter().map(|id| ("user", id.as_str())));
        self.post("/chats", &fields).await.expect(303).chat()
    }

    /// Sets the chat settings: those that one begins with, and these fields in their place or besides.
    pub async fn chooses(&self, fields: &[(&str, &str)]) -> Answer {
        let usual = [
            ("send_key", "enter"),
            ("theme", "device"),
            ("density", "airy"),
            ("language", "en"),
            ("time_zone", "UTC"),
            ("refresh_seconds", "30"),
            ("text_size", "usual"),
            ("own_side", "end"),
            ("clock", "24"),
            ("sound_direct", "chime"),
            ("sound_group", "chime"),
            ("sound_call", "chime"),
            ("beginners", "all"),
            ("adders_of_me", "all"),
        ];
        self.post("/settings", &with(&usual, fields)).await
    }

    /// Gives the group another name, which it had without a description.
    pub async fn rename(&self, chat: i64, name: &str) -> Answer {
        self.post(&format!("/chats/{chat}/settings"), &[("name", name), ("about", ""), ("hue", "4")]).await
    }

    /// Sets the rules of the group: those it began with, and these fields in their place.
    pub async fn rules(&self, chat: i64, fields: &[(&str, &str)]) -> Answer {
        let usual = [
            ("writers", "all"),
            ("adders", "administrators"),
            ("removers", "administrators"),
            ("pinners", "all"),
            ("callers", "all"),
            ("keep_days", "0"),
        ];
        self.post(&format!("/chats/{chat}/rules"), &with(&usual, fields)).await
    }

    /// Gives the group a picture.
    pub async fn give_picture(&self, chat: i64, picture: &'static [u8]) -> Answer {
        let form = Form::new().part("picture", Part::bytes(picture).file_name("picture.gif"));
        self.send(self.browse(Method::POST, &format!("/chats/{chat}/picture")).multipart(form)).await
    }

    /// Lets the group go on, or not: `active`, `read-only`, `archived`.
    pub async fn stand(&self, chat: i64, standing: &str) -> Answer {
        self.post(&format!("/chats/{chat}/standing"), &[("standing", standing)]).await
    }

    /// A link to the group: the last part of its address.
    pub async fn link(&self, chat: i64) -> String {
        self.post(&format!("/chats/{chat}/link"), &[("link", "make")]).await.expect(303);
        let page = self.get(&format!("/chats/{chat}/members")).await.expect(200).dom();
        let address = page.find("link").expect("its section").all(|one| one.name == "code")[0].text();
        address.rsplit('/').next().expect("a part").to_owned()
    }

    /// Opens the chat with the person.
    pub async fn direct(&self, other: &Person) -> i64 {
        self.post("/chats/direct", &[("user", &other.id.to_string())]).await.expect(303).chat()
    }

    /// Goes on leave for some days, while another one answers.
    pub async fn leave_to(&self, substitute: &Person) {
        let now = Timestamp::from_microsecond(Clock::system().now().0).expect("a time of ours");
        let until = now + SignedDuration::from_hours(72);
        let until = TimeZone::UTC.to_datetime(until).date().to_string();
        let fields =
            [("quiet", "off"), ("leave_from", ""), ("leave_until", &*until), ("substitute", &*substitute.email)];
        self.post("/settings/status", &fields).await.expect(303);
    }

    /// The chat that everybody is in.
    pub async fn general(&self) -> i64 {
        let list = self.get("/messages").await.expect(200).dom();
        let rows = list.find("recent").expect("a list").rows();
        let row = rows.iter().find(|row| row.text().contains("Everybody")).expect("everybody's chat");
        row.number("c")
    }

    /// Does something with a member of a group: `remove`, `promote`, `demote`, `hand-over`.
    pub async fn with_member(&self, chat: i64, other: &Person, act: &str) -> Answer {
        self.post(&format!("/chats/{chat}/members/{}", other.id), &[("do", act)]).await
    }

    /// The number of the department of this path that the page of the group's people offers.
    pub async fn department(&self, chat: i64, path: &str) -> i64 {
        let page = self.get(&format!("/chats/{chat}/members")).await.expect(200).dom();
        let choices = page.all(|element| element.name == "label" && element.text().trim() == path);
        let radio = choices.first().and_then(|label| label.all(|one| one.attr("name") == Some("department")).pop());
        let value = radio.and_then(|radio| radio.attr("value")?.parse().ok());
        value.unwrap_or_else(|| panic!("{path} is not offered"))
    }

    /// Does something with a department of a group: `remove`, `below`, `alone`.
    pub async fn with_department(&self, chat: i64, department: i64, act: &str) -> Answer {
        self.post(&format!("/chats/{chat}/departments/{department}"), &[("do", act)]).await
    }

    /// Sets what a chat is to this person: `pinned`, `muted`, `unread`, `hidden`.
    pub async fn set(&self, chat: i64, what: &str, value: &str) {
        self.post(&format!("/chats/{chat}/membership"), &[(what, value)]).await.expect(303);
    }

    /// Reports that the messages up to this one were seen.
    pub async fn read(&self, chat: i64, message: i64) {
        self.post(&format!("/chats/{chat}/read"), &[("message", &message.to_string())]).await.expect(204);
    }

    /// The messages that a fresh page of the chat shows: number and text, oldest first; lines of the house too.
    pub async fn messages(&self, chat: i64) -> Vec<(i64, String)> {
        self.get(&format!("/chats/{chat}")).await.expect(200).dom().messages()
    }

    /// The texts of the chat's newest messages.
    pub async fn texts(&self, chat: i64) -> Vec<String> {
        self.messages(chat).await.into_iter().map(|(_, text)| text).collect()
    }

    /// What a fresh page counts as unread in the rail; empty for nothing.
    pub async fn unread(&self) -> String {
        self.get("/messages").await.expect(200).dom().find("n-msg").expect("a counter").text()
    }

    /// What the row of the chat in the list says is unread, and whether it is marked as muted; `None` if it is not listed.
    pub async fn row(&self, chat: i64) -> Option<(String, bool)> {
        let list = self.get("/messages").await.expect(200).dom();
        let row = list.find(&format!("c{chat}"))?.clone();
        let numbers = row.all(|element| element.has_class("n"));
        let number = numbers.first();
        Some((number.map_or_else(String::new, |n| n.text()), number.is_some_and(|n| n.has_class("mute"))))
    }
}

/// Fields, these in the place of those of the same name.
fn with<'f>(usual: &[(&'f str, &'f str)], fields: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let kept = usual.iter().filter(|(name, _)| fields.iter().all(|(set, _)| set != name));
    kept.chain(fields).copied().collect()
}
