//! Hallway from outside: a real server on a free port, on a SQLite file and on a PostgreSQL, spoken to over HTTP and
//! WebSocket. Each test has a house of its own. PostgreSQL comes from `./test`.

#[macro_use]
mod support;

mod access;
mod durability;
mod groups;
mod live;
mod messages;
mod page;
mod people;
mod startup;
mod twins;
