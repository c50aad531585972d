//! A company with one of everything that an address can name.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::time::Duration;

use hallway::accounts::session::token_hash;
use hallway::clock::{Clock, Dice};
use hallway::id::{ChatId, UserId};
use hallway::mail::Seal;
use hallway::notifications::mailings::token::Off;
use image::{ImageFormat, RgbImage};
use reqwest::multipart::{Form, Part};

use super::rights::{Asked, Who};
use crate::support::{Answer, Database, House, Mailbox, Person, eventually};

pub const GROUP: &str = "Zephyrine council";
pub const MESSAGE: &str = "the lantern is under the stair";
pub const DEPARTMENT: &str = "Cartography";
pub const STRANGER: &str = "Quillfeather Brandworthy";

/// A picture of one point.
pub const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
const LIST: &str = "name,email\nCrispin Dewhurst,crispin@tidewater.example\nNobody at all,nowhere\n";

/// A picture that is shown smaller than it is.
pub fn wide() -> &'static [u8] {
    let mut png = Cursor::new(Vec::new());
    RgbImage::new(1700, 20).write_to(&mut png, ImageFormat::Png).expect("a picture");
    png.into_inner().leak()
}

/// What the forms of an administrator need for a department below the root.
pub async fn department(by: &Person, name: &str) -> i64 {
    let made = by.post("/admin/departments/1/departments", &[("below", name)]).await.expect(303).location;
    made.and_then(|address| address.split(['/', '?']).nth(3)?.parse().ok()).expect("a department")
}

/// Puts the person there.
pub async fn enroll(by: &Person, person: &Person, department: i64, title: &str) {
    let fields = [("user", &*person.id.to_string()), ("title", title), ("standing", "employee")];
    by.post(&format!("/admin/departments/{department}/people"), &fields).await.expect(303);
}

/// Brings the department into the group.
pub async fn bring(by: &Person, group: i64, department: i64) {
    let fields = [("department", &*department.to_string())];
    by.post(&format!("/chats/{group}/departments"), &fields).await.expect(303);
}

/// A form with a file, for who has this token.
pub async fn upload(by: &Person, path: &str, (field, file): (&'static str, &'static [u8]), token: &str) -> Answer {
    let part = Part::bytes(file).file_name("file");
    let form = Form::new().text("token", token.to_owned()).part(field, part);
    by.send(by.bare(reqwest::Method::POST, path).multipart(form)).await
}

/// The token of the forms on the person's pages.
pub async fn form_token(person: &Person) -> String {
    let page = person.send(person.bare(reqwest::Method::GET, "/settings")).await.expect(200).dom();
    let fields = page.all(|element| element.attr("name") == Some("token"));
    fields.first().and_then(|field| field.attr("value")).expect("a token").to_owned()
}

/// The name of the picture that is the person's.
pub async fn picture(person: &Person) -> String {
    let page = person.get("/settings/profile").await.expect(200).dom();
    let picture = page.all(|element| element.name == "img").iter().find_map(|image| {
        image.attr("src").and_then(|address| address.strip_prefix("/pictures/")).map(ToOwned::to_owned)
    });
    picture.expect("a picture")
}

pub struct Asker {
    pub who: Who,
    pub person: Person,
    /// Of a page that was loaded before they were dismissed.
    token: String,
}

impl Asker {
    async fn new(who: Who, person: Person) -> Asker {
        let token = if who == Who::Nobody { String::new() } else { form_token(&person).await };
        Asker { who, person, token }
    }

    /// Asks as a browser that does not say where it comes from, with a valid token.
    pub async fn ask(&self, asked: &Asked, address: &str, htmx: bool) -> Answer {
        let request = self.person.bare(asked.method.clone(), address);
        let request = if htmx { request.header("hx-request", "true") } else { request };
        let request = match asked.file {
            _ if asked.method == reqwest::Method::GET => request,
            Some(field) => {
                let file = if field == "list" { LIST.as_bytes() } else { GIF };
                let part = Part::bytes(file).file_name("file");
                request.multipart(Form::new().text("token", self.token.clone()).part(field, part))
            }
            None => {
                let token = ("token".to_owned(), self.token.clone());
                request.form(&asked.fields.iter().chain([&token]).collect::<Vec<_>>())
            }
        };
        self.person.send(request).await
    }
}

