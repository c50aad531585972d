//! The door and the settings through HTTP, on both databases.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::App;
use actix_web::body::{BoxBody, MessageBody, to_bytes};
use actix_web::cookie::Cookie;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Version;
use actix_web::http::header::{CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, SET_COOKIE};
use actix_web::middleware::{Compress, Next, from_fn};
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::Data;
use jiff::tz::TimeZone;

use crate::accounts::viewer::identify;
use crate::accounts::{self, Doorkeeper, Email, Name, NewUser, Role, State, User, reset, status};
use crate::clock::{Clock, Dice, Moment};
use crate::files::Files;
use crate::id::UserId;
use crate::live;
use crate::store::Store;
use crate::store::testing::each_database;
use crate::web::{Access, Failure, House, Unframed, register, security};
use crate::{organization, settings};

const NOW: Moment = Moment(1_764_000_000_000_000);
const PASSWORD: &str = "a door that is left ajar";
const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");

/// The house with its routes, and what the frame of the account would be put around.
struct Door {
    house: Data<House>,
    keeper: Data<Doorkeeper>,
    _data: tempfile::TempDir,
}

impl Door {
    fn new(store: Store) -> Door {
        let data = tempfile::tempdir().expect("a folder");
        let house = House {
            store,
            clock: Clock::standing(NOW),
            dice: Dice::system(),
            hub: live::Hub::new(live::Limits::default(), Clock::standing(NOW)),
            files: Files::new(data.path()),
            public_url: None,
            started_at: NOW,
            secure: false,
        };
        let keeper = Data::new(Doorkeeper::new(Some("key".to_owned())));
        Door { house: Data::new(house), keeper, _data: data }
    }

    fn browser(&self) -> Browser<'_> {
        Browser { door: self, cookies: RefCell::default(), says: vec![OWN] }
    }

    async fn answer(&self, request: TestRequest) -> Answer {
        let routes =
            || [accounts::routes(), organization::routes(), settings::routes()].into_iter().flatten().collect();
        let app = App::new()
            .app_data(self.house.clone())
            .app_data(self.keeper.clone())
            .configure(|config| register(routes(), config))
            .wrap(from_fn(security::same_site))
            .wrap(from_fn(identify))
            .wrap(from_fn(unframed))
            .wrap(from_fn(security::headers))
            .wrap(Compress::default());
        let app = init_service(app).await;
        let response = call_service(&app, request.to_request()).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = to_bytes(response.into_body()).await.map_err(|_| "a body").expect("a body");
        Answer { status, headers, html: String::from_utf8_lossy(&bytes).into_owned() }
    }

    async fn reset_link(&self, email: &str) -> String {
        let mut tx = self.house.store.begin().await.expect("a transaction");
        let user = User::by_email(&mut tx, email).await.expect("an answer").expect("a person");
        let token = reset::create(&mut tx, user.id, None, &self.house.dice, NOW).await.expect("a link");
        tx.commit().await.expect("a commit");
        reset::address("", &token)
    }

    async fn founded(store: Store) -> Door {
        let door = Door::new(store);
        let elin = door.browser();
        assert_eq!(elin.post("/setup", &set_up()).await.leads_to(), "/invitations");
        door
    }
}

/// Stands for the frame: the page's own content, or the key of the failure.
async fn unframed(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let response = next.call(request).await?.map_into_boxed_body();
    let page = response.response().extensions().get::<Unframed>().and_then(Unframed::take);
    let failure = response.response().extensions().get::<Failure>().map(|failure| failure.key);
    Ok(match (page, failure) {
        (Some(page), _) => response.map_body(|_, _| BoxBody::new(page.content.into_string())),
        (None, Some(key)) => response.map_body(|_, _| BoxBody::new(key)),
        _ => response,
    })
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    html: String,
}

