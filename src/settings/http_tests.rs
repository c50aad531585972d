//! The door and the settings through HTTP, on both databases.

mod choices;
mod door;
mod statuses;
mod trials;

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
use crate::mail::{Office, Seal};
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
            office: Office::new(Seal::fleeting(&Dice::seeded(1))).patient(Duration::from_millis(500)),
            public_url: None,
            metrics: crate::web::Metrics::default(),
            turnstile: crate::web::Turnstile::new(1000),
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