/// A list that was looked at: its number.
async fn import(by: &Person) -> String {
    let file = ("list", LIST.as_bytes());
    let made = upload(by, "/admin/import", file, &form_token(by).await).await.expect(303).location.expect("an import");
    eventually("the list was looked at", async || {
        let page = by.get(&made).await.expect(200).dom().text();
        if page.contains("Nothing has been written yet.") { Ok(()) } else { Err(page) }
    })
    .await;
    made.rsplit('/').next().expect("a number").to_owned()
}

/// The token of a link that gives the person a new password.
async fn reset(by: &Person, of: &Person) -> String {
    let page = by.post(&format!("/admin/people/{}/reset-link", of.id), &[]).await.expect(200).dom();
    let link = page.find("link").and_then(|link| link.attr("value")).expect("a link");
    link.rsplit('/').next().expect("a token").to_owned()
}

/// What asks administrators whether to let somebody in: its number.
async fn asked(house: &House, by: &Person) -> String {
    let fields = [("uses", "1"), ("days", "7"), ("approval", "1")];
    let made = by.post("/invitations", &fields).await.expect(200).dom();
    let link = made.all(|element| element.has("readonly")).first().and_then(|link| link.attr("value")?.parse().ok());
    let link: String = link.expect("a link");
    let path = &link[link.find("/invitations").expect("an invitation")..];
    let stranger = house.stranger();
    let fields =
        [("name", "Cosmo Wexcombe"), ("email", "cosmo@harbour.example"), ("password", "the door is left ajar")];
    stranger.post(path, &fields).await;
    house.number("SELECT MAX(id) FROM notifications WHERE waits").await.to_string()
}

/// The message shows a page of this title, with a picture.
pub async fn card(house: &House, message: i64, title: &str) {
    let blob = house.number("SELECT MAX(id) FROM blobs").await;
    let card = format!(
        r#"{{"url":"https://press.house/7","host":"press.house","site":"","title":"{title}","description":"","picture":{{"blob":{blob},"width":4,"height":3}}}}"#
    );
    let shows = format!("UPDATE messages SET card = '{card}', card_blob_id = {blob} WHERE id = {message}");
    house.execute(&shows).await;
}

/// A poll in the group, which says what the message does: its number.
async fn asked_of(house: &House, author: &Person, group: i64) -> String {
    let fields = [("question", MESSAGE), ("answer", "Yes"), ("answer", MESSAGE), ("key", "asked")];
    author.post(&format!("/chats/{group}/poll"), &fields).await.expect(303);
    house.number("SELECT MAX(id) FROM messages WHERE poll <> ''").await.to_string()
}

/// A copy of what was written to somebody whom this one stands in for: the number of the notification.
async fn copied(house: &House, substitute: &Person, (away, writer): (&Person, &Person)) -> String {
    away.leave_to(substitute).await;
    writer.say(writer.direct(away).await, "Is the chase locked up?").await;
    house.number("SELECT MAX(id) FROM notifications WHERE kind = 'message-copied'").await.to_string()
}

/// A letter to the person: its number.
async fn mailed(house: &House, to: &Person) -> String {
    let columns =
        "user_id, kind, address, message_id, after_id, upto, state, letter, words, held, tries, made_at, due_at";
    let row = format!("{}, 'letter', '{}', 'a@b', 0, 0, 'sent', '', '250', 0, 1, 0, 0", to.id, to.email);
    house.execute(&format!("INSERT INTO mailings ({columns}) VALUES ({row})")).await;
    house.number("SELECT MAX(id) FROM mailings").await.to_string()
}

/// Tomorrow, as a form has it.
pub fn soon() -> String {
    let day = Clock::system().now().after(Duration::from_secs(24 * 3600));
    day.timestamp().strftime("%Y-%m-%dT%H:%M").to_string()
}

/// A message that waits, of the administrator.
async fn scheduled(house: &House, administrator: &Person) -> String {
    let chat = administrator.general().await;
    let fields = [("text", "the frisket is under the bench"), ("key", "later"), ("at", &*soon())];
    administrator.post(&format!("/chats/{chat}/messages"), &fields).await.expect(303);
    house.number("SELECT MAX(id) FROM scheduled").await.to_string()
}

