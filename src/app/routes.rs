//! The URL map: every route of the house, and who may use it.

use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{HttpResponse, Responder};

use super::socket;
use crate::web::{Access, House, Route, assets, route, see_other};

/// All routes.
pub fn all() -> Vec<Route> {
    let own = vec![
        route(Method::GET, "/", Access::User, home),
        route(Method::GET, "/live", Access::User, socket::show),
        route(Method::GET, "/live/state", Access::User, socket::poll),
        route(Method::GET, assets::ROUTE, Access::Anyone, assets::show),
        route(Method::GET, "/healthz", Access::Anyone, alive),
        route(Method::GET, "/readyz", Access::Anyone, ready),
    ];
    [
        own,
        crate::accounts::routes(),
        crate::organization::routes(),
        crate::chats::handlers::routes(),
        crate::panel::handlers::routes(),
        crate::settings::routes(),
        crate::admin::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// `GET /`: to the messages. For who is signed in.
async fn home() -> impl Responder {
    see_other("/messages")
}

/// `GET /healthz`: the process lives. For anyone.
async fn alive() -> impl Responder {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

/// `GET /readyz`: the database answers. For anyone.
async fn ready(house: Data<House>) -> impl Responder {
    match house.store.ping().await {
        Ok(()) => HttpResponse::Ok().content_type("text/plain").body("ok\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            HttpResponse::ServiceUnavailable().content_type("text/plain").body("the database does not answer\n")
        }
    }
}
