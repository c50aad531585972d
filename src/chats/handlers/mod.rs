//! The chats' pages and forms.

mod commands;
mod composer;
mod departments;
mod drafts;
mod entries;
mod files;
mod group;
mod hooks;
mod joining;
mod later;
mod links;
mod members;
#[cfg(test)]
mod members_tests;
mod membership;
mod mentions;
mod message;
mod new;
mod search;
mod show;
mod telling;
mod uploads;
mod writing;

use actix_web::http::Method;

use message::{actions, cards, delete, edit, favourites, forward, pins, polls, reactions, select};

use crate::web::{Access, Route, route};

/// The chats' part of the URL map.
pub fn routes() -> Vec<Route> {
    use Access::{Anyone, Employee, User};
    vec![
        route(Method::GET, "/messages", User, show::index),
        route(Method::GET, "/messages/{message}", User, actions::permalink),
        route(Method::GET, "/messages/{message}/actions", User, actions::show),
        route(Method::POST, "/chats/{chat}/draft", User, drafts::update),
        route(Method::GET, "/chats/{chat}/files", User, files::index),
        route(Method::GET, "/chats/{chat}/links", User, links::index),
        route(Method::GET, "/chats/{chat}/uploads", User, uploads::new),
        route(Method::POST, "/chats/{chat}/uploads", User, uploads::create),
        route(Method::GET, "/files/{attachment}", User, files::show),
        route(Method::GET, "/files/{attachment}/preview", User, files::preview),
        route(Method::GET, "/chats/{chat}/select", User, select::show),
        route(Method::GET, "/search", User, search::everywhere),
        route(Method::GET, "/chats/{chat}/search", User, search::in_chat),
        route(Method::GET, "/chats/{chat}/day", User, search::to_day),
        route(Method::GET, "/later", User, later::index),
        route(Method::GET, "/scheduled/{scheduled}", User, later::edit),
        route(Method::POST, "/scheduled/{scheduled}", User, later::update),
        route(Method::GET, "/messages/{message}/reminder", User, later::reminder),
        route(Method::POST, "/messages/{message}/reminder", User, later::remind),
        route(Method::GET, "/messages/{message}/views", User, actions::views),
        route(Method::POST, "/messages/{message}/unread", User, actions::unread),
        route(Method::POST, "/messages/{message}/favourite", User, actions::favour),
        route(Method::GET, "/messages/{message}/edit", User, edit::edit),
        route(Method::POST, "/messages/{message}/edit", User, edit::update),
        route(Method::GET, "/messages/{message}/versions", User, edit::history),
        route(Method::GET, "/messages/{message}/reactions", User, reactions::index),
        route(Method::POST, "/messages/{message}/pin", User, pins::update),
        route(Method::GET, "/messages/{message}/picture", User, cards::picture),
        route(Method::POST, "/messages/{message}/card", User, cards::remove),
        route(Method::GET, "/messages/{message}/votes", User, polls::index),
        route(Method::POST, "/messages/{message}/poll", User, polls::close),
        route(Method::GET, "/formatting", User, writing::formatting),
        route(Method::GET, "/emoji", User, writing::emoji),
        route(Method::POST, "/text/clean", User, writing::clean),
        route(Method::GET, "/favourites", User, favourites::index),
        route(Method::GET, "/forward", User, forward::ask),
        route(Method::POST, "/forward", User, forward::create),
        route(Method::GET, "/deletion", User, delete::ask),
        route(Method::POST, "/deletion", User, delete::delete_all),
        route(Method::GET, "/chats/new", User, new::new),
        route(Method::POST, "/chats", Employee, new::create),
        route(Method::POST, "/chats/direct", User, new::direct),
        route(Method::GET, "/chats/open", Employee, joining::index),
        route(Method::GET, "/chats/archived", User, joining::archived),
        route(Method::POST, "/chats/read", User, membership::read_all),
        route(Method::GET, "/join/{link}", User, joining::show),
        route(Method::POST, "/join/{link}", User, joining::create),
        route(Method::GET, "/chats/{chat}", User, show::show),
        route(Method::GET, "/chats/{chat}/messages", User, entries::index),
        route(Method::POST, "/chats/{chat}/messages", User, entries::create),
        route(Method::GET, "/chats/{chat}/composer", User, composer::show),
        route(Method::GET, "/chats/{chat}/poll", User, polls::new),
        route(Method::POST, "/chats/{chat}/poll", User, polls::create),
        route(Method::GET, "/chats/{chat}/tools", User, actions::tools),
        route(Method::GET, "/chats/{chat}/mentions", User, mentions::index),
        route(Method::GET, "/chats/{chat}/commands", User, commands::index),
        route(Method::POST, "/chats/{chat}/reactions", User, reactions::toggle),
        route(Method::GET, "/chats/{chat}/pins", User, pins::index),
        route(Method::GET, "/chats/{chat}/jump", User, entries::jump),
        route(Method::GET, "/chats/{chat}/since", User, entries::since),
        route(Method::POST, "/chats/{chat}/read", User, membership::read),
        route(Method::GET, "/chats/{chat}/notifications", User, telling::edit),
        route(Method::POST, "/chats/{chat}/notifications", User, telling::update),
        route(Method::POST, "/chats/{chat}/membership", User, membership::update),
        route(Method::GET, "/chats/{chat}/members", User, members::index),
        route(Method::POST, "/chats/{chat}/members", User, members::create),
        route(Method::POST, "/chats/{chat}/members/{user}", User, members::update),
        route(Method::POST, "/chats/{chat}/departments", Employee, departments::create),
        route(Method::POST, "/chats/{chat}/departments/{department}", Employee, departments::update),
        route(Method::GET, "/chats/{chat}/hooks", User, hooks::index),
        route(Method::POST, "/chats/{chat}/hooks", User, hooks::create),
        route(Method::POST, "/chats/{chat}/hooks/{hook}", User, hooks::remove),
        route(Method::POST, "/hooks/{token}", Anyone, hooks::post),
        route(Method::GET, "/chats/{chat}/settings", User, group::edit),
        route(Method::POST, "/chats/{chat}/settings", User, group::update),
        route(Method::POST, "/chats/{chat}/picture", User, group::create_picture),
        route(Method::POST, "/chats/{chat}/picture/remove", User, group::destroy_picture),
        route(Method::POST, "/chats/{chat}/rules", User, group::set_rules),
        route(Method::POST, "/chats/{chat}/standing", User, group::stand),
        route(Method::POST, "/chats/{chat}/link", User, joining::set_link),
        route(Method::POST, "/chats/{chat}/join", Employee, joining::join),
        route(Method::POST, "/chats/{chat}/leave", User, members::leave),
    ]
}