/// A program that writes into the group: its number, and the token of its address.
async fn hook(house: &House, owner: &Person, group: i64) -> (String, String) {
    let page = owner.post(&format!("/chats/{group}/hooks"), &[("name", "Frisket robot")]).await.expect(200).dom();
    let address = page.find("address").expect("its address").text();
    let token = address.rsplit('/').next().expect("a token").to_owned();
    (house.number("SELECT id FROM hooks").await.to_string(), token)
}

/// A group that is open to all who work here: its number, and its link.
async fn opened(owner: &Person) -> (String, String) {
    let group = owner.group("Halyard club", &[]).await;
    owner.rules(group, &[("findable", "1")]).await.expect(303);
    (group.to_string(), owner.link(group).await)
}

/// The token of a link that turns letters of the group off.
fn off(house: &House, person: &Person, group: i64) -> String {
    let seal = Seal::of(house.data(), &Dice::system()).expect("the key of the house");
    Off { user: UserId(person.id), chat: Some(ChatId(group)) }.token(&seal)
}

/// The token of a link that confirms the person's address.
async fn confirm(house: &House, person: &Person) -> String {
    let token = "a-token-that-nobody-guesses";
    let hash: String = token_hash(token).iter().map(|byte| format!("{byte:02x}")).collect();
    let hash = match house.database() {
        Database::Sqlite => format!("X'{hash}'"),
        Database::Postgres => format!("decode('{hash}', 'hex')"),
    };
    let row = format!("{}, '{}', {hash}, 0, ''", person.id, person.email);
    let columns = "user_id, address, token_hash, asked_at, stopped_words";
    house.execute(&format!("INSERT INTO mail_addresses ({columns}) VALUES ({row})")).await;
    token.to_owned()
}

/// Hash and path of something that pages are made with.
async fn asset(house: &House) -> (String, String) {
    let page = house.stranger().get("/sign-in").await.expect(200).dom();
    let addresses = page.all(|element| element.has("href"));
    let mut assets =
        addresses.into_iter().filter_map(|link| link.attr("href")?.strip_prefix("/assets/")?.split_once('/'));
    let (hash, path) = assets.next().expect("a style sheet");
    (hash.to_owned(), path.to_owned())
}

pub struct Company {
    pub house: House,
    pub askers: Vec<Asker>,
    /// What stands for the parameters of addresses and forms: something that is there.
    nouns: BTreeMap<&'static str, String>,
}

