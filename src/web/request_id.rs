//! One number for each request: in the log, and in the answer.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};
use tracing::Instrument;
use tracing::field::Empty;

use super::House;
use crate::clock::Dice;

/// The header of an answer that holds the number.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Letters of a method that are logged, and of a path: the longest of ours are shorter.
const METHOD: usize = 16;
const PATH: usize = 100;

/// The number of a request, 16 hexadecimal digits; it waits in the request's extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

impl RequestId {
    fn new() -> RequestId {
        // Never the house's own dice: in a demo or a test they fall the same way however often somebody asks for a page.
        RequestId(Dice::system().bytes::<8>().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// Gives each request a number, a span to log in, and at the end its status and time. For `actix_web::middleware::from_fn`,
/// around everything else.
///
/// # Errors
/// Those of what it is put around.
pub async fn request_id(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let RequestId(id) = RequestId::new();
    let path = shown_path(request.path(), request.match_pattern().as_deref());
    let method = brief(request.method().as_str(), METHOD);
    let span = tracing::info_span!("request", %id, method, path, status = Empty, ms = Empty);
    request.extensions_mut().insert(RequestId(id.clone()));
    let house = request.app_data::<Data<House>>().cloned();
    let begun = Instant::now();
    let outcome = next.call(request).instrument(span.clone()).await;
    let (status, outcome) = match outcome {
        Ok(mut response) => {
            // What a browser keeps would bring the number of another request.
            if !is_kept(&response) {
                let value = HeaderValue::from_str(&id).unwrap_or(HeaderValue::from_static(""));
                response.headers_mut().insert(HEADER, value);
            }
            (response.status(), Ok(response))
        }
        Err(error) => (error.as_response_error().status_code(), Err(error)),
    };
    if let Some(house) = house {
        house.metrics.answered(status, begun.elapsed());
    }
    span.record("status", status.as_u16());
    span.record("ms", u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX));
    span.in_scope(|| tracing::debug!("answered"));
    outcome
}

fn is_kept(response: &ServiceResponse<impl MessageBody>) -> bool {
    let kept = response.headers().get(CACHE_CONTROL).and_then(|value| value.to_str().ok());
    kept.is_some_and(|kept| kept.contains("immutable"))
}

/// The path as it may be logged: a token in it opens a door, so the pattern of its route is shown instead. Of what no
/// route knows only the beginning is shown, for it may be such a path with a letter too many.
fn shown_path(path: &str, pattern: Option<&str>) -> String {
    match pattern {
        Some(pattern) if pattern.contains("{token") => pattern.to_owned(),
        Some(_) => brief(path, PATH),
        None => match path.strip_prefix('/').and_then(|rest| rest.split_once('/')) {
            Some((first, _)) => format!("/{}/…", brief(first, PATH)),
            None => brief(path, PATH),
        },
    }
}

/// The text, or so many letters of it: whoever sends more does not fill the log with it.
fn brief(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => [&text[..end], "…"].concat(),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpRequest, HttpResponse, middleware::from_fn, web};

    use super::*;

    async fn told(request: HttpRequest) -> HttpResponse {
        let id = request.extensions().get::<RequestId>().cloned();
        HttpResponse::Ok().body(id.map_or_else(String::new, |id| id.0))
    }

    #[actix_web::test]
    async fn the_number_is_in_the_request_and_in_the_answer() {
        let app = App::new().wrap(from_fn(request_id)).route("/chats/{chat}", web::get().to(told));
        let app = init_service(app).await;
        let mut ids = Vec::new();
        for (path, status) in [("/chats/1", 200), ("/chats/2?q=x", 200), ("/nowhere", 404)] {
            let response = call_service(&app, TestRequest::get().uri(path).to_request()).await;
            assert_eq!(response.status(), status);
            let id = response.headers().get(HEADER).expect(path).to_str().expect(path).to_owned();
            assert!(id.len() == 16 && id.bytes().all(|c| c.is_ascii_hexdigit()), "{id}");
            if status == 200 {
                assert_eq!(actix_web::test::read_body(response).await, id.as_bytes());
            }
            ids.push(id);
        }
        ids.dedup();
        assert_eq!(ids.len(), 3);
    }

    #[actix_web::test]
    async fn a_route_is_known_before_it_is_taken() {
        async fn shown(request: ServiceRequest, next: Next<impl MessageBody>) -> Result<ServiceResponse, Error> {
            let shown = shown_path(request.path(), request.match_pattern().as_deref());
            let response = next.call(request).await?;
            Ok(response.into_response(HttpResponse::Ok().body(shown)))
        }
        let app = App::new()
            .wrap(from_fn(shown))
            .service(web::resource("/invitations/{token}").get(told))
            .service(web::resource("/chats/{chat}").get(told));
        let app = init_service(app).await;
        for (path, expected) in [
            ("/invitations/secret?x=secret", "/invitations/{token}"),
            ("/invitations/secret/", "/invitations/…"),
            ("/chats/7?token=secret", "/chats/7"),
            ("/nowhere", "/nowhere"),
            (&"/n".repeat(1000), "/n/…"),
            (&format!("/{}", "n".repeat(1000)), &format!("/{}…", "n".repeat(PATH - 1))),
        ] {
            let response = call_service(&app, TestRequest::get().uri(path).to_request()).await;
            assert_eq!(actix_web::test::read_body(response).await, expected.as_bytes());
        }
    }
}
