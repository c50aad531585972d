//! STUB
#[derive(Clone)]
pub struct RequestId(pub String);