impl Answer {
    fn leads_to(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.html);
        self.headers.get(LOCATION).and_then(|to| to.to_str().ok()).expect("an address")
    }

    /// The link that is shown once.
    fn link(&self) -> String {
        let html = scraper::Html::parse_fragment(&self.html);
        let input = scraper::Selector::parse(".link input[readonly]").expect("a selector");
        let value = html.select(&input).next().and_then(|input| input.attr("value")).expect("a link");
        value.strip_prefix("http://localhost:8080").expect("a link to this server").to_owned()
    }
}

struct Browser<'d> {
    door: &'d Door,
    cookies: RefCell<BTreeMap<String, String>>,
    says: Vec<(&'static str, &'static str)>,
}

impl Browser<'_> {
    fn saying(mut self, says: &[(&'static str, &'static str)]) -> Self {
        self.says = says.to_vec();
        self
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(TestRequest::get().uri(path)).await
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(TestRequest::post().uri(path).set_form(fields)).await
    }

    async fn send(&self, mut request: TestRequest) -> Answer {
        for header in self.says.iter().chain(&[("host", "localhost:8080")]) {
            request = request.insert_header(*header);
        }
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = self.door.answer(request.insert_header((COOKIE, cookies.join("; ")))).await;
        for set in answer.headers.get_all(SET_COOKIE) {
            let cookie = Cookie::parse(set.to_str().expect("text").to_owned()).expect("a cookie");
            self.cookies.borrow_mut().insert(cookie.name().to_owned(), cookie.value().to_owned());
        }
        answer
    }

    async fn sign_in(&self, email: &str, password: &str) -> Answer {
        self.post("/sign-in", &[("email", email), ("password", password), ("keep", "1"), ("next", "/settings")]).await
    }
}

fn set_up() -> Vec<(&'static str, &'static str)> {
    vec![
        ("token", "key"),
        ("company", "Harbour Press"),
        ("language", "en"),
        ("country", "GB"),
        ("time_zone", "Europe/London"),
        ("name", "Elin Lindqvist"),
        ("email", "Elin@harbour.example"),
        ("password", PASSWORD),
    ]
}

fn join<'f>(name: &'f str, email: &'f str) -> Vec<(&'f str, &'f str)> {
    vec![("name", name), ("email", email), ("password", PASSWORD)]
}

#[test]
fn what_anyone_may_use_is_the_door() {
    let routes: Vec<_> =
        [accounts::routes(), organization::routes(), settings::routes()].into_iter().flatten().collect();
    let open: Vec<String> = routes
        .iter()
        .filter(|route| route.access == Access::Anyone)
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    let door = [
        "GET /setup",
        "POST /setup",
        "GET /sign-in",
        "POST /sign-in",
        "GET /sign-in/code",
        "POST /sign-in/code",
        "GET /reset/{token}",
        "POST /reset/{token}",
    ];
    let link = ["GET /invitations/{token}", "POST /invitations/{token}"];
    assert_eq!(open, [&door[..], &link].concat());
}

#[actix_web::test]
async fn a_company_is_founded_once() {
    each_database(|store| async move {
        let door = Door::new(store);
        let elin = door.browser();
        for path in ["/", "/sign-in", "/messages", "/invitations"] {
            assert_eq!(elin.get(path).await.status, 503, "{path}");
        }
        assert_eq!(elin.get("/setup").await.status, 403);
        assert_eq!(elin.get("/setup?token=kex").await.status, 403);
        assert!(elin.get("/setup?token=key").await.html.contains("value=\"key\""));
        let mut wrong = set_up();
        wrong[7].1 = "lamplight";
        wrong[1].1 = "<b>Harbour & Sons";
        let again = elin.post("/setup", &wrong).await;
        assert_eq!(again.status, 422);
        assert!(again.html.contains("This one has 9 characters. Add at least 3 more."), "{}", again.html);
        assert!(again.html.contains("&#60;b&#62;Harbour &#38; Sons") && !again.html.contains("lamplight"));
        wrong[0].1 = "kex";
        assert_eq!(elin.post("/setup", &wrong).await.status, 403);
        assert_eq!(elin.post("/setup", &set_up()).await.leads_to(), "/invitations");
        assert_eq!(elin.get("/invitations").await.status, 200);
        for again in [elin.get("/setup?token=key").await, elin.post("/setup", &set_up()).await] {
            assert_eq!(again.status, 404);
        }
    })
    .await;
}

