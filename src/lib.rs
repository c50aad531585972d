//! Hallway: a self-hosted web messenger for one company.

pub mod live;
pub mod markup;
