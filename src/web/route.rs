//! The URL map as data: who may use an address is said beside it, and its registration holds to it.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{LOCATION, UPGRADE};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::ServiceConfig;
use actix_web::{FromRequest, Handler, HttpMessage, HttpRequest, HttpResponse, Resource, Responder, guard};

use super::Error;

/// Who may use an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Anyone who can reach the server.
    Anyone,
    /// Who is signed in, also if they lack the second factor that the company asks for: they may set it up and nothing else.
    SettingUp,
    /// Who is signed in, guests, too.
    User,
    /// Who is signed in and works here.
    Employee,
    /// An administrator of the company.
    Administrator,
}

/// Where one signs in.
pub const SIGN_IN: &str = "/sign-in";
/// Where one sets the second factor up.
pub const SECOND_FACTOR: &str = "/settings/second-factor";

/// What the viewer of a request may use. The session's middleware leaves it in the request; without it, it is
/// [`Access::Anyone`].
#[derive(Clone, Copy, Debug)]
pub struct Granted(pub Access);

/// One address, for one method.
pub struct Route {
    /// GET is HEAD, too.
    pub method: Method,
    /// The pattern of the address.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
    handler: actix_web::Route,
}

/// An address and what answers there, once `access` has been looked at.
pub fn route<F, A>(method: Method, path: &'static str, access: Access, handler: F) -> Route
where
    F: Handler<A>,
    A: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let head = method == Method::GET;
    let methods =
        if head { guard::Any(guard::Get()).or(guard::Head()) } else { guard::Any(guard::Method(method.clone())) };
    let handler = actix_web::web::route().guard(methods).to(handler);
    let handler = handler.wrap(from_fn(move |request, next: Next<BoxBody>| hold(access, request, next)));
    Route { method, path, access, handler }
}