#[actix_web::test]
async fn one_signs_in_and_out() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let elin = door.browser();
        assert_eq!(elin.get("/settings?list").await.leads_to(), "/sign-in?next=%2Fsettings%3Flist");
        let page = elin.get("/sign-in?next=/settings").await;
        assert!(page.html.contains("to Harbour Press") && page.html.contains("value=\"/settings\""));
        for (email, password) in [("elin@harbour.example", "wrong"), ("nobody@harbour.example", PASSWORD), ("\0", "")] {
            let wrong = elin.sign_in(email, password).await;
            assert_eq!(wrong.status, 422);
            assert!(wrong.html.contains("do not go together") && !wrong.html.contains(PASSWORD));
        }
        assert_eq!(elin.sign_in("ELIN@harbour.example", PASSWORD).await.leads_to(), "/settings");
        assert_eq!(elin.get("/settings").await.status, 200);
        assert_eq!(elin.get("/sign-in?next=//evil.example").await.leads_to(), "/");
        assert_eq!(elin.post("/sign-out", &[]).await.leads_to(), "/sign-in");
        assert_eq!(elin.get("/settings").await.status, 303);
    })
    .await;
}

#[actix_web::test]
async fn guessing_is_slow() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let thief = door.browser();
        for _ in 0..10 {
            assert_eq!(thief.sign_in("elin@harbour.example", "guess").await.status, 422);
        }
        let refused = thief.sign_in("elin@harbour.example", PASSWORD).await;
        assert_eq!((refused.status, refused.html.as_str()), (429, "too-many"));
        assert_eq!(refused.headers.get("retry-after").expect("a time"), "900");
    })
    .await;
}

#[actix_web::test]
async fn people_are_invited_and_helped_back_in() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let (elin, lan, tom) = (door.browser(), door.browser(), door.browser());
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        let wrong = elin.post("/invitations", &[("uses", "0"), ("days", "seven")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.html.contains("from 1 to 1000") && wrong.html.contains("from 1 to 90"));
        let made = elin.post("/invitations", &[("uses", "1"), ("days", "7")]).await;
        let link = made.link();
        assert!(!elin.get("/invitations").await.html.contains(&link), "the token is shown once");
        assert!(elin.get(&link).await.html.contains("You are signed in as Elin Lindqvist"));
        assert!(lan.get(&link).await.html.contains("Join Harbour Press"));
        let taken = lan.post(&link, &join("Lan", "elin@HARBOUR.example")).await;
        assert_eq!(taken.status, 422);
        assert!(taken.html.contains("This address has an account here."));
        assert_eq!(lan.post(&link, &join("Đặng Lan", "lan@harbour.example")).await.leads_to(), "/");
        assert_eq!(tom.post(&link, &join("Tom", "tom@harbour.example")).await.status, 404);
        assert_eq!(tom.get(&link).await.status, 404);
        assert_eq!(lan.get("/invitations").await.status, 403);

        let reset = door.reset_link("lan@harbour.example").await;
        assert!(tom.get(&reset).await.html.contains("for Đặng Lan"));
        assert_eq!(tom.post(&reset, &[("password", "short")]).await.status, 422);
        assert_eq!(tom.post(&reset, &[("password", "another door, ajar")]).await.leads_to(), "/");
        assert_eq!(lan.get("/settings").await.status, 303, "all earlier sessions end");
        assert_eq!(tom.get("/settings").await.status, 200);
        assert_eq!(lan.get(&reset).await.status, 404);
        assert_eq!(lan.sign_in("lan@harbour.example", PASSWORD).await.status, 422);
        assert_eq!(lan.sign_in("lan@harbour.example", "another door, ajar").await.status, 303);

        let made = elin.post("/invitations", &[("uses", "3"), ("days", "1")]).await;
        assert!(made.html.contains("/invitations/2/revoke"));
        assert_eq!(elin.post("/invitations/2/revoke", &[]).await.status, 303);
        assert_eq!(door.browser().get(&made.link()).await.status, 404);
    })
    .await;
}

