//! The URL map: every route of the house, and who may use it.

use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{HttpResponse, Responder};

use super::ready::Readiness;
use super::{metrics, socket};
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
        route(Method::GET, "/metrics", Access::Anyone, metrics::show),
    ];
    [
        own,
        crate::accounts::routes(),
        crate::organization::routes(),
        crate::chats::handlers::routes(),
        crate::notifications::routes(),
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

/// `GET /readyz`: the database answers, and what is written reaches its disk. For anyone.
async fn ready(house: Data<House>, readiness: Data<Readiness>) -> impl Responder {
    match readiness.lacks(&house.store).await {
        None => HttpResponse::Ok().content_type("text/plain").body("ok\n"),
        Some(words) => HttpResponse::ServiceUnavailable().content_type("text/plain").body(words),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;
    use actix_web::http::header::LOCATION;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpMessage};

    use super::*;
    use crate::web::{Granted, SECOND_FACTOR, register};

    /// An address of the pattern.
    fn address(pattern: &str) -> String {
        let parts = pattern.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
        parts.collect::<Vec<_>>().join("/")
    }

    #[test]
    fn without_the_second_factor_that_is_asked_for_one_sets_it_up_or_leaves() {
        let open = all().into_iter().filter(|route| route.access == Access::SettingUp);
        let open: Vec<String> = open.map(|route| format!("{} {}", route.method, route.path)).collect();
        let set_up = [
            "POST /sign-out",
            "GET /settings/second-factor",
            "POST /settings/second-factor",
            "POST /settings/second-factor/confirm",
        ];
        assert_eq!(open, set_up);
    }

    #[actix_web::test]
    async fn every_other_address_leads_there_and_is_refused_where_it_is_no_page() {
        let app = init_service(App::new().configure(|config| register(all(), config))).await;
        let closed: Vec<Route> = all().into_iter().filter(|route| route.access > Access::SettingUp).collect();
        assert!(closed.len() > 30, "only {} addresses", closed.len());
        for route in closed {
            let what = format!("{} {}", route.method, route.path);
            let request = || TestRequest::with_uri(&address(route.path)).method(route.method.clone());
            let ask = |request: TestRequest| {
                let request = request.to_request();
                request.extensions_mut().insert(Granted(Access::SettingUp));
                call_service(&app, request)
            };
            let led = ask(request()).await;
            assert_eq!(led.status(), StatusCode::SEE_OTHER, "{what}");
            let to = led.headers().get(LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
            assert!(to.starts_with(SECOND_FACTOR), "{what} {to}");
            for header in [("hx-request", "true"), ("sec-fetch-dest", "iframe"), ("upgrade", "websocket")] {
                let refused = ask(request().insert_header(header)).await;
                assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{what} {header:?}");
            }
        }
    }
}
