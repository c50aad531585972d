//! The organization.