#[actix_web::test]
async fn what_one_chooses_is_kept() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let elin = door.browser();
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        let all = [
            ("send_key", "ctrl"),
            ("theme", "dark"),
            ("density", "compact"),
            ("language", "vi"),
            ("time_zone", "Asia/Ho_Chi_Minh"),
            ("refresh_seconds", "0"),
        ];
        assert_eq!(elin.post("/settings", &all).await.leads_to(), "/settings?saved");
        let page = elin.get("/settings?saved").await.html;
        for chosen in ["value=\"ctrl\" checked", "value=\"dark\" checked", "value=\"compact\" checked"] {
            assert!(page.contains(chosen), "{chosen}");
        }
        for chosen in ["value=\"vi\" selected", "value=\"Asia/Ho_Chi_Minh\" selected", "value=\"0\" selected"] {
            assert!(page.contains(chosen), "{chosen}");
        }
        assert!(!page.contains("name=\"sound\" value=\"1\" checked"));
        for n in 0..all.len() {
            let mut wrong = all;
            wrong[n].1 = "\0";
            assert_eq!(elin.post("/settings", &wrong).await.status, 422, "{:?}", all[n]);
        }
        assert_eq!(elin.post("/settings/profile", &[("name", "  Elin   <b>Đ ")]).await.status, 303);
        assert!(elin.get("/settings/profile").await.html.contains("Elin &#60;b&#62;Đ"));
        for wrong in ["", "\0", "\u{200b}"] {
            assert_eq!(elin.post("/settings/profile", &[("name", wrong)]).await.status, 422);
        }
        let contact = [
            ("inner_number", "204"),
            ("desk_phone", "+44 (20) 7946-0958"),
            ("mobile_phone", ""),
            ("birth_day", "29"),
            ("birth_month", "2"),
        ];
        assert_eq!(elin.post("/settings/contact", &contact).await.leads_to(), "/settings/profile?saved");
        let page = elin.get("/settings/profile").await.html;
        for kept in ["value=\"204\"", "value=\"+44 20 7946 0958\"", "value=\"29\"", "value=\"2\" selected"] {
            assert!(page.contains(kept), "{kept}");
        }
        for (n, wrong) in [(0, "2o4"), (1, "call me"), (2, "12"), (3, "30")] {
            let mut typed = contact;
            typed[n].1 = wrong;
            let again = elin.post("/settings/contact", &typed).await;
            assert!(again.status == 422 && again.html.contains(&format!("value=\"{wrong}\"")), "{wrong}");
        }
    })
    .await;
}

fn with_file(bytes: &[u8]) -> TestRequest {
    let mut body = b"--edge\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"me.png\"\r\n\r\n".to_vec();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let kind = (CONTENT_TYPE, "multipart/form-data; boundary=edge");
    TestRequest::post().uri("/settings/picture").insert_header(kind).set_payload(body)
}

