//! What people ask of the house, each signed in, and what it answers.

use std::rc::Rc;

use actix_http::Request;
use actix_web::body::to_bytes;
use actix_web::http::header::COOKIE;
use actix_web::test::{TestRequest, init_service, try_call_service};
use actix_web::web::Data;
use futures_util::future::LocalBoxFuture;

use super::{BETWEEN, KEY, NOW, Trial};
use crate::accounts::viewer::{SESSION, SIGNING_IN};
use crate::accounts::{Doorkeeper, User, session};
use crate::app::boot::app;
use crate::app::counts::Told;
use crate::app::metrics::Readers;
use crate::app::ready::Readiness;
use crate::app::variants::Variants;
use crate::chats::search::Searches;
use crate::chats::{Lanes, Recent};
use crate::web::House;
use crate::web::security::TrustedProxies;

impl Trial {
    /// Has somebody sign in anew: what they did has ended their session.
    pub fn ends(&self, email: &str) {
        self.cookies.borrow_mut().remove(email);
    }

    /// Has somebody be signed in, who now has this cookie.
    pub async fn cookie(&self, email: &str) {
        if email.is_empty() || self.cookies.borrow().contains_key(email) {
            return;
        }
        let mut tx = self.house.store.begin().await.expect("a transaction");
        let user = User::by_email(&mut tx, email).await.expect("an answer").expect("a person");
        let origin = session::Origin { agent: String::new(), address: String::new(), kept: true };
        let token = session::create(&mut tx, user.id, &origin, &self.house.dice, NOW).await.expect("a session");
        tx.commit().await.expect("a commit");
        self.wear(email, &format!("{}={}", SESSION[0], token.expect("somebody who may").1));
    }

    fn wear(&self, email: &str, cookie: &str) {
        self.cookies.borrow_mut().insert(email.to_owned(), cookie.to_owned());
    }

    /// The status of the answer; 599 if it broke off.
    pub async fn send(&self, email: &str, request: TestRequest) -> u16 {
        self.ask(email, request).await.status
    }

    /// The same, and what it says.
    pub async fn said(&self, email: &str, request: TestRequest) -> (u16, String) {
        let told = self.ask(email, request).await;
        (told.status, told.html)
    }

    /// A page as they see it.
    pub async fn page(&self, email: &str, address: &str) -> String {
        let told = self.ask(email, TestRequest::get().uri(address)).await;
        assert_eq!(told.status, 200, "{address}: {}", told.html);
        told.html
    }

    async fn ask(&self, email: &str, request: TestRequest) -> Answered {
        let cookie = self.cookies.borrow().get(email).cloned().unwrap_or_default();
        let request = request.insert_header(("host", "localhost")).insert_header(("sec-fetch-site", "same-origin"));
        let answered = (self.answer)(request.insert_header((COOKIE, cookie)).to_request()).await;
        if let Some(token) = &answered.waits {
            self.wear(BETWEEN, &format!("{}={token}", SIGNING_IN[0]));
        }
        answered
    }
}

pub(super) struct Answered {
    status: u16,
    html: String,
    /// The token of whoever is asked for a code next.
    waits: Option<String>,
}

pub(super) type Answer = Box<dyn Fn(Request) -> LocalBoxFuture<'static, Answered>>;

pub(super) async fn answer(house: Data<House>, variants: Data<Variants>) -> Answer {
    let app = app(house)
        .app_data(variants)
        .app_data(Data::new(Recent::default()))
        .app_data(Data::new(Lanes::default()))
        .app_data(Data::new(Searches::default()))
        .app_data(Data::new(Doorkeeper::new(Some(KEY.to_owned()))))
        .app_data(Data::new(Told::default()))
        .app_data(Data::new(TrustedProxies::new(Vec::new())))
        .app_data(Data::new(Readers::default()))
        .app_data(Data::new(Readiness::default()));
    let app = Rc::new(init_service(app).await);
    Box::new(move |request| {
        let app = app.clone();
        Box::pin(async move {
            let response = match try_call_service(&*app, request).await {
                Ok(response) => response,
                Err(error) => {
                    let status = error.as_response_error().status_code().as_u16();
                    return Answered { status, html: error.to_string(), waits: None };
                }
            };
            let status = response.status().as_u16();
            let mut cookies = response.response().cookies();
            let waits = cookies.find(|cookie| cookie.name() == SIGNING_IN[0] && !cookie.value().is_empty());
            let waits = waits.map(|cookie| cookie.value().to_owned());
            match to_bytes(response.into_body()).await {
                Ok(bytes) => Answered { status, html: String::from_utf8_lossy(&bytes).into_owned(), waits },
                Err(_) => Answered { status: 599, html: String::new(), waits },
            }
        })
    })
}