impl Company {
    pub async fn make(database: Database) -> Company {
        let names = ["Ottoline Farthingale", "Peregrine Sandiway", "Thessaly Umberfield", "Lysander Crookhaven"];
        let (house, [administrator, owner, manager, employee]) =
            House::open_with(database, &["--metrics-from", "127.0.0.1"]).await.filled(names).await;
        let invite = async |name: &str| house.invite(&administrator, name).await;
        let [other, guest] = [invite("Marigold Thistlewick").await, invite("Fenwick Applegarth").await];
        let [pending, dismissed] = [invite("Isolde Ravenscar").await, invite("Barnaby Quickthorn").await];
        let [member, newcomer] = [invite("Clementine Hobday").await, invite("Wilhelmina Ashdown").await];
        let [stranger, outsider] = [invite(STRANGER).await, invite("Bettina Loxley").await];
        for guest in [&guest, &outsider] {
            administrator.post(&format!("/admin/people/{}/role", guest.id), &[("role", "guest")]).await.expect(303);
        }

        let group = owner.group(GROUP, &[&manager, &employee, &guest, &dismissed, &member]).await;
        owner.with_member(group, &manager, "promote").await.expect(303);
        employee.say(group, MESSAGE).await;
        let message = owner.messages(group).await.last().expect("a message").0;
        let file = ("files", wide());
        upload(&employee, &format!("/chats/{group}/uploads"), file, &form_token(&employee).await).await.expect(303);
        let attachment = house.number("SELECT MAX(id) FROM attachments").await;
        card(&house, message, "Sheet 7").await;
        let poll = asked_of(&house, &employee, group).await;
        let [linked, department] =
            [self::department(&administrator, "Luthiery").await, self::department(&administrator, DEPARTMENT).await];
        enroll(&administrator, &stranger, department, "Merestone keeper").await;
        bring(&owner, group, linked).await;
        let (hook, program) = hook(&house, &owner, group).await;
        let (open, link) = opened(&owner).await;
        let file = ("picture", GIF);
        upload(&stranger, "/settings/picture", file, &form_token(&stranger).await).await.expect(303);

        let server =
            [("host", "127.0.0.1"), ("port", "1"), ("security", "plain"), ("from_address", "a@harbour.example")];
        administrator.post("/admin/mail", &server).await.expect(303);
        // Somebody else, of whom the answer is nobody's but the centre's.
        let notification = asked(&house, &administrator).await;
        let token = house.invitation(&administrator).await;
        let (hash, path) = asset(&house).await;
        let nouns = BTreeMap::from([
            ("chat", group.to_string()),
            ("open", open),
            ("link", link),
            ("message", message.to_string()),
            ("attachment", attachment.to_string()),
            ("poll", poll),
            ("user", stranger.id.to_string()),
            ("member", member.id.to_string()),
            ("newcomer", newcomer.id.to_string()),
            ("pending", pending.id.to_string()),
            ("dismissed", dismissed.id.to_string()),
            ("department", department.to_string()),
            ("linked", linked.to_string()),
            ("elsewhere", self::department(&administrator, "Zincography").await.to_string()),
            ("invitation", house.number("SELECT MAX(id) FROM invitations").await.to_string()),
            ("token", token),
            ("notification", notification),
            ("mailing", mailed(&house, &administrator).await),
            ("copy", copied(&house, &administrator, (&newcomer, &member)).await),
            ("hook", hook),
            ("soon", soon()),
            ("scheduled", scheduled(&house, &administrator).await),
            ("mailbox", Mailbox::open(Vec::new()).await.port.to_string()),
            ("program", program),
            ("off", off(&house, &stranger, group)),
            ("confirm", confirm(&house, &stranger).await),
            ("reset", reset(&administrator, &newcomer).await),
            ("name", picture(&stranger).await),
            ("import", import(&administrator).await),
            ("hash", hash),
            ("path:.*", path),
        ]);
        let mut askers = vec![Asker::new(Who::Nobody, house.stranger()).await];
        for (who, person) in [
            (Who::Pending, pending),
            (Who::Dismissed, dismissed),
            (Who::Guest, guest),
            (Who::Outsider, outsider),
            (Who::NonMember, other),
            (Who::Employee, employee),
            (Who::ChatAdministrator, manager),
            (Who::Administrator, administrator),
        ] {
            askers.push(Asker::new(who, person).await);
        }
        let company = Company { house, askers, nouns };
        company.shut_out().await;
        company
    }

    /// Who may not come in any more: one has a session that is there, the other the cookie of one that is gone.
    async fn shut_out(&self) {
        let pending = self.person(Who::Pending).id;
        self.house.execute(&format!("UPDATE users SET state = 'pending' WHERE id = {pending}")).await;
        let dismiss = format!("/admin/people/{}/dismiss", self.person(Who::Dismissed).id);
        self.person(Who::Administrator).post(&dismiss, &[]).await.expect(303);
    }

    pub fn person(&self, who: Who) -> &Person {
        &self.askers.iter().find(|asker| asker.who == who).expect("one of each").person
    }

    /// What stands for the parameter in an address or a form of this route.
    pub fn noun(&self, parameter: &str, pattern: &str) -> &str {
        let in_chat = pattern.starts_with("/chats/{chat}");
        let noun = match parameter {
            "user" if in_chat => "member",
            "chat" if pattern.ends_with("/join") => "open",
            "user" if pattern.ends_with("/approve") || pattern.ends_with("/refuse") => "pending",
            "user" if pattern.ends_with("/rehire") => "dismissed",
            "department" if in_chat => "linked",
            "notification" if pattern.ends_with("/reply") => "copy",
            "message" if pattern.ends_with("/votes") || pattern.ends_with("/poll") => "poll",
            "token" if pattern.starts_with("/reset") => "reset",
            "token" if pattern.starts_with("/hooks") => "program",
            "token" if pattern.starts_with("/mail/off") => "off",
            "token" if pattern.starts_with("/mail/confirm") => "confirm",
            _ => parameter,
        };
        self.nouns.get(noun).unwrap_or_else(|| {
            panic!(
                "{pattern} names a new kind of thing: make one in Company::make of tests/app/matrix/company.rs, and say \
                 in its nouns that it stands for {{{parameter}}}"
            )
        })
    }
}