#[actix_web::test]
async fn a_picture_is_shown_to_who_is_signed_in() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let elin = door.browser();
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        for (bytes, sentence) in [(&b""[..], "No file is chosen"), (b"<svg/>", "no picture that can be read")] {
            let answer = elin.send(with_file(bytes)).await;
            assert_eq!(answer.status, 422);
            assert!(answer.html.contains(sentence), "{}", answer.html);
        }
        let large = elin.send(with_file(&vec![0; crate::web::Limits::PICTURE_BYTES + 1])).await;
        assert!(large.status == 422 && large.html.contains("more than 8 MB"));
        let mut png = Vec::new();
        let picture = image::RgbImage::new(40, 30);
        picture.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).expect("a PNG");
        assert_eq!(elin.send(with_file(&png)).await.leads_to(), "/settings/profile?saved");
        let page = elin.get("/settings/profile").await.html;
        let (_, after) = page.split_once("src=\"").expect("a picture");
        let (address, _) = after.split_once('"').expect("an address");
        let shown = elin.get(address).await;
        assert_eq!(
            (shown.status, shown.headers.get(CONTENT_TYPE).expect("a type")),
            (200, &"image/jpeg".parse().expect("a type"))
        );
        assert_eq!(elin.get("/pictures/aaaaaaaaaaaaaaaaaaaaaa").await.status, 404);
        assert_eq!(door.browser().saying(&[("sec-fetch-dest", "image")]).get(address).await.status, 401);
        assert_eq!(elin.post("/settings/picture/remove", &[]).await.status, 303);
        assert!(!elin.get("/settings/profile").await.html.contains("/pictures/"));
        let old = elin.saying(&[]);
        assert_eq!(old.send(with_file(&png)).await.html, "cross-site");
    })
    .await;
}

#[actix_web::test]
async fn a_new_password_and_a_click_end_the_other_sessions() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let (elin, phone) = (door.browser(), door.browser().saying(&[OWN, ("user-agent", "Firefox/145 Android")]));
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        phone.sign_in("elin@harbour.example", PASSWORD).await;
        let page = elin.get("/settings/sign-in").await.html;
        assert!(page.contains("Firefox on Android"), "{page}");
        let wrong = elin.post("/settings/sign-in", &[("current", "x"), ("new", "short")]).await;
        assert!(wrong.status == 422 && wrong.html.contains("not your password"));
        let change = [("current", PASSWORD), ("new", "another door, ajar")];
        assert_eq!(elin.post("/settings/sign-in", &change).await.leads_to(), "/settings/sign-in?changed");
        assert_eq!(phone.get("/settings").await.status, 303);
        assert_eq!(elin.get("/settings").await.status, 200);
        for end in ["others", "one"] {
            phone.sign_in("elin@harbour.example", "another door, ajar").await;
            let page = elin.get("/settings/sign-in").await.html;
            let (_, id) = page.split_once("name=\"end\" value=\"").expect("another session");
            let id = id.split('"').next().expect("an id");
            elin.post("/settings/sessions", &[("end", if end == "one" { id } else { end })]).await;
            assert_eq!(phone.get("/settings").await.status, 303, "{end}");
            assert_eq!(elin.get("/settings").await.status, 200);
        }
    })
    .await;
}

#[actix_web::test]
async fn other_sites_send_nothing_and_old_browsers_carry_a_token() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let elin = door.browser();
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        let page = elin.get("/settings/profile").await;
        let (_, after) = page.html.split_once("name=\"token\" value=\"").expect("a token");
        let token = after.split('"').next().expect("a token").to_owned();
        let policy = page.headers.get("content-security-policy").expect("a policy");
        assert!(
            policy
                .to_str()
                .expect("text")
                .starts_with("default-src 'none'; script-src 'self'; style-src 'self'; img-src")
        );
        assert_eq!(page.headers.get("cache-control").expect("a word on caches"), "private, no-cache");

        let name = [("name", "Elin")];
        let mut elin = elin;
        for (says, status) in [
            (&[("sec-fetch-site", "cross-site")][..], 403),
            (&[("sec-fetch-site", "same-site")], 403),
            (&[("origin", "http://evil.example")], 403),
            (&[("origin", "null")], 403),
            (&[("origin", "http://localhost:8080")], 303),
            (&[], 403),
        ] {
            elin = elin.saying(says);
            assert_eq!(elin.post("/settings/profile", &name).await.status, status, "{says:?}");
        }
        let with_token = [("name", "Elin"), ("token", token.as_str())];
        assert_eq!(elin.post("/settings/profile", &with_token).await.status, 303);
        assert_eq!(elin.post("/settings/profile", &[("name", "Elin"), ("token", "x")]).await.status, 403);
        assert_eq!(elin.get("/settings/profile").await.status, 200);
        // HTTP/1.0 knows no chunks, which actix would send for what it compresses.
        let zip = || TestRequest::get().uri("/settings/profile").insert_header(("accept-encoding", "gzip"));
        let coding = |answer: &Answer| answer.headers.get("content-encoding").cloned();
        assert_eq!(coding(&elin.send(zip()).await).expect("a coding"), "gzip");
        assert_eq!(coding(&elin.send(zip().version(Version::HTTP_10)).await).expect("a coding"), "identity");
        // Without a session there is nothing to abuse.
        let stranger = door.browser().saying(&[]);
        assert_eq!(stranger.sign_in("elin@harbour.example", PASSWORD).await.status, 303);
    })
    .await;
}

