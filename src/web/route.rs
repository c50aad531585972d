//! STUB
use actix_web::{FromRequest, Handler, Responder, http::Method};
pub enum Access { Anyone, User, Administrator }
pub struct Route { pub method: Method, pub path: &'static str, pub access: Access, pub handler: actix_web::Route }
pub fn route<F, A>(method: Method, path: &'static str, access: Access, f: F) -> Route where F: Handler<A>, A: FromRequest + 'static, F::Output: Responder + 'static { Route { handler: actix_web::web::method(method.clone()).to(f), method, path, access } }
