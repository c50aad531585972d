//! Hallway from outside: a real server on a free port, on a SQLite file and on a PostgreSQL, spoken to over HTTP and
//! WebSocket. Each test has a house of its own. PostgreSQL comes from `./test`.

#[macro_use]
mod support;

mod access;
mod admin;
mod centre;
mod durability;
mod faults;
mod groups;
mod headers;
mod hooks;
mod hostile;
mod hour;
mod imports;
mod kills;
mod live;
mod matrix;
mod messages;
mod overload;
mod page;
mod people;
mod presence;
mod rights;
mod second_factor;
mod secrets;
mod startup;
mod structure;
mod twins;