#[actix_web::test]
async fn strangers_choose_their_language() {
    each_database(|store| async move {
        let door = Door::founded(store).await;
        let stranger = door.browser().saying(&[("accept-language", "fr, vi;q=0.5")]);
        assert!(stranger.get("/sign-in").await.html.contains("Đăng nhập"));
        assert!(stranger.get("/sign-in?lang=en").await.html.contains("E-mail address"));
        assert!(stranger.get("/sign-in").await.html.contains("E-mail address"), "the cookie remembers");
        assert!(door.browser().get("/sign-in").await.html.contains("E-mail address"), "the company's");
    })
    .await;
}

/// Colleagues of Elin, made without a door.
async fn colleagues(store: &Store, people: &[(&str, &str)]) -> Vec<UserId> {
    let mut tx = store.begin().await.expect("a transaction");
    let mut users = Vec::new();
    for (name, email) in people {
        let new = NewUser {
            name: Name::parse(name).expect("a name"),
            email: Email::parse(email).expect("an address"),
            password_hash: "none".to_owned(),
            role: Role::Employee,
            state: State::Active,
            language: None,
        };
        users.push(User::create(&mut tx, &new, NOW).await.expect("a user"));
    }
    tx.commit().await.expect("committed");
    users
}

#[actix_web::test]
async fn a_status_is_kept_until_its_time() {
    each_database(|store| async move {
        let door = Door::founded(store.clone()).await;
        let users = colleagues(&store, &[("Phạm Thu Hương", "huong@h.example"), ("Phạm Dũng", "dung@h.example")]).await;
        let elin = door.browser();
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        assert!(elin.get("/settings/status").await.html.contains("value=\"off\" checked"));
        // Monday, 24 November 2025, four in the afternoon, in London.
        let fields = |substitute| {
            vec![
                ("quiet", "at"),
                ("quiet_day", "25/11/2025"),
                ("quiet_time", "9:30"),
                ("leave_from", "2025-12-01"),
                ("leave_until", "2025-12-03"),
                ("substitute", substitute),
                ("seen_hidden", "1"),
            ]
        };
        assert_eq!(elin.post("/settings/status", &fields("pham dung")).await.leads_to(), "/settings/status?saved");
        let page = elin.get("/settings/status?saved").await.html;
        for kept in
            ["\"at\" checked", "\"2025-11-25\"", "\"09:30\"", "\"2025-12-01\"", "\"2025-12-03\"", "\"dung@h.example\""]
        {
            assert!(page.contains(&format!("value={kept}")), "{kept} in {page}");
        }
        assert!(page.contains("name=\"seen_hidden\" value=\"1\" checked"));

        let mut conn = store.read().await.expect("a connection");
        let planned = status::planned(&mut conn, UserId(0), NOW).await.expect("people");
        assert_eq!(planned.len(), 1);
        let person = &planned[0];
        assert_eq!(person.status.substitute_id, Some(users[1]));
        let leave = person.status.plan(&TimeZone::get("Europe/London").expect("a zone")).leave.expect("a leave");
        let day = Duration::from_secs(24 * 3600);
        assert_eq!((leave.last.to_string(), leave.until), ("2025-12-03".to_owned(), leave.from.after(3 * day)));
        assert!(status::planned(&mut conn, person.id, NOW).await.expect("people").is_empty());
        assert!(status::planned(&mut conn, UserId(0), leave.until).await.expect("people").is_empty());
        drop(conn);

        door.house.clock.set(leave.until);
        let page = elin.get("/settings/status").await.html;
        assert!(
            page.contains("value=\"off\" checked") && !page.contains("2025-12") && !page.contains("dung@"),
            "{page}"
        );
    })
    .await;
}

