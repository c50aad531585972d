//! STUB
/// STUB
pub fn raise() -> usize {
    10_000
}