/// Registers the routes. An address that has no such method answers 405.
pub fn register(routes: Vec<Route>, config: &mut ServiceConfig) {
    let mut paths: Vec<(&'static str, Vec<actix_web::Route>)> = Vec::new();
    for route in routes {
        match paths.iter_mut().find(|(path, _)| *path == route.path) {
            Some((_, of_path)) => of_path.push(route.handler),
            None => paths.push((route.path, vec![route.handler])),
        }
    }
    for (path, of_path) in paths {
        config.service(of_path.into_iter().fold(actix_web::web::resource(path), Resource::route));
    }
}

async fn hold(
    access: Access,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let granted = granted(request.request());
    if granted >= access {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let way = match granted {
        Access::Anyone => way(request.request(), SIGN_IN, false),
        Access::SettingUp => way(request.request(), SECOND_FACTOR, true),
        _ => None,
    };
    match way {
        Some(address) => {
            Ok(request.into_response(HttpResponse::SeeOther().insert_header((LOCATION, address)).finish()))
        }
        None if granted == Access::Anyone => Ok(request.error_response(Error::SignedOut)),
        None => Ok(request.error_response(Error::NotAllowed)),
    }
}

/// What the viewer of the request may use.
pub fn granted(request: &HttpRequest) -> Access {
    request.extensions().get::<Granted>().map_or(Access::Anyone, |granted| granted.0)
}

/// The way to the page that comes before this one, which it leads back to; none if the request is not for a page that a person
/// looks at. After a form (`forms`) there is nothing to lead back to.
fn way(request: &HttpRequest, to: &str, forms: bool) -> Option<String> {
    let head = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let page = matches!(head("sec-fetch-dest"), None | Some("document"));
    if !page || head("hx-request").is_some() || request.headers().contains_key(UPGRADE) {
        return None;
    }
    let wanted = request.uri().path_and_query().map_or("/", |wanted| wanted.as_str());
    match (reads, wanted) {
        (false, _) if !forms => None,
        (false, _) | (true, "/") => Some(to.to_owned()),
        (true, wanted) => serde_urlencoded::to_string([("next", wanted)]).ok().map(|query| [to, "?", &query].concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, http::StatusCode};

    fn routes() -> Vec<Route> {
        let ok = || async { HttpResponse::Ok().finish() };
        vec![
            route(Method::GET, "/open", Access::Anyone, ok),
            route(Method::GET, "/mine", Access::User, ok),
            route(Method::POST, "/mine", Access::User, ok),
            route(Method::GET, "/ours", Access::Administrator, ok),
            route(Method::DELETE, "/open", Access::User, ok),
        ]
    }

    async fn answer(request: TestRequest, granted: Access) -> ServiceResponse<BoxBody> {
        let app = init_service(App::new().configure(|config| register(routes(), config))).await;
        let request = request.to_request();
        request.extensions_mut().insert(Granted(granted));
        call_service(&app, request).await.map_into_boxed_body()
    }

    #[actix_web::test]
    async fn access_is_held_to() {
        let get = |path: &str| TestRequest::get().uri(path);
        for (path, granted, status) in [
            ("/open", Access::Anyone, StatusCode::OK),
            ("/mine", Access::User, StatusCode::OK),
            ("/mine", Access::Administrator, StatusCode::OK),
            ("/ours", Access::Administrator, StatusCode::OK),
            ("/ours", Access::User, StatusCode::FORBIDDEN),
            ("/ours?a=1&b=2", Access::Anyone, StatusCode::SEE_OTHER),
            ("/none", Access::Anyone, StatusCode::NOT_FOUND),
        ] {
            assert_eq!(answer(get(path), granted).await.status(), status, "{path} {granted:?}");
        }
        let sent = answer(get("/ours?a=1&b=2"), Access::Anyone).await;
        assert_eq!(sent.headers().get(LOCATION).expect("an address"), "/sign-in?next=%2Fours%3Fa%3D1%26b%3D2");
    }

    #[actix_web::test]
    async fn what_is_not_a_page_is_told_that_it_is_signed_out() {
        for request in [
            TestRequest::post().uri("/mine"),
            TestRequest::get().uri("/mine").insert_header(("hx-request", "true")),
            TestRequest::get().uri("/mine").insert_header(("sec-fetch-dest", "image")),
            TestRequest::get().uri("/mine").insert_header(("upgrade", "websocket")),
        ] {
            assert_eq!(answer(request, Access::Anyone).await.status(), StatusCode::UNAUTHORIZED);
        }
    }

    #[actix_web::test]
    async fn who_has_to_set_up_the_second_factor_is_led_there_and_to_nothing_else() {
        let to = |answer: ServiceResponse<BoxBody>| {
            let location = answer.headers().get(LOCATION).map(|to| to.to_str().expect("text").to_owned());
            (answer.status().as_u16(), location)
        };
        let here = |query: &str| Some([SECOND_FACTOR, query].concat());
        for (request, expected) in [
            (TestRequest::get().uri("/open"), (200, None)),
            (TestRequest::get().uri("/mine?a=1"), (303, here("?next=%2Fmine%3Fa%3D1"))),
            (TestRequest::post().uri("/mine"), (303, here(""))),
            (TestRequest::post().uri("/mine").insert_header(("hx-request", "true")), (403, None)),
            (TestRequest::get().uri("/ours").insert_header(("sec-fetch-dest", "iframe")), (403, None)),
            (TestRequest::get().uri("/mine").insert_header(("upgrade", "websocket")), (403, None)),
        ] {
            assert_eq!(to(answer(request, Access::SettingUp).await), expected);
        }
    }

    #[actix_web::test]
    async fn head_is_get_and_other_methods_are_refused() {
        let head = TestRequest::with_uri("/open").method(Method::HEAD);
        assert_eq!(answer(head, Access::Anyone).await.status(), StatusCode::OK);
        let put = TestRequest::put().uri("/open");
        assert_eq!(answer(put, Access::Anyone).await.status(), StatusCode::METHOD_NOT_ALLOWED);
        let delete = TestRequest::delete().uri("/open");
        assert_eq!(answer(delete, Access::User).await.status(), StatusCode::OK);
    }
}
