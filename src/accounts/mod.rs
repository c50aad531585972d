//! STUB for type checking until the branch comes.
use crate::clock::Moment;
use crate::id::{SessionId, UserId};
use crate::store::{Conn, Result};
use crate::web::Locale;
#[derive(Clone, Debug)]
pub struct User { pub id: UserId, pub name: String, pub hue: i64, pub picture: Option<String>, pub theme: Theme, pub density: Theme }
#[derive(Clone, Copy, Debug)]
pub struct Theme;
impl Theme { pub fn as_str(self) -> &'static str { "device" } }
impl User {
    pub fn locale(&self) -> Locale { todo!() }
    pub async fn find(_: &mut Conn, _: UserId) -> Result<Option<User>> { todo!() }
    pub async fn find_many(_: &mut Conn, _: &[i64]) -> Result<Vec<User>> { todo!() }
    pub async fn search(_: &mut Conn, _: &str, _: i64) -> Result<Vec<User>> { todo!() }
    pub async fn changed_since(_: &mut Conn, _: Moment) -> Result<Vec<User>> { todo!() }
}
#[derive(Clone, Debug)]
pub struct Viewer { pub user: User, pub session: SessionId, pub epoch: String }
impl actix_web::FromRequest for Viewer { type Error = crate::web::Error; type Future = std::future::Ready<std::result::Result<Viewer, crate::web::Error>>; fn from_request(_: &actix_web::HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future { todo!() } }
