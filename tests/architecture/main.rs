//! Tests of the house itself: who may use whom, and that everything works on both databases.

mod databases;
mod ranks;
mod source;
mod statements;
mod schemas;
mod texts;
