//! Hallway: a self-hosted web messenger for one company.
//!
//! ARCHITECTURE.md is the map: which room is which, who may use whom, and the way of one message.

pub mod accounts;
pub mod admin;
pub mod app;
pub mod chats;
pub mod clock;
pub mod config;
pub mod event;
pub mod files;
pub mod id;
pub mod links;
pub mod live;
pub mod mail;
pub mod markup;
pub mod notice;
pub mod notifications;
pub mod organization;
pub mod panel;
pub mod settings;
pub mod store;
pub mod web;
mod words;