#[actix_web::test]
async fn a_wrong_status_is_told_field_by_field() {
    each_database(|store| async move {
        let door = Door::founded(store.clone()).await;
        let people = [("Phạm Hương", "h@h.example"), ("Phạm Dũng", "d@h.example"), ("Lê Minh", "m@h.example")];
        let users = colleagues(&store, &people).await;
        let elin = door.browser();
        elin.sign_in("elin@harbour.example", PASSWORD).await;
        let leave = |substitute| vec![("quiet", "off"), ("leave_until", "2025-12-03"), ("substitute", substitute)];
        for (fields, sentence) in [
            (vec![("quiet", "for ever")], "not one of the choices"),
            (vec![("quiet", "at")], "not a time of day"),
            (vec![("quiet", "at"), ("quiet_time", "15:00")], "has passed already"),
            (vec![("quiet", "off"), ("leave_from", "soon"), ("leave_until", "2025-12-03")], "not a day"),
            (vec![("quiet", "off"), ("leave_from", "2025-12-03")], "last day is missing"),
            (vec![("quiet", "off"), ("substitute", "Minh")], "last day is missing"),
            (leave("Zofia"), "No colleague is called that"),
            (leave("Elin Lindqvist"), "No colleague is called that"),
            (leave("pham"), "could be several people"),
        ] {
            let answer = elin.post("/settings/status", &fields).await;
            assert_eq!(answer.status, 422, "{fields:?}");
            assert!(answer.html.contains(sentence), "{fields:?}: {}", answer.html);
        }
        let answer = elin.post("/settings/status", &leave("Phạm Ngọc")).await.html;
        assert!(answer.contains("h@h.example") && answer.contains("d@h.example") && !answer.contains("m@h.example"));
        assert!(answer.contains("value=\"Phạm Ngọc\""), "what was typed is kept");
        let id = users[0].to_string();
        let chosen = [leave("Phạm Ngọc"), vec![("substitute_id", id.as_str())]].concat();
        assert_eq!(elin.post("/settings/status", &chosen).await.status, 303);
        assert!(elin.get("/settings/status").await.html.contains("value=\"h@h.example\""));
        let oneself = [leave("x"), vec![("substitute_id", "1")]].concat();
        assert_eq!(elin.post("/settings/status", &oneself).await.status, 422);
        assert_eq!(elin.post("/settings/status", &[("quiet", "off")]).await.status, 303, "all taken back");
        assert!(!elin.get("/settings/status").await.html.contains("h@h.example"));
    })
    .await;
}

#[actix_web::test]
async fn when_people_were_last_seen_is_kept_to_the_minute() {
    each_database(|store| async move {
        let users = {
            let door = Door::founded(store.clone()).await;
            drop(door);
            colleagues(&store, &[("Ada", "a@h.example"), ("Bo", "b@h.example")]).await
        };
        let mut tx = store.begin().await.expect("a transaction");
        let late = NOW.after(Duration::from_secs(3 * 60 + 59));
        status::saw(&mut tx, &[(users[0].0, NOW), (users[1].0, late), (99, NOW)]).await.expect("written");
        tx.commit().await.expect("committed");
        let mut conn = store.read().await.expect("a connection");
        let mut seen = Vec::new();
        for user in users {
            seen.push(User::find(&mut conn, user).await.expect("a user").expect("a user").status.seen_at);
        }
        assert_eq!(seen, [Some(NOW), Some(NOW.after(Duration::from_secs(180)))]);
    })
    .await;
}
