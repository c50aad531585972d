//! A company with one of everything that an address can name.

use reqwest::multipart::{Form, Part};

use super::rights::{Asked, Who};
use crate::support::{Answer, Database, Element, House, Person, eventually};

pub const GROUP: &str = "Zephyrine council";
pub const MESSAGE: &str = "the lantern is under the stair";
pub const DEPARTMENT: &str = "Cartography";
pub const STRANGER: &str = "Quillfeather Brandworthy";

/// A picture of one point.
pub const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
const LIST: &str = "name,email\nCrispin Dewhurst,crispin@tidewater.example\nNobody at all,nowhere\n";

/// What the forms of an administrator need for a department below the root.
pub async fn department(by: &Person, name: &str) -> i64 {
    let made = by.post("/admin/departments/1/departments", &[("below", name)]).await.expect(303).location;
    made.and_then(|address| address.rsplit('/').next()?.parse().ok()).expect("a department")
}

/// Puts the person there.
pub async fn enroll(by: &Person, person: &Person, department: i64, title: &str) {
    let fields = [("user", &*person.id.to_string()), ("title", title), ("standing", "employee")];
    by.post(&format!("/admin/departments/{department}/people"), &fields).await.expect(303);
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

pub struct Company {
    pub house: House,
    pub askers: Vec<Asker>,
    group: i64,
    message: i64,
    linked: i64,
    elsewhere: i64,
    department: i64,
    member: i64,
    newcomer: i64,
    stranger: i64,
    invitation: (i64, String),
    reset: String,
    picture: String,
    import: String,
    asset: (String, String),
}

impl Company {
    pub async fn make(database: Database) -> Company {
        let names = [
            "Ottoline Farthingale",
            "Peregrine Sandiway",
            "Thessaly Umberfield",
            "Lysander Crookhaven",
            "Marigold Thistlewick",
            "Fenwick Applegarth",
            "Isolde Ravenscar",
            "Barnaby Quickthorn",
            "Clementine Hobday",
            "Wilhelmina Ashdown",
            STRANGER,
        ];
        let (house, people) = House::with_people(database, names).await;
        let [administrator, owner, manager, employee, other, guest, pending, dismissed, member, newcomer, stranger] =
            people;
        let group = owner.group(GROUP, &[&manager, &employee, &guest, &dismissed, &member]).await;
        owner.with_member(group, &manager, "promote").await.expect(303);
        owner.say(group, MESSAGE).await;
        let message = owner.messages(group).await.last().expect("a message").0;
        let of = |person: &Person, what: &str| format!("/admin/people/{}/{what}", person.id);
        administrator.post(&of(&guest, "role"), &[("role", "guest")]).await.expect(303);

        let department = self::department(&administrator, DEPARTMENT).await;
        let linked = self::department(&administrator, "Luthiery").await;
        let elsewhere = self::department(&administrator, "Zincography").await;
        enroll(&administrator, &stranger, department, "Meridian keeper").await;
        let fields = [("department", &*linked.to_string())];
        owner.post(&format!("/chats/{group}/departments"), &fields).await.expect(303);

        let token = form_token(&stranger).await;
        upload(&stranger, "/settings/picture", ("picture", GIF), &token).await.expect(303);
        let picture = picture(&stranger).await;
        let token = form_token(&administrator).await;
        let import = upload(&administrator, "/admin/import", ("list", LIST.as_bytes()), &token).await.expect(303);
        let import = import.location.expect("an import");
        eventually("the list was looked at", async || {
            let page = administrator.get(&import).await.expect(200).dom().text();
            if page.contains("Nothing has been written yet.") { Ok(()) } else { Err(page) }
        })
        .await;
        let link = administrator.post(&of(&newcomer, "reset-link"), &[]).await.expect(200).dom();
        let link = link.find("link").and_then(|link| link.attr("value")).expect("a link").to_owned();
        let invitation = house.invitation(&administrator).await;
        let gate = house.stranger().get("/sign-in").await.expect(200).dom();
        let sheet = |element: &Element| element.attr("href").is_some_and(|address| address.starts_with("/assets/"));
        let asset = gate.all(sheet)[0].attr("href").and_then(|address| address["/assets/".len()..].split_once('/'));
        let asset = asset.expect("hash and path");

        let company = Company {
            group,
            message,
            linked,
            elsewhere,
            department,
            member: member.id,
            newcomer: newcomer.id,
            stranger: stranger.id,
            invitation: (house.number("SELECT MAX(id) FROM invitations").await, invitation),
            reset: link.rsplit('/').next().expect("a token").to_owned(),
            picture,
            import: import.rsplit('/').next().expect("a number").to_owned(),
            asset: (asset.0.to_owned(), asset.1.to_owned()),
            askers: vec![
                Asker::new(Who::Nobody, house.stranger()).await,
                Asker::new(Who::Pending, pending).await,
                Asker::new(Who::Dismissed, dismissed).await,
                Asker::new(Who::Guest, guest).await,
                Asker::new(Who::NonMember, other).await,
                Asker::new(Who::Employee, employee).await,
                Asker::new(Who::ChatAdministrator, manager).await,
                Asker::new(Who::Administrator, administrator).await,
            ],
            house,
        };
        // Whose approval was taken back still has the cookie of a session that is there.
        let pending = company.person(Who::Pending).id;
        company.house.execute(&format!("UPDATE users SET state = 'pending' WHERE id = {pending}")).await;
        let address = of(company.person(Who::Dismissed), "dismiss");
        company.person(Who::Administrator).post(&address, &[]).await.expect(303);
        company
    }

    pub fn person(&self, who: Who) -> &Person {
        &self.askers.iter().find(|asker| asker.who == who).expect("one of each").person
    }

    /// What stands for the parameter of an address or a form: something that is there.
    pub fn noun(&self, parameter: &str, pattern: &str) -> String {
        let in_chat = pattern.starts_with("/chats/{chat}");
        let number = match parameter {
            "chat" => self.group,
            "message" => self.message,
            "user" if in_chat => self.member,
            "user" if pattern.ends_with("/approve") || pattern.ends_with("/refuse") => self.person(Who::Pending).id,
            "user" if pattern.ends_with("/rehire") => self.person(Who::Dismissed).id,
            "user" => self.stranger,
            "newcomer" => self.newcomer,
            "department" if in_chat => self.linked,
            "department" => self.department,
            "linked" => self.linked,
            "elsewhere" => self.elsewhere,
            "invitation" => self.invitation.0,
            "token" if pattern.starts_with("/reset") => return self.reset.clone(),
            "token" => return self.invitation.1.clone(),
            "name" => return self.picture.clone(),
            "import" => return self.import.clone(),
            "hash" => return self.asset.0.clone(),
            "path:.*" => return self.asset.1.clone(),
            _ => panic!(
                "{pattern} names a new kind of thing: make one in Company::make of tests/app/matrix/company.rs, and say in \
                 Company::noun that it stands for {{{parameter}}}"
            ),
        };
        number.to_string()
    }
}
