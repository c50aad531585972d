//! STUB
use crate::id::UserId;
use crate::store::{Conn, Result};
pub struct Preferences { pub send_key: SendKey, pub sound: bool, pub refresh_seconds: i64 }
#[derive(Clone, Copy)]
pub struct SendKey;
impl SendKey { pub fn as_str(self) -> &'static str { "enter" } }
impl Preferences { pub async fn find(_: &mut Conn, _: UserId) -> Result<Preferences> { todo!() } }
